//! The oracle study, built wholly through the command line: every measure as it must come out.

use crate::support::{Desk, cell};
use serde_json::Value;
use std::fmt::Write as _;

fn case() -> Value {
    let oracle: Value =
        serde_json::from_str(include_str!("fixtures/oracle_crosstab.json")).unwrap();
    oracle["cases"][0].clone()
}

fn build(case: &Value) -> Desk {
    let desk = Desk::new();
    let mut files = vec!["import".to_owned(), "s.postil".to_owned()];
    for document in case["documents"].as_array().unwrap() {
        let name = format!("{}.txt", document["id"].as_str().unwrap());
        desk.write(&name, document["text"].as_str().unwrap());
        files.push(name);
    }
    let mut people = "id,role\n".to_owned();
    for (id, role) in case["participants"].as_object().unwrap() {
        writeln!(people, "{id},{}", role.as_str().unwrap()).unwrap();
    }
    desk.write("people.csv", people);
    let mut codings = "document,start,end,code,coder\n".to_owned();
    for c in case["codings"].as_array().unwrap() {
        let text = |name: &str| c[name].as_str().unwrap().to_owned();
        let (start, end) = (&c["start"], &c["end"]);
        writeln!(codings, "{},{start},{end},{},{}", text("doc"), text("code"), text("coder"))
            .unwrap();
    }
    desk.write("codings.csv", codings);
    desk.ok(&["new", "s.postil"]);
    desk.ok(&files.iter().map(String::as_str).collect::<Vec<_>>());
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.ok(&["speakers", "s.postil", "--map", "P01=P01", "--interviewer", "INT"]);
    desk.ok(&["codings", "s.postil", "--import", "codings.csv"]);
    desk
}

fn same(found: &Value, expected: &Value, what: &str) {
    match (found.as_f64(), expected.as_f64()) {
        (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{what}: {a} is not {b}"),
        _ => assert_eq!(found, expected, "{what}"),
    }
}

/// How the oracle calls a number, and how to ask for it.
const NUMBERS: [(&str, &str, &str); 10] = [
    ("references", "excerpts", "none"),
    ("participants", "participants", "none"),
    ("documents", "documents", "none"),
    ("chars_coded", "characters", "none"),
    ("words_coded", "words", "none"),
    ("coverage_of_own_chars", "coverage", "none"),
    ("references_per_1000_own_words", "rate-pooled", "none"),
    ("pct_of_participants_in_role", "participants", "group"),
    ("row_pct_references", "excerpts", "row"),
    ("col_pct_references", "excerpts", "column"),
];

#[test]
fn every_measure_by_role_and_in_total() {
    let case = case();
    let desk = build(&case);
    let expected = &case["expected"];
    for (name, measure, percent) in NUMBERS {
        let table = desk.json(&[
            "crosstab",
            "s.postil",
            "--by",
            "role",
            "--measure",
            measure,
            "--percent",
            percent,
        ]);
        assert_eq!(table["measure"], measure);
        assert_eq!(table["attribute"], serde_json::json!(["role"]));
        for (code, roles) in expected["by_role"].as_object().unwrap() {
            for (role, numbers) in roles.as_object().unwrap() {
                let found = cell(&table, code, role);
                same(found, &numbers[name], &format!("{name} of {code}, {role}"));
            }
        }
        for row in table["rows"].as_array().unwrap() {
            let code = row["code"].as_str().unwrap();
            let total = &expected["all_participants"][code][name];
            if percent == "none" && !total.is_null() {
                same(&row["total"], total, &format!("{name} of {code}, all"));
            }
        }
        let base = &expected["role_base"];
        for group in table["groups"].as_array().unwrap() {
            let of = &base[group["value"].as_str().unwrap()];
            assert_eq!(group["participants"], of["participants"]);
            assert_eq!(group["documents"], of["documents"]);
            assert_eq!(group["words"], of["own_words"]);
            assert_eq!(group["characters"], of["own_chars"]);
        }
        assert_eq!(table["left_out"]["interviewer_only"], 1);
    }
}

#[test]
fn the_mean_rate_gives_every_participant_the_same_weight() {
    let case = case();
    let desk = build(&case);
    let table = desk.json(&["crosstab", "s.postil", "--by", "role", "--measure", "rate"]);
    let people = case["expected"]["by_participant"].as_object().unwrap();
    for code in case["expected"]["by_role"].as_object().unwrap().keys() {
        for group in table["groups"].as_array().unwrap() {
            let role = group["value"].as_str().unwrap();
            let rates: Vec<f64> = people
                .values()
                .filter(|person| person["role"] == role)
                .map(|person| {
                    let own = person["own_words"].as_f64().unwrap();
                    1000.0 * person["codes"][code].as_f64().unwrap() / own
                })
                .collect();
            let mean = rates.iter().sum::<f64>() / rates.len() as f64;
            same(cell(&table, code, role), &serde_json::json!(mean), &format!("{code}, {role}"));
        }
    }
}

#[test]
fn who_says_it_and_how_often() {
    let case = case();
    let desk = build(&case);
    let expected = &case["expected"];
    for (code, roles) in expected["by_role"].as_object().unwrap() {
        for (role, numbers) in roles.as_object().unwrap() {
            let only = format!("role={role}");
            let who = desk.json(&["participants", "s.postil", "--code", code, "--where", &only]);
            let ids: Vec<&Value> = who.as_array().unwrap().iter().map(|p| &p["id"]).collect();
            let wanted: Vec<&Value> =
                numbers["participant_ids"].as_array().unwrap().iter().collect();
            assert_eq!(ids, wanted, "{code}, {role}");
        }
    }
    for (id, person) in expected["by_participant"].as_object().unwrap() {
        let table = desk.json(&["frequencies", "s.postil", "--participant", id]);
        for row in table["rows"].as_array().unwrap() {
            let code = row["code"].as_str().unwrap();
            assert_eq!(row["excerpts"], person["codes"][code], "{code}, {id}");
        }
        assert_eq!(table["total"]["words"], person["own_words"], "{id}");
    }
    let all = desk.json(&["frequencies", "s.postil"]);
    let totals = expected["codings_total_including_researcher_only"].as_object().unwrap();
    for row in all["rows"].as_array().unwrap() {
        let code = row["code"].as_str().unwrap();
        assert_eq!(row["all_excerpts"], totals[code], "{code}");
    }
}

#[test]
fn a_cell_opens_exactly_its_excerpts() {
    let case = case();
    let desk = build(&case);
    let table = desk.json(&["crosstab", "s.postil", "--by", "role", "--measure", "excerpts"]);
    for row in table["rows"].as_array().unwrap() {
        let code = row["path"].as_str().unwrap();
        for group in table["groups"].as_array().unwrap() {
            let role = group["value"].as_str().unwrap();
            let only = format!("role={role}");
            let list = desk.json(&["excerpts", "s.postil", "--code", code, "--where", &only]);
            let count = list.as_array().unwrap().len();
            assert_eq!(cell(&table, row["code"].as_str().unwrap(), role), count, "{code} {role}");
        }
    }
}
