//! A [`Sheet`] as a file: text, csv, tsv, json, xlsx, docx, html, md, latex.

mod delimited;
mod docx;
mod html;
mod json;
mod latex;
mod markdown;
mod text;
mod xlsx;

pub(crate) use delimited::neutral;
pub(super) use delimited::writer;
pub(super) use docx::DocxPage;
pub(super) use html::HtmlPage;
pub(super) use latex::LatexPage;
pub(super) use markdown::{MarkdownPage, inline};
pub(super) use text::{TextPage, printable, width};
pub(super) use xlsx::Book;

use super::sheet::Sheet;
use std::io::{self, Write};
use std::path::Path;

/// The formats of tables and lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// Aligned plain text, for terminals.
    #[default]
    Text,
    /// Comma-separated: UTF-8 with a byte-order mark, which Excel needs to see that it is UTF-8.
    Csv,
    /// Tab-separated: UTF-8 without a mark, as R and scripts expect.
    Tsv,
    /// One JSON value.
    Json,
    /// Excel.
    Xlsx,
    /// Word.
    Docx,
    /// One page that needs no other file.
    Html,
    /// Markdown.
    Md,
    /// A fragment for a thesis that is written in LaTeX.
    Latex,
}

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Xlsx,
        Self::Docx,
        Self::Html,
        Self::Md,
        Self::Latex,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Md => "md",
            Self::Latex => "latex",
        }
    }

    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Latex => "tex",
            other => other.name(),
        }
    }

    /// What a save dialog calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Plain text",
            Self::Csv => "CSV (comma-separated)",
            Self::Tsv => "TSV (tab-separated)",
            Self::Json => "JSON",
            Self::Xlsx => "Excel workbook",
            Self::Docx => "Word document",
            Self::Html => "Web page",
            Self::Md => "Markdown",
            Self::Latex => "LaTeX",
        }
    }

    /// The inverse of [`Format::name`]; endings are read too.
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().trim_start_matches('.').to_lowercase();
        match wanted.as_str() {
            "txt" => Some(Self::Text),
            "htm" => Some(Self::Html),
            "markdown" => Some(Self::Md),
            "tex" => Some(Self::Latex),
            _ => Self::ALL.into_iter().find(|format| format.name() == wanted),
        }
    }

    /// By the ending of a file's name.
    pub fn from_path(path: &Path) -> Option<Self> {
        Self::from_name(path.extension()?.to_str()?)
    }

    /// False for formats that no terminal can show.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Docx)
    }
}

/// Writes a table.
///
/// # Errors
/// When `out` fails, or the table is larger than the format can hold.
pub fn write_sheet(sheet: &Sheet, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(sheet, out),
        Format::Csv => delimited::write(sheet, b',', out),
        Format::Tsv => delimited::write(sheet, b'\t', out),
        Format::Json => json::write(sheet, out),
        Format::Xlsx => xlsx::write(sheet, out),
        Format::Docx => docx::write(sheet, out),
        Format::Html => html::write(sheet, out),
        Format::Md => markdown::write(sheet, out),
        Format::Latex => latex::write(sheet, out),
    }
}

/// The table as bytes, for a clipboard or a test.
///
/// # Errors
/// As [`write_sheet`].
pub fn sheet_bytes(sheet: &Sheet, format: Format) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_sheet(sheet, format, &mut bytes)?;
    Ok(bytes)
}

/// A document for reading: excerpts under the headings of their codes. Every format implements it,
/// so that all say the same.
pub(super) trait Page {
    /// Once, at the start.
    fn title(&mut self, title: &str) -> io::Result<()>;
    /// A heading; level 1 is under the title.
    fn heading(&mut self, level: usize, text: &str) -> io::Result<()>;
    /// A definition or a count.
    fn paragraph(&mut self, text: &str) -> io::Result<()>;
    /// A quotation: who says what (nobody is named where one person speaks), and where it stands.
    fn quote(&mut self, parts: &[(Option<&str>, &str)], citation: &str) -> io::Result<()>;
    /// A comment on the quotation before it.
    fn comment(&mut self, text: &str) -> io::Result<()>;
    /// Once, at the end.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
