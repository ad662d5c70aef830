//! Benches: the main job on a large study, frames of the reading view. Run with `cargo bench`.

mod study;
mod transcript;

fn main() {
    divan::main();
}
