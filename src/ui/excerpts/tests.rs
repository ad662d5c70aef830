//! The page used by accessible names: filter, groups, keys, the way into the transcript.

use super::{Grouping, State, show};
use crate::model::{CodeId, Filter, Flag, ParticipantId, Speech};
use crate::study::Command;
use crate::ui::outbox::{Page, Request};
use crate::ui::testing::{Picture, small};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Page1 = Harness<'static, (Picture, State)>;

fn page() -> Page1 {
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let mut harness =
        Harness::builder().with_size([1_100.0, 900.0]).with_context_setup(setup).build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (Picture::new(small(), false), State::default()),
        );
    harness.run();
    harness
}

fn cards(harness: &Page1) -> usize {
    harness.get_all_by_label("Remove this coding").count()
}

#[test]
fn a_code_is_chosen_by_typing_and_taken_away_again() {
    let mut harness = page();
    assert_eq!(cards(&harness), 6);
    harness.get_by_label("Filter by code").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, "Delay").click();
    harness.run();
    assert_eq!(harness.state().1.filter.codes, [CodeId(2)]);
    assert_eq!(cards(&harness), 3);
    // The list stays open for more; what the keys do there is not for the page.
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().1.filter.codes.len(), 2);
    assert!(harness.state().0.asked.is_empty());
    harness.key_press(Key::Escape);
    harness.run();
    harness.get_by_label("Remove code Home").click();
    harness.run();
    harness.get_by_label("Remove code Delay").click();
    harness.run();
    assert_eq!(cards(&harness), 6);
}

#[test]
fn the_line_says_what_counts_for_nobody() {
    let mut harness = page();
    harness.get_by_label("6 excerpts · 3 participants · 3 documents");
    harness.get_by_label_contains("Of these, 1 only in the interviewer's words, 1 from speakers");
    harness.state_mut().1.filter.speech = Speech::Participants;
    harness.run();
    harness.get_by_label("4 excerpts · 3 participants · 3 documents");
    harness.get_by_label_contains("Not listed: 1 only in the interviewer's words");
}

#[test]
fn one_click_reads_in_context() {
    let mut harness = page();
    harness.get_by_label_contains("Delay (P01, LA worker, ¶2)").click();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let corpus = harness.state().0.corpus.clone();
    let [Request::ReadAt(document, span, Some(_))] = harness.state().0.asked.as_slice() else {
        panic!("{:?}", harness.state().0.asked);
    };
    let document = corpus.document(*document).unwrap();
    assert_eq!(span.of(&document.text), Some("waited for months"));
    harness.get_all_by_label("Read in context").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().0.asked.len(), 2);
}

#[test]
fn groups_have_heads_and_what_two_say_stands_under_both() {
    let mut harness = page();
    harness.get_by_label("Time/Delay: 3 excerpts");
    harness.state_mut().1.grouping = Grouping::Participant;
    harness.run();
    harness.get_by_label("P01, LA worker: 2 excerpts");
    harness.get_by_label("No participant: 2 excerpts");
    harness.state_mut().1.grouping = Grouping::Document;
    harness.run();
    harness.get_by_label("FG1: 2 excerpts");
}

#[test]
fn the_arrows_move_through_the_list() {
    let mut harness = page();
    let chosen = |harness: &Page1| -> String {
        let node = harness
            .get_all_by_role(egui::accesskit::Role::ListItem)
            .find(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True));
        node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    };
    for expected in
        ["Time (P03, ", "Time/Delay (P01, Interviewer", "Time/Delay (P01, LA worker, ¶2"]
    {
        harness.key_press(Key::ArrowDown);
        harness.run();
        let got = chosen(&harness);
        assert!(got.starts_with(expected), "{got} does not begin with {expected}");
    }
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::Enter);
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::ReadAt(..)]));
}

#[test]
fn a_card_is_recoded_commented_on_and_removed_without_a_question() {
    let mut harness = page();
    harness.state_mut().1.filter.participants = vec![ParticipantId(3)];
    harness.run();
    assert_eq!(cards(&harness), 1);
    harness.get_by_label("Change the code").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, "Home").click();
    harness.run();
    harness.get_by_label("Comment").click();
    harness.run();
    harness.get_by_label("Comment text").type_text("slow");
    harness.run();
    harness.get_by_label("Save comment").click();
    harness.run();
    harness.get_by_label("Remove this coding").click();
    harness.run();
    let asked = &harness.state().0.asked;
    assert!(matches!(&asked[0], Request::Run(Command::RecodeCodings { .. })), "{asked:?}");
    assert!(matches!(&asked[1], Request::Run(Command::Comment { memo, .. }) if memo == "slow"));
    assert!(
        matches!(&asked[2], Request::Run(Command::RemoveCodings { codings }) if codings.len() == 1)
    );
}

/// Clicks the nth card with modifiers.
fn click_card(harness: &mut Page1, nth: usize, modifiers: Modifiers) {
    let mut cards: Vec<_> = harness.get_all_by_role(egui::accesskit::Role::ListItem).collect();
    cards.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    cards[nth].click_modifiers(modifiers);
    harness.run();
}

fn last_step(harness: &Page1) -> &Command {
    match harness.state().0.asked.last() {
        Some(Request::Run(command)) => command,
        other => panic!("{other:?}"),
    }
}

