//! The page used by accessible names: cells open their excerpts, heads sort, rows fold.

mod guarded;
mod others;
mod together;

use super::{Kind, State, show};
use crate::analysis::{Measure, Percent};
use crate::model::{AttributeId, CodeId, Corpus, Speech};
use crate::ui::outbox::{Page, Request};
use crate::ui::testing::{Builder, Picture, small};
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

type Tables = Harness<'static, (Picture, State)>;

fn page_of(corpus: Corpus) -> Tables {
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let mut harness =
        Harness::builder().with_size([1_200.0, 800.0]).with_context_setup(setup).build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (Picture::new(corpus, false), State::default()),
        );
    harness.run();
    harness
}

fn page() -> Tables {
    page_of(small())
}

/// Names of the rows from top to bottom.
fn rows(harness: &Tables) -> Vec<String> {
    let mut found: Vec<(f32, String)> = ["Row Time", "Row Delay", "Row Home"]
        .into_iter()
        .filter_map(|name| {
            let node = harness.query_by_label(name)?;
            Some((node.rect().top(), name.trim_start_matches("Row ").to_owned()))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn a_click_on_a_cell_opens_exactly_its_excerpts() {
    let mut harness = page();
    harness.get_by_label("Delay, LA worker: 2 of 2").click();
    harness.run();
    let (picture, _) = harness.state();
    let [Request::ShowExcerpts(filter, title)] = picture.asked.as_slice() else {
        panic!("{:?}", picture.asked);
    };
    assert_eq!(title, "Delay × LA worker: 2 excerpts from 2 participants");
    assert_eq!(
        (filter.codes.as_slice(), filter.speech),
        ([CodeId(2)].as_slice(), Speech::Participants)
    );
    assert_eq!(crate::analysis::excerpts(&picture.corpus, filter).len(), 2);
}

#[test]
fn zeros_dashes_and_nobody_are_three_things() {
    let mut harness = page();
    harness.get_by_label("Home, Solicitor: 0 of 1").click();
    harness.run();
    assert!(harness.state().0.asked.is_empty(), "nothing stands behind a zero");
    harness.get_by_label("Home, Not mapped: not applicable, nobody is mapped to this speech");
    let only = harness.state().0.corpus.documents[1].id;
    harness.state_mut().1.filter.documents = vec![only];
    harness.run();
    harness.get_by_label("Delay, Solicitor: no participant");
}

#[test]
fn another_measure_and_shares_keep_small_wholes_as_fractions() {
    let mut harness = page();
    harness.state_mut().1.measure = Measure::Excerpts;
    harness.run();
    harness.get_by_label("Time, LA worker: 2");
    harness.state_mut().1.percent = Percent::Row;
    harness.run();
    harness.get_by_label("Time, LA worker: 2 of 3");
    harness.get_by_label("Time, All: not applicable, this column is not part of the whole");
}

#[test]
fn heads_sort_and_rows_fold() {
    let mut harness = page();
    assert_eq!(rows(&harness), ["Time", "Delay", "Home"]);
    harness.get_by_label("Row Time").click();
    harness.run();
    assert_eq!(rows(&harness), ["Time", "Home"]);
    harness.get_by_label("Row Time").click();
    harness.get_by_label("Sort by All").click();
    harness.run();
    assert_eq!(rows(&harness), ["Time", "Delay", "Home"]);
    harness.get_by_label("Sort by All").click();
    harness.run();
    assert_eq!(rows(&harness), ["Home", "Delay", "Time"]);
    harness.get_by_label("Sort by the order of the codebook").click();
    harness.run();
    harness.get_by_label("Only top codes").click();
    harness.run();
    assert_eq!(rows(&harness), ["Time", "Home"]);
}

#[test]
fn the_keyboard_moves_from_cell_to_cell() {
    let mut harness = page();
    harness.get_by_label("Time, LA worker: 2 of 2").focus();
    harness.run();
    for key in [Key::ArrowDown, Key::ArrowRight, Key::ArrowRight, Key::ArrowRight, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    let asked = &harness.state().0.asked;
    let [Request::ShowExcerpts(_, title)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(title, "Delay: 2 excerpts from 2 participants");
}

#[test]
fn a_second_attribute_nests_columns() {
    let mut harness = page();
    harness.state_mut().1.by = [None, Some(AttributeId(2))];
    harness.run();
    harness.get_by_label("Sort by South");
    assert_eq!(harness.state().1.spec(&small()).by, [AttributeId(1), AttributeId(2)]);
    harness.get_by_label("Columns").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, "no attribute").click();
    harness.run();
    assert!(harness.state().1.spec(&small()).by.is_empty());
    harness.get_by_label("Sort by All participants");
}

#[test]
fn frequencies_open_their_excerpts_too() {
    let mut harness = page();
    harness.state_mut().1.kind = Kind::Frequencies;
    harness.run();
    harness.get_by_label("Time, Not counted: 1");
    harness.get_by_label("Time, Excerpts: 3").click();
    harness.run();
    let asked = &harness.state().0.asked;
    let [Request::ShowExcerpts(_, title)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(title, "Time: 3 excerpts from 3 participants");
}

#[test]
fn an_empty_study_says_what_to_do() {
    let mut harness = page_of(Builder::default().finish());
    harness.get_by_label("Nothing to count yet");
    harness.get_by_label("Go to Read").click();
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::Go(Page::Read)]));
    let mut corpus = small();
    corpus.attributes = Vec::new().into();
    let mut harness = page_of(corpus);
    harness.get_by_label("Import a participants table in People").click();
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::Go(Page::People)]));
}
