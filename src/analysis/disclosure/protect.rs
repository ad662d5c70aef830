//! A table on its way out: merged, hidden or refused, as the profile has it.

use super::combinations::{Extent, Unanimous, unanimous};
use super::guard::{Guard, HiddenRow, Marks, Withheld};
use super::hiding::{self, Row, Rule};
use super::merging::Merging;
use crate::analysis::citation::role_attribute;
use crate::analysis::crosstab::{Crosstab, CrosstabSpec, crosstab};
use crate::analysis::frequencies::{Frequencies, frequencies};
use crate::analysis::groups::value_key;
use crate::analysis::measures::{Cell, Counts, Measure};
use crate::model::{AttributeId, CodeId, Corpus, Filter, Profile, Refusal};
use std::collections::BTreeMap;

/// How a table is protected. The usual value changes nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Protection {
    /// For whom it is meant.
    pub profile: Option<Profile>,
    /// Hide counts of participants below this.
    pub suppress: Option<u64>,
    /// Hide zeros as well.
    pub suppress_zeros: bool,
    /// Put groups of fewer than three participants together under this name.
    pub merge_as: Option<String>,
}

impl Protection {
    /// The smallest group that is left as it is.
    fn least_group(&self) -> u64 {
        let merging = if self.merge_as.is_some() { Profile::LEAST_GROUP } else { 0 };
        self.profile.map_or(0, Profile::least_group).max(merging)
    }

    fn rule(&self) -> Rule {
        Rule { k: self.suppress, zeros: self.suppress_zeros }
    }

    fn least_fraction(&self) -> u64 {
        self.profile.map_or(0, Profile::least_fraction)
    }

    fn is_public(&self) -> bool {
        self.profile == Some(Profile::Public)
    }
}

/// A table that may go out.
#[derive(Clone, PartialEq, Debug)]
pub struct Protected<T> {
    /// The table.
    pub table: T,
    /// Where everyone or no one of a group says something, as far as the table shows it: to be looked
    /// at before it is published.
    pub unanimous: Vec<Unanimous>,
}

/// [`crosstab()`], protected.
pub fn protected_crosstab(
    corpus: &Corpus,
    spec: &CrosstabSpec,
    protection: &Protection,
) -> Result<Protected<Crosstab>, Refusal> {
    let wheres = spec.filter.wheres.iter().map(|clause| clause.attribute);
    attributes(corpus, &spec.by.iter().copied().chain(wheres).collect::<Vec<_>>(), protection)?;
    let mut table = merged(corpus, spec, protection)?;
    if protection.is_public() {
        enough(table.base.participants)?;
    }
    let mut said = unanimous(&table);
    if *protection != Protection::default() {
        let guard = guard(corpus, &table, protection)?;
        let groups = table.groups.len();
        said.retain(|cell| {
            // No one is no one by every measure.
            let measures: &[Measure] = match cell.extent {
                Extent::NoOne => &[Measure::Participants, table.measure],
                Extent::Everyone => &[Measure::Participants],
            };
            let shown = |column| {
                measures.iter().any(|measure| guard.cell(*measure, cell.row, column).is_none())
            };
            // Where everyone of all groups says it, or no one, the total says so of each group.
            let total = table.rows[cell.row].total.counts.participants;
            let told = total == 0 || total == table.base.participants;
            shown(cell.group) || (told && shown(groups))
        });
        wipe(&mut table, &guard);
        table.guard = Some(guard);
    }
    Ok(Protected { table, unanimous: said })
}

/// Site alone, or role and site together, where the profile does not have them.
pub(super) fn attributes(
    corpus: &Corpus,
    named: &[AttributeId],
    protection: &Protection,
) -> Result<(), Refusal> {
    let Some(profile) = protection.profile else { return Ok(()) };
    let used = || corpus.attributes.iter().filter(|attribute| named.contains(&attribute.id));
    let Some(site) = used().find(|attribute| Profile::is_site(&attribute.name)) else {
        return Ok(());
    };
    if !profile.shows_site() {
        return Err(Refusal::new(format!(
            "the profile {} shows no site, and {} is one",
            profile.name(),
            site.name
        ))
        .instead("leave it out, or take the profile working"));
    }
    let role = role_attribute(corpus).filter(|role| *role != site.id);
    if let Some(role) = used().find(|attribute| Some(attribute.id) == role)
        && !profile.shows_role_with_site()
    {
        return Err(Refusal::new(format!(
            "the profile {} does not show {} and {} together",
            profile.name(),
            role.name,
            site.name
        ))
        .instead("leave one of them out"));
    }
    Ok(())
}

