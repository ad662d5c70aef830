//! The framework matrix in the window: columns chosen, a cell written beside its excerpts, a link
//! followed, the cell stale and fresh again; by keyboard, across a restart, and after a kill.

use crate::screen::{Window, click, key, settle, type_and_enter, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{CellState, FrameworkCell};
use postil::study::{Study, sample};
use std::path::PathBuf;

fn sample_file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    (folder, path)
}

/// The page with the codes at the top as its columns.
fn matrix(path: PathBuf) -> Window {
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::Num6);
    if window.query_by_label("No columns yet").is_some() {
        window.get_by_label_contains("Codes at the top").click();
        settle(&mut window);
    }
    window
}

/// The name of the first column.
fn first(window: &Window) -> String {
    window.state().corpus().codes.codes()[0].fields.name.clone()
}

fn label(window: &Window, begins: &str) -> String {
    window.get_by_label_contains(begins).accesskit_node().label().unwrap()
}

fn open(window: &mut Window, begins: &str) {
    window.get_by_label_contains(begins).click();
    settle(window);
}

fn written(window: &Window) -> Vec<FrameworkCell> {
    window.state().corpus().framework.to_vec()
}

fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

#[test]
fn a_cell_is_written_beside_its_excerpts_and_goes_stale() {
    let (_folder, path) = sample_file();
    let mut window = matrix(path);
    let name = first(&window);
    let cell = format!("P01, {name}: ");
    assert!(label(&window, &cell).contains(": empty, "), "{}", label(&window, &cell));
    open(&mut window, &cell);
    write(&mut window, "They wait, as in");
    assert!(
        label(&window, &cell).contains("drafted") && label(&window, &cell).contains("not saved")
    );
    assert!(written(&window).is_empty(), "not before it is left");
    // A link to the first excerpt; the keyboard is back in the summary.
    let insert = window.get_all_by_role(Role::Button).find_map(|node| {
        node.accesskit_node().label().filter(|label| label.starts_with("Insert P01 ¶"))
    });
    let insert = insert.unwrap();
    window.get_all_by_label(&insert).next().unwrap().click();
    settle(&mut window);
    write(&mut window, ".");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let link = insert.strip_prefix("Insert ").unwrap().to_owned();
    let cells = written(&window);
    assert_eq!(cells.len(), 1);
    assert_eq!(cells[0].text.summary, format!("They wait, as in {link}."));
    assert_eq!(cells[0].text.state, Some(CellState::Drafted));
    assert!(!cells[0].text.links.is_empty());
    // The next cell is open; nothing was typed there. Back to the first: it is reviewed.
    open(&mut window, &cell);
    click(&mut window, "Reviewed");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(written(&window)[0].text.state, Some(CellState::Reviewed));
    window.get_by_label_contains("1 of ");
    // The link leads into the transcript.
    open(&mut window, &cell);
    click(&mut window, &link);
    let corpus = window.state().corpus();
    let document = corpus.document_named("P01").unwrap().id;
    assert_eq!(window.state().document_read(), Some(document));
    // A code is put on words elsewhere.
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    write(&mut window, "the");
    click(&mut window, "All");
    window.get_by_label_contains("Code ").click();
    settle(&mut window);
    type_and_enter(&mut window, "Delay");
    key(&mut window, Modifiers::COMMAND, Key::Num6);
    assert!(label(&window, &cell).contains("stale: "), "{}", label(&window, &cell));
    assert!(label(&window, &cell).contains(" added"));
    window.get_by_label_contains("cells written, 1 stale");
    // Only what is stale.
    click(&mut window, "Which cells");
    click(&mut window, "stale cells only");
    assert!(window.query_by_label_contains(&format!("P02, {name}: ")).is_none());
    window.get_by_label_contains(&cell);
    // It still holds; undone, it is stale again; the code undone, it is not.
    click(&mut window, "Still holds");
    window.get_by_label_contains("No cell is stale");
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(label(&window, &cell).contains("stale: "));
    key(&mut window, Modifiers::COMMAND, Key::Z);
    click(&mut window, "Which cells");
    click(&mut window, "all cells");
    assert!(!label(&window, &cell).contains("stale"));
    // The steps of the cell itself.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(written(&window)[0].text.state, Some(CellState::Drafted));
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(written(&window).is_empty());
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(written(&window).len(), 1);
}

