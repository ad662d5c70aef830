//! Codings in and out as tables, positions in Unicode code points.

use super::import::decode::decode_up_to;
use super::import::{ImportError, guarded, note};
use super::neutral::{neutralise, restore};
use super::{LineError, grid};
pub use crate::model::CodingLine;
use crate::model::{CharSpan, Guid, ReceiptNote, Refusal};

/// The columns, in the order they are written.
const COLUMNS: [&str; 7] = ["document", "start", "end", "code", "coder", "memo", "guid"];

/// The codings of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodingLines {
    /// Lines that can be used.
    pub lines: Vec<CodingLine>,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
    /// What was passed over.
    pub notes: Vec<ReceiptNote>,
}

/// One coding as it is written out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodingOut<'a> {
    /// The document's name.
    pub document: &'a str,
    /// Where, in code points.
    pub chars: CharSpan,
    /// The code's path.
    pub code: &'a str,
    /// Who coded.
    pub coder: &'a str,
    /// The comment; empty when there is none.
    pub memo: &'a str,
    /// Identity across files.
    pub guid: Guid,
}

/// Where each column of [`COLUMNS`] stands.
type Places = [Option<usize>; COLUMNS.len()];

/// Reads codings from csv (`,`, `;` or tab), xlsx or ods: columns `document,start,end,code` and, where
/// present, `coder,memo,guid`, in any order; other columns are passed over.
///
/// # Errors
/// When it is no table or a column is missing. Bad lines are in [`CodingLines::refused`].
pub fn read_codings(bytes: &[u8]) -> Result<CodingLines, ImportError> {
    guarded(|| if bytes.starts_with(b"PK") { from_workbook(bytes) } else { from_text(bytes) })
}

fn from_workbook(bytes: &[u8]) -> Result<CodingLines, ImportError> {
    let grid = grid::read("", bytes)?;
    let mut taking = Taking::default();
    taking.found.notes = grid.notes;
    for (line, cells) in grid.rows {
        taking.take(line, &csv::StringRecord::from(cells))?;
    }
    taking.end()
}

fn from_text(bytes: &[u8]) -> Result<CodingLines, ImportError> {
    let decoded = decode_up_to(bytes, grid::TEXT_LIMIT)?;
    let mut taking = Taking::default();
    taking.found.notes.extend(decoded.notes.into_iter().filter(|note| note.what == "encoding"));
    let (body, hinted) = grid::without_hint(&decoded.text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(hinted.unwrap_or_else(|| grid::delimiter("", body)))
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| Refusal::new(error.to_string()))? {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            let line = grid::line_of(body, &record) + u64::from(hinted.is_some());
            taking.take(line, &record)?;
        }
    }
    taking.end()
}

/// Lines that may stand over the columns: titles, and what a program says of itself.
const TITLES: u64 = 10;

/// Lines as they are taken in: the first one that can names the columns.
#[derive(Default)]
struct Taking {
    found: CodingLines,
    places: Option<Places>,
    /// Why the first line does not name the columns, and how many did not.
    titles: Option<(Refusal, u64)>,
}

impl Taking {
    fn take(&mut self, line: u64, record: &csv::StringRecord) -> Result<(), ImportError> {
        match &self.places {
            None => match (find_columns(record, &mut self.found.notes), &mut self.titles) {
                (Ok(places), titles) => {
                    self.places = Some(places);
                    if let Some((_, over)) = titles.take() {
                        let text =
                            format!("lines above the names of the columns: {over}, passed over");
                        self.found.notes.push(note("title-row", over, text));
                    }
                }
                (Err(why), titles @ None) => *titles = Some((why, 1)),
                (Err(_), Some((_, over))) if *over < TITLES => *over += 1,
                (Err(_), Some((why, _))) => return Err(why.clone().into()),
            },
            Some(places) => match coding(record, places, line) {
                Ok(coding) => self.found.lines.push(coding),
                Err(why) => self.found.refused.push(LineError::new(line, why)),
            },
        }
        Ok(())
    }

    fn end(self) -> Result<CodingLines, ImportError> {
        match (self.places, self.titles) {
            (Some(_), _) => Ok(self.found),
            (None, Some((why, _))) => Err(why.into()),
            (None, None) => Err(Refusal::new("there is no table in it").into()),
        }
    }
}

fn find_columns(
    header: &csv::StringRecord,
    notes: &mut Vec<ReceiptNote>,
) -> Result<Places, Refusal> {
    let mut places: Places = [None; COLUMNS.len()];
    let mut other = Vec::new();
    for (at, cell) in header.iter().enumerate() {
        let name = cell.trim().to_lowercase();
        match COLUMNS.iter().position(|column| *column == name) {
            Some(column) if places[column].is_some() => {
                return Err(Refusal::new(format!("two columns are named {name}")));
            }
            Some(column) => places[column] = Some(at),
            None => other.push(cell.trim().to_owned()),
        }
    }
    let missing: Vec<&str> = COLUMNS
        .iter()
        .zip(&places)
        .take(4)
        .filter(|(_, place)| place.is_none())
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::new(format!("there is no column {}", missing.join(", ")))
            .instead("name the columns document,start,end,code and, if you like, coder,memo,guid in the first line"));
    }
    if !other.is_empty() {
        notes.push(note(
            "column",
            other.len() as u64,
            format!("columns passed over: {}", other.join(", ")),
        ));
    }
    Ok(places)
}

