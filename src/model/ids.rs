//! Identities. Integers name rows inside one study file; a [`Guid`] names a thing for other files.

use serde::{Deserialize, Serialize};

macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )*};
}

row_id! {
    /// One transcript in this file.
    DocumentId,
    /// One speaker label of one document.
    SpeakerId,
    /// One participant.
    ParticipantId,
    /// One attribute of participants, such as *role*.
    AttributeId,
    /// One code of the codebook.
    CodeId,
    /// One coding: a code on a span by a coder.
    CodingId,
    /// One memo.
    MemoId,
    /// One theme.
    ThemeId,
    /// One kept version of the codebook.
    VersionId,
    /// One person who codes.
    CoderId,
    /// One coding that lost its words.
    OrphanId,
    /// One finding of the identifier scan that stays.
    FindingId,
    /// One filter with a name.
    FilterId,
    /// One cell of the framework matrix.
    CellId,
    /// One thing that lost evidence with a withdrawal.
    EvidenceId,
    /// One step: the unit of undo.
    StepId,
}

/// Names a thing across files: kept through export, import and merge. UUID version 7 when made here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guid(pub uuid::Uuid);

impl Guid {
    /// Nobody's: stands where an identity is not told.
    pub const NONE: Self = Self(uuid::Uuid::nil());

    /// A new identity that no other file has.
    pub fn new() -> Self {
        Self(uuid::Uuid::now_v7())
    }

    /// Reads the usual hyphenated or braced spellings; `None` when it is no UUID.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::parse_str(text.trim()).ok().map(Self)
    }
}

impl Default for Guid {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for Guid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}
