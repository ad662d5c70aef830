//! A participant withdraws in the window: looked at, typed once more, done, proved, and what lost
//! evidence ticked off.

use crate::screen::{click, key, sample_window, settle, wait, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::study::Study;

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
