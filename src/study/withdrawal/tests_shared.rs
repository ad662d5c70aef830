//! Withdrawals where labels and names are not one person's: somebody else has the same label in another
//! document, a longer name, or said the same; labels by a pattern, turns by hand, names of before.

use super::tests::{ALL, document, person, run, withdraw};
use super::*;
use crate::model::{
    AttributeKind, CodeFields, CodeId, MemoKind, MemoOn, NewDocument, Reading, ReceiptNote, Span,
    SpeakerChoice, SpeakerRule, Voice,
};
use crate::study::{CodeTarget, Command, TurnsTo};
use crate::text::turns::{Hints, Rules, detect};
use std::path::Path;

const G1: &str = "INT: How long did you wait?\n\nSocial worker: Zircon forms and the numbat clerk.\n\n\
                  Mother: The lobby was warm.\n\nSocial worker: We wrote another letter.\n";
const G2: &str = "INT: And you?\n\nSocial worker: My own words of another person.\n\n\
                  Mother: A different mother altogether.\n";

pub(super) fn new_study(folder: &Path) -> Study {
    Study::create(&folder.join("s.postil"), None, "s", Some("ana")).unwrap()
}

/// A transcript whose labels mean these participants.
pub(super) fn interview(
    name: &str,
    text: &str,
    people: &[(&str, &str)],
    speakers: SpeakerRule,
) -> NewDocument {
    let voices = people
        .iter()
        .map(|(label, who)| ((*label).to_owned(), SpeakerChoice::Participant((*who).to_owned())));
    let reading = Reading { speakers, voices: voices.collect(), ..Reading::default() };
    let listed = people.iter().map(|(label, _)| (*label).to_owned());
    let hints = Hints {
        listed: listed.chain(["INT".to_owned()]).collect(),
        rules: Rules::of(&reading).unwrap(),
        ..Hints::default()
    };
    let found = detect(text, &hints);
    NewDocument { turns: found.turns, marks: found.marks, reading, ..document(name, text) }
}

pub(super) fn import(study: &mut Study, documents: Vec<NewDocument>) {
    run(study, Command::ImportDocuments { documents, people: None });
}

pub(super) fn id_of(study: &Study, name: &str) -> DocumentId {
    study.corpus().document_named(name).unwrap().id
}

pub(super) fn code(study: &mut Study, name: &str, words: &str) {
    let document = id_of(study, name);
    let at = study.corpus().document(document).unwrap().text.rfind(words).unwrap();
    let span = Span::from_range(at..at + words.len()).unwrap();
    let code = CodeTarget::Path(vec!["waiting".to_owned()]);
    run(study, Command::ApplyCode { document, span, code });
}

pub(super) fn correct(study: &mut Study, name: &str, from: &str, to: &str) {
    let document = id_of(study, name);
    let text = study.corpus().document(document).unwrap().text.to_string();
    assert!(text.contains(from), "{from}");
    run(study, Command::CorrectText { document, text: text.replace(from, to) });
}

pub(super) fn define(study: &mut Study, fields: CodeFields) -> CodeId {
    run(study, Command::AddCode { parent: None, fields });
    study.corpus().codes.codes().last().unwrap().id
}

pub(super) fn fields(study: &Study, code: CodeId) -> CodeFields {
    study.corpus().codes.get(code).unwrap().fields.clone()
}

/// Nothing of these words is in the file, which is closed for it.
pub(super) fn is_nowhere(study: Study, words: &[&str]) -> Study {
    let path = study.path().to_owned();
    drop(study);
    let bytes = std::fs::read(&path).unwrap();
    for word in words {
        assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
    }
    Study::open(&path, None).unwrap()
}

