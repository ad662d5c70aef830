//! Withdrawals after which others keep what they said: also where a letter of it was put right, where it
//! lies in the tray, and where somebody withdrew before.

use super::tests::{ALL, document, person, run, withdraw};
use super::tests_shared::{
    code, correct, define, fields, id_of, import, interview, is_nowhere, new_study,
};
use super::*;
use crate::model::{CodeFields, MemoKind, MemoOn, SpeakerRule, Voice};
use crate::study::{Command, TurnsTo};

const LATER: &str = "and nobody from the council ever wrote us a letter";
const TRAY: &str = "The numbat kettle in the corner of the hall was lost in a fire";

fn memo(study: &mut Study, text: &str) {
    let add = Command::AddMemo {
        kind: MemoKind::Journal,
        on: MemoOn::Study,
        title: String::new(),
        text: text.to_owned(),
        links: Vec::new(),
    };
    run(study, add);
}

fn memos(study: &Study) -> Vec<&str> {
    study.corpus().memos.iter().map(|memo| memo.text.as_str()).collect()
}

fn tray(study: &Study) -> Vec<&str> {
    study.corpus().orphans.iter().map(|orphan| &*orphan.words).collect()
}

#[test]
fn what_others_say_stays_quoted_though_a_letter_of_it_was_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let theirs = "lobby was cold and no window of it could ever be opened";
    let text = format!(
        "INT: Well?\n\nP1: The zebrawood {theirs}.\n\nP2: We waited for fourteen monts, {LATER}.\n\n\
         INT: And then?\n\nP2: {TRAY}.\n\nP1: Fine, thank you.\n"
    );
    import(&mut study, vec![document("FG", &text)]);
    code(&mut study, "FG", TRAY);
    correct(&mut study, "FG", &format!("P2: {TRAY}.\n\n"), "");
    correct(&mut study, "FG", "monts", "months");
    memo(&mut study, &format!("They say {LATER}; {theirs}"));
    let (name, example) = ("letters".to_owned(), LATER.to_owned());
    let letters = define(&mut study, CodeFields { name, example, ..CodeFields::default() });
    assert_eq!(tray(&study), [TRAY]);
    let proof = withdraw(&mut study, "P1", ALL);
    assert!(proof.is_clean(), "{proof:?}");
    assert_eq!(tray(&study), [TRAY]);
    assert_eq!(memos(&study), [format!("They say {LATER}; [quotation withdrawn]")]);
    assert_eq!(fields(&study, letters).example, LATER);
    assert!(study.revisions(id_of(&study, "FG")).unwrap().is_empty());
    is_nowhere(study, &["zebrawood", "no window"]);
}

/// A coding on the words of both is gone with them; a quotation of the other one is not.
#[test]
fn of_a_coding_in_the_tray_only_their_words_are_taken_for_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let theirs = "The zebrawood lobby was cold and no window of it could be opened";
    let both = format!("{theirs}.\n\nP2: {TRAY}");
    let text = format!("INT: Well?\n\nP1: {both}.\n\nINT: So.\n\nP2: Yes.\n\nP1: Fine.\n");
    import(&mut study, vec![document("FG", &text)]);
    code(&mut study, "FG", &both);
    correct(&mut study, "FG", &format!("P1: {both}.\n\n"), "");
    memo(&mut study, &format!("{TRAY}; {theirs}"));
    assert_eq!(tray(&study), [&both]);
    withdraw(&mut study, "P1", ALL);
    assert!(tray(&study).is_empty());
    assert_eq!(memos(&study), [format!("{TRAY}; [quotation withdrawn]")]);
    is_nowhere(study, &["zebrawood", "no window"]);
}

#[test]
fn where_nothing_says_who_spoke_before_others_keep_what_they_say_today() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = format!(
        "How long did you wait?\n\nZircon forms and the numbat clerk.\n\nThe lobby was warm for \
         fourteen monts, {LATER}.\n"
    );
    import(&mut study, vec![interview("H", &text, &[], SpeakerRule::Nobody)]);
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
    correct(&mut study, "H", "monts", "months");
    let said = format!("Tom says: {LATER}, at that");
    memo(&mut study, &said);
    withdraw(&mut study, "P02", ALL);
    assert_eq!(memos(&study), [said]);
    assert!(study.revisions(document).unwrap().is_empty());
    is_nowhere(study, &["Zircon", "numbat"]);
}

