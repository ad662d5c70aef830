//! The tray, by the names things have: shown, looked through, put back, let go.

use crate::study::Command;
use crate::ui::read::testing::{PLAIN, Shell, Window, keys, open, select};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

/// Two codings in the tray: their turn was rewritten; the words of one of them stand elsewhere.
fn lost() -> Window {
    let mut shell = Shell::new();
    shell.put("Nobody told him", "silence");
    let coding = shell.put("Fourteen months", "delay");
    let memo = "strong".to_owned();
    shell.study.run(Command::Comment { coding, memo }).unwrap();
    let document = shell.document().id;
    let text =
        shell.document().text.replace("Fourteen months, all in. Nobody told him why.", "No.");
    let text = text.replace("He read it twice.", "He read it twice. Fourteen months.");
    shell.study.run(Command::CorrectText { document, text }).unwrap();
    shell.revision += 1;
    let mut window = open(shell);
    assert_eq!(window.state().codings(), [""; 0]);
    window.get_by_label("2 codings lost their words.");
    window.get_by_label("Show the tray").click();
    window.run();
    window
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run();
    window.run();
}

#[test]
fn what_lost_its_words_is_put_back_on_a_selection() {
    let mut window = lost();
    window.get_by_label("“Fourteen months”");
    window.get_by_label("strong");
    window.get_by_label("“Nobody told him”");
    select(&mut window, "read it twice");
    keys(&mut window, PLAIN, &[Key::Escape]);
    select(&mut window, "read it twice");
    window.get_by_label("Put delay back on the selection").click();
    window.run();
    assert_eq!(window.state().codings(), ["delay: read it twice (strong)"]);
    assert_eq!(window.state().told, ["Put delay back at P01 ¶4"]);
    // By key: the first of the tray.
    select(&mut window, "lettre\u{301}");
    keys(&mut window, Modifiers::ALT, &[Key::P]);
    assert_eq!(
        window.state().codings(),
        ["silence: lettre\u{301}", "delay: read it twice (strong)"]
    );
    assert!(window.query_by_label("Show the tray").is_none());
    window.state_mut().study.undo().unwrap();
    window.state_mut().study.undo().unwrap();
    window.state_mut().revision += 1;
    window.run();
    assert_eq!(window.state().codings(), [""; 0]);
    window.get_by_label("2 codings lost their words.");
}

#[test]
fn their_words_are_found_and_they_are_put_back_there() {
    let mut window = lost();
    click(&mut window, "Find the words of delay");
    window.get_by_label("The same words stand at ¶4.");
    window.get_by_label("Nothing like these words stands in the text now.");
    click(&mut window, "Look there");
    assert_eq!(window.state().selected(), Some("Fourteen months"));
    click(&mut window, "Put delay back at ¶4");
    assert_eq!(window.state().codings(), ["delay: Fourteen months (strong)"]);
}

#[test]
fn several_are_let_go_at_once_and_undo_brings_them_back() {
    let mut window = lost();
    click(&mut window, "Choose delay");
    click(&mut window, "Choose silence");
    click(&mut window, "Let 2 codings go");
    assert_eq!(window.state().told, ["Let 2 orphaned codings go"]);
    assert!(window.query_by_label_contains("lost").is_none());
    window.state_mut().study.undo().unwrap();
    window.state_mut().revision += 1;
    window.run();
    window.get_by_label("2 codings lost their words.");
}
