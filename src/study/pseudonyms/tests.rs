//! Pseudonyms in a whole study, and against a slow model of where codings should be.

use super::super::{CodeTarget, Command, Report, Study};
use super::*;
use crate::model::{
    ConsentChange, Filter, NewDocument, Origin, Pseudonym, Reading, Retention, SpeakerChoice,
};
use crate::text::edits::{Edits, Moved};
use crate::text::turns::{Hints, detect};
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

fn line(original: &str, replacement: &str) -> Pseudonym {
    Pseudonym {
        original: original.to_owned(),
        replacement: replacement.to_owned(),
        ..Pseudonym::default()
    }
}

fn document(name: &str, text: &str) -> NewDocument {
    let hints =
        Hints { listed: ["SARAH", "Sara", "INT"].map(str::to_owned).to_vec(), ..Hints::default() };
    let found = detect(text, &hints);
    NewDocument {
        name: name.to_owned(),
        text: text.to_owned(),
        turns: found.turns,
        marks: found.marks,
        times: Vec::new(),
        reading: Reading {
            voices: vec![("SARAH".to_owned(), SpeakerChoice::Participant("P01".to_owned()))],
            ..Reading::default()
        },
        origin: Origin {
            file_name: format!("{name}.txt"),
            sha256: "5e1f".to_owned(),
            ..Origin::default()
        },
        receipt: vec![crate::model::ReceiptNote {
            what: "labels".to_owned(),
            count: 1,
            note: "SARAH speaks 2 turns".to_owned(),
        }],
    }
}

fn study(text: &str) -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "A study", None).unwrap();
    let documents = vec![document("Interview Sarah", text)];
    study.run(Command::ImportDocuments { documents, people: None }).unwrap();
    (folder, study)
}

fn code(study: &mut Study, words: &str) {
    let document = &study.corpus().documents[0];
    let at = document.text.find(words).unwrap();
    let span = Span::from_range(at..at + words.len()).unwrap();
    let (document, code) = (document.id, CodeTarget::Path(vec!["waiting".to_owned()]));
    study.run(Command::ApplyCode { document, span, code }).unwrap();
}

fn coded(study: &Study) -> Vec<String> {
    let document = &study.corpus().documents[0];
    let spans = document.codings.iter().map(|coding| coding.span.of(&document.text).unwrap());
    spans.map(str::to_owned).collect()
}

const TEXT: &str = "INT: Who is there?\n\nSARAH: My sister Sarah’s boy, Minh. [Sarah] waited; \
                    Minh Tran too.\n\nINT: And minh?\n\nSARAH: Nobody. minh left.\n";

fn list() -> Vec<Pseudonym> {
    vec![line("Sarah", "[mother]"), line("Minh", "[boy]"), line("Minh Tran", "[boy, 16]")]
}

