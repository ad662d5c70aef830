//! The tables against numbers from elsewhere: an oracle file, and a count character by character.

mod brute;
pub(super) mod compare;
mod oracle;
mod small;
mod themes;
