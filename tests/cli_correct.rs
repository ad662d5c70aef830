//! Texts corrected from the command line: told first, done, compared, restored; lost codings put back.

use crate::support::Desk;

const TEXT: &str = "INT: How long?\n\nP1: Forteen months 👩‍👧 née. Nobody told us.\n\nINT: And then?\n\nP1: They watched.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk.write("people.csv", "id\nP1\n");
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.write("P1.txt", TEXT);
    desk.run(&["import", "s.postil", "P1.txt"]);
    for (words, code) in
        [("Forteen months", "delay"), ("Nobody told us.", "silence"), ("watched", "fear")]
    {
        let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
        let (start, end) = (start.to_string(), (start + words.chars().count()).to_string());
        desk.ok(&["code", "s.postil", "P1", &start, &end, code]);
    }
    desk
}

/// `code: words` by the positions that the program prints.
fn coded(desk: &Desk) -> Vec<String> {
    let text: Vec<char> = desk.ok(&["text", "s.postil", "P1"]).chars().collect();
    let list = desk.json(&["codings", "s.postil"]);
    let told = |row: &serde_json::Value| {
        let at = |name: &str| row[name].as_u64().unwrap() as usize;
        let words: String = text[at("start")..at("end")].iter().collect();
        format!("{}: {words}", row["path"].as_str().unwrap())
    };
    list.as_array().unwrap().iter().map(told).collect()
}

#[test]
fn a_correction_is_told_done_compared_and_restored() {
    let desk = desk();
    let new = TEXT.replace("Forteen", "Fourteen").replace(" Nobody told us.", "");
    desk.write("new.txt", new.replace('\n', "\r\n"));
    let args = ["correct", "s.postil", "P1", "--text", "new.txt"];
    let mut dry = args.to_vec();
    dry.push("--dry-run");
    let told = desk.ok(&dry);
    assert!(
        told.contains("P1 44-59, silence, researcher: \"Nobody told us.\" to the tray\n"),
        "{told}"
    );
    assert!(
        told.contains("delay, researcher: \"Forteen months\" -> \"Fourteen months\"\n"),
        "{told}"
    );
    assert!(
        told.ends_with(
            "1 coding would change, 1 coding would go to the tray. Nothing was changed.\n"
        )
    );
    assert_eq!(desk.ok(&["text", "s.postil", "P1"]), TEXT);
    let foretold = desk.json(&dry);
    let done = desk.json(&args);
    assert_eq!(foretold["documents"], done["documents"]);
    assert_eq!((&done["changed"], &done["orphaned"]), (&1.into(), &1.into()));
    assert_eq!(done["label"], "Correct P1: 1 coding changed, 1 coding to the tray");
    assert_eq!(desk.ok(&["text", "s.postil", "P1"]), new, "line ends are LF inside");
    assert_eq!(coded(&desk), ["delay: Fourteen months", "fear: watched"]);
    assert_eq!(desk.ok(&args), "The text is as it was.\n");
    let list = desk.json(&["revisions", "s.postil", "P1"]);
    assert_eq!((&list[0]["number"], &list[0]["reason"]), (&1.into(), &"correction".into()));
    assert_eq!(desk.ok(&["revisions", "s.postil", "P1", "--text", "1"]), TEXT);
    let changes = desk.ok(&["revisions", "s.postil", "P1", "--changes", "1..now"]);
    assert!(changes.contains("P1: [-Forteen-]{+Fourteen+} months"), "{changes}");
    assert_eq!(desk.json(&["info", "s.postil"])["orphans"], 1);
    let info = desk.json(&["info", "s.postil"]);
    assert_eq!((&info["codings"], &info["revisions"]), (&2.into(), &1.into()));
    let restored = desk.ok(&["revisions", "s.postil", "P1", "--restore", "1"]);
    assert!(restored.ends_with("Restore text 1 of P1: 1 coding changed\n"), "{restored}");
    assert_eq!(desk.ok(&["text", "s.postil", "P1"]), TEXT);
    desk.ok(&["check", "s.postil"]);
    desk.ok(&["undo", "s.postil", "2"]);
    assert_eq!(coded(&desk).len(), 3);
    assert_eq!(desk.json(&["orphans", "s.postil"]).as_array().unwrap().len(), 0);
}

