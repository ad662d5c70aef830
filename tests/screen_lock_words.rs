//! What is half typed when a study is locked, left or closed is there again: in every form, whatever
//! locked it. Files that wait to be imported are read again as was decided; giving them up is asked about.

use crate::screen::{Window, act, click, drop_files, key, settle, wait, window, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::study::{Passphrase, Study, sample};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PHRASE: &str = "lamp orbit velvet cabbage";
const PLAIN: Modifiers = Modifiers::NONE;

fn phrase() -> Option<Passphrase> {
    Passphrase::new(PHRASE)
}

/// An encrypted study, open in a window.
pub(crate) fn opened() -> (tempfile::TempDir, PathBuf, Window) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, phrase().as_ref()).unwrap());
    let mut window = window(Some(path.clone()));
    unlock(&mut window);
    (folder, path, window)
}

fn unlock(window: &mut Window) {
    write(window, PHRASE);
    key(window, PLAIN, Key::Enter);
    assert!(!window.state().is_locked());
}

/// Nobody is there for a quarter of an hour; then somebody unlocks it. While it is locked nothing of
/// `words` is told to anybody, and no file says them.
pub(crate) fn sleep_and_wake(window: &mut Window, path: &Path, words: &str) {
    window.state_mut().pretend_idle(Duration::from_mins(15));
    settle(window);
    // Not while the file is being brought up to date: that is waited for.
    for _ in 0..2_000 {
        if window.state().is_locked() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
    settle(window);
    assert!(window.state().is_locked());
    assert!(!told(window).contains(words), "{words} is told while the study is locked");
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        let found = memchr::memmem::find(&bytes, words.as_bytes());
        assert_eq!(found, None, "{words} in {}", path.display());
    }
    unlock(window);
}

/// Everything a screen reader is told.
fn told(window: &Window) -> String {
    let mut all = String::new();
    let mut below: Vec<_> = vec![window.root()];
    while let Some(node) = below.pop() {
        let of = node.accesskit_node();
        for text in [of.label(), of.value(), of.description()].into_iter().flatten() {
            all.push_str(&text);
            all.push('\n');
        }
        below.extend(node.children());
    }
    all
}

/// A field of one line or several.
fn field<'w>(window: &'w Window, role: Role, label: &'w str) -> egui_kittest::Node<'w> {
    let other = match role {
        Role::TextInput => Role::MultilineTextInput,
        _ => Role::TextInput,
    };
    let found = window.query_by_role_and_label(role, label);
    found.unwrap_or_else(|| window.get_by_role_and_label(other, label))
}

pub(crate) fn into(window: &mut Window, role: Role, label: &str, text: &str) {
    field(window, role, label).focus();
    window.step();
    write(window, text);
}

pub(crate) fn value(window: &Window, role: Role, label: &str) -> String {
    field(window, role, label).value().unwrap_or_default()
}

#[test]
fn a_code_that_is_being_described_comes_back_and_can_be_saved() {
    let (_folder, path, mut window) = opened();
    act(&mut window, "New code");
    into(&mut window, Role::TextInput, "Name", "Blumenkohl");
    into(&mut window, Role::MultilineTextInput, "Definition", "Grows while one waits");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    window.get_by_label_contains("is here again");
    assert_eq!(value(&window, Role::TextInput, "Name"), "Blumenkohl");
    let definition = value(&window, Role::MultilineTextInput, "Definition");
    assert_eq!(definition, "Grows while one waits");
    click(&mut window, "Add code");
    assert_eq!(window.state().corpus().codes.find("Blumenkohl").len(), 1);
    // It is a step now, and no draft any more.
    drop(window);
    let study = Study::open(&path, phrase().as_ref()).unwrap();
    assert_eq!(study.typed().unwrap(), None);
}

#[test]
fn what_is_typed_survives_the_window_too_and_a_program_that_is_killed() {
    let (folder, _, window) = opened();
    drop(window);
    let path = folder.path().join("plain.postil");
    drop(sample::create(&path, None).unwrap());
    let mut first = window_on(&path);
    act(&mut first, "New code");
    into(&mut first, Role::TextInput, "Name", "Blumenkohl");
    // Two seconds later it lies in the file, whatever becomes of the program; later only where a worker
    // has the study at that moment.
    first.run_steps(60);
    settle(&mut first);
    first.run_steps(60);
    std::mem::forget(first);
    let typed = Study::open(&path, None).unwrap().typed().unwrap();
    assert!(typed.as_ref().is_some_and(|typed| typed.contains("Blumenkohl")), "{typed:?}");
    let mut second = window_on(&path);
    assert_eq!(value(&second, Role::TextInput, "Name"), "Blumenkohl");
    into(&mut second, Role::TextInput, "Origin", " too");
    drop(second);
    let mut third = window_on(&path);
    assert_eq!(value(&third, Role::TextInput, "Origin"), "inductive too");
    // Given up, it is given up.
    click(&mut third, "Cancel");
    drop(third);
    let fourth = window_on(&path);
    assert!(fourth.query_by_role_and_label(Role::TextInput, "Origin").is_none());
}

