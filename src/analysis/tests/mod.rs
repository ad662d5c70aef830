//! The tables against numbers from elsewhere: an oracle file, and a count character by character.

mod brute;
pub(super) mod compare;
mod cooccurrence;
mod found;
mod late;
mod many;
mod matrix;
mod oracle;
mod saturation;
mod small;
mod themes;
mod wanted;

pub(in crate::analysis) use wanted::conditions;
