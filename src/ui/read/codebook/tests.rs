//! The codebook as a person uses it, by the names things have: chosen, moved, renamed, sorted, put on
//! words.

use super::{Answer, State, show};
use crate::model::{CodeId, Corpus, DocumentId, Span};
use crate::study::Command;
use crate::ui::dnd::{DraggedCodes, DraggedSelection};
use crate::ui::outbox::Request;
use crate::ui::testing::{Builder, Picture};
use egui::accesskit::Role;
use egui::{DragAndDrop, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

struct Stage {
    picture: Picture,
    state: State,
    selecting: bool,
    answers: Vec<Answer>,
    /// Put on the pointer in the next frame.
    carry: Option<DraggedSelection>,
    first: bool,
}

/// Time (Delay (Letters), Limbo), Home, Trust; ids from 1 in this order.
fn corpus() -> Corpus {
    let mut b = Builder::default();
    let time = b.code("Time", None);
    let delay = b.code("Delay", Some(time));
    b.code("Letters", Some(delay));
    b.code("Limbo", Some(time));
    let home = b.code("Home", None);
    b.code("Trust", None);
    let words = "We waited for months. Then a letter came. It was cold in that house.";
    let document = b.document("P01", &[("P01", crate::model::Voice::Unassigned, words)]);
    b.on(document, "waited for months", delay);
    b.on(document, "cold in that house", home);
    b.on(document, "It was cold", home);
    let mut corpus = b.finish();
    let codes = corpus.codes.codes().iter().cloned().map(|mut code| {
        if code.fields.name == "Limbo" {
            code.fields.definition = "Life stands still.".to_owned();
            code.retired = true;
        }
        code.created_at = format!("2026-01-0{}", 9 - code.id.0);
        code
    });
    corpus.codes = Arc::new(crate::model::CodeTree::new(codes.collect()));
    corpus
}

fn stage() -> Harness<'static, Stage> {
    let draw = |ui: &mut egui::Ui, stage: &mut Stage| {
        if std::mem::take(&mut stage.first) {
            crate::ui::fonts::install(ui.ctx());
            stage.picture.theme().apply(ui.ctx());
            return;
        }
        if let Some(words) = stage.carry.take() {
            DragAndDrop::set_payload(ui.ctx(), words);
        }
        let Stage { picture, state, selecting, answers, .. } = stage;
        egui::Panel::right("codes").exact_size(300.0).show(ui, |ui| {
            picture.draw(|view, outbox| answers.extend(show(ui, view, state, *selecting, outbox)));
        });
    };
    let stage = Stage {
        picture: Picture::new(corpus(), false),
        state: State::default(),
        selecting: false,
        answers: Vec::new(),
        carry: None,
        first: true,
    };
    let mut harness =
        Harness::builder().with_size((700.0, 500.0)).with_step_dt(0.05).build_ui_state(draw, stage);
    harness.run_steps(4);
    harness
}

/// The rows from top to bottom.
fn rows(harness: &Harness<'_, Stage>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = harness
        .query_all_by_role(Role::TreeItem)
        .filter_map(|row| Some((row.rect().top(), row.accesskit_node().label()?)))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name.trim_start_matches("Code ").to_owned()).collect()
}

fn click(harness: &mut Harness<'_, Stage>, code: &str, modifiers: Modifiers) {
    harness.get_by_label(&format!("Code {code}")).click_modifiers(modifiers);
    harness.run_steps(3);
}

