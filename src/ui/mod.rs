//! What is seen: the only room that draws.
//!
//! Drawing never writes: widgets take plain values and give back events; the shell turns events
//! into commands.

pub mod action;
pub mod excerpts;
pub mod filterbar;
pub mod fonts;
pub mod icons;
pub mod outbox;
pub mod people;
pub mod picker;
pub mod start;
pub mod tables;
#[cfg(test)]
pub mod testing;
pub mod theme;
pub mod transcript;
pub mod view;
pub mod widgets;
pub mod worker;
