//! Older texts listed, compared and restored; the list of codings a correction touches; find and
//! replace: by the names things have.

use super::Revisions;
use crate::model::{CoderId, Corpus, DocumentId, Revision, RevisionReason};
use crate::study::{Command, plan_correction};
use crate::ui::correcting::{Correction, Touches};
use crate::ui::dialogs::{Dialog, Replace, Touched};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::testing::{Picture, small};
use crate::ui::view::View;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

struct Stage<D> {
    picture: Picture,
    dialog: D,
    open: bool,
    first: bool,
}

type Show<D> = fn(&mut D, &egui::Context, &View<'_>, &mut Outbox) -> Dialog;

fn stage<D: 'static>(picture: Picture, dialog: D, show: Show<D>) -> Harness<'static, Stage<D>> {
    let draw = move |ui: &mut egui::Ui, stage: &mut Stage<D>| {
        if std::mem::take(&mut stage.first) {
            crate::ui::fonts::install(ui.ctx());
            stage.picture.theme().apply(ui.ctx());
        } else if stage.open {
            let ctx = ui.ctx().clone();
            let Stage { picture, dialog, open, .. } = stage;
            picture.draw(|view, outbox| {
                *open = show(dialog, &ctx, view, outbox) == Dialog::Open;
            });
        }
    };
    let stage = Stage { picture, dialog, open: true, first: true };
    let mut harness = Harness::builder().with_size((1200.0, 800.0)).build_ui_state(draw, stage);
    harness.run_steps(4);
    harness
}

fn labels<D>(harness: &Harness<'static, Stage<D>>, role: Role) -> Vec<String> {
    let nodes = harness.query_all_by_role(role);
    nodes.filter_map(|node| node.accesskit_node().label()).collect()
}

fn revision(number: u32, reason: RevisionReason) -> Revision {
    let until = format!("2026-11-0{number}T08:00:00Z");
    Revision { number, reason, coder: CoderId(1), until }
}

#[test]
fn older_texts_are_compared_and_restored() {
    let corpus = small();
    let document = Arc::clone(&corpus.documents[0]);
    let list =
        vec![revision(1, RevisionReason::Correction), revision(2, RevisionReason::Pseudonyms)];
    let dialog = Revisions::new(document.id, list, 1);
    let mut harness = stage(Picture::new(corpus, false), dialog, Revisions::show);
    let rows = labels(&harness, Role::ListItem);
    assert_eq!(rows[0], "The text as it stands now");
    assert!(rows[1].starts_with("Text 2, until ") && rows[1].ends_with("pseudonymised by Anna"));
    assert!(rows[2].starts_with("Text 1, as taken in, until "), "{rows:?}");
    // The newest one is asked for, once.
    let asked = std::mem::take(&mut harness.state_mut().picture.asked);
    assert!(
        matches!(asked.as_slice(), [Request::RevisionText(id, 2)] if *id == document.id),
        "{asked:?}"
    );
    let older = document.text.replace("a letter came", "no leter came").replace("called", "caled");
    harness.state_mut().dialog.take_text(document.id, 2, older);
    harness.run_steps(4);
    harness.get_by_label("2 passages differ.");
    harness.get_by_label("1 of 2");
    harness.get_by_label_contains("Then [gone: no leter][new: a letter] came.");
    harness.get_by_label_contains("Nobody [gone: caled][new: called] us back.");
    harness.get_by_label("Next change").click();
    harness.run_steps(3);
    harness.get_by_label("2 of 2");
    harness.get_by_label(&rows[2]).click();
    harness.run_steps(3);
    harness.state_mut().dialog.take_text(document.id, 1, document.text.to_string());
    harness.run_steps(3);
    harness.get_by_label("These two are the same.");
    harness.state_mut().picture.asked.clear();
    harness.get_by_label("Restore text 1…").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    assert!(matches!(asked.as_slice(), [Request::Correct(Correction::Restore(_, 1))]), "{asked:?}");
    assert!(!harness.state().open);
}

#[test]
fn a_document_that_was_never_corrected_says_so() {
    let dialog = Revisions::new(DocumentId(1), Vec::new(), 1);
    let harness = stage(Picture::new(small(), false), dialog, Revisions::show);
    harness.get_by_label_contains("The text is as it was taken in.");
    assert!(harness.query_by_label_contains("Restore").is_none());
}

fn touched(change: impl Fn(&str) -> String) -> Harness<'static, Stage<Touched>> {
    let picture = Picture::new(small(), false);
    let corpus: Arc<Corpus> = Arc::clone(&picture.corpus);
    let document = &corpus.documents[0];
    let text = change(&document.text);
    let plan = plan_correction(&corpus, document.id, &text).unwrap();
    let correction = Correction::Text(document.id, text);
    let touches = Touches { correction, plans: vec![plan], corpus: Arc::clone(&corpus) };
    stage(picture, Touched::new(touches), Touched::show)
}

