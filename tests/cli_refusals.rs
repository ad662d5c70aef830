//! Studies that cannot be opened stay as they are, byte for byte, with nothing beside them.

use crate::support::{Desk, finish};

/// Every command that opens a study, reading and writing.
const COMMANDS: [&[&str]; 9] = [
    &["info", "x.postil"],
    &["check", "x.postil"],
    &["history", "x.postil"],
    &["undo", "x.postil"],
    &["import", "x.postil", "talk.txt"],
    &["participants", "x.postil"],
    &["codings", "x.postil"],
    &["crosstab", "x.postil", "--by", "role"],
    &["excerpts", "x.postil", "--out", "out.csv"],
];

fn stays(desk: &Desk, passphrase: Option<&str>, expected: &str) {
    let before = desk.read("x.postil");
    let beside = || {
        let entries = std::fs::read_dir(desk.folder()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let names = beside();
    for args in COMMANDS {
        let mut command = desk.command(args);
        if let Some(passphrase) = passphrase {
            command.env("POSTIL_PASSPHRASE", passphrase);
        }
        let ran = finish(&mut command);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{args:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
        assert!(desk.read("x.postil") == before, "{args:?} changed the file");
        assert_eq!(beside(), names, "{args:?}");
    }
}

fn desk_with_study() -> Desk {
    let desk = Desk::new();
    desk.write("talk.txt", "INT: Why?\n\nP01: Because of the waiting.\n");
    desk.ok(&["new", "x.postil"]);
    desk.ok(&["import", "x.postil", "talk.txt"]);
    desk
}

#[test]
fn foreign_files() {
    let check = |content: &[u8], expected: &str| {
        let desk = Desk::new();
        desk.write("talk.txt", "INT: Why?");
        desk.write("x.postil", content);
        stays(&desk, None, expected);
    };
    check(b"", "not a Postil study (it is empty)");
    check(b"My notes", "not a Postil study (it is a text file)");
    check(b"%PDF-1.7 and so on", "not a Postil study (it is a PDF)");
    let mut other = vec![0; 4096];
    other[..16].copy_from_slice(b"SQLite format 3\0");
    check(&other, "not a Postil study (it is a SQLite file of another program)");
}

#[test]
fn newer_studies() {
    let desk = desk_with_study();
    let mut bytes = desk.read("x.postil");
    // The header's user_version is the schema's number.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    desk.write("x.postil", bytes);
    stays(&desk, None, "written by a newer Postil (format 99");
}

#[test]
fn damaged_studies() {
    let desk = desk_with_study();
    let whole = desk.read("x.postil");
    desk.write("x.postil", &whole[..whole.len() / 2]);
    stays(&desk, None, "damaged (it is shorter than it should be)");
    let mut torn = whole.clone();
    torn[100..4096].fill(0xA5);
    desk.write("x.postil", torn);
    stays(&desk, None, "damaged");
}

#[test]
fn locked_studies() {
    if !cfg!(feature = "encryption") {
        println!("skipped: built without encryption");
        return;
    }
    let desk = Desk::new();
    desk.write("talk.txt", "INT: Why?");
    let made = finish(desk.command(&["new", "x.postil"]).env("POSTIL_PASSPHRASE", "right"));
    assert_eq!(made.status, 0, "{}", made.err);
    stays(&desk, Some("wrong"), "wrong passphrase");
    stays(&desk, None, "locked with a passphrase");
    let whole = desk.read("x.postil");
    for cut in [whole.len() - 4096, whole.len() - 5000] {
        desk.write("x.postil", &whole[..cut]);
        stays(&desk, Some("right"), "damaged");
    }
}

#[test]
fn studies_with_something_built_in() {
    let desk = desk_with_study();
    let connection = rusqlite::Connection::open(desk.path("x.postil")).unwrap();
    connection
        .execute_batch(
            "CREATE TRIGGER helper AFTER INSERT ON codings BEGIN DELETE FROM memos; END;
             PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = delete;",
        )
        .unwrap();
    drop(connection);
    stays(&desk, None, "its structure is not that of a study, see `helper`");
}

#[test]
fn missing_studies_are_not_made() {
    let desk = Desk::new();
    for args in COMMANDS {
        assert!(desk.refused(args).contains("there is no such file"), "{args:?}");
        assert!(!desk.path("x.postil").exists());
    }
}

#[test]
fn a_new_study_replaces_nothing() {
    let desk = Desk::new();
    desk.write("x.postil", "mine");
    assert!(desk.refused(&["new", "x.postil"]).contains("already there"));
    assert_eq!(desk.read("x.postil"), b"mine");
    assert!(desk.refused(&["new", "no/folder/x.postil"]).contains("no/folder"));
}
