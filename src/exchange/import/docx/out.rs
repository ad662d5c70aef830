//! Text as it grows, with what was bold and what was not spoken.

use std::ops::Range;

/// A text and ranges of its bytes.
#[derive(Clone, Default, Debug)]
pub(super) struct Out {
    pub(super) text: String,
    pub(super) bold: Vec<Range<usize>>,
    pub(super) asides: Vec<Range<usize>>,
}

impl Out {
    /// Adds words of a run.
    pub(super) fn push(&mut self, words: &str, bold: bool) {
        if words.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(words);
        if bold {
            match self.bold.last_mut() {
                Some(last) if last.end == start => last.end = self.text.len(),
                _ => self.bold.push(start..self.text.len()),
            }
        }
    }

    /// Adds something that was not spoken.
    pub(super) fn aside(&mut self, words: &str) {
        let start = self.text.len();
        self.text.push_str(words);
        self.asides.push(start..self.text.len());
    }

    /// Takes a line feed away from the end.
    pub(super) fn pop_line_feed(&mut self) {
        if self.text.ends_with('\n') {
            self.text.pop();
            self.clamp();
        }
    }

    /// Adds another text behind this one.
    pub(super) fn append(&mut self, other: &Self) {
        let at = self.text.len();
        self.text.push_str(&other.text);
        self.bold.extend(other.bold.iter().map(|range| range.start + at..range.end + at));
        self.asides.extend(other.asides.iter().map(|range| range.start + at..range.end + at));
    }

    fn clamp(&mut self) {
        let end = self.text.len();
        if let Some(last) = self.bold.last_mut() {
            last.end = last.end.min(end);
            if last.start >= last.end {
                self.bold.pop();
            }
        }
    }
}
