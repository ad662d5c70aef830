//! The page drawn from a small study: findings chosen, kept and replaced by name.

use super::{Replacing, State, show};
use crate::model::{PseudonymKind, Voice};
use crate::study::Command;
use crate::ui::outbox::Request;
use crate::ui::testing::{Builder, Picture};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn drawn() -> Harness<'static, (Picture, State)> {
    let mut b = Builder::default();
    let person = Voice::Participant(b.person("P01", &[]));
    b.document(
        "P01",
        &[
            ("INT", Voice::Interviewer, "Who called?"),
            ("P01", person, "We rang Besnik on 07700 900123, then Besnik came on the M25."),
            ("Sarah", Voice::Unassigned, "And Besnik’s brother, on 3 March 2024."),
        ],
    );
    let state = (Picture::new(b.finish(), false), State::default());
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let size = egui::vec2(1180.0, 700.0);
    let mut harness = Harness::builder().with_size(size).with_context_setup(setup).build_ui_state(
        |ui, state: &mut (Picture, State)| {
            let (picture, page) = state;
            picture.draw(|view, outbox| show(ui, view, page, outbox));
        },
        state,
    );
    // The scan runs on a thread of its own.
    for _ in 0..2_000 {
        harness.step();
        if harness.query_all_by_label_contains("Telephone number").next().is_some() {
            return harness;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("the scan gave nothing");
}

fn listed(harness: &Harness<'_, (Picture, State)>) -> Vec<String> {
    let all = harness.query_all_by_role(Role::ListItem);
    all.filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn findings_stand_by_how_grave_they_are_with_their_places() {
    let mut harness = drawn();
    let names = listed(&harness);
    let words: Vec<&String> = names.iter().filter(|name| !name.starts_with("Read ")).collect();
    assert_eq!(
        words,
        [
            "Telephone number: 07700 900123, 1 place, direct",
            "Speaker’s label: Sarah, 1 place, direct",
            "Date: 3 March 2024, 1 place, indirect",
            "Capitalised word: Besnik, 3 places, review",
        ]
    );
    harness.get_by_label_contains("Besnik, 3 places").click();
    harness.step();
    let names = listed(&harness);
    let places: Vec<&String> = names.iter().filter(|name| name.starts_with("Read ")).collect();
    assert_eq!(places.len(), 3);
    assert!(places[0].starts_with("Read P01, ¶2: "), "{places:?}");
    harness.get_by_label_contains("Read P01, ¶3: ").click();
    harness.step();
    assert!(matches!(harness.state().0.asked[..], [Request::ReadAt(..)]));
    // A kind that is left out is not listed.
    harness.get_by_label("Review 3").click();
    harness.step();
    harness.step();
    assert!(!listed(&harness).iter().any(|name| name.contains("Besnik, 3 places")));
}

#[test]
fn keeping_and_replacing_ask_for_the_right_places() {
    let mut harness = drawn();
    harness.get_by_label_contains("Besnik, 3 places").click();
    harness.step();
    harness.get_by_label("Keep everywhere").click();
    harness.step();
    harness.get_by_label("Keep here").click();
    harness.step();
    let kept: Vec<bool> = harness
        .state()
        .0
        .asked
        .iter()
        .filter_map(|request| match request {
            Request::Run(Command::KeepFindings { findings }) => Some(findings[0].0.is_none()),
            _ => None,
        })
        .collect();
    assert_eq!(kept, [true, false]);
    harness.state_mut().0.asked.clear();
    // A name has no proposal: what stands there has to be typed, brackets are offered.
    harness.get_by_role_and_label(Role::TextInput, "Replace with").click();
    harness.step();
    harness.event(egui::Event::Text("boy".to_owned()));
    harness.step();
    harness.get_by_label("[ ]").click();
    harness.step();
    harness.step();
    harness.get_by_label("Replace everywhere (3)").click();
    harness.step();
    let asked = harness.state().0.asked.clone();
    let [Request::Pseudonymise(Replacing::Words { line, places, everywhere: true })] = &asked[..]
    else {
        panic!("{asked:?}")
    };
    assert_eq!((line.original.as_str(), line.replacement.as_str()), ("Besnik", "[boy]"));
    assert_eq!((line.kind, places.len()), (PseudonymKind::Person, 3));
    harness.state_mut().0.asked.clear();
    harness.get_by_label("Replace here").click();
    harness.step();
    let asked = &harness.state().0.asked;
    let [Request::Pseudonymise(Replacing::Words { places, everywhere: false, .. })] = &asked[..]
    else {
        panic!("{asked:?}")
    };
    assert_eq!(places.len(), 1);
}

#[test]
#[cfg(feature = "encryption")]
fn without_a_key_the_page_says_what_one_is() {
    let mut harness = drawn();
    harness.get_by_role_and_label(Role::Tab, "Pseudonyms").click();
    harness.step();
    harness.get_by_label("The key is not here");
    harness.get_by_label("New key…").click();
    harness.step();
    harness.step();
    harness.get_by_label_contains("There is no recovery");
    assert_eq!(harness.state().1.tab, super::Tab::Pseudonyms);
}
