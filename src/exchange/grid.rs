//! Tables from csv, tsv, xlsx and ods as rows of words, each with its line.

mod merged;

use super::import::decode::decode_up_to;
use super::import::{ImportError, note};
use crate::model::{ReceiptNote, Refusal};
use calamine::{Data, DataRef, Ods, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

pub(crate) use merged::Merged;

/// Bytes of a text table at most: a million codings with memos are about 200 MB.
pub(crate) const TEXT_LIMIT: usize = 1 << 30;

/// Bytes a spreadsheet unpacks to at most.
const INFLATED: u64 = 512 << 20;

/// Cells that are read from a sheet at most.
const CELLS: usize = 5_000_000;

/// Lines from whose signs the delimiter is told.
const LINES: u32 = 20;

/// A table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Grid {
    /// Line (for a sheet: row) from 1, and its cells. No row is blank.
    pub(crate) rows: Vec<(u64, Vec<String>)>,
    /// What was passed over.
    pub(crate) notes: Vec<ReceiptNote>,
    /// Cells merged over several rows: the value stands in the first one alone.
    pub(crate) merged: Vec<Merged>,
}

/// Reads a table by its content; `name` only tells tsv from csv. Of a workbook the first sheet that
/// holds cells.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Grid, ImportError> {
    let mut sheets = read_sheets(name, bytes)?;
    let others = sheets.len() - 1;
    let mut grid = sheets.swap_remove(0).1;
    if others > 0 {
        let note = note("sheet", others as u64, "only the first sheet that holds cells was read");
        grid.notes.push(note);
    }
    Ok(grid)
}

/// Reads every sheet that holds cells, by name; a text table is one without a name.
pub(crate) fn read_sheets(name: &str, bytes: &[u8]) -> Result<Vec<(String, Grid)>, ImportError> {
    if bytes.is_empty() {
        return Err(Refusal::new("the file is empty").into());
    }
    let mut sheets = if bytes.starts_with(b"PK") {
        workbook(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::new("it is an old Excel file, or one locked with a password")
            .instead("save it as xlsx or csv, without a password")
            .into());
    } else {
        vec![(String::new(), text(name, bytes)?)]
    };
    for (_, grid) in &mut sheets {
        let before = grid.rows.len();
        grid.rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        let blank = before - grid.rows.len();
        if blank > 0 {
            grid.notes.push(note("blank-row", blank as u64, "blank rows were passed over"));
        }
    }
    sheets.retain(|(_, grid)| !grid.rows.is_empty());
    if sheets.is_empty() {
        return Err(Refusal::new("there is no table in it").into());
    }
    Ok(sheets)
}

/// The sign that parts the cells: the one of `,` `;` tab that most of the first lines have, outside
/// quotes. A title over a table has none; lists and decimals inside cells are not in every line.
pub(crate) fn delimiter(name: &str, text: &str) -> u8 {
    if name.to_lowercase().ends_with(".tsv") || name.to_lowercase().ends_with(".tab") {
        return b'\t';
    }
    // For each sign: lines that have it, and how often it is in the first line that has any.
    let mut found = [(b',', 0_u32, 0_u32), (b';', 0, 0), (b'\t', 0, 0)];
    let mut here = [0_u32; 3];
    let (mut quoted, mut lines, mut first) = (false, 0, true);
    for byte in text.bytes().chain([b'\n']) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                for ((_, lines, most), count) in found.iter_mut().zip(here) {
                    *lines += u32::from(count > 0);
                    if first {
                        *most = count;
                    }
                }
                first &= here == [0; 3];
                here = [0; 3];
                lines += 1;
                if lines == LINES {
                    break;
                }
            }
            _ if quoted => {}
            _ => {
                for ((sign, ..), count) in found.iter().zip(&mut here) {
                    *count += u32::from(*sign == byte);
                }
            }
        }
    }
    let mut best = found[0];
    for candidate in found {
        if (candidate.1, candidate.2) > (best.1, best.2) {
            best = candidate;
        }
    }
    best.0
}

