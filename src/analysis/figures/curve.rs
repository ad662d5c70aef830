//! New codes interview by interview as a curve, with every number in rows under it.
//!
//! It says how many codes were new, how many had been seen, and how many are to be expected in as many
//! interviews whatever their order. It does not say that a study is complete.

use super::lettering::{clean, counted, cut, grouped};
use super::marks::{Anchor, Block, Ink, Opens, Pattern, Point, Sign, point};
use super::pen::{BODY, Pen, QUIET, SMALL, Style};
use super::scale::Scale;
use super::widths::width;
use super::{EMPTY, Figure, Look, Nothing};
use crate::analysis::{Interview, Saturation};
use crate::model::Corpus;

/// The least room of an interview: its numbers must stand beside each other.
const COLUMN: f32 = 27.0;
/// Height of the drawing.
const HIGH: f32 = 210.0;
/// What the rows of numbers under the drawing are called.
const ROWS: [&str; 3] = ["New", "So far", "In any order"];

/// Where things stand.
struct Plan {
    left: f32,
    step: f32,
    top: f32,
    scale: Scale,
}

impl Plan {
    fn x(&self, at: usize) -> f32 {
        self.left + (at as f32 + 0.5) * self.step
    }

    fn y(&self, value: f64) -> f32 {
        self.top + HIGH * (1.0 - self.scale.share(value))
    }
}

/// Draws the curve.
///
/// # Errors
/// When no interview is coded.
pub fn curve(corpus: &Corpus, table: &Saturation, look: Look) -> Result<Figure, Nothing> {
    let all = &table.interviews;
    let largest = all.last().map_or(0, |one| one.so_far);
    if largest == 0 {
        return Err(Nothing::new(EMPTY));
    }
    let names = ROWS.iter().map(|row| width(row, QUIET.size, false)).fold(0.0, f32::max);
    let left = names + 14.0;
    let room = look.room() - left - 8.0;
    let step = (room / all.len() as f32).clamp(COLUMN, 90.0);
    let mut pen = Pen::default();
    let top = legend(&mut pen) + 22.0;
    let plan = Plan { left, step, top, scale: Scale::reaching(largest as f64, 5, true) };
    let right = left + step * all.len() as f32;
    for &tick in &plan.scale.ticks {
        let y = plan.y(tick);
        pen.line(point(left, y), point(right, y), 0.6, Ink::Line);
        let style = Style { anchor: Anchor::End, ..QUIET };
        pen.words(point(left - 6.0, y + style.size * 0.36), &grouped(tick as u64), style);
    }
    let base = table.runs.base;
    if base < all.len() {
        let x = left + step * base as f32;
        let ends = vec![point(x, top), point(x, top + HIGH)];
        pen.path(ends, 0.9, Ink::Quiet, true);
        let style = Style { anchor: Anchor::Middle, ..QUIET };
        pen.words(point(x, top - 4.0), "base ends", style);
    }
    bars(&mut pen, corpus, table, &plan);
    courses(&mut pen, table, &plan);
    let bottom = numbers(&mut pen, table, &plan);
    let mut caption = vec![base_line(table)];
    caption.extend(table.notes());
    Ok(Figure {
        title: format!("New codes by {}, {}", table.per.name(), table.order.caption()),
        width: (right + 8.0).max(Look::LEAST),
        height: bottom,
        frozen: point(left - 4.0, 0.0),
        marks: pen.marks,
        caption,
    })
}

/// "Base: the first 4 (18 codes). Runs of 2: 6+2."
fn base_line(table: &Saturation) -> String {
    let runs = &table.runs;
    let codes = counted(runs.base_sum, "code", "codes");
    let notation = runs.notation().unwrap_or_else(|| "n/a".to_owned());
    format!("Base: the first {} ({codes}). Runs of {}: {notation}.", runs.base, runs.run)
}

/// What a bar and the two lines are.
fn legend(pen: &mut Pen) -> f32 {
    let y = SMALL.size;
    let middle = y - SMALL.size * 0.36;
    let mut x = 0.0;
    let mut next = |pen: &mut Pen, text: &str| {
        pen.words(point(x + 28.0, y), text, SMALL);
        let from = x;
        x += 28.0 + width(text, SMALL.size, false) + 18.0;
        from
    };
    let at = next(pen, "New codes");
    pen.bar(Block::new(at + 8.0, middle - 5.0, 12.0, 10.0), Ink::Group(0), Pattern::of(1));
    let at = next(pen, "Codes so far");
    pen.line(point(at, middle), point(at + 22.0, middle), 1.8, Ink::Text);
    pen.sign(Sign::Circle, point(at + 11.0, middle), 3.0, Ink::Text);
    let at = next(pen, "To be expected in any order");
    let ends = vec![point(at, middle), point(at + 22.0, middle)];
    pen.path(ends, 1.4, Ink::Group(1), true);
    pen.sign(Sign::Diamond, point(at + 11.0, middle), 2.6, Ink::Group(1));
    y
}

