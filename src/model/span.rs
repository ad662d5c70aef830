//! Half-open stretches of a text, counted in bytes inside the program and in code points outside.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A stretch of a document's text in UTF-8 **bytes**, half-open, never empty.
///
/// That both ends lie on character boundaries and inside the text is checked where a text is at
/// hand: see `text::positions::check_span`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// `None` when the stretch would be empty or reversed.
    pub fn new(start: u32, end: u32) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// As [`Span::new`], for positions in memory. `None` also when they do not fit a document.
    pub fn from_range(range: Range<usize>) -> Option<Self> {
        Self::new(u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?)
    }

    /// First byte of the stretch.
    pub fn start(self) -> u32 {
        self.start
    }

    /// First byte after the stretch.
    pub fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// For slicing a `str`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words of this span in `text`; `None` when it does not fit there.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The common part, if there is any.
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// True when the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside this span.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the byte at `position` belongs to this span.
    pub fn contains(self, position: u32) -> bool {
        (self.start..self.end).contains(&position)
    }
}

/// A stretch of a document's text in Unicode **code points**, half-open: what the command line, CSV
/// files and other programs speak. May be empty or outside the text: it is checked when converted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CharSpan {
    /// Code points before the stretch.
    pub start: u64,
    /// Code points before the first one after the stretch.
    pub end: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_never_empty_or_reversed() {
        assert!(Span::new(3, 3).is_none());
        assert!(Span::new(4, 3).is_none());
        assert_eq!(Span::new(3, 5).map(Span::len), Some(2));
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let span = |a, b| Span::new(a, b).unwrap();
        assert!(!span(0, 3).overlaps(span(3, 5)));
        assert!(span(0, 4).overlaps(span(3, 5)));
        assert_eq!(span(0, 4).intersect(span(3, 5)), Some(span(3, 4)));
        assert!(span(0, 5).covers(span(0, 5)) && !span(0, 4).covers(span(0, 5)));
    }
}
