//! Files come in through a page that shows what was read before anything is stored; what was decided
//! is in the receipt, and who spoke can be decided again later.

use crate::screen::{Window, click, drop_files, key, settle, window};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{CorpusDocument, Voice};
use postil::study::{Command, Study};
use std::path::PathBuf;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A study with these participants.
    fn new(people: &[&str]) -> (Self, Window) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        for name in people {
            study.run(Command::AddParticipant { name: (*name).to_owned() }).unwrap();
        }
        drop(study);
        let window = window(Some(path));
        (Self { folder }, window)
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// Who speaks in a document: label and whose it is.
fn voices(window: &Window, at: usize) -> Vec<String> {
    let corpus = window.state().corpus();
    let each = corpus.documents[at].speakers.iter();
    each.map(|speaker| {
        let who = match speaker.voice {
            Voice::Participant(id) => corpus.participant(id).unwrap().name.clone(),
            Voice::Interviewer => "interviewer".to_owned(),
            Voice::Unassigned => "nobody".to_owned(),
        };
        format!("{} {who}", speaker.label)
    })
    .collect()
}

fn document(window: &Window, at: usize) -> &CorpusDocument {
    &window.state().corpus().documents[at]
}

fn button<'w>(window: &'w Window, label: &'w str) -> egui_kittest::Node<'w> {
    window.get_by_role_and_label(egui::accesskit::Role::Button, label)
}

fn enter(window: &mut Window) {
    key(window, Modifiers::NONE, Key::Enter);
}

#[test]
fn ordinary_transcripts_come_in_with_one_enter() {
    let (desk, mut window) = Desk::new(&["P01", "P02"]);
    let text = |id: &str| format!("INT: How long?\n\n{id}: Fourteen months, all in all.\n");
    let files = [desk.file("P01.txt", text("P01")), desk.file("P02.txt", text("P02"))];
    drop_files(&mut window, &files);
    window.get_by_label("P01.txt: ready, 2 turns, 2 speakers");
    window.get_by_label("Import 2 documents");
    assert!(window.state().corpus().documents.is_empty(), "nothing is stored before");
    enter(&mut window);
    assert_eq!(window.state().corpus().documents.len(), 2);
    assert_eq!(voices(&window, 1), ["INT interviewer", "P02 P02"]);
    // The first of them is read, and one undo takes all of them back.
    window.get_by_label("Fourteen months, all in all.");
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(window.state().corpus().documents.is_empty());
}

#[test]
fn leaving_stores_nothing_and_a_file_that_is_there_is_told() {
    let (desk, mut window) = Desk::new(&["P01"]);
    let file = desk.file("P01.txt", "INT: How long?\n\nP01: Fourteen months.\n");
    drop_files(&mut window, std::slice::from_ref(&file));
    window.get_by_label("Import 1 document");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.state().corpus().documents.is_empty());
    assert!(window.query_by_label("Import 1 document").is_none());
    window.get_by_label("No transcripts yet");

    drop_files(&mut window, std::slice::from_ref(&file));
    enter(&mut window);
    drop_files(&mut window, &[file, desk.file("P02.txt", "INT: And you?\n\nP02: No.\n")]);
    window.get_by_label("P01.txt: in the study already, as P01");
    // Only the other one would come; unticked, nothing would.
    click(&mut window, "Import P02.txt");
    assert!(button(&window, "Import").accesskit_node().is_disabled());
    click(&mut window, "Import P02.txt");
    click(&mut window, "Import 1 document");
    assert_eq!(window.state().corpus().documents.len(), 2);
}

#[test]
fn the_header_turns_who_asks_round_and_one_decision_serves_all() {
    let (desk, mut window) = Desk::new(&["P01", "P02"]);
    let text = |initials: &str| {
        format!(
            "Interview\nDate: 1.3.2024\nLegend: {initials} = interviewer, I = interviewee\n\n\
             {initials}: How long did it take?\n\nI: Fourteen months, all in all.\n\n\
             {initials}: And then?\n\nI: Nothing at all came of it.\n"
        )
    };
    let files = [desk.file("P01.txt", text("JT")), desk.file("P02.txt", text("MB"))];
    drop_files(&mut window, &files);
    window.get_by_label("P01.txt: needs a look, who is I?");
    window.get_by_label("The header says that I is not the interviewer.");
    click(&mut window, "I is P01, JT asks");
    window.get_by_label("P01.txt: ready, 7 turns, 2 speakers");
    window.get_by_label("P02.txt: needs a look, who is I?");
    click(&mut window, "Use for all 2 files of this layout");
    window.get_by_label("P02.txt: ready, 7 turns, 2 speakers");
    click(&mut window, "Import 2 documents");
    assert_eq!(voices(&window, 0), ["JT interviewer", "I P01"]);
    assert_eq!(voices(&window, 1), ["MB interviewer", "I P02"]);
}

#[test]
fn a_meeting_keeps_its_header_and_makes_a_participant() {
    let (desk, mut window) = Desk::new(&[]);
    let text = "Interview about waiting-Meeting Recording\nMarch 12, 2024, 1:03PM\n38m 12s\n\n\
                Kelly Ward started transcription\n\n\
                Kelly Ward   0:03\nHow long did it take?\n\n\
                Participant 7   0:11\nFourteen months, all in all.\n\n\
                Kelly Ward   1:04\nAnd then?\n\nParticipant 7   1:09\nNothing at all.\n";
    drop_files(&mut window, &[desk.file("Teams.txt", text)]);
    window.get_by_label("Teams.txt: needs a look, Kelly Ward, Participant 7 are nobody yet");
    click(&mut window, "Make Participant 7 a participant");
    // The other one asks: chosen from the list by its name.
    click(&mut window, "Kelly Ward is");
    click(&mut window, "Interviewer");
    click(&mut window, "Import 1 document");
    assert_eq!(voices(&window, 0), ["Kelly Ward interviewer", "Participant 7 Participant 7"]);
    assert_eq!(document(&window, 0).turns.last().unwrap().at_ms, Some(69_000));
    // The header is in the text and nobody's words.
    assert!(document(&window, 0).text.contains("38m 12s"));
    let first = document(&window, 0).pieces.first().unwrap().span;
    assert_eq!(first.of(&document(&window, 0).text), Some("How long did it take?"));
}

