//! Correcting a transcript, by the names things have: begin, type, store, leave, go on, take back.

use crate::study::Command;
use crate::ui::outbox::{Correction, Request};
use crate::ui::read::testing::{PLAIN, Shell, Window, caret, keys, open, type_text};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// What stands in the field.
fn field(window: &Window) -> (String, String) {
    let field = window.get_by_role(Role::MultilineTextInput);
    let node = field.accesskit_node();
    (node.label().unwrap_or_default(), node.value().unwrap_or_default())
}

#[test]
fn a_turn_is_corrected_where_it_stands_and_codings_move_along() {
    let mut shell = Shell::new();
    shell.put("Fourteen months", "delay");
    shell.put("Nobody told him why.", "silence");
    let mut window = open(shell);
    caret(&mut window, "all in");
    keys(&mut window, PLAIN, &[Key::F2]);
    let (name, words) = field(&window);
    assert_eq!(name, "Words of ¶2");
    assert_eq!(words, "P01: Fourteen months, all in. Nobody told him why.");
    window.get_by_label("Correcting D01");
    window.get_by_label("nothing changed yet");
    // The caret stands where it stood.
    type_text(&mut window, "more or less ");
    assert_eq!(field(&window).1, "P01: Fourteen months, more or less all in. Nobody told him why.");
    window.get_by_label("1 passage changed, not stored");
    assert_eq!(window.state().told, [""; 0], "nothing is stored while one types");
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    assert_eq!(window.state().told, ["Correct D01"]);
    assert_eq!(
        window.state().codings(),
        ["delay: Fourteen months", "silence: Nobody told him why."]
    );
    // Back in the transcript.
    assert!(window.query_by_role(Role::MultilineTextInput).is_none());
    window.get_by_label("Fourteen months, more or less all in. Nobody told him why.");
    assert!(window.query_by_label("Go on").is_none());
}

#[test]
fn lines_typed_make_turns_and_backspace_joins_them() {
    let mut window = open(Shell::new());
    caret(&mut window, "Nobody");
    keys(&mut window, PLAIN, &[Key::F2]);
    type_text(&mut window, "\n\nINT: Really?\n\nP01: ");
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    let turns = |window: &Window| window.state().document().turns.len();
    assert_eq!(turns(&window), 6);
    caret(&mut window, "And then");
    keys(&mut window, PLAIN, &[Key::F2]);
    keys(&mut window, Modifiers::COMMAND, &[Key::Home]);
    keys(&mut window, PLAIN, &[Key::Home, Key::Backspace]);
    let (name, words) = field(&window);
    assert_eq!(name, "Words of ¶4");
    assert_eq!(words, "P01: Nobody told him why. INT: And then?");
    // Up and down go from part to part.
    keys(&mut window, PLAIN, &[Key::ArrowUp]);
    assert_eq!(field(&window).0, "Words of ¶3");
    keys(&mut window, PLAIN, &[Key::ArrowDown, Key::ArrowDown]);
    assert_eq!(field(&window).0, "Words of ¶6");
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    assert_eq!(turns(&window), 5);
}

#[test]
fn what_was_typed_stays_until_it_is_stored_or_discarded() {
    let mut window = open(Shell::new());
    caret(&mut window, "How long");
    keys(&mut window, Modifiers::SHIFT, &[Key::F2]);
    type_text(&mut window, "So, ");
    keys(&mut window, PLAIN, &[Key::Escape]);
    assert!(window.query_by_role(Role::MultilineTextInput).is_none());
    window.get_by_label("A correction was begun and is not stored: 1 passage.");
    assert!(window.state().document().text.starts_with("INT: How long"));
    // Another part by a click.
    window.get_by_label("Go on").click();
    window.run();
    assert_eq!(field(&window).1, "INT: So, How long did it take?");
    window.get_by_label("Correct ¶3 INT: And then?").click();
    window.run();
    assert_eq!(field(&window), ("Words of ¶3".to_owned(), "INT: And then?".to_owned()));
    window.get_by_label("Correct ¶1 changed, INT: So, How long did it take?");
    window.get_by_label("Later").click();
    window.run();
    window.get_by_label("Discard").click();
    window.run();
    window.get_by_label("The correction was discarded.");
    window.get_by_label("Bring it back").click();
    window.run();
    window.get_by_label("Go on").click();
    window.run();
    // One passage as it is stored again; then there is nothing left to keep.
    window.get_by_label("Take back this passage").click();
    window.run();
    assert_eq!(field(&window).1, "INT: How long did it take?");
    window.get_by_label("Close").click();
    window.run();
    assert!(window.query_by_label("Go on").is_none());
}

#[test]
fn undo_of_the_study_does_not_take_away_what_is_typed() {
    let mut window = open(Shell::new());
    let document = window.state().document().id;
    let text = window.state().document().text.replace("How long", "For how long");
    window.state_mut().study.run(Command::CorrectText { document, text }).unwrap();
    window.state_mut().revision += 1;
    window.run();
    caret(&mut window, "And then");
    keys(&mut window, PLAIN, &[Key::F2]);
    type_text(&mut window, "Well. ");
    window.state_mut().study.undo().unwrap();
    window.state_mut().revision += 1;
    window.run();
    assert_eq!(field(&window).1, "INT: Well. And then?");
    assert!(window.query_by_label_contains("The text was changed meanwhile").is_some());
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    let text = &window.state().document().text;
    assert!(text.contains("INT: How long") && text.contains("INT: Well. And then?"), "{text}");
}

#[test]
fn a_crash_loses_nothing() {
    let mut window = open(Shell::new());
    caret(&mut window, "And then");
    keys(&mut window, PLAIN, &[Key::F2]);
    type_text(&mut window, "Well. ");
    let page = &mut window.state_mut().page;
    let first = page.unstored_corrections(10.0).unwrap();
    assert_eq!(page.unstored_corrections(11.0), None, "nothing new");
    type_text(&mut window, "Yes. ");
    let page = &mut window.state_mut().page;
    assert_eq!(page.unstored_corrections(11.5), None, "too soon");
    assert!(page.has_unstored_corrections());
    let kept = page.unstored_corrections(f64::INFINITY).unwrap();
    assert_ne!(first, kept);
    // The next sitting.
    let mut shell = Shell::new();
    // The same document in the same study: only the page is new.
    std::mem::swap(&mut shell.study, &mut window.state_mut().study);
    let corpus = std::sync::Arc::clone(shell.study.corpus());
    shell.page.restore_corrections(&corpus, &kept);
    let mut window = open(shell);
    window.get_by_label("A correction was begun and is not stored: 1 passage.");
    window.get_by_label("Go on").click();
    window.run();
    assert_eq!(field(&window).1, "INT: Well. Yes. And then?");
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    assert_eq!(window.state_mut().page.unstored_corrections(f64::INFINITY), Some(String::new()));
}

#[test]
fn a_turn_has_a_menu_and_the_search_replaces() {
    let mut window = open(Shell::new());
    let at = crate::ui::read::testing::at(&window, "And then");
    for pressed in [true, false] {
        window.event(egui::Event::PointerMoved(at));
        window.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: PLAIN,
        });
        window.step();
    }
    window.run();
    window.get_by_label("¶3");
    window.get_by_label_contains("Correct the turn…").click();
    window.run();
    assert_eq!(field(&window).0, "Words of ¶3");
    window.get_by_label("Find and replace").click();
    window.run();
    let others = &window.state().others;
    assert!(
        matches!(others.as_slice(), [Request::Do(crate::ui::action::Action::Replace)]),
        "{others:?}"
    );
    let _ = Correction::Words(Vec::new());
}
