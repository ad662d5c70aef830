//! Web pages: those that `noScribe`, Word, `LibreOffice` and Google Docs write, and any other.
//!
//! The tokens are those of a real tokenizer (html5gum, by the book of the WHATWG). A tree is not
//! built: for text it is enough to know what is open, and one pass with a stack of names takes time in
//! proportion to the file however badly it is nested.

use super::rich::{receipt, source};
use super::{Source, decode};
use crate::model::Refusal;
use encoding_rs::Encoding;

mod element;
mod walk;

#[cfg(test)]
mod tests;

/// Bytes in which a page says its encoding.
const HEAD: usize = 4096;

/// True when bytes begin like a web page.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins =
        |sign: &[u8]| start.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    let head = &start[..start.len().min(HEAD)];
    let holds = |sign: &[u8]| head.windows(sign.len()).any(|s| s.eq_ignore_ascii_case(sign));
    begins(b"<!doctype html")
        || begins(b"<html")
        || (begins(b"<?xml") || begins(b"<!--")) && (holds(b"<html") || holds(b"<!doctype html"))
}

/// Reads a web page in the encoding that is asked for, that it names, or that its bytes look like.
///
/// # Errors
/// When it is no text, too long, or nested deeper than any document.
pub(super) fn read(bytes: &[u8], asked: Option<&str>) -> Result<Source, Refusal> {
    if asked.is_some() {
        let decoded = decode::decode_as(bytes, asked)?;
        return read_text(&decoded.text, decoded.encoding, decoded.notes);
    }
    let marked = Encoding::for_bom(bytes).is_some();
    match named(bytes).filter(|_| !marked && std::str::from_utf8(bytes).is_err()) {
        Some(encoding) => {
            if bytes.len() > decode::LIMIT {
                return Err(decode::too_long());
            }
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            read_text(&text, encoding.name(), Vec::new())
        }
        None => {
            let decoded = decode::decode(bytes)?;
            read_text(&decoded.text, decoded.encoding, decoded.notes)
        }
    }
}

/// Reads a web page from its text.
///
/// # Errors
/// As [`read`].
pub(super) fn read_text(
    text: &str,
    encoding: &str,
    mut notes: Vec<crate::model::ReceiptNote>,
) -> Result<Source, Refusal> {
    let mut walker = walk::Walker::default();
    walker.read(text)?;
    let page = walker.finish();
    notes.retain(|note| note.what != "line-ends");
    notes.extend(receipt(&page.counts, page.notes, page.out.cells.len() as u64));
    let source = source("html", encoding, page.out, page.notes_at, notes)?;
    Ok(Source { times: page.times, ..source })
}

/// The encoding that a page names in its head.
fn named(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let at = head.windows(8).position(|s| s.eq_ignore_ascii_case(b"charset="))? + 8;
    let rest = head[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':')))
        .unwrap_or(rest.len());
    Encoding::for_label(&rest[..end])
        .filter(|encoding| *encoding != encoding_rs::UTF_16LE && *encoding != encoding_rs::UTF_16BE)
}