#[test]
fn cells_are_reached_and_written_without_the_mouse() {
    let (_folder, path) = sample_file();
    let mut window = matrix(path);
    let name = first(&window);
    let second = window.state().corpus().codes.codes().to_vec();
    let second = second.iter().filter(|code| code.parent.is_none()).nth(1).unwrap();
    let second = second.fields.name.clone();
    window.get_by_label_contains(&format!("P01, {name}: ")).focus();
    window.step();
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    key(&mut window, Modifiers::NONE, Key::Enter);
    write(&mut window, "By keyboard");
    key(&mut window, Modifiers::NONE, Key::Escape);
    let cells = written(&window);
    assert_eq!(cells.len(), 1);
    let corpus = window.state().corpus();
    assert_eq!(corpus.participant(cells[0].participant).unwrap().name, "P02");
    assert!(window.query_by_label("Summary").is_none(), "the editor is closed");
    // The cell has the keyboard again.
    key(&mut window, Modifiers::NONE, Key::ArrowLeft);
    key(&mut window, Modifiers::NONE, Key::Enter);
    window.get_by_label(&format!("P02 × {name}"));
    click(&mut window, "Not asked");
    key(&mut window, Modifiers::COMMAND, Key::Num1);
    assert_eq!(written(&window).len(), 2);
    key(&mut window, Modifiers::COMMAND, Key::Num6);
    assert!(label(&window, &format!("P02, {name}: ")).contains("not asked"));
    // Down the column, along the row.
    click(&mut window, &format!("Read down {second}"));
    window.get_by_label_contains(&format!("P02, {second}: "));
    assert!(window.query_by_label_contains(&format!("P02, {name}: ")).is_none());
    click(&mut window, "Along a row");
    window.get_by_label_contains(&format!("P02, {name}: "));
    assert!(window.query_by_label_contains("P03, ").is_none());
}

#[test]
fn columns_and_words_survive_a_restart_and_a_kill() {
    let (_folder, path) = sample_file();
    let mut one = matrix(path.clone());
    let name = first(&one);
    open(&mut one, &format!("P01, {name}: "));
    write(&mut one, "half a thought");
    // Time for the desk; then the window is gone without a word.
    for _ in 0..60 {
        one.step();
    }
    std::mem::forget(one);
    let mut two = matrix(path.clone());
    assert!(two.query_by_label("No columns yet").is_none(), "the columns are those of before");
    assert!(written(&two).is_empty());
    click(&mut two, "Open the cell");
    write(&mut two, "!");
    key(&mut two, Modifiers::NONE, Key::Escape);
    assert_eq!(written(&two)[0].text.summary.len(), "half a thought!".len());
    // As long as a summary can be: written, closed by the keyboard.
    open(&mut two, &format!("P03, {name}: "));
    write(&mut two, &"long summary\n".repeat(7_000));
    key(&mut two, Modifiers::NONE, Key::Escape);
    assert_eq!(written(&two)[1].text.summary.lines().count(), 7_000);
    key(&mut two, Modifiers::COMMAND, Key::Z);
    assert_eq!(written(&two).len(), 1);
    // Too long: it is refused, said, and not lost.
    open(&mut two, &format!("P03, {name}: "));
    write(&mut two, &"long summary\n".repeat(8_000));
    key(&mut two, Modifiers::NONE, Key::Escape);
    two.get_by_label_contains("can have 100000 characters at most");
    assert_eq!(written(&two).len(), 1);
    click(&mut two, "Open the cell");
    click(&mut two, "Take back what was typed");
    key(&mut two, Modifiers::NONE, Key::Escape);
    // Closed while something is typed: it is a step.
    open(&mut two, &format!("P02, {name}: "));
    write(&mut two, "left in a hurry");
    drop(two);
    let study = Study::open(&path, None).unwrap();
    assert_eq!(study.corpus().framework.len(), 2);
    assert_eq!(study.cell_drafts().unwrap(), None);
}
