//! Withdrawals and the audit trail: what its lines say of people, by how they are put. What a line says of
//! the person goes, and what it says of others stays.

use super::tests::{ALL, person, run, withdraw};
use super::tests_shared::{code, id_of, import, interview, new_study};
use super::*;
use crate::model::{
    AttributeId, AttributeKind, Filter, ReceiptNote, SpeakerChoice, SpeakerRule, Voice,
    WhereClause, WhereOp,
};
use crate::study::Command;

fn attribute(study: &mut Study, name: &str, kind: AttributeKind) -> AttributeId {
    run(study, Command::AddAttribute { name: name.to_owned(), kind });
    study.corpus().attribute_named(name).unwrap().id
}

fn set(study: &mut Study, who: &str, attribute: AttributeId, value: &str) {
    let (participant, value) = (person(study, who), value.to_owned());
    run(study, Command::SetValue { participant, attribute, value });
}

fn add(study: &mut Study, name: &str) {
    run(study, Command::AddParticipant { name: name.to_owned() });
}

fn rename(study: &mut Study, who: &str, name: &str) {
    let participant = person(study, who);
    run(study, Command::RenameParticipant { participant, name: name.to_owned() });
}

/// These stand in the file, which is closed for it, and those do not.
fn check_file(study: Study, there: &[&str], gone: &[&str]) {
    let path = study.path().to_owned();
    drop(study);
    let bytes = std::fs::read(&path).unwrap();
    let stands = |words: &str| memchr::memmem::find(&bytes, words.as_bytes()).is_some();
    for words in there {
        assert!(stands(words), "{words} is gone");
    }
    for words in gone {
        assert!(!stands(words), "{words} stands there");
    }
}

#[test]
fn days_and_numbers_go_out_of_the_trail_and_of_filters() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    add(&mut study, "P02");
    add(&mut study, "P05");
    let born = attribute(&mut study, "date of birth", AttributeKind::Date);
    let age = attribute(&mut study, "age", AttributeKind::Number);
    set(&mut study, "P02", born, "2009-04-11");
    let (from, to) = (vec!["2009-04-11".to_owned()], "2009-04-12".to_owned());
    run(&mut study, Command::RecodeValues { attribute: born, from, to });
    set(&mut study, "P05", born, "2010-05-06");
    set(&mut study, "P02", age, "14");
    set(&mut study, "P02", age, "");
    set(&mut study, "P02", age, "15");
    set(&mut study, "P05", age, "15");
    let asks = |attribute, value: &str| WhereClause {
        attribute,
        op: WhereOp::Is,
        value: value.to_owned(),
    };
    // A limit that is her day or age by chance is about everybody.
    let limit = WhereClause { op: WhereOp::AtLeast, ..asks(age, "14") };
    let wheres = vec![limit.clone()];
    let filter = Filter { wheres, ..Filter::default() };
    run(&mut study, Command::SaveFilter { name: "grown".to_owned(), filter });
    for (name, wheres) in [
        ("one", vec![asks(born, "2009-04-12")]),
        ("once", vec![asks(age, "14.0")]),
        ("young", vec![asks(born, "12 April 2009"), asks(age, "15")]),
    ] {
        let filter = Filter { wheres, ..Filter::default() };
        run(&mut study, Command::SaveFilter { name: name.to_owned(), filter });
    }
    let looked = study.look_at_withdrawal(person(&study, "P02"), ALL).unwrap();
    assert_eq!(looked.counts.filters, 3);
    withdraw(&mut study, "P02", ALL);
    let filters = &study.corpus().filters;
    let kept: Vec<(&str, &[WhereClause])> = filters
        .iter()
        .map(|saved| (saved.name.as_str(), saved.filter.as_ref().unwrap().wheres.as_slice()))
        .collect();
    assert_eq!(kept, [("grown", &[limit][..]), ("young", &[asks(age, "15")][..])]);
    let there = [
        "Set age of P05 to 15",
        "Set date of birth of P05 to 2010-05-06",
        "Set age of [withdrawn] to [withdrawn]",
        "Set date of birth of [withdrawn] to [withdrawn]",
        "Recode date of birth: [withdrawn]",
        "Clear age of [withdrawn]",
        "Add participant [withdrawn]",
    ];
    check_file(study, &there, &["2009-04-1", "12 April", "of P02", "to 14", "participant P02"]);
}

