//! Themes: statements a researcher develops from codes. A layer of its own, no folder of codes.

use super::ids::{CodeId, Guid, ThemeId};
use serde::{Deserialize, Serialize};

/// What is written about a theme (Braun & Clarke 2022, phases 3 to 5).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThemeFields {
    /// What the theme says, as a sentence. Unique without regard to case.
    pub statement: String,
    /// The central organising concept.
    pub concept: String,
    /// What it is not.
    pub boundary: String,
}

/// How far a theme has come.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeState {
    /// Being tried.
    #[default]
    Candidate,
    /// Part of the account.
    Kept,
    /// Taken up by another theme.
    Merged,
    /// Given up.
    Dropped,
}

impl ThemeState {
    /// All states, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Candidate, Self::Kept, Self::Merged, Self::Dropped];

    /// The word kept in the study file and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Kept => "kept",
            Self::Merged => "merged",
            Self::Dropped => "dropped",
        }
    }

    /// True while it counts: being tried, or part of the account. Only living themes place a code.
    pub fn is_living(self) -> bool {
        matches!(self, Self::Candidate | Self::Kept)
    }

    /// The inverse of [`ThemeState::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A theme. Its codes are many-to-many: a code may serve several themes, some serve none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Row in this file.
    pub id: ThemeId,
    /// Identity across files.
    pub guid: Guid,
    /// Its written part.
    pub fields: ThemeFields,
    /// How far it has come.
    pub state: ThemeState,
    /// Why it is in that state; may be empty.
    pub reason: String,
    /// The theme that took it up: only while the state is [`ThemeState::Merged`].
    pub into: Option<ThemeId>,
    /// Its codes, in the order they were put there.
    pub codes: Vec<CodeId>,
    /// When it was made, RFC 3339.
    pub created_at: String,
}
