//! Backups by the command line, and what is said where a study cannot be written to.

use crate::support::{Desk, finish};
use postil::study::{Command, Study};
use std::path::Path;

fn three_steps() -> Desk {
    let desk = Desk::new();
    desk.write("talk.txt", "INT: Where?\n\nP01: I waited there.\n");
    desk.write("more.txt", "INT: When?\n\nP02: I waited long.\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "talk.txt"]);
    desk.ok(&["code", "s.postil", "talk", "18", "26", "waiting"]);
    desk
}

fn names(desk: &Desk) -> Vec<String> {
    let list = desk.json(&["backup", "s.postil", "--list"]);
    list.as_array().unwrap().iter().map(|b| b["reason"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn backups_are_made_listed_compared_restored_and_taken_out() {
    let desk = three_steps();
    // Nothing was there before the first import.
    assert_eq!(names(&desk), Vec::<String>::new());
    assert!(desk.refused(&["backup", "s.postil", "--restore", "latest"]).contains("no backup"));
    assert!(desk.ok(&["backup", "s.postil"]).starts_with("Made a backup: "));
    assert!(desk.ok(&["backup", "s.postil"]).starts_with("Nothing was done since"));
    assert_eq!(names(&desk), ["by hand"]);
    desk.ok(&["code", "s.postil", "talk", "20", "26", "place"]);
    desk.ok(&["import", "s.postil", "more.txt"]);
    assert_eq!(names(&desk), ["before import", "by hand"]);
    let list = desk.json(&["backup", "s.postil", "--list"]);
    assert_eq!(
        (&list[0]["steps"], &list[0]["documents"], &list[0]["codings"]),
        (&3.into(), &1.into(), &2.into())
    );
    assert_eq!((&list[1]["steps"], &list[1]["codings"]), (&2.into(), &1.into()));
    let old = list[1]["backup"].as_str().unwrap();
    let differences = desk.json(&["backup", "s.postil", "--compare", old]);
    let of = |what: &str| {
        let all = differences.as_array().unwrap();
        let one = all.iter().find(|one| one["what"] == what).unwrap();
        (one["back"].as_u64().unwrap(), one["gone"].as_u64().unwrap())
    };
    assert_eq!((of("documents"), of("codings"), of("codes")), ((0, 1), (0, 1), (0, 1)));
    let told = desk.ok(&["backup", "s.postil", "--restore", old]);
    assert!(told.contains("codings: 0 came back, 1 went, 0 changed back"), "{told}");
    assert!(told.contains("before restoring.postil"), "{told}");
    let info = desk.json(&["info", "s.postil"]);
    assert_eq!((&info["steps"], &info["documents"]), (&2.into(), &1.into()));
    assert_eq!(desk.ok(&["check", "s.postil"]), "Everything is whole.\n");
    desk.ok(&["undo", "s.postil"]);
    desk.ok(&["backup", "s.postil", "--copy", "latest", "--to", "copy.postil"]);
    assert_eq!(desk.json(&["info", "copy.postil"])["documents"], 2);
    let there = desk.refused(&["backup", "s.postil", "--copy", "latest", "--to", "copy.postil"]);
    assert!(there.contains("already there"), "{there}");
    // It would be taken for the log of the study.
    let log = desk.refused(&["backup", "s.postil", "--copy", "latest", "--to", "s.postil-wal"]);
    assert!(log.contains("belongs to s.postil"), "{log}");
    assert!(desk.refused(&["backup", "s.postil", "--restore", "nothing"]).contains("--list names"));
    // By its file, wherever it lies; and never more than asked for.
    desk.ok(&["backup", "s.postil", "--restore", "copy.postil"]);
    assert_eq!(desk.json(&["info", "s.postil"])["documents"], 2);
    desk.ok(&["backup", "s.postil", "--now", "--keep", "1"]);
    assert_eq!(names(&desk), ["by hand"]);
}

#[test]
#[cfg(feature = "encryption")]
fn a_backup_of_a_locked_study_is_locked_the_same_way() {
    let desk = Desk::new();
    let run = |args: &[&str], key: &str| finish(desk.command(args).env("POSTIL_PASSPHRASE", key));
    desk.write("book.txt", "waiting\nplace\n");
    desk.write("key.txt", "one\n");
    assert_eq!(run(&["new", "s.postil"], "one").status, 0);
    assert_eq!(run(&["codebook", "s.postil", "--import", "book.txt"], "one").status, 0);
    assert_eq!(run(&["backup", "s.postil"], "one").status, 0);
    let listed = run(&["backup", "s.postil", "--list", "--json"], "one");
    let list: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!((list[0]["steps"].as_u64(), &*listed.err), (Some(1), ""));
    let bytes = std::fs::read(list[0]["path"].as_str().map(|p| desk.path(p)).unwrap()).unwrap();
    for words in [&b"SQLite"[..], b"waiting"] {
        assert!(memchr::memmem::find(&bytes, words).is_none());
    }
    let closed = run(&["backup", "s.postil", "--list", "--json"], "two");
    assert!(closed.err.contains("1 backup could not be looked into"), "{}", closed.err);
    assert_eq!(run(&["undo", "s.postil"], "one").status, 0);
    let wrong = run(&["backup", "s.postil", "--restore", "latest"], "two");
    assert!(wrong.err.contains("wrong passphrase"), "{}", wrong.err);
    let args = ["backup", "s.postil", "--restore", "latest", "--backup-passphrase-file", "key.txt"];
    assert_eq!(run(&args, "one").status, 0);
    let info = run(&["info", "s.postil", "--json"], "one");
    let info: serde_json::Value = serde_json::from_str(&info.out).unwrap();
    assert_eq!((&info["steps"], &info["encrypted"]), (&1.into(), &true.into()));
}

#[test]
fn a_backup_that_was_moved_away_is_made_again() {
    let desk = three_steps();
    let made = desk.json(&["backup", "s.postil"])["backup"].as_str().unwrap().to_owned();
    assert!(desk.ok(&["backup", "s.postil"]).starts_with("Nothing was done since"));
    std::fs::rename(desk.path(&made), desk.path("elsewhere.postil")).unwrap();
    assert!(desk.ok(&["backup", "s.postil"]).starts_with("Made a backup: "));
    assert!(desk.ok(&["backup", "s.postil"]).starts_with("Nothing was done since"));
    // What was moved away can be restored all the same; the study as it was is at hand.
    let told = desk.ok(&["backup", "s.postil", "--restore", "elsewhere.postil"]);
    assert!(told.contains("is the last backup that was made"), "{told}");
    assert_eq!(names(&desk), ["by hand"]);
}

#[test]
fn a_backup_of_another_study_is_refused() {
    let desk = three_steps();
    desk.ok(&["new", "other.postil"]);
    desk.ok(&["import", "other.postil", "more.txt"]);
    let theirs = desk.json(&["backup", "other.postil"])["backup"].as_str().unwrap().to_owned();
    let no = desk.refused(&["backup", "s.postil", "--restore", &theirs]);
    assert!(no.contains("it is a backup of another study; open it by itself instead"), "{no}");
    assert_eq!(names(&desk), Vec::<String>::new());
    assert_eq!(desk.json(&["info", "s.postil"])["codings"], 1);
    // It can be looked at, and is said to be one.
    let ran = desk.run(&["backup", "s.postil", "--compare", &theirs]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("it is a backup of another study"), "{}", ran.err);
}

#[test]
#[cfg(feature = "encryption")]
fn a_study_keeps_its_passphrase_when_a_backup_is_restored() {
    let desk = three_steps();
    let made = |args: &[&str]| desk.json(args)["backup"].as_str().unwrap().to_owned();
    let plain = made(&["backup", "s.postil", "--now"]);
    desk.write("one.txt", "one\n");
    desk.write("two.txt", "two\n");
    let (one, two) = (["--passphrase-file", "one.txt"], ["--passphrase-file", "two.txt"]);
    let new = "--new-passphrase-file";
    desk.ok(&["passphrase", "s.postil", "--set", new, "one.txt"]);
    let old = made(&["backup", "s.postil", "--now", one[0], one[1]]);
    desk.ok(&["passphrase", "s.postil", "--change", new, "two.txt", one[0], one[1]]);
    // One that everybody can read makes no study that everybody can read.
    let compare = desk.run(&["backup", "s.postil", "--compare", &plain, two[0], two[1]]);
    assert!(compare.err.contains("the study keeps its own"), "{}", compare.err);
    let restore = ["backup", "s.postil", "--restore"];
    let told = desk.ok(&[restore[0], restore[1], restore[2], &plain, two[0], two[1]]);
    assert!(told.contains("The backup has no passphrase; the study keeps its own."), "{told}");
    let closed = desk.refused(&["info", "s.postil"]);
    assert!(closed.contains("locked with a passphrase"), "{closed}");
    // Nor does one under an older passphrase bring that back.
    let theirs = ["--backup-passphrase-file", "one.txt"];
    let args =
        [restore[0], restore[1], restore[2], &*old, two[0], two[1], theirs[0], theirs[1], "--json"];
    let value: serde_json::Value = serde_json::from_str(&desk.ok(&args)).unwrap();
    assert!(value["passphrase"].as_str().unwrap().contains("keeps the one it has now"), "{value}");
    assert!(desk.refused(&["info", "s.postil", one[0], one[1]]).contains("wrong passphrase"));
    assert!(desk.ok(&["check", "s.postil", two[0], two[1]]).contains("whole"));
    // Of a study that has none a locked backup makes no study that everybody can read.
    desk.ok(&["passphrase", "s.postil", "--remove", two[0], two[1]]);
    let told = desk.ok(&[restore[0], restore[1], restore[2], &old, theirs[0], theirs[1]]);
    assert!(told.contains("the study takes over that of the backup"), "{told}");
    assert!(desk.refused(&["info", "s.postil"]).contains("locked with a passphrase"));
    assert!(desk.ok(&["check", "s.postil", one[0], one[1]]).contains("whole"));
}

#[test]
fn after_fifty_steps_there_is_a_backup_by_itself() {
    let desk = three_steps();
    for n in 0..47 {
        desk.ok(&["code", "s.postil", "talk", "18", "26", &format!("code {n}")]);
    }
    assert_eq!(names(&desk), Vec::<String>::new());
    desk.ok(&["code", "s.postil", "talk", "18", "26", "one more"]);
    assert_eq!(names(&desk), ["after 50 steps"]);
}

#[test]
fn what_a_window_has_open_is_read_and_not_written_to() {
    let desk = three_steps();
    let mut window = Study::open_in_window(&desk.path("s.postil"), None).unwrap();
    assert!(window.read_only().is_none());
    let told = desk.refused(&["undo", "s.postil"]);
    assert!(told.contains("researcher has it open in another window since"), "{told}");
    assert!(told.contains("close it there first"), "{told}");
    assert_eq!(desk.json(&["info", "s.postil"])["codings"], 1);
    assert_eq!(desk.ok(&["check", "s.postil"]), "Everything is whole.\n");
    window.run(Command::RenameStudy { name: "still mine".to_owned() }).unwrap();
    drop(window);
    desk.ok(&["undo", "s.postil"]);
    assert!(!desk.path("s.postil.lock").exists());
}

#[test]
fn what_another_computer_has_open_is_not_written_to() {
    let desk = three_steps();
    let lock = r#"{"coder": "ben", "host": "other-laptop", "process": 7, "window": true}"#;
    desk.write("s.postil.lock", lock);
    let told = desk.refused(&["undo", "s.postil"]);
    assert!(told.contains("ben has it open on the computer other-laptop"), "{told}");
    assert!(told.contains("delete the file that ends in .lock"), "{told}");
    let mut window = Study::open_in_window(&desk.path("s.postil"), None).unwrap();
    assert!(window.read_only().unwrap().to_string().contains("other-laptop"));
    let refused = window.undo().unwrap_err().to_string();
    assert!(refused.contains("open to be read only"), "{refused}");
    window.keep_draft(Some("half a thought")).unwrap();
    drop(window);
    assert_eq!(desk.read("s.postil.lock"), lock.as_bytes());
    std::fs::remove_file(desk.path("s.postil.lock")).unwrap();
    desk.ok(&["undo", "s.postil"]);
}

#[test]
fn commands_wait_for_each_other() {
    let desk = three_steps();
    let children: Vec<_> = (0..4)
        .map(|n| {
            let code = format!("code {n}");
            desk.command(&["code", "s.postil", "talk", "18", "26", &code]).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(desk.json(&["info", "s.postil"])["codes"], 5);
    assert!(!desk.path("s.postil.lock").exists());
}

/// Makes everything in the folder unwritable, and the program one that may not write there. `None`
/// where neither can be done.
#[cfg(unix)]
fn as_nobody(desk: &Desk, args: &[&str]) -> Option<std::process::Command> {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let mut command = desk.command(args);
    if std::fs::metadata(desk.folder()).ok()?.uid() == 0 {
        // The superuser may write everywhere: somebody else is asked.
        command.uid(65_534);
        command.gid(65_534);
        let probe = std::process::Command::new(env!("CARGO_BIN_EXE_postil"))
            .arg("--version")
            .uid(65_534)
            .output();
        probe.ok().filter(|ran| ran.status.success())?;
    }
    Some(command)
}

#[cfg(unix)]
fn protect(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
#[cfg(unix)]
fn a_protected_file_or_folder_is_read_and_says_why_it_is_not_written_to() {
    let desk = three_steps();
    let Some(mut nobody) = as_nobody(&desk, &["info", "s.postil", "--json"]) else {
        println!("skipped: nobody else can run the program here");
        return;
    };
    let before = desk.read("s.postil");
    protect(&desk.path("s.postil"), 0o444);
    protect(desk.folder(), 0o555);
    let ran = finish(&mut nobody);
    assert_eq!((ran.status, &*ran.err), (0, ""), "{ran:?}");
    assert!(ran.out.contains("\"codings\": 1"), "{}", ran.out);
    let ran = finish(&mut as_nobody(&desk, &["check", "s.postil"]).unwrap());
    assert_eq!((ran.status, &*ran.out), (0, "Everything is whole.\n"), "{ran:?}");
    let ran = finish(&mut as_nobody(&desk, &["undo", "s.postil"]).unwrap());
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("nothing can be written in its folder; copy it"), "{}", ran.err);
    protect(desk.folder(), 0o777);
    let ran = finish(&mut as_nobody(&desk, &["excerpts", "s.postil"]).unwrap());
    assert!(ran.status == 0 && ran.out.contains("waited"), "{ran:?}");
    let ran = finish(&mut as_nobody(&desk, &["undo", "s.postil"]).unwrap());
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("the file is protected from being written; copy it"), "{}", ran.err);
    assert_eq!(desk.read("s.postil"), before);
    protect(&desk.path("s.postil"), 0o644);
    desk.ok(&["undo", "s.postil"]);
}

#[test]
fn a_synchronised_folder_is_warned_of_once() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("Dropbox/work")).unwrap();
    let made = desk.run(&["new", "Dropbox/work/s.postil"]);
    assert_eq!(made.status, 0);
    assert!(made.err.starts_with("This folder is copied by Dropbox: "), "{}", made.err);
    assert_eq!(made.err.lines().count(), 1);
    desk.ok(&["info", "Dropbox/work/s.postil"]);
    // Moved into another one: said again.
    std::fs::create_dir_all(desk.path("w/.stfolder")).unwrap();
    std::fs::rename(desk.path("Dropbox/work/s.postil"), desk.path("w/s.postil")).unwrap();
    let opened = desk.run(&["info", "w/s.postil"]);
    assert!(opened.err.contains("copied by Syncthing"), "{}", opened.err);
}
