//! Codes on a circle, joined by lines where they occur together.
//!
//! A disc is as large (in area) as its code has excerpts, turns or documents; a line is as wide and as
//! dark as two codes have in common. Names stand in two columns at the sides, each joined with its
//! disc, so that none lies over another however many there are.

mod circle;
mod order;

use super::lettering::{clean, counted, grouped};
use super::marks::{Block, Ink, Opens, Point, point};
use super::pen::{Pen, QUIET, SMALL, Style};
use super::widths::width;
use super::{Anchor, EMPTY, Figure, Look, Nothing};
use crate::analysis::{Cooccurrence, Pair, Together, Unit};
use crate::model::{CodeId, Corpus};
use circle::Circle;

/// What makes a line wide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Weight {
    /// Pairs of excerpts, turns or documents with both codes.
    #[default]
    Count,
    /// The c-coefficient.
    C,
    /// Characters under both codes, of those under either; by turn and by document the same as c.
    Jaccard,
}

impl Weight {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Count, Self::C, Self::Jaccard];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::C => "c",
            Self::Jaccard => "jaccard",
        }
    }

    /// The inverse of [`Weight::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|weight| weight.name() == wanted)
    }

    /// What a person reads.
    pub fn label(self, unit: Unit) -> &'static str {
        match (self, unit) {
            (Self::Count, Unit::Overlap) => "pairs of overlapping excerpts",
            (Self::Count, Unit::Turn) => "turns with both",
            (Self::Count, Unit::Document) => "documents with both",
            (Self::C, _) => "c-coefficient",
            (Self::Jaccard, Unit::Overlap) => "share of common characters",
            (Self::Jaccard, _) => "Jaccard index",
        }
    }

    /// What a pair has of it; `None` where it is not defined.
    pub fn of(self, pair: &Pair, unit: Unit) -> Option<f64> {
        match self {
            Self::Count => Some(pair.n12 as f64),
            Self::Jaccard if unit == Unit::Overlap => pair.character_jaccard(),
            Self::C | Self::Jaccard => pair.c(),
        }
    }

    /// A number of it.
    fn written(self, value: Option<f64>) -> String {
        match (self, value) {
            (_, None) => "n/a".to_owned(),
            (Self::Count, Some(value)) => grouped(value as u64),
            (_, Some(value)) => format!("{value:.2}"),
        }
    }
}

/// What is left out of a map.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Threshold {
    /// Lines below this are not drawn.
    pub least: f64,
    /// So many codes at most, the most used ones.
    pub most: usize,
}

impl Default for Threshold {
    fn default() -> Self {
        Self { least: 0.0, most: 24 }
    }
}

/// No more lines are drawn, the strongest ones: a thousand of them show nothing.
const LINES: usize = 150;
/// No more of them have their number on them.
const NUMBERS: usize = 60;

/// A line of the map: two codes by their place among those that are drawn.
struct Join {
    ends: (usize, usize),
    pair: Pair,
    value: Option<f64>,
}

/// Draws the map.
///
/// # Errors
/// When no code occurs, or no two of them together.
pub fn map(
    corpus: &Corpus,
    table: &Cooccurrence,
    weight: Weight,
    threshold: Threshold,
    look: Look,
) -> Result<Figure, Nothing> {
    let mut chosen: Vec<usize> =
        (0..table.codes.len()).filter(|&at| table.codes[at].n > 0).collect();
    if chosen.is_empty() {
        return Err(Nothing::new(EMPTY));
    }
    let used = chosen.len();
    chosen.sort_by_key(|&at| (std::cmp::Reverse(table.codes[at].n), at));
    chosen.truncate(threshold.most.max(2));
    chosen.sort_unstable();
    let (mut joins, weaker) = joins(table, &chosen, weight, threshold.least);
    let all = joins.len();
    joins.truncate(LINES);
    if joins.is_empty() {
        return Err(Nothing::new(if weaker == 0 {
            "no two of these codes occur together"
        } else {
            "no two of these codes occur together so often"
        }));
    }
    let ends: Vec<(usize, usize)> = joins.iter().map(|join| join.ends).collect();
    let places = order::places(chosen.len(), &ends);
    let names: Vec<String> = chosen
        .iter()
        .map(|&at| {
            let code = &table.codes[at];
            format!("{} ({})", clean(&code.name), grouped(code.n))
        })
        .collect();
    let circle = Circle::new(&places, &names, look.room());
    let mut pen = Pen::default();
    let top = head(&mut pen, table, weight, circle.width);
    let circle = circle.below(top);
    lines(&mut pen, table, &chosen, &joins, weight, &circle);
    discs(&mut pen, corpus, table, &chosen, &names, &circle);
    let mut caption = table.notes();
    caption.push(drawn(chosen.len(), used, (all, weaker), threshold.least));
    Ok(Figure {
        title: format!("Codes that occur together: {}", weight.label(table.unit)),
        width: circle.width,
        height: circle.bottom(),
        frozen: point(0.0, 0.0),
        marks: pen.marks,
        caption,
    })
}

