//! A line of a table that was not taken, with its number and the reason.

use serde::Serialize;

/// One refused line. The rest of the file is imported all the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineError {
    /// Line of the file (for a sheet: row), from 1, the header included.
    pub line: u64,
    /// Why not; a clause without full stop.
    pub why: String,
}

impl LineError {
    /// A refused line.
    pub fn new(line: u64, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}
