//! From lines to paragraphs: a line goes on in the next one unless it ends early, a gap follows, or the
//! next one begins like a paragraph. Notes at the foot of a column go under the text.

use super::Counts;
use super::columns::Column;
use super::hyphens::{Join, Words};
use super::lines::Line;
use crate::exchange::import::rich::Out;
use crate::text::turns;
use std::collections::HashMap;

/// Of the usual size: smaller letters at the foot of a column are notes.
const NOTE: f32 = 0.93;

/// So many lines do not tell how wide lines may be.
const FEW: usize = 8;

/// Points by which a full line may miss the margin.
const RAGGED: f32 = 24.0;

/// What was written.
pub(super) struct Written {
    pub(super) out: Out,
    pub(super) notes_at: Option<usize>,
}

/// What is usual in a document.
struct Usual {
    size: f32,
    /// Between the lines of a paragraph.
    pitch: f32,
    /// Labels that begin lines more than once, with their number.
    labels: HashMap<String, u32>,
    words: Words,
}

/// Writes the text.
pub(super) fn write(columns: &[Column], counts: &mut Counts) -> Written {
    let usual = usual(columns);
    let edges = edges(columns);
    let mut pen = Pen { out: Out::default(), counts, usual: &usual, start: 0 };
    let mut notes: Vec<Vec<&Line>> = Vec::new();
    let mut before: Option<Before<'_>> = None;
    for (column, right) in columns.iter().zip(&edges) {
        let (body, below) = column.lines.split_at(notes_from(column, usual.size));
        for (n, line) in body.iter().enumerate() {
            let here = Here { line, left: column.left, right: *right, follows: n > 0 };
            let begins = before.as_ref().is_none_or(|before| usual.begins(before, &here));
            pen.line(line, before.is_some(), begins);
            let first = begins;
            before = Some(Before { line, left: here.left, right: here.right, first });
        }
        for line in below {
            match notes.last_mut() {
                Some(note) if !begins_note(line) => note.push(line),
                _ => notes.push(vec![line]),
            }
        }
    }
    pen.end();
    let notes_at = pen.notes(&notes);
    Written { out: pen.out, notes_at }
}

/// The line before, and whether a paragraph begins with it.
struct Before<'l> {
    line: &'l Line,
    left: f32,
    right: f32,
    first: bool,
}

/// A line between its edges.
struct Here<'l> {
    line: &'l Line,
    left: f32,
    right: f32,
    /// The line before stands above it in the same column.
    follows: bool,
}

fn usual(columns: &[Column]) -> Usual {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    let mut gaps: Vec<f32> = Vec::new();
    let mut labels: HashMap<String, u32> = HashMap::new();
    for column in columns {
        for line in &column.lines {
            let text = line.text();
            *sizes.entry((line.size * 2.0).round() as u32).or_default() += text.len();
            if let Some(label) = label(&text) {
                *labels.entry(label).or_default() += 1;
            }
        }
        for pair in column.lines.windows(2) {
            let gap = pair[1].y - pair[0].y;
            if gap > 0.0 && gap < pair[0].size * 4.0 {
                gaps.push(gap);
            }
        }
    }
    let size = sizes.iter().max_by_key(|(size, length)| (**length, **size)).map_or(20, |(s, _)| *s);
    let size = size as f32 / 2.0;
    gaps.retain(|gap| *gap > size * 0.8);
    gaps.sort_by(f32::total_cmp);
    let pitch = gaps.get(gaps.len() / 5).copied().unwrap_or(size * 1.2);
    labels.retain(|label, count| *count >= 2 || is_usual(label));
    Usual { size, pitch, labels, words: Words::of(columns) }
}

/// The words before a colon or tab at the start of a line when they look like a label.
fn label(text: &str) -> Option<String> {
    let start = text.char_indices().nth(50).map_or(text, |(at, _)| &text[..at]);
    let (label, rest) = start.split_once(':').or_else(|| start.split_once('\t'))?;
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace) || start.contains('\t');
    if !ends {
        return None;
    }
    turns::label_in_cell(label).map(turns::label_key)
}

/// The usual labels, and letters with a number, count when they occur once.
fn is_usual(label: &str) -> bool {
    let number = label.trim_start_matches(|c: char| c.is_alphabetic());
    let numbered = number.len() < label.len()
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit());
    numbered || turns::is_interviewer_label(label)
}

/// For each column, how far to the right its lines may run: as far as those of the columns that begin
/// at the same place do, a few that stick out apart.
fn edges(columns: &[Column]) -> Vec<f32> {
    let mut groups: HashMap<i32, Vec<f32>> = HashMap::new();
    let key = |column: &Column| (column.left / 40.0).round() as i32;
    for column in columns {
        groups.entry(key(column)).or_default().extend(column.lines.iter().map(Line::right));
    }
    #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
    for rights in groups.values_mut() {
        rights.sort_by(|a, b| b.total_cmp(a));
    }
    columns
        .iter()
        .map(|column| {
            let rights = groups.get(&key(column)).map_or(&[][..], Vec::as_slice);
            let right = rights.get((rights.len() / 10).min(2)).copied().unwrap_or(column.right);
            // Too few lines to tell: margins are mostly as wide on both sides.
            if rights.len() < FEW { right.max(column.width - column.left - RAGGED) } else { right }
        })
        .collect()
}

