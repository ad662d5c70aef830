//! The participants table: csv, tsv, xlsx and ods to typed attributes, with every value as written.
//!
//! Where the table is in the file (sheet, header row, column of the ids) and what its columns hold is
//! proposed by [`PeopleFile::propose`], may be changed by a person as [`PeopleChoices`], and is obeyed
//! by [`PeopleFile::read`].

mod consent;
mod find;
mod kinds;
mod list;
#[cfg(test)]
mod tests;

use super::LineError;
use super::grid::{self, Grid};
use super::import::{ImportError, guarded, note};
use super::neutral::restore;
use crate::model::{
    AttributeKind, ConsentField, Corpus, PeopleChoices, ReceiptNote, Refusal, name_key,
};
use std::collections::{HashMap, HashSet};

pub use crate::model::PeopleTable;
pub(crate) use kinds::kind_of;
pub use list::people_list;

/// A file with one table or several sheets, not read yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeopleFile {
    sheets: Vec<(String, Grid)>,
}

/// A column as it would come in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeopleColumn {
    /// Its index in the file.
    pub at: usize,
    /// Its name in the header; empty where it has none.
    pub name: String,
    /// The kind it would have.
    pub kind: AttributeKind,
    /// Rows that have a value.
    pub filled: usize,
    /// Holds the ids.
    pub is_id: bool,
    /// Does not come in.
    pub left_out: bool,
    /// What it says of consent; `None` for an attribute.
    pub consent: Option<ConsentField>,
}

/// Reads a participants table with the choices that suggest themselves. `name` is the file's name.
///
/// Values stay as they are written: `0` is 0, a blank cell is unknown, `007` is text and not 7. Only
/// white space around a value is taken away, because two spellings of one role would be two roles.
///
/// # Errors
/// When it is no table, or its header names a column twice or not at all.
pub fn read_people(name: &str, bytes: &[u8]) -> Result<PeopleTable, ImportError> {
    let file = PeopleFile::open(name, bytes)?;
    file.read(&file.propose(&Corpus::default()))
}

impl PeopleFile {
    /// Opens a file. `name` is its name.
    ///
    /// # Errors
    /// When there is no table in it.
    pub fn open(name: &str, bytes: &[u8]) -> Result<Self, ImportError> {
        guarded(|| Ok(Self { sheets: grid::read_sheets(name, bytes)? }))
    }

