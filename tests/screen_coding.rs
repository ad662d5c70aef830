//! A whole interview coded without the mouse, in the real shell on the sample study: from opening the
//! document to a table that shows it, then undone.

use super::screen::{
    Window, codings, drop_files, key, settle, type_and_enter, window, window_of_any_letters,
};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

const PLAIN: Modifiers = Modifiers::NONE;

fn sample() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut opened = window(Some(study));
    settle(&mut opened);
    (folder, opened)
}

fn text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

/// Opens a document by its name, with keys alone, and goes into its text.
fn open_by_name(window: &mut Window, name: &str) {
    key(window, Modifiers::COMMAND, Key::K);
    type_and_enter(window, name);
    // Finding nothing and leaving the field puts the caret into the text.
    key(window, Modifiers::COMMAND, Key::F);
    key(window, PLAIN, Key::Escape);
}

/// The codings of a document as `code: words`.
fn coded(window: &Window, name: &str) -> Vec<String> {
    let corpus = window.state().corpus();
    let document = corpus.document_named(name).unwrap();
    let told = |coding: &postil::model::CodingRow| {
        let words = coding.span.of(&document.text).unwrap();
        format!("{}: {words}", corpus.codes.path(coding.code))
    };
    document.codings.iter().map(told).collect()
}

