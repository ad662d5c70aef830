//! What the page says about people beyond their table: how much everybody speaks, and which labels
//! wait to be mapped. Computed once per change of the study, away from the screen when it is large.

use crate::analysis::{Attribution, excerpts};
use crate::model::{
    CoderChoice, Corpus, CorpusDocument, DocumentId, Filter, Span, SpeakerId, Voice,
};
use crate::text::turns::label_key;
use crate::ui::parts::beginning;
use crate::ui::view::View;
use std::collections::HashMap;
use std::sync::{Arc, mpsc};

/// How much there is of a participant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Amounts {
    /// Documents they speak in.
    pub(super) documents: u32,
    /// Words they say.
    pub(super) words: u64,
    /// Excerpts of their speech: as many as the excerpts page lists for them.
    pub(super) excerpts: u32,
}

/// A document somebody speaks in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Speaks {
    pub(super) document: DocumentId,
    pub(super) name: String,
    pub(super) turns: u32,
    pub(super) words: u64,
    /// What they say first.
    pub(super) first: Span,
}

/// A label in one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Member {
    pub(super) speaker: SpeakerId,
    pub(super) document: DocumentId,
    pub(super) document_name: String,
    pub(super) voice: Voice,
    pub(super) turns: u32,
    pub(super) words: u64,
    /// The first words of some length, one line.
    pub(super) example: String,
}

/// The same label across documents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Group {
    /// As written where it first appears.
    pub(super) label: String,
    pub(super) members: Vec<Member>,
    pub(super) turns: u32,
    pub(super) words: u64,
    /// Whose it is everywhere; `None` when documents differ.
    pub(super) voice: Option<Voice>,
}

impl Group {
    /// True when it is nobody's yet in some document.
    pub(super) fn waits(&self) -> bool {
        self.members.iter().any(|member| member.voice == Voice::Unassigned)
    }
}

/// Everything that is computed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Figures {
    /// By index of the participant.
    pub(super) people: Vec<Amounts>,
    /// By index of the participant: where they speak, in the order of import.
    pub(super) speaks: Vec<Vec<Speaks>>,
    /// Those that wait first, the most words first; then the others by label.
    pub(super) groups: Vec<Group>,
    /// How many groups wait.
    pub(super) waiting: usize,
    /// Words under no label, and in how many documents.
    pub(super) unlabelled: (u64, usize),
}

/// Letters of an example at most.
const EXAMPLE: usize = 160;

impl Figures {
    pub(super) fn new(corpus: &Corpus, shown: &CoderChoice) -> Self {
        let index: HashMap<i64, usize> =
            corpus.participants.iter().enumerate().map(|(at, p)| (p.id.0, at)).collect();
        let people = corpus.participants.len();
        let mut figures = Self {
            people: vec![Amounts::default(); people],
            speaks: vec![Vec::new(); people],
            ..Self::default()
        };
        let mut place: HashMap<String, usize> = HashMap::new();
        for document in &corpus.documents {
            figures.read_people(document, &index);
            for (key, label, member) in members(document) {
                let at = *place.entry(key).or_insert_with(|| {
                    let (members, voice) = (Vec::new(), Some(member.voice));
                    figures.groups.push(Group { label, members, turns: 0, words: 0, voice });
                    figures.groups.len() - 1
                });
                let Some(group) = figures.groups.get_mut(at) else { continue };
                group.turns += member.turns;
                group.words += member.words;
                group.voice = group.voice.filter(|voice| *voice == member.voice);
                group.members.push(member);
            }
            let bare: u64 = bare_words(document);
            figures.unlabelled.0 += bare;
            figures.unlabelled.1 += usize::from(bare > 0);
        }
        // Everybody's own number, whether the tables count them or not.
        let filter = Filter { coder: shown.clone(), include_excluded: true, ..Filter::default() };
        for reference in excerpts(corpus, &filter) {
            let Some(document) = reference.document(corpus) else { continue };
            for person in Attribution::of(document, reference.span).participants {
                let known = index.get(&person.0).and_then(|&at| figures.people.get_mut(at));
                if let Some(amounts) = known {
                    amounts.excerpts += 1;
                }
            }
        }
        figures.groups.sort_by_cached_key(|group| {
            let waits = group.waits();
            let words = if waits { u64::MAX - group.words } else { 0 };
            (!waits, words, group.label.to_lowercase())
        });
        figures.waiting = figures.groups.iter().filter(|group| group.waits()).count();
        figures
    }

    fn read_people(&mut self, document: &CorpusDocument, index: &HashMap<i64, usize>) {
        let mut turns: HashMap<usize, u32> = HashMap::new();
        for piece in document.pieces.iter() {
            let Voice::Participant(id) = piece.voice else { continue };
            let Some(&at) = index.get(&id.0) else { continue };
            let Some(amounts) = self.people.get_mut(at) else { continue };
            let Some(places) = self.speaks.get_mut(at) else { continue };
            amounts.words += u64::from(piece.words);
            let before = turns.insert(at, piece.turn);
            if before.is_none() {
                amounts.documents += 1;
                places.push(Speaks {
                    document: document.id,
                    name: document.name.clone(),
                    turns: 0,
                    words: 0,
                    first: piece.span,
                });
            }
            if let Some(place) = places.last_mut() {
                place.words += u64::from(piece.words);
                place.turns += u32::from(before != Some(piece.turn));
            }
        }
    }
}