/// The line a record stands on, from 1. The reader skips empty lines, but counts from before them.
pub(crate) fn line_of(text: &str, record: &csv::StringRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    position.line() + rest.iter().take_while(|&&byte| byte == b'\n').count() as u64
}

/// A table without the line `sep=;`, by which Excel tells itself what parts the cells, and what it says.
pub(crate) fn without_hint(text: &str) -> (&str, Option<u8>) {
    match text.strip_prefix("sep=").and_then(|rest| rest.as_bytes().first()) {
        Some(&sign) if matches!(sign, b',' | b';' | b'\t') => {
            let first = text.find('\n').map_or(text.len(), |at| at + 1);
            (text.get(first..).unwrap_or_default(), Some(sign))
        }
        _ => (text, None),
    }
}

fn text(name: &str, bytes: &[u8]) -> Result<Grid, ImportError> {
    let decoded = decode_up_to(bytes, TEXT_LIMIT)?;
    let notes = decoded.notes.into_iter().filter(|note| note.what == "encoding").collect();
    let (body, hinted) = without_hint(&decoded.text);
    let sign = hinted.unwrap_or_else(|| delimiter(name, body));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| Refusal::new(format!("it cannot be read as a table: {error}")))?;
        let line = line_of(body, &record) + u64::from(hinted.is_some());
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(Grid { rows, notes, merged: Vec::new() })
}

/// The row under the wording of the questions in a file of Qualtrics: `{"ImportId":"QID1"}`.
pub(crate) fn holds_import_ids(cells: &[String]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.trim().is_empty()).peekable();
    filled.peek().is_some()
        && filled.all(|cell| cell.trim_start().starts_with('{') && cell.contains("\"ImportId\""))
}

fn unreadable<E>(_: E) -> ImportError {
    Refusal::new("the spreadsheet cannot be read: it is damaged, cut short or of another kind")
        .instead("save it again as xlsx, or as csv")
        .into()
}

/// Refuses archives that unpack to more than memory should hold.
fn check_size(bytes: &[u8]) -> Result<bool, ImportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = INFLATED;
    let mut is_ods = false;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(unreadable)?;
        is_ods |= file.name().is_ok_and(|name| name == "content.xml");
        let size =
            std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(unreadable)?;
        left = left.checked_sub(size).ok_or_else(|| {
            Refusal::new(format!("it unpacks to more than {} MiB", INFLATED >> 20))
                .instead("save the table alone as csv")
        })?;
    }
    Ok(is_ods)
}

fn workbook(bytes: &[u8]) -> Result<Vec<(String, Grid)>, ImportError> {
    if check_size(bytes)? { ods(bytes) } else { xlsx(bytes) }
}

fn grid(rows: Rows, merged: Vec<Merged>) -> Result<Grid, ImportError> {
    // Few cells far to the right would make many empty ones before them.
    let width = |cells: &Vec<(u32, String)>| cells.iter().map(|(at, _)| *at as usize + 1).max();
    if rows.values().filter_map(width).sum::<usize>() > CELLS * 4 {
        return Err(too_many());
    }
    let rows = rows.into_iter().map(|(row, cells)| (u64::from(row) + 1, line_up(cells))).collect();
    Ok(Grid { rows, notes: Vec::new(), merged })
}

type Rows = BTreeMap<u32, Vec<(u32, String)>>;

fn line_up(cells: Vec<(u32, String)>) -> Vec<String> {
    let width = cells.iter().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
    let mut line = vec![String::new(); width.min(16_384)];
    for (column, words) in cells {
        if let Some(cell) = line.get_mut(column as usize) {
            *cell = words;
        }
    }
    line
}

fn too_many() -> ImportError {
    Refusal::new(format!("the sheet has more than {CELLS} cells"))
        .instead("save the table alone as csv")
        .into()
}

