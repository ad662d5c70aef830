//! A filter, read once: which documents, codes, participants and whose speech are asked for.
//!
//! The speech asked for is a set of voices. A restriction on participants (by name or by attribute)
//! leaves those participants; `Speech::Unassigned` leaves what nobody is mapped to; both together
//! leave nothing. A coding passes when it touches speech that is asked for. Without any restriction
//! on speech everything passes, the interviewer's words and headers included.
//!
//! Participants excluded from analysis are decided on here and nowhere else: unless the filter
//! includes them they are outside every filter, and what lies in their speech passes only where it
//! also touches speech that counts, or speech nobody is mapped to.

use super::attribution::{Attribution, touched};
use super::groups::{value_key, value_of};
use super::lookup::Dense;
use super::references::Reference;
use crate::model::{
    CoderChoice, CoderId, Corpus, CorpusDocument, Filter, Participant, ParticipantId, Span, Speech,
    Voice, WhereClause,
};

/// A filter made ready for one corpus.
pub struct Scope<'c> {
    pub(super) corpus: &'c Corpus,
    pub(super) coder: CoderChoice,
    /// By index of the document.
    documents: Vec<bool>,
    /// By place of the code.
    codes: Vec<bool>,
    /// By index of the participant.
    pub(super) participants: Vec<bool>,
    /// By index of the participant: the filter would allow them, but they are excluded from analysis.
    pub(super) excluded: Vec<bool>,
    excludes: bool,
    /// By index of the participant: excluded from analysis, in the filter or not.
    pub(super) absent: Vec<bool>,
    restricts_people: bool,
    speech: Speech,
    pub(super) places: Dense,
    pub(super) people: Dense,
}

impl<'c> Scope<'c> {
    /// Reads the filter. Ids the corpus does not know match nothing.
    pub fn new(corpus: &'c Corpus, filter: &Filter) -> Self {
        let places = Dense::new(corpus.codes.codes().iter().map(|code| code.id.0));
        let mut codes = vec![filter.codes.is_empty(); corpus.codes.len()];
        for place in filter.codes.iter().filter_map(|id| places.get(id.0)) {
            codes[corpus.codes.subtree(place)].fill(true);
        }
        let wheres = by_attribute(&filter.wheres);
        let allowed = |participant: &Participant| {
            (filter.participants.is_empty() || filter.participants.contains(&participant.id))
                && wheres.iter().all(|clauses| clauses.iter().any(|c| holds(c, participant)))
        };
        let out =
            |participant: &Participant| participant.excluded.is_some() && !filter.include_excluded;
        let people = &corpus.participants;
        let excluded: Vec<bool> = people.iter().map(|p| out(p) && allowed(p)).collect();
        Self {
            corpus,
            coder: filter.coder.clone(),
            documents: corpus
                .documents
                .iter()
                .map(|d| filter.documents.is_empty() || filter.documents.contains(&d.id))
                .collect(),
            codes,
            participants: people.iter().map(|p| allowed(p) && !out(p)).collect(),
            excludes: excluded.contains(&true),
            absent: people.iter().map(out).collect(),
            excluded,
            restricts_people: !filter.participants.is_empty() || !filter.wheres.is_empty(),
            speech: filter.speech,
            places,
            people: Dense::new(people.iter().map(|p| p.id.0)),
        }
    }

    /// Takes participants out (by index): their groups are not in the table.
    pub(super) fn drop_people(&mut self, dropped: &[bool]) {
        for (allowed, dropped) in self.participants.iter_mut().zip(dropped) {
            *allowed &= !dropped;
        }
    }

    /// The names of participants the filter would allow if they were not excluded from analysis.
    pub fn excluded_names(&self) -> Vec<String> {
        let all = self.corpus.participants.iter().zip(&self.excluded);
        all.filter(|(_, excluded)| **excluded).map(|(person, _)| person.name.clone()).collect()
    }

