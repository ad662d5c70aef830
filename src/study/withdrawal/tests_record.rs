//! Withdrawals and what is recorded: consent, the log of files, names too short to be replaced.

use super::tests::{ALL, document, person, run, sample, withdraw};
use super::*;
use crate::model::{ConsentChange, ConsentScope, MemoKind, MemoOn, SpeakerChoice};
use crate::study::Command;
use crate::text::turns::{Hints, detect};
use std::path::Path;

#[test]
fn what_was_said_cannot_stay_where_that_was_refused() {
    let (_folder, mut study) = sample();
    let id = person(&study, "P02");
    let change = ConsentChange::scope(ConsentScope::Archiving, Some(false));
    run(&mut study, Command::SetConsent { people: vec![(id, change)] });
    let steps = study.history().unwrap().len();
    let looked = study.look_at_withdrawal(id, WithdrawalScope::Person).unwrap();
    assert!(looked.stays.told().contains("archiving") && looked.consent.archiving == Some(false));
    let reason = WithdrawalReason::Asked;
    let scope = WithdrawalScope::Person;
    let what = Withdraw { participant: id, scope, reason, remove_memos: Vec::new() };
    let error = study.withdraw(&what, &|_| ()).unwrap_err().to_string();
    assert!(error.contains("did not agree to archiving"), "{error}");
    assert_eq!(study.history().unwrap().len(), steps);
    assert!(study.corpus().participant_named("P02").is_some());
    let proof = study.withdraw(&Withdraw { scope: ALL, ..what }, &|_| ()).unwrap();
    assert!(proof.is_clean());
}

#[test]
fn names_go_out_of_the_paths_of_exported_files_and_the_lines_stay() {
    let (_folder, mut study) = sample();
    let id = person(&study, "P02");
    let guid = study.corpus().participant(id).unwrap().guid;
    let paths = [
        "/home/ed/out/p02_excerpts.docx",
        "/home/ed/P02/all.csv",
        "/home/ed/P021 and XP02.csv",
        "C:\\out\\codes (P02).xlsx",
    ];
    for path in paths {
        study.note_export("excerpts", Path::new(path), None, vec![guid]).unwrap();
    }
    let proof = withdraw(&mut study, "P02", ALL);
    // Whoever has to find them is told what they are called.
    let told: Vec<&str> = proof.exports.iter().map(|one| one.path.as_str()).collect();
    assert!(told.iter().any(|path| path.contains("p02_excerpts")), "{told:?}");
    let kept: Vec<String> = study.exports().unwrap().into_iter().map(|one| one.path).collect();
    assert_eq!(kept.len(), 4);
    assert!(kept[0].ends_with("[withdrawn]_excerpts.docx"), "{kept:?}");
    assert!(kept[1].contains("/[withdrawn]/all.csv"), "{kept:?}");
    assert!(kept[2].ends_with("P021 and XP02.csv"), "others keep theirs: {kept:?}");
    assert!(kept[3].contains("codes ([withdrawn]).xlsx"), "{kept:?}");
}

#[test]
fn names_that_are_too_short_to_be_replaced_are_told_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let text = "INT: And?\n\n7: My cupboard was emptied.\n\nP2: As 7 says, 77 of them.\n";
    let mut both = document("Both", text);
    let listed = ["7", "P2", "INT"].map(str::to_owned).to_vec();
    both.turns = detect(text, &Hints { listed, ..Hints::default() }).turns;
    let voices = ["7", "P2"].map(|n| (n.to_owned(), SpeakerChoice::Participant(n.to_owned())));
    both.reading.voices = voices.to_vec();
    run(&mut study, Command::ImportDocuments { documents: vec![both], people: None });
    let memo = |title: &str, text: &str| Command::AddMemo {
        kind: MemoKind::Journal,
        on: MemoOn::Study,
        title: title.to_owned(),
        text: text.to_owned(),
        links: Vec::new(),
    };
    run(&mut study, memo("Cupboards", "7 again"));
    run(&mut study, memo("Others", "70 or 17 of them"));
    let looked = study.look_at_withdrawal(person(&study, "7"), ALL).unwrap();
    assert_eq!(looked.short_names, ["7"]);
    assert_eq!(looked.short_places, ["memo “Cupboards”", "Both ¶3"]);
    let looked = study.look_at_withdrawal(person(&study, "P2"), ALL).unwrap();
    assert!(looked.short_names.is_empty() && looked.short_places.is_empty());
    withdraw(&mut study, "7", ALL);
    // As was said: it stands there still.
    assert!(study.corpus().memos.iter().any(|memo| memo.text == "7 again"));
}
