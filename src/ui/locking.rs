//! What is asked for and answered about locking and passphrases.

use crate::study::{Passphrase, readable_copies, readable_logs};
use std::path::{Path, PathBuf};

/// After how many minutes a study may lock itself; 0 for never.
pub const MINUTES: [u16; 5] = [0, 2, 5, 15, 60];

/// The usual one.
pub const USUAL: u16 = 15;

/// Something to be done about locking.
#[derive(Clone, Debug)]
pub enum LockRequest {
    /// Lock by itself after so many minutes; 0 for never.
    After(u16),
    /// Another passphrase, a first one, or none.
    Passphrase {
        /// The one it has; wanted where it has one.
        current: Option<Passphrase>,
        /// The new one; `None` removes it.
        new: Option<Passphrase>,
    },
    /// Overwrite and remove copies that can be read without a passphrase.
    Wipe(Vec<PathBuf>),
}

/// Whether everything could be stored when a study was locked. The reasons name nothing of the study.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saved {
    /// It could.
    All,
    /// Nothing that was typed is missing, but where somebody was reading could not be kept, and why.
    NoPlace(&'static str),
    /// Something that was typed waits in memory, and why it could not be stored.
    InMemory(&'static str),
}

/// What lies beside an encrypted study and can be read without a passphrase.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Readable {
    /// Copies of the study: they may go.
    pub copies: Vec<PathBuf>,
    /// Logs of other files: what is in them may be nowhere else.
    pub logs: Vec<PathBuf>,
}

impl Readable {
    /// Looks for it. Reads the disk.
    pub fn beside(study: &Path) -> Self {
        Self { copies: readable_copies(study), logs: readable_logs(study) }
    }

    /// How many files.
    pub fn files(&self) -> usize {
        self.copies.len() + self.logs.len()
    }
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Relocking {
    /// It was not done, and why.
    Refused(String),
    /// It was done.
    Done {
        /// The study is encrypted now.
        encrypted: bool,
        /// What was done, in a sentence or two.
        told: String,
        /// What can still be read beside an encrypted study.
        readable: Box<Readable>,
    },
}
