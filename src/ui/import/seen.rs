//! The text of a file as it will stand, as a document of the corpus that nobody has stored.

use super::entry::{Entry, Held, People, rows, spans};
use crate::model::{
    Corpus, CorpusDocument, DocumentId, Guid, NewDocument, Participant, ParticipantId,
    SpeakerChoice, SpeakerId, SpeakerRow, Voice,
};
use crate::text::speech::pieces;
use crate::text::turns::label_key;
use crate::text::words;
use crate::ui::worker::Answers;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Texts from here on are laid out away from the screen.
const LARGE: usize = 200_000;

/// Which document: file, its document, and the version of it.
type Key = (usize, usize, u64);

/// What is on the screen.
#[derive(Default)]
pub(super) struct Seen {
    bare: Answers<Key, Arc<CorpusDocument>>,
    /// Version of the file, with the revision of the study.
    shown: Option<(Key, u64, Shown)>,
}

/// A document with the people its labels are decided to mean.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) document: Arc<CorpusDocument>,
    pub(super) people: Vec<Participant>,
}

impl Seen {
    /// The document to be shown; the one before while a large one is being laid out.
    pub(super) fn get(
        &mut self,
        ctx: &egui::Context,
        (corpus, revision): (&Corpus, u64),
        (at, entry): (usize, &Entry),
        (which, held): (usize, &Held),
        people: &People,
    ) -> Option<&Shown> {
        let key = (at, which, entry.version);
        let away = held.document.text.len() > LARGE;
        let document = Arc::clone(&held.document);
        self.bare.ask(ctx, &key, (away, "import preview"), move || bare(&document, at, which));
        if self.shown.as_ref().is_none_or(|(known, rev, _)| (*known, *rev) != (key, revision)) {
            let (known, bare) = self.bare.get()?;
            if *known == key {
                self.shown = Some((key, revision, voiced(bare, corpus, entry, people)));
            }
        }
        self.shown.as_ref().map(|(_, _, shown)| shown)
    }

    /// Forgets what it made of a file's decisions about who speaks.
    pub(super) fn revoice(&mut self) {
        self.shown = None;
    }
}

/// The document without voices.
fn bare(document: &NewDocument, at: usize, which: usize) -> Arc<CorpusDocument> {
    let turns = rows(document);
    let mut seen = HashSet::new();
    let labels = document.turns.iter().filter_map(|turn| turn.speaker.as_deref());
    let speakers =
        labels.filter(|label| seen.insert(label_key(label))).zip(1..).map(|(label, id)| {
            SpeakerRow { id: SpeakerId(id), label: label.to_owned(), voice: Voice::Unassigned }
        });
    let speech = pieces(&document.text, &turns, &spans(document), |_| Voice::Unassigned);
    // Documents of the study have numbers from 1.
    let id = -(at as i64 * 1_000_000 + which as i64 + 1);
    Arc::new(CorpusDocument {
        id: DocumentId(id),
        guid: Guid::new(),
        name: document.name.clone(),
        file_name: document.origin.file_name.clone(),
        text: document.text.as_str().into(),
        turns: turns.into(),
        speakers: speakers.collect(),
        pieces: speech.into(),
        words: words::index(&document.text),
        held_on: String::new(),
        times: document.times.iter().map(|time| (time.at, time.ms)).collect(),
        codings: Vec::new(),
    })
}

fn voiced(bare: &Arc<CorpusDocument>, corpus: &Corpus, entry: &Entry, known: &People) -> Shown {
    let mut people: Vec<Participant> = Vec::new();
    let mut document = CorpusDocument::clone(bare);
    for speaker in &mut document.speakers {
        speaker.voice = match entry.whose(known, &speaker.label) {
            SpeakerChoice::Nobody => Voice::Unassigned,
            SpeakerChoice::Interviewer => Voice::Interviewer,
            SpeakerChoice::Participant(name) => {
                let there = people.iter().find(|person| person.name == name).map(|p| p.id);
                let id = there.unwrap_or_else(|| {
                    let person = corpus.participant_named(&name).cloned();
                    let next = ParticipantId(-(people.len() as i64) - 1);
                    let person = person.unwrap_or_else(|| Participant {
                        id: next,
                        guid: Guid::new(),
                        name: name.clone(),
                        values: BTreeMap::new(),
                        excluded: None,
                        consent: crate::model::Consent::default(),
                    });
                    let id = person.id;
                    people.push(person);
                    id
                });
                Voice::Participant(id)
            }
        };
    }
    Shown { document: Arc::new(document), people }
}
