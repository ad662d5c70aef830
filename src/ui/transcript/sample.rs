//! Small documents for the tests of this room.

use crate::model::{
    Code, CodeFields, CodeId, CodeTree, Coder, CoderId, CodingId, CodingRow, CorpusDocument,
    DocumentId, Guid, Participant, ParticipantId, Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every paragraph that begins with `INT: ` or `P01: ` is a turn; others belong to the one before.
pub(super) fn document(text: &str) -> CorpusDocument {
    let mut turns: Vec<TurnRow> = Vec::new();
    let mut at = 0_u32;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len() as u32;
        let speaker = ["INT: ", "P01: "].iter().position(|label| line.starts_with(label));
        match (speaker, turns.last_mut()) {
            (None, Some(turn)) if end > at => turn.end = end,
            (None, Some(_)) => {}
            (speaker, _) if end > at => {
                let body = if speaker.is_some() { at + 5 } else { at };
                let speaker = speaker.map(|n| SpeakerId(n as i64 + 1));
                turns.push(TurnRow { start: at, body, end, speaker, at_ms: None });
            }
            _ => {}
        }
        at += line.len() as u32;
    }
    let speaker = |id, label: &str, voice| SpeakerRow { id, label: label.to_owned(), voice };
    let speakers = vec![
        speaker(SpeakerId(1), "INT", Voice::Interviewer),
        speaker(SpeakerId(2), "P01", Voice::Participant(ParticipantId(1))),
    ];
    let pieces = crate::text::speech::pieces(text, &turns, &[], |turn| {
        speakers.iter().find(|s| Some(s.id) == turn.speaker).map_or(Voice::Unassigned, |s| s.voice)
    });
    CorpusDocument {
        id: DocumentId(1),
        guid: Guid::new(),
        name: "D01".to_owned(),
        file_name: "D01.txt".to_owned(),
        text: text.into(),
        turns: turns.into(),
        speakers,
        pieces: pieces.into(),
        words: crate::text::words::index(text),
        held_on: String::new(),
        times: Arc::default(),
        codings: Vec::new(),
    }
}

/// Puts codes 1, 2, 3, … on the spans.
pub(super) fn code(document: &mut CorpusDocument, spans: &[(u32, u32)]) {
    for (n, &(start, end)) in spans.iter().enumerate() {
        let id = n as i64 + 1;
        let span = Span::new(start, end).unwrap();
        document.codings.push(CodingRow::new(CodingId(id), span, CodeId(id), CoderId(1)));
    }
    document.sort_codings();
}

/// Codes numbered from 1.
pub(super) fn codes(names: &[&str]) -> Arc<CodeTree> {
    let code = |(n, name): (usize, &&str)| {
        let fields = CodeFields { name: (*name).to_owned(), ..CodeFields::default() };
        Code::new(CodeId(n as i64 + 1), None, fields)
    };
    Arc::new(CodeTree::new(names.iter().enumerate().map(code).collect()))
}

/// One participant, `P01`, and one coder, `ana`.
pub(super) fn people() -> (Vec<Participant>, Vec<Coder>) {
    let participant = Participant {
        id: ParticipantId(1),
        guid: Guid::new(),
        name: "P01".to_owned(),
        values: BTreeMap::new(),
        excluded: None,
        consent: crate::model::Consent::default(),
    };
    let coder = Coder { id: CoderId(1), guid: Guid::new(), name: "ana".to_owned() };
    (vec![participant], vec![coder])
}
