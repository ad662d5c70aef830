//! `tests_contingency.json` and `tests_permutation.json`: every case and every number of them, by R's
//! definitions, computed with scipy and statsmodels.

use super::super::freeman::{draw, enumerate};
use super::super::*;
use serde_json::Value;

const TABLES: &str = include_str!("../../../../tests/fixtures/oracles/tests_contingency.json");
const LABELS: &str = include_str!("../../../../tests/fixtures/oracles/tests_permutation.json");

fn cases(oracle: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(oracle).unwrap()["cases"].as_array().unwrap().clone()
}

/// Equal to 1e-9, of the number itself where it is large.
fn near(found: f64, expected: &Value, what: &str) {
    if expected == "inf" {
        assert_eq!(found, f64::INFINITY, "{what}");
        return;
    }
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: {expected} is no number"));
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{what}: {found} {expected}"
    );
}

fn all_near(found: &[f64], expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    found.iter().zip(expected).for_each(|(found, expected)| near(*found, expected, what));
}

fn grid_near(found: &[Vec<f64>], expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    found.iter().zip(expected).for_each(|(found, expected)| all_near(found, expected, what));
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect()
}

#[test]
fn tables() {
    let mut seen = 0;
    for case in cases(TABLES).iter().filter(|case| case.get("table").is_some()) {
        let table: Vec<Vec<u64>> = serde_json::from_value(case["table"].clone()).unwrap();
        let id = case["id"].as_str().unwrap();
        let square = contingency(&table).unwrap();
        let exact = || enumerate(&table, MOST_TABLES).unwrap();
        let two = || fisher([[table[0][0], table[0][1]], [table[1][0], table[1][1]]], 0.95);
        let is_two = table.len() == 2 && table[0].len() == 2;
        for (field, expected) in case["expected"].as_object().unwrap() {
            let what = format!("{id} {field}");
            let near = |found: f64| near(found, expected, &what);
            seen += 1;
            match field.as_str() {
                "n" => assert_eq!(square.n, *expected, "{what}"),
                "df" => assert_eq!(square.df, *expected, "{what}"),
                "fisher_exact_two_sided_p" => {
                    near(exact().p);
                    near(freeman_halton(&table, 1).p);
                    if is_two {
                        near(two().two_sided);
                    }
                }
                "fisher_tables_enumerated" => {
                    let Method::Exact { of } = exact().method else { panic!("{what}") };
                    assert_eq!(of, *expected, "{what}");
                    assert!(!is_two || two().tables == of, "{what}");
                }
                "fisher_prob_of_observed" => {
                    near(exact().observed);
                    if is_two {
                        near(two().observed);
                    }
                }
                "fisher_less_p" => near(two().less),
                "fisher_greater_p" => near(two().greater),
                "odds_ratio_sample" => near(two().odds_ratio),
                "odds_ratio_conditional_mle" => near(two().conditional_odds_ratio),
                "odds_ratio_conditional_ci95" => {
                    all_near(&[two().interval.0, two().interval.1], expected, &what);
                }
                "min_attainable_fisher_p_given_margins" => {
                    near(two().smallest);
                    let sizes = [table[0][0] + table[0][1], table[1][0] + table[1][1]];
                    near(smallest_given(&sizes, table[0][0] + table[1][0]));
                }
                "difference_of_row_proportions_col0" => {
                    let share = |row: &[u64]| row[0] as f64 / (row[0] + row[1]) as f64;
                    near(share(&table[0]) - share(&table[1]));
                }
                // Another program's draws: as near as chance allows (four standard errors).
                "scipy_monte_carlo_p_100k_seed1" => {
                    let (p, drawn) = (exact().p, draw(&table, DRAWS, 1));
                    let error = (p * (1.0 - p) / DRAWS as f64).sqrt();
                    assert!((drawn.p - p).abs() < 4.0 * error, "{what}: {} {p}", drawn.p);
                    assert!((drawn.p - expected.as_f64().unwrap()).abs() < 6.0 * error, "{what}");
                }
                "chi2" => near(square.chi2),
                "chi2_p" => near(square.p),
                "chi2_yates" => near(square.yates.unwrap().0),
                "chi2_yates_p" => near(square.yates.unwrap().1),
                "g_statistic" => near(square.g),
                "g_p" => near(square.g_p),
                "cramers_v" => near(square.cramers_v),
                "expected_counts" => grid_near(&square.expected, expected, &what),
                "pearson_residuals" => grid_near(&square.pearson, expected, &what),
                "adjusted_residuals" => grid_near(&square.adjusted, expected, &what),
                "min_expected" => near(square.least_expected()),
                "cells_expected_below_5" => {
                    assert_eq!(square.below_five() as u64, *expected, "{what}");
                }
                "share_cells_expected_below_5" => near(square.share_below_five()),
                other => panic!("{other} is not known"),
            }
        }
    }
    assert_eq!(seen, 238);
}

