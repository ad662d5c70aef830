//! Markdown, with everything that would be markup escaped.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::Page;
use std::io::{self, Write};

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    if !sheet.title.is_empty() {
        writeln!(out, "# {}\n", inline(&sheet.title))?;
    }
    for line in &sheet.subtitle {
        writeln!(out, "{}\n", inline(line))?;
    }
    let names: Vec<String> = sheet.columns.iter().map(|column| inline(&column.name)).collect();
    writeln!(out, "| {} |", names.join(" | "))?;
    let rules: Vec<&str> = sheet
        .columns
        .iter()
        .map(|column| if column.kind == ColumnKind::Number { "---:" } else { "---" })
        .collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    for row in &sheet.head {
        line(row, |text| if text.is_empty() { text } else { format!("*{text}*") }, out)?;
    }
    for row in &sheet.rows {
        line(row, |text| text, out)?;
    }
    for note in &sheet.notes {
        writeln!(out, "\n{}", inline(note))?;
    }
    Ok(())
}

fn line(row: &Row, style: impl Fn(String) -> String, out: &mut dyn Write) -> io::Result<()> {
    // Table cells lose leading white space: the indent must be characters that stay.
    let indent = "&emsp;".repeat(usize::from(row.depth));
    let show = |(at, cell): (usize, &Cell)| {
        let text = style(inline(&cell.display()));
        if at == 0 { format!("{indent}{text}") } else { text }
    };
    let cells: Vec<String> = row.cells.iter().enumerate().map(show).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// Text on one line in which no character is markup.
pub(in super::super) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            safe.push(' ');
        }
        for (at, c) in word.char_indices() {
            let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$')
                // Only at the start of a line: headings, quotes, lists.
                || (index == 0 && at == 0 && matches!(c, '#' | '>' | '+' | '-' | '='))
                || (index == 0 && matches!(c, '.' | ')') && at > 0
                    && word[..at].bytes().all(|b| b.is_ascii_digit()));
            match c {
                // Not printed: no part of what is read.
                c if c.is_control() => {}
                '<' => safe.push_str("&lt;"),
                '>' if index > 0 || at > 0 => safe.push_str("&gt;"),
                '&' => safe.push_str("&amp;"),
                _ => {
                    if special {
                        safe.push('\\');
                    }
                    safe.push(c);
                }
            }
        }
    }
    safe
}

/// Excerpts as Markdown.
pub(in super::super) struct MarkdownPage<'w> {
    /// Where it goes.
    pub(in super::super) out: &'w mut dyn Write,
}

impl Page for MarkdownPage<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "# {}", inline(title))
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{} {}", "#".repeat((level + 1).min(6)), inline(text))
    }

    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| writeln!(self.out, "\n{}", inline(line)))
    }

    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()> {
        writeln!(self.out)?;
        for (speaker, text) in parts {
            let mut speaker = speaker.map(|s| format!("**{}:** ", inline(s)));
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                let speaker = speaker.take().unwrap_or_default();
                writeln!(self.out, "> {speaker}{}\n>", inline(line))?;
            }
        }
        writeln!(self.out, "> {}", inline(citation))
    }

    fn comment(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n*Comment:* {}", inline(text))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_markup() {
        let check = |text: &str, expected: &str| assert_eq!(inline(text), expected);
        check("a|b", "a\\|b");
        check("# one\n*two*", "\\# one \\*two\\*");
        check("<b> & c", "&lt;b&gt; &amp; c");
        check("> quoted", "\\> quoted");
        check("1. first", "1\\. first");
        check("- dash - dash", "\\- dash - dash");
        check("[x](y)", "\\[x\\](y)");
        check("3.5 of 4", "3\\.5 of 4");
        check("a\u{1b}[2Jb\u{0}", "a\\[2Jb");
    }
}
