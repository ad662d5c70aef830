//! What is asked for and answered where a study is kept from being lost.

use crate::study::{Backup, BackupReader, Pace, Passphrase};
use std::path::{Path, PathBuf};

/// Something to be done to keep a study.
#[derive(Clone, Debug)]
pub enum ToKeep {
    /// How often backups are made by the way, and how many stay.
    Pace(Pace),
    /// The backups of a study that is not open, and what opens them.
    Shelf(PathBuf, Option<Passphrase>),
    /// A backup.
    Now,
    /// A backup in the place of the study that is open, and what opens it.
    Restore(PathBuf, BackupReader),
    /// A backup as a study of its own, beside the study it is of.
    OpenCopy {
        /// The study.
        study: PathBuf,
        /// The backup.
        backup: PathBuf,
        /// What opens it.
        reader: BackupReader,
    },
    /// The study under another name.
    SaveCopy(PathBuf),
    /// What can be read of a damaged study, as a new one.
    Salvage {
        /// The damaged file.
        damaged: PathBuf,
        /// What is made of it.
        new: PathBuf,
        /// What unlocks it, and will unlock the new one.
        key: Option<Passphrase>,
    },
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Kept {
    /// A backup was made, or nothing was done since the last one.
    Backup(Option<Backup>),
    /// A file that was to be opened is damaged, how, and what opens it.
    Damaged(PathBuf, String, Option<Passphrase>),
}

/// The backups of a study.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// What reads them.
    pub reader: BackupReader,
    /// The study is open: a backup can take its place.
    pub open: bool,
}

/// A name beside the study that is free: `study (salvaged).postil`, with a number where that is taken.
pub(super) fn free_beside(study: &Path, what: &str) -> PathBuf {
    let stem = study.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = |number: String| study.with_file_name(format!("{stem} ({what}){number}.postil"));
    let more = (2..1000).map(|n| name(format!(" {n}")));
    std::iter::once(name(String::new()))
        .chain(more)
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| name(" more".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_gets_a_name_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        let first = free_beside(&study, "salvaged");
        assert_eq!(first, folder.path().join("s (salvaged).postil"));
        std::fs::write(&first, "").unwrap();
        assert_eq!(free_beside(&study, "salvaged"), folder.path().join("s (salvaged) 2.postil"));
    }
}
