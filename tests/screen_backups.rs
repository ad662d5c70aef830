//! Backups in the window: made by the way and by hand, listed with what they would change, restored,
//! opened as a copy; a damaged file salvaged; a study that can only be read.

use crate::screen::{act, click, key, sample_window, settle, wait, window, window_of};
use crate::support::dump::dump;
#[cfg(feature = "encryption")]
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::study::{Study, backup_folder, backups, sample};
use postil::ui::preferences::Keeper;
#[cfg(feature = "encryption")]
use std::path::PathBuf;

#[test]
fn a_backup_is_made_looked_into_and_restored() {
    let (folder, mut window) = sample_window();
    let path = folder.path().join("sample.postil");
    act(&mut window, "Back up now");
    wait(&mut window, "Backed up: ");
    let before = dump(&path);
    act(&mut window, "Undo");
    act(&mut window, "Undo");
    assert_ne!(dump(&path), before);
    act(&mut window, "Backups…");
    wait(&mut window, "What restoring it would change");
    wait(&mut window, "Change back");
    assert!(window.query_by_label_contains("by hand, ").is_some());
    click(&mut window, "Restore");
    wait(&mut window, "Restored: ");
    settle(&mut window);
    assert_eq!(dump(&path), before);
    let mut reasons: Vec<String> = backups(&path).into_iter().map(|backup| backup.reason).collect();
    // Made within one second they stand in any order.
    reasons.sort();
    assert_eq!(reasons, ["before restoring", "by hand"]);
    // It is still the window's.
    assert!(folder.path().join("sample.postil.lock").exists());
    act(&mut window, "Undo");
    assert_ne!(dump(&path), before);
}

/// Whatever the backup is locked with.
#[test]
#[cfg(feature = "encryption")]
fn a_locked_study_stays_locked_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let study = sample::create(&path, None).unwrap();
    study.backup_anyway("by hand").unwrap();
    let phrase = postil::study::Passphrase::new("lamp orbit velvet cabbage");
    let (study, done) = study.relock(phrase.as_ref());
    done.unwrap();
    drop(study);
    let mut window = window(Some(path.clone()));
    crate::screen::write(&mut window, "lamp orbit velvet cabbage");
    key(&mut window, Modifiers::NONE, Key::Enter);
    act(&mut window, "Backups…");
    wait(&mut window, "The backup has no passphrase; the study keeps its own.");
    click(&mut window, "Restore");
    // The line at the bottom may be gone again when a locked study is restored: the study itself tells.
    let restored = || {
        let made = std::fs::read_dir(backup_folder(&path)).unwrap();
        let mut names = made.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.any(|name| name.contains("before restoring"))
    };
    for _ in 0..2_000 {
        if restored() {
            break;
        }
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(restored());
    settle(&mut window);
    drop(window);
    assert!(Study::open(&path, None).is_err());
    assert!(Study::open(&path, phrase.as_ref()).unwrap().is_encrypted());
}

#[cfg(feature = "encryption")]
fn codings(corpus: &postil::model::Corpus) -> usize {
    corpus.documents.iter().map(|document| document.codings.len()).sum()
}

/// The passphrase was changed after the backup was made, and codings were taken back. Gives the number
/// of those in the backup, too.
#[cfg(feature = "encryption")]
fn relocked() -> (tempfile::TempDir, PathBuf, usize, crate::screen::Window) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let [older, newer] = [OLDER, NEWER].map(postil::study::Passphrase::new);
    let study = sample::create(&path, older.as_ref()).unwrap();
    study.backup_anyway("by hand").unwrap();
    let (study, done) = study.relock(newer.as_ref());
    done.unwrap();
    let mut study = study.unwrap();
    let before = codings(study.corpus());
    while codings(study.corpus()) == before {
        study.undo().unwrap().unwrap();
    }
    drop(study);
    let mut window = window(Some(path.clone()));
    crate::screen::write(&mut window, NEWER);
    key(&mut window, Modifiers::NONE, Key::Enter);
    act(&mut window, "Backups…");
    wait(&mut window, "It is locked with a passphrase that the study had before");
    (folder, path, before, window)
}

#[cfg(feature = "encryption")]
const OLDER: &str = "lamp orbit velvet cabbage";
#[cfg(feature = "encryption")]
const NEWER: &str = "kettle drum harbour moss";

#[test]
#[cfg(feature = "encryption")]
fn a_backup_with_an_older_passphrase_is_looked_into_and_restored() {
    let (_folder, path, before, mut window) = relocked();
    assert!(window.get_by_label("Restore").accesskit_node().is_disabled());
    for (typed, answer) in [
        ("not this one", "It does not open this backup"),
        (OLDER, "The backup has another passphrase; the study keeps the one it has now."),
    ] {
        window.get_by_role_and_label(Role::PasswordInput, "Passphrase of this backup").focus();
        window.step();
        crate::screen::write(&mut window, typed);
        key(&mut window, Modifiers::NONE, Key::Enter);
        wait(&mut window, answer);
    }
    // The list knows it, too.
    wait(&mut window, &format!("steps, {before} codings"));
    click(&mut window, "Restore");
    wait(&mut window, "Restored: ");
    settle(&mut window);
    drop(window);
    let [older, newer] = [OLDER, NEWER].map(postil::study::Passphrase::new);
    assert!(Study::open(&path, older.as_ref()).is_err());
    let study = Study::open(&path, newer.as_ref()).unwrap();
    assert_eq!(codings(study.corpus()), before);
}

