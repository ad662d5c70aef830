//! What the researcher decided about reading, in the words of the receipt.

use super::note;
use crate::model::{NewTurn, Reading, ReceiptNote, SpeakerChoice, SpeakerRule};
use crate::text::turns::{label_key, same_label};
use std::collections::HashSet;

/// A note for each decision; whom labels mean is told only of labels that occur.
pub(super) fn notes(reading: &Reading, turns: &[NewTurn]) -> Vec<ReceiptNote> {
    if reading.is_default() {
        return Vec::new();
    }
    let mut notes = Vec::new();
    let mut decided = |what: &str, count: usize, words: String| {
        notes.push(note(&format!("decided-{what}"), count as u64, format!("decided: {words}")));
    };
    if let Some(encoding) = &reading.encoding {
        decided("encoding", 1, format!("read as {encoding}"));
    }
    match &reading.speakers {
        SpeakerRule::Found => {}
        SpeakerRule::Nobody => decided("speakers", 1, "nobody is named".to_owned()),
        SpeakerRule::Pattern(pattern) => {
            decided("speakers", 1, format!("speakers by the pattern {pattern}"));
        }
    }
    if !reading.take.is_empty() {
        let labels = reading.take.join(", ");
        decided("labels", reading.take.len(), format!("taken for speakers: {labels}"));
    }
    if !reading.leave.is_empty() {
        let labels = reading.leave.join(", ");
        decided("no-labels", reading.leave.len(), format!("not taken for speakers: {labels}"));
    }
    for (spelling, label) in &reading.same {
        decided("same", 1, format!("{spelling} is {label}"));
    }
    let spoken: HashSet<String> =
        turns.iter().filter_map(|turn| turn.speaker.as_deref()).map(label_key).collect();
    for (label, choice) in &reading.voices {
        if !spoken.contains(&label_key(label)) {
            continue;
        }
        let whom = match choice {
            SpeakerChoice::Participant(id) if same_label(id, label) => "a participant".to_owned(),
            SpeakerChoice::Participant(id) => format!("participant {id}"),
            SpeakerChoice::Interviewer => "interviewer".to_owned(),
            SpeakerChoice::Nobody => "nobody yet".to_owned(),
        };
        decided("speaker", 1, format!("{label} is {whom}"));
    }
    if let Some(ms) = reading.pause_ms {
        let seconds = ms as f64 / 1000.0;
        decided("pause", 1, format!("cues are joined over silences of up to {seconds} s"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_is_told() {
        let reading = Reading {
            encoding: Some("macintosh".to_owned()),
            speakers: SpeakerRule::Pattern("(a)".to_owned()),
            take: vec!["x".to_owned(), "y".to_owned()],
            leave: vec!["So".to_owned()],
            same: vec![("AM".to_owned(), "Anna".to_owned())],
            voices: [
                ("anna", SpeakerChoice::Participant("P1".to_owned())),
                ("I", SpeakerChoice::Interviewer),
                ("nobody here", SpeakerChoice::Nobody),
            ]
            .map(|(label, choice)| (label.to_owned(), choice))
            .to_vec(),
            pause_ms: Some(1500),
            survey: None,
        };
        let turn = |speaker: &str| NewTurn {
            start: 0,
            body: 0,
            end: 1,
            speaker: Some(speaker.to_owned()),
            at_ms: None,
        };
        let told: Vec<String> = notes(&reading, &[turn("Anna"), turn("I")])
            .into_iter()
            .map(|note| format!("{} {}: {}", note.what, note.count, note.note))
            .collect();
        assert_eq!(
            told,
            [
                "decided-encoding 1: decided: read as macintosh",
                "decided-speakers 1: decided: speakers by the pattern (a)",
                "decided-labels 2: decided: taken for speakers: x, y",
                "decided-no-labels 1: decided: not taken for speakers: So",
                "decided-same 1: decided: AM is Anna",
                "decided-speaker 1: decided: anna is participant P1",
                "decided-speaker 1: decided: I is interviewer",
                "decided-pause 1: decided: cues are joined over silences of up to 1.5 s",
            ]
        );
        assert!(notes(&Reading::default(), &[]).is_empty());
    }
}
