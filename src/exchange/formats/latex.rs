//! LaTeX: a fragment to `\input` into a thesis; numbers set right, booktabs rules, notes below.
//!
//! Nothing in a study can become a command: every character that TeX reads as one is written as the
//! name of its sign, and line breaks never reach the file. Characters that `pdfLaTeX` has no glyph for
//! stand in `\unicodeonly{…}`, which `XeLaTeX` and `LuaLaTeX` print and `pdfLaTeX` replaces by `[?]`.

mod escape;

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::{Page, width};
use escape::{escape, label};
use std::io::{self, Write};

/// Rows from which a table is broken over pages.
const LONG: usize = 26;
/// Characters of notes from which a table with them may not fit a page.
const MANY_WORDS: usize = 1_600;
/// Characters a column of words should have at least where it has as many words.
const LEAST: usize = 22;
/// Characters a line holds in the smaller type of tables.
const LINE: usize = 72;
/// Characters of a line of notes, upright and on its side.
const NOTES: [usize; 2] = [92, 150];
/// Lines of notes that stay on the page of the last row, upright and on its side; more are set behind
/// the table, where a page may end.
const TOGETHER: [usize; 2] = [24, 14];
/// Width of a digit or a letter in numbers, of the size of the letters.
const EM: f64 = 0.52;
/// A column of words is never asked for more than this.
const WIDEST: usize = 44;

/// What pdfLaTeX does with characters it has no glyph for.
const UNICODE: &str =
    "\\DeclareRobustCommand{\\unicodeonly}[1]{\\ifdefined\\Umathchar #1\\else[?]\\fi}";

/// The comment at the top: what the preamble must have.
fn head(packages: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "% To be read by \\input. Needs in the preamble{packages}")?;
    writeln!(out, "% pdfLaTeX: \\usepackage[T1]{{fontenc}} \\usepackage{{textcomp}}")?;
    writeln!(
        out,
        "% Other scripts than Latin: XeLaTeX or LuaLaTeX with \\usepackage{{fontspec}} and a"
    )?;
    writeln!(out, "% font that has them.")?;
    writeln!(out, "{UNICODE}")
}

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    // First headings of numbers are set upright, then the whole table is.
    let upright = crowded(sheet, false);
    let wide = upright && crowded(sheet, true);
    let words: usize = sheet.notes.iter().map(String::len).sum();
    let long = wide || sheet.rows.len() + sheet.head.len() >= LONG || words >= MANY_WORDS;
    let packages = [
        ": \\usepackage{booktabs,array}",
        if long { " \\usepackage{longtable}" } else { "" },
        if upright { " \\usepackage{graphicx}" } else { "" },
        if wide { " \\usepackage{pdflscape}" } else { "" },
    ];
    head(&packages.concat(), out)?;
    let line = if wide { LINE * 2 } else { LINE };
    let table = Table { columns: columns(sheet, upright, line), sheet, upright, wide };
    if wide {
        writeln!(out, "\\begin{{landscape}}")?;
    }
    if long {
        table.over_pages(out)?;
    } else {
        table.on_a_page(out)?;
    }
    if wide {
        writeln!(out, "\\end{{landscape}}")?;
    }
    Ok(())
}

/// Whether numbers leave too little of a line for words.
fn crowded(sheet: &Sheet, upright: bool) -> bool {
    let wants = |at: usize| match sheet.columns[at].kind {
        ColumnKind::Number => wanted(sheet, at, upright),
        ColumnKind::Text => wanted(sheet, at, upright).min(LEAST),
    };
    let count = sheet.columns.len();
    (0..count).map(wants).sum::<usize>() + count.saturating_sub(1) * 2 > LINE
}

/// A column as LaTeX has it.
struct Set {
    /// In the preamble of the table.
    preamble: String,
    /// Whether lines are broken in it.
    breaks: bool,
    /// Characters of the line of a heading, where it stands over numbers.
    heading: usize,
}

/// Numbers are as wide as they are; words too where all fit a line, else they share what numbers leave.
/// `line`: characters a line holds.
fn columns(sheet: &Sheet, upright: bool, line: usize) -> Vec<Set> {
    let wants: Vec<usize> = (0..sheet.columns.len()).map(|at| wanted(sheet, at, upright)).collect();
    let is_number = |at: usize| sheet.columns[at].kind == ColumnKind::Number;
    let sum = |numbers: bool| -> usize {
        let each = wants.iter().enumerate().filter(|(at, _)| is_number(*at) == numbers);
        each.map(|(_, wants)| wants).sum()
    };
    let gaps = sheet.columns.len().saturating_sub(1) * 2;
    let long = |cell: &Cell| matches!(cell, Cell::Text(text) if width(text) > WIDEST);
    let fits = sum(true) + sum(false) + gaps <= line
        && !sheet.rows.iter().flat_map(|row| &row.cells).any(long);
    let set = |(at, wants): (usize, &usize)| {
        let preamble = match (is_number(at), fits) {
            (true, _) => "r".to_owned(),
            (false, true) => "l".to_owned(),
            (false, false) => {
                let share = *wants as f64 / sum(false).max(1) as f64;
                format!(
                    ">{{\\raggedright\\arraybackslash}}p{{\\dimexpr {share:.4}\\dimexpr \\linewidth\
                     -{:.1}em-{}\\tabcolsep\\relax\\relax}}",
                    sum(true) as f64 * EM,
                    gaps
                )
            }
        };
        Set { preamble, breaks: !is_number(at) && !fits, heading: *wants }
    };
    wants.iter().enumerate().map(set).collect()
}

