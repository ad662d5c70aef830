//! `import`: transcripts in, with a receipt for each.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs, Progress};
use crate::analysis::identifiers::{Finding, counts, counts_in_words};
use crate::exchange::import::{FileRead, ImportError, ImportHints, read_files};
use crate::model::{CorpusDocument, DocumentId, PeopleTable, Voice};
use crate::study::{Command, Report, StoredDocument, Study};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// `postil import STUDY FILE…`
#[derive(clap::Args, Debug)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Transcripts, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &ImportArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let corpus = study.corpus();
    let hints = ImportHints {
        participants: corpus.participants.iter().map(|person| person.name.clone()).collect(),
        ..ImportHints::default()
    };
    let progress = Progress::new("files");
    let never = AtomicBool::new(false);
    let read = read_files(&args.files, &hints, &|done, of| progress.tell(done, of), &never);
    progress.finish();

    let mut refused: Vec<(PathBuf, String)> = Vec::new();
    let mut passed_over: Vec<(PathBuf, String)> = Vec::new();
    let (mut paths, mut documents) = (Vec::new(), Vec::new());
    let mut people: Option<PeopleTable> = None;
    for FileRead { path, result, people: more } in read {
        match result {
            Ok(held) => {
                paths.extend(held.iter().map(|_| path.clone()));
                documents.extend(held);
                if let Some(more) = more {
                    people.get_or_insert_default().join(more);
                }
            }
            Err(ImportError::PassedOver(what)) => passed_over.push((path, what)),
            Err(error) => refused.push((path, error.to_string())),
        }
    }
    let found = super::scan::in_new(study.corpus(), &documents);
    let mut found = found.into_iter();
    let mut stored: Vec<(PathBuf, DocumentId, Vec<Finding>)> = Vec::new();
    let mut step = None;
    if !documents.is_empty() {
        let outcome = study.run(Command::ImportDocuments { documents, people })?;
        step = outcome.step.map(|step| step.step);
        if let Report::Documents(results) = outcome.report {
            for (path, result) in paths.into_iter().zip(results) {
                let found = found.next().unwrap_or_default();
                match result {
                    Ok(id) => stored.push((path, id, found)),
                    Err(why) => refused.push((path, why)),
                }
            }
        }
    }
    let mut text = String::new();
    let mut imported = Vec::new();
    for (path, id, found) in &stored {
        let receipt = study.receipt(*id)?;
        if let (Some(document), Some(receipt)) = (study.corpus().document(*id), receipt) {
            text.push_str(&receipt_text(&study, document, &receipt));
            let counted = counts(found);
            if !counted.is_empty() {
                writeln!(text, "    identifiers: {}", counts_in_words(&counted)).ok();
            }
            let mut value = receipt_json(&study, path, document, &receipt);
            value["identifiers"] = super::scan::counts_json(found);
            imported.push(value);
        }
    }
    if stored.len() > 1 {
        writeln!(text, "{} imported.", count(stored.len(), "document")).ok();
    }
    let listed = |files: &[(PathBuf, String)]| -> Vec<Value> {
        files.iter().map(|(path, why)| json!({"path": shown(path), "why": why})).collect()
    };
    let value = json!({
        "imported": imported,
        "refused": listed(&refused),
        "passed_over": listed(&passed_over),
        "step": step,
    });
    let mut done = Done::answer(target, Answer::said(text, value));
    // Other files in a folder were not asked for by name: told, but no failure.
    let told = passed_over.into_iter().map(|(path, what)| Fault::on(shown(&path), what));
    done.remarks = told.map(|fault| fault.told("import")).collect();
    done.faults = refused.into_iter().map(|(path, why)| Fault::on(shown(&path), why)).collect();
    Ok(done)
}

/// A speaker of a document with the number of turns.
fn speakers(document: &CorpusDocument) -> Vec<(&str, Voice, usize)> {
    let turns = |id| document.turns.iter().filter(|turn| turn.speaker == Some(id)).count();
    document.speakers.iter().map(|s| (s.label.as_str(), s.voice, turns(s.id))).collect()
}

fn receipt_text(study: &Study, document: &CorpusDocument, receipt: &StoredDocument) -> String {
    let origin = &receipt.origin;
    let mut text = format!(
        "{}  ({}, {}, {}; {}, {})\n",
        document.name,
        origin.file_name,
        origin.format,
        origin.encoding,
        count(document.word_starts.len(), "word"),
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

fn receipt_json(
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
        "words": document.word_starts.len(),
        "turns": document.turns.len(),
        "speakers": speakers,
        "notes": receipt.receipt,
    })
}

/// Whose a speaker's words are, as JSON: `voice`, and `participant` where it is one.
pub(super) fn voice_json(study: &Study, voice: Voice) -> Value {
    let (kind, participant) = match voice {
        Voice::Participant(id) => ("participant", study.corpus().participant(id)),
        Voice::Interviewer => ("interviewer", None),
        Voice::Unassigned => ("unassigned", None),
    };
    json!({"label": null, "voice": kind, "participant": participant.map(|person| &person.name)})
}
