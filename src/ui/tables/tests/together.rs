//! Codes by codes: cells open the words of both codes, and exactly those.

use super::*;
use crate::analysis::{Unit, excerpts, together};
use crate::model::{CoderChoice, Voice};

/// Delay and Home on the same words once, Waiting (under Delay) on Home's words twice, and an overlap
/// in the interviewer's words, which counts for nobody.
fn overlapping() -> Corpus {
    let mut b = Builder::default();
    let p1 = b.person("P01", &[]);
    let delay = b.code("Delay", None);
    let waiting = b.code("Waiting", Some(delay));
    let home = b.code("Home", None);
    let says = Voice::Participant(p1);
    let at = b.document(
        "P01",
        &[
            ("INT", Voice::Interviewer, "Was the house late?"),
            ("P01", says, "We waited months for a house. It was cold."),
            ("P01", says, "Then it took a year."),
        ],
    );
    b.on(at, "house late", delay);
    b.on(at, "house late", home);
    b.on(at, "months for a house. It was cold", home);
    b.on(at, "for a house", delay);
    b.on(at, "waited months", waiting);
    b.on(at, "was cold", waiting);
    b.on(at, "took a year", delay);
    b.finish()
}

fn opened() -> Tables {
    let mut harness = page_of(overlapping());
    harness.get_by_label("Together").click();
    harness.run();
    harness
}

#[test]
fn a_click_on_two_codes_opens_what_overlaps_and_nothing_else() {
    let mut harness = opened();
    // Three excerpts under Delay overlap the one of Home.
    harness.get_by_label("Delay, Home: 3").click();
    harness.run();
    let (picture, _) = harness.state();
    let [Request::ShowTogether(which, filter, title)] = picture.asked.as_slice() else {
        panic!("{:?}", picture.asked);
    };
    assert_eq!(title, "Delay × Home: 3 pairs of overlapping excerpts");
    let list = together(&picture.corpus, which, filter);
    let text = &picture.corpus.documents[0].text;
    let words: Vec<&str> = list.iter().filter_map(|one| one.span.of(text)).collect();
    assert_eq!(
        words,
        ["waited months", "months for a house. It was cold", "for a house", "was cold"]
    );
}

#[test]
fn a_code_and_one_under_it_are_no_pair_and_marks_are_explained() {
    let harness = opened();
    let why = "one of the codes lies under the other and counts with it";
    harness.get_by_label(&format!("Delay, Waiting: not applicable, {why}"));
    harness.get_by_label("Delay, Delay: the code with itself");
    harness.get_by_label("c out of range");
    // Three pairs of four and one excerpts: c would be 3 of 2.
    assert!(harness.query_all_by_label_contains("c is out of range (above 1) in").next().is_some());
}

#[test]
fn every_code_alone_and_other_units_are_asked_anew() {
    let mut harness = opened();
    harness.get_by_label("How codes count").click();
    harness.run();
    let option = egui::accesskit::Role::ListBoxOption;
    harness.get_by_role_and_label(option, "every code alone").click();
    harness.run();
    harness.get_by_label("Delay, Home: 1");
    harness.get_by_label("Waiting, Home: 2");
    harness.get_by_label("What they share").click();
    harness.run();
    harness.get_by_role_and_label(option, Unit::Turn.label()).click();
    harness.run();
    harness.get_by_label("Delay, Turns: 2");
    harness.get_by_label("Waiting, Home: 1").click();
    harness.run();
    let asked = &harness.state().0.asked;
    let [Request::ShowTogether(which, _, title)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((which.unit, which.roll_up), (Unit::Turn, false));
    assert_eq!(title, "Waiting × Home: 1 turn with both");
}

#[test]
fn what_a_code_has_opens_its_own_excerpts() {
    let mut harness = opened();
    harness.get_by_label("How codes count").click();
    harness.run();
    let option = egui::accesskit::Role::ListBoxOption;
    harness.get_by_role_and_label(option, "every code alone").click();
    harness.run();
    harness.get_by_label("Delay, Excerpts: 2").click();
    harness.run();
    let (picture, _) = harness.state();
    let [Request::ShowExcerpts(filter, title)] = picture.asked.as_slice() else {
        panic!("{:?}", picture.asked);
    };
    assert_eq!(title, "Delay: 2 excerpts");
    assert_eq!(excerpts(&picture.corpus, filter).len(), 2);
}

#[test]
fn columns_follow_the_rows_and_the_table_goes_out_as_it_is_seen() {
    let mut harness = opened();
    harness.get_by_label("Sort by Waiting");
    harness.get_by_label("Row Delay").click();
    harness.run();
    assert!(harness.query_by_label("Sort by Waiting").is_none());
    harness.get_by_label("Sort by Home").click();
    harness.run();
    harness.get_by_label("Delay, Home: 3");
    let (picture, state) = harness.state();
    let export = state.export(&picture.corpus, &CoderChoice::All).unwrap();
    let crate::ui::outbox::Export::Together(spec) = export else { panic!("{export:?}") };
    assert!(spec.roll_up && spec.unit == Unit::Overlap);
}
