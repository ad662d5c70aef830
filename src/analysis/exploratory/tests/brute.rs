//! The same p by looking at every person's every place, and other slow ways.

use super::super::freeman::{draw, enumerate};
use super::super::permutation::Deal;
use super::super::*;
use proptest::prelude::*;

/// Units as (row, column), one for each count of a table.
fn units(table: &[Vec<u64>]) -> (Vec<usize>, Vec<usize>) {
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    for (row, cells) in table.iter().enumerate() {
        for (column, &n) in cells.iter().enumerate() {
            rows.extend(std::iter::repeat_n(row, n as usize));
            columns.extend(std::iter::repeat_n(column, n as usize));
        }
    }
    (rows, columns)
}

/// Every order of a list of labels, each of the distinct ones as often as every other.
fn orders(labels: &[usize]) -> Vec<Vec<usize>> {
    if labels.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for at in 0..labels.len() {
        let mut rest = labels.to_vec();
        let first = rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, first);
            found.push(order);
        }
    }
    found
}

fn tabulate(rows: &[usize], columns: &[usize], height: usize, width: usize) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0; width]; height];
    for (&row, &column) in rows.iter().zip(columns) {
        table[row][column] += 1;
    }
    table
}

/// p by dealing the units' columns in all N! ways: exact arithmetic on numbers of deals.
fn by_deals(table: &[Vec<u64>]) -> (f64, f64) {
    let (rows, columns) = units(table);
    let (height, width) = (table.len(), table[0].len());
    let mut deals: std::collections::BTreeMap<Vec<Vec<u64>>, u64> =
        std::collections::BTreeMap::new();
    for order in orders(&columns) {
        *deals.entry(tabulate(&rows, &order, height, width)).or_insert(0) += 1;
    }
    let observed = deals[table];
    let all: u64 = deals.values().sum();
    let extreme: u64 = deals.values().filter(|&&n| n <= observed).sum();
    (extreme as f64 / all as f64, observed as f64 / all as f64)
}

