//! Another program's masks and bounds, an attacker who tries every table, and studies told in words.

mod attack;
mod oracle;
mod study;