    /// True when a span touches speech of an excluded participant and of nobody else but the
    /// interviewer: it is left out even where everything is asked for.
    pub fn leaves_out(&self, document: &CorpusDocument, span: Span) -> bool {
        if !self.excludes {
            return false;
        }
        let mut theirs = false;
        for piece in touched(document, span) {
            match self.voice(piece.voice) {
                Voice::Participant(id) if self.is_excluded(id) => theirs = true,
                Voice::Participant(_) | Voice::Unassigned => return false,
                Voice::Interviewer => {}
            }
        }
        theirs
    }

    /// Whose speech a span touches, without the participants who are excluded.
    pub fn attribution(&self, document: &CorpusDocument, span: Span) -> Attribution {
        let mut found = Attribution::of(document, span);
        if self.excludes {
            found.participants.retain(|id| !self.is_excluded(*id));
        }
        found
    }

    fn is_excluded(&self, id: ParticipantId) -> bool {
        self.people.get(id.0).is_some_and(|index| self.excluded[index])
    }

    /// The corpus it was made for.
    pub fn corpus(&self) -> &'c Corpus {
        self.corpus
    }

    /// The participants the filter allows, whether they speak or not, in the order of the study.
    pub fn participants(&self) -> Vec<ParticipantId> {
        let all = self.corpus.participants.iter().zip(&self.participants);
        all.filter(|(_, allowed)| **allowed).map(|(participant, _)| participant.id).collect()
    }

    /// True when the filter names participants or attributes.
    pub fn restricts_people(&self) -> bool {
        self.restricts_people
    }

    /// Whether the document with this index is asked for.
    pub fn has_document(&self, index: usize) -> bool {
        self.documents.get(index).copied().unwrap_or(false)
    }

    /// Whether the code at this place is asked for.
    pub fn has_code(&self, place: usize) -> bool {
        self.codes.get(place).copied().unwrap_or(false)
    }

    /// Whether this is speech of a participant who is asked for.
    fn has_participant(&self, id: ParticipantId) -> bool {
        self.people.get(id.0).is_some_and(|index| self.participants[index])
    }

    /// A voice as the tables see it: a participant the study does not know is nobody yet.
    pub(super) fn voice(&self, voice: Voice) -> Voice {
        match voice {
            Voice::Participant(id) if self.people.get(id.0).is_none() => Voice::Unassigned,
            other => other,
        }
    }

    /// Whether a reference of a document that is asked for passes the filter.
    pub(super) fn passes(&self, document: &CorpusDocument, reference: &Reference) -> bool {
        if !self.has_code(reference.place as usize) {
            return false;
        }
        if self.speech == Speech::Any && !self.restricts_people {
            return !self.leaves_out(document, reference.span);
        }
        touched(document, reference.span).any(|piece| match self.voice(piece.voice) {
            Voice::Participant(id) => self.speech != Speech::Unassigned && self.has_participant(id),
            Voice::Unassigned => self.speech == Speech::Unassigned && !self.restricts_people,
            Voice::Interviewer => false,
        })
    }
}

fn by_attribute(wheres: &[WhereClause]) -> Vec<Vec<&WhereClause>> {
    let mut sets: Vec<Vec<&WhereClause>> = Vec::new();
    for clause in wheres {
        match sets.iter_mut().find(|set| set[0].attribute == clause.attribute) {
            Some(set) => set.push(clause),
            None => sets.push(vec![clause]),
        }
    }
    sets
}

fn holds(clause: &WhereClause, participant: &Participant) -> bool {
    match value_of(participant, clause.attribute) {
        Some(value) => value_key(value) == value_key(&clause.value),
        None => clause.value.trim().is_empty(),
    }
}

/// Whose codings a table is about when nobody says: the only coder who has any, else the acting one
/// if they have some, else everybody.
pub fn default_coder(corpus: &Corpus, acting: Option<CoderId>) -> CoderChoice {
    let mut coders: Vec<CoderId> = Vec::new();
    for coding in corpus.documents.iter().flat_map(|document| &document.codings) {
        if coders.last() != Some(&coding.coder) && !coders.contains(&coding.coder) {
            coders.push(coding.coder);
        }
    }
    match (coders.as_slice(), acting) {
        ([only], _) => CoderChoice::One(*only),
        (several, Some(acting)) if several.contains(&acting) => CoderChoice::One(acting),
        _ => CoderChoice::All,
    }
}