/// The label is one person's in the one document and another's in the other.
#[test]
fn older_texts_and_the_tray_go_also_under_a_label_that_another_has_elsewhere() {
    for keeps_a_turn in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut study = new_study(folder.path());
        let first =
            interview("G1", G1, &[("Social worker", "P02"), ("Mother", "P03")], SpeakerRule::Found);
        let second =
            interview("G2", G2, &[("Social worker", "P04"), ("Mother", "P05")], SpeakerRule::Found);
        import(&mut study, vec![first, second]);
        code(&mut study, "G1", "Zircon forms");
        correct(&mut study, "G1", "Social worker: Zircon forms and the numbat clerk.\n\n", "");
        if !keeps_a_turn {
            correct(&mut study, "G1", "\n\nSocial worker: We wrote another letter.", "");
        }
        correct(&mut study, "G2", "altogether", "indeed");
        assert_eq!(study.corpus().orphans.len(), 1);
        let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
        assert_eq!(told.group_documents, ["G1"]);
        assert_eq!(told.counts.orphans, 1);
        assert_eq!(told.counts.revisions, if keeps_a_turn { 1 } else { 2 });
        assert!(told.whole.is_empty(), "labels tell who spoke: {:?}", told.whole);
        let proof = withdraw(&mut study, "P02", ALL);
        assert!(proof.is_clean() && proof.tombstone.cleaned.unwrap().fragments > 0, "{proof:?}");
        assert!(study.corpus().orphans.is_empty());
        assert!(study.revisions(id_of(&study, "G1")).unwrap().is_empty());
        // The other one keeps everything.
        assert_eq!(study.revisions(id_of(&study, "G2")).unwrap().len(), 1);
        let mut study = is_nowhere(study, &["Zircon", "numbat", "another letter"]);
        assert!(study.corpus().document_named("G2").unwrap().text.contains("My own words"));
        assert_eq!(study.check().unwrap(), []);
    }
}

#[test]
fn a_pattern_for_labels_is_used_for_older_texts_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT >> How long?\n\nAnna >> Zircon forms and the numbat clerk.\n\nTom >> The lobby \
                was warm.\n\nAnna >> We wrote.\n\nTom >> It was the quokka kettle.\n";
    let pattern = SpeakerRule::Pattern(r"(?<speaker>\w+) >> ".to_owned());
    let people = [("Anna", "P02"), ("Tom", "P03")];
    import(&mut study, vec![interview("D", text, &people, pattern)]);
    code(&mut study, "D", "Zircon forms");
    code(&mut study, "D", "the quokka kettle");
    correct(&mut study, "D", "Anna >> Zircon forms and the numbat clerk.\n\n", "");
    correct(&mut study, "D", "It was the quokka kettle", "No");
    let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    assert!(told.whole.is_empty(), "{:?}", told.whole);
    withdraw(&mut study, "P02", ALL);
    let left: Vec<&str> = study.corpus().orphans.iter().map(|orphan| &*orphan.words).collect();
    assert_eq!(left, ["the quokka kettle"]);
    is_nowhere(study, &["Zircon", "numbat"]);
}

#[test]
fn where_turns_were_given_by_hand_older_texts_and_the_tray_go_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text =
        "How long did you wait?\n\nZircon forms and the numbat clerk.\n\nThe lobby was warm.\n";
    import(&mut study, vec![interview("H", text, &[], SpeakerRule::Nobody)]);
    let document = id_of(&study, "H");
    for (turn, label, who) in [(2, "Anna", "P02"), (3, "Tom", "P03")] {
        let to = TurnsTo::Label(label.to_owned());
        run(&mut study, Command::GiveTurns { document, numbers: vec![turn], to });
        run(&mut study, Command::AddParticipant { name: who.to_owned() });
        let voice = Voice::Participant(person(&study, who));
        let speakers = &study.corpus().document(document).unwrap().speakers;
        let speakers = speakers.iter().filter(|speaker| speaker.label == label).map(|s| s.id);
        let speakers = speakers.collect();
        run(&mut study, Command::MapSpeakers { speakers, voice });
    }
    code(&mut study, "H", "Zircon forms");
    correct(&mut study, "H", "Zircon forms and the numbat clerk.\n\n", "");
    assert_eq!(study.corpus().orphans.len(), 1);
    let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    assert_eq!((told.whole, told.counts.orphans), (vec!["H".to_owned()], 1));
    withdraw(&mut study, "P02", ALL);
    assert!(study.corpus().orphans.is_empty());
    assert!(study.revisions(document).unwrap().is_empty());
    let study = is_nowhere(study, &["Zircon", "numbat"]);
    let left = &study.corpus().document(document).unwrap().text;
    assert!(left.contains("The lobby was warm."), "today’s text stays: {left}");
}

