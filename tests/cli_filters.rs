//! Filters: what is asked of participants, speakers and excerpts, and filters that are kept by name.

use crate::support::Desk;
use serde_json::Value;

/// Two interviews: P01 (ICTG, 3 years) and P02 (LA worker, 12 years); P03 is silent and unknown.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "A.txt",
        "INT: How long?\n\nP01: We waited months and they watched us.\n\nINT: And then?\n\n\
         P01: I was afraid of them.\n",
    );
    desk.write("B.txt", "INT: And you?\n\nP02: Nobody came back. They watched the house.\n");
    desk.write("p.csv", "id,role,years\nP01,ICTG,3\nP02,LA worker,12\nP03,,\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "p.csv"]);
    desk.ok(&["import", "s.postil", "A.txt", "B.txt"]);
    for (document, words, code) in [
        ("A", "waited months and they", "delay"),
        ("A", "they watched us", "watched"),
        ("A", "afraid", "fear"),
        ("B", "Nobody came back", "delay"),
        ("B", "They watched", "watched"),
    ] {
        let text = desk.ok(&["text", "s.postil", document]);
        let start = text.find(words).unwrap();
        let (start, end) = (start.to_string(), (start + words.len()).to_string());
        desk.ok(&["code", "s.postil", document, &start, &end, code]);
    }
    desk
}

