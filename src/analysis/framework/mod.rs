//! The framework matrix (Ritchie & Spencer 1994; Gale et al. 2013): for each participant and each code
//! or theme what the researcher makes of it, and whether it still rests on the excerpts of today.
//!
//! A row is a participant: several interviews of one person share it. An excerpt belongs to a cell when
//! its code is in the column (a code with everything under it; a theme with all its codes) and it counts
//! for the participant (methods 2.1). In a column of a theme a passage that carries several of its codes
//! is one excerpt, as in the list of themes.
//!
//! The filter says which rows there are and which excerpts are counted and listed. Whether a cell is
//! stale does not depend on it: see [`Since`].

mod build;
mod excerpts;
mod links;
mod notes;
mod seen;
#[cfg(test)]
mod tests;

use crate::model::{
    AttributeId, CellId, CellState, CellText, Corpus, Filter, FrameworkCell, FrameworkColumn,
    ParticipantId,
};
use std::sync::Arc;

pub use build::framework;
pub use excerpts::{CellExcerpt, cell_excerpts};
pub use links::{CellLink, Linker};
pub use seen::{Fresh, Since, seen};

/// A question for [`framework()`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FrameworkSpec {
    /// The columns, in order.
    pub columns: Vec<FrameworkColumn>,
    /// The attribute that groups the rows.
    pub group: Option<AttributeId>,
    /// Which rows, and which excerpts are counted. Its codes are not looked at: the columns are.
    pub filter: Filter,
}

/// How far a row, a column or the whole matrix is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Cells there are.
    pub cells: u64,
    /// Cells that are not empty, by [`CellState::ALL`].
    pub states: [u64; 4],
    /// Cells whose excerpts are others than when they were written.
    pub stale: u64,
    /// Empty cells that have excerpts.
    pub waiting: u64,
}

impl Progress {
    /// Cells that are not empty.
    pub fn written(&self) -> u64 {
        self.states.iter().sum()
    }

    /// "34 of 120 cells written, 3 stale".
    pub fn told(&self) -> String {
        let stale = match self.stale {
            0 => String::new(),
            n => format!(", {n} stale"),
        };
        let cells = if self.cells == 1 { "cell" } else { "cells" };
        format!("{} of {} {cells} written{stale}", self.written(), self.cells)
    }

    fn add(&mut self, entry: &Entry, state: Option<CellState>) {
        self.cells += 1;
        let place = state.and_then(|state| CellState::ALL.iter().position(|one| *one == state));
        if let Some(slot) = place.and_then(|place| self.states.get_mut(place)) {
            *slot += 1;
        }
        self.stale += u64::from(entry.since.is_stale());
        self.waiting += u64::from(state.is_none() && entry.excerpts > 0);
    }
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameworkHead {
    /// What it is about.
    pub column: FrameworkColumn,
    /// The code's name or the theme's statement.
    pub name: String,
    /// The code's path, or the number of the theme in its list.
    pub path: String,
    /// The code's definition or the theme's concept; may be empty.
    pub about: String,
    /// How far it is.
    pub progress: Progress,
}

/// What a cell is, beside the words in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// Index of the cell in [`Framework::written`]; `None` for an empty one.
    pub written: Option<u32>,
    /// Excerpts of the participant in the column, within the filter.
    pub excerpts: u32,
    /// What has happened to them since it was written.
    pub since: Since,
}

/// A participant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameworkRow {
    /// Who.
    pub participant: ParticipantId,
    /// Their pseudonym.
    pub name: String,
    /// Index in [`Framework::groups`].
    pub group: u32,
    /// Interviews in which they speak.
    pub documents: u32,
    /// One per column.
    pub cells: Vec<Entry>,
    /// How far the row is.
    pub progress: Progress,
}

/// The answer of [`framework()`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Framework {
    /// The attribute that groups the rows, by name; empty where none does.
    pub grouped_by: String,
    /// The values that head the groups, in order; one without a name where nothing groups the rows.
    pub groups: Vec<String>,
    /// The columns, in the order asked for.
    pub columns: Vec<FrameworkHead>,
    /// By group, then in the order of the study.
    pub rows: Vec<FrameworkRow>,
    /// The cells of the study that are not empty, shown or not.
    pub written: Arc<[FrameworkCell]>,
    /// How far the matrix is.
    pub progress: Progress,
    /// What is counted and what is left out, in sentences.
    pub notes: Vec<String>,
}

impl Framework {
    /// What is written in a cell; `None` for an empty one.
    pub fn cell(&self, row: usize, column: usize) -> Option<&FrameworkCell> {
        let entry = self.entry(row, column)?;
        self.written.get(entry.written? as usize)
    }

    /// The cells that are shown and not empty: what leaves with the matrix.
    pub fn shown(&self) -> Vec<CellId> {
        let entries = self.rows.iter().flat_map(|row| &row.cells);
        let cells = entries.filter_map(|entry| self.written.get(entry.written? as usize));
        cells.map(|cell| cell.id).collect()
    }

    /// A cell beside its words.
    pub fn entry(&self, row: usize, column: usize) -> Option<&Entry> {
        self.rows.get(row)?.cells.get(column)
    }
}

/// What is written into a cell: the words with their links, and the excerpts of now as what it was
/// written from. Without words and state it is empty.
pub fn cell_text(
    corpus: &Corpus,
    (participant, column): (ParticipantId, FrameworkColumn),
    state: Option<CellState>,
    summary: String,
) -> CellText {
    let links = excerpts::linked(corpus, participant, column, &summary);
    CellText { state, summary, links, seen: seen(corpus, participant, column) }
}
