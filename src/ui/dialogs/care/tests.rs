//! The dialogs as they are seen and used.

use super::*;
use crate::model::Guid;
use crate::ui::outbox::Request;
use crate::ui::testing::{Picture, small};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::PathBuf;

struct Stage {
    picture: Picture,
    care: Care,
    open: bool,
}

fn typed(harness: &mut Harness<'_, Stage>, label: &str, text: &str) {
    harness.get_by_role_and_label(egui::Role::TextInput, label).focus();
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::Role::TextInput, label).type_text(text);
    harness.run_steps(3);
}

fn stage(care: impl FnOnce(&Arc<Corpus>) -> Care) -> Harness<'static, Stage> {
    let picture = Picture::new(small(), false);
    let care = care(&picture.corpus);
    let mut first = true;
    Harness::builder().with_size(egui::vec2(1000.0, 760.0)).build_ui_state(
        move |ui, stage: &mut Stage| {
            let Stage { picture, care, open } = stage;
            let ctx = ui.ctx().clone();
            if std::mem::take(&mut first) {
                crate::ui::fonts::install(&ctx);
                picture.theme().apply(&ctx);
            } else if *open {
                picture.draw(|view, outbox| *open = care.show(&ctx, view, outbox) == Dialog::Open);
            }
        },
        Stage { picture, care, open: true },
    )
}

#[test]
fn a_study_goes_only_when_its_name_is_typed() {
    let all = Belongings { files: vec![(PathBuf::from("/x/s.postil"), 9)], folder: None };
    let mut harness = stage(|_| Care::destroy("My study", &all));
    harness.run_steps(3);
    assert!(harness.get_by_label("Destroy the study").accesskit_node().is_disabled());
    typed(&mut harness, "Type the name of the study: My study", "My stud");
    assert!(harness.get_by_label("Destroy the study").accesskit_node().is_disabled());
    typed(&mut harness, "Type the name of the study: My study", "y");
    harness.get_by_label("Destroy the study").click();
    harness.run_steps(3);
    let state = harness.state();
    assert!(!state.open);
    let [Request::Destroy(Some(report))] = state.picture.asked.as_slice() else {
        panic!("{:?}", state.picture.asked);
    };
    assert!(report.starts_with("/x") && report.to_string_lossy().contains("s destroyed "));
}

#[test]
fn a_day_of_the_end_is_kept_as_a_step_and_what_is_none_is_refused() {
    let mut harness = stage(|corpus| Care::retention(&corpus.retention));
    harness.run_steps(3);
    typed(&mut harness, "Day", "soon");
    harness.get_by_label("Save").click();
    harness.run_steps(3);
    assert!(harness.state().open && harness.state().picture.asked.is_empty());
    harness.get_by_label("Write the day like 2036-09-30");
    let Care::Retention(dialog) = &mut harness.state_mut().care else { panic!() };
    *dialog = retention::KeepUntil::new(&Retention {
        until: "2036-09-30".to_owned(),
        rule: "ten years".to_owned(),
    });
    harness.run_steps(3);
    harness.get_by_label("Save").click();
    harness.run_steps(3);
    let state = harness.state();
    assert!(!state.open);
    let [Request::Run(crate::study::Command::SetRetention { retention })] =
        state.picture.asked.as_slice()
    else {
        panic!("{:?}", state.picture.asked);
    };
    assert_eq!(retention.until, "2036-09-30");
}

#[test]
fn files_are_found_by_who_is_in_them() {
    let mut harness = stage(|corpus| {
        let file = |name: &str, people: Vec<Guid>| Written {
            at: "2026-11-29T10:00:00.000Z".to_owned(),
            coder: "Anna".to_owned(),
            what: "excerpts".to_owned(),
            path: format!("/x/{name}"),
            profile: String::new(),
            participants: people,
        };
        let guids: Vec<Guid> = corpus.participants.iter().map(|person| person.guid).collect();
        Care::written(
            corpus,
            vec![file("one.docx", vec![guids[0]]), file("two.docx", vec![guids[1]])],
        )
    });
    harness.run_steps(3);
    harness.get_by_label("one.docx");
    typed(&mut harness, "Find a file", "p02");
    assert!(harness.query_by_label("one.docx").is_none());
    harness.get_by_label("two.docx");
    harness.get_by_label("Save this list…").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    assert!(matches!(asked.as_slice(), [Request::Export(_)]), "{asked:?}");
}

#[test]
fn the_inventory_shows_counts_and_no_words() {
    let mut harness = stage(|corpus| {
        let around =
            Around { study: "S".to_owned(), day: "2026-11-29".to_owned(), ..Around::default() };
        Care::inventory(Arc::clone(corpus), around, &egui::Context::default())
    });
    for _ in 0..200 {
        harness.step();
        if harness.query_by_label("Looking for identifiers").is_none() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    harness.run_steps(3);
    harness.get_by_label("Transcripts");
    harness.get_by_label("Save…").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    assert!(matches!(asked.as_slice(), [Request::Export(_)]), "{asked:?}");
}
