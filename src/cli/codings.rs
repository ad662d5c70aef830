//! `code` and `codings`: codes on spans, one by one and by the file.

use super::consent;
use super::exports;
use super::fault::{Fault, shown};
use super::filter::FilterArgs;
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use super::people::Lines;
use super::scan::LeavingArgs;
use crate::analysis::consent::veiled;
use crate::analysis::excerpts;
use crate::analysis::identifiers::Leaving;
use crate::exchange::codings::{CodingOut, read_codings, write_codings_csv};
use crate::exchange::formats::{Format, write_sheet};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{CharSpan, CoderChoice, Corpus, CorpusDocument, Filter};
use crate::study::{CodeTarget, Command, Report};
use crate::text::positions::CharMap;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// `postil code STUDY DOCUMENT START END CODE`
#[derive(clap::Args, Debug)]
pub(super) struct CodeArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    document: String,
    /// Code points before the span
    start: u64,
    /// Code points before the first one after the span
    end: u64,
    /// The code's name or path; it is made where there is none
    code: String,
    /// Refuse a code that is not in the codebook
    #[arg(long)]
    no_new_codes: bool,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn code(args: &CodeArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let corpus = Arc::clone(study.corpus());
    let document = names::document(&corpus, &args.document)?;
    let chars = CharSpan { start: args.start, end: args.end };
    let span = CharMap::new(&document.text)
        .span(chars)
        .map_err(|error| Fault::on(&document.name, error))?;
    let known = if args.no_new_codes {
        Some(names::code(&corpus, &args.code)?)
    } else {
        names::maybe_code(&corpus, &args.code)?
    };
    let code = known.map_or_else(
        || CodeTarget::Path(args.code.split('/').map(|name| name.trim().to_owned()).collect()),
        CodeTarget::Id,
    );
    let outcome = study.run(Command::ApplyCode { document: document.id, span, code })?;
    let label = outcome.step.as_ref().map(|step| step.label.clone()).unwrap_or_default();
    let new = if known.is_none() { " (a new code)" } else { "" };
    let guid = match outcome.report {
        Report::Coding(id) => {
            let documents = study.corpus().documents.iter();
            documents.flat_map(|d| &d.codings).find(|c| c.id == id).map(|coding| coding.guid)
        }
        _ => None,
    };
    let value = json!({
        "guid": guid,
        "label": label,
        "new_code": known.is_none(),
        "step": outcome.step.map(|step| step.step),
    });
    Ok(Done::answer(target, Answer::said(format!("{label}{new}\n"), value)))
}

/// `postil codings STUDY [--import FILE] [--out FILE]`
#[derive(clap::Args, Debug)]
pub(super) struct CodingsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Import codings from csv, tsv, xlsx or ods: document, start, end, code, and where present coder,
    /// memo, guid
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "format"])]
    import: Option<PathBuf>,
    /// Refuse rows whose code is not in the codebook
    #[arg(long, requires = "import")]
    no_new_codes: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
}

pub(super) fn run(args: &CodingsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    if let Some(file) = &args.import {
        let read = read_codings(&super::read_bytes(file)?)
            .map_err(|error| Fault::on(shown(file), error))?;
        let lines = Lines { what: "coding", file, notes: read.notes, refused: read.refused };
        let command = Command::ImportCodings { lines: read.lines, new_codes: !args.no_new_codes };
        let (answer, faults) = lines.run(&mut study, command)?;
        return Ok(Done { faults, ..Done::answer(target, answer) });
    }
    // A record of who coded what, to be taken elsewhere: nobody is left out of it.
    let filter = Filter { include_excluded: true, ..args.filter.read(&study)? };
    let corpus = veiled(study.corpus(), None);
    let found = listed(&corpus, &filter);
    let mut remarks: Vec<String> = consent::remark("codings", &corpus).into_iter().collect();
    if let (CoderChoice::One(coder), None) = (&filter.coder, &args.filter.coder.by_coder) {
        let all = listed(&corpus, &Filter { coder: CoderChoice::All, ..filter.clone() }).len();
        let name = corpus.coder(*coder).map(|coder| coder.name.as_str()).unwrap_or_default();
        if all > found.len() {
            remarks.push(format!(
                "postil: codings: only those of {name}; {} by others can be had with --by-coder all",
                count(all - found.len(), "coding")
            ));
        }
    }
    remarks.extend(args.leaving.remark(&corpus, &Leaving::Codings));
    let answer = Answer::new(move |format, out| write(&corpus, &found, format, out));
    let noted = exports::Leaving::counting(study, &filter, None);
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}

