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

/// What was put on the clipboard last, by line.
fn copied(harness: &Tables) -> Vec<String> {
    let asked = harness.state().0.asked.iter().rev();
    let text = asked.clone().find_map(|request| match request {
        Request::Copy(text) => Some(text.clone()),
        _ => None,
    });
    text.unwrap_or_else(|| panic!("{:?}", harness.state().0.asked))
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_table_is_copied_as_it_is_seen_with_what_is_under_it() {
    let mut harness = page();
    harness.get_by_label("Time, LA worker: 2 of 2").focus();
    harness.run();
    harness.event(egui::Event::Copy);
    harness.run();
    let lines = copied(&harness);
    assert_eq!(lines[0], "Code\tLA worker\tSolicitor\tNot mapped\tAll");
    assert_eq!(lines[1], "Participants\t2\t1\t–\t3");
    assert_eq!(lines[5], "Time\t2 of 2\t1 of 1\tn/a\t3 of 3");
    assert_eq!(lines[6], "\u{a0}\u{a0}Delay\t2 of 2\t0 of 1\tn/a\t2 of 3");
    assert_eq!((lines.len(), lines[8].as_str()), (8 + 1 + notes(&harness).len(), ""));
    assert_eq!(lines[9..], notes(&harness));
    // Another measure, sorted, one row hidden: what is copied follows.
    harness.state_mut().1.measure = Measure::Excerpts;
    harness.state_mut().1.filter.codes = vec![CodeId(1)];
    harness.run();
    harness.get_by_label("Sort by LA worker").click();
    harness.run();
    harness.get_by_label("Sort by LA worker").click();
    harness.run();
    harness.state_mut().1.copy();
    harness.run();
    let lines = copied(&harness);
    assert_eq!(lines[5..7], ["Time\t2\t1\t0\t3", "Time / Delay\t2\t0\t0\t2"]);
}

fn notes(harness: &Tables) -> Vec<String> {
    super::foot::notes(&harness.state().1).unwrap()
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

/// Many codes, so that the last one is far below the window.
fn tall() -> Corpus {
    let mut b = Builder::default();
    let p1 = b.person("P01", &[]);
    let codes: Vec<CodeId> = (1..=120).map(|n| b.code(&format!("Code {n:03}"), None)).collect();
    let voice = crate::model::Voice::Participant(p1);
    let document = b.document("P01", &[("P01", voice, "We waited for months.")]);
    for code in codes {
        b.on(document, "waited", code);
    }
    b.finish()
}

#[test]
fn the_keyboard_is_not_lost_on_the_way_to_a_cell_that_is_not_seen() {
    let mut harness = page_of(tall());
    harness.get_by_label("Code 001, All participants: 1 of 1").focus();
    harness.run();
    for _ in 0..10 {
        harness.key_press(Key::PageDown);
        harness.run();
    }
    assert!(harness.query_by_label("Row Code 001").is_none(), "it is scrolled away");
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let asked = &harness.state().0.asked;
    let [Request::ShowExcerpts(_, title)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(title, "Code 119 × All participants: 1 excerpt from 1 participant");
}

#[test]
fn a_code_made_later_is_not_available_and_says_why() {
    let mut corpus = small();
    let dated = corpus.codes.codes().iter().map(|code| crate::model::Code {
        created_at: format!("1970-01-0{}T00:00:00Z", code.id.0),
        ..code.clone()
    });
    corpus.codes = std::sync::Arc::new(crate::model::CodeTree::new(dated.collect()));
    for document in &mut corpus.documents {
        for coding in &mut std::sync::Arc::make_mut(document).codings {
            // The second day: before "Home" was made.
            coding.made_ms = 86_400_000;
        }
    }
    let harness = page_of(corpus);
    harness.get_by_label("Home, LA worker: 1 of 2");
    harness.get_by_label("Home, Solicitor: 0 of 1");
    let mut harness = harness;
    harness.state_mut().1.filter.documents = vec![crate::model::DocumentId(2)];
    harness.run();
    let why = crate::analysis::Undefined::NotLookedFor.reason();
    harness.get_by_label(&format!("Home, LA worker: not applicable, {why}"));
    harness.get_by_label("Delay, LA worker: 1 of 1");
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
