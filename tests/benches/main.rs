//! Benches: the main job on a large study, frames of the reading view, of the
//! editor and of the codebook. Run with `cargo bench`.

mod codebook;
mod correct;
mod study;
mod transcript;

fn main() {
    divan::main();
}