#[test]
fn names_become_pseudonyms_everywhere_and_codings_move_along() {
    let (_folder, mut study) = study(TEXT);
    code(&mut study, "Sarah’s boy");
    code(&mut study, "Minh");
    code(&mut study, "waited; Minh Tran too");
    let before = study.corpus().documents[0].clone();
    study
        .run(Command::CorrectText {
            document: before.id,
            text: TEXT.replace("Nobody.", "Nobody, Sarah said."),
        })
        .unwrap();
    let never = AtomicBool::new(false);
    let places = find_names(study.corpus(), &list(), &never).unwrap();
    let sure: Vec<NamePlace> = places.iter().filter(|place| place.sure).cloned().collect();
    assert_eq!(places.len() - sure.len(), 2, "minh in small letters, twice");
    let counted = replaced_codings(study.corpus(), &list(), &sure).unwrap();
    assert_eq!(counted[0].1.len(), 3);
    assert_eq!(study.count_elsewhere(&list()).unwrap(), 3, "a receipt, a reading, an older text");
    let entries = key_entries(study.corpus(), &list(), &sure, "researcher");
    assert!(
        entries.iter().any(|entry| entry.original == "Minh Tran" && entry.paragraph == Some(2))
    );
    let command = Command::ApplyPseudonyms { list: list(), places: sure, elsewhere: true };
    let outcome = study.run(command).unwrap();
    let Report::Pseudonyms(done) = outcome.report else { panic!("{outcome:?}") };
    assert_eq!((done.documents, done.codings, done.elsewhere), (1, 3, 3));
    let label = outcome.step.unwrap().label;
    assert_eq!(label, "Apply pseudonyms: 9 places in 1 document, and 3 texts elsewhere");
    let document = study.corpus().documents[0].clone();
    assert_eq!(
        &*document.text,
        "INT: Who is there?\n\n[mother]: My sister [mother]’s boy, [boy]. [Sarah] waited; \
         [boy, 16] too.\n\nINT: And minh?\n\n[mother]: Nobody, [mother] said. minh left.\n"
    );
    assert_eq!(coded(&study), ["[mother]’s boy", "[boy]", "waited; [boy, 16] too"]);
    assert_eq!(document.name, "Interview [mother]");
    assert_eq!(document.file_name, "Interview [mother].txt");
    let labels: Vec<&str> = document.speakers.iter().map(|s| s.label.as_str()).collect();
    assert_eq!(labels, ["INT", "[mother]"]);
    assert_eq!(document.turns.len(), before.turns.len());
    for (turn, old) in document.turns.iter().zip(before.turns.iter()) {
        assert_eq!(turn.speaker, old.speaker);
    }
    assert_eq!(study.check().unwrap(), []);
    // The older text lost its names as well, and nothing was kept because of this step.
    let revisions = study.revisions(document.id).unwrap();
    assert_eq!(revisions.len(), 1);
    let older = study.revision_text(document.id, 1).unwrap().unwrap();
    assert!(!older.to_lowercase().contains("sarah"), "{older}");
    // The log holds counts and no names.
    let log = study.anonymised().unwrap();
    assert!(log.iter().all(|row| row.replacement.starts_with('[')));
    assert_eq!(log.iter().map(|row| row.places).sum::<u64>(), 9);
    // And all of it is one step.
    study.undo().unwrap();
    assert!(study.corpus().documents[0].text.contains("SARAH: My sister Sarah’s boy"));
    assert_eq!(coded(&study), ["Sarah’s boy", "Minh", "waited; Minh Tran too"]);
    assert_eq!(study.anonymised().unwrap(), []);
    study.redo().unwrap();
    assert_eq!(coded(&study), ["[mother]’s boy", "[boy]", "waited; [boy, 16] too"]);
}

#[test]
fn labels_that_become_one_are_one_speaker() {
    let (_folder, mut study) = study("SARAH: One.\n\nSara: Two.\n\nSARAH: Three.\n\nSara: Four.\n");
    let list = vec![line("Sarah", "[mother]"), line("Sara", "[mother]")];
    let places = find_names(study.corpus(), &list, &AtomicBool::new(false)).unwrap();
    study.run(Command::ApplyPseudonyms { list, places, elsewhere: false }).unwrap();
    let document = &study.corpus().documents[0];
    assert_eq!(document.speakers.len(), 1);
    assert_eq!(document.speakers[0].label, "[mother]");
    let speaker = document.speakers[0].id;
    assert!(document.turns.iter().all(|turn| turn.speaker == Some(speaker)));
    assert!(matches!(document.speakers[0].voice, crate::model::Voice::Participant(_)));
    assert_eq!(study.check().unwrap(), []);
}

#[test]
fn what_is_not_there_any_more_is_refused() {
    let (_folder, mut study) = study(TEXT);
    let places = find_names(study.corpus(), &list(), &AtomicBool::new(false)).unwrap();
    let document = study.corpus().documents[0].id;
    study.run(Command::CorrectText { document, text: format!("Note.\n\n{TEXT}") }).unwrap();
    let command = Command::ApplyPseudonyms { list: list(), places, elsewhere: true };
    let refused = study.run(command).unwrap_err().to_string();
    assert_eq!(
        refused,
        "the study has changed since the names were looked for; look for them again"
    );
}

