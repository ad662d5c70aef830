//! Cells that were merged over several rows of a sheet.
//!
//! The cell reader gives the value to the first cell alone. For xlsx it can say where merged cells
//! are; for ods it cannot, so the sheet is read once more for its spans.

use super::{Grid, INFLATED, unreadable};
use crate::exchange::import::{ImportError, note};
use crate::model::ReceiptNote;
use calamine::{Dimensions, Xlsx};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{Cursor, Read as _};

/// One column of a merged cell, over several rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Merged {
    /// Index of the column.
    pub(crate) column: usize,
    /// Row of the value, from 1.
    pub(crate) first: u64,
    /// The last row it stands for.
    pub(crate) last: u64,
}

impl Grid {
    /// The rows below a line; what stands in a merged cell stands in every row it covers.
    pub(crate) fn below(&self, line: u64) -> Vec<(u64, Vec<String>)> {
        let mut rows: Vec<(u64, Vec<String>)> =
            self.rows.iter().filter(|(at, _)| *at > line).cloned().collect();
        for merged in &self.merged {
            let from = rows.partition_point(|(at, _)| *at < merged.first);
            let value = match rows.get(from) {
                Some((at, cells)) if *at == merged.first => cells.get(merged.column).cloned(),
                _ => None,
            };
            let Some(value) = value.filter(|value| !value.trim().is_empty()) else { continue };
            let covered = rows.iter_mut().skip(from + 1).take_while(|(at, _)| *at <= merged.last);
            for (_, cells) in covered {
                if cells.len() <= merged.column {
                    cells.resize(merged.column + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(merged.column)
                    && cell.trim().is_empty()
                {
                    cell.clone_from(&value);
                }
            }
        }
        rows
    }

    /// Says which rows merged cells stand for; nothing when none begins among these rows.
    pub(crate) fn told_of_merged(&self, rows: &[(u64, Vec<String>)]) -> Option<ReceiptNote> {
        let inside = self
            .merged
            .iter()
            .filter(|merged| rows.binary_search_by_key(&merged.first, |(line, _)| *line).is_ok());
        let spans: Vec<String> =
            inside.map(|merged| format!("{}–{}", merged.first, merged.last)).collect();
        let shown = spans.iter().take(6).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if spans.len() > 6 { " and more" } else { "" };
        let text = format!("merged cells stand for every row they cover: rows {shown}{more}");
        (!spans.is_empty()).then(|| note("merged", spans.len() as u64, text))
    }
}

/// How many merged cells of a sheet are looked at.
const MOST: usize = 100_000;

/// Of a sheet of an xlsx workbook. A workbook that does not tell has none.
pub(super) fn in_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Vec<Merged> {
    let found = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let several = found.into_iter().filter(|Dimensions { start, end }| end.0 > start.0);
    several
        .take(MOST)
        .map(|Dimensions { start, end }| Merged {
            column: start.1 as usize,
            first: u64::from(start.0) + 1,
            last: u64::from(end.0) + 1,
        })
        .collect()
}

/// Of every sheet of an ods workbook, by name.
pub(super) fn in_ods(bytes: &[u8]) -> Result<HashMap<String, Vec<Merged>>, ImportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let content = archive.by_name("content.xml").map_err(unreadable)?;
    let mut xml = String::new();
    content.take(INFLATED).read_to_string(&mut xml).map_err(unreadable)?;
    let mut reader = Reader::from_str(&xml);
    let mut found: HashMap<String, Vec<Merged>> = HashMap::new();
    let mut sheet = String::new();
    let (mut row, mut repeat, mut column) = (1_u64, 1_u64, 0_u64);
    loop {
        let event = reader.read_event().map_err(unreadable)?;
        match &event {
            Event::Eof => return Ok(found),
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "table:table" => {
                    sheet = attribute(tag, "table:name").unwrap_or_default();
                    (row, column) = (1, 0);
                }
                "table:table-row" => {
                    repeat = number(tag, "table:number-rows-repeated");
                    column = 0;
                    if matches!(event, Event::Empty(_)) {
                        row = row.saturating_add(repeat);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let rows = number(tag, "table:number-rows-spanned");
                    let list = found.entry(sheet.clone()).or_default();
                    if rows > 1 && list.len() < MOST {
                        let last = row.saturating_add(rows - 1);
                        list.push(Merged { column: column as usize, first: row, last });
                    }
                    let columns = number(tag, "table:number-columns-repeated");
                    column = column.saturating_add(columns);
                }
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "table:table-row" => {
                row = row.saturating_add(repeat);
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|found| found.key.as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?;
    Some(value.into_owned())
}

/// A count of at least one.
fn number(tag: &BytesStart<'_>, name: &str) -> u64 {
    attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(1).max(1)
}
