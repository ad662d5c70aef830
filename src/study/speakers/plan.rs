//! What finding speakers anew in a stored document would bring.
//!
//! The text alone does not say all that its file knew: bold names, signs of footnotes, notes below the
//! transcript, times of cues. What of it shows in the document as it stands is kept.

use crate::model::{
    Corpus, CorpusDocument, MarkKind, NewMark, NewTurn, ParticipantId, Reading, ReceiptNote,
    Refusal, Span, SpeakerId, TurnRow, Voice,
};
use crate::study::documents::Known;
use crate::text::turns::{Hints, Rules, detect, label_key, same_label};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A label before and after speakers are found anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelPlan {
    /// As it stands, or will stand.
    pub label: String,
    /// The speaker that carries it now.
    pub speaker: Option<SpeakerId>,
    /// Turns now.
    pub before: u32,
    /// Turns then.
    pub after: u32,
    /// Whose it will be.
    pub voice: Voice,
}

/// What finding speakers anew brings, worked out before it is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpeakersPlan {
    /// The turns.
    pub turns: Vec<NewTurn>,
    /// What is not speech in them.
    pub marks: Vec<NewMark>,
    /// Every label there is or will be: first those that will be, in order of appearance.
    pub labels: Vec<LabelPlan>,
    /// What was decided.
    pub notes: Vec<ReceiptNote>,
    /// False when everything stays as it is.
    pub changes: bool,
}

/// Works out what speakers would be found in a stored document under these decisions. A participant
/// whom the decisions name and who is not there yet is made only when it is done.
///
/// # Errors
/// When the researcher's pattern is none.
pub fn plan_speakers(
    corpus: &Corpus,
    document: &CorpusDocument,
    reading: &Reading,
) -> Result<SpeakersPlan, Refusal> {
    plan(&Known::of(corpus), document, reading)
}

pub(super) fn plan(
    people: &Known<ParticipantId>,
    document: &CorpusDocument,
    reading: &Reading,
) -> Result<SpeakersPlan, Refusal> {
    let kept = Kept::of(document);
    let spoken = document.text.get(..kept.notes_at).unwrap_or(&document.text);
    let hints = Hints {
        known: people.names(),
        bold: kept.bold,
        rules: Rules::of(reading)?,
        ..Hints::default()
    };
    let found = detect(spoken, &hints);
    let (mut turns, mut marks) = (found.turns, found.marks);
    for turn in &mut turns {
        let first = document.times.partition_point(|(at, _)| *at < turn.start);
        let time = document.times.get(first).filter(|(at, _)| *at <= turn.body);
        turn.at_ms = turn.at_ms.or(time.map(|(_, ms)| *ms));
    }
    put_marks(&turns, &mut marks, &kept.asides);
    for note in &kept.notes {
        turns.push(NewTurn { speaker: None, ..note.clone() });
        marks.push(NewMark { start: note.start, end: note.end, kind: MarkKind::Header });
    }
    let labels = labels(people, document, reading, &turns);
    let changes = changes(document, &turns, &marks)
        || labels.iter().any(|plan| {
            plan.speaker.and_then(|id| document.speaker(id)).is_some_and(|s| s.voice != plan.voice)
        });
    Ok(SpeakersPlan { turns, marks, labels, notes: found.notes, changes })
}

/// What the file knew and the text alone does not say: it is read from the document as it stands.
struct Kept {
    /// Labels that stand without a sign behind them: bold names.
    bold: Vec<Range<usize>>,
    /// The signs of footnotes.
    asides: Vec<Range<u32>>,
    /// From here on: notes below the transcript.
    notes_at: usize,
    notes: Vec<NewTurn>,
}

impl Kept {
    fn of(document: &CorpusDocument) -> Self {
        let text = &document.text;
        let silent = |index: usize, turn: &TurnRow| {
            let bare = turn.speaker.is_none() && turn.body == turn.start;
            bare && document.pieces.binary_search_by_key(&(index as u32), |p| p.turn).is_err()
        };
        let last = document.turns.iter().enumerate().rev();
        let below = last.take_while(|(index, turn)| silent(*index, turn)).count();
        let first = document.turns.len() - below;
        // A text that is nothing but notes is read as a transcript.
        let (spoken, notes) =
            if first == 0 { (&*document.turns, &[][..]) } else { document.turns.split_at(first) };
        let notes_at = notes.first().map_or(text.len(), |turn| turn.start as usize);
        let notes = notes.iter().map(|turn| NewTurn {
            start: turn.start,
            body: turn.body,
            end: turn.end,
            speaker: None,
            at_ms: None,
        });
        let bold = spoken.iter().filter_map(|turn| {
            let label = &document.speaker(turn.speaker?)?.label;
            let head = text.get(turn.start as usize..turn.body as usize)?;
            let start = turn.start as usize + head.len() - head.trim_start().len();
            (head.trim() == label).then(|| start..start + label.len())
        });
        Self { bold: bold.collect(), asides: asides(document), notes_at, notes: notes.collect() }
    }
}