fn press(harness: &mut Harness<'_, Stage>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

fn chosen(harness: &Harness<'_, Stage>) -> Vec<i64> {
    let tree = &harness.state().picture.corpus.codes;
    harness.state().state.selected(tree).into_iter().map(|code| code.0).collect()
}

fn asked(harness: &mut Harness<'_, Stage>) -> Vec<Request> {
    std::mem::take(&mut harness.state_mut().picture.asked)
}

fn moves(harness: &mut Harness<'_, Stage>) -> Vec<(Vec<i64>, Option<i64>, Option<i64>)> {
    let each = asked(harness).into_iter().map(|request| match request {
        Request::Run(Command::MoveCodes { codes, parent, before }) => (
            codes.into_iter().map(|code| code.0).collect(),
            parent.map(|code| code.0),
            before.map(|code| code.0),
        ),
        other => panic!("{other:?}"),
    });
    each.collect()
}

fn at(harness: &Harness<'_, Stage>, code: &str, share: f32) -> Pos2 {
    let rect = harness.get_by_label(&format!("Code {code}")).rect();
    egui::pos2(rect.left() + 90.0, rect.top() + rect.height() * share)
}

/// Drags a row to a place of another one, in steps as a hand does.
fn drag(harness: &mut Harness<'_, Stage>, from: &str, to: Pos2, modifiers: Modifiers) {
    let start = at(harness, from, 0.5);
    harness.hover_at(start);
    harness.run_steps(2);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    harness.event(button(start, true));
    harness.step();
    for step in [0.3, 0.7, 1.0] {
        harness.event(egui::Event::PointerMoved(start.lerp(to, step)));
        harness.step();
    }
    harness.event(egui::Event::ModifiersChanged(modifiers));
    harness.event(egui::Event::PointerMoved(to + egui::vec2(1.0, 0.0)));
    harness.step();
    harness.event(button(to, false));
    harness.step();
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run_steps(2);
}

#[test]
fn the_tree_is_a_tree_for_a_screen_reader() {
    let mut harness = stage();
    assert_eq!(rows(&harness), ["Time", "Delay", "Letters", "Limbo", "Home", "Trust"]);
    let node = harness.get_by_label("Code Letters");
    let node = node.accesskit_node();
    assert_eq!((node.role(), node.data().level()), (Role::TreeItem, Some(3)));
    let told = |harness: &Harness<'_, Stage>, code: &str| {
        let name = format!("Code {code}");
        let node = harness.get_by_label(&name);
        let node = node.accesskit_node();
        (node.data().is_expanded(), node.data().description().unwrap_or_default().to_owned())
    };
    let text = "0 codings of its own, 1 with the codes under it".to_owned();
    assert_eq!(told(&harness, "Time"), (Some(true), text));
    let text = "0 codings, retired: no longer offered for coding".to_owned();
    assert_eq!(told(&harness, "Limbo"), (None, text));
    harness.get_by_label("Close Time").click();
    harness.run_steps(3);
    assert_eq!(rows(&harness), ["Time", "Home", "Trust"]);
    assert_eq!(told(&harness, "Time").0, Some(false));
}

#[test]
fn a_click_chooses_and_puts_the_code_on_words_where_some_are_selected() {
    let mut harness = stage();
    click(&mut harness, "Delay", Modifiers::NONE);
    click(&mut harness, "Home", Modifiers::COMMAND);
    assert_eq!(chosen(&harness), [2, 5]);
    click(&mut harness, "Limbo", Modifiers::SHIFT);
    assert_eq!(chosen(&harness), [4, 5]);
    click(&mut harness, "Home", Modifiers::COMMAND);
    assert_eq!(chosen(&harness), [4]);
    assert!(harness.state().answers.is_empty() && asked(&mut harness).is_empty());
    harness.state_mut().selecting = true;
    click(&mut harness, "Home", Modifiers::NONE);
    assert_eq!(harness.state().answers, [Answer::Apply(vec![CodeId(5)])]);
    // With Ctrl several are gathered first; Enter puts them all.
    click(&mut harness, "Trust", Modifiers::COMMAND);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().answers[1..], [Answer::Apply(vec![CodeId(5), CodeId(6)])]);
}

#[test]
fn excerpts_are_shown_by_two_clicks_by_enter_and_by_the_sign() {
    let mut harness = stage();
    let shown = |harness: &mut Harness<'_, Stage>| {
        let requests = asked(harness);
        let [Request::ShowExcerpts(filter, title)] = requests.as_slice() else {
            panic!("{requests:?}");
        };
        (filter.codes.clone(), title.clone())
    };
    for _ in 0..2 {
        harness.get_by_label("Code Delay").click();
    }
    harness.run_steps(3);
    assert_eq!(shown(&mut harness), (vec![CodeId(2)], "Time/Delay".to_owned()));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&mut harness).1, "Time/Delay/Letters");
    let home = at(&harness, "Home", 0.5);
    harness.hover_at(home);
    harness.run_steps(3);
    harness.get_by_label("Show the excerpts of Home").click();
    harness.run_steps(3);
    assert_eq!(shown(&mut harness).1, "Home");
}

#[test]
fn the_keyboard_walks_opens_and_finds() {
    let mut harness = stage();
    harness.state_mut().state.take_focus();
    harness.run_steps(3);
    assert!(harness.get_by_label("Code Time").is_focused());
    let mut check = |modifiers: Modifiers, key: Key, focused: &str, expected: &[i64]| {
        press(&mut harness, modifiers, key);
        assert!(harness.get_by_label(&format!("Code {focused}")).is_focused(), "{focused}");
        assert_eq!(chosen(&harness), expected, "{key:?}");
    };
    let none = Modifiers::NONE;
    check(none, Key::ArrowDown, "Delay", &[2]);
    check(Modifiers::SHIFT, Key::ArrowDown, "Letters", &[2, 3]);
    check(Modifiers::SHIFT, Key::ArrowDown, "Limbo", &[2, 3, 4]);
    check(Modifiers::SHIFT, Key::ArrowUp, "Letters", &[2, 3]);
    check(none, Key::End, "Trust", &[6]);
    check(none, Key::Home, "Time", &[1]);
    check(none, Key::ArrowRight, "Delay", &[2]);
    check(none, Key::ArrowLeft, "Delay", &[2]);
    check(none, Key::ArrowLeft, "Time", &[1]);
    check(none, Key::ArrowDown, "Delay", &[2]);
    check(none, Key::ArrowDown, "Limbo", &[4]);
    check(Modifiers::COMMAND, Key::A, "Limbo", &[1, 2, 4, 5, 6]);
    harness.event(egui::Event::Text("h".to_owned()));
    harness.run_steps(3);
    assert_eq!(chosen(&harness), [5]);
    // Tab leaves the tree in one step.
    press(&mut harness, none, Key::Tab);
    assert!(!harness.query_all_by_role(Role::TreeItem).any(|row| row.is_focused()));
}

