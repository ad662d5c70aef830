//! What is refused and why, what a merge does, and that nothing changed is no step.

use crate::model::{CodeId, MemoKind, MemoOn, ThemeFields, ThemeId, ThemeState};
use crate::study::{Command, Outcome, Report, Study, sample};

fn made() -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().unwrap();
    let mut study = sample::create(&folder.path().join("s.postil"), None).unwrap();
    // A study of themes alone: those of the sample are in the way.
    let known: Vec<ThemeId> = study.corpus().themes.iter().map(|theme| theme.id).collect();
    for theme in known {
        study.run(Command::RemoveTheme { theme }).unwrap();
    }
    (folder, study)
}

fn fields(statement: &str) -> ThemeFields {
    ThemeFields { statement: statement.to_owned(), ..ThemeFields::default() }
}

fn codes(study: &Study, names: &[&str]) -> Vec<CodeId> {
    names.iter().map(|name| study.corpus().codes.find(name)[0]).collect()
}

fn add(study: &mut Study, statement: &str, names: &[&str]) -> ThemeId {
    let codes = codes(study, names);
    let outcome = study.run(Command::AddTheme { fields: fields(statement), codes }).unwrap();
    let Report::Theme(theme) = outcome.report else { panic!("{outcome:?}") };
    theme
}

fn label(outcome: Outcome) -> Option<String> {
    outcome.step.map(|step| step.label)
}

fn refused(study: &mut Study, command: Command) -> String {
    study.run(command).unwrap_err().to_string()
}

#[test]
fn a_statement_is_one_sentence_and_stands_once() {
    let (_folder, mut study) = made();
    let first = add(&mut study, "  Waiting \n is part of the harm ", &["Delay"]);
    assert_eq!(study.corpus().themes[0].fields.statement, "Waiting is part of the harm");
    let check = |study: &mut Study, statement: &str, expected: &str| {
        let why = refused(study, Command::AddTheme { fields: fields(statement), codes: vec![] });
        assert_eq!(why, expected);
    };
    check(&mut study, " ", "a theme needs a statement; say in a sentence what it is about");
    check(&mut study, "WAITING is part of the harm", "theme 1 has this statement already");
    let long = "x".repeat(301);
    let why = refused(&mut study, Command::EditTheme { theme: first, fields: fields(&long) });
    assert!(why.starts_with("a statement can have 300 characters at most"), "{why}");
    // The same once more changes nothing.
    let same = study.corpus().themes[0].fields.clone();
    assert_eq!(label(study.run(Command::EditTheme { theme: first, fields: same }).unwrap()), None);
}

#[test]
fn a_merge_passes_the_codes_on_and_keeps_the_reason() {
    let (_folder, mut study) = made();
    let one = add(&mut study, "One", &["Delay", "Life on hold"]);
    let two = add(&mut study, "Two", &["Life on hold", "Rejecting the label", "Surveillance"]);
    let outcome = study
        .run(Command::MergeThemes { theme: two, into: one, reason: " same concept ".into() })
        .unwrap();
    assert_eq!(label(outcome).as_deref(), Some("Merge theme 2 into theme 1 with 2 codes"));
    let themes = &study.corpus().themes;
    let expected = codes(&study, &["Delay", "Life on hold", "Rejecting the label", "Surveillance"]);
    assert_eq!(themes[0].codes, expected);
    assert_eq!((themes[1].state, themes[1].into), (ThemeState::Merged, Some(one)));
    assert_eq!(themes[1].reason, "same concept");
    assert_eq!(themes[1].codes.len(), 3, "it keeps its codes as a record");
    study.undo().unwrap();
    assert_eq!(study.corpus().themes[0].codes.len(), 2);
    assert_eq!(study.corpus().themes[1].state, ThemeState::Candidate);
}

#[test]
fn nothing_is_merged_in_a_circle_or_into_what_is_gone() {
    let (_folder, mut study) = made();
    let one = add(&mut study, "One", &["Delay"]);
    let two = add(&mut study, "Two", &[]);
    let three = add(&mut study, "Three", &[]);
    let merge = |theme, into| Command::MergeThemes { theme, into, reason: String::new() };
    study.run(merge(two, one)).unwrap();
    let check = |study: &mut Study, command: Command, expected: &str| {
        let why = refused(study, command);
        assert!(why.starts_with(expected), "{why}");
    };
    check(&mut study, merge(one, one), "a theme cannot be merged into itself");
    check(&mut study, merge(one, two), "theme 2 was merged into theme 1 itself");
    check(
        &mut study,
        merge(three, two),
        "theme 2 was merged into theme 1; merge theme 3 into theme 1",
    );
    let state =
        |theme, state, into| Command::SetThemeState { theme, state, reason: String::new(), into };
    check(&mut study, state(one, ThemeState::Merged, Some(two)), "theme 2 was merged into");
    check(&mut study, state(one, ThemeState::Merged, None), "a merged theme needs the theme");
    study.run(state(three, ThemeState::Dropped, None)).unwrap();
    check(&mut study, merge(one, three), "theme 3 was dropped; make it a candidate again");
    check(&mut study, merge(one, ThemeId(999)), "this theme is not in the study any more");
}

