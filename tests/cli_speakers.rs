//! `speakers` and `receipt` on the command line: who spoke can be decided again.

use crate::support::Desk;

const TEXT: &str = "INT: How long?\n\nP01: Fourteen months.\n\nP0l: They watched him.\n\n\
                    INT: And then?\n\nAnna: I went home.\n\nP01: So: we waited.\n\nAnna: Yes.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk.write("p.csv", "id\nP01\n");
    desk.ok(&["participants", "s.postil", "--import", "p.csv"]);
    desk.write("D.txt", TEXT);
    desk.ok(&["import", "s.postil", "D.txt"]);
    desk
}

/// Label, whose, turns.
fn speakers(desk: &Desk) -> Vec<String> {
    let value = desk.json(&["speakers", "s.postil"]);
    let each = value.as_array().unwrap().iter();
    each.map(|s| {
        format!("{} {} {}", s["label"].as_str().unwrap(), s["voice"].as_str().unwrap(), s["turns"])
    })
    .collect()
}

#[test]
fn labels_are_joined_renamed_and_split() {
    let desk = desk();
    let before = speakers(&desk);
    assert_eq!(
        before,
        ["INT interviewer 2", "P01 participant 2", "P0l unassigned 1", "Anna unassigned 2"]
    );
    let said = desk.ok(&["speakers", "s.postil", "--join", "P0l=P01"]);
    assert_eq!(said, "Join P0l with P01 in D\n");
    desk.ok(&["speakers", "s.postil", "--rename", "Anna=Ben"]);
    desk.ok(&["speakers", "s.postil", "--split", "3,5=Carla", "--document", "D"]);
    assert_eq!(
        speakers(&desk),
        ["INT interviewer 2", "P01 participant 2", "Ben unassigned 1", "Carla unassigned 2"]
    );
    // The text has not changed.
    assert_eq!(desk.ok(&["text", "s.postil", "D"]), TEXT);
    for _ in 0..3 {
        desk.ok(&["undo", "s.postil"]);
    }
    assert_eq!(speakers(&desk), before);
}

#[test]
fn slips_are_refused_with_what_to_do() {
    let desk = desk();
    let check = |args: &[&str], expected: &str| {
        let mut line = vec!["speakers", "s.postil"];
        line.extend(args);
        let ran = desk.run(&line);
        assert_ne!(ran.status, 0, "{args:?}");
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
    };
    check(&["--join", "P0l=Nobody"], "there is no speaker Nobody; the labels are");
    check(&["--rename", "Anna=P01"], "join the two");
    check(&["--split", "3=Anna"], "--split wants one --document");
    check(&["--split", "9=Anna", "--document", "D"], "its turns are ¶1 to ¶7");
    check(&["--split", "x=Anna", "--document", "D"], "3,5-7=label");
    check(&["--join", "P01"], "label=label");
    check(&["--label", "So"], "--read-again");
    check(&["--read-again", "--speaker-pattern", "("], "no regular expression");
}

#[test]
fn speakers_are_found_again_after_a_look() {
    let desk = desk();
    let before = speakers(&desk);
    let args = ["speakers", "s.postil", "--read-again", "--same", "P0l=P01", "--not-label", "Anna"];
    let plan = desk.json(&[&args[..], &["--dry-run"]].concat());
    assert_eq!(plan["dry_run"], true);
    let labels: Vec<String> = plan["documents"][0]["labels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| format!("{} {} {}", l["label"].as_str().unwrap(), l["before"], l["after"]))
        .collect();
    assert_eq!(labels, ["INT 2 2", "P01 2 3", "P0l 1 0", "Anna 2 0"]);
    assert_eq!(speakers(&desk), before, "a dry run does nothing");
    let said = desk.ok(&args);
    assert!(said.contains("Find speakers again in D"), "{said}");
    assert_eq!(speakers(&desk), ["INT interviewer 2", "P01 participant 3"]);
    let said = desk.ok(&["receipt", "s.postil", "D"]);
    assert!(said.contains("P0l is P01, spelled otherwise"), "{said}");
    assert!(said.contains("Anna is no speaker"), "{said}");
    // What was decided stays; more can be added.
    desk.ok(&["speakers", "s.postil", "--read-again", "--label", "Anna", "--map", "Anna=P02"]);
    assert_eq!(speakers(&desk), ["INT interviewer 2", "P01 participant 3", "Anna participant 2"]);
    desk.ok(&["undo", "s.postil", "2"]);
    assert_eq!(speakers(&desk), before);
}

#[test]
fn a_receipt_is_printed_at_any_time() {
    let desk = desk();
    let value = desk.json(&["receipt", "s.postil", "D"]);
    assert_eq!(value["file"], "D.txt");
    assert_eq!(value["encoding"], "UTF-8");
    assert_eq!(value["imported_by"], "researcher");
    assert_eq!(value["turns"], 7);
    assert_eq!(value["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(value["speakers"][1]["who"], "P01");
    let text = desk.ok(&["receipt", "s.postil", "D"]);
    for words in ["D.txt", "UTF-8", "SHA-256", "by researcher", "P01: P01, 2 turns"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for file in ["r.md", "r.json", "r.txt"] {
        desk.ok(&["receipt", "s.postil", "D", "--out", file]);
        assert!(String::from_utf8(desk.read(file)).unwrap().contains("D.txt"), "{file}");
    }
}
