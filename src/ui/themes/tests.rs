//! The page used by accessible names: what it asks for, and what the reader shows.

use super::{State, show};
use crate::analysis::theme_excerpts;
use crate::model::{CodeId, Corpus, Flag, Flags, Guid, Theme, ThemeFields, ThemeId, ThemeState};
use crate::study::Command;
use crate::ui::outbox::Request;
use crate::ui::testing::{Picture, small};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

type Page = Harness<'static, (Picture, State)>;

fn theme(id: i64, statement: &str, codes: &[i64], state: ThemeState) -> Theme {
    Theme {
        id: ThemeId(id),
        guid: Guid::new(),
        fields: ThemeFields { statement: statement.to_owned(), ..ThemeFields::default() },
        state,
        reason: String::new(),
        into: None,
        codes: codes.iter().map(|id| CodeId(*id)).collect(),
        created_at: String::new(),
    }
}

/// Delay in "Waiting harms"; nothing in "Home is a word"; one dropped.
fn study() -> Corpus {
    let mut corpus = small();
    corpus.themes = vec![
        theme(1, "Waiting harms", &[2], ThemeState::Kept),
        theme(2, "Home is a word", &[], ThemeState::Candidate),
        theme(3, "Old", &[3], ThemeState::Dropped),
    ]
    .into();
    corpus
}

fn page(corpus: Corpus) -> Page {
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let mut harness =
        Harness::builder().with_size([1_208.0, 760.0]).with_context_setup(setup).build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (Picture::new(corpus, false), State::default()),
        );
    harness.run();
    harness
}

fn asked(harness: &Page) -> Vec<Command> {
    let requests = &harness.state().0.asked;
    let commands = requests.iter().filter_map(|request| match request {
        Request::Run(command) => Some(command.clone()),
        _ => None,
    });
    commands.collect()
}

fn center(harness: &Page, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

fn drag(harness: &mut Page, from: Pos2, to: Pos2, modifiers: Modifiers) {
    harness.event(egui::Event::ModifiersChanged(modifiers));
    harness.drag_at(from);
    harness.run_steps(2);
    for part in [0.3_f32, 0.7, 1.0] {
        harness.hover_at(from.lerp(to, part));
        harness.run_steps(2);
    }
    harness.drop_at(to);
    harness.run_steps(3);
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run_steps(1);
}

const SECOND: &str = "Theme 2: Home is a word, candidate · 0 codes · 0 of 3 · 0 excerpts";

#[test]
fn a_parked_code_is_dragged_onto_a_theme() {
    let mut harness = page(study());
    // Delay serves a theme; Time over it has an excerpt of its own; Home serves a dropped one only.
    harness.get_by_label("2 codes");
    let (from, to) = (center(&harness, "Not placed: Home"), center(&harness, SECOND));
    drag(&mut harness, from, to, Modifiers::NONE);
    let expected = Command::PlaceCodes { theme: ThemeId(2), codes: vec![CodeId(3)], on: true };
    assert_eq!(asked(&harness), [expected]);
}

#[test]
fn a_drag_from_a_theme_adds_with_shift_moves_and_to_the_parking_area_takes_out() {
    let mut harness = page(study());
    let from = center(&harness, "Code Delay") - egui::vec2(12.0, 0.0);
    let to = center(&harness, SECOND);
    drag(&mut harness, from, to, Modifiers::NONE);
    drag(&mut harness, from, to, Modifiers::SHIFT);
    let parking = center(&harness, "Not placed: Home") + egui::vec2(0.0, 80.0);
    drag(&mut harness, from, parking, Modifiers::NONE);
    let codes = vec![CodeId(2)];
    assert_eq!(
        asked(&harness),
        [
            Command::PlaceCodes { theme: ThemeId(2), codes: codes.clone(), on: true },
            Command::MoveToTheme { codes: codes.clone(), from: ThemeId(1), to: ThemeId(2) },
            Command::PlaceCodes { theme: ThemeId(1), codes, on: false },
        ]
    );
}

#[test]
fn everything_a_drag_does_is_done_by_keys() {
    let mut harness = page(study());
    // Two codes are selected and put into a theme.
    for label in ["Not placed: Time", "Not placed: Home"] {
        harness.get_by_label(label).focus();
        harness.run();
        harness.key_press(Key::Space);
        harness.run();
    }
    harness.get_by_label("Put 2 codes into a theme").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    // Up in the list.
    harness.get_by_label(SECOND).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    harness.run();
    // Out of the theme.
    harness.get_by_label("Take Delay out of this theme").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    // From a theme into another one.
    harness.get_by_label("Code Delay").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label_contains("Move it to").click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, "2  Home is a word").click();
    harness.run();
    let [codes, delay] = [vec![CodeId(1), CodeId(3)], vec![CodeId(2)]];
    assert_eq!(
        asked(&harness),
        [
            Command::PlaceCodes { theme: ThemeId(2), codes, on: true },
            Command::OrderThemes { themes: vec![ThemeId(2), ThemeId(1), ThemeId(3)] },
            Command::PlaceCodes { theme: ThemeId(1), codes: delay.clone(), on: false },
            Command::MoveToTheme { codes: delay, from: ThemeId(1), to: ThemeId(2) },
        ]
    );
}

#[test]
fn codes_are_added_by_typing() {
    let mut harness = page(study());
    harness.get_by_label("Add codes").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "Home").click();
    harness.run();
    let expected = Command::PlaceCodes { theme: ThemeId(1), codes: vec![CodeId(3)], on: true };
    assert_eq!(asked(&harness), [expected]);
}

