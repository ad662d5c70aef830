//! Aligned plain text, by the width characters take on a terminal.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::Page;
use std::borrow::Cow;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Columns a text takes on a terminal.
pub(in super::super) fn width(text: &str) -> usize {
    text.width()
}

/// Text columns are cut at this width: a table of excerpts must stay a table.
const WIDEST: usize = 60;
const LINE: usize = 78;

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    if !sheet.title.is_empty() {
        writeln!(out, "{}", one_line(&sheet.title))?;
    }
    for line in &sheet.subtitle {
        writeln!(out, "{}", one_line(line))?;
    }
    if !sheet.title.is_empty() || !sheet.subtitle.is_empty() {
        writeln!(out)?;
    }
    let names = || sheet.columns.iter().map(|column| short(&column.name)).collect();
    let lines_of = |rows: &[Row]| -> Vec<Vec<String>> { rows.iter().map(cells).collect() };
    let mut lines: Vec<Vec<String>> = vec![names()];
    lines.extend(lines_of(&sheet.head));
    let head = lines.len();
    lines.extend(lines_of(&sheet.rows));
    let widths: Vec<usize> = (0..sheet.columns.len())
        .map(|at| lines.iter().filter_map(|line| line.get(at)).map(|c| width(c)).max().unwrap_or(0))
        .collect();
    for (index, line) in lines.iter().enumerate() {
        if index == head {
            rule(&widths, out)?;
        }
        let mut written = String::new();
        for ((at, column), (text, &wide)) in
            sheet.columns.iter().enumerate().zip(line.iter().zip(&widths))
        {
            let space = " ".repeat(wide.saturating_sub(width(text)));
            let gap = if at == 0 { "" } else { "  " };
            let (before, after) = match column.kind {
                ColumnKind::Number => (space.as_str(), ""),
                ColumnKind::Text => ("", space.as_str()),
            };
            written.extend([gap, before, text, after]);
        }
        writeln!(out, "{}", written.trim_end())?;
    }
    if sheet.rows.is_empty() {
        rule(&widths, out)?;
    }
    if !sheet.notes.is_empty() {
        writeln!(out)?;
    }
    for note in &sheet.notes {
        wrap(note, "", out)?;
    }
    Ok(())
}

fn rule(widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
    let total: usize = widths.iter().sum::<usize>() + widths.len().saturating_sub(1) * 2;
    writeln!(out, "{}", "─".repeat(total))
}

fn cells(row: &Row) -> Vec<String> {
    let indent = "  ".repeat(usize::from(row.depth));
    let show = |(at, cell): (usize, &Cell)| {
        let text = short(&cell.display());
        if at == 0 { format!("{indent}{text}") } else { text }
    };
    row.cells.iter().enumerate().map(show).collect()
}

fn one_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as a terminal may have it: without the characters that would move its cursor, colour or rename
/// its window, and without those that turn the direction of what follows.
pub(in super::super) fn printable(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        c.is_control() && !c.is_whitespace()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(hidden) {
        Cow::Owned(text.chars().filter(|c| !hidden(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn short(text: &str) -> String {
    let line = one_line(text);
    if width(&line) <= WIDEST {
        return line;
    }
    let mut wide = 0;
    let cut: String = line
        .chars()
        .take_while(|c| {
            wide += width(c.encode_utf8(&mut [0; 4]));
            wide < WIDEST
        })
        .collect();
    format!("{}…", cut.trim_end())
}

/// Writes a paragraph in lines of a readable length.
fn wrap(text: &str, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    for paragraph in printable(text).lines() {
        let mut line = String::from(indent);
        for word in paragraph.split_whitespace() {
            if line.len() > indent.len() && width(&line) + 1 + width(word) > LINE {
                writeln!(out, "{line}")?;
                line.truncate(indent.len());
            }
            if line.len() > indent.len() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Excerpts as plain text.
pub(in super::super) struct TextPage<'w> {
    /// Where it goes.
    pub(in super::super) out: &'w mut dyn Write,
}

impl Page for TextPage<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        let title = one_line(title);
        writeln!(self.out, "{title}\n{}", "=".repeat(width(&title)))
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        let text = one_line(text);
        let line = if level == 1 { "-" } else { "·" };
        writeln!(self.out, "\n{text}\n{}", line.repeat(width(&text)))
    }

    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        wrap(text, "", self.out)
    }

    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()> {
        writeln!(self.out)?;
        for (speaker, text) in parts {
            match speaker {
                Some(speaker) => wrap(&format!("{speaker}: {text}"), "    ", self.out)?,
                None => wrap(text, "    ", self.out)?,
            }
        }
        writeln!(self.out, "    {}", printable(citation))
    }

    fn comment(&mut self, text: &str) -> io::Result<()> {
        wrap(&format!("Comment: {text}"), "      ", self.out)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
