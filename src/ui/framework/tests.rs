//! The page used by accessible names: what it asks for, what it says when there is nothing, and that
//! only what is seen is drawn.

use super::{Looking, State, show};
use crate::model::{
    Approach, CellId, CellState, CellText, CodeId, CoderId, Corpus, FrameworkCell, FrameworkColumn,
    Guid, ParticipantId, Voice,
};
use crate::study::Command;
use crate::ui::outbox::{Page, Request};
use crate::ui::testing::{Builder, Picture, small};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Shown = Harness<'static, (Picture, State)>;

fn page(corpus: Corpus, columns: &[i64]) -> Shown {
    let setup = |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::light().apply(ctx);
    };
    let mut state = State::default();
    state.chosen.columns = columns.iter().map(|id| FrameworkColumn::Code(CodeId(*id))).collect();
    let mut harness =
        Harness::builder().with_size([1_208.0, 760.0]).with_context_setup(setup).build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (Picture::new(corpus, false), state),
        );
    harness.run();
    harness
}

fn asked(harness: &Shown) -> Vec<&Command> {
    let requests = harness.state().0.asked.iter();
    let commands = requests.filter_map(|request| match request {
        Request::Run(command) => Some(command),
        _ => None,
    });
    commands.collect()
}

fn click(harness: &mut Shown, label: &str) {
    harness.get_by_label_contains(label).click();
    harness.run();
}

fn cell(who: i64, code: i64, state: CellState, summary: &str) -> FrameworkCell {
    FrameworkCell {
        id: CellId(who * 100 + code),
        guid: Guid::new(),
        participant: ParticipantId(who),
        column: FrameworkColumn::Code(CodeId(code)),
        text: CellText {
            state: Some(state),
            summary: summary.to_owned(),
            links: Vec::new(),
            seen: "1".to_owned(),
        },
        coder: CoderId(1),
        edited_at: "2026-11-01T10:00:00Z".to_owned(),
    }
}

#[test]
fn where_there_is_nothing_the_page_says_what_to_do() {
    let mut nobody = small();
    nobody.participants = Vec::new().into();
    let mut harness = page(nobody, &[1]);
    click(&mut harness, "Go to People");
    assert!(matches!(harness.state().0.asked.last(), Some(Request::Go(Page::People))));
    let mut nothing = small();
    nothing.codes = std::sync::Arc::default();
    nothing.approach = Approach::Framework;
    let mut harness = page(nothing, &[]);
    click(&mut harness, "Go to Read");
    assert!(matches!(harness.state().0.asked.last(), Some(Request::Go(Page::Read))));
    // No columns: two of the three codes stand at the top. A column that is gone is no column.
    let mut harness = page(small(), &[]);
    click(&mut harness, "Codes at the top (2)");
    harness.get_by_label_contains("P01, Time: empty, 1 excerpt");
    harness.get_by_label("0 of 6 cells written");
    page(small(), &[77]).get_by_label("No cells");
}

#[test]
fn states_are_told_apart_and_contradictions_cannot_be_chosen() {
    let mut corpus = small();
    corpus.framework = vec![
        cell(1, 2, CellState::Reviewed, "Waits (P01 ¶2, P01 ¶99)."),
        cell(2, 2, CellState::NothingSaid, ""),
        cell(3, 2, CellState::NotAsked, ""),
    ]
    .into();
    let mut harness = page(corpus, &[2]);
    // Of nothing the first two were written; the third still has nothing.
    harness.get_by_label_contains("P01, Delay: reviewed, 1 excerpt, stale: 1 added. Waits");
    harness.get_by_label_contains("P02, Delay: nothing said, 1 excerpt, stale: 1 added");
    harness.get_by_label("P03, Delay: not asked, 0 excerpts");
    harness.get_by_label("3 of 3 cells written, 2 stale");
    click(&mut harness, "P01, Delay");
    let enabled = |harness: &Shown, label: &str| {
        !harness.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled()
    };
    assert!(enabled(&harness, "Drafted") && !enabled(&harness, "Not asked"));
    harness.get_by_label("P01 ¶99?");
    harness.get_by_label("new");
    harness.get_by_label("P01 ¶2").click();
    harness.run();
    assert!(matches!(harness.state().0.asked.last(), Some(Request::ReadAt(..))));
    // It holds: the same words, with the excerpts of now.
    click(&mut harness, "Still holds");
    let commands = asked(&harness);
    let Some(Command::SetCells { cells }) = commands.last() else { panic!("{commands:?}") };
    assert_eq!(cells[0].2.summary, "Waits (P01 ¶2, P01 ¶99).");
    assert_eq!((cells[0].2.state, cells[0].2.seen.len()), (Some(CellState::Reviewed), 26));
    assert_eq!(cells[0].2.links.len(), 1);
    // The one that was not asked has no words to review; once more empties it.
    click(&mut harness, "P03, Delay");
    assert!(enabled(&harness, "Not asked") && !enabled(&harness, "Reviewed"));
    harness.get_by_label_contains("0 excerpts of P03 under Delay");
    harness.get_by_role_and_label(Role::Button, "Not asked").click();
    harness.run();
    click(&mut harness, "Close the cell");
    let commands = asked(&harness);
    let Some(Command::SetCells { cells }) = commands.last() else { panic!("{commands:?}") };
    assert_eq!((cells[0].0, cells[0].2.state), (ParticipantId(3), None));
}

