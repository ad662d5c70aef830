//! `postil import`: decisions as flags, the dry run, surveys, archives, and that positions agree.

use crate::support::Desk;
use serde_json::{Value, json};
use std::io::Write as _;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk
}

/// `label voice participant turns first` of each speaker of a document.
fn speakers(document: &Value) -> Vec<String> {
    let words = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let one = |speaker: &Value| {
        format!(
            "{} {} {} {}",
            words(&speaker["label"]),
            words(&speaker["voice"]),
            words(&speaker["participant"]),
            speaker["turns"]
        )
    };
    document["speakers"].as_array().unwrap().iter().map(one).collect()
}

fn notes(document: &Value) -> Vec<&str> {
    document["notes"].as_array().unwrap().iter().map(|n| n["what"].as_str().unwrap()).collect()
}

#[test]
fn a_dry_run_says_everything_and_stores_nothing() {
    let desk = desk();
    desk.write("people.csv", "id\nP07\n");
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.write("in/a.txt", "INT: How did it begin?\nP07: With a letter.\nINT: Ah.\n");
    desk.write("in/b.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello, it is me and it is a long sentence, so that it is cut somewhere before its end\n");
    desk.write("in/list.csv", "id,role\nP1,nurse\nP2,nurse\n");
    let before = desk.json(&["info", "s.postil"]);
    let ran = desk.run(&["import", "s.postil", "in", "missing.txt", "--dry-run", "--json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let documents = answer["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["layout"], "txt | L: | interviewer + number");
    assert_eq!(
        (&documents[0]["format"], &documents[0]["encoding"]),
        (&json!("txt"), &json!("UTF-8"))
    );
    assert_eq!((&documents[0]["words"], &documents[0]["turns"]), (&json!(11), &json!(3)));
    assert_eq!(speakers(&documents[0]), ["INT interviewer - 2", "P07 participant P07 1"]);
    assert_eq!(documents[0]["speakers"][1]["first"], "With a letter.");
    assert_eq!(documents[0]["already"], Value::Null);
    let first = documents[1]["speakers"][0]["first"].as_str().unwrap();
    assert!(first.ends_with('…') && first.chars().count() <= 61, "{first}");
    assert_eq!(answer["refused"][0]["path"], "missing.txt");
    assert!(answer["passed_over"][0]["why"].as_str().unwrap().contains("it is a table"));
    assert_eq!(desk.json(&["info", "s.postil"]), before);
    let text = desk.run(&["import", "s.postil", "in/a.txt", "--dry-run"]).out;
    assert!(text.contains("P07 -> participant P07 (1 turn): With a letter."), "{text}");
    assert!(text.ends_with("1 document would be imported; nothing was stored.\n"), "{text}");
    desk.ok(&["import", "s.postil", "in/a.txt"]);
    let again = desk.json(&["import", "s.postil", "in/a.txt", "--dry-run"]);
    assert_eq!(again["documents"][0]["already"], "a");
}

#[test]
fn decisions_are_flags_and_stand_in_the_receipt() {
    let desk = desk();
    desk.write(
        "a.txt",
        "I: May I?\nK: Yes: you may.\nSo: that is it.\nI: Good.\nK.: Good.\nMary: Hm.\nK: So.\n",
    );
    let flags = [
        "--label",
        "Mary",
        "--not-label",
        "So",
        "--same",
        "K=I2",
        "--map",
        "I=P09",
        "--interviewer",
        "I2",
    ];
    let mut args = vec!["import", "s.postil", "a.txt"];
    args.extend(flags);
    args.push("--dry-run");
    let dry = desk.json(&args);
    let expected = ["I participant P09 2", "I2 interviewer - 3", "Mary unassigned - 1"];
    assert_eq!(speakers(&dry["documents"][0]), expected);
    assert_eq!(dry["documents"][0]["speakers"][0]["new"], true);
    args.retain(|arg| *arg != "--dry-run");
    let done = desk.json(&args);
    assert_eq!(speakers(&done["imported"][0]), expected);
    let told = notes(&done["imported"][0]);
    for what in ["decided-labels", "decided-no-labels", "decided-same", "decided-speaker"] {
        assert!(told.contains(&what), "{what}: {told:?}");
    }
    let people = desk.json(&["participants", "s.postil"]);
    assert_eq!(people.as_array().unwrap().len(), 1, "{people}");
    desk.write("b.txt", "Anna >> Yes: so.\nBen >> No.\n");
    let pattern = ["import", "s.postil", "b.txt", "--speaker-pattern", r"(?<speaker>\w+) >>"];
    let done = desk.json(&pattern);
    assert_eq!(speakers(&done["imported"][0]), ["Anna unassigned - 1", "Ben unassigned - 1"]);
    desk.write("c.txt", b"INT: na\x95ve?\nP1: Oui.\n");
    desk.ok(&["import", "s.postil", "c.txt", "--encoding", "macintosh", "--speakers", "none"]);
    assert_eq!(desk.ok(&["text", "s.postil", "c"]), "INT: naïve?\nP1: Oui.\n");
    assert_eq!(desk.json(&["speakers", "s.postil", "--document", "c"]), json!([]));
}

#[test]
fn slips_in_decisions_are_told_once_before_anything_is_read() {
    let desk = desk();
    desk.write("a.txt", "INT: a?\nP1: b.\n");
    let check = |flags: &[&str], words: &str| {
        let mut args = vec!["import", "s.postil", "a.txt", "a.txt"];
        args.extend(flags);
        let ran = desk.run(&args);
        assert_ne!(ran.status, 0);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(desk.json(&["info", "s.postil"])["documents"], 0);
    };
    check(&["--encoding", "klingon"], "no encoding is called klingon; use for example utf-8");
    check(&["--speaker-pattern", "("], "no regular expression");
    check(&["--speaker-pattern", "a"], "no group");
    check(&["--same", "a"], "write it as label=label");
    check(&["--pause", "-1"], "");
    check(&["--map", "I=P1", "--interviewer", "i"], "cannot be mapped and be an interviewer");
    check(&["--id-column", "x"], "--text-columns");
}

#[test]
fn a_survey_makes_documents_and_participants() {
    let desk = desk();
    desk.write(
        "exit.csv",
        "ID;Role;Age;Why did you come?;Anything else?\nP1;nurse;34;\"Because I had to, and they said so.\nSo I went.\";No, nothing at all that I could think of\nP2;doctor;41;I was sent by my doctor and did not know why;\n;nurse;3;Nobody knows who has written this line of text;\nP3;nurse;29;;\n",
    );
    let dry = desk.run(&["import", "s.postil", "exit.csv", "--dry-run", "--json"]);
    let answer: Value = serde_json::from_str(&dry.out).unwrap();
    // A line without an id: respondents would be numbered.
    assert_eq!(answer["documents"][0]["document"], "exit R01");
    let args = [
        "import",
        "s.postil",
        "exit.csv",
        "--text-columns",
        "Why did you come?,5",
        "--id-column",
        "id",
    ];
    let ran = desk.run(&args);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.err, "postil: exit.csv line 5: the id is blank\n");
    assert!(ran.out.contains("P3 has answered nothing\n2 documents imported."), "{}", ran.out);
    assert_eq!(
        desk.ok(&["text", "s.postil", "exit P1"]),
        "Why did you come?\nP1: Because I had to, and they said so.\nSo I went.\n\nAnything else?\nP1: No, nothing at all that I could think of\n"
    );
    let people = desk.json(&["participants", "s.postil"]);
    assert_eq!(people.as_array().unwrap().len(), 3);
    let table = desk.json(&["speakers", "s.postil", "--document", "exit P2"]);
    assert_eq!(table[0]["participant"], "P2");
    // The same file once more: nobody comes twice; one undo takes all of it away.
    assert!(desk.run(&args).err.contains("this respondent is in the study already, as exit P1"));
    desk.ok(&["undo", "s.postil"]);
    let info = desk.json(&["info", "s.postil"]);
    assert_eq!((&info["documents"], &info["participants"]), (&json!(0), &json!(0)));
}

