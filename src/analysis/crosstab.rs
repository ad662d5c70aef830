//! Codes by groups of participants: the main table.
//!
//! One sweep computes every measure of every cell, so showing another measure costs nothing.

use super::disclosure::{Guard, Merging, Withheld};
use super::filter::Scope;
use super::groups::{Group, Grouping};
use super::late::{Late, Unseen};
use super::measures::{Base, Cell, Counts, LeftOut, Measure, Percent, Reading, Undefined};
use super::notes::Remark;
use super::sweep::{self, Tally};
use crate::model::{
    AttributeId, CodeId, Corpus, Filter, ParticipantId, Speech, WhereClause, WhereOp,
};

/// A question for [`crosstab()`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CrosstabSpec {
    /// The attribute that makes the columns; a second one is nested in it. None: one column of all.
    pub by: Vec<AttributeId>,
    /// What the cells show first.
    pub measure: Measure,
    /// As a share of what.
    pub percent: Percent,
    /// Groups put together or left out.
    pub merging: Merging,
    /// Which codings. Its `speech` is not looked at: each column says whose speech it counts.
    pub filter: Filter,
}

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    /// The group with this index.
    Group(usize),
    /// Speech nobody is mapped to.
    Unassigned,
    /// All participants together, each excerpt once.
    Total,
}

/// One code with everything under it.
#[derive(Clone, PartialEq, Debug)]
pub struct CrosstabRow {
    /// The code.
    pub code: CodeId,
    /// Levels above it in the codebook.
    pub depth: u16,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// All participants, without duplicates.
    pub total: Cell,
    /// Speech nobody is mapped to.
    pub unassigned: Cell,
    /// One per group.
    pub cells: Vec<Cell>,
}

/// The answer: every measure of every cell, and what was left out.
///
/// `measure` and `percent` say what [`Crosstab::reading`] shows and may be changed at any time.
#[derive(Clone, PartialEq, Debug)]
pub struct Crosstab {
    /// What cells show.
    pub measure: Measure,
    /// As a share of what.
    pub percent: Percent,
    /// The attributes that make the columns, outermost first, with their names.
    pub attributes: Vec<(AttributeId, String)>,
    /// The columns.
    pub groups: Vec<Group>,
    /// Participants, documents and speech of everybody in the filter.
    pub base: Base,
    /// Speech nobody is mapped to (its `participants` is zero).
    pub unassigned: Base,
    /// Codes in the order of the codebook.
    pub rows: Vec<CrosstabRow>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// Excerpts that count in more than one column.
    pub shared: u64,
    /// The filter that was asked with.
    pub filter: Filter,
    /// What it holds back; `None`: nothing.
    pub guard: Option<Guard>,
    /// Groups that were left out, and how many participants they have.
    pub(super) dropped: (usize, usize),
    /// What a person needs to read the table rightly, apart from measure and percentage.
    pub(super) remarks: Vec<Remark>,
    /// Whether the filter restricts participants: speech nobody is mapped to is then out of it.
    pub(super) restricted: bool,
    /// Sums over the top rows: one per group, then unassigned, then total.
    pub(super) sums: Vec<Counts>,
    /// Cells of codes that nobody has looked for; columns in the order of `sums`.
    pub(super) unseen: Unseen,
}

/// Counts codes by groups of participants.
pub fn crosstab(corpus: &Corpus, spec: &CrosstabSpec) -> Crosstab {
    let filter = Filter { speech: Speech::Any, ..spec.filter.clone() };
    let mut scope = Scope::new(corpus, &filter);
    let grouping = Grouping::new(corpus, &spec.by, &scope.absent, &spec.merging);
    scope.drop_people(&grouping.dropped);
    let tally = sweep::run(&scope, &grouping.of, grouping.groups.len(), sweep::Rows::Subtrees);
    build(&scope, spec, filter, grouping, &tally)
}

