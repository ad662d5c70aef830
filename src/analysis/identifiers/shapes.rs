//! Looks for the shapes of identifiers in one text.
//!
//! Most shapes hold a digit, an @ or one of a few words, and most of a transcript holds none of them:
//! an expression is only tried close to those, so that a scan reads a text about twice, not thirty
//! times.

use super::patterns::{Near, PATTERNS, Pattern};
use super::{Severity, checks};
use crate::model::Span;
use regex::Regex;
use std::ops::Range;
use std::sync::OnceLock;

/// Bytes read on both sides of what brings a pattern to a place: longer than any of them.
const REACH: usize = 160;
/// The same for patterns that are [`Near::Close`].
const CLOSE: usize = 56;

/// Something found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Hit {
    /// Bytes of the text.
    pub(super) span: Span,
    pub(super) pattern: &'static str,
    pub(super) label: &'static str,
    pub(super) severity: Severity,
}

/// The patterns, compiled.
pub(super) struct Shapes {
    list: Vec<Shape>,
}

/// One pattern, compiled.
struct Shape {
    pattern: &'static Pattern,
    /// With the word borders of ASCII: the quick engines cannot do others, and a text with a single `’`
    /// would be read by the slow one.
    quick: Regex,
    /// As it is written; made when it is needed.
    plain: OnceLock<Option<Regex>>,
    /// What brings it to a place.
    near: Option<Regex>,
}

/// With word borders that know the letters of ASCII only.
fn quick(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)")).ok()
}

impl Shape {
    /// The first place at `at` or behind it, as the pattern is written: where the quick one stops at a
    /// border that letters of another script make none (`éSE15` is one word) the plain one looks.
    fn find_at<'t>(&self, text: &'t str, at: usize) -> Option<regex::Match<'t>> {
        let found = self.quick.find_at(text, at)?;
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let before = text.get(..found.start()).and_then(|before| before.chars().next_back());
        let after = text.get(found.end()..).and_then(|after| after.chars().next());
        if !before.is_some_and(word) && !after.is_some_and(word) {
            return Some(found);
        }
        let plain = self.plain.get_or_init(|| Regex::new(self.pattern.regex).ok());
        plain.as_ref()?.find_at(text, found.start())
    }
}

impl Default for Shapes {
    fn default() -> Self {
        Self::new()
    }
}

impl Shapes {
    /// Compiles the patterns: some hundredths of a second.
    pub(super) fn new() -> Self {
        let list = PATTERNS.iter().filter(|pattern| pattern.near != Near::Nowhere);
        let list = list.filter_map(|pattern| {
            // That all of them compile is tested.
            let near = match pattern.near {
                Near::Word(words) => Some(quick(words)?),
                _ => None,
            };
            let (quick, plain) = (quick(pattern.regex)?, OnceLock::new());
            Some(Shape { pattern, quick, plain, near })
        });
        Self { list: list.collect() }
    }

    /// What is no identifier and hides what looks like one: time stamps and `[replacements]`.
    pub(super) fn hidden(&self, text: &str) -> Vec<Range<usize>> {
        let mut hidden = Vec::new();
        for shape in &self.list {
            if shape.pattern.severity.is_none() {
                for window in windows(text, shape.pattern.near, shape.near.as_ref(), &[]) {
                    let found = text.get(window.clone()).unwrap_or_default();
                    hidden.extend(
                        shape
                            .quick
                            .find_iter(found)
                            .map(|m| window.start + m.start()..window.start + m.end()),
                    );
                }
            }
        }
        merged(hidden)
    }

