//! Whose a label was, document by document: that somebody else has it in one says nothing of another.

use super::past::{Labelled, Past};
use crate::model::{
    Corpus, CorpusDocument, Participant, ParticipantId, SpeakerChoice, SpeakerRow, Voice, name_key,
};
use crate::text::turns::{Hints, Rules, is_interviewer_label, same_label};

/// Whose a label was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    Theirs,
    /// Nothing says whose, or it was one's first and another's then.
    Perhaps,
    Others,
}

/// As many times a label may have been renamed or joined with another one.
const STEPS: usize = 8;

/// Labels, and one of the participants.
pub(super) struct Labels<'p> {
    pub(super) corpus: &'p Corpus,
    pub(super) past: &'p Past,
    pub(super) person: ParticipantId,
    /// What the participant is and was called, the present name first.
    pub(super) own: Vec<String>,
}

impl<'p> Labels<'p> {
    pub(super) fn new(corpus: &'p Corpus, past: &'p Past, person: &Participant) -> Self {
        Self { corpus, past, person: person.id, own: past.names_of(person) }
    }

    /// Whose a label was in a document: as it is mapped today; where nobody has it today, as it was mapped
    /// once, as it went on under another name, as was decided when the document was read; else by its
    /// spelling.
    pub(super) fn whose(&self, document: &CorpusDocument, label: &str) -> Whose {
        self.whose_after(document, label, STEPS)
    }

    fn whose_after(&self, document: &CorpusDocument, label: &str, steps: usize) -> Whose {
        let theirs = Voice::Participant(self.person);
        let today = document.speakers.iter().find(|speaker| same_label(&speaker.label, label));
        // A speaker who was mapped to somebody else was put right: what holds is today.
        let once = self.past.labels.iter().filter(|known| {
            known.document == document.id
                && same_label(&known.label, label)
                && today.is_none_or(|speaker| speaker.id != known.speaker)
        });
        let was_theirs = once.clone().any(|known| known.voice == theirs);
        let was_others = once
            .clone()
            .any(|known| known.voice != theirs && !matches!(known.voice, Voice::Unassigned));
        match today.map(|speaker| speaker.voice) {
            Some(voice) if voice == theirs => return Whose::Theirs,
            Some(Voice::Unassigned) | None => {}
            Some(_) if was_theirs => return Whose::Perhaps,
            Some(_) => return Whose::Others,
        }
        match (was_theirs, was_others) {
            (true, true) => return Whose::Perhaps,
            (true, false) => return Whose::Theirs,
            (false, true) => return Whose::Others,
            (false, false) => {}
        }
        if let Some(next) = self.past.became(document, label).filter(|_| steps > 0) {
            return self.whose_after(document, &next, steps - 1);
        }
        match self.past.decided(document.id, label) {
            Some(SpeakerChoice::Participant(name)) if self.is_own(name) => return Whose::Theirs,
            Some(SpeakerChoice::Participant(_) | SpeakerChoice::Interviewer) => {
                return Whose::Others;
            }
            Some(SpeakerChoice::Nobody) | None => {}
        }
        // Listed, and mapped to nobody yet.
        if today.is_some() { Whose::Others } else { self.by_spelling(label) }
    }

    fn by_spelling(&self, label: &str) -> Whose {
        let corpus = self.corpus;
        if self.own.iter().any(|name| same_label(name, label)) {
            return Whose::Theirs;
        }
        if is_interviewer_label(label)
            || corpus.participants.iter().any(|other| same_label(&other.name, label))
        {
            return Whose::Others;
        }
        match self.past.mapped(label, &self.own) {
            (true, true) => return Whose::Perhaps,
            (true, false) => return Whose::Theirs,
            (false, true) => return Whose::Others,
            (false, false) => {}
        }
        let everywhere = corpus.documents.iter().flat_map(|document| &document.speakers);
        let mut alike = everywhere.filter(|speaker| same_label(&speaker.label, label)).peekable();
        let theirs = Voice::Participant(self.person);
        let only = alike.peek().is_some() && alike.all(|speaker| speaker.voice == theirs);
        if only { Whose::Theirs } else { Whose::Perhaps }
    }

    /// True for a label of a speaker, also where the speaker was renamed since: the text has the old one.
    pub(super) fn names(
        &self,
        document: &CorpusDocument,
        label: &str,
        speaker: &SpeakerRow,
    ) -> bool {
        let once = |known: &Labelled| {
            known.document == document.id
                && known.speaker == speaker.id
                && same_label(&known.label, label)
        };
        if same_label(label, &speaker.label) || self.past.labels.iter().any(once) {
            return true;
        }
        let mut next = self.past.became(document, label);
        for _ in 0..STEPS {
            let Some(label) = next else { return false };
            if same_label(&label, &speaker.label) {
                return true;
            }
            next = self.past.became(document, &label);
        }
        false
    }

    fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|own| name_key(own) == name_key(name))
    }

    /// Every label that is known of a document, now and then.
    pub(super) fn known(&self, document: &CorpusDocument) -> Vec<String> {
        let mut known: Vec<String> =
            document.speakers.iter().map(|speaker| speaker.label.clone()).collect();
        for label in self.past.labels_of(document) {
            if !known.contains(&label) {
                known.push(label);
            }
        }
        known
    }

    /// True for a document in which they speak or once spoke, as far as the labels of it are known without
    /// its older texts.
    pub(super) fn spoke(&self, document: &CorpusDocument) -> bool {
        let theirs = Voice::Participant(self.person);
        let there = |known: &Labelled| {
            // A speaker who is there still has been mapped otherwise since.
            known.document == document.id
                && known.voice == theirs
                && document.speaker(known.speaker).is_none()
        };
        self.past.labels.iter().any(there)
            || self.known(document).iter().any(|l| self.whose(document, l) == Whose::Theirs)
    }

    /// How older texts of a document are read for turns: as the document was. `None` where nobody was
    /// named in it, or by a pattern that is none.
    pub(super) fn hints(&self, document: &CorpusDocument) -> Option<Hints> {
        let rules = match self.past.reading(document.id) {
            Some(reading) => Rules::of(reading).ok()?,
            None => Rules::default(),
        };
        let names = self.corpus.participants.iter().map(|person| person.name.clone());
        (!rules.names_nobody()).then(|| Hints {
            known: names.chain(self.own.iter().cloned()).collect(),
            listed: self.known(document),
            rules,
            ..Hints::default()
        })
    }
}
