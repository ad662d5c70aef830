//! Lays the turns over the text.

use super::Found;
use super::accept::Verdict;
use super::header::Preamble;
use super::paragraphs::{Draft, paragraphs};
use super::rules::{Rules, Speakers};
use super::scan::{Candidate, Scan, Stamp};
use crate::model::{MarkKind, NewMark, NewTurn, ReceiptNote};
use crate::text::quotes::NOT_TAKEN;

/// Turns, marks, labels and notes from what was found.
pub(super) fn lay(
    text: &str,
    preamble: &Preamble,
    scan: &Scan,
    verdict: &Verdict,
    stamps: Vec<Stamp>,
    rules: &Rules,
) -> Found {
    let (heads, repeated) = heads(scan, verdict);
    let first = heads.first().map_or(text.len(), |head| head.lead);
    let mut drafts = Vec::new();
    paragraphs(text, first, scan, rules.pause_ms, &mut drafts);
    let unlabelled = drafts.len();
    for (n, head) in heads.iter().enumerate() {
        let limit = heads.get(n + 1).map_or(text.len(), |next| next.lead);
        let end = head.lead + text[head.lead..limit].trim_end().len();
        let body = head.body.min(end);
        let body = (body + blanks(&text[body..end])).min(end);
        drafts.push(Draft {
            start: head.lead,
            body,
            end,
            number: Some(head.number),
            at_ms: head.at_ms,
        });
    }
    let marks = settle(text, &mut drafts, stamps, repeated);
    let mut counts = vec![0_usize; scan.labels.all().len()];
    let mut order = Vec::new();
    for number in drafts.iter().filter_map(|draft| draft.number) {
        if let Some(count) = counts.get_mut(number as usize) {
            if *count == 0 {
                order.push(number);
            }
            *count += 1;
        }
    }
    let name = |number: u32| scan.labels.all().get(number as usize).map(|seen| seen.label.clone());
    let labels: Vec<(String, usize)> =
        order.iter().filter_map(|&number| Some((name(number)?, counts[number as usize]))).collect();
    let notes = notes(preamble, scan, verdict, &marks, &labels, unlabelled, rules);
    let turns = drafts
        .iter()
        .map(|draft| NewTurn {
            start: draft.start as u32,
            body: draft.body as u32,
            end: draft.end as u32,
            speaker: draft.number.and_then(name),
            at_ms: draft.at_ms,
        })
        .collect();
    Found { turns, marks, labels, notes }
}

/// Bytes of white space at the start.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The accepted labels; among subtitle cues, a label that only says that the same person goes on is
/// a mark inside the turn.
fn heads(scan: &Scan, verdict: &Verdict) -> (Vec<Candidate>, Vec<Stamp>) {
    let mut heads: Vec<Candidate> = Vec::new();
    let mut repeated = Vec::new();
    for candidate in scan.candidates.iter().filter(|c| verdict.takes(c.family, c.number)) {
        if scan.is_cues() && heads.last().is_some_and(|last| last.number == candidate.number) {
            repeated.push(Stamp {
                start: candidate.start,
                end: candidate.body,
                kind: MarkKind::Label,
                ms: None,
                closing: false,
            });
        } else {
            heads.push(*candidate);
        }
    }
    (heads, repeated)
}

/// Puts the marks into the turns: a stamp at the start of a body is the turn's own time and no mark,
/// a stamp inside a label is neither. Gives the marks that stay.
fn settle(
    text: &str,
    drafts: &mut [Draft],
    stamps: Vec<Stamp>,
    repeated: Vec<Stamp>,
) -> Vec<NewMark> {
    let mut all = stamps;
    if !repeated.is_empty() {
        all.extend(repeated);
        all.sort_by_key(|stamp| stamp.start);
    }
    let mut marks: Vec<NewMark> = Vec::with_capacity(all.len());
    let mut next = all.into_iter().peekable();
    // The time of a stamp that closed the turn before.
    let mut closed_at: Option<i64> = None;
    for draft in drafts {
        if let Some(ms) = closed_at.take() {
            draft.at_ms.get_or_insert(ms);
        }
        while let Some(stamp) = next.next_if(|stamp| stamp.start < draft.end) {
            let kept = marks.last().map_or(0, |last| last.end as usize).max(draft.body);
            if stamp.start < kept || stamp.end > draft.end {
                continue;
            }
            if stamp.start == draft.body && stamp.kind == MarkKind::Time && !stamp.closing {
                draft.at_ms = draft.at_ms.or(stamp.ms);
                draft.body = stamp.end + blanks(&text[stamp.end..draft.end]);
                continue;
            }
            closed_at = stamp.ms.filter(|_| stamp.closing && stamp.end == draft.end);
            marks.push(NewMark {
                start: stamp.start as u32,
                end: stamp.end as u32,
                kind: stamp.kind,
            });
        }
    }
    marks
}

fn note(what: &str, count: usize, note: impl Into<String>) -> ReceiptNote {
    ReceiptNote { what: what.to_owned(), count: count as u64, note: note.into() }
}

fn notes(
    preamble: &Preamble,
    scan: &Scan,
    verdict: &Verdict,
    marks: &[NewMark],
    labels: &[(String, usize)],
    unlabelled: usize,
    rules: &Rules,
) -> Vec<ReceiptNote> {
    let mut notes = Vec::new();
    let count = |kind| marks.iter().filter(|mark| mark.kind == kind).count();
    if labels.is_empty() {
        let joined = if scan.is_cues() {
            "cues are joined into paragraphs"
        } else {
            "each paragraph is a turn"
        };
        let why = match rules.speakers {
            Speakers::Found => "no speaker labels were found",
            Speakers::Nobody => "speaker labels were not looked for",
            Speakers::Pattern(_) => "the pattern for speakers fits no line",
        };
        notes.push(note("no-speakers", unlabelled, format!("{why}: {joined} of nobody yet")));
    }
    for (kind, what, sentence) in [
        (
            MarkKind::Time,
            "time-stamps",
            "time stamps stay in the text and are not counted as speech",
        ),
        (
            MarkKind::Header,
            "header",
            "lines of title, date or lists stay in the text and are not counted as speech",
        ),
        (
            MarkKind::Label,
            "repeated-label",
            "labels that repeat the speaker inside a turn are not counted as speech",
        ),
    ] {
        if count(kind) > 0 {
            notes.push(note(what, count(kind), sentence));
        }
    }
    notes.extend(label_notes(scan, verdict));
    for (label, meaning) in &preamble.reversed {
        notes.push(note(
            "label-reversed",
            1,
            format!("the header says that {label} is {meaning}, not the interviewer: check who {label} is mapped to"),
        ));
    }
    notes
}

/// What is told about labels: those that were looked at and not taken.
pub(super) fn label_notes(scan: &Scan, verdict: &Verdict) -> Vec<ReceiptNote> {
    let mut notes = Vec::new();
    if !verdict.left.is_empty() {
        let some: Vec<String> = verdict
            .left
            .iter()
            .take(6)
            .map(|(label, lines)| format!("{label} ({lines})"))
            .collect();
        let more = if verdict.left.len() > 6 { ", …" } else { "" };
        notes.push(note(
            "label-not-taken",
            verdict.left.len(),
            format!("{NOT_TAKEN}{}{more}", some.join(", ")),
        ));
    }
    if scan.overfull {
        notes.push(note(
            "too-many-labels",
            1,
            "only the first million lines that look like labels were considered",
        ));
    }
    notes
}