fn bare_words(document: &CorpusDocument) -> u64 {
    let bare = |turn: u32| document.turns.get(turn as usize).is_some_and(|t| t.speaker.is_none());
    let pieces = document.pieces.iter().filter(|piece| bare(piece.turn));
    pieces.map(|piece| u64::from(piece.words)).sum()
}

/// The speakers of a document with the spelling they are grouped by and their label.
fn members(document: &CorpusDocument) -> Vec<(String, String, Member)> {
    let place: HashMap<SpeakerId, usize> =
        document.speakers.iter().enumerate().map(|(at, speaker)| (speaker.id, at)).collect();
    let mut found: Vec<(String, String, Member)> = document
        .speakers
        .iter()
        .map(|speaker| {
            let member = Member {
                speaker: speaker.id,
                document: document.id,
                document_name: document.name.clone(),
                voice: speaker.voice,
                turns: 0,
                words: 0,
                example: String::new(),
            };
            (label_key(&speaker.label), speaker.label.clone(), member)
        })
        .collect();
    let at =
        |turn: usize| -> Option<usize> { place.get(&document.turns.get(turn)?.speaker?).copied() };
    for turn in 0..document.turns.len() {
        if let Some((_, _, member)) = at(turn).and_then(|at| found.get_mut(at)) {
            member.turns += 1;
        }
    }
    // Few words say little about who speaks: the first stretch with some length is shown.
    let mut best: Vec<u32> = vec![0; found.len()];
    for piece in document.pieces.iter() {
        let Some(place) = at(piece.turn as usize) else { continue };
        let (Some((_, _, member)), Some(best)) = (found.get_mut(place), best.get_mut(place)) else {
            continue;
        };
        member.words += u64::from(piece.words);
        if *best < 6 && piece.words > *best {
            *best = piece.words;
            let words = piece.span.of(&document.text).unwrap_or_default();
            member.example = beginning(words, EXAMPLE);
        }
    }
    found
}

/// The figures as far as they are known, and those that are being computed.
#[derive(Default)]
pub(super) struct Cache {
    asked: Option<(u64, CoderChoice)>,
    known: Arc<Figures>,
    /// For the study as it is now.
    pub(super) fresh: bool,
    coming: Option<mpsc::Receiver<Figures>>,
}

/// Codings and speech up to here are counted while drawing: a few milliseconds.
const AT_ONCE: usize = 20_000;

impl Cache {
    /// The newest figures there are.
    pub(super) fn get(&mut self, ctx: &egui::Context, view: &View<'_>) -> Arc<Figures> {
        let asked = (view.revision, view.shown.clone());
        if self.asked.as_ref() != Some(&asked) {
            self.asked = Some(asked);
            let pieces: usize = view.corpus.documents.iter().map(|d| d.pieces.len()).sum();
            if view.corpus.coding_count() + pieces <= AT_ONCE {
                self.take(Figures::new(view.corpus, view.shown));
            } else {
                self.fresh = false;
                self.coming = self.start(ctx, view);
            }
        }
        if let Some(figures) = self.coming.as_ref().and_then(|coming| coming.try_recv().ok()) {
            self.take(figures);
        }
        Arc::clone(&self.known)
    }

    fn take(&mut self, figures: Figures) {
        self.known = Arc::new(figures);
        self.fresh = true;
        self.coming = None;
    }

    /// Counts on a thread of its own; where none can be had, here.
    fn start(&mut self, ctx: &egui::Context, view: &View<'_>) -> Option<mpsc::Receiver<Figures>> {
        let (send, receive) = mpsc::channel();
        let (ctx, corpus, shown) = (ctx.clone(), Arc::clone(view.corpus), view.shown.clone());
        let thread = std::thread::Builder::new().name("people figures".to_owned());
        let started = thread.spawn(move || {
            // Nobody waits any more when a newer question was asked.
            if send.send(Figures::new(&corpus, &shown)).is_ok() {
                ctx.request_repaint();
            }
        });
        if started.is_ok() {
            return Some(receive);
        }
        self.take(Figures::new(view.corpus, view.shown));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::corpus;
    use super::*;

    #[test]
    fn labels_are_grouped_and_those_that_wait_come_first() {
        let figures = Figures::new(&corpus(), &CoderChoice::All);
        let got: Vec<(&str, usize, bool)> =
            figures.groups.iter().map(|g| (g.label.as_str(), g.members.len(), g.waits())).collect();
        assert_eq!(
            got,
            [("INT", 3, true), ("Anna", 1, true), ("P01", 1, false), ("P02", 1, false)]
        );
        assert_eq!(figures.waiting, 2);
        assert_eq!(figures.unlabelled, (3, 1));
        let int = &figures.groups[0];
        assert_eq!((int.turns, int.words), (3, 20));
        assert_eq!(int.members[0].example, "How long did it take until somebody called?");
    }

    #[test]
    fn amounts_of_a_person_are_those_of_the_excerpts_page() {
        let corpus = corpus();
        let figures = Figures::new(&corpus, &CoderChoice::All);
        for (person, amounts) in corpus.participants.iter().zip(&figures.people) {
            let filter = Filter { participants: vec![person.id], ..Filter::default() };
            assert_eq!(excerpts(&corpus, &filter).len(), amounts.excerpts as usize);
        }
        assert_eq!(figures.people[0], Amounts { documents: 1, words: 7, excerpts: 1 });
    }
}