#[test]
fn a_theme_is_reworded_in_place_as_one_step() {
    let mut harness = page(study());
    harness.get_by_role_and_label(Role::MultilineTextInput, "Central concept").click();
    harness.run();
    harness.event(egui::Event::Text("Time acts".to_owned()));
    harness.run();
    assert!(harness.state().1.edit.is_some(), "it is being typed");
    assert_eq!(asked(&harness), [], "nothing is a step while it is typed");
    harness.get_by_role_and_label(Role::MultilineTextInput, "What it is not").click();
    harness.run();
    assert_eq!(asked(&harness), [], "the keyboard is still in the theme");
    harness.get_by_label(SECOND).click();
    harness.run();
    let done = asked(&harness);
    let Some(Command::EditTheme { theme: ThemeId(1), fields }) = done.first() else {
        panic!("{done:?}");
    };
    assert_eq!(
        (fields.statement.as_str(), fields.concept.as_str()),
        ("Waiting harms", "Time acts")
    );
}

#[test]
fn a_statement_that_stands_already_is_said_to_and_not_sent() {
    let mut harness = page(study());
    harness.get_by_role_and_label(Role::MultilineTextInput, "Statement").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("HOME is a word".to_owned()));
    harness.run();
    harness.get_by_label("Theme 2 has this statement already");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(asked(&harness), []);
    // Escape gives back what stood there.
    harness.get_by_role_and_label(Role::MultilineTextInput, "Statement").focus();
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Theme 2 has this statement already").is_none());
}

#[test]
fn a_merge_says_what_will_happen() {
    let mut harness = page(study());
    harness.get_by_label("State: kept").click();
    harness.run();
    harness.get_by_label_contains("Merged: another theme takes it up").click();
    harness.run();
    harness.get_by_label("The theme that takes it up").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "2  Home is a word").click();
    harness.run();
    harness.get_by_label("1 code will be put into theme 2.");
    harness.get_by_role_and_label(Role::MultilineTextInput, "Reason").focus();
    harness.run();
    harness.event(egui::Event::Text("one concept".to_owned()));
    harness.run();
    harness.get_by_label("Set").click();
    harness.run();
    let reason = "one concept".to_owned();
    let expected = Command::MergeThemes { theme: ThemeId(1), into: ThemeId(2), reason };
    assert_eq!(asked(&harness), [expected]);
}

#[test]
fn the_reader_shows_what_stands_behind_the_theme_and_opens_it() {
    let mut corpus = study();
    let document = Arc::make_mut(&mut corpus.documents[1]);
    document.codings[0].flags = Flags::default().with(Flag::Contradicting, true);
    let found = theme_excerpts(&corpus, &corpus.themes[0], &crate::model::CoderChoice::All);
    let mut harness = page(corpus);
    let cards = |harness: &Page| -> Vec<String> {
        let all = harness.get_all_by_role(Role::ListItem);
        let names = all.filter_map(|node| node.accesskit_node().label());
        names.filter(|name| name.starts_with('(')).collect()
    };
    // Two that count, one in the interviewer's words.
    assert_eq!(cards(&harness).len(), found.voices.iter().map(|v| v.passages.len()).sum::<usize>());
    harness.get_by_label("3 excerpts of 2 of 3 participants · 1 contradicting, of 1 participant");
    harness.get_by_label("P01, LA worker: 1 excerpt");
    harness.get_by_label("Counted for nobody: 1 excerpt");
    harness.get_by_label("Which excerpts").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "contradicting only").click();
    harness.run();
    assert_eq!(cards(&harness), ["(P02, LA worker, ¶1) Delay, contradicting: a whole year"]);
    harness.get_by_label_contains("¶1) Delay, contradicting: a whole").click();
    harness.run();
    let corpus = harness.state().0.corpus.clone();
    let [Request::ReadAt(document, span, Some(_))] = harness.state().0.asked.as_slice() else {
        panic!("{:?}", harness.state().0.asked);
    };
    let text = &corpus.document(*document).unwrap().text;
    assert_eq!(span.of(text), Some("a whole year"));
}

#[test]
fn the_keyboard_moves_through_the_excerpts() {
    let mut harness = page(study());
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let corpus = harness.state().0.corpus.clone();
    let [Request::ReadAt(document, ..)] = harness.state().0.asked.as_slice() else {
        panic!("{:?}", harness.state().0.asked);
    };
    assert_eq!(corpus.document(*document).unwrap().name, "P02");
}

#[test]
fn empty_pages_say_what_a_theme_is_and_what_is_missing() {
    let mut harness = page(small());
    harness.get_by_label("No themes yet");
    harness.get_by_label("3 codes");
    assert_eq!(harness.get_all_by_role_and_label(Role::Button, "New theme").count(), 2);
    harness = page(study());
    harness.get_by_label(SECOND).click();
    harness.run();
    harness.get_by_label("No codes in this theme yet");
}

#[test]
fn what_was_dropped_stays_with_its_reason_out_of_the_way() {
    let mut harness = page(study());
    assert!(harness.query_by_label_contains("Theme 3: Old, dropped").is_none());
    harness.get_by_label("Show 1 merged or dropped").click();
    harness.run();
    harness.get_by_label_contains("Theme 3: Old, dropped");
}
