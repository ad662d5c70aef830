//! Withdrawals of people who said more once than they say today, and whose name is written in many ways.

use super::tests::{ALL, document, person, run, withdraw};
use super::*;
use crate::model::{Filter, Span};
use crate::study::{CodeTarget, Command};

/// A correction took out all they said, and their label with it: older texts and the tray have it still.
#[test]
fn what_they_said_once_goes_as_well() {
    for keeps_a_turn in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        let first = "P1: The xylophone lessons were cancelled.\n\n";
        let last =
            "P1: My brother keeps ferrets in Zarnwick near the old quarry, and that is all.\n";
        let others = "INT: How was it?\n\nP2: We waited ages for anything at all.\n\n";
        let text = format!("{others}{first}P2: Yes indeed, so it was for me.\n\n{last}");
        let own = "INT: So?\n\nP1: Nothing but snorkelling in the bath, and never again.\n";
        let documents = vec![document("FG", &text), document("Own", own)];
        run(&mut study, Command::ImportDocuments { documents, people: None });
        let id = study.corpus().document_named("FG").unwrap().id;
        for words in ["xylophone lessons", "ferrets in Zarnwick", "waited ages"] {
            let at = text.find(words).unwrap();
            let span = Span::from_range(at..at + words.len()).unwrap();
            let code = CodeTarget::Path(vec!["wait".to_owned()]);
            run(&mut study, Command::ApplyCode { document: id, span, code });
        }
        let after = text.replace(first, "");
        let after = if keeps_a_turn { after } else { after.replace(last, "") };
        run(&mut study, Command::CorrectText { document: id, text: after.clone() });
        // Somebody else's typing error that was put right is not theirs.
        let again = after.replace("P2: Yes", "P2: Oh yes");
        run(&mut study, Command::CorrectText { document: id, text: again });
        let lost = if keeps_a_turn { 1 } else { 2 };
        assert_eq!(study.corpus().orphans.len(), lost);
        let told = study.look_at_withdrawal(person(&study, "P1"), ALL).unwrap();
        assert_eq!(
            (told.group_documents.clone(), told.counts.revisions),
            (vec!["FG".to_owned()], 2)
        );
        assert_eq!(told.counts.orphans, lost);
        let proof = withdraw(&mut study, "P1", ALL);
        assert!(proof.is_clean());
        assert_eq!(study.check().unwrap(), []);
        assert!(study.corpus().orphans.is_empty());
        assert!(study.revisions(id).unwrap().is_empty());
        assert_eq!(study.corpus().document_named("FG").unwrap().codings.len(), 1);
        drop(study);
        let bytes = std::fs::read(&path).unwrap();
        for word in ["xylophone", "ferrets", "Zarnwick", "snorkelling"] {
            assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
        }
        assert!(memchr::memmem::find(&bytes, b"waited ages").is_some());
    }
}

/// A short answer of theirs stands in what another said, whose lost coding stays in the tray.
#[test]
fn a_short_answer_takes_no_coding_of_another_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let answer = "P1: No.\n\n";
    let told = "P2: No. Nobody rang for eleven months.\n\n";
    let text = format!("INT: And?\n\n{answer}{told}INT: So.\n\nP2: It was cold.\n");
    let documents = vec![document("FG", &text), document("Own", "INT: So?\n\nP1: Nothing.\n")];
    run(&mut study, Command::ImportDocuments { documents, people: None });
    let id = study.corpus().document_named("FG").unwrap().id;
    let at = text.find("No. Nobody").unwrap();
    let span = Span::from_range(at..at + "No. Nobody rang for eleven months.".len()).unwrap();
    let code = CodeTarget::Path(vec!["wait".to_owned()]);
    run(&mut study, Command::ApplyCode { document: id, span, code });
    let text = text.replace(answer, "").replace(told, "");
    run(&mut study, Command::CorrectText { document: id, text });
    assert_eq!(study.corpus().orphans.len(), 1);
    withdraw(&mut study, "P1", ALL);
    assert_eq!(&*study.corpus().orphans[0].words, "No. Nobody rang for eleven months.");
    assert!(study.revisions(id).unwrap().is_empty());
}

/// In small letters, beside `_`, in names of documents and filters; but not as a part of another name.
#[test]
fn a_name_goes_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let text = "INT: How?\n\nP2: The lessons at the baths were cancelled.\n\nP1: Yes, P2 said so, and P2_b.\n";
    let mut both = document("P1_p2", text);
    both.origin.file_name = "p2-and-P1.txt".to_owned();
    let documents = vec![both, document("Own", "INT: So?\n\nP3: Nothing.\n")];
    run(&mut study, Command::ImportDocuments { documents, people: None });
    let values = |value: &str| value.to_owned();
    run(&mut study, Command::AddParticipant { name: "P2_b".to_owned() });
    let filter = Filter { include_excluded: true, ..Filter::default() };
    run(&mut study, Command::SaveFilter { name: values("p2 and more"), filter });
    let code = CodeTarget::Path(vec!["wait".to_owned()]);
    let id = study.corpus().document_named("P1_p2").unwrap().id;
    let span = Span::new(0, 4).unwrap();
    run(&mut study, Command::ApplyCode { document: id, span, code });
    let coding = study.corpus().document(id).unwrap().codings[0].id;
    let memo = values("as p2 told, P2_x, said_P2; not P2_b, P20 or XP2");
    run(&mut study, Command::Comment { coding, memo });
    withdraw(&mut study, "P2", ALL);
    let corpus = study.corpus();
    assert_eq!(corpus.documents[0].name, "P1_[withdrawn]");
    assert_eq!(corpus.documents[0].file_name, "[withdrawn]-and-P1.txt");
    assert_eq!(corpus.filters[0].name, "[withdrawn] and more");
    let comment = corpus.documents[0].codings[0].memo.as_deref();
    let expected = "as [withdrawn] told, [withdrawn]_x, said_[withdrawn]; not P2_b, P20 or XP2";
    assert_eq!(comment, Some(expected));
}
