//! Which codings a table, list or export speaks of.

use super::ids::{AttributeId, CodeId, CoderId, DocumentId, ParticipantId};

/// Whose codings count.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub enum CoderChoice {
    /// Everybody's, the same code on overlapping text counted once, as the union of the spans.
    #[default]
    All,
    /// One person's.
    One(CoderId),
}

/// Comparison in a [`WhereClause`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WhereOp {
    /// Equal, without regard to case.
    Is,
}

/// `attribute = value`; an empty value means: nothing is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WhereClause {
    /// The attribute.
    pub attribute: AttributeId,
    /// How it is compared.
    pub op: WhereOp,
    /// With what; empty for "blank".
    pub value: String,
}

/// Whose speech a list looks at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
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
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Filter {
    /// Documents.
    pub documents: Vec<DocumentId>,
    /// Participants in whose speech the coding lies.
    pub participants: Vec<ParticipantId>,
    /// Codes, each with everything under it.
    pub codes: Vec<CodeId>,
    /// Attributes of the participants. Clauses on the same attribute mean *any*, on different ones *all*.
    pub wheres: Vec<WhereClause>,
    /// Whose speech.
    pub speech: Speech,
    /// Whose codings.
    pub coder: CoderChoice,
    /// Counts participants who are excluded from analysis as if they were not.
    pub include_excluded: bool,
}