#[test]
fn longer_names_and_labels_of_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nAnna: The zebrawood lobby was cold.\n\nAnna K.: It was warm.\n\n\
                Social worker: Late.\n\nSocial worker 2: I am the second one.\n\nAnna K.: Nothing.\n";
    let people =
        [("Anna", "P02"), ("Anna K.", "P03"), ("Social worker", "P04"), ("Social worker 2", "P05")];
    let mut new = interview("A", text, &people, SpeakerRule::Found);
    let note = "decided: Anna K. is participant P03, Anna is P02".to_owned();
    new.receipt = vec![ReceiptNote { what: "decided".to_owned(), count: 1, note }];
    import(&mut study, vec![new]);
    let definition =
        "Anna K. thinks it warm; Social worker 2 agrees with ANNA K, not with Anna".to_owned();
    let name = "lobby".to_owned();
    let lobby = define(&mut study, CodeFields { name, definition, ..CodeFields::default() });
    run(&mut study, Command::RenameStudy { name: "Anna K. and Anna".to_owned() });
    withdraw(&mut study, "P02", ALL);
    withdraw(&mut study, "P04", ALL);
    assert_eq!(
        fields(&study, lobby).definition,
        "Anna K. thinks it warm; Social worker 2 agrees with ANNA K, not with [withdrawn]"
    );
    assert_eq!(study.corpus().study, "Anna K. and [withdrawn]");
    let receipt = study.receipt(id_of(&study, "A")).unwrap().unwrap().receipt;
    assert_eq!(receipt[0].note, "decided: Anna K. is participant P03, [withdrawn] is [withdrawn]");
    let labels = &study.corpus().document_named("A").unwrap().speakers;
    let labels: Vec<&str> = labels.iter().map(|speaker| speaker.label.as_str()).collect();
    assert_eq!(labels, ["INT", "Anna K.", "Social worker 2"]);
}

/// Words that both say: who said them then decides, not that the person says them, too.
#[test]
fn codings_of_another_stay_in_the_tray_where_both_said_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: Yes, it was cold in the lobby.\n\nP2: Yes, but the walrus left us \
                early.\n\nINT: And then?\n\nP2: The numbat kettle was lost in a fire.\n\nP1: I do \
                not know.\n\nP2: Fine.\n";
    import(&mut study, vec![document("G", text)]);
    code(&mut study, "G", "Yes");
    code(&mut study, "G", "The numbat kettle was lost");
    let id = id_of(&study, "G");
    let text = text
        .replace("P2: The numbat kettle was lost in a fire.\n\n", "")
        .replace("Yes, but the walrus left us early.", "But it went.");
    run(&mut study, Command::CorrectText { document: id, text });
    let before: Vec<String> =
        study.corpus().orphans.iter().map(|orphan| orphan.words.to_string()).collect();
    assert_eq!(before.len(), 2);
    let told = study.look_at_withdrawal(person(&study, "P1"), ALL).unwrap();
    assert_eq!(told.counts.orphans, 0);
    withdraw(&mut study, "P1", ALL);
    let left: Vec<String> =
        study.corpus().orphans.iter().map(|orphan| orphan.words.to_string()).collect();
    assert_eq!(left, before);
}

/// The transcript had a name that was put right since, in the text or in the list of speakers.
#[test]
fn names_of_before_go_as_well() {
    for scope in WithdrawalScope::ALL {
        for in_the_text in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let mut study = new_study(folder.path());
            let text = "INT: How long?\n\nSarah Zane: The zebrawood paperwork took months.\n\n\
                        P3: Yes, the kettle works.\n";
            let people = [("Sarah Zane", "P02"), ("P3", "P3")];
            let mut new = interview("S", text, &people, SpeakerRule::Found);
            let note = "decided: Sarah Zane is participant P02".to_owned();
            new.receipt = vec![ReceiptNote { what: "decided".to_owned(), count: 1, note }];
            import(&mut study, vec![new]);
            if in_the_text {
                correct(&mut study, "S", "Sarah Zane", "P02");
            } else {
                let speakers = &study.corpus().document_named("S").unwrap().speakers;
                let theirs = speakers.iter().find(|speaker| speaker.label == "Sarah Zane");
                let speaker = theirs.unwrap().id;
                run(&mut study, Command::RenameSpeaker { speaker, label: "P02".to_owned() });
                correct(&mut study, "S", "kettle works", "kettle still works");
            }
            withdraw(&mut study, "P02", scope);
            let id = id_of(&study, "S");
            if scope == WithdrawalScope::Person {
                let older = study.revision_text(id, 1).unwrap().unwrap();
                assert!(older.contains("[withdrawn]: The zebrawood"), "{older}");
            }
            let text = study.corpus().document(id).unwrap().text.to_string();
            assert!(text.contains("\n[withdrawn]: "), "{text}");
            let receipt = study.receipt(id).unwrap().unwrap();
            assert_eq!(receipt.receipt[0].note, "decided: [withdrawn] is participant [withdrawn]");
            is_nowhere(study, &["Sarah", "Zane"]);
        }
    }
}