#[test]
fn a_short_name_goes_out_of_lines_readings_receipts_and_filters() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nVy: The zebrawood lobby was cold.\n\nP2: It was warm.\n";
    let mut new = interview("FG", text, &[("Vy", "Vy"), ("P2", "P2")], SpeakerRule::Found);
    new.reading.take = vec!["Vy".to_owned()];
    new.reading.same = vec![("Vi".to_owned(), "Vy".to_owned())];
    let note = |note: &str| ReceiptNote { what: "x".to_owned(), count: 1, note: note.to_owned() };
    new.receipt = ["Vy is a participant", "taken for speakers: Vy", "P2 is a participant"]
        .map(|words| note(&format!("decided: {words}")))
        .to_vec();
    import(&mut study, vec![new]);
    let document = id_of(&study, "FG");
    code(&mut study, "FG", "zebrawood lobby");
    let speakers = ["Vy", "P2"].map(str::to_owned).to_vec();
    let filter = Filter { speakers, ..Filter::default() };
    run(&mut study, Command::SaveFilter { name: "both".to_owned(), filter });
    rename(&mut study, "Vy", "An");
    let voice = Voice::Participant(person(&study, "An"));
    let speaker = study.corpus().document(document).unwrap().speakers[1].id;
    run(&mut study, Command::RenameSpeaker { speaker, label: "An".to_owned() });
    for voice in [Voice::Unassigned, voice] {
        run(&mut study, Command::MapSpeakers { speakers: vec![speaker], voice });
    }
    let role = attribute(&mut study, "role", AttributeKind::Text);
    set(&mut study, "An", role, "worker");
    let told = study.look_at_withdrawal(person(&study, "An"), ALL).unwrap();
    assert_eq!(told.short_names, ["An", "Vy", "Vi"]);
    assert_eq!(told.short_places, Vec::<String>::new());
    withdraw(&mut study, "An", ALL);
    let filters = &study.corpus().filters;
    assert_eq!(filters[0].filter.as_ref().unwrap().speakers, ["P2"]);
    let stored = study.receipt(document).unwrap().unwrap();
    let notes: Vec<&str> = stored.receipt.iter().map(|note| note.note.as_str()).collect();
    assert_eq!(
        notes,
        [
            "decided: [withdrawn] is a participant",
            "decided: taken for speakers: [withdrawn]",
            "decided: P2 is a participant"
        ]
    );
    let voice = ("P2".to_owned(), SpeakerChoice::Participant("P2".to_owned()));
    assert_eq!(stored.reading.voices, [voice]);
    assert!(stored.reading.take.is_empty() && stored.reading.same.is_empty());
    let there = [
        "Rename participant [withdrawn] to [withdrawn]",
        "Rename speaker [withdrawn] of FG to [withdrawn]",
        "Map [withdrawn] to nobody yet",
        "Map [withdrawn] to [withdrawn]",
        "Apply code waiting to [withdrawn] ¶2",
        "Set role of [withdrawn] to [withdrawn]",
    ];
    let gone = ["participant Vy", "speaker Vy", "Map An", "to Vy", "to An", "of An", "\"Vy\""];
    check_file(study, &there, &gone);
}

/// Words before a colon in what they said, decided to be no speaker, lie in the reading of a document
/// that stays.
#[test]
fn words_of_theirs_that_are_no_speaker_go_out_of_readings() {
    fn check(scope: WithdrawalScope, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let mut study = new_study(folder.path());
        let text = "INT: Well?\n\nP1: Zebrawood lobby: it was cold. Also: dark.\n\n\
                    P2: It was warm. also: Numbat hall: full.\n\nP1: Lobby then.\n";
        let mut new = interview("FG", text, &[("P1", "P1"), ("P2", "P2")], SpeakerRule::Found);
        new.reading.leave = ["Zebrawood lobby", "Also", "Numbat hall"].map(str::to_owned).to_vec();
        import(&mut study, vec![new]);
        let proof = withdraw(&mut study, "P1", scope);
        assert!(proof.is_clean(), "{proof:?}");
        let stored = study.receipt(id_of(&study, "FG")).unwrap().unwrap();
        assert_eq!(stored.reading.leave, expected);
    }
    check(WithdrawalScope::Everything, &["Also", "Numbat hall"]);
    check(WithdrawalScope::Person, &["Zebrawood lobby", "Also", "Numbat hall"]);
}

#[test]
fn lines_on_somebody_whose_name_is_a_label_elsewhere_go_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let own = "INT: Well?\n\nP2: The zebrawood lobby was cold.\n";
    let both = "INT: Well?\n\nP1: Hello.\n\nP2: It was warm.\n";
    let first = interview("Own", own, &[("P2", "P2")], SpeakerRule::Found);
    let second = interview("FG", both, &[("P1", "P7"), ("P2", "P8")], SpeakerRule::Found);
    import(&mut study, vec![first, second]);
    let age = attribute(&mut study, "age", AttributeKind::Number);
    set(&mut study, "P2", age, "15");
    set(&mut study, "P8", age, "15");
    let participants = vec![person(&study, "P2")];
    let why = Some(String::new());
    run(&mut study, Command::ExcludeParticipants { participants, why });
    // The label of the other one is called otherwise: that line is not theirs.
    let speaker = study.corpus().document_named("FG").unwrap().speakers[2].id;
    run(&mut study, Command::RenameSpeaker { speaker, label: "P8".to_owned() });
    let told = study.look_at_withdrawal(person(&study, "P2"), ALL).unwrap();
    assert_eq!(told.shared_names, ["P2"]);
    withdraw(&mut study, "P2", ALL);
    let there = [
        "Set age of [withdrawn] to [withdrawn]",
        "Set age of P8 to 15",
        "Exclude participant [withdrawn] from analysis",
        "Rename speaker P2 of FG to P8",
    ];
    check_file(study, &there, &["Set age of P2", "participant P2"]);
}

#[test]
fn where_pseudonyms_were_numbered_anew_a_line_is_about_who_had_the_name_then() {
    for leaves in ["P04", "P03"] {
        let folder = tempfile::tempdir().unwrap();
        let mut study = new_study(folder.path());
        add(&mut study, "P03");
        add(&mut study, "P02");
        let age = attribute(&mut study, "age", AttributeKind::Number);
        set(&mut study, "P03", age, "15");
        set(&mut study, "P02", age, "14");
        rename(&mut study, "P03", "P04");
        rename(&mut study, "P02", "P03");
        set(&mut study, "P03", age, "16");
        let told = study.look_at_withdrawal(person(&study, leaves), ALL).unwrap();
        let shared = if leaves == "P04" { vec!["P03"] } else { Vec::new() };
        assert_eq!(told.shared_names, shared);
        withdraw(&mut study, leaves, ALL);
        let of_p04 = ["Add participant P03", "Set age of P03 to 15", "participant P03 to P04"];
        let of_p03 = [
            "Add participant P02",
            "Set age of P02 to 14",
            "participant P02 to P03",
            "Set age of P03 to 16",
        ];
        if leaves == "P04" {
            check_file(study, &of_p03, &of_p04);
        } else {
            check_file(study, &of_p04, &of_p03);
        }
    }
}
