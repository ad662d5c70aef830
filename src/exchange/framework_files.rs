//! The framework matrix on its way out: as a table, one line for each cell, or to be read column by
//! column.
//!
//! A table has the researcher's words in its cells and, in brackets behind them, what a reader must
//! know: that it is a draft, or stale. "Nothing said" and "not asked" stand in the cell as such; an
//! empty cell is empty.

use super::file_names::file_name;
use super::formats::{
    DocxPage, Format, HtmlPage, LatexPage, MarkdownPage, Page, TextPage, write_sheet,
};
use super::imprint::Imprint;
use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::framework::{Entry, Framework, FrameworkHead, FrameworkRow, Since};
use crate::model::{CellState, Corpus, FrameworkCell, FrameworkColumn};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Characters a cell of Excel holds at most, in UTF-16 units.
const EXCEL: usize = 32_767;

/// Writes the matrix: a table for spreadsheets and browsers, one section for each column where it is
/// read from top to bottom. A page with a single column is read, too. The imprint stands last.
///
/// # Errors
/// When `out` fails.
pub fn write_framework(
    corpus: &Corpus,
    (matrix, imprint): (&Framework, &Imprint),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let all: Vec<usize> = (0..matrix.columns.len()).collect();
    let it = Written { corpus, matrix, imprint };
    match format {
        Format::Docx => it.sections(&all, Box::new(DocxPage::new(out))),
        Format::Md => it.sections(&all, Box::new(MarkdownPage { out })),
        Format::Text => it.sections(&all, Box::new(TextPage { out })),
        Format::Latex => it.sections(&all, Box::new(LatexPage { out })),
        Format::Html if all.len() == 1 => it.sections(&all, Box::new(HtmlPage { out })),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &imprint.within(it.json()))?;
            out.write_all(b"\n")
        }
        Format::Html | Format::Csv | Format::Tsv | Format::Xlsx => {
            write_sheet(&imprint.under(it.sheet(format)), format, out)
        }
    }
}

/// Writes one line for each cell, with what a table has no room for.
///
/// # Errors
/// When `out` fails.
pub fn write_cells(
    corpus: &Corpus,
    (matrix, imprint): (&Framework, &Imprint),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let it = Written { corpus, matrix, imprint };
    match format {
        Format::Json => write_framework(corpus, (matrix, imprint), format, out),
        _ => write_sheet(&imprint.under(it.list(format)), format, out),
    }
}

/// Writes one column, to be read.
///
/// # Errors
/// When `out` fails.
pub fn write_column(
    corpus: &Corpus,
    (matrix, imprint): (&Framework, &Imprint),
    column: usize,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut one = matrix.clone();
    one.columns = matrix.columns.get(column).cloned().into_iter().collect();
    for row in &mut one.rows {
        row.cells = row.cells.get(column).copied().into_iter().collect();
    }
    write_framework(corpus, (&one, imprint), format, out)
}

/// What the file of a column is called, without ending: its number and its name, without characters
/// that a file system refuses.
pub fn column_file(number: usize, head: &FrameworkHead) -> String {
    format!("{number:02} {}", file_name(&head.name, "column"))
}

struct Written<'a> {
    corpus: &'a Corpus,
    matrix: &'a Framework,
    imprint: &'a Imprint,
}

