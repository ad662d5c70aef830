//! Withdrawals in whole studies: every byte of the folder is searched, and the codings of the others are
//! compared with where they were, word by word.

use super::*;
use crate::model::{
    CellState, CellText, CodeFields, CodeId, CoderId, Corpus, FrameworkColumn, MemoKind, MemoOn,
    NewDocument, Origin, Reading, Span, SpeakerChoice, TextPlace, ThemeFields, Voice,
};
use crate::store::{Care, backup_folder};
use crate::study::{CodeTarget, Command};
use crate::text::turns::{Hints, detect};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) const ALL: WithdrawalScope = WithdrawalScope::Everything;

pub(super) fn document(name: &str, text: &str) -> NewDocument {
    let listed = ["P1", "P2", "P3", "INT"].map(str::to_owned).to_vec();
    let found = detect(text, &Hints { listed, ..Hints::default() });
    let person = |name: &str| (name.to_owned(), SpeakerChoice::Participant(name.to_owned()));
    NewDocument {
        name: name.to_owned(),
        text: text.to_owned(),
        turns: found.turns,
        marks: found.marks,
        times: Vec::new(),
        reading: Reading { voices: ["P1", "P2", "P3"].map(person).to_vec(), ..Reading::default() },
        origin: Origin {
            file_name: format!("{name}.txt"),
            sha256: name.to_owned(),
            ..Origin::default()
        },
        receipt: Vec::new(),
    }
}

pub(super) fn run(study: &mut Study, command: Command) {
    study.run(command).unwrap();
}

pub(super) fn person(study: &Study, name: &str) -> ParticipantId {
    study.corpus().participant_named(name).unwrap().id
}

pub(super) fn withdraw(study: &mut Study, name: &str, scope: WithdrawalScope) -> Proof {
    let participant = person(study, name);
    let reason = WithdrawalReason::Asked;
    let what = Withdraw { participant, scope, reason, remove_memos: Vec::new() };
    study.withdraw(&what, &|_| ()).unwrap()
}

fn apply(study: &mut Study, document: DocumentId, span: Span, code: &str) {
    let code = CodeTarget::Path(vec![code.to_owned()]);
    run(study, Command::ApplyCode { document, span, code });
}

fn find(study: &Study, words: &str) -> (DocumentId, Span) {
    let corpus = study.corpus();
    let found = corpus.documents.iter().find_map(|document| {
        let at = document.text.find(words)?;
        Some((document.id, Span::from_range(at..at + words.len())?))
    });
    found.unwrap()
}

/// What a person says, turn by turn.
pub(super) fn said(corpus: &Corpus, name: &str) -> Vec<String> {
    let voice = Voice::Participant(corpus.participant_named(name).unwrap().id);
    let each = corpus.documents.iter().flat_map(|document| {
        let theirs = document.pieces.iter().filter(|piece| piece.voice == voice);
        theirs.filter_map(|piece| piece.span.of(&document.text)).map(str::to_owned)
    });
    each.collect()
}