#[test]
fn from_cell_to_cell_along_the_row_and_down_the_column() {
    let mut harness = page(small(), &[1, 3]);
    click(&mut harness, "P01, Time");
    for (text, next) in [("a", "P01 × Home"), ("b", "P02 × Time")] {
        harness.event(Event::Text(text.to_owned()));
        harness.run();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
        harness.get_by_label(next);
    }
    let places: Vec<(i64, FrameworkColumn)> = asked(&harness)
        .iter()
        .flat_map(|command| match command {
            Command::SetCells { cells } => cells.iter().map(|c| (c.0.0, c.1)).collect(),
            _ => Vec::new(),
        })
        .collect();
    let column = |id| FrameworkColumn::Code(CodeId(id));
    assert_eq!(places, [(1, column(1)), (1, column(3))]);
    click(&mut harness, "Down this column");
    assert_eq!(harness.state().1.looking, Looking::Column);
    click(&mut harness, "Next cell");
    harness.get_by_label("P03 × Time");
    click(&mut harness, "Next cell");
    harness.get_by_label("P01 × Home");
    // What was typed can be taken back before it is saved.
    harness.event(Event::Text("slip".to_owned()));
    harness.run();
    let before = asked(&harness).len();
    click(&mut harness, "Close the cell");
    assert_eq!(asked(&harness).len(), before, "what is on its way for this cell comes first");
}

/// Forty people, thirty codes, every cell written.
fn large() -> Corpus {
    let mut b = Builder::default();
    b.attributes(&["role"]);
    let codes: Vec<CodeId> = (0..30).map(|n| b.code(&format!("Topic {n:02}"), None)).collect();
    let mut cells = Vec::new();
    for n in 1..=40 {
        let role = ["worker", "judge"][n % 2];
        let name = format!("P{n:02}");
        let person = b.person(&name, &[role]);
        let says = Voice::Participant(person);
        let document = b.document(&name, &[(&name, says, "We waited for months in that house.")]);
        for code in &codes {
            b.on(document, "waited for months", *code);
            let summary = format!("{name} waits a long time, {name} ¶1. ").repeat(20);
            cells.push(cell(person.0, code.0, CellState::Drafted, &summary));
        }
    }
    let mut corpus = b.finish();
    corpus.framework = cells.into();
    corpus
}

#[test]
fn of_a_large_matrix_only_what_is_seen_is_drawn() {
    let all: Vec<i64> = (1..=30).collect();
    let mut harness = page(large(), &all);
    let cells = |harness: &Shown| {
        let buttons = harness.get_all_by_role(Role::Button);
        let labels = buttons.filter_map(|node| node.accesskit_node().label());
        labels.filter(|label| label.starts_with('P') && label.contains(": drafted")).count()
    };
    harness.get_by_label("1200 of 1200 cells written, 1200 stale");
    let seen = cells(&harness);
    assert!((30..=70).contains(&seen), "{seen}");
    harness.get_by_label_contains("P01, Topic 00").focus();
    harness.run();
    for _ in 0..29 {
        harness.key_press(Key::ArrowRight);
        harness.run();
    }
    for _ in 0..8 {
        harness.key_press(Key::PageDown);
        harness.run();
    }
    harness.get_by_label_contains("P40, Topic 29: drafted");
    let seen = cells(&harness);
    assert!((30..=80).contains(&seen), "{seen}");
    harness.get_by_label("Down a column").click();
    harness.run();
    let seen = cells(&harness);
    assert!((2..=12).contains(&seen), "{seen}");
}