#[test]
fn a_lost_coding_is_put_back_or_let_go() {
    let desk = desk();
    desk.write(
        "new.txt",
        TEXT.replace(" Nobody told us.", "").replace("They", "Nobody told us. They"),
    );
    let lines = desk.ok(&["correct", "s.postil", "P1", "--text", "new.txt"]);
    assert!(lines.contains("1 coding to the tray"), "{lines}");
    let tray = desk.json(&["orphans", "s.postil"]);
    let orphan = &tray[0];
    assert_eq!((&orphan["words"], &orphan["path"]), (&"Nobody told us.".into(), &"silence".into()));
    assert_eq!(orphan["proposed"]["same_words"], true);
    let number = |name: &str| orphan["proposed"][name].to_string();
    let (start, end) = (number("start"), number("end"));
    let guid = orphan["guid"].as_str().unwrap();
    let put = ["orphans", "s.postil", "--put-back", guid, "--at", &start, &end];
    assert_eq!(desk.ok(&put), "Put silence back at P1 ¶4\n");
    assert_eq!(coded(&desk)[1], "silence: Nobody told us.");
    let refused = desk.refused(&put);
    assert!(refused.contains("is in the tray"), "{refused}");
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.ok(&["orphans", "s.postil", "--drop", guid]), "Let 1 orphaned coding go\n");
    assert_eq!(desk.json(&["info", "s.postil"])["orphans"], 0);
}

#[test]
fn words_are_replaced_in_the_whole_study_as_one_step() {
    let desk = desk();
    desk.write("P2.txt", "INT: Was it watched?\n\nP2: Watchedness, they watched it.\n");
    desk.run(&["import", "s.postil", "P2.txt"]);
    let replace = ["correct", "s.postil", "--replace", "watched", "--with", "saw", "--whole-words"];
    let done = desk.json(&replace);
    assert_eq!(done["label"], "Replace words in 3 places of 2 documents: 1 coding changed");
    assert_eq!(
        desk.ok(&["text", "s.postil", "P2"]),
        "INT: Was it saw?\n\nP2: Watchedness, they saw it.\n"
    );
    assert_eq!(coded(&desk)[2], "fear: saw");
    let steps = desk.json(&["history", "s.postil"]).as_array().unwrap().len();
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.json(&["history", "s.postil"]).as_array().unwrap().len(), steps);
    assert_eq!(coded(&desk)[2], "fear: watched");
    let one = ["correct", "s.postil", "--replace", "watched", "--with", "", "--document", "P2"];
    assert!(desk.ok(&one).ends_with("Replace words in 3 places of P2\n"));
    assert_eq!(coded(&desk)[2], "fear: watched");
}

#[test]
fn what_cannot_be_corrected_says_why() {
    let desk = desk();
    desk.write("empty.txt", " \n");
    desk.write("latin.txt", [0x6e, 0xe9, 0x65]);
    let check = |args: &[&str], why: &str| {
        let mut line = vec!["correct", "s.postil"];
        line.extend(args);
        let said = desk.refused(&line);
        assert!(said.contains(why), "{said}");
    };
    check(&["P1", "--text", "empty.txt"], "no text left");
    check(&["P1", "--text", "latin.txt"], "not UTF-8 from byte 1");
    check(&["P1", "--text", "none.txt"], "no such file");
    check(&["P9", "--text", "empty.txt"], "there is no document P9");
    check(&["--replace", "nowhere", "--with", "x"], "stands nowhere");
    assert_eq!(desk.run(&["correct", "s.postil", "P1"]).status, 2);
    assert_eq!(desk.run(&["correct", "s.postil", "--replace", "x"]).status, 2);
    let said = desk.refused(&["revisions", "s.postil", "P1", "--text", "1"]);
    assert!(said.contains("P1 has no text 1"), "{said}");
    assert_eq!(desk.run(&["revisions", "s.postil", "P1", "--changes", "a..b"]).status, 2);
    assert!(desk.ok(&["orphans", "s.postil"]).contains("guid"));
}

/// An imported file may hold two codings of one hand that overlap. When a correction brings them onto the
/// same words they become one, with both comments.
#[test]
fn codings_that_come_to_lie_on_the_same_words_keep_both_comments() {
    let desk = Desk::new();
    desk.write("t.txt", "INT: And?\n\nP1: So the letter came late.\n");
    desk.ok(&["new", "s.postil", "--coder", "ana"]);
    desk.ok(&["import", "s.postil", "t.txt"]);
    let lines = "t,15,28,delay,ana,first comment\nt,18,28,delay,ana,second comment\n";
    desk.write("c.csv", format!("document,start,end,code,coder,memo\n{lines}"));
    let ran = desk.run(&["codings", "s.postil", "--import", "c.csv"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(desk.json(&["codings", "s.postil"]).as_array().unwrap().len(), 2);
    desk.write("new.txt", "INT: And?\n\nP1: the letter came late.\n");
    desk.ok(&["correct", "s.postil", "t", "--text", "new.txt"]);
    let left = desk.json(&["codings", "s.postil"]);
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    let memo = left[0]["memo"].as_str().unwrap();
    assert!(memo.contains("first comment") && memo.contains("second comment"), "{memo}");
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.json(&["codings", "s.postil"]).as_array().unwrap().len(), 2);
}
