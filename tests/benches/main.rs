//! Benches: the main job on a large study, frames of the reading view, of the
//! editor and of the codebook, searches. Run with `cargo bench`.

mod codebook;
mod correct;
mod search;
mod study;
mod transcript;

fn main() {
    divan::main();
}
