//! From letters to lines: what stands at one height, from left to right, with spaces where the gaps
//! between letters are wide, and parted where they are very wide.

use super::Counts;
use super::glyphs::{Letter, Sheet};

/// Of a letter's size: a gap this wide is a space,
const SPACE: f32 = 0.17;

/// and one this wide parts the line.
const PART: f32 = 1.6;

/// Letters at this part of a line's size or less may be raised or lowered in it.
const SMALL: f32 = 0.82;

/// A stretch of a line in one look.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) bold: bool,
    /// Small and above the line: a number so is the sign of a note.
    pub(super) raised: bool,
}

/// A stretch of a line without wide gaps.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Piece {
    pub(super) left: f32,
    pub(super) right: f32,
    /// Of its first word.
    pub(super) first_word: f32,
    pub(super) runs: Vec<Run>,
}

/// A line, or what of it stands in one column.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Line {
    pub(super) y: f32,
    pub(super) size: f32,
    /// From left to right, or in the order of reading.
    pub(super) pieces: Vec<Piece>,
    pub(super) right_to_left: bool,
}

impl Line {
    pub(super) fn left(&self) -> f32 {
        self.pieces.iter().map(|piece| piece.left).fold(f32::INFINITY, f32::min)
    }

    pub(super) fn right(&self) -> f32 {
        self.pieces.iter().map(|piece| piece.right).fold(f32::NEG_INFINITY, f32::max)
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            if !text.is_empty() {
                text.push('\t');
            }
            text.extend(piece.runs.iter().map(|run| run.text.as_str()));
        }
        text
    }
}

/// The lines of a page, from top to bottom.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) width: f32,
}

/// Makes the lines of a page.
pub(super) fn rows_of(sheet: Sheet, counts: &mut Counts) -> Page {
    let (furniture, letters): (Vec<Letter>, Vec<Letter>) =
        sheet.letters.into_iter().partition(|letter| letter.furniture);
    for row in rows(furniture) {
        let text = line(row).text();
        if !text.trim().is_empty() {
            counts.furniture += 1;
            counts.example.get_or_insert(text);
        }
    }
    Page { rows: rows(letters), width: sheet.width }
}

/// Letters that stand on one line, from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) y: f32,
    pub(super) size: f32,
    /// With whether they are raised.
    pub(super) letters: Vec<(Letter, bool)>,
}

impl Row {
    /// Where each word begins and ends.
    pub(super) fn words(&self) -> Vec<(f32, f32)> {
        let mut words: Vec<(f32, f32)> = Vec::new();
        let mut blank = false;
        for (letter, _) in &self.letters {
            if letter.text.trim().is_empty() {
                blank = true;
                continue;
            }
            let right = letter.x + letter.width.max(0.0);
            match words.last_mut() {
                Some((_, end)) if !blank && letter.x - *end <= letter.size * SPACE => {
                    *end = end.max(right);
                }
                _ => words.push((letter.x, right)),
            }
            blank = false;
        }
        words
    }
}

fn rows(mut letters: Vec<Letter>) -> Vec<Row> {
    letters.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Row> = Vec::new();
    for letter in letters {
        match rows.last_mut() {
            Some(row) if letter.y - row.y <= 0.25 * letter.size.min(row.size) => {
                row.size = row.size.max(letter.size);
                row.letters.push((letter, false));
            }
            _ => rows.push(Row { y: letter.y, size: letter.size, letters: vec![(letter, false)] }),
        }
    }
    settle_small(rows)
}

/// Puts raised and lowered letters into the line they belong to.
fn settle_small(rows: Vec<Row>) -> Vec<Row> {
    let mut settled: Vec<Row> = Vec::with_capacity(rows.len());
    let mut upcoming = rows.into_iter().peekable();
    while let Some(mut row) = upcoming.next() {
        let above = settled.last_mut().filter(|host| belongs(host, &row));
        let host = above.or_else(|| upcoming.peek_mut().filter(|host| belongs(host, &row)));
        match host {
            Some(host) => {
                let raised = host.y > row.y;
                host.letters.extend(row.letters.drain(..).map(|(letter, _)| (letter, raised)));
            }
            None => settled.push(row),
        }
    }
    settled.retain(|row| row.letters.iter().any(|(letter, _)| !letter.text.trim().is_empty()));
    for row in &mut settled {
        row.letters.sort_by(|(a, _), (b, _)| a.x.total_cmp(&b.x));
    }
    settled
}

/// Whether a row is of small letters that stand a little above or below another, within its length
/// or right beside it.
fn belongs(host: &Row, row: &Row) -> bool {
    let lift = host.y - row.y;
    if row.size > host.size * SMALL || lift > host.size * 0.75 || lift < host.size * -0.35 {
        return false;
    }
    let left = host.letters.iter().map(|(l, _)| l.x).fold(f32::INFINITY, f32::min);
    let right = host.letters.iter().map(|(l, _)| l.x + l.width).fold(f32::NEG_INFINITY, f32::max);
    row.letters.iter().all(|(letter, _)| {
        letter.x <= right + host.size && letter.x + letter.width >= left - host.size
    })
}

/// A letter in its place in the line, or the space before it.
#[derive(Clone)]
struct Unit {
    text: Box<str>,
    bold: bool,
    raised: bool,
}

