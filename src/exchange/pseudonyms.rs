//! A list of pseudonyms from a table: original, replacement, and if it likes kind and note.

use super::import::{ImportError, guarded};
use super::neutral::restore;
use super::{LineError, grid};
use crate::model::{Anonymised, Pseudonym, PseudonymKind, Refusal, name_key};

use super::sheet::{Cell, Column, ColumnKind, Row, Sheet};

/// A list as a file has it, and the lines that were not taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PseudonymTable {
    /// In the order of the file.
    pub lines: Vec<Pseudonym>,
    /// Why others were not taken.
    pub refused: Vec<LineError>,
}

/// Rows among which the names of the columns are looked for: a title may stand over them.
const HEADINGS: usize = 20;

/// Reads csv, tsv, xlsx or ods. The first row, or one under a title, may name the columns (`original`,
/// `replacement`, `kind`, `note`); without such names they stand in this order.
///
/// # Errors
/// When it is no table, or its first row names the columns in other words.
pub fn read_pseudonyms(name: &str, bytes: &[u8]) -> Result<PseudonymTable, ImportError> {
    guarded(|| {
        let tidy = |(line, cells): (u64, Vec<String>)| {
            let cells = cells.iter().map(|cell| restore(cell).trim().to_owned());
            (line, cells.collect::<Vec<String>>())
        };
        let rows: Vec<(u64, Vec<String>)> =
            grid::read(name, bytes)?.rows.into_iter().map(tidy).collect();
        let mut table = PseudonymTable::default();
        let mut seen: Vec<(String, u64)> = Vec::new();
        let mut top = rows.iter().take(HEADINGS).enumerate();
        let named = top.find_map(|(at, (_, cells))| Some((at, header(cells)?)));
        if named.is_none() && rows.first().is_some_and(|(_, cells)| is_half_known(cells)) {
            return Err(Refusal::new(
                "its first row looks like headings, but does not name both columns that are needed",
            )
            .instead("call them original and replacement (and kind and note, if there are such)")
            .into());
        }
        let head = named.map(|(at, _)| at);
        let columns = named.map_or([Some(0), Some(1), Some(2), Some(3)], |(_, columns)| columns);
        for (at, (line, cells)) in rows.into_iter().enumerate() {
            if cells.iter().all(String::is_empty) || head == Some(at) {
                continue;
            }
            if head.is_some_and(|head| at < head) {
                // A title is one cell; more of them may be a name that was to be replaced.
                if filled(&cells) > 1 {
                    table.refused.push(LineError::new(line, "it stands above the headings"));
                }
                continue;
            }
            let cell = |n: usize| {
                columns[n].and_then(|column: usize| cells.get(column)).cloned().unwrap_or_default()
            };
            let (original, replacement) = (cell(0), cell(1));
            let mut refuse = |why: &str| table.refused.push(LineError::new(line, why));
            if original.is_empty() {
                refuse("there is no original");
                continue;
            }
            if replacement.is_empty() {
                refuse("there is no replacement");
                continue;
            }
            let kind = cell(2);
            let Some(kind) = (if kind.is_empty() {
                Some(PseudonymKind::Person)
            } else {
                PseudonymKind::from_name(&kind)
            }) else {
                refuse("the kind is none of person, place, organisation, date, other");
                continue;
            };
            let key = name_key(&original);
            // The line number alone: a list of errors must not repeat names.
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == key) {
                refuse(&format!("this original stands on line {first} already"));
                continue;
            }
            seen.push((key, line));
            table.lines.push(Pseudonym { original, replacement, kind, note: cell(3) });
        }
        Ok(table)
    })
}

/// Names of the columns in small letters, in the order in which they stand without names.
const NAMES: [&[&str]; 4] = [
    &["original", "name", "real name", "word"],
    &["replacement", "pseudonym", "alias", "code"],
    &["kind", "type"],
    &["note", "notes", "comment"],
];

/// The column that has one of these names.
fn find(cells: &[String], names: &[&str]) -> Option<usize> {
    cells.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
}

/// Where the columns are, when a row names them.
fn header(cells: &[String]) -> Option<[Option<usize>; 4]> {
    let columns = NAMES.map(|names| find(cells, names));
    (columns[0].is_some() && columns[1].is_some()).then_some(columns)
}

/// A row that names some column, but not both that are needed. A note may be any word.
fn is_half_known(cells: &[String]) -> bool {
    filled(cells) > 1 && NAMES[..3].iter().any(|names| find(cells, names).is_some())
}

/// Cells that are not blank.
fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// The log of what was replaced: counts by document and kind, no originals.
pub fn anonymised_sheet(study: &str, log: &[Anonymised]) -> Sheet {
    let rows = log.iter().map(|row| Row {
        depth: 0,
        cells: vec![
            Cell::Text(row.when.clone()),
            Cell::Text(row.coder.clone()),
            Cell::words((!row.document.is_empty()).then_some(row.document.as_str())),
            Cell::Text(row.kind.name().to_owned()),
            Cell::Text(row.replacement.clone()),
            Cell::int(row.places),
        ],
    });
    let mut columns: Vec<Column> =
        ["When", "Who", "Document", "Kind", "Replacement"].map(Column::text).to_vec();
    columns.push(Column { name: "Places".to_owned(), kind: ColumnKind::Number });
    let mut notes: Vec<String> = PseudonymKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let places: u64 = log.iter().filter(|row| row.kind == kind).map(|row| row.places).sum();
            (places > 0).then(|| format!("{}: {places} places", kind.name()))
        })
        .collect();
    notes.push("Originals are in the key file alone.".to_owned());
    Sheet {
        title: format!("What was replaced in {study}"),
        columns,
        rows: rows.collect(),
        notes,
        ..Sheet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_and_without_names_of_columns() {
        let check = |text: &str, expected: &[(&str, &str, PseudonymKind)], refused: &[u64]| {
            let table = read_pseudonyms("list.csv", text.as_bytes()).unwrap();
            let lines: Vec<(&str, &str, PseudonymKind)> = table
                .lines
                .iter()
                .map(|line| (line.original.as_str(), line.replacement.as_str(), line.kind))
                .collect();
            assert_eq!(lines, expected, "{text}");
            let lines: Vec<u64> = table.refused.iter().map(|error| error.line).collect();
            assert_eq!(lines, refused, "{text}");
        };
        use PseudonymKind::{Organisation, Person, Place};
        check(
            "Sarah,[mother]\nLeeds,[city],place\n",
            &[("Sarah", "[mother]", Person), ("Leeds", "[city]", Place)],
            &[],
        );
        check(
            "kind;replacement;original\norganization;[school];Northgate\n",
            &[("Northgate", "[school]", Organisation)],
            &[],
        );
        check(
            "original,replacement,kind\nA,,\n,[x],\nB,[b],planet\nC,[c],\nc,[d],\n",
            &[("C", "[c]", Person)],
            &[2, 3, 4, 6],
        );
        // Under a title; what might be a name above the headings is told.
        check(
            "Key of the study,,\n\nSarah,[mother],\nOriginal,Replacement,Kind\nLeeds,[city],place\n",
            &[("Leeds", "[city]", Place)],
            &[3],
        );
    }

    #[test]
    fn headings_in_other_words_are_refused() {
        let check = |text: &str| {
            let why = read_pseudonyms("list.csv", text.as_bytes()).unwrap_err().to_string();
            assert!(why.contains("call them original and replacement"), "{text}: {why}");
        };
        check("name,false name\nSarah,[mother]\n");
        check("Klarname;Pseudonym\nSarah;[mother]\n");
        check("from,to,type\nSarah,[mother],person\n");
    }
}