fn coding(record: &csv::StringRecord, places: &Places, line: u64) -> Result<CodingLine, String> {
    let cell = |column: usize| places[column].and_then(|at| record.get(at)).unwrap_or_default();
    let named = |column: usize| {
        let words = restore(cell(column)).trim();
        if words.is_empty() {
            Err(format!("{} is blank", COLUMNS[column]))
        } else {
            Ok(words.to_owned())
        }
    };
    let number = |column: usize| {
        let words = cell(column).trim();
        let name = COLUMNS[column];
        if words.is_empty() {
            return Err(format!("{name} is blank"));
        }
        words.parse::<u64>().or(Err(format!("{name} is no whole number from 0: {words}")))
    };
    let document = named(0)?;
    let chars = CharSpan { start: number(1)?, end: number(2)? };
    if chars.start >= chars.end {
        return Err(format!("the start ({}) is not before the end ({})", chars.start, chars.end));
    }
    let guid = match cell(6).trim() {
        "" => None,
        words => Some(Guid::parse(words).ok_or_else(|| format!("this is no guid: {words}"))?),
    };
    Ok(CodingLine {
        line,
        document,
        chars,
        code: named(3)?,
        coder: named(4).ok(),
        memo: restore(cell(5)).to_owned(),
        guid,
    })
}

/// Writes codings as csv: `document,start,end,code,coder,memo,guid`. Cells that look like formulas
/// get an apostrophe in front, which [`read_codings`] takes away again.
pub fn write_codings_csv<'a>(rows: impl IntoIterator<Item = CodingOut<'a>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut put = |cells: [&str; COLUMNS.len()]| writer.write_record(cells).is_ok();
    let mut whole = put(COLUMNS);
    for row in rows {
        let (start, end) = (row.chars.start.to_string(), row.chars.end.to_string());
        whole &= put([
            &neutralise(row.document),
            &start,
            &end,
            &neutralise(row.code),
            &neutralise(row.coder),
            &neutralise(row.memo),
            &row.guid.to_string(),
        ]);
    }
    debug_assert!(whole);
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_columns_are_found_under_what_stands_above_them() {
        let check = |text: &str, line: u64| {
            let found = read_codings(text.as_bytes()).unwrap();
            assert_eq!(found.lines.iter().map(|l| l.line).collect::<Vec<_>>(), [line], "{text}");
            assert_eq!(found.lines[0].code, "delay", "{text}");
        };
        check("sep=;\ndocument;start;end;code\nP01;3;9;delay\n", 3);
        check("Codings of March\n\ndocument,start,end,code\nP01,3,9,delay\n", 4);
        check("sep=,\nCodings\ndocument,start,end,code\nP01,3,9,delay\n", 4);
        let titles = "Codings of March\n".repeat(40);
        let far = format!("{titles}document,start,end,code\nP01,3,9,delay\n");
        assert!(read_codings(far.as_bytes()).is_err());
        assert!(read_codings(b"document,from,end,code\nP01,3,9,delay\n").is_err());
    }

    #[test]
    fn good_lines_are_taken_and_bad_ones_named() {
        let text = "code,Start,end,document,page\ndelay,3,9,P01.txt,1\ndelay,9,9,P01.txt,\ndelay,x,9,P01.txt,\n,1,2,P01.txt,\ndelay,1\n\nharm,-1,4,P02,\n\"a, b\",0,4,P02,\n";
        let found = read_codings(text.as_bytes()).unwrap();
        let lines: Vec<(u64, &str, u64, u64, &str)> = found
            .lines
            .iter()
            .map(|l| (l.line, l.document.as_str(), l.chars.start, l.chars.end, l.code.as_str()))
            .collect();
        assert_eq!(lines, [(2, "P01.txt", 3, 9, "delay"), (9, "P02", 0, 4, "a, b")]);
        let refused: Vec<String> = found.refused.iter().map(ToString::to_string).collect();
        assert_eq!(
            refused,
            [
                "line 3: the start (9) is not before the end (9)",
                "line 4: start is no whole number from 0: x",
                "line 5: code is blank",
                "line 6: document is blank",
                "line 8: start is no whole number from 0: -1",
            ]
        );
        assert_eq!(found.notes[0].note, "columns passed over: page");
        let error = read_codings(b"document,from,to,code\n").unwrap_err().to_string();
        assert!(error.contains("there is no column start, end"), "{error}");
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(
            document in "[=+@'a-c,\"é]{1,8}", code in "['=a/b;-]{1,8}", coder in "[a-c@]{0,4}", memo in "[\"',;=\\-a\n\t é]{0,12}", start in 0u64..99, length in 1u64..99,
        ) {
            let guid = Guid::new();
            let chars = CharSpan { start, end: start + length };
            let row = CodingOut { document: &document, chars, code: &code, coder: &coder, memo: &memo, guid };
            let found = read_codings(&write_codings_csv([row])).unwrap();
            prop_assert_eq!(found.lines, vec![CodingLine {
                line: 2, document, chars, code, coder: (!coder.is_empty()).then_some(coder), memo, guid: Some(guid),
            }]);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!matches!(read_codings(&bytes), Err(ImportError::Bug(_))));
        }
    }
}
