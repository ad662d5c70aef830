//! How positions move when a text changes.
//!
//! An [`Edits`] is a list of stretches of the old text with what took their place; between them the two
//! texts are the same, letter for letter. It comes from two texts, by comparing lines, then the words
//! of changed lines, then the letters of similar words; or from replacements that are known.

use crate::model::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation as _;

/// A comparison that takes longer becomes coarser: a stretch too much is better than a wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// One stretch that changed. Bytes; either side may be empty, not both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What went.
    pub old: Range<u32>,
    /// What came.
    pub new: Range<u32>,
}

/// What became of a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    /// The same words, perhaps elsewhere.
    Same(Span),
    /// Words inside it changed.
    Changed(Span),
    /// Nothing of it is left; here it stood.
    Gone(u32),
}

/// What changed from one text to another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edits {
    /// In order, apart from each other.
    list: Vec<Edit>,
    /// What was put in stands for what it replaced, word by word.
    stand_in: bool,
}

impl Edits {
    /// Compares two texts.
    pub fn between(old: &str, new: &str) -> Self {
        let deadline = Instant::now() + PATIENCE;
        let mut raw = Vec::new();
        let (head, tail) = shared(old, new);
        let whole = (head..old.len() - tail, head..new.len() - tail);
        compare(old, new, whole, lines, deadline, &mut |part| {
            compare(old, new, part, words, deadline, &mut |part| {
                if is_similar(&old[part.0.clone()], &new[part.1.clone()]) {
                    compare(old, new, part, letters, deadline, &mut |part| raw.push(part));
                } else {
                    raw.push(part);
                }
            });
        });
        Self { list: joined(raw), stand_in: false }
    }

    /// The text after replacements, and what they changed. A coding on words that are replaced, or on
    /// a part of them, is on the replacement afterwards.
    ///
    /// Replacements that overlap one before them, or do not fit the text, are passed over.
    pub fn replacing(text: &str, replacements: &[(Span, String)]) -> (String, Self) {
        let mut order: Vec<&(Span, String)> = replacements.iter().collect();
        order.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
        let mut out = String::with_capacity(text.len());
        let mut raw = Vec::new();
        let mut from = 0;
        for (span, words) in order {
            let range = span.range();
            let Some(kept) = text.get(from..range.start) else { continue };
            let Some(went) = span.of(text) else { continue };
            out.push_str(kept);
            let start = out.len();
            out.push_str(words);
            from = range.end;
            if went != words {
                raw.push((range, start..out.len()));
            }
        }
        out.push_str(text.get(from..).unwrap_or_default());
        (out, Self { list: raw.into_iter().map(edit).collect(), stand_in: true })
    }

    /// The stretches that changed, in order.
    pub fn list(&self) -> &[Edit] {
        &self.list
    }

    /// True when the texts are the same.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where a place of the old text is in the new one. A place inside something replaced, or where
    /// something was put in, is at its end when `after`, else at its start.
    pub fn place(&self, at: u32, after: bool) -> u32 {
        let n = self.list.partition_point(|edit| edit.old.end < at);
        match self.list.get(n) {
            Some(edit) if edit.old.start <= at => {
                if edit.old.start == edit.old.end || (edit.old.start < at && at < edit.old.end) {
                    if after { edit.new.end } else { edit.new.start }
                } else if at == edit.old.start {
                    edit.new.start
                } else {
                    edit.new.end
                }
            }
            _ => match n.checked_sub(1).and_then(|n| self.list.get(n)) {
                Some(before) => at - before.old.end + before.new.end,
                None => at,
            },
        }
    }

    /// What becomes of a span: it keeps its words, follows changes inside it, and does not grow over
    /// what is put in at its edges.
    ///
    /// It is gone when none of its characters is left, unless everything that was replaced lay inside
    /// it: then it is on what came instead. Of known replacements each stands for what it replaced, so
    /// that such a span is only gone with an empty replacement.
    pub fn span(&self, span: Span, old: &str, new: &str) -> Moved {
        let (from, to) = (span.start(), span.end());
        let first = self.list.partition_point(|edit| edit.old.end <= from);
        let rest = self.list.get(first..).unwrap_or_default();
        let touched = rest.get(..rest.partition_point(|edit| edit.old.start < to)).unwrap_or(rest);
        let start = self.edge(from, true);
        let end = self.edge(to, false);
        if touched.is_empty() {
            return match Span::new(start, end) {
                Some(moved) => Moved::Same(moved),
                None => Moved::Gone(start),
            };
        }
        let mut kept_from = from;
        let mut survives = false;
        for edit in touched {
            survives |= has_words(old, kept_from, edit.old.start);
            kept_from = edit.old.end;
        }
        survives |= has_words(old, kept_from, to);
        let all_inside = touched.iter().all(|edit| from <= edit.old.start && edit.old.end <= to);
        let moved = Span::new(start, end)
            .filter(|span| span.of(new).is_some_and(|words| !words.trim().is_empty()));
        match moved {
            Some(moved) if survives || all_inside || self.stand_in => Moved::Changed(moved),
            _ => Moved::Gone(start.min(end)),
        }
    }

