//! The end of a study on the command line.

use crate::support::Desk;
use postil::study::Study;
use serde_json::Value;

/// A study of this name, with a word in it that must not be found afterwards.
fn made(desk: &Desk) {
    desk.write("A.txt", "P01: Zanzibar was far.\n");
    desk.ok(&["new", "my study.postil"]);
    desk.ok(&["import", "my study.postil", "A.txt"]);
    desk.write("my study.postil backups/1.postil", "Zanzibar");
    desk.write("my study before format 4.postil", "Zanzibar");
    desk.write("my study.postil-key", "names");
    desk.ok(&["documents", "my study.postil", "--out", "documents.csv"]);
}

#[test]
fn a_study_goes_with_all_that_belongs_to_it_once_it_is_named() {
    let desk = Desk::new();
    made(&desk);
    let dry = desk.ok(&["destroy", "my study.postil", "--dry-run"]);
    assert!(dry.contains("1.postil") && dry.contains("before format 4") && dry.contains("Nothing"));
    assert!(!dry.contains("my study.postil-key") && !dry.contains("documents.csv"), "{dry}");
    assert_eq!(desk.run(&["destroy", "my study.postil"]).status, 2, "the name is asked for");
    let no = desk.refused(&["destroy", "my study.postil", "--name", "mine"]);
    assert!(no.contains("nothing was changed"), "{no}");
    assert!(desk.path("my study.postil").exists());
    let args = ["destroy", "my study.postil", "--name", "my study", "--report", "report.txt"];
    let value = desk.json(&args);
    let gone = value["removed"].as_array().unwrap();
    assert_eq!(gone.len(), 3, "{value}");
    assert_eq!(value["kept"].as_array().unwrap().len(), 0);
    for name in ["my study.postil", "my study before format 4.postil", "my study.postil backups"] {
        assert!(!desk.path(name).exists(), "{name}");
    }
    for name in ["my study.postil-wal", "my study.postil-shm", "my study.postil-journal"] {
        assert!(!desk.path(name).exists(), "{name}");
    }
    for name in ["my study.postil-key", "documents.csv", "A.txt"] {
        assert!(desk.path(name).exists(), "{name} is not ours to destroy");
    }
    let report = String::from_utf8(desk.read("report.txt")).unwrap();
    for part in ["documents.csv", "there still", "key of pseudonyms", "solid-state", "server"] {
        assert!(report.contains(part), "{part} in {report}");
    }
    assert!(!report.contains("Zanzibar"));
    assert!(value["exports"][0]["path"].as_str().unwrap().ends_with("documents.csv"), "{value}");
}

#[test]
fn a_study_that_does_not_open_goes_by_the_name_of_its_file() {
    let desk = Desk::new();
    desk.write("old.postil", "this was a study once");
    let ran = desk.run(&["destroy", "old.postil", "--name", "old", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("its log of files is unknown"), "{}", ran.err);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["exports"], Value::Null);
    assert!(!desk.path("old.postil").exists());
}

#[test]
fn a_study_that_is_open_elsewhere_stays() {
    let desk = Desk::new();
    made(&desk);
    let open = Study::open(&desk.path("my study.postil"), None).unwrap();
    let ran = desk.run(&["destroy", "my study.postil", "--name", "my study"]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("another program"), "{}", ran.err);
    drop(open);
    assert!(desk.path("my study.postil backups/1.postil").exists());
    assert_eq!(desk.json(&["info", "my study.postil"])["documents"], 1);
}

