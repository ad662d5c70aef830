//! A split walked through by keys alone.

use super::Split;
use crate::model::{CodeId, CoderChoice, CodingId};
use crate::study::{CodeTarget, Command};
use crate::ui::dialogs::Dialog;
use crate::ui::outbox::Request;
use crate::ui::testing::{Picture, small};
use egui::{Event, Key};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

struct Stage {
    picture: Picture,
    split: Split,
    open: bool,
    first: bool,
}

fn stage() -> Harness<'static, Stage> {
    let draw = |ui: &mut egui::Ui, stage: &mut Stage| {
        if std::mem::take(&mut stage.first) {
            crate::ui::fonts::install(ui.ctx());
            stage.picture.theme().apply(ui.ctx());
        } else if stage.open {
            let ctx = ui.ctx().clone();
            let Stage { picture, split, open, .. } = stage;
            picture.draw(|view, outbox| {
                *open = split.show(&ctx, view, outbox) == Dialog::Open;
            });
        }
    };
    let corpus = small();
    // Delay has three excerpts.
    let split = Split::new(&corpus, &CoderChoice::All, CodeId(2));
    let stage = Stage { picture: Picture::new(corpus, false), split, open: true, first: true };
    let mut harness = Harness::builder().with_size((1100.0, 800.0)).build_ui_state(draw, stage);
    harness.run_steps(4);
    harness
}

fn text(harness: &mut Harness<'_, Stage>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run_steps(3);
}

fn press(harness: &mut Harness<'_, Stage>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

#[test]
fn excerpts_are_given_to_codes_by_digits_and_written_in_one_command() {
    let mut harness = stage();
    harness.get_by_label("1 of 3");
    // A code that is there, and a new one beside the one that is split.
    text(&mut harness, "home");
    harness.get_by_label("Enter adds Home");
    press(&mut harness, Key::Enter);
    text(&mut harness, "limbo");
    harness.get_by_label("Enter adds the new code limbo");
    press(&mut harness, Key::Enter);
    harness.get_by_label("Time/limbo");
    // Digits are letters of a name while one is typed.
    text(&mut harness, "2");
    harness.get_by_label("0 decided, 3 open");
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Enter);
    text(&mut harness, "2");
    harness.get_by_label("2 of 3");
    harness.get_by_label("1 decided, 2 open");
    press(&mut harness, Key::ArrowRight);
    text(&mut harness, "1");
    press(&mut harness, Key::ArrowLeft);
    text(&mut harness, "0");
    harness.get_by_label("3 decided, 0 open");
    let words: Vec<String> = harness
        .query_all_by_role(egui::accesskit::Role::ListItem)
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    assert_eq!(
        words,
        [
            "Excerpt 1, limbo: the waiting times",
            "Excerpt 2, stays: waited for months",
            "Excerpt 3, Home: a whole year",
        ]
    );
    // Thought better of it.
    harness.get_by_label("Excerpt 2, stays: waited for months").click();
    harness.run_steps(3);
    text(&mut harness, "1");
    // Esc asks once before it gives all that up.
    press(&mut harness, Key::Escape);
    harness.get_by_label("Esc again gives up what was decided");
    assert!(harness.state().open && harness.state().picture.asked.is_empty());
    harness.get_by_label("Retire the code afterwards").click();
    harness.run_steps(3);
    harness.get_by_label("Split off 3 excerpts").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    let [Request::Run(Command::SplitCode { code, parts, retire })] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    let coding = |words: &str| {
        let corpus = &harness.state().picture.corpus;
        let all = corpus.documents.iter().flat_map(|d| d.codings.iter().map(move |c| (d, c)));
        let found = all.filter(|(d, c)| c.span.of(&d.text) == Some(words)).map(|(_, c)| c.id);
        found.collect::<Vec<CodingId>>()[0]
    };
    let limbo = CodeTarget::Path(vec!["Time".to_owned(), "limbo".to_owned()]);
    assert_eq!((*code, *retire), (CodeId(2), true));
    assert_eq!(
        *parts,
        [
            (CodeTarget::Id(CodeId(3)), vec![coding("waited for months"), coding("a whole year")]),
            (limbo, vec![coding("the waiting times")]),
        ]
    );
    assert!(!harness.state().open);
}

#[test]
fn a_code_taken_out_of_the_list_opens_its_excerpts_again() {
    let mut harness = stage();
    for name in ["home", "limbo"] {
        text(&mut harness, name);
        press(&mut harness, Key::Enter);
    }
    press(&mut harness, Key::Enter);
    text(&mut harness, "1");
    text(&mut harness, "2");
    harness.get_by_label("Take Home out of the list").click();
    harness.run_steps(3);
    harness.get_by_label("1 decided, 2 open");
    harness.get_by_label("Split off 1 excerpt").click();
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    let [Request::Run(Command::SplitCode { parts, .. })] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(parts.len(), 1);
    assert!(
        matches!(&parts[0], (CodeTarget::Path(path), ids) if path[1] == "limbo" && ids.len() == 1)
    );
}
