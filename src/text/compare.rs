//! Two texts side by side, as a person reads a correction: whole words, the lines they stand in, and
//! what stands around them.

use super::edits::{Edit, Edits};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// A comparison of two passages that takes longer is given up: then all is new.
const PATIENCE: Duration = Duration::from_millis(200);

/// What became of some words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// They stand in both.
    Same,
    /// They stood in the old one.
    Gone,
    /// They stand in the new one.
    New,
}

impl Fate {
    /// A word for other programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Gone => "gone",
            Self::New => "new",
        }
    }
}

/// Some words and what became of them.
pub type Run = (Fate, String);

/// Lines that differ between two texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Bytes of the old text: whole lines.
    pub old: Range<u32>,
    /// Bytes of the new text: whole lines.
    pub new: Range<u32>,
    /// Old and new in one.
    pub runs: Vec<Run>,
    /// The line before, where there is one that is the same in both.
    pub before: String,
    /// The line behind.
    pub after: String,
}

/// Every place where two texts differ: those on one line together.
pub fn changes(old: &str, new: &str, edits: &Edits) -> Vec<Change> {
    let list = edits.list();
    let mut found = Vec::new();
    let mut first = 0;
    while first < list.len() {
        let mut last = first;
        while let Some(next) = list.get(last + 1)
            && !part(old, list[last].old.end, next.old.start).contains('\n')
        {
            last += 1;
        }
        found.push(change(old, new, list, first..last + 1));
        first = last + 1;
    }
    found
}

fn change(old: &str, new: &str, list: &[Edit], group: Range<usize>) -> Change {
    let edits = &list[group.clone()];
    let (first, last) = (&edits[0], &edits[edits.len() - 1]);
    let before_from = group.start.checked_sub(1).map_or(0, |at| list[at].old.end);
    let before = part(old, before_from, first.old.start);
    let behind_to = list.get(group.end).map_or(old.len() as u32, |next| next.old.start);
    let behind = part(old, last.old.end, behind_to);
    let back = before.rfind('\n').map_or(before.len(), |at| before.len() - at - 1) as u32;
    let on = behind.find('\n').unwrap_or(behind.len()) as u32;
    let (from, to) = (first.old.start - back, last.old.end + on);
    let (new_from, new_to) = (first.new.start - back, last.new.end + on);
    Change {
        runs: runs(part(old, from, to), part(new, new_from, new_to)),
        before: line(before.get(..before.len() - back as usize).unwrap_or_default(), true),
        after: line(behind.get(on as usize..).unwrap_or_default(), false),
        old: from..to,
        new: new_from..new_to,
    }
}

/// The last or the first line with words.
fn line(text: &str, last: bool) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let found = if last { lines.next_back() } else { lines.next() };
    found.unwrap_or_default().to_owned()
}

fn part(text: &str, from: u32, to: u32) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// Old and new words in one, in order: what went stands before what came.
pub fn runs(old: &str, new: &str) -> Vec<Run> {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (old.split_word_bounds().collect(), new.split_word_bounds().collect());
    let deadline = Some(Instant::now() + PATIENCE);
    let mut list: Vec<Run> = Vec::new();
    let mut add = |fate: Fate, words: &[&str]| {
        if words.is_empty() {
            return;
        }
        match list.last_mut() {
            Some((last, text)) if *last == fate => text.push_str(&words.concat()),
            _ => list.push((fate, words.concat())),
        }
    };
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &a, &b, deadline);
    let mut waiting: (Vec<&str>, Vec<&str>) = Default::default();
    for op in &ops {
        let (x, y) = (&a[op.old_range()], &b[op.new_range()]);
        // White space alone between two changes belongs to both: one word less to jump over.
        let keeps = matches!(op, DiffOp::Equal { .. });
        let thin = keeps && x.iter().all(|word| word.trim().is_empty());
        let inside = thin && !(waiting.0.is_empty() && waiting.1.is_empty()) && y.len() < b.len();
        if keeps && !inside {
            flush(&mut waiting, &mut add);
            add(Fate::Same, x);
        } else {
            waiting.0.extend(x);
            waiting.1.extend(y);
        }
    }
    flush(&mut waiting, &mut add);
    list
}

