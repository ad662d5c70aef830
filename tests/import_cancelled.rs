//! An import that is cancelled leaves nothing: no text, no person, no step, no word in the index.

use crate::support::dump::dump;
use postil::exchange::import::{ImportHints, read_document};
use postil::model::{NewDocument, SpeakerChoice};
use postil::study::{Command, Error, Study};

/// Twelve interviews, each of which brings a participant with it.
fn interviews() -> Vec<NewDocument> {
    let one = |number: usize| {
        let text = format!("INT: How long?\n\nA: I waited {number} months.\n");
        let name = format!("interview {number}.txt");
        let mut document = read_document(&name, text.as_bytes(), &ImportHints::default()).unwrap();
        let person = SpeakerChoice::Participant(format!("P{number:02}"));
        document.reading.voices = vec![("A".to_owned(), person)];
        document
    };
    (1..=12).map(one).collect()
}

#[test]
fn cancelled_at_any_document_nothing_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let before = dump(&path);
    for last in [0, 1, 7, 11] {
        let told = std::cell::RefCell::new(Vec::new());
        let watch = |done, total| {
            told.borrow_mut().push((done, total));
            done < last
        };
        let import = Command::ImportDocuments { documents: interviews(), people: None };
        assert!(matches!(study.run_watched(import, &watch), Err(Error::Cancelled)));
        let expected: Vec<(usize, usize)> = (0..=last).map(|done| (done, 12)).collect();
        assert_eq!(told.into_inner(), expected);
        assert_eq!(dump(&path), before);
        assert!(study.corpus().documents.is_empty());
        assert!(study.corpus().participants.is_empty());
        assert!(study.history().unwrap().is_empty());
        assert!(study.check().unwrap().is_empty());
    }
    // The same import goes through afterwards, and one undo takes it back.
    let import = Command::ImportDocuments { documents: interviews(), people: None };
    study.run(import).unwrap();
    assert_eq!(study.corpus().documents.len(), 12);
    assert_eq!(study.corpus().participants.len(), 12);
    study.undo().unwrap();
    assert_eq!(dump(&path), before);
}