/// `[1]` and the like that stand in speech without counting as it.
fn asides(document: &CorpusDocument) -> Vec<Range<u32>> {
    let is_sign = |text: &str| {
        let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| {
            (1..=4).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let mut found = Vec::new();
    let mut look = |from: u32, to: u32| {
        let gap =
            Span::new(from, to).and_then(|gap| crate::text::positions::trim(&document.text, gap));
        if let Some(gap) = gap.filter(|gap| gap.of(&document.text).is_some_and(is_sign)) {
            found.push(gap.start()..gap.end());
        }
    };
    for (index, turn) in document.turns.iter().enumerate() {
        let first = document.pieces.partition_point(|piece| (piece.turn as usize) < index);
        let here = document.pieces.get(first..).unwrap_or_default();
        let mut at = turn.body;
        for piece in here.iter().take_while(|piece| piece.turn as usize == index) {
            look(at, piece.span.start());
            at = piece.span.end();
        }
        if at > turn.body {
            look(at, turn.end);
        }
    }
    found
}

/// Puts the signs of footnotes among the marks, where they lie in what was said.
fn put_marks(turns: &[NewTurn], marks: &mut Vec<NewMark>, asides: &[Range<u32>]) {
    let mut more = Vec::new();
    for aside in asides {
        let turn = turns.partition_point(|turn| turn.start <= aside.start).checked_sub(1);
        let inside = turn.and_then(|at| turns.get(at));
        let inside = inside.is_some_and(|t| t.body <= aside.start && aside.end <= t.end);
        let before = marks.partition_point(|mark| mark.start < aside.end).checked_sub(1);
        let free = before.and_then(|at| marks.get(at)).is_none_or(|m| m.end <= aside.start);
        if inside && free {
            more.push(NewMark { start: aside.start, end: aside.end, kind: MarkKind::Header });
        }
    }
    marks.extend(more);
    marks.sort_by_key(|mark| mark.start);
}

fn labels(
    people: &Known<ParticipantId>,
    document: &CorpusDocument,
    reading: &Reading,
    turns: &[NewTurn],
) -> Vec<LabelPlan> {
    let mut plans: Vec<LabelPlan> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    for label in turns.iter().filter_map(|turn| turn.speaker.as_deref()) {
        let at = *place.entry(label_key(label)).or_insert_with(|| {
            let known = document.speakers.iter().find(|s| same_label(&s.label, label));
            let decided = reading.voices.iter().any(|(name, _)| same_label(name, label));
            let voice = match known {
                Some(known) if !decided => known.voice,
                _ => people.voice(reading, label),
            };
            plans.push(LabelPlan {
                label: known.map_or_else(|| label.to_owned(), |known| known.label.clone()),
                speaker: known.map(|known| known.id),
                before: 0,
                after: 0,
                voice,
            });
            plans.len() - 1
        });
        if let Some(plan) = plans.get_mut(at) {
            plan.after += 1;
        }
    }
    let mut counts: BTreeMap<SpeakerId, u32> = BTreeMap::new();
    for id in document.turns.iter().filter_map(|turn| turn.speaker) {
        *counts.entry(id).or_default() += 1;
    }
    for row in &document.speakers {
        let before = counts.get(&row.id).copied().unwrap_or(0);
        match plans.iter_mut().find(|plan| plan.speaker == Some(row.id)) {
            Some(plan) => plan.before = before,
            None => plans.push(LabelPlan {
                label: row.label.clone(),
                speaker: Some(row.id),
                before,
                after: 0,
                voice: row.voice,
            }),
        }
    }
    plans
}

/// True when turns or what counts as speech would be others.
fn changes(document: &CorpusDocument, turns: &[NewTurn], marks: &[NewMark]) -> bool {
    let label = |turn: &TurnRow| document.speaker(turn.speaker?).map(|row| row.label.as_str());
    let same = turns.len() == document.turns.len()
        && turns.iter().zip(document.turns.iter()).all(|(new, old)| {
            let place = (new.start, new.body, new.end) == (old.start, old.body, old.end);
            let who = match (new.speaker.as_deref(), label(old)) {
                (Some(new), Some(old)) => same_label(new, old),
                (new, old) => new == old,
            };
            place && who && new.at_ms == old.at_ms
        });
    if !same {
        return true;
    }
    let marks: Vec<(u32, u32)> = marks.iter().map(|mark| (mark.start, mark.end)).collect();
    let spoken =
        crate::text::speech::pieces(&document.text, &document.turns, &marks, |_| Voice::Unassigned);
    spoken.len() != document.pieces.len()
        || spoken.iter().zip(document.pieces.iter()).any(|(new, old)| new.span != old.span)
}
