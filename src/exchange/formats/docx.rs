//! Word: a real table with a header row, notes under it; excerpts as headings and quotations.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::{Page, width};
use docx_rs::{
    AlignmentType, BorderType, BreakType, Docx, PageMargin, PageOrientationType, Paragraph, Run,
    Style, StyleType, Table, TableBorder, TableBorderPosition, TableCell, TableLayoutType,
    TableRow, WidthType,
};
use std::io::{self, Write};

/// Twentieths of a point: the unit of Word.
const INDENT: i32 = 360;
/// A4: short side, long side, margin.
const PAGE: (u32, u32, u32) = (11_906, 16_838, 1_304);
/// Half points: type in tables.
const SMALL: usize = 18;
/// A column of words is never asked for more than so many characters.
const WIDEST: usize = 48;
/// Letters the margins of a cell take.
const GAP: usize = 3;
/// A letter of table type, in twentieths of a point.
const LETTER: usize = 98;
/// Columns up to this are as wide as they ask.
const SHORT: usize = 20;
/// Characters of table type that a page holds upright.
const LINE: usize = 105;

/// Text that XML can hold.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|&c| c != '\u{fffe}' && c != '\u{ffff}')
        .collect()
}

/// A run in which line feeds and tabs stay.
fn run(text: &str) -> Run {
    let mut run = Run::new();
    for (at, line) in clean(text).split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (at, part) in line.split('\t').enumerate() {
            if at > 0 {
                run = run.add_tab();
            }
            run = run.add_text(part);
        }
    }
    run
}

fn new_document() -> Docx {
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name);
    let mut document = Docx::new()
        .add_style(style("Title", "Title").size(36).bold())
        .add_style(style("Quote", "Quote").indent(Some(2 * INDENT), None, None, None))
        .add_style(style("Note", "Note").size(18).color("666666"));
    for level in 1..=6 {
        let (id, name) = (format!("Heading{level}"), format!("heading {level}"));
        let size = [30, 26, 24, 22, 22, 22][level - 1];
        let heading = style(&id, &name).size(size).bold().outline_lvl(level - 1);
        document = document.add_style(heading);
    }
    document
}

fn pack(document: Docx, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = io::Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(io::Error::other)?;
    out.write_all(bytes.get_ref())
}

fn styled(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(run(text))
}

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    let wants: Vec<usize> = (0..sheet.columns.len()).map(|at| wanted(sheet, at)).collect();
    let total: usize = wants.iter().map(|wants| wants + GAP).sum();
    // A wide table lies on its side.
    let wide = total > LINE && sheet.columns.len() > 5;
    let (short, long, margin) = PAGE;
    let across = if wide { long } else { short } - 2 * margin;
    let widths = widths(&wants, across as usize);
    let edge = margin as i32;
    let margins = PageMargin::new().top(edge).bottom(edge).left(edge).right(edge);
    let mut document = new_document().page_margin(margins);
    document = if wide {
        document.page_size(long, short).page_orient(PageOrientationType::Landscape)
    } else {
        document.page_size(short, long)
    };
    if !sheet.title.is_empty() {
        document = document.add_paragraph(styled("Title", &sheet.title));
    }
    for line in &sheet.subtitle {
        document = document.add_paragraph(styled("Note", line));
    }
    let number = |at: usize| sheet.columns.get(at).is_some_and(|c| c.kind == ColumnKind::Number);
    let names = sheet.columns.iter().enumerate().map(|(at, column)| {
        let words = run(&column.name).bold().size(SMALL);
        cell(Paragraph::new().keep_next(true).add_run(words), number(at), 0, widths.get(at))
    });
    let mut rows = vec![TableRow::new(names.collect()).cant_split()];
    let row = |row: &Row, muted: bool| {
        let cells = row.cells.iter().enumerate().map(|(at, value)| {
            let mut words = run(&shown(value)).size(SMALL);
            if muted {
                words = words.color("666666");
            }
            let depth = if at == 0 { row.depth } else { 0 };
            cell(Paragraph::new().add_run(words), number(at), depth, widths.get(at))
        });
        TableRow::new(cells.collect()).cant_split()
    };
    rows.extend(sheet.head.iter().map(|head| row(head, true)));
    rows.extend(sheet.rows.iter().map(|body| row(body, false)));
    let line = |position| TableBorder::new(position).border_type(BorderType::Single).size(4);
    let table = Table::new(rows)
        .width(across as usize, WidthType::Dxa)
        .set_grid(widths.clone())
        .layout(TableLayoutType::Fixed)
        .clear_all_border()
        .set_border(line(TableBorderPosition::Top))
        .set_border(line(TableBorderPosition::Bottom))
        .set_border(line(TableBorderPosition::InsideH).color("BBBBBB"));
    document = document.add_table(table);
    for note in &sheet.notes {
        document = document.add_paragraph(styled("Note", note));
    }
    pack(document, out)
}

