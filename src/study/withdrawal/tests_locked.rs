//! Withdrawals from a locked study: what stays on its pages would be found, and does not stay.

use super::tests::{ALL, person, texts, traps};
use super::*;
use crate::store::Care;

/// Withdraws P02 from a locked sample study with the traps in it; the folder goes with the study.
fn withdrawn_locked(care: Care) -> (tempfile::TempDir, Study, Proof) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let passphrase = crate::study::Passphrase::new("only a test").unwrap();
    let mut study = crate::study::sample::create(&path, Some(&passphrase)).unwrap();
    traps(&mut study);
    let what = Withdraw {
        participant: person(&study, "P02"),
        scope: ALL,
        reason: WithdrawalReason::Asked,
        remove_memos: Vec::new(),
    };
    let proof = study.withdraw_with(&what, care, &|_| ()).unwrap();
    (folder, study, proof)
}

fn traces_in(proof: &Proof, name: &str) -> (u64, usize) {
    let those = proof.scanned.iter().filter(|one| one.name == name);
    those.fold((0, 0), |sum, one| (sum.0 + one.bytes, sum.1 + one.traces))
}

/// The bytes of a locked study say nothing; its pages say it as they are unlocked.
#[test]
fn of_a_locked_study_pages_and_tables_are_searched_and_nothing_is_left() {
    let (folder, study, proof) = withdrawn_locked(Care::Full);
    assert!(proof.is_clean() && proof.locked, "{proof:?}");
    let size = std::fs::metadata(study.path()).unwrap().len();
    assert_eq!(traces_in(&proof, "pages, unlocked"), (size, 0), "all of it, page by page");
    assert!(traces_in(&proof, "words_data").0 > 0);
    assert!(proof.tombstone.cleaned.unwrap().words > 0);
    drop(folder);
}

/// The control: words that nothing shows any more, on pages that nothing uses, would be found.
#[test]
fn without_care_words_stay_on_pages_of_a_locked_study_and_are_found() {
    let (folder, study, proof) = withdrawn_locked(Care::None);
    assert!(!proof.is_clean() && proof.locked, "{proof:?}");
    assert!(traces_in(&proof, "pages, unlocked").1 > 0, "{proof:?}");
    // No row holds them: only the pages do.
    let left = texts(study.corpus());
    assert!(study.corpus().participant_named("P02").is_none() && !left.is_empty());
    assert_eq!(traces_in(&proof, "documents").1, 0, "{proof:?}");
    // Nor do the bytes on the disk say anything.
    let bytes = std::fs::read(study.path()).unwrap();
    assert!(memchr::memmem::find(&bytes, b"SQLite").is_none());
    drop(folder);
}
