//! The sample study: its counts are those of its specification, and `demo` does what it says.

use crate::support::{Desk, cell};
use serde_json::Value;

fn demo() -> Desk {
    let desk = Desk::new();
    let ran = desk.run(&["demo", "d"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for word in ["4 of 4", "Delay", "LA worker", "waiting-rooms.postil", "There is no display"] {
        assert!(ran.out.contains(word), "{word} is missing:\n{}", ran.out);
    }
    desk
}

const STUDY: &str = "d/waiting-rooms.postil";

#[test]
fn the_counts_by_role_are_those_of_the_specification() {
    let expected: Value =
        serde_json::from_str(include_str!("fixtures/sample_expected.json")).unwrap();
    let desk = demo();
    assert_eq!(desk.json(&["info", STUDY])["codings"], expected["codings_total"]);
    let table = |measure| desk.json(&["crosstab", STUDY, "--by", "role", "--measure", measure]);
    let (people, references) = (table("participants"), table("excerpts"));
    let codes = expected["by_code_and_role"].as_object().unwrap();
    assert_eq!(codes.len(), 24);
    for (code, roles) in codes {
        for (role, counts) in roles.as_object().unwrap() {
            assert_eq!(*cell(&people, code, role), counts["participants"], "{code}, {role}");
            assert_eq!(*cell(&references, code, role), counts["references"], "{code}, {role}");
        }
    }
    assert_eq!(people["left_out"]["interviewer_only"], 1);
}

#[test]
fn the_transcripts_beside_it_are_those_in_it() {
    let desk = demo();
    let names: Vec<String> = desk
        .json(&["speakers", STUDY])
        .as_array()
        .unwrap()
        .iter()
        .map(|speaker| speaker["document"].as_str().unwrap().to_owned())
        .collect();
    for name in ["P01", "P10", "P03-2", "FG1"] {
        assert!(names.iter().any(|known| known == name));
        let text = desk.ok(&["text", STUDY, name]);
        assert_eq!(text.as_bytes(), desk.read(&format!("d/transcripts/{name}.txt")));
    }
    // Imported again they are recognised; in a study of their own they have the same turns.
    let ran = desk.run(&["import", STUDY, "d/transcripts"]);
    assert_eq!((ran.status, ran.err.lines().count()), (1, 12));
    assert!(ran.err.contains("this file is in the study already, as FG1"), "{}", ran.err);
    desk.ok(&["codebook", STUDY, "--out", "book.csv"]);
    desk.ok(&["codings", STUDY, "--out", "codings.csv"]);
    desk.write(
        "people.csv",
        "id,role\nP01,\nP02,\nP03,\nP04,\nP05,\nP06,\nP07,\nP08,\nP09,\nP10,\n",
    );
    desk.ok(&["new", "t.postil"]);
    desk.ok(&["participants", "t.postil", "--import", "people.csv"]);
    desk.ok(&["import", "t.postil", "d/transcripts"]);
    desk.ok(&["codebook", "t.postil", "--import", "book.csv"]);
    desk.ok(&["codings", "t.postil", "--import", "codings.csv", "--no-new-codes"]);
    let count = |study| desk.json(&["frequencies", study])["rows"].clone();
    assert_eq!(count(STUDY), count("t.postil"));
}

#[test]
fn nothing_of_anybodys_is_overwritten() {
    let desk = demo();
    let before = desk.read(STUDY);
    let second = desk.json(&["demo", "d"]);
    assert_eq!(second["study"], "d-2/waiting-rooms.postil");
    assert_eq!(second["window"], false);
    assert_eq!(desk.read(STUDY), before);
    assert_eq!(desk.json(&["info", "d-2/waiting-rooms.postil"])["codings"], 309);
    // Without a name it goes where documents are, or where we are.
    assert_eq!(desk.json(&["demo"])["study"], "postil-sample/waiting-rooms.postil");
}

#[test]
fn excerpts_are_cited_with_all_that_is_known() {
    let desk = demo();
    let list = desk.json(&["excerpts", STUDY, "--code", "Delay", "--participant", "P01"]);
    let first = &list[0];
    assert_eq!(first["participant"], "P01");
    assert_eq!(first["attributes"]["role"], "LA worker");
    assert_eq!(first["path"], "Time and waiting/Delay");
    let turn = first["turn"].as_u64().unwrap();
    assert_eq!(first["citation"], format!("(P01, LA worker, ¶{turn})"));
    assert!(first["memo"].as_str().unwrap().starts_with("Arithmetic of waiting"));
    // Positions are code points of the text as it is printed.
    let text: Vec<char> = desk.ok(&["text", STUDY, "P01"]).chars().collect();
    let at = |name: &str| usize::try_from(first[name].as_u64().unwrap()).unwrap();
    let words: String = text[at("start")..at("end")].iter().collect();
    assert_eq!(first["text"], words);
    let shown = desk.ok(&["excerpts", STUDY, "--code", "Delay", "--context", "1"]);
    assert!(shown.contains("[[He’d just gone into Year 10"), "{shown}");
}

#[test]
fn a_list_counts_the_participants_that_were_asked_for() {
    let desk = demo();
    let args = ["excerpts", STUDY, "--code", "Delay", "--where", "role=ICTG"];
    // One of the eight runs on into a solicitor's turn: he was not asked for.
    let text = desk.run(&args).out;
    assert!(text.contains("8 excerpts from 3 participants"), "{text}");
}
