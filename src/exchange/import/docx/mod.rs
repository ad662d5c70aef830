//! Word documents: text that reads as on the page, with what was left out in the receipt.
//!
//! An own reader, because the crates at hand lose tables, tabs, breaks or notes. Names are matched
//! without their namespace, so that the strict variant of the format is read as well.

use super::{Source, decode, note};
use crate::model::{ReceiptNote, Refusal};
use package::{Package, damaged};
use std::collections::HashMap;

mod out;
mod package;
mod styles;
mod walk;

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;

/// Things that were counted while reading.
#[derive(Clone, Default, Debug)]
struct Counts {
    deletions: u64,
    insertions: u64,
    moves: u64,
    hidden: u64,
    images: u64,
    objects: u64,
    comments: u64,
    numbered: u64,
    page_breaks: u64,
    text_boxes: u64,
    chunks: u64,
    symbols: u64,
    tables: u64,
}

/// A footnote or endnote that the text refers to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum NoteId {
    Foot(String),
    End(String),
}

/// Reads a docx.
///
/// # Errors
/// When the package is damaged, cut short or too large.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let styles = match package.part(&format!("{folder}styles.xml"))? {
        // Styles only tell what is bold: a document without readable ones still has its words.
        Some(xml) => styles::read(&xml),
        None => styles::Styles::default(),
    };
    let xml = package.part(&main)?.ok_or_else(|| damaged("no text part"))?;
    let mut walker = walk::Walker::new(&styles);
    walker.read(&xml, &main)?;
    drop(xml);
    let mut notes = HashMap::new();
    for (file, element) in [("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        if walker.refers_to_notes()
            && let Some(xml) = package.part(&format!("{folder}{file}"))?
        {
            notes.extend(walker.read_notes(&xml, file, element)?);
        }
    }
    let (mut out, counts, references) = walker.finish();
    let notes_at = append_notes(&mut out, &references, &notes);
    if out.text.len() > decode::LIMIT {
        return Err(decode::too_long());
    }
    let mut receipt = receipt(&counts, references.len());
    receipt.extend(headers(&mut package, &folder)?);
    Ok(Source {
        format: "docx",
        encoding: "UTF-8".to_owned(),
        text: out.text,
        bold: out.bold,
        asides: out.asides,
        notes_at,
        receipt,
        ..Source::default()
    })
}

/// The part that holds the text, as the package says, or where it always is.
fn main_part(package: &mut Package<'_>) -> Result<String, Refusal> {
    let usual = "word/document.xml".to_owned();
    let Some(xml) = package.part("_rels/.rels")? else { return Ok(usual) };
    Ok(styles::main_target(&xml).unwrap_or(usual))
}

/// Puts the notes under the text; gives the byte where they begin.
fn append_notes(
    out: &mut out::Out,
    references: &[NoteId],
    notes: &HashMap<NoteId, String>,
) -> Option<usize> {
    if references.is_empty() {
        return None;
    }
    let kept = out.text.trim_end_matches('\n').len();
    out.text.truncate(kept);
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

fn receipt(counts: &Counts, notes: usize) -> Vec<ReceiptNote> {
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
        ("symbol", counts.symbols, "characters of symbol fonts may look different"),
        ("embedded-file", counts.chunks, "embedded files with text of their own are left out"),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(what, count, sentence)| note(what, count, sentence))
    .collect()
}

/// Headers and footers that hold text are named, not read.
fn headers(package: &mut Package<'_>, folder: &str) -> Result<Vec<ReceiptNote>, Refusal> {
    let mut count = 0;
    for name in package.names() {
        let Some(file) = name.strip_prefix(folder) else { continue };
        if (file.starts_with("header") || file.starts_with("footer"))
            && package.part(&name)?.is_some_and(|xml| xml.contains(":t>") || xml.contains(":t "))
        {
            count += 1;
        }
    }
    Ok(if count == 0 {
        Vec::new()
    } else {
        vec![note("page-header", count, "page headers and footers are left out")]
    })
}