/// Every file of a folder, and of the folders in it.
fn bytes_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes_of(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

/// Every stretch of 12 bytes of what was said that stands in none of the texts of a study.
pub(super) fn only_theirs(said: &[String], left: &str) -> BTreeSet<Vec<u8>> {
    let kept: BTreeSet<&[u8]> = left.as_bytes().windows(12).collect();
    let windows = said.iter().flat_map(|said| said.as_bytes().windows(12));
    windows.filter(|w| !kept.contains(w)).map(<[u8]>::to_vec).collect()
}

/// How many of these stretches stand in any byte of a folder.
pub(super) fn traces(folder: &Path, stretches: &BTreeSet<Vec<u8>>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in bytes_of(folder) {
        let hits: BTreeSet<&[u8]> =
            bytes.windows(12).filter(|window| stretches.contains(*window)).collect();
        found.extend(hits.iter().map(|hit| format!("{name}: {}", String::from_utf8_lossy(hit))));
    }
    found
}

pub(super) fn texts(corpus: &Corpus) -> String {
    corpus.documents.iter().map(|document| &*document.text).collect::<Vec<_>>().join("\u{1}")
}

/// Every text of a study: what somebody else wrote or said may be the same words.
pub(super) fn all_texts(corpus: &Corpus) -> String {
    let around = TextPlace::around(corpus).into_iter();
    let mut all: Vec<&str> = around.filter_map(|place| place.text(corpus)).collect();
    for document in &corpus.documents {
        all.push(&document.text);
        all.extend(document.codings.iter().filter_map(|coding| coding.memo.as_deref()));
    }
    for fields in corpus.versions.iter().flat_map(|v| v.codes.0.iter().map(|code| &code.fields)) {
        all.extend(
            [&fields.definition, &fields.include, &fields.exclude, &fields.example]
                .map(String::as_str),
        );
    }
    all.join("\u{1}")
}

/// The words of others that a coding is on: document, ¶, and which words of that turn.
pub(super) type Covered = BTreeMap<(CodeId, CoderId, Guid), BTreeSet<(String, usize, usize)>>;

pub(super) fn covered(corpus: &Corpus, without: Option<ParticipantId>) -> Covered {
    let mut all = Covered::new();
    for document in &corpus.documents {
        for coding in &document.codings {
            let mut words = BTreeSet::new();
            for piece in document.pieces.iter() {
                if without.is_some_and(|id| piece.voice == Voice::Participant(id)) {
                    continue;
                }
                let text = piece.span.of(&document.text).unwrap();
                for (n, (at, c)) in text.char_indices().enumerate() {
                    let at = piece.span.start() + at as u32;
                    if !c.is_whitespace() && coding.span.start() <= at && at < coding.span.end() {
                        words.insert((document.guid.to_string(), piece.turn as usize, n));
                    }
                }
            }
            if !words.is_empty() {
                all.insert((coding.code, coding.coder, coding.guid), words);
            }
        }
    }
    all
}

pub(super) fn sample() -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().unwrap();
    let study = crate::study::sample::create(&folder.path().join("s.postil"), None).unwrap();
    (folder, study)
}

/// A sample study with the words of P02 wherever they can be.
pub(super) fn traps(study: &mut Study) -> String {
    let corpus = Arc::clone(study.corpus());
    let own = said(&corpus, "P02");
    let quote: String = own.iter().max_by_key(|said| said.len()).unwrap().clone();
    let id = person(study, "P02");
    // An older text, and one that is taken back in the history.
    let (document, span) = find(study, &quote);
    let text = corpus.document(document).unwrap().text.to_string();
    let text = format!("{}{}", &text[..span.start() as usize], &text[span.end() as usize..]);
    run(study, Command::CorrectText { document, text });
    run(study, Command::RestoreText { document, number: 1 });
    let group = corpus.document_named("FG1").unwrap();
    let text = group.text.replacen("the ", "the very ", 3);
    run(study, Command::CorrectText { document: group.id, text });
    study.undo().unwrap();
    // Quotations in everything that is written.
    let code = corpus.codes.codes()[3].clone();
    let fields = CodeFields { example: format!("As said: “{quote}”"), ..code.fields };
    run(study, Command::EditCode { code: code.id, fields });
    run(study, Command::KeepVersion { note: "with P02's example".to_owned() });
    let memo = |on, text: String| Command::AddMemo {
        kind: MemoKind::Journal,
        on,
        title: "On P02".to_owned(),
        text,
        links: Vec::new(),
    };
    run(study, memo(MemoOn::Study, format!("I wonder: {}", quote.to_uppercase())));
    run(study, memo(MemoOn::Participant(id), "P02 was tired".to_owned()));
    run(study, memo(MemoOn::Study, "Nothing to do with anybody".to_owned()));
    let other = person(study, "P05");
    let text = CellText {
        state: Some(CellState::Drafted),
        summary: format!("Unlike P02 ({quote})"),
        ..CellText::default()
    };
    let cells = vec![
        (other, FrameworkColumn::Code(code.id), text.clone()),
        (id, FrameworkColumn::Code(code.id), text),
    ];
    run(study, Command::SetCells { cells });
    let fields = ThemeFields {
        statement: "Waiting wears down P02".to_owned(),
        concept: quote.clone(),
        ..ThemeFields::default()
    };
    run(study, Command::AddTheme { fields, codes: vec![code.id] });
    study.keep_draft(Some(&serde_json::json!({"text": quote}).to_string())).unwrap();
    study.keep_correction_drafts(Some(&texts(&corpus))).unwrap();
    study.keep_place(document, 40).unwrap();
    run(
        study,
        Command::KeepFindings {
            findings: vec![(None, "x".to_owned(), quote.chars().take(30).collect())],
        },
    );
    // Copies.
    study.settle().unwrap();
    let backups = backup_folder(study.path());
    std::fs::create_dir(&backups).unwrap();
    std::fs::copy(study.path(), backups.join("a.postil")).unwrap();
    let before = study.path().with_file_name("s before format 4.postil");
    std::fs::copy(study.path(), before).unwrap();
    quote
}