#[test]
fn proportions_and_families_and_smallest() {
    let (mut intervals, mut families, mut smallest) = (0, 0, 0);
    for case in cases(TABLES).iter().filter(|case| case.get("rows").is_some()) {
        for row in case["rows"].as_array().unwrap() {
            match case["id"].as_str().unwrap() {
                "proportion_intervals" => {
                    let [x, n] = ["x", "n"].map(|name| row[name].as_u64().unwrap());
                    let what = format!("{x} of {n}");
                    near(x as f64 / n as f64, &row["p"], &what);
                    let (low, high) = wilson(x, n);
                    all_near(&[low, high], &row["wilson95"], &what);
                    let (low, high) = clopper_pearson(x, n);
                    all_near(&[low, high], &row["clopper_pearson95"], &what);
                    intervals += 1;
                }
                "multiple_testing" => {
                    let ps = numbers(&row["p"]);
                    all_near(&Adjust::Holm.of(&ps), &row["holm"], "holm");
                    all_near(&Adjust::BenjaminiHochberg.of(&ps), &row["bh"], "bh");
                    all_near(&bonferroni(&ps), &row["bonferroni"], "bonferroni");
                    assert_eq!(Adjust::None.of(&ps), ps);
                    families += 1;
                }
                "min_p_complete_separation" => {
                    let (a, b) = (row[0].as_u64().unwrap(), row[1].as_u64().unwrap());
                    near(smallest_of_presence(&[a, b]), &row[2], &format!("{a} and {b}"));
                    near(smallest_of_arrangements(&[a, b]), &row[2], &format!("{a} and {b}"));
                    smallest += 1;
                }
                other => panic!("{other} is not known"),
            }
        }
    }
    assert_eq!((intervals, families, smallest), (15, 3, 28));
}

/// What the oracle warns of: references against words, as if references were independent.
fn naive(references: &[f64], words: &[f64], of: &[usize]) -> (Vec<f64>, Vec<f64>, f64, f64) {
    let (observed, words) = (sums(references, of), sums(words, of));
    let whole: f64 = words.iter().sum();
    let all: f64 = observed.iter().sum();
    let expected: Vec<f64> = words.iter().map(|words| all * words / whole).collect();
    let chi2: f64 = observed.iter().zip(&expected).map(|(o, e)| (o - e) * (o - e) / e).sum();
    let p = chi_square_tail(chi2, observed.len() as u64 - 1);
    (observed, expected, chi2, p)
}

#[test]
fn labels() {
    let cases = cases(LABELS);
    assert_eq!(cases.len(), 4);
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let names: Vec<&str> =
            case["group"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        // In the order of the alphabet, as the oracle has them.
        let mut labels = names.clone();
        labels.sort_unstable();
        labels.dedup();
        let of: Vec<usize> = names
            .iter()
            .map(|name| labels.iter().position(|label| label == name).unwrap())
            .collect();
        let references = numbers(&case["references"]);
        let words = numbers(&case["words"]);
        let rates: Vec<f64> =
            references.iter().zip(&words).map(|(refs, words)| 1000.0 * refs / words).collect();
        let present: Vec<f64> = references.iter().map(|&n| f64::from(u8::from(n > 0.0))).collect();
        let by_label = |values: Vec<f64>, expected: &Value, what: &str| {
            assert_eq!(values.len(), expected.as_object().unwrap().len(), "{what}");
            for (label, value) in labels.iter().zip(values) {
                near(value, &expected[label], what);
            }
        };
        for (field, expected) in case["expected"].as_object().unwrap() {
            let what = format!("{id} {field}");
            let test = |values: &[f64]| {
                let found = permutation(values, &of, 1);
                let Method::Exact { of } = found.method else { panic!("{what}") };
                near(found.observed, &expected["ssb_observed"], &what);
                assert_eq!(of, expected["arrangements"], "{what}");
                near(found.p * of as f64, &expected["as_or_more_extreme"], &what);
                near(found.p, &expected["p_exact"], &what);
            };
            match field.as_str() {
                "rate_per_1000_words" => all_near(&rates, expected, &what),
                "present" => test(&present),
                "references" => test(&references),
                "rate" => test(&rates),
                "group_mean_of_participant_rates" => by_label(means(&rates, &of), expected, &what),
                "group_pooled_rate" => {
                    let pooled = sums(&references, &of);
                    let words = sums(&words, &of);
                    let pooled =
                        pooled.iter().zip(words).map(|(refs, words)| 1000.0 * refs / words);
                    by_label(pooled.collect(), expected, &what);
                }
                "kruskal_wallis_H_rates" => match (kruskal_wallis(&rates, &of), expected) {
                    (None, Value::Null) => {}
                    (found, expected) => near(found.unwrap(), expected, &what),
                },
                "naive_chisquare_references_vs_words_WRONG_UNIT" => {
                    let (observed, expect, chi2, p) = naive(&references, &words, &of);
                    all_near(&observed, &expected["observed"], &what);
                    all_near(&expect, &expected["expected"], &what);
                    near(chi2, &expected["chi2"], &what);
                    near(p, &expected["p"], &what);
                }
                other => panic!("{other} is not known"),
            }
        }
    }
}
