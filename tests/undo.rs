//! Undo of everything: random acts over every command, and after *every* undo and redo the whole
//! database is compared, across restarts of the program.

use crate::support::dump::dump;
use crate::undo_acts::{Act, KINDS, command, kind_of};
use postil::model::{Corpus, MemoKind, MemoOn, WithdrawalReason, WithdrawalScope};
use postil::study::{Command, Error, Study, Withdraw};
use proptest::prelude::*;

/// Acts behind those: undo, redo, and anything else opens the file anew.
const UNDO: u8 = KINDS;
const REDO: u8 = KINDS + 1;

/// What is on the screen is what is in the file.
fn same_as_file(study: &Study) {
    let fresh = Study::open(study.path(), None).unwrap();
    let told = |corpus: &Corpus| {
        let documents = corpus.documents.iter().map(|document| format!("{document:?}"));
        let codes = corpus.codes.codes().iter().map(|code| format!("{code:?}"));
        let people = corpus.participants.iter().map(|person| format!("{person:?}"));
        let rest = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            corpus.approach,
            corpus.filters,
            corpus.framework,
            corpus.orphans,
            corpus.kept,
            corpus.attributes,
            corpus.coders,
            corpus.memos,
            corpus.themes,
            corpus.versions,
            corpus.coded_with,
            corpus.withdrawals,
            corpus.evidence_lost
        );
        documents.chain(codes).chain(people).chain([corpus.study.clone(), rest]).collect::<Vec<_>>()
    };
    assert_eq!(told(study.corpus()), told(fresh.corpus()));
}

/// Does the acts and checks every undo and redo on the way. Returns how many of each kind changed
/// something.
fn play(acts: &[Act]) -> Vec<u32> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    // Somebody withdrew before; a memo that was kept is to be read again.
    study.run(Command::AddParticipant { name: "P99".to_owned() }).unwrap();
    let participant = study.corpus().participants[0].id;
    let (on, links) = (MemoOn::Participant(participant), Vec::new());
    let (kind, title, text) = (MemoKind::Note, String::new(), "talkative".to_owned());
    study.run(Command::AddMemo { kind, on, title, text, links }).unwrap();
    let scope = WithdrawalScope::Everything;
    let what =
        Withdraw { participant, scope, reason: WithdrawalReason::Asked, remove_memos: Vec::new() };
    study.withdraw(&what, &|_| ()).unwrap();
    // `past[n]` is the file after n steps; `done` steps of it are done, the rest undone.
    let mut past = vec![dump(&path)];
    let mut done = 0;
    let mut did = vec![0; usize::from(KINDS)];
    for act in acts {
        match act.0 {
            kind if kind < KINDS => {
                let Some(command) = command(study.corpus(), *act) else { continue };
                let kind = kind_of(&command);
                let before = dump(&path);
                match study.run(command) {
                    Ok(outcome) if outcome.step.is_some() => {
                        past.truncate(done + 1);
                        past.push(dump(&path));
                        done += 1;
                        did[usize::from(kind)] += 1;
                    }
                    Ok(_) => assert_eq!(dump(&path), before, "no step, yet a change"),
                    Err(Error::Refused(_)) => {
                        assert_eq!(dump(&path), before, "refused, yet changed");
                    }
                    Err(error) => panic!("{act:?}: {error}"),
                }
            }
            UNDO => {
                assert_eq!(study.undo().unwrap().is_some(), done > 0);
                done = done.saturating_sub(1);
            }
            REDO => {
                let more = done + 1 < past.len();
                assert_eq!(study.redo().unwrap().is_some(), more);
                done += usize::from(more);
            }
            _ => {
                drop(study);
                study = Study::open(&path, None).unwrap();
            }
        }
        assert_eq!(dump(&path), past[done], "after {act:?}");
    }
    same_as_file(&study);
    while done > 0 {
        study.undo().unwrap().unwrap();
        done -= 1;
        assert_eq!(dump(&path), past[done], "undone to {done}");
    }
    assert!(study.undo().unwrap().is_none());
    same_as_file(&study);
    drop(study);
    let mut study = Study::open(&path, None).unwrap();
    while done + 1 < past.len() {
        study.redo().unwrap().unwrap();
        done += 1;
        assert_eq!(dump(&path), past[done], "redone to {done}");
    }
    assert!(study.redo().unwrap().is_none());
    same_as_file(&study);
    assert_eq!(study.check().unwrap(), []);
    did
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn every_undo_and_redo_gives_back_the_whole_database(
        acts in proptest::collection::vec((0..KINDS + 3, any::<u16>(), any::<u16>(), any::<u16>()), 1..60)
    ) {
        play(&acts);
    }
}

#[test]
fn every_command_is_among_the_acts_and_is_undone() {
    // A study with something of everything, then each kind of act several times.
    let mut acts: Vec<Act> = vec![(1, 1, 2, 0), (5, 1, 2, 0), (13, 0, 1, 1), (18, 0, 4, 9)];
    let mut seed = 12_345_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as u16
    };
    for round in 0..6_u16 {
        for kind in (0..KINDS).rev() {
            acts.push((kind, next(), next(), next()));
        }
        acts.extend([(1, next(), next(), 0), (18, next(), 4, 9), (23, 0, 0, next())]);
        acts.extend([
            (13, 0, 1, next()),
            (41, next(), next(), 0),
            (36, next(), next(), next()),
            (36, next(), 0, 0),
        ]);
        // A codebook that has changed since the newest version.
        acts.extend([(14, round, round * 3 + 1, 0), (29, round, 0, 0)]);
        // A text that loses coded words, and gets them back; orphans that are put back or let go.
        acts.extend([(18, 0, 4, 9), (44, 0, 0, 20), (45, 0, 0, 0), (44, 0, 0, 20)]);
        acts.extend([(46, 0, 7, 5), (18, 0, 4, 9), (44, 0, 3, 20), (47, 0, 0, 0)]);
        // A coding that gets another code.
        acts.extend([(18, 0, 4, 9), (19, round, round + 1, 0), (19, 0, round + 2, 0)]);
        // Two labels of one document become one.
        acts.extend([(1, round + 40, round + 41, 0), (56, 0, 0, 1)]);
        // A filter that is saved and gets another name.
        acts.extend([(62, round, round, round), (63, 0, round + 1, 0)]);
        // Findings that are kept, and pseudonyms, which forget some of them.
        acts.extend([
            (48, round, 1, round),
            (49, 0, 0, 0),
            (48, round, 2, 3),
            (50, round, round, 0),
        ]);
    }
    let did = play(&acts);
    for (kind, times) in did.iter().enumerate() {
        assert!(*times > 0, "no act of kind {kind} changed anything");
    }
}
