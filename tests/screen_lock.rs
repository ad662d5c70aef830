//! A study is encrypted in the window, locked by a key and by itself, and opened again where it was.

mod unsaved;

use crate::screen::{Window, click, key, settle, wait, window, window_of, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::study::{Passphrase, Study, sample};
use postil::ui::preferences::Keeper;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

const PHRASE: &str = "lamp orbit velvet cabbage";

fn made(phrase: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Quastenflosser.postil");
    drop(sample::create(&path, phrase.and_then(Passphrase::new).as_ref()).unwrap());
    (folder, path)
}

fn lock(window: &mut Window) {
    key(window, Modifiers::COMMAND, Key::L);
}

fn unlock(window: &mut Window, phrase: &str) {
    write(window, phrase);
    key(window, Modifiers::NONE, Key::Enter);
}

fn into(window: &mut Window, label: &str, text: &str) {
    window.get_by_role_and_label(Role::PasswordInput, label).focus();
    window.step();
    write(window, text);
}

fn is_gone<T: ?Sized>(what: &Weak<T>) -> bool {
    for _ in 0..1_000 {
        if what.upgrade().is_none() {
            return true;
        }
        // A question that was asked before may still be looked at.
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// Everything a screen reader is told.
fn labels(window: &Window) -> String {
    let mut all = String::new();
    let mut below: Vec<_> = vec![window.root()];
    while let Some(node) = below.pop() {
        let node_ = node.accesskit_node();
        for text in [node_.label(), node_.value(), node_.description()].into_iter().flatten() {
            all.push_str(&text);
            all.push('\n');
        }
        below.extend(node.children());
    }
    all
}

fn opens(path: &Path, phrase: Option<&str>) -> bool {
    Study::open(path, phrase.and_then(Passphrase::new).as_ref()).is_ok()
}

#[test]
fn a_locked_study_leaves_nothing_in_the_window_and_comes_back_where_it_was() {
    let (_folder, path) = made(Some(PHRASE));
    let mut window = window(Some(path.clone()));
    window.get_by_label("Quastenflosser.postil is locked with a passphrase.");
    unlock(&mut window, PHRASE);
    // Another document is read, words are typed into a memo, and the tables are looked at.
    let third = window.state().corpus().documents[2].id;
    let name = window.state().corpus().documents[2].name.clone();
    key(&mut window, Modifiers::COMMAND, Key::K);
    write(&mut window, &name);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().document_read(), Some(third));
    key(&mut window, Modifiers::COMMAND, Key::M);
    write(&mut window, "Blumenkohl");
    let before = labels(&window);
    assert!(before.contains("Delay") && before.contains("Blumenkohl"), "there are words to lose");
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    let corpus = Arc::downgrade(window.state().corpus());
    let text = Arc::downgrade(&window.state().corpus().documents[2].text);

    lock(&mut window);
    assert!(window.state().is_locked());
    window.get_by_label("The study is locked. Everything is saved.");
    assert!(is_gone(&corpus) && is_gone(&text), "nothing of it stays");
    let seen = labels(&window);
    for word in ["delay", "Delay", "P03", "Blumenkohl", "Quastenflosser", &name] {
        assert!(!seen.contains(word), "{word} in {seen}");
    }
    // The connection is closed: nothing lies beside the file.
    assert!(!path.with_extension("postil-wal").exists());

    unlock(&mut window, "wrong");
    window.get_by_label("This is not the passphrase of this study");
    assert!(window.state().is_locked());
    unlock(&mut window, PHRASE);
    assert!(!window.state().is_locked());
    // The tables again, the memo with its words, and the same document behind them.
    assert!(labels(&window).contains("Blumenkohl"));
    key(&mut window, Modifiers::COMMAND, Key::Num1);
    assert_eq!(window.state().document_read(), Some(third));
}

#[test]
fn it_locks_itself_when_nobody_is_there() {
    let (folder, path) = made(Some(PHRASE));
    let mut window = window(Some(path.clone()));
    unlock(&mut window, PHRASE);
    window.state_mut().pretend_idle(Duration::from_mins(14));
    settle(&mut window);
    assert!(!window.state().is_locked());
    // A key is a sign of life.
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    window.state_mut().pretend_idle(Duration::from_mins(14));
    settle(&mut window);
    assert!(!window.state().is_locked());
    window.state_mut().pretend_idle(Duration::from_mins(1));
    settle(&mut window);
    assert!(window.state().is_locked());
    // Given up, the study is closed.
    click(&mut window, "Close the study");
    assert!(!window.state().is_locked());
    window.get_by_label("New study");
    drop(window);
    // Where that was chosen it never does.
    let file = folder.path().join("reading.json");
    std::fs::write(&file, "{\"lock_after\": 0}").unwrap();
    let mut window = window_of(Some(path), Keeper::in_file(file));
    unlock(&mut window, PHRASE);
    window.state_mut().pretend_idle(Duration::from_hours(40));
    settle(&mut window);
    assert!(!window.state().is_locked());
}

#[test]
fn a_study_without_passphrase_is_offered_one() {
    let (_folder, path) = made(None);
    std::fs::copy(&path, path.with_file_name("Quastenflosser before format 4.postil")).unwrap();
    let mut window = window(Some(path.clone()));
    window.state_mut().pretend_idle(Duration::from_hours(40));
    settle(&mut window);
    assert!(!window.state().is_locked(), "it has no passphrase");
    lock(&mut window);
    window.get_by_label_contains("so it cannot be locked");
    unlock(&mut window, PHRASE);
    window.get_by_label("The two are not the same");
    into(&mut window, "The same again", PHRASE);
    window.get_by_label("Good");
    window.get_by_label("There is no recovery: if it is lost, the study is lost.");
    key(&mut window, Modifiers::NONE, Key::Enter);
    // A copy can still be read: it is named, and removed when that is wanted.
    window.get_by_label("The study is encrypted. The old file was overwritten.");
    window.get_by_label("1 file beside this study can be read without a passphrase:");
    click(&mut window, "Overwrite and remove it");
    window.get_by_label("The copies were overwritten and removed.");
    assert!(!path.with_file_name("Quastenflosser before format 4.postil").exists());
    click(&mut window, "Close");
    assert!(!opens(&path, None));
    // The steps before can be undone.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    wait(&mut window, "Undone: ");
    lock(&mut window);
    assert!(window.state().is_locked());
    unlock(&mut window, PHRASE);
    assert!(!window.state().corpus().codes.is_empty());
}

#[test]
fn a_passphrase_is_changed_and_removed_and_locking_waits_for_it() {
    let (_folder, path) = made(Some(PHRASE));
    let mut window = window(Some(path.clone()));
    unlock(&mut window, PHRASE);
    let menu = |window: &mut Window| {
        key(window, Modifiers::COMMAND, Key::K);
        write(window, "Passphrase");
        key(window, Modifiers::NONE, Key::Enter);
        window.get_by_label("This study is encrypted.");
    };
    menu(&mut window);
    into(&mut window, "Passphrase it has", "wrong");
    into(&mut window, "New passphrase", "grey herons over water");
    into(&mut window, "The same again", "grey herons over water");
    click(&mut window, "Change it");
    window.get_by_label("This is not the passphrase of this study");
    into(&mut window, "Passphrase it has", PHRASE);
    // The complaint is gone from under the field: what is below has moved.
    settle(&mut window);
    window.get_by_label("Change it").click();
    for _ in 0..200 {
        if window.state().is_busy() {
            break;
        }
        window.step();
    }
    // It is asked for while the worker has the study.
    window.key_press_modifiers(Modifiers::COMMAND, Key::L);
    window.step();
    wait(&mut window, "The study is locked as soon as this is done: Encrypting the study");
    settle(&mut window);
    assert!(window.state().is_locked());
    unlock(&mut window, PHRASE);
    window.get_by_label("This is not the passphrase of this study");
    unlock(&mut window, "grey herons over water");
    assert!(!window.state().is_locked());
    menu(&mut window);
    click(&mut window, "Remove the passphrase");
    window.get_by_label("Whoever has the file can then read the interviews.");
    into(&mut window, "Passphrase it has", "grey herons over water");
    click(&mut window, "Remove it");
    wait(&mut window, "The passphrase is removed");
    drop(window);
    assert!(opens(&path, None));
}
