//! The charts in the window: every kind is reached, and a mark opens as many excerpts as it says.

use crate::screen::{click, sample_window, settle, tabs_stand_apart};
use egui_kittest::kittest::Queryable as _;
use postil::analysis::{CrosstabSpec, crosstab, role_attribute};
use postil::model::{CoderChoice, Filter};

#[test]
fn a_mark_opens_its_words_on_the_excerpts_page() {
    let (_folder, mut window) = sample_window();
    let corpus = window.state().corpus();
    let filter = Filter { coder: CoderChoice::One(corpus.coders[0].id), ..Filter::default() };
    let by = role_attribute(corpus).into_iter().collect();
    let table = crosstab(corpus, &CrosstabSpec { by, filter, ..CrosstabSpec::default() });
    let (row, group) = (&table.rows[1], &table.groups[0]);
    let cell = &row.cells[0].counts;
    let name = format!(
        "{}, {}: {} of {}",
        row.name, group.label, cell.participants, group.base.participants
    );
    let count = cell.excerpts;
    assert!(count > 1);
    click(&mut window, "Go to Charts");
    click(&mut window, &name);
    settle(&mut window);
    let shown = format!("{count} excerpts · ");
    assert!(window.query_all_by_label_contains(&shown).next().is_some(), "{shown}");
}

#[test]
fn every_chart_stands_beside_the_others_on_a_small_screen() {
    let (_folder, mut window) = sample_window();
    click(&mut window, "Go to Charts");
    let tabs = ["Dots and bars", "Heat map", "Map of codes", "Portraits", "Over time", "New codes"];
    tabs_stand_apart(&mut window, &tabs, "Colours of the file");
    click(&mut window, "Heat map");
    window.get_by_label("Delay, ICTG: 3 of 3");
}

#[test]
fn the_map_and_the_portrait_open_what_they_show() {
    let (_folder, mut window) = sample_window();
    click(&mut window, "Go to Charts");
    click(&mut window, "Map of codes");
    let line = "Life on hold × Emotional toll: 4 pairs of overlapping excerpts";
    click(&mut window, line);
    settle(&mut window);
    let chip = "Remove Life on hold × Emotional toll";
    window.get_by_label(chip);
    click(&mut window, "Go to Charts");
    click(&mut window, "Portraits");
    let mark = window.query_all_by_label_contains("Delay, P01 ¶").next().unwrap();
    mark.click();
    settle(&mut window);
    assert!(window.query_by_label("Charts").is_none(), "the transcript is shown");
}
