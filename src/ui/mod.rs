//! What is seen: the only room that draws.
//!
//! Drawing never writes: widgets take plain values and give back events; the shell turns events
//! into commands.

pub mod action;
pub mod dialogs;
pub mod excerpts;
pub mod files;
pub mod fonts;
pub mod icons;
pub mod outbox;
mod parts;
pub mod people;
mod pick;
pub mod start;
pub mod tables;
pub mod theme;
pub mod transcript;
pub mod view;