#[test]
fn states_are_named_in_steps_and_the_reason_alone_is_a_step_too() {
    let (_folder, mut study) = made();
    let one = add(&mut study, "One", &["Delay"]);
    let set = |study: &mut Study, state, reason: &str| {
        let reason = reason.to_owned();
        label(study.run(Command::SetThemeState { theme: one, state, reason, into: None }).unwrap())
    };
    let check = |got: Option<String>, expected: &str| assert_eq!(got.as_deref(), Some(expected));
    check(set(&mut study, ThemeState::Kept, "chapter 4"), "Keep theme 1");
    check(set(&mut study, ThemeState::Kept, "chapter 5"), "Say why theme 1 is kept");
    assert_eq!(set(&mut study, ThemeState::Kept, "chapter 5 "), None);
    check(set(&mut study, ThemeState::Dropped, "thin"), "Drop theme 1");
    check(set(&mut study, ThemeState::Candidate, ""), "Make theme 1 a candidate again");
}

#[test]
fn codes_are_placed_moved_and_taken_out() {
    let (_folder, mut study) = made();
    let one = add(&mut study, "One", &["Delay"]);
    let two = add(&mut study, "Two", &[]);
    let both = codes(&study, &["Delay", "Rejecting the label"]);
    let place =
        |theme, codes: &[CodeId], on| Command::PlaceCodes { theme, codes: codes.to_vec(), on };
    // What is there already is not counted.
    let put = label(study.run(place(one, &both, true)).unwrap());
    assert_eq!(put.as_deref(), Some("Put code Rejecting the label into theme 1"));
    assert_eq!(label(study.run(place(one, &both, true)).unwrap()), None);
    study.run(place(two, &both[..1], true)).unwrap();
    let moved =
        study.run(Command::MoveToTheme { codes: both.clone(), from: one, to: two }).unwrap();
    assert_eq!(label(moved).as_deref(), Some("Move 2 codes from theme 1 to theme 2"));
    assert_eq!(study.corpus().themes[0].codes, []);
    assert_eq!(study.corpus().themes[1].codes, both);
    let out = label(study.run(place(two, &both[..1], false)).unwrap());
    assert_eq!(out.as_deref(), Some("Take code Delay out of theme 2"));
    let gone = refused(&mut study, place(one, &[CodeId(-1)], true));
    assert_eq!(gone, "this code is not in the study any more");
}

#[test]
fn the_order_is_the_researcher_s() {
    let (_folder, mut study) = made();
    let all: Vec<ThemeId> = ["One", "Two", "Three"].map(|name| add(&mut study, name, &[])).into();
    let order = |themes: &[ThemeId]| Command::OrderThemes { themes: themes.to_vec() };
    assert_eq!(label(study.run(order(&all)).unwrap()), None);
    // Those not named follow in the order they had.
    study.run(order(&all[2..])).unwrap();
    let now: Vec<&str> =
        study.corpus().themes.iter().map(|theme| theme.fields.statement.as_str()).collect();
    assert_eq!(now, ["Three", "One", "Two"]);
}

#[test]
fn removing_a_theme_frees_those_merged_into_it() {
    let (_folder, mut study) = made();
    let one = add(&mut study, "One", &["Delay"]);
    let two = add(&mut study, "Two", &["Rejecting the label"]);
    study.run(Command::MergeThemes { theme: two, into: one, reason: "close".into() }).unwrap();
    let memo = Command::AddMemo {
        kind: MemoKind::Theoretical,
        on: MemoOn::Theme(one),
        title: String::new(),
        text: "Is time the agent?".into(),
        links: Vec::new(),
    };
    assert_eq!(label(study.run(memo).unwrap()).as_deref(), Some("Write a memo on theme 1"));
    let removed = label(study.run(Command::RemoveTheme { theme: one }).unwrap());
    assert_eq!(
        removed.as_deref(),
        Some("Remove theme 1 with 1 memo; the theme merged into it is a candidate again")
    );
    let left = &study.corpus().themes;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].state, left[0].reason.as_str()), (ThemeState::Candidate, "close"));
    assert_eq!(study.check().unwrap(), []);
    study.undo().unwrap();
    assert_eq!(study.corpus().themes[1].into, Some(one));
    assert_eq!(study.check().unwrap(), []);
}
