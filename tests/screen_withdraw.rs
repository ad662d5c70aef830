//! A participant withdraws in the window: looked at, typed once more, done, proved, and what lost
//! evidence ticked off.

use crate::screen::{click, key, sample_window, settle, wait, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{
    CellState, CellText, ConsentChange, FrameworkColumn, WithdrawalReason, WithdrawalScope,
};
use postil::study::{Command, Study, Withdraw};

#[test]
fn a_participant_withdraws_and_the_window_shows_the_proof() {
    let (folder, mut window) = sample_window();
    let backups = folder.path().join("sample.postil backups");
    std::fs::create_dir(&backups).unwrap();
    std::fs::copy(folder.path().join("sample.postil"), backups.join("old.postil")).unwrap();
    let before = window.state().corpus().clone();
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    wait(&mut window, "Participant P02");
    click(&mut window, "More on P02");
    click(&mut window, "Withdraw this participant…");
    wait(&mut window, "with nobody else in it");
    wait(&mut window, "backup or copy of the study");
    // Not before the pseudonym was typed.
    let ready = |window: &crate::screen::Window| {
        !window.get_by_role_and_label(Role::Button, "Withdraw P02").accesskit_node().is_disabled()
    };
    assert!(!ready(&window));
    window.get_by_role_and_label(Role::TextInput, "Type P02 to confirm").focus();
    window.step();
    write(&mut window, "P03");
    assert!(!ready(&window));
    for _ in 0..3 {
        key(&mut window, Modifiers::NONE, Key::Backspace);
    }
    write(&mut window, "P02");
    settle(&mut window);
    assert!(ready(&window));
    window.get_by_role_and_label(Role::Button, "Withdraw P02").click();
    settle(&mut window);
    wait(&mut window, "is left in the study or beside it");
    let after = window.state().corpus().clone();
    assert!(after.participant_named("P02").is_none());
    assert_eq!(after.documents.len() + 1, before.documents.len());
    assert!(!backups.join("old.postil").exists());
    click(&mut window, "Close");
    assert!(window.query_by_label("Participant P02").is_none());

    // What lost evidence says so until it was read again.
    let lost = after.evidence_lost.iter().filter(|one| !one.done).count();
    assert!(lost > 0);
    key(&mut window, Modifiers::COMMAND, Key::Num4);
    wait(&mut window, "Check: evidence removed");
    window.get_all_by_label("Tick off").next().unwrap().click();
    settle(&mut window);
    let open = window.state().corpus().evidence_lost.iter().filter(|one| !one.done).count();
    assert_eq!(open, lost - 1);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    let open = window.state().corpus().evidence_lost.iter().filter(|one| !one.done).count();
    assert_eq!(open, lost);
    // All of it in one list.
    key(&mut window, Modifiers::COMMAND, Key::K);
    write(&mut window, "Withdrawals");
    key(&mut window, Modifiers::NONE, Key::Enter);
    wait(&mut window, "Traces found afterwards: 0.");
    window.get_all_by_role(Role::CheckBox).next().unwrap().click();
    settle(&mut window);
    let open = window.state().corpus().evidence_lost.iter().filter(|one| !one.done).count();
    assert_eq!(open, lost - 1);
    drop(window);
    let mut study = Study::open(&folder.path().join("sample.postil"), None).unwrap();
    assert_eq!(study.check().unwrap(), []);
}

#[test]
fn a_study_that_is_open_elsewhere_is_left_alone() {
    let (folder, mut window) = sample_window();
    let other = Study::open(&folder.path().join("sample.postil"), None).unwrap();
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    wait(&mut window, "Participant P02");
    click(&mut window, "More on P02");
    click(&mut window, "Withdraw this participant…");
    wait(&mut window, "with nobody else in it");
    window.get_by_role_and_label(Role::TextInput, "Type P02 to confirm").focus();
    window.step();
    write(&mut window, "P02");
    settle(&mut window);
    window.get_by_role_and_label(Role::Button, "Withdraw P02").click();
    settle(&mut window);
    wait(&mut window, "open in another window or program");
    assert!(window.state().corpus().participant_named("P02").is_some());
    drop(other);
    window.get_by_role_and_label(Role::Button, "Withdraw P02").click();
    settle(&mut window);
    wait(&mut window, "is left in the study or beside it");
}

#[test]
fn what_was_refused_is_not_offered_and_what_is_recorded_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let mut study = postil::study::sample::create(&path, None).unwrap();
    let person = study.corpus().participant_named("P02").unwrap().id;
    let change = ConsentChange {
        quotation: Some(Some(true)),
        archiving: Some(Some(false)),
        form: Some("v2".to_owned()),
        ..ConsentChange::default()
    };
    study.run(Command::SetConsent { people: vec![(person, change)] }).unwrap();
    drop(study);
    let mut window = crate::screen::window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    wait(&mut window, "Participant P02");
    click(&mut window, "More on P02");
    click(&mut window, "Withdraw this participant…");
    wait(&mut window, "with nobody else in it");
    window
        .get_by_label_contains("Recorded: quotation: yes; archiving: no; recontact: not recorded");
    window.get_by_label_contains("They did not agree to archiving: what they said cannot stay.");
    let only = window.get_by_role_and_label(Role::RadioButton, "Only who they are");
    assert!(only.accesskit_node().is_disabled());
    key(&mut window, Modifiers::NONE, Key::Escape);
    // Of somebody of whom nothing is recorded both can be chosen.
    click(&mut window, "More on P03");
    click(&mut window, "Withdraw this participant…");
    wait(&mut window, "Whether what they said may stay is not recorded");
    let only = window.get_by_role_and_label(Role::RadioButton, "Only who they are");
    assert!(!only.accesskit_node().is_disabled());
}

#[test]
fn a_framework_cell_that_lost_evidence_is_opened_from_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let mut study = postil::study::sample::create(&path, None).unwrap();
    let id = |study: &Study, name: &str| study.corpus().participant_named(name).unwrap().id;
    let (leaves, stays) = (id(&study, "P02"), id(&study, "P05"));
    // A code that is no column of the matrix: deep in the codebook.
    let tree = std::sync::Arc::clone(&study.corpus().codes);
    let deep = tree.codes().iter().find(|code| code.parent.is_some()).unwrap().id;
    let text = CellText {
        state: Some(CellState::Drafted),
        summary: "Unlike P02 in every way".to_owned(),
        ..CellText::default()
    };
    let cells = vec![(stays, FrameworkColumn::Code(deep), text)];
    study.run(Command::SetCells { cells }).unwrap();
    let what = Withdraw {
        participant: leaves,
        scope: WithdrawalScope::Everything,
        reason: WithdrawalReason::Asked,
        remove_memos: Vec::new(),
    };
    study.withdraw(&what, &|_| ()).unwrap();
    drop(study);
    let mut window = crate::screen::window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::K);
    write(&mut window, "Withdrawals");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let cell = "P05: Unlike [withdrawn] in every way";
    window.get_by_role_and_label(Role::Link, cell).click();
    settle(&mut window);
    let mut fields = window.query_all_by_role(Role::MultilineTextInput);
    let words = "Unlike [withdrawn] in every way";
    assert!(fields.any(|field| field.value().as_deref() == Some(words)));
    window.get_by_label("Check: evidence removed");
}