/// A gap that parts a line: wide, and wider than the others, for a line that is stretched from edge
/// to edge has wide gaps everywhere.
fn part(row: &Row) -> f32 {
    let words = row.words();
    let mut gaps: Vec<f32> = words.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = if gaps.len() > 2 { gaps[(gaps.len() - 1) / 2] } else { 0.0 };
    (row.size * PART).max(usual * 1.8)
}

/// Reads a row.
pub(super) fn line(row: Row) -> Line {
    let part = part(&row);
    let mut pieces: Vec<(f32, f32, f32, Vec<Unit>)> = Vec::new();
    let mut blank = false;
    let mut before: Option<Letter> = None;
    let mut in_first_word = true;
    for (letter, raised) in row.letters {
        if letter.text.trim().is_empty() {
            blank = true;
            continue;
        }
        // Printed twice to look bold.
        if before.as_ref().is_some_and(|before| {
            before.text == letter.text && letter.x - before.x < before.width * 0.15
        }) {
            continue;
        }
        let end = before.as_ref().map(|before| before.x + before.width);
        let gap = end.map_or(f32::INFINITY, |end| letter.x - end);
        let size = letter.size.max(before.as_ref().map_or(0.0, |before| before.size));
        let right = letter.x + letter.width.max(0.0);
        let spaced = gap > size * SPACE || blank && gap > size * 0.05;
        match pieces.last_mut() {
            Some((_, last_right, first_word, units)) if gap <= part => {
                if spaced {
                    let bold = letter.bold && units.last().is_some_and(|unit| unit.bold);
                    units.push(Unit { text: " ".into(), bold, raised: false });
                    in_first_word = false;
                }
                if in_first_word {
                    *first_word = right;
                }
                *last_right = last_right.max(right);
                units.push(unit(&letter, raised));
            }
            _ => {
                in_first_word = true;
                pieces.push((letter.x, right, right, vec![unit(&letter, raised)]));
            }
        }
        blank = false;
        before = Some(letter);
    }
    let (mut rtl, mut ltr) = (0, 0);
    for c in pieces.iter().flat_map(|piece| &piece.3).flat_map(|unit| unit.text.chars()) {
        rtl += usize::from(is_rtl(c));
        ltr += usize::from(c.is_alphabetic() && !is_rtl(c));
    }
    let right_to_left = rtl > ltr;
    let mut pieces: Vec<Piece> = pieces
        .into_iter()
        .map(|(left, right, first, units)| Piece {
            left,
            right,
            first_word: first - left,
            runs: runs(if rtl > 0 { in_order(units, right_to_left) } else { units }),
        })
        .collect();
    if right_to_left {
        pieces.reverse();
    }
    Line { y: row.y, size: row.size, pieces, right_to_left }
}

fn unit(letter: &Letter, raised: bool) -> Unit {
    Unit { text: letter.text.clone(), bold: letter.bold, raised }
}

fn runs(units: Vec<Unit>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for unit in units {
        match runs.last_mut() {
            Some(run) if run.bold == unit.bold && run.raised == unit.raised => {
                run.text.push_str(&unit.text);
            }
            _ => runs.push(Run { text: unit.text.into(), bold: unit.bold, raised: unit.raised }),
        }
    }
    runs
}

/// Letters that run from right to left.
fn is_rtl(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff)
        && c.is_alphabetic()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Neutral,
}

fn direction(unit: &Unit) -> Direction {
    match unit.text.chars().find(|c| c.is_alphanumeric()) {
        Some(c) if is_rtl(c) => Direction::Right,
        Some(_) => Direction::Left,
        None => Direction::Neutral,
    }
}

/// Letters as they lie from left to right, in the order in which they are read.
fn in_order(mut units: Vec<Unit>, right_to_left: bool) -> Vec<Unit> {
    let (outer, inner) = if right_to_left {
        units.reverse();
        (Direction::Right, Direction::Left)
    } else {
        (Direction::Left, Direction::Right)
    };
    // Stretches of the other direction, with what stands between their letters, lie the wrong way.
    let mut at = 0;
    while at < units.len() {
        if direction(&units[at]) != inner {
            at += 1;
            continue;
        }
        let rest = units[at..].iter().take_while(|unit| direction(unit) != outer);
        let length = rest
            .enumerate()
            .filter(|(_, unit)| direction(unit) == inner)
            .map(|(n, _)| n + 1)
            .last()
            .unwrap_or(1);
        units[at..at + length].reverse();
        at += length;
    }
    if right_to_left {
        mirror(&mut units);
    }
    units
}

/// A bracket that closes before it opens was drawn as its mirror image.
fn mirror(units: &mut [Unit]) {
    let first = units.iter().find_map(|unit| match unit.text.as_ref() {
        ")" | "]" | "}" | "»" => Some(true),
        "(" | "[" | "{" | "«" => Some(false),
        _ => None,
    });
    if first != Some(true) {
        return;
    }
    for unit in units {
        let other = match unit.text.as_ref() {
            "(" => ")",
            ")" => "(",
            "[" => "]",
            "]" => "[",
            "{" => "}",
            "}" => "{",
            "«" => "»",
            "»" => "«",
            _ => continue,
        };
        unit.text = other.into();
    }
}
