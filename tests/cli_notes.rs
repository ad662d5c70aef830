//! `memos` and `themes` on the command line: what they list, and the files they write.

use crate::support::Desk;
use serde_json::Value;

fn sample() -> Desk {
    let desk = Desk::new();
    drop(postil::study::sample::create(&desk.path("s.postil"), None).unwrap());
    desk
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

#[test]
fn memos_are_listed_by_what_is_asked() {
    let desk = sample();
    let all = desk.json(&["memos", "s.postil"]);
    assert_eq!(list(&all).len(), 24);
    let check = |args: &[&str], expected: usize| {
        let mut line = vec!["memos", "s.postil"];
        line.extend(args);
        let found = desk.json(&line);
        assert_eq!(list(&found).len(), expected, "{args:?}");
        found
    };
    check(&["--kind", "journal"], 5);
    check(&["--on", "document"], 13);
    check(&["--on", "coding"], 1);
    check(&["--kind", "comment"], 1);
    check(&["--search", "SOLICITORS watching"], 1);
    check(&["--by-coder", "researcher"], 24);
    let linked = check(&["--linked"], 1);
    let memo = &linked[0];
    assert_eq!(memo["kind"], "theoretical");
    assert_eq!(memo["on"], "theme");
    assert_eq!(memo["name"], "Waiting is part of the harm");
    assert_eq!(list(&memo["links"]).len(), 3);
    // Positions are code points of the document's text.
    let link = &memo["links"][0];
    let text = desk.ok(&["text", "s.postil", "P05"]);
    let at = |name: &str| link[name].as_u64().unwrap() as usize;
    let words: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(link["text"], words.as_str());
    assert_eq!(link["citation"], "(P05, ICTG, ¶12)");
    let newest = desk.json(&["memos", "s.postil", "--newest"]);
    assert_eq!(newest[0]["title"], all[22]["title"], "comments carry no date and stay last");
}

#[test]
fn memos_are_written_in_every_format() {
    let desk = sample();
    for file in ["m.md", "m.csv", "m.docx", "m.html", "m.xlsx", "m.json", "m.txt"] {
        desk.ok(&["memos", "s.postil", "--out", file]);
        assert!(desk.read(file).len() > 2_000, "{file}");
    }
    let text = String::from_utf8(desk.read("m.md")).unwrap();
    assert!(text.contains("### Is time the agent?"), "{text}");
    assert!(text.contains("> (P05, ICTG, ¶12)"), "{text}");
    let csv = String::from_utf8(desk.read("m.csv")).unwrap();
    let head = "\u{feff}guid,kind,on,name,title,text,coder,written,changed,links";
    assert!(csv.starts_with(head), "{csv}");
}

#[test]
fn themes_are_listed_with_what_stands_behind_them() {
    let desk = sample();
    let all = desk.json(&["themes", "s.postil"]);
    let states: Vec<&str> =
        list(&all).iter().map(|theme| theme["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["kept", "kept", "kept", "kept", "candidate"]);
    let first = &all[0];
    assert_eq!(first["statement"], "Waiting is part of the harm");
    assert_eq!(list(&first["codes"]).len(), 6);
    assert_eq!(
        (first["participants"].as_u64(), first["of_participants"].as_u64()),
        (Some(10), Some(10))
    );
    assert_eq!(all[4]["contradicting"], 5);
    // The excerpts behind the number: the codings of its codes, each place once.
    let mut args = vec!["codings", "s.postil"];
    let codes: Vec<&str> =
        list(&first["codes"]).iter().map(|code| code.as_str().unwrap()).collect();
    for code in &codes {
        args.extend(["--code", code]);
    }
    let codings = desk.json(&args);
    let mut places: Vec<String> = list(&codings)
        .iter()
        .map(|coding| format!("{} {} {}", coding["document"], coding["start"], coding["end"]))
        .collect();
    let of_codings = places.len();
    places.sort();
    places.dedup();
    assert_eq!(first["excerpts"].as_u64(), Some(places.len() as u64));
    assert!(of_codings > 0);
    let text = desk.ok(&["themes", "s.postil"]);
    assert!(text.contains("1. Waiting is part of the harm"), "{text}");
    assert!(!text.contains("emerge"), "themes are developed");
}

#[test]
fn one_theme_is_read_by_participant() {
    let desk = sample();
    let theme = desk.json(&["themes", "s.postil", "--theme", "holding"]);
    assert_eq!(theme["statement"], "Holding the line");
    let excerpts = list(&theme["list"]);
    assert_eq!(Some(excerpts.len() as u64), theme["excerpts"].as_u64());
    let contradicting = excerpts
        .iter()
        .filter(|excerpt| list(&excerpt["flags"]).iter().any(|flag| flag == "contradicting"));
    assert_eq!(contradicting.count(), 5);
    for file in ["t.docx", "t.md", "t.html", "t.csv", "t.txt"] {
        desk.ok(&["themes", "s.postil", "--theme", "5", "--out", file]);
        assert!(desk.read(file).len() > 2_000, "{file}");
    }
    let text = String::from_utf8(desk.read("t.md")).unwrap();
    for part in [
        "# Holding the line",
        "### Central concept",
        "#### P04, LA worker",
        "46 excerpts of 10 of 10 participants; 5 contradicting, of 4 participants",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn what_there_is_not_is_said_with_what_there_is() {
    let desk = sample();
    let line = desk.refused(&["themes", "s.postil", "--theme", "Hope"]);
    assert!(
        line.contains("there is no theme Hope; the themes are Waiting is part of the harm"),
        "{line}"
    );
    let ran = desk.run(&["memos", "s.postil", "--kind", "dream"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("note, code, theoretical, method, journal, comment"), "{}", ran.err);
}
