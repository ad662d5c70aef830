//! Files in, files out: bytes to and from model values; no database.

pub mod codebook;
pub mod codings;
pub mod consent;
pub mod copying;
pub mod disclosure;
pub mod excerpt_files;
pub mod exploratory;
pub mod exports;
pub mod figures;
pub mod file_names;
pub mod formats;
pub mod framework_files;
mod grid;
pub mod hit_files;
pub mod import;
pub mod imprint;
pub mod inventory;
pub mod memo_files;
mod neutral;
pub mod pack;
pub mod people;
pub mod pseudonyms;
pub mod receipt;
pub mod save;
pub mod sheet;
pub mod tables;
pub mod theme_files;
pub mod tidy;
pub mod word_files;

pub use crate::model::LineError;
#[cfg(test)]
mod tests;