#[test]
fn an_interview_is_coded_without_the_mouse_counted_and_undone() {
    let (_folder, mut window) = sample();
    let all = codings(&window);
    let before = coded(&window, "P03-2");
    open_by_name(&mut window, "P03-2");
    // Every turn of the participant gets a code, whatever it carries already: the first by name, the
    // others by the key that repeats.
    let turns: Vec<u32> = {
        let document = window.state().corpus().document_named("P03-2").unwrap();
        let spoken = document.turns.iter().filter(|turn| {
            let speaker = turn.speaker.and_then(|id| document.speaker(id));
            speaker.is_some_and(|s| matches!(s.voice, postil::model::Voice::Participant(_)))
        });
        spoken.map(|turn| turn.body).collect()
    };
    assert!(turns.len() > 3);
    // Under the first code of all, where the table begins.
    let top = window.state().corpus().codes.codes()[0].fields.name.clone();
    key(&mut window, Modifiers::CTRL, Key::Home);
    let mut made = 0;
    for number in 0..200 {
        let document = window.state().corpus().document_named("P03-2").unwrap().clone();
        let here = document.turns.get(number);
        let Some(here) = here else { break };
        if turns.contains(&here.body) {
            key(&mut window, Modifiers::ALT, Key::T);
            if made == 0 {
                type_and_enter(&mut window, &format!("{top}/own words"));
            } else {
                // The code used last is the first of the recent ones.
                text(&mut window, "1");
            }
            made += 1;
        }
        key(&mut window, Modifiers::CTRL, Key::ArrowDown);
    }
    assert_eq!(made, turns.len());
    assert_eq!(codings(&window), all + made);
    // The last one becomes longer, a key quote, and gets a comment; another one goes.
    key(&mut window, PLAIN, Key::ArrowLeft);
    key(&mut window, Modifiers::ALT, Key::K);
    key(&mut window, Modifiers::ALT, Key::M);
    text(&mut window, "The end of it.");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let document = window.state().corpus().document_named("P03-2").unwrap();
    let marked = document.codings.iter().filter(|coding| {
        coding.flags.has(postil::model::Flag::Key)
            && coding.memo.as_deref() == Some("The end of it.")
    });
    assert_eq!(marked.count(), 1);
    // The table shows it: one participant of one role.
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    window
        .get_all_by_label_contains("own words, ")
        .find(|cell| cell.accesskit_node().label().is_some_and(|label| label.contains(": 1 of")))
        .unwrap();
    // And everything back.
    for _ in 0..made + 2 {
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(coded(&window, "P03-2"), before);
    assert_eq!(codings(&window), all);
    assert!(window.state().corpus().codes.find("own words").is_empty());
}

#[test]
fn what_was_done_is_said_to_screen_readers_and_every_control_has_a_name() {
    let (_folder, mut window) = sample();
    open_by_name(&mut window, "P03-2");
    key(&mut window, Modifiers::CTRL, Key::Home);
    key(&mut window, Modifiers::ALT, Key::T);
    type_and_enter(&mut window, "said aloud");
    let said = window
        .get_all_by_label_contains("Apply code said aloud to")
        .any(|node| node.accesskit_node().live() == egui::accesskit::Live::Polite);
    assert!(said, "what was done is a live region");
    let name = window.get_by_label_contains("Transcript P03-2, turn");
    assert!(name.accesskit_node().is_focused());
}

#[test]
fn the_code_menu_and_the_sheet_of_keys_name_what_keys_do() {
    let (_folder, mut window) = sample();
    open_by_name(&mut window, "P03-2");
    key(&mut window, PLAIN, Key::F1);
    for text in ["Code question and answer", "Next uncoded turn", "Begin a letter earlier"] {
        window.get_by_label(text);
    }
    window.get_by_label("Close").click();
    settle(&mut window);
    window.get_by_label("Code").click();
    settle(&mut window);
    let entry = |window: &Window, text: &str| {
        window.get_all_by_label_contains(text).next().unwrap().accesskit_node().is_disabled()
    };
    assert!(entry(&window, "Repeat the last codes"), "nothing is selected");
    assert!(!entry(&window, "Next coding"));
    window.get_all_by_label_contains("Code the turn…").next().unwrap().click();
    settle(&mut window);
    type_and_enter(&mut window, "from the menu");
    assert_eq!(window.state().corpus().codes.find("from the menu").len(), 1);
}

const KEYS: [Key; 16] = [
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Home,
    Key::End,
    Key::PageDown,
    Key::Tab,
    Key::OpenBracket,
    Key::CloseBracket,
    Key::Period,
    Key::Num1,
    Key::F4,
    Key::T,
    Key::A,
    Key::Escape,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    #[test]
    fn no_keys_ever_code_half_a_letter_or_nothing(
        presses in proptest::collection::vec((0..KEYS.len(), 0..6_u8), 10..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        drop(postil::study::Study::create(&path, None, "s", None).unwrap());
        let transcript = folder.path().join("P01.txt");
        let words = "INT: Et alors?\n\nP01: Nous e\u{301}tions 👩‍👩‍👧 là. Naïve — किताब, oui.\n\n\
                     INT: So?\n\nP01: नमस्ते. It was\nall. 🇩🇪🇫🇷\n";
        std::fs::write(&transcript, words).unwrap();
        let mut window = window_of_any_letters(path);
        drop_files(&mut window, &[transcript]);
        key(&mut window, PLAIN, Key::Enter);
        open_by_name(&mut window, "P01");
        key(&mut window, Modifiers::ALT, Key::T);
        type_and_enter(&mut window, "delay");
        for (at, modifiers) in presses {
            let modifiers = [
                PLAIN,
                Modifiers::SHIFT,
                Modifiers::CTRL,
                Modifiers::ALT,
                Modifiers::SHIFT | Modifiers::CTRL,
                Modifiers::SHIFT | Modifiers::ALT,
            ][usize::from(modifiers)];
            window.key_press_modifiers(modifiers, KEYS[at]);
            window.run_steps(3);
            // A picker that opened takes the first code.
            if window.query_by_label("Code for the selected words").is_some() {
                window.key_press_modifiers(PLAIN, Key::Enter);
                window.run_steps(3);
            }
        }
        settle(&mut window);
        let document = window.state().corpus().documents[0].clone();
        let borders: Vec<usize> = document
            .text
            .grapheme_indices(true)
            .map(|(at, _)| at)
            .chain([document.text.len()])
            .collect();
        for coding in &document.codings {
            let words = coding.span.of(&document.text);
            prop_assert!(words.is_some_and(|words| !words.is_empty() && words.trim() == words));
            prop_assert!(borders.contains(&(coding.span.start() as usize)));
            prop_assert!(borders.contains(&(coding.span.end() as usize)));
        }
    }
}
