//! What was done, in words and as JSON.

use super::super::fault::shown;
use super::super::names::count;
use crate::model::{CorpusDocument, Voice};
use crate::study::{StoredDocument, Study};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A speaker of a document with the number of turns.
fn speakers(document: &CorpusDocument) -> Vec<(&str, Voice, usize)> {
    let turns = |id| document.turns.iter().filter(|turn| turn.speaker == Some(id)).count();
    document.speakers.iter().map(|s| (s.label.as_str(), s.voice, turns(s.id))).collect()
}

/// The receipt of a document.
pub(super) fn text(study: &Study, document: &CorpusDocument, receipt: &StoredDocument) -> String {
    let origin = &receipt.origin;
    let mut text = format!(
        "{}  ({}, {}, {}; {}, {})\n",
        document.name,
        origin.file_name,
        origin.format,
        origin.encoding,
        count(document.words.len(), "word"),
        count(document.turns.len(), "turn"),
    );
    for (label, voice, turns) in speakers(document) {
        let to = match voice {
            Voice::Participant(id) => {
                let name = study.corpus().participant(id).map(|person| person.name.as_str());
                format!("participant {}", name.unwrap_or_default())
            }
            Voice::Interviewer => "interviewer".to_owned(),
            Voice::Unassigned => "nobody yet".to_owned(),
        };
        writeln!(text, "    {label} -> {to} ({})", count(turns, "turn")).ok();
    }
    for note in &receipt.receipt {
        writeln!(text, "    {}", note.note).ok();
    }
    text
}

/// The receipt of a document as JSON.
pub(super) fn json(
    study: &Study,
    path: &std::path::Path,
    document: &CorpusDocument,
    receipt: &StoredDocument,
) -> Value {
    let speakers: Vec<Value> = speakers(document)
        .into_iter()
        .map(|(label, voice, turns)| {
            let mut value = voice_json(study, voice);
            value["label"] = json!(label);
            value["turns"] = json!(turns);
            value
        })
        .collect();
    let origin = &receipt.origin;
    json!({
        "document": document.name,
        "path": shown(path),
        "file": origin.file_name,
        "format": origin.format,
        "encoding": origin.encoding,
        "bytes": origin.bytes,
        "sha256": origin.sha256,
        "words": document.words.len(),
        "turns": document.turns.len(),
        "speakers": speakers,
        "notes": receipt.receipt,
    })
}

/// Whose a speaker's words are, as JSON: `voice`, and `participant` where it is one.
pub(in crate::cli) fn voice_json(study: &Study, voice: Voice) -> Value {
    let (kind, participant) = match voice {
        Voice::Participant(id) => ("participant", study.corpus().participant(id)),
        Voice::Interviewer => ("interviewer", None),
        Voice::Unassigned => ("unassigned", None),
    };
    json!({"label": null, "voice": kind, "participant": participant.map(|person| &person.name)})
}