/// The lines to draw, the strongest first, and how many are too weak.
fn joins(table: &Cooccurrence, chosen: &[usize], weight: Weight, least: f64) -> (Vec<Join>, usize) {
    let pairs = (0..chosen.len()).flat_map(|a| (a + 1..chosen.len()).map(move |b| (a, b)));
    let all: Vec<Join> = pairs
        .filter_map(|ends| {
            let pair = table.pair(chosen[ends.0], chosen[ends.1]).filter(|pair| pair.n12 > 0)?;
            Some(Join { ends, pair, value: weight.of(&pair, table.unit) })
        })
        .collect();
    let count = all.len();
    // What cannot be divided is out of range above, not below.
    let mut kept: Vec<Join> =
        all.into_iter().filter(|join| join.value.is_none_or(|value| value >= least)).collect();
    kept.sort_by(|one, other| {
        let strength = |join: &Join| join.value.unwrap_or(f64::INFINITY);
        strength(other).total_cmp(&strength(one)).then(other.pair.n12.cmp(&one.pair.n12))
    });
    let weaker = count - kept.len();
    (kept, weaker)
}

/// What sizes mean.
fn head(pen: &mut Pen, table: &Cooccurrence, weight: Weight, room: f32) -> f32 {
    let what = match table.unit {
        Unit::Overlap => "excerpts",
        Unit::Turn => "turns",
        Unit::Document => "documents",
    };
    let text = format!(
        "Discs and numbers in brackets: {what} of the code. Lines and numbers on them: {}.",
        weight.label(table.unit)
    );
    let lines = super::lettering::wrap(&text, room, SMALL.size, false);
    pen.lines(point(0.0, SMALL.size), &lines, Style { ink: Ink::Quiet, ..SMALL }) + 4.0
}

/// What was drawn of what there is.
fn drawn(codes: usize, used: usize, (lines, weaker): (usize, usize), least: f64) -> String {
    let mut said = if codes < used {
        format!(
            "Drawn: the {codes} most used of {used} codes that occur, {} between them",
            lines_of(lines)
        )
    } else {
        format!(
            "Drawn: {} that occur, {} between them",
            counted(codes as u64, "code", "codes"),
            lines_of(lines)
        )
    };
    if weaker > 0 {
        said.push_str(&format!("; {} below {least} left out", lines_of(weaker)));
    }
    said.push('.');
    if lines > LINES {
        said.push_str(&format!(" Only the strongest {LINES} of the lines are drawn."));
    }
    if lines > NUMBERS {
        said.push_str(&format!(" The strongest {NUMBERS} have their number on them."));
    }
    said
}

fn lines_of(count: usize) -> String {
    counted(count as u64, "line", "lines")
}

/// Draws the lines, the weakest first, and numbers on them where there is room.
fn lines(
    pen: &mut Pen,
    table: &Cooccurrence,
    chosen: &[usize],
    joins: &[Join],
    weight: Weight,
    circle: &Circle,
) {
    let far = |join: &Join| match (weight, join.value) {
        (_, None) => 1.0,
        (Weight::Count, Some(value)) => value,
        (_, Some(value)) => value.min(1.0),
    };
    let largest = joins.iter().map(far).fold(f64::MIN_POSITIVE, f64::max);
    for join in joins.iter().rev() {
        let share = (far(join) / largest).clamp(0.0, 1.0) as f32;
        let shade = (50.0 + 50.0 * share).round() as u8;
        let (told, opens) = behind(table, chosen, join);
        let points = circle.course(join.ends);
        pen.path(points, 0.8 + 5.2 * share, Ink::Shade(shade), false).says(told, opens);
    }
    let mut taken = circle.taken(&sizes(table, chosen));
    for join in joins.iter().take(NUMBERS) {
        let text = weight.written(join.value);
        let long = width(&text, QUIET.size, false);
        let course = circle.course(join.ends);
        let room = |at: Point| Block::new(at.x - long / 2.0 - 2.0, at.y - 5.5, long + 4.0, 11.0);
        let places = [0.5, 0.4, 0.6, 0.32, 0.68]
            .map(|share| course[((course.len() - 1) as f32 * share).round() as usize]);
        let free = places.into_iter().find(|&at| !taken.iter().any(|block| block.meets(&room(at))));
        if let Some(at) = free {
            taken.push(room(at));
            pen.area(room(at), Ink::Page);
            let style = Style { ink: Ink::Text, anchor: Anchor::Middle, ..QUIET };
            pen.words(point(at.x, at.y + QUIET.size * 0.36), &text, style);
        }
    }
}

