//! The participants table: csv, tsv, xlsx and ods to typed attributes, with every value as written.

use super::import::{ImportError, guarded, note};
use super::neutral::restore;
use super::{LineError, grid};
pub use crate::model::PeopleTable;
use crate::model::{AttributeKind, Refusal};
use std::collections::{BTreeSet, HashMap};

/// Different values a list has at most.
const LIST: usize = 24;

/// Reads a participants table. `name` is the file's name. The first column is the id, the first row
/// the names of the attributes.
///
/// Values stay as they are written: `0` is 0, a blank cell is unknown, `007` is text and not 7. Only
/// white space around a value is taken away, because two spellings of one role would be two roles.
///
/// # Errors
/// When it is no table, or its header names a column twice or not at all.
pub fn read_people(name: &str, bytes: &[u8]) -> Result<PeopleTable, ImportError> {
    guarded(|| {
        let grid = grid::read(name, bytes)?;
        let mut rows = grid.rows.into_iter();
        let (_, header) = rows.next().unwrap_or_default();
        let names = header_names(&header, rows.as_slice())?;
        let mut table = PeopleTable { notes: grid.notes, ..PeopleTable::default() };
        let mut seen: HashMap<String, u64> = HashMap::new();
        let mut trimmed = 0;
        for (line, cells) in rows {
            match person(&cells, names.len()) {
                Ok((id, values)) => {
                    if let Some(first) = seen.get(&id.to_lowercase()) {
                        let why = format!("{id} stands on line {first} already");
                        table.refused.push(LineError::new(line, why));
                        continue;
                    }
                    seen.insert(id.to_lowercase(), line);
                    trimmed += cells.iter().filter(|cell| has_margins(cell)).count();
                    table.rows.push((line, id, values));
                }
                Err(why) => table.refused.push(LineError::new(line, why)),
            }
        }
        if trimmed > 0 {
            table.notes.push(note(
                "white-space",
                trimmed as u64,
                "cells lost the white space around them",
            ));
        }
        table.attributes = names
            .into_iter()
            .enumerate()
            .map(|(n, name)| {
                let values: Vec<&str> = table
                    .rows
                    .iter()
                    .filter_map(|(_, _, values)| values.get(n)?.as_deref())
                    .collect();
                (name, kind_of(&values))
            })
            .collect();
        Ok(table)
    })
}

/// White space around words.
fn has_margins(cell: &str) -> bool {
    let words = restore(cell);
    !words.trim().is_empty() && words.trim().len() < words.len()
}

/// The names of the attributes, checked.
fn header_names(header: &[String], rows: &[(u64, Vec<String>)]) -> Result<Vec<String>, Refusal> {
    let mut names: Vec<String> =
        header.iter().map(|name| restore(name).trim().to_owned()).collect();
    let used = |column: usize| {
        rows.iter().any(|(_, cells)| cells.get(column).is_some_and(|cell| !cell.trim().is_empty()))
    };
    while names.last().is_some_and(|name| name.is_empty() && !used(names.len() - 1)) {
        names.pop();
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (column, name) in names.iter().enumerate().skip(1) {
        if name.is_empty() {
            return Err(Refusal::new(format!("column {} has no name", column + 1))
                .instead("name it in the first row"));
        }
        if let Some(first) = seen.insert(name.to_lowercase(), column) {
            return Err(Refusal::new(format!(
                "columns {} and {} are both named {name}",
                first + 1,
                column + 1
            ))
            .instead("name each column differently"));
        }
    }
    if names.is_empty() {
        return Err(Refusal::new("the first row names no column"));
    }
    names.remove(0);
    Ok(names)
}

type Person = (String, Vec<Option<String>>);

fn person(cells: &[String], attributes: usize) -> Result<Person, String> {
    let cell =
        |column: usize| cells.get(column).map(|cell| restore(cell).trim()).unwrap_or_default();
    let id = cell(0);
    if id.is_empty() {
        return Err("the first column, the id, is blank".to_owned());
    }
    let last = cells.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
    if last > attributes {
        return Err(format!("it has {} cells, the header {}", last + 1, attributes + 1));
    }
    let value =
        |column: usize| Some(cell(column)).filter(|value| !value.is_empty()).map(str::to_owned);
    Ok((id.to_owned(), (1..=attributes).map(value).collect()))
}

/// The kind that all values agree on.
pub(crate) fn kind_of(values: &[&str]) -> AttributeKind {
    if values.is_empty() {
        return AttributeKind::Text;
    }
    let all = |test: fn(&str) -> bool| values.iter().all(|value| test(value));
    if all(is_yes_no) {
        return AttributeKind::YesNo;
    }
    if all(is_number) {
        return AttributeKind::Number;
    }
    if all(is_date) {
        return AttributeKind::Date;
    }
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    let short = values.iter().all(|value| value.chars().count() <= 60 && !value.contains('\n'));
    let repeats = distinct.len() * 3 <= values.len() * 2;
    if short && repeats && distinct.len() <= LIST {
        AttributeKind::List
    } else {
        AttributeKind::Text
    }
}

fn is_yes_no(value: &str) -> bool {
    let value = value.to_lowercase();
    matches!(
        value.as_str(),
        "yes"
            | "no"
            | "y"
            | "n"
            | "true"
            | "false"
            | "ja"
            | "nein"
            | "oui"
            | "non"
            | "sí"
            | "si"
            | "nee"
    )
}

/// A number that loses nothing when it is one: no leading zeros, no exponent.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (whole, fraction) = match digits.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    plain(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(plain)
        && whole.len() <= 15
}

