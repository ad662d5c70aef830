//! A corpus through the command line: imported, counted, undone step by step, done again.

use crate::support::corpus::{CODERS, Corpus};
use crate::support::{Desk, cell};

fn build(corpus: &Corpus) -> Desk {
    let desk = Desk::new();
    for document in &corpus.documents {
        let text: String = document.text.iter().collect();
        desk.write(&format!("docs/{}", document.name), text);
    }
    desk.write("people.csv", corpus.participants_csv());
    desk.write("codings.csv", corpus.codings_csv());
    desk.ok(&["new", "s.postil"]);
    let receipt = desk.json(&["import", "s.postil", "docs"]);
    assert_eq!(receipt["imported"].as_array().unwrap().len(), corpus.documents.len());
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    let report = desk.json(&["codings", "s.postil", "--import", "codings.csv"]);
    assert_eq!(report["taken"], corpus.codings.len());
    desk
}

fn same_counts(desk: &Desk, corpus: &Corpus) {
    for coder in CODERS {
        let expected = corpus.count(coder);
        for (index, measure) in
            ["participants", "excerpts", "words", "characters"].into_iter().enumerate()
        {
            let table = desk.json(&[
                "crosstab",
                "s.postil",
                "--by",
                "role",
                "--measure",
                measure,
                "--by-coder",
                coder,
            ]);
            let rows = table["rows"].as_array().unwrap();
            let groups = table["groups"].as_array().unwrap();
            let mut nonzero = 0;
            for row in rows {
                let code = row["code"].as_str().unwrap();
                for group in groups {
                    let role = group["value"].as_str().unwrap();
                    let found = cell(&table, code, role).as_u64().unwrap();
                    let key = expected.keys().find(|key| key.0 == code && key.1 == role);
                    let count = key.map_or(0, |key| expected[key][index]);
                    assert_eq!(found, count as u64, "{measure} of {code}, {role}, {coder}");
                    nonzero += usize::from(found > 0);
                }
            }
            assert_eq!(nonzero, expected.len(), "{measure}, {coder}");
        }
    }
}

#[test]
fn numbers_equal_an_independent_count_from_the_files() {
    for seed in [1, 2] {
        let corpus = Corpus::make(8, 240, 9, seed);
        same_counts(&build(&corpus), &corpus);
    }
}

#[test]
fn everything_is_undone_step_by_step_and_done_again() {
    let corpus = Corpus::make(6, 300, 8, 7);
    let desk = build(&corpus);
    let first = desk.json(&["codings", "s.postil", "--by-coder", "all"]);
    let coded = first.as_array().unwrap();
    assert_eq!(coded.len(), 300);
    desk.ok(&["speakers", "s.postil", "--map", "P01="]);
    desk.ok(&["code", "s.postil", "interview 01", "6", "20", "Time/delay"]);
    let table = ["crosstab", "s.postil", "--by", "role", "--by-coder", "all"];
    let before = (desk.json(&table), desk.json(&["codings", "s.postil", "--by-coder", "all"]));
    let history = desk.json(&["history", "s.postil"]);
    let steps = history.as_array().unwrap().len();
    assert_eq!(steps, 5);
    for left in (0..steps).rev() {
        desk.ok(&["undo", "s.postil"]);
        assert_eq!(desk.ok(&["check", "s.postil"]), "Everything is whole.\n");
        assert_eq!(desk.json(&["info", "s.postil"])["steps"], left);
    }
    let empty = desk.json(&["info", "s.postil"]);
    for what in ["documents", "turns", "words", "participants", "codes", "codings", "memos"] {
        assert_eq!(empty[what], 0, "{what}");
    }
    assert_eq!(desk.refused(&["undo", "s.postil"]), "postil: undo: there is no step to undo");
    let history = desk.json(&["history", "s.postil"]);
    assert!(history.as_array().unwrap().iter().all(|step| step["undone"] == true));
    desk.ok(&["redo", "s.postil", "5"]);
    desk.ok(&["check", "s.postil"]);
    let after = (desk.json(&table), desk.json(&["codings", "s.postil", "--by-coder", "all"]));
    assert_eq!(before, after);
}

#[test]
fn codings_go_out_and_come_in_the_same() {
    let corpus = Corpus::make(5, 200, 6, 3);
    let desk = build(&corpus);
    for file in ["all.csv", "all.tsv", "all.xlsx"] {
        desk.ok(&["codings", "s.postil", "--by-coder", "all", "--out", file]);
        let study = format!("{file}.postil");
        desk.ok(&["new", &study]);
        desk.ok(&["import", &study, "docs"]);
        desk.ok(&["participants", &study, "--import", "people.csv"]);
        let report = desk.json(&["codings", &study, "--import", file]);
        assert_eq!(report["taken"], 200, "{file}");
        let list = |study| desk.json(&["codings", study, "--by-coder", "all"]);
        assert_eq!(list("s.postil"), list(&study), "{file}");
        // Once more: they are known by their identity.
        let report = desk.json(&["codings", &study, "--import", file]);
        assert_eq!((&report["taken"], &report["known"]), (&0.into(), &200.into()));
        assert!(report["step"].is_null());
    }
}
