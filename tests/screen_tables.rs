//! The tables in the window: every kind is reached, none is wider than a small screen, and the words
//! behind a number are as many as it says.

use crate::screen::{Window, click, sample_window, settle, tabs_stand_apart};
use egui_kittest::kittest::Queryable as _;
use postil::analysis::{CooccurrenceSpec, cooccurrence, together};
use postil::model::{CoderChoice, Filter};

#[test]
fn the_strongest_pair_opens_its_words_on_the_excerpts_page() {
    let (_folder, mut window) = sample_window();
    let corpus = window.state().corpus();
    let filter = Filter { coder: CoderChoice::One(corpus.coders[0].id), ..Filter::default() };
    let spec = CooccurrenceSpec { roll_up: true, filter, ..CooccurrenceSpec::default() };
    let table = cooccurrence(corpus, &spec);
    // A pair that stands in the first rows and columns, so that it is seen without scrolling.
    let (a, b, pair) =
        table.pairs().into_iter().find(|(a, b, _)| *a < 8 && *b < 8).expect("some pair");
    let (one, two) = (&table.codes[a], &table.codes[b]);
    let which =
        postil::analysis::Together { unit: table.unit, roll_up: true, a: one.code, b: two.code };
    let words = together(corpus, &which, &spec.filter).len();
    let cell = format!("{}, {}: {}", one.name, two.name, pair.n12);
    let chip = format!("Remove {} × {}", one.name, two.name);
    let all = postil::analysis::excerpts(corpus, &table.filter).len();
    assert!(words >= 2 && words < all);
    click(&mut window, "Go to Tables");
    click(&mut window, "Together");
    click(&mut window, &cell);
    settle(&mut window);
    let shows = |window: &Window, count: usize| {
        let text = format!("{count} excerpts · ");
        assert!(window.query_all_by_label_contains(&text).next().is_some(), "{text}");
    };
    shows(&window, words);
    // Without the pair, all excerpts of the filter are listed.
    click(&mut window, &chip);
    settle(&mut window);
    shows(&window, all);
}

#[test]
fn every_tab_stands_beside_the_others_on_a_small_screen() {
    let (_folder, mut window) = sample_window();
    click(&mut window, "Go to Tables");
    let tabs =
        ["By groups", "Frequencies", "Together", "By document", "Coverage", "New codes", "Tests"];
    tabs_stand_apart(&mut window, &tabs, "Export…");
}
