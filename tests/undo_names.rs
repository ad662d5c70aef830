//! Steps have names, and undo tells them.

use crate::undo_acts::transcript;
use postil::model::Span;
use postil::study::{CodeTarget, Command, Study};

#[test]
fn the_name_of_the_step_says_what_undo_takes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
    study.run(Command::AddParticipant { name: "P3".to_owned() }).unwrap();
    study.run(Command::ImportDocuments { documents: vec![transcript(3)], people: None }).unwrap();
    let document = study.corpus().documents[0].id;
    let code = CodeTarget::Path(vec!["Time".to_owned(), "delay".to_owned()]);
    let at = study.corpus().documents[0].text.find("waited").unwrap();
    let span = Span::from_range(at..at + 6).unwrap();
    study.run(Command::ApplyCode { document, span, code }).unwrap();
    let (undo, redo) = study.next_steps().unwrap();
    assert_eq!(undo.as_deref(), Some("Apply code delay to P3 ¶2"));
    assert_eq!(redo, None);
    study.undo().unwrap();
    // The code that was made on the spot goes with it: one thing done, one thing undone.
    assert!(study.corpus().codes.is_empty());
    assert_eq!(study.next_steps().unwrap().1.as_deref(), Some("Apply code delay to P3 ¶2"));
    let history = study.history().unwrap();
    let lines: Vec<(&str, bool)> =
        history.iter().map(|line| (line.label.as_str(), line.undone)).collect();
    assert_eq!(
        lines,
        [
            ("Add participant P3", false),
            ("Import Interview 3", false),
            ("Apply code delay to P3 ¶2", true)
        ]
    );
}

#[test]
fn a_name_that_changes_only_its_case_is_a_change_that_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
    study.run(Command::AddParticipant { name: "p3".to_owned() }).unwrap();
    let participant = study.corpus().participants[0].id;
    let renamed = Command::RenameParticipant { participant, name: "P3".to_owned() };
    assert!(study.run(renamed).unwrap().step.is_some());
    assert_eq!(study.corpus().participants[0].name, "P3");
    study.undo().unwrap().unwrap();
    assert_eq!(study.corpus().participants[0].name, "p3");
    study.redo().unwrap().unwrap();
    assert_eq!(study.corpus().participants[0].name, "P3");
}
