//! The page used by accessible names: typing, the numbers, the list, choosing, what is asked for.

use super::{State, show};
use crate::analysis::search::Order;
use crate::analysis::{SearchSpec, search};
use crate::model::{DocumentId, Filter, Speech};
use crate::study::{CodeTarget, Command};
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};
use crate::ui::outbox::Request;
use crate::ui::testing::{Picture, small};
use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Page = Harness<'static, (Picture, State)>;

fn page_of(picture: Picture) -> Page {
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let mut harness = Harness::builder()
        .with_size([1_100.0, 700.0])
        .with_step_dt(0.05)
        .with_context_setup(setup)
        .build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (picture, State::default()),
        );
    settle(&mut harness);
    harness
}

fn page() -> Page {
    page_of(Picture::new(small(), false))
}

/// Lets frames pass until the worker has answered.
fn settle(harness: &mut Page) {
    for _ in 0..2_000 {
        harness.run_ok();
        if !harness.state().1.is_working() {
            harness.run_steps(2);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("the search did not end");
}

fn search_for(harness: &mut Page, words: &str) {
    harness.state_mut().1.take_focus();
    harness.run_steps(2);
    harness.event(Event::Text(words.to_owned()));
    settle(harness);
}

fn click(harness: &mut Page, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

/// The hits of the list from the top, as they are read out.
fn listed(harness: &Page) -> Vec<String> {
    let mut all: Vec<(f32, String)> = harness
        .query_all_by_role(Role::ListItem)
        .map(|node| (node.rect().top(), node.accesskit_node().label().unwrap_or_default()))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.into_iter().map(|(_, label)| label).collect()
}

fn asked(harness: &Page) -> &[Request] {
    &harness.state().0.asked
}

#[test]
fn what_is_typed_is_found_and_counted_as_the_analysis_does() {
    let mut harness = page();
    harness.get_by_label("Search all transcripts");
    search_for(&mut harness, "a OR wait*");
    let corpus = harness.state().0.corpus.clone();
    let expected = |speech| {
        let filter = Filter { speech, ..Filter::default() };
        let query = Query::parse("a OR wait*", Letters::Plain).unwrap();
        let (without, limit) = (Vec::new(), usize::MAX);
        let spec = SearchSpec { query, unit: Unit::Turn, filter, without, limit };
        let hits = search(&corpus, &spec);
        (hits.total, hits.documents, hits.participants.len())
    };
    assert_eq!(expected(Speech::Participants), (4, 2, 2));
    harness.get_by_label("4 hits in 2 documents, 2 participants");
    assert_eq!(listed(&harness).len(), 4);
    assert_eq!(
        listed(&harness)[0],
        "We [waited] for months. Then a letter came. It was cold in that house. (P01, LA worker, ¶2)"
    );
    harness.get_by_label_contains("of speakers nobody is mapped to");
    // The interviewer's words, too, and those of the speaker who is not mapped.
    click(&mut harness, "Whose words");
    click(&mut harness, "everything, the interviewer’s words too");
    assert_eq!(expected(Speech::Any), (6, 3, 2));
    harness.get_by_label("6 hits in 3 documents, 2 participants");
}

#[test]
fn the_search_waits_until_typing_rests() {
    let mut harness = page();
    harness.state_mut().1.take_focus();
    harness.run_steps(2);
    harness.event(Event::Text("letter".to_owned()));
    harness.step();
    harness.step();
    assert!(harness.state().1.read.is_none());
    // Enter does not wait.
    harness.key_press(Key::Enter);
    harness.step();
    assert!(harness.state().1.read.is_some());
    settle(&mut harness);
    harness.get_by_label("1 hit in 1 document, 1 participant");
}

#[test]
fn words_that_cannot_be_read_are_refused_beside_the_field() {
    let mut harness = page();
    search_for(&mut harness, "(wait OR");
    let why = Query::parse("(wait OR", Letters::Plain).unwrap_err().to_string();
    harness.get_by_label(&why);
    assert!(harness.query_by_label("List of hits").is_none());
    harness.state_mut().1.take_focus();
    harness.run_steps(2);
    search_for(&mut harness, "(wait* OR letter)");
    assert!(harness.query_by_label(&why).is_none());
    assert_eq!(listed(&harness).len(), 2);
    // As a pattern it means something else.
    search_for(&mut harness, "w.{2}ted|L.tter");
    assert_eq!(listed(&harness).len(), 0);
    harness.get_by_label("These words stand nowhere");
    click(&mut harness, "Pattern");
    assert_eq!(listed(&harness).len(), 2);
    click(&mut harness, "Match case");
    assert_eq!(listed(&harness).len(), 1);
}

#[test]
fn the_filter_says_where_to_look() {
    let mut harness = page();
    search_for(&mut harness, "house OR year");
    assert_eq!(listed(&harness).len(), 3);
    click(&mut harness, "Filter by code");
    harness.get_by_role_and_label(Role::ListBoxOption, "Home").click();
    settle(&mut harness);
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert_eq!(listed(&harness).len(), 1);
    click(&mut harness, "Clear all");
    click(&mut harness, "Filter by document");
    harness.get_by_role_and_label(Role::ListBoxOption, "P02").click();
    settle(&mut harness);
    let only = Filter {
        documents: vec![DocumentId(2)],
        speech: Speech::Participants,
        coder: crate::model::CoderChoice::All,
        ..Filter::default()
    };
    assert_eq!(harness.state().1.asked.filter, only);
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert_eq!(listed(&harness).len(), 2);
}

#[test]
fn a_click_or_enter_reads_the_hit_in_its_transcript() {
    let mut harness = page();
    search_for(&mut harness, "year");
    let second = listed(&harness).pop().unwrap();
    click(&mut harness, &second);
    let corpus = harness.state().0.corpus.clone();
    let [Request::ReadAt(document, span, None)] = asked(&harness) else { panic!() };
    assert_eq!(*document, DocumentId(2));
    let text = &corpus.document(*document).unwrap().text;
    assert_eq!((span.of(text), text.rfind("year")), (Some("year"), Some(span.start() as usize)));
    // From the field: Enter goes to the first one, then round; the arrow leads into the list.
    harness.state_mut().1.cursor = None;
    harness.state_mut().1.take_focus();
    settle(&mut harness);
    for (shift, expected) in [(false, 0), (false, 1), (false, 0), (true, 1)] {
        let modifiers = if shift { Modifiers::SHIFT } else { Modifiers::NONE };
        harness.key_press_modifiers(modifiers, Key::Enter);
        settle(&mut harness);
        assert_eq!(harness.state().1.cursor, Some(expected));
    }
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    harness.key_press(Key::ArrowUp);
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(asked(&harness).len(), 2);
    let Request::ReadAt(_, first, None) = &asked(&harness)[1] else { panic!() };
    assert_eq!(text.find("year"), Some(first.start() as usize));
}

fn ticked(harness: &Page) -> usize {
    let boxes = harness.get_all_by_role(Role::CheckBox);
    let on = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.toggled() == Some(Toggled::True)
            && node.label().is_some_and(|label| label.starts_with("Choose"))
    };
    boxes.filter(on).count()
}

fn tick(harness: &mut Page, nth: usize, shift: bool) {
    let mut boxes: Vec<_> = harness.get_all_by_label_contains("Choose “").collect();
    boxes.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    boxes[nth].click_modifiers(if shift { Modifiers::SHIFT } else { Modifiers::NONE });
    settle(harness);
}

#[test]
fn chosen_hits_get_a_code_in_one_step() {
    let mut harness = page();
    search_for(&mut harness, "a OR months OR was");
    assert_eq!(listed(&harness).len(), 6);
    tick(&mut harness, 1, false);
    tick(&mut harness, 4, true);
    assert_eq!(ticked(&harness), 4);
    tick(&mut harness, 2, false);
    assert_eq!(ticked(&harness), 3);
    // Another order keeps the choice.
    harness.state_mut().1.asked.order = Order::Right;
    settle(&mut harness);
    assert_eq!(ticked(&harness), 3);
    click(&mut harness, "All");
    click(&mut harness, "What is coded");
    click(&mut harness, "their turns");
    click(&mut harness, "Code 6 hits…");
    harness.event(Event::Text("A new one".to_owned()));
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    let [Request::Run(Command::ApplyEverywhere { passages, code })] = asked(&harness) else {
        panic!("{:?}", asked(&harness));
    };
    assert_eq!(*code, CodeTarget::Path(vec!["A new one".to_owned()]));
    let corpus = &harness.state().0.corpus;
    let words: Vec<Vec<&str>> = passages
        .iter()
        .map(|(id, spans)| {
            let text = &corpus.document(*id).unwrap().text;
            spans.iter().map(|span| span.of(text).unwrap()).collect()
        })
        .collect();
    let expected = [
        vec!["We waited for months. Then a letter came. It was cold in that house."],
        vec!["It took a year, a whole year."],
        vec!["The court was slow."],
    ];
    assert_eq!(words, expected);
    click(&mut harness, "None");
    assert_eq!(ticked(&harness), 0);
}

#[test]
fn hits_are_sorted_by_what_stands_beside_them() {
    let mut harness = page();
    search_for(&mut harness, "a");
    let right = |list: Vec<String>| -> Vec<String> {
        let after = |line: &str| line.split("[a] ").nth(1).unwrap()[..6].to_owned();
        list.iter().map(|line| after(line)).collect()
    };
    assert_eq!(right(listed(&harness)), ["letter", "year, ", "whole "]);
    click(&mut harness, "Sort the hits");
    click(&mut harness, "by the words after");
    assert_eq!(right(listed(&harness)), ["letter", "whole ", "year, "]);
}

#[test]
fn a_hundred_thousand_hits_are_scrolled_by_laying_out_the_visible_ones() {
    let mut b = crate::ui::testing::Builder::default();
    let person = crate::model::Voice::Participant(b.person("P01", &[]));
    let turns: Vec<_> = (0..1_000).map(|_| ("P01", person, "wait and wait again")).collect();
    for name in 0..50 {
        b.document(&format!("D{name}"), &turns);
    }
    let mut harness = page_of(Picture::new(b.finish(), false));
    search_for(&mut harness, "wait");
    harness.get_by_label("100,000 hits in 50 documents, 1 participant");
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    harness.key_press(Key::End);
    settle(&mut harness);
    assert_eq!(harness.state().1.cursor, Some(99_999));
    let list = listed(&harness);
    assert!(list.len() < 60, "{} lines are laid out", list.len());
    assert_eq!(list.last().unwrap(), "wait and [wait] again (P01-50, ¶1000)");
}

#[test]
fn a_word_of_the_list_opens_exactly_what_was_counted() {
    let mut harness = page();
    click(&mut harness, "Word list");
    harness.get_by_label_contains(
        "14 different words, said 15 times by 3 participants; 29 own words in all",
    );
    click(&mut harness, "year: 2 times, 68.97 per 1,000, 1 of 3 participants, 1 of 3 documents");
    assert_eq!(harness.state().1.typed.text, "=year");
    harness.get_by_label("2 hits in 1 document, 1 participant");
    // Accents count, as they did there, until something else is typed.
    assert!(harness.state().1.typed.accents);
    harness.state_mut().1.take_focus();
    settle(&mut harness);
    search_for(&mut harness, "we");
    assert!(!harness.state().1.asked.written.accents);
    click(&mut harness, "Word list");
    assert!(harness.query_by_label_contains("a: 3 times").is_none());
    click(&mut harness, "Common words too");
    harness.get_by_label_contains("a: 3 times, 103.45 per 1,000, 2 of 3");
}

#[test]
fn words_near_each_other_are_one_hit_and_codes_can_be_passed_over() {
    let mut harness = page();
    search_for(&mut harness, "waited letter");
    assert_eq!(listed(&harness).len(), 2, "each word by itself");
    click(&mut harness, "Words together in");
    click(&mut harness, "at most 5 words apart, as one hit");
    assert_eq!(listed(&harness).len(), 1);
    assert!(listed(&harness)[0].starts_with("We [waited for months. Then a letter] came"));
    click(&mut harness, "Words together in");
    click(&mut harness, "at most 3 words apart, as one hit");
    assert_eq!(listed(&harness).len(), 0);
    click(&mut harness, "Words together in");
    click(&mut harness, "in one turn");
    assert_eq!(listed(&harness).len(), 2);
    // "waited" stands under Delay, which is under Time.
    click(&mut harness, "Not under a code");
    harness.get_by_role_and_label(Role::ListBoxOption, "Time").click();
    settle(&mut harness);
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert_eq!(listed(&harness).len(), 1);
    assert!(listed(&harness)[0].contains("a [letter] came"));
    click(&mut harness, "Clear all");
    assert_eq!(listed(&harness).len(), 2);
}

#[test]
fn the_word_list_has_columns_and_leaves_as_it_is_counted() {
    let mut harness = page();
    click(&mut harness, "Word list");
    click(&mut harness, "Columns");
    harness.get_by_role_and_label(Role::ListBoxOption, "by role").click();
    settle(&mut harness);
    harness.get_by_label(
        "year: 2 times, 68.97 per 1,000, 1 of 3 participants, 1 of 3 documents; LA worker: 2; \
         Solicitor: 0",
    );
    click(&mut harness, "Export…");
    assert!(matches!(
        asked(&harness).last(),
        Some(Request::Do(crate::ui::action::Action::ExportWords))
    ));
    let spec = harness.state().1.words(&crate::model::CoderChoice::All);
    let corpus = harness.state().0.corpus.clone();
    let words: u64 = spec
        .speech(&corpus)
        .iter()
        .map(|(id, span)| {
            let text = &corpus.document(*id).unwrap().text;
            u64::from(crate::text::words::count_words(span.of(text).unwrap()))
        })
        .sum();
    assert_eq!(words, 29, "all own words are looked through");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.csv");
    crate::ui::work::leaving::export(&corpus, &crate::ui::outbox::Export::Words(spec), &path);
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written.lines().count(), 15, "{written}");
    assert!(written.contains("\nyear,2,"), "{written}");
    assert!(written.lines().next().unwrap().ends_with("Solicitor,\"Solicitor, per 1,000\""));
}

#[test]
fn an_export_is_looked_through_with_its_contexts_and_written_as_it_is_sorted() {
    let mut harness = page();
    search_for(&mut harness, "year");
    harness.state_mut().1.asked.order = Order::Right;
    settle(&mut harness);
    let wanted = harness.state().1.spec().unwrap();
    let corpus = harness.state().0.corpus.clone();
    // Both contexts reach over the whole turn.
    let turn = "It took a year, a whole year.";
    let leaving = wanted.leaving(&corpus);
    assert_eq!(leaving.len(), 2);
    for (id, span) in leaving {
        assert_eq!(span.of(&corpus.document(id).unwrap().text), Some(turn));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hits.csv");
    crate::ui::write_export(&corpus, &crate::ui::outbox::Export::Hits(wanted), &path).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = written.lines().skip(1).collect();
    assert_eq!(lines.len(), 2);
    // Nothing stands after the second one: it comes first.
    assert!(lines[0].contains("It took a year, a whole"), "{written}");
    assert!(lines[1].contains("a whole year."), "{written}");
}
