//! Postil: coding qualitative interviews on one's own computer.

pub mod analysis;
pub mod cli;
pub mod exchange;
pub mod model;
pub mod store;
pub mod study;
pub mod text;
pub mod ui;
