//! `orphans`: codings that lost their words, listed, put back, let go.

use super::exports::Leaving;
use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::veiled;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{CharSpan, Corpus, Filter, Guid, Orphan};
use crate::study::{Command, Study};
use crate::text::positions::CharMap;
use crate::text::search::likest;
use serde_json::{Value, json};
use std::sync::Arc;

/// `postil orphans STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct OrphansArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Only those of this document
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<String>,
    /// Put this one back, on the words named by --at
    #[arg(long, value_name = "GUID", requires = "at", conflicts_with = "drop")]
    put_back: Option<String>,
    /// Code points before the words, and before the first one after them
    #[arg(long, num_args = 2, value_names = ["START", "END"], requires = "put_back")]
    at: Vec<u64>,
    /// Let these go
    #[arg(long, value_name = "GUID", num_args = 1..)]
    drop: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &OrphansArgs) -> Result<Done, Fault> {
    let mut study = args.study.open()?;
    let corpus = Arc::clone(study.corpus());
    if let (Some(guid), [start, end]) = (&args.put_back, args.at.as_slice()) {
        let orphan = orphan(&corpus, guid)?;
        let document = corpus.document(orphan.document);
        let document = document.ok_or_else(|| Fault::new("its document is gone"))?;
        let chars = CharSpan { start: *start, end: *end };
        let span = CharMap::new(&document.text)
            .span(chars)
            .map_err(|error| Fault::on(&document.name, error))?;
        return step(args, &mut study, Command::PutBack { places: vec![(orphan.id, span)] });
    }
    if !args.drop.is_empty() {
        let found = args.drop.iter().map(|guid| Ok(orphan(&corpus, guid)?.id));
        let orphans = found.collect::<Result<Vec<_>, Fault>>()?;
        return step(args, &mut study, Command::DropOrphans { orphans });
    }
    let target = args.output.target()?;
    // The list is to put codings back by; in a file the words of some people are held back.
    let corpus = if target.is_file() { veiled(&corpus, None) } else { corpus };
    let only = args.document.as_deref().map(|name| names::document(&corpus, name)).transpose()?;
    let listed: Vec<&Orphan> = corpus
        .orphans
        .iter()
        .filter(|orphan| only.is_none_or(|document| document.id == orphan.document))
        .collect();
    let facts: Vec<Facts> = listed.iter().map(|orphan| Facts::of(&corpus, orphan)).collect();
    let rows = facts.iter().map(Facts::row).collect();
    let mut columns = ["guid", "document"].map(Column::text).to_vec();
    columns.extend(["at", "start", "end"].map(Column::number));
    columns.extend(["code", "coder", "words", "memo", "lost"].map(Column::text));
    let sheet = Sheet { columns, rows, ..Sheet::default() };
    let value = facts.iter().map(Facts::json).collect();
    let done = Done::answer(target, Answer::table(sheet, Value::Array(value)));
    Ok(done.leaving(Leaving::counting(study, &Filter::default(), None)))
}

fn step(args: &OrphansArgs, study: &mut Study, command: Command) -> Result<Done, Fault> {
    let step = study.run(command)?.step;
    let label = step.as_ref().map(|step| step.label.clone()).unwrap_or_default();
    let value = json!({"label": label, "step": step.map(|step| step.step)});
    Ok(Done::answer(args.output.plain()?, Answer::said(format!("{label}\n"), value)))
}

fn orphan<'c>(corpus: &'c Corpus, guid: &str) -> Result<&'c Orphan, Fault> {
    let wanted = Guid::parse(guid);
    let found = corpus.orphans.iter().find(|orphan| Some(orphan.guid) == wanted);
    found.ok_or_else(|| {
        Fault::new(format!("no coding {guid} is in the tray; see postil orphans STUDY"))
    })
}

/// What is told of one. Positions in code points.
struct Facts {
    guid: String,
    document: String,
    at: Option<u64>,
    /// Where its words, or words most like them, stand now, and whether they are the same.
    proposed: Option<(CharSpan, bool)>,
    path: String,
    coder: String,
    words: String,
    memo: Option<String>,
    lost: String,
}

impl Facts {
    fn of(corpus: &Corpus, orphan: &Orphan) -> Self {
        let document = corpus.document(orphan.document);
        let map = document.map(|document| CharMap::new(&document.text));
        let found = document.and_then(|found| likest(&found.text, &orphan.words, orphan.at));
        Self {
            guid: orphan.guid.to_string(),
            document: document.map_or_else(String::new, |document| document.name.clone()),
            at: map.as_ref().and_then(|map| map.character(orphan.at)),
            proposed: found.and_then(|found| {
                Some((map.as_ref()?.char_span(found.span)?, found.share > 0.999))
            }),
            path: corpus.codes.path(orphan.code),
            coder: corpus.coder(orphan.coder).map_or_else(String::new, |coder| coder.name.clone()),
            words: orphan.words.to_string(),
            memo: orphan.memo.as_deref().map(str::to_owned),
            lost: orphan.lost_at.clone(),
        }
    }

    fn row(&self) -> Row {
        let place = |at: Option<u64>| at.map_or(Cell::Blank, Cell::int);
        Row {
            depth: 0,
            cells: vec![
                Cell::Text(self.guid.clone()),
                Cell::Text(self.document.clone()),
                place(self.at),
                place(self.proposed.map(|(span, _)| span.start)),
                place(self.proposed.map(|(span, _)| span.end)),
                Cell::Text(self.path.clone()),
                Cell::Text(self.coder.clone()),
                Cell::Text(self.words.clone()),
                Cell::words(self.memo.as_deref()),
                Cell::Text(self.lost.clone()),
            ],
        }
    }

    fn json(&self) -> Value {
        json!({
            "guid": self.guid,
            "document": self.document,
            "at": self.at,
            "words": self.words,
            "path": self.path,
            "coder": self.coder,
            "memo": self.memo,
            "lost": self.lost,
            "proposed": self.proposed.map(|(span, same)| {
                json!({"start": span.start, "end": span.end, "same_words": same})
            }),
        })
    }
}
