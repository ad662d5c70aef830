//! Benches: the main job on a large study, frames of the reading view and of the codebook. Run with `cargo bench`.

mod codebook;
mod study;
mod transcript;

fn main() {
    divan::main();
}