#[test]
fn every_coding_whose_words_change_is_listed_and_those_that_lose_them_first() {
    let change = |text: &str| {
        text.replace("What about the waiting times?", "And?")
            .replace("cold in that", "so cold in a")
    };
    let mut harness = touched(change);
    harness.get_by_label_contains("1 coding changes its words. 1 coding loses them");
    let rows: Vec<String> =
        labels(&harness, Role::Button).into_iter().filter(|label| label.contains('¶')).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0], "Delay, P01 ¶1, Anna goes to the tray: [gone: the waiting times]");
    assert!(rows[1].starts_with("Home, P01 ¶2, Anna changes: "), "{rows:?}");
    assert!(rows[1].contains("[gone: that][new: a]"), "{rows:?}");
    harness.get_by_label("Store").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    assert!(matches!(asked.as_slice(), [Request::Run(Command::CorrectText { .. })]), "{asked:?}");
    assert!(!harness.state().open);
    // A click goes to its words and stores nothing.
    let mut harness = touched(change);
    harness.get_by_label(&rows[0]).click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    assert!(
        matches!(asked.as_slice(), [Request::ReadAt(_, span, None)] if span.start() == 16),
        "{asked:?}"
    );
    // Esc goes back to the text.
    let mut harness = touched(change);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(!harness.state().open && harness.state().picture.asked.is_empty());
    // The study changed meanwhile: nothing stale is stored.
    let mut harness = touched(change);
    harness.state_mut().picture.corpus = Arc::new(small());
    harness.run_steps(3);
    assert!(!harness.state().open);
    assert!(matches!(harness.state().picture.asked.as_slice(), [Request::Tell(_)]));
}

#[test]
fn words_are_replaced_where_they_are_ticked() {
    let dialog = Replace::new(Some(DocumentId(1)), "house".to_owned());
    let mut harness = stage(Picture::new(small(), false), dialog, Replace::show);
    harness.get_by_label("1 place in 1 document.");
    harness.get_by_label("In the whole study").click();
    harness.run_steps(4);
    harness.get_by_label("2 places in 2 documents.");
    harness.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Replace with").type_text("home");
    harness.run_steps(3);
    let boxes = labels(&harness, Role::CheckBox);
    let ticks: Vec<&String> =
        boxes.iter().filter(|label| label.starts_with("Replace at")).collect();
    assert!(ticks[0].contains("in that [gone: house][new: home]."), "{ticks:?}");
    let second = ticks[1].clone();
    harness.get_by_label(&second).click();
    harness.run_steps(3);
    harness.get_by_label("Replace 1 place").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    let [Request::Correct(Correction::Words(texts))] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(texts.len(), 1);
    let (document, words) = &texts[0];
    assert_eq!((*document, words.len(), words[0].1.as_str()), (DocumentId(1), 1, "home"));
}
