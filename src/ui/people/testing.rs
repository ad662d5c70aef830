//! A small study for the tests of this page: two participants, three documents, one speaker unknown.

use crate::model::{
    Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CodeTree, Coder, CoderId,
    CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, Guid, Participant, ParticipantId,
    Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use crate::text::{speech, words};
use std::sync::Arc;

/// A document from lines `label: words`; a line without colon has no label.
pub(in crate::ui) fn document(
    id: i64,
    name: &str,
    lines: &[&str],
    voices: &[Voice],
) -> CorpusDocument {
    let (mut text, mut turns) = (String::new(), Vec::new());
    let mut speakers: Vec<SpeakerRow> = Vec::new();
    for line in lines {
        let start = text.len() as u32;
        text.push_str(line);
        let end = text.len() as u32;
        text.push_str("\n\n");
        let (mut body, mut speaker) = (start, None);
        if let Some((label, _)) = line.split_once(": ") {
            body = start + label.len() as u32 + 2;
            let known = speakers.iter().position(|known| known.label == label);
            let at = known.unwrap_or_else(|| {
                let voice = voices.get(speakers.len()).copied().unwrap_or(Voice::Unassigned);
                let id = SpeakerId(id * 100 + speakers.len() as i64);
                speakers.push(SpeakerRow { id, label: label.to_owned(), voice });
                speakers.len() - 1
            });
            speaker = Some(speakers[at].id);
        }
        turns.push(TurnRow { start, body, end, speaker, at_ms: None });
    }
    let voice = |turn: &TurnRow| {
        let found = speakers.iter().find(|speaker| Some(speaker.id) == turn.speaker);
        found.map_or(Voice::Unassigned, |speaker| speaker.voice)
    };
    let pieces = speech::pieces(&text, &turns, &[], voice);
    CorpusDocument {
        id: DocumentId(id),
        guid: Guid::new(),
        name: name.to_owned(),
        file_name: format!("{name}.txt"),
        words: words::index(&text),
        held_on: String::new(),
        times: Arc::default(),
        turns: turns.into(),
        pieces: pieces.into(),
        speakers,
        text: text.into(),
        codings: Vec::new(),
    }
}

/// The study.
pub(in crate::ui) fn corpus() -> Corpus {
    let person = |id: i64, role: &str| Participant {
        id: ParticipantId(id),
        guid: Guid::new(),
        name: format!("P{id:02}"),
        values: [(AttributeId(1), role.to_owned())].into(),
        excluded: None,
        consent: crate::model::Consent::default(),
    };
    let attribute = |id, name: &str, kind| Attribute {
        id: AttributeId(id),
        guid: Guid::new(),
        name: name.to_owned(),
        kind,
    };
    let nobody = Voice::Unassigned;
    let p = |id| Voice::Participant(ParticipantId(id));
    let mut first = document(
        1,
        "D01",
        &[
            "INT: How long did it take until somebody called?",
            "P01: Nine weeks. Nobody called in all that.",
        ],
        &[nobody, p(1)],
    );
    let said = first.pieces[1].span;
    let span = Span::new(said.start(), said.start() + 10).unwrap();
    first.codings.push(CodingRow::new(CodingId(1), span, CodeId(1), CoderId(1)));
    let second = document(
        2,
        "D02",
        &["INT: And when you asked for help, what happened then?", "P02: They sent a letter."],
        &[nobody, p(2)],
    );
    let third = document(
        3,
        "D03",
        &["INT: Please begin, Anna.", "Anna: I had to wait.", "Tape ends here."],
        &[],
    );
    let code = |id, parent, name: &str| {
        let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
        Code::new(CodeId(id), parent, fields)
    };
    let codes =
        vec![code(1, None, "delay"), code(2, Some(CodeId(1)), "letters"), code(3, None, "trust")];
    Corpus {
        study: "Waiting".to_owned(),
        documents: vec![Arc::new(first), Arc::new(second), Arc::new(third)],
        participants: vec![person(1, "LA worker"), person(2, "young person")].into(),
        attributes: vec![
            attribute(1, "role", AttributeKind::List),
            attribute(2, "age", AttributeKind::Number),
        ]
        .into(),
        codes: Arc::new(CodeTree::new(codes)),
        coders: vec![Coder { id: CoderId(1), guid: Guid::new(), name: "ed".to_owned() }].into(),
        memos: Arc::default(),
        ..Corpus::default()
    }
}
