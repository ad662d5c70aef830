//! A block of cells of the table: copied to a spreadsheet, pasted from one, cleared.
//!
//! Cells travel as spreadsheets write them: columns parted by tabs, rows by line breaks, a cell with
//! either in quotes.

use super::rows::{Col, Rows, value};
use crate::model::{AttributeId, Corpus, ParticipantId};
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::count;
use std::ops::RangeInclusive;

/// Cells from one corner to the other, ends included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    pub(super) rows: RangeInclusive<usize>,
    pub(super) columns: RangeInclusive<usize>,
}

type Cells = Vec<(ParticipantId, AttributeId, String)>;

/// Cells that are pasted at most: more than any table of people has.
const MOST: usize = 200_000;

impl Block {
    /// Between two cells, each by row and column.
    pub(super) fn between(a: (usize, usize), b: (usize, usize)) -> Self {
        Self { rows: a.0.min(b.0)..=a.0.max(b.0), columns: a.1.min(b.1)..=a.1.max(b.1) }
    }

    /// True when it is one cell.
    pub(super) fn is_single(&self) -> bool {
        self.rows.start() == self.rows.end() && self.columns.start() == self.columns.end()
    }

    /// Whose rows these are.
    pub(super) fn people(&self, corpus: &Corpus, rows: &Rows) -> Vec<ParticipantId> {
        self.rows.clone().filter_map(|row| Some(rows.person(corpus, row)?.id)).collect()
    }

    /// What stands in the cells that can be written, for a spreadsheet.
    pub(super) fn text(&self, corpus: &Corpus, rows: &Rows) -> String {
        let mut text = String::new();
        for person in self.rows.clone().filter_map(|row| rows.person(corpus, row)) {
            let columns = rows.columns.get(self.columns.clone()).unwrap_or_default();
            let written = columns.iter().filter(|column| column.col.is_written());
            let cells: Vec<String> =
                written.map(|column| quoted(value(person, column.col))).collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        // One cell is copied without a line break: it may go into a sentence.
        if self.rows.start() == self.rows.end() {
            text.pop();
        }
        text
    }

    /// Makes every attribute of the block blank.
    pub(super) fn clear(&self, corpus: &Corpus, rows: &Rows) -> Cells {
        let mut cells = Cells::new();
        for person in self.rows.clone().filter_map(|row| rows.person(corpus, row)) {
            for column in rows.columns.get(self.columns.clone()).unwrap_or_default() {
                if let Col::Attribute(id) = column.col
                    && !value(person, column.col).is_empty()
                {
                    cells.push((person.id, id, String::new()));
                }
            }
        }
        cells
    }

    /// Writes what was copied elsewhere, from the upper left corner on. One cell fills the block.
    /// Ids and counts are not written, rows without a participant neither: it is said.
    pub(super) fn paste(&self, corpus: &Corpus, rows: &Rows, text: &str, outbox: &mut Outbox) {
        let pasted = parse(text);
        if pasted.iter().map(Vec::len).sum::<usize>() > MOST {
            return outbox.send(Request::Complain("That is more than a table of people".into()));
        }
        let single = match pasted.as_slice() {
            [row] => row.first().filter(|_| row.len() == 1),
            _ => None,
        };
        let mut cells = Cells::new();
        let (mut ids, mut over_rows, mut over_columns) = (0, 0, 0);
        let mut put = |row: usize, column: usize, text: &str| {
            let Some(person) = rows.person(corpus, row) else { return };
            match rows.columns.get(column).map(|column| column.col) {
                Some(Col::Attribute(id)) => {
                    if value(person, Col::Attribute(id)) != text.trim() {
                        cells.push((person.id, id, text.trim().to_owned()));
                    }
                }
                Some(Col::Name) => ids += usize::from(person.name != text.trim()),
                _ => over_columns = over_columns.max(1),
            }
        };
        if let Some(text) = single {
            for row in self.rows.clone() {
                self.columns.clone().for_each(|column| put(row, column, text));
            }
        } else {
            for (down, line) in pasted.iter().enumerate() {
                let row = self.rows.start() + down;
                over_rows += usize::from(row >= rows.order.len());
                for (across, text) in line.iter().enumerate() {
                    put(row, self.columns.start() + across, text);
                }
            }
        }
        let mut left = Vec::new();
        if ids > 0 {
            left.push(format!("{} not changed by pasting", count(ids, "id")));
        }
        if over_rows > 0 {
            left.push(format!("{} had no participant", count(over_rows, "row")));
        }
        if over_columns > 0 {
            left.push("columns beyond the attributes were passed over".to_owned());
        }
        run(cells, outbox);
        if !left.is_empty() {
            outbox.send(Request::Complain(format!("Pasted, but: {}", left.join("; "))));
        }
    }
}

/// Asks for the cells to be written, where there are any.
pub(super) fn run(cells: Cells, outbox: &mut Outbox) {
    if !cells.is_empty() {
        outbox.run(Command::SetValues { cells });
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Rows of cells as spreadsheets put them on the clipboard.
fn parse(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(b'\t')
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut line = 1;
    for record in reader.records().flatten() {
        // The reader passes over blank lines; here they are rows of blank cells.
        let at = record.position().map_or(line, csv::Position::line);
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        let blank = text.as_bytes().get(start..).unwrap_or_default();
        let blank = blank.iter().take_while(|byte| **byte == b'\n').count() as u64;
        for _ in line..at + blank {
            rows.push(vec![String::new()]);
        }
        let breaks = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        line = at + blank + 1 + breaks;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_spreadsheet_are_read() {
        let check = |text: &str, expected: &[&[&str]]| {
            let rows = parse(text);
            let got: Vec<Vec<&str>> =
                rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            assert_eq!(got, expected, "{text:?}");
        };
        check("nurse", &[&["nurse"]]);
        check("a\tb\r\nc\td\r\n", &[&["a", "b"], &["c", "d"]]);
        check("a\n\nb\n", &[&["a"], &[""], &["b"]]);
        check("\t40\nx\t", &[&["", "40"], &["x", ""]]);
        check(
            "\"two\nlines\"\t\"say \"\"so\"\"\"\nx\ty",
            &[&["two\nlines", "say \"so\""], &["x", "y"]],
        );
    }

    #[test]
    fn what_is_copied_can_be_pasted() {
        for cell in ["plain", "two\nlines", "a\tb", "say \"so\"", ""] {
            let row = format!("{}\t{}", quoted(cell), quoted("x"));
            assert_eq!(parse(&row), [[cell.to_owned(), "x".to_owned()]]);
        }
    }
}
