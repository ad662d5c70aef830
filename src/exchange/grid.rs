//! Tables from csv, tsv, xlsx and ods as rows of words, each with its line.

use super::import::decode::decode_up_to;
use super::import::{ImportError, note};
use crate::model::{ReceiptNote, Refusal};
use calamine::{Data, DataRef, Ods, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// Bytes of a text table at most: a million codings with memos are about 200 MB.
pub(crate) const TEXT_LIMIT: usize = 1 << 30;

/// Bytes a spreadsheet unpacks to at most.
const INFLATED: u64 = 512 << 20;

/// Cells that are read from a sheet at most.
const CELLS: usize = 5_000_000;

/// A table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Grid {
    /// Line (for a sheet: row) from 1, and its cells. No row is blank.
    pub(crate) rows: Vec<(u64, Vec<String>)>,
    /// What was passed over.
    pub(crate) notes: Vec<ReceiptNote>,
}

/// Reads a table by its content; `name` only tells tsv from csv.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Grid, ImportError> {
    if bytes.is_empty() {
        return Err(Refusal::new("the file is empty").into());
    }
    let mut grid = if bytes.starts_with(b"PK") {
        sheet(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::new("it is an old Excel file, or one locked with a password")
            .instead("save it as xlsx or csv, without a password")
            .into());
    } else {
        text(name, bytes)?
    };
    let before = grid.rows.len();
    grid.rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let blank = before - grid.rows.len();
    if blank > 0 {
        grid.notes.push(note("blank-row", blank as u64, "blank rows were passed over"));
    }
    if grid.rows.is_empty() {
        return Err(Refusal::new("there is no table in it").into());
    }
    Ok(grid)
}

/// The sign that parts the cells: the most frequent of `,` `;` tab in the first line that is not
/// inside quotes.
pub(crate) fn delimiter(name: &str, text: &str) -> u8 {
    if name.to_lowercase().ends_with(".tsv") || name.to_lowercase().ends_with(".tab") {
        return b'\t';
    }
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += u32::from(*sign == byte);
                }
            }
        }
    }
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
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

fn text(name: &str, bytes: &[u8]) -> Result<Grid, ImportError> {
    let decoded = decode_up_to(bytes, TEXT_LIMIT)?;
    let notes = decoded.notes.into_iter().filter(|note| note.what == "encoding").collect();
    // Excel's own hint in the first line.
    let (first, hinted) =
        match decoded.text.strip_prefix("sep=").and_then(|rest| rest.as_bytes().first()) {
            Some(&sign) if matches!(sign, b',' | b';' | b'\t') => {
                (decoded.text.find('\n').map_or(0, |at| at + 1), Some(sign))
            }
            _ => (0, None),
        };
    let body = decoded.text.get(first..).unwrap_or_default();
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
        let line = line_of(body, &record) + u64::from(first > 0);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(Grid { rows, notes })
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

fn sheet(bytes: &[u8]) -> Result<Grid, ImportError> {
    let is_ods = check_size(bytes)?;
    let (sheets, rows) = if is_ods { ods(bytes)? } else { xlsx(bytes)? };
    let mut notes = Vec::new();
    if sheets > 1 {
        notes.push(note(
            "sheet",
            (sheets - 1) as u64,
            "only the first sheet that holds cells was read",
        ));
    }
    let rows = rows.into_iter().map(|(row, cells)| (u64::from(row) + 1, line_up(cells))).collect();
    Ok(Grid { rows, notes })
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
fn xlsx(bytes: &[u8]) -> Result<(usize, Rows), ImportError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    for name in &names {
        let mut reader = book.worksheet_cells_reader(name).map_err(unreadable)?;
        let mut rows = Rows::new();
        let mut count = 0;
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
        if !rows.is_empty() {
            return Ok((names.len(), rows));
        }
    }
    Ok((names.len(), Rows::new()))
}

fn ods(bytes: &[u8]) -> Result<(usize, Rows), ImportError> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    for name in &names {
        let range = book.worksheet_range(name).map_err(unreadable)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = Rows::new();
        for (row, column, value) in range.used_cells() {
            let at = (column as u32 + first_column, words(value));
            rows.entry(row as u32 + first_row).or_default().push(at);
        }
        if !rows.is_empty() {
            return Ok((names.len(), rows));
        }
    }
    Ok((names.len(), Rows::new()))
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
