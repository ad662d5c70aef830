//! `suppression.json`: masks and bounds by linear programming (scipy).

use super::super::*;
use serde_json::Value;

const ORACLE: &str = include_str!("../../../../tests/fixtures/oracles/suppression.json");

fn mask(value: &Value) -> Mask {
    let rows: Vec<Vec<u64>> = serde_json::from_value(value.clone()).unwrap();
    rows.iter().map(|row| row.iter().map(|&n| n == 1).collect()).collect()
}

fn same(found: &[Bound], expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (bound, wanted) in found.iter().zip(expected) {
        assert_eq!(bound.row as u64, wanted["row"], "{what}");
        assert_eq!(bound.column as u64, wanted["col"], "{what}");
        assert_eq!(bound.value, wanted["true"], "{what}");
        for (end, name) in [(bound.low, "low"), (bound.high, "high")] {
            assert!((end as f64 - wanted[name].as_f64().unwrap()).abs() < 1e-9, "{what} {bound:?}");
        }
        assert_eq!(bound.recoverable(), wanted["exactly_recoverable"], "{what}");
    }
}

#[test]
fn masks_bounds_and_verdicts() {
    let oracle: Value = serde_json::from_str(ORACLE).unwrap();
    let cases = oracle["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let table: Vec<Vec<u64>> = serde_json::from_value(case["table"].clone()).unwrap();
        let expected = &case["expected"];
        assert_eq!(case["margins_published"], true);
        let zeros = !case["zeros_safe"].as_bool().unwrap();
        let first = primary(&table, case["k"].as_u64().unwrap(), zeros);
        assert_eq!(first, mask(&expected["primary_mask"]), "{id}");
        let last = complete(&table, first.clone());
        assert_eq!(last, mask(&expected["final_mask"]), "{id}");
        let leaks = |found: &[Bound]| found.iter().any(Bound::recoverable);
        let before = bounds(&table, &first, &Known::margins());
        same(&before, &expected["bounds_primary_only"], id);
        assert_eq!(leaks(&before), expected["primary_only_leaks"], "{id}");
        let after = bounds(&table, &last, &Known::margins());
        same(&after, &expected["bounds_final"], id);
        assert_eq!(leaks(&after), expected["final_leaks"], "{id}");
    }
}
