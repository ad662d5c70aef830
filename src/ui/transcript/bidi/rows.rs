//! Where every letter of a laid out block stands: plain numbers, made once per width.
//!
//! A letter is what a reader sees as one (a grapheme), whatever glyphs it took. In a row letters are
//! kept from left to right as they are seen; their bytes tell the order in which they are read.

use super::super::layout::RowPart;
use egui::{Rangef, Rect, Vec2, pos2, vec2};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// A letter on its row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Letter {
    /// First byte.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// Points.
    pub left: f32,
    /// Points.
    pub right: f32,
    /// True where it is read from right to left.
    pub leftwards: bool,
}

impl Letter {
    /// The edge a caret before the letter stands at.
    pub(super) fn leading(&self) -> f32 {
        if self.leftwards { self.right } else { self.left }
    }

    /// The edge a caret behind the letter stands at.
    pub(super) fn trailing(&self) -> f32 {
        if self.leftwards { self.left } else { self.right }
    }
}

/// A row of letters.
#[derive(Clone, Debug)]
pub(super) struct Row {
    letters: Range<usize>,
    /// Bytes, from the first to the last.
    pub bytes: Range<usize>,
    /// Where its words end: the white space a row is broken at is not seen.
    pub seen: usize,
    x: Rangef,
    y: Rangef,
    baseline: f32,
}

/// The rows of a block.
pub(super) struct Rows {
    list: Vec<Row>,
    letters: Vec<Letter>,
    /// True where the block as a whole is read from right to left.
    pub leftwards: bool,
}

impl Rows {
    /// Reads what parley laid out. Its lengths are pixels: `pixel` of them are a point.
    pub(super) fn new<B: parley::Brush>(
        layout: &parley::Layout<B>,
        text: &str,
        pixel: f32,
    ) -> Self {
        let borders: Vec<u32> = text
            .grapheme_indices(true)
            .map(|(at, _)| at as u32)
            .chain([text.len() as u32])
            .collect();
        let mut letters: Vec<Letter> = Vec::with_capacity(borders.len());
        let mut rows = Vec::with_capacity(layout.len());
        let count = layout.len();
        for (at, line) in layout.lines().enumerate() {
            let metrics = line.metrics();
            let first = letters.len();
            let mut x = metrics.offset + metrics.inline_min_coord;
            for run in line.runs() {
                for cluster in run.visual_clusters() {
                    let (left, right) = (x / pixel, (x + cluster.advance()) / pixel);
                    x += cluster.advance();
                    let leftwards = run.is_rtl();
                    place(
                        &mut letters,
                        first,
                        &borders,
                        cluster.text_range(),
                        left,
                        right,
                        leftwards,
                    );
                }
            }
            let bytes = line.text_range();
            let bytes = bytes.start.min(text.len())..bytes.end.min(text.len());
            let words = text.get(bytes.clone()).unwrap_or_default();
            let last = at + 1 == count;
            let seen = if last { bytes.end } else { bytes.start + words.trim_end().len() };
            let shown = letters.get(first..).unwrap_or_default();
            let shown = || shown.iter().filter(|letter| (letter.start as usize) < seen);
            let left = shown().map(|letter| letter.left).reduce(f32::min);
            let right = shown().map(|letter| letter.right).reduce(f32::max);
            let edge = (metrics.offset + metrics.inline_min_coord) / pixel;
            rows.push(Row {
                letters: first..letters.len(),
                bytes,
                seen,
                x: Rangef::new(left.unwrap_or(edge), right.unwrap_or(edge)),
                y: Rangef::new(metrics.block_min_coord / pixel, metrics.block_max_coord / pixel),
                baseline: metrics.baseline / pixel,
            });
        }
        Self { list: rows, letters, leftwards: layout.is_rtl() }
    }

    /// All rows, from top to bottom.
    pub(super) fn all(&self) -> &[Row] {
        &self.list
    }

    /// The letters of a row, from left to right.
    pub(super) fn letters(&self, row: &Row) -> &[Letter] {
        self.letters.get(row.letters.clone()).unwrap_or_default()
    }

    /// The letters of a row as they are read.
    pub(super) fn read(&self, row: &Row) -> Vec<Letter> {
        let mut letters = self.letters(row).to_vec();
        letters.sort_by_key(|letter| letter.start);
        letters
    }

    /// The whole of a row as a rectangle.
    pub(super) fn rect(row: &Row, letters: &[Letter]) -> Rect {
        let left = letters.iter().map(|letter| letter.left).reduce(f32::min).unwrap_or(row.x.min);
        let right = letters.iter().map(|letter| letter.right).reduce(f32::max).unwrap_or(row.x.max);
        Rect::from_x_y_ranges(left..=right, row.y)
    }

    /// The row that holds a byte; at a border the lower one.
    pub(super) fn row_of(&self, byte: usize) -> Option<&Row> {
        let next = self.list.partition_point(|row| row.bytes.start <= byte);
        self.list.get(next.saturating_sub(1))
    }

