//! A small invented study for the tests of pages, and a picture of it to draw from.

use super::outbox::{Outbox, Request};
use super::theme::Theme;
use super::transcript::Reading;
use super::view::{CodeCounts, View};
use crate::analysis::role_attribute;
use crate::model::{
    Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CodeTree, Coder, CoderChoice,
    CoderId, CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, Guid, Participant,
    ParticipantId, Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use crate::text::speech::pieces;
use crate::text::words;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Builds a corpus step by step.
#[derive(Default)]
pub struct Builder {
    /// What was built so far.
    pub corpus: Corpus,
    codes: Vec<Code>,
    people: Vec<Participant>,
    next: i64,
}

impl Builder {
    /// Attributes by name.
    pub fn attributes(&mut self, names: &[&str]) {
        let each = names.iter().zip(1..).map(|(name, id)| Attribute {
            id: AttributeId(id),
            guid: Guid::new(),
            name: (*name).to_owned(),
            kind: AttributeKind::List,
        });
        self.corpus.attributes = each.collect();
    }

    /// A participant with the values of the attributes, in order; empty for blank.
    pub fn person(&mut self, name: &str, values: &[&str]) -> ParticipantId {
        let id = ParticipantId(self.people.len() as i64 + 1);
        let values: BTreeMap<AttributeId, String> = values
            .iter()
            .zip(1..)
            .filter(|(value, _)| !value.is_empty())
            .map(|(value, at)| (AttributeId(at), (*value).to_owned()))
            .collect();
        let guid = Guid::new();
        self.people.push(Participant {
            id,
            guid,
            name: name.to_owned(),
            values,
            excluded: None,
            consent: crate::model::Consent::default(),
        });
        id
    }

    /// A code under another one.
    pub fn code(&mut self, name: &str, parent: Option<CodeId>) -> CodeId {
        let id = CodeId(self.codes.len() as i64 + 1);
        let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
        self.codes.push(Code::new(id, parent, fields));
        id
    }

    /// A transcript of turns; every label is one speaker.
    pub fn document(&mut self, name: &str, turns: &[(&str, Voice, &str)]) -> usize {
        let (mut text, mut rows, mut speakers) = (String::new(), Vec::new(), Vec::new());
        for (label, voice, words) in turns {
            let known = speakers.iter().position(|s: &SpeakerRow| s.label == *label);
            let speaker = known.unwrap_or_else(|| {
                self.next += 1;
                let (id, label) = (SpeakerId(self.next), (*label).to_owned());
                speakers.push(SpeakerRow { id, label, voice: *voice });
                speakers.len() - 1
            });
            let start = text.len() as u32;
            text.push_str(label);
            text.push_str(": ");
            let body = text.len() as u32;
            text.push_str(words);
            let end = text.len() as u32;
            text.push_str("\n\n");
            let speaker = Some(speakers[speaker].id);
            rows.push(TurnRow { start, body, end, speaker, at_ms: None });
        }
        let voice = |turn: &TurnRow| {
            let speaker = speakers.iter().find(|s| Some(s.id) == turn.speaker);
            speaker.map_or(Voice::Unassigned, |speaker| speaker.voice)
        };
        let speech = pieces(&text, &rows, &[], voice);
        self.corpus.documents.push(Arc::new(CorpusDocument {
            id: DocumentId(self.corpus.documents.len() as i64 + 1),
            guid: Guid::new(),
            name: name.to_owned(),
            file_name: format!("{name}.txt"),
            words: words::index(&text),
            held_on: String::new(),
            times: Arc::default(),
            text: text.into(),
            turns: rows.into(),
            speakers,
            pieces: speech.into(),
            codings: Vec::new(),
        }));
        self.corpus.documents.len() - 1
    }

    /// Puts a code on a stretch of a document.
    pub fn put(&mut self, document: usize, span: Span, code: CodeId, memo: Option<&str>) {
        self.next += 1;
        let id = CodingId(self.next);
        let memo = memo.map(Arc::from);
        let coding = CodingRow { memo, ..CodingRow::new(id, span, code, CoderId(1)) };
        Arc::make_mut(&mut self.corpus.documents[document]).codings.push(coding);
    }

    /// Puts a code on the first place where these words stand.
    pub fn on(&mut self, document: usize, words: &str, code: CodeId) {
        let text = &self.corpus.documents[document].text;
        let start = text.find(words).expect("the words are in the document");
        let span = Span::from_range(start..start + words.len()).expect("some words");
        self.put(document, span, code, None);
    }

    /// The corpus.
    pub fn finish(mut self) -> Corpus {
        self.corpus.codes = Arc::new(CodeTree::new(self.codes));
        self.corpus.participants = self.people.into();
        let coder = |id, name: &str| Coder { id, guid: Guid::new(), name: name.to_owned() };
        self.corpus.coders = vec![coder(CoderId(1), "Anna")].into();
        for document in &mut self.corpus.documents {
            Arc::make_mut(document).sort_codings();
        }
        self.corpus
    }
}

/// Three participants of two roles, an interviewer, somebody not mapped; Time over Delay, and Home.
pub fn small() -> Corpus {
    let mut b = Builder::default();
    b.attributes(&["role", "site"]);
    let p1 = b.person("P01", &["LA worker", "North"]);
    let p2 = b.person("P02", &["LA worker", "South"]);
    let p3 = b.person("P03", &["Solicitor", "North"]);
    let time = b.code("Time", None);
    let delay = b.code("Delay", Some(time));
    let home = b.code("Home", None);
    let says = |id| Voice::Participant(id);
    let d1 = b.document(
        "P01",
        &[
            ("INT", Voice::Interviewer, "What about the waiting times?"),
            (
                "P01",
                says(p1),
                "We waited for months. Then a letter came. It was cold in that house.",
            ),
            ("P01", says(p1), "Nobody called us back."),
        ],
    );
    let d2 = b.document("P02", &[("P02", says(p2), "It took a year, a whole year.")]);
    let d3 = b.document(
        "FG1",
        &[
            ("P03", says(p3), "The court was slow."),
            ("Speaker 2", Voice::Unassigned, "Home is not a house."),
        ],
    );
    b.on(d1, "waited for months", delay);
    b.on(d1, "cold in that house", home);
    b.on(d1, "the waiting times", delay);
    b.on(d2, "a whole year", delay);
    b.on(d3, "court was slow", time);
    b.on(d3, "Home is not a house", home);
    b.finish()
}

/// Everything a page is drawn from.
pub struct Picture {
    /// The study.
    pub corpus: Arc<Corpus>,
    /// Its number.
    pub revision: u64,
    counts: CodeCounts,
    shown: CoderChoice,
    theme: Theme,
    /// What the page asked for.
    pub asked: Vec<Request>,
}

impl Picture {
    /// A picture of a study.
    pub fn new(corpus: Corpus, dark: bool) -> Self {
        let shown = CoderChoice::All;
        let counts = CodeCounts::new(&corpus, &shown);
        let theme = Theme::new(dark);
        Self { corpus: Arc::new(corpus), revision: 1, counts, shown, theme, asked: Vec::new() }
    }

    /// Draws a page with it and keeps what it asks for.
    pub fn draw(&mut self, page: impl FnOnce(&View<'_>, &mut Outbox)) {
        let mut outbox = Outbox::default();
        let view = View {
            corpus: &self.corpus,
            revision: self.revision,
            coder: Some(CoderId(1)),
            shown: &self.shown,
            counts: &self.counts,
            role: role_attribute(&self.corpus),
            theme: &self.theme,
            reading: Reading::default(),
            busy: false,
        };
        page(&view, &mut outbox);
        self.asked.extend(outbox.drain());
    }

    /// The colours.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }
}
