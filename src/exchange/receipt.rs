//! The receipt of an import: what came from which file, when and by whom, what was left out, and what
//! was decided about how to read it. One value for the window, a file and the command line.

use super::sheet::{Cell, Column, Row, Sheet};
use crate::model::{
    CorpusDocument, Origin, Participant, Reading, ReceiptNote, SpeakerChoice, SpeakerRule, Voice,
};
use serde::Serialize;
use serde_json::{Value, json};

/// A speaker of the document as it stands now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Spoke {
    /// The label.
    pub label: String,
    /// The participant's name, "interviewer", or "nobody yet".
    pub who: String,
    /// Turns.
    pub turns: usize,
    /// Words.
    pub words: u64,
}

/// A receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The document's name.
    pub document: String,
    /// The file.
    pub origin: Origin,
    /// Words of the text, as it stands now.
    pub words: usize,
    /// Code points.
    pub characters: usize,
    /// Turns.
    pub turns: usize,
    /// Who speaks, in order of appearance.
    pub speakers: Vec<Spoke>,
    /// What was left out, resolved or changed.
    pub notes: Vec<ReceiptNote>,
    /// What was decided about how to read the file, in words.
    pub decisions: Vec<String>,
    /// When, RFC 3339.
    pub imported_at: String,
    /// By whom; empty in studies older than that.
    pub imported_by: String,
}

impl Receipt {
    /// The receipt of a document.
    pub fn new(
        document: &CorpusDocument,
        people: &[Participant],
        origin: Origin,
        notes: Vec<ReceiptNote>,
        reading: &Reading,
        (imported_at, imported_by): (&str, &str),
    ) -> Self {
        let speakers = document.speakers.iter().map(|speaker| {
            let its = |turn: usize| {
                document.turns.get(turn).is_some_and(|turn| turn.speaker == Some(speaker.id))
            };
            let pieces = document.pieces.iter().filter(|piece| its(piece.turn as usize));
            Spoke {
                label: speaker.label.clone(),
                who: match speaker.voice {
                    Voice::Participant(id) => people
                        .iter()
                        .find(|person| person.id == id)
                        .map_or_else(|| "a participant".to_owned(), |person| person.name.clone()),
                    Voice::Interviewer => "interviewer".to_owned(),
                    Voice::Unassigned => "nobody yet".to_owned(),
                },
                turns: (0..document.turns.len()).filter(|turn| its(*turn)).count(),
                words: pieces.map(|piece| u64::from(piece.words)).sum(),
            }
        });
        Self {
            document: document.name.clone(),
            words: document.words.len(),
            characters: document.text.chars().count(),
            turns: document.turns.len(),
            speakers: speakers.collect(),
            origin,
            notes,
            decisions: decisions(reading),
            imported_at: imported_at.to_owned(),
            imported_by: imported_by.to_owned(),
        }
    }

    /// Facts about file and document, each with its name.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let origin = &self.origin;
        let by = match self.imported_by.as_str() {
            "" => String::new(),
            name => format!(" by {name}"),
        };
        vec![
            ("File", origin.file_name.clone()),
            ("Format", origin.format.clone()),
            ("Encoding", origin.encoding.clone()),
            ("Size", format!("{} bytes", origin.bytes)),
            ("SHA-256", origin.sha256.clone()),
            (
                "Text",
                format!(
                    "{} words, {} characters, {} turns",
                    self.words, self.characters, self.turns
                ),
            ),
            ("Imported", format!("{}{by}", day(&self.imported_at))),
        ]
    }

    /// As rows of two columns, for every format a table has.
    pub fn sheet(&self) -> Sheet {
        let row = |what: &str, text: String| Row {
            depth: 0,
            cells: vec![Cell::Text(what.to_owned()), Cell::Text(text)],
        };
        let mut rows = vec![row("Document", self.document.clone())];
        rows.extend(self.facts().into_iter().map(|(what, text)| row(what, text)));
        rows.extend(self.speakers.iter().map(|spoke| row("Speaker", spoke.line())));
        rows.extend(self.decisions.iter().map(|text| row("Decided", text.clone())));
        rows.extend(self.notes.iter().map(|note| row("Noted", noted(note))));
        Sheet { columns: ["Receipt", ""].map(Column::text).into(), rows, ..Sheet::default() }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "document": self.document,
            "file": self.origin.file_name,
            "format": self.origin.format,
            "encoding": self.origin.encoding,
            "bytes": self.origin.bytes,
            "sha256": self.origin.sha256,
            "words": self.words,
            "characters": self.characters,
            "turns": self.turns,
            "speakers": self.speakers,
            "notes": self.notes,
            "decisions": self.decisions,
            "imported_at": self.imported_at,
            "imported_by": self.imported_by,
        })
    }
}

impl Spoke {
    /// "P07: P07, 12 turns, 345 words".
    pub fn line(&self) -> String {
        let Self { label, who, turns, words } = self;
        let s = |n: u64| if n == 1 { "" } else { "s" };
        format!("{label}: {who}, {turns} turn{}, {words} word{}", s(*turns as u64), s(*words))
    }
}