    /// See [`super::super::layout::TurnLayout::hit`].
    pub(super) fn hit(&self, at: Vec2) -> usize {
        let below = self.list.partition_point(|row| row.y.max <= at.y);
        let Some(row) = self.list.get(below.min(self.list.len().saturating_sub(1))) else {
            return 0;
        };
        // Beside the words: begin or end of the row, as the paragraph is read.
        if at.x <= row.x.min {
            return if self.leftwards { row.seen } else { row.bytes.start };
        }
        if at.x >= row.x.max {
            return if self.leftwards { row.bytes.start } else { row.seen };
        }
        let mut seen = self.letters(row).iter().filter(|letter| (letter.start as usize) < row.seen);
        let Some(letter) = seen.find(|letter| at.x < letter.right) else { return row.seen };
        let left_half = at.x < f32::midpoint(letter.left, letter.right);
        let byte = if left_half == letter.leftwards { letter.end } else { letter.start };
        (byte as usize).min(row.seen)
    }

    /// See [`super::super::layout::TurnLayout::rects`]: one call per stretch that is seen as one.
    pub(super) fn rects(&self, range: &Range<usize>, each: &mut dyn FnMut(RowPart)) {
        let first = self.list.partition_point(|row| row.bytes.end <= range.start);
        for row in self.list.get(first..).unwrap_or_default() {
            if row.bytes.start >= range.end {
                break;
            }
            let to = if range.end <= row.bytes.end { range.end } else { row.seen } as u32;
            let from = range.start as u32;
            let mut open: Option<Rangef> = None;
            let mut tell = |x: Rangef| {
                if x.max > x.min {
                    each(RowPart { x, y: row.y, baseline: row.baseline });
                }
            };
            for letter in self.letters(row) {
                let marked = letter.start < to && letter.end > from;
                match (&mut open, marked) {
                    (Some(x), true) => x.max = letter.right,
                    (None, true) => open = Some(Rangef::new(letter.left, letter.right)),
                    (Some(x), false) => {
                        tell(*x);
                        open = None;
                    }
                    (None, false) => {}
                }
            }
            if let Some(x) = open {
                tell(x);
            }
        }
    }

    /// Where a caret before a byte stands, and the middle of its row.
    ///
    /// Where the direction changes there are two such places. The one that belongs to the direction
    /// of the paragraph is taken: there the next word of the paragraph goes on.
    pub(super) fn caret(&self, byte: usize) -> Vec2 {
        let Some(row) = self.row_of(byte) else { return Vec2::ZERO };
        let letters = self.letters(row);
        let middle = row.y.center();
        let after = letters
            .iter()
            .find(|letter| (letter.start as usize..letter.end as usize).contains(&byte));
        let before = letters.iter().find(|letter| {
            (letter.end as usize) == byte && (byte > row.bytes.start || letter.end > letter.start)
        });
        let main = |letter: &&Letter| letter.leftwards == self.leftwards;
        let edge = |start: bool| if start == self.leftwards { row.x.max } else { row.x.min };
        let x = match (before, after) {
            (_, Some(after)) if main(&after) => after.leading(),
            (Some(before), _) if main(&before) => before.trailing(),
            (None, _) => edge(true),
            (Some(_), None) => edge(false),
            (Some(_), Some(after)) => after.leading(),
        };
        vec2(x, middle)
    }

    /// A caret's line, `half` up and down.
    pub(super) fn caret_rect(&self, byte: usize, half: f32) -> Rect {
        let at = self.caret(byte);
        Rect::from_min_max(pos2(at.x, at.y - half), pos2(at.x, at.y + half))
    }
}

/// Adds a cluster to the letters of its row: it may be a part of a letter, or several letters.
fn place(
    letters: &mut Vec<Letter>,
    first: usize,
    borders: &[u32],
    bytes: Range<usize>,
    left: f32,
    right: f32,
    leftwards: bool,
) {
    let (start, end) = (bytes.start as u32, bytes.end as u32);
    let from = borders.partition_point(|&border| border <= start).saturating_sub(1);
    let to = borders.partition_point(|&border| border < end).max(from + 1);
    let count = to - from;
    let step = (right - left) / count as f32;
    for n in 0..count {
        let read = if leftwards { count - 1 - n } else { n };
        let (Some(&start), Some(&end)) = (borders.get(from + read), borders.get(from + read + 1))
        else {
            continue;
        };
        let x = left + step * n as f32;
        let right = if n + 1 == count { right } else { x + step };
        let row = letters.get_mut(first..).unwrap_or_default();
        match row.last_mut().filter(|last| last.start == start) {
            Some(last) => last.right = last.right.max(right),
            None => letters.push(Letter { start, end, left: x, right, leftwards }),
        }
    }
}
