//! `import`: transcripts in, with a receipt for each.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs, Progress, Target};
use crate::analysis::identifiers::{Finding, counts, counts_in_words};
use crate::exchange::import::{FileRead, ImportError, ImportHints, read_files};
use crate::model::{DocumentId, LineError, NewDocument, PeopleTable, ReceiptNote};
use crate::study::{Command, Report, Study};
use decisions::DecisionArgs;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

mod decisions;
mod preview;
mod receipt;

pub(super) use receipt::voice_json;

/// `postil import STUDY FILE…`
#[derive(clap::Args, Debug)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Transcripts, surveys, zip archives, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would be read and how, and store nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    decisions: DecisionArgs,
    #[command(flatten)]
    json: JsonArg,
}

/// What was read from all files.
#[derive(Default)]
struct Gathered {
    /// Where each document comes from.
    paths: Vec<PathBuf>,
    documents: Vec<NewDocument>,
    people: Option<PeopleTable>,
    /// Rows of surveys that were not taken.
    lines: Vec<(PathBuf, LineError)>,
    refused: Vec<(PathBuf, String)>,
    passed_over: Vec<(PathBuf, String)>,
}

impl Gathered {
    fn add(&mut self, FileRead { path, result, people }: FileRead) {
        match result {
            Ok(held) => {
                self.paths.extend(held.iter().map(|_| path.clone()));
                self.documents.extend(held);
                if let Some(mut more) = people {
                    self.lines.extend(more.refused.drain(..).map(|line| (path.clone(), line)));
                    self.people.get_or_insert_default().join(more);
                }
            }
            Err(ImportError::PassedOver(what)) => self.passed_over.push((path, what)),
            Err(error) => self.refused.push((path, error.to_string())),
        }
    }
}

pub(super) fn run(args: &ImportArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let reading = args.decisions.reading()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let hints = ImportHints {
        participants: corpus.participants.iter().map(|person| person.name.clone()).collect(),
        reading,
        ..ImportHints::default()
    };
    let progress = Progress::new("files");
    let never = AtomicBool::new(false);
    let read = read_files(&args.files, &hints, &|done, of| progress.tell(done, of), &never);
    progress.finish();
    let mut gathered = Gathered::default();
    for file in read {
        gathered.add(file);
    }
    if args.dry_run {
        return preview::answer(target, &study, gathered);
    }
    store(target, study, gathered)
}

fn store(target: Target, mut study: Study, gathered: Gathered) -> Result<Done, Fault> {
    let Gathered { paths, documents, people, lines, mut refused, passed_over } = gathered;
    let about: Vec<ReceiptNote> = people.iter().flat_map(|people| people.notes.clone()).collect();
    let found = super::scan::in_new(study.corpus(), &documents);
    let mut found = found.into_iter();
    let mut stored: Vec<(PathBuf, DocumentId, Vec<Finding>)> = Vec::new();
    let mut step = None;
    if !documents.is_empty() {
        let progress = Progress::new("documents stored");
        let watch = |done, of| {
            progress.tell(done, of);
            true
        };
        let command = Command::ImportDocuments { documents, people };
        let outcome = study.run_watched(command, &watch);
        progress.finish();
        let outcome = outcome?;
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
            text.push_str(&receipt::text(&study, document, &receipt));
            let counted = counts(found);
            if !counted.is_empty() {
                writeln!(text, "    identifiers: {}", counts_in_words(&counted)).ok();
            }
            let mut value = receipt::json(&study, path, document, &receipt);
            value["identifiers"] = super::scan::counts_json(found);
            imported.push(value);
        }
    }
    for note in &about {
        writeln!(text, "{}", note.note).ok();
    }
    if stored.len() > 1 {
        writeln!(text, "{} imported.", count(stored.len(), "document")).ok();
    }
    let value = json!({
        "imported": imported,
        "refused": listed(&refused),
        "passed_over": listed(&passed_over),
        "lines": listed_lines(&lines),
        "notes": about,
        "step": step,
    });
    Ok(done(Done::answer(target, Answer::said(text, value)), refused, passed_over, lines))
}

fn listed(files: &[(PathBuf, String)]) -> Vec<Value> {
    files.iter().map(|(path, why)| json!({"path": shown(path), "why": why})).collect()
}

fn listed_lines(lines: &[(PathBuf, LineError)]) -> Vec<Value> {
    let one = |(path, line): &(PathBuf, LineError)| json!({"path": shown(path), "line": line.line, "why": line.why});
    lines.iter().map(one).collect()
}

/// Adds what went wrong. Other files in a folder were not asked for by name: told, but no failure.
fn done(
    mut done: Done,
    refused: Vec<(PathBuf, String)>,
    passed_over: Vec<(PathBuf, String)>,
    lines: Vec<(PathBuf, LineError)>,
) -> Done {
    let told = passed_over.into_iter().map(|(path, what)| Fault::on(shown(&path), what));
    done.remarks = told.map(|fault| fault.told("import")).collect();
    done.faults = refused.into_iter().map(|(path, why)| Fault::on(shown(&path), why)).collect();
    done.faults.extend(lines.into_iter().map(|(path, line)| Fault::line(&path, &line)));
    done
}