fn window_on(path: &Path) -> Window {
    window(Some(path.to_owned()))
}

#[test]
fn find_and_replace_comes_back_with_the_places_that_are_left_out() {
    let (_folder, path, mut window) = opened();
    act(&mut window, "Find and replace");
    click(&mut window, "In the whole study");
    into(&mut window, Role::TextInput, "Find", "letter");
    into(&mut window, Role::TextInput, "Replace with", "Blumenkohl");
    settle(&mut window);
    let all: Vec<String> = ticks(&window);
    assert!(all.len() > 1, "{all:?}");
    click(&mut window, &all[0]);
    let before = labelled(&window, "Replace ");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    settle(&mut window);
    assert_eq!(value(&window, Role::TextInput, "Replace with"), "Blumenkohl");
    assert_eq!(labelled(&window, "Replace "), before, "one place is left out, as before");
}

/// The places that can be ticked.
fn ticks(window: &Window) -> Vec<String> {
    let all = window.query_all_by_role(Role::CheckBox);
    let labels = all.filter_map(|node| node.accesskit_node().label());
    labels.filter(|label| label.starts_with("Replace at")).collect()
}

/// The button that begins so.
fn labelled(window: &Window, start: &str) -> String {
    let all = window.query_all_by_role(Role::Button);
    let mut labels = all.filter_map(|node| node.accesskit_node().label());
    labels.find(|label| label.starts_with(start)).unwrap_or_default()
}

#[test]
fn days_of_interviews_a_note_and_the_end_of_keeping_come_back() {
    let (_folder, path, mut window) = opened();
    act(&mut window, "Days of interviews");
    let first = window.state().corpus().documents[0].clone();
    window.get_by_role_and_label(Role::TextInput, &first.name).focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::A);
    write(&mut window, "1999-01-3");
    sleep_and_wake(&mut window, &path, "1999-01-3");
    assert_eq!(value(&window, Role::TextInput, &first.name), "1999-01-3");
    key(&mut window, PLAIN, Key::Escape);
    act(&mut window, "Keep until");
    into(&mut window, Role::TextInput, "Rule", "Blumenkohl");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    assert_eq!(value(&window, Role::TextInput, "Rule"), "Blumenkohl");
    key(&mut window, PLAIN, Key::Escape);
    act(&mut window, "Keep this version");
    into(&mut window, Role::TextInput, "Note", "Rosenkohl");
    sleep_and_wake(&mut window, &path, "Rosenkohl");
    assert_eq!(value(&window, Role::TextInput, "Note"), "Rosenkohl");
}

#[test]
fn a_comment_on_the_card_of_a_coding_is_never_lost() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    key(&mut window, PLAIN, Key::Enter);
    into(&mut window, Role::MultilineTextInput, "Comment", "Blumenkohl");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    let comment = value(&window, Role::MultilineTextInput, "Comment");
    assert!(comment.contains("Blumenkohl"), "{comment}");
    // The palette takes the card away, not the comment.
    key(&mut window, Modifiers::COMMAND, Key::K);
    key(&mut window, PLAIN, Key::Escape);
    let all = window.state().corpus().documents.clone();
    let comments = all.iter().flat_map(|document| &document.codings);
    let kept = comments.filter(|c| c.memo.as_deref().is_some_and(|m| m.contains("Blumenkohl")));
    assert_eq!(kept.count(), 1);
}

#[test]
fn a_new_theme_comes_back_on_its_page_and_so_do_a_cell_and_a_new_name() {
    let (_folder, path, mut window) = opened();
    act(&mut window, "New theme");
    into(&mut window, Role::TextInput, "Statement", "Blumenkohl is waiting");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    assert_eq!(value(&window, Role::TextInput, "Statement"), "Blumenkohl is waiting");
    click(&mut window, "Make theme");
    let themes = window.state().corpus().themes.clone();
    assert!(themes.iter().any(|theme| theme.fields.statement == "Blumenkohl is waiting"));
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    click(&mut window, "Add participant");
    into(&mut window, Role::TextInput, "Pseudonym or number", "Rosenkohl");
    sleep_and_wake(&mut window, &path, "Rosenkohl");
    assert_eq!(value(&window, Role::TextInput, "Pseudonym or number"), "Rosenkohl");
}

