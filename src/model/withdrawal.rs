//! Participants who withdrew: what is left to tell of it, and what lost evidence with them.
//!
//! Nothing here says who it was.

use super::ids::{EvidenceId, Guid};
use serde::{Deserialize, Serialize};

/// Stands where the pseudonym of somebody who withdrew stood.
pub const WITHDRAWN: &str = "[withdrawn]";

/// Stands where somebody who withdrew spoke in a conversation of several.
pub const CONTRIBUTION_WITHDRAWN: &str = "[contribution withdrawn]";

/// Stands where their words were quoted.
pub const QUOTATION_WITHDRAWN: &str = "[quotation withdrawn]";

/// What is removed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalScope {
    /// Every word, and who said it.
    #[default]
    Everything,
    /// Who it was: attributes, pseudonym, and whose the speakers are. What was said stays, as nobody's.
    Person,
}

impl WithdrawalScope {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Everything, Self::Person];

    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Person => "person",
        }
    }

    /// The inverse of [`WithdrawalScope::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Why, in one of a few words: a reason in words of one's own could say who.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalReason {
    /// The participant asked for it.
    #[default]
    Asked,
    /// A parent or guardian did.
    Guardian,
    /// An ethics committee, or a safeguarding lead.
    Ethics,
    /// The researcher decided.
    Researcher,
    /// Something else.
    Other,
}

impl WithdrawalReason {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::Asked, Self::Guardian, Self::Ethics, Self::Researcher, Self::Other];

    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Guardian => "guardian",
            Self::Ethics => "ethics",
            Self::Researcher => "researcher",
            Self::Other => "other",
        }
    }

    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "the participant asked",
            Self::Guardian => "a parent or guardian asked",
            Self::Ethics => "ethics or safeguarding",
            Self::Researcher => "the researcher decided",
            Self::Other => "another reason",
        }
    }

    /// The inverse of [`WithdrawalReason::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// How much a withdrawal takes out. Counts only, so that they may be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawalCounts {
    /// Documents in which nobody else takes part: removed whole.
    pub documents: usize,
    /// Documents with others, in which the person's turns are replaced.
    pub group_documents: usize,
    /// The person's turns, in all documents.
    pub turns: usize,
    /// The person's words in them.
    pub words: usize,
    /// Codings that go.
    pub codings_removed: usize,
    /// Codings that reach into other people's words and keep only those.
    pub codings_clipped: usize,
    /// Memos that go.
    pub memos_removed: usize,
    /// Memos that hang on, point to, name or quote what goes, and are kept without it.
    pub memos_kept: usize,
    /// Cells of the framework matrix in the person's row.
    pub framework_row: usize,
    /// Cells of others that rest on, name or quote what goes.
    pub framework_other: usize,
    /// Themes that lose excerpts, or name or quote what goes.
    pub themes: usize,
    /// Codes whose pages quote or name the person.
    pub codes: usize,
    /// Kept versions of the codebook that do.
    pub versions: usize,
    /// Codings in the tray.
    pub orphans: usize,
    /// Older texts of documents.
    pub revisions: usize,
    /// Attributes of the person that are filled in.
    pub attributes: usize,
    /// Labels of speakers that are the person.
    pub speakers: usize,
    /// Filters with names that ask for the person, or for a document that goes.
    pub filters: usize,
    /// Turns of others that name or quote the person: they stay as they are.
    pub turns_of_others: usize,
    /// Steps that are forgotten: nothing before can be undone.
    pub steps: usize,
    /// Backups and other copies of the study.
    pub copies: usize,
    /// Files that were written from the study with the person in them.
    pub exports: usize,
}

/// What became of the traces outside the tables. Counts only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cleaning {
    /// Backups and copies that were overwritten and removed.
    pub copies_removed: usize,
    /// Those that could not be removed.
    pub copies_left: usize,
    /// Fragments of 12 characters that were looked for.
    pub fragments: usize,
    /// Words in small letters that were.
    pub words: usize,
    /// Places where any of them was found: 0 is the proof.
    pub traces: usize,
}

/// What is kept of a withdrawal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tombstone {
    /// Its identity: stands in the place of the participant's in the log of exports.
    pub guid: Guid,
    /// The day, YYYY-MM-DD.
    pub day: String,
    /// What was removed.
    pub scope: WithdrawalScope,
    /// Why.
    pub reason: WithdrawalReason,
    /// How much it was.
    pub counts: WithdrawalCounts,
    /// `None`: the program was stopped before the file and its copies were cleaned.
    pub cleaned: Option<Cleaning>,
}

impl Tombstone {
    /// True when the file was not cleaned, or copies of it could not be removed.
    pub fn is_unfinished(&self) -> bool {
        self.cleaned.is_none_or(|cleaned| cleaned.copies_left > 0)
    }
}

/// What lost evidence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A theme, by its identity.
    Theme,
    /// A cell of the framework matrix, by its identity.
    Framework,
    /// A memo, by its identity.
    Memo,
    /// A code, by its identity.
    Code,
    /// Somebody else's turn that names or quotes the person: the document's identity and the ¶ number,
    /// with a space between.
    Turn,
}

impl EvidenceKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Theme, Self::Framework, Self::Memo, Self::Code, Self::Turn];

    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Framework => "framework",
            Self::Memo => "memo",
            Self::Code => "code",
            Self::Turn => "turn",
        }
    }

    /// The inverse of [`EvidenceKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that is to be read again since somebody withdrew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvidenceLost {
    /// Row in this file.
    pub id: EvidenceId,
    /// The withdrawal.
    pub withdrawal: Guid,
    /// What it is.
    pub kind: EvidenceKind,
    /// Which one.
    pub subject: String,
    /// It was read again.
    pub done: bool,
}

impl EvidenceLost {
    /// The identity it names, and the ¶ number where it is a turn.
    pub fn place(&self) -> Option<(Guid, Option<u32>)> {
        let (guid, number) = match self.subject.split_once(' ') {
            Some((guid, number)) => (guid, Some(number.parse().ok()?)),
            None => (self.subject.as_str(), None),
        };
        Some((Guid::parse(guid)?, number))
    }
}