#[test]
fn subtitles_become_turns_and_a_survey_becomes_respondents() {
    let (desk, mut window) = Desk::new(&[]);
    let vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Anna>How long did it take?</v>\n\n\
               00:00:04.000 --> 00:00:07.000\n<v P07>Fourteen months,</v>\n\n\
               00:00:07.100 --> 00:00:09.000\n<v P07>all in all.</v>\n";
    drop_files(&mut window, &[desk.file("talk.vtt", vtt)]);
    window.get_by_label_contains("talk.vtt: needs a look");
    let csv = "id,role,What happened to you then?\n\
               R1,LA worker,We waited for fourteen months and nobody ever called us back about it.\n\
               R2,Solicitor,The court was slow and the letters came at the very last moment each time.\n";
    // A table that is dropped on the page is a survey.
    drop_files(&mut window, &[desk.file("survey.csv", csv)]);
    window.get_by_label_contains("survey.csv: ready, 2 documents");
    window.get_by_label("Column that names the respondent");
    window.get_by_label("What happened to you then? becomes");
    click(&mut window, "Import 3 documents");
    let corpus = window.state().corpus();
    assert_eq!(corpus.documents.len(), 3);
    assert!(corpus.documents[0].text.contains("Fourteen months, all in all."));
    let r1 = corpus.participant_named("R1").unwrap();
    let role = corpus.attribute_named("role").unwrap().id;
    assert_eq!(r1.values.get(&role).map(String::as_str), Some("LA worker"));
}

#[test]
fn decisions_on_reading_are_obeyed_and_stand_in_the_receipt() {
    let (desk, mut window) = Desk::new(&["P01"]);
    let text = "Q> How long?\nA> Fourteen months.\nQ> And then?\nA> Nothing at all.\n";
    drop_files(&mut window, &[desk.file("odd.txt", text)]);
    window.get_by_label_contains("odd.txt: needs a look, no speakers found");
    click(&mut window, "How speakers are found");
    click(&mut window, "by my own pattern");
    let field = window.get_by_label("Pattern at the start of a line");
    field.focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Text("([QA]".to_owned()));
    settle(&mut window);
    window.get_all_by_label_contains("is no regular expression").next().unwrap();
    assert!(button(&window, "Import").accesskit_node().is_disabled());
    window.event(egui::Event::Text(")>".to_owned()));
    settle(&mut window);
    window.get_by_label("4 turns begin with it");
    click(&mut window, "A is");
    click(&mut window, "P01");
    click(&mut window, "Import 1 document");
    assert_eq!(voices(&window, 0), ["Q interviewer", "A P01"]);

    window.get_by_label("Document odd").click_secondary();
    settle(&mut window);
    click(&mut window, "Receipt…");
    window.get_by_label("Speakers by the pattern ([QA])>");
    window.get_by_label("A is the participant P01");
    window.get_by_label("odd.txt");
    window.get_by_label_contains("by ana");
    click(&mut window, "Close");
    assert!(window.query_by_label("Receipt of odd").is_none());
}

#[test]
fn who_speaks_is_decided_again_later() {
    let (desk, mut window) = Desk::new(&["P01"]);
    let text = "INT: How long?\n\nP01: Fourteen months.\n\nP0l: They watched him.\n\n\
                INT: And then?\n\nP01: Nothing at all.\n\nP0l: Nothing.\n";
    drop_files(&mut window, &[desk.file("D.txt", text)]);
    enter(&mut window);
    assert_eq!(voices(&window, 0), ["INT interviewer", "P01 P01", "P0l nobody"]);
    // In the margin of the transcript: whose this turn is.
    let name = window.get_by_label("P0l ¶3").rect();
    for pressed in [true, false] {
        let pos = name.left_top() + egui::vec2(12.0, 8.0);
        window.event(egui::Event::PointerMoved(pos));
        window.event(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    settle(&mut window);
    window.get_by_label("¶3 is spoken by");
    click(&mut window, "These turns are spoken by");
    click(&mut window, "INT");
    assert_eq!(document(&window, 0).turns[2].speaker, document(&window, 0).turns[0].speaker);
    // And the label itself.
    click(&mut window, "Join P0l with");
    click(&mut window, "P01");
    assert_eq!(voices(&window, 0), ["INT interviewer", "P01 P01"]);
    click(&mut window, "Close");
    for _ in 0..2 {
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(voices(&window, 0), ["INT interviewer", "P01 P01", "P0l nobody"]);

    // From the list of people, with a rule of its own and a look at what it would bring.
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    click(&mut window, "Speakers");
    click(&mut window, "Change speaker P0l in D");
    click(&mut window, "Find speakers again…");
    let field = window.get_by_label("A label");
    field.focus();
    window.step();
    window.event(egui::Event::Text("P0l".to_owned()));
    settle(&mut window);
    click(&mut window, "is not a speaker");
    window.get_by_label("P0l (goes)");
    click(&mut window, "Find again");
    assert_eq!(voices(&window, 0), ["INT interviewer", "P01 P01"]);
    assert_eq!(document(&window, 0).turns.len(), 4);
    window.get_by_label("That would change nothing.");
}
