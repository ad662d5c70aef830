//! Codes over the interviews in their order: a disc for each code and interview, as large as it has
//! excerpts, with the number beside it; the first interview with a code is ringed.

use super::curve::heads;
use super::lettering::{clean, counted, cut, grouped};
use super::marks::{Block, Ink, Opens, Sign, point};
use super::pen::{BODY, Pen, QUIET, SMALL, STRONG, Style};
use super::widths::width;
use super::{EMPTY, Figure, Look, Nothing};
use crate::analysis::{InterviewKey, Level, Matrix, MatrixKey, Reading, Saturation};
use crate::model::Corpus;

const ROW: f32 = 18.0;
/// The largest disc, half its size.
const LARGEST: f32 = 6.5;

/// The rows of the matrix that are the interviews, in their order.
fn interviews(matrix: &Matrix, order: &Saturation) -> Vec<(usize, usize)> {
    let same = |key: MatrixKey, one: InterviewKey| match (key, one) {
        (MatrixKey::Document(a), InterviewKey::Document(b)) => a == b,
        (MatrixKey::Participant(a), InterviewKey::Participant(b)) => a == b,
        _ => false,
    };
    let place = |one: InterviewKey| matrix.rows.iter().position(|row| same(row.key, one));
    let each = order.interviews.iter().enumerate();
    each.filter_map(|(at, one)| Some((at, place(one.key)?))).collect()
}

/// The columns of the matrix that are drawn: the codes whose first use the order tells.
fn codes(corpus: &Corpus, matrix: &Matrix, order: &Saturation, look: Look) -> Vec<usize> {
    let leaf = |at: usize| {
        let place = corpus.codes.place(matrix.columns[at].code);
        place.is_some_and(|place| !corpus.codes.has_children(place))
    };
    let counted = |at: &usize| match order.level {
        Level::Top => matrix.columns[*at].top,
        Level::Leaf | Level::Every => leaf(*at),
    };
    let used = |at: &usize| !look.hide_empty || matrix.columns[*at].total.excerpts > 0;
    (0..matrix.columns.len()).filter(counted).filter(used).collect()
}

/// Draws it. `matrix` counts excerpts by what is an interview in `order`; both have the same filter, and
/// the order is of codes at the top or of those without codes under them.
///
/// # Errors
/// When no code occurs.
pub fn over_time(
    corpus: &Corpus,
    matrix: &Matrix,
    order: &Saturation,
    look: Look,
) -> Result<Figure, Nothing> {
    let (rows, columns) = (codes(corpus, matrix, order, look), interviews(matrix, order));
    let cells = rows.iter().flat_map(|&code| columns.iter().map(move |&(_, row)| (row, code)));
    let number = |(row, code): (usize, usize)| match matrix.reading(row, code) {
        Reading::Count(count) => count,
        _ => 0,
    };
    let most = cells.map(number).max().unwrap_or(0);
    if most == 0 {
        return Err(Nothing::new(EMPTY));
    }
    let room = look.room();
    let names = names_width(matrix, &rows, room);
    let number_width = width(&grouped(most), QUIET.size, false);
    let least = 2.0 * LARGEST + number_width + 9.0;
    let step = ((room - names) / columns.len() as f32).clamp(least, 80.0);
    let right = names + step * columns.len() as f32;
    let mut pen = Pen::default();
    let top = legend(&mut pen) + 12.0;
    let head = columns.iter().map(|&(at, _)| {
        let one = &order.interviews[at];
        let date = one.date.as_ref().map_or_else(String::new, |date| format!(", {date}"));
        (one.name.clone(), format!("{}. {}{date}", at + 1, one.name))
    });
    let mut y = heads(&mut pen, head, (names, step), top, true) + 2.0;
    let frozen = point(names, y);
    for (line, &code) in rows.iter().enumerate() {
        if line % 2 == 0 {
            pen.area(Block::new(0.0, y, right, ROW), Ink::Band);
        }
        name(&mut pen, matrix, code, (names, y));
        for (place, &(at, row)) in columns.iter().enumerate() {
            let count = number((row, code));
            let first = order.interviews[at].new.contains(&matrix.columns[code].code);
            if count > 0 {
                let left = names + place as f32 * step;
                let x = left + (step - number_width - 4.0) / 2.0;
                let told = (row, code, count, first);
                disc(&mut pen, matrix, told, (x, y + ROW / 2.0), most);
            }
        }
        y += ROW;
    }
    Ok(Figure {
        title: format!("Codes by {}, {}", order.per.name(), order.order.caption()),
        width: right.max(Look::LEAST),
        height: y + 2.0,
        frozen,
        marks: pen.marks,
        caption: caption(matrix, order, rows.len()),
    })
}