/// Says what waits: what went, then what came; white space they share at the end stays.
fn flush<'t>(
    (gone, new): &mut (Vec<&'t str>, Vec<&'t str>),
    add: &mut impl FnMut(Fate, &[&'t str]),
) {
    let mut same = Vec::new();
    while let (Some(a), Some(b)) = (gone.last(), new.last())
        && a == b
        && a.trim().is_empty()
    {
        same.insert(0, *a);
        gone.pop();
        new.pop();
    }
    add(Fate::Gone, gone);
    add(Fate::New, new);
    add(Fate::Same, &same);
    gone.clear();
    new.clear();
}

/// The part of two passages around what differs, with at most so many characters of what is the same
/// before and behind it, and in between.
pub fn around(old: &str, new: &str, most: usize) -> Vec<Run> {
    const LONG: usize = 4_000;
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let ends = a[same..].iter().rev().zip(b[same..].iter().rev());
    let tail = ends.take_while(|(x, y)| x == y).count();
    // From word to word, in both: what was cut off is the same.
    let start = old.get(..floor(old, same)).unwrap_or_default();
    let start = start.char_indices().rev().nth(most).map_or(0, |(at, _)| {
        // From the next word on, where one begins.
        start[at..].find(' ').map_or(at, |space| at + space + 1)
    });
    let behind = old.get(floor_up(old, old.len() - tail)..).unwrap_or_default();
    let cut = behind.char_indices().nth(most).map_or(0, |(at, _)| {
        behind.len() - behind[..at].rfind(' ').filter(|space| *space > 0).unwrap_or(at)
    });
    let within = |text: &str| {
        let end = (text.len() - cut).max(start);
        let shown = text.get(start..end).unwrap_or_default();
        match shown.char_indices().nth(LONG) {
            Some((at, _)) => format!("{}…", &shown[..at]),
            None => shown.to_owned(),
        }
    };
    let mut list = runs(&within(old), &within(new));
    let shorten = |text: &mut String| {
        if let (Some((head, _)), Some((tail, _))) =
            (text.char_indices().nth(most), text.char_indices().rev().nth(most))
            && head < tail
        {
            *text = format!("{} … {}", text[..head].trim_end(), text[tail..].trim_start());
        }
    };
    let last = list.len().saturating_sub(1);
    for (_, text) in list.iter_mut().enumerate().filter_map(|(at, (fate, text))| {
        (*fate == Fate::Same && at > 0 && at < last).then_some((at, text))
    }) {
        shorten(text);
    }
    if start > 0 {
        list.insert(0, (Fate::Same, "… ".to_owned()));
    }
    if cut > 0 {
        list.push((Fate::Same, " …".to_owned()));
    }
    list
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn floor_up(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where a place of an old text is in a new one, about: exact before the first and behind the last
/// change, and quick whatever lies between.
pub fn place_about(old: &str, new: &str, at: u32) -> u32 {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let place = at as usize;
    if place <= head {
        return at;
    }
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y);
    let behind = old.len().saturating_sub(place);
    let place = if behind <= tail.count() { new.len().saturating_sub(behind) } else { head };
    border(new, place.min(new.len())) as u32
}

/// The last border of a grapheme at or before a place.
fn border(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(runs: &[Run]) -> String {
        let each = runs.iter().map(|(fate, words)| match fate {
            Fate::Same => words.clone(),
            Fate::Gone => format!("[-{words}-]"),
            Fate::New => format!("{{+{words}+}}"),
        });
        each.collect()
    }

    #[test]
    fn words_that_differ_are_marked_whole() {
        let check = |old: &str, new: &str, expected: &str| {
            assert_eq!(told(&runs(old, new)), expected, "{old:?} -> {new:?}");
        };
        check("we wayted long", "we waited long", "we [-wayted-]{+waited+} long");
        check("a b c", "a b c", "a b c");
        check("a big red car", "a small green car", "a [-big red-]{+small green+} car");
        check("", "new", "{+new+}");
        check("né 👩‍👧 x", "né 👩‍👧 y", "né 👩‍👧 [-x-]{+y+}");
    }

    #[test]
    fn lines_that_differ_come_with_their_neighbours() {
        let old = "INT: Why?\n\nP01: Ten weaks, all in.\n\nINT: And then?\n\nP01: No.\n";
        let new = "INT: Why?\n\nP01: Ten weeks, all inn.\n\nINT: And then?\n\nP01: No. Never.\n";
        let found = changes(old, new, &Edits::between(old, new));
        let told: Vec<(String, &str, &str)> =
            found.iter().map(|c| (told(&c.runs), &*c.before, &*c.after)).collect();
        assert_eq!(
            told,
            [
                (
                    "P01: Ten [-weaks-]{+weeks+}, all [-in-]{+inn+}.".to_owned(),
                    "INT: Why?",
                    "INT: And then?"
                ),
                ("P01: No.{+ Never.+}".to_owned(), "INT: And then?", ""),
            ]
        );
    }

    #[test]
    fn only_what_lies_around_a_difference_is_shown() {
        let old = "one two three four five wayted six seven eight nine";
        let new = "one two three four five waited six seven eight nine";
        let shown = told(&around(old, new, 9));
        assert_eq!(shown, "… five [-wayted-]{+waited+} six …", "{shown}");
    }

    proptest! {
        #[test]
        fn runs_rebuild_both_texts(old in "([a-c]{1,2} ?|é|\n|👩‍👧){0,30}", new in "([a-c]{1,2} ?|é|\n){0,30}") {
            let list = runs(&old, &new);
            let side = |without: Fate| -> String {
                list.iter().filter(|run| run.0 != without).map(|run| run.1.as_str()).collect()
            };
            prop_assert_eq!(side(Fate::New), old.clone());
            prop_assert_eq!(side(Fate::Gone), new.clone());
            let edits = Edits::between(&old, &new);
            let found = changes(&old, &new, &edits);
            let mut built = String::new();
            let mut at = 0;
            for change in &found {
                built.push_str(part(&old, at, change.old.start));
                built.push_str(part(&new, change.new.start, change.new.end));
                at = change.old.end;
            }
            built.push_str(part(&old, at, old.len() as u32));
            prop_assert_eq!(built, new.clone());
            around(&old, &new, 5);
            for at in (0..=old.len()).filter(|at| old.is_char_boundary(*at)) {
                let place = place_about(&old, &new, at as u32) as usize;
                prop_assert!(new.is_char_boundary(place));
            }
        }
    }
}