/// `2026-02-03`, with a time of day or not.
fn is_date(value: &str) -> bool {
    let date = value.split(['T', ' ']).next().unwrap_or(value);
    date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(table: &PeopleTable) -> Vec<String> {
        table
            .rows
            .iter()
            .map(|(line, id, values)| {
                let values: Vec<&str> =
                    values.iter().map(|value| value.as_deref().unwrap_or("-")).collect();
                format!("{line} {id}|{}", values.join("|"))
            })
            .collect()
    }

    #[test]
    fn values_stay_as_they_are_written() {
        let text = "id,age,code,since,ok,role,note\nP1,0,007,2024-01-02,yes,nurse,it’s\nP2,,010,2024-02-03,no,nurse,Jürgen\nP3,1.5,1,,yes,doctor,\"a \"\"b\"\"\"\n";
        let table = read_people("a.csv", text.as_bytes()).unwrap();
        let kinds: Vec<&str> = table.attributes.iter().map(|(_, kind)| kind.name()).collect();
        assert_eq!(kinds, ["number", "text", "date", "yes-no", "list", "text"]);
        assert_eq!(
            rows(&table),
            [
                "2 P1|0|007|2024-01-02|yes|nurse|it’s",
                "3 P2|-|010|2024-02-03|no|nurse|Jürgen",
                "4 P3|1.5|1|-|yes|doctor|a \"b\""
            ]
        );
    }

    #[test]
    fn bad_lines_are_refused_by_number_and_the_rest_is_taken() {
        let table = read_people("a.csv", b"id,role\nP1,a\n,b\n,\np1,c\nP2,d,e\nP3,f,\n").unwrap();
        assert_eq!(rows(&table), ["2 P1|a", "7 P3|f"]);
        let refused: Vec<String> = table.refused.iter().map(ToString::to_string).collect();
        assert_eq!(
            refused,
            [
                "line 3: the first column, the id, is blank",
                "line 5: p1 stands on line 2 already",
                "line 6: it has 3 cells, the header 2"
            ]
        );
        assert_eq!(table.notes[0].what, "blank-row");
    }

    #[test]
    fn a_bad_header_is_refused() {
        let check = |text: &str, expected: &str| {
            let error = read_people("a.csv", text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("id,role,Role\nP1,a,b", "columns 2 and 3 are both named Role");
        check("id,,role\nP1,a,b", "column 2 has no name");
        check("", "empty");
        assert!(read_people("a.csv", b"id,role,,\nP1,a,,\n").is_ok());
    }

    #[test]
    fn a_spreadsheet_says_the_same() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in ["id", "age", "born", "code"].into_iter().enumerate() {
            sheet.write_string(0, column as u16, name).unwrap();
        }
        sheet.write_string(2, 0, "P1").unwrap();
        sheet.write_number(2, 1, 3.0).unwrap();
        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 5, 6).unwrap();
        sheet
            .write_datetime_with_format(
                2,
                2,
                &date,
                &rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"),
            )
            .unwrap();
        sheet.write_string(2, 3, "007").unwrap();
        let table = read_people("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(rows(&table), ["3 P1|3|2024-05-06|007"]);
        let kinds: Vec<&str> = table.attributes.iter().map(|(_, kind)| kind.name()).collect();
        assert_eq!(kinds, ["number", "date", "text"]);
    }

    #[test]
    fn the_real_samples_are_read() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/participants");
        if !folder.is_dir() {
            println!("skipped: {} is not here", folder.display());
            return;
        }
        for name in ["cases123.csv", "cases456.xlsx", "survey456.csv", "survey789.xlsx"] {
            let table = read_people(name, &std::fs::read(folder.join(name)).unwrap()).unwrap();
            assert_eq!((table.rows.len(), table.refused.len()), (3, 0), "{name}");
            assert_eq!(table.attributes[0], ("Age".to_owned(), AttributeKind::Number), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-c,;\"\n\t ]{0,60}") {
            prop_assert!(!matches!(read_people("a.csv", &bytes), Err(ImportError::Bug(_))));
            prop_assert!(!matches!(read_people("a.csv", text.as_bytes()), Err(ImportError::Bug(_))));
        }
    }
}
