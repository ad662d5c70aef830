//! What is typed cannot be stored: the file of the study was taken away, its disk is full, or it can only
//! be read. Nobody is told that everything is saved; it is there again when the study is unlocked, and it
//! is asked about before it is lost.

use super::{PHRASE, labels, lock, made, unlock};
use crate::screen::{Window, act, click, drop_files, key, settle, wait, window, write};
use crate::screen_lock_words::{into, opened, value};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use postil::study::{Passphrase, Study};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PLAIN: Modifiers = Modifiers::NONE;

/// What the dialog of a locked study says of a file that was taken away.
const KEPT: &str = "Something that was typed could not be saved yet: its file was moved, deleted or \
                    replaced. It is kept in memory: unlock to go on; it is lost if the program is closed.";

/// What is asked then.
const ASKED: &str =
    "What was typed in a memo could not be saved: its file was moved, deleted or replaced.";

/// Moves the file of an open study into another folder; where it is now.
fn take_away(path: &Path) -> PathBuf {
    let folder = path.with_file_name("gone");
    std::fs::create_dir(&folder).unwrap();
    let away = folder.join(path.file_name().unwrap());
    std::fs::rename(path, &away).unwrap();
    away
}

/// A memo is being written.
fn begin_memo(window: &mut Window) {
    key(window, Modifiers::COMMAND, Key::M);
    write(window, "Blumenkohl");
    settle(window);
}

/// The window is to be closed; true when it asks first.
fn closes_not(window: &mut Window) -> bool {
    let root = egui::ViewportId::ROOT;
    let viewport = window.input_mut().viewports.entry(root).or_default();
    viewport.events.push(egui::ViewportEvent::Close);
    window.step();
    let commands = window.output().viewport_output[&root].commands.clone();
    settle(window);
    commands.contains(&egui::ViewportCommand::CancelClose)
}

/// The study is locked, and says nothing but that something is not saved.
fn is_locked_unsaved(window: &Window) {
    assert!(window.state().is_locked());
    window.get_by_label("The study is locked.");
    window.get_by_label(KEPT);
    let told = labels(window);
    for word in ["Everything is saved", "Blumenkohl", ".postil"] {
        assert!(!told.contains(word), "{word} in {told}");
    }
}

/// The memo that lies on the desk of a study.
fn draft(path: &Path, phrase: Option<&str>) -> String {
    let study = Study::open(path, phrase.and_then(Passphrase::new).as_ref()).unwrap();
    study.draft().unwrap().unwrap_or_default()
}

#[test]
fn a_memo_that_cannot_be_stored_is_there_again_after_unlocking() {
    let (_folder, path, mut window) = opened();
    let away = take_away(&path);
    begin_memo(&mut window);
    wait(&mut window, "was moved or deleted while it was open");
    lock(&mut window);
    is_locked_unsaved(&window);
    // Without its file it does not open, and nothing is lost by trying.
    unlock(&mut window, PHRASE);
    window.get_by_label("There is no such file");
    is_locked_unsaved(&window);
    std::fs::rename(&away, &path).unwrap();
    unlock(&mut window, PHRASE);
    assert!(!window.state().is_locked());
    assert!(labels(&window).contains("Blumenkohl"));
    click(&mut window, "Go on writing");
    assert_eq!(value(&window, Role::MultilineTextInput, "Memo text"), "Blumenkohl");
    // It is stored now: nothing is in the way of locking, and it is in the file.
    lock(&mut window);
    window.get_by_label("The study is locked. Everything is saved.");
    drop(window);
    assert!(draft(&path, Some(PHRASE)).contains("Blumenkohl"));
}

/// Nothing is said to be saved in a file that is not there, and nobody is asked about nothing.
#[test]
fn a_file_that_was_taken_away_is_said_where_nothing_was_typed() {
    let (_folder, path, mut window) = opened();
    let away = take_away(&path);
    lock(&mut window);
    window.get_by_label("The study is locked.");
    let kept = "Where you were reading could not be kept: its file was moved, deleted or replaced.";
    window.get_by_label(kept);
    assert!(window.query_by_label_contains("Everything is saved").is_none());
    assert!(!closes_not(&mut window));
    std::fs::rename(&away, &path).unwrap();
    unlock(&mut window, PHRASE);
    assert!(!window.state().is_locked());
    lock(&mut window);
    window.get_by_label("The study is locked. Everything is saved.");
}

#[test]
fn what_is_typed_when_nobody_is_there_waits_in_memory_too() {
    let (_folder, path, mut window) = opened();
    let away = take_away(&path);
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    key(&mut window, PLAIN, Key::Enter);
    into(&mut window, Role::MultilineTextInput, "Comment", "Blumenkohl");
    window.state_mut().pretend_idle(Duration::from_mins(15));
    settle(&mut window);
    is_locked_unsaved(&window);
    std::fs::rename(&away, &path).unwrap();
    unlock(&mut window, PHRASE);
    let comment = value(&window, Role::MultilineTextInput, "Comment");
    assert!(comment.contains("Blumenkohl"), "{comment}");
}

