//! The sample is whole. Its counts by role are compared with its specification in `tests/`.

use super::*;

fn made() -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().unwrap();
    let study = create(&folder.path().join("sample.postil"), None).unwrap();
    (folder, study)
}

#[test]
fn everybody_who_speaks_is_known() {
    let (_folder, study) = made();
    let corpus = study.corpus();
    assert_eq!((corpus.documents.len(), corpus.participants.len()), (12, 10));
    assert_eq!((corpus.codes.len(), corpus.coders.len()), (30, 1));
    assert_eq!(corpus.coding_count(), 309);
    for document in &corpus.documents {
        for speaker in &document.speakers {
            assert_ne!(speaker.voice, crate::model::Voice::Unassigned, "{}", speaker.label);
        }
        assert!(document.turns.len() > 10, "{}", document.name);
    }
    let commented = corpus.documents[0].codings.iter().filter(|c| c.memo.is_some()).count();
    assert_eq!(commented, 1);
}

#[test]
fn the_sample_is_whole_and_can_be_undone_to_nothing() {
    let (_folder, mut study) = made();
    assert_eq!(study.check().unwrap(), []);
    while study.undo().unwrap().is_some() {}
    assert!(study.corpus().documents.is_empty() && study.corpus().codes.is_empty());
    assert_eq!(study.check().unwrap(), []);
}

#[test]
fn themes_flags_and_links_are_those_of_the_sources() {
    let (_folder, study) = made();
    let corpus = study.corpus();
    let states: Vec<(&str, usize)> =
        corpus.themes.iter().map(|theme| (theme.state.name(), theme.codes.len())).collect();
    assert_eq!(
        states,
        [("kept", 6), ("kept", 5), ("kept", 4), ("kept", 6), ("candidate", 4)],
        "as in the specification, the last one still being tried"
    );
    let codings = || corpus.documents.iter().flat_map(|document| &document.codings);
    let flagged = Flag::ALL.map(|flag| codings().filter(|coding| coding.flags.has(flag)).count());
    assert_eq!(flagged, [6, 5, 3]);
    let linked = corpus.memos.iter().find(|memo| !memo.links.is_empty()).unwrap();
    assert_eq!((linked.on, linked.links.len()), (MemoOn::Theme(corpus.themes[0].id), 3));
}

#[test]
fn transcripts_carry_no_marks() {
    let texts = transcripts().unwrap();
    assert_eq!(texts.len(), 12);
    for (name, text) in texts {
        assert!(!text.contains(['<', '>']) && text.starts_with("INT: "), "{name}");
    }
}
