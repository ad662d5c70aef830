//! Codes by documents or by participants: what goes into a statistics program, or on one page.
//!
//! A row counts what a crosstab with that document or participant alone would count in its total
//! column, by the same sweep. A row in which nobody of the filter speaks has no numbers: nobody could
//! have said anything there.

use super::filter::Scope;
use super::late::{Late, Unseen};
use super::measures::{Base, Counts, LeftOut, Measure, Reading, Undefined};
use super::notes::list;
use super::sweep::{self, Rows};
use crate::model::{CodeId, Corpus, DocumentId, Filter, ParticipantId, Speech};

/// What the rows are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum MatrixBy {
    /// Documents.
    #[default]
    Document,
    /// Participants, all their documents together.
    Participant,
}

impl MatrixBy {
    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Participant => "participant",
        }
    }

    /// The inverse of [`MatrixBy::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        [Self::Document, Self::Participant].into_iter().find(|by| by.name() == wanted)
    }
}

/// A question for [`matrix()`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct MatrixSpec {
    /// What the rows are.
    pub by: MatrixBy,
    /// What the cells show; one of [`Matrix::MEASURES`].
    pub measure: Measure,
    /// Shows 1 where there is an excerpt and 0 where there is none, whatever the measure.
    pub binary: bool,
    /// Which codings. Its `speech` is not looked at: only participants' speech counts.
    pub filter: Filter,
}

/// A code, with everything under it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatrixColumn {
    /// The code.
    pub code: CodeId,
    /// Levels above it in the codebook.
    pub depth: u16,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// Under no other code of the table.
    pub top: bool,
    /// Over all rows, each excerpt once.
    pub total: Counts,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MatrixKey {
    /// A document.
    Document(DocumentId),
    /// A participant.
    Participant(ParticipantId),
}

/// A document or a participant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatrixRow {
    /// Which.
    pub key: MatrixKey,
    /// Its name.
    pub name: String,
    /// The speech in the filter; no participants when nobody speaks.
    pub base: Base,
    /// One per column.
    pub cells: Vec<Counts>,
}

/// The answer of [`matrix()`]. `measure` and `binary` may be changed at any time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matrix {
    /// What the rows are.
    pub by: MatrixBy,
    /// What cells show.
    pub measure: Measure,
    /// Whether they show 0 and 1 instead.
    pub binary: bool,
    /// The codes, in the order of the codebook.
    pub columns: Vec<MatrixColumn>,
    /// In the order of the study.
    pub rows: Vec<MatrixRow>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// The filter that was asked with.
    pub filter: Filter,
    /// Excerpts that count in more than one row.
    pub shared: u64,
    /// Cells of codes that nobody has looked for: by column, then by row.
    unseen: Unseen,
    remarks: Vec<String>,
}

