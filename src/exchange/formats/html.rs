//! HTML: one page that needs no other file and prints well.

use super::super::sheet::{Cell, ColumnKind, Row, Sheet};
use super::Page;
use std::io::{self, Write};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.55 Georgia,'Times New Roman',serif;max-width:60em;margin:2em auto;padding:0 1em}\
h1,h2,h3,h4,h5,h6,table{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif}\
h1{font-size:1.5em}h2{font-size:1.25em;margin-top:2em}h3,h4,h5,h6{font-size:1.05em;margin-top:1.6em}\
table{border-collapse:collapse;font-size:.9em;line-height:1.35;font-variant-numeric:tabular-nums}\
th,td{padding:.3em .8em;text-align:left;vertical-align:top;border-bottom:1px solid #8886}\
thead th{border-bottom:2px solid #888;vertical-align:bottom}\
.n{text-align:right;white-space:nowrap}.head td{color:#777}\
.notes,.sub{font-size:.85em;color:#666}\
blockquote{margin:1em 0 1em 1.5em;padding-left:1em;border-left:3px solid #8886}\
blockquote p{margin:.3em 0;white-space:pre-line}cite{font-style:normal;font-size:.9em;color:#666}\
.comment{margin-left:2.7em;font-size:.9em;font-style:italic}\
@media print{body{margin:0;max-width:none;font-size:11pt}thead{display:table-header-group}\
tr,blockquote{break-inside:avoid}h1,h2,h3,h4,h5,h6{break-after:avoid}}";

/// Text in which nothing is markup. Control characters that HTML does not allow are left out.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

fn begin(title: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = escape(title);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    )
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</body>\n</html>")
}

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    begin(&sheet.title, out)?;
    for line in &sheet.subtitle {
        writeln!(out, "<p class=\"sub\">{}</p>", escape(line))?;
    }
    write!(out, "<table>\n<thead>\n<tr>")?;
    for column in &sheet.columns {
        let class = if column.kind == ColumnKind::Number { " class=\"n\"" } else { "" };
        write!(out, "<th scope=\"col\"{class}>{}</th>", escape(&column.name))?;
    }
    writeln!(out, "</tr>")?;
    for row in &sheet.head {
        write_row(sheet, row, " class=\"head\"", out)?;
    }
    writeln!(out, "</thead>\n<tbody>")?;
    for row in &sheet.rows {
        write_row(sheet, row, "", out)?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    for note in &sheet.notes {
        writeln!(out, "<p class=\"notes\">{}</p>", escape(note))?;
    }
    end(out)
}

fn write_row(sheet: &Sheet, row: &Row, class: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<tr{class}>")?;
    for ((at, cell), column) in row.cells.iter().enumerate().zip(&sheet.columns) {
        write!(out, "<td")?;
        if column.kind == ColumnKind::Number {
            write!(out, " class=\"n\"")?;
        }
        if at == 0 && row.depth > 0 {
            write!(out, " style=\"padding-left:{}em\"", 0.8 + f32::from(row.depth) * 1.4)?;
        }
        if let Cell::NotAvailable(reason) | Cell::Withheld(reason) = cell {
            write!(out, " title=\"{}\"", escape(reason))?;
        }
        write!(out, ">{}</td>", escape(&cell.display()))?;
    }
    writeln!(out, "</tr>")
}

/// Excerpts as a web page.
pub(in super::super) struct HtmlPage<'w> {
    /// Where it goes.
    pub(in super::super) out: &'w mut dyn Write,
}

impl Page for HtmlPage<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        begin(title, self.out)
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        let level = (level + 1).min(6);
        writeln!(self.out, "<h{level}>{}</h{level}>", escape(text))
    }

    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "<p>{}</p>", escape(text))
    }

    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()> {
        writeln!(self.out, "<blockquote>")?;
        for (speaker, text) in parts {
            let speaker = speaker.map(|s| format!("<b>{}:</b> ", escape(s))).unwrap_or_default();
            writeln!(self.out, "<p>{speaker}{}</p>", escape(text))?;
        }
        writeln!(self.out, "<cite>{}</cite>\n</blockquote>", escape(citation))
    }

    fn comment(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "<p class=\"comment\">Comment: {}</p>", escape(text))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        end(self.out)?;
        self.out.flush()
    }
}
