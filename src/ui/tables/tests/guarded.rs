//! Tables for other readers, and exploratory tests: by accessible names.

use super::*;
use crate::analysis::disclosure::Protection;
use crate::analysis::exploratory::OPENING;
use crate::model::{CoderChoice, Profile, Voice};
use crate::ui::outbox::Export;
use crate::ui::testing::Builder;
use egui::accesskit::Role;

fn choose(harness: &mut Tables, list: &str, option: &str) {
    harness.get_by_label(list).click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, option).click();
    // A worker may be asked now, and its spinner goes on.
    harness.run_steps(4);
}

/// Three nurses of whom two speak of pain, three porters of whom nobody does, and a cook.
fn seven() -> Corpus {
    let mut study = Builder::default();
    study.attributes(&["role", "site"]);
    let pain = study.code("Pain", None);
    let people = ["nurse", "nurse", "nurse", "porter", "porter", "porter", "cook"];
    for (at, role) in people.iter().enumerate() {
        let person = study.person(&format!("P0{}", at + 1), &[role, "north"]);
        let said = if at < 2 { "It hurt so much." } else { "We went on with it." };
        let turns = [("P", Voice::Participant(person), said)];
        let document = study.document(&format!("D0{}", at + 1), &turns);
        if at < 2 {
            study.on(document, "hurt", pain);
        }
    }
    study.finish()
}

fn protection(harness: &Tables) -> Protection {
    let (picture, state) = harness.state();
    match state.export(&picture.corpus, &CoderChoice::All).unwrap() {
        Export::Crosstab(_, protection) | Export::Frequencies(_, protection) => protection,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_table_for_publication_has_no_group_of_one() {
    let mut harness = page_of(seven());
    harness.get_by_label("Pain, cook: 0 of 1");
    harness.get_by_label("Pain, nurse: 2 of 3").click();
    harness.run();
    assert!(!harness.state().0.asked.is_empty());
    choose(&mut harness, "Readers", "publication");
    assert!(harness.query_by_label("Pain, cook: 0 of 1").is_none());
    assert!(harness.query_by_label("Pain, nurse: 2 of 3").is_none(), "a group under five");
    assert_eq!(protection(&harness).profile, Some(Profile::Public));
    choose(&mut harness, "Readers", "myself");
    harness.get_by_label("Pain, nurse: 2 of 3");
    assert_eq!(protection(&harness), Protection::default());
}

#[test]
fn a_table_that_may_not_go_out_says_why() {
    let mut harness = page_of(seven());
    choose(&mut harness, "Columns", "site");
    choose(&mut harness, "Readers", "the supervisor");
    harness.get_by_label("Not for these readers");
    harness.get_by_label_contains("shows no site");
    harness.get_by_label("Show it to myself").click();
    harness.run();
    harness.get_by_label("Pain, north: 2 of 7");
}

#[test]
fn hidden_numbers_of_frequencies_stay_hidden() {
    let mut harness = page_of(seven());
    harness.get_by_label("Frequencies").click();
    harness.run();
    harness.get_by_label("Pain, Excerpts: 2");
    choose(&mut harness, "Readers", "internal use");
    choose(&mut harness, "Hidden numbers", "numbers under 3");
    assert!(harness.query_by_label("Pain, Excerpts: 2").is_none());
    assert_eq!(protection(&harness).suppress, Some(3));
}

#[test]
fn tests_are_off_until_what_they_are_not_was_read() {
    let mut harness = page_of(seven());
    harness.get_by_label("Tests").click();
    harness.run();
    harness.get_by_label("Exploratory tests are off");
    let export = |harness: &Tables| {
        let (picture, state) = harness.state();
        state.export(&picture.corpus, &CoderChoice::All)
    };
    assert!(export(&harness).is_none(), "nothing is shown yet");
    harness.get_by_label(OPENING);
    assert!(harness.query_by_label("Pain, nurse: 2 of 3").is_none());
    harness.get_by_label("Show the tests").click();
    wait(&mut harness, "Pain, nurse: 2 of 3");
    // Three against three cannot fall below .10: said, and no p is shown.
    let said = harness.query_all_by_label_contains("no result can be below .10").count();
    assert_eq!(said, 2, "over the table and under it");
    assert!(harness.query_by_label("Sort by p").is_none());
    harness.get_by_label("Pain, nurse: 2 of 3").click();
    harness.run();
    let asked = &harness.state().0.asked;
    let [Request::ShowExcerpts(filter, title)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(title, "Pain × nurse: 2 excerpts");
    assert_eq!(crate::analysis::excerpts(&harness.state().0.corpus, filter).len(), 2);
    // At the level .10 it can: presence in two of three and in none of three is p = .4.
    choose(&mut harness, "Level", ".10");
    wait(&mut harness, "Pain, p: 0.4000");
    assert!(matches!(export(&harness), Some(Export::Tests(_))));
    harness.get_by_label("Pain, p adjusted: 0.4000");
}

#[test]
fn residuals_stand_behind_the_tests_without_a_p() {
    let mut study = Builder::default();
    study.attributes(&["role"]);
    let (pain, work) = (study.code("Pain", None), study.code("Work", None));
    for (at, role) in ["nurse", "nurse", "nurse", "porter", "porter", "porter"].iter().enumerate() {
        let person = study.person(&format!("P0{}", at + 1), &[role]);
        let turns = [("P", Voice::Participant(person), "It hurt so much and we went on.")];
        let document = study.document(&format!("D0{}", at + 1), &turns);
        if at < 4 {
            study.on(document, "hurt", pain);
        }
        if at > 2 {
            study.on(document, "went on", work);
        }
    }
    let mut harness = page_of(study.finish());
    harness.get_by_label("Tests").click();
    harness.run();
    harness.get_by_label("Show the tests").click();
    wait(&mut harness, "Pain, nurse: 3 of 3");
    choose(&mut harness, "Residuals", "residuals of references");
    // Of 7 references 3 + 1 are of pain, 0 + 3 of work: (3 - 12/7) / sqrt(12/7 · 3/7 · 4/7) = 1.98.
    let found = "Pain, nurse: 2.0";
    wait(&mut harness, found);
    harness.get_by_label("Work, nurse: −2.0");
    assert!(harness.query_all_by_label_contains("no p").count() > 0);
    let (picture, state) = harness.state();
    let Some(Export::Tests(spec)) = state.export(&picture.corpus, &CoderChoice::All) else {
        panic!("another table");
    };
    assert!(spec.residuals, "what is seen goes out");
    let part = state.parts.get(Kind::Tests).unwrap();
    // Behind two groups and one difference: three against three are not tested.
    let expected = (3.0 - 12.0 / 7.0) / (12.0 / 7.0 * 3.0 / 7.0 * 4.0 / 7.0_f64).sqrt();
    let sorted = part.sort_value(0, 3).unwrap();
    assert!((sorted - expected).abs() < 1e-9, "{sorted} {expected}");
}

/// Until a worker has answered.
fn wait(harness: &mut Tables, label: &str) {
    for _ in 0..500 {
        harness.run_steps(1);
        if harness.query_by_label(label).is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("{label} does not come");
}