impl Usual {
    /// Whether a paragraph begins with this line.
    fn begins(&self, before: &Before<'_>, here: &Here<'_>) -> bool {
        let (above, line) = (before.line, here.line);
        let size = line.size.max(above.size);
        let gap = line.y - above.y;
        if here.follows && gap > self.pitch.max(size) * 1.25 {
            return true;
        }
        if (line.size - above.size).abs() > size * 0.12 {
            return true;
        }
        // Rows of a table, or of labels before a wide gap.
        if line.pieces.len() > 1 {
            return true;
        }
        let text = line.text();
        let listed = text.starts_with(['•', '▪', '◦', '‣', '●', '○']);
        if listed || label(&text).is_some_and(|label| self.labels.contains_key(&label)) {
            return true;
        }
        let ended =
            above.text().ends_with(['.', '?', '!', '…', '”', '"', ':', ')', ']', '؟', '۔', '。']);
        // What is in the last cell of a row goes on under it.
        let above_left = above.pieces.last().filter(|_| above.pieces.len() > 1);
        let above_left = above_left.map_or_else(|| above.left(), |piece| piece.left);
        let (shift, room) = if line.right_to_left {
            let shift = (before.right - above.right()) - (here.right - line.right());
            (-shift, (above.left() - before.left).max(before.right - above.right()))
        } else {
            let shift = (line.left() - here.left) - (above_left - before.left);
            (shift, before.right - above.right())
        };
        if above.pieces.len() > 1 && shift.abs() < size {
            return Self::fits(line, room);
        }
        if shift < -0.8 * size && (!before.first || ended) {
            return true;
        }
        if shift > 0.8 * size && !before.first && ended {
            return true;
        }
        Self::fits(line, room)
    }

    /// Whether the first word of a line would have had room in the line before, which ended early.
    fn fits(line: &Line, room: f32) -> bool {
        let first = line.pieces.first().map_or(0.0, |piece| piece.first_word);
        let most = if line.right_to_left { 4.0 } else { 25.0 };
        room > first.min(line.size * most) + line.size * 0.8
    }
}

/// The line of a column from which on there are only notes.
fn notes_from(column: &Column, size: f32) -> usize {
    let lines = &column.lines;
    let small = lines.iter().rev().take_while(|line| line.size < size * NOTE).count();
    let from = lines.len() - small;
    // A column of small letters alone is no column of notes.
    if from == 0 {
        return lines.len();
    }
    lines[from..].iter().position(begins_note).map_or(lines.len(), |at| from + at)
}

fn begins_note(line: &Line) -> bool {
    let text = line.text();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let raised =
        line.pieces.first().and_then(|piece| piece.runs.first()).is_some_and(|run| run.raised);
    (1..=3).contains(&digits) && (raised || text[digits..].starts_with([' ', '\t', '.', ')']))
        || text.starts_with(['*', '†'])
}

/// Writes lines behind one another.
struct Pen<'u, 'c> {
    out: Out,
    counts: &'c mut Counts,
    usual: &'u Usual,
    /// Where the paragraph began.
    start: usize,
}

impl Pen<'_, '_> {
    #[expect(clippy::fn_params_excessive_bools, reason = "each says one thing by itself")]
    fn line(&mut self, line: &Line, any: bool, begins: bool) {
        if any && begins {
            self.end();
        } else if any {
            self.counts.lines += 1;
            let written = &self.out.text[self.start..];
            let join = self.usual.words.join(written, &line.text());
            let last = written.chars().next_back().map_or(0, char::len_utf8);
            match join {
                Join::Soft | Join::Joined => {
                    let end = self.out.text.len() - last;
                    self.out.cut(end);
                    let count = if join == Join::Soft {
                        &mut self.counts.soft
                    } else {
                        &mut self.counts.joined
                    };
                    *count += 1;
                }
                Join::Kept => self.counts.kept += 1,
                Join::Space => self.out.push(" ", false),
                Join::Nothing => {}
            }
        }
        for (n, piece) in line.pieces.iter().enumerate() {
            if n > 0 {
                self.out.push("\t", false);
            }
            for run in &piece.runs {
                let sign = run.text.trim();
                let note =
                    run.raised && !sign.is_empty() && sign.bytes().all(|b| b.is_ascii_digit());
                if note && self.out.text.len() > self.start {
                    self.counts.raised += 1;
                    self.out.aside(&format!("[{sign}]"));
                } else {
                    // A soft hyphen inside a line is nothing that is read.
                    self.push(&run.text, run.bold);
                }
            }
        }
    }

    fn push(&mut self, words: &str, bold: bool) {
        let inner = words.trim_end_matches('\u{ad}');
        if inner.contains('\u{ad}') {
            self.out.push(&inner.replace('\u{ad}', ""), bold);
            self.out.push(&words[inner.len()..], bold);
        } else {
            self.out.push(words, bold);
        }
    }

    fn end(&mut self) {
        let kept = self.out.text.trim_end_matches([' ', '\u{ad}']).len();
        self.out.cut(kept);
        self.out.push("\n", false);
        self.start = self.out.text.len();
    }

    fn notes(&mut self, notes: &[Vec<&Line>]) -> Option<usize> {
        if notes.is_empty() {
            return None;
        }
        self.counts.notes += notes.len() as u64;
        self.out.push("\n", false);
        let at = self.out.text.len();
        self.out.push("Notes\n", false);
        self.start = self.out.text.len();
        for note in notes {
            for (n, line) in note.iter().enumerate() {
                if n == 0 {
                    let text = line.text();
                    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                    let rest = text[digits..].trim_start_matches(['.', ')', ' ', '\t']);
                    let sign = if digits > 0 { &text[..digits] } else { "*" };
                    let rest = rest.trim_start_matches('*').trim_start();
                    self.out.push(&format!("[{sign}] {}", rest.replace('\t', " ")), false);
                } else {
                    self.line(line, true, false);
                }
            }
            self.end();
        }
        Some(at)
    }
}