#[test]
fn a_study_that_a_window_has_open_stays_and_it_is_said_who_has_it() {
    let desk = Desk::new();
    made(&desk);
    let window = Study::open_in_window(&desk.path("my study.postil"), None).unwrap();
    let args = ["destroy", "my study.postil", "--name", "my study", "--report", "report.txt"];
    let no = desk.refused(&args);
    assert!(no.contains("has it open in another window") && no.contains("close it there"), "{no}");
    assert!(!desk.path("report.txt").exists());
    drop(window);
    // What no program can open may be open in one all the same.
    let lock = r#"{"coder": "ben", "host": "other-laptop", "process": 7, "window": true}"#;
    desk.write("old.postil", "this was a study once");
    desk.write("old.postil.lock", lock);
    let args = ["destroy", "old.postil", "--name", "old", "--report", "report.txt"];
    let no = desk.refused(&args);
    assert!(no.contains("ben has it open on the computer other-laptop"), "{no}");
    assert!(desk.path("old.postil").exists() && !desk.path("report.txt").exists());
    // What is there under the name of the report stays, too.
    desk.write("report.txt", "of last year");
    desk.refused(&args);
    assert_eq!(desk.read("report.txt"), b"of last year");
    // A report that would go with the study is none.
    std::fs::create_dir(desk.path("old.postil backups")).unwrap();
    let within = ["--report", "old.postil backups/report.txt"];
    let no = desk.refused(&[&args[..4], &within[..]].concat());
    assert!(no.contains("this folder goes with the study"), "{no}");
    std::fs::remove_file(desk.path("old.postil.lock")).unwrap();
    assert_eq!(desk.run(&["destroy", "old.postil", "--name", "old"]).status, 0);
    assert!(!desk.path("old.postil").exists() && !desk.path("old.postil.lock").exists());
}

/// Runs it with a passphrase.
#[cfg(feature = "encryption")]
fn with(desk: &Desk, phrase: Option<&str>, more: &[&str]) -> crate::support::Ran {
    let args = [&["destroy", "my study.postil", "--name", "my study"][..], more].concat();
    let mut command = desk.command(&args);
    if let Some(phrase) = phrase {
        command.env("POSTIL_PASSPHRASE", phrase);
    }
    crate::support::finish(&mut command)
}

#[test]
#[cfg(feature = "encryption")]
fn a_locked_study_goes_unread_only_when_that_is_asked_for() {
    let desk = Desk::new();
    made(&desk);
    desk.write("key.txt", "one\n");
    let set = ["--set", "--new-passphrase-file", "key.txt"];
    let key = ["--passphrase-file", "key.txt"];
    desk.ok(&["passphrase", "my study.postil", set[0], set[1], set[2]]);
    let refused = |phrase: Option<&str>, more: &[&str], why: &str| {
        let ran = with(&desk, phrase, more);
        assert_eq!((ran.status, &*ran.out, ran.err.lines().count()), (1, "", 1), "{ran:?}");
        assert!(ran.err.contains(why), "{}", ran.err);
    };
    refused(None, &[], "locked with a passphrase");
    refused(None, &[], "or add --without-opening");
    refused(Some("two"), &[], "wrong passphrase");
    refused(Some("two"), &[], "or add --without-opening");
    // Asked for or not, right or wrong: not while somebody has it open.
    let path = desk.path("my study.postil");
    let phrase = postil::study::Passphrase::new("one");
    let window = Study::open_in_window(&path, phrase.as_ref()).unwrap();
    for phrase in [None, Some("one"), Some("two")] {
        refused(phrase, &["--without-opening"], "has it open in another window");
    }
    let info = desk.ok(&["info", "my study.postil", key[0], key[1]]);
    assert!(info.contains("encrypted"), "{info}");
    drop(window);
    // With the right one it is opened all the same, and knows what was written from it.
    std::fs::copy(&path, desk.path("copy")).unwrap();
    let ran = with(&desk, Some("one"), &["--without-opening", "--json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((value["exports"].as_array().map(Vec::len), &*ran.err), (Some(1), ""));
    assert!(!path.exists());
    std::fs::rename(desk.path("copy"), &path).unwrap();
    let ran = with(&desk, Some("two"), &["--without-opening", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("its log of files is unknown: wrong passphrase"), "{}", ran.err);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&value["exports"], &value["study"]), (&Value::Null, &"my study".into()));
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let desk = Desk::new();
    made(&desk);
    std::os::unix::fs::symlink(desk.path("my study.postil"), desk.path("link.postil")).unwrap();
    let no = desk.refused(&["destroy", "link.postil", "--name", "my study"]);
    assert!(no.contains("name the study file itself"), "{no}");
    assert!(desk.path("my study.postil").exists());
}
