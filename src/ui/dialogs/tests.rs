//! The dialogs as a person uses them, by the names things have.

use super::{CodeForm, Dialog, History, Keys, NewStudy, Unlock, Unsaved};
use crate::model::{CodeId, CoderChoice, StepId, StepLine};
use crate::study::Command;
use crate::ui::locking::Saved;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::people::testing::corpus;
use crate::ui::theme::Theme;
use crate::ui::transcript::Reading;
use crate::ui::view::{CodeCounts, View};
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::PathBuf;
use std::sync::Arc;

struct Stage<D> {
    dialog: D,
    open: bool,
    outbox: Outbox,
}

fn stage<D: 'static>(
    dialog: D,
    mut show: impl FnMut(&mut D, &egui::Context, &Theme, &mut Outbox) -> Dialog + 'static,
) -> Harness<'static, Stage<D>> {
    let theme = Theme::light();
    let mut first = true;
    let draw = move |ui: &mut egui::Ui, stage: &mut Stage<D>| {
        if std::mem::take(&mut first) {
            crate::ui::fonts::install(ui.ctx());
            theme.apply(ui.ctx());
        } else if stage.open {
            let shown = show(&mut stage.dialog, ui.ctx(), &theme, &mut stage.outbox);
            stage.open = shown == Dialog::Open;
        }
    };
    let stage = Stage { dialog, open: true, outbox: Outbox::default() };
    Harness::builder().with_size((1000.0, 800.0)).build_ui_state(draw, stage)
}

fn into<D>(harness: &mut Harness<'_, Stage<D>>, label: &str, text: &str) {
    let role = if label.starts_with("Pass") || label.starts_with("The same") {
        Role::PasswordInput
    } else {
        Role::TextInput
    };
    harness.get_by_role_and_label(role, label).focus();
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run_steps(3);
}

#[test]
#[cfg(feature = "encryption")]
fn a_new_study_wants_the_same_passphrase_twice() {
    let folder = PathBuf::from("/studies");
    let new = NewStudy::new(folder.clone());
    let mut harness = stage(new, NewStudy::show);
    harness.run_steps(4);
    into(&mut harness, "Name of the study", "Waiting");
    into(&mut harness, "Passphrase", "lamp orbit velvet cabbage");
    into(&mut harness, "The same again", "lamp orbit velvet cabage");
    harness.get_by_label("Good");
    harness.get_by_label("There is no recovery: if it is lost, the study is lost.");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_label("The two are not the same");
    assert!(harness.state_mut().outbox.drain().is_empty());
    into(&mut harness, "The same again", "lamp orbit velvet cabbage");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let requests = harness.state_mut().outbox.drain();
    let [Request::Create { path, name, coder, passphrase }] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!((name.as_str(), coder.as_str()), ("Waiting", ""));
    assert_eq!(*path, folder.join("Waiting.postil"));
    assert!(passphrase.is_some());
    // A file that is there already is said at the place.
    harness.state_mut().dialog.refused("a file with this name is already there: x");
    harness.run_steps(3);
    harness.get_by_label("a file with this name is already there: x");
}

#[test]
fn a_new_study_without_passphrase_says_what_that_means() {
    let new = NewStudy::new(PathBuf::from("/tmp"));
    let mut harness = stage(new, NewStudy::show);
    harness.run_steps(4);
    harness.get_by_label("No passphrase").click();
    harness.run_steps(3);
    harness.get_by_label("Whoever can open the file can read the interviews.");
    harness.get_by_label("Create study").click();
    harness.run_steps(3);
    harness.get_by_label("A study needs a name");
    into(&mut harness, "Name of the study", "Open");
    into(&mut harness, "File", "/tmp/elsewhere/mine");
    harness.get_by_label("Create study").click();
    harness.run_steps(3);
    let requests = harness.state_mut().outbox.drain();
    let [Request::Create { path, passphrase: None, .. }] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(*path, PathBuf::from("/tmp/elsewhere/mine.postil"));
}

#[test]
fn a_wrong_passphrase_is_said_beside_the_field() {
    let unlock = Unlock::new(PathBuf::from("/tmp/Waiting.postil"));
    let mut harness = stage(unlock, Unlock::show);
    harness.run_steps(4);
    harness.get_by_label("Waiting.postil is locked with a passphrase.");
    into(&mut harness, "Passphrase", "wrong");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state_mut().outbox.drain().len(), 1);
    harness.state_mut().dialog.refused("wrong passphrase: /tmp/Waiting.postil");
    harness.run_steps(3);
    harness.get_by_label("Wrong passphrase");
    let field = harness.get_by_role_and_label(Role::PasswordInput, "Passphrase");
    assert!(field.is_focused());
    field.type_text("right");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let requests = harness.state_mut().outbox.drain();
    assert!(
        matches!(requests.as_slice(), [Request::Open(path, Some(_))] if path.ends_with("Waiting.postil"))
    );
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!harness.state().open);
}

