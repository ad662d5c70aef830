//! A transcript corrected in the real shell: typed, listed, stored, lost, put back, compared, restored,
//! undone; and a study closed in the middle of it.

use super::screen::{Window, click, codings, key, settle, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::Span;
use postil::study::{CodeTarget, Command, Study};
use std::path::{Path, PathBuf};

const PLAIN: Modifiers = Modifiers::NONE;
const TEXT: &str =
    "INT: How long?\n\nP01: Forteen months. Nobody told us. It was cold.\n\nINT: And?\n";

fn study(folder: &Path) -> PathBuf {
    let path = folder.join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let command = |document| Command::ImportDocuments { documents: vec![document], people: None };
    study.run(Command::AddParticipant { name: "P01".to_owned() }).unwrap();
    let hints = postil::exchange::import::ImportHints::default();
    let read = postil::exchange::import::read_document("P01.txt", TEXT.as_bytes(), &hints).unwrap();
    study.run(command(read)).unwrap();
    let document = study.corpus().documents[0].id;
    for (words, code) in [("Forteen months", "delay"), ("Nobody told us.", "silence")] {
        let at = TEXT.find(words).unwrap();
        let span = Span::from_range(at..at + words.len()).unwrap();
        let code = CodeTarget::Path(vec![code.to_owned()]);
        study.run(Command::ApplyCode { document, span, code }).unwrap();
    }
    path
}

fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

fn text(window: &Window) -> String {
    window.state().corpus().documents[0].text.to_string()
}

/// Makes the second turn an editor and writes other words into it.
fn write(window: &mut Window, words: &str) {
    key(window, Modifiers::COMMAND, Key::F);
    key(window, PLAIN, Key::Escape);
    key(window, Modifiers::CTRL, Key::Home);
    key(window, Modifiers::CTRL, Key::ArrowDown);
    key(window, PLAIN, Key::F2);
    window.get_by_role_and_label(Role::MultilineTextInput, "Words of ¶2");
    key(window, Modifiers::COMMAND, Key::A);
    type_text(window, words);
    key(window, Modifiers::COMMAND, Key::Enter);
}

#[test]
fn a_correction_from_the_first_key_to_undo() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(Some(study(folder.path())));
    settle(&mut window);
    // Words that carry no code: stored at once, with Undo beside the line that says so.
    write(&mut window, "P01: Forteen months. Nobody told us. It was very cold.");
    assert!(text(&window).contains("very cold"));
    window.get_by_label("Correct P01");
    click(&mut window, "Undo");
    assert_eq!(text(&window), TEXT);
    // Words that carry codes: listed first.
    write(&mut window, "P01: Fourteen months. It was cold.");
    assert_eq!(text(&window), TEXT, "nothing is stored before it is confirmed");
    window.get_by_label_contains("1 coding changes its words. 1 coding loses them");
    window.get_by_label("silence, P01 ¶2, ana goes to the tray: [gone: Nobody told us.]");
    click(&mut window, "Back to the text");
    assert_eq!(text(&window), TEXT);
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    click(&mut window, "Store");
    assert_eq!(codings(&window), 1);
    assert!(text(&window).contains("Fourteen months. It was cold."));
    assert!(window.query_by_role(Role::MultilineTextInput).is_none(), "back in the transcript");
    // The tray: put back where it is most like, then undone.
    window.get_by_label("1 coding lost its words.");
    click(&mut window, "Show the tray");
    click(&mut window, "Find the words of silence");
    window.get_by_label("Nothing like these words stands in the text now.");
    // An older text restored: the coding still waits, and its words stand again.
    click(&mut window, "Edit");
    click(&mut window, "Older texts…");
    window.get_by_label_contains("[gone: Forteen][new: Fourteen] months. ");
    click(&mut window, "Restore text 1…");
    window.get_by_label_contains("1 coding changes its words.");
    click(&mut window, "Store");
    assert_eq!(text(&window), TEXT);
    window.get_by_label("The same words stand at ¶2.");
    click(&mut window, "Put silence back at ¶2");
    assert_eq!(codings(&window), 2);
    for _ in 0..3 {
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!((text(&window).as_str(), codings(&window)), (TEXT, 2));
}

#[test]
fn what_was_typed_is_there_again_when_the_study_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = study(folder.path());
    let mut first = window(Some(path.clone()));
    settle(&mut first);
    write(&mut first, "P01: Other words.");
    click(&mut first, "Back to the text");
    drop(first);
    let mut second = window(Some(path));
    settle(&mut second);
    second.get_by_label("A correction was begun and is not stored: 1 passage.");
    click(&mut second, "Go on");
    let field = second.get_by_role_and_label(Role::MultilineTextInput, "Words of ¶2");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("P01: Other words."));
    // Undo of the study takes nothing of it away.
    key(&mut second, PLAIN, Key::Escape);
    key(&mut second, Modifiers::COMMAND, Key::Z);
    click(&mut second, "Go on");
    let field = second.get_by_role_and_label(Role::MultilineTextInput, "Words of ¶2");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("P01: Other words."));
}

#[test]
fn words_are_replaced_from_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(Some(study(folder.path())));
    settle(&mut window);
    key(&mut window, Modifiers::COMMAND, Key::R);
    type_text(&mut window, "months");
    window.get_by_label("1 place in 1 document.");
    window.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    settle(&mut window);
    type_text(&mut window, "weeks");
    click(&mut window, "Replace 1 place");
    window.get_by_label_contains("1 coding changes its words.");
    click(&mut window, "Store");
    assert!(text(&window).contains("Forteen weeks."));
    assert_eq!(codings(&window), 2);
}
