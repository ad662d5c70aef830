//! Whose a label was, document by document: that somebody else has it in one says nothing of another.

use super::past::{Labelled, Past};
use crate::model::{
    CONTRIBUTION_WITHDRAWN, Corpus, CorpusDocument, Participant, ParticipantId, Reading,
    SpeakerChoice, SpeakerRow, TurnRow, Voice, WITHDRAWN, name_key,
};
use crate::text::turns::{Hints, Rules, is_interviewer_label, label_key, same_label};
use std::collections::HashSet;

/// Whose a label was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    Theirs,
    /// Nothing says whose, or it was one's first and another's then.
    Perhaps,
    /// Listed and mapped to nobody yet, or that of somebody who withdrew before: not theirs, and no name
    /// of anybody else.
    Nobodys,
    /// Another participant's, or the interviewer's.
    Others,
}

/// True for the label that stands for those who withdrew. What finds labels gives it without its brackets.
pub(super) fn is_withdrawn(label: &str) -> bool {
    let key = label_key(label);
    key.trim_matches(['[', ']']) == bare(WITHDRAWN)
}

/// True for a turn of somebody who withdrew before: it has no speaker, or one who is nobody.
pub(super) fn left(document: &CorpusDocument, turn: &TurnRow) -> bool {
    match turn.speaker.and_then(|id| document.speaker(id)) {
        Some(speaker) => speaker.voice == Voice::Unassigned && is_withdrawn(&speaker.label),
        None => {
            let lead = document.text.get(turn.start as usize..turn.body as usize);
            lead.is_some_and(|lead| lead.contains(WITHDRAWN))
        }
    }
}

fn bare(sign: &str) -> &str {
    sign.trim_matches(['[', ']'])
}

fn holds(names: &[String], name: &str) -> bool {
    names.iter().any(|known| name_key(known) == name_key(name))
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
    /// Of these, those that no other participant has or had.
    pub(super) sure: Vec<String>,
    /// What the other participants are and were called.
    pub(super) others: Vec<String>,
}

impl<'p> Labels<'p> {
    pub(super) fn new(corpus: &'p Corpus, past: &'p Past, person: &Participant) -> Self {
        let own = past.names_of(person);
        let others = corpus.participants.iter().filter(|other| other.id != person.id);
        let others: Vec<String> = others.flat_map(|other| past.names_of(other)).collect();
        let taken: HashSet<String> = others.iter().map(|name| name_key(name)).collect();
        let sure = own.iter().filter(|name| !taken.contains(&name_key(name))).cloned().collect();
        Self { corpus, past, person: person.id, own, sure, others }
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
        if is_withdrawn(label) {
            return Whose::Nobodys;
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
            Some(SpeakerChoice::Participant(name)) => {
                return match (holds(&self.own, name), holds(&self.others, name)) {
                    (true, false) => Whose::Theirs,
                    // Several had the name, one after the other.
                    (true, true) => Whose::Perhaps,
                    (false, _) => Whose::Others,
                };
            }
            Some(SpeakerChoice::Interviewer) => return Whose::Others,
            Some(SpeakerChoice::Nobody) | None => {}
        }
        if today.is_some() { Whose::Nobodys } else { self.by_spelling(label) }
    }

    fn by_spelling(&self, label: &str) -> Whose {
        let corpus = self.corpus;
        let called = |names: &[String]| names.iter().any(|name| same_label(name, label));
        match (called(&self.own), called(&self.others)) {
            (true, false) => return Whose::Theirs,
            (true, true) => return Whose::Perhaps,
            (false, true) => return Whose::Others,
            (false, false) if is_interviewer_label(label) => return Whose::Others,
            (false, false) => {}
        }
        match self.past.mapped(label, &self.own, &self.sure) {
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

    /// How a document was read, without what was decided about labels of theirs; `None` where nothing
    /// was. A name in it that means nobody any more would be made a participant anew. Where what they
    /// said goes, `left` is what is left of the text: words of theirs that were decided to be no speaker
    /// go with it.
    pub(super) fn reading_without(
        &self,
        document: &CorpusDocument,
        left: Option<&str>,
    ) -> Option<Reading> {
        let old = self.past.reading(document.id)?;
        let theirs = |label: &str| self.whose(document, label) == Whose::Theirs;
        let mut new = old.clone();
        new.take.retain(|label| !theirs(label));
        let left = left.map(str::to_lowercase);
        let stands =
            |word: &str| left.as_ref().is_none_or(|left| left.contains(&word.to_lowercase()));
        new.leave.retain(|label| !theirs(label) && stands(label));
        new.same.retain(|(spelling, label)| !theirs(spelling) && !theirs(label));
        new.voices.retain(|(label, choice)| {
            let means =
                matches!(choice, SpeakerChoice::Participant(name) if holds(&self.sure, name));
            !means && !theirs(label)
        });
        (new != *old).then_some(new)
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
        let mut listed = self.known(document);
        let mut reading = self.past.reading(document.id).cloned().unwrap_or_default();
        let older = self.past.older_of(document.id);
        // Those who withdrew before have a label, too; what stands there for their words is none.
        if document.text.contains(WITHDRAWN) || older.iter().any(|text| text.contains(WITHDRAWN)) {
            listed.extend([WITHDRAWN, bare(WITHDRAWN)].map(str::to_owned));
            reading.leave.push(bare(CONTRIBUTION_WITHDRAWN).to_owned());
        }
        let rules = Rules::of(&reading).ok()?;
        let names = self.corpus.participants.iter().map(|person| person.name.clone());
        (!rules.names_nobody()).then(|| Hints {
            known: names.chain(self.own.iter().cloned()).collect(),
            listed,
            rules,
            ..Hints::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_withdrew_is_known_with_and_without_brackets() {
        let check = |label: &str, expected| assert_eq!(is_withdrawn(label), expected, "{label}");
        check(WITHDRAWN, true);
        check("withdrawn", true);
        check("Withdrawn:", true);
        check("withdrawn 2", false);
        check("", false);
    }
}
