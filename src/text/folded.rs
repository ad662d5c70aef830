//! A text as it is searched, and where each of its places stands in the real one.
//!
//! A text in plain ASCII is searched as it stands. Only another one is copied, with accents taken off
//! and signs made plain; where the copy has another length than the text an anchor is kept.

use super::fold::{plain, signs};
use crate::model::Span;
use std::ops::Range;
use unicode_segmentation::GraphemeCursor;

/// Which letters are the same. Quotation marks, dashes and spaces of every kind are always the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Letters {
    /// Whatever their case and accents: `nee` finds `Née`.
    #[default]
    Plain,
    /// Whatever their case; accents count.
    Accents,
    /// Case and accents count.
    Exact,
}

impl Letters {
    /// True when `a` finds `A`.
    pub fn ignore_case(self) -> bool {
        self != Self::Exact
    }

    /// What a letter is compared as. Case is kept.
    pub fn each(self, c: char, each: impl FnMut(char)) {
        match self {
            Self::Plain => plain(c, each),
            Self::Accents | Self::Exact => signs(c, each),
        }
    }

    /// What a text is compared as. Case is kept.
    pub fn of(self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        text.chars().for_each(|c| self.each(c, |c| folded.push(c)));
        folded
    }
}

/// A place of the copy and the place of the text it stands for.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    copy: u32,
    source: u32,
    /// What follows is one character of the text, written otherwise: up to the next anchor.
    changed: bool,
}

/// A text made ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// `None`: the text itself.
    copy: Option<String>,
    anchors: Vec<Anchor>,
}

impl Folded {
    /// Reads a text. `blanks`, in order and apart, are stretches nobody said (a time stamp inside a
    /// turn): they become white space, so that words before and after stand together.
    pub fn new(text: &str, letters: Letters, blanks: &[Range<usize>]) -> Self {
        if blanks.is_empty() && text.is_ascii() {
            return Self::default();
        }
        let mut folded = Self { copy: None, anchors: Vec::new() };
        let mut copy = String::with_capacity(text.len());
        let mut at = 0;
        for blank in blanks {
            let (Some(words), Some(out)) = (text.get(at..blank.start), text.get(blank.clone()))
            else {
                continue;
            };
            folded.read(words, at, letters, &mut copy);
            // As many bytes: no anchor is needed.
            copy.extend(std::iter::repeat_n(' ', out.len()));
            at = blank.end;
        }
        folded.read(text.get(at..).unwrap_or_default(), at, letters, &mut copy);
        folded.copy = Some(copy);
        folded
    }

    fn read(&mut self, words: &str, base: usize, letters: Letters, copy: &mut String) {
        let bytes = words.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let plain = bytes[at..].iter().position(|byte| !byte.is_ascii());
            let end = plain.map_or(bytes.len(), |plain| at + plain);
            copy.push_str(&words[at..end]);
            at = end;
            let Some(c) = words[at..].chars().next() else { break };
            let from = copy.len();
            letters.each(c, |c| copy.push(c));
            let next = at + c.len_utf8();
            let same = copy.len() - from == c.len_utf8() && copy[from..].chars().nth(1).is_none();
            if !same {
                self.anchor(from, base + at, true);
                self.anchor(copy.len(), base + next, false);
            }
            at = next;
        }
    }

    fn anchor(&mut self, copy: usize, source: usize, changed: bool) {
        // No document is larger than its spans can say.
        let anchor = Anchor { copy: copy as u32, source: source as u32, changed };
        // One place of the text has one anchor: what comes next begins where the last one ended.
        match self.anchors.last_mut() {
            Some(last) if last.source == anchor.source => *last = anchor,
            _ => self.anchors.push(anchor),
        }
    }

    /// What is searched.
    pub fn text<'a>(&'a self, source: &'a str) -> &'a str {
        self.copy.as_deref().unwrap_or(source)
    }

    /// Where a place of the text stands in the copy.
    pub fn place(&self, source: usize) -> usize {
        let after = self.anchors.partition_point(|anchor| anchor.source as usize <= source);
        match after.checked_sub(1).and_then(|at| self.anchors.get(at)) {
            None => source,
            Some(anchor) if anchor.changed => anchor.copy as usize,
            Some(anchor) => anchor.copy as usize + (source - anchor.source as usize),
        }
    }

    /// The place of the text that a place of the copy stands for; `None` inside a character that is
    /// written as several (`ß` as `ss`). Accents that were dropped before it lie before it.
    fn source(&self, copy: usize) -> Option<usize> {
        let after = self.anchors.partition_point(|anchor| anchor.copy as usize <= copy);
        let Some(anchor) = after.checked_sub(1).and_then(|at| self.anchors.get(at)) else {
            return Some(copy);
        };
        let within = copy - anchor.copy as usize;
        (within == 0 || !anchor.changed).then_some(anchor.source as usize + within)
    }

    /// The words of the text that a stretch of the copy stands for; `None` when it would split a
    /// character or what a reader sees as one.
    pub fn span(&self, text: &str, copy: Range<usize>) -> Option<Span> {
        let (start, end) = (self.source(copy.start)?, self.source(copy.end)?);
        if !is_border(text, start) || !is_border(text, end) {
            return None;
        }
        Span::from_range(start..end)
    }
}