    /// The sheets that hold cells; a text table has one without a name.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| name.as_str())
    }

    /// The choices that suggest themselves: ids the study knows say most.
    pub fn propose(&self, corpus: &Corpus) -> PeopleChoices {
        let choices = find::propose(&self.sheets, &known(corpus));
        self.made_ready(choices, corpus)
    }

    /// The same for one sheet, which somebody chose; without regard to case.
    ///
    /// # Errors
    /// When there is no such sheet.
    pub fn propose_in(&self, sheet: &str, corpus: &Corpus) -> Result<PeopleChoices, Refusal> {
        let (name, grid) = self.sheet(sheet)?;
        Ok(self.made_ready(find::propose_in(name, grid, &known(corpus)).1, corpus))
    }

    /// With what is known of the study; of a list that was written by this program the columns that
    /// are no attributes are left out.
    fn made_ready(&self, mut choices: PeopleChoices, corpus: &Corpus) -> PeopleChoices {
        choices.attributes = corpus.attributes.iter().map(|a| name_key(&a.name)).collect();
        let rows = self.sheet(&choices.sheet).map(|(_, grid)| grid.rows.as_slice());
        let mut rows = rows.unwrap_or_default().iter();
        if let Some((_, head)) = rows.find(|(line, _)| *line == choices.header_row) {
            let names: Vec<&str> = (0..head.len()).map(|at| cell(head, at)).collect();
            let [documents, words, excluded] = list::LAST;
            let last = match names.as_slice() {
                ["Participant", .., a, b, c] if [*a, *b, *c] == [documents, words, excluded] => 3,
                ["Participant", .., a, b] if [*a, *b] == [documents, words] => 2,
                _ => 0,
            };
            choices.leave_out.extend(head.len() - last..head.len());
        }
        choices
    }

    /// The first lines of a sheet as they stand in the file, to choose the header from.
    pub fn top(&self, sheet: &str, lines: usize) -> Vec<(u64, &[String])> {
        let rows = self.sheet(sheet).map(|(_, grid)| grid.rows.as_slice()).unwrap_or_default();
        rows.iter().take(lines).map(|(line, cells)| (*line, cells.as_slice())).collect()
    }

    /// The columns by these choices, those without name or value left aside.
    pub fn columns(&self, choices: &PeopleChoices) -> Vec<PeopleColumn> {
        let Ok((_, grid)) = self.sheet(&choices.sheet) else { return Vec::new() };
        let mut body = rows_of(grid, choices);
        take_heads(&mut body);
        take_sums(&mut body, choices.id_column);
        columns(grid, choices, &body)
    }

    /// A few different values of a column, from the top.
    pub fn examples(&self, choices: &PeopleChoices, column: usize, most: usize) -> Vec<String> {
        let Ok((_, grid)) = self.sheet(&choices.sheet) else { return Vec::new() };
        let head = grid.rows.partition_point(|(line, _)| *line <= choices.header_row);
        let mut rows = grid.rows.get(head + titles(grid, choices)..).unwrap_or_default();
        rows = rows.get(survey_heads(rows)..).unwrap_or_default();
        if let [before @ .., (_, last)] = rows
            && !before.is_empty()
            && is_sums(last, choices.id_column)
        {
            rows = before;
        }
        let mut found: Vec<String> = Vec::new();
        for (_, cells) in rows {
            let value = cell(cells, column);
            if !value.is_empty() && !found.iter().any(|v| v == value) {
                found.push(value.to_owned());
                if found.len() == most {
                    break;
                }
            }
        }
        found
    }

    /// The index of a column, by its name or by its number from 1.
    ///
    /// # Errors
    /// When there is none, or several.
    pub fn column(&self, choices: &PeopleChoices, wanted: &str) -> Result<usize, Refusal> {
        let columns = self.columns(choices);
        let key = name_key(wanted);
        let named: Vec<&PeopleColumn> =
            columns.iter().filter(|column| name_key(&column.name) == key).collect();
        let number = || key.parse::<usize>().ok()?.checked_sub(1);
        match (named.as_slice(), number()) {
            ([one], _) => Ok(one.at),
            ([], Some(at)) if columns.iter().any(|column| column.at == at) => Ok(at),
            ([], _) => {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                Err(Refusal::new(format!("there is no column {}", wanted.trim()))
                    .instead(format!("the columns are {}", names.join(", "))))
            }
            _ => Err(Refusal::new(format!("several columns are named {}", wanted.trim()))
                .instead("give its number, from 1")),
        }
    }

    /// Reads the table by these choices.
    ///
    /// # Errors
    /// When there is no such sheet or header, or a column that comes in has no name or that of
    /// another one.
    pub fn read(&self, choices: &PeopleChoices) -> Result<PeopleTable, ImportError> {
        guarded(|| {
            let (name, grid) = self.sheet(&choices.sheet)?;
            let first = grid.rows.first().map_or(0, |(line, _)| *line);
            let header = grid.rows.iter().position(|(line, _)| *line == choices.header_row);
            if choices.header_row > 0 && header.is_none() {
                let why = format!("there is nothing in row {}", choices.header_row);
                return Err(Refusal::new(why).instead("name the row of the header").into());
            }
            let mut body = rows_of(grid, choices);
            let heads = take_heads(&mut body);
            let sums = take_sums(&mut body, choices.id_column);
            let columns = columns(grid, choices, &body);
            let mut notes = grid.notes.clone();
            notes.extend(heads);
            notes.extend(sums);
            let others: Vec<&str> =
                self.sheets().filter(|other| *other != name && !name.is_empty()).collect();
            if !others.is_empty() {
                let text = format!("the sheet {name} was read; not read: {}", others.join(", "));
                notes.push(note("sheet", others.len() as u64, text));
            }
            let (over, under) = match choices.header_row {
                0 => (titles(grid, choices), "the first id".to_owned()),
                row if row > first => (header.unwrap_or(0), format!("the header in row {row}")),
                _ => (0, String::new()),
            };
            if over > 0 {
                let rows = if over == 1 { "1 row".to_owned() } else { format!("{over} rows") };
                let text = format!("{rows} above {under}: passed over");
                notes.push(note("title-row", over as u64, text));
            }
            notes.extend(told_of_columns(&columns, choices));
            notes.extend(grid.told_of_merged(&body));
            notes.extend(told_of_consent(&columns));
            let mut table = PeopleTable { notes, ..PeopleTable::default() };
            table.take(&columns, choices, &body)?;
            let misfits = told_of_misfits(&table);
            table.notes.extend(misfits);
            Ok(table)
        })
    }

    fn sheet(&self, wanted: &str) -> Result<(&str, &Grid), Refusal> {
        let key = wanted.trim().to_lowercase();
        let found = self.sheets.iter().find(|(name, _)| name.to_lowercase() == key);
        match (found, self.sheets.as_slice()) {
            (Some((name, grid)), _) => Ok((name, grid)),
            _ => {
                let names: Vec<&str> = self.sheets().collect();
                Err(Refusal::new(format!("there is no sheet {wanted} with cells in it"))
                    .instead(format!("the sheets are {}", names.join(", "))))
            }
        }
    }
}

