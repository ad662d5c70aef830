//! Turns that fit the text and each other. Where a border of a turn cannot be, those of the turns beside
//! it say where it was, or nobody knows; words never go from one speaker to another. What is in no turn
//! any more gets turns without a speaker.

use super::super::{Error, Tx};
use rusqlite::params;
use std::collections::BTreeMap;

/// A turn as it is stored.
#[derive(Clone, Copy, Debug)]
struct Turn {
    number: i64,
    start: usize,
    body: usize,
    end: usize,
    speaker: Option<i64>,
    at_ms: Option<i64>,
}

/// What is no place at all.
const NOWHERE: usize = usize::MAX;

/// The turns of a text, and what had to be done to them.
#[derive(Default)]
struct Fitted {
    turns: Vec<Turn>,
    /// Turns of which a border was put where those beside it say.
    moved: Vec<i64>,
    /// Stretches of words that were in no turn.
    gaps: usize,
    /// The turns that these are now.
    nobodys: Vec<i64>,
    /// Turns of which nobody knows where their words begin: the label counts among them.
    bodies: usize,
}

impl Fitted {
    /// The turn, its words beginning within it.
    fn with_body(&mut self, text: &str, turn: Turn) -> Turn {
        let within = (turn.start..=turn.end).contains(&turn.body);
        if within && text.is_char_boundary(turn.body) {
            return turn;
        }
        self.bodies += 1;
        Turn { body: turn.start, ..turn }
    }
}

