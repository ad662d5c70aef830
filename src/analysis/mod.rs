//! What can be asked: pure functions over a read-only corpus.
//!
//! [`crosstab()`], [`frequencies()`], [`matrix()`] and [`coverage()`] count in one sweep, [`cooccurrence()`]
//! and [`saturation()`] ask what stands together and what is new, [`excerpts()`] and [`uncoded()`] list,
//! [`Reader`] reads an excerpt with its citation. All of them share one reading of a filter
//! ([`Scope`]), one list of references ([`references`]) and one answer to "for whom does this coding
//! count" ([`attribution`], `whose`), so a cell of a table and the list behind it cannot disagree.
//! A zero is told apart from a code that nobody has looked for in these documents (`late`).
//! [`search()`] finds words and shows them in context; [`words()`] counts them, and each count leads to
//! its contexts.
//!
//! [`figures`] makes pictures of these answers; they count nothing themselves.
//! [`exploratory`] tests whether groups of participants differ, when somebody asks for it;
//! [`disclosure`] decides what of a table may go out, and hides the rest; [`consent`] holds back the
//! words of people who did not agree to be quoted.

mod alone;
pub mod attribution;
mod chance;
mod citation;
mod citing;
mod conditions;
pub mod consent;
mod cooccurrence;
mod counted;
mod coverage;
mod crosstab;
pub mod disclosure;
mod excerpt;
mod excerpts;
pub mod exploratory;
pub mod figures;
mod filter;
pub mod framework;
mod frequencies;
mod groups;
pub mod identifiers;
pub mod inventory;
mod late;
mod lookup;
mod matrix;
mod measures;
mod memos;
mod notes;
pub mod references;
mod saturation;
pub mod search;
pub mod sentence;
mod sweep;
mod tally;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod themes;
mod whose;
mod withdrawn;
pub mod words;

pub use alone::{alone, with};
pub use attribution::{Attribution, Standing};
pub use chance::shuffled;
pub use citation::{Role, role_attribute};
pub use citing::Template;
pub use cooccurrence::{
    Cooccurrence, CooccurrenceCode, CooccurrenceSpec, Pair, PairExcerpts, Together, Unit,
    cooccurrence, together,
};
pub use coverage::{
    Coverage, CoverageBy, CoverageKey, CoverageRow, UncodedTurn, coverage, uncoded,
};
pub use crosstab::{Column, Crosstab, CrosstabRow, CrosstabSpec, crosstab};
pub use excerpt::{Context, Excerpt, Part, Reader, context, excerpt};
pub use excerpts::{ExcerptRef, excerpts};
pub use filter::{Scope, default_coder};
pub use frequencies::{Frequencies, FrequencyRow, frequencies};
pub use groups::{Group, NO_VALUE};
pub use matrix::{Matrix, MatrixBy, MatrixColumn, MatrixKey, MatrixRow, MatrixSpec, matrix};
pub use measures::{Base, Cell, Counts, LeftOut, MeanRate, Measure, Percent, Reading, Undefined};
pub use memos::{Note, NoteId, NoteKind, NoteQuery, Notes, Spot, Subject, name_of, place_of};
pub use notes::{described, exclusion_of_list, exclusion_of_themes};
pub use saturation::{
    Interview, InterviewKey, Level, Order, Ordered, Per, Run, Runs, Saturation, SaturationSpec,
    accumulation, runs, saturation,
};
pub use search::{Hit, Hits, SearchSpec, search, search_until};
pub use themes::{
    Passage, ThemeCounts, ThemeExcerpts, Voices, placed, theme_counts, theme_excerpts,
};
pub use words::{WordTable, WordsBy, WordsSpec, words};
