//! Participants on the command line: how a table is read, what a second one changes, values that mean
//! the same, and who is left out of analysis.

use crate::support::Desk;

const TALK: &str = "INT: How long?\n\nP01: Nine weeks. Nobody called.\n\nP02: Me neither.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("talk.txt", TALK);
    desk.write("people.csv", "id,role,age\nP01,LA worker,40\nP02,Local authority,\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.ok(&["import", "s.postil", "talk.txt"]);
    let text: Vec<char> = desk.ok(&["text", "s.postil", "talk"]).chars().collect();
    let text: String = text.into_iter().collect();
    let at = |words: &str| text.find(words).unwrap().to_string();
    for (words, end) in [("Nine", "weeks."), ("Me", "neither."), ("How", "long")] {
        let end = (at(end).parse::<usize>().unwrap() + end.len()).to_string();
        desk.ok(&["code", "s.postil", "talk", &at(words), &end, "delay"]);
    }
    desk
}

#[test]
fn a_second_table_says_what_it_changes_before_it_does() {
    let desk = desk();
    let steps = desk.json(&["info", "s.postil"])["steps"].clone();
    desk.write(
        "second.csv",
        "Sample of March;;;\nAlter;Kennung;role;Notiz\n41;P01;LA worker;x\n;P1;;\n39;p02;;\n30;P03;porter;\n;;nurse;\n",
    );
    let import = ["participants", "s.postil", "--import", "second.csv", "--leave-out", "notiz"];
    let dry = [&import[..], &["--dry-run"]].concat();
    let ran = desk.run(&dry);
    assert_eq!(ran.status, 1);
    for expected in [
        "header in row 2, ids in column 2, Kennung\n",
        "new attribute Alter (number)\n",
        "new P03: 30 | porter\n",
        "P01 Alter: (blank) -> 41\n",
        "2 new, 2 changed, 0 unchanged, 0 not in the file (they stay), 1 refused\n",
        "    columns that were left out: Notiz\n",
        "nothing was stored (4 rows read)\n",
    ] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
    for expected in [
        "P1 in line 4 is taken for somebody new, but looks like P01; if they are one, say --same P1=P01",
        "p02 in line 5 is P02 of the study",
        "second.csv",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    assert_eq!(desk.json(&["info", "s.postil"])["steps"], steps);
    let ran =
        desk.run(&[&dry[..], &["--type", "Alter=text", "--same", "P1=P01", "--json"]].concat());
    let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    // One of two lines about P01 is refused, as is the one without an id.
    assert_eq!(plan["refused"].as_array().unwrap().len(), 2);
    assert_eq!(plan["attributes"][0]["kind"], "text");
    assert_eq!(plan["changed"][0]["cells"][0]["new"], "41");
    assert_eq!(plan["new"][0]["id"], "P03");
    assert_eq!((plan["header_row"].as_u64(), plan["id_column"].as_u64()), (Some(2), Some(2)));
    // And then it happens.
    let ran = desk.run(&import);
    assert!(ran.out.starts_with("4 participants imported, 1 line refused\n"), "{}", ran.out);
    let people = desk.json(&["participants", "s.postil"]);
    let ages: Vec<_> =
        people.as_array().unwrap().iter().map(|p| &p["attributes"]["Alter"]).collect();
    assert_eq!(
        ages,
        ["41", "", "39", "30"]
            .map(|a| if a.is_empty() { serde_json::Value::Null } else { a.into() })
            .iter()
            .collect::<Vec<_>>()
    );
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.json(&["participants", "s.postil"]).as_array().unwrap().len(), 2);
    // A blank says nothing, unless it is told to clear.
    desk.write("blank.csv", "id,age\nP01,\n");
    let blank = ["participants", "s.postil", "--import", "blank.csv"];
    assert!(desk.ok(&blank).starts_with("0 participants imported, 1 there already"));
    desk.ok(&[&blank[..], &["--blank-clears"]].concat());
    let people = desk.json(&["participants", "s.postil"]);
    assert_eq!(people[0]["attributes"]["age"], serde_json::Value::Null);
}

