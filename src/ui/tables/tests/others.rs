//! By document and participant, coverage with its uncoded turns, new codes: by accessible names.

use super::*;
use crate::analysis::{Reading, excerpts, uncoded};
use crate::model::{Approach, CoderChoice, DocumentId, Filter, Span};
use crate::ui::outbox::Export;
use egui::accesskit::Role;

fn opened(tab: &str, corpus: Corpus) -> Tables {
    let mut harness = page_of(corpus);
    harness.get_by_label(tab).click();
    harness.run();
    harness
}

/// Chooses from a drop-down.
fn choose(harness: &mut Tables, list: &str, option: &str) {
    harness.get_by_label(list).click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, option).click();
    harness.run();
}

fn exported(harness: &Tables) -> Export {
    let (picture, state) = harness.state();
    state.export(&picture.corpus, &CoderChoice::All).unwrap()
}

fn shows(harness: &Tables, title: &str) -> usize {
    let (picture, _) = harness.state();
    let Some(Request::ShowExcerpts(filter, said)) = picture.asked.last() else {
        panic!("{:?}", picture.asked);
    };
    assert_eq!(said, title);
    excerpts(&picture.corpus, filter).len()
}

#[test]
fn a_cell_of_a_document_opens_its_excerpts() {
    let mut harness = opened("By document", small());
    harness.get_by_label("FG1, Home: 0").click();
    harness.run();
    assert!(harness.state().0.asked.is_empty(), "nobody of the participants speaks of it");
    harness.get_by_label("P01, Time: 1").click();
    harness.run();
    assert_eq!(shows(&harness, "Time × P01: 1 excerpt"), 1);
    harness.get_by_label("P01, Sum: 2").click();
    harness.run();
    assert_eq!(shows(&harness, "P01: 2 excerpts"), 2);
    choose(&mut harness, "Rows", "participant");
    harness.get_by_label("P03, Time: 1").click();
    harness.run();
    assert_eq!(shows(&harness, "Time × P03: 1 excerpt"), 1);
}

#[test]
fn a_matrix_of_ones_and_zeros_and_of_top_codes() {
    let mut harness = opened("By document", small());
    choose(&mut harness, "Measure", "1 or 0");
    harness.get_by_label("P01, Sum: 3");
    harness.get_by_label("Only top codes").click();
    harness.run();
    assert!(harness.query_by_label("Sort by Delay").is_none());
    harness.get_by_label("Sort by Home").click();
    harness.run();
    harness.get_by_label("Sort by the order of import");
    let Export::Matrix(spec) = exported(&harness) else { panic!("another table") };
    assert!(spec.binary);
    choose(&mut harness, "Measure", "coverage of own speech");
    assert!(harness.query_by_label("Sort by Sum").is_none(), "shares do not add up");
}

#[test]
fn coverage_lists_uncoded_turns_and_leads_to_them() {
    let mut harness = opened("Coverage", small());
    harness.get_by_label("P01, Coded words: 7");
    harness.get_by_label("P01, Uncoded turns: 1").click();
    harness.run();
    assert!(harness.state().0.asked.is_empty(), "the list stands under the table");
    harness.get_by_label("P01: 1 uncoded turn");
    harness.get_by_label("P01 ¶ 3, P01, 4 words: uncoded turn").click();
    harness.run();
    let (picture, _) = harness.state();
    let [Request::ReadAt(document, span, None)] = picture.asked.as_slice() else {
        panic!("{:?}", picture.asked);
    };
    assert_eq!(*document, DocumentId(1));
    assert_eq!(span.of(&picture.corpus.documents[0].text), Some("Nobody called us back."));
    harness.get_by_label("Close the list").click();
    harness.run();
    assert!(harness.query_by_label("Close the list").is_none());
    harness.get_by_label("List 1 uncoded turn").click();
    harness.run();
    harness.get_by_label("all participants: 1 uncoded turn");
}

#[test]
fn coverage_by_an_attribute_opens_the_excerpts_of_the_group() {
    let mut harness = opened("Coverage", small());
    choose(&mut harness, "Rows", "role");
    let (picture, _) = harness.state();
    let by = crate::analysis::CoverageBy::Attribute(AttributeId(1));
    let table = crate::analysis::coverage(&picture.corpus, by, &Filter::default());
    let row = &table.rows[0];
    assert_eq!(row.name, "LA worker");
    let Reading::Share { part, whole } = row.reading() else { panic!("{:?}", row.reading()) };
    let share = super::super::cells::percent(part, whole);
    harness.get_by_label(&format!("LA worker, Coverage: {share}")).click();
    harness.run();
    assert_eq!(shows(&harness, "LA worker: 3 excerpts"), 3);
    let Export::Coverage(asked, _) = exported(&harness) else { panic!("another table") };
    assert_eq!(asked, by);
    let (picture, _) = harness.state();
    let filter = table.row_filter(row).unwrap();
    assert_eq!(uncoded(&picture.corpus, &filter).len() as u64, row.uncoded_turns());
}