#[test]
fn nothing_of_somebody_who_withdrew_is_left_in_any_byte_of_the_folder() {
    let (folder, mut study) = sample();
    traps(&mut study);
    let before = Arc::clone(study.corpus());
    let own = said(&before, "P02");
    let others = covered(&before, Some(person(&study, "P02")));
    let looked = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    let proof = withdraw(&mut study, "P02", ALL);
    let cleaned = proof.tombstone.cleaned.unwrap();
    assert_eq!(
        (cleaned.fragments, cleaned.traces, cleaned.copies_removed),
        (20, 0, 2),
        "{proof:?}"
    );
    assert!(cleaned.words > 0 && proof.is_clean());
    assert_eq!(study.check().unwrap(), []);
    // What was told before is what was done.
    let counts = WithdrawalCounts { steps: 0, ..looked.counts };
    assert_eq!(counts, WithdrawalCounts { steps: 0, ..proof.tombstone.counts });
    assert!(counts.documents == 1 && counts.group_documents == 1 && counts.revisions > 0);
    assert!(counts.codes > 0 && counts.versions == 1 && counts.framework_other == 1);
    let after = Arc::clone(study.corpus());
    assert_eq!(before.coding_count() - after.coding_count(), counts.codings_removed);
    assert_eq!(covered(&after, None), others);
    assert!(after.participant_named("P02").is_none());
    // ¶ numbers stand, and turns of the group say that somebody spoke.
    let (old, new) = (before.document_named("FG1").unwrap(), after.document_named("FG1").unwrap());
    assert_eq!(old.turns.len(), new.turns.len());
    assert!(new.text.contains("[withdrawn]: [contribution withdrawn]"));
    assert!(!new.text.contains("contribution withdrawn] "), "{}", new.text);
    // Nowhere, neither while it is open nor afterwards.
    let stretches = only_theirs(&own, &all_texts(&after));
    assert!(stretches.len() > 1_000);
    assert_eq!(traces(folder.path(), &stretches), Vec::<String>::new());
    drop(study);
    assert_eq!(traces(folder.path(), &stretches), Vec::<String>::new());
    let mut study = Study::open(&folder.path().join("s.postil"), None).unwrap();
    assert_eq!(study.check().unwrap(), []);
    assert!(study.history().unwrap().is_empty());
    // The pseudonym stands only where others said it.
    let name: BTreeSet<Vec<u8>> = [b"P02 was tired".to_vec(), b"Unlike P02 (".to_vec()].into();
    for (file, bytes) in bytes_of(folder.path()) {
        assert!(name.iter().all(|n| memchr::memmem::find(&bytes, n).is_none()), "{file}");
    }
    // Neither in lines of the audit trail nor anywhere else.
    let count = |bytes: &[u8]| bytes.windows(3).filter(|w| *w == b"P02").count();
    let file = std::fs::read(folder.path().join("s.postil")).unwrap();
    assert_eq!(count(&file), count(texts(study.corpus()).as_bytes()));
    let all = study.corpus();
    let memos: Vec<&str> = all.memos.iter().map(|memo| memo.text.as_str()).collect();
    assert!(memos.contains(&"[withdrawn] was tired"), "{memos:?}");
    assert!(memos.contains(&"I wonder: [quotation withdrawn]"), "{memos:?}");
    assert_eq!(all.withdrawals.len(), 1);
    let kinds: BTreeSet<&str> = all.evidence_lost.iter().map(|one| one.kind.name()).collect();
    assert!(["theme", "framework", "memo", "code"].iter().all(|kind| kinds.contains(kind)));
}