    /// An end of a span: what is put in exactly there is left outside, what it cut into is taken whole.
    fn edge(&self, at: u32, is_start: bool) -> u32 {
        let n = self.list.partition_point(|edit| edit.old.end < at);
        let Some(edit) = self.list.get(n).filter(|edit| edit.old.start <= at) else {
            return self.place(at, is_start);
        };
        if edit.old.start < at && at < edit.old.end {
            return if is_start { edit.new.start } else { edit.new.end };
        }
        if is_start {
            // Put in, or replaced, before the span: behind it. Replaced at its beginning: with it.
            if edit.old.end == at { edit.new.end } else { edit.new.start }
        } else if edit.old.start == at {
            edit.new.start
        } else {
            edit.new.end
        }
    }
}

/// True when there is something other than white space between two places.
fn has_words(text: &str, from: u32, to: u32) -> bool {
    from < to && text.get(from as usize..to as usize).is_some_and(|part| !part.trim().is_empty())
}

/// A stretch of the old text and one of the new.
type Pair = (Range<usize>, Range<usize>);

fn edit((old, new): Pair) -> Edit {
    Edit { old: old.start as u32..old.end as u32, new: new.start as u32..new.end as u32 }
}

/// Pairs in order as edits; those that touch become one.
fn joined(pairs: Vec<Pair>) -> Vec<Edit> {
    let mut list: Vec<Edit> = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let next = edit(pair);
        match list.last_mut() {
            Some(last) if last.old.end == next.old.start && last.new.end == next.new.start => {
                last.old.end = next.old.end;
                last.new.end = next.new.end;
            }
            _ => list.push(next),
        }
    }
    list
}

/// How many bytes two texts begin and end with alike, cut at white space. One place that was corrected,
/// as most corrections are, is found exactly so, however often its words stand elsewhere.
fn shared(old: &str, new: &str) -> (usize, usize) {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let mut head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    while !old.is_char_boundary(head) {
        head -= 1;
    }
    let begins = |text: &str, at: usize| text[at..].chars().next().is_none_or(char::is_whitespace);
    if !(begins(old, head) && begins(new, head)) {
        let space = old[..head].char_indices().rev().find(|(_, c)| c.is_whitespace());
        head = space.map_or(0, |(at, c)| at + c.len_utf8());
    }
    let ends = a[head..].iter().rev().zip(b[head..].iter().rev());
    let mut tail = ends.take_while(|(x, y)| x == y).count();
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    let (from, to) = (old.len() - tail, new.len() - tail);
    let ends = |text: &str| text.chars().next_back().is_none_or(char::is_whitespace);
    if !(ends(&old[..from]) && ends(&new[..to])) {
        tail = old[from..].find(char::is_whitespace).map_or(0, |at| tail - at);
    }
    (head, tail)
}

/// Lines, blank ones with the line before them: they are alike everywhere and say nothing about where
/// a line belongs.
fn lines(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut filled) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if !blank && filled {
            pieces.push(&text[start..at]);
            start = at;
        }
        filled |= !blank;
        at += line.len();
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn words(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

fn letters(text: &str) -> Vec<&str> {
    text.graphemes(true).collect()
}

/// Compares two stretches piece by piece and calls `differs` with each pair that differs.
fn compare(
    old: &str,
    new: &str,
    (a, b): Pair,
    cut: fn(&str) -> Vec<&str>,
    deadline: Instant,
    differs: &mut dyn FnMut(Pair),
) {
    let (old_pieces, new_pieces) = (cut(&old[a.clone()]), cut(&new[b.clone()]));
    let (old_ends, new_ends) = (ends(a.start, &old_pieces), ends(b.start, &new_pieces));
    let ops =
        capture_diff_slices_deadline(Algorithm::Myers, &old_pieces, &new_pieces, Some(deadline));
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (x, y) = (op.old_range(), op.new_range());
        differs((old_ends[x.start]..old_ends[x.end], new_ends[y.start]..new_ends[y.end]));
    }
}

