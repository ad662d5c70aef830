//! Themes in the window: developed from parked codes by mouse and by keyboard, kept, merged, undone;
//! and the reader beside the study it reads.

use crate::screen::{Window, click, key, settle, type_and_enter, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{CoderChoice, MemoKind, MemoOn, ThemeState};
use postil::study::{Command, Study, sample};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The sample without its themes: every code waits.
fn parked() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let mut study = sample::create(&path, None).unwrap();
    let themes: Vec<_> = study.corpus().themes.iter().map(|theme| theme.id).collect();
    for theme in themes {
        study.run(Command::RemoveTheme { theme }).unwrap();
    }
    (folder, path)
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.drag_at(from);
    window.run_steps(2);
    for part in [0.3_f32, 0.7, 1.0] {
        window.hover_at(from.lerp(to, part));
        window.run_steps(2);
    }
    window.drop_at(to);
    settle(window);
}

fn center(window: &Window, label: &str) -> Pos2 {
    window.get_by_label(label).rect().center()
}

fn names(window: &Window, theme: usize) -> Vec<String> {
    let corpus = window.state().corpus();
    let codes = corpus.themes[theme].codes.iter();
    codes.map(|code| corpus.codes.get(*code).unwrap().fields.name.clone()).collect()
}

fn focus_and_press(window: &mut Window, label: &str, with: Key) {
    window.get_by_label(label).focus();
    window.step();
    key(window, Modifiers::NONE, with);
}

#[test]
fn a_theme_is_developed_with_the_mouse_and_undone() {
    let (_folder, path) = parked();
    let mut window = window(Some(path));
    click(&mut window, "Go to Themes");
    window.get_by_label("No themes yet");
    window.get_by_label("24 codes");
    // A parked code on the empty page begins a theme with it.
    let from = center(&window, "Not placed: Delay");
    let to = center(&window, "No themes yet");
    drag(&mut window, from, to);
    type_and_enter(&mut window, "Waiting is part of the harm");
    assert_eq!(names(&window, 0), ["Delay"]);
    window.get_by_label("23 codes");
    // Another one is dragged onto it.
    let from = center(&window, "Not placed: Life on hold");
    let to = window.get_by_label_contains("Theme 1: Waiting is part").rect().center();
    drag(&mut window, from, to);
    assert_eq!(names(&window, 0), ["Delay", "Life on hold"]);
    // Kept, with the reason.
    click(&mut window, "State: candidate");
    window.get_by_label_contains("Kept: it is part of the account").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::MultilineTextInput, "Reason").focus();
    window.step();
    window.event(Event::Text("said in every role".to_owned()));
    window.step();
    click(&mut window, "Set");
    let theme = window.state().corpus().themes[0].clone();
    assert_eq!((theme.state, theme.reason.as_str()), (ThemeState::Kept, "said in every role"));
    // Three steps back, and nothing is left of it.
    for _ in 0..3 {
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert!(window.state().corpus().themes.is_empty());
    window.get_by_label("24 codes");
}

#[test]
fn two_themes_are_developed_and_merged_without_the_mouse() {
    let (_folder, path) = parked();
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::Num4);
    for (statement, codes) in [
        ("Waiting is part of the harm", ["Not placed: Delay", "Not placed: Life on hold"]),
        ("Lives on hold", ["Not placed: Stalled proceedings", "Not placed: Surveillance"]),
    ] {
        key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
        type_and_enter(&mut window, statement);
        for label in codes {
            focus_and_press(&mut window, label, Key::Space);
        }
        focus_and_press(&mut window, "Put 2 codes into a theme", Key::Enter);
        // The last theme of the list.
        for _ in 1..window.state().corpus().themes.len() {
            key(&mut window, Modifiers::NONE, Key::ArrowDown);
        }
        key(&mut window, Modifiers::NONE, Key::Enter);
    }
    assert_eq!(names(&window, 0), ["Delay", "Life on hold"]);
    assert_eq!(names(&window, 1), ["Stalled proceedings", "Surveillance"]);
    focus_and_press(&mut window, "State: candidate", Key::Enter);
    focus_and_press(&mut window, "Merged: another theme takes it up, with its codes", Key::Space);
    focus_and_press(&mut window, "The theme that takes it up", Key::Enter);
    key(&mut window, Modifiers::NONE, Key::Enter);
    window.get_by_label("2 codes will be put into theme 1.");
    window.get_by_role_and_label(Role::MultilineTextInput, "Reason").focus();
    window.step();
    window.event(Event::Text("the same concept".to_owned()));
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let corpus = window.state().corpus();
    assert_eq!(corpus.themes[1].into, Some(corpus.themes[0].id));
    assert_eq!(corpus.themes[1].reason, "the same concept");
    assert_eq!(names(&window, 0).len(), 4);
    // A merge is one step.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    let corpus = window.state().corpus();
    assert_eq!(corpus.themes[1].state, ThemeState::Candidate);
    assert_eq!(names(&window, 0), ["Delay", "Life on hold"]);
}

