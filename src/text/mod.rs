//! What can be computed from a text alone: positions, turns, words, sentences, frozen line numbers,
//! where words stand that are looked for, and how positions move when it changes.

pub mod carry;
pub mod compare;
pub mod composed;
pub mod edits;
pub mod extents;
pub mod fold;
pub mod folded;
pub mod lines;
pub mod names;
pub mod order;
pub mod positions;
pub mod query;
pub mod quotes;
pub mod search;
pub mod sentences;
pub mod speech;
pub mod tokens;
pub mod turns;
pub mod withdrawn;
pub mod words;
