//! Text as it grows, with what was bold, what was not spoken, and where its tables are.

use super::table::Table;
use std::ops::Range;

/// A text and ranges of its bytes.
#[derive(Clone, Default, Debug)]
pub(in crate::exchange::import) struct Out {
    pub(in crate::exchange::import) text: String,
    pub(in crate::exchange::import) bold: Vec<Range<usize>>,
    pub(in crate::exchange::import) asides: Vec<Range<usize>>,
    /// Cells that name who speaks in their row, in order.
    pub(in crate::exchange::import) cells: Vec<Range<usize>>,
    /// Tables that are open.
    pub(super) tables: Vec<Table>,
}

impl Out {
    /// Adds words of a run.
    pub(in crate::exchange::import) fn push(&mut self, words: &str, bold: bool) {
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
    pub(in crate::exchange::import) fn aside(&mut self, words: &str) {
        let start = self.text.len();
        self.text.push_str(words);
        self.asides.push(start..self.text.len());
    }

    /// Takes line feeds away from the end, not before the byte `floor`.
    pub(in crate::exchange::import) fn trim_line_feeds(&mut self, floor: usize) {
        let kept = self.text.trim_end_matches('\n').len().max(floor);
        self.cut(kept);
    }

    /// Takes everything from the byte `at` on away.
    pub(in crate::exchange::import) fn cut(&mut self, at: usize) {
        if at >= self.text.len() {
            return;
        }
        self.text.truncate(at);
        for ranges in [&mut self.bold, &mut self.asides, &mut self.cells] {
            while let Some(last) = ranges.last_mut() {
                last.end = last.end.min(at);
                if last.start < last.end {
                    break;
                }
                ranges.pop();
            }
        }
    }

    /// As [`Out::cut`], for a byte that was noted long ago: cells that were laid down since lose what is
    /// taken away, too.
    pub(in crate::exchange::import) fn cut_back(&mut self, at: usize) {
        let at = self.text.floor_char_boundary(at);
        if at < self.text.len() {
            self.clip_tables(at);
            self.cut(at);
        }
    }

    /// Adds another text behind this one.
    pub(in crate::exchange::import) fn append(&mut self, other: &Self) {
        let at = self.text.len();
        self.text.push_str(&other.text);
        let moved = |ranges: &[Range<usize>]| -> Vec<Range<usize>> {
            ranges.iter().map(|range| range.start + at..range.end + at).collect()
        };
        self.bold.extend(moved(&other.bold));
        self.asides.extend(moved(&other.asides));
        self.cells.extend(moved(&other.cells));
    }
}