/// Where pieces begin, and where the last one ends.
fn ends(start: usize, pieces: &[&str]) -> Vec<usize> {
    let mut ends = Vec::with_capacity(pieces.len() + 1);
    let mut at = start;
    ends.push(at);
    for piece in pieces {
        at += piece.len();
        ends.push(at);
    }
    ends
}

/// True when words look like another spelling of each other: at least half of the longer one is a
/// beginning and an end they share. Other words have letters in common by chance only.
fn is_similar(old: &str, new: &str) -> bool {
    let (a, b) = (letters(old), letters(new));
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let begin = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (begin + end).min(shorter) * 2 >= longer && shorter > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The words a span is on afterwards: `=` for the same ones, `~` for changed ones, `-` for none.
    fn after(edits: &Edits, old: &str, new: &str, words: &str) -> String {
        let start = old.find(words).unwrap() as u32;
        let span = Span::new(start, start + words.len() as u32).unwrap();
        match edits.span(span, old, new) {
            Moved::Same(moved) => format!("={}", moved.of(new).unwrap()),
            Moved::Changed(moved) => format!("~{}", moved.of(new).unwrap()),
            Moved::Gone(_) => "-".to_owned(),
        }
    }

    #[test]
    fn spans_follow_a_correction() {
        let check = |old: &str, new: &str, words: &str, expected: &str| {
            let edits = Edits::between(old, new);
            assert_eq!(after(&edits, old, new, words), expected, "{old:?} -> {new:?}: {words:?}");
        };
        check("We waited long.", "Well, we waited long.", "waited", "=waited");
        check("we wayted long", "we waited long", "wayted", "~waited");
        check("we wayted long", "we waited long", "wayted long", "~waited long");
        // What is put in at an edge stays outside; inside it stays inside.
        check("the long wait", "the very long wait", "long wait", "=long wait");
        check("the long wait", "the long bad wait", "long wait", "~long bad wait");
        check("the long wait", "the long, long wait", "long wait", "=long wait");
        // One word for another: all that was replaced lay inside.
        check("a big car", "a small car", "big", "~small");
        check("a big car", "a small bus", "car", "~bus");
        check("a big car", "a car", "big", "-");
        check("a big car", "a car", "big car", "~car");
        check("Gone.\n\nStays.", "Stays.", "Gone.", "-");
        check("Gone.\n\nStays.", "Stays.", "Stays.", "=Stays.");
        check("e\u{301}te\u{301} 👩‍👧 ici", "l'e\u{301}te\u{301} 👩‍👧 ici", "👩‍👧", "=👩‍👧");
        check("no body came", "nobody came", "no body", "~nobody");
        check("same", "same", "same", "=same");
        // Where something is put in before a line, the line stays the same one.
        check("P01: we sat\n\nI: Mm\n", "\nP01: P01: we sat\n\nI: Mm\n", "we sat", "=we sat");
        check(
            "P01: we sat\n\nI: Mm\n\nP01: yess\n",
            "I: Oh?\n\nP01: we sat\n\nI: Mm\n\nP01: yes\n",
            "we sat",
            "=we sat",
        );
    }

    #[test]
    fn a_replacement_stands_for_what_it_replaced() {
        let check = |words: &str, expected: &str| {
            let old = "INT: Did Sarah Smith’s mother write?";
            let at = old.find("Sarah Smith").unwrap() as u32;
            let span = Span::new(at, at + 11).unwrap();
            let (new, edits) = Edits::replacing(old, &[(span, "[child]".to_owned())]);
            assert_eq!(new, "INT: Did [child]’s mother write?");
            assert_eq!(after(&edits, old, &new, words), expected, "{words}");
        };
        check("Sarah Smith", "~[child]");
        check("Smith", "~[child]");
        check("Did Sarah", "~Did [child]");
        check("mother", "=mother");
        check("’s", "=’s");
    }

    #[test]
    fn replacements_that_touch_stay_apart() {
        let span = |a, b| Span::new(a, b).unwrap();
        let list = [(span(0, 2), "x".to_owned()), (span(2, 4), "yyy".to_owned())];
        let (new, edits) = Edits::replacing("aabbc", &list);
        assert_eq!(new, "xyyyc");
        assert_eq!(edits.span(span(0, 2), "aabbc", &new), Moved::Changed(span(0, 1)));
        assert_eq!(edits.span(span(2, 4), "aabbc", &new), Moved::Changed(span(1, 4)));
        let overlapping = [(span(0, 3), "x".to_owned()), (span(2, 4), "y".to_owned())];
        assert_eq!(Edits::replacing("aabbc", &overlapping).0, "xbc");
    }

    /// A slow model: every character carries its number; a span owns characters. Replacing takes
    /// characters out and puts unnumbered ones in.
    fn model(text: &str, edits: &[(usize, usize, String)], span: (usize, usize)) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let mut out: Vec<(Option<usize>, char)> = Vec::new();
        let mut at = 0;
        for (start, end, words) in edits {
            out.extend((at..*start).map(|n| (Some(n), chars[n])));
            out.extend(words.chars().map(|c| (None, c)));
            at = *end;
        }
        out.extend((at..chars.len()).map(|n| (Some(n), chars[n])));
        let owned =
            |slot: &(Option<usize>, char)| slot.0.is_some_and(|n| n >= span.0 && n < span.1);
        let first = out.iter().position(owned)?;
        let last = out.iter().rposition(owned)?;
        Some(out[first..=last].iter().map(|slot| slot.1).collect())
    }

    proptest! {
        #[test]
        fn between_rebuilds_the_new_text(old in "([a-c] ?|é|\n){0,60}", new in "([a-c] ?|é|\n){0,60}") {
            let edits = Edits::between(&old, &new);
            let mut built = String::new();
            let mut at = 0_usize;
            for edit in edits.list() {
                prop_assert!(edit.old.start as usize >= at);
                built.push_str(&old[at..edit.old.start as usize]);
                prop_assert_eq!(built.len(), edit.new.start as usize);
                built.push_str(&new[edit.new.start as usize..edit.new.end as usize]);
                at = edit.old.end as usize;
            }
            built.push_str(&old[at..]);
            prop_assert_eq!(built, new);
        }

        #[test]
        fn a_span_keeps_what_is_left_of_it(
            text in "[a-zé ]{1,40}",
            cuts in proptest::collection::vec((0_usize..40, 0_usize..6, "[A-Z]{0,4}"), 0..5),
            a in 0_usize..40,
            b in 0_usize..40,
        ) {
            let bytes: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let length = bytes.len() - 1;
            let mut sorted = cuts;
            sorted.sort();
            let mut edits: Vec<(usize, usize, String)> = Vec::new();
            for (start, size, words) in sorted {
                let (start, end) = (start.min(length), (start + size).min(length));
                // Apart from each other, and each a change.
                let free = edits.last().is_none_or(|last| start > last.1);
                if free && (start < end || !words.is_empty()) {
                    edits.push((start, end, words));
                }
            }
            let (a, b) = (a.min(length), b.min(length));
            prop_assume!(a < b && !text[bytes[a]..bytes[b]].trim().is_empty());
            let mut new = String::new();
            let mut list = Vec::new();
            let mut at = 0;
            for (start, end, words) in &edits {
                new.push_str(&text[bytes[at]..bytes[*start]]);
                let from = new.len();
                new.push_str(words);
                list.push(edit((bytes[*start]..bytes[*end], from..new.len())));
                at = *end;
            }
            new.push_str(&text[bytes[at]..]);
            let moving = Edits { list, stand_in: false };
            let span = Span::new(bytes[a] as u32, bytes[b] as u32).unwrap();
            let left = model(&text, &edits, (a, b)).filter(|left| !left.trim().is_empty());
            let inside = edits.iter().all(|(start, end, _)| {
                *end <= a || *start >= b || (*start >= a && *end <= b)
            });
            match moving.span(span, &text, &new) {
                Moved::Same(moved) => {
                    prop_assert_eq!(moved.of(&new).unwrap(), &text[span.range()]);
                    prop_assert_eq!(Some(moved.of(&new).unwrap().to_owned()), left);
                }
                Moved::Changed(moved) => {
                    let words = moved.of(&new).unwrap();
                    prop_assert!(!words.trim().is_empty());
                    if let Some(left) = left {
                        prop_assert!(words.contains(&left), "{words:?} {left:?}");
                    } else {
                        prop_assert!(inside);
                    }
                }
                Moved::Gone(place) => {
                    prop_assert!(new.is_char_boundary(place as usize));
                    // What is left of it, if anything, is white space, or stands in no word.
                    prop_assert!(left.is_none_or(|left| !left.chars().any(char::is_lowercase)));
                }
            }
        }

        #[test]
        fn places_keep_their_order(old in "([a-c] ?|\n){0,40}", new in "([a-c] ?|\n){0,40}") {
            let edits = Edits::between(&old, &new);
            let mut before = 0;
            for at in 0..=old.len() as u32 {
                let (low, high) = (edits.place(at, false), edits.place(at, true));
                prop_assert!(low <= high && before <= low && high as usize <= new.len());
                before = low;
            }
        }
    }
}
