//! The filter as a sentence in the window: conditions by typing, as a whole sentence, kept by name; the
//! tables follow the same filter.

use crate::screen::{Window, click, key, sample_window, settle, type_and_enter};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use postil::analysis::{excerpts, sentence};
use postil::model::{CoderChoice, Filter};

/// How many excerpts of the only coder a sentence should leave.
fn expected(window: &Window, text: &str) -> usize {
    let corpus = window.state().corpus();
    let condition = Some(sentence::parse(corpus, text).unwrap());
    let coder = CoderChoice::One(corpus.coders[0].id);
    excerpts(corpus, &Filter { condition, coder, ..Filter::default() }).len()
}

fn shows(window: &Window, count: usize) {
    let text = format!("{count} excerpts");
    assert!(window.query_all_by_label_contains(&text).next().is_some(), "{text}");
}

fn typed(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

#[test]
fn conditions_are_typed_turned_round_and_kept() {
    let (_folder, mut window) = sample_window();
    click(&mut window, "Go to Excerpts");
    let overlapping = expected(&window, "overlaps Surveillance");
    let other = expected(&window, "not overlaps Surveillance");
    assert!(overlapping > 0 && other > 0 && overlapping != other);
    click(&mut window, "Filter by condition");
    type_and_enter(&mut window, "overlaps surv");
    window.get_by_label("Remove overlaps Surveillance");
    shows(&window, overlapping);
    click(&mut window, "Filter by condition");
    click(&mut window, "Turn the last one round (not)");
    window.get_by_label("Remove not overlaps Surveillance");
    shows(&window, other);
    // As a whole sentence; what cannot be read yet changes nothing.
    click(&mut window, "Filter by condition");
    click(&mut window, "Write it as a sentence…");
    settle(&mut window);
    key(&mut window, Modifiers::COMMAND, Key::A);
    typed(
        &mut window,
        "is Delay and (within 5 turns of Surveillance or overlaps \"Stalled proceedings\"",
    );
    window.get_by_label_contains("this bracket is not closed");
    typed(&mut window, ")");
    let text = "is Delay and (within 5 turns of Surveillance or overlaps \"Stalled proceedings\")";
    let both = expected(&window, text);
    assert!(both > 0);
    click(&mut window, "Done");
    shows(&window, both);
    // Kept by name, cleared, taken up again.
    click(&mut window, "Saved filters");
    click(&mut window, "Save this filter…");
    settle(&mut window);
    typed(&mut window, "Waiting and watching");
    click(&mut window, "Save");
    assert_eq!(window.state().corpus().filters[0].name, "Waiting and watching");
    click(&mut window, "Clear all");
    shows(&window, expected(&window, "not (is Delay and not is Delay)"));
    click(&mut window, "Saved filters");
    click(&mut window, "Waiting and watching");
    shows(&window, both);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(window.state().corpus().filters.is_empty());
}
