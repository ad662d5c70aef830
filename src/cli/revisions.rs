//! `revisions`: the older texts of a document, what changed between them, and the way back.

use super::consent::UnconsentedArgs;
use super::correct;
use super::exports::Leaving;
use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::older_text_refused;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{CorpusDocument, Filter, ParticipantId, Revision};
use crate::study::{Command, Study, plan_correction};
use crate::text::compare::{Fate, changes};
use crate::text::edits::Edits;
use crate::text::positions::CharMap;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// `postil revisions STUDY DOCUMENT`
#[derive(clap::Args, Debug)]
pub(super) struct RevisionsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    document: String,
    /// Print this text; 1 is the one that was taken in
    #[arg(long, value_name = "N", group = "act")]
    text: Option<u32>,
    /// Give the document this text back
    #[arg(long, value_name = "N", group = "act")]
    restore: Option<u32>,
    /// Only tell what restoring would do
    #[arg(long, requires = "restore")]
    dry_run: bool,
    /// What has changed from one text to another, or to now
    #[arg(long, value_name = "FROM[..TO]", group = "act")]
    changes: Option<String>,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &RevisionsArgs) -> Result<Done, Fault> {
    let mut study = args.study.open()?;
    let corpus = Arc::clone(study.corpus());
    let document = names::document(&corpus, &args.document)?;
    // On the screen it is the researcher's; in a file the words of some people are held back.
    let withheld: Arc<[ParticipantId]> = if args.output.is_file() {
        Arc::clone(&args.unconsented.veiled(&corpus, None)?.withheld)
    } else {
        Arc::default()
    };
    let said = |(text, value): (String, Value)| -> Result<Done, Fault> {
        Ok(Done::answer(args.output.plain()?, Answer::said(text, value)))
    };
    let filter = Filter { documents: vec![document.id], ..Filter::default() };
    if let Some(number) = args.text {
        let text = leaving(&study, document, number, &withheld)?;
        let value = json!({
            "document": document.name,
            "number": number,
            "characters": text.chars().count(),
            "text": text,
        });
        return Ok(said((text, value))?.leaving(Leaving::counting(study, &filter, None)));
    }
    if let Some(number) = args.restore {
        let plan = plan_correction(&corpus, document.id, &text(&study, document, number)?)?;
        let command = Command::RestoreText { document: document.id, number };
        return said(correct::told(&corpus, &[plan], &mut study, command, args.dry_run)?);
    }
    if let Some(range) = &args.changes {
        let done = said(compared(&study, document, range, &withheld)?)?;
        return Ok(done.leaving(Leaving::counting(study, &filter, None)));
    }
    let revisions = study.revisions(document.id)?;
    let coder = |revision: &Revision| {
        corpus.coder(revision.coder).map_or_else(String::new, |coder| coder.name.clone())
    };
    let rows = revisions.iter().map(|revision| Row {
        depth: 0,
        cells: vec![
            Cell::Int(i64::from(revision.number)),
            Cell::Text(revision.until.clone()),
            Cell::Text(coder(revision)),
            Cell::Text(revision.reason.name().to_owned()),
        ],
    });
    let names = ["Until", "Who", "Then"].map(Column::text);
    let sheet = Sheet {
        columns: std::iter::once(Column::number("Text")).chain(names).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    };
    let value: Vec<Value> = revisions
        .iter()
        .map(|revision| {
            json!({
                "number": revision.number,
                "until": revision.until,
                "coder": coder(revision),
                "reason": revision.reason,
            })
        })
        .collect();
    let done = Done::answer(args.output.target()?, Answer::table(sheet, Value::Array(value)));
    Ok(done.leaving(Leaving::with(study, Vec::new(), None)))
}

/// An older text, or why there is none.
fn text(study: &Study, document: &CorpusDocument, number: u32) -> Result<String, Fault> {
    study.revision_text(document.id, number)?.ok_or_else(|| {
        let name = &document.name;
        Fault::new(format!("{name} has no text {number}; see postil revisions STUDY {name}"))
    })
}

/// The same on its way out, where these people must not be quoted.
fn leaving(
    study: &Study,
    document: &CorpusDocument,
    number: u32,
    withheld: &[ParticipantId],
) -> Result<String, Fault> {
    let text = text(study, document, number)?;
    match older_text_refused(study.corpus(), withheld, document, &text) {
        None => Ok(text),
        Some(why) => {
            let way = "its older texts are written with --include-unconsented, for yourself alone";
            Err(Fault::on(&document.name, format!("{why}; {way}")))
        }
    }
}

/// `1..2`, `1..now`, or `1` for what has changed since.
fn compared(
    study: &Study,
    document: &CorpusDocument,
    range: &str,
    withheld: &[ParticipantId],
) -> Result<(String, Value), Fault> {
    let (from, to) = range.split_once("..").unwrap_or((range, "now"));
    let side = |side: &str| -> Result<Arc<str>, Fault> {
        if side.trim().eq_ignore_ascii_case("now") {
            return Ok(Arc::clone(&document.text));
        }
        let Ok(number) = side.trim().parse() else {
            let why = format!("{range:?} names no two texts; write 1..2 or 1..now");
            return Err(Fault::Usage(why));
        };
        Ok(leaving(study, document, number, withheld)?.into())
    };
    let (old, new) = (side(from)?, side(to)?);
    let found = changes(&old, &new, &Edits::between(&old, &new));
    let (old_map, new_map) = (CharMap::new(&old), CharMap::new(&new));
    let line = |text: &str, at: u32| {
        text.get(..at as usize).map_or(0, |before| before.matches('\n').count()) + 1
    };
    let mut text = String::new();
    let mut list = Vec::new();
    for change in &found {
        writeln!(text, "line {}:", line(&new, change.new.start)).ok();
        for (fate, words) in &change.runs {
            match fate {
                Fate::Same => text.push_str(words),
                Fate::Gone => write!(text, "[-{words}-]").unwrap_or_default(),
                Fate::New => write!(text, "{{+{words}+}}").unwrap_or_default(),
            }
        }
        text.push_str("\n\n");
        let runs = change.runs.iter();
        list.push(json!({
            "start": old_map.character(change.old.start),
            "end": old_map.character(change.old.end),
            "new_start": new_map.character(change.new.start),
            "new_end": new_map.character(change.new.end),
            "runs": runs.map(|(fate, words)| json!({"fate": fate.name(), "words": words})).collect::<Vec<_>>(),
        }));
    }
    if found.is_empty() {
        text.push_str("The two texts are the same.\n");
    }
    Ok((text, Value::Array(list)))
}