#[test]
fn several_excerpts_are_chosen_and_changed_as_one_step() {
    let mut harness = page();
    click_card(&mut harness, 0, Modifiers::NONE);
    assert!(harness.query_by_label("Let go").is_none(), "one is looked at, none chosen");
    click_card(&mut harness, 2, Modifiers::COMMAND);
    harness.get_by_label("2 excerpts chosen");
    click_card(&mut harness, 3, Modifiers::COMMAND);
    click_card(&mut harness, 2, Modifiers::COMMAND);
    harness.get_by_label("2 excerpts chosen");
    // In the order of the codebook: Time, three of Delay, two of Home.
    let ids = |at: &[usize]| -> Vec<crate::model::CodingId> {
        let (_, answer) = harness.state().1.answers.get().unwrap();
        let rows: Vec<u32> = answer
            .listing
            .rows
            .iter()
            .filter_map(|row| match row {
                super::listing::Row::Excerpt(at) => Some(*at),
                super::listing::Row::Head { .. } => None,
            })
            .collect();
        let mut ids: Vec<_> = at.iter().map(|at| answer.listing.ids[rows[*at] as usize]).collect();
        ids.sort_unstable();
        ids
    };
    let (two, last_three) = (ids(&[0, 3]), ids(&[3, 4, 5]));
    harness.get_by_label("Change their code").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, "Home").click();
    harness.run();
    let Command::RecodeCodings { codings, .. } = last_step(&harness) else { panic!() };
    let mut recoded = codings.clone();
    recoded.sort_unstable();
    assert_eq!(recoded, two);
    harness.get_by_label("Mark them").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, "key quote").click();
    harness.run();
    assert!(matches!(
        last_step(&harness),
        Command::FlagCodings { codings, flag: Flag::Key, on: true } if codings.len() == 2
    ));
    click_card(&mut harness, 3, Modifiers::NONE);
    click_card(&mut harness, 5, Modifiers::SHIFT);
    harness.get_by_label("3 excerpts chosen");
    harness.get_by_label("Remove").click();
    harness.run();
    let Command::RemoveCodings { codings } = last_step(&harness) else { panic!() };
    let mut removed = codings.clone();
    removed.sort_unstable();
    assert_eq!(removed, last_three);
    harness.get_by_label("Let go").click();
    harness.run();
    assert!(harness.query_by_label("Let go").is_none());
}

#[test]
fn the_keyboard_chooses_several_too() {
    let mut harness = page();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    harness.get_by_label("3 excerpts chosen");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    harness.run();
    harness.get_by_label("2 excerpts chosen");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    harness.get_by_label("3 excerpts chosen");
    harness.key_press_modifiers(Modifiers::ALT, Key::U);
    harness.run();
    assert!(matches!(
        last_step(&harness),
        Command::FlagCodings { codings, flag: Flag::Uncertain, on: true } if codings.len() == 3
    ));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.get_by_label("6 excerpts chosen");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("6 excerpts chosen").is_none());
    // Without a choice it is the one the keyboard is on.
    harness.key_press_modifiers(Modifiers::ALT, Key::K);
    harness.run();
    assert!(matches!(
        last_step(&harness),
        Command::FlagCodings { codings, flag: Flag::Key, .. } if codings.len() == 1
    ));
}

#[test]
fn the_list_is_sorted_at_will() {
    let mut harness = page();
    harness.state_mut().1.grouping = Grouping::None;
    harness.run();
    let codes = |harness: &Page1| -> Vec<String> {
        let mut cards: Vec<(f32, String)> = harness
            .get_all_by_role(egui::accesskit::Role::ListItem)
            .map(|node| (node.rect().top(), node.accesskit_node().label().unwrap_or_default()))
            .collect();
        cards.sort_by(|a, b| a.0.total_cmp(&b.0));
        let name = |label: &str| label.split(" (").next().unwrap_or_default().to_owned();
        cards.iter().map(|(_, label)| name(label)).collect()
    };
    let (time, delay, home) = ("Time", "Time/Delay", "Home");
    assert_eq!(codes(&harness), [delay, delay, home, delay, time, home]);
    harness.get_by_label("Sort the list").click();
    harness.run();
    let option = "sorted by code";
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, option).click();
    harness.run();
    assert_eq!(codes(&harness), [time, delay, delay, delay, home, home]);
    harness.state_mut().1.sorting = super::Sorting::Participant;
    harness.run();
    assert_eq!(codes(&harness), [delay, home, delay, time, delay, home], "nobody’s come last");
    harness.state_mut().1.sorting = super::Sorting::Longest;
    harness.run();
    // "Home is not a house", "cold in that house", "waited for months", …
    assert_eq!(codes(&harness)[..3], [home, home, delay]);
}

#[test]
fn the_turns_around_are_shown_on_request() {
    let mut harness = page();
    harness.state_mut().1.filter.participants = vec![ParticipantId(1)];
    harness.run();
    assert!(harness.query_by_label_contains("Nobody called us back").is_none());
    harness.get_all_by_label("Show what stands around it").next().unwrap().click();
    harness.run();
    harness.get_by_label_contains("Nobody called us back");
}

#[test]
fn a_cell_of_a_table_is_named_until_the_question_changes() {
    let mut harness = page();
    let filter = Filter { codes: vec![CodeId(2)], ..Filter::default() };
    harness.state_mut().1.open_with(filter, Some("Delay × LA worker: 2 excerpts".to_owned()));
    harness.run();
    harness.get_by_label("Delay × LA worker: 2 excerpts");
    harness.get_by_label("Back to the table").click();
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::Go(Page::Tables)]));
    harness.get_by_label("Remove code Delay").click();
    harness.run();
    assert!(harness.query_by_label("Delay × LA worker: 2 excerpts").is_none());
    assert_eq!(cards(&harness), 6);
}