fn new_names(corpus: &Corpus, one: &Interview) -> String {
    let name = |id| corpus.codes.get(id).map(|code| code.fields.name.clone());
    one.new.iter().filter_map(|id| name(*id)).collect::<Vec<_>>().join(", ")
}

fn bars(pen: &mut Pen, corpus: &Corpus, table: &Saturation, plan: &Plan) {
    let wide = (plan.step * 0.5).min(18.0);
    for (at, one) in table.interviews.iter().enumerate() {
        let new = one.new.len() as u64;
        if new == 0 {
            continue;
        }
        let (x, y) = (plan.x(at), plan.y(new as f64));
        let block = Block::new(x - wide / 2.0, y, wide, plan.top + HIGH - y);
        let title = format!("{}: {}", one.name, counted(new, "new code", "new codes"));
        let told = format!("{title}\n{}", new_names(corpus, one));
        let filter = table.new_filter(corpus, at);
        let opens = filter.map(|filter| Opens::Excerpts(filter, title));
        pen.bar(block, Ink::Group(0), Pattern::of(1)).says(told, opens);
    }
}

fn courses(pen: &mut Pen, table: &Saturation, plan: &Plan) {
    let all = &table.interviews;
    let course = |value: &dyn Fn(&Interview) -> f64| -> Vec<Point> {
        let each = all.iter().enumerate();
        each.map(|(at, one)| point(plan.x(at), plan.y(value(one)))).collect()
    };
    let expected = course(&|one| one.expected);
    let so_far = course(&|one| one.so_far as f64);
    pen.path(expected.clone(), 1.4, Ink::Group(1), true);
    pen.path(so_far.clone(), 1.8, Ink::Text, false);
    for (one, at) in all.iter().zip(expected) {
        let told = format!("{}: {:.1} codes to be expected in any order", one.name, one.expected);
        pen.sign(Sign::Diamond, at, 2.6, Ink::Group(1)).says(told, None);
    }
    for (one, at) in all.iter().zip(so_far) {
        let told = format!("{}: {} so far", one.name, counted(one.so_far, "code", "codes"));
        pen.sign(Sign::Circle, at, 3.0, Ink::Text).says(told, None);
    }
}

/// The numbers in rows and the names of the interviews; gives back where they end.
fn numbers(pen: &mut Pen, table: &Saturation, plan: &Plan) -> f32 {
    let mut y = plan.top + HIGH + 15.0;
    let middle = Style { anchor: Anchor::Middle, ..SMALL };
    for (at, row) in ROWS.iter().enumerate() {
        pen.words(point(plan.left - 8.0, y), row, Style { anchor: Anchor::End, ..QUIET });
        for (place, one) in table.interviews.iter().enumerate() {
            let text = match at {
                0 => grouped(one.new.len() as u64),
                1 => grouped(one.so_far),
                _ => format!("{:.1}", one.expected),
            };
            let style = if at == 0 { middle } else { Style { ink: Ink::Quiet, ..middle } };
            pen.words(point(plan.x(place), y), &text, style);
        }
        y += 13.0;
    }
    heads(pen, table.interviews.iter().map(one_head), (plan.left, plan.step), y - 3.0, false)
}

fn one_head(one: &Interview) -> (String, String) {
    let date = one.date.as_ref().map_or_else(String::new, |date| format!(", {date}"));
    (one.name.clone(), format!("{}{date}", one.name))
}

/// Names of columns: flat where all of them find room, else upright. `above`: they end at their base
/// line instead of beginning there. Gives back how far they reach.
pub(super) fn heads(
    pen: &mut Pen,
    names: impl Iterator<Item = (String, String)>,
    (left, step): (f32, f32),
    y: f32,
    above: bool,
) -> f32 {
    const LONGEST: f32 = 110.0;
    let names: Vec<(String, String)> = names.collect();
    let long = |name: &str| width(&clean(name), SMALL.size, false);
    let widest = names.iter().map(|(name, _)| long(name)).fold(0.0, f32::max);
    let upright = widest > step - 5.0;
    let reach = if upright { widest.min(LONGEST) } else { SMALL.size };
    for (at, (name, told)) in names.iter().enumerate() {
        let x = left + (at as f32 + 0.5) * step;
        if upright {
            let text = cut(&clean(name), LONGEST, SMALL.size, false);
            let anchor = if above { Anchor::Start } else { Anchor::End };
            let style = Style { anchor, upright, ..SMALL };
            let base = if above { y + reach } else { y };
            pen.words(point(x + SMALL.size * 0.36, base), &text, style).says(told.clone(), None);
        } else {
            let style = Style { anchor: Anchor::Middle, size: BODY.size - 1.0, ..BODY };
            pen.words(point(x, y + SMALL.size), name, style).says(told.clone(), None);
        }
    }
    y + reach + 4.0
}
