//! Turns, marks and moments move with a text that changed.

use super::edits::{Edits, Moved};
use crate::model::{Span, SpeakerId, TurnRow};

/// The turns of a changed text: each follows its words; what was put in at its edges belongs to it.
/// Turns of which nothing is left are gone. Words between turns go to the turn before them.
///
/// What holds of turns holds of the result: in order, apart, without white space at their ends, and
/// together they hold every character that is not white space.
pub fn turns(edits: &Edits, old: &[TurnRow], new: &str) -> Vec<TurnRow> {
    let mut turns: Vec<TurnRow> = Vec::with_capacity(old.len());
    let mut from = 0;
    for turn in old {
        let (low, high) = (edits.place(turn.start, false), edits.place(turn.start, true));
        // What is put in before a turn belongs to it, but for whole lines.
        let lines = new.get(low as usize..high as usize).and_then(|words| words.rfind('\n'));
        let start = lines.map_or(low, |at| low + at as u32 + 1).max(from);
        let end = edits.place(turn.end, true).max(start);
        let body = edits.place(turn.body, false).clamp(start, end);
        from = end;
        if let Some((start, end)) = trimmed(new, start, end) {
            // A label that is all that is left keeps its turn: somebody said nothing.
            turns.push(TurnRow { start, body: body.clamp(start, end), end, ..*turn });
        }
    }
    fill(new, turns)
}

/// Gives words that are in no turn to the turn before them; in front of all turns they are one of
/// nobody.
fn fill(text: &str, turns: Vec<TurnRow>) -> Vec<TurnRow> {
    let mut filled: Vec<TurnRow> = Vec::with_capacity(turns.len() + 1);
    let add = |from: u32, to: u32, filled: &mut Vec<TurnRow>| {
        let Some((start, end)) = trimmed(text, from, to) else { return };
        match filled.last_mut() {
            Some(last) => last.end = end,
            None => {
                filled.push(TurnRow { start, body: start, end, speaker: None, at_ms: None });
            }
        }
    };
    let mut from = 0;
    for turn in turns {
        add(from, turn.start, &mut filled);
        from = turn.end;
        filled.push(turn);
    }
    add(from, text.len() as u32, &mut filled);
    for turn in &mut filled {
        let body = turn.body as usize;
        // Nothing but white space between a label and the words.
        let blank = text
            .get(body..turn.end as usize)
            .map_or(0, |words| words.len() - words.trim_start().len());
        turn.body = (turn.body + blank as u32).min(turn.end);
    }
    filled
}

/// The stretch without white space at its ends.
fn trimmed(text: &str, start: u32, end: u32) -> Option<(u32, u32)> {
    let span = super::positions::trim(text, Span::new(start, end)?)?;
    Some((span.start(), span.end()))
}

/// Stretches that nobody said: each follows its words and goes with them. `old` is in order.
pub fn marks<T: Copy>(edits: &Edits, marks: &[(Span, T)], old: &str, new: &str) -> Vec<(Span, T)> {
    let mut moved: Vec<(Span, T)> = Vec::with_capacity(marks.len());
    for (span, what) in marks {
        let place = match edits.span(*span, old, new) {
            Moved::Same(place) | Moved::Changed(place) => place,
            Moved::Gone(_) => continue,
        };
        if moved.last().is_none_or(|(last, _)| last.end() <= place.start()) {
            moved.push((place, *what));
        }
    }
    moved
}

/// Moments of the recording, each at its place; of several at one place the first stays.
pub fn times(edits: &Edits, times: &[(u32, i64)], new: &str) -> Vec<(u32, i64)> {
    let mut moved: Vec<(u32, i64)> = Vec::with_capacity(times.len());
    for (at, ms) in times {
        let at = edits.place(*at, false);
        if moved.last().is_none_or(|(last, _)| *last < at) && (at as usize) < new.len() {
            moved.push((at, *ms));
        }
    }
    moved
}

/// The speaker of the turn of `turns` that shares most bytes with a stretch; `None` when nobody does.
pub fn speaker_over(turns: &[TurnRow], start: u32, end: u32) -> Option<SpeakerId> {
    let shared = |turn: &TurnRow| turn.end.min(end).saturating_sub(turn.start.max(start));
    let first = turns.partition_point(|turn| turn.end <= start);
    let there = turns.get(first..).unwrap_or_default().iter();
    let there = there.take_while(|turn| turn.start < end);
    there.max_by_key(|turn| shared(turn)).and_then(|turn| turn.speaker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::turns::{Hints, detect};
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<TurnRow> {
        let found = detect(text, &Hints { known: vec!["P01".to_owned()], ..Hints::default() });
        let speaker = |label: &str| SpeakerId(if label == "INT" { 1 } else { 2 });
        found
            .turns
            .iter()
            .map(|turn| TurnRow {
                start: turn.start,
                body: turn.body,
                end: turn.end,
                speaker: turn.speaker.as_deref().map(speaker),
                at_ms: turn.at_ms,
            })
            .collect()
    }

    #[test]
    fn turns_follow_their_words() {
        let check = |old: &str, new: &str, expected: &[&str]| {
            let moved = turns(&Edits::between(old, new), &rows(old), new);
            let got: Vec<String> = moved
                .iter()
                .map(|turn| {
                    let who = turn.speaker.map_or("-".to_owned(), |id| id.0.to_string());
                    format!("{who} {}", &new[turn.body as usize..turn.end as usize])
                })
                .collect();
            assert_eq!(got, expected, "{new:?}");
        };
        let old = "INT: How long?\n\nP01: Ten weeks.\n\nINT: And then?\n";
        check(old, old, &["1 How long?", "2 Ten weeks.", "1 And then?"]);
        check(
            old,
            "INT: How long was it?\n\nP01: Ten weeks. More.\n\nINT: And then?\n",
            &["1 How long was it?", "2 Ten weeks. More.", "1 And then?"],
        );
        check(old, "INT: How long?\n\nINT: And then?\n", &["1 How long?", "1 And then?"]);
        check(
            old,
            "Title\n\nINT: How long?\n\nP01: Ten weeks.\n\nA note.\n\nINT: And then?\n",
            &["- Title", "1 How long?", "2 Ten weeks.\n\nA note.", "1 And then?"],
        );
    }

    fn promises(text: &str, turns: &[TurnRow]) -> Result<(), String> {
        let mut from = 0;
        for turn in turns {
            let words =
                text.get(turn.start as usize..turn.end as usize).ok_or("not of the text")?;
            let gap = text.get(from..turn.start as usize).ok_or("out of order")?;
            let whole = gap.trim().is_empty() && !words.is_empty() && words.trim() == words;
            if !whole || turn.body < turn.start || turn.body > turn.end {
                return Err(format!("{turn:?}"));
            }
            from = turn.end as usize;
        }
        text[from..].trim().is_empty().then_some(()).ok_or("words at the end".to_owned())
    }

    proptest! {
        #[test]
        fn every_word_stays_in_a_turn(
            old in "(INT: |P01: |[a-c]{1,4} |é |\n|\n\n){0,40}",
            new in "(INT: |P01: |[a-c]{1,4} |é |\n|\n\n){0,40}",
        ) {
            let moved = turns(&Edits::between(&old, &new), &rows(&old), &new);
            prop_assert_eq!(promises(&new, &moved), Ok(()));
        }
    }
}