/// Puts the turns of a document right.
pub(super) fn turns(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let connection = tx.connection();
    let stored: Vec<Turn> = connection
        .prepare(
            "SELECT number, start, body, \"end\", speaker_id, at_ms FROM turns
             WHERE document_id = ?1 ORDER BY number",
        )?
        .query_map([document], |row| {
            let at = |n: i64| usize::try_from(n).unwrap_or(NOWHERE);
            Ok(Turn {
                number: row.get(0)?,
                start: at(row.get(1)?),
                body: at(row.get(2)?),
                end: at(row.get(3)?),
                speaker: row.get(4)?,
                at_ms: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    // Nobody said what stands for words that are gone.
    let said: &[Turn] = if text == super::LOST_WORDS { &[] } else { &stored };
    let fitted = fitted(text, said);
    let whole = &fitted.turns;
    let same = whole.len() == stored.len()
        && whole.iter().zip(&stored).all(|(new, old)| {
            (new.number, new.start, new.body, new.end) == (old.number, old.start, old.body, old.end)
        });
    if same {
        return Ok(());
    }
    connection.execute("DELETE FROM turns WHERE document_id = ?1", [document])?;
    let mut insert = connection.prepare(
        "INSERT INTO turns (document_id, number, start, body, \"end\", speaker_id, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for turn in whole {
        insert.execute(params![
            document,
            turn.number,
            turn.start as i64,
            turn.body as i64,
            turn.end as i64,
            turn.speaker,
            turn.at_ms
        ])?;
    }
    say(name, &stored, &fitted, told);
    Ok(())
}

/// What was done to the turns of a document, in words.
fn say(name: &str, stored: &[Turn], fitted: &Fitted, told: &mut Vec<String>) {
    let before = told.len();
    if !fitted.moved.is_empty() {
        told.push(format!(
            "{name}: where {} began or ended could not be; it was put where the turns beside say: look \
             who said what there",
            paragraphs(&fitted.moved)
        ));
    }
    if fitted.gaps > 0 {
        told.push(format!(
            "{name}: {} stretches of words were in no turn; they are turns without a speaker now ({}; {} \
             turns before, {} now): look who said it",
            fitted.gaps,
            paragraphs(&fitted.nobodys),
            stored.len(),
            fitted.turns.len()
        ));
    }
    if fitted.bodies > 0 {
        told.push(format!(
            "{name}: in {} of its turns the speaker’s label counts among the words now",
            fitted.bodies
        ));
    }
    let numbers: BTreeMap<usize, i64> =
        fitted.turns.iter().map(|turn| (turn.start, turn.number)).collect();
    let renumbered = stored
        .iter()
        .any(|old| numbers.get(&old.start).is_some_and(|number| *number != old.number));
    if renumbered || told.len() == before {
        told.push(format!("{name}: ¶ numbers changed"));
    }
}

/// "¶3, ¶4 and 12 more".
fn paragraphs(numbers: &[i64]) -> String {
    const SAID: usize = 12;
    let some: Vec<String> = numbers.iter().take(SAID).map(|number| format!("¶{number}")).collect();
    let more = numbers.len().saturating_sub(SAID);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    some.join(", ") + &more
}

/// Turns that cover the whole text, in order, numbered from 1.
fn fitted(text: &str, stored: &[Turn]) -> Fitted {
    let mut done = Fitted::default();
    let (mut kept, mut gone) = (Vec::with_capacity(stored.len()), Vec::new());
    for (turn, borders) in stored.iter().zip(borders(text, stored)) {
        match borders {
            Some((start, end)) => {
                kept.push((Turn { start, end, ..*turn }, (start, end) != (turn.start, turn.end)));
            }
            None => gone.push(*turn),
        }
    }
    let mut whole: Vec<Turn> = Vec::with_capacity(stored.len());
    let mut before = 0;
    let end = Turn {
        number: i64::MAX,
        start: text.len(),
        body: text.len(),
        end: text.len(),
        speaker: None,
        at_ms: None,
    };
    // Places in `whole`: numbers come at the end.
    let (mut moved, mut nobodys) = (Vec::new(), Vec::new());
    for (turn, was_moved) in kept.into_iter().chain([(end, false)]) {
        let gap = text.get(before..turn.start).unwrap_or_default();
        let lead = before + gap.len() - gap.trim_start().len();
        let words = (lead, lead + gap.trim().len());
        if words.0 < words.1 {
            // A turn whose number alone is wrong lies exactly there.
            if let Some(at) = gone.iter().position(|turn| (turn.start, turn.end) == words) {
                whole.push(done.with_body(text, gone.swap_remove(at)));
            } else {
                done.gaps += 1;
                let last = whole.last().map_or(0, |turn| turn.number);
                let next = (turn.number < i64::MAX).then_some(turn.number);
                let wanted = next.map(|next| {
                    usize::try_from(next.saturating_sub(last).saturating_sub(1)).unwrap_or(0)
                });
                for (n, (start, end)) in (1_i64..).zip(pieces(gap, wanted)) {
                    let (start, end) = (before + start, before + end);
                    nobodys.push(whole.len());
                    whole.push(Turn {
                        number: last.saturating_add(n),
                        start,
                        body: start,
                        end,
                        speaker: None,
                        at_ms: None,
                    });
                }
            }
        }
        if turn.number == i64::MAX && turn.start == text.len() {
            break;
        }
        before = turn.end;
        if was_moved {
            moved.push(whole.len());
        }
        whole.push(done.with_body(text, turn));
    }
    // Numbers cannot be kept where more or fewer turns came into a gap than were lost.
    for (turn, number) in whole.iter_mut().zip(1_i64..) {
        turn.number = number;
    }
    done.moved = moved.into_iter().map(|at| at as i64 + 1).collect();
    done.nobodys = nobodys.into_iter().map(|at| at as i64 + 1).collect();
    done.turns = whole;
    done
}

/// Where a turn begins or ends.
#[derive(Clone, Copy, Debug)]
struct Border {
    turn: usize,
    is_end: bool,
    at: usize,
    /// More for a place where turns do begin or end.
    weight: u64,
}

impl Border {
    /// Grows along the text: a turn may begin where another one ends, and nothing else falls together.
    fn key(&self) -> usize {
        2 * self.at + usize::from(!self.is_end)
    }
}

/// Start and end of each turn; `None` where nobody can say.
fn borders(text: &str, stored: &[Turn]) -> Vec<Option<(usize, usize)>> {
    let is_place = |at: usize| at <= text.len() && text.is_char_boundary(at);
    let mut all = Vec::with_capacity(2 * stored.len());
    let mut senseless = vec![false; stored.len()];
    for (turn, old) in stored.iter().enumerate() {
        senseless[turn] = old.start >= old.end && old.start != NOWHERE;
        if senseless[turn] {
            continue;
        }
        for (is_end, at) in [(false, old.start), (true, old.end)] {
            if is_place(at) && (is_end || at < text.len()) {
                all.push(Border { turn, is_end, at, weight: weight(text, at, is_end) });
            }
        }
    }
    let mut starts: Vec<Option<usize>> = vec![None; stored.len()];
    let mut ends = starts.clone();
    for border in in_order(&all) {
        let side = if border.is_end { &mut ends } else { &mut starts };
        side[border.turn] = Some(border.at);
    }
    let follow = |a: usize, b: usize| stored[a].number.checked_add(1) == Some(stored[b].number);
    let each = (0..stored.len()).map(|turn| {
        // A turn of which neither is right says too little of whose words they are.
        if senseless[turn] || (starts[turn].is_none() && ends[turn].is_none()) {
            return None;
        }
        let start = starts[turn].or_else(|| {
            // The words between the end of the turn before and the end of this one are this one's.
            match turn.checked_sub(1) {
                Some(last) if follow(last, turn) => ends[last],
                None if stored[turn].number == 1 => Some(0),
                _ => None,
            }
        })?;
        let end = ends[turn].or_else(|| {
            let beyond = |at: usize| at >= text.len() && at != NOWHERE;
            match stored.get(turn + 1) {
                // Both lie behind the text: it was cut.
                Some(next) if follow(turn, turn + 1) => starts[turn + 1].or_else(|| {
                    (beyond(next.start) && beyond(stored[turn].end)).then_some(text.len())
                }),
                None if beyond(stored[turn].end) => Some(text.len()),
                _ => None,
            }
        })?;
        // A border that is not the one that was stored stands at words, as those that are.
        let words = text.get(start..end)?;
        let lead = words.len() - words.trim_start().len();
        let start = if starts[turn] == Some(stored[turn].start) { start } else { start + lead };
        let tail = words.len() - words.trim_end().len();
        let end = if ends[turn] == Some(stored[turn].end) { end } else { end.saturating_sub(tail) };
        (start < end).then_some((start, end))
    });
    let mut each: Vec<Option<(usize, usize)>> = each.collect();
    // Whatever was worked out: no turn lies over another one.
    let mut before = 0;
    for turn in &mut each {
        match turn {
            Some((start, end)) if *start >= before => before = *end,
            _ => *turn = None,
        }
    }
    each
}

/// How much a place looks as if a turn began or ended there: at a line, at a word, or nowhere.
fn weight(text: &str, at: usize, is_end: bool) -> u64 {
    let (before, behind) = text.split_at(at);
    let (last, next) = (before.chars().next_back(), behind.chars().next());
    let (outer, inner) = if is_end { (next, last) } else { (last, next) };
    if inner.is_none_or(char::is_whitespace) {
        return 3;
    }
    match outer {
        None | Some('\n') => 5,
        Some(letter) if letter.is_whitespace() => 4,
        Some(_) => 3,
    }
}

/// Of borders in the order of their turns, those that are in the order of the text, too: the fewest go, and
/// of two that stand against each other the one at which no turn would begin or end. Where nothing says
/// which of two it is, what lies between them is nobody's.
fn in_order(all: &[Border]) -> Vec<Border> {
    let kept = heaviest(all);
    let mut borders: Vec<Border> = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        let (one, other) = (all[at], all.get(at + 1).copied());
        let pair = other.filter(|other| {
            one.is_end && !other.is_end && one.at > other.at && one.weight == other.weight
        });
        if let Some(other) = pair.filter(|_| kept[at] != kept[at + 1]) {
            // The turn's own start, and the other one's own end.
            let before = (0..at).rev().find(|n| kept[*n]).map(|n| all[n].key());
            let behind = (at + 2..all.len()).find(|n| kept[*n]).map(|n| all[n].key());
            let (first, second) = (Border { at: other.at, ..one }, Border { at: one.at, ..other });
            let fits = before.is_none_or(|before| before < first.key())
                && behind.is_none_or(|behind| second.key() < behind);
            if fits {
                borders.extend([first, second]);
                at += 2;
                continue;
            }
        }
        if kept[at] {
            borders.push(one);
        }
        at += 1;
    }
    borders
}

/// Which borders make up the heaviest chain that grows along the text.
fn heaviest(all: &[Border]) -> Vec<bool> {
    let mut keys: Vec<usize> = all.iter().map(Border::key).collect();
    keys.sort_unstable();
    keys.dedup();
    // A Fenwick tree over the keys: weight and last border of the heaviest chain up to there.
    let mut best: Vec<(u64, Option<usize>)> = vec![(0, None); keys.len() + 1];
    let mut before = vec![None; all.len()];
    let mut last = (0, None);
    for (at, border) in all.iter().enumerate() {
        let rank = keys.partition_point(|key| *key < border.key());
        let (mut chain, mut n) = ((0, None), rank);
        while n > 0 {
            if best[n].0 > chain.0 {
                chain = best[n];
            }
            n &= n - 1;
        }
        before[at] = chain.1;
        let mine = (chain.0 + border.weight, Some(at));
        let mut n = rank + 1;
        while n < best.len() {
            if mine.0 > best[n].0 {
                best[n] = mine;
            }
            n += n & n.wrapping_neg();
        }
        if mine.0 > last.0 {
            last = mine;
        }
    }
    let mut kept = vec![false; all.len()];
    let mut at = last.1;
    while let Some(border) = at {
        kept[border] = true;
        at = before[border];
    }
    kept
}

/// The paragraphs of a gap: as many as are wanted where the text has them, by blank lines or by lines.
fn pieces(gap: &str, wanted: Option<usize>) -> Vec<(usize, usize)> {
    let by = |separator: &str| -> Vec<(usize, usize)> {
        let mut at = 0;
        let mut found = Vec::new();
        for part in gap.split(separator) {
            let lead = part.len() - part.trim_start().len();
            let length = part.trim().len();
            if length > 0 {
                found.push((at + lead, at + lead + length));
            }
            at += part.len() + separator.len();
        }
        found
    };
    let (blocks, lines) = (by("\n\n"), by("\n"));
    match wanted {
        Some(n) if blocks.len() != n && lines.len() == n => lines,
        Some(n) if n > 0 && blocks.len() > n => {
            let mut some: Vec<(usize, usize)> = blocks[..n].to_vec();
            if let (Some(last), Some((_, end))) = (some.last_mut(), blocks.last()) {
                last.1 = *end;
            }
            some
        }
        _ => blocks,
    }
}

#[cfg(test)]
mod tests;
