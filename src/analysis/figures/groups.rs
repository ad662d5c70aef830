//! Codes by groups of participants as dots or bars: one line for each group under each code, with the
//! number in words beside it.
//!
//! Participants are drawn as a part of their group, so that a group of two and one of nine can be
//! compared; the axis then says "no one" and "everyone" and the words say "3 of 4". Amounts have an
//! axis of numbers. A mean of rates shows the range over participants as a line.

use super::lettering::{counted, figure_of, fit, grouped, measure_of, reason_of, wrap};
use super::marks::{Anchor, Block, Ink, Opens, Pattern, Point, point};
use super::pen::{BODY, LEADING, Pen, QUIET, SMALL, STRONG, Style};
use super::scale::Scale;
use super::widths::width;
use super::{EMPTY, Figure, Look, Nothing};
use crate::analysis::{Column, Crosstab, CrosstabRow, Measure, Percent, Reading};

/// Dots or bars.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Bars {
    /// A sign at the end of a thin line.
    #[default]
    Dots,
    /// A bar from zero.
    Bars,
}

/// Height of the line of a group.
const LINE: f32 = 13.0;
/// Between two codes.
const GAP: f32 = 9.0;

/// Where a value stands on the axis.
enum Axis {
    /// From nothing to the whole; true where the whole is people.
    Whole(bool),
    /// From zero to a round number; true for shares, which are written as percentages.
    Amount(Scale, bool),
}

impl Axis {
    fn of(table: &Crosstab, readings: &[Reading]) -> Self {
        let people = table.measure == Measure::Participants
            && matches!(table.percent, Percent::None | Percent::Group);
        let fraction = |reading: &Reading| match reading {
            Reading::OutOf { .. } => true,
            Reading::Share { whole, .. } => *whole < Reading::SMALL,
            _ => false,
        };
        if readings.iter().any(fraction) {
            return Self::Whole(people);
        }
        let far = |reading: &Reading| match reading {
            Reading::Rate { rate, range, .. } => Some(range.map_or(*rate, |(_, high)| high)),
            other => other.value(),
        };
        let largest = readings.iter().filter_map(far).fold(0.0, f64::max);
        let counts = readings.iter().any(|reading| matches!(reading, Reading::Count(_)));
        let shares = readings.iter().any(|reading| matches!(reading, Reading::Share { .. }));
        Self::Amount(Scale::reaching(largest, 5, counts), shares)
    }

    /// How far along the axis; `None` without a number.
    fn share(&self, reading: Reading) -> Option<f32> {
        match (self, reading) {
            (Self::Whole(_), Reading::OutOf { part, whole } | Reading::Share { part, whole }) => {
                (whole > 0).then(|| (part as f64 / whole as f64) as f32)
            }
            (Self::Whole(_), _) => None,
            (Self::Amount(scale, _), reading) => reading.value().map(|value| scale.share(value)),
        }
    }

    fn ticks(&self) -> Vec<(f32, String)> {
        match self {
            Self::Whole(people) => {
                let ends = if *people { ["no one", "everyone"] } else { ["none", "all"] };
                let ticks = [(0.0, ends[0]), (0.5, "half"), (1.0, ends[1])];
                ticks.map(|(at, text)| (at, text.to_owned())).into()
            }
            Self::Amount(scale, shares) => {
                let text = |tick: f64| {
                    if *shares { format!("{} %", trimmed(tick * 100.0)) } else { trimmed(tick) }
                };
                scale.ticks.iter().map(|tick| (scale.share(*tick), text(*tick))).collect()
            }
        }
    }
}