/// Counts codes in every document or of every participant of the filter.
pub fn matrix(corpus: &Corpus, spec: &MatrixSpec) -> Matrix {
    let filter = Filter { speech: Speech::Any, ..spec.filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let mut columns = columns(&scope);
    let places: Vec<usize> = columns.iter().map(|(place, _)| *place).collect();
    let mut table = Matrix {
        by: spec.by,
        measure: spec.measure,
        binary: spec.binary,
        columns: Vec::new(),
        rows: Vec::new(),
        left_out: LeftOut::default(),
        excluded: scope.excluded_names(),
        filter: filter.clone(),
        shared: 0,
        unseen: Unseen::default(),
        remarks: Vec::new(),
    };
    let late = Late::new(&scope);
    let mut silent = Vec::new();
    match spec.by {
        MatrixBy::Document => {
            let found = sweep::by_document(&scope, Rows::Subtrees, |index, tally| {
                let document = &corpus.documents[index];
                let row = scope.has_document(index).then(|| MatrixRow {
                    key: MatrixKey::Document(document.id),
                    name: document.name.clone(),
                    base: tally.base,
                    cells: places.iter().map(|&place| tally.total(place).counts).collect(),
                });
                (row, tally.left_out)
            });
            for (row, left_out) in found {
                table.left_out.add(&left_out);
                table.rows.extend(row);
            }
            let asked = (0..corpus.documents.len()).filter(|index| scope.has_document(*index));
            let asked: Vec<usize> = asked.collect();
            table.unseen = late.map(|late| late.documents(&places, &asked)).unwrap_or_default();
            for row in &table.rows {
                for ((_, column), cell) in columns.iter_mut().zip(&row.cells) {
                    column.total.add(cell);
                }
            }
        }
        MatrixBy::Participant => {
            let own: Vec<u32> = (0..corpus.participants.len() as u32).collect();
            let tally = sweep::run(&scope, &own, own.len(), Rows::Subtrees);
            let people = corpus.participants.iter().enumerate();
            let rows = people.filter(|(index, _)| scope.participants[*index]);
            let rows: Vec<_> = rows.collect();
            if let Some(late) = late {
                let shown: Vec<usize> = rows.iter().map(|(index, _)| *index).collect();
                let all = late.columns(&scope, &places, &own, own.len());
                table.unseen = all.only(&shown);
            }
            table.rows = rows
                .into_iter()
                .map(|(index, person)| MatrixRow {
                    key: MatrixKey::Participant(person.id),
                    name: person.name.clone(),
                    base: tally.bases[index],
                    cells: places.iter().map(|&place| tally.cell(place, index).counts).collect(),
                })
                .collect();
            for (place, column) in &mut columns {
                column.total = tally.total(*place).counts;
            }
            table.left_out = tally.left_out;
            table.shared = tally.shared;
            silent = tally.silent;
        }
    }
    table.columns = columns.into_iter().map(|(_, column)| column).collect();
    table.remarks = super::notes::in_full(super::notes::common(
        &scope,
        &silent,
        &table.filter,
        &table.left_out,
    ));
    table
}

fn columns(scope: &Scope<'_>) -> Vec<(usize, MatrixColumn)> {
    let tree = &scope.corpus.codes;
    let paths = super::lookup::paths(tree);
    let mut below = 0;
    let mut found = Vec::new();
    for (place, path) in paths.into_iter().enumerate() {
        if !scope.has_code(place) {
            continue;
        }
        let top = place >= below;
        if top {
            below = tree.subtree(place).end;
        }
        let code = &tree.codes()[place];
        let column = MatrixColumn {
            code: code.id,
            depth: tree.depth(place),
            name: code.fields.name.clone(),
            path,
            top,
            total: Counts::default(),
        };
        found.push((place, column));
    }
    found
}

impl Matrix {
    /// The measures a matrix can show.
    pub const MEASURES: [Measure; 5] =
        [Measure::Excerpts, Measure::Words, Measure::Characters, Measure::Turns, Measure::Coverage];

    /// What a cell shows.
    pub fn reading(&self, at: usize, column: usize) -> Reading {
        let Some(row) = self.rows.get(at) else { return Reading::Nobody };
        let Some(cell) = row.cells.get(column) else { return Reading::Nobody };
        if row.base.participants == 0 {
            return Reading::Nobody;
        }
        if self.unseen.has(column, at) {
            return Reading::Undefined(Undefined::NotLookedFor);
        }
        if self.binary {
            return Reading::Count(u64::from(cell.excerpts > 0));
        }
        match (cell.of(self.measure), row.base.characters) {
            (Some(count), _) => Reading::Count(count),
            (None, 0) => Reading::Undefined(Undefined::NothingToDivideBy),
            (None, whole) => Reading::Share { part: cell.characters, whole },
        }
    }

    /// The sum of a row: over the codes at the top, in which all others are counted; with zeros and
    /// ones, the codes of the row. Codes that nobody has looked for add nothing. `None` where nobody
    /// speaks, where no code was looked for, and for coverage.
    pub fn row_sum(&self, row: usize) -> Option<u64> {
        let top = |(at, column): (usize, &MatrixColumn)| (self.binary || column.top).then_some(at);
        self.sum(self.columns.iter().enumerate().filter_map(top).map(|column| (row, column)))
    }

    /// The sum of a column over all rows in which somebody speaks; `None` for coverage. By
    /// participant it is more than the column's total where excerpts run over several of them.
    pub fn column_sum(&self, column: usize) -> Option<u64> {
        let speaks = |row: &usize| self.rows[*row].base.participants > 0;
        self.sum((0..self.rows.len()).filter(speaks).map(|row| (row, column)))
    }

    fn sum(&self, cells: impl Iterator<Item = (usize, usize)>) -> Option<u64> {
        if !self.binary && !self.measure.is_count() {
            return None;
        }
        let (mut sum, mut unseen) = (None, false);
        for (row, column) in cells {
            match self.reading(row, column) {
                Reading::Count(count) => sum = Some(sum.unwrap_or(0) + count),
                Reading::Undefined(Undefined::NotLookedFor) => unseen = true,
                _ => return None,
            }
        }
        sum.or((!unseen).then_some(0))
    }

    /// The filter that opens exactly the excerpts a cell counts; `None` for a cell without number.
    pub fn cell_filter(&self, row: usize, column: usize) -> Option<Filter> {
        let code = self.columns.get(column)?.code;
        let row = self.rows.get(row).filter(|row| row.base.participants > 0)?;
        let mut filter = self.filter.clone();
        filter.codes = vec![code];
        filter.speech = Speech::Participants;
        match row.key {
            MatrixKey::Document(id) => filter.documents = vec![id],
            MatrixKey::Participant(id) => filter.participants = vec![id],
        }
        Some(filter)
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![self.definition()];
        notes.push(
            "A code counts with everything under it, each excerpt once. Only participants’ speech \
             counts, never labels, time stamps or the interviewer’s words."
                .to_owned(),
        );
        if self.binary {
            notes.push(
                "Sum of a row: the codes of the row, those with codes under them included."
                    .to_owned(),
            );
        } else if self.measure.is_count() {
            notes.push("Sum of a row: over the codes at the top of the table.".to_owned());
        }
        if self.shared > 0 {
            notes.push(format!(
                "{} over several participants and {} in the row of each: the sum of a column may be \
                 more than its total.",
                super::notes::plural(self.shared, "excerpt runs", "excerpts run"),
                if self.shared == 1 { "counts" } else { "count" },
            ));
        }
        let nobody = self.rows.iter().filter(|row| row.base.participants == 0);
        let nobody: Vec<String> = nobody.map(|row| row.name.clone()).collect();
        if !nobody.is_empty() {
            let why = match self.by {
                MatrixBy::Document => "no participant of the filter speaks there",
                MatrixBy::Participant => "they do not speak in the documents looked at",
            };
            notes.push(format!("“–” in {}: {why}.", list(&nobody)));
        }
        let name = |at: &usize| self.columns.get(*at).map(|code| code.name.clone());
        let wholly: Vec<String> = self.unseen.rows(|_, _| true).iter().filter_map(name).collect();
        let zero = |column: usize, row: usize| {
            let cells = self.rows.get(row).map(|row| &row.cells);
            cells.and_then(|cells| cells.get(column)).is_some_and(|cell| cell.excerpts == 0)
        };
        let partly = self.unseen.partly(zero);
        let partly: Vec<String> = partly.iter().filter_map(name).collect();
        notes.extend(super::late::notes(&wholly, &partly));
        notes.extend(self.remarks.iter().cloned());
        notes.push("Counts describe this sample, not a population.".to_owned());
        notes
    }

    fn definition(&self) -> String {
        let of = match self.by {
            MatrixBy::Document => "of participants in the document",
            MatrixBy::Participant => "of the participant in all documents looked at",
        };
        if self.binary {
            return format!("Cells: 1 where there is an excerpt {of}, else 0.");
        }
        match self.measure {
            Measure::Words => format!(
                "Cells: coded words {of}; words under several excerpts of a code count once."
            ),
            Measure::Characters => format!(
                "Cells: coded characters {of}; characters under several excerpts of a code count once."
            ),
            Measure::Turns => format!("Cells: turns {of} with at least one coded character."),
            Measure::Coverage => format!(
                "Cells: coded characters {of}, of all characters of the same speech, never of the \
                 whole file."
            ),
            _ => format!("Cells: excerpts {of}."),
        }
    }
}
