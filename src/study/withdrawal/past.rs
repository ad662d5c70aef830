//! What the study keeps of before: older texts, how documents were read, and who was called what.
//!
//! The steps know labels, names and values to the letter, as long as they are kept. The audit trail says
//! less, in words, and stays: it is asked where the steps are gone.

use super::super::{Error, Study};
use super::back::{Line, Name, renamed_document};
use crate::model::{
    AttributeId, Corpus, CorpusDocument, DocumentId, Participant, ParticipantId, Reading,
    SpeakerChoice, SpeakerId, Voice,
};
use crate::text::turns::{label_key, same_label};
use std::collections::{BTreeMap, HashSet};

/// A label that a speaker had.
pub(super) struct Labelled {
    pub(super) document: DocumentId,
    pub(super) speaker: SpeakerId,
    pub(super) label: String,
    /// Whose it was then.
    pub(super) voice: Voice,
}

/// All of it.
#[derive(Default)]
pub(super) struct Past {
    /// Older texts of every document that has some.
    pub(super) older: Vec<(DocumentId, Vec<String>)>,
    /// Labels that speakers had.
    pub(super) labels: Vec<Labelled>,
    /// Values that attributes of participants had.
    pub(super) values: Vec<(ParticipantId, AttributeId, String)>,
    /// Names that participants had.
    names: Vec<(ParticipantId, String)>,
    /// How documents were read.
    readings: BTreeMap<DocumentId, Reading>,
    /// What their receipts say, note by note.
    pub(super) receipts: Vec<(DocumentId, String)>,
    /// Where files lie that were written from the study.
    pub(super) files: Vec<String>,
    /// What documents are and were called: the audit trail has the names of then.
    called: BTreeMap<DocumentId, Vec<String>>,
    /// Lines of the audit trail about people, the oldest first.
    pub(super) lines: Vec<Line>,
    /// Of these, those on speakers that were renamed or joined: they are asked for every label.
    moves: Vec<String>,
}

impl Study {
    /// Reads it.
    pub(super) fn past(&self) -> Result<Past, Error> {
        // The newest first: whose a label was in the end is what counts.
        let mut seen = HashSet::new();
        let labels = self.store.former_labels()?.into_iter();
        let labels = labels.filter_map(|(document, speaker, label, voice)| {
            seen.insert((document, speaker, label_key(&label))).then_some(Labelled {
                document,
                speaker,
                label,
                voice,
            })
        });
        let lines = self.store.lines_of_people()?.into_iter();
        let mut past = Past {
            labels: labels.collect(),
            values: self.store.former_values()?,
            names: self.store.former_names()?,
            lines: lines.map(|(undone, label)| Line { undone, label }).collect(),
            files: self.store.exports()?.into_iter().map(|one| one.path).collect(),
            ..Past::default()
        };
        for document in &self.corpus.documents {
            let texts = self.store.older_texts(document.id)?;
            if !texts.is_empty() {
                past.older.push((document.id, texts));
            }
            if let Some(stored) = self.store.stored_document(document.id)? {
                let notes = stored.receipt.into_iter();
                past.receipts.extend(notes.map(|note| (document.id, note.note)));
                past.readings.insert(document.id, stored.reading);
            }
        }
        past.called = names_of_documents(&self.corpus, &past.lines);
        let moves =
            |label: &&String| label.starts_with("Rename speaker ") || label.starts_with("Join ");
        past.moves = past.lines.iter().map(|line| &line.label).filter(moves).cloned().collect();
        Ok(past)
    }
}

/// Present and former names of documents, the present one first.
fn names_of_documents(corpus: &Corpus, lines: &[Line]) -> BTreeMap<DocumentId, Vec<String>> {
    let of_documents =
        |line: &&Line| line.label.starts_with("Import ") || renamed_document(&line.label).is_some();
    let lines: Vec<&Line> = lines.iter().filter(of_documents).collect();
    let names = corpus.documents.iter().map(|document| {
        let name = Name::of_document(&document.name);
        (document.id, name.all(lines.iter().rev().copied()))
    });
    names.collect()
}

impl Past {
    /// The older texts of a document.
    pub(super) fn older_of(&self, document: DocumentId) -> &[String] {
        let found = self.older.iter().find(|(id, _)| *id == document);
        found.map_or(&[][..], |(_, texts)| texts.as_slice())
    }

    /// How a document was read.
    pub(super) fn reading(&self, document: DocumentId) -> Option<&Reading> {
        self.readings.get(&document)
    }

    /// What a document is and was called, the present name first.
    pub(super) fn names_of_document(&self, document: DocumentId) -> &[String] {
        self.called.get(&document).map_or(&[][..], Vec::as_slice)
    }