/// A number of an axis, without zeros behind the point.
fn trimmed(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 {
        return grouped(value.round() as u64);
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The rows a figure shows, by index.
pub(super) fn shown_rows(table: &Crosstab, look: Look) -> Vec<usize> {
    let highest = table.rows.iter().map(|row| row.depth).min().unwrap_or(0);
    let used = |row: &CrosstabRow| row.total.counts.excerpts + row.unassigned.counts.excerpts > 0;
    // Which rows are empty may be what is held back.
    let hide = look.hide_empty && table.guard.is_none();
    let keep = |row: &CrosstabRow| (!look.tops || row.depth == highest) && (!hide || used(row));
    (0..table.rows.len()).filter(|&at| keep(&table.rows[at])).collect()
}

/// What is said of the rows that are not drawn.
pub(super) fn rows_note(table: &Crosstab, rows: usize, look: Look) -> Option<String> {
    let missing = table.rows.len().saturating_sub(rows);
    (missing > 0).then(|| {
        let why = match (look.tops, look.hide_empty) {
            (true, true) => "under other codes, or without an excerpt",
            (true, false) => "under other codes",
            (false, _) => "without an excerpt",
        };
        format!("Not drawn: {} {why}.", counted(missing as u64, "code", "codes"))
    })
}

/// The heading of a column.
pub(super) fn heading(table: &Crosstab, column: Column) -> String {
    match column {
        Column::Group(group) => {
            table.groups.get(group).map(|g| g.label.clone()).unwrap_or_default()
        }
        Column::Unassigned => "(nobody mapped)".to_owned(),
        Column::Total => "All participants".to_owned(),
    }
}

/// "by role and site".
pub(super) fn by(table: &Crosstab) -> String {
    let names: Vec<&str> = table.attributes.iter().map(|(_, name)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" by {}", names.join(" and ")) }
}

/// "participants, share of the group".
pub(super) fn shows(table: &Crosstab) -> String {
    let percent = match table.percent {
        Percent::None => "",
        Percent::Row => ", share of the row",
        Percent::Column => ", share of the column",
        Percent::Group => ", share of the group",
    };
    format!("{}{percent}", measure_of(table.measure))
}

/// What a cell says when it is pointed at, and what it opens.
pub(super) fn behind(table: &Crosstab, row: usize, column: Column) -> (String, Option<Opens>) {
    let reading = table.reading(row, column);
    let (Some(code), Some(cell)) = (table.rows.get(row), table.cell(row, column)) else {
        return (String::new(), None);
    };
    let head = heading(table, column);
    let mut told = format!("{}, {head}: {}", code.name, figure_of(reading));
    let why = reason_of(reading);
    if !why.is_empty() {
        told.push('\n');
        told.push_str(why);
    }
    // What is held back of a table must not be told in other words.
    if reading.value().is_none() || table.guard.is_some() {
        return (told, None);
    }
    if let Reading::Rate { range: Some((low, high)), .. } = reading {
        told.push_str(&format!("\nfrom {low:.2} to {high:.2} among the participants"));
    }
    if let Reading::Share { part, whole } = reading {
        told.push_str(&format!("\n{} of {}", grouped(part), grouped(whole)));
    }
    let counts = &cell.counts;
    let excerpts = counted(counts.excerpts, "excerpt", "excerpts");
    let people = counted(counts.participants, "participant", "participants");
    told.push_str(&format!(
        "\n{excerpts} from {people} in {}",
        counted(counts.documents, "document", "documents")
    ));
    let from = if column == Column::Unassigned { String::new() } else { format!(" from {people}") };
    let title = match column {
        Column::Total => format!("{}: {excerpts}{from}", code.name),
        _ => format!("{} × {head}: {excerpts}{from}", code.name),
    };
    let filter = table.cell_filter(row, column).filter(|_| counts.excerpts > 0);
    (told, filter.map(|filter| Opens::Excerpts(filter, title)))
}

/// Draws codes by groups.
///
/// # Errors
/// When no code of the table occurs.
pub fn by_group(table: &Crosstab, bars: Bars, look: Look) -> Result<Figure, Nothing> {
    let rows = shown_rows(table, look);
    if rows.is_empty() {
        return Err(Nothing::new(EMPTY));
    }
    let columns: Vec<Column> = if table.groups.is_empty() {
        vec![Column::Total]
    } else {
        table.columns().into_iter().filter(|column| *column != Column::Total).collect()
    };
    let every = rows.iter().flat_map(|&row| columns.iter().map(move |&column| (row, column)));
    let readings: Vec<Reading> = every.map(|(row, column)| table.reading(row, column)).collect();
    let plan = Plan::new(table, &rows, &readings, look);
    let mut pen = Pen::default();
    let mut y = legend(&mut pen, table, &columns, bars, plan.width);
    y = plan.axis_words(&mut pen, &format!("{}:", shows(table)), y + 12.0);
    let top = y;
    let lines = plan.axis.ticks().len();
    // Behind everything else: their ends are known when the rows are.
    let grid = pen.marks.len();
    for (share, _) in plan.axis.ticks() {
        let x = plan.x(share);
        pen.line(point(x, top), point(x, top), 0.6, Ink::Line);
    }
    y += 4.0;
    for &row in &rows {
        y = block(&mut pen, &plan, table, (row, &columns), bars, y) + GAP;
    }
    let bottom = y - GAP + 3.0;
    for mark in pen.marks.iter_mut().skip(grid).take(lines) {
        if let super::Form::Line { points, .. } = &mut mark.form
            && let Some(end) = points.last_mut()
        {
            end.y = bottom;
        }
    }
    let mut caption = table.notes();
    if readings.iter().any(|one| matches!(one, Reading::Rate { range: Some(_), .. })) {
        caption.push(
            "Thin lines: from the lowest to the highest rate among the participants.".to_owned(),
        );
    }
    caption.extend(rows_note(table, rows.len(), look));
    Ok(Figure {
        title: format!("Codes{}: {}", by(table), shows(table)),
        width: plan.width,
        height: bottom + 2.0,
        frozen: point(0.0, 0.0),
        marks: pen.marks,
        caption,
    })
}

/// Where names, axis and numbers stand.
struct Plan {
    width: f32,
    names: f32,
    from: f32,
    to: f32,
    axis: Axis,
}

impl Plan {
    fn new(table: &Crosstab, rows: &[usize], readings: &[Reading], look: Look) -> Self {
        let total = look.room();
        let widest = rows.iter().map(|&row| {
            let row = &table.rows[row];
            let bold = row.depth == 0;
            indent(row) + width(&row.name, BODY.size, bold)
        });
        let names = widest.fold(60.0, f32::max).clamp(60.0, total * 0.34) + 4.0;
        let numbers = readings.iter().map(|reading| width(&figure_of(*reading), SMALL.size, false));
        let room = numbers.fold(20.0, f32::max) + 16.0;
        let from = names + 12.0;
        Self { width: total, names, from, to: total - room, axis: Axis::of(table, readings) }
    }

    fn x(&self, share: f32) -> f32 {
        self.from + share * (self.to - self.from)
    }

    /// What the axis stands for, and its ticks; gives back where it begins.
    fn axis_words(&self, pen: &mut Pen, what: &str, y: f32) -> f32 {
        let mut letters = what.trim_end_matches(':').chars();
        let first = letters.next().map_or_else(String::new, |c| c.to_uppercase().collect());
        let what = format!("{first}{}", letters.as_str());
        let style = Style { ink: Ink::Quiet, ..SMALL };
        let y = pen.lines(
            point(self.from, y),
            &fit(&what, self.width - self.from, (style.size, false), 2),
            style,
        ) + 3.0;
        let mut end = f32::MIN;
        for (share, text) in self.axis.ticks() {
            let x = self.x(share);
            let half = width(&text, QUIET.size, false) / 2.0;
            if x - half < end + 6.0 {
                continue;
            }
            end = x + half;
            pen.words(point(x, y), &text, Style { anchor: Anchor::Middle, ..QUIET });
        }
        y + 5.0
    }
}

fn indent(row: &CrosstabRow) -> f32 {
    f32::from(row.depth.min(8)) * 9.0
}

/// Which sign is which group, and how many people are in it.
fn legend(pen: &mut Pen, table: &Crosstab, columns: &[Column], bars: Bars, room: f32) -> f32 {
    let mut y = SMALL.size;
    for (at, &column) in columns.iter().enumerate() {
        let middle = point(7.0, y - SMALL.size * 0.35);
        sample(pen, at, bars, middle);
        let base = table.base(column);
        let mut text = heading(table, column);
        if column != Column::Unassigned {
            text.push_str(&format!(
                ": {}, {}, {} own words",
                counted(base.participants, "participant", "participants"),
                counted(base.documents, "document", "documents"),
                grouped(base.words)
            ));
            if matches!(column, Column::Group(_)) && table.base.words > 0 {
                let share = 100.0 * base.words as f64 / table.base.words as f64;
                text.push_str(&format!(" ({share:.0} % of all)"));
            }
        }
        let lines = wrap(&super::clean(&text), room - 20.0, SMALL.size, false);
        y = pen.lines(point(20.0, y), &lines, SMALL) + 3.0;
    }
    y
}

fn sample(pen: &mut Pen, group: usize, bars: Bars, middle: Point) {
    match bars {
        Bars::Dots => {
            pen.group(group, middle, 3.6);
        }
        Bars::Bars => {
            let at = Block::new(middle.x - 7.0, middle.y - 4.0, 15.0, 8.0);
            pen.bar(at, Ink::Group(group as u8), Pattern::of(group));
        }
    }
}

/// One code with a line for each group; gives back where it ends.
fn block(
    pen: &mut Pen,
    plan: &Plan,
    table: &Crosstab,
    (row, columns): (usize, &[Column]),
    bars: Bars,
    y: f32,
) -> f32 {
    let code = &table.rows[row];
    let style = if code.depth == 0 { STRONG } else { BODY };
    let left = indent(code).min(plan.names * 0.5);
    let name = super::clean(&code.name);
    let lines = fit(&name, plan.names - left, (style.size, style.bold), 3);
    let first = y + LINE / 2.0 + style.size * 0.36;
    let named = pen.lines(point(left, first), &lines, style) - style.size * LEADING;
    for (at, &column) in columns.iter().enumerate() {
        let middle = y + (at as f32 + 0.5) * LINE;
        line(pen, plan, table, (row, column, at), bars, middle);
    }
    (y + columns.len() as f32 * LINE).max(named + style.size * 0.4)
}

/// The line of a group.
fn line(
    pen: &mut Pen,
    plan: &Plan,
    table: &Crosstab,
    (row, column, group): (usize, Column, usize),
    bars: Bars,
    y: f32,
) {
    let reading = table.reading(row, column);
    let (told, opens) = behind(table, row, column);
    let base_line = y + SMALL.size * 0.36;
    let ink = Ink::Group(group as u8);
    let Some(share) = plan.axis.share(reading) else {
        let words = figure_of(reading);
        pen.words(point(plan.from + 8.0, base_line), &words, QUIET).says(told, None);
        return;
    };
    let x = plan.x(share);
    match bars {
        Bars::Bars => {
            let at = Block::new(plan.from, y - 4.5, x - plan.from, 9.0);
            pen.bar(at, ink, Pattern::of(group)).says(told, opens);
        }
        Bars::Dots => {
            if x > plan.from {
                pen.line(point(plan.from, y), point(x, y), 1.0, ink);
            }
            pen.group(group, point(x, y), 3.6).says(told, opens);
        }
    }
    let mut after = x;
    if let (Reading::Rate { range: Some((low, high)), .. }, Axis::Amount(scale, _)) =
        (reading, &plan.axis)
    {
        let (low, high) = (plan.x(scale.share(low)), plan.x(scale.share(high)));
        if high > low {
            pen.line(point(low, y + 5.4), point(high, y + 5.4), 1.6, Ink::Quiet);
        }
        after = after.max(high);
    }
    let style = if reading.value() == Some(0.0) { QUIET } else { SMALL };
    pen.words(point(after + 8.0, base_line), &figure_of(reading), style);
}
