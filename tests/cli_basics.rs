//! Usage, exit statuses, and what each command prints.

use crate::support::{Desk, finish};
use std::process::Stdio;

const INTERVIEW: &str = "Interviewer: How long did it take?\n\nAnna: Fourteen months — and he’d \
    turned eighteen.\n\nInterviewer: And then?\n\nAnna: Then a letter. One letter.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("talk.txt", INTERVIEW);
    desk.write("people.csv", "id,role,age\nP01,nurse,0\nP02,,41\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "talk.txt"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk
}

#[test]
fn wrong_usage_is_status_2() {
    let desk = desk();
    let check = |args: &[&str]| {
        let ran = desk.run(args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    };
    check(&["crostab"]);
    check(&["new"]);
    check(&["import", "s.postil"]);
    check(&["crosstab", "s.postil"]);
    check(&["crosstab", "s.postil", "--by", "role", "--measure", "weight"]);
    check(&["crosstab", "s.postil", "--by", "role", "--percent", "half"]);
    check(&["crosstab", "s.postil", "--by", "role", "--by", "age", "--by", "role"]);
    check(&["code", "s.postil", "talk", "x", "5", "delay"]);
    check(&["excerpts", "s.postil", "--where", "role"]);
    check(&["excerpts", "s.postil", "--format", "pages"]);
    check(&["excerpts", "s.postil", "--out", "table.dat"]);
    check(&["undo", "s.postil", "0"]);
    check(&["speakers", "s.postil", "--map", "Anna"]);
    check(&["speakers", "s.postil", "--map", "Anna=P01", "--interviewer", "anna"]);
    check(&["speakers", "s.postil", "--map", "Anna=P01", "--where", "role=nurse"]);
    check(&["codings", "s.postil", "--no-new-codes"]);
    check(&["info", "s.postil", "--passphrase", "secret"]);
}

#[test]
fn help_and_version_are_results() {
    let desk = Desk::new();
    assert!(desk.ok(&["--help"]).contains("crosstab"));
    assert!(desk.ok(&["--version"]).starts_with("postil "));
    assert!(desk.ok(&["crosstab", "--help"]).contains("--by-coder"));
}

#[test]
fn without_a_display_the_window_says_so() {
    let desk = desk();
    for args in [&[][..], &["s.postil"][..]] {
        assert!(desk.refused(args).contains("no display"), "{args:?}");
    }
}

#[test]
fn what_cannot_be_done_is_one_line_with_advice() {
    let desk = desk();
    let check = |args: &[&str], expected: &str| assert_eq!(desk.refused(args), expected);
    check(
        &["crosstab", "s.postil", "--by", "rolle"],
        "postil: crosstab: there is no attribute rolle; the attributes are role, age",
    );
    check(
        &["text", "s.postil", "tolk"],
        "postil: text: there is no document tolk; the documents are talk",
    );
    check(
        &["speakers", "s.postil", "--map", "Anna=P09"],
        "postil: speakers: there is no participant P09; the participants are P01, P02",
    );
    check(
        &["speakers", "s.postil", "--map", "Bea=P01"],
        "postil: speakers: there is no speaker Bea; the labels are Anna, Interviewer",
    );
    check(
        &["excerpts", "s.postil", "--by-coder", "ben"],
        "postil: excerpts: there is no coder ben; the coders are researcher",
    );
    check(
        &["code", "s.postil", "talk", "9", "9", "delay"],
        "postil: talk: the start (9) is not before the end (9)",
    );
    check(
        &["code", "s.postil", "talk", "0", "5", "delay", "--no-new-codes"],
        "postil: code: there is no code delay; import some with postil codebook STUDY --import FILE",
    );
    let far = desk.refused(&["code", "s.postil", "talk", "0", "9999", "delay"]);
    assert!(far.contains("outside the text"), "{far}");
    assert_eq!(desk.json(&["info", "s.postil"])["steps"], 2);
}

#[test]
fn text_is_exactly_what_positions_count() {
    let desk = desk();
    assert_eq!(desk.ok(&["text", "s.postil", "talk.txt"]), INTERVIEW);
    desk.ok(&["text", "s.postil", "TALK", "--out", "copy.anything"]);
    assert_eq!(desk.read("copy.anything"), INTERVIEW.as_bytes());
    let start = INTERVIEW.chars().take_while(|c| *c != 'F').count().to_string();
    let end =
        (start.parse::<usize>().unwrap() + "Fourteen months — and".chars().count()).to_string();
    let told = desk.ok(&["code", "s.postil", "talk", &start, &end, "Time/delay"]);
    assert_eq!(told, "Apply code delay to talk ¶2 (a new code)\n");
    let list = desk.json(&["excerpts", "s.postil", "--code", "time"]);
    assert_eq!(list[0]["text"], "Fourteen months — and");
    assert_eq!(list[0]["participant"], serde_json::Value::Null);
    let again = desk.refused(&["code", "s.postil", "talk", &start, &end, "delay"]);
    assert_eq!(again, "postil: code: these words carry delay already");
}

#[test]
fn speakers_are_mapped_in_one_step_and_freed_again() {
    let desk = desk();
    let voices = || -> Vec<(String, String)> {
        let list = desk.json(&["speakers", "s.postil"]);
        let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let each = list.as_array().unwrap().iter();
        each.map(|s| (word(&s["label"]), word(&s["participant"]) + "/" + &word(&s["voice"])))
            .collect()
    };
    let pair = |label: &str, voice: &str| (label.to_owned(), voice.to_owned());
    let interviewer = pair("Interviewer", "-/interviewer");
    assert_eq!(voices(), [interviewer.clone(), pair("Anna", "-/unassigned")]);
    let told = desk.ok(&["speakers", "s.postil", "--map", "Anna=P01", "--map", "Interviewer=P02"]);
    assert_eq!(told, "Map Anna to P01; Interviewer to P02\n");
    assert_eq!(voices(), [pair("Interviewer", "P02/participant"), pair("Anna", "P01/participant")]);
    assert_eq!(desk.json(&["info", "s.postil"])["steps"], 3);
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(voices(), [interviewer.clone(), pair("Anna", "-/unassigned")]);
    desk.ok(&["redo", "s.postil"]);
    desk.ok(&["speakers", "s.postil", "--interviewer", "Interviewer", "--map", "Anna="]);
    assert_eq!(voices(), [interviewer, pair("Anna", "-/unassigned")]);
}

#[test]
fn values_stay_as_they_are_written() {
    let desk = desk();
    let people = desk.json(&["participants", "s.postil"]);
    assert_eq!(people[0]["attributes"]["age"], "0");
    assert_eq!(people[1]["attributes"]["role"], serde_json::Value::Null);
    let known = desk.json(&["participants", "s.postil", "--where", "role="]);
    assert_eq!(known.as_array().unwrap().len(), 1);
}

#[test]
fn history_undo_and_redo_tell_their_steps() {
    let desk = desk();
    assert_eq!(
        desk.ok(&["undo", "s.postil", "2"]),
        "Undone: Import 2 participants\nUndone: Import talk\n"
    );
    let history = desk.json(&["history", "s.postil"]);
    let fields: Vec<&String> = history[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["step", "when", "coder", "label", "undone"]);
    assert_eq!(
        (&history[0]["label"], &history[0]["undone"]),
        (&"Import talk".into(), &true.into())
    );
    let ran = desk.run(&["redo", "s.postil", "9"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out, "Redone: Import talk\nRedone: Import 2 participants\n");
    assert_eq!(ran.err, "postil: redo: there was no more than 2 steps to redo\n");
}

#[test]
fn who_acts_is_remembered() {
    let desk = desk();
    desk.ok(&["code", "s.postil", "talk", "0", "20", "a", "--coder", "ana"]);
    desk.ok(&["code", "s.postil", "talk", "0", "20", "a", "--coder", "ben"]);
    let ran = desk.run(&["codings", "s.postil", "--json", "--coder", "ana"]);
    let list: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert!(ran.err.contains("1 coding by others can be had with --by-coder all"), "{}", ran.err);
    let count = |choice| {
        desk.json(&["codings", "s.postil", "--by-coder", choice]).as_array().unwrap().len()
    };
    assert_eq!((count("ben"), count("all")), (1, 2));
    // The same code on the same words is one excerpt, not two.
    let all = desk.json(&["excerpts", "s.postil", "--by-coder", "all"]);
    assert_eq!(all.as_array().unwrap().len(), 1);
    let coder = desk.json(&["history", "s.postil"])[3]["coder"].clone();
    assert_eq!(coder, "ben");
}

#[test]
fn info_says_what_the_contract_names() {
    let desk = desk();
    let info = desk.json(&["info", "s.postil"]);
    let fields: Vec<&String> = info.as_object().unwrap().keys().collect();
    let contract = [
        "documents",
        "turns",
        "words",
        "participants",
        "codes",
        "codings",
        "memos",
        "coders",
        "steps",
        "schema",
        "encrypted",
        "bytes",
        "revisions",
        "orphans",
    ];
    assert_eq!(fields, contract);
    assert_eq!((&info["turns"], &info["encrypted"]), (&4.into(), &false.into()));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    for format in ["json", "csv", "text", "xlsx"] {
        let mut command = desk.command(&["excerpts", "d/waiting-rooms.postil", "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), told.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn the_passphrase_is_no_argument() {
    if !cfg!(feature = "encryption") {
        println!("skipped: built without encryption");
        return;
    }
    let desk = Desk::new();
    desk.write("key.txt", "open sesame\n");
    desk.ok(&["new", "s.postil", "--passphrase-file", "key.txt"]);
    assert!(!desk.read("s.postil").starts_with(b"SQLite"));
    let told = desk.refused(&["info", "s.postil"]);
    assert!(told.contains("--passphrase-file") && told.contains("POSTIL_PASSPHRASE"), "{told}");
    let info = desk.json(&["info", "s.postil", "--passphrase-file", "key.txt"]);
    assert_eq!(info["encrypted"], true);
    let by_variable = |passphrase| {
        finish(desk.command(&["info", "s.postil"]).env("POSTIL_PASSPHRASE", passphrase))
    };
    assert_eq!(by_variable("open sesame").status, 0);
    let wrong = by_variable("open barley");
    assert_eq!(
        (wrong.status, wrong.err.as_str()),
        (1, "postil: info: wrong passphrase: s.postil\n")
    );
}
