//! What is seen: the only room that draws.
//!
//! Drawing never writes: widgets take plain values and give back events; the shell turns events
//! into commands.

pub mod action;
pub mod excerpts;
pub mod fonts;
pub mod icons;
pub mod outbox;
pub mod people;
pub mod start;
pub mod tables;
pub mod theme;
pub mod transcript;
pub mod view;

/// Opens the window, on this study if there is one, and returns when it is closed.
pub fn run(_study: Option<std::path::PathBuf>) -> Result<(), String> {
    Err("this version has no window yet".to_owned())
}
