//! An attacker who tries everything: all tables that agree with what is shown, and all counts of a
//! whole study that agree with a protected crosstab.

use super::super::hiding::{self, Row, Rule};
use super::super::*;
use crate::analysis::tests::compare::corpora;
use crate::analysis::{Column, CrosstabSpec, Measure, Percent, Reading};
use crate::model::{CoderChoice, Filter, Profile};
use proptest::prelude::*;

/// All ways to fill the hidden cells within their limits so that the sums that are known come out.
fn fillings(table: &[Vec<u64>], mask: &Mask, known: &Known, most: u64) -> Vec<Vec<Vec<u64>>> {
    let hidden: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|row| (0..table[0].len()).map(move |column| (row, column)))
        .filter(|&(row, column)| mask[row][column])
        .collect();
    let sum = |table: &[Vec<u64>], row: usize| table[row].iter().sum::<u64>();
    let down = |table: &[Vec<u64>], column: usize| table.iter().map(|row| row[column]).sum::<u64>();
    let mut found = vec![table.to_vec()];
    for &(row, column) in &hidden {
        let limit = known.limits.get(row).map_or((0, most), |row| row[column]);
        found = found
            .into_iter()
            .flat_map(|table| {
                (limit.0..=limit.1).map(move |n| {
                    let mut table = table.clone();
                    table[row][column] = n;
                    table
                })
            })
            .collect();
    }
    found.retain(|filled| {
        (!known.rows || (0..table.len()).all(|at| sum(filled, at) == sum(table, at)))
            && (!known.columns || (0..table[0].len()).all(|at| down(filled, at) == down(table, at)))
    });
    found
}

