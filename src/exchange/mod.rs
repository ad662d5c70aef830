//! Files in, files out: bytes to and from model values; no database.

pub mod excerpt_files;
pub mod formats;
pub mod save;
pub mod sheet;
pub mod tables;
#[cfg(test)]
mod tests;
