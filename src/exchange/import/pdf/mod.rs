//! PDF with a text layer: letters at places, made into lines, columns and paragraphs again.
//!
//! hayro-interpret reads the file and gives each letter with its place, size and weight; what the
//! letters mean together is found here. (pdf-extract was tried and left: no weight of letters, two
//! columns read across, right-to-left scripts backwards.) What is uncertain is told in the receipt.

use super::rich::source;
use super::{Source, note};
use crate::model::{ReceiptNote, Refusal};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

mod columns;
mod furniture;
mod glyphs;
mod guard;
mod hyphens;
mod lines;
mod paragraphs;

#[cfg(test)]
mod tests;

/// Pages of a document at most.
const PAGES: usize = 5_000;

/// Things that were counted while reading.
#[derive(Clone, Default, Debug)]
struct Counts {
    /// Pictures.
    images: u64,
    /// Letters of which the file does not say what they are.
    unknown: u64,
    /// Letters that are not drawn: a program has recognised them in a picture.
    recognised: u64,
    letters: u64,
    /// Letters that do not run from left to right.
    sideways: u64,
    /// Pages with nothing on them but pictures.
    scanned: u64,
    two_columns: u64,
    /// Lines at the top and foot of pages.
    furniture: u64,
    example: Option<String>,
    /// Words that were broken at a line's end: with a soft hyphen, with a hard one that went, and
    /// with one that stayed.
    soft: u64,
    joined: u64,
    kept: u64,
    notes: u64,
    raised: u64,
    lines: u64,
    right_to_left: u64,
}

/// Reads a PDF.
///
/// # Errors
/// When it is damaged, encrypted, without text, or more than a document is.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Refusal> {
    let largest = guard::check(bytes)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(refusal)?;
    let count = pdf.pages().len();
    if count > PAGES {
        return Err(Refusal::new(format!("it has more than {PAGES} pages"))
            .instead("split it into several files"));
    }
    let mut counts = Counts::default();
    let pages = glyphs::read(&pdf, largest, &mut counts)?;
    if counts.letters == 0 {
        return Err(without_text(count, counts.images));
    }
    if counts.unknown * 2 > counts.letters {
        return Err(Refusal::new(
            "its letters cannot be read: its fonts do not say what they mean",
        )
        .instead(
            "print it to a picture and recognise its text (OCR), or get the transcript as docx",
        ));
    }
    let mut pages: Vec<lines::Page> =
        pages.into_iter().map(|page| lines::rows_of(page, &mut counts)).collect();
    furniture::remove(&mut pages, &mut counts);
    let columns = columns::order(pages, &mut counts);
    let words = paragraphs::write(&columns, &mut counts);
    if words.out.text.trim().is_empty() {
        return Err(without_text(count, counts.images));
    }
    source("pdf", "PDF", words.out, words.notes_at, receipt(&counts, count))
}

fn refusal(error: LoadPdfError) -> Refusal {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Refusal::new("it is locked with a password")
                .instead("open it in a PDF viewer and print it to a new PDF without one")
        }
        LoadPdfError::Decryption(_) => Refusal::new("it is encrypted in a way that is not read")
            .instead("open it in a PDF viewer and print it to a new PDF"),
        LoadPdfError::Invalid => Refusal::new("it is damaged or cut short, or no PDF")
            .instead("copy or download it again, or get the transcript as docx"),
    }
}

fn without_text(pages: usize, images: u64) -> Refusal {
    if images > 0 || pages == 0 {
        Refusal::new("it holds pictures of pages, no text (a scan)").instead(
            "recognise its text first (OCR), and import what comes out as PDF, docx or txt",
        )
    } else {
        Refusal::new("there is no text in it")
    }
}

fn receipt(counts: &Counts, pages: usize) -> Vec<ReceiptNote> {
    let furniture = counts.example.as_ref().map_or_else(String::new, |example| {
        format!("lines that repeat at the top or foot of pages are left out, such as “{example}”")
    });
    [
        (
            "pdf-lines",
            counts.lines,
            "lines were joined into paragraphs by their shape: look over the paragraphs",
        ),
        ("page-break", pages.saturating_sub(1) as u64, "page breaks are left out"),
        ("page-header", counts.furniture, furniture.as_str()),
        (
            "columns",
            counts.two_columns,
            "pages in two columns were read column by column: check the order",
        ),
        (
            "hyphen-joined",
            counts.soft + counts.joined,
            "words broken at the end of a line were joined and lost their hyphen",
        ),
        (
            "hyphen-kept",
            counts.kept,
            "words broken at the end of a line keep their hyphen: it may belong to them",
        ),
        (
            "note",
            counts.notes,
            "footnotes stand as a list under the text and are not counted as speech",
        ),
        ("note-sign", counts.raised, "raised numbers stand in square brackets, as signs of notes"),
        ("image", counts.images, "pictures are left out"),
        ("scanned-page", counts.scanned, "pages are only pictures: what stands on them is missing"),
        (
            "recognised",
            counts.recognised,
            "letters were recognised in pictures by a program (OCR): check the text",
        ),
        ("unknown-letter", counts.unknown, "letters cannot be read and stand as \u{fffd}"),
        ("sideways", counts.sideways, "letters that do not run along the lines are left out"),
        (
            "right-to-left",
            counts.right_to_left,
            "lines that run from right to left were put into the order of reading: check them",
        ),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(what, count, sentence)| note(what, count, sentence))
    .collect()
}