#[test]
fn without_care_the_scan_finds_what_was_removed() {
    let (folder, mut study) = sample();
    traps(&mut study);
    let own = said(study.corpus(), "P02");
    let reason = WithdrawalReason::Other;
    let what = Withdraw {
        participant: person(&study, "P02"),
        scope: ALL,
        reason,
        remove_memos: Vec::new(),
    };
    let proof = study.withdraw_with(&what, Care::None, &|_| ()).unwrap();
    assert!(!proof.is_clean());
    let at = |name: &str| {
        proof.scanned.iter().filter(|one| one.name == name).map(|one| one.traces).sum::<usize>()
    };
    assert!(at("a.postil") > 0 && at("s before format 4.postil") > 0, "{:?}", proof.scanned);
    assert!(at("s.postil") + at("s.postil-wal") > 0, "{:?}", proof.scanned);
    let stretches = only_theirs(&own, &all_texts(study.corpus()));
    assert!(!traces(folder.path(), &stretches).is_empty());
    assert!(proof.verdict().contains("should not be"));
}

#[test]
fn while_another_program_has_the_study_open_nothing_changes() {
    let (folder, mut study) = sample();
    let steps = study.history().unwrap().len();
    let other = Study::open(&folder.path().join("s.postil"), None).unwrap();
    let what = Withdraw {
        participant: person(&study, "P02"),
        scope: ALL,
        reason: WithdrawalReason::Asked,
        remove_memos: Vec::new(),
    };
    let error = study.withdraw(&what, &|_| ()).unwrap_err();
    assert!(error.to_string().contains("open in another window or program"), "{error}");
    assert_eq!(study.history().unwrap().len(), steps);
    assert!(study.corpus().participant_named("P02").is_some());
    // Work goes on in both.
    run(&mut study, Command::RenameStudy { name: "Still here".to_owned() });
    drop(other);
    assert_eq!(study.check().unwrap(), []);
    let proof = study.withdraw(&what, &|_| ()).unwrap();
    assert!(proof.is_clean());
    // Afterwards another one may come in again.
    let mut other = Study::open(&folder.path().join("s.postil"), None).unwrap();
    run(&mut study, Command::RenameStudy { name: "And here".to_owned() });
    assert!(other.refresh().unwrap());
}