/// A note with its number where it says more than one and the sentence does not say it already.
pub fn noted(note: &ReceiptNote) -> String {
    let number = note.count.to_string();
    let mut words = note.note.split(|c: char| !c.is_alphanumeric());
    if note.count <= 1 || words.any(|word| word == number) {
        return note.note.clone();
    }
    format!("{number} × {}", note.note)
}

/// `2024-05-03 14:12 UTC` of a time in RFC 3339.
fn day(at: &str) -> String {
    match (at.get(..10), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => at.to_owned(),
    }
}

/// What was decided about how to read a file, a sentence each.
pub fn decisions(reading: &Reading) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(encoding) = &reading.encoding {
        said.push(format!("Read as {encoding}"));
    }
    match &reading.speakers {
        SpeakerRule::Found => {}
        SpeakerRule::Nobody => said.push("Nobody is named: each paragraph is a turn".to_owned()),
        SpeakerRule::Pattern(pattern) => said.push(format!("Speakers by the pattern {pattern}")),
    }
    said.extend(reading.take.iter().map(|label| format!("{label} is a speaker")));
    said.extend(reading.leave.iter().map(|label| format!("{label} is no speaker")));
    said.extend(reading.same.iter().map(|(a, b)| format!("{a} is {b}, spelled otherwise")));
    said.extend(reading.voices.iter().map(|(label, choice)| match choice {
        SpeakerChoice::Participant(name) => format!("{label} is the participant {name}"),
        SpeakerChoice::Interviewer => format!("{label} is the interviewer"),
        SpeakerChoice::Nobody => format!("{label} is nobody yet"),
    }));
    if let Some(ms) = reading.pause_ms {
        said.push(format!("Cues are joined over pauses of up to {} s", ms as f64 / 1000.0));
    }
    if let Some(survey) = &reading.survey {
        said.push(format!("Columns that became text: {}", survey.texts.join(", ")));
        if let Some(id) = &survey.id {
            said.push(format!("The respondent is named by the column {id}"));
        }
        if let Some(attributes) = &survey.attributes {
            said.push(format!("Columns that became attributes: {}", attributes.join(", ")));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_said_in_words() {
        let reading = Reading {
            encoding: Some("windows-1252".to_owned()),
            speakers: SpeakerRule::Pattern("(.)>".to_owned()),
            leave: vec!["Note".to_owned()],
            same: vec![("JTT".to_owned(), "JT".to_owned())],
            voices: vec![
                ("I".to_owned(), SpeakerChoice::Participant("P03".to_owned())),
                ("JT".to_owned(), SpeakerChoice::Interviewer),
            ],
            pause_ms: Some(1500),
            ..Reading::default()
        };
        assert_eq!(
            decisions(&reading),
            [
                "Read as windows-1252",
                "Speakers by the pattern (.)>",
                "Note is no speaker",
                "JTT is JT, spelled otherwise",
                "I is the participant P03",
                "JT is the interviewer",
                "Cues are joined over pauses of up to 1.5 s",
            ]
        );
        assert!(decisions(&Reading::default()).is_empty());
    }

    #[test]
    fn a_receipt_says_where_a_text_comes_from() {
        let corpus = crate::analysis::testing::Builder::new()
            .participant("P01", &[])
            .document("D1", "INT: Why?\nP01: Because of it all.\nAnna: No.")
            .build();
        let origin = Origin {
            file_name: "a.txt".to_owned(),
            format: "txt".to_owned(),
            encoding: "UTF-8".to_owned(),
            bytes: 12,
            sha256: "ab".to_owned(),
        };
        let note = ReceiptNote { what: "image".to_owned(), count: 2, note: "images".to_owned() };
        let receipt = Receipt::new(
            &corpus.documents[0],
            &corpus.participants,
            origin,
            vec![note],
            &Reading::default(),
            ("2024-05-03T14:12:09.123Z", "Anna"),
        );
        let facts = receipt.facts();
        assert_eq!(facts[0], ("File", "a.txt".to_owned()));
        assert_eq!(facts.last().unwrap().1, "2024-05-03 14:12 UTC by Anna");
        let lines: Vec<String> = receipt.speakers.iter().map(Spoke::line).collect();
        assert_eq!(
            lines,
            [
                "INT: interviewer, 1 turn, 1 word",
                "P01: P01, 1 turn, 4 words",
                "Anna: nobody yet, 1 turn, 1 word"
            ]
        );
        let sheet = receipt.sheet();
        assert!(sheet.rows.iter().any(|row| row.cells[1] == Cell::Text("2 × images".to_owned())));
        assert_eq!(receipt.json()["sha256"], "ab");
        let check = |count, text: &str, expected: &str| {
            let note = ReceiptNote { what: String::new(), count, note: text.to_owned() };
            assert_eq!(noted(&note), expected);
        };
        check(1, "an image", "an image");
        check(4, "4 cues were joined", "4 cues were joined");
        check(4, "40 cues were joined", "4 × 40 cues were joined");
    }
}
