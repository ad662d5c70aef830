//! The end of a study on the command line.

use crate::support::Desk;
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
    let open = postil::study::Study::open(&desk.path("my study.postil"), None).unwrap();
    let ran = desk.run(&["destroy", "my study.postil", "--name", "my study"]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("another program"), "{}", ran.err);
    drop(open);
    assert!(desk.path("my study.postil backups/1.postil").exists());
    assert_eq!(desk.json(&["info", "my study.postil"])["documents"], 1);
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