#[test]
fn a_form_that_cannot_be_stored_is_open_again_and_can_be_saved() {
    let (_folder, path, mut window) = opened();
    let away = take_away(&path);
    act(&mut window, "New code");
    into(&mut window, Role::TextInput, "Name", "Blumenkohl");
    lock(&mut window);
    is_locked_unsaved(&window);
    std::fs::rename(&away, &path).unwrap();
    unlock(&mut window, PHRASE);
    assert_eq!(value(&window, Role::TextInput, "Name"), "Blumenkohl");
    click(&mut window, "Add code");
    assert_eq!(window.state().corpus().codes.find("Blumenkohl").len(), 1);
}

#[test]
fn a_cell_that_cannot_be_stored_waits_on_its_page() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::COMMAND, Key::Num6);
    window.get_by_label_contains("Codes at the top").click();
    settle(&mut window);
    let name = window.state().corpus().codes.codes()[0].fields.name.clone();
    window.get_by_label_contains(&format!("P01, {name}: ")).click();
    settle(&mut window);
    let away = take_away(&path);
    write(&mut window, "Blumenkohl");
    settle(&mut window);
    lock(&mut window);
    is_locked_unsaved(&window);
    std::fs::rename(&away, &path).unwrap();
    unlock(&mut window, PHRASE);
    wait(&mut window, "Words for a cell of P01 were typed and not saved.");
    assert!(labels(&window).contains("Blumenkohl"));
    assert!(window.state().corpus().framework.is_empty());
}

#[test]
fn what_waits_in_memory_is_asked_about_while_the_study_is_locked() {
    let (_folder, path, mut window) = opened();
    take_away(&path);
    begin_memo(&mut window);
    lock(&mut window);
    assert!(closes_not(&mut window));
    window.get_by_label(ASKED);
    assert!(!labels(&window).contains(".postil"), "no file is named");
    click(&mut window, "Go back");
    is_locked_unsaved(&window);
    assert!(window.query_by_label(ASKED).is_none());
    key(&mut window, PLAIN, Key::Escape);
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    click(&mut window, "Close the study");
    click(&mut window, "Close and lose it");
    assert!(!window.state().is_locked());
    window.get_by_label("New study");
    assert!(!closes_not(&mut window), "nothing is left to lose");
}

#[test]
fn a_window_that_is_locked_closes_when_it_may_lose_what_waits() {
    let (_folder, path, mut window) = opened();
    take_away(&path);
    begin_memo(&mut window);
    lock(&mut window);
    assert!(closes_not(&mut window));
    click(&mut window, "Close and lose it");
    assert!(!closes_not(&mut window));
}

#[test]
fn closing_a_study_asks_before_anything_is_lost() {
    let (_folder, path) = made(None);
    let mut window = window(Some(path.clone()));
    take_away(&path);
    begin_memo(&mut window);
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    assert_eq!(value(&window, Role::MultilineTextInput, "Memo text"), "Blumenkohl");
    key(&mut window, Modifiers::COMMAND, Key::W);
    click(&mut window, "Close and lose it");
    window.get_by_label("Open a study");
    assert!(!labels(&window).contains("Blumenkohl"));
    assert!(!closes_not(&mut window));
}

/// The question takes the keyboard, and a press beside it closes the card of a coding.
#[test]
fn who_goes_back_finds_what_was_typed_where_it_was() {
    let (_folder, path) = made(None);
    let mut window = window(Some(path.clone()));
    let away = take_away(&path);
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    key(&mut window, PLAIN, Key::Enter);
    into(&mut window, Role::MultilineTextInput, "Comment", "Blumenkohl");
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label(&ASKED.replace("a memo", "a form"));
    click(&mut window, "Go back");
    let comment = value(&window, Role::MultilineTextInput, "Comment");
    assert!(comment.contains("Blumenkohl"), "{comment}");
    std::fs::rename(&away, &path).unwrap();
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    drop(window);
    let typed = Study::open(&path, None).unwrap().typed().unwrap();
    assert!(typed.is_some_and(|typed| typed.contains("Blumenkohl")));
}

#[test]
fn a_window_asks_before_it_closes_over_what_could_not_be_saved() {
    let (_folder, path) = made(None);
    let mut window = window(Some(path.clone()));
    let away = take_away(&path);
    begin_memo(&mut window);
    assert!(closes_not(&mut window));
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    // Its file is back: it is stored, and there is nothing to ask.
    std::fs::rename(&away, &path).unwrap();
    assert!(!closes_not(&mut window));
    drop(window);
    assert!(draft(&path, None).contains("Blumenkohl"));
}