/// Where only who it was goes, a label that another has, too, goes out of the older texts of their
/// document, and out of no other.
#[test]
fn a_shared_label_goes_out_of_older_texts_where_it_was_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let people = [("Social worker", "P02"), ("Mother", "P03")];
    let first = interview("G1", G1, &people, SpeakerRule::Found);
    let people = [("Social worker", "P04"), ("Mother", "P05")];
    let second = interview("G2", G2, &people, SpeakerRule::Found);
    import(&mut study, vec![first, second]);
    correct(&mut study, "G1", "another letter", "a letter");
    correct(&mut study, "G2", "altogether", "indeed");
    withdraw(&mut study, "P02", WithdrawalScope::Person);
    let older = |name: &str| study.revision_text(id_of(&study, name), 1).unwrap().unwrap();
    assert_eq!(older("G1"), G1.replace("Social worker", "[withdrawn]"));
    assert_eq!(older("G2"), G2);
}

#[test]
fn short_quotations_on_pages_of_codes_go_and_others_keep_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let people = [("Social worker", "P02"), ("Mother", "P03")];
    import(&mut study, vec![interview("G1", G1, &people, SpeakerRule::Found)]);
    let text = |text: &str| text.to_owned();
    let theirs = define(
        &mut study,
        CodeFields {
            name: text("waiting"),
            example: text("zircon forms and the numbat clerk"),
            definition: text("As in “Zircon forms”, or “the lobby was warm”"),
            ..CodeFields::default()
        },
    );
    let other = define(
        &mut study,
        CodeFields {
            name: text("lobby"),
            example: text("The lobby was warm."),
            definition: text("Another letter"),
            ..CodeFields::default()
        },
    );
    run(&mut study, Command::KeepVersion { note: String::new() });
    let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    assert_eq!((told.counts.codes, told.counts.versions), (1, 1));
    let proof = withdraw(&mut study, "P02", ALL);
    assert!(proof.is_clean(), "{proof:?}");
    let now = fields(&study, theirs);
    assert_eq!(now.example, "[quotation withdrawn]");
    assert_eq!(now.definition, "As in “[quotation withdrawn]”, or “the lobby was warm”");
    assert_eq!(study.corpus().versions[0].codes.0[0].fields, now);
    let now = fields(&study, other);
    assert_eq!((&*now.example, &*now.definition), ("The lobby was warm.", "Another letter"));
}

/// What the withdrawal does not take out (too short for a quotation, inside a longer text) the proof finds,
/// and says in which table.
#[test]
fn the_proof_finds_what_was_left_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: Zircon forms and the numbat clerk were never read by anybody.\n\n\
                P2: The lobby was warm.\n";
    import(&mut study, vec![document("G", text)]);
    let memo = |text: &str| Command::AddMemo {
        kind: MemoKind::Journal,
        on: MemoOn::Study,
        title: String::new(),
        text: text.to_owned(),
        links: Vec::new(),
    };
    // How people put things is no trace.
    run(&mut study, memo("Whether the numbat clerk was there"));
    let looked = study.look_at_withdrawal(person(&study, "P1"), ALL).unwrap();
    assert!(looked.memos.is_empty());
    run(&mut study, memo("They say that forms and the numbat clerk were lost."));
    let proof = withdraw(&mut study, "P1", ALL);
    assert!(!proof.is_clean(), "{proof:?}");
    let memos = proof.scanned.iter().find(|one| one.name == "memos").unwrap();
    assert!(memos.traces > 0, "{proof:?}");
    assert!(proof.verdict().contains("memos"), "{}", proof.verdict());
    assert!(!proof.text().contains("numbat"), "what was looked for is told nowhere");
}

#[test]
fn backups_from_before_the_study_was_renamed_go_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: The zebrawood lobby was cold.\n\nP2: It was warm.\n";
    import(&mut study, vec![document("G", text)]);
    let backup = study.backup_anyway("by hand").unwrap().path;
    drop(study);
    std::fs::rename(at("s.postil"), at("thesis.postil")).unwrap();
    // Another study's, and one that nobody can read.
    let mut other = Study::create(&at("other.postil"), None, "o", Some("ana")).unwrap();
    run(&mut other, Command::AddParticipant { name: "P1".to_owned() });
    let others = other.backup_anyway("by hand").unwrap().path;
    drop(other);
    std::fs::remove_file(at("other.postil")).unwrap();
    std::fs::create_dir(at("lost.postil backups")).unwrap();
    let lost = at("lost.postil backups").join("2026-11-29 09.03.12 by hand.postil");
    std::fs::write(&lost, "nothing that can be read ".repeat(100)).unwrap();
    let mut study = Study::open(&at("thesis.postil"), None).unwrap();
    let looked = study.look_at_withdrawal(person(&study, "P1"), ALL).unwrap();
    assert!(looked.copies.contains(&backup), "{:?}", looked.copies);
    let proof = withdraw(&mut study, "P1", ALL);
    assert!(proof.is_clean() && proof.removed.removed.contains(&backup), "{proof:?}");
    assert!(!backup.exists() && others.exists() && lost.exists());
    for told in [looked.out_of_reach(), proof.out_of_reach()] {
        assert!(told.iter().any(|line| line.contains("lost.postil backups")), "{told:?}");
        assert!(told.iter().all(|line| !line.contains("other.postil")), "{told:?}");
    }
}

