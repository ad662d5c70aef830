//! The order of reading on a page: a page in two columns is read column by column, what runs across
//! both stands between what is above and below it.

use super::Counts;
use super::lines::{Line, Page, Row, line};

/// Lines in each column at least.
const LINES: usize = 6;

/// Steps in which the width of a page is looked at.
const STEP: f32 = 3.0;

/// Lines that follow one another, with the edges between which they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub(super) lines: Vec<Line>,
    pub(super) left: f32,
    pub(super) right: f32,
    /// Of the page, when the column is all of it.
    pub(super) width: f32,
}

impl Column {
    fn new(rows: Vec<Row>, width: f32) -> Self {
        let lines: Vec<Line> =
            rows.into_iter().map(line).filter(|line| !line.pieces.is_empty()).collect();
        Self {
            left: lines.iter().map(Line::left).fold(f32::INFINITY, f32::min),
            right: lines.iter().map(Line::right).fold(f32::NEG_INFINITY, f32::max),
            width,
            lines,
        }
    }
}

/// Puts the lines of all pages into the order of reading.
pub(super) fn order(pages: Vec<Page>, counts: &mut Counts) -> Vec<Column> {
    let mut columns = Vec::new();
    for page in pages {
        match gutter(&page.rows) {
            Some(gutter) => {
                counts.two_columns += 1;
                split(page.rows, gutter, &mut columns);
            }
            None => columns.push(Column::new(page.rows, page.width)),
        }
    }
    for line in columns.iter().flat_map(|column| &column.lines) {
        counts.right_to_left += u64::from(line.right_to_left);
    }
    columns.retain(|column| !column.lines.is_empty());
    columns
}

/// Where two columns part, if there are two: a strip in the middle in which hardly a line has ink,
/// with wide lines on both sides.
fn gutter(rows: &[Row]) -> Option<f32> {
    let words: Vec<Vec<(f32, f32)>> = rows.iter().map(Row::words).collect();
    let all = || words.iter().flatten();
    let left = all().map(|word| word.0).fold(f32::INFINITY, f32::min);
    let right = all().map(|word| word.1).fold(f32::NEG_INFINITY, f32::max);
    let width = right - left;
    if !width.is_finite() || !(100.0..20_000.0).contains(&width) || rows.len() < LINES {
        return None;
    }
    let steps = (width / STEP) as usize + 1;
    let mut ink = vec![0_usize; steps];
    let step = |x: f32| (((x - left) / STEP).max(0.0) as usize).min(steps - 1);
    for (from, to) in all() {
        for count in &mut ink[step(*from)..=step(*to)] {
            *count += 1;
        }
    }
    let middle = steps * 3 / 10..steps * 7 / 10;
    // The widest strip in which hardly a line has ink: a title may run across.
    let clear = |at: &usize| ink[*at] * 8 <= rows.len();
    let mut best: Option<(usize, usize)> = None;
    let mut at = middle.start;
    while at < middle.end {
        let end = (at..middle.end).find(|n| !clear(n)).unwrap_or(middle.end);
        if end > at && best.is_none_or(|(from, to)| end - at > to - from) {
            best = Some((at, end));
        }
        at = end + 1;
    }
    let (from, to) = best.filter(|(from, to)| (to - from) as f32 * STEP >= 6.0)?;
    let gutter = left + (from + to) as f32 / 2.0 * STEP;
    let (mut wide_left, mut wide_right, mut on_left, mut on_right) = (0, 0, 0, 0);
    for (row, words) in rows.iter().zip(&words) {
        if crosses(row, words, gutter) {
            continue;
        }
        let reach = |words: &[&(f32, f32)]| -> f32 {
            let first = words.first().map_or(0.0, |word| word.0);
            words.last().map_or(0.0, |word| word.1) - first
        };
        let (before, behind): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.1 < gutter);
        on_left += usize::from(!before.is_empty());
        on_right += usize::from(!behind.is_empty());
        wide_left += usize::from(reach(&before) > (gutter - left) * 0.6);
        wide_right += usize::from(reach(&behind) > (right - gutter) * 0.6);
    }
    let full = wide_left * 2 >= on_left && wide_right * 2 >= on_right;
    (full && on_left >= LINES && on_right >= LINES).then_some(gutter)
}

/// Whether a line runs across the place where columns part: with a word, or with a usual space.
fn crosses(row: &Row, words: &[(f32, f32)], gutter: f32) -> bool {
    let before = words.iter().filter(|word| word.0 < gutter).map(|word| word.1);
    let behind = words.iter().filter(|word| word.0 >= gutter).map(|word| word.0);
    let end = before.fold(f32::NEG_INFINITY, f32::max);
    let start = behind.fold(f32::INFINITY, f32::min);
    end > gutter || start - end < row.size * 0.7
}

/// Lines that run across part the page into bands; in each, the left column comes first.
fn split(rows: Vec<Row>, gutter: f32, columns: &mut Vec<Column>) {
    let (mut across, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    let mut flush = |across: &mut Vec<Row>, left: &mut Vec<Row>, right: &mut Vec<Row>| {
        for rows in [across, left, right] {
            columns.push(Column::new(std::mem::take(rows), 0.0));
        }
    };
    for row in rows {
        if crosses(&row, &row.words(), gutter) {
            if !left.is_empty() || !right.is_empty() {
                flush(&mut across, &mut left, &mut right);
            }
            across.push(row);
            continue;
        }
        let (y, size) = (row.y, row.size);
        let (before, behind): (Vec<_>, Vec<_>) =
            row.letters.into_iter().partition(|(letter, _)| letter.x < gutter);
        for (letters, side) in [(before, &mut left), (behind, &mut right)] {
            if letters.iter().any(|(letter, _)| !letter.text.trim().is_empty()) {
                side.push(Row { y, size, letters });
            }
        }
    }
    flush(&mut across, &mut left, &mut right);
}
