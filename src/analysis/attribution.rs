//! For whom a coding counts.
//!
//! A coding counts for a participant when it overlaps the participant's speech in at least one
//! character that is not white space (methods 2.1). Labels, time stamps and the interviewer's words
//! never count. A coding over two speakers counts for both.

use crate::model::{CorpusDocument, ParticipantId, Piece, Span, Voice};
use crate::text::words::has_ink;

/// Why a coding counts, or does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// It lies in speech of at least one participant.
    Participants,
    /// In no participant's speech, but in speech nobody is mapped to.
    NoParticipant,
    /// In the interviewer's words only.
    InterviewerOnly,
    /// On labels, time stamps, headers only.
    NoSpeech,
}

/// Whose speech a span touches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attribution {
    /// The participants, in the order in which they speak there, each once.
    pub participants: Vec<ParticipantId>,
    /// Indexes of the turns touched, whoever speaks, ascending.
    pub turns: Vec<u32>,
    /// Whether the interviewer speaks there.
    pub interviewer: bool,
    /// Whether somebody speaks there who is not mapped.
    pub unassigned: bool,
}

impl Attribution {
    /// Whose speech `span` touches in `document`.
    pub fn of(document: &CorpusDocument, span: Span) -> Self {
        let mut found = Self::default();
        for piece in touched(document, span) {
            if found.turns.last() != Some(&piece.turn) {
                found.turns.push(piece.turn);
            }
            match piece.voice {
                Voice::Participant(id) => {
                    if !found.participants.contains(&id) {
                        found.participants.push(id);
                    }
                }
                Voice::Interviewer => found.interviewer = true,
                Voice::Unassigned => found.unassigned = true,
            }
        }
        found
    }

    /// Why the coding counts, or does not.
    pub fn standing(&self) -> Standing {
        if !self.participants.is_empty() {
            Standing::Participants
        } else if self.unassigned {
            Standing::NoParticipant
        } else if self.interviewer {
            Standing::InterviewerOnly
        } else {
            Standing::NoSpeech
        }
    }
}

/// The pieces of speech that `span` touches in at least one character that is not white space.
pub fn touched(document: &CorpusDocument, span: Span) -> impl Iterator<Item = &Piece> {
    document.pieces_in(span).iter().filter(move |piece| inks(&document.text, piece.span, span))
}

/// True when the common part of a piece of speech and a span, which overlap, is not all white space.
/// A piece has no white space at its ends, so only a span that lies within it must be looked at.
#[inline]
pub(super) fn inks(text: &str, piece: Span, span: Span) -> bool {
    if span.start() <= piece.start() || span.end() >= piece.end() {
        return true;
    }
    match text.as_bytes().get(span.start() as usize) {
        Some(byte) if byte.is_ascii_graphic() => true,
        _ => has_ink(text, span),
    }
}
