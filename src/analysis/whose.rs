//! Whose words these are, as far as a filter cares, and why a coding on them does not count.
//!
//! Every table reads its documents through here, so that what one of them counts and what another
//! leaves out cannot differ.

use super::filter::{Scope, Speakers};
use super::measures::LeftOut;
use crate::model::{Piece, Voice};

/// Whose a piece of speech is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    /// A participant in the filter: their index.
    Person(u32),
    /// A participant outside the filter.
    Outside,
    /// A participant who is excluded from analysis.
    Excluded,
    /// Nobody's yet.
    Unassigned,
    /// The researcher's.
    Interviewer,
}

impl Whose {
    /// Reads it for one piece; `asked`: the speakers asked for in its document.
    pub(super) fn of(scope: &Scope<'_>, asked: &Speakers, piece: &Piece) -> Self {
        match scope.voice(piece.voice) {
            Voice::Interviewer => Self::Interviewer,
            _ if !asked.has(piece) => Self::Outside,
            Voice::Unassigned => Self::Unassigned,
            Voice::Participant(id) => match scope.people.get(id.0) {
                Some(person) if scope.participants[person] => Self::Person(person as u32),
                Some(person) if scope.excluded[person] => Self::Excluded,
                _ => Self::Outside,
            },
        }
    }

    /// True for speech of participants in the filter: the only speech that counts.
    pub(super) fn counts(self) -> bool {
        matches!(self, Self::Person(_))
    }
}

/// Whose words a coding touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind of voice")]
pub(super) struct Heard {
    pub(super) person: bool,
    pub(super) outside: bool,
    pub(super) excluded: bool,
    pub(super) unassigned: bool,
    pub(super) interviewer: bool,
}

impl Heard {
    /// Adds a piece that is touched.
    #[inline]
    pub(super) fn add(&mut self, whose: Whose) {
        match whose {
            Whose::Person(_) => self.person = true,
            Whose::Outside => self.outside = true,
            Whose::Excluded => self.excluded = true,
            Whose::Unassigned => self.unassigned = true,
            Whose::Interviewer => self.interviewer = true,
        }
    }

    /// Why the coding counts for no participant in the filter; `None` when it does. `restricts`: the
    /// filter names participants or attributes.
    pub(super) fn reason(self, restricts: bool) -> Option<Reason> {
        // Speech nobody is mapped to has its own column in a crosstab: what touches it is not lost.
        Some(if self.person {
            return None;
        } else if self.excluded && (restricts || !self.unassigned) {
            Reason::Excluded
        } else if self.outside {
            Reason::Filtered
        } else if self.unassigned {
            Reason::NoParticipant
        } else if self.interviewer {
            Reason::InterviewerOnly
        } else {
            Reason::NoSpeech
        })
    }
}

/// Why a coding counts for no participant in the filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    Excluded,
    Filtered,
    NoParticipant,
    InterviewerOnly,
    NoSpeech,
}

impl Reason {
    pub(super) fn add(self, left_out: &mut LeftOut) {
        *match self {
            Self::Excluded => &mut left_out.excluded,
            Self::Filtered => &mut left_out.filtered,
            Self::NoParticipant => &mut left_out.no_participant,
            Self::InterviewerOnly => &mut left_out.interviewer_only,
            Self::NoSpeech => &mut left_out.no_speech,
        } += 1;
    }
}