#[test]
fn the_reader_shows_exactly_what_the_codes_cover() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window(Some(path));
    click(&mut window, "Go to Themes");
    // By hand: every coding of a code of the first theme, each place once.
    let corpus = window.state().corpus().clone();
    let theme = &corpus.themes[0];
    let mut places = BTreeSet::new();
    for document in &corpus.documents {
        for coding in document.codings.iter().filter(|coding| theme.codes.contains(&coding.code)) {
            places.insert((document.id, coding.span.start(), coding.span.end()));
        }
    }
    let summary = format!("{} excerpts of 10 of 10 participants", places.len());
    window.get_by_label(&summary);
    // Read from the first to the last: what is listed on the way is what was counted by hand.
    window.get_by_label("Excerpts of the theme").focus();
    window.step();
    let mut seen = BTreeSet::new();
    for _ in 0..120 {
        for node in window.get_all_by_role(Role::ListItem) {
            let name = node.accesskit_node().label().unwrap_or_default();
            if name.starts_with('(') {
                seen.insert(name);
            }
        }
        key(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    let found = postil::analysis::theme_excerpts(&corpus, theme, &CoderChoice::All);
    let mut reader = postil::analysis::Reader::new(&corpus);
    let expected: BTreeSet<String> = found
        .passages
        .iter()
        .map(|passage| {
            let excerpt = reader.read(&passage.reference().unwrap()).unwrap();
            let codes = passage.codes.iter().map(|(code, _)| corpus.codes.get(*code).unwrap());
            let codes: Vec<&str> = codes.map(|code| code.fields.name.as_str()).collect();
            let marks = [", "].into_iter().cycle().zip(passage.flags.each());
            let flags: String =
                marks.flat_map(|(comma, flag)| [comma, postil::model::Flag::name(flag)]).collect();
            format!("{} {}{flags}: {}", excerpt.citation, codes.join(", "), excerpt.text.trim())
        })
        .collect();
    assert_eq!(found.passages.len(), places.len());
    assert_eq!(seen, expected);
    // Enter reads the last one where it stands.
    key(&mut window, Modifiers::NONE, Key::Enter);
    window.get_by_label("Document FG1");
    window.get_by_label_contains("Go to Read");
}

#[test]
fn what_is_typed_into_a_theme_is_kept_when_the_page_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window(Some(path.clone()));
    click(&mut window, "Go to Themes");
    window.get_by_role_and_label(Role::MultilineTextInput, "Central concept").focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::End);
    window.event(Event::Text(" In every role.".to_owned()));
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::Num1);
    let concept = |window: &Window| window.state().corpus().themes[0].fields.concept.clone();
    assert!(concept(&window).ends_with("In every role."), "{}", concept(&window));
    let study = Study::open(&path, None).unwrap();
    assert_eq!(study.next_steps().unwrap().0.as_deref(), Some("Edit theme 1"));
}

#[test]
fn a_memo_on_a_theme_is_found_from_the_theme() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window(Some(path));
    click(&mut window, "Go to Themes");
    click(&mut window, "1 memo on this theme");
    window.get_by_label_contains(
        "Theoretical memo on Waiting is part of the harm: Is time the agent?",
    );
    click(&mut window, "Write a memo on it");
    type_and_enter(&mut window, "A second thought.");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let corpus = window.state().corpus();
    let memo = corpus.memos.last().unwrap();
    assert_eq!((memo.on, memo.kind), (MemoOn::Theme(corpus.themes[0].id), MemoKind::Theoretical));
    window.get_by_label("2 memos on this theme");
}
