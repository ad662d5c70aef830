//! Words looked for in a text: every place where they stand exactly, to replace them; and the place
//! that is most like words that were lost.

use crate::model::Span;
use std::collections::HashMap;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// How words are looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct How {
    /// Not as a part of a longer word.
    pub whole_words: bool,
    /// `Anna` does not find `anna`.
    pub match_case: bool,
}

/// Every place where these words stand, in order, apart. Never inside a grapheme.
pub fn places(text: &str, wanted: &str, how: How) -> Vec<Span> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let escaped = regex::escape(wanted);
    let pattern = regex::RegexBuilder::new(&escaped).case_insensitive(!how.match_case).build();
    let Ok(pattern) = pattern else { return Vec::new() };
    let found = pattern.find_iter(text).map(|found| found.range());
    found
        .filter(|range| is_border(text, range.start) && is_border(text, range.end))
        .filter(|range| !how.whole_words || is_whole(text, range))
        .filter_map(Span::from_range)
        .collect()
}

fn is_border(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// True when no word goes on over an end.
fn is_whole(text: &str, range: &std::ops::Range<usize>) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let (first, last) =
        (text[range.clone()].chars().next(), text[range.clone()].chars().next_back());
    let goes_on = |outer: Option<char>, inner: Option<char>| {
        outer.is_some_and(word) && inner.is_some_and(word)
    };
    !goes_on(before, first) && !goes_on(after, last)
}

/// A place that may hold words that were lost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Likeness {
    /// Where.
    pub span: Span,
    /// How like they are: 1 for the same words.
    pub share: f32,
}

/// A place has to be at least so like.
const LIKE: f32 = 0.4;

/// The place nearest to `near` where these words stand; where they stand nowhere, the place that is
/// most like them. `None` when nothing is much like them.
pub fn likest(text: &str, words: &str, near: u32) -> Option<Likeness> {
    let wanted: Vec<String> = words.unicode_words().map(str::to_lowercase).collect();
    if wanted.is_empty() {
        let exact = places(text, words.trim(), How { match_case: true, ..How::default() });
        let span = exact.into_iter().min_by_key(|span| span.start().abs_diff(near))?;
        return Some(Likeness { span, share: 1.0 });
    }
    let there: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut number = |word: String| {
        let next = numbers.len();
        *numbers.entry(word).or_insert(next)
    };
    let wanted: Vec<usize> = wanted.into_iter().map(&mut number).collect();
    let said: Vec<usize> = there.iter().map(|(_, word)| number(word.to_lowercase())).collect();
    let mut counts = vec![0_i32; numbers.len()];
    for word in &wanted {
        counts[*word] += 1;
    }
    let length = wanted.len().min(said.len());
    if length == 0 {
        return None;
    }
    // How many of the words wanted stand in each window: counted as it moves on.
    let mut shared = 0_usize;
    let mut windows: Vec<(usize, u32, usize)> = Vec::new();
    for end in 0..said.len() {
        let word = said[end];
        shared += usize::from(counts[word] > 0);
        counts[word] -= 1;
        if let Some(out) = end.checked_sub(length).map(|at| said[at]) {
            counts[out] += 1;
            shared -= usize::from(counts[out] > 0);
        }
        if end + 1 >= length && shared > 0 {
            let start = end + 1 - length;
            windows.push((shared, (there[start].0 as u32).abs_diff(near), start));
        }
    }
    windows.sort_unstable_by_key(|(shared, far, _)| (std::cmp::Reverse(*shared), *far));
    let best = windows.iter().take(40).filter_map(|(_, far, start)| {
        let window = &said[*start..*start + length];
        let (from, to, share) = fit(&wanted, window)?;
        let (first, last) = (there[start + from], there[start + to]);
        let span = Span::from_range(first.0..last.0 + last.1.len())?;
        Some((share, std::cmp::Reverse(*far), span))
    });
    let (share, _, span) = best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)))?;
    (share >= LIKE).then(|| Likeness { span: widened(text, words, span), share })
}

