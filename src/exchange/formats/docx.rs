//! Word: a real table with a header row, notes under it; excerpts as headings and quotations.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::Page;
use docx_rs::{
    AlignmentType, BorderType, BreakType, Docx, Paragraph, Run, Style, StyleType, Table,
    TableBorder, TableBorderPosition, TableCell, TableRow, WidthType,
};
use std::io::{self, Write};

/// Twentieths of a point: the unit of Word.
const INDENT: i32 = 360;
/// Fiftieths of a percent.
const FULL_WIDTH: usize = 5000;

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
    let mut document = new_document();
    if !sheet.title.is_empty() {
        document = document.add_paragraph(styled("Title", &sheet.title));
    }
    for line in &sheet.subtitle {
        document = document.add_paragraph(styled("Note", line));
    }
    let number = |at: usize| sheet.columns.get(at).is_some_and(|c| c.kind == ColumnKind::Number);
    let names = sheet.columns.iter().enumerate().map(|(at, column)| {
        cell(Paragraph::new().keep_next(true).add_run(run(&column.name).bold()), number(at), 0)
    });
    let mut rows = vec![TableRow::new(names.collect()).cant_split()];
    let row = |row: &Row, muted: bool| {
        let cells = row.cells.iter().enumerate().map(|(at, value)| {
            let mut words = run(&shown(value));
            if muted {
                words = words.color("666666");
            }
            let depth = if at == 0 { row.depth } else { 0 };
            cell(Paragraph::new().add_run(words), number(at), depth)
        });
        TableRow::new(cells.collect()).cant_split()
    };
    rows.extend(sheet.head.iter().map(|head| row(head, true)));
    rows.extend(sheet.rows.iter().map(|body| row(body, false)));
    let line = |position| TableBorder::new(position).border_type(BorderType::Single).size(4);
    let table = Table::new(rows)
        .width(FULL_WIDTH, WidthType::Pct)
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

fn cell(paragraph: Paragraph, number: bool, depth: u16) -> TableCell {
    let mut paragraph = paragraph;
    if number {
        paragraph = paragraph.align(AlignmentType::Right);
    }
    if depth > 0 {
        paragraph = paragraph.indent(Some(i32::from(depth) * INDENT), None, None, None);
    }
    TableCell::new().add_paragraph(paragraph)
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
