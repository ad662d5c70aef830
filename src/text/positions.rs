//! Bytes inside, code points outside: the one place where the two are converted.

use crate::model::{CharSpan, Span};
use unicode_segmentation::GraphemeCursor;

/// Why a pair of positions is no span of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PositionError {
    /// `start >= end`.
    #[error("the start ({0}) is not before the end ({1})")]
    Empty(u64, u64),
    /// The end lies behind the text.
    #[error("the end ({0}) lies outside the text, which has {1} characters")]
    Outside(u64, u64),
    /// A byte position inside a character. Never for code points.
    #[error("a position lies inside a character")]
    InsideCharacter,
    /// Nothing but white space is covered.
    #[error("there is nothing but white space between {0} and {1}")]
    OnlySpace(u64, u64),
}

/// Converts between code points and bytes of one text, in constant time for ASCII texts and in a
/// short scan otherwise.
pub struct CharMap<'t> {
    text: &'t str,
    /// Byte offset of every 256th code point; empty for ASCII, where the two are the same.
    marks: Vec<u32>,
    characters: u64,
}

const STRIDE: usize = 256;

impl<'t> CharMap<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new(), characters: text.len() as u64 };
        }
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut characters = 0_usize;
        for (at, _) in text.char_indices() {
            if characters.is_multiple_of(STRIDE) {
                marks.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
            characters += 1;
        }
        Self { text, marks, characters: characters as u64 }
    }

    /// Number of code points in the text.
    pub fn characters(&self) -> u64 {
        self.characters
    }

    /// Byte offset of a code point; the number of code points gives the text's end.
    pub fn byte(&self, character: u64) -> Option<u32> {
        if character > self.characters {
            return None;
        }
        let character = usize::try_from(character).ok()?;
        if self.marks.is_empty() {
            return u32::try_from(character).ok();
        }
        let Some(&mark) = self.marks.get(character / STRIDE) else {
            return u32::try_from(self.text.len()).ok();
        };
        let rest = self.text.get(mark as usize..)?;
        let within = rest
            .char_indices()
            .map(|(at, _)| at)
            .chain(std::iter::once(rest.len()))
            .nth(character % STRIDE)?;
        u32::try_from(mark as usize + within).ok()
    }

    /// Code points before a byte offset; `None` inside a character or behind the text.
    pub fn character(&self, byte: u32) -> Option<u64> {
        let at = byte as usize;
        if !self.text.is_char_boundary(at) {
            return None;
        }
        if self.marks.is_empty() {
            return Some(u64::from(byte));
        }
        let index = self.marks.partition_point(|&mark| mark <= byte) - 1;
        let within = self.text.get(self.marks[index] as usize..at)?.chars().count();
        Some((index * STRIDE + within) as u64)
    }

    /// A span from code points.
    ///
    /// # Errors
    /// When it is empty, outside the text, or covers nothing but white space.
    pub fn span(&self, chars: CharSpan) -> Result<Span, PositionError> {
        let outside = || PositionError::Outside(chars.end, self.characters);
        if chars.start >= chars.end {
            return Err(PositionError::Empty(chars.start, chars.end));
        }
        let start = self.byte(chars.start).ok_or_else(outside)?;
        let end = self.byte(chars.end).ok_or_else(outside)?;
        check_span(self.text, start, end).map_err(|error| match error {
            PositionError::OnlySpace(..) => PositionError::OnlySpace(chars.start, chars.end),
            other => other,
        })
    }

    /// Code points of a span of this text.
    pub fn char_span(&self, span: Span) -> Option<CharSpan> {
        Some(CharSpan { start: self.character(span.start())?, end: self.character(span.end())? })
    }
}

/// A span from bytes, when it is one of `text` and covers something that is not white space.
///
/// # Errors
/// Says which promise of a span would be broken.
pub fn check_span(text: &str, start: u32, end: u32) -> Result<Span, PositionError> {
    let (from, to) = (u64::from(start), u64::from(end));
    let span = Span::new(start, end).ok_or(PositionError::Empty(from, to))?;
    if end as usize > text.len() {
        return Err(PositionError::Outside(to, text.len() as u64));
    }
    let words = span.of(text).ok_or(PositionError::InsideCharacter)?;
    if words.trim().is_empty() {
        return Err(PositionError::OnlySpace(from, to));
    }
    Ok(span)
}

/// The span without white space at its ends; `None` when nothing is left.
pub fn trim(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text)?;
    let start = span.range().start + (words.len() - words.trim_start().len());
    let end = span.range().start + words.trim_end().len();
    Span::from_range(start..end)
}

/// The next place at or after `byte` where a grapheme (what a reader sees as one character) ends.
pub fn grapheme_ceil(text: &str, byte: usize) -> usize {
    snap(text, byte, true)
}

/// The last place at or before `byte` where a grapheme begins.
pub fn grapheme_floor(text: &str, byte: usize) -> usize {
    snap(text, byte, false)
}

fn snap(text: &str, byte: usize, forward: bool) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at = if forward { at + 1 } else { at - 1 };
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if cursor.is_boundary(text, 0).unwrap_or(true) {
        return at;
    }
    let next = if forward { cursor.next_boundary(text, 0) } else { cursor.prev_boundary(text, 0) };
    next.ok().flatten().unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn errors_say_what_is_wrong() {
        let check = |text: &str, start, end, expected: Result<&str, &str>| {
            let got = CharMap::new(text).span(CharSpan { start, end });
            let got = got.map(|span| span.of(text).unwrap().to_owned()).map_err(|e| e.to_string());
            assert_eq!(got.as_deref().map_err(String::as_str), expected, "{text:?} {start}..{end}");
        };
        check("Café tables", 0, 4, Ok("Café"));
        check("Café tables", 5, 11, Ok("tables"));
        check(
            "Café tables",
            5,
            12,
            Err("the end (12) lies outside the text, which has 11 characters"),
        );
        check("Café", 2, 2, Err("the start (2) is not before the end (2)"));
        check("a  b", 1, 3, Err("there is nothing but white space between 1 and 3"));
        check("", 0, 1, Err("the end (1) lies outside the text, which has 0 characters"));
    }

    #[test]
    fn a_selection_does_not_split_a_grapheme() {
        let text = "ae\u{301}👩‍👧 x";
        assert_eq!(grapheme_floor(text, 2), 1);
        assert_eq!(grapheme_ceil(text, 2), 4);
        assert_eq!(grapheme_ceil(text, 5), text.len() - 2);
        assert_eq!(grapheme_floor(text, 999), text.len());
    }

    proptest! {
        #[test]
        fn code_points_and_bytes_go_there_and_back(text in "\\PC{0,900}") {
            let map = CharMap::new(&text);
            prop_assert_eq!(map.characters(), text.chars().count() as u64);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.byte(n as u64), Some(byte as u32));
                prop_assert_eq!(map.character(byte as u32), Some(n as u64));
            }
            prop_assert_eq!(map.byte(map.characters()), Some(text.len() as u32));
            prop_assert_eq!(map.byte(map.characters() + 1), None);
            prop_assert_eq!(map.character(text.len() as u32), Some(map.characters()));
        }
    }
}
