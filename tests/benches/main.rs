//! Benches: frames of the reading view. Run with `cargo bench`.

mod transcript;

fn main() {
    divan::main();
}
