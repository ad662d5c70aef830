//! A text is corrected: everything that hangs on it moves along, in one step.

mod plan;
#[cfg(test)]
mod tests;
mod tray;

pub use plan::{ChangedCoding, CorrectionPlan, plan_correction, plan_replacements, settled};

pub(crate) use plan::plan_pseudonyms;
pub(super) use tray::{drop_orphans, put_back};

use super::codebook::comments;
use super::{Act, Acted, Error, Report, names};
use crate::model::{
    CodeId, CoderId, CodingId, CodingRow, CorpusDocument, DocumentId, Flags, Refusal,
    RevisionReason, Span, SpeakerId, TurnRow, Voice,
};
use crate::text::carry;
use crate::text::edits::Moved;
use crate::text::positions::check_span;
use crate::text::turns::{is_interviewer_label, same_label};
use plan::Turns;
use std::collections::BTreeMap;

/// Gives a document another text.
pub(super) fn correct(act: &Act<'_>, id: DocumentId, text: &str) -> Acted {
    let plan = plan_correction(act.corpus, id, text)?;
    let done = carry_through(act, &plan, Some(RevisionReason::Correction))?;
    Ok((Report::Plain, format!("Correct {}{}", act.document(id)?.name, told(&done))))
}

/// Replaces words in several documents.
pub(super) fn correct_several(act: &Act<'_>, texts: &[(DocumentId, Vec<(Span, String)>)]) -> Acted {
    let mut all = Carried::default();
    let (mut places, mut corrected) = (0, Vec::new());
    for (id, replacements) in texts {
        if corrected.contains(id) {
            return Err(Refusal::new("a document is named twice").into());
        }
        let text = &act.document(*id)?.text;
        for (span, _) in replacements {
            check_span(text, span.start(), span.end())
                .map_err(|error| Refusal::new(error.to_string()))?;
        }
        let plan = plan_replacements(act.corpus, *id, replacements)?;
        if plan.is_empty() {
            continue;
        }
        let done = carry_through(act, &plan, Some(RevisionReason::Correction))?;
        all.changed += done.changed;
        all.orphaned += done.orphaned;
        all.joined += done.joined;
        places += plan.edits.list().len();
        corrected.push(*id);
    }
    let what = match corrected.as_slice() {
        [one] => act.document(*one)?.name.clone(),
        several => names::count(several.len(), "document"),
    };
    let places = names::count(places, "place");
    Ok((Report::Plain, format!("Replace words in {places} of {what}{}", told(&all))))
}

/// Gives a document the text back that it had before.
pub(super) fn restore(act: &Act<'_>, id: DocumentId, number: u32) -> Acted {
    let text = act.tx.revision_text(id, number)?.ok_or_else(|| names::gone("revision"))?;
    let plan = plan_correction(act.corpus, id, &text)?;
    if plan.is_empty() {
        return Err(Refusal::new("the text is the same as now").into());
    }
    let done = carry_through(act, &plan, Some(RevisionReason::Restored))?;
    let name = &act.document(id)?.name;
    Ok((Report::Plain, format!("Restore text {number} of {name}{}", told(&done))))
}

/// What a change of a text did to codings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Carried {
    /// Words changed.
    pub(super) changed: usize,
    /// No words left.
    pub(super) orphaned: usize,
    /// Taken up by another coding of the same code and coder, whose words they came to share.
    pub(super) joined: usize,
}