/// True where a grapheme ends and another one begins.
pub fn is_border(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    // Between two plain letters there is nothing to look up.
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != b'\n');
    if at <= text.len() && plain(bytes.get(at)) && plain(at.checked_sub(1).map(|at| &bytes[at])) {
        return true;
    }
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_copy_knows_where_it_comes_from() {
        let check =
            |text: &str, letters: Letters, copy: &str, found: &str, expected: Option<&str>| {
                let folded = Folded::new(text, letters, &[]);
                assert_eq!(folded.text(text), copy, "{text}");
                let at = copy.find(found).unwrap();
                let span = folded.span(text, at..at + found.len());
                assert_eq!(span.and_then(|span| span.of(text)), expected, "{text} {found}");
            };
        let plain = Letters::Plain;
        check("plain text", plain, "plain text", "text", Some("text"));
        check("une née-là", plain, "une nee-la", "nee", Some("née"));
        check("ne\u{301}e\u{301}!", plain, "nee!", "nee", Some("ne\u{301}e\u{301}"));
        check("ne\u{301}e\u{301}!", plain, "nee!", "!", Some("!"));
        check("Straße", plain, "Strasse", "ss", Some("ß"));
        check("Straße", plain, "Strasse", "s", None);
        check("Straße", plain, "Strasse", "e", Some("e"));
        check("İstanbul", plain, "Istanbul", "I", Some("İ"));
        check("“so” — he’d", plain, "\"so\" - he'd", "- he'd", Some("— he’d"));
        check("Née’s", Letters::Exact, "Née's", "ée'", Some("ée’"));
        check("a 👩\u{200d}👧 b", plain, "a 👩\u{200d}👧 b", "👩", None);
        check("a 👩\u{200d}👧 b", plain, "a 👩\u{200d}👧 b", "👩\u{200d}👧", Some("👩\u{200d}👧"));
        check("…a", plain, "...a", "a", Some("a"));
        check("…a", plain, "...a", ".", None);
    }

    #[test]
    fn a_stretch_nobody_said_is_white_space() {
        let text = "wé [0:12] ate";
        let folded = Folded::new(text, Letters::Plain, std::slice::from_ref(&(4..10)));
        assert_eq!(folded.text(text), "we        ate");
        assert_eq!(folded.span(text, 0..13).unwrap().of(text), Some(text));
    }

    proptest! {
        #[test]
        fn every_place_goes_there_and_back(
            text in "([a-z ]|é|e\u{301}|ß|İ|’|…|ё|क्षि|👩‍👧|\u{ad}|한|½){0,30}",
            exact in any::<bool>(),
        ) {
            let letters = if exact { Letters::Exact } else { Letters::Plain };
            let folded = Folded::new(&text, letters, &[]);
            let copy = folded.text(&text);
            prop_assert_eq!(copy, letters.of(&text));
            for (at, c) in text.char_indices() {
                // The copy up to here is the copy of what stands before.
                let place = folded.place(at);
                prop_assert_eq!(&copy[..place], letters.of(&text[..at]));
                if let Some(source) = folded.source(place) {
                    prop_assert!(source >= at && letters.of(&text[at..source]).is_empty());
                }
                let next = folded.place(at + c.len_utf8());
                prop_assert_eq!(&copy[place..next], letters.of(c.encode_utf8(&mut [0; 4])));
            }
            let borders: Vec<usize> = unicode_segmentation::UnicodeSegmentation::grapheme_indices(text.as_str(), true)
                .map(|(at, _)| at).chain([text.len()]).collect();
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                prop_assert_eq!(is_border(&text, at), borders.contains(&at), "{}", at);
            }
        }
    }
}