/// It is asked for when the copy is opened.
#[test]
#[cfg(feature = "encryption")]
fn a_backup_with_an_older_passphrase_is_opened_as_a_copy() {
    let (folder, _, before, mut window) = relocked();
    click(&mut window, "Open as a copy");
    wait(&mut window, "is locked with a passphrase.");
    crate::screen::write(&mut window, OLDER);
    key(&mut window, Modifiers::NONE, Key::Enter);
    settle(&mut window);
    assert_eq!(codings(window.state().corpus()), before);
    let copies = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
        entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("sample (backup ")
    });
    assert!(copies.count() >= 1);
}

#[test]
fn a_backup_of_another_study_is_not_restored() {
    let (folder, mut window) = sample_window();
    let path = folder.path().join("sample.postil");
    let other = folder.path().join("other.postil");
    let study = Study::create(&other, None, "Other", None).unwrap();
    let theirs = study.backup_anyway("by hand").unwrap().path;
    // Somebody put it among the backups of this study.
    std::fs::create_dir(backup_folder(&path)).unwrap();
    let here = backup_folder(&path).join(theirs.file_name().unwrap());
    std::fs::copy(&theirs, &here).unwrap();
    let before = dump(&path);
    act(&mut window, "Backups…");
    wait(&mut window, "it is a backup of another study; open it by itself instead");
    click(&mut window, "Restore");
    wait(&mut window, "it is a backup of another study; open it by itself instead");
    settle(&mut window);
    drop(window);
    assert_eq!(dump(&path), before);
}

#[test]
fn a_backup_is_opened_as_a_copy() {
    let (folder, mut window) = sample_window();
    act(&mut window, "Back up now");
    wait(&mut window, "Backed up: ");
    act(&mut window, "Backups…");
    wait(&mut window, "Nothing: it holds what the study holds now.");
    click(&mut window, "Open as a copy");
    wait(&mut window, "A copy of the backup: ");
    settle(&mut window);
    let copies = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name().to_string_lossy().into_owned();
        name.starts_with("sample (backup ") && name.ends_with(").postil")
    });
    assert_eq!(copies.count(), 1);
    assert_eq!(window.state().corpus().documents.len(), 12);
    // The study before is free for others.
    assert!(!folder.path().join("sample.postil.lock").exists());
}

#[test]
fn a_backup_is_made_by_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    let kept = folder.path().join("reading.json");
    std::fs::write(&kept, r#"{"backups": {"steps": 3, "minutes": 0}}"#).unwrap();
    let mut window = window_of(Some(path.clone()), Keeper::in_file(kept));
    act(&mut window, "Undo");
    assert!(backups(&path).is_empty(), "not at once");
    // A minute of the window's time, during which what was there before counts, too.
    for _ in 0..1300 {
        window.step();
    }
    for _ in 0..500 {
        if !backups(&path).is_empty() {
            break;
        }
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let made = backups(&path);
    assert_eq!(made.len(), 1);
    assert!(made[0].reason.starts_with("after "), "{}", made[0].reason);
    settle(&mut window);
    for _ in 0..100 {
        window.step();
    }
    assert_eq!(backups(&path).len(), 1, "once");
    // From now on three steps are enough.
    for name in ["Undo", "Redo", "Undo"] {
        act(&mut window, name);
    }
    for _ in 0..500 {
        window.step();
        if backups(&path).len() == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(backups(&path)[0].reason, "after 3 steps");
}

#[test]
fn a_damaged_file_is_salvaged_or_its_backup_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    study.backup_anyway("by hand").unwrap();
    study.undo().unwrap();
    drop(study);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() * 95 / 100);
    std::fs::write(&path, &bytes).unwrap();
    let mut window = window(Some(path.clone()));
    wait(&mut window, "This study is damaged");
    assert!(window.query_by_label_contains("There is 1 backup of it").is_some());
    click(&mut window, "Backups…");
    settle(&mut window);
    assert!(window.query_by_label("Restore").is_none());
    assert!(window.query_by_label("Open as a copy").is_some());
    click(&mut window, "Close");
    window.state();
    drop(window);
    let mut window = crate::screen::window(Some(path.clone()));
    wait(&mut window, "This study is damaged");
    click(&mut window, "Salvage into a new file");
    wait(&mut window, "The damaged file");
    settle(&mut window);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let mut new = Study::open(&folder.path().join("s (salvaged).postil"), None).unwrap();
    assert_eq!(new.check().unwrap(), []);
    assert_eq!(window.state().corpus().documents.len(), new.corpus().documents.len());
}

#[test]
fn a_study_that_somebody_else_has_open_is_read_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    let lock = r#"{"coder": "ben", "host": "other-laptop", "process": 7, "window": true}"#;
    std::fs::write(folder.path().join("s.postil.lock"), lock).unwrap();
    let before = dump(&path);
    let mut window = window(Some(path.clone()));
    wait(&mut window, "ben has it open on the computer other-laptop");
    assert!(window.query_by_label_contains("(read only)").is_some());
    let undo = window.query_all_by_label_contains("Undo").next().unwrap();
    assert!(undo.accesskit_node().is_disabled());
    key(&mut window, Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(dump(&path), before);
    // What is not offered as an action says why when it is tried all the same.
    act(&mut window, "People");
    drop(window);
    assert_eq!(dump(&path), before);
}

#[test]
fn a_file_that_was_moved_away_is_said_and_nothing_is_lost() {
    let (folder, mut window) = sample_window();
    let path = folder.path().join("sample.postil");
    std::fs::rename(&path, folder.path().join("moved.postil")).unwrap();
    act(&mut window, "Undo");
    wait(&mut window, "was moved or deleted while it was open");
    assert_eq!(window.state().corpus().documents.len(), 12);
}