#[test]
fn another_study_is_opened_only_when_it_may_lose_what_was_typed() {
    let (_folder, path) = made(None);
    let (_other, other) = made(None);
    let mut window = window(Some(path.clone()));
    take_away(&path);
    begin_memo(&mut window);
    drop_files(&mut window, std::slice::from_ref(&other));
    window.get_by_label(ASKED);
    click(&mut window, "Close and lose it");
    settle(&mut window);
    assert!(!labels(&window).contains("Blumenkohl"));
    assert!(!closes_not(&mut window));
    drop(window);
    assert_eq!(draft(&other, None), "");
}

/// The file that is there when it is unlocked is another one: what was typed waits for its own.
#[test]
fn another_study_in_the_place_of_the_locked_one_gets_nothing_of_it() {
    let (folder, path, mut window) = opened();
    // What was done so far is in the file itself.
    window.run_steps(60);
    settle(&mut window);
    let away = take_away(&path);
    begin_memo(&mut window);
    lock(&mut window);
    is_locked_unsaved(&window);
    // SQLite leaves the log of a file that was moved where it is: it is no log of the other one.
    for suffix in ["-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("s.postil{suffix}"))).ok();
    }
    let other = folder.path().join("other.postil");
    let phrase = Passphrase::new(PHRASE);
    drop(Study::create(&other, phrase.as_ref(), "Other", Some("ben")).unwrap());
    std::fs::rename(&other, &path).unwrap();
    unlock(&mut window, PHRASE);
    assert_eq!(window.state().corpus().study, "Other");
    wait(&mut window, "This is another study than the one that was locked.");
    assert!(!labels(&window).contains("Blumenkohl"));
    // The one that is open loses nothing when it is closed; the program would.
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    assert!(closes_not(&mut window));
    click(&mut window, "Go back");
    std::fs::rename(&path, &other).unwrap();
    std::fs::rename(&away, &path).unwrap();
    drop_files(&mut window, std::slice::from_ref(&path));
    unlock(&mut window, PHRASE);
    assert!(labels(&window).contains("Blumenkohl"));
    drop(window);
    assert!(draft(&path, Some(PHRASE)).contains("Blumenkohl"));
    assert_eq!(draft(&other, Some(PHRASE)), "");
}

#[test]
fn what_is_typed_into_a_study_that_can_only_be_read_is_asked_about() {
    let (folder, path) = made(None);
    let holder = r#"{"coder": "ben", "host": "other-laptop", "process": 7, "window": true}"#;
    std::fs::write(folder.path().join("Quastenflosser.postil.lock"), holder).unwrap();
    let mut window = window(Some(path));
    wait(&mut window, "ben has it open on the computer other-laptop");
    window.get_all_by_label_contains("Delay, P01 ¶4").next().unwrap().click();
    settle(&mut window);
    into(&mut window, Role::MultilineTextInput, "Comment", "Blumenkohl");
    key(&mut window, Modifiers::COMMAND, Key::W);
    let asked = "What was typed in a form could not be saved: the study is open to be read only.";
    window.get_by_label(asked);
    click(&mut window, "Close and lose it");
    window.get_by_label("Open a study");
}

/// Where the child finds its study.
#[cfg(target_os = "linux")]
const CHILD: &str = "POSTIL_FULL_CHILD";

/// Not a test of its own: a window whose disk becomes full. What fails writes in a folder of this name
/// stands between the child and the system; the study comes to lie there while it is open.
#[test]
#[cfg(target_os = "linux")]
fn child_whose_disk_is_full() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let path = PathBuf::from(path);
    let mut window = window(Some(path.clone()));
    unlock(&mut window, PHRASE);
    let room = path.parent().unwrap();
    let full = room.with_file_name("no-room");
    std::fs::rename(room, &full).unwrap();
    std::os::unix::fs::symlink(&full, room).unwrap();
    begin_memo(&mut window);
    wait(&mut window, "The disk is full; nothing of this was stored");
    lock(&mut window);
    assert!(window.state().is_locked());
    window.get_by_label_contains("could not be saved yet: the disk is full. It is kept in memory");
    let told = labels(&window);
    assert!(!told.contains("Everything is saved") && !told.contains("Blumenkohl"), "{told}");
    std::fs::remove_file(room).unwrap();
    std::fs::rename(&full, room).unwrap();
    unlock(&mut window, PHRASE);
    assert!(labels(&window).contains("Blumenkohl"));
    drop(window);
    assert!(draft(&path, Some(PHRASE)).contains("Blumenkohl"));
    println!("\nKEPT IN MEMORY");
}

