//! `--dry-run`: what would be stored, and nothing is.

use super::super::fault::{Fault, shown};
use super::super::names::count;
use super::super::output::{Answer, Done, Target};
use super::{Gathered, done, listed, listed_lines};
use crate::analysis::identifiers::{counts, counts_in_words};
use crate::exchange::import::layout_of;
use crate::model::{NewDocument, PeopleTable, SpeakerChoice};
use crate::study::{Study, expected_voices};
use crate::text::words::count_words;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// Characters of a speaker's first words.
const FIRST: usize = 60;

/// A speaker as found.
struct Found<'d> {
    label: &'d str,
    choice: &'d SpeakerChoice,
    turns: usize,
    words: usize,
    first: String,
}

pub(super) fn answer(target: Target, study: &Study, gathered: Gathered) -> Result<Done, Fault> {
    let corpus = study.corpus();
    let Gathered { paths, documents, people, lines, refused, passed_over } = gathered;
    let voices = expected_voices(corpus, &documents, people.as_ref());
    let identifiers = super::super::scan::in_new(corpus, &documents);
    let mut known = std::collections::HashMap::new();
    for document in &corpus.documents {
        if let Some(receipt) = study.receipt(document.id)? {
            known.insert(receipt.origin.sha256, document.name.clone());
        }
    }
    let mut text = String::new();
    let mut values = Vec::new();
    for (((path, document), voices), found) in
        paths.iter().zip(&documents).zip(&voices).zip(&identifiers)
    {
        let already = known.get(&document.origin.sha256).map(String::as_str);
        let speakers = speakers(document, voices);
        let counted = counts(found);
        tell(&mut text, document, &speakers, already, |choice| whom(study, choice).0);
        if !counted.is_empty() {
            writeln!(text, "    identifiers: {}", counts_in_words(&counted)).ok();
        }
        let mut value = value(study, path, document, &speakers);
        value["already"] = json!(already);
        value["identifiers"] = super::super::scan::counts_json(found);
        values.push(value);
    }
    if let Some(people) = &people {
        let named: Vec<&str> = people.attributes.iter().map(|(name, _)| name.as_str()).collect();
        let with =
            if named.is_empty() { String::new() } else { format!(" with {}", named.join(", ")) };
        writeln!(text, "{}{with}", count(people.rows.len(), "participant")).ok();
        for note in &people.notes {
            writeln!(text, "    {}", note.note).ok();
        }
    }
    writeln!(text, "{} would be imported; nothing was stored.", count(documents.len(), "document"))
        .ok();
    let value = json!({
        "documents": values,
        "participants": people.as_ref().map(people_json),
        "refused": listed(&refused),
        "passed_over": listed(&passed_over),
        "lines": listed_lines(&lines),
    });
    Ok(done(Done::answer(target, Answer::said(text, value)), refused, passed_over, lines))
}

fn speakers<'d>(
    document: &'d NewDocument,
    voices: &'d [(String, SpeakerChoice)],
) -> Vec<Found<'d>> {
    let mut found: Vec<Found<'_>> = voices
        .iter()
        .map(|(label, choice)| Found { label, choice, turns: 0, words: 0, first: String::new() })
        .collect();
    for turn in &document.turns {
        let Some(label) = turn.speaker.as_deref() else { continue };
        let Some(one) = found.iter_mut().find(|one| one.label == label) else { continue };
        let body = document.text.get(turn.body as usize..turn.end as usize).unwrap_or_default();
        one.turns += 1;
        one.words += count_words(body) as usize;
        if one.first.is_empty() {
            let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
            let cut = line.char_indices().nth(FIRST).map(|(at, _)| at);
            one.first =
                cut.map_or_else(|| line.clone(), |at| format!("{}…", line[..at].trim_end()));
        }
    }
    found
}

/// Whom a label would mean, in words, and whether that person would be made.
fn whom(study: &Study, choice: &SpeakerChoice) -> (String, bool) {
    match choice {
        SpeakerChoice::Participant(name) => {
            let new = study.corpus().participant_named(name).is_none();
            let kind = if new { "new participant" } else { "participant" };
            (format!("{kind} {name}"), new)
        }
        SpeakerChoice::Interviewer => ("interviewer".to_owned(), false),
        SpeakerChoice::Nobody => ("nobody yet".to_owned(), false),
    }
}

fn tell(
    text: &mut String,
    document: &NewDocument,
    speakers: &[Found<'_>],
    already: Option<&str>,
    whom: impl Fn(&SpeakerChoice) -> String,
) {
    let origin = &document.origin;
    writeln!(
        text,
        "{}  ({}, {}, {}; {}, {})",
        document.name,
        origin.file_name,
        origin.format,
        origin.encoding,
        count(count_words(&document.text) as usize, "word"),
        count(document.turns.len(), "turn"),
    )
    .ok();
    if let Some(name) = already {
        writeln!(text, "    this file is in the study already, as {name}").ok();
    }
    writeln!(text, "    layout: {}", layout_of(document)).ok();
    for one in speakers {
        let turns = count(one.turns, "turn");
        writeln!(text, "    {} -> {} ({turns}): {}", one.label, whom(one.choice), one.first).ok();
    }
    for note in &document.receipt {
        writeln!(text, "    {}", note.note).ok();
    }
}

fn value(study: &Study, path: &Path, document: &NewDocument, speakers: &[Found<'_>]) -> Value {
    let speakers: Vec<Value> = speakers
        .iter()
        .map(|one| {
            let (voice, participant) = match one.choice {
                SpeakerChoice::Participant(name) => ("participant", Some(name)),
                SpeakerChoice::Interviewer => ("interviewer", None),
                SpeakerChoice::Nobody => ("unassigned", None),
            };
            json!({
                "label": one.label, "voice": voice, "participant": participant,
                "new": whom(study, one.choice).1,
                "turns": one.turns, "words": one.words, "first": one.first,
            })
        })
        .collect();
    let origin = &document.origin;
    json!({
        "document": document.name,
        "path": shown(path),
        "file": origin.file_name,
        "format": origin.format,
        "encoding": origin.encoding,
        "bytes": origin.bytes,
        "sha256": origin.sha256,
        "words": count_words(&document.text),
        "turns": document.turns.len(),
        "layout": layout_of(document),
        "speakers": speakers,
        "notes": document.receipt,
    })
}

fn people_json(people: &PeopleTable) -> Value {
    let attributes: Vec<Value> = people
        .attributes
        .iter()
        .map(|(name, kind)| json!({"name": name, "kind": kind.name()}))
        .collect();
    let rows: Vec<Value> = people
        .rows
        .iter()
        .map(|(line, id, values)| json!({"line": line, "id": id, "values": values}))
        .collect();
    json!({"attributes": attributes, "rows": rows, "notes": people.notes})
}
