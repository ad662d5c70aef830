//! Which codings a table, list or export speaks of.

use super::condition::Condition;
use super::ids::{AttributeId, CodeId, CoderId, DocumentId, FilterId, Guid, ParticipantId};
use serde::{Deserialize, Serialize};

/// Whose codings count.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoderChoice {
    /// Everybody's, the same code on overlapping text counted once, as the union of the spans.
    #[default]
    All,
    /// One person's.
    One(CoderId),
}

/// Comparison in a [`WhereClause`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhereOp {
    /// Equal: without regard to case or to how accents are written, numbers by size, dates by day.
    Is,
    /// Not equal. Nothing known is not equal to any value.
    IsNot,
    /// Smaller; nothing known is neither smaller nor larger than anything.
    Less,
    /// Smaller or equal.
    AtMost,
    /// Larger.
    More,
    /// Larger or equal.
    AtLeast,
}

impl WhereOp {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Is, Self::IsNot, Self::Less, Self::AtMost, Self::More, Self::AtLeast];

    /// The sign that is shown.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
        }
    }

    /// True for those that ask for an order.
    pub fn orders(self) -> bool {
        !matches!(self, Self::Is | Self::IsNot)
    }

    /// The sign as a keyboard has it; `≠` is `!=` there.
    pub fn typed(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// `attribute = value`; an empty value means: nothing is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct WhereClause {
    /// The attribute.
    pub attribute: AttributeId,
    /// How it is compared.
    pub op: WhereOp,
    /// With what; empty for "blank".
    pub value: String,
}

/// Whose speech a list looks at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speech {
    /// Everything that was coded, the interviewer's words and unassigned text included.
    #[default]
    Any,
    /// Only codings that count for some participant.
    Participants,
    /// Only codings that lie in speech of speakers not mapped yet.
    Unassigned,
}

/// Which codings a question is about. Several values of one kind mean *any of them*, different kinds
/// mean *all of them*; an empty list means no restriction.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Documents.
    pub documents: Vec<DocumentId>,
    /// Participants in whose speech the coding lies.
    pub participants: Vec<ParticipantId>,
    /// Codes, each with everything under it.
    pub codes: Vec<CodeId>,
    /// Attributes of the participants. Of one attribute any of the values asked for with
    /// [`WhereOp::Is`] will do, and every other clause must hold (so that two of them make a range);
    /// clauses on different attributes must all hold.
    pub wheres: Vec<WhereClause>,
    /// Labels of speakers, as the transcripts have them, without regard to case: only their speech.
    pub speakers: Vec<String>,
    /// What must hold for an excerpt besides.
    pub condition: Option<Condition>,
    /// Whose speech.
    pub speech: Speech,
    /// Whose codings.
    pub coder: CoderChoice,
    /// Counts participants who are excluded from analysis as if they were not.
    pub include_excluded: bool,
}

/// A filter with a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedFilter {
    /// Row in this file.
    pub id: FilterId,
    /// Identity across files.
    pub guid: Guid,
    /// Unique in the study without regard to case.
    pub name: String,
    /// What it asks for. Things that were removed since match nothing. `None`: its entry in the file is
    /// damaged and cannot be read; it is kept until somebody removes it.
    pub filter: Option<Filter>,
}