/// What stands for those who withdrew before is nobody's, whatever finds labels makes of it.
#[test]
fn after_one_withdrawal_the_next_takes_nothing_of_others() {
    for first in WithdrawalScope::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut study = new_study(folder.path());
        let text = format!(
            "INT: Well?\n\nP1: The zebrawood lobby was cold.\n\nP2: {TRAY}.\n\nP3: It was warm \
             enough there.\n\nP2: Fine, thank you.\n"
        );
        import(&mut study, vec![document("FG", &text)]);
        withdraw(&mut study, "P1", first);
        code(&mut study, "FG", TRAY);
        correct(&mut study, "FG", &format!("P2: {TRAY}.\n\n"), "");
        let said = format!("As was said: {TRAY}");
        memo(&mut study, &said);
        assert_eq!(tray(&study), [TRAY]);
        let told = study.look_at_withdrawal(person(&study, "P3"), ALL).unwrap();
        assert_eq!((told.counts.orphans, told.whole), (0, Vec::new()), "{first:?}");
        assert_eq!(told.group_documents, ["FG"]);
        withdraw(&mut study, "P3", ALL);
        assert_eq!(tray(&study), [TRAY], "{first:?}");
        assert_eq!(memos(&study), [said], "{first:?}");
        let text = &study.corpus().document_named("FG").unwrap().text;
        assert_eq!(text.contains("zebrawood"), first == WithdrawalScope::Person, "{text}");
        assert!(!text.contains("warm enough"), "{text}");
        assert_eq!(study.check().unwrap(), []);
    }
}

/// Labels of a pattern are not found any more where somebody withdrew.
#[test]
fn after_one_withdrawal_a_pattern_for_labels_tells_what_it_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = format!(
        "INT >> How long?\n\nAnna >> Zircon forms.\n\nTom >> {TRAY}.\n\nBen >> The quokka.\n\n\
         Tom >> Fine.\n"
    );
    let pattern = SpeakerRule::Pattern(r"(?<speaker>\w+) >> ".to_owned());
    let people = [("Anna", "P02"), ("Tom", "P03"), ("Ben", "P04")];
    import(&mut study, vec![interview("D", &text, &people, pattern)]);
    withdraw(&mut study, "P02", ALL);
    code(&mut study, "D", TRAY);
    correct(&mut study, "D", &format!("Tom >> {TRAY}.\n\n"), "");
    let told = study.look_at_withdrawal(person(&study, "P04"), ALL).unwrap();
    assert_eq!((told.counts.orphans, told.whole), (0, Vec::new()));
    withdraw(&mut study, "P04", ALL);
    assert_eq!(tray(&study), [TRAY]);
    is_nowhere(study, &["Zircon", "quokka"]);
}

/// Whose words stayed when they withdrew is somebody else still.
#[test]
fn words_that_stayed_after_a_withdrawal_stay_after_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = new_study(folder.path());
    let text = "INT: Well?\n\nP1: The zebrawood lobby was cold.\n\nP3: It was warm enough there.\n";
    import(&mut study, vec![document("FG", text)]);
    withdraw(&mut study, "P1", WithdrawalScope::Person);
    let told = study.look_at_withdrawal(person(&study, "P3"), ALL).unwrap();
    assert_eq!((told.documents.len(), told.group_documents), (0, vec!["FG".to_owned()]));
    withdraw(&mut study, "P3", ALL);
    let left = study.corpus().document_named("FG").unwrap().text.to_string();
    assert_eq!(
        left,
        "INT: Well?\n\n[withdrawn]: The zebrawood lobby was cold.\n\n[withdrawn]: [contribution \
         withdrawn]\n"
    );
    assert_eq!(study.check().unwrap(), []);
}
