//! The page with thousands of files, and the list by keyboard.

use super::again::Batch;
use super::entry::{Entry, Found, Stand};
use super::{Answer, State, show};
use crate::exchange::import::{ImportHints, read_again};
use crate::ui::outbox::Request;
use crate::ui::testing::{Picture, small};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use std::sync::Arc;

fn batch(files: &[(String, String)]) -> Batch {
    let entries = files.iter().map(|(name, text)| {
        let read = read_again(Path::new(name), text.as_bytes(), &ImportHints::default());
        Entry::new(name.into(), name.clone(), Found::new(read, &|_| None))
    });
    Batch { given: Vec::new(), entries: entries.collect(), known: Arc::default() }
}

type Stage = (Picture, State, Option<Answer>);

fn stage(files: &[(String, String)]) -> Harness<'static, Stage> {
    let stage: Stage = (Picture::new(small(), false), State::new(batch(files)), None);
    let mut first = true;
    let draw = move |ui: &mut egui::Ui, (picture, state, left): &mut Stage| {
        if std::mem::take(&mut first) {
            crate::ui::fonts::install(ui.ctx());
            picture.theme().apply(ui.ctx());
            return;
        }
        picture.draw(|view, outbox| {
            if show(ui, view, state, outbox) == Answer::Left {
                *left = Some(Answer::Left);
            }
        });
    };
    let mut harness = Harness::builder()
        .with_size((1200.0, 760.0))
        .with_max_steps(40)
        .build_ui_state(draw, stage);
    harness.run_ok();
    harness
}

/// Transcripts of one speaker each; none of them is in the study.
fn transcripts(n: usize) -> Vec<(String, String)> {
    let text = |n: usize| format!("INT: Why is it so?\nR{n}: Because of the {n} letters.\n");
    (1..=n).map(|n| (format!("R{n}.txt"), text(n))).collect()
}

#[test]
fn of_thousands_of_files_only_what_is_seen_is_drawn() {
    let mut harness = stage(&transcripts(2000));
    harness.get_by_label("Import 2,000 documents");
    harness.get_by_label("Make participants of 2000 labels");
    let rows = harness.query_all_by_role(Role::ListBoxOption).count();
    assert!((5..40).contains(&rows), "{rows} rows");
    // All of them in one step.
    harness.key_press(Key::Enter);
    harness.run_ok();
    let asked = std::mem::take(&mut harness.state_mut().0.asked);
    let [Request::StoreDocuments { documents, people: None }] = &asked[..] else {
        panic!("{} requests", asked.len());
    };
    assert_eq!(documents.len(), 2000);
    assert_eq!(documents[1999].name, "R2000");
}

#[test]
fn the_list_is_walked_and_ticked_by_keys() {
    let mut harness = stage(&transcripts(30));
    harness.get_by_label_contains("R1.txt: needs a look").focus();
    harness.run_ok();
    for _ in 0..3 {
        harness.key_press(Key::ArrowDown);
        harness.run_ok();
    }
    assert_eq!(harness.state().1.chosen, 3);
    harness.key_press(Key::Space);
    harness.run_ok();
    harness.get_by_label("Import 29 documents");
    harness.key_press(Key::End);
    harness.run_ok();
    assert_eq!(harness.state().1.chosen, 29);
    harness.get_by_label_contains("R30.txt: needs a look");
    // The labels of what is ticked become people at a click.
    harness.get_by_label("Make participants of 29 labels").click();
    harness.run_ok();
    let ready = harness.state().1.stands.iter().filter(|(stand, _)| *stand == Stand::Ready);
    assert_eq!(ready.count(), 29);
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    harness.run_ok();
    assert_eq!(harness.state().2, Some(Answer::Left));
    assert!(harness.state().0.asked.is_empty());
}

#[test]
fn a_label_is_joined_taken_and_left_and_the_file_is_read_again() {
    let text = "INT: Why?\n\nAnna: Because of the letters.\n\nAna: No.\n\nINT: So?\n\nAnna: Yes.\n\n\
                Ana: Or not.\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.txt");
    std::fs::write(&path, text).unwrap();
    let mut harness = stage(&[(path.to_string_lossy().into_owned(), text.to_owned())]);
    let settle = |harness: &mut Harness<'_, Stage>| {
        for _ in 0..2000 {
            harness.run_ok();
            if !harness.state().1.is_working() {
                harness.run_ok();
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        panic!("the file is still read");
    };
    let labels = |harness: &Harness<'_, Stage>| -> Vec<(String, u32)> {
        let held = &harness.state().1.entries[0].held()[0];
        held.labels.iter().map(|label| (label.label.clone(), label.turns)).collect()
    };
    let pairs = |list: &[(&str, u32)]| -> Vec<(String, u32)> {
        list.iter().map(|(label, turns)| ((*label).to_owned(), *turns)).collect()
    };
    settle(&mut harness);
    assert_eq!(labels(&harness), pairs(&[("INT", 2), ("Anna", 2), ("Ana", 2)]));
    harness.get_by_label("More about Ana").click();
    harness.run_ok();
    harness.get_by_label("Is Anna, spelled otherwise").click();
    settle(&mut harness);
    assert_eq!(labels(&harness), pairs(&[("INT", 2), ("Anna", 4)]));
    harness.get_by_label("Take back: Ana is Anna").click();
    settle(&mut harness);
    assert_eq!(labels(&harness).len(), 3);
    harness.get_by_label("More about Anna").click();
    harness.run_ok();
    harness.get_by_label("Is not a speaker").click();
    settle(&mut harness);
    assert_eq!(labels(&harness), pairs(&[("INT", 2), ("Ana", 2)]));
    harness.get_by_label("Forget what was decided").click();
    settle(&mut harness);
    assert_eq!(labels(&harness).len(), 3);
}
