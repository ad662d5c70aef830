//! What is copied in the window: with a citation only what a file may hold, while reading everything.

use crate::screen::{Window, act, key, select_sentence, settle, window};
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;
use postil::model::{ConsentChange, ConsentScope};
use postil::study::{Command, sample};

/// The sample study; P01 did not consent to be quoted.
fn sample_without_p01() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    let person = study.corpus().participant_named("P01").unwrap().id;
    let change = ConsentChange::scope(ConsentScope::Quotation, Some(false));
    study.run(Command::SetConsent { people: vec![(person, change)] }).unwrap();
    drop(study);
    (folder, window(Some(path)))
}

/// Copies, waits for what is said of it and gives back what is on the clipboard.
fn copy(window: &mut Window, said: &str) -> Option<String> {
    window.event(Event::Copy);
    let mut text = None;
    for _ in 0..2_000 {
        window.step();
        for command in &window.output().platform_output.commands {
            if let OutputCommand::CopyText(words) = command {
                text = Some(words.clone());
            }
        }
        if window.query_all_by_label_contains(said).next().is_some() {
            return text;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("{said} was not said");
}

#[test]
fn excerpts_are_copied_without_those_who_did_not_consent() {
    let (_folder, mut window) = sample_without_p01();
    act(&mut window, "Excerpts");
    settle(&mut window);
    window.get_all_by_label_contains("(P01, LA worker, ¶").next().unwrap().click();
    settle(&mut window);
    let nothing = copy(&mut window, "Nothing was copied. Left out: 1 excerpt of 1 participant");
    assert_eq!(nothing, None);
    key(&mut window, Modifiers::COMMAND, Key::A);
    let text = copy(&mut window, "excerpts are on the clipboard. Left out: ").unwrap();
    assert!(text.contains("(P02, LA worker, ¶") && !text.contains("(P01, "), "{text}");
    // A part does not pass for the whole where it is pasted.
    let out = text.lines().find(|line| line.starts_with("Left out: ")).unwrap();
    assert!(out.ends_with("of 1 participant who did not consent to be quoted."), "{out}");
}

#[test]
fn words_are_copied_while_reading_and_it_is_said_whose_they_are() {
    let (_folder, mut window) = sample_without_p01();
    act(&mut window, "Read");
    select_sentence(
        &mut window,
        "Yeah, fine. Unaccompanied children’s team, nine years in March. They come off lorries \
         mostly. Or it’s the police, Sunday night, and there’s a lad sat in the custody kitchen \
         eating toast.",
    );
    let said = "Copied for yourself alone: P01 did not consent to be quoted";
    assert!(copy(&mut window, said).is_some_and(|text| !text.is_empty()));
}

#[test]
fn hits_are_copied_without_those_who_did_not_consent() {
    let (_folder, mut window) = sample_without_p01();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.event(Event::Text("letter".to_owned()));
    settle(&mut window);
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    crate::screen::click(&mut window, "All");
    let text = copy(&mut window, "hits are on the clipboard. Left out: ").unwrap();
    assert!(text.contains("letter") && !text.contains("(P01, "), "{text}");
}
