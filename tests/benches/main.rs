//! Benches: the main job on a large study, tables of a very large one, searches, frames of the reading
//! view, of the editor and of the codebook. Run with `cargo bench`.

mod codebook;
mod correct;
mod kept;
mod search;
mod study;
mod tables;
mod transcript;

fn main() {
    divan::main();
}
