//! What a changed text leaves behind: codings without words, older texts, findings that stay.

use super::flags::Flags;
use super::ids::{CodeId, CoderId, DocumentId, FindingId, Guid, MemoId, OrphanId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A coding whose words were taken out of the text. It counts nowhere; it waits to be put back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Orphan {
    /// Row in this file.
    pub id: OrphanId,
    /// Identity of the coding across files; it keeps it when it is put back.
    pub guid: Guid,
    /// The document it was in.
    pub document: DocumentId,
    /// Byte of the text as it is now where its words stood.
    pub at: u32,
    /// The words it covered.
    pub words: Arc<str>,
    /// The code.
    pub code: CodeId,
    /// Who had put it.
    pub coder: CoderId,
    /// The comment on it.
    pub memo: Option<Arc<str>>,
    /// What the researcher thought of it.
    pub flags: Flags,
    /// Memos that hung on it; they hang on the document until it is put back.
    pub memos: Vec<MemoId>,
    /// Memos that pointed to it.
    pub links: Vec<MemoId>,
    /// When its words went, RFC 3339.
    pub lost_at: String,
}

/// What took the place of an older text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionReason {
    /// A correction by hand.
    Correction,
    /// Pseudonyms.
    Pseudonyms,
    /// An older text.
    Restored,
}

impl RevisionReason {
    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Pseudonyms => "pseudonyms",
            Self::Restored => "restored",
        }
    }

    /// The inverse of [`RevisionReason::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Correction, Self::Pseudonyms, Self::Restored]
            .into_iter()
            .find(|reason| reason.name() == name)
    }
}

/// A document's text as it stood before a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// From 1, the oldest.
    pub number: u32,
    /// What took its place.
    pub reason: RevisionReason,
    /// Who changed it.
    pub coder: CoderId,
    /// When it was changed, RFC 3339.
    pub until: String,
}

/// Something the identifier scan found and the researcher keeps: it is not shown again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptFinding {
    /// Row in this file.
    pub id: FindingId,
    /// Only in this document; `None`: everywhere.
    pub document: Option<DocumentId>,
    /// Id of the pattern that found it.
    pub pattern: String,
    /// The words, as they stand.
    pub words: String,
}
