//! Identifiers and pseudonyms on the command line: found, replaced, logged, made final; and nothing of
//! a name left where it does not belong.

use crate::support::Desk;
use serde_json::Value;

const INTERVIEW: &str = "INT: Who was there?\n\nSARAH: My son Zamir. He rang 07700 900123. Zamir’s \
                         bag was gone.\n\nINT: And then?\n\nSARAH: Nobody. They said zamir left.\n";

fn made() -> Desk {
    let desk = Desk::new();
    desk.write("Interview Sarah.txt", INTERVIEW);
    desk.write("key.txt", "key passphrase\n");
    desk.ok(&["new", "s.postil"]);
    desk
}

#[cfg(feature = "encryption")]
const KEY: [&str; 4] = ["--key", "names.postil-key", "--key-passphrase-file", "key.txt"];

#[cfg(feature = "encryption")]
fn with_key<'a>(args: &[&'a str]) -> Vec<&'a str> {
    args.iter().copied().chain(KEY).collect()
}

/// How often a word stands in the bytes of a file and its companions, whatever its case.
#[cfg(feature = "encryption")]
fn traces(desk: &Desk, file: &str, word: &str) -> usize {
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .filter_map(|suffix| std::fs::read(desk.path(&format!("{file}{suffix}"))).ok())
        .map(|bytes| {
            let bytes = bytes.to_ascii_lowercase();
            bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
        })
        .sum()
}

#[test]
fn an_import_and_an_export_tell_what_may_identify() {
    let desk = made();
    let receipt = desk.json(&["import", "s.postil", "Interview Sarah.txt"]);
    let found = receipt["imported"][0]["identifiers"].as_array().unwrap();
    let count = |label: &str| {
        let one = found.iter().find(|one| one["label"] == label);
        one.map_or(0, |one| one["count"].as_u64().unwrap())
    };
    assert_eq!((count("Telephone number"), count("Speaker’s label")), (1, 1));
    assert_eq!(count("Capitalised word"), 0, "zamir stands in small letters too");
    let scan = desk.run(&["scan", "s.postil", "--json"]);
    assert!(scan.err.contains("patterns, not identities"), "{}", scan.err);
    let value: Value = serde_json::from_str(&scan.out).unwrap();
    let label = &value["findings"][0];
    assert_eq!((&label["pattern"], &label["words"]), (&"speaker_label".into(), &"SARAH".into()));
    let phone = value["findings"].as_array().unwrap().iter();
    let phone = phone.filter(|one| one["pattern"] == "phone_uk").collect::<Vec<_>>();
    let text = desk.ok(&["text", "s.postil", "Interview Sarah"]);
    let at = phone[0]["start"].as_u64().unwrap() as usize;
    let words: String = text.chars().skip(at).take(12).collect();
    assert_eq!(words, "07700 900123");
    // What leaves is told of on one line, unless it is not wanted.
    desk.write("c.csv", "document,start,end,code\nInterview Sarah,29,75,son\n");
    desk.ok(&["codings", "s.postil", "--import", "c.csv"]);
    let told = desk.run(&["excerpts", "s.postil", "--out", "e.csv"]);
    assert_eq!(told.err.lines().count(), 1, "{}", told.err);
    assert!(told.err.starts_with("identifiers in it: Telephone number 1"), "{}", told.err);
    let quiet = desk.run(&["excerpts", "s.postil", "--out", "e.csv", "--no-scan"]);
    assert_eq!((quiet.status, quiet.err.as_str()), (0, ""));
}