/// Index of the document and of the coding in it.
type Place = (u32, u32);

/// Codings one by one, never folded: everybody's are everybody's lists together.
fn listed(corpus: &Corpus, filter: &Filter) -> Vec<Place> {
    let of = |filter: &Filter| -> Vec<Place> {
        excerpts(corpus, filter).iter().map(|found| (found.document, found.coding)).collect()
    };
    if filter.coder != CoderChoice::All {
        return of(filter);
    }
    let each = corpus
        .coders
        .iter()
        .flat_map(|coder| of(&Filter { coder: CoderChoice::One(coder.id), ..filter.clone() }));
    let mut found: Vec<Place> = each.collect();
    found.sort_unstable();
    found
}

fn write(corpus: &Corpus, found: &[Place], format: Format, out: &mut dyn Write) -> io::Result<()> {
    // Paths and maps of positions once, not once for each of a million codings.
    let tree = &corpus.codes;
    let paths: Vec<String> = tree.codes().iter().map(|code| tree.path(code.id)).collect();
    let mut map: Option<(u32, &CorpusDocument, CharMap<'_>)> = None;
    let mut rows: Vec<CodingOut<'_>> = Vec::with_capacity(found.len());
    for &(index, coding) in found {
        if map.as_ref().is_none_or(|known| known.0 != index) {
            let Some(document) = corpus.documents.get(index as usize) else { continue };
            map = Some((index, document, CharMap::new(&document.text)));
        }
        let Some((_, document, map)) = &map else { continue };
        let Some(coding) = document.codings.get(coding as usize) else { continue };
        let path = tree.place(coding.code).and_then(|place| paths.get(place));
        let (Some(chars), Some(code)) = (map.char_span(coding.span), path) else { continue };
        rows.push(CodingOut {
            document: &document.name,
            chars,
            code,
            coder: corpus.coder(coding.coder).map(|c| c.name.as_str()).unwrap_or_default(),
            memo: coding.memo.as_deref().unwrap_or_default(),
            guid: coding.guid,
        });
    }
    match format {
        Format::Csv => out.write_all(&write_codings_csv(rows)),
        Format::Json => json_list(&rows, out),
        other => write_sheet(&sheet(&rows), other, out),
    }
}

fn json_list(rows: &[CodingOut<'_>], out: &mut dyn Write) -> io::Result<()> {
    let each = rows.iter().map(|row| {
        json!({
            "guid": row.guid,
            "document": row.document,
            "start": row.chars.start,
            "end": row.chars.end,
            "code": row.code.rsplit('/').next(),
            "path": row.code,
            "coder": row.coder,
            "memo": (!row.memo.is_empty()).then_some(row.memo),
        })
    });
    serde_json::to_writer(&mut *out, &each.collect::<Vec<Value>>())?;
    out.write_all(b"\n")
}

fn sheet(rows: &[CodingOut<'_>]) -> Sheet {
    let mut columns = vec![Column::text("document")];
    columns.extend(["start", "end"].map(Column::number));
    columns.extend(["code", "coder", "memo", "guid"].map(Column::text));
    let row = |row: &CodingOut<'_>| Row {
        depth: 0,
        cells: vec![
            Cell::Text(row.document.to_owned()),
            Cell::int(row.chars.start),
            Cell::int(row.chars.end),
            Cell::Text(row.code.to_owned()),
            Cell::Text(row.coder.to_owned()),
            Cell::words((!row.memo.is_empty()).then_some(row.memo)),
            Cell::Text(row.guid.to_string()),
        ],
    };
    Sheet { columns, rows: rows.iter().map(row).collect(), ..Sheet::default() }
}