/// What a line says and opens: what the cell of the table does.
fn behind(table: &Cooccurrence, chosen: &[usize], join: &Join) -> (String, Option<Opens>) {
    let (a, b) = (&table.codes[chosen[join.ends.0]], &table.codes[chosen[join.ends.1]]);
    let pair = &join.pair;
    let both = match table.unit {
        Unit::Overlap => {
            counted(pair.n12, "pair of overlapping excerpts", "pairs of overlapping excerpts")
        }
        Unit::Turn => counted(pair.n12, "turn with both", "turns with both"),
        Unit::Document => counted(pair.n12, "document with both", "documents with both"),
    };
    let ratio = |value: Option<f64>| value.map_or("n/a".to_owned(), |value| format!("{value:.2}"));
    let name = format!("{} × {}: {both}", a.name, b.name);
    let mut told = format!("{name}\nc = {}", ratio(pair.c()));
    if table.unit == Unit::Overlap {
        let common = ratio(pair.character_jaccard());
        told.push_str(&format!("\nShare of common characters: {common}"));
    }
    if pair.out_of_range() {
        told.push_str("\nc is out of range: one excerpt of a code overlaps several of the other");
    }
    if pair.unequal() {
        told.push_str("\nOne code is more than five times as frequent: read the shares, not c");
    }
    let which = Together { unit: table.unit, roll_up: table.roll_up, a: a.code, b: b.code };
    (told, Some(Opens::Together(which, table.filter.clone(), name)))
}

/// Half the size of each disc.
fn sizes(table: &Cooccurrence, chosen: &[usize]) -> Vec<f32> {
    let largest = chosen.iter().map(|&at| table.codes[at].n).max().unwrap_or(1).max(1);
    let of = |at: &usize| 2.5 + 9.0 * ((table.codes[*at].n as f64 / largest as f64) as f32).sqrt();
    chosen.iter().map(of).collect()
}

/// Draws discs and names.
fn discs(
    pen: &mut Pen,
    corpus: &Corpus,
    table: &Cooccurrence,
    chosen: &[usize],
    names: &[String],
    circle: &Circle,
) {
    for ((index, &at), radius) in chosen.iter().enumerate().zip(sizes(table, chosen)) {
        let code = &table.codes[at];
        let many = match table.unit {
            Unit::Overlap => counted(code.n, "excerpt", "excerpts"),
            Unit::Turn => counted(code.n, "turn", "turns"),
            Unit::Document => counted(code.n, "document", "documents"),
        };
        let title = format!("{}: {many}", code.name);
        let filter = table.code_filter(corpus, at);
        let opens = filter.map(|filter| Opens::Excerpts(filter, title.clone()));
        let middle = circle.middle(index);
        pen.path(circle.leader(index, radius), 0.6, Ink::Line, false);
        let (sign, ink) = (super::Sign::Circle, code_ink(corpus, code.code));
        pen.sign(sign, middle, radius + 1.2, Ink::Page);
        pen.sign(sign, middle, radius, ink).says(title, opens);
        let (place, anchor, text) = circle.name(index, &names[index]);
        pen.words(place, &text, Style { anchor, ..SMALL });
    }
}

/// The ink of a code.
pub(super) fn code_ink(corpus: &Corpus, code: CodeId) -> Ink {
    let own = corpus.codes.get(code).and_then(|code| hex(&code.fields.color));
    Ink::Code(code, own)
}

/// `#rrggbb`, with or without `#`.
fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim();
    let digits = digits.strip_prefix('#').unwrap_or(digits);
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some([(number >> 16) as u8, (number >> 8) as u8, number as u8])
}