/// The ids of a study, in lower case.
fn known(corpus: &Corpus) -> HashSet<String> {
    corpus.participants.iter().map(|person| name_key(&person.name)).collect()
}

/// The rows under the header, with merged cells filled down.
type Body = Vec<(u64, Vec<String>)>;

fn rows_of(grid: &Grid, choices: &PeopleChoices) -> Body {
    let mut body = grid.below(choices.header_row);
    body.drain(..titles(grid, choices).min(body.len()));
    body
}

/// Rows of titles over a table without a header; those over a header are passed over with it.
fn titles(grid: &Grid, choices: &PeopleChoices) -> usize {
    if choices.header_row == 0 { find::titles(grid, choices.id_column) } else { 0 }
}

/// Rows that Qualtrics writes under the names of its columns: the wording of the questions and the row
/// of ids for an import are no people.
fn survey_heads(rows: &[(u64, Vec<String>)]) -> usize {
    let ids = rows.iter().take(2).position(|(_, cells)| grid::holds_import_ids(cells));
    ids.map_or(0, |at| at + 1)
}

/// Takes these rows away.
fn take_heads(body: &mut Body) -> Option<ReceiptNote> {
    let rows = survey_heads(body);
    body.drain(..rows);
    let what = if rows == 1 { "the row of ImportIds" } else { "two rows of Qualtrics" };
    let text = format!("{what} under the header: nobody answered in them, passed over");
    (rows > 0).then(|| note("survey-heads", rows as u64, text))
}

/// What the line of sums under a table is called where the ids stand.
const SUMS: [&str; 7] = ["total", "totals", "grand total", "sum", "average", "mean", "count"];

/// Takes the line of sums from under the table: it is no person.
fn take_sums(body: &mut Body, id_column: usize) -> Option<ReceiptNote> {
    let (line, cells) = body.last().filter(|_| body.len() > 1)?;
    if !is_sums(cells, id_column) {
        return None;
    }
    let id = cell(cells, id_column);
    let text = format!("the last row, {line}, is “{id}” and no person: passed over");
    body.pop();
    Some(note("total-row", 1, text))
}

fn is_sums(cells: &[String], id_column: usize) -> bool {
    let name = cell(cells, id_column).trim_end_matches(':').to_lowercase();
    SUMS.contains(&name.as_str())
}

