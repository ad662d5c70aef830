//! What the readers of formatted documents share: opening a package within limits, the text as it
//! grows, tables, notes below the text, and the words of the receipt.

use super::{Source, decode, note};
use crate::model::{ReceiptNote, Refusal};
use std::collections::HashMap;
use std::hash::Hash;

pub(super) mod out;
pub(super) mod package;
pub(super) mod table;
pub(super) mod xml;

pub(super) use out::Out;

/// Things that were counted while reading.
#[derive(Clone, Default, Debug)]
pub(super) struct Counts {
    pub(super) deletions: u64,
    pub(super) insertions: u64,
    pub(super) moves: u64,
    pub(super) hidden: u64,
    pub(super) images: u64,
    pub(super) objects: u64,
    pub(super) comments: u64,
    pub(super) numbered: u64,
    pub(super) page_breaks: u64,
    pub(super) text_boxes: u64,
    pub(super) chunks: u64,
    pub(super) symbols: u64,
    pub(super) tables: u64,
    pub(super) headers: u64,
    pub(super) controls: u64,
}

/// Puts the notes that the text refers to under it, in the order of the references; gives the byte
/// where they begin.
pub(super) fn append_notes<Id: Hash + Eq>(
    out: &mut Out,
    references: &[Id],
    notes: &HashMap<Id, String>,
) -> Option<usize> {
    if references.is_empty() {
        return None;
    }
    out.trim_line_feeds(0);
    out.text.push_str("\n\n");
    let at = out.text.len();
    out.text.push_str("Notes\n");
    for (n, id) in references.iter().enumerate() {
        let words = notes.get(id).map_or("", |words| words.trim());
        for part in ["[", &(n + 1).to_string(), "] ", words, "\n"] {
            out.text.push_str(part);
        }
    }
    Some(at)
}

/// The text of a note as one line.
pub(super) fn one_line(text: &str) -> String {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A character of a symbol font by its code: those that people type, as what they look like.
pub(super) fn symbol(code: u32) -> char {
    match code {
        0xf04a => '☺',
        0xf04c => '☹',
        0xf0a7 => '▪',
        0xf0b7 => '•',
        0xf0e0 | 0xf0ae => '→',
        0xf0fc => '✓',
        0xf0fb => '✗',
        code => char::from_u32(code).filter(|c| !c.is_control()).unwrap_or('\u{fffd}'),
    }
}

/// A source from what was read.
///
/// # Errors
/// When there is more text than a document holds.
pub(super) fn source(
    format: &'static str,
    encoding: impl Into<String>,
    out: Out,
    notes_at: Option<usize>,
    receipt: Vec<ReceiptNote>,
) -> Result<Source, Refusal> {
    if out.text.len() > decode::LIMIT {
        return Err(decode::too_long());
    }
    Ok(Source {
        format,
        encoding: encoding.into(),
        // White space may have been taken away behind the place where the notes begin.
        notes_at: notes_at.map(|at| out.text.floor_char_boundary(at)),
        text: out.text,
        bold: out.bold,
        asides: out.asides,
        cells: out.cells,
        receipt,
        ..Source::default()
    })
}

/// What was left out or changed, in words.
pub(super) fn receipt(counts: &Counts, notes: usize, turns: u64) -> Vec<ReceiptNote> {
    [
        (
            "tracked-deletion",
            counts.deletions,
            "tracked deletions were taken as accepted: their text is left out",
        ),
        (
            "tracked-insertion",
            counts.insertions,
            "tracked insertions were taken as accepted: their text is kept",
        ),
        (
            "tracked-move",
            counts.moves,
            "tracked moves were taken as accepted: their text stands at its new place",
        ),
        ("comment", counts.comments, "comments in the margin are left out"),
        (
            "note",
            notes as u64,
            "footnotes and endnotes stand as a list under the text and are not counted as speech",
        ),
        ("image", counts.images, "pictures are left out"),
        ("object", counts.objects, "embedded objects are left out"),
        ("hidden", counts.hidden, "stretches of hidden text are left out"),
        ("list-number", counts.numbered, "list paragraphs lost their automatic numbers or bullets"),
        ("page-break", counts.page_breaks, "page breaks became line ends"),
        ("text-box", counts.text_boxes, "text boxes stand behind the paragraph they hang on"),
        ("table", counts.tables, "tables were read row by row, cells parted by tabs"),
        (
            "speaker-column",
            turns,
            "rows of tables begin a turn: one of their columns names who speaks",
        ),
        ("symbol", counts.symbols, "characters of symbol fonts may look different"),
        ("embedded-file", counts.chunks, "embedded files with text of their own are left out"),
        ("form-field", counts.controls, "fields and buttons of forms are left out"),
        ("page-header", counts.headers, "page headers and footers are left out"),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(what, count, sentence)| note(what, count, sentence))
    .collect()
}
