//! A study file from outside: where it lies, what belongs to it, what left it.

use super::consent::{Retention, Written};

/// What is known of the file around what it holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// The study's name.
    pub study: String,
    /// Where it lies.
    pub path: String,
    /// Whether it is locked with a passphrase.
    pub encrypted: bool,
    /// Its size in bytes, with its log.
    pub bytes: u64,
    /// Older texts of corrected documents.
    pub revisions: u64,
    /// When the study was made and when it was changed last, RFC 3339; empty where it is not known.
    pub dates: (String, String),
    /// Until when it is kept.
    pub retention: Retention,
    /// What the identifier scan finds, by kind, and how grave each is.
    pub identifiers: Vec<(String, String, usize)>,
    /// Files that belong to it: kind, place, size.
    pub copies: Vec<(String, String, u64)>,
    /// Files that were written from it.
    pub exports: Vec<Written>,
    /// The day on which this was asked.
    pub day: String,
}
