//! A list of pseudonyms from a table: original, replacement, and if it likes kind and note.

use super::import::{ImportError, guarded};
use super::neutral::restore;
use super::{LineError, grid};
use crate::model::{Anonymised, Pseudonym, PseudonymKind};

use super::sheet::{Cell, Column, ColumnKind, Row, Sheet};

/// A list as a file has it, and the lines that were not taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PseudonymTable {
    /// In the order of the file.
    pub lines: Vec<Pseudonym>,
    /// Why others were not taken.
    pub refused: Vec<LineError>,
}

/// Reads csv, tsv, xlsx or ods. The first row may name the columns (`original`, `replacement`, `kind`,
/// `note`); without such names they stand in this order.
///
/// # Errors
/// When it is no table.
pub fn read_pseudonyms(name: &str, bytes: &[u8]) -> Result<PseudonymTable, ImportError> {
    guarded(|| {
        let rows = grid::read(name, bytes)?.rows;
        let mut table = PseudonymTable::default();
        let mut columns = [Some(0), Some(1), Some(2), Some(3)];
        let mut seen: Vec<(String, u64)> = Vec::new();
        for (at, (line, cells)) in rows.into_iter().enumerate() {
            let cells: Vec<String> =
                cells.iter().map(|cell| restore(cell).trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if at == 0
                && let Some(named) = header(&cells)
            {
                columns = named;
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
            let key = original.to_lowercase();
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

/// Where the columns are, when the first row names them.
fn header(cells: &[String]) -> Option<[Option<usize>; 4]> {
    let find = |names: &[&str]| {
        cells.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
    };
    let original = find(&["original", "name", "real name", "word"])?;
    let replacement = find(&["replacement", "pseudonym", "alias", "code"])?;
    let (kind, note) = (find(&["kind", "type"]), find(&["note", "notes", "comment"]));
    Some([Some(original), Some(replacement), kind, note])
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
    }
}