impl Written<'_> {
    fn title(&self) -> String {
        match self.corpus.study.trim() {
            "" => "Framework matrix".to_owned(),
            study => format!("{study}: framework matrix"),
        }
    }

    /// The rows with their groups and the first row of each group.
    fn grouped(&self) -> bool {
        !self.matrix.grouped_by.is_empty()
    }

    fn group(&self, row: &FrameworkRow) -> &str {
        self.matrix.groups.get(row.group as usize).map_or("", String::as_str)
    }

    /// Names of columns: their paths where two are called the same.
    fn heading(&self, head: &FrameworkHead) -> String {
        let same = self.matrix.columns.iter().filter(|other| other.name == head.name).count();
        if same > 1 { head.path.clone() } else { head.name.clone() }
    }

    fn sheet(&self, format: Format) -> Sheet {
        let matrix = self.matrix;
        let mut columns = vec![Column::text("Participant")];
        columns.extend(self.grouped().then(|| Column::text(&matrix.grouped_by)));
        columns.extend(matrix.columns.iter().map(|head| Column::text(self.heading(head))));
        let rows = matrix.rows.iter().enumerate().map(|(at, row)| {
            let mut cells = vec![Cell::Text(row.name.clone())];
            cells.extend(self.grouped().then(|| Cell::Text(self.group(row).to_owned())));
            cells.extend(row.cells.iter().enumerate().map(|(column, entry)| {
                let said = matrix.cell(at, column).map(|cell| shown(cell, entry.since));
                Cell::words(said.filter(|said| !said.is_empty()))
            }));
            Row { depth: 0, cells }
        });
        let rows: Vec<Row> = rows.collect();
        let mut notes = matrix.notes.clone();
        notes.extend(too_long(&rows, format));
        Sheet {
            title: self.title(),
            subtitle: vec![format!("{}.", matrix.progress.told())],
            columns,
            rows,
            notes,
            ..Sheet::default()
        }
    }

    fn list(&self, format: Format) -> Sheet {
        let matrix = self.matrix;
        let mut columns = vec![Column::text("participant")];
        columns.extend(self.grouped().then(|| Column::text(&matrix.grouped_by)));
        columns.extend(["column", "path", "state", "summary"].map(Column::text));
        columns.push(Column::number("excerpts"));
        columns.extend(["stale", "coder", "edited"].map(Column::text));
        let mut rows = Vec::new();
        for (at, row) in matrix.rows.iter().enumerate() {
            for (column, (entry, head)) in row.cells.iter().zip(&matrix.columns).enumerate() {
                let cell = matrix.cell(at, column);
                let words = |text: Option<String>| Cell::words(text.filter(|t| !t.is_empty()));
                let mut cells = vec![Cell::Text(row.name.clone())];
                cells.extend(self.grouped().then(|| Cell::Text(self.group(row).to_owned())));
                cells.extend([
                    Cell::Text(head.name.clone()),
                    Cell::Text(head.path.clone()),
                    Cell::Text(state(cell).to_owned()),
                    words(cell.map(|cell| cell.text.summary.clone())),
                    Cell::int(u64::from(entry.excerpts)),
                    words(entry.since.told()),
                    words(cell.map(|cell| self.coder(cell))),
                    words(cell.map(|cell| cell.edited_at.clone())),
                ]);
                rows.push(Row { depth: 0, cells });
            }
        }
        let mut notes = matrix.notes.clone();
        notes.extend(too_long(&rows, format));
        Sheet { title: self.title(), columns, rows, notes, ..Sheet::default() }
    }

    fn coder(&self, cell: &FrameworkCell) -> String {
        self.corpus.coder(cell.coder).map(|coder| coder.name.clone()).unwrap_or_default()
    }

    /// One section for each column.
    fn sections(&self, columns: &[usize], mut page: Box<dyn Page + '_>) -> io::Result<()> {
        let matrix = self.matrix;
        page.title(&self.title())?;
        if matrix.columns.is_empty() {
            page.paragraph("No columns are chosen.")?;
        }
        if matrix.rows.is_empty() {
            page.paragraph("There are no participants.")?;
        }
        for &at in columns {
            let Some(head) = matrix.columns.get(at) else { continue };
            page.heading(1, &self.heading(head))?;
            if !head.about.trim().is_empty() {
                page.paragraph(head.about.trim())?;
            }
            page.paragraph(&format!("{}.", head.progress.told()))?;
            let mut group = None;
            for (index, row) in matrix.rows.iter().enumerate() {
                if self.grouped() && group != Some(row.group) {
                    group = Some(row.group);
                    let name = self.group(row);
                    page.heading(2, &format!("{}: {name}", matrix.grouped_by))?;
                }
                let entry = row.cells.get(at).copied().unwrap_or_default();
                Self::cell(page.as_mut(), row, &entry, matrix.cell(index, at))?;
            }
        }
        page.heading(1, "What is counted")?;
        for note in &matrix.notes {
            page.paragraph(note)?;
        }
        for line in self.imprint.lines() {
            page.paragraph(&line)?;
        }
        page.finish()
    }

    fn cell(
        page: &mut dyn Page,
        row: &FrameworkRow,
        entry: &Entry,
        cell: Option<&FrameworkCell>,
    ) -> io::Result<()> {
        let excerpts = match entry.excerpts {
            1 => "1 excerpt".to_owned(),
            n => format!("{n} excerpts"),
        };
        let mut head = format!("{} ({}, {excerpts}", row.name, state(cell));
        if let Some(told) = entry.since.told() {
            head.push_str(&format!(", stale: {told}"));
        }
        head.push(')');
        page.heading(3, &head)?;
        let summary = cell.map_or("", |cell| cell.text.summary.as_str());
        for paragraph in summary.lines().filter(|line| !line.trim().is_empty()) {
            page.paragraph(paragraph)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let matrix = self.matrix;
        let columns = matrix.columns.iter().map(|head| {
            json!({
                "kind": match head.column {
                    FrameworkColumn::Code(_) => "code",
                    FrameworkColumn::Theme(_) => "theme",
                },
                "name": head.name,
                "path": head.path,
                "about": head.about,
                "cells": head.progress.cells,
                "written": head.progress.written(),
                "stale": head.progress.stale,
            })
        });
        let rows = matrix.rows.iter().enumerate().map(|(at, row)| {
            let cells = row.cells.iter().enumerate().map(|(column, entry)| {
                let cell = matrix.cell(at, column);
                json!({
                    "state": state(cell),
                    "summary": cell.map_or("", |cell| cell.text.summary.as_str()),
                    "excerpts": entry.excerpts,
                    "stale": entry.since.is_stale(),
                    "since": entry.since.told(),
                    "links": cell.map(|cell| cell.text.links.clone()).unwrap_or_default(),
                    "coder": cell.map(|cell| self.coder(cell)),
                    "edited": cell.map(|cell| cell.edited_at.as_str()),
                })
            });
            json!({
                "participant": row.name,
                "group": self.grouped().then(|| self.group(row)),
                "documents": row.documents,
                "cells": cells.collect::<Vec<_>>(),
            })
        });
        json!({
            "grouped_by": self.grouped().then_some(matrix.grouped_by.as_str()),
            "columns": columns.collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
            "cells": matrix.progress.cells,
            "written": matrix.progress.written(),
            "stale": matrix.progress.stale,
            "notes": matrix.notes,
        })
    }
}

