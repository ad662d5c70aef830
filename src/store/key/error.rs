//! What can go wrong with a key. No error repeats a name: standard error may end up in a file, and others
//! may look at a screen.

use super::VERSION;
use crate::store::Error;
use std::path::{Path, PathBuf};

/// What can go wrong with a key, each in its own words.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such file.
    #[error("there is no such file: {}", .0.display())]
    Missing(PathBuf),
    /// A new key must not replace anything.
    #[error("a file with this name is already there: {}", .0.display())]
    Exists(PathBuf),
    /// No passphrase was given.
    #[error("a pseudonym key has a passphrase of its own: {}", .0.display())]
    NeedsPassphrase(PathBuf),
    /// The passphrase does not open the file.
    #[error("wrong passphrase for the pseudonym key: {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// Not a key.
    #[error("this is not a pseudonym key ({what}): {}", .path.display())]
    Foreign {
        /// What it looks like.
        what: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// Written by a later version of Postil.
    #[error(
        "this key was written by a newer Postil (format {found}, this program knows {VERSION}); \
         nothing was changed: {}", .path.display()
    )]
    Newer {
        /// The file's format.
        found: i64,
        /// Where it lies.
        path: PathBuf,
    },
    /// A key, but not whole.
    #[error("the pseudonym key is damaged ({what}); nothing was changed: {}", .path.display())]
    Damaged {
        /// What was found.
        what: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// This build has no encryption.
    #[error(
        "this build of Postil cannot lock files, and a key is never written unlocked (feature \
         `encryption` is off)"
    )]
    NoEncryption,
    /// Another program holds the file.
    #[error("another program is writing to the key; try again in a moment")]
    Busy,
    /// A line was changed here and by another program, and not alike. The name is not repeated.
    #[error(
        "line {number}{} of the pseudonym key was changed by another program, and here in another \
         way; nothing was stored. Look at the list as it is now and do it again: {}",
        bracketed(.replacement), .path.display()
    )]
    Clash {
        /// Where it stands in the list, from 1.
        number: usize,
        /// What stands for the name by now.
        replacement: String,
        /// Where the key lies.
        path: PathBuf,
    },
    /// The file was taken away from under the program, or its passphrase was changed elsewhere.
    #[error(
        "the file of this pseudonym key {what} while it was open; nothing was written to it. Close \
         the key and open it again; it may have another passphrase by now: {}", .path.display()
    )]
    Gone {
        /// What happened to it.
        what: &'static str,
        /// Where it lay.
        path: PathBuf,
    },
    /// No space, no permission, and the like.
    #[error("{doing}: {source}: {}", .path.display())]
    Io {
        /// What we were doing.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
        /// On what.
        path: PathBuf,
    },
    /// Anything else.
    #[error("the pseudonym key could not be read or written: {0}")]
    Other(String),
}

/// What stands for a name, where something does.
fn bracketed(replacement: &str) -> String {
    if replacement.is_empty() { String::new() } else { format!(" ({replacement})") }
}

pub(super) fn foreign(path: &Path, what: &str) -> KeyError {
    KeyError::Foreign { what: what.to_owned(), path: path.to_owned() }
}

/// What the store says, said of a key.
pub(super) fn told(error: Error) -> KeyError {
    match error {
        Error::Busy => KeyError::Busy,
        Error::Gone { what, path } => KeyError::Gone { what, path },
        Error::Io { doing, source, path } => KeyError::Io { doing, source, path },
        other => KeyError::Other(other.to_string()),
    }
}

/// What SQLite says, said of a key.
pub(super) fn read_error(error: &rusqlite::Error, path: &Path) -> KeyError {
    use rusqlite::ErrorCode;
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => KeyError::Busy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            KeyError::Damaged { what: "a part of it cannot be read".to_owned(), path }
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull | ErrorCode::ReadOnly) => {
            let source = std::io::Error::other(error.to_string());
            KeyError::Io { doing: "writing the key", source, path }
        }
        // No such table, no such column, a value of another type: not what this program writes.
        _ => KeyError::Damaged { what: error.to_string(), path },
    }
}