#[test]
fn an_archive_shows_where_its_texts_come_from() {
    let desk = desk();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, words) in
        [("round 1/a.txt", "INT: a?\nP1: b."), ("../b.txt", "INT: c?\nP2: d."), ("x.pages", "?")]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(words.as_bytes()).unwrap();
    }
    desk.write("all.zip", zip.finish().unwrap().into_inner());
    let ran = desk.run(&["import", "s.postil", "all.zip", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let paths: Vec<&str> = answer["imported"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["all.zip/b.txt", "all.zip/round 1/a.txt"]);
    assert!(ran.err.contains("x.pages"), "{}", ran.err);
}

#[test]
fn positions_agree_between_command_line_csv_and_import() {
    let desk = desk();
    // Emoji, a family of five code points, a combining accent, line ends of another system.
    let text = "INT: Wie, 👍🏽?\r\nP1: Cafe\u{301} 👨\u{200d}👩\u{200d}👧 und so.\r\nINT: Ja.\r\n";
    desk.write("a.txt", text);
    desk.ok(&["import", "s.postil", "a.txt"]);
    let stored = desk.ok(&["text", "s.postil", "a"]);
    assert_eq!(stored, text.replace("\r\n", "\n"));
    let at = |words: &str| {
        let byte = stored.find(words).unwrap();
        let start = stored[..byte].chars().count();
        (start, start + words.chars().count())
    };
    for (n, words) in ["Cafe\u{301}", "👨\u{200d}👩\u{200d}👧", "und so."].into_iter().enumerate()
    {
        let (start, end) = at(words);
        let (start, end) = (start.to_string(), end.to_string());
        desk.ok(&["code", "s.postil", "a", &start, &end, &format!("c{n}")]);
    }
    let excerpts = desk.json(&["excerpts", "s.postil"]);
    let found: Vec<&str> =
        excerpts.as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert_eq!(found, ["Cafe\u{301}", "👨\u{200d}👩\u{200d}👧", "und so."]);
    // Out as csv, and in again into a study of the same text as another system would have it.
    desk.ok(&["codings", "s.postil", "--out", "c.csv"]);
    desk.ok(&["new", "t.postil"]);
    desk.write("b/a.txt", &stored);
    desk.ok(&["import", "t.postil", "b/a.txt"]);
    desk.ok(&["codings", "t.postil", "--import", "c.csv"]);
    let again = desk.json(&["excerpts", "t.postil"]);
    for (one, other) in excerpts.as_array().unwrap().iter().zip(again.as_array().unwrap()) {
        assert_eq!(
            (&one["text"], &one["start"], &one["end"]),
            (&other["text"], &other["start"], &other["end"])
        );
    }
}

#[test]
fn what_is_printed_comes_in_again_the_same() {
    let desk = desk();
    desk.write("a.txt", "\u{feff}Interview 3\r\n\r\nINT: How?\r\n\r\nP1: So [00:00:07] it was.\r\nYes.\r\n\r\nINT: Ah.\r\n");
    desk.write("b.srt", "1\n00:00:01,000 --> 00:00:02,000\nINT: How?\n\n2\n00:00:02,000 --> 00:00:03,000\nP1: So it\n\n3\n00:00:03,000 --> 00:00:04,000\nP1: was.\n");
    desk.ok(&["import", "s.postil", "a.txt", "b.srt"]);
    desk.ok(&["new", "t.postil"]);
    for name in ["a", "b"] {
        desk.write(&format!("out/{name}.txt"), desk.ok(&["text", "s.postil", name]));
    }
    desk.ok(&["import", "t.postil", "out"]);
    for name in ["a", "b"] {
        assert_eq!(desk.ok(&["text", "s.postil", name]), desk.ok(&["text", "t.postil", name]));
        let speakers = |study: &str| desk.json(&["speakers", study, "--document", name]);
        let turns = |study: &str| -> Vec<String> {
            let list = speakers(study);
            let one = |s: &Value| format!("{} {}", s["label"], s["turns"]);
            list.as_array().unwrap().iter().map(one).collect()
        };
        assert_eq!(turns("s.postil"), turns("t.postil"));
    }
}
