//! The codebook in and out: csv, xlsx, json and indented text.

use super::LineError;
use super::import::ImportError;
pub use crate::model::NewCode;
use crate::model::{CodeFields, ReceiptNote};

/// A codebook as read: parents before children, each path once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewCodebook {
    /// The codes.
    pub codes: Vec<NewCode>,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
    /// What was passed over or decided.
    pub notes: Vec<ReceiptNote>,
}

/// One code as it is written out; rows in display order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodeRow {
    /// Names from the top down.
    pub path: Vec<String>,
    /// What is written about it.
    pub fields: CodeFields,
}

/// Reads a codebook. `name` is the file's name: its ending tells tables from json and text.
pub fn read_codebook(name: &str, bytes: &[u8]) -> Result<NewCodebook, ImportError> {
    let _ = (name, bytes);
    Ok(NewCodebook::default())
}

/// The codebook as csv: `path,name,definition,include,exclude,example,origin,color`.
pub fn write_codebook_csv(rows: &[CodeRow]) -> Vec<u8> {
    let _ = rows;
    Vec::new()
}

/// The codebook as json: nested objects with `children`.
pub fn write_codebook_json(rows: &[CodeRow]) -> Vec<u8> {
    let _ = rows;
    Vec::new()
}

/// The codebook as indented text: names only, a tab for each level.
pub fn write_codebook_text(rows: &[CodeRow]) -> Vec<u8> {
    let _ = rows;
    Vec::new()
}