/// Characters a column asks for: its widest cell, and the longest word of its heading.
fn wanted(sheet: &Sheet, at: usize, upright: bool) -> usize {
    let Some(column) = sheet.columns.get(at) else { return 0 };
    let cells = sheet.head.iter().chain(&sheet.rows).filter_map(|row| {
        let indent = if at == 0 { usize::from(row.depth) * 2 } else { 0 };
        row.cells.get(at).map(|cell| width(&cell.display()) + indent)
    });
    let cell = cells.max().unwrap_or(0);
    let heading = match column.kind {
        ColumnKind::Number if upright => 2,
        _ => column.name.split_whitespace().map(width).max().unwrap_or(0),
    };
    cell.max(heading).clamp(1, WIDEST)
}

/// Words in lines of so many characters.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

struct Table<'s> {
    sheet: &'s Sheet,
    columns: Vec<Set>,
    /// Headings of numbers stand upright.
    upright: bool,
    /// It lies on its side.
    wide: bool,
}

impl Table<'_> {
    fn preamble(&self) -> String {
        let columns: String = self.columns.iter().map(|set| set.preamble.as_str()).collect();
        format!("@{{}}{columns}@{{}}")
    }

    fn on_a_page(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\\begin{{table}}[htbp]\n\\centering\\small")?;
        self.caption("", out)?;
        Self::lines(&self.sheet.subtitle, out)?;
        writeln!(out, "\\begin{{tabular}}{{{}}}\n\\toprule", self.preamble())?;
        self.names(out)?;
        self.rows("", out)?;
        writeln!(out, "\\bottomrule\n\\end{{tabular}}")?;
        Self::lines(&self.sheet.notes, out)?;
        writeln!(out, "\\end{{table}}")
    }

    fn over_pages(&self, out: &mut dyn Write) -> io::Result<()> {
        let size = if self.wide { "\\scriptsize\\setlength{\\tabcolsep}{3pt}" } else { "\\small" };
        Self::lines(&self.sheet.subtitle, out)?;
        // A table that begins at the left edge has its notes under it from edge to edge.
        let left = if self.notes_stay() { "\\setlength{\\LTleft}{0pt}" } else { "" };
        writeln!(out, "\\begingroup{size}{left}")?;
        writeln!(out, "\\begin{{longtable}}{{{}}}", self.preamble())?;
        self.caption("\\tabularnewline", out)?;
        writeln!(out, "\\toprule")?;
        self.names(out)?;
        writeln!(out, "\\endfirsthead\n\\toprule")?;
        self.names(out)?;
        writeln!(out, "\\endhead\n\\bottomrule\n\\endfoot")?;
        if self.notes_stay() {
            // The rule under the last row comes with the notes.
            writeln!(out, "\\endlastfoot")?;
            self.rows("*", out)?;
            self.notes_below(out)?;
        } else {
            self.rows("", out)?;
        }
        writeln!(out, "\\end{{longtable}}")?;
        if !self.notes_stay() {
            Self::lines(&self.sheet.notes, out)?;
        }
        writeln!(out, "\\endgroup")
    }

    /// Whether the notes of a table over pages are few enough to stand under its last row.
    fn notes_stay(&self) -> bool {
        let side = usize::from(self.wide);
        let lines = self.sheet.notes.iter().map(|note| width(note).div_ceil(NOTES[side]).max(1));
        !self.sheet.notes.is_empty() && lines.sum::<usize>() <= TOGETHER[side]
    }

    /// The rule and the notes as a last row, in a box without width that widens no column. No page may
    /// end between the row before and them: where the notes do not fit, that row goes along, and the head
    /// comes before it. (As a last foot they would be set without asking for room.)
    fn notes_below(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\\noalign{{\\nobreak\\vskip\\aboverulesep\\nobreak}}")?;
        writeln!(
            out,
            "\\multispan{{{}}}\\leaders\\hrule height\\heavyrulewidth\\hfill\\cr\\noalign{{\\nobreak}}",
            self.columns.len()
        )?;
        writeln!(out, "\\multicolumn{{{}}}{{@{{}}l@{{}}}}{{", self.columns.len())?;
        writeln!(out, "\\makebox[0pt][l]{{\\ignorespaces")?;
        writeln!(
            out,
            "\\parbox[b]{{\\linewidth}}{{\\footnotesize\\raggedright\\rule{{0pt}}{{2.6ex}}"
        )?;
        for (at, note) in self.sheet.notes.iter().enumerate() {
            let end = if at + 1 < self.sheet.notes.len() { "\\newline" } else { "" };
            writeln!(out, "{}{end}", escape(note))?;
        }
        writeln!(out, "}}\n}}\n}}\\tabularnewline")
    }

    fn caption(&self, after: &str, out: &mut dyn Write) -> io::Result<()> {
        let title = if self.sheet.title.trim().is_empty() { "Table" } else { &self.sheet.title };
        let label = label(title);
        writeln!(out, "\\caption{{{}}}\\label{{tab:{label}}}{after}", escape(title))
    }

    /// Headings, and the rows about the columns under them.
    fn names(&self, out: &mut dyn Write) -> io::Result<()> {
        let names =
            self.sheet.columns.iter().zip(&self.columns).map(|(column, set)| match column.kind {
                ColumnKind::Text => escape(&column.name),
                ColumnKind::Number if self.upright => {
                    format!("\\rotatebox{{90}}{{{}}}", escape(&column.name))
                }
                ColumnKind::Number => match lines(&column.name, set.heading.max(8)).as_slice() {
                    [line] => escape(line),
                    lines => {
                        let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
                        format!("\\shortstack[r]{{{}}}", lines.join("\\\\"))
                    }
                },
            });
        writeln!(out, "{} \\tabularnewline", names.collect::<Vec<_>>().join(" & "))?;
        for row in &self.sheet.head {
            self.row(row, ("\\itshape ", ""), out)?;
        }
        writeln!(out, "\\midrule")
    }

    /// `last` stands behind the end of the last row: a star holds it to what comes next.
    fn rows(&self, last: &str, out: &mut dyn Write) -> io::Result<()> {
        let count = self.sheet.rows.len();
        self.sheet.rows.iter().enumerate().try_for_each(|(at, row)| {
            self.row(row, ("", if at + 1 == count { last } else { "" }), out)
        })
    }

    fn row(&self, row: &Row, (style, end): (&str, &str), out: &mut dyn Write) -> io::Result<()> {
        let cells = row.cells.iter().enumerate().map(|(at, cell)| {
            // Where lines are broken, every one of them is indented.
            let breaks = self.columns.get(at).is_some_and(|set| set.breaks);
            let indent = match row.depth {
                depth if depth == 0 || at > 0 => String::new(),
                depth if breaks => format!("\\leftskip{depth}em\\relax{{}}"),
                depth => format!("\\hspace*{{{depth}em}}"),
            };
            match escape(&cell.display()) {
                text if text.is_empty() => text,
                text => format!("{indent}{style}{text}"),
            }
        });
        writeln!(out, "{} \\tabularnewline{end}", cells.collect::<Vec<_>>().join(" & "))
    }

    /// Sentences above or below the table.
    fn lines(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "\\par\\smallskip\n{{\\footnotesize\\raggedright")?;
        for line in lines {
            writeln!(out, "{}\\par", escape(line))?;
        }
        writeln!(out, "}}\\smallskip")
    }
}

