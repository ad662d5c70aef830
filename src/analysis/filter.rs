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
use super::conditions::Ready;
use super::consent::is_withheld;
use super::groups::value_of;
use super::lookup::Dense;
use super::references::Reference;
use crate::model::{
    AttributeId, AttributeKind, CoderChoice, CoderId, Corpus, CorpusDocument, Filter, Participant,
    ParticipantId, Piece, Span, Speech, Voice, WhereClause, WhereOp, name_key,
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
    /// Labels of speakers, by their keys; empty: all.
    speakers: Vec<String>,
    pub(super) condition: Option<Ready>,
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
        let wheres = by_attribute(corpus, &filter.wheres);
        let allowed = |participant: &Participant| {
            (filter.participants.is_empty() || filter.participants.contains(&participant.id))
                && wheres.iter().all(|clauses| clauses.hold(participant))
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
            speakers: filter.speakers.iter().map(|label| name_key(label)).collect(),
            condition: filter
                .condition
                .as_ref()
                .map(|condition| Ready::new(condition, &corpus.codes, &places)),
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

    /// Whether words spoken by this voice are looked at.
    pub(super) fn hears(&self, voice: Voice) -> bool {
        if is_withheld(self.corpus, voice) {
            return false;
        }
        match self.voice(voice) {
            Voice::Participant(id) => self.speech != Speech::Unassigned && self.has_participant(id),
            Voice::Unassigned => self.speech != Speech::Participants && !self.restricts_people,
            Voice::Interviewer => self.speech == Speech::Any && !self.restricts_people,
        }
    }

    /// Whether everything is looked at, headers and labels too, but for what people said who are
    /// excluded from analysis.
    pub(super) fn hears_everything(&self) -> bool {
        self.speech == Speech::Any && !self.restricts_people && self.speakers.is_empty()
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

    /// Whose turns of a document are asked for by the labels of speakers.
    pub(super) fn speakers_in(&self, document: &CorpusDocument) -> Speakers {
        if self.speakers.is_empty() {
            return Speakers(None);
        }
        let wanted = |label: &str| self.speakers.iter().any(|one| *one == name_key(label));
        let named = document.speakers.iter().filter(|speaker| wanted(speaker.label.trim()));
        let named: Vec<_> = named.map(|speaker| Some(speaker.id)).collect();
        Speakers(Some(document.turns.iter().map(|turn| named.contains(&turn.speaker)).collect()))
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
        let open = self.speech == Speech::Any && !self.restricts_people;
        if open && self.leaves_out(document, reference.span) {
            return false;
        }
        if open && self.speakers.is_empty() {
            return true;
        }
        let asked = self.speakers_in(document);
        touched(document, reference.span).filter(|piece| asked.has(piece)).any(|piece| {
            match self.voice(piece.voice) {
                Voice::Participant(id) if open => !self.is_excluded(id),
                _ if open => true,
                Voice::Participant(id) => {
                    self.speech != Speech::Unassigned && self.has_participant(id)
                }
                Voice::Unassigned => self.speech == Speech::Unassigned && !self.restricts_people,
                Voice::Interviewer => false,
            }
        })
    }
}

/// Which turns of a document are asked for; `None`: all.
pub(super) struct Speakers(Option<Vec<bool>>);

impl Speakers {
    pub(super) fn has(&self, piece: &Piece) -> bool {
        self.0.as_ref().is_none_or(|turns| turns.get(piece.turn as usize).copied().unwrap_or(false))
    }
}

/// The clauses on one attribute.
struct Clauses<'f> {
    kind: AttributeKind,
    any: Vec<&'f WhereClause>,
    all: Vec<&'f WhereClause>,
}

impl Clauses<'_> {
    fn hold(&self, participant: &Participant) -> bool {
        let holds = |clause: &&WhereClause| holds(clause, self.kind, participant);
        (self.any.is_empty() || self.any.iter().any(holds)) && self.all.iter().all(holds)
    }
}

fn by_attribute<'f>(corpus: &Corpus, wheres: &'f [WhereClause]) -> Vec<Clauses<'f>> {
    let mut sets: Vec<(AttributeId, Clauses<'f>)> = Vec::new();
    for clause in wheres {
        let at = sets.iter().position(|(id, _)| *id == clause.attribute).unwrap_or_else(|| {
            let known = corpus.attributes.iter().find(|known| known.id == clause.attribute);
            let kind = known.map_or(AttributeKind::Text, |attribute| attribute.kind);
            sets.push((clause.attribute, Clauses { kind, any: Vec::new(), all: Vec::new() }));
            sets.len() - 1
        });
        let set = &mut sets[at].1;
        match clause.op {
            WhereOp::Is => set.any.push(clause),
            _ => set.all.push(clause),
        }
    }
    sets.into_iter().map(|(_, clauses)| clauses).collect()
}

fn holds(clause: &WhereClause, kind: AttributeKind, participant: &Participant) -> bool {
    use std::cmp::Ordering;
    let wanted = clause.value.trim();
    let Some(value) = value_of(participant, clause.attribute) else {
        return match clause.op {
            WhereOp::Is => wanted.is_empty(),
            WhereOp::IsNot => !wanted.is_empty(),
            _ => false,
        };
    };
    // As groups are told apart: a click on one asks for its first value, and a day holds all its hours.
    let same = kind.key(value) == kind.key(wanted);
    if !clause.op.orders() {
        return same == (clause.op == WhereOp::Is);
    }
    // What is no number has no place among numbers, what is no date none among dates.
    if !kind.fits(value) || !kind.fits(wanted) {
        return false;
    }
    let order = if let (Some(a), Some(b)) = (kind.date(value), kind.date(wanted)) {
        let day = |text: &str| text.get(..10).map(str::to_owned);
        if a.len().min(b.len()) > 10 { a.cmp(&b) } else { day(&a).cmp(&day(&b)) }
    } else if same {
        Ordering::Equal
    } else if let (Some(a), Some(b)) = (kind.number(value), kind.number(wanted)) {
        a.total_cmp(&b)
    } else {
        kind.compare(value, wanted)
    };
    match clause.op {
        WhereOp::Less => order.is_lt(),
        WhereOp::AtMost => order.is_le(),
        WhereOp::More => order.is_gt(),
        _ => order.is_ge(),
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
