//! A study for an archive: without the people who did not agree to that.

use super::{is_recorded, refusing, theirs, veil, withheld};
use crate::analysis::Attribution;
use crate::model::{ConsentScope, Corpus, CorpusDocument, Participant, ParticipantId};
use std::sync::Arc;

/// A study that may be deposited, and what is not in it.
#[derive(Clone, Debug)]
pub struct Deposit {
    /// The study without them, and without the words of those who do not want to be quoted.
    pub corpus: Arc<Corpus>,
    /// People who did not agree to archiving.
    pub participants: usize,
    /// Codings on their words alone.
    pub codings: usize,
    /// Documents in which nobody else is interviewed.
    pub documents: usize,
    /// People of whom it is not recorded, while it is of others.
    pub unknown: usize,
    /// People who are there but for their words.
    pub unquoted: usize,
}

/// Takes out who did not agree to archiving: their row, the codings on their words alone, and documents
/// in which nobody else speaks but the interviewer. Of those who did not agree to be quoted the words
/// are held back.
pub fn deposit(corpus: &Arc<Corpus>) -> Deposit {
    let gone = refusing(corpus, ConsentScope::Archiving, false);
    let mut unquoted = withheld(corpus, None);
    unquoted.retain(|id| gone.binary_search(id).is_err());
    let unknown = corpus.participants.iter().filter(|person| person.consent.archiving.is_none());
    let unknown = if is_recorded(corpus, ConsentScope::Archiving) { unknown.count() } else { 0 };
    let mut found = Deposit {
        corpus: Arc::clone(corpus),
        participants: gone.len(),
        codings: 0,
        documents: 0,
        unknown,
        unquoted: unquoted.len(),
    };
    if gone.is_empty() && unquoted.is_empty() {
        return found;
    }
    let mut all = [gone.as_slice(), &unquoted].concat();
    all.sort_unstable();
    let mut new = veil(corpus, all);
    for document in std::mem::take(&mut new.documents) {
        if theirs(&document, &gone).next().is_none() {
            new.documents.push(document);
            continue;
        }
        let mut copy = CorpusDocument::clone(&document);
        let only = |span| {
            let found = Attribution::of(&document, span);
            let theirs = |id: &ParticipantId| gone.binary_search(id).is_ok();
            !found.participants.is_empty()
                && found.participants.iter().all(theirs)
                && !found.unassigned
        };
        copy.codings.retain(|coding| !only(coding.span));
        found.codings += document.codings.len() - copy.codings.len();
        let own = |piece: &&crate::model::Piece| !voice_in(piece.voice, &gone);
        copy.pieces = document.pieces.iter().filter(own).copied().collect();
        let others =
            |piece: &crate::model::Piece| !matches!(piece.voice, crate::model::Voice::Interviewer);
        if copy.pieces.iter().any(others) {
            new.documents.push(Arc::new(copy));
        } else {
            found.codings += copy.codings.len();
            found.documents += 1;
        }
    }
    let stays = |person: &&Participant| gone.binary_search(&person.id).is_err();
    new.participants = new.participants.iter().filter(stays).cloned().collect();
    found.corpus = Arc::new(new);
    found
}

fn voice_in(voice: crate::model::Voice, people: &[ParticipantId]) -> bool {
    matches!(voice, crate::model::Voice::Participant(id) if people.binary_search(&id).is_ok())
}

impl Deposit {
    /// Sentences about what is not in it.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let count = |n: usize, one: &str| match n {
            1 => format!("1 {one}"),
            n => format!("{n} {one}s"),
        };
        if self.participants > 0 {
            notes.push(format!(
                "Left out: {} who did not consent to archiving, with {} and {} of theirs alone.",
                count(self.participants, "participant"),
                count(self.documents, "document"),
                count(self.codings, "coding"),
            ));
        }
        if self.unquoted > 0 {
            notes.push(format!(
                "Left out: the words of {} who did not consent to be quoted.",
                count(self.unquoted, "participant")
            ));
        }
        if self.unknown > 0 {
            let whose = count(self.unknown, "participant");
            notes.push(format!("Consent to archiving is not recorded for {whose} in here."));
        }
        notes
    }
}