    /// What a participant is and was called, the present name first.
    pub(super) fn names_of(&self, person: &Participant) -> Vec<String> {
        let mut names = Name::of_person(&person.name).all(self.lines.iter().rev());
        // Pseudonyms that are applied rename without a line that says so: what only the steps know is
        // followed as well.
        for (_, known) in self.names.iter().filter(|(id, _)| *id == person.id) {
            if !names.contains(known) {
                names.extend(Name::of_person(known).all(self.lines.iter().rev()));
            }
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// As what a label went on in a document: it was renamed, or joined with another one.
    pub(super) fn became(&self, document: &CorpusDocument, label: &str) -> Option<String> {
        let names = self.names_of_document(document.id);
        let other = |old: &str, new: &str| {
            (same_label(old, label) && !same_label(new, label)).then(|| new.to_owned())
        };
        let renamed = |line: &str| {
            let line = line.strip_prefix("Rename speaker ")?;
            names.iter().find_map(|name| {
                let (old, new) = line.split_once(&format!(" of {name} to "))?;
                other(old, new)
            })
        };
        let joined = |line: &str| {
            let (pairs, place) = line.strip_prefix("Join ")?.rsplit_once(" in ")?;
            let here = names.iter().any(|name| name == place) || place.ends_with(" documents");
            let mut pairs = pairs.split(", ").filter(|_| here);
            pairs.find_map(|pair| {
                let (from, into) = pair.split_once(" with ")?;
                other(from, into)
            })
        };
        self.moves.iter().rev().find_map(|line| renamed(line).or_else(|| joined(line)))
    }

    /// Whose a label is, as was decided when the document was read.
    pub(super) fn decided(&self, document: DocumentId, label: &str) -> Option<&SpeakerChoice> {
        let reading = self.reading(document)?;
        let of = |label: &str| {
            let found = reading.voices.iter().find(|(known, _)| same_label(known, label));
            found.map(|(_, choice)| choice)
        };
        let spelled = || {
            let (_, other) = reading.same.iter().find(|(known, _)| same_label(known, label))?;
            of(other)
        };
        of(label).or_else(spelled)
    }

    /// Whether the audit trail says that a label was mapped to the participant of these names, the present
    /// one first, and whether it says so of somebody else; it does not say in which documents. `sure`:
    /// those of the names that nobody else had.
    pub(super) fn mapped(&self, label: &str, names: &[String], sure: &[String]) -> (bool, bool) {
        let (mut theirs, mut others) = (false, false);
        let mut name = Name::of_person(names.first().map_or("", String::as_str));
        for line in self.lines.iter().rev() {
            name.pass(line);
            let parts = line.label.strip_prefix("Map ").into_iter();
            for part in parts.flat_map(|parts| parts.split("; ")) {
                let Some((list, whom)) = part.rsplit_once(" to ") else { continue };
                let listed = |one: &str| same_label(one, label);
                if listed(list) || list.split(", ").any(listed) {
                    let own = name.is(whom) || sure.iter().any(|known| known == whom);
                    theirs |= own;
                    others |= !own && whom != "nobody yet";
                }
            }
        }
        (theirs, others)
    }

    /// Every label that is known of a document besides those of today: from the steps, from how it was
    /// read, and from turns that were given to somebody.
    pub(super) fn labels_of(&self, document: &CorpusDocument) -> Vec<String> {
        let here = self.labels.iter().filter(|known| known.document == document.id);
        let mut all: Vec<String> = here.map(|known| known.label.clone()).collect();
        if let Some(reading) = self.reading(document.id) {
            all.extend(reading.voices.iter().map(|(label, _)| label.clone()));
            all.extend(reading.same.iter().flat_map(|(a, b)| [a.clone(), b.clone()]));
        }
        for name in self.names_of_document(document.id) {
            let given = format!(" of {name} to ");
            let renamed = |line: &str| {
                let (old, new) = line.strip_prefix("Rename speaker ")?.split_once(&given)?;
                Some(vec![old.to_owned(), new.to_owned()])
            };
            let gave = |line: &str| {
                let (_, label) = line.strip_prefix("Give ")?.split_once(&given)?;
                (label != "nobody").then(|| vec![label.to_owned()])
            };
            let lines = self.lines.iter().map(|line| line.label.as_str());
            all.extend(lines.filter_map(|line| renamed(line).or_else(|| gave(line))).flatten());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Consent, Guid};

    fn person(name: &str) -> Participant {
        Participant {
            id: ParticipantId(1),
            guid: Guid::new(),
            name: name.to_owned(),
            values: BTreeMap::new(),
            excluded: None,
            consent: Consent::default(),
        }
    }

    fn past(lines: &[&str]) -> Past {
        let line = |label: &&str| Line { undone: false, label: (*label).to_owned() };
        Past { lines: lines.iter().map(line).collect(), ..Past::default() }
    }

    #[test]
    fn the_trail_says_who_was_called_what() {
        let past = past(&[
            "Rename participant Sarah to P2",
            "Map Mother, Last, First to P2; Nurse to P3; INT to interviewer",
            "Map Mother to P4",
            "Rename participant P2 to P02",
        ]);
        let names = past.names_of(&person("P02"));
        assert_eq!(names, ["P02", "P2", "Sarah"]);
        for sure in [&names[..], &[][..]] {
            assert_eq!(past.mapped("mother", &names, sure), (true, true));
            assert_eq!(past.mapped("First", &names, sure), (true, false));
            assert_eq!(past.mapped("Nurse", &names, sure), (false, true));
            assert_eq!(past.mapped("INT", &names, sure), (false, true));
            assert_eq!(past.mapped("Father", &names, sure), (false, false));
        }
    }

    #[test]
    fn a_name_that_pseudonyms_replaced_is_followed_too() {
        let mut past = past(&["Rename participant Sarah to Anna", "Rename participant P03 to P04"]);
        let person = person("P02");
        past.names.push((person.id, "Anna".to_owned()));
        assert_eq!(past.names_of(&person), ["P02", "Anna", "Sarah"]);
    }

    /// A name means whoever had it then.
    #[test]
    fn a_label_was_mapped_to_who_had_the_name_then() {
        let past = past(&[
            "Map Mother to P03",
            "Rename participant P03 to P04",
            "Rename participant P02 to P03",
        ]);
        let names = past.names_of(&person("P03"));
        assert_eq!(past.mapped("Mother", &names, &[]), (false, true), "{names:?}");
        let names = past.names_of(&person("P04"));
        assert_eq!(past.mapped("Mother", &names, &[]), (true, false), "{names:?}");
    }
}