#[test]
fn new_codes_open_their_words_and_no_word_says_that_a_study_is_complete() {
    let mut harness = opened("New codes", small());
    harness.get_by_label("P01, New: 2").click();
    harness.run();
    assert_eq!(shows(&harness, "P01: 2 new codes"), 2);
    harness.get_by_label("P02, New: 0");
    // The third interview holds Time alone, which has a code under it.
    harness.get_by_label("gives n/a (2 codes in the base)");
    choose(&mut harness, "Base", "1");
    choose(&mut harness, "Run", "1");
    harness.get_by_label("gives 1+1 (2 codes in the base)");
    harness.get_by_label("P02, Of the base: 0 of 2");
    let said = harness.query_all_by_label_contains("saturated").count();
    assert_eq!(said, 0, "an absence of new codes in one order is all there is");
}

#[test]
fn a_code_that_is_new_alone_opens_without_those_under_it() {
    let mut harness = opened("New codes", small());
    choose(&mut harness, "Which codes", "every code alone");
    harness.get_by_label("FG1, New: 1").click();
    harness.run();
    assert_eq!(shows(&harness, "FG1: 1 new code"), 1);
    // More of Delay in the same interview is no word of Time.
    let mut corpus = small();
    let document = std::sync::Arc::make_mut(&mut corpus.documents[2]);
    let mut coding = document.codings[0].clone();
    let start = document.text.find("court").unwrap();
    coding.span = Span::from_range(start..start + 5).unwrap();
    (coding.id, coding.code) = (crate::model::CodingId(99), CodeId(2));
    document.codings.push(coding);
    document.sort_codings();
    let mut harness = opened("New codes", corpus);
    choose(&mut harness, "Which codes", "every code alone");
    harness.get_by_label("FG1, New: 1").click();
    harness.run();
    assert_eq!(shows(&harness, "FG1: 1 new code"), 1);
}

#[test]
fn the_declared_approach_has_its_say() {
    let mut corpus = small();
    corpus.approach = Approach::Reflexive;
    let mut harness = page_of(corpus);
    let counts = Approach::Reflexive.on_counts().unwrap();
    harness.get_by_label(counts);
    harness.get_by_label("New codes").click();
    harness.run();
    harness.get_by_label(Approach::Reflexive.on_saturation().unwrap());
    harness.get_by_label("Coverage").click();
    harness.run();
    assert!(harness.query_by_label(counts).is_none());
}

#[test]
fn rows_sort_by_how_much_is_uncoded_and_the_list_goes_with_its_table() {
    let mut harness = opened("Coverage", small());
    let places = |harness: &Tables| {
        ["Row P01", "Row P02", "Row FG1"].map(|row| harness.get_by_label(row).rect().top())
    };
    let [p1, p2, group] = places(&harness);
    assert!(p1 < p2 && p2 < group);
    harness.get_by_label("Sort by Coverage").click();
    harness.run();
    // "a whole year" of "It took a year, a whole year." is less than "court was slow" of its turn.
    let [p1, p2, group] = places(&harness);
    assert!(group < p2 && group < p1);
    harness.get_by_label("P01, Uncoded turns: 1").click();
    harness.run();
    harness.get_by_label("Close the list");
    let only = harness.state().0.corpus.documents[1].id;
    harness.state_mut().1.filter.documents = vec![only];
    harness.run();
    assert!(harness.query_by_label("Close the list").is_none());
}

#[test]
fn every_table_is_written_as_it_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = page();
    let tables = [
        ("Together", "Home,1,0,0,"),
        ("By document", "P01,1,1,1,2"),
        ("Coverage", "P02,"),
        ("New codes", "1,P01,2,2,2,"),
    ];
    for (tab, line) in tables {
        harness.get_by_label(tab).click();
        harness.run();
        let path = folder.path().join(format!("{tab}.csv"));
        let corpus = &harness.state().0.corpus;
        crate::ui::write_export(corpus, &exported(&harness), &path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.lines().any(|one| one.starts_with(line)), "{tab}: {text}");
    }
}

#[test]
fn the_list_of_two_codes_is_written_without_the_rest() {
    use crate::analysis::{Together, Unit};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pair.csv");
    let which = Together { unit: Unit::Turn, roll_up: true, a: CodeId(2), b: CodeId(3) };
    let export = Export::Excerpts(Filter::default(), Some(which));
    crate::ui::write_export(&std::sync::Arc::new(small()), &export, &path).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().count(), 3, "a head and two excerpts: {text}");
    assert!(text.contains("waited for months") && text.contains("cold in that house"));
}
