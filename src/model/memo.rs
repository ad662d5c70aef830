//! Memos: dated notes on anything, or on nothing.

use super::ids::{CodeId, CoderId, CodingId, DocumentId, Guid, MemoId, ParticipantId, ThemeId};
use serde::{Deserialize, Serialize};

/// What a memo is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoKind {
    /// Plain note.
    Note,
    /// On the meaning of a code.
    Code,
    /// A thought about theory.
    Theoretical,
    /// A decision about method.
    Method,
    /// The reflexive journal.
    Journal,
}

impl MemoKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::Note, Self::Code, Self::Theoretical, Self::Method, Self::Journal];

    /// The word kept in the study file and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Code => "code",
            Self::Theoretical => "theoretical",
            Self::Method => "method",
            Self::Journal => "journal",
        }
    }

    /// The inverse of [`MemoKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a memo hangs on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoOn {
    /// The study as a whole, or nothing.
    Study,
    /// A document.
    Document(DocumentId),
    /// A participant.
    Participant(ParticipantId),
    /// A code.
    Code(CodeId),
    /// A coding.
    Coding(CodingId),
    /// A theme.
    Theme(ThemeId),
}

/// A dated note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Memo {
    /// Row in this file.
    pub id: MemoId,
    /// Identity across files.
    pub guid: Guid,
    /// What it is for.
    pub kind: MemoKind,
    /// What it hangs on.
    pub on: MemoOn,
    /// May be empty.
    pub title: String,
    /// The note.
    pub text: String,
    /// Who wrote it.
    pub coder: CoderId,
    /// When it was written, RFC 3339.
    pub created_at: String,
    /// When it was last changed, RFC 3339; empty when it never was.
    pub edited_at: String,
    /// The excerpts it points to, in order.
    pub links: Vec<CodingId>,
}
