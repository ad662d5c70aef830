//! Consent, files that left, retention and the end of a study, in the window.

use crate::screen::{Window, act, click, key, settle, wait, window, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{CodeFields, ConsentChange, ConsentScope, Retention};
use postil::study::{Command, Study, sample};

fn quotation(window: &Window, name: &str) -> Option<bool> {
    window.state().corpus().participant_named(name).unwrap().consent.quotation
}

#[test]
fn consent_is_recorded_on_its_page_one_by_one_and_for_several() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window(Some(path));
    act(&mut window, "People");
    window.get_by_role_and_label(Role::Tab, "Consent").click();
    settle(&mut window);
    window.get_by_label("quotation of P01: not recorded").click();
    settle(&mut window);
    click(&mut window, "No");
    assert_eq!(quotation(&window, "P01"), Some(false));
    // Several at once.
    for name in ["P02", "P03"] {
        window.get_by_role_and_label(Role::CheckBox, name).click();
        settle(&mut window);
    }
    window.get_by_label("2 participants chosen");
    click(&mut window, "Quotation…");
    click(&mut window, "Yes");
    assert_eq!((quotation(&window, "P02"), quotation(&window, "P03")), (Some(true), Some(true)));
    assert_eq!(quotation(&window, "P04"), None);
    // One step each.
    act(&mut window, "Undo");
    assert_eq!((quotation(&window, "P01"), quotation(&window, "P02")), (Some(false), None));
    // Form and deadline of one.
    window.get_by_label("Consent form of P04").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::TextInput, "Consent form").focus();
    window.step();
    write(&mut window, "v2");
    key(&mut window, Modifiers::NONE, Key::Enter);
    settle(&mut window);
    let corpus = window.state().corpus();
    assert_eq!(corpus.participant_named("P04").unwrap().consent.form, "v2");
}

#[test]
fn the_end_of_retention_is_said_when_the_study_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    let retention = Retention { until: "2020-01-31".to_owned(), rule: "ten years".to_owned() };
    study.run(Command::SetRetention { retention }).unwrap();
    drop(study);
    let mut window = window(Some(path));
    wait(&mut window, "The study was to be kept until 2020-01-31 (ten years)");
    click(&mut window, "Close this message");
    assert!(window.query_by_label_contains("was to be kept").is_none());
}

#[test]
fn a_study_is_destroyed_in_the_window_and_what_is_beyond_it_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    let person = study.corpus().participants[0].id;
    let change = ConsentChange::scope(ConsentScope::Quotation, Some(true));
    study.run(Command::SetConsent { people: vec![(person, change)] }).unwrap();
    let name = study.corpus().study.clone();
    let table = folder.path().join("table.csv");
    study.note_export("crosstab", &table, None, Vec::new()).unwrap();
    drop(study);
    let mut window = window(Some(path.clone()));
    act(&mut window, "Files written from this study");
    window.get_by_label("table.csv");
    click(&mut window, "Close");
    act(&mut window, "Destroy this study");
    assert!(window.get_by_label("Destroy the study").accesskit_node().is_disabled());
    let label = format!("Type the name of the study: {name}");
    window.get_by_role_and_label(Role::TextInput, &label).focus();
    window.step();
    write(&mut window, &name);
    settle(&mut window);
    click(&mut window, "Destroy the study");
    wait(&mut window, &format!("{name} was destroyed"));
    assert!(!path.exists());
    assert!(window.query_by_label_contains("table.csv").is_some());
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].starts_with("s destroyed "), "{left:?}");
    assert!(Study::open(&path, None).is_err());
}

#[test]
fn a_name_that_is_the_words_of_somebody_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    let person = study.corpus().participant_named("P01").unwrap().id;
    let change = ConsentChange::scope(ConsentScope::Quotation, Some(false));
    study.run(Command::SetConsent { people: vec![(person, change)] }).unwrap();
    let fields = CodeFields { name: "nine years in March".to_owned(), ..CodeFields::default() };
    study.run(Command::AddCode { parent: None, fields }).unwrap();
    drop(study);
    let mut window = window(Some(path));
    act(&mut window, "Export frequencies");
    wait(&mut window, "Named with words of participants who did not consent to be quoted.");
    window.get_by_label("code nine years in March");
    assert!(window.get_by_label("Look at them").accesskit_node().is_disabled());
    click(&mut window, "Cancel");
    assert!(window.query_by_label("code nine years in March").is_none());
}
