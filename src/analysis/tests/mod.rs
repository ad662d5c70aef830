//! The tables against numbers from elsewhere: an oracle file, and a count character by character.

mod brute;
mod compare;
mod found;
mod oracle;
mod small;
mod themes;
