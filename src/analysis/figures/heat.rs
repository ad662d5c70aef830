//! A table of codes by groups as a map: the number stands in each cell, its ground is the darker the
//! more it is. The three kinds of nothing stay what they are: 0, "–" and "n/a".

use super::groups::{behind, by, heading, rows_note, shown_rows, shows};
use super::lettering::{clean, counted, figure_of, fit};
use super::marks::{Anchor, Block, Ink, point};
use super::pen::{BODY, LEADING, Pen, QUIET, SMALL, STRONG, Style};
use super::widths::width;
use super::{EMPTY, Figure, Look, Nothing};
use crate::analysis::{Column, Crosstab, Reading};

/// Height of a row.
const ROW: f32 = 18.0;

/// The value that makes the ground: people as a part of their group. A group of one person is everybody
/// or nobody, and a dark column would say more than there is.
fn amount(reading: Reading) -> f64 {
    match reading {
        Reading::OutOf { whole: 0..=1, .. } => 0.0,
        Reading::OutOf { part, whole } => part as f64 / whole as f64,
        other => other.value().unwrap_or(0.0),
    }
}

/// Draws the map.
///
/// # Errors
/// When no code of the table occurs.
pub fn heat_map(table: &Crosstab, look: Look) -> Result<Figure, Nothing> {
    let rows = shown_rows(table, look);
    if rows.is_empty() {
        return Err(Nothing::new(EMPTY));
    }
    let columns = table.columns();
    let people = rows.iter().any(|&row| {
        columns.iter().any(|&column| matches!(table.reading(row, column), Reading::OutOf { .. }))
    });
    // All participants are more than any group: they would make every group pale.
    let cells = rows.iter().flat_map(|&row| columns.iter().map(move |&column| (row, column)));
    let largest = cells
        .filter(|(_, column)| *column != Column::Total || table.groups.is_empty())
        .map(|(row, column)| amount(table.reading(row, column)))
        .fold(0.0, f64::max);
    let top = if people { 1.0 } else { largest };
    let total = look.room();
    let names = names_width(table, &rows, total);
    let cell = cell_width(table, &rows, &columns, (total - names) / columns.len().max(1) as f32);
    let mut pen = Pen::default();
    let begin = heads(&mut pen, table, &columns, names, cell);
    let mut y = begin;
    for &row in &rows {
        name(&mut pen, table, row, names, y);
        for (at, &column) in columns.iter().enumerate() {
            let left = left_of(column, at, names, cell);
            let block = Block::new(left, y, cell - 2.0, ROW - 2.0);
            draw_cell(&mut pen, table, (row, column), block, top);
        }
        y += ROW;
    }
    let wide = names + cell * columns.len() as f32 + 8.0;
    y = scale(&mut pen, table, (people, largest), names, y + 10.0);
    let mut caption = table.notes();
    if people && table.groups.iter().any(|group| group.base.participants == 1) {
        caption
            .push("Groups of one person are not shaded: they are everyone or no one.".to_owned());
    }
    caption.extend(rows_note(table, rows.len(), look));
    Ok(Figure {
        title: format!("Codes{}: {}", by(table), shows(table)),
        width: wide.max(Look::LEAST).max(names + 260.0),
        height: y,
        frozen: point(names - 2.0, begin - 1.0),
        marks: pen.marks,
        caption,
    })
}

/// Where a column begins: everybody together stands a little apart.
fn left_of(column: Column, at: usize, names: f32, cell: f32) -> f32 {
    let apart = if column == Column::Total && at > 0 { 6.0 } else { 0.0 };
    names + at as f32 * cell + apart
}

fn indent(depth: u16) -> f32 {
    f32::from(depth.min(8)) * 9.0
}

fn names_width(table: &Crosstab, rows: &[usize], total: f32) -> f32 {
    let widest = rows.iter().map(|&row| {
        let row = &table.rows[row];
        indent(row.depth) + width(&clean(&row.name), BODY.size, row.depth == 0)
    });
    widest.fold(60.0, f32::max).clamp(60.0, total * 0.4) + 10.0
}

/// As wide as there is room for, as its numbers need, and no wider than is easily seen together.
fn cell_width(table: &Crosstab, rows: &[usize], columns: &[Column], room: f32) -> f32 {
    let cells = rows.iter().flat_map(|&row| columns.iter().map(move |&column| (row, column)));
    let numbers = cells.map(|(row, column)| figure_of(table.reading(row, column)));
    let widest = numbers.map(|text| width(&text, SMALL.size, false)).fold(30.0, f32::max) + 12.0;
    room.clamp(widest.max(56.0), widest.max(104.0))
}