fn found(desk: &Desk, more: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["excerpts", "s.postil", "--json"].iter().chain(more).copied().collect();
    let value: Value = serde_json::from_str(&desk.ok(&args)).unwrap();
    let each = value.as_array().unwrap().iter();
    each.map(|excerpt| excerpt["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_asked_of_excerpts_and_people_is_what_is_found() {
    let desk = desk();
    let check =
        |more: &[&str], expected: &[&str]| assert_eq!(found(&desk, more), expected, "{more:?}");
    let (waited, us) = ("waited months and they", "they watched us");
    check(&["--that", "overlaps watched"], &[waited]);
    check(&["--that", "overlaps watched or is fear"], &[waited, "afraid"]);
    check(&["--code", "watched", "--that", "not overlaps delay"], &["They watched"]);
    check(&["--that", "is delay", "--that", "not overlaps watched"], &["Nobody came back"]);
    check(&["--that", "is watched and follows delay"], &["They watched"]);
    check(&["--that", "is fear and within 2 turns of watched"], &["afraid"]);
    check(&["--where", "years<10"], &[waited, us, "afraid"]);
    check(&["--where", "years>=3", "--where", "years<=11"], &[waited, us, "afraid"]);
    check(&["--where", "role!=ICTG"], &["Nobody came back", "They watched"]);
    check(&["--where", "years>12"], &[]);
    check(&["--speaker", "p02"], &["Nobody came back", "They watched"]);
    // The same filter drives the tables.
    let table = desk.ok(&[
        "crosstab",
        "s.postil",
        "--by",
        "role",
        "--json",
        "--measure",
        "excerpts",
        "--that",
        "overlaps watched",
    ]);
    let table: Value = serde_json::from_str(&table).unwrap();
    let row = |path: &str| {
        let rows = table["rows"].as_array().unwrap().iter();
        rows.filter(|row| row["path"] == path).map(|row| row["total"].clone()).next().unwrap()
    };
    assert_eq!((row("delay"), row("watched")), (1.into(), 0.into()));
    assert_eq!(table["left_out"]["filtered"], 4);
    let notes = table["notes"].to_string();
    assert!(notes.contains("excerpts with the condition “overlaps watched”"), "{notes}");
}

#[test]
fn a_damaged_filter_or_version_keeps_no_study_closed() {
    let desk = desk();
    desk.ok(&["filters", "s.postil", "--save", "Waiting", "--that", "is delay"]);
    desk.ok(&["filters", "s.postil", "--save", "Whole", "--that", "is watched"]);
    desk.ok(&["codebook", "s.postil", "--keep-version", "first"]);
    let file = rusqlite::Connection::open(desk.path("s.postil")).unwrap();
    // A disk can do this, and so can a program that knows better.
    file.execute_batch(
        "PRAGMA ignore_check_constraints = 1;
         UPDATE saved_filters SET filter = '{\"codes\": [' WHERE name = 'Waiting';
         UPDATE codebook_versions SET codes = '[7]';",
    )
    .unwrap();
    drop(file);
    desk.ok(&["info", "s.postil"]);
    let listed = desk.ok(&["filters", "s.postil"]);
    assert!(listed.contains("Waiting") && listed.contains("Whole"), "{listed}");
    assert!(listed.contains("Cannot be read, because the entry in the file is damaged: Waiting."));
    let json: Value = serde_json::from_str(&desk.ok(&["filters", "s.postil", "--json"])).unwrap();
    assert_eq!((&json[0]["name"], &json[0]["described"]), (&"Waiting".into(), &Value::Null));
    assert_eq!(json[0]["why"], "it cannot be read");
    let why = desk.refused(&["excerpts", "s.postil", "--saved", "Waiting"]);
    assert!(why.contains("the saved filter Waiting cannot be read"), "{why}");
    assert_eq!(found(&desk, &["--saved", "Whole"]), ["they watched us", "They watched"]);
    let versions = desk.ok(&["codebook", "s.postil", "--versions"]);
    assert!(versions.contains("n/a") && versions.contains("first"), "{versions}");
    let why = desk.refused(&["codebook", "s.postil", "--changes", "1..now"]);
    assert!(why.contains("version 1 cannot be read"), "{why}");
    let table = desk.ok(&["frequencies", "s.postil"]);
    assert!(table.contains("version 1 of") && table.contains("cannot be read"), "{table}");
    let ran = desk.run(&["check", "s.postil"]);
    assert_eq!(ran.status, 1);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains("the saved filter Waiting cannot be read"), "{said}");
    assert!(said.contains("version 1 of the codebook cannot be read"), "{said}");
    // Another version can be kept, and the filter saved anew or let go; both can be taken back.
    desk.ok(&["codebook", "s.postil", "--keep-version", "second"]);
    desk.ok(&["filters", "s.postil", "--remove", "Waiting"]);
    assert!(!desk.ok(&["filters", "s.postil"]).contains("Waiting"));
    desk.ok(&["undo", "s.postil"]);
    assert!(desk.ok(&["filters", "s.postil"]).contains("damaged: Waiting"));
    desk.ok(&["redo", "s.postil"]);
    desk.ok(&["filters", "s.postil", "--save", "Waiting", "--that", "is delay"]);
    assert!(!desk.ok(&["filters", "s.postil"]).contains("damaged"));
}

#[test]
fn a_filter_is_kept_by_name_and_used_again() {
    let desk = desk();
    let waiting = ["--that", "is delay and not overlaps watched", "--where", "role=LA worker"];
    let save: Vec<&str> =
        ["filters", "s.postil", "--save", "Waiting"].iter().chain(&waiting).copied().collect();
    desk.ok(&save);
    let listed = desk.ok(&["filters", "s.postil", "--json"]);
    assert!(listed.contains("“is delay and not overlaps watched”"), "{listed}");
    assert!(listed.contains("role = LA worker"), "{listed}");
    assert_eq!(found(&desk, &["--saved", "waiting"]), ["Nobody came back"]);
    // What is given beside it takes the place of its part.
    assert_eq!(found(&desk, &["--saved", "waiting", "--that", "is watched"]), ["They watched"]);
    desk.ok(&["filters", "s.postil", "--rename", "Waiting=waiting"]);
    assert!(desk.ok(&["filters", "s.postil", "--json"]).contains("\"waiting\""));
    desk.ok(&["undo", "s.postil"]);
    assert!(desk.ok(&["filters", "s.postil", "--json"]).contains("\"Waiting\""));
    desk.ok(&["filters", "s.postil", "--remove", "waiting"]);
    let why = desk.refused(&["excerpts", "s.postil", "--saved", "waiting"]);
    assert!(why.contains("there is no filter waiting"), "{why}");
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(found(&desk, &["--saved", "waiting"]), ["Nobody came back"]);
}

#[test]
fn a_sentence_that_cannot_be_read_says_where() {
    let desk = desk();
    let check = |sentence: &str, expected: &str| {
        let why = desk.refused(&["excerpts", "s.postil", "--that", sentence]);
        assert!(why.contains(expected), "{why}");
    };
    check("overlaps nothing", "after “overlaps”: there is no code nothing");
    check("overlaps watched and", "after “overlaps watched and”: a condition is missing");
    check("surveillance", "at its start: surveillance begins no condition");
}

#[test]
fn approach_and_days_are_kept() {
    let desk = desk();
    assert!(desk.ok(&["approach", "s.postil"]).starts_with("None declared"));
    let told = desk.ok(&["approach", "s.postil", "reflexive"]);
    assert!(told.contains("frequency is not importance"), "{told}");
    desk.ok(&["documents", "s.postil", "--held-on", "A=2026-03-31"]);
    let listed = desk.ok(&["documents", "s.postil"]);
    assert!(listed.contains("2026-03-31") && listed.contains("INT (interviewer), P02"), "{listed}");
    let why = desk.refused(&["documents", "s.postil", "--held-on", "A=31.3.2026"]);
    assert!(why.contains("31.3.2026 is no day; write it like 2026-03-31"), "{why}");
    desk.ok(&["undo", "s.postil", "2"]);
    assert!(desk.ok(&["approach", "s.postil"]).starts_with("None declared"));
}

/// What is asked for besides codes says nothing of whether an interview is coded.
#[test]
fn saturation_keeps_interviews_without_what_is_asked_for() {
    let desk = crate::support::Desk::new();
    desk.ok(&["demo", "d"]);
    let study = "d/waiting-rooms.postil";
    let of = |more: &[&str]| desk.json(&[&["saturation", study][..], more].concat());
    let all = of(&[]);
    let those = of(&["--that", "overlaps Surveillance"]);
    for name in ["interviews", "not_coded"] {
        let count = |value: &serde_json::Value| value[name].as_array().map(Vec::len);
        assert_eq!(count(&all), count(&those), "{name}");
    }
    // A name with another ending than the file's is nobody's.
    let ran = desk.run(&["text", study, "P01.9"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("there is no document P01.9"), "{}", ran.err);
    desk.ok(&["text", study, "p01.txt"]);
}