fn names_width(matrix: &Matrix, rows: &[usize], room: f32) -> f32 {
    let long = |&at: &usize| width(&clean(&matrix.columns[at].name), BODY.size, false);
    rows.iter().map(long).fold(60.0, f32::max).min(room * 0.34) + 12.0
}

fn name(pen: &mut Pen, matrix: &Matrix, code: usize, (names, y): (f32, f32)) {
    let column = &matrix.columns[code];
    let full = clean(&column.name);
    let text = cut(&full, names - 12.0, BODY.size, false);
    let told = if text == full { String::new() } else { column.path.clone() };
    let style =
        if column.top && column.depth == 0 { Style { bold: false, ..STRONG } } else { BODY };
    pen.words(point(2.0, y + ROW / 2.0 + style.size * 0.36), &text, style).says(told, None);
}

fn disc(
    pen: &mut Pen,
    matrix: &Matrix,
    (row, code, count, first): (usize, usize, u64, bool),
    (x, y): (f32, f32),
    most: u64,
) {
    let radius = (((count as f64 / most as f64).sqrt()) as f32 * LARGEST).max(1.6);
    let (code_name, row_name) = (&matrix.columns[code].name, &matrix.rows[row].name);
    let title = format!("{code_name} × {row_name}: {}", counted(count, "excerpt", "excerpts"));
    let told = if first { format!("{title}, first use") } else { title.clone() };
    let filter = matrix.cell_filter(row, code);
    let opens = filter.map(|filter| Opens::Excerpts(filter, title));
    let ink = if first { Ink::Accent } else { Ink::Quiet };
    if first {
        pen.ring(point(x, y), radius + 1.8, Ink::Accent);
    }
    pen.sign(Sign::Circle, point(x, y), radius, ink).says(told, opens);
    let at = point(x + LARGEST + 4.0, y + QUIET.size * 0.36);
    pen.words(at, &grouped(count), Style { ink: Ink::Text, ..QUIET });
}

fn legend(pen: &mut Pen) -> f32 {
    let y = SMALL.size + 1.0;
    let middle = y - SMALL.size * 0.36;
    pen.ring(point(8.0, middle), 6.3, Ink::Accent);
    pen.sign(Sign::Circle, point(8.0, middle), 4.5, Ink::Accent);
    let first = "first interview with the code";
    pen.words(point(20.0, y), first, SMALL);
    let x = 20.0 + width(first, SMALL.size, false) + 24.0;
    pen.sign(Sign::Circle, point(x, middle), 4.5, Ink::Quiet);
    pen.words(point(x + 12.0, y), "as large as it has excerpts (the number beside it)", SMALL);
    y
}

fn caption(matrix: &Matrix, order: &Saturation, rows: usize) -> Vec<String> {
    let mut caption = matrix.notes();
    caption.retain(|note| !note.starts_with("Sum of a row"));
    let level = match order.level {
        Level::Top => "Codes at the top, each with everything under it",
        Level::Leaf | Level::Every => "Codes without codes under them",
    };
    caption.push(format!(
        "{level}: {} drawn. Interviews stand {}; ringed is the first of them in which a code occurs.",
        grouped(rows as u64),
        order.order.caption()
    ));
    if !order.not_coded.is_empty() {
        let names = order.not_coded.join(", ");
        caption.push(format!("Not coded yet, and not drawn: {names}."));
    }
    caption
}