#[test]
fn a_locked_study_is_not_given_up_over_what_waits_in_memory() {
    let saved = Saved::InMemory("the disk is full");
    let unlock = Unlock::again(PathBuf::from("/tmp/Waiting.postil"), 0, saved);
    let mut harness = stage(unlock, Unlock::show);
    harness.run_steps(4);
    harness.get_by_label("The study is locked.");
    harness.get_by_label_contains("could not be saved yet: the disk is full. It is kept in memory");
    assert!(harness.query_by_label_contains("Everything is saved").is_none());
    harness.get_by_label("Close the study").click();
    harness.run_steps(3);
    let requests = harness.state_mut().outbox.drain();
    assert!(matches!(requests.as_slice(), [Request::CloseLocked]), "{requests:?}");
    assert!(harness.state().open);
}

#[test]
fn what_could_not_be_saved_is_lost_only_when_that_is_said() {
    let ask = |locked: bool| {
        let told = (!locked).then(|| "make room: /tmp/Waiting.postil".to_owned());
        let what = "a memo and a form".to_owned();
        let asked = Unsaved::new(what, "the disk is full", told, Request::CloseLocked);
        let mut harness = stage(asked, Unsaved::show);
        harness.run_steps(4);
        let asked = "What was typed in a memo and a form could not be saved: the disk is full.";
        harness.get_by_label(asked);
        let named = harness.query_by_label_contains("Make room: /tmp/Waiting.postil").is_some();
        assert_eq!(named, !locked);
        harness
    };
    let mut harness = ask(true);
    assert!(harness.get_by_label("Go back").is_focused());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!harness.state().open);
    let requests = harness.state_mut().outbox.drain();
    assert!(matches!(requests.as_slice(), [Request::GoBack]), "{requests:?}");
    let mut harness = ask(false);
    harness.get_by_label("Close and lose it").click();
    harness.run_steps(3);
    let requests = harness.state_mut().outbox.drain();
    let [Request::Lose(request)] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(matches!(**request, Request::CloseLocked));
}

fn code_form(form: CodeForm) -> Harness<'static, Stage<CodeForm>> {
    let (corpus, counts) = (Arc::new(corpus()), CodeCounts::default());
    stage(form, move |dialog, ctx, theme, outbox| {
        let view = View {
            corpus: &corpus,
            revision: 1,
            coder: None,
            shown: &CoderChoice::All,
            counts: &counts,
            role: None,
            theme,
            reading: Reading::default(),
            busy: false,
        };
        dialog.show(ctx, &view, outbox)
    })
}

fn commands<D>(harness: &mut Harness<'_, Stage<D>>) -> Vec<Command> {
    let requests = harness.state_mut().outbox.drain().into_iter();
    requests
        .map(|request| match request {
            Request::Run(command) => command,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_code_is_added_under_another_with_a_colour() {
    let mut harness = code_form(CodeForm::new(None));
    harness.run_steps(4);
    into(&mut harness, "Name", "Trust");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_label("There is a code trust already");
    harness.get_by_label("Under Top of the codebook").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::TextInput, "Search codes").type_text("del");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_label("Under delay");
    harness.get_by_label("Colour 3, green").click();
    harness.run_steps(3);
    into(&mut harness, "Name", "nobody called");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run_steps(3);
    let commands = commands(&mut harness);
    let [Command::AddCode { parent, fields }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*parent, Some(CodeId(1)));
    assert_eq!((fields.name.as_str(), fields.color.as_str()), ("nobody called", "#009e73"));
    assert!(!harness.state().open);
}

#[test]
fn a_code_is_edited_and_cannot_hang_under_itself() {
    let corpus = corpus();
    let mut harness = code_form(CodeForm::of(corpus.codes.get(CodeId(1)).unwrap()));
    harness.run_steps(4);
    harness.get_by_label("Under Top of the codebook").click();
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "letters").is_none());
    harness.get_by_role_and_label(Role::ListBoxOption, "trust").click();
    harness.run_steps(3);
    harness.get_by_label("Save").click();
    harness.run_steps(3);
    let (codes, parent) = (vec![CodeId(1)], Some(CodeId(3)));
    assert_eq!(commands(&mut harness), [Command::MoveCodes { codes, parent, before: None }]);
}

#[test]
fn the_history_lists_steps_and_undoes() {
    let step = |n: i64, undone| StepLine {
        step: StepId(n),
        when: "2026-11-03T08:05:59Z".to_owned(),
        coder: "ed".to_owned(),
        label: format!("Apply code delay to P0{n} ¶4"),
        undone,
    };
    let history = History::new(vec![step(1, false), step(2, true)]);
    let mut harness = stage(history, History::show);
    harness.run_steps(4);
    let rows: Vec<String> = harness
        .query_all_by_role(Role::ListItem)
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    assert!(rows[0].ends_with("ed: Apply code delay to P02 ¶4, undone"), "{rows:?}");
    harness.get_by_label("Undo").click();
    harness.run_steps(3);
    assert_eq!(harness.state_mut().outbox.drain().len(), 1);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!harness.state().open);
}

#[test]
fn every_shortcut_is_on_the_page_of_keys() {
    let mut harness = stage(Keys::default(), |dialog, ctx, theme, _| dialog.show(ctx, theme));
    harness.run_steps(4);
    for action in crate::ui::action::Action::all() {
        // The digits share a row.
        let digit = matches!(action, crate::ui::action::Action::Recent(_));
        if action.shortcut().is_some() && !digit {
            let text = action.texts().0.trim_end_matches('…');
            assert!(harness.query_all_by_label(text).next().is_some(), "{text}");
        }
    }
}