#[test]
#[cfg(feature = "encryption")]
fn names_are_replaced_by_a_key_that_lies_elsewhere() {
    let desk = made();
    desk.ok(&["import", "s.postil", "Interview Sarah.txt"]);
    desk.write("c.csv", "document,start,end,code\nInterview Sarah,29,41,son\n");
    desk.ok(&["codings", "s.postil", "--import", "c.csv"]);
    desk.write("list.csv", "original,replacement,kind\nSarah,[mother],person\nZamir,[son],\n,x,\n");
    // The bad line is told by its number; the rest is taken.
    let made = desk.run(&with_key(&["pseudonyms", "s.postil", "--create", "--import", "list.csv"]));
    assert_eq!(made.status, 1);
    assert!(made.out.contains("2 added to the key"), "{}", made.out);
    assert!(made.out.contains("no recovery"), "{}", made.out);
    assert_eq!(traces(&desk, "names.postil-key", "zamir"), 0);
    let list = desk.json(&with_key(&["pseudonyms", "s.postil", "--list"]));
    assert_eq!(list[1]["original"], "Zamir");

    let plan = desk.json(&with_key(&["pseudonyms", "s.postil", "--apply", "--dry-run"]));
    assert_eq!(plan["left"], 1, "zamir in small letters");
    assert_eq!(plan["codings"], 1);
    let before = desk.ok(&["text", "s.postil", "Interview Sarah"]);
    assert_eq!(before, INTERVIEW);
    let done = desk.json(&with_key(&["pseudonyms", "s.postil", "--apply", "--small-letters"]));
    assert_eq!(
        done["replaced"].as_u64().unwrap(),
        plan["places"].as_array().unwrap().len() as u64 + 1
    );
    let after = desk.ok(&["text", "s.postil", "Interview [mother]"]);
    assert_eq!(
        after,
        INTERVIEW.replace("SARAH", "[mother]").replace("Zamir", "[son]").replace("zamir", "[son]")
    );
    let codings = desk.json(&["codings", "s.postil"]);
    let (start, end) = (codings[0]["start"].as_u64().unwrap(), codings[0]["end"].as_u64().unwrap());
    let coded: String = after.chars().skip(start as usize).take((end - start) as usize).collect();
    let old: String = before.chars().skip(29).take(12).collect();
    assert_eq!(coded, old.replace("Zamir", "[son]"));
    desk.ok(&["check", "s.postil"]);

    // The log in the study has no names, the one in the key has them.
    let log = desk.ok(&["pseudonyms", "s.postil", "--log"]);
    assert!(log.contains("[son]") && !log.to_lowercase().contains("zamir"), "{log}");
    let log = desk.ok(&with_key(&["pseudonyms", "s.postil", "--key-log"]));
    assert!(log.contains("Zamir") && log.contains("¶2"), "{log}");
    let steps = desk.ok(&["history", "s.postil"]);
    assert!(steps.contains("Apply pseudonyms: "), "{steps}");

    // Undo knows the names until it is made final.
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.ok(&["text", "s.postil", "Interview Sarah"]), INTERVIEW);
    desk.ok(&["redo", "s.postil"]);
    assert!(traces(&desk, "s.postil", "zamir") > 0);
    desk.ok(&with_key(&["pseudonyms", "s.postil", "--make-final"]));
    for name in ["zamir", "sarah"] {
        assert_eq!(traces(&desk, "s.postil", name), 0, "{name}");
    }
    assert_eq!(traces(&desk, "names.postil-key", "[son]"), 0);
    desk.ok(&["check", "s.postil"]);
    let exported = desk.ok(&["codings", "s.postil"]);
    assert!(!exported.to_lowercase().contains("zamir"));
}

#[test]
#[cfg(feature = "encryption")]
fn a_key_says_why_it_does_not_open() {
    let desk = made();
    desk.write("wrong.txt", "another\n");
    desk.ok(&with_key(&["pseudonyms", "s.postil", "--create", "--add", "Sarah=[mother]"]));
    let check = |args: &[&str], expected: &str| {
        let why = desk.refused(args);
        assert!(why.contains(expected), "{why}");
    };
    let key = ["pseudonyms", "s.postil", "--list", "--key", "names.postil-key"];
    let wrong: Vec<&str> = key.into_iter().chain(["--key-passphrase-file", "wrong.txt"]).collect();
    check(&wrong, "wrong passphrase for the pseudonym key");
    check(&with_key(&["pseudonyms", "s.postil", "--create"]), "already there");
    let other = |file: &'static str| {
        ["pseudonyms", "s.postil", "--list", "--key", file, "--key-passphrase-file", "key.txt"]
    };
    check(&other("s.postil"), "it is not locked");
    check(&other("key.txt"), "it is a text file");
    check(&other("nothing"), "there is no such file");
    let usage = desk.run(&key);
    assert_eq!(usage.status, 2);
    assert!(usage.err.contains("a passphrase of its own"), "{}", usage.err);
    // Another passphrase: the old one opens it no longer.
    desk.ok(&with_key(&["pseudonyms", "s.postil", "--new-passphrase-file", "wrong.txt"]));
    check(&with_key(&["pseudonyms", "s.postil", "--list"]), "wrong passphrase");
    let list = desk.json(&wrong);
    assert_eq!(list[0]["replacement"], "[mother]");
}

#[test]
#[cfg(feature = "encryption")]
fn a_key_opens_however_its_passphrase_is_written() {
    let desk = made();
    desk.write("key.txt", "cle\u{301} priv\u{e9}e\n");
    desk.ok(&with_key(&["pseudonyms", "s.postil", "--create", "--add", "Sarah=[mother]"]));
    let list = with_key(&["pseudonyms", "s.postil", "--list"]);
    for text in ["cl\u{e9} priv\u{e9}e\n", "\u{feff}cle\u{301} prive\u{301}e\r\n"] {
        desk.write("key.txt", text);
        assert_eq!(desk.json(&list)[0]["replacement"], "[mother]", "{text:?}");
    }
    let mut command = desk.command(&["pseudonyms", "s.postil", "--list", "--key", KEY[1]]);
    command.env("POSTIL_KEY_PASSPHRASE", "cl\u{e9} prive\u{301}e");
    let ran = crate::support::finish(&mut command);
    assert!(ran.status == 0 && ran.out.contains("[mother]"), "{ran:?}");
    let check = |bytes: &[u8], expected: &str| {
        desk.write("key.txt", bytes);
        let why = desk.refused(&list);
        assert!(why.contains("key.txt") && why.contains(expected), "{why}");
    };
    // It may have been locked with what nobody can type: it is tried.
    desk.write("key.txt", "cle\tprivee\n");
    assert!(desk.refused(&list).contains("wrong passphrase"));
    check(b"c\0l\0e\0\n\0", "save it as UTF-8");
    check(b"\n", "holds no passphrase");
}
