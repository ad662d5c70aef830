//! Excel: real numbers, a frozen head, widths that fit, notes under the table.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::{neutral, width};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Characters a cell holds at most.
const LONGEST: usize = 32_767;
const WIDEST: usize = 70;

/// Text as Excel can hold it: harmless, without characters that XML does not know, not too long.
fn clip(text: &str) -> Cow<'_, str> {
    let mut text = neutral(text);
    let illegal = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    if text.contains(illegal) || text.contains(['\u{fffe}', '\u{ffff}']) {
        text = Cow::Owned(
            text.chars().filter(|&c| !illegal(c) && c != '\u{fffe}' && c != '\u{ffff}').collect(),
        );
    }
    // Excel counts in UTF-16 units, of which a character has at most two.
    if text.len() > LONGEST && text.encode_utf16().count() > LONGEST {
        let cut: String = text.chars().take(LONGEST / 2 - 1).collect();
        text = Cow::Owned(format!("{cut}…"));
    }
    text
}

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    let mut book = Book::new(&sheet.title);
    for line in [&sheet.title].into_iter().chain(&sheet.subtitle).filter(|line| !line.is_empty()) {
        book.line(line)?;
    }
    let names: Vec<(&str, usize)> = sheet
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.name.as_str(), widest(sheet, at)))
        .collect();
    book.head(&names, sheet.columns.iter().map(|column| column.kind))?;
    for row in &sheet.head {
        book.row(row, true)?;
    }
    book.freeze()?;
    for row in &sheet.rows {
        book.row(row, false)?;
    }
    book.skip();
    for note in &sheet.notes {
        book.line(note)?;
    }
    book.finish(out)
}

fn widest(sheet: &Sheet, at: usize) -> usize {
    let name = sheet.columns.get(at).map_or(0, |column| width(&column.name));
    let rows = sheet.head.iter().chain(&sheet.rows);
    let cells = rows.filter_map(|row| {
        let indent = if at == 0 { usize::from(row.depth) * 2 } else { 0 };
        row.cells.get(at).map(|cell| width(&cell.display()) + indent)
    });
    cells.max().unwrap_or(0).max(name)
}

/// A workbook with one sheet, written from top to bottom.
pub(in super::super) struct Book {
    workbook: Workbook,
    sheet: Worksheet,
    next: u32,
    formats: BTreeMap<String, Format>,
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(match error {
        XlsxError::RowColumnLimitError => {
            "there are more rows or columns than an Excel sheet can hold; choose csv".to_owned()
        }
        other => other.to_string(),
    })
}

impl Book {
    /// A new workbook; the sheet is named after the title.
    pub(in super::super) fn new(title: &str) -> Self {
        let mut sheet = Worksheet::new();
        let name: String = title
            .chars()
            .filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control())
            .take(31)
            .collect();
        // A name Excel refuses is no reason to fail: it then keeps its own.
        if !name.trim().is_empty() && name != "History" {
            sheet.set_name(name.trim()).ok();
        }
        Self { workbook: Workbook::new(), sheet, next: 0, formats: BTreeMap::new() }
    }

    /// A line of words over or under the table.
    pub(in super::super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.sheet.write_string(self.next, 0, clip(text).as_ref()).map_err(failed)?;
        self.next += 1;
        Ok(())
    }

    /// Leaves a row free.
    pub(in super::super) fn skip(&mut self) {
        self.next += 1;
    }

    /// The headings, with the width of the widest text of each column.
    pub(in super::super) fn head(
        &mut self,
        names: &[(&str, usize)],
        kinds: impl Iterator<Item = ColumnKind>,
    ) -> io::Result<()> {
        if self.next > 0 {
            self.skip();
        }
        let bold = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Medium);
        for ((at, &(name, wide)), kind) in (0_u16..).zip(names).zip(kinds) {
            let align =
                if kind == ColumnKind::Number { FormatAlign::Right } else { FormatAlign::Left };
            let format = bold.clone().set_align(align);
            self.sheet
                .write_string_with_format(self.next, at, clip(name).as_ref(), &format)
                .map_err(failed)?;
            let wide = wide.clamp(6, WIDEST) as f64 + 2.0;
            self.sheet.set_column_width(at, wide).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Keeps everything above in sight and on every printed page.
    pub(in super::super) fn freeze(&mut self) -> io::Result<()> {
        self.sheet.set_freeze_panes(self.next, 1).map_err(failed)?;
        let last = self.next.saturating_sub(1);
        self.sheet.set_repeat_rows(last, last).map_err(failed)?;
        Ok(())
    }

    /// A row of the table.
    pub(in super::super) fn row(&mut self, row: &Row, muted: bool) -> io::Result<()> {
        for (at, cell) in (0_u16..).zip(&row.cells) {
            let depth = if at == 0 { row.depth.min(200) as u8 } else { 0 };
            self.cell(at, cell, depth, muted)?;
        }
        self.next += 1;
        Ok(())
    }

    fn cell(&mut self, at: u16, cell: &Cell, depth: u8, muted: bool) -> io::Result<()> {
        let row = self.next;
        let decimals =
            |n: u8| if n == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(n.into())) };
        let (number, pattern) = match cell {
            Cell::Blank => return Ok(()),
            Cell::Int(value) => (Some(*value as f64), "0".to_owned()),
            Cell::Number { value, decimals: n } => {
                // What is rounded to nothing is nothing: Excel would put a sign before it.
                let nothing = *value < 0.0 && !cell.display().starts_with('-');
                (Some(if nothing { 0.0 } else { *value }), decimals(*n))
            }
            Cell::Percent { value, decimals: n } => (Some(*value), format!("{} %", decimals(*n))),
            // A number to calculate with that reads "3 of 4".
            Cell::Fraction { n, of } => (Some(*n as f64), format!("0\" of {of}\"")),
            Cell::Text(_) | Cell::NotAvailable(_) | Cell::Withheld(_) | Cell::Dash => {
                (None, String::new())
            }
        };
        let right = number.is_some() || !matches!(cell, Cell::Text(_));
        let key = format!("{pattern}|{depth}|{muted}|{right}");
        let format = self.formats.entry(key).or_insert_with(|| {
            let mut format = Format::new().set_align(FormatAlign::Top);
            if number.is_some() {
                format = format.set_num_format(&pattern);
            } else if right {
                format = format.set_align(FormatAlign::Right);
            } else {
                format = format.set_text_wrap();
            }
            if depth > 0 {
                format = format.set_indent(depth);
            }
            if muted {
                format = format.set_font_color(Color::Gray);
            }
            format
        });
        let written = if let Some(number) = number {
            self.sheet.write_number_with_format(row, at, number, format)
        } else {
            let text = match cell {
                Cell::Text(text) => clip(text).into_owned(),
                other => other.display(),
            };
            self.sheet.write_string_with_format(row, at, text, format)
        };
        written.map_err(failed).map(|_| ())
    }

    /// Hands the workbook over.
    pub(in super::super) fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.workbook.push_worksheet(self.sheet);
        out.write_all(&self.workbook.save_to_buffer().map_err(failed)?)
    }
}