/// Tables with a mask of at most six hidden cells, so that all fillings can be tried.
fn cases() -> impl Strategy<Value = (Vec<Vec<u64>>, Mask)> {
    (1..4_usize, 1..4_usize)
        .prop_flat_map(|(height, width)| {
            let cell = (0..4_u64, prop::bool::weighted(0.5));
            prop::collection::vec(prop::collection::vec(cell, width), height)
        })
        .prop_map(|cells| {
            let table = cells.iter().map(|row| row.iter().map(|cell| cell.0).collect()).collect();
            let mask = cells.iter().map(|row| row.iter().map(|cell| cell.1).collect()).collect();
            (table, mask)
        })
        .prop_filter("few hidden cells", |(_, mask): &(Vec<Vec<u64>>, Mask)| {
            mask.iter().flatten().filter(|&&hidden| hidden).count() <= 5
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bounds_are_those_of_all_tables((table, mask) in cases(), rows: bool, columns: bool) {
        // Limits stand in for infinity where no sum holds a cell.
        let limits = vec![vec![(0, 6); table[0].len()]; table.len()];
        let known = Known { rows, columns, limits };
        let all = fillings(&table, &mask, &known, 6);
        for bound in bounds(&table, &mask, &known) {
            let values = || all.iter().map(|filled| filled[bound.row][bound.column]);
            prop_assert_eq!(bound.low, values().min().unwrap(), "{:?}", bound);
            prop_assert_eq!(bound.high, values().max().unwrap(), "{:?}", bound);
        }
    }

    #[test]
    fn a_complete_mask_leaves_no_line_with_one_hidden_cell((table, mask) in cases(), k in 1..5_u64) {
        let first = primary(&table, k, mask[0][0]);
        let last = complete(&table, first.clone());
        for (row, cells) in last.iter().enumerate() {
            for (column, &hidden) in cells.iter().enumerate() {
                prop_assert!(hidden || !first[row][column], "nothing comes back");
                let others = |cells: Vec<bool>| cells.iter().filter(|&&hidden| hidden).count();
                if hidden {
                    let beside = others(cells.clone());
                    let over = others(last.iter().map(|row| row[column]).collect());
                    prop_assert!(beside != 1 || cells.len() == 1);
                    prop_assert!(over != 1 || last.len() == 1);
                }
            }
        }
        prop_assert_eq!(complete(&table, last.clone()), last);
    }
}

/// A study that an attacker imagines: for each of three codes (a top one and two under it) who of
/// each group says it, as numbers; the top code counts at least as many as each below.
fn imagined(sizes: &[u64]) -> Vec<Vec<Vec<u64>>> {
    let mut rows: Vec<Vec<u64>> = vec![Vec::new()];
    for &size in sizes {
        rows = rows
            .into_iter()
            .flat_map(|row| (0..=size).map(move |n| [row.clone(), vec![n]].concat()))
            .collect();
    }
    let mut found = Vec::new();
    for top in &rows {
        let under: Vec<&Vec<u64>> =
            rows.iter().filter(|row| row.iter().zip(top).all(|(n, most)| n <= most)).collect();
        for a in &under {
            for b in &under {
                found.push(vec![top.clone(), (*a).clone(), (*b).clone()]);
            }
        }
    }
    found
}

/// What is shown of such a study under some marks.
fn shown(study: &[Vec<u64>], marks: &[Vec<Option<Withheld>>]) -> Vec<Vec<Option<u64>>> {
    let row = |(said, marks): (&Vec<u64>, &Vec<Option<Withheld>>)| {
        let numbers = said.iter().copied().chain([said.iter().sum()]);
        numbers.zip(marks).map(|(n, mark)| mark.is_none().then_some(n)).collect()
    };
    study.iter().zip(marks).map(row).collect()
}

/// No small number of a study is the same in all studies that show the same.
fn check_attack(
    sizes: &[u64],
    study: &[Vec<u64>],
    all: &[Vec<Vec<u64>>],
    k: u64,
    zeros: bool,
) -> Result<(), TestCaseError> {
    let above = [None, Some(0), Some(0)];
    let row = |(said, above): (&Vec<u64>, Option<usize>)| Row {
        said: said.clone(),
        excerpts: vec![1; sizes.len() + 1],
        above,
    };
    let rows: Vec<Row> = study.iter().zip(above).map(row).collect();
    // A refusal is safe.
    let Ok(marks) = hiding::participants(sizes, &rows, Rule { k: Some(k), zeros }) else {
        return Ok(());
    };
    let seen = shown(study, &marks);
    let agree: Vec<_> = all.iter().filter(|other| shown(other, &marks) == seen).collect();
    prop_assert!(agree.iter().any(|other| other.as_slice() == study));
    for (row, said) in study.iter().enumerate() {
        for (group, &n) in said.iter().enumerate() {
            let small = |n: u64| n < k && (n > 0 || zeros);
            if small(n) || small(sizes[group] - n) {
                prop_assert!(marks[row][group].is_some(), "{study:?}");
                let known = agree.iter().all(|other| other[row][group] == n);
                prop_assert!(!known, "{sizes:?} {study:?} row {row} group {group}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_small_number_comes_out_of_a_protected_study(
        sizes in prop::collection::vec(2..6_u64, 2..4),
        at in 0..10_000_usize,
        k in 2..4_u64,
        zeros: bool,
    ) {
        let all = imagined(&sizes);
        let study = &all[at % all.len()];
        check_attack(&sizes, study, &all, k, zeros)?;
    }

    #[test]
    fn rows_about_each_other_give_nothing_away(at in 0..100_000_usize, k in 2..4_u64) {
        // One study in which what is hidden of three rows together once said who it was.
        let sizes = [2, 4, 5];
        let mut study = vec![vec![1, 1, 2], vec![1, 0, 2], vec![0, 1, 2]];
        if at > 0 {
            let row = |at: usize| vec![(at % 3) as u64, (at / 3 % 5) as u64, (at / 15 % 6) as u64];
            study[0] = row(at);
            for (child, turn) in [(1, 90), (2, 8_100)] {
                let own = row(at / turn);
                study[child] = own.iter().zip(&study[0]).map(|(n, most)| *n.min(most)).collect();
            }
        }
        check_attack(&sizes, &study, &imagined(&sizes), k, false)?;
    }

    #[test]
    fn other_measures_leave_no_sum_with_a_hidden_part(
        sizes in prop::collection::vec(2..6_u64, 2..4),
        at in 0..10_000_usize,
        k in 2..4_u64,
    ) {
        let all = imagined(&sizes);
        let above = [None, Some(0), Some(0)];
        let rows: Vec<Row> = all[at % all.len()]
            .iter()
            .zip(above)
            .map(|(said, above)| {
                let excerpts = said.iter().copied().chain([said.iter().sum()]).collect();
                Row { said: said.clone(), excerpts, above }
            })
            .collect();
        let rule = Rule { k: Some(k), zeros: false };
        let Ok(marks) = hiding::participants(&sizes, &rows, rule) else { return Ok(()) };
        let marks = hiding::others(&rows, &marks);
        for column in 0..=sizes.len() {
            let hidden: Vec<bool> = marks.iter().map(|row| row[column].is_some()).collect();
            // The top row is the sum of the others: all shown, or at least two hidden.
            prop_assert!(hidden.iter().filter(|&&hidden| hidden).count() != 1, "{marks:?}");
        }
        for row in &marks {
            let total = row[sizes.len()].is_some();
            prop_assert!(total || row.iter().all(Option::is_none));
        }
    }

    #[test]
    fn a_public_table_shows_nothing_of_one_person(corpus in corpora(), k in 0..4_u64, zeros: bool) {
        let by = vec![corpus.attributes[0].id];
        let filter = Filter { coder: CoderChoice::All, ..Filter::default() };
        let spec = CrosstabSpec { by, filter, ..CrosstabSpec::default() };
        let protection = Protection {
            profile: Some(Profile::Public),
            suppress: (k > 1).then_some(k),
            suppress_zeros: zeros,
            merge_as: Some("others".to_owned()),
        };
        let Ok(found) = protected_crosstab(&corpus, &spec, &protection) else { return Ok(()) };
        let table = found.table;
        prop_assert!(table.groups.iter().all(|group| group.base.participants >= 3));
        for row in 0..table.rows.len() {
            for column in table.columns() {
                prop_assert!(column != Column::Unassigned);
                for measure in Measure::ALL {
                    for percent in Percent::ALL {
                        let reading = table.reading_as(measure, percent, row, column);
                        if let Reading::Rate { range, .. } = reading {
                            prop_assert_eq!(range, None);
                        }
                        let small = measure == Measure::Participants
                            && matches!(column, Column::Group(_))
                            && table.base(column).participants < 5;
                        prop_assert!(!small || matches!(reading, Reading::Withheld(_) | Reading::Undefined(_)));
                    }
                }
                prop_assert_eq!(table.cell(row, column).and_then(|cell| cell.top), None);
            }
        }
        // No note names anybody.
        for note in table.notes() {
            for person in corpus.participants.iter() {
                prop_assert!(!note.contains(&person.name), "{note}");
            }
        }
    }

    #[test]
    fn merged_groups_count_what_their_people_count(corpus in corpora(), drop: bool) {
        let by = vec![corpus.attributes[0].id];
        let filter = Filter { coder: CoderChoice::All, ..Filter::default() };
        let spec = CrosstabSpec { by, filter, ..CrosstabSpec::default() };
        let table = crate::analysis::crosstab(&corpus, &spec);
        let mut merging = Merging::default();
        // The first group and the last become one, or the first is left out.
        let Some(last) = table.groups.len().checked_sub(1) else { return Ok(()) };
        let fate = if drop { Fate::Dropped } else { Fate::Merged("both".to_owned()) };
        merging.set(&table.groups[0].values, fate.clone());
        if !drop {
            merging.set(&table.groups[last].values, fate);
        }
        let merged = crate::analysis::crosstab(&corpus, &CrosstabSpec { merging, ..spec.clone() });
        if drop {
            prop_assert!(merged.groups.iter().all(|group| group.values != table.groups[0].values));
            let n = table.base.participants - table.groups[0].base.participants;
            prop_assert_eq!(merged.base.participants, n);
        }
        for (at, group) in merged.groups.iter().enumerate() {
            for row in 0..merged.rows.len() {
                // What the list of the same people says, asked by their names.
                let only = Filter { participants: group.participants.clone(), ..spec.filter.clone() };
                let alone = CrosstabSpec { by: Vec::new(), filter: only, ..CrosstabSpec::default() };
                let alone = crate::analysis::crosstab(&corpus, &alone);
                let counts = merged.rows[row].cells[at].counts;
                prop_assert_eq!(counts, alone.rows[row].total.counts);
                if let Some(filter) = merged.cell_filter(row, Column::Group(at)) {
                    let listed = crate::analysis::excerpts(&corpus, &filter).len() as u64;
                    prop_assert_eq!(listed, counts.excerpts);
                }
            }
        }
        for row in 0..merged.rows.len() {
            if let Some(filter) = merged.cell_filter(row, Column::Total) {
                let listed = crate::analysis::excerpts(&corpus, &filter).len() as u64;
                prop_assert_eq!(listed, merged.rows[row].total.counts.excerpts);
            }
        }
    }
}