/// As in another window, also one on another computer, which has no connection to the file here.
#[test]
fn while_somebody_else_holds_the_study_nothing_changes() {
    let (folder, study) = sample();
    drop(study);
    let path = folder.path().join("s.postil");
    let mut study = Study::open(&path, None).unwrap();
    let what = Withdraw {
        participant: person(&study, "P02"),
        scope: ALL,
        reason: WithdrawalReason::Asked,
        remove_memos: Vec::new(),
    };
    let holder = folder.path().join("s.postil.lock");
    std::fs::write(&holder, r#"{"coder":"ben","host":"another-laptop","window":true}"#).unwrap();
    let error = study.withdraw(&what, &|_| ()).unwrap_err().to_string();
    assert!(error.contains("ben has it open on the computer another-laptop"), "{error}");
    assert!(study.corpus().participant_named("P02").is_some());
    assert!(Study::open(&path, None).unwrap().corpus().participant_named("P02").is_some());
    std::fs::remove_file(holder).unwrap();
    assert!(study.withdraw(&what, &|_| ()).unwrap().is_clean());
}

#[test]
fn a_refused_memo_leaves_everything_as_it_was() {
    let (_folder, mut study) = sample();
    run(
        &mut study,
        Command::AddMemo {
            kind: MemoKind::Journal,
            on: MemoOn::Study,
            title: String::new(),
            text: "My own".to_owned(),
            links: Vec::new(),
        },
    );
    let memo = study.corpus().memos.last().unwrap().id;
    let what = Withdraw {
        participant: person(&study, "P02"),
        scope: ALL,
        reason: WithdrawalReason::Asked,
        remove_memos: vec![memo],
    };
    assert!(matches!(study.withdraw(&what, &|_| ()), Err(Error::Refused(_))));
    assert!(study.corpus().participant_named("P02").is_some());
}

#[test]
fn what_fails_inside_leaves_everything_and_steps_are_recorded_again() {
    let (_folder, mut study) = sample();
    let steps = study.history().unwrap().len();
    let id = person(&study, "P02");
    let failed = study.store.withdraw::<(), Error>(("ana", "now", "x"), Care::Full, |tx| {
        tx.withdraw_participant(id)?;
        Err(Refusal::new("no").into())
    });
    assert!(matches!(failed, Err(Error::Refused(_))));
    assert_eq!(study.history().unwrap().len(), steps);
    run(&mut study, Command::RenameStudy { name: "Other".to_owned() });
    assert_eq!(study.history().unwrap().len(), steps + 1);
    study.undo().unwrap();
    assert_ne!(study.corpus().study, "Other");
    assert_eq!(study.check().unwrap(), []);
}

#[test]
fn only_who_it_was_can_be_removed() {
    let (_folder, mut study) = sample();
    let before = Arc::clone(study.corpus());
    let own = said(&before, "P02");
    let proof = withdraw(&mut study, "P02", WithdrawalScope::Person);
    assert_eq!(study.check().unwrap(), []);
    let after = study.corpus();
    assert_eq!(before.coding_count(), after.coding_count());
    assert_eq!(covered(&before, None), covered(after, None));
    let left = texts(after);
    assert!(own.iter().all(|said| left.contains(said.as_str())));
    assert!(!left.contains("P02:"));
    assert!(after.participant_named("P02").is_none());
    assert!(after.documents.iter().all(|document| !document.name.contains("P02")));
    assert_eq!(proof.tombstone.cleaned.unwrap().fragments, 0);
}

#[test]
fn a_withdrawal_that_was_cut_short_is_finished_later() {
    let (folder, mut study) = sample();
    traps(&mut study);
    withdraw(&mut study, "P02", ALL);
    let mut tombstone = study.corpus().withdrawals[0].clone();
    tombstone.cleaned = None;
    study.store.keep_cleaning(&tombstone).unwrap();
    drop(study);
    let backups = backup_folder(&folder.path().join("s.postil"));
    std::fs::write(backups.join("late.postil"), "x").unwrap();
    let mut study = Study::open(&folder.path().join("s.postil"), None).unwrap();
    assert_eq!(study.finish_withdrawals().unwrap().0, 1);
    assert_eq!(study.finish_withdrawals().unwrap().0, 0);
    assert!(!backups.join("late.postil").exists());
    let cleaned = study.corpus().withdrawals[0].cleaned.unwrap();
    assert_eq!((cleaned.copies_removed, cleaned.fragments), (1, 0));
}

/// A copy that could not be removed then is removed later; one that was made since then stays.
#[test]
fn copies_that_were_left_are_removed_later() {
    let (folder, mut study) = sample();
    let backups = backup_folder(&folder.path().join("s.postil"));
    let old = study.backup_anyway("by hand").unwrap().path;
    let kept = folder.path().join("kept");
    std::fs::copy(&old, &kept).unwrap();
    withdraw(&mut study, "P02", ALL);
    let mut tombstone = study.corpus().withdrawals[0].clone();
    let mut cleaned = tombstone.cleaned.unwrap();
    assert!(!tombstone.is_unfinished() && cleaned.traces == 0 && cleaned.fragments > 0);
    // As if it could not have been removed.
    cleaned.copies_left = 1;
    cleaned.copies_removed -= 1;
    tombstone.cleaned = Some(cleaned);
    study.store.keep_cleaning(&tombstone).unwrap();
    std::fs::copy(&kept, &old).unwrap();
    let late = study.backup_anyway("by hand").unwrap().path;
    assert!(study.refresh().is_ok());
    drop(study);
    let mut study = Study::open(&folder.path().join("s.postil"), None).unwrap();
    assert!(study.corpus().withdrawals[0].is_unfinished());
    let (done, copies) = study.finish_withdrawals().unwrap();
    assert_eq!((done, copies.left), (1, Vec::new()));
    assert_eq!(copies.removed, std::slice::from_ref(&old));
    assert!(!old.exists() && late.exists(), "{:?}", std::fs::read_dir(backups));
    cleaned.copies_left = 0;
    cleaned.copies_removed += 1;
    assert_eq!(study.corpus().withdrawals[0].cleaned, Some(cleaned));
    assert_eq!(study.finish_withdrawals().unwrap().0, 0);
}

#[test]
fn what_was_read_again_is_ticked_off_and_that_can_be_undone() {
    let (_folder, mut study) = sample();
    withdraw(&mut study, "P02", ALL);
    let id = study.corpus().evidence_lost[0].id;
    run(&mut study, Command::TickEvidence { evidence: vec![id], done: true });
    assert!(study.corpus().evidence_lost[0].done);
    study.undo().unwrap();
    assert!(!study.corpus().evidence_lost[0].done);
    let gone = Command::TickEvidence { evidence: vec![EvidenceId(-1)], done: true };
    assert!(study.run(gone).is_err());
}

/// What two coders had put on both sides of a turn.
#[test]
fn codings_that_come_to_lie_on_the_same_words_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let text = "P2: First thing.\n\nP1: Second and third.\n\nP2: Last.\n";
    run(
        &mut study,
        Command::ImportDocuments { documents: vec![document("Both", text)], people: None },
    );
    let (id, _) = find(&study, "First");
    let span = |study: &Study, words: &str| find(study, words).1;
    let long = span(&study, "First thing.\n\nP1: Second and third.");
    let short = span(&study, "First thing.\n\nP1: Second");
    // Overlapping codings of one hand come from files; the window makes them one.
    apply(&mut study, id, long, "a");
    let lines = vec![crate::model::CodingLine {
        line: 2,
        document: "Both".to_owned(),
        chars: crate::model::CharSpan {
            start: u64::from(short.start()),
            end: u64::from(short.end()),
        },
        code: "a".to_owned(),
        coder: None,
        memo: "why".to_owned(),
        guid: None,
    }];
    run(&mut study, Command::ImportCodings { lines, new_codes: false });
    assert_eq!(study.corpus().coding_count(), 2);
    withdraw(&mut study, "P1", ALL);
    let document = &study.corpus().documents[0];
    let coding = &document.codings[0];
    assert_eq!(document.codings.len(), 1);
    assert_eq!(coding.span.of(&document.text), Some("First thing."));
    assert_eq!(coding.memo.as_deref(), Some("why"));
    assert_eq!(study.check().unwrap(), []);
}