/// How often a word stands in the bytes of the file and its companions.
fn traces(study: &Study, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for suffix in ["", "-wal", "-shm"] {
        let mut path = study.path().as_os_str().to_owned();
        path.push(suffix);
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let lower = bytes.to_ascii_lowercase();
        let n = lower.windows(word.len()).filter(|w| *w == word.as_bytes()).count();
        if n > 0 {
            found.push(format!("{n} in {suffix:?}"));
        }
    }
    found
}

#[test]
fn made_final_nothing_of_a_name_is_left_in_the_file() {
    let text = TEXT.replace("[Sarah] waited", "She waited").replace("Sarah", "Zerafina");
    let text = text.replace("SARAH", "ZERAFINA");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "About Zerafina", None).unwrap();
    let mut new = document("Interview Zerafina", &text);
    new.receipt[0].note = "ZERAFINA speaks".to_owned();
    study.run(Command::ImportDocuments { documents: vec![new], people: None }).unwrap();
    code(&mut study, "Zerafina’s boy");
    let id = study.corpus().documents[0].id;
    study
        .run(Command::AddMemo {
            kind: crate::model::MemoKind::Note,
            on: crate::model::MemoOn::Document(id),
            title: "On Zerafina".to_owned(),
            text: "Zerafina said".to_owned(),
            links: Vec::new(),
        })
        .unwrap();
    study.run(Command::KeepVersion { note: "before Zerafina".to_owned() }).unwrap();
    study
        .run(Command::CorrectText { document: id, text: text.replace("Nobody", "No one") })
        .unwrap();
    let keep = (Some(id), "key".to_owned(), "Zerafina".to_owned());
    study.run(Command::KeepFindings { findings: vec![keep] }).unwrap();
    study.keep_draft(Some(r#"{"text":"Zerafina, again"}"#)).unwrap();
    let theirs = Filter { speakers: vec!["zerafina".to_owned()], ..Filter::default() };
    let name = "Zerafina alone".to_owned();
    study.run(Command::SaveFilter { name, filter: theirs }).unwrap();
    let retention = Retention { until: String::new(), rule: "as Zerafina wished".to_owned() };
    study.run(Command::SetRetention { retention }).unwrap();
    study.run(Command::AddParticipant { name: "P09".to_owned() }).unwrap();
    let person = study.corpus().participant_named("P09").unwrap().id;
    let form = ConsentChange { form: Some("signed by Zerafina".to_owned()), ..Default::default() };
    study.run(Command::SetConsent { people: vec![(person, form)] }).unwrap();
    let file = folder.path().join("Zerafina.csv");
    study.note_export("excerpts", &file, None, Vec::new()).unwrap();
    assert!(!traces(&study, "zerafina").is_empty());
    let list = vec![line("Zerafina", "[mother]")];
    let places = find_names(study.corpus(), &list, &AtomicBool::new(false)).unwrap();
    study.run(Command::ApplyPseudonyms { list: list.clone(), places, elsewhere: true }).unwrap();
    assert!(study.corpus().kept.is_empty());
    let saved = &study.corpus().filters[0];
    assert_eq!(saved.name, "[mother] alone");
    assert_eq!(saved.filter.as_ref().unwrap().speakers, ["[mother]"], "it finds what it found");
    assert_eq!(study.corpus().retention.rule, "as [mother] wished");
    let person = study.corpus().participant_named("P09").unwrap();
    assert_eq!(person.consent.form, "signed by [mother]");
    assert!(study.exports().unwrap()[0].path.ends_with("[mother].csv"));
    study.note_export("memos", &file, None, Vec::new()).unwrap();
    assert!(!traces(&study, "zerafina").is_empty(), "undo must still know");
    study.make_final(&list).unwrap();
    assert_eq!(traces(&study, "zerafina"), Vec::<String>::new());
    assert!(!traces(&study, "[mother]").is_empty());
    assert_eq!(study.history().unwrap(), []);
    assert!(study.undo().unwrap().is_none());
    assert_eq!(study.check().unwrap(), []);
    drop(study);
    // It is a study as before: it opens, and steps can be done and undone.
    let mut study = Study::open(&path, None).unwrap();
    assert_eq!(traces(&study, "zerafina"), Vec::<String>::new());
    code(&mut study, "left");
    study.undo().unwrap();
    assert_eq!(study.corpus().coding_count(), 1);
}

#[test]
fn findings_are_kept_once_and_shown_again() {
    let (_folder, mut study) = study(TEXT);
    let id = study.corpus().documents[0].id;
    let keep = |document| (document, "name_midsentence".to_owned(), "Minh".to_owned());
    study
        .run(Command::KeepFindings { findings: vec![keep(None), keep(Some(id)), keep(None)] })
        .unwrap();
    assert_eq!(study.corpus().kept.len(), 2);
    let again = study.run(Command::KeepFindings { findings: vec![keep(None)] }).unwrap();
    assert!(again.step.is_none());
    let findings: Vec<_> = study.corpus().kept.iter().map(|one| one.id).collect();
    let outcome = study.run(Command::ForgetKept { findings: findings.clone() }).unwrap();
    assert_eq!(outcome.step.unwrap().label, "Show 2 findings of the scan again");
    assert!(study.corpus().kept.is_empty());
    assert!(study.run(Command::ForgetKept { findings }).is_err());
    study.undo().unwrap();
    assert_eq!(study.corpus().kept.len(), 2);
}

/// Where a span should be: each character of the old text knows which replacement it fell to, and a
/// span has the characters it keeps and every replacement it shares a character with, whole.
fn slow(text: &str, replaced: &[(Span, String)], span: Span) -> String {
    let mut words = String::new();
    let mut put: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        let inside = (span.start() as usize..span.end() as usize).contains(&at);
        let fell = replaced.iter().position(|(place, _)| place.range().contains(&at));
        match fell {
            Some(n) if inside && !put.contains(&n) => {
                put.push(n);
                words.push_str(&replaced[n].1);
            }
            None if inside => words.push(c),
            _ => {}
        }
    }
    words
}

