//! Tables: a transcript with a row for each turn, or a survey with a row for each respondent.

use super::{Asked, Holding, ImportError, Source, decode, document, note};
use crate::exchange::grid::{self, Grid};
use crate::exchange::neutral::restore;
use crate::model::{Reading, ReceiptNote, Refusal, SurveyColumns};

mod columns;
mod spoken;
mod survey;

pub use columns::{SurveyColumn, SurveyTable};

/// True for the formats of tables.
pub(super) fn reads(format: &str) -> bool {
    matches!(format, "csv" | "tsv" | "xlsx" | "ods")
}

/// A table with a name for each column.
pub(super) struct Table {
    pub(super) format: &'static str,
    pub(super) encoding: String,
    /// From the first row; each one different, none empty.
    pub(super) titles: Vec<String>,
    /// The rows below it with their lines.
    pub(super) rows: Vec<(u64, Vec<String>)>,
    /// The first row as it stands.
    pub(super) first: (u64, Vec<String>),
    pub(super) notes: Vec<ReceiptNote>,
}

impl Table {
    fn open(
        name: &str,
        bytes: &[u8],
        format: &'static str,
        encoding: Option<&str>,
    ) -> Result<Self, ImportError> {
        let (grid, encoding, mut notes) = if matches!(format, "csv" | "tsv") {
            let decoded = decode::decode_table(bytes, encoding)?;
            let grid = grid::read(name, decoded.text.as_bytes())?;
            (grid, decoded.encoding.to_owned(), decoded.notes)
        } else {
            (grid::read(name, bytes)?, "UTF-8".to_owned(), Vec::new())
        };
        let Grid { rows, notes: more, .. } = grid;
        notes.extend(more);
        let tidy = |cell: String| {
            let cell = restore(&cell).trim();
            // Cells of spreadsheets keep the line ends of the system they were typed on.
            if cell.contains('\r') || cell.contains(decode::SEPARATORS) {
                let cell = cell.replace("\r\n", "\n").replace('\r', "\n");
                cell.replace(decode::SEPARATORS, "\n")
            } else {
                cell.to_owned()
            }
        };
        let mut rows = rows
            .into_iter()
            .map(|(line, cells)| (line, cells.into_iter().map(tidy).collect::<Vec<_>>()));
        let mut first = rows.next().unwrap_or_default();
        let mut rows: Vec<(u64, Vec<String>)> = rows.collect();
        notes.extend(take_heads(&mut first.1, &mut rows));
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let titles = titles(&first.1, width.max(first.1.len()));
        Ok(Self { format, encoding, titles, rows, first, notes })
    }

    fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |(_, cells)| cells.get(at).map_or("", String::as_str))
    }
}

/// Takes away the rows that a survey service writes under the names of the columns: nobody answered in
/// them. Where one of them holds the wording of the questions, it names the columns.
fn take_heads(first: &mut Vec<String>, rows: &mut Vec<(u64, Vec<String>)>) -> Option<ReceiptNote> {
    if let Some(at) = rows.iter().take(2).position(|(_, cells)| grid::holds_import_ids(cells)) {
        let taken: Vec<(u64, Vec<String>)> = rows.drain(..=at).collect();
        let [(_, wording), _] = taken.as_slice() else {
            let text = "the row of ImportIds, which Qualtrics writes, is no answer: passed over";
            return Some(note("survey-heads", 1, text));
        };
        first.resize(first.len().max(wording.len()), String::new());
        for (title, words) in first.iter_mut().zip(wording).filter(|(_, words)| !words.is_empty()) {
            title.clone_from(words);
        }
        let text = "two rows of Qualtrics are no answers: the wording of the questions names the columns, the ImportIds were passed over";
        return Some(note("survey-heads", 2, text));
    }
    let (_, cells) = rows.first()?;
    let is_head = |cell: &String| matches!(cell.as_str(), "" | "Response" | "Open-Ended Response");
    if cells.len() < 2 || !cells.iter().all(is_head) {
        return None;
    }
    rows.remove(0);
    let text = "the second row of SurveyMonkey (“Response”) is no answer: passed over";
    Some(note("survey-heads", 1, text))
}

/// A name for each column, each one different.
fn titles(first: &[String], width: usize) -> Vec<String> {
    let mut titles: Vec<String> = Vec::with_capacity(width);
    let mut taken = std::collections::HashSet::new();
    for at in 0..width {
        let words = first.get(at).map_or("", String::as_str);
        let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
        let mut free = name.clone();
        let mut number = 2;
        while !taken.insert(free.to_lowercase()) {
            free = format!("{name} ({number})");
            number += 1;
        }
        titles.push(free);
    }
    titles
}

/// Reads a table. A survey is taken without a decision only when `alone`, that is when somebody named
/// the file.
///
/// # Errors
/// When it is neither a transcript nor a survey, or a decision names a column that is not there.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    format: &'static str,
    asked: &Asked<'_>,
    alone: bool,
) -> Result<Holding, ImportError> {
    let reading = &asked.hints.reading;
    let table = Table::open(name, bytes, format, reading.encoding.as_deref())?;
    if let Some(columns) = &reading.survey {
        return Ok(survey::read(name, bytes, &table, columns, asked, true)?);
    }
    if let Some(shape) = spoken::find(&table) {
        let source: Source = spoken::read(table, &shape, &asked.hints())?;
        let document = document(name, bytes, source, asked);
        return Ok(Holding { documents: vec![document], people: None });
    }
    let proposed = columns::describe(&table).proposed;
    if proposed.texts.is_empty() {
        return Err(Refusal::new(
            "it is a table, but neither a transcript (columns for speaker and words) nor a survey with long answers",
        )
        .instead("say which columns are text, or import it as participants, codebook or codings")
        .into());
    }
    if !alone {
        return Err(Refusal::new("it may be a survey, or a list of people with remarks")
            .instead("import it by itself, or say which columns are text")
            .into());
    }
    Ok(survey::read(name, bytes, &table, &proposed, asked, false)?)
}

/// The columns of a table and which of them look like answers; `None` when the file is no table, or a
/// transcript in the form of one.
///
/// # Errors
/// When the table cannot be read.
pub fn survey_table(
    name: &str,
    bytes: &[u8],
    reading: &Reading,
) -> Result<Option<SurveyTable>, ImportError> {
    super::guarded(|| {
        let format = super::sniff::format(name, bytes)?;
        if !reads(format) {
            return Ok(None);
        }
        let table = Table::open(name, bytes, format, reading.encoding.as_deref())?;
        let is_survey = reading.survey.is_some() || spoken::find(&table).is_none();
        Ok(is_survey.then(|| columns::describe(&table)))
    })
}

/// The column a person means: by its name without regard to case, or by its number from 1.
fn column_named(titles: &[String], name: &str) -> Result<usize, Refusal> {
    let wanted = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let by_name = titles.iter().position(|title| title.to_lowercase() == wanted);
    let by_number = || wanted.parse::<usize>().ok().filter(|n| (1..=titles.len()).contains(n));
    by_name.or_else(|| by_number().map(|n| n - 1)).ok_or_else(|| {
        let some: Vec<&str> = titles.iter().take(20).map(String::as_str).collect();
        let more = if titles.len() > 20 { ", …" } else { "" };
        Refusal::new(format!("there is no column {name}"))
            .instead(format!("the columns are {}{more}", some.join(", ")))
    })
}

#[cfg(test)]
mod tests;
