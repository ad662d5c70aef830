//! `codebook`: printed, imported, exported; see `reshape` for what changes it.

use super::exports;
use super::fault::{Fault, shown};
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint};
use super::people::Lines;
use super::reshape::{self, ReshapeArgs};
use super::scan::LeavingArgs;
use crate::analysis::consent::{codes_that_quote, veiled};
use crate::analysis::identifiers::Leaving;
use crate::exchange::codebook::{
    CodeRow, codebook_sheet, read_codebook, rows as codebook_rows, write_codebook_csv,
    write_codebook_json, write_codebook_text,
};
use crate::exchange::formats::{Format, write_sheet};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Corpus, Profile};
use crate::study::Command;
use std::path::PathBuf;

/// `postil codebook STUDY [--import FILE] [--out FILE]`
#[derive(clap::Args, Debug)]
pub(super) struct CodebookArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Import codes from csv, xlsx, json or indented text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "format", "act"])]
    import: Option<PathBuf>,
    /// Only this code and those under it
    #[arg(long, value_name = "CODE", conflicts_with = "act")]
    code: Vec<String>,
    #[command(flatten)]
    reshape: ReshapeArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
}

pub(super) fn run(args: &CodebookArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    if let Some(file) = &args.import {
        let book = read_codebook(&super::file_name(file), &super::read_bytes(file)?)
            .map_err(|error| Fault::on(shown(file), error))?;
        let lines = Lines { what: "code", file, notes: book.notes, refused: book.refused };
        let command = Command::ImportCodebook { codes: book.codes };
        let (answer, faults) = lines.run(&mut study, command)?;
        return Ok(Done { faults, ..Done::answer(target, answer) });
    }
    if let Some(done) = reshape::run(&args.reshape, &mut study, &args.output)? {
        return Ok(done.leaving(exports::Leaving::with(study, Vec::new(), None)));
    }
    let corpus = veiled(study.corpus(), None);
    let rows = rows(&corpus, &args.code)?;
    let title = format!("{}: codebook", corpus.study);
    let imprint = imprint(&corpus);
    let answer = Answer::new(move |format, out| match format {
        Format::Csv => out.write_all(&write_codebook_csv(&rows)),
        Format::Json => out.write_all(&write_codebook_json(&rows)),
        Format::Text => out.write_all(&write_codebook_text(&rows)),
        Format::Xlsx | Format::Tsv => write_sheet(&codebook_sheet(&rows), format, out),
        other => write_sheet(&imprint.under(sheet(title, &rows)), other, out),
    });
    let mut remarks: Vec<String> = quoting(study.corpus(), None).into_iter().collect();
    remarks.extend(args.leaving.remark(&corpus, &Leaving::Codebook));
    let noted = exports::Leaving::with(study, Vec::new(), None);
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}

/// Which codes have words of somebody in their example or name who did not consent to be quoted.
pub(super) fn quoting(corpus: &Corpus, profile: Option<Profile>) -> Option<String> {
    let paths = codes_that_quote(corpus, profile);
    (!paths.is_empty()).then(|| {
        format!(
            "postil: codebook: words of participants who did not consent to be quoted are in the \
             example or name of: {}; examples are left out, names stay",
            paths.join(", ")
        )
    })
}

/// The codes asked for, with their whole paths, in the order of the codebook.
fn rows(corpus: &Corpus, wanted: &[String]) -> Result<Vec<CodeRow>, Fault> {
    let tree = &corpus.codes;
    let mut shown = vec![wanted.is_empty(); tree.len()];
    for name in wanted {
        let place = tree.place(names::code(corpus, name)?);
        if let Some(range) = place.map(|place| tree.subtree(place))
            && let Some(range) = shown.get_mut(range)
        {
            range.fill(true);
        }
    }
    let codes = codebook_rows(tree).into_iter().zip(shown).filter(|(_, shown)| *shown);
    Ok(codes.map(|(row, _)| row).collect())
}

fn sheet(title: String, rows: &[CodeRow]) -> Sheet {
    let names = [
        "Code",
        "Definition",
        "Include",
        "Exclude",
        "Example",
        "Origin",
        "Color",
        "Badge",
        "Key",
        "Status",
    ];
    let row = |row: &CodeRow| {
        let fields = &row.fields;
        let words: [&str; 10] = [
            &fields.name,
            &fields.definition,
            &fields.include,
            &fields.exclude,
            &fields.example,
            &fields.origin,
            &fields.color,
            &fields.badge,
            &fields.key,
            row.status(),
        ];
        let cell = |text: &str| Cell::words((!text.is_empty()).then_some(text));
        Row {
            depth: u16::try_from(row.path.len().saturating_sub(1)).unwrap_or(u16::MAX),
            cells: words.map(cell).into(),
        }
    };
    Sheet {
        title,
        columns: names.map(Column::text).into(),
        rows: rows.iter().map(row).collect(),
        ..Sheet::default()
    }
}
