//! Withdrawals of people whose names stand in labels of nobody, or of several, and what was kept of words
//! that they said once.

use super::tests::{ALL, document, person, run, withdraw};
use super::tests_shared::{
    code, correct, define, fields, id_of, import, interview, is_nowhere, new_study,
};
use super::*;
use crate::model::{CodeFields, MemoKind, MemoOn, NewDocument, SpeakerRule};
use crate::study::Command;

/// A transcript in which these labels are found, and mapped to nobody.
fn unmapped(mut new: NewDocument, labels: &[&str]) -> NewDocument {
    new.reading.voices.retain(|(label, _)| !labels.contains(&label.as_str()));
    new
}

fn definition(study: &mut Study, name: &str, definition: &str) -> crate::model::CodeId {
    let (name, definition) = (name.to_owned(), definition.to_owned());
    define(study, CodeFields { name, definition, ..CodeFields::default() })
}

/// A longer name is somebody else's where that is known; a list of people is no longer name.
#[test]
fn labels_of_nobody_and_of_several_protect_no_name() {
    for joint_is_mapped in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut study = new_study(folder.path());
        let text = "INT: Well?\n\nAnna: The zebrawood lobby was cold.\n\nP3: It was warm.\n";
        let people = [("Anna", "P02"), ("P3", "P3")];
        let first = interview("G1", text, &people, SpeakerRule::Found);
        let text = "INT: And?\n\nAnna Smith: Nothing.\n\nP3: Late.\n\nAnna Smith: So.\n";
        let people = [("Anna Smith", "P3"), ("P3", "P3")];
        let second = interview("G2", text, &people, SpeakerRule::Found);
        let text = "INT: So?\n\nP02, P3: Yes, it was.\n\nP3: Fine.\n";
        let people = [("P02, P3", "P3"), ("P3", "P3")];
        let third = interview("G3", text, &people, SpeakerRule::Found);
        let third = if joint_is_mapped { third } else { unmapped(third, &["P02, P3"]) };
        import(&mut study, vec![first, unmapped(second, &["Anna Smith"]), third]);
        let memo = Command::AddMemo {
            kind: MemoKind::Journal,
            on: MemoOn::Study,
            title: String::new(),
            text: "Anna Smith said so".to_owned(),
            links: Vec::new(),
        };
        run(&mut study, memo);
        let delay = definition(&mut study, "delay", "P01, P02, P3 mention delay");
        let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
        assert_eq!((told.memos.len(), told.counts.codes), (1, 1));
        // Labels that stay are told.
        let (second, third) = (id_of(&study, "G2"), id_of(&study, "G3"));
        assert_eq!(told.turns, [(second, 2), (second, 4), (third, 2)]);
        withdraw(&mut study, "P02", ALL);
        assert_eq!(study.corpus().memos[0].text, "[withdrawn] Smith said so");
        assert_eq!(fields(&study, delay).definition, "P01, [withdrawn], P3 mention delay");
    }
}

/// A role is somebody's in every transcript: where it was not said whose, it is told and stays.
#[test]
fn a_role_that_is_mapped_to_nobody_elsewhere_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let people = [("Mother", "P02"), ("P3", "P3")];
    let text = "INT: Well?\n\nMother: The zebrawood lobby was cold.\n\nP3: It was warm.\n";
    let first = interview("G1", text, &people, SpeakerRule::Found);
    let text = "INT: And?\n\nMother: Nothing.\n\nP3: Late.\n\nMother: So.\n";
    let second = unmapped(interview("G2", text, &people, SpeakerRule::Found), &["Mother"]);
    import(&mut study, vec![first, second]);
    let lobby = definition(&mut study, "lobby", "Mother left in May");
    let told = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    assert_eq!(told.shared_names, ["Mother"]);
    assert_eq!(told.shared_places, ["code lobby", "G2 ¶2", "G2 ¶4"]);
    withdraw(&mut study, "P02", ALL);
    assert_eq!(fields(&study, lobby).definition, "Mother left in May");
}

#[test]
fn a_label_of_several_people_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nAnna: The zebrawood lobby was cold.\n\nAnna & Tom: It was warm.\n\n\
                Vy & Tom: Yes.\n\nVy: So it was.\n";
    let people = [("Anna", "P02"), ("Anna & Tom", "P03"), ("Vy & Tom", "P03"), ("Vy", "Vy")];
    import(&mut study, vec![interview("G", text, &people, SpeakerRule::Found)]);
    let looked = |who: &str| study.look_at_withdrawal(person(&study, who), ALL).unwrap();
    let told = looked("P02");
    assert_eq!((told.turns, told.counts.turns_of_others), (vec![(id_of(&study, "G"), 3)], 1));
    let told = looked("Vy");
    assert_eq!((told.short_names, told.short_places), (words(&["Vy"]), words(&["G ¶4"])));
    let told = looked("P03");
    assert!(told.turns.is_empty(), "{:?}", told.turns);
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// Also of what nobody writes in any more it is told that a name stands there.
#[test]
fn short_names_in_the_tray_in_kept_codebooks_and_in_names_of_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nVy: The zebrawood lobby was cold.\n\nP2: As Vy says.\n\nP2: Fine.\n";
    let people = [("Vy", "Vy"), ("P2", "P2")];
    import(&mut study, vec![interview("FG", text, &people, SpeakerRule::Found)]);
    code(&mut study, "FG", "As Vy says");
    correct(&mut study, "FG", "P2: As Vy says.\n\n", "");
    definition(&mut study, "lobby", "Vy left in May");
    run(&mut study, Command::KeepVersion { note: String::new() });
    study.note_export("excerpts", &folder.path().join("of Vy.csv"), None, Vec::new()).unwrap();
    let told = study.look_at_withdrawal(person(&study, "Vy"), ALL).unwrap();
    let file = told.short_places.iter().find(|place| place.ends_with("of Vy.csv"));
    assert!(file.is_some(), "{:?}", told.short_places);
    for place in ["code lobby", "coding in the tray of FG", "kept codebook 1"] {
        assert!(told.short_places.contains(&place.to_owned()), "{:?}", told.short_places);
    }
}

#[test]
fn kept_findings_of_words_that_were_said_once_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: We lived in Zarnwick near the old quarry.\n\nP2: It was warm in \
                Harlow.\n";
    import(&mut study, vec![document("FG", text)]);
    let found = |words: &str| (None, "x".to_owned(), words.to_owned());
    let findings = vec![found("Zarnwick"), found("Harlow")];
    run(&mut study, Command::KeepFindings { findings });
    correct(&mut study, "FG", "Zarnwick", "[town]");
    withdraw(&mut study, "P1", ALL);
    let kept: Vec<&str> = study.corpus().kept.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(kept, ["Harlow"]);
    is_nowhere(study, &["Zarnwick"]);
}
