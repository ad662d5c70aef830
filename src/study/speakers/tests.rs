//! Speakers decided again in a stored study.

use super::{TurnsTo, plan_speakers};
use crate::model::{
    CorpusDocument, NewDocument, Origin, Reading, Span, SpeakerChoice, SpeakerId, SpeakerRule,
    Voice,
};
use crate::study::{CodeTarget, Command, Error, Study};
use crate::text::turns::{Hints, detect};

const TEXT: &str = "INT: How long did you wait?\n\nP01: Fourteen months. [0:12] Nobody told us.\n\n\
                    P0l: They watched the house.\n\nINT: And then?\n\nAnna: I went home.\n\n\
                    P01: So: we waited.\n\nAnna: Yes.\n";

struct Desk {
    study: Study,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        study.run(Command::AddParticipant { name: "P01".to_owned() }).unwrap();
        let mut desk = Self { study, _folder: folder };
        desk.import("D", TEXT);
        desk
    }

    fn import(&mut self, name: &str, text: &str) {
        let found = detect(text, &Hints { known: vec!["P01".to_owned()], ..Hints::default() });
        let document = NewDocument {
            name: name.to_owned(),
            text: text.to_owned(),
            turns: found.turns,
            marks: found.marks,
            times: Vec::new(),
            reading: Reading::default(),
            origin: Origin { sha256: name.to_owned(), ..Origin::default() },
            receipt: Vec::new(),
        };
        self.study
            .run(Command::ImportDocuments { documents: vec![document], people: None })
            .unwrap();
    }

    fn document(&self) -> &CorpusDocument {
        &self.study.corpus().documents[0]
    }

    fn speaker(&self, label: &str) -> SpeakerId {
        let found = self.document().speakers.iter().find(|speaker| speaker.label == label);
        found.unwrap_or_else(|| panic!("no {label}")).id
    }

    /// Who speaks, turn by turn; `*` behind the labels of participants.
    fn who(&self) -> Vec<String> {
        let document = self.document();
        let who = |turn: &crate::model::TurnRow| match turn.speaker {
            None => "-".to_owned(),
            Some(id) => {
                let row = document.speaker(id).unwrap();
                let star = if matches!(row.voice, Voice::Participant(_)) { "*" } else { "" };
                format!("{}{star}", row.label)
            }
        };
        document.turns.iter().map(who).collect()
    }

    fn run(&mut self, command: Command) -> String {
        self.study.run(command).unwrap().step.map_or_else(String::new, |step| step.label)
    }

    fn refused(&mut self, command: Command) -> String {
        match self.study.run(command) {
            Err(Error::Refused(why)) => why.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

const BEFORE: [&str; 7] = ["INT", "P01*", "P0l", "INT", "Anna", "P01*", "Anna"];

#[test]
fn labels_are_joined_and_undo_parts_them() {
    let mut desk = Desk::new();
    assert_eq!(desk.who(), BEFORE);
    let pairs = vec![(desk.speaker("P0l"), desk.speaker("P01"))];
    assert_eq!(desk.run(Command::JoinSpeakers { pairs }), "Join P0l with P01 in D");
    assert_eq!(desk.who(), ["INT", "P01*", "P01*", "INT", "Anna", "P01*", "Anna"]);
    assert_eq!(desk.document().speakers.len(), 3);
    desk.study.undo().unwrap();
    assert_eq!(desk.who(), BEFORE);
    // A chain in one step ends at the last one.
    let (a, b, c) = (desk.speaker("P0l"), desk.speaker("Anna"), desk.speaker("P01"));
    desk.run(Command::JoinSpeakers { pairs: vec![(b, c), (a, b)] });
    assert_eq!(desk.who(), ["INT", "P01*", "P01*", "INT", "P01*", "P01*", "P01*"]);
    desk.study.undo().unwrap();
    let why = desk.refused(Command::JoinSpeakers { pairs: vec![(a, a)] });
    assert_eq!(why, "P0l cannot be joined with itself");
    desk.import("E", "INT: a?\nP01: b.\nINT: c?\nP01: d.");
    let other = desk.study.corpus().documents[1].speakers[0].id;
    let why = desk.refused(Command::JoinSpeakers { pairs: vec![(a, other)] });
    assert!(why.starts_with("P0l and INT are not in the same document"), "{why}");
}

#[test]
fn turns_are_given_to_somebody_else() {
    let mut desk = Desk::new();
    let document = desk.document().id;
    let give = |numbers: &[u32], to| Command::GiveTurns { document, numbers: numbers.to_vec(), to };
    let p01 = TurnsTo::Speaker(desk.speaker("P01"));
    // The last turn of a label takes the label along.
    assert_eq!(desk.run(give(&[3], p01)), "Give ¶3 of D to P01");
    assert!(desk.document().speakers.iter().all(|speaker| speaker.label != "P0l"));
    let label = desk.run(give(&[5, 7], TurnsTo::Label(" Ben: ".to_owned())));
    assert_eq!(label, "Give 2 turns of D to Ben");
    desk.run(give(&[6], TurnsTo::Nobody));
    assert_eq!(desk.who(), ["INT", "P01*", "P01*", "INT", "Ben", "-", "Ben"]);
    // A label that is an id is that participant's, whatever its spelling.
    desk.run(give(&[7], TurnsTo::Label("p 01".to_owned())));
    assert_eq!(desk.who()[6], "P01*");
    for _ in 0..4 {
        desk.study.undo().unwrap();
    }
    assert_eq!(desk.who(), BEFORE);
    let why = desk.refused(give(&[8], TurnsTo::Nobody));
    assert_eq!(why, "D has no ¶8; its turns are ¶1 to ¶7");
    assert_eq!(desk.refused(give(&[], TurnsTo::Nobody)), "no turn is chosen");
    // What is so already is no step.
    let int = TurnsTo::Speaker(desk.speaker("INT"));
    assert_eq!(desk.run(give(&[1], int)), "");
}

#[test]
fn a_label_is_renamed_and_then_means_whom_it_names() {
    let mut desk = Desk::new();
    let anna = desk.speaker("Anna");
    let rename = |label: &str| Command::RenameSpeaker { speaker: anna, label: label.to_owned() };
    let why = desk.refused(rename("p01"));
    assert!(why.starts_with("there is a speaker P01 in D already"), "{why}");
    desk.study.run(Command::AddParticipant { name: "P02".to_owned() }).unwrap();
    assert_eq!(desk.run(rename("P02")), "Rename speaker Anna of D to P02");
    assert_eq!(desk.who()[4], "P02*");
    assert_eq!(&*desk.document().text, TEXT);
}

#[test]
fn speakers_are_found_anew_and_codings_stay() {
    let mut desk = Desk::new();
    let start = TEXT.find("Nobody").unwrap();
    let (document, span) = (desk.document().id, Span::from_range(start..start + 6).unwrap());
    let code = CodeTarget::Path(vec!["silence".to_owned()]);
    desk.run(Command::ApplyCode { document, span, code });
    // Mapped by hand: it stays so.
    let voice = Voice::Interviewer;
    desk.run(Command::MapSpeakers { speakers: vec![desk.speaker("Anna")], voice });
    let reading =
        Reading { same: vec![("P0l".to_owned(), "P01".to_owned())], ..Reading::default() };
    let plan = plan_speakers(desk.study.corpus(), desk.document(), &reading).unwrap();
    let counts: Vec<(&str, u32, u32)> =
        plan.labels.iter().map(|l| (l.label.as_str(), l.before, l.after)).collect();
    assert_eq!(counts, [("INT", 2, 2), ("P01", 2, 3), ("Anna", 2, 2), ("P0l", 1, 0)]);
    assert!(plan.changes);
    let find = |reading: &Reading| Command::FindSpeakers {
        documents: vec![document],
        reading: reading.clone(),
    };
    assert_eq!(desk.run(find(&reading)), "Find speakers again in D");
    assert_eq!(desk.who(), ["INT", "P01*", "P01*", "INT", "Anna", "P01*", "Anna"]);
    let anna = desk.document().speaker(desk.speaker("Anna")).unwrap();
    assert_eq!(anna.voice, Voice::Interviewer);
    assert_eq!(desk.document().codings.len(), 1);
    assert_eq!(desk.document().codings[0].span, span);
    assert_eq!(desk.study.receipt(document).unwrap().unwrap().reading, reading);
    assert!(!plan_speakers(desk.study.corpus(), desk.document(), &reading).unwrap().changes);
    assert_eq!(desk.run(find(&reading)), "");
    // The time stamp is no speech, before and after.
    assert!(
        desk.document()
            .pieces
            .iter()
            .all(|piece| { !piece.span.of(&desk.document().text).unwrap().contains("0:12") })
    );
    let nobody = Reading { speakers: SpeakerRule::Nobody, ..Reading::default() };
    desk.run(find(&nobody));
    assert!(desk.document().speakers.is_empty());
    assert!(desk.who().iter().all(|who| who == "-"));
    desk.study.undo().unwrap();
    desk.study.undo().unwrap();
    assert_eq!(desk.who(), BEFORE);
}

#[test]
fn a_pattern_and_new_people_in_one_step() {
    let mut desk = Desk::new();
    let reading = |pattern: &str| Reading {
        speakers: SpeakerRule::Pattern(pattern.to_owned()),
        voices: vec![("Anna".to_owned(), SpeakerChoice::Participant("P09".to_owned()))],
        ..Reading::default()
    };
    let document = desk.document().id;
    let find = |pattern: &str| Command::FindSpeakers {
        documents: vec![document],
        reading: reading(pattern),
    };
    assert!(desk.refused(find("(")).contains("no regular expression"));
    assert!(desk.study.corpus().participant_named("P09").is_none());
    desk.run(find(r"(?<speaker>Anna|INT):"));
    assert_eq!(desk.who(), ["INT", "INT", "Anna*", "Anna*"]);
    assert!(desk.study.corpus().participant_named("P09").is_some());
    desk.study.undo().unwrap();
    assert!(desk.study.corpus().participant_named("P09").is_none());
    assert_eq!(desk.who(), BEFORE);
}

#[test]
fn what_only_the_file_knew_stays() {
    let mut desk = Desk::new();
    // A bold name without a sign, the sign of a footnote, a note below.
    let text = "Anna\nI waited[1] long.\n\nBen\nAnd then?\n\nAnna\nNothing.\n\nBen\nI see.\n\n[1] Two years.\n";
    let at = |words: &str| text.find(words).unwrap() as u32;
    let bold = ["Anna\nI", "Ben\nA", "Anna\nN", "Ben\nI"].map(|words| {
        let start = at(words) as usize;
        start..start + words.find('\n').unwrap()
    });
    let below = at("[1] Two");
    let found = detect(&text[..below as usize], &Hints { bold: bold.to_vec(), ..Hints::default() });
    let note = crate::model::NewTurn {
        start: below,
        body: below,
        end: text.trim_end().len() as u32,
        speaker: None,
        at_ms: None,
    };
    let mark =
        |start, end| crate::model::NewMark { start, end, kind: crate::model::MarkKind::Header };
    let mut turns = found.turns;
    assert_eq!(turns.len(), 4, "{turns:?}");
    turns.push(note.clone());
    let mut marks = found.marks;
    marks.extend([mark(at("[1] long"), at("[1] long") + 3), mark(note.start, note.end)]);
    let document = NewDocument {
        name: "F".to_owned(),
        text: text.to_owned(),
        turns,
        marks,
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin { sha256: "f".to_owned(), ..Origin::default() },
        receipt: Vec::new(),
    };
    desk.study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
    let document = &desk.study.corpus().documents[1];
    let plan = plan_speakers(desk.study.corpus(), document, &Reading::default()).unwrap();
    assert!(!plan.changes, "{plan:?}");
    let reading =
        Reading { same: vec![("Ben".to_owned(), "Benjamin".to_owned())], ..Reading::default() };
    let plan = plan_speakers(desk.study.corpus(), document, &reading).unwrap();
    let labels: Vec<_> = plan.turns.iter().map(|turn| turn.speaker.as_deref()).collect();
    assert_eq!(labels, [Some("Anna"), Some("Benjamin"), Some("Anna"), Some("Benjamin"), None]);
    assert_eq!(plan.marks.len(), 2);
}