/// The table with its small groups merged or left out.
fn merged(
    corpus: &Corpus,
    spec: &CrosstabSpec,
    protection: &Protection,
) -> Result<Crosstab, Refusal> {
    let table = crosstab(corpus, spec);
    let least = protection.least_group();
    let label = protection.merge_as.as_deref().map(str::trim).filter(|label| !label.is_empty());
    let merging = Merging::of_small(&table.groups, least, label);
    if merging.is_empty() {
        return Ok(table);
    }
    let kept = table.groups.iter().filter(|group| group.base.participants >= least);
    if let Some(label) = label
        && kept.clone().any(|group| value_key(&group.label) == value_key(label))
    {
        return Err(Refusal::new(format!("there is a group {label} already"))
            .instead("choose another name for the small groups together"));
    }
    let table = crosstab(corpus, &CrosstabSpec { merging, ..spec.clone() });
    if let Some(small) = table.groups.iter().find(|group| group.base.participants < least) {
        let n = small.base.participants;
        return Err(Refusal::new(format!(
            "{} together are {n} {}, fewer than {least}",
            small.label,
            if n == 1 { "participant" } else { "participants" },
        ))
        .instead("leave the name away to leave small groups out, or take another attribute"));
    }
    if table.groups.is_empty() {
        return Err(Refusal::new(format!("no group has {least} participants or more"))
            .instead("merge the groups, or take another attribute"));
    }
    Ok(table)
}

fn enough(participants: u64) -> Result<(), Refusal> {
    if participants >= Profile::LEAST_GROUP {
        return Ok(());
    }
    let they = if participants == 1 { "participant is" } else { "participants are" };
    Err(Refusal::new(format!(
        "{participants} {they} too few: the profile public shows nothing of fewer than {}",
        Profile::LEAST_GROUP
    ))
    .instead("widen the filter"))
}

fn guard(corpus: &Corpus, table: &Crosstab, protection: &Protection) -> Result<Guard, Refusal> {
    let sizes: Vec<u64> = table.groups.iter().map(|group| group.base.participants).collect();
    let rows = rows(corpus, table);
    let rule = protection.rule();
    let unsafe_rows = |found: Vec<usize>| {
        let names: Vec<&str> = found.iter().map(|&row| table.rows[row].path.as_str()).collect();
        cannot(&names)
    };
    let mut participants = hiding::participants(&sizes, &rows, rule).map_err(unsafe_rows)?;
    let others = hiding::others(&rows, &participants);
    let shown = if table.measure == Measure::Participants { &participants } else { &others };
    let cells = || shown.iter().flat_map(|row| row.iter().take(sizes.len()));
    if rule.k.is_some() && !rows.is_empty() && cells().all(Option::is_some) {
        return Err(Refusal::new("every cell would have to be hidden")
            .instead("merge the groups, or give the codes without groups"));
    }
    hiding::small_groups(&sizes, protection.least_fraction(), &mut participants);
    let both = |(one, other): (&Vec<Option<Withheld>>, &Vec<Option<Withheld>>)| {
        one.iter().zip(other).map(|(one, other)| one.or(*other)).collect()
    };
    let documents: Marks = others.iter().zip(&participants).map(both).collect();
    let columns =
        [&participants, &documents, &others].map(|marks| hidden_columns(&rows, marks, sizes.len()));
    Ok(Guard {
        profile: protection.profile,
        suppress: protection.suppress,
        zeros: protection.suppress_zeros,
        participants,
        documents,
        others,
        columns,
    })
}

fn cannot(names: &[&str]) -> Refusal {
    Refusal::new(format!("what is hidden of {} could be worked out", names.join(", ")))
        .instead("merge the groups, leave these codes out, or raise the threshold")
}

/// The columns in which a top row is hidden: their sum, which shares are taken of, would give it away.
fn hidden_columns(rows: &[Row], marks: &Marks, groups: usize) -> Vec<bool> {
    (0..=groups)
        .map(|column| {
            let tops = rows.iter().zip(marks).filter(|(row, _)| row.above.is_none());
            tops.into_iter().any(|(_, marks)| marks[column].is_some())
        })
        .collect()
}

/// The row each row is under: the nearest code above it that is a row, too.
fn above(corpus: &Corpus, codes: &[CodeId]) -> Vec<Option<usize>> {
    let rows: BTreeMap<CodeId, usize> = codes.iter().copied().zip(0..).collect();
    let parents: BTreeMap<CodeId, Option<CodeId>> =
        corpus.codes.codes().iter().map(|code| (code.id, code.parent)).collect();
    let up = |id: &CodeId| parents.get(id).copied().flatten();
    codes
        .iter()
        .map(|id| std::iter::successors(up(id), up).find_map(|above| rows.get(&above).copied()))
        .collect()
}

fn rows(corpus: &Corpus, table: &Crosstab) -> Vec<Row> {
    let codes: Vec<CodeId> = table.rows.iter().map(|row| row.code).collect();
    let above = above(corpus, &codes);
    let row = |(row, above): (&crate::analysis::CrosstabRow, Option<usize>)| {
        let excerpts = row.cells.iter().chain([&row.total]).map(|cell| cell.counts.excerpts);
        Row {
            said: row.cells.iter().map(|cell| cell.counts.participants).collect(),
            excerpts: excerpts.collect(),
            above,
        }
    };
    table.rows.iter().zip(above).map(row).collect()
}