fn build(
    scope: &Scope<'_>,
    spec: &CrosstabSpec,
    filter: Filter,
    grouping: Grouping,
    tally: &Tally,
) -> Crosstab {
    let corpus = scope.corpus;
    let unseen = Late::new(scope)
        .map(|late| late.columns(scope, &tally.places, &grouping.of, grouping.groups.len()));
    let mut groups = grouping.groups;
    for (group, base) in groups.iter_mut().zip(&tally.bases) {
        group.base = *base;
    }
    let columns = groups.len();
    let paths = super::lookup::paths(&corpus.codes);
    let mut sums = vec![Counts::default(); columns + 2];
    let mut rows = Vec::with_capacity(tally.places.len());
    let mut below = 0;
    for (&place, path) in tally.places.iter().map(|place| (place, &paths[*place])) {
        let code = &corpus.codes.codes()[place];
        let row = CrosstabRow {
            code: code.id,
            depth: corpus.codes.depth(place),
            name: code.fields.name.clone(),
            path: path.clone(),
            total: tally.total(place),
            unassigned: tally.unassigned(place),
            cells: (0..columns).map(|group| tally.cell(place, group)).collect(),
        };
        // A row under no other row of this table: the wholes of column shares are made of these.
        if place >= below {
            below = corpus.codes.subtree(place).end;
            let cells = row.cells.iter().chain([&row.unassigned, &row.total]);
            for (sum, cell) in sums.iter_mut().zip(cells) {
                sum.add(&cell.counts);
            }
        }
        rows.push(row);
    }
    let mut table = Crosstab {
        measure: spec.measure,
        percent: spec.percent,
        attributes: grouping.attributes,
        groups,
        base: tally.base,
        unassigned: tally.unassigned_base,
        rows,
        left_out: tally.left_out,
        excluded: scope.excluded_names(),
        shared: tally.shared,
        filter,
        guard: None,
        dropped: (grouping.dropped_groups, grouping.dropped.iter().filter(|out| **out).count()),
        remarks: Vec::new(),
        restricted: scope.restricts_people(),
        sums,
        unseen: unseen.unwrap_or_default(),
    };
    table.remarks = super::notes::remarks(scope, &table, &tally.silent);
    table
}

