//! The dialog as a person uses it, by the names things have.

use super::ImportPeople;
use crate::model::{AttributeKind, CoderChoice, Corpus};
use crate::study::Command;
use crate::ui::dialogs::Dialog;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::people::testing::corpus;
use crate::ui::theme::Theme;
use crate::ui::transcript::Reading;
use crate::ui::view::{CodeCounts, View};
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

struct Stage {
    corpus: Arc<Corpus>,
    dialog: Option<ImportPeople>,
    outbox: Outbox,
    theme: Theme,
    counts: CodeCounts,
    closed: bool,
}

/// The dialog on a file with this text, when it has been read.
fn stage(text: &str) -> Harness<'static, Stage> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, text).unwrap();
    let stage = Stage {
        corpus: Arc::new(corpus()),
        dialog: None,
        outbox: Outbox::default(),
        theme: Theme::light(),
        counts: CodeCounts::default(),
        closed: false,
    };
    let mut first = true;
    let draw = move |ui: &mut egui::Ui, stage: &mut Stage| {
        if std::mem::take(&mut first) {
            crate::ui::fonts::install(ui.ctx());
            stage.theme.apply(ui.ctx());
            stage.dialog = Some(ImportPeople::new(path.clone(), &stage.corpus, ui.ctx()));
            return;
        }
        let view = View {
            corpus: &stage.corpus,
            revision: 1,
            coder: None,
            shown: &CoderChoice::All,
            counts: &stage.counts,
            role: None,
            theme: &stage.theme,
            reading: Reading::default(),
            busy: false,
        };
        let dialog = stage.dialog.as_mut();
        stage.closed |=
            dialog.is_some_and(|d| d.show(ui.ctx(), &view, &mut stage.outbox) == Dialog::Closed);
    };
    let mut harness = Harness::builder().with_size((1200.0, 900.0)).build_ui_state(draw, stage);
    settle(&mut harness);
    drop(folder);
    harness
}

/// Draws until the thread has answered.
fn settle(harness: &mut Harness<'_, Stage>) {
    for _ in 0..2_000 {
        harness.step();
        let dialog = harness.state().dialog.as_ref();
        let done = dialog.is_some_and(|dialog| {
            let known = dialog.answers.get().is_some_and(|((_, asked), _)| *asked == dialog.asked);
            dialog.failed.is_some() || (known && !dialog.answers.working())
        });
        if done {
            harness.run();
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("the table was not read");
}

fn command(harness: &mut Harness<'_, Stage>) -> Option<Command> {
    harness.state_mut().outbox.drain().into_iter().find_map(|request| match request {
        Request::Run(command) => Some(command),
        _ => None,
    })
}

#[test]
fn what_changes_is_shown_and_then_happens() {
    let mut harness =
        stage("Study of 2026\n\nid;role;age\nP01;nurse;41\nP2;porter;\nP09;nurse;30\n");
    harness.get_by_label("2 new · 1 changed · 0 unchanged. Not in the file, stays as now: P02");
    harness.get_by_label("role: LA worker → nurse   age: blank → 41");
    harness.get_by_label("1 row above the header in row 3: passed over");
    // The same person, spelt differently.
    harness.get_by_label("P2 in the file is P02 of the study").click();
    settle(&mut harness);
    harness.get_by_label("1 new · 2 changed · 0 unchanged");
    harness.get_by_label("Import 3 participants").click();
    harness.run();
    let Some(Command::ImportParticipants { table, blank_clears }) = command(&mut harness) else {
        panic!("nothing was asked for");
    };
    assert!(!blank_clears && harness.state().closed);
    let ids: Vec<&str> = table.rows.iter().map(|(_, id, _)| id.as_str()).collect();
    assert_eq!(ids, ["P01", "P02", "P09"]);
    assert!(table.chosen_kinds.is_empty());
}

#[test]
fn kinds_columns_and_blanks_are_chosen() {
    let mut harness = stage("name,age,note\nP01,41,x\nP02,,y\n");
    harness.get_by_label("Kind of age").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "text").click();
    settle(&mut harness);
    harness.get_by_label("age becomes text (it is number now)");
    harness.get_by_label("Take column note").click();
    settle(&mut harness);
    harness.get_by_label("0 new · 1 changed · 1 unchanged");
    harness
        .get_by_label("Blank cells take away what is known (otherwise they say nothing)")
        .click();
    settle(&mut harness);
    harness.get_by_label("Import 1 participant").click();
    harness.run();
    let Some(Command::ImportParticipants { table, blank_clears }) = command(&mut harness) else {
        panic!("nothing was asked for");
    };
    assert!(blank_clears);
    assert_eq!(table.attributes, [("age".to_owned(), AttributeKind::Text)]);
    assert_eq!(table.chosen_kinds, ["age"]);
}

#[test]
fn another_header_and_another_column_of_ids() {
    let mut harness = stage("when,id,role\n2024-01-01,P01,nurse\n2024-01-02,P02,porter\n");
    harness.get_by_label("The ids are in column 2, id");
    harness.get_by_label("Column of the ids").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "when").click();
    settle(&mut harness);
    harness.get_by_label("2 new · 0 changed · 0 unchanged · 1 new attribute: id. Not in the file, stay as now: P01, P02");
    harness.get_by_label("Header row").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "No row: the table has no header").click();
    settle(&mut harness);
    harness.get_by_label("Take column Column 2");
    harness.get_by_label("Import 3 participants");
}

#[test]
fn esc_leaves_nothing_and_a_bad_table_says_why() {
    let mut harness = stage("id,role\nP05,nurse\n");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.state().closed && command(&mut harness).is_none());
    let mut harness = stage("id,role,Role\nP05,nurse,x\n");
    harness.get_by_label(
        "columns 2 and 3 are both named Role; name each column differently, or leave one out",
    );
    harness.get_by_role_and_label(Role::Button, "Import").click();
    harness.run();
    assert!(command(&mut harness).is_none() && !harness.state().closed);
    harness.get_by_label("Take column Role").click();
    settle(&mut harness);
    harness.get_by_label("Import 1 participant");
    let harness = stage("");
    harness.get_by_label("the file is empty");
}

#[test]
fn consent_is_found_and_shown_and_a_column_may_be_an_attribute_all_the_same() {
    let table = "id;quotation;Withdrawal deadline\nP01;no;31/12/2026\nP02;perhaps;\nP03;yes;\n";
    let mut harness = stage(table);
    harness.get_by_label("consent quotation: blank → no   withdraw until: blank → 2026-12-31");
    harness.get_by_label("consent quotation: yes");
    harness.get_by_label("1 new · 1 changed · 0 unchanged. Not in the file, stays as now: P02");
    harness.get_by_label("Line 3: perhaps is no answer; write yes, no or unknown");
    harness.get_by_label_contains("Columns that say what participants agreed to: quotation");
    harness.get_by_label("Kind of quotation").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "text").click();
    settle(&mut harness);
    harness.get_by_label("quotation: blank → no   withdraw until: blank → 2026-12-31");
    harness.get_by_label("Kind of quotation").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "consent archiving").click();
    settle(&mut harness);
    harness.get_by_label("consent archiving: yes");
    harness.get_by_label("Import 2 participants").click();
    harness.run();
    let Some(Command::ImportParticipants { table, .. }) = command(&mut harness) else {
        panic!("nothing was asked for");
    };
    assert!(table.attributes.is_empty());
    let fields: Vec<&str> = table.consent.fields.iter().map(|field| field.heading()).collect();
    assert_eq!(fields, ["consent archiving", "withdraw until"]);
}
