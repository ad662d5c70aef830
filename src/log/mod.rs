//! What the program notes of itself: a log of what was done when and how long it took, and a report
//! where a mistake of ours ended something.
//!
//! Both stay on this computer, in the user's own data folder, and can be read there. An entry is made of
//! names that stand in the source and of numbers ([`Event`]): there is no way to put a word of a study,
//! a path or a passphrase into one. Texts of panics can hold slices of what was being worked on; of those
//! only what stands in the source is kept ([`report`]).

mod event;
mod file;
pub mod report;

pub use event::{Event, Why};
pub use file::{Log, Writer};

use std::path::{Path, PathBuf};

/// The folder in which the log and the reports lie.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The user's own data folder; `None` where there is none.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "postil")?;
        Some(Self(folders.data_local_dir().to_owned()))
    }

    /// This folder.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The log file.
    pub fn log_file(&self) -> PathBuf {
        self.0.join("postil.log")
    }
}