#[test]
fn files_that_wait_to_be_imported_are_read_again_as_was_decided() {
    let (folder, path, mut window) = opened();
    let sources = tempfile::tempdir().unwrap();
    let one = sources.path().join("one.txt");
    let two = sources.path().join("two.txt");
    std::fs::write(&one, "INT: And then?\nBlumenkohl7: He waited.\n").unwrap();
    std::fs::write(&two, "INT: Why?\nR8: Because of the letters.\n").unwrap();
    drop_files(&mut window, &[one, two]);
    window.get_by_label("Import 2 documents");
    click(&mut window, "Make participants of 2 labels");
    // Closing the window, the study, or taking another one: asked about first.
    act(&mut window, "Close study");
    window.get_by_label_contains("2 files wait to be imported, and nothing of them");
    click(&mut window, "Go back");
    assert!(window.query_by_label("Import 2 documents").is_some());
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    settle(&mut window);
    // What was decided is decided: nobody is asked about labels that were given to people.
    assert!(window.query_by_label("Make participants of 2 labels").is_none());
    click(&mut window, "Import 2 documents");
    let people = &window.state().corpus().participants;
    assert!(people.iter().any(|person| person.name == "Blumenkohl7"));
    drop(folder);
}

#[test]
fn files_that_wait_are_asked_about_before_the_window_closes_over_them() {
    let (_folder, _, mut window) = opened();
    let sources = tempfile::tempdir().unwrap();
    let one = sources.path().join("one.txt");
    std::fs::write(&one, "INT: And then?\nR7: He waited.\n").unwrap();
    drop_files(&mut window, &[one]);
    let close = |window: &mut Window| {
        let root = egui::ViewportId::ROOT;
        let viewport = window.input_mut().viewports.entry(root).or_default();
        viewport.events.push(egui::ViewportEvent::Close);
        window.step();
        let commands = window.output().viewport_output[&root].commands.clone();
        window.step();
        commands
    };
    let commands = close(&mut window);
    assert!(commands.contains(&egui::ViewportCommand::CancelClose), "{commands:?}");
    settle(&mut window);
    window.get_by_label_contains("1 file waits to be imported, and nothing of it");
    // Locked, it is asked all the same, and no name is shown.
    click(&mut window, "Go back");
    key(&mut window, Modifiers::COMMAND, Key::L);
    assert!(window.state().is_locked());
    window.get_by_label_contains("A file waits to be imported.");
    assert!(!told(&window).contains("one.txt"));
    let commands = close(&mut window);
    assert!(commands.contains(&egui::ViewportCommand::CancelClose), "{commands:?}");
    settle(&mut window);
    click(&mut window, "Leave without importing");
    let commands = close(&mut window);
    assert!(!commands.contains(&egui::ViewportCommand::CancelClose), "{commands:?}");
}

#[test]
fn who_wakes_a_sleeping_computer_by_typing_finds_the_study_locked() {
    let (_folder, _, mut window) = opened();
    window.state_mut().pretend_idle(Duration::from_mins(20));
    // The first thing that happens is a key.
    window.key_press(Key::ArrowDown);
    window.step();
    settle(&mut window);
    assert!(window.state().is_locked());
}

#[test]
fn a_name_that_is_typed_into_the_key_is_in_it_when_the_study_is_locked() {
    let (folder, path, mut window) = opened();
    let file = folder.path().join("names.postil-key");
    let own = Passphrase::new("x").unwrap();
    drop(postil::study::KeyFile::create(&file, &own).unwrap());
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    click(&mut window, "Open key…");
    field(&window, Role::TextInput, "File").focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::A);
    write(&mut window, &file.display().to_string());
    window.get_by_role_and_label(Role::PasswordInput, "Passphrase of the key").focus();
    window.step();
    write(&mut window, "x");
    key(&mut window, PLAIN, Key::Enter);
    wait(&mut window, "Add a name");
    click(&mut window, "Add a name");
    into(&mut window, Role::TextInput, "Original 1", "Blumenkohl");
    // The field still has the keyboard. Neither the study nor any other file says the name.
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    assert!(!told(&window).contains("Blumenkohl"), "the key is closed with the study");
    drop(window);
    let kept = postil::study::KeyFile::open(&file, &own).unwrap();
    let names: Vec<&str> = kept.list().iter().map(|line| line.original.as_str()).collect();
    assert_eq!(names, ["Blumenkohl"]);
    let study = Study::open(&path, phrase().as_ref()).unwrap();
    assert_eq!(study.typed().unwrap(), None);
}

#[test]
fn closing_a_study_takes_its_dialogs_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window_on(&path);
    act(&mut window, "New code");
    into(&mut window, Role::TextInput, "Name", "Blumenkohl");
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    assert!(!told(&window).contains("Blumenkohl"));
    drop(window);
    let again = window_on(&path);
    assert_eq!(value(&again, Role::TextInput, "Name"), "Blumenkohl");
}

#[test]
fn a_table_of_participants_that_is_looked_at_is_read_again_and_asked_about() {
    let (_folder, path, mut window) = opened();
    let sources = tempfile::tempdir().unwrap();
    let table = sources.path().join("people.csv");
    std::fs::write(&table, "id,vegetable\nP01,Blumenkohl\n").unwrap();
    drop_files(&mut window, &[table]);
    wait(&mut window, "vegetable");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    wait(&mut window, "vegetable");
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label_contains("1 file waits to be imported");
    click(&mut window, "Leave without importing");
    window.get_by_label("Open a study");
}
