//! What can be asked: pure functions over a read-only corpus.
//!
//! [`crosstab()`] and [`frequencies()`] count, [`excerpts()`] lists what was counted, [`Reader`] reads an
//! excerpt with its citation. All of them share one reading of a filter ([`Scope`]), one list of
//! references ([`references`]) and one answer to "for whom does this coding count"
//! ([`attribution`]), so a cell of a table and the list behind it cannot disagree.
//!
//! [`exploratory`] tests whether groups of participants differ, when somebody asks for it;
//! [`disclosure`] decides what of a table may go out, and hides the rest.

pub mod attribution;
mod chance;
mod citation;
mod crosstab;
pub mod disclosure;
mod excerpt;
mod excerpts;
pub mod exploratory;
mod filter;
mod frequencies;
mod groups;
pub mod identifiers;
mod lookup;
mod measures;
mod memos;
mod notes;
mod ranks;
pub mod references;
mod sweep;
mod tally;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod themes;

pub use attribution::{Attribution, Standing};
pub use citation::{Role, role_attribute};
pub use crosstab::{Column, Crosstab, CrosstabRow, CrosstabSpec, crosstab};
pub use excerpt::{Context, Excerpt, Part, Reader, context, excerpt};
pub use excerpts::{ExcerptRef, excerpts};
pub use filter::{Scope, default_coder};
pub use frequencies::{Frequencies, FrequencyRow, frequencies};
pub use groups::{Group, NO_VALUE};
pub use measures::{Base, Cell, Counts, LeftOut, MeanRate, Measure, Percent, Reading, Undefined};
pub use memos::{Note, NoteId, NoteKind, NoteQuery, Notes, Spot, Subject, name_of, place_of};
pub use notes::{exclusion_of_list, exclusion_of_themes};
pub use themes::{
    Passage, ThemeCounts, ThemeExcerpts, Voices, placed, theme_counts, theme_excerpts,
};