/// A copy of the study under its old name keeps its backups: they are told.
#[test]
fn backups_of_a_copy_that_is_there_are_told_and_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: The zebrawood lobby was cold.\n\nP2: It was warm.\n";
    import(&mut study, vec![document("G", text)]);
    let backup = study.backup_anyway("by hand").unwrap().path;
    drop(study);
    let copy = folder.path().join("copy.postil");
    std::fs::copy(folder.path().join("s.postil"), &copy).unwrap();
    let mut study = Study::open(&copy, None).unwrap();
    let proof = withdraw(&mut study, "P1", ALL);
    assert!(backup.exists());
    assert!(proof.out_of_reach().iter().any(|line| line.contains("s.postil backups")));
}

#[test]
fn words_that_were_not_taken_for_speakers_go_out_of_the_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: Much came of it.\nWe went there.\nAnd then we went back.\nZirconia: \
                that was all.\nNobody rang.\n\nP2: Yes.\nNB: it was warm.\nAnd late.\n";
    let start = "words before a colon that were not taken for speakers";
    let mut new = document("G", text);
    let note = format!("{start}: Zirconia (1), NB (1)");
    new.receipt = vec![ReceiptNote { what: "label-not-taken".to_owned(), count: 2, note }];
    import(&mut study, vec![new]);
    withdraw(&mut study, "P1", ALL);
    let receipt = study.receipt(id_of(&study, "G")).unwrap().unwrap().receipt;
    assert_eq!(receipt[0].note, format!("{start}: NB (1), [quotation withdrawn]"));
    is_nowhere(study, &["Zirconia", "zirconia"]);
}

/// A pseudonym that is somebody else's label in another document is replaced where the label tells, and its
/// other places are told. Values that only they had go out of the audit trail.
#[test]
fn a_pseudonym_that_another_has_as_a_label_is_told_and_former_values_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let own = "INT: Well?\n\nP2: The zebrawood lobby was cold.\n\nP9: So it was.\n";
    let both = "INT: Well?\n\nP1: Hello.\n\nP2: It was warm.\n";
    let first = interview("Own", own, &[("P2", "P2"), ("P9", "P9")], SpeakerRule::Found);
    let second = interview("FG", both, &[("P1", "P7"), ("P2", "P8")], SpeakerRule::Found);
    import(&mut study, vec![first, second]);
    let definition = "P2 left in May".to_owned();
    let name = "lobby".to_owned();
    let lobby = define(&mut study, CodeFields { name, definition, ..CodeFields::default() });
    for (document, words) in [("Own", "So it was"), ("FG", "It was warm")] {
        code(&mut study, document, words);
        let coding = study.corpus().document_named(document).unwrap().codings[0].id;
        run(&mut study, Command::Comment { coding, memo: "as P2 said".to_owned() });
    }
    let kind = AttributeKind::Text;
    run(&mut study, Command::AddAttribute { name: "role".to_owned(), kind });
    let attribute = study.corpus().attribute_named("role").unwrap().id;
    let head = "Head of Foxglove refuge";
    for (who, value) in [("P2", head), ("P7", "worker"), ("P8", "worker")] {
        let (participant, value) = (person(&study, who), value.to_owned());
        run(&mut study, Command::SetValue { participant, attribute, value });
    }
    let (from, to) = (vec![head.to_owned()], "worker".to_owned());
    run(&mut study, Command::RecodeValues { attribute, from, to });
    let told = study.look_at_withdrawal(person(&study, "P2"), ALL).unwrap();
    assert_eq!(told.shared_names, ["P2"]);
    assert_eq!(told.shared_places, ["code lobby"]);
    assert!(told.also_others().contains("“P2”"), "{}", told.also_others());
    withdraw(&mut study, "P2", ALL);
    assert_eq!(fields(&study, lobby).definition, "P2 left in May");
    let comment = |name: &str| {
        let document = study.corpus().document_named(name).unwrap();
        document.codings[0].memo.as_deref().unwrap_or_default().to_owned()
    };
    assert_eq!(comment("Own"), "as [withdrawn] said");
    assert_eq!(comment("FG"), "as P2 said");
    is_nowhere(study, &["Foxglove"]);
}
