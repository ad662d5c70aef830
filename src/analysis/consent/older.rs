//! Whether an older text of a document may leave: it is plain text, and its labels alone tell who speaks.

use super::{spoken, theirs};
use crate::model::{Corpus, CorpusDocument, ParticipantId, SpeakerRow, Voice};
use crate::text::turns::{Hints, detect, is_interviewer_label, same_label};
use std::collections::HashSet;
use std::ops::Range;

/// A label has at most so many characters.
const LONGEST: usize = 48;

/// Why an older text must not be written to a file while the words of these people are held back; `None`
/// where it may.
///
/// It leaves only where every line of it either stands in the document today, where none of them speaks,
/// or begins a turn of somebody who is known and is none of them. A line of anybody else may be theirs:
/// their turns may have been taken out of the text since, under whatever label.
pub fn older_text_refused(
    corpus: &Corpus,
    withheld: &[ParticipantId],
    document: &CorpusDocument,
    text: &str,
) -> Option<&'static str> {
    if withheld.is_empty() {
        return None;
    }
    if theirs(document, withheld).next().is_some() {
        return Some("people speak in it who did not consent to be quoted");
    }
    let labels = labels_of(corpus, withheld);
    if text.lines().any(|line| labels.iter().any(|label| begins_with(line, label))) {
        return Some("people spoke in it who did not consent to be quoted");
    }
    if spoken(corpus, withheld).without(text).is_some() {
        return Some("words of people stand in it who did not consent to be quoted");
    }
    let today: HashSet<&str> = document.text.lines().map(str::trim).collect();
    let openings = openings(corpus, withheld, document, text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, words) = (at, line.trim());
        at += line.len();
        // Openings are in order: the first that does not end before this line.
        let next = openings.partition_point(|opening| opening.end <= start);
        let opens = openings.get(next).is_some_and(|opening| opening.start < at);
        if !words.is_empty() && !opens && !today.contains(words) {
            return Some(
                "who speaks in all of that text cannot be told, and it may be somebody who did not \
                 consent to be quoted",
            );
        }
    }
    None
}

/// What these people are called in transcripts: their names, and the labels of their speakers anywhere.
fn labels_of<'c>(corpus: &'c Corpus, people: &[ParticipantId]) -> Vec<&'c str> {
    let names = corpus.participants.iter().filter(|person| people.contains(&person.id));
    let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
    let speakers = speakers.filter(|speaker| is_one_of(people, speaker.voice));
    names
        .map(|person| person.name.as_str())
        .chain(speakers.map(|speaker| speaker.label.as_str()))
        .filter(|label| !label.trim().is_empty())
        .collect()
}

fn is_one_of(people: &[ParticipantId], voice: Voice) -> bool {
    matches!(voice, Voice::Participant(id) if people.contains(&id))
}

/// True when a line begins with a label: alone, or with a colon, a bracket, a tab or a time behind it.
fn begins_with(line: &str, label: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "[(*_<>#".contains(c));
    let mut rest = line.chars().flat_map(char::to_lowercase);
    if !label.trim().chars().flat_map(char::to_lowercase).all(|c| rest.next() == Some(c)) {
        return false;
    }
    let rest: String = rest.take(LONGEST).collect();
    let behind = rest.trim_start();
    behind.is_empty()
        || rest.starts_with('\t')
        || behind.starts_with([':', '：', ']', ')', '*', '_', '>', '[', '('])
        || (behind.len() < rest.len() && behind.starts_with(|c: char| c.is_ascii_digit()))
}

/// Where turns of people begin who are known and none of those held back: from the label to the end of
/// the first line that is said. In order, in bytes.
fn openings(
    corpus: &Corpus,
    withheld: &[ParticipantId],
    document: &CorpusDocument,
    text: &str,
) -> Vec<Range<usize>> {
    let hints = Hints {
        known: corpus.participants.iter().map(|person| person.name.clone()).collect(),
        listed: document.speakers.iter().map(|speaker| speaker.label.clone()).collect(),
        ..Hints::default()
    };
    let known = |label: &str| {
        let carries = |speaker: &&SpeakerRow| same_label(&speaker.label, label);
        match document.speakers.iter().find(carries).map(|speaker| speaker.voice) {
            Some(Voice::Interviewer) => true,
            Some(Voice::Participant(id)) => !withheld.contains(&id),
            Some(Voice::Unassigned) => false,
            None => {
                let mut people = corpus.participants.iter();
                is_interviewer_label(label)
                    || people.any(|person| {
                        same_label(&person.name, label) && !withheld.contains(&person.id)
                    })
            }
        }
    };
    let turns = detect(text, &hints).turns.into_iter();
    let theirs = turns.filter(|turn| turn.speaker.as_deref().is_some_and(known));
    theirs
        .map(|turn| {
            let (said, end) = (turn.body as usize, turn.end as usize);
            let rest = text.get(said..end).unwrap_or_default();
            // A label may stand on a line of its own.
            let blank = rest.len() - rest.trim_start().len();
            let line = rest.get(blank..).and_then(|rest| rest.find('\n'));
            turn.start as usize..line.map_or(end, |line| said + blank + line)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;

    fn study() -> Corpus {
        Builder::new()
            .participant("P01", &[])
            .participant("P02", &[])
            .document("A", "INT: Well?\nP02: We waited.\nP02: Nobody rang.\nAnna: It was cold.\n")
            .document("B", "P01: They promised my papers by the spring, and they never came.\n")
            .build()
    }

    #[test]
    fn an_older_text_leaves_where_all_who_speak_are_known_and_may_be_quoted() {
        let corpus = study();
        let (p01, document) = (corpus.participants[0].id, &corpus.documents[0]);
        let check = |text: &str, expected: &str| {
            let why = older_text_refused(&corpus, &[p01], document, text).unwrap_or_default();
            let right = if expected.is_empty() { why.is_empty() } else { why.contains(expected) };
            assert!(right, "{text:?}: {why}");
            assert_eq!(older_text_refused(&corpus, &[], document, text), None);
        };
        check("INT: Wel?\nP02: We waitd.\nP02: Nobody rang.\nAnna: It was cold.\n", "");
        check("INT: Well?\nP01: Zanzibar.\nP02: Nobody rang.\n", "people spoke in it");
        check("INT: Well?\np01\tZanzibar.\nP02: Nobody rang.\n", "people spoke in it");
        check("INT: Well?\n[P01] 00:12 Zanzibar.\nP02: Nobody rang.\n", "people spoke in it");
        check(
            "INT: Well?\nP02: They promised my papers by the spring, and they never came.\n",
            "words of people",
        );
        check("INT: Well?\nP02: We waited.\nMaria: Zanzibar.\nMaria: Yes.\n", "cannot be told");
        check("INT: Well?\nP02: We waited.\nAnna: Zanzibar.\nAnna: Yes.\n", "cannot be told");
        check("INT: Well?\nP02: We waited.\nZanzibar.\n", "cannot be told");
        check("P012: Zanzibar.\n", "cannot be told");
        let other = &corpus.documents[1];
        let why = older_text_refused(&corpus, &[p01], other, "INT: Well?\n");
        assert!(why.is_some_and(|why| why.starts_with("people speak in it")));
    }
}
