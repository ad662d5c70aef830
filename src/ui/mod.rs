//! What is seen: the only room that draws.
//!
//! Drawing never writes: widgets take plain values and give back events; the shell turns events
//! into commands.

pub mod fonts;
pub mod icons;
pub mod theme;
pub mod transcript;
