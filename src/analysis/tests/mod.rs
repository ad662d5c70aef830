//! The tables against numbers from elsewhere: an oracle file, and a count character by character.

mod brute;
mod compare;
mod oracle;
mod small;
mod themes;
mod wanted;

pub(in crate::analysis) use wanted::conditions;