#[test]
fn codes_are_dragged_under_others_between_them_and_to_the_top() {
    let mut harness = stage();
    let mut check = |from: &str, to: (&str, f32), expected: (&[i64], Option<i64>, Option<i64>)| {
        let pos = at(&harness, to.0, to.1);
        drag(&mut harness, from, pos, Modifiers::NONE);
        let (codes, parent, before) = expected;
        assert_eq!(moves(&mut harness), [(codes.to_vec(), parent, before)], "{from} {to:?}");
    };
    check("Home", ("Delay", 0.5), (&[5], Some(2), None));
    check("Trust", ("Home", 0.1), (&[6], None, Some(5)));
    check("Home", ("Limbo", 0.9), (&[5], Some(1), None));
    check("Limbo", ("Delay", 0.1), (&[4], Some(1), Some(2)));
    // Behind an open code means before the first one under it.
    check("Home", ("Delay", 0.9), (&[5], Some(2), Some(3)));
    let below = at(&harness, "Trust", 4.0);
    drag(&mut harness, "Limbo", below, Modifiers::NONE);
    assert_eq!(moves(&mut harness), [(vec![4], None, None)]);
    // Several at once, in the order of the codebook; never under themselves.
    click(&mut harness, "Trust", Modifiers::NONE);
    click(&mut harness, "Limbo", Modifiers::COMMAND);
    let pos = at(&harness, "Home", 0.5);
    drag(&mut harness, "Trust", pos, Modifiers::NONE);
    assert_eq!(moves(&mut harness), [(vec![4, 6], Some(5), None)]);
    let pos = at(&harness, "Letters", 0.5);
    drag(&mut harness, "Time", pos, Modifiers::NONE);
    assert!(asked(&mut harness).is_empty());
    // With Ctrl: merged.
    let pos = at(&harness, "Home", 0.5);
    drag(&mut harness, "Trust", pos, Modifiers::COMMAND);
    let requests = asked(&mut harness);
    let [Request::MergeCodes(codes, into)] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((codes.as_slice(), *into), (&[CodeId(6)][..], Some(CodeId(5))));
}

#[test]
fn a_dragged_row_carries_its_codes_and_dropped_words_take_the_code() {
    let mut harness = stage();
    let start = at(&harness, "Delay", 0.5);
    harness.hover_at(start);
    harness.run_steps(2);
    harness.drag_at(start);
    harness.step();
    harness.hover_at(start - egui::vec2(300.0, 0.0));
    harness.run_steps(2);
    let carried = DragAndDrop::payload::<DraggedCodes>(&harness.ctx);
    assert_eq!(carried.map(|codes| (*codes).clone()), Some(DraggedCodes(vec![CodeId(2)])));
    harness.drop_at(start - egui::vec2(300.0, 0.0));
    harness.run_steps(3);
    assert!(asked(&mut harness).is_empty());

    let (document, span) = (DocumentId(1), Span::new(5, 9).unwrap());
    harness.drag_at(egui::pos2(50.0, 50.0));
    harness.step();
    harness.state_mut().carry = Some(DraggedSelection { document, span });
    harness.step();
    let home = at(&harness, "Home", 0.2);
    harness.hover_at(home);
    harness.run_steps(2);
    harness.drop_at(home);
    harness.run_steps(2);
    assert_eq!(harness.state().answers, [Answer::Dropped(document, span, CodeId(5))]);
}

#[test]
fn alt_and_the_arrows_move_codes_by_one_step() {
    let mut harness = stage();
    click(&mut harness, "Limbo", Modifiers::NONE);
    let mut check = |key: Key, expected: &[(Vec<i64>, Option<i64>, Option<i64>)]| {
        press(&mut harness, Modifiers::ALT, key);
        assert_eq!(moves(&mut harness), expected, "{key:?}");
    };
    check(Key::ArrowUp, &[(vec![4], Some(1), Some(2))]);
    check(Key::ArrowDown, &[]);
    check(Key::ArrowLeft, &[(vec![4], None, Some(5))]);
    check(Key::ArrowRight, &[(vec![4], Some(2), None)]);
    click(&mut harness, "Time", Modifiers::NONE);
    let mut check = |key: Key, expected: &[(Vec<i64>, Option<i64>, Option<i64>)]| {
        press(&mut harness, Modifiers::ALT, key);
        assert_eq!(moves(&mut harness), expected, "{key:?}");
    };
    check(Key::ArrowDown, &[(vec![1], None, Some(6))]);
    check(Key::ArrowLeft, &[]);
}