/// Cell by cell: a range would hold every cell between two far corners.
fn xlsx(bytes: &[u8]) -> Result<Vec<(String, Grid)>, ImportError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    let mut count = 0;
    // A chart has a sheet of its own and no cells.
    let cells = |sheet: &&calamine::Sheet| sheet.typ == calamine::SheetType::WorkSheet;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(cells).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let mut rows = Rows::new();
        let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
        while let Some(cell) = reader.next_cell().map_err(unreadable)? {
            let words = words(&Data::from(match cell.get_value() {
                DataRef::Empty => continue,
                value => value.clone(),
            }));
            count += 1;
            if count > CELLS {
                return Err(too_many());
            }
            let (row, column) = cell.get_position();
            rows.entry(row).or_default().push((column, words));
        }
        drop(reader);
        let merged = merged::in_xlsx(&mut book, &name);
        sheets.push((name, grid(rows, merged)?));
    }
    Ok(sheets)
}

fn ods(bytes: &[u8]) -> Result<Vec<(String, Grid)>, ImportError> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut merged = merged::in_ods(bytes)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(unreadable)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = Rows::new();
        for (row, column, value) in range.used_cells() {
            let at = (column as u32 + first_column, words(value));
            rows.entry(row as u32 + first_row).or_default().push(at);
        }
        let spans = merged.remove(&name).unwrap_or_default();
        sheets.push((name, grid(rows, spans)?));
    }
    Ok(sheets)
}

/// A cell as a person reads it: whole numbers without a point, dates as ISO 8601.
fn words(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::String(words) | Data::DurationIso(words) => words.clone(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(when) => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            match when.as_f64() {
                number if when.is_duration() => float(number),
                number if (0.0..1.0).contains(&number) => time,
                number if number.fract() == 0.0 => date,
                _ => format!("{date}T{time}"),
            }
        }
        Data::DateTimeIso(words) => words.strip_suffix("T00:00:00").unwrap_or(words).to_owned(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn float(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{}", number as i64)
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_whatever_parts_their_cells() {
        let check = |name: &str, text: &[u8], expected: &[(u64, &[&str])]| {
            let grid = read(name, text).unwrap();
            let got: Vec<(u64, Vec<&str>)> = grid
                .rows
                .iter()
                .map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect()))
                .collect();
            let expected: Vec<(u64, Vec<&str>)> =
                expected.iter().map(|(line, cells)| (*line, cells.to_vec())).collect();
            assert_eq!(got, expected);
        };
        check("a.csv", b"id,role\nP1,\"a, b\"\n", &[(1, &["id", "role"]), (2, &["P1", "a, b"])]);
        check(
            "a.csv",
            b"id;role\r\nP1;a,b\r\n;\r\nP2;c",
            &[(1, &["id", "role"]), (2, &["P1", "a,b"]), (4, &["P2", "c"])],
        );
        check(
            "a.csv",
            b"Sample 2026\nid;x\nP1;1,5\nP2;2,5",
            &[(1, &["Sample 2026"]), (2, &["id", "x"]), (3, &["P1", "1,5"]), (4, &["P2", "2,5"])],
        );
        check("a.tsv", b"id\trole\nP1\ta", &[(1, &["id", "role"]), (2, &["P1", "a"])]);
        check("a.csv", b"sep=;\nid;x\n1;2", &[(2, &["id", "x"]), (3, &["1", "2"])]);
        check(
            "a.csv",
            b"id,note\nP1,\"two\nlines\"\nP2,J\xfcrgen",
            &[(1, &["id", "note"]), (2, &["P1", "two\nlines"]), (4, &["P2", "Jürgen"])],
        );
    }

    #[test]
    fn numbers_and_dates_are_written_plainly() {
        assert_eq!(words(&Data::Float(3.0)), "3");
        assert_eq!(words(&Data::Float(2.5)), "2.5");
        assert_eq!(words(&Data::Float(-0.1)), "-0.1");
        let date =
            calamine::ExcelDateTime::new(45_000.0, calamine::ExcelDateTimeType::DateTime, false);
        assert_eq!(words(&Data::DateTime(date)), "2023-03-15");
    }

    #[test]
    fn rubbish_is_refused() {
        for bytes in [&b"PK\x03\x04"[..], b"", b"\n\n", b"\xd0\xcf\x11\xe0abc", b"a\0b"] {
            assert!(matches!(read("a.xlsx", bytes), Err(ImportError::Refused(_))));
        }
    }
}