#[test]
fn what_cannot_be_read_as_asked_is_refused() {
    let desk = desk();
    desk.write("a.csv", "id,role\nP05,x\n");
    let refused = |more: &[&str]| {
        desk.refused(&[&["participants", "s.postil", "--import", "a.csv"], more].concat())
    };
    assert!(refused(&["--sheet", "People"]).contains("there is no sheet People"));
    assert!(refused(&["--header-row", "7"]).contains("there is nothing in row 7"));
    assert!(
        refused(&["--id-column", "who"])
            .contains("there is no column who; the columns are id, role")
    );
    assert!(refused(&["--same", "P05=P77"]).contains("P77"));
    let usage =
        desk.run(&["participants", "s.postil", "--import", "a.csv", "--type", "role=colour"]);
    assert_eq!(usage.status, 2);
    assert_eq!(desk.run(&["participants", "s.postil", "--dry-run"]).status, 2);
}

#[test]
fn values_are_recoded() {
    let desk = desk();
    let recode = ["participants", "s.postil", "--recode", "role", "--from", "Local authority"];
    let out = desk.ok(&[&recode[..], &["--to", "LA worker"]].concat());
    assert_eq!(out, "Recode role: Local authority to LA worker (1 participant)\n");
    let table = desk.json(&["crosstab", "s.postil", "--by", "role"]);
    assert_eq!(table["groups"].as_array().unwrap().len(), 1);
    let again = desk.ok(&[&recode[..], &["--to", "LA worker"]].concat());
    assert_eq!(again, "nothing changed\n");
    assert_eq!(desk.run(&recode).status, 2);
}

#[test]
fn who_is_excluded_counts_nowhere_and_it_is_said() {
    let desk = desk();
    let rows = |table: &serde_json::Value| table["rows"][0]["total"].clone();
    let crosstab = ["crosstab", "s.postil", "--by", "role", "--measure", "excerpts"];
    assert_eq!(rows(&desk.json(&crosstab)), 2);
    let exclude = ["participants", "s.postil", "--exclude", "P02", "--reason", "asked for it"];
    assert_eq!(desk.ok(&exclude), "Exclude participant P02 from analysis\n");
    let table = desk.json(&crosstab);
    assert_eq!(rows(&table), 1);
    assert_eq!(table["groups"].as_array().unwrap().len(), 1);
    assert_eq!(table["left_out"]["excluded"], 1);
    assert_eq!(table["left_out"]["excluded_participants"][0], "P02");
    let note = "Left out: 1 participant excluded from analysis (P02), with 1 excerpt.";
    assert!(desk.ok(&crosstab).contains(note));
    assert!(desk.ok(&["frequencies", "s.postil"]).contains(note));
    assert!(desk.ok(&["excerpts", "s.postil"]).contains(note));
    // Rows of data are told of beside them.
    let ran = desk.run(&["excerpts", "s.postil", "--participant", "P02", "--json"]);
    assert_eq!((ran.status, ran.out.trim()), (0, "[\n]"));
    assert_eq!(ran.err, format!("postil: excerpts: {note} --include-excluded counts them.\n"));
    let ran =
        desk.run(&["excerpts", "s.postil", "--participant", "P02", "--json", "--include-excluded"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found[0]["citation"], "(talk, P02, Local authority, excluded, ¶3)");
    assert!(ran.err.contains("Participants excluded from analysis are included: P02."));
    let table = desk.json(&[&crosstab[..], &["--include-excluded"]].concat());
    assert_eq!(rows(&table), 2);
    // The text, the record of codings and the list of people still have them.
    assert!(desk.ok(&["text", "s.postil", "talk"]).contains("Me neither"));
    assert_eq!(desk.json(&["codings", "s.postil"]).as_array().unwrap().len(), 3);
    let people = desk.json(&["participants", "s.postil"]);
    assert_eq!(people[1]["excluded_why"], "asked for it");
    assert!(
        desk.ok(&["participants", "s.postil"]).contains("1 participant excluded from analysis")
    );
    let back = desk.ok(&["participants", "s.postil", "--take-back", "p02"]);
    assert_eq!(back, "Take participant P02 back into analysis\n");
    assert_eq!(rows(&desk.json(&crosstab)), 2);
    assert!(!desk.ok(&crosstab).contains("Left out"));
}