    /// The identifiers of a text, in order, not overlapping. `labels`: words that are known to mean
    /// nobody, such as ids of participants.
    pub(super) fn find(
        &self,
        text: &str,
        hidden: &[Range<usize>],
        labels: &checks::Known,
    ) -> Vec<Hit> {
        let mut taken = Taken::default();
        let digits = windows(text, Near::Digit, None, hidden);
        let close = windows(text, Near::Close, None, hidden);
        for shape in &self.list {
            let pattern = shape.pattern;
            let Some(severity) = pattern.severity else { continue };
            let own;
            let places = match pattern.near {
                Near::Digit => &digits,
                Near::Close => &close,
                _ => {
                    own = windows(text, pattern.near, shape.near.as_ref(), hidden);
                    &own
                }
            };
            for window in places {
                let Some(part) = text.get(window.clone()) else { continue };
                let mut at = 0;
                while let Some(found) = shape.find_at(part, at) {
                    // One character on where nothing came of it: something else may begin inside.
                    let next = found.start() + first_len(found.as_str());
                    let range = window.start + found.start()..window.start + found.end();
                    at = next.max(at + 1);
                    if overlaps(hidden, &range) {
                        continue;
                    }
                    let Some(hit) = checks::check(pattern, severity, text, range, labels) else {
                        continue;
                    };
                    if taken.take(hit) {
                        at = found.end().max(next);
                    }
                }
            }
        }
        taken.hits
    }
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// Hits in order; words belong to the first one that takes them.
#[derive(Default)]
struct Taken {
    hits: Vec<Hit>,
}

impl Taken {
    fn take(&mut self, hit: Hit) -> bool {
        let at = self.hits.partition_point(|other| other.span.end() <= hit.span.start());
        let free = self.hits.get(at).is_none_or(|other| !other.span.overlaps(hit.span));
        if free {
            self.hits.insert(at, hit);
        }
        free
    }
}

/// True when `range` shares a byte with one of `sorted`, which do not overlap.
pub(super) fn overlaps(sorted: &[Range<usize>], range: &Range<usize>) -> bool {
    let at = sorted.partition_point(|other| other.end <= range.start);
    sorted.get(at).is_some_and(|other| other.start < range.end)
}

/// Ranges in order, those that touch joined.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// The stretches of a text in which a pattern can be, cut between words.
fn windows(
    text: &str,
    near: Near,
    words: Option<&Regex>,
    hidden: &[Range<usize>],
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let reach = if near == Near::Close { CLOSE } else { REACH };
    let mut add = |from: usize, to: usize| {
        // In order: a place that is inside the window before needs no look at the text.
        let start = from.saturating_sub(reach);
        match found.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(cut(text, to + reach, true)),
            _ => found.push(cut(text, start, false)..cut(text, to + reach, true)),
        }
    };
    match near {
        Near::Nowhere => {}
        Near::Everywhere => add(0, text.len()),
        Near::Word(_) => {
            for place in words.into_iter().flat_map(|words| words.find_iter(text)) {
                add(place.start(), place.end());
            }
        }
        Near::Digit | Near::Close => {
            let mut skip = hidden.iter().peekable();
            let mut last = usize::MAX;
            for (at, byte) in text.bytes().enumerate() {
                if !byte.is_ascii_digit() {
                    continue;
                }
                while skip.next_if(|range| range.end <= at).is_some() {}
                let inside = skip.peek().is_some_and(|range| range.start <= at);
                if !inside {
                    // Of digits in a row the first and every sixteenth.
                    if last == usize::MAX || at - last >= 16 {
                        add(at, at + 16);
                        last = at;
                    }
                }
            }
        }
    }
    merged(found)
}

/// The place, moved outwards to white space where some is close.
fn cut(text: &str, at: usize, forwards: bool) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let space = |c: char| c.is_whitespace();
    if forwards {
        let rest = text.get(at..).unwrap_or_default();
        rest.char_indices()
            .take(64)
            .find(|(_, c)| space(*c))
            .map_or_else(|| if rest.len() <= 64 { text.len() } else { at }, |(i, _)| at + i)
    } else {
        let before = text.get(..at).unwrap_or_default();
        before
            .char_indices()
            .rev()
            .take(64)
            .find(|(_, c)| space(*c))
            .map_or_else(|| if at <= 64 { 0 } else { at }, |(i, c)| i + c.len_utf8())
    }
}
