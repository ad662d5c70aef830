//! Files in, files out: bytes to and from model values; no database.

pub mod codebook;
pub mod codings;
mod grid;
pub mod import;
mod neutral;
pub mod people;
pub mod refused;

pub use refused::LineError;
