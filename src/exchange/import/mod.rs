//! Transcripts in: bytes to text, turns and a receipt.

use crate::model::{NewDocument, Refusal};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// What the study knows that helps to read a transcript.
#[derive(Clone, Debug, Default)]
pub struct ImportHints {
    /// Ids of the study's participants.
    pub participants: Vec<String>,
    /// Further speaker labels.
    pub labels: Vec<String>,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not for this program, or not as it is: says what to do instead.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The file could not be opened or read.
    #[error("{0}")]
    Io(String),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A mistake of ours in a parser.
    #[error("this is a mistake in Postil, not in the file: {0}")]
    Bug(String),
}

/// Reads a transcript from its bytes. `name` is the file's name (folders are ignored); the content
/// decides on the format before the name's ending does.
pub fn read_document(
    name: &str,
    bytes: &[u8],
    hints: &ImportHints,
) -> Result<NewDocument, ImportError> {
    let _ = (name, bytes, hints);
    Err(Refusal::new("not read yet").into())
}

/// Reads a transcript from a file.
pub fn read_file(path: &Path, hints: &ImportHints) -> Result<NewDocument, ImportError> {
    let _ = path;
    read_document("", &[], hints)
}

/// Reads many files at once, folders walked: one result per file, in order. `progress` hears how many
/// of how many are done, from any thread. After `cancel` is set the files not yet begun are
/// [`ImportError::Cancelled`].
pub fn read_files(
    paths: &[PathBuf],
    hints: &ImportHints,
    progress: &(dyn Fn(usize, usize) + Sync),
    cancel: &AtomicBool,
) -> Vec<(PathBuf, Result<NewDocument, ImportError>)> {
    let _ = (cancel, hints);
    progress(0, paths.len());
    Vec::new()
}
