//! What importers hand over: rows of a codebook, of codings, of a participants table.
//!
//! They name things by their names; `study` looks them up.

use super::code::CodeFields;
use super::consent_field::ConsentField;
use super::document::ReceiptNote;
use super::ids::Guid;
use super::name_key::name_key;
use super::participant::AttributeKind;
use super::span::CharSpan;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One line of a file that was not taken. The rest of the file is imported all the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineError {
    /// Line of the file (for a sheet: row), from 1, the header included.
    pub line: u64,
    /// Why not; a clause without full stop.
    pub why: String,
}

impl LineError {
    /// A refused line.
    pub fn new(line: u64, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// A code on its way into a study.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewCode {
    /// Names from the top down; the last one is the code's own (also in `fields.name`).
    pub path: Vec<String>,
    /// What is written about it.
    pub fields: CodeFields,
    /// No longer offered for coding; `None` when the file does not say.
    pub retired: Option<bool>,
    /// Where it stands in the file, from 1; 0 for a parent that only other codes name.
    pub line: u64,
}

/// One coding of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodingLine {
    /// Line of the file, from 1, the header included.
    pub line: u64,
    /// The document's name.
    pub document: String,
    /// Where, in code points.
    pub chars: CharSpan,
    /// The code's name or path.
    pub code: String,
    /// Who coded; `None` when the cell is blank or the column absent.
    pub coder: Option<String>,
    /// The comment; empty when there is none.
    pub memo: String,
    /// Identity across files, where given.
    pub guid: Option<Guid>,
}

/// A participants table on its way into a study.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PeopleTable {
    /// The columns after the id, in order.
    pub attributes: Vec<(String, AttributeKind)>,
    /// Line, id, and a value for each attribute; `None` is blank.
    pub rows: Vec<(u64, String, Vec<Option<String>>)>,
    /// Columns whose kind was chosen by a person: an attribute that is known gets this kind, too.
    pub chosen_kinds: Vec<String>,
    /// What it says of consent.
    pub consent: ConsentColumns,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
    /// What was passed over or decided.
    pub notes: Vec<ReceiptNote>,
}

/// What a table of participants says of consent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConsentColumns {
    /// The columns; none where it says nothing.
    pub fields: Vec<ConsentField>,
    /// For each row of the table what is in these columns, as [`ConsentField::read`] gives it; `None`
    /// is blank. Rows that are missing are blank.
    pub rows: Vec<Vec<Option<String>>>,
}

impl ConsentColumns {
    /// What a row says of a field; `None` where it is blank.
    pub fn of(&self, row: usize, field: ConsentField) -> Option<&str> {
        let at = self.fields.iter().position(|known| *known == field)?;
        self.rows.get(row)?.get(at)?.as_deref()
    }

    /// Puts a value where the row says nothing yet.
    fn fill(&mut self, row: usize, field: ConsentField, value: Option<String>) {
        let known = self.fields.iter().position(|known| *known == field);
        let at = known.unwrap_or_else(|| {
            self.fields.push(field);
            self.fields.len() - 1
        });
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        if let Some(cells) = self.rows.get_mut(row) {
            if cells.len() <= at {
                cells.resize(at + 1, None);
            }
            if let Some(cell) = cells.get_mut(at).filter(|cell| cell.is_none()) {
                *cell = value;
            }
        }
    }
}

impl PeopleTable {
    /// Says that ids of the file are participants of the study who are spelt differently: `same` has
    /// the id of the file and that of the study. Without regard to case, as ids are everywhere.
    pub fn take_as(&mut self, same: &[(String, String)]) {
        for (_, id, _) in &mut self.rows {
            let wanted = name_key(id);
            if let Some((_, known)) = same.iter().find(|(from, _)| name_key(from) == wanted) {
                id.clone_from(known);
            }
        }
    }

    /// Adds what another table says. Columns of the same name are one; where two of them are of
    /// different kinds, it is text. A person who is in both has a value from the first that has one.
    pub fn join(&mut self, mut other: Self) {
        let mut places = Vec::with_capacity(other.attributes.len());
        for (name, kind) in other.attributes {
            let same = |(known, _): &(String, AttributeKind)| name_key(known) == name_key(&name);
            places.push(match self.attributes.iter().position(same) {
                Some(at) => {
                    if self.attributes[at].1 != kind {
                        self.attributes[at].1 = AttributeKind::Text;
                    }
                    at
                }
                None => {
                    self.attributes.push((name, kind));
                    self.attributes.len() - 1
                }
            });
        }
        let mut people: HashMap<String, usize> = HashMap::new();
        for (n, (_, id, values)) in self.rows.iter_mut().enumerate() {
            values.resize(self.attributes.len(), None);
            people.insert(name_key(id), n);
        }
        for (at, (line, id, given)) in other.rows.into_iter().enumerate() {
            let n = *people.entry(name_key(&id)).or_insert_with(|| {
                self.rows.push((line, id, vec![None; self.attributes.len()]));
                self.rows.len() - 1
            });
            for (&place, value) in places.iter().zip(given) {
                if let Some(cell) = self.rows[n].2.get_mut(place)
                    && cell.is_none()
                {
                    *cell = value;
                }
            }
            let said = other.consent.rows.get_mut(at).map(std::mem::take).unwrap_or_default();
            for (&field, value) in other.consent.fields.iter().zip(said) {
                self.consent.fill(n, field, value);
            }
        }
        self.refused.extend(other.refused);
        self.notes.extend(other.notes);
    }
}

/// How a table of participants is read: found by the program, or chosen by a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeopleChoices {
    /// Which sheet of a workbook; empty for a text table.
    pub sheet: String,
    /// Line of the file (for a sheet: row) that names the columns, from 1; 0 when there is none.
    pub header_row: u64,
    /// Index of the column that holds the ids.
    pub id_column: usize,
    /// Kinds chosen by a person, by index of the column; the others are told by the values.
    pub kinds: BTreeMap<usize, AttributeKind>,
    /// Indexes of columns that do not come in.
    pub leave_out: BTreeSet<usize>,
    /// What a person said of columns, by index: that they say this of consent, or that they hold an
    /// attribute. The others are told by their headings and values.
    pub consent: BTreeMap<usize, Option<ConsentField>>,
    /// What attributes of the study are called, in lower case: a column of such a name is no other.
    pub attributes: BTreeSet<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tables_become_one() {
        let table = |attributes: &[(&str, AttributeKind)], rows: &[(&str, &[&str])]| PeopleTable {
            attributes: attributes.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
            rows: rows
                .iter()
                .map(|(id, values)| {
                    let value = |value: &&str| Some((*value).to_owned()).filter(|v| v != "-");
                    (2, (*id).to_owned(), values.iter().map(value).collect())
                })
                .collect(),
            ..PeopleTable::default()
        };
        let (text, number) = (AttributeKind::Text, AttributeKind::Number);
        let mut one =
            table(&[("role", text), ("age", number)], &[("P1", &["a", "-"]), ("P2", &["b", "3"])]);
        one.join(table(
            &[("Age", number), ("site", text), ("ROLE", number)],
            &[("p1", &["7", "x", "9"]), ("P3", &["8", "-", "9"])],
        ));
        let expected = table(
            &[("role", text), ("age", number), ("site", text)],
            &[("P1", &["a", "7", "x"]), ("P2", &["b", "3", "-"]), ("P3", &["9", "8", "-"])],
        );
        assert_eq!(one, expected);
    }
}