/// A cell without white space around it.
fn cell(cells: &[String], column: usize) -> &str {
    cells.get(column).map(|cell| restore(cell).trim()).unwrap_or_default()
}

fn columns(grid: &Grid, choices: &PeopleChoices, body: &Body) -> Vec<PeopleColumn> {
    let empty = Vec::new();
    let header = grid.rows.iter().find(|(line, _)| *line == choices.header_row);
    let header = header.map_or(&empty, |(_, cells)| cells);
    let width = body.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(header.len());
    // A row that runs on beyond the header is refused by itself; it makes no column.
    let width =
        if choices.header_row > 0 { header.len().max(choices.id_column + 1) } else { width };
    let mut guessed = Vec::new();
    let each = (0..width).filter_map(|at| {
        let values: Vec<&str> = body
            .iter()
            .map(|(_, cells)| cell(cells, at))
            .filter(|value| !value.is_empty())
            .collect();
        let is_id = at == choices.id_column;
        let name = match choices.header_row {
            0 if is_id => "Participant".to_owned(),
            0 => format!("Column {}", at + 1),
            _ => cell(header, at).split_whitespace().collect::<Vec<_>>().join(" "),
        };
        if name.is_empty() && values.is_empty() && !is_id {
            return None;
        }
        let kind = choices.kinds.get(&at).copied().unwrap_or_else(|| kinds::kind_of(&values));
        let left_out = choices.leave_out.contains(&at) && !is_id;
        let attribute = list::attribute_of(&name).map(str::to_owned);
        // Beside "attribute consent form" the column "consent form" is none, whatever the study knows.
        let told_apart = header.iter().any(|other| {
            let other = list::attribute_of(restore(other).trim());
            other.is_some_and(|other| name_key(other) == name_key(&name))
        });
        let said = consent::guess(&name, &values, choices, told_apart)
            .filter(|_| !is_id && !left_out && attribute.is_none());
        let name = attribute.unwrap_or(name);
        guessed.push(said.filter(|_| !choices.consent.contains_key(&at)));
        let filled = values.len();
        Some(PeopleColumn { at, name, kind, filled, is_id, left_out, consent: None })
    });
    let mut columns: Vec<PeopleColumn> = each.collect();
    consent::settle(&mut columns, &guessed, choices);
    columns
}

fn told_of_consent(columns: &[PeopleColumn]) -> Option<ReceiptNote> {
    let said = columns.iter().filter(|column| !column.left_out);
    let said = said.filter_map(|column| Some((column.name.as_str(), column.consent?)));
    let names: Vec<String> =
        said.map(|(name, field)| format!("{name} ({})", field.heading())).collect();
    let text = format!("columns that say what participants agreed to: {}", names.join(", "));
    (!names.is_empty()).then(|| note("consent", names.len() as u64, text))
}

/// Columns of numbers and dates with values that are none: nothing can be said of their order.
fn told_of_misfits(table: &PeopleTable) -> Vec<ReceiptNote> {
    let mut notes = Vec::new();
    for (at, (name, kind)) in table.attributes.iter().enumerate() {
        let values = table.rows.iter().filter_map(|(_, _, values)| values.get(at)?.as_deref());
        let odd: Vec<&str> =
            values.map(str::trim).filter(|v| !v.is_empty() && !kind.fits(v)).collect();
        let Some(first) = odd.first() else { continue };
        let what = if *kind == AttributeKind::Date { "date" } else { "number" };
        let text = format!(
            "values of {name} that cannot be read as a {what} and stand last where it orders, such as \
             {first}"
        );
        notes.push(note("misfit", odd.len() as u64, text));
    }
    notes
}