/// Takes out of the table what is not to be seen, so that no way of showing it can.
fn wipe(table: &mut Crosstab, guard: &Guard) {
    let groups = table.groups.len();
    for (at, row) in table.rows.iter_mut().enumerate() {
        for (column, cell) in row.cells.iter_mut().chain([&mut row.total]).enumerate() {
            if !guard.profile.is_none_or(Profile::shows_ids) || guard.suppress.is_some() {
                cell.top = None;
            }
            if let Some(rate) = cell.rate.as_mut().filter(|_| guard.hides_ranges()) {
                (rate.low, rate.high) = (rate.mean, rate.mean);
            }
            let participants = guard.cell(Measure::Participants, at, column).is_some();
            if guard.cell(Measure::Excerpts, at, column).is_some() {
                let kept = if participants { 0 } else { cell.counts.participants };
                let counts = Counts { participants: kept, ..Counts::default() };
                *cell = Cell { counts, ..Cell::default() };
                continue;
            }
            if participants {
                cell.counts.participants = 0;
            }
            if guard.cell(Measure::Documents, at, column).is_some() {
                cell.counts.documents = 0;
            }
        }
        if guard.hides_unassigned() {
            row.unassigned = Cell::default();
        }
    }
    for (column, sum) in table.sums.iter_mut().enumerate() {
        // Unassigned speech stands between the groups and the total.
        let column = column.min(groups);
        let participants = guard.column_shares(Measure::Participants, column);
        if guard.column_shares(Measure::Excerpts, column) {
            let kept = if participants { 0 } else { sum.participants };
            *sum = Counts { participants: kept, ..Counts::default() };
            continue;
        }
        if participants {
            sum.participants = 0;
        }
        if guard.column_shares(Measure::Documents, column) {
            sum.documents = 0;
        }
    }
}

/// [`frequencies()`], protected.
pub fn protected_frequencies(
    corpus: &Corpus,
    filter: &Filter,
    protection: &Protection,
) -> Result<Protected<Frequencies>, Refusal> {
    let wheres: Vec<AttributeId> = filter.wheres.iter().map(|clause| clause.attribute).collect();
    attributes(corpus, &wheres, protection)?;
    let mut table = frequencies(corpus, filter);
    table.profile = protection.profile;
    table.suppress = protection.suppress.map(|k| (k, protection.suppress_zeros));
    let size = table.base.participants;
    if protection.is_public() {
        enough(size)?;
    }
    let codes: Vec<CodeId> = table.rows.iter().map(|row| row.code).collect();
    let above = above(corpus, &codes);
    let count = |which: fn(&crate::analysis::FrequencyRow) -> &Counts| -> Vec<Row> {
        let row = |(row, above): (&crate::analysis::FrequencyRow, &Option<usize>)| Row {
            said: vec![which(row).participants],
            excerpts: vec![which(row).excerpts; 2],
            above: *above,
        };
        table.rows.iter().zip(&above).map(row).collect()
    };
    let whole = count(|row| &row.counts);
    // Codes alone are not under each other: what one says is nothing the other must be.
    let alone: Vec<Row> =
        count(|row| &row.own).into_iter().map(|row| Row { above: None, ..row }).collect();
    let rule = protection.rule();
    let unsafe_rows = |found: Vec<usize>| {
        let names: Vec<&str> = found.iter().map(|&row| table.rows[row].path.as_str()).collect();
        cannot(&names)
    };
    // The total of one column is the column: it is hidden with it.
    let mut marks = hiding::participants(&[size], &whole, rule).map_err(unsafe_rows)?;
    let mut own = hiding::participants(&[size], &alone, rule).map_err(unsafe_rows)?;
    let mut others = marks.clone();
    for (mark, own) in others.iter_mut().zip(&own) {
        if own[0].is_some() {
            mark[0].get_or_insert(Withheld::Secondary);
        }
    }
    let others = hiding::others(&whole, &others);
    if rule.k.is_some() && !whole.is_empty() && marks.iter().all(|row| row[0].is_some()) {
        return Err(Refusal::new("every number would have to be hidden")
            .instead("take a smaller threshold, or widen the filter"));
    }
    hiding::small_groups(&[size], protection.least_fraction(), &mut marks);
    hiding::small_groups(&[size], protection.least_fraction(), &mut own);
    for (at, row) in table.rows.iter_mut().enumerate() {
        let hidden = HiddenRow {
            participants: marks[at][0],
            documents: others[at][0].or(marks[at][0]),
            others: others[at][0],
            own: own[at][0].or(others[at][0]),
        };
        let keep = |counts: &Counts, participants: bool, others: bool| {
            // Documents are hidden with the participants, or with the rest.
            let documents = if participants || others { 0 } else { counts.documents };
            let participants = if participants { 0 } else { counts.participants };
            if others {
                Counts { participants, ..Counts::default() }
            } else {
                Counts { participants, documents, ..*counts }
            }
        };
        row.counts = keep(&row.counts, hidden.participants.is_some(), hidden.others.is_some());
        row.own = keep(&row.own, hidden.own.is_some(), hidden.own.is_some());
        row.hidden = hidden;
    }
    Ok(Protected { table, unanimous: Vec::new() })
}
