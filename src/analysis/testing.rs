//! Small studies for tests, written the way a person would: transcripts as `P01: text`, codings by
//! the words they cover.

use crate::model::{
    Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CodeTree, Coder, CoderId,
    CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, Guid, Participant, ParticipantId,
    Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use crate::text::speech::pieces;
use crate::text::words;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Builds a corpus step by step. Everything named must have been added before.
#[derive(Default)]
pub struct Builder {
    attributes: Vec<Attribute>,
    participants: Vec<Participant>,
    codes: Vec<Code>,
    coders: Vec<Coder>,
    documents: Vec<CorpusDocument>,
    codings: i64,
    speakers: i64,
}

impl Builder {
    /// An empty study.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &str, kind: AttributeKind) -> Self {
        let id = AttributeId(self.attributes.len() as i64 + 1);
        self.attributes.push(Attribute { id, guid: Guid::new(), name: name.to_owned(), kind });
        self
    }

    /// Adds a participant with the values of the attributes in their order; "" is blank.
    #[must_use]
    pub fn participant(mut self, name: &str, values: &[&str]) -> Self {
        let known = self.attributes.iter().zip(values).filter(|(_, value)| !value.is_empty());
        let values: BTreeMap<AttributeId, String> =
            known.map(|(attribute, value)| (attribute.id, (*value).to_owned())).collect();
        let id = ParticipantId(self.participants.len() as i64 + 1);
        self.participants.push(Participant {
            id,
            guid: Guid::new(),
            name: name.to_owned(),
            values,
            excluded: None,
            consent: crate::model::Consent::default(),
        });
        self
    }

    /// Excludes the last participant from analysis.
    #[must_use]
    pub fn excluded(mut self, why: &str) -> Self {
        self.participants.last_mut().unwrap().excluded = Some(why.to_owned());
        self
    }

    /// Adds a code by its path; codes above it that are missing are added first.
    #[must_use]
    pub fn code(mut self, path: &str) -> Self {
        let mut parent = None;
        for name in path.split('/') {
            let known = self.codes.iter().find(|c| c.parent == parent && c.fields.name == name);
            let id = known.map_or(CodeId(self.codes.len() as i64 + 1), |code| code.id);
            if known.is_none() {
                let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
                self.codes.push(Code::new(id, parent, fields));
            }
            parent = Some(id);
        }
        self
    }

    /// Changes the last code.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut CodeFields)) -> Self {
        change(&mut self.codes.last_mut().unwrap().fields);
        self
    }

    /// Adds a document. Every line is a turn; `LABEL: ` in front names the speaker. A label that is a
    /// participant's name is mapped to them, `INT` to the interviewer, others to nobody. `[…]` in a
    /// line is a time stamp.
    #[must_use]
    pub fn document(mut self, name: &str, text: &str) -> Self {
        let mut speakers: Vec<SpeakerRow> = Vec::new();
        let (mut turns, mut marks, mut at) = (Vec::new(), Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            let said = line.trim_end_matches('\n');
            let label = said.split_once(':').map(|(label, _)| label);
            let label = label.filter(|l| l.chars().all(char::is_alphanumeric) && !l.is_empty());
            let body = at + label.map_or(0, |label| label.len() + 1);
            let speaker = label.map(|label| {
                if let Some(known) = speakers.iter().find(|speaker| speaker.label == label) {
                    return known.id;
                }
                self.speakers += 1;
                let participant = self.participants.iter().find(|p| p.name == label);
                let voice = match participant {
                    Some(participant) => Voice::Participant(participant.id),
                    None if label == "INT" => Voice::Interviewer,
                    None => Voice::Unassigned,
                };
                let id = SpeakerId(self.speakers);
                speakers.push(SpeakerRow { id, label: label.to_owned(), voice });
                id
            });
            if !said.trim().is_empty() {
                let [start, body, end] = [at, body, at + said.len()].map(|byte| byte as u32);
                turns.push(TurnRow { start, body, end, speaker, at_ms: None });
            }
            let opens = line.match_indices('[').map(|(open, _)| open);
            marks.extend(opens.filter_map(|open| {
                let close = open + line[open..].find(']')? + 1;
                Some(((at + open) as u32, (at + close) as u32))
            }));
            at += line.len();
        }
        let voice = |turn: &TurnRow| {
            let speaker = speakers.iter().find(|speaker| Some(speaker.id) == turn.speaker);
            speaker.map_or(Voice::Unassigned, |speaker| speaker.voice)
        };
        let speech = pieces(text, &turns, &marks, voice);
        self.documents.push(CorpusDocument {
            id: DocumentId(self.documents.len() as i64 + 1),
            guid: Guid::new(),
            name: name.to_owned(),
            file_name: format!("{name}.txt"),
            text: Arc::from(text),
            turns: Arc::from(turns),
            speakers,
            pieces: Arc::from(speech),
            words: words::index(text),
            held_on: String::new(),
            times: Arc::default(),
            codings: Vec::new(),
        });
        self
    }

    /// Puts a code (by name or path) on the first occurrence of some words.
    #[must_use]
    pub fn coding(self, document: &str, code: &str, words: &str, coder: &str) -> Self {
        let text = &self.documents.iter().find(|d| d.name == document).unwrap().text;
        let start = text.find(words).unwrap_or_else(|| panic!("no {words:?} in {document}"));
        let span = Span::from_range(start..start + words.len()).unwrap();
        self.span(document, code, span, coder)
    }

    /// Puts a code on a span.
    #[must_use]
    pub fn span(mut self, document: &str, code: &str, span: Span, coder: &str) -> Self {
        let tree = CodeTree::new(self.codes.clone());
        let [code] = tree.find(code)[..] else { panic!("no single code {code}") };
        let known = self.coders.iter().find(|known| known.name == coder).map(|known| known.id);
        let coder = known.unwrap_or_else(|| {
            let id = CoderId(self.coders.len() as i64 + 1);
            self.coders.push(Coder { id, guid: Guid::new(), name: coder.to_owned() });
            id
        });
        self.codings += 1;
        let id = CodingId(self.codings);
        let document = self.documents.iter_mut().find(|d| d.name == document).unwrap();
        document.codings.push(CodingRow::new(id, span, code, coder));
        self
    }

    /// Puts a comment on the last coding of a document.
    #[must_use]
    pub fn memo(mut self, document: &str, memo: &str) -> Self {
        let document = self.documents.iter_mut().find(|d| d.name == document).unwrap();
        document.codings.last_mut().unwrap().memo = Some(Arc::from(memo));
        self
    }

    /// The corpus.
    pub fn build(mut self) -> Corpus {
        self.documents.iter_mut().for_each(CorpusDocument::sort_codings);
        // Known in every second document only: whatever is asked, both ways must count alike.
        self.documents.iter_mut().skip(1).step_by(2).for_each(crate::text::extents::fill);
        Corpus {
            study: "Test".to_owned(),
            documents: self.documents.into_iter().map(Arc::new).collect(),
            participants: Arc::from(self.participants),
            attributes: Arc::from(self.attributes),
            codes: Arc::new(CodeTree::new(self.codes)),
            coders: Arc::from(self.coders),
            memos: Arc::from([]),
            ..Corpus::default()
        }
    }
}