#[test]
fn a_code_is_renamed_in_its_row_and_a_taken_name_is_refused_there() {
    let mut harness = stage();
    click(&mut harness, "Home", Modifiers::NONE);
    press(&mut harness, Modifiers::NONE, Key::F2);
    let field = harness.get_by_role_and_label(Role::TextInput, "New name of Home");
    assert!(field.is_focused());
    field.type_text("trust");
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label("there is a code Trust already");
    assert!(asked(&mut harness).is_empty());
    press(&mut harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("House".to_owned()));
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let requests = asked(&mut harness);
    let [Request::Run(Command::EditCode { code, fields })] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!((*code, fields.name.as_str()), (CodeId(5), "House"));
    assert!(harness.get_by_label("Code Home").is_focused());
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness.event(egui::Event::Text("x".to_owned()));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(asked(&mut harness).is_empty());
}

#[test]
fn rows_are_sorted_and_filtered_by_name_and_definition() {
    let mut harness = stage();
    let sort = |harness: &mut Harness<'_, Stage>, label: &str| {
        harness.get_by_label("Sort and show codes").click();
        harness.run_steps(3);
        harness.get_by_label(label).click();
        harness.run_steps(3);
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    };
    sort(&mut harness, "By name");
    assert_eq!(rows(&harness), ["Home", "Time", "Delay", "Letters", "Limbo", "Trust"]);
    sort(&mut harness, "Most used first");
    assert_eq!(rows(&harness), ["Home", "Time", "Delay", "Letters", "Limbo", "Trust"]);
    sort(&mut harness, "Newest first");
    assert_eq!(rows(&harness), ["Time", "Delay", "Letters", "Limbo", "Home", "Trust"]);
    // Sorted by something else there is no between: a drop goes under.
    let pos = at(&harness, "Home", 0.05);
    drag(&mut harness, "Trust", pos, Modifiers::NONE);
    assert_eq!(moves(&mut harness), [(vec![6], Some(5), None)]);
    sort(&mut harness, "Show retired codes");
    assert_eq!(rows(&harness), ["Time", "Delay", "Letters", "Home", "Trust"]);
    sort(&mut harness, "Show retired codes");
    let filter = |harness: &mut Harness<'_, Stage>, text: &str| {
        harness.get_by_role_and_label(Role::TextInput, "Filter codes").focus();
        harness.run_steps(2);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(3);
    };
    filter(&mut harness, "stands STILL");
    assert_eq!(rows(&harness), ["Time", "Limbo"]);
    filter(&mut harness, "lett");
    assert_eq!(rows(&harness), ["Time", "Delay", "Letters"]);
    filter(&mut harness, "zzz");
    harness.get_by_label("No code has these letters in its name or definition.");
}

#[test]
fn the_menu_opens_by_a_key_and_acts_on_what_is_chosen() {
    let mut harness = stage();
    click(&mut harness, "Home", Modifiers::NONE);
    click(&mut harness, "Trust", Modifiers::COMMAND);
    press(&mut harness, Modifiers::SHIFT, Key::F10);
    harness.get_by_label("2 codes chosen");
    harness.get_by_label("Retire").click();
    harness.run_steps(3);
    let codes = vec![CodeId(5), CodeId(6)];
    let requests = asked(&mut harness);
    assert!(
        matches!(requests.as_slice(), [Request::Run(command)]
            if *command == Command::RetireCodes { codes: codes.clone(), retired: true }),
        "{requests:?}"
    );
    press(&mut harness, Modifiers::NONE, Key::Delete);
    let requests = asked(&mut harness);
    assert!(matches!(requests.as_slice(), [Request::RemoveCodes(found)] if *found == codes));
    // Esc closes the menu and leaves the keyboard in the tree; once more goes back to one code.
    press(&mut harness, Modifiers::SHIFT, Key::F10);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("2 codes chosen").is_none());
    assert_eq!(chosen(&harness), [5, 6]);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(chosen(&harness), [6]);
    // The right button on another row chooses that one.
    harness.get_by_label("Code Limbo").click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Use again").click();
    harness.run_steps(3);
    let requests = asked(&mut harness);
    let back = Command::RetireCodes { codes: vec![CodeId(4)], retired: false };
    assert!(matches!(requests.as_slice(), [Request::Run(command)] if *command == back));
}