proptest! {
    #[test]
    fn codings_are_where_a_slow_model_puts_them(
        text in "(Sarah|Minh|Sarah’s|SARAH| |, |é|wait|\n|\\[x\\]|Ana Kola){1,30}",
        from in 0usize..200,
        len in 1usize..60,
    ) {
        let list = [line("Sarah", "[mother]"), line("Ana Kola", "[née]"), line("Minh", "x")];
        let names = crate::text::names::Names::new(list.iter().map(|l| l.original.as_str()));
        let spans: Vec<(Span, String)> = names
            .find(&text)
            .into_iter()
            .map(|place| (place.span, list[place.name].replacement.clone()))
            .collect();
        let (new, edits) = Edits::replacing(&text, &spans);
        let bounds: Vec<usize> =
            (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        let a = from % bounds.len();
        let b = (a + len).min(bounds.len() - 1);
        if let Some(span) = Span::from_range(bounds[a]..bounds[b]) {
            let wanted = slow(&text, &spans, span);
            match edits.span(span, &text, &new) {
                Moved::Same(moved) | Moved::Changed(moved) => {
                    prop_assert_eq!(moved.of(&new), Some(wanted.as_str()));
                }
                Moved::Gone(_) => prop_assert!(wanted.trim().is_empty() , "{wanted:?}"),
            }
        }
        // What is not replaced is what it was.
        let rest = |text: &str, spans: &mut dyn Iterator<Item = std::ops::Range<usize>>| {
            let (mut at, mut left) = (0, String::new());
            for range in spans {
                left.push_str(&text[at..range.start]);
                left.push('|');
                at = range.end;
            }
            left + &text[at..]
        };
        let old = rest(&text, &mut spans.iter().map(|(span, _)| span.range()));
        let changed = edits.list().iter().map(|edit| edit.new.start as usize..edit.new.end as usize);
        prop_assert_eq!(old, rest(&new, &mut { changed }));
    }
}