#[test]
#[cfg(target_os = "linux")]
fn a_memo_on_a_full_disk_is_there_again_after_unlocking() {
    use std::process::Command;
    let tools = tempfile::tempdir().unwrap();
    let library = tools.path().join("shim.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).arg("-ldl");
    if !cc.status().is_ok_and(|status| status.success()) {
        println!("skipped: there is no C compiler (cc) here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("room");
    std::fs::create_dir(&room).unwrap();
    let path = room.join("s.postil");
    let phrase = Passphrase::new(PHRASE);
    drop(postil::study::sample::create(&path, phrase.as_ref()).unwrap());
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "screen_lock::unsaved::child_whose_disk_is_full", "--nocapture"])
        .arg("--test-threads=1")
        .env(CHILD, &path)
        .env("LD_PRELOAD", &library)
        .env("POSTIL_FAULT_IN", "no-room")
        .env("POSTIL_FAULT_AT", "1")
        .env("POSTIL_FAULT_ERROR", "ENOSPC")
        .env("POSTIL_FAULT_ALL", "1")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{out}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(out.contains("KEPT IN MEMORY"), "{out}");
}

/// What was sent as a step is typed still, wherever it was typed, and is asked about.
#[test]
fn a_step_that_is_refused_leaves_what_was_typed() {
    let (_folder, path) = made(None);
    let mut window = window(Some(path.clone()));
    let away = take_away(&path);
    act(&mut window, "New code");
    into(&mut window, Role::TextInput, "Name", "Blumenkohl");
    click(&mut window, "Add code");
    assert_eq!(value(&window, Role::TextInput, "Name"), "Blumenkohl");
    std::fs::rename(&away, &path).unwrap();
    click(&mut window, "Add code");
    assert_eq!(window.state().corpus().codes.find("Blumenkohl").len(), 1);
    assert!(window.query_by_label("Add code").is_none());

    std::fs::rename(&path, &away).unwrap();
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    key(&mut window, PLAIN, Key::Enter);
    into(&mut window, Role::MultilineTextInput, "Comment", "Rosenkohl");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    // Its card is gone; the comment waits among the memos, once.
    assert_eq!(labels(&window).matches("Rosenkohl").count(), 1, "{}", labels(&window));
    assert!(closes_not(&mut window));
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    std::fs::rename(&away, &path).unwrap();
    assert!(!closes_not(&mut window));
    drop(window);
    assert!(draft(&path, None).contains("Rosenkohl"));
}

/// It is tried again when somebody types on, not with every frame.
#[test]
fn a_theme_that_cannot_be_stored_waits_where_it_is_typed() {
    let (_folder, path) = made(None);
    let mut window = window(Some(path.clone()));
    let away = take_away(&path);
    act(&mut window, "New theme");
    into(&mut window, Role::TextInput, "Statement", "Blumenkohl waits");
    key(&mut window, PLAIN, Key::Enter);
    assert_eq!(value(&window, Role::TextInput, "Statement"), "Blumenkohl waits");
    std::fs::rename(&away, &path).unwrap();
    click(&mut window, "Make theme");
    let stated = |window: &Window| {
        let themes = &window.state().corpus().themes;
        themes.last().map(|theme| theme.fields.statement.clone())
    };
    assert_eq!(stated(&window).as_deref(), Some("Blumenkohl waits"));

    std::fs::rename(&path, &away).unwrap();
    into(&mut window, Role::MultilineTextInput, "Statement", " long");
    key(&mut window, PLAIN, Key::Enter);
    let told = labels(&window).matches("was moved or deleted").count();
    assert_eq!(told, 1, "{}", labels(&window));
    // Nothing is asked of the study while nobody types: the window comes to rest.
    window.run();
    key(&mut window, Modifiers::COMMAND, Key::Num1);
    key(&mut window, Modifiers::COMMAND, Key::Num4);
    assert!(labels(&window).contains("Blumenkohl waits long"));
    assert_eq!(stated(&window).as_deref(), Some("Blumenkohl waits"));
    // Another theme is typed into meanwhile: neither takes the place of the other.
    window.get_by_label_contains("Theme 1: ").click();
    settle(&mut window);
    into(&mut window, Role::MultilineTextInput, "Statement", " Rosenkohl");
    key(&mut window, PLAIN, Key::Enter);
    window.get_by_label_contains(": Blumenkohl waits").click();
    settle(&mut window);
    assert!(labels(&window).contains("Blumenkohl waits long"));
    std::fs::rename(&away, &path).unwrap();
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    drop(window);
    let study = Study::open(&path, None).unwrap();
    let themes = &study.corpus().themes;
    assert!(themes[0].fields.statement.ends_with(" Rosenkohl"));
    assert!(themes.iter().any(|theme| theme.fields.statement == "Blumenkohl waits long"));
}