/// Excerpts as LaTeX: headings without numbers, quotations in `quote`.
pub(in super::super) struct LatexPage<'w> {
    /// Where it goes.
    pub(in super::super) out: &'w mut dyn Write,
}

impl Page for LatexPage<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        head(": nothing.", self.out)?;
        writeln!(self.out, "\\section*{{{}}}\\label{{sec:{}}}", escape(title), label(title))
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        let command = match level {
            0 | 1 => "subsection",
            2 => "subsubsection",
            _ => "paragraph",
        };
        // A paragraph's heading runs into what follows it.
        let after = if level > 2 { "\\mbox{}\\par" } else { "" };
        writeln!(self.out, "\n\\{command}*{{{}}}{after}", escape(text))
    }

    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        let lines = text.lines().map(escape).filter(|line| !line.is_empty());
        lines.into_iter().try_for_each(|line| writeln!(self.out, "\n{line}"))
    }

    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()> {
        writeln!(self.out, "\n\\begin{{quote}}")?;
        for (speaker, text) in parts {
            let mut speaker = speaker.map(|s| format!("\\textbf{{{}:}} ", escape(s)));
            for line in text.lines().map(escape).filter(|line| !line.is_empty()) {
                writeln!(self.out, "{}{line}\\par", speaker.take().unwrap_or_default())?;
            }
        }
        writeln!(self.out, "{{}}{}\n\\end{{quote}}", escape(citation))
    }

    fn comment(&mut self, text: &str) -> io::Result<()> {
        let text = escape(text);
        writeln!(self.out, "\n\\begin{{quote}}\n\\textit{{Comment: {text}}}\n\\end{{quote}}")
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