fn shown(cell: &Cell) -> String {
    cell.display()
}

/// Twentieths of a point for each column. Short columns get what they ask for, so that no heading or
/// number is broken; long ones share the rest by what stands in them.
fn widths(wants: &[usize], across: usize) -> Vec<usize> {
    let is_short = |wants: usize| wants <= SHORT;
    let short: usize = wants.iter().filter(|w| is_short(**w)).map(|w| (w + GAP) * LETTER).sum();
    let long: usize = wants.iter().filter(|w| !is_short(**w)).map(|w| w + GAP).sum();
    if long == 0 || short * 2 > across {
        let total: usize = wants.iter().map(|w| w + GAP).sum();
        return wants.iter().map(|w| (w + GAP) * across / total.max(1)).collect();
    }
    let rest = across - short;
    let width = |w: &usize| {
        if is_short(*w) { (w + GAP) * LETTER } else { (w + GAP) * rest / long }
    };
    wants.iter().map(width).collect()
}

/// Characters a column asks for: its widest cell, and at least the longest word in it.
fn wanted(sheet: &Sheet, at: usize) -> usize {
    let word = |text: &str| text.split_whitespace().map(width).max().unwrap_or(0);
    let name = sheet.columns.get(at).map_or(0, |column| word(&column.name) + 1);
    let cells = sheet.head.iter().chain(&sheet.rows).filter_map(|row| {
        let indent = if at == 0 { usize::from(row.depth) * 3 } else { 0 };
        row.cells.get(at).map(|cell| {
            let text = cell.display();
            let most = if width(&text) > 3 * WIDEST { 2 * WIDEST } else { WIDEST };
            width(&text).min(most) + indent
        })
    });
    cells.max().unwrap_or(0).max(name).max(4)
}

fn cell(paragraph: Paragraph, number: bool, depth: u16, wide: Option<&usize>) -> TableCell {
    let mut paragraph = paragraph;
    if number {
        paragraph = paragraph.align(AlignmentType::Right);
    }
    if depth > 0 {
        paragraph = paragraph.indent(Some(i32::from(depth) * INDENT), None, None, None);
    }
    let cell = TableCell::new().add_paragraph(paragraph);
    match wide {
        Some(wide) => cell.width(*wide, WidthType::Dxa),
        None => cell,
    }
}

/// Excerpts as a Word document.
pub(in super::super) struct DocxPage<'w> {
    paragraphs: Vec<Paragraph>,
    out: &'w mut dyn Write,
}

impl<'w> DocxPage<'w> {
    /// An empty document.
    pub(in super::super) fn new(out: &'w mut dyn Write) -> Self {
        Self { paragraphs: Vec::new(), out }
    }

    fn add(&mut self, paragraph: Paragraph) {
        self.paragraphs.push(paragraph);
    }
}

impl Page for DocxPage<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        self.add(styled("Title", title));
        Ok(())
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        self.add(styled(&format!("Heading{}", level.clamp(1, 6)), text).keep_next(true));
        Ok(())
    }

    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        self.add(Paragraph::new().add_run(run(text)));
        Ok(())
    }

    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()> {
        for (speaker, text) in parts {
            let mut paragraph = Paragraph::new().style("Quote").keep_next(true);
            if let Some(speaker) = speaker {
                paragraph = paragraph.add_run(run(&format!("{speaker}: ")).bold());
            }
            self.add(paragraph.add_run(run(text)));
        }
        self.add(Paragraph::new().style("Quote").add_run(run(citation).color("666666")));
        Ok(())
    }

    fn comment(&mut self, text: &str) -> io::Result<()> {
        let words = run(&format!("Comment: {text}")).italic();
        self.add(Paragraph::new().style("Quote").add_run(words));
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let document = self.paragraphs.into_iter().fold(new_document(), Docx::add_paragraph);
        pack(document, self.out)
    }
}
