//! What an excerpt must be like besides its code and who says it: conditions joined by *and*, *or*
//! and *not*.

use super::flags::Flag;
use super::ids::{CodeId, CoderId};
use serde::{Deserialize, Serialize};

/// How one excerpt stands to another one in the same document.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// They share at least one character.
    Overlaps,
    /// It lies wholly in the other one; both may be the same stretch.
    Inside,
    /// The other one lies wholly in it; both may be the same stretch.
    Around,
    /// At most so many turns apart: 0 is in the same turn, 1 in the one before or after, too.
    WithinTurns(u32),
    /// At most so many words stand between them; overlapping ones have none between them.
    WithinWords(u32),
    /// It begins at or behind the end of the other one, at most so many turns later.
    Follows(u32),
    /// It ends at or before the start of the other one, at most so many turns earlier.
    Precedes(u32),
}

/// What must hold for an excerpt. Ids that the study does not know hold for none.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It is one of this code or of one under it.
    Is(CodeId),
    /// *Another* excerpt of this code or of one under it stands so to it.
    Near(Relation, CodeId),
    /// It is marked so.
    Marked(Flag),
    /// It has a comment.
    HasMemo,
    /// This person made it.
    By(CoderId),
    /// It was made on this day or later, `YYYY-MM-DD`, by the clock of Greenwich.
    Since(String),
    /// It was made on this day or before.
    Until(String),
    /// The other does not hold.
    Not(Box<Self>),
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
}

impl Condition {
    /// Both together; lists of the same kind are joined.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut list) => {
                list.push(other);
                Self::All(list)
            }
            one => Self::All(vec![one, other]),
        }
    }

    /// Calls `see` with every code that is named.
    pub fn codes(&self, see: &mut impl FnMut(CodeId)) {
        match self {
            Self::Is(code) | Self::Near(_, code) => see(*code),
            Self::Not(inner) => inner.codes(see),
            Self::All(list) | Self::Any(list) => {
                for each in list {
                    each.codes(see);
                }
            }
            _ => {}
        }
    }
}
