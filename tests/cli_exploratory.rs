//! Exploratory tests on the command line: the sample study's numbers, by hand.

use crate::support::Desk;
use serde_json::{Value, json};

const STUDY: &str = "d/waiting-rooms.postil";
const OPENING: &str = "These tests treat each participant as one observation and describe only this \
                       sample. With purposive sampling a p-value has no population to refer to.";

fn demo() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo", "d"]).status, 0);
    desk
}

fn row<'v>(answer: &'v Value, code: &str) -> &'v Value {
    answer["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

fn near(found: &Value, expected: f64) {
    assert!((found.as_f64().unwrap() - expected).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn four_workers_and_three_guardians() {
    let desk = demo();
    let answer = desk.json(&["tests", STUDY, "--by", "role"]);
    assert_eq!(answer["opening"], OPENING);
    assert_eq!((&answer["refused"], &answer["tests"]), (&Value::Null, &json!(30)));
    near(&answer["smallest_p"], 1.0 / 35.0);
    let groups: Vec<(&str, &Value, &Value)> = answer["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["value"].as_str().unwrap(), &group["participants"], &group["why_not"]))
        .collect();
    assert_eq!(
        groups,
        [
            ("ICTG", &json!(3), &Value::Null),
            ("LA worker", &json!(4), &Value::Null),
            ("Police", &json!(1), &json!("one-person")),
            ("Solicitor", &json!(2), &json!("fewer-than-three")),
        ]
    );
    // 3 of 3 guardians, 1 of 4 workers: (4 + 1) of the C(7, 4) = 35 ways are no more likely.
    let advocacy = row(&answer, "Advocacy and work-arounds");
    assert_eq!(advocacy["cells"], json!([3, 1, 0, 2]));
    near(&advocacy["difference"]["value"], 0.75);
    assert_eq!(advocacy["difference"]["of"], json!(["ICTG", "LA worker"]));
    near(&advocacy["p"], 5.0 / 35.0);
    near(&advocacy["p_adjusted"], 1.0);
    near(&advocacy["p_smallest"], 1.0 / 35.0);
    assert_eq!(advocacy["method"], json!({"name": "exact", "possibilities": 4}));
    assert_eq!(advocacy["cramers_v"], Value::Null);
    assert_eq!(advocacy["odds_ratio"]["sample"], "inf");
    assert_eq!(advocacy["chi2_p"], Value::Null);
    // 3 of 3 and 2 of 4: (6 + 3) of 21.
    near(&row(&answer, "Surveillance")["p"], 9.0 / 21.0);
    // One code asked for is one test: nothing to adjust.
    let one = desk.json(&["tests", STUDY, "--by", "role", "--code", "Surveillance"]);
    assert_eq!(one["tests"], 1);
    near(&one["rows"][0]["p_adjusted"], 9.0 / 21.0);
}

#[test]
fn every_format_begins_with_what_the_tests_are_not() {
    let desk = demo();
    for format in ["text", "md", "html", "csv", "tsv", "json"] {
        let out = desk.ok(&["tests", STUDY, "--by", "role", "--format", format]);
        let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let opening = flat.find(OPENING).unwrap_or_else(|| panic!("{format}: {out}"));
        let row_at = flat.find("Surveillance").unwrap();
        assert!(opening < row_at, "{format}");
    }
    let csv = desk.ok(&["tests", STUDY, "--by", "role", "--format", "csv"]);
    assert!(csv.lines().skip(1).all(|line| line.starts_with(OPENING)), "{csv}");
    let text = desk.ok(&["tests", STUDY, "--by", "role"]);
    for line in [
        "Police: This role is one person: the column is that person's interview.",
        "With 3 and 4 participants no p can be below .028.",
        "30 tests; adjusted p by Holm.",
        "Very small groups (fewer than 5 participants): ICTG, LA worker, Police,",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_test_that_cannot_help_is_refused_and_says_so() {
    let desk = demo();
    let mut args = vec!["tests", STUDY, "--by", "role"];
    for id in ["P01", "P02", "P03", "P05", "P06", "P07"] {
        args.extend(["--participant", id]);
    }
    let answer = desk.json(&args);
    let why = "With 3 and 3 participants no result can be below .10; a test cannot help here.";
    assert_eq!(answer["refused"], json!({"reason": "cannot-reach-alpha", "why": why}));
    assert_eq!(answer["tests"], 0);
    assert!(answer["rows"].as_array().unwrap().iter().all(|row| row["p"].is_null()));
    let text = desk.ok(&args);
    assert!(text.contains(why) && !text.contains("p adjusted"), "{text}");
    let csv = desk.ok(&[args.as_slice(), &["--format", "csv"]].concat());
    assert!(csv.contains(why), "{csv}");
    // The level decides.
    assert_eq!(desk.json(&[args.as_slice(), &["--alpha", "0.1"]].concat())["tests"], 30);
    let few = desk.json(&["tests", STUDY, "--by", "role", "--where", "role=LA worker"]);
    assert_eq!(few["refused"]["reason"], "too-few-participants");
    let ran = desk.run(&["tests", STUDY, "--by", "role", "--alpha", "2"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn rates_and_merged_roles_and_residuals() {
    let desk = demo();
    let args = [
        "tests",
        STUDY,
        "--by",
        "role",
        "--on",
        "rate",
        "--adjust",
        "bh",
        "--merge-as",
        "other professionals",
        "--residuals",
    ];
    let answer = desk.json(&args);
    assert_eq!((&answer["test"], &answer["adjust"]), (&json!("permutation"), &json!("bh")));
    // 10! / (3! 4! 3!) arrangements, of which the two groups of three can change places.
    near(&answer["smallest_p"], 2.0 / 4200.0);
    let rates = desk.json(&["crosstab", STUDY, "--by", "role", "--measure", "rate"]);
    for (found, table) in
        answer["rows"].as_array().unwrap().iter().zip(rates["rows"].as_array().unwrap())
    {
        assert_eq!(found["method"]["possibilities"], 4200);
        for at in 0..2 {
            near(&found["means"][at], table["cells"][at].as_f64().unwrap());
        }
    }
    let residuals = &answer["residuals"];
    assert_eq!(residuals["groups"], json!(["ICTG", "LA worker", "other professionals"]));
    let shaded: usize = residuals["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row["shaded"].as_array().unwrap())
        .filter(|&cell| cell == true)
        .count();
    assert_eq!(shaded, 3);
    assert!(residuals.get("p").is_none(), "references have no p");
    let text = desk.ok(&args);
    assert!(text.contains("They have no p"), "{text}");
}