/// The state by the word that is read on the command line; `empty` for an empty cell.
fn state(cell: Option<&FrameworkCell>) -> &'static str {
    cell.and_then(|cell| cell.text.state).map_or("empty", CellState::label)
}

/// A cell in a table.
fn shown(cell: &FrameworkCell, since: Since) -> String {
    let mut marks: Vec<String> = Vec::new();
    let mut text = match cell.text.state {
        Some(CellState::NothingSaid) => "(nothing said)".to_owned(),
        Some(CellState::NotAsked) => "(not asked)".to_owned(),
        Some(CellState::Drafted) => {
            marks.push("draft".to_owned());
            cell.text.summary.trim().to_owned()
        }
        _ => cell.text.summary.trim().to_owned(),
    };
    marks.extend(since.told().map(|told| format!("stale: {told}")));
    if !marks.is_empty() {
        text.push_str(&format!(" [{}]", marks.join("; ")));
    }
    text
}

/// Excel cuts long texts: said, not done in silence.
fn too_long(rows: &[Row], format: Format) -> Option<String> {
    let long = |cell: &&Cell| match cell {
        Cell::Text(text) => text.len() > EXCEL && text.encode_utf16().count() > EXCEL,
        _ => false,
    };
    let cells = rows.iter().flat_map(|row| &row.cells);
    let count = if format == Format::Xlsx { cells.filter(long).count() } else { 0 };
    (count > 0).then(|| {
        let what = if count == 1 { "1 summary is" } else { &format!("{count} summaries are") };
        format!(
            "{what} cut: a cell of Excel holds {EXCEL} characters. They are whole in csv and docx."
        )
    })
}