fn told_of_columns(columns: &[PeopleColumn], choices: &PeopleChoices) -> Vec<ReceiptNote> {
    let mut notes = Vec::new();
    let id = columns.iter().find(|column| column.is_id);
    if let Some(id) = id.filter(|_| choices.id_column > 0) {
        let name = if id.name.is_empty() { "without a name" } else { &id.name };
        let text = format!("the ids are in column {}, {name}", id.at + 1);
        notes.push(note("id-column", 1, text));
    }
    let out: Vec<&str> = columns.iter().filter(|c| c.left_out).map(|c| c.name.as_str()).collect();
    if !out.is_empty() {
        let text = format!("columns that were left out: {}", out.join(", "));
        notes.push(note("left-out", out.len() as u64, text));
    }
    notes
}

/// White space around words.
fn has_margins(cell: &str) -> bool {
    let words = restore(cell);
    !words.trim().is_empty() && words.trim().len() < words.len()
}

/// Columns that come in must have names of their own.
fn check_names(columns: &[&PeopleColumn]) -> Result<(), Refusal> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for column in columns {
        if column.name.is_empty() {
            return Err(Refusal::new(format!("column {} has no name", column.at + 1))
                .instead("name it in the header, or leave it out"));
        }
        if let Some(first) = seen.insert(name_key(&column.name), column.at) {
            return Err(Refusal::new(format!(
                "columns {} and {} are both named {}",
                first + 1,
                column.at + 1,
                column.name
            ))
            .instead("name each column differently, or leave one out"));
        }
    }
    Ok(())
}

impl PeopleTable {
    fn take(
        &mut self,
        columns: &[PeopleColumn],
        choices: &PeopleChoices,
        body: &Body,
    ) -> Result<(), Refusal> {
        let (agreed, taken): (Vec<&PeopleColumn>, Vec<&PeopleColumn>) = columns
            .iter()
            .filter(|column| !column.is_id && !column.left_out)
            .partition(|column| column.consent.is_some());
        check_names(&taken)?;
        consent::check(&agreed)?;
        let width = columns.iter().map(|column| column.at + 1).max().unwrap_or(0);
        let mut seen: HashMap<String, u64> = HashMap::new();
        let mut trimmed = 0;
        for (line, cells) in body {
            let id = cell(cells, choices.id_column);
            let last = cells.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
            let refusal = if id.is_empty() {
                let named = columns.iter().find(|column| column.is_id && !column.name.is_empty());
                let name = named.map_or_else(String::new, |column| format!(", {},", column.name));
                Some(format!("column {}{name} holds the ids and is blank", choices.id_column + 1))
            } else if last >= width && choices.header_row > 0 {
                Some(format!("it has {} cells, the header {width}", last + 1))
            } else {
                let first = seen.get(&name_key(id));
                first.map(|first| format!("{id} stands on line {first} already"))
            };
            let said = agreed.iter().map(|column| match (column.consent, cell(cells, column.at)) {
                (Some(field), words) if !words.is_empty() => field.read(words).map(Some),
                _ => Ok(None),
            });
            let said: Result<Vec<Option<String>>, String> = said.collect();
            let (Ok(said), None) = (&said, &refusal) else {
                let why = refusal.or(said.err()).unwrap_or_default();
                self.refused.push(LineError::new(*line, why));
                continue;
            };
            if !agreed.is_empty() {
                self.consent.rows.push(said.clone());
            }
            seen.insert(name_key(id), *line);
            trimmed += cells.iter().filter(|cell| has_margins(cell)).count();
            let value = |column: &&PeopleColumn| {
                Some(cell(cells, column.at)).filter(|value| !value.is_empty()).map(str::to_owned)
            };
            self.rows.push((*line, id.to_owned(), taken.iter().map(value).collect()));
        }
        if trimmed > 0 {
            self.notes.push(note(
                "white-space",
                trimmed as u64,
                "cells lost the white space around them",
            ));
        }
        self.consent.fields = agreed.iter().filter_map(|column| column.consent).collect();
        self.attributes = taken.iter().map(|column| (column.name.clone(), column.kind)).collect();
        let chosen = taken.iter().filter(|column| choices.kinds.contains_key(&column.at));
        self.chosen_kinds = chosen.map(|column| column.name.clone()).collect();
        Ok(())
    }
}