fn told(done: &Carried) -> String {
    let mut parts = Vec::new();
    if done.changed > 0 {
        parts.push(format!("{} changed", names::count(done.changed, "coding")));
    }
    if done.orphaned > 0 {
        parts.push(format!("{} to the tray", names::count(done.orphaned, "coding")));
    }
    if done.joined > 0 {
        parts.push(format!("{} joined", names::count(done.joined, "coding")));
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// Writes what was worked out. Without a `reason` the old text is not kept as a revision.
pub(super) fn carry_through(
    act: &Act<'_>,
    plan: &CorrectionPlan,
    reason: Option<RevisionReason>,
) -> Result<Carried, Error> {
    let document = act.document(plan.document)?;
    if plan.is_empty() {
        return Ok(Carried::default());
    }
    if let Some(reason) = reason {
        let coder = act.tx.coder(act.coder)?;
        act.tx.keep_revision(document.id, reason, coder, act.at)?;
    }
    let mut done = move_codings(act, document, plan)?;
    for orphan in act.corpus.orphans.iter().filter(|orphan| orphan.document == document.id) {
        act.tx.move_orphan(orphan.id, plan.edits.place(orphan.at, false))?;
    }
    lay_turns(act, document, plan)?;
    let times = carry::times(&plan.edits, &document.times, &plan.text);
    if times[..] != document.times[..] {
        act.tx.set_times(document.id, &times)?;
    }
    act.tx.set_text(document.id, &plan.text)?;
    done.changed = plan.changed.len() - done.orphaned;
    Ok(done)
}

/// One code by one coder.
type Hand = (CodeId, CoderId);

fn move_codings(
    act: &Act<'_>,
    document: &CorpusDocument,
    plan: &CorrectionPlan,
) -> Result<Carried, Error> {
    let mut done = Carried::default();
    let mut hands: BTreeMap<Hand, Vec<(&CodingRow, Span)>> = BTreeMap::new();
    for coding in &document.codings {
        match plan.edits.span(coding.span, &document.text, &plan.text) {
            Moved::Same(span) | Moved::Changed(span) => {
                hands.entry((coding.code, coding.coder)).or_default().push((coding, span));
            }
            Moved::Gone(place) => {
                let words = coding.span.of(&document.text).unwrap_or_default();
                act.tx.orphan_coding(document.id, coding.id, words, place, act.at)?;
                done.orphaned += 1;
            }
        }
    }
    let mut moves: Vec<(CodingId, Span)> = Vec::new();
    let mut kept: BTreeMap<CodingId, Kept> = BTreeMap::new();
    for (hand, mut codings) in hands {
        codings.sort_by_key(|(coding, span)| (span.start(), coding.id));
        let mut rest = codings.as_slice();
        while let Some((first, span)) = rest.first() {
            // Codings that shared no words and do now become one, as everywhere.
            let mut hull = *span;
            let fresh = |(coding, place): &&(&CodingRow, Span)| {
                place.overlaps(hull) && !coding.span.overlaps(first.span)
            };
            let len = 1 + rest.iter().skip(1).take_while(fresh).count();
            let (group, after) = rest.split_at(len);
            rest = after;
            for (_, place) in group {
                let end = hull.end().max(place.end());
                hull = Span::new(hull.start(), end).unwrap_or(hull);
            }
            let (keep, memo, flags) = join(act, group)?;
            done.joined += group.len() - 1;
            kept.insert(keep.id, Kept { hand, hull, memo, flags });
            if keep.span != hull {
                moves.push((keep.id, hull));
            }
        }
    }
    // From the end of the text on: most corrections make it longer or shorter, and few chains arise.
    moves.sort_by_key(|(_, span)| std::cmp::Reverse(span.start()));
    for (coding, _) in act.tx.move_codings(&moves)? {
        // An imported file may hold codings of one hand that overlap: these words are coded already, and
        // that coding takes up what hangs on this one.
        if let Some(gone) = kept.remove(&coding)
            && let Some((stays, one)) =
                kept.iter_mut().find(|(_, one)| one.hand == gone.hand && one.hull == gone.hull)
        {
            act.tx.rehang_memos_of_coding(coding, *stays)?;
            one.memo = comments([one.memo.as_str(), gone.memo.as_str()].into_iter());
            one.flags = one.flags.or(gone.flags);
            act.tx.comment(*stays, &one.memo)?;
            act.tx.set_flags(*stays, one.flags)?;
        }
        act.tx.remove_coding(coding)?;
        done.joined += 1;
    }
    Ok(done)
}

/// A coding that stays, where, and what hangs on it.
struct Kept {
    hand: Hand,
    hull: Span,
    memo: String,
    flags: Flags,
}

/// Makes a group of codings one: the oldest stays, with everything the others had.
fn join<'c>(
    act: &Act<'_>,
    group: &[(&'c CodingRow, Span)],
) -> Result<(&'c CodingRow, String, Flags), Error> {
    let keep = group.iter().map(|(coding, _)| *coding).min_by_key(|coding| coding.id);
    let keep = keep.ok_or_else(|| names::gone("coding"))?;
    if group.len() == 1 {
        return Ok((keep, keep.memo.as_deref().unwrap_or_default().to_owned(), keep.flags));
    }
    let memo = comments(group.iter().filter_map(|(coding, _)| coding.memo.as_deref()));
    let flags = group.iter().fold(Flags::default(), |all, (coding, _)| all.or(coding.flags));
    for (coding, _) in group.iter().filter(|(coding, _)| coding.id != keep.id) {
        act.tx.rehang_memos_of_coding(coding.id, keep.id)?;
        act.tx.remove_coding(coding.id)?;
    }
    if keep.memo.as_deref().unwrap_or_default() != memo {
        act.tx.comment(keep.id, &memo)?;
    }
    if keep.flags != flags {
        act.tx.set_flags(keep.id, flags)?;
    }
    Ok((keep, memo, flags))
}

fn lay_turns(act: &Act<'_>, document: &CorpusDocument, plan: &CorrectionPlan) -> Result<(), Error> {
    let found = match &plan.turns {
        Turns::Carried(rows) => {
            act.tx.set_turns(document.id, rows)?;
            let marks = act.tx.marks(document.id)?;
            let marks: Vec<(Span, &str)> =
                marks.iter().map(|(span, kind)| (*span, kind.as_str())).collect();
            let moved = carry::marks(&plan.edits, &marks, &document.text, &plan.text);
            act.tx.set_marks(document.id, &moved)?;
            return Ok(());
        }
        Turns::Found(found) => found,
    };
    // Whose words a new label takes over: a label that was written in another way is the same person.
    let carried = carry::turns(&plan.edits, &document.turns, &plan.text);
    let mut speakers: Vec<(String, SpeakerId)> =
        document.speakers.iter().map(|speaker| (speaker.label.clone(), speaker.id)).collect();
    let mut rows = Vec::with_capacity(found.turns.len());
    for turn in &found.turns {
        let speaker = match &turn.speaker {
            None => None,
            Some(label) => {
                let known = speakers.iter().find(|(known, _)| same_label(known, label));
                Some(match known {
                    Some((_, id)) => *id,
                    None => {
                        let before = carry::speaker_over(&carried, turn.start, turn.end);
                        let voice = voice(act, document, plan, before, label);
                        let id = act.tx.new_speaker(document.id, label, voice)?;
                        speakers.push((label.clone(), id));
                        id
                    }
                })
            }
        };
        rows.push(TurnRow {
            start: turn.start,
            body: turn.body,
            end: turn.end,
            speaker,
            at_ms: turn.at_ms,
        });
    }
    act.tx.set_turns(document.id, &rows)?;
    act.tx.remove_silent_speakers(document.id)?;
    let marks: Vec<(Span, &str)> = found
        .marks
        .iter()
        .filter_map(|mark| Some((Span::new(mark.start, mark.end)?, mark.kind.name())))
        .collect();
    let before = act.tx.marks(document.id)?;
    let before = before.iter().map(|(span, kind)| (*span, kind.as_str()));
    if before.ne(marks.iter().copied()) {
        act.tx.set_marks(document.id, &marks)?;
    }
    Ok(())
}

/// Whose a new label is: by its spelling, or of whoever spoke there under a label that is gone.
fn voice(
    act: &Act<'_>,
    document: &CorpusDocument,
    plan: &CorrectionPlan,
    before: Option<SpeakerId>,
    label: &str,
) -> Voice {
    let people = &act.corpus.participants;
    if let Some(person) = people.iter().find(|person| same_label(&person.name, label)) {
        return Voice::Participant(person.id);
    }
    let silent = before
        .and_then(|id| document.speaker(id))
        .filter(|speaker| plan.labels.1.contains(&speaker.label));
    match silent {
        Some(speaker) => speaker.voice,
        None if is_interviewer_label(label) => Voice::Interviewer,
        None => Voice::Unassigned,
    }
}
