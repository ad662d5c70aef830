//! What in a study may say who somebody is: shapes of identifiers, names of the key, capitalised words.
//!
//! ```text
//! patterns.rs  what identifiers look like        words.rs   capitalised words, misspellings
//! shapes.rs    where such shapes stand           scan.rs    a text, a document, a study
//! checks.rs    which of them are identifiers     leaving.rs what an export is about to take along
//! stop.rs      words that name nobody            group.rs   the same words in many places
//! place.rs     where a finding is, in words
//! ```
//!
//! A scan finds patterns, not identities: it proposes, nothing is replaced by itself.

mod checks;
mod group;
mod leaving;
mod patterns;
mod place;
mod scan;
mod shapes;
mod stop;
#[cfg(test)]
mod tests;
mod words;

pub use group::{Group, Kept, counts, counts_in_words, groups};
pub use leaving::{Leaving, leaving};
pub use patterns::Pattern;
pub use place::around;
pub use scan::{Scanner, look};

pub use crate::model::TextPlace as Place;

use crate::model::Span;

/// What is said wherever findings are shown.
pub const NOTICE: &str = "The scan finds patterns, not identities. Read the transcript for \
                          combinations a colleague would recognise.";

/// How much a finding says about who it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Names somebody.
    Direct,
    /// Helps to find out.
    Indirect,
    /// May be a name: a person has to look.
    Review,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Indirect, Self::Review];

    /// The word shown and used by scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Review => "review",
        }
    }
}

/// Something that may say who somebody is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// In which text.
    pub place: Place,
    /// Bytes of that text.
    pub span: Span,
    /// Stable word: the id of a pattern, `key`, `key_similar` or `speaker_label`.
    pub pattern: &'static str,
    /// What it is, for people.
    pub label: &'static str,
    /// How grave.
    pub severity: Severity,
    /// The words, as they stand.
    pub words: String,
}