/// The names of the groups with how many people are in them; gives back where the rows begin.
fn heads(pen: &mut Pen, table: &Crosstab, columns: &[Column], names: f32, cell: f32) -> f32 {
    let head = Style { bold: true, anchor: Anchor::Middle, ..SMALL };
    let under = Style { anchor: Anchor::Middle, ..QUIET };
    let lines: Vec<(Vec<String>, Vec<String>)> = columns
        .iter()
        .map(|&column| {
            let name = fit(&clean(&heading(table, column)), cell - 6.0, (head.size, true), 4);
            let base = table.base(column);
            let people = match column {
                Column::Unassigned => Vec::new(),
                _ => {
                    let people = counted(base.participants, "participant", "participants");
                    fit(&people, cell - 4.0, (under.size, false), 2)
                }
            };
            (name, people)
        })
        .collect();
    let tallest = lines.iter().map(|(name, people)| name.len() + people.len()).max().unwrap_or(0);
    let height = tallest as f32 * head.size * LEADING;
    for (at, (&column, (name, people))) in columns.iter().zip(&lines).enumerate() {
        let middle = left_of(column, at, names, cell) + (cell - 2.0) / 2.0;
        let own = (name.len() + people.len()) as f32 * head.size * LEADING;
        let y = pen.lines(point(middle, height - own + head.size), name, head);
        pen.lines(point(middle, y), people, under);
    }
    height + 5.0
}

fn name(pen: &mut Pen, table: &Crosstab, row: usize, names: f32, y: f32) {
    let code = &table.rows[row];
    let style = if code.depth == 0 { STRONG } else { BODY };
    let left = indent(code.depth).min(names * 0.5);
    let text =
        super::lettering::cut(&clean(&code.name), names - left - 8.0, style.size, style.bold);
    let at = point(left, y + ROW / 2.0 - 1.0 + style.size * 0.36);
    let told = if text == clean(&code.name) { String::new() } else { code.path.clone() };
    pen.words(at, &text, style).says(told, None);
}

fn draw_cell(
    pen: &mut Pen,
    table: &Crosstab,
    (row, column): (usize, Column),
    block: Block,
    top: f64,
) {
    let reading = table.reading(row, column);
    let value = amount(reading);
    let shade = if top > 0.0 && (column != Column::Total || table.groups.is_empty()) {
        shade_of(value / top)
    } else {
        0
    };
    let (told, opens) = behind(table, row, column);
    let ground = reading.value().is_some() && (column != Column::Total || table.groups.is_empty());
    let fill = if ground { Ink::Shade(shade) } else { Ink::Page };
    pen.area(block, fill).says(told, opens);
    let quiet = reading.value().is_none_or(|value| value == 0.0);
    let ink = if quiet { Ink::Quiet } else { Ink::OnShade(shade) };
    let style = Style { ink, anchor: Anchor::Middle, ..SMALL };
    let middle = block.center();
    pen.words(point(middle.x, middle.y + style.size * 0.36), &figure_of(reading), style);
}

/// Hundredths; what is more than nothing is never quite without a ground.
pub(super) fn shade_of(share: f64) -> u8 {
    if share <= 0.0 { 0 } else { (share * 100.0).round().clamp(4.0, 100.0) as u8 }
}

/// What the grounds mean; gives back where it ends.
fn scale(
    pen: &mut Pen,
    table: &Crosstab,
    (people, largest): (bool, f64),
    left: f32,
    y: f32,
) -> f32 {
    if largest <= 0.0 {
        return y;
    }
    let ends = if people {
        ("no one of the group".to_owned(), "everyone".to_owned())
    } else {
        let reading = rows_largest(table, largest);
        ("0".to_owned(), reading)
    };
    let before = width(&ends.0, QUIET.size, false) + 6.0;
    let base_line = y + 8.0;
    pen.words(point(left, base_line), &ends.0, QUIET);
    for step in 0_u8..=5 {
        let at = Block::new(left + before + f32::from(step) * 16.0, y, 15.0, 10.0);
        pen.area(at, Ink::Shade(step * 20));
    }
    pen.words(point(left + before + 6.0 * 16.0 + 5.0, base_line), &ends.1, QUIET);
    y + 14.0
}

/// The largest number of the groups as it is written.
fn rows_largest(table: &Crosstab, largest: f64) -> String {
    let columns = table.columns();
    let cells = (0..table.rows.len())
        .flat_map(|row| columns.iter().map(move |&column| table.reading(row, column)));
    let mut found = cells.filter(|reading| (amount(*reading) - largest).abs() < f64::EPSILON);
    found.next().map_or_else(String::new, figure_of)
}
