//! What can be computed from a text alone: positions, turns, words, sentences, frozen line numbers,
//! and how positions move when it changes.

pub mod carry;
pub mod compare;
pub mod edits;
pub mod fold;
pub mod lines;
pub mod names;
pub mod order;
pub mod positions;
pub mod search;
pub mod sentences;
pub mod speech;
pub mod turns;
pub mod words;