/// The part of a window that holds what it shares with the words wanted, in order, and how like it is.
fn fit(wanted: &[usize], window: &[usize]) -> Option<(usize, usize, f32)> {
    let ops = similar::capture_diff_slices(similar::Algorithm::Myers, wanted, window);
    let mut kept = 0;
    let mut range: Option<(usize, usize)> = None;
    for op in ops.iter().filter(|op| matches!(op, similar::DiffOp::Equal { .. })) {
        let there = op.new_range();
        kept += there.len();
        let from = range.map_or(there.start, |(from, _)| from);
        range = Some((from, there.end - 1));
    }
    let (from, to) = range?;
    let length = wanted.len().max(to + 1 - from);
    Some((from, to, kept as f32 / length as f32))
}

/// Takes the signs along that the words began and ended with, where they stand there too.
fn widened(text: &str, words: &str, span: Span) -> Span {
    let words = words.trim();
    let word = |c: char| c.is_alphanumeric();
    let head = words.find(word).and_then(|at| words.get(..at)).unwrap_or_default();
    let tail = words.rfind(word).and_then(|at| words.get(at..)).map_or("", |rest| {
        let mut rest = rest.chars();
        rest.next();
        rest.as_str()
    });
    let range = span.range();
    let start = range.start - if text[..range.start].ends_with(head) { head.len() } else { 0 };
    let end = range.end + if text[range.end..].starts_with(tail) { tail.len() } else { 0 };
    Span::from_range(start..end).unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_as_they_are_wanted() {
        let text = "Anna and Annabel: anna, ANNA's e\u{301} Anna";
        let check = |wanted: &str, whole_words, match_case, expected: usize| {
            let found = places(text, wanted, How { whole_words, match_case });
            assert_eq!(found.len(), expected, "{wanted} {whole_words} {match_case}");
        };
        check("Anna", false, false, 5);
        check("Anna", true, false, 4);
        check("Anna", true, true, 2);
        check("nna", true, false, 0);
        // Not half of a letter with its accent.
        check("e", true, true, 0);
        check(":", true, true, 1);
        check("", false, false, 0);
        check("a.n", false, false, 0);
    }

    #[test]
    fn lost_words_are_found_where_they_stand_or_where_it_is_most_like_them() {
        let text = "P01: We waited for fourteen months, all in.\n\nINT: And?\n\nP01: They never told \
                    us why they came. We waited. “Nobody told us!”\n";
        let check = |words: &str, near: u32, expected: Option<&str>| {
            let found = likest(text, words, near).map(|found| found.span.of(text).unwrap());
            assert_eq!(found, expected, "{words}");
        };
        check("We waited", 0, Some("We waited"));
        assert_eq!(
            likest(text, "We waited", 120).unwrap().span.start() as usize,
            text.rfind("We waited").unwrap()
        );
        check("waited for fourteen long months", 0, Some("waited for fourteen months"));
        check("“Nobody told us!”", 0, Some("“Nobody told us!”"));
        check("nobody told him that", 0, Some("Nobody told"));
        check("the solicitor wrote twice", 0, None);
        assert!(likest(text, "We waited for", 0).unwrap().share > 0.99);
        assert_eq!(likest("", "words", 0), None);
    }

    proptest! {
        #[test]
        fn what_is_found_is_a_place_of_the_text(
            text in "([a-d]{1,3}[ .,\n]|é |👩‍👧 ){0,40}",
            words in "([a-d]{1,3} ?|é ){0,8}",
            near in 0_u32..100,
        ) {
            if let Some(found) = likest(&text, &words, near) {
                let there = found.span.of(&text);
                prop_assert!(there.is_some_and(|there| !there.trim().is_empty()));
                prop_assert!(found.share >= LIKE);
            }
            for span in places(&text, &words, How::default()) {
                prop_assert_eq!(span.of(&text).unwrap().to_lowercase(), words.to_lowercase());
            }
        }
    }
}