fn small_tables() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (2..4_usize, 2..4_usize)
        .prop_flat_map(|(height, width)| {
            prop::collection::vec(prop::collection::vec(0..3_u64, width), height)
        })
        .prop_filter("few enough for all orders", |table| {
            (1..8).contains(&table.iter().flatten().sum::<u64>())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn enumerated_tables_are_all_deals(table in small_tables()) {
        let found = enumerate(&table, MOST_TABLES).unwrap();
        let (p, observed) = by_deals(&table);
        prop_assert!((found.p - p).abs() < 1e-12, "{} {p}", found.p);
        prop_assert!((found.observed - observed).abs() < 1e-12);
        if let [a, b] = table.as_slice() && let ([a, b], [c, d]) = (a.as_slice(), b.as_slice()) {
            let two = fisher([[*a, *b], [*c, *d]], 0.95);
            prop_assert!((two.two_sided - p).abs() < 1e-12);
            prop_assert!((two.less + two.greater - observed - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn labels_dealt_in_every_order(
        values in prop::collection::vec(0..4_u8, 2..8),
        cuts in prop::collection::vec(0..3_usize, 7),
    ) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let group: Vec<usize> = (0..values.len()).map(|at| cuts[at]).collect();
        let t = |group: &[usize]| -> f64 {
            let grand = values.iter().sum::<f64>() / values.len() as f64;
            (0..3)
                .map(|label| {
                    let own: Vec<f64> = values.iter().zip(group).filter(|(_, g)| **g == label).map(|(v, _)| *v).collect();
                    let mean = own.iter().sum::<f64>() / own.len().max(1) as f64;
                    own.len() as f64 * (mean - grand) * (mean - grand)
                })
                .sum()
        };
        let all = orders(&group);
        let large = all.iter().filter(|order| t(order) >= t(&group) - 1e-9).count();
        let found = permutation(&values, &group, 3);
        prop_assert!((found.p - large as f64 / all.len() as f64).abs() < 1e-12);
        prop_assert!((found.observed - t(&group)).abs() < 1e-9);
        let distinct: std::collections::BTreeSet<Vec<usize>> = all.into_iter().collect();
        prop_assert_eq!(found.method, Method::Exact { of: distinct.len() as u64 });
    }

    #[test]
    fn the_smallest_p_is_the_least_of_all_tables(sizes in prop::collection::vec(1..5_u64, 2..4)) {
        let mut least = f64::INFINITY;
        let mut given = std::collections::BTreeMap::new();
        let mut said = vec![0_u64; sizes.len()];
        loop {
            let all: u64 = said.iter().sum();
            if all > 0 && all < sizes.iter().sum() {
                let table: Vec<Vec<u64>> =
                    sizes.iter().zip(&said).map(|(size, said)| vec![*said, size - said]).collect();
                let p = enumerate(&table, MOST_TABLES).unwrap().p;
                least = least.min(p);
                let known = given.entry(all).or_insert(p);
                *known = p.min(*known);
            }
            // The next table, as a counter of kilometres turns.
            let over = sizes.iter().zip(&mut said).all(|(size, n)| {
                *n = if n == size { 0 } else { *n + 1 };
                *n == 0
            });
            if over {
                break;
            }
        }
        prop_assert!((smallest_of_presence(&sizes) - least).abs() < 1e-12);
        for (said, p) in given {
            prop_assert!((smallest_given(&sizes, said) - p).abs() < 1e-12, "{said}");
        }
    }

    #[test]
    fn no_arrangement_of_different_values_has_a_smaller_p(
        sizes in prop::collection::vec(1..4_usize, 2..4),
    ) {
        // Far apart and all different: the group at the top, then the next, is as extreme as can be.
        let group: Vec<usize> = sizes.iter().enumerate().flat_map(|(at, &n)| vec![at; n]).collect();
        let least = smallest_of_arrangements(&sizes.iter().map(|&n| n as u64).collect::<Vec<_>>());
        let values: Vec<f64> = group
            .iter()
            .enumerate()
            .map(|(at, &group)| f64::from(10_u32.pow(group as u32 * 2)) + at as f64 * 0.01)
            .collect();
        prop_assert!(permutation(&values, &group, 1).p >= least - 1e-12);
    }

    #[test]
    fn adjusted_values_keep_their_order(ps in prop::collection::vec(0.0..1.0_f64, 1..12)) {
        for how in [Adjust::Holm, Adjust::BenjaminiHochberg] {
            let adjusted = how.of(&ps);
            for (at, p) in adjusted.iter().enumerate() {
                prop_assert!(*p >= ps[at] && *p <= 1.0);
                for (other, q) in adjusted.iter().enumerate() {
                    prop_assert!(ps[at] > ps[other] || p <= q);
                }
            }
            // Holm's is never above Bonferroni's, Benjamini and Hochberg's never above Holm's.
            let limit = if how == Adjust::Holm { bonferroni(&ps) } else { Adjust::Holm.of(&ps) };
            prop_assert!(adjusted.iter().zip(limit).all(|(p, most)| *p <= most + 1e-12));
        }
    }
}

#[test]
fn draws_come_near_and_come_again() {
    let table = vec![vec![7, 3], vec![2, 6], vec![4, 4]];
    let (exact, drawn) = (enumerate(&table, MOST_TABLES).unwrap(), draw(&table, 20_000, 5));
    let error = (exact.p * (1.0 - exact.p) / 20_000.0).sqrt();
    assert!((exact.p - drawn.p).abs() < 4.0 * error, "{} {}", exact.p, drawn.p);
    assert_eq!(draw(&table, 20_000, 5), drawn);
    assert_eq!(drawn.method, Method::MonteCarlo { draws: 20_000, seed: 5 });
    let values = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.0, 3.5];
    let group = [0, 0, 0, 1, 1, 1, 2, 2];
    let deal = Deal::new(&values, &group);
    let (exact, drawn) = (deal.enumerate(), deal.draw(20_000, 5));
    let error = (exact.p * (1.0 - exact.p) / 20_000.0).sqrt();
    assert!((exact.p - drawn.p).abs() < 4.0 * error, "{} {}", exact.p, drawn.p);
    assert_eq!(deal.arrangements(), Some(560));
    // 20 against 20 are 137,846,528,820 arrangements: too many to look at.
    let many: Vec<f64> = (0..40).map(f64::from).collect();
    let halves: Vec<usize> = (0..40).map(|at| at % 2).collect();
    assert_eq!(Deal::new(&many, &halves).arrangements(), Some(137_846_528_820));
    assert!(matches!(permutation(&many, &halves, 1).method, Method::MonteCarlo { .. }));
    assert_eq!(enumerate(&table, 10), None);
}

#[test]
fn nothing_to_compare_is_no_panic() {
    assert_eq!(freeman_halton(&[], 1).p, 1.0);
    assert_eq!(freeman_halton(&[vec![0, 0], vec![0, 0]], 1).p, 1.0);
    assert_eq!(contingency(&[vec![1, 2], vec![0, 0]]), None);
    assert_eq!(contingency(&[]), None);
    assert_eq!((wilson(0, 0), clopper_pearson(0, 0)), ((0.0, 1.0), (0.0, 1.0)));
    assert_eq!((smallest_of_presence(&[]), smallest_of_presence(&[4])), (1.0, 1.0));
    assert!(fisher([[0, 0], [3, 4]], 0.95).conditional_odds_ratio.is_nan());
    assert_eq!(Adjust::Holm.of(&[]), Vec::<f64>::new());
}
