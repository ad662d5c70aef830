//! The framework matrix (Ritchie & Spencer 1994): for each participant and each code or theme what the
//! researcher makes of it, in their own words.

use super::ids::{CellId, CodeId, CoderId, Guid, ParticipantId, ThemeId};
use serde::{Deserialize, Serialize};

/// What a column of the matrix is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameworkColumn {
    /// A code with everything under it.
    Code(CodeId),
    /// A theme with all its codes.
    Theme(ThemeId),
}

/// How far a cell is. A cell without a state is empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    /// A summary was written.
    Drafted,
    /// It was read again and stands.
    Reviewed,
    /// The participant was asked and said nothing about it.
    NothingSaid,
    /// The participant was not asked.
    NotAsked,
}

impl CellState {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Drafted, Self::Reviewed, Self::NothingSaid, Self::NotAsked];

    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Reviewed => "reviewed",
            Self::NothingSaid => "nothing-said",
            Self::NotAsked => "not-asked",
        }
    }

    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Reviewed => "reviewed",
            Self::NothingSaid => "nothing said",
            Self::NotAsked => "not asked",
        }
    }

    /// The inverse of [`CellState::name`]; what a person reads is read, too.
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase().replace(' ', "-");
        Self::ALL.into_iter().find(|state| state.name() == wanted)
    }
}

/// What is written into a cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CellText {
    /// `None` empties the cell.
    pub state: Option<CellState>,
    /// The researcher's own words.
    pub summary: String,
    /// Identities of the codings that support it, in the order they were linked.
    pub links: Vec<Guid>,
    /// A fingerprint of the excerpts the cell was written from: where it differs from theirs today, the
    /// cell should be read again.
    pub seen: String,
}

/// A cell that is not empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameworkCell {
    /// Row in this file.
    pub id: CellId,
    /// Identity across files.
    pub guid: Guid,
    /// The row: a participant, not a file; several interviews of one person share it.
    pub participant: ParticipantId,
    /// The column.
    pub column: FrameworkColumn,
    /// What is written; its state is never `None`.
    pub text: CellText,
    /// Who wrote it last.
    pub coder: CoderId,
    /// When, RFC 3339.
    pub edited_at: String,
}
