//! Names become pseudonyms, wherever they stand, in one step.

mod apply;
mod find;
#[cfg(test)]
mod tests;

pub(super) use apply::apply;
pub(super) use find::Rewriter;
pub use find::{find_names, key_entries, replaced_codings};

use crate::model::{Span, TextPlace};

/// A place where a name stands that is to be replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamePlace {
    /// In which text.
    pub place: TextPlace,
    /// Bytes of that text: the name without its ending.
    pub span: Span,
    /// What stands there.
    pub words: String,
    /// Which line of the list.
    pub line: usize,
    /// Written as the list has it, in capitals or with a capital. In small letters it may be another
    /// word.
    pub sure: bool,
}

/// What pseudonyms did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replaced {
    /// Places that carry a pseudonym now.
    pub places: usize,
    /// In so many documents.
    pub documents: usize,
    /// Codings whose words changed.
    pub codings: usize,
    /// Older texts, receipts, kept codebooks.
    pub elsewhere: usize,
}
