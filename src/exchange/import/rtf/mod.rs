//! Rich text files: groups, control words and bytes.
//!
//! An own reader. The crate at hand (rtf-parser-tt 0.6) keeps the text of tracked deletions as if it
//! stood there, loses the words of footnotes and knows neither hidden text nor where a cell ends; its
//! older sister panics on emoji. Reading the format is a loop over tokens with a stack of groups.

use super::rich::{append_notes, receipt, source};
use super::{Source, note};
use crate::model::Refusal;
use std::collections::HashMap;

mod charset;
mod token;
mod walk;
mod words;

#[cfg(test)]
mod tests;

/// Reads an rtf.
///
/// # Errors
/// When it is nested deeper than any document, or too long.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Refusal> {
    let mut walker = walk::Walker::default();
    let whole = walker.read(bytes)?;
    let encoding = walker.encoding();
    let (mut out, counts, notes) = walker.finish();
    let references: Vec<usize> = (0..notes.len()).collect();
    let notes: HashMap<usize, String> = notes.into_iter().enumerate().collect();
    let notes_at = append_notes(&mut out, &references, &notes);
    let mut receipt = receipt(&counts, references.len(), out.cells.len() as u64);
    if !whole {
        receipt.push(note(
            "cut-short",
            1,
            "the file ends too early: the end of the text may be missing",
        ));
    }
    source("rtf", encoding, out, notes_at, receipt)
}