impl Crosstab {
    /// The columns in the order they are shown: groups, unassigned speech where there is any, total.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = (0..self.groups.len()).map(Column::Group).collect();
        let hidden = self.guard.as_ref().is_some_and(Guard::hides_unassigned);
        if self.unassigned.turns > 0 && !hidden {
            columns.push(Column::Unassigned);
        }
        columns.push(Column::Total);
        columns
    }

    /// Every number of one cell; `None` when there is no such row or column.
    pub fn cell(&self, row: usize, column: Column) -> Option<&Cell> {
        let row = self.rows.get(row)?;
        match column {
            Column::Group(group) => row.cells.get(group),
            Column::Unassigned => Some(&row.unassigned),
            Column::Total => Some(&row.total),
        }
    }

    /// The speech a column stands for.
    pub fn base(&self, column: Column) -> Base {
        match column {
            Column::Group(group) => self.groups.get(group).map(|g| g.base).unwrap_or_default(),
            Column::Unassigned => self.unassigned,
            Column::Total => self.base,
        }
    }

    /// What a cell shows for the table's measure and percentage.
    pub fn reading(&self, row: usize, column: Column) -> Reading {
        self.reading_as(self.measure, self.percent, row, column)
    }

    /// What a cell shows for any measure and percentage.
    pub fn reading_as(
        &self,
        measure: Measure,
        percent: Percent,
        row: usize,
        column: Column,
    ) -> Reading {
        let Some(cell) = self.cell(row, column) else { return Reading::Nobody };
        let base = self.base(column);
        if self.nobody_in(column) {
            return Reading::Nobody;
        }
        if column == Column::Unassigned
            && matches!(measure, Measure::Participants | Measure::RateMean)
        {
            return Reading::Undefined(Undefined::NoParticipants);
        }
        if let Some(why) = self.withheld(measure, percent, row, column) {
            return Reading::Withheld(why);
        }
        if self.unseen.has(row, self.slot(column)) {
            return Reading::Undefined(Undefined::NotLookedFor);
        }
        let Some(part) = cell.counts.of(measure) else {
            return if percent == Percent::None {
                let ranges = !self.guard.as_ref().is_some_and(Guard::hides_ranges);
                amount(measure, cell, &base, ranges)
            } else {
                Reading::Undefined(Undefined::ShareOfShare)
            };
        };
        let whole = match percent {
            Percent::None if measure == Measure::Participants => {
                return Reading::OutOf { part, whole: base.participants };
            }
            Percent::None => return Reading::Count(part),
            // The total is without duplicates: it is no sum over the groups and no part of it.
            Percent::Row if !matches!(column, Column::Group(_)) => {
                return Reading::Undefined(Undefined::NotInWhole);
            }
            // Participants are each in one group: the total is their sum, also where cells are hidden.
            Percent::Row if self.guard.is_some() && measure == Measure::Participants => {
                self.rows.get(row).map(|row| row.total.counts.participants)
            }
            Percent::Row => {
                let cells = self.rows.get(row).map(|row| row.cells.as_slice()).unwrap_or_default();
                Some(cells.iter().filter_map(|cell| cell.counts.of(measure)).sum())
            }
            Percent::Column => self.sums.get(self.slot(column)).and_then(|sum| sum.of(measure)),
            Percent::Group => base.of(measure),
        };
        match whole {
            None => Reading::Undefined(Undefined::NoWhole),
            Some(0) => Reading::Undefined(Undefined::NothingToDivideBy),
            Some(whole) => Reading::Share { part, whole },
        }
    }

    /// Why a cell is not shown, if it is held back.
    pub fn withheld(
        &self,
        measure: Measure,
        percent: Percent,
        row: usize,
        column: Column,
    ) -> Option<Withheld> {
        let guard = self.guard.as_ref()?;
        let at = match column {
            Column::Unassigned => return guard.hides_unassigned().then_some(Withheld::OnePerson),
            Column::Group(group) => group,
            Column::Total => self.groups.len(),
        };
        let share = match percent {
            Percent::None | Percent::Group => false,
            Percent::Row => guard.row_shares(measure, row),
            Percent::Column => guard.column_shares(measure, at),
        };
        guard.cell(measure, row, at).or(share.then_some(Withheld::Secondary))
    }

    /// True when no speech of this column is in the table's filter.
    fn nobody_in(&self, column: Column) -> bool {
        match column {
            Column::Unassigned => self.restricted,
            Column::Group(_) | Column::Total => self.base(column).participants == 0,
        }
    }

    fn slot(&self, column: Column) -> usize {
        match column {
            Column::Group(group) => group,
            Column::Unassigned => self.groups.len(),
            Column::Total => self.groups.len() + 1,
        }
    }

    /// The filter that opens exactly the excerpts a cell counts; `None` when there is no such cell,
    /// or when nobody of its column is in the table's own filter (the cell is a dash).
    pub fn cell_filter(&self, row: usize, column: Column) -> Option<Filter> {
        let code = self.rows.get(row)?.code;
        Some(Filter { codes: vec![code], ..self.column_filter(column)? })
    }

    /// The filter that opens every excerpt a column counts; `None` where nobody is in it.
    pub fn column_filter(&self, column: Column) -> Option<Filter> {
        if self.nobody_in(column) {
            return None;
        }
        let mut filter = self.filter.clone();
        filter.speech = match column {
            Column::Unassigned => Speech::Unassigned,
            Column::Group(_) | Column::Total => Speech::Participants,
        };
        if column == Column::Total && self.dropped.0 > 0 {
            let kept = self.groups.iter().flat_map(|group| group.participants.iter().copied());
            only(&mut filter, &kept.collect::<Vec<_>>());
        }
        if let Column::Group(group) = column {
            let group = self.groups.get(group)?;
            if !group.merged.is_empty() {
                only(&mut filter, &group.participants);
                return Some(filter);
            }
            let values = &group.values;
            // Everybody in the column has its value: wider clauses on the attribute hold anyway.
            filter.wheres.retain(|clause| self.attributes.iter().all(|a| a.0 != clause.attribute));
            filter.wheres.extend(self.attributes.iter().zip(values).map(|((id, _), value)| {
                let value = value.clone().unwrap_or_default();
                WhereClause { attribute: *id, op: WhereOp::Is, value }
            }));
        }
        Some(filter)
    }

    /// What a reader needs under the table: what is counted, of what, by whom, and what was left out.
    pub fn notes(&self) -> Vec<String> {
        super::notes::notes(self)
    }
}

/// Leaves of the participants a filter means those who are in the list.
fn only(filter: &mut Filter, list: &[ParticipantId]) {
    if filter.participants.is_empty() {
        filter.participants = list.to_vec();
    } else {
        filter.participants.retain(|id| list.contains(id));
    }
}

/// Coverage and the two rates; `ranges`: whether single participants' rates may be seen.
fn amount(measure: Measure, cell: &Cell, base: &Base, ranges: bool) -> Reading {
    let nothing = Reading::Undefined(Undefined::NothingToDivideBy);
    match measure {
        Measure::Coverage if base.characters > 0 => {
            Reading::Share { part: cell.counts.characters, whole: base.characters }
        }
        Measure::RatePooled if base.words > 0 => {
            let rate = 1000.0 * cell.counts.excerpts as f64 / base.words as f64;
            Reading::Rate { rate, range: None, whole: base.words }
        }
        Measure::RateMean => cell.rate.map_or(nothing, |rate| Reading::Rate {
            rate: rate.mean,
            range: ranges.then_some((rate.low, rate.high)),
            whole: base.participants,
        }),
        _ => nothing,
    }
}
