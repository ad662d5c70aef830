//! Withdrawals from random studies, plain and locked.

use super::tests::{
    ALL, Covered, all_texts, covered, document, only_theirs, person, run, said, traces, withdraw,
};
use super::*;
use crate::model::{Flags, Span, Voice};
use crate::study::{CodeTarget, Command, Passphrase};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// A study of two interviews and two conversations, with codings anywhere.
fn random_study(
    path: &Path,
    passphrase: Option<&Passphrase>,
    turns: &[(u8, Vec<u16>)],
    codings: &[(u8, u16, u16, bool)],
) -> Study {
    let mut study = Study::create(path, passphrase, "s", Some("ana")).unwrap();
    let mut texts = vec![String::new(); 4];
    for (n, (who, words)) in turns.iter().enumerate() {
        let at = n % 4;
        let label = match (at, who % 4) {
            (_, 0) => "INT",
            (0, _) | (2 | 3, 1) => "P1",
            (1, _) | (2 | 3, 2) => "P2",
            _ => "P3",
        };
        let words: Vec<String> = words.iter().map(|w| format!("wörd{w}")).collect();
        texts[at].push_str(&format!("{label}: {}.\n\n", words.join(" ")));
    }
    let names = ["One", "Two", "Both", "All"];
    let full = texts.iter().zip(names).filter(|(text, _)| !text.is_empty());
    let documents = full.map(|(text, name)| document(name, text)).collect();
    run(&mut study, Command::ImportDocuments { documents, people: None });
    for (at, from, len, second) in codings {
        let documents = &study.corpus().documents;
        let document = Arc::clone(&documents[usize::from(*at) % documents.len()]);
        let starts: Vec<u32> =
            document.text.char_indices().map(|(place, _)| place as u32).collect();
        let from = usize::from(*from) % starts.len();
        let to = (from + usize::from(*len) + 1).min(starts.len() - 1);
        let Some(span) = Span::new(starts[from], starts[to]) else { continue };
        study.act_as(if *second { "ben" } else { "ana" }).unwrap();
        let code = CodeTarget::Path(vec![format!("code {}", at % 3)]);
        let apply = Command::ApplyCodes {
            document: document.id,
            spans: vec![span],
            codes: vec![code],
            flags: Flags::default(),
            memo: String::new(),
        };
        // A stretch of white space is refused.
        study.run(apply).ok();
    }
    study
}

fn survives(turns: &[(u8, Vec<u16>)], codings: &[(u8, u16, u16, bool)], locked: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let passphrase = locked.then(|| Passphrase::new("only a test").unwrap());
    let mut study = random_study(&path, passphrase.as_ref(), turns, codings);
    let before = Arc::clone(study.corpus());
    if before.participant_named("P1").is_none() {
        return;
    }
    let id = person(&study, "P1");
    let own = said(&before, "P1");
    let others = covered(&before, Some(id));
    let alone: Vec<_> = before
        .documents
        .iter()
        .filter(|document| {
            let voices = document.speakers.iter().filter_map(|speaker| match speaker.voice {
                Voice::Participant(id) => Some(id),
                _ => None,
            });
            let voices: Vec<ParticipantId> = voices.collect();
            voices.contains(&id) && voices.iter().all(|other| *other == id)
        })
        .map(|document| document.guid.to_string())
        .collect();
    let expected: Covered = others
        .into_iter()
        .filter(|(_, words)| words.iter().all(|(document, ..)| !alone.contains(document)))
        .collect();
    let proof = withdraw(&mut study, "P1", ALL);
    assert!(proof.is_clean(), "{proof:?}");
    assert_eq!(proof.locked, locked);
    assert_eq!(study.check().unwrap(), []);
    let after = Arc::clone(study.corpus());
    let now = covered(&after, None);
    // Codings that came to lie on the same words are one; none is on other words than before.
    let words = |all: &Covered| -> BTreeSet<_> {
        all.iter().map(|((code, coder, _), words)| (*code, *coder, words.clone())).collect()
    };
    assert_eq!(words(&now), words(&expected));
    let stretches = only_theirs(&own, &all_texts(&after));
    assert_eq!(traces(folder.path(), &stretches), Vec::<String>::new());
    drop(study);
    assert_eq!(traces(folder.path(), &stretches), Vec::<String>::new());
    let mut study = Study::open(&path, passphrase.as_ref()).unwrap();
    assert_eq!(study.check().unwrap(), []);
}

type Turns = Vec<(u8, Vec<u16>)>;

fn turns() -> impl Strategy<Value = Turns> {
    let words = proptest::collection::vec(any::<u16>(), 1..12);
    proptest::collection::vec((any::<u8>(), words), 4..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn others_keep_their_words_and_nothing_of_the_person_is_left(
        turns in turns(),
        codings in proptest::collection::vec((any::<u8>(), any::<u16>(), 0_u16..200, any::<bool>()), 0..30),
    ) {
        survives(&turns, &codings, false);
    }
}

#[cfg(feature = "encryption")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]
    #[test]
    fn a_locked_study_keeps_nothing_either(
        turns in turns(),
        codings in proptest::collection::vec((any::<u8>(), any::<u16>(), 0_u16..200, any::<bool>()), 0..30),
    ) {
        survives(&turns, &codings, true);
    }
}
