//! Versions kept, listed and compared, by the names things have.

use super::{KeepVersion, Versions};
use crate::model::{
    CodeFields, CodeTree, CodebookVersion, CoderId, Corpus, FrozenCodebook, Guid, VersionId,
};
use crate::study::Command;
use crate::ui::dialogs::Dialog;
use crate::ui::outbox::{Quoted, Request};
use crate::ui::testing::{Picture, small};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

/// Two versions; since the second one Delay is defined and Home retired.
fn corpus() -> Corpus {
    let mut corpus = small();
    let version = |id: i64, note: &str, codes: FrozenCodebook| CodebookVersion {
        id: VersionId(id),
        guid: Guid::new(),
        number: id as u32,
        note: note.to_owned(),
        coder: CoderId(1),
        created_at: format!("2026-11-0{id}T08:00:00Z"),
        codes: Arc::new(codes),
        readable: true,
    };
    let now = FrozenCodebook::of(&corpus.codes);
    let first = FrozenCodebook(now.0[..2].to_vec());
    corpus.versions = vec![version(1, "", first), version(2, "with Home", now)].into();
    let codes = corpus.codes.codes().iter().cloned().map(|mut code| {
        match code.fields.name.as_str() {
            "Delay" => {
                code.fields =
                    CodeFields { definition: "Waiting for a letter.".to_owned(), ..code.fields };
            }
            "Home" => code.retired = true,
            _ => {}
        }
        code
    });
    corpus.codes = Arc::new(CodeTree::new(codes.collect()));
    corpus
}

struct Stage<D> {
    picture: Picture,
    dialog: D,
    open: bool,
    first: bool,
}

fn stage<D: 'static>(
    corpus: Corpus,
    dialog: D,
    show: fn(
        &mut D,
        &egui::Context,
        &crate::ui::view::View<'_>,
        &mut crate::ui::outbox::Outbox,
    ) -> Dialog,
) -> Harness<'static, Stage<D>> {
    let draw = move |ui: &mut egui::Ui, stage: &mut Stage<D>| {
        if std::mem::take(&mut stage.first) {
            crate::ui::fonts::install(ui.ctx());
            stage.picture.theme().apply(ui.ctx());
        } else if stage.open {
            let ctx = ui.ctx().clone();
            let Stage { picture, dialog, open, .. } = stage;
            picture.draw(|view, outbox| {
                *open = show(dialog, &ctx, view, outbox) == Dialog::Open;
            });
        }
    };
    let stage = Stage { picture: Picture::new(corpus, false), dialog, open: true, first: true };
    let mut harness = Harness::builder().with_size((1100.0, 800.0)).build_ui_state(draw, stage);
    harness.run_steps(4);
    harness
}

#[test]
fn versions_are_listed_and_any_two_are_compared() {
    let corpus = corpus();
    let dialog = Versions::new(&corpus, None);
    let mut harness = stage(corpus, dialog, Versions::show);
    let rows: Vec<String> = harness
        .query_all_by_role(Role::ListItem)
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    assert!(rows[0].starts_with("Version 2, ") && rows[0].contains("with Home"), "{rows:?}");
    assert!(rows[1].contains("no note") && rows[1].contains("2 codes"), "{rows:?}");
    // Against the newest one at first.
    harness.get_by_label("2 changes in 2 codes. 2 codes may have to be checked again.");
    harness.get_by_label("definition written");
    harness.get_by_label("Waiting for a letter.");
    harness.get_by_label("retired");
    // Version 1 to version 2.
    harness.get_by_label(&rows[1]).click();
    harness.run_steps(3);
    assert!(harness.query_by_label("retired").is_none(), "new in a version 1 has not");
    harness.get_by_label("new");
    harness.get_by_label("Changes to").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::ListBoxOption, "Version 2").click();
    harness.run_steps(3);
    harness.get_by_label("1 change in 1 code. 1 code may have to be checked again.");
    harness.get_by_label("new");
    harness.get_by_label("Copy as text").click();
    harness.run_steps(2);
    let asked = &harness.state().picture.asked;
    assert!(
        matches!(asked.as_slice(), [Request::Quote(Quoted::Difference(Some(_), Some(_)))]),
        "{asked:?}"
    );
}

#[test]
fn a_version_is_kept_with_a_note_and_not_twice() {
    let mut harness = stage(corpus(), KeepVersion::default(), KeepVersion::show);
    harness.get_by_label("2 changes in 2 codes since version 2");
    harness.get_by_role_and_label(Role::TextInput, "Note").type_text("second round");
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    let asked = &harness.state().picture.asked;
    let [Request::Run(command)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(*command, Command::KeepVersion { note: "second round".to_owned() });
    let mut same = small();
    let codes = Arc::new(FrozenCodebook::of(&same.codes));
    let mut versions = corpus().versions.to_vec();
    versions[1].codes = codes;
    same.versions = versions.into();
    let harness = stage(same, KeepVersion::default(), KeepVersion::show);
    harness.get_by_label("Nothing has changed in the codebook since version 2.");
    assert!(harness.query_by_label("Keep version").is_none());
}
