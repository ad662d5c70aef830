//! The files that belong to a study beside the study itself: what SQLite keeps next to it, what an
//! upgrade left, drafts that a killed program did not clear away, logs of other files that were in the
//! way, and backups.
//!
//! Whoever destroys a study or removes a person from it must reach all of them.

use super::logs::ASIDE;
use super::open::sibling;
use std::path::{Path, PathBuf};

/// What a file beside a study is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Companion {
    /// The write-ahead log, its index, a rollback journal, or the note of who has the study open.
    Log,
    /// A log that lay beside the study and belongs to another file, or to the study before another file took
    /// its place. It holds words.
    OtherLog,
    /// The study as it was before an upgrade of its format.
    BeforeUpgrade,
    /// A file that was being written when the program was killed.
    Draft,
    /// A backup.
    Backup,
}

impl Companion {
    /// What it is, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Log => "log of the database",
            Self::OtherLog => "log of another file",
            Self::BeforeUpgrade => "copy before an upgrade of the format",
            Self::Draft => "draft of an interrupted write",
            Self::Backup => "backup",
        }
    }
}

/// The folder in which a file lies, also where it is named by its name alone.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The folder in which the backups of a study are: beside it, named after it.
pub fn backup_folder(study: &Path) -> PathBuf {
    sibling(study, " backups")
}

/// Folders of backups beside a study that are named after another file: where the study was called
/// otherwise once, they may be its own. Each with the file that it is named after.
pub(super) fn other_backup_folders(study: &Path) -> Vec<(PathBuf, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder_of(study)) else { return Vec::new() };
    let own = backup_folder(study);
    let folders = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut found: Vec<(PathBuf, PathBuf)> = folders
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?.strip_suffix(" backups")?;
            let file = path.with_file_name(name);
            (path.file_name() != own.file_name()).then_some((path, file))
        })
        .collect();
    found.sort();
    found
}

/// All files that belong to this study and are there now, in order of kind and name. A folder that
/// cannot be read has none.
pub fn companions(study: &Path) -> Vec<(Companion, PathBuf)> {
    let mut found: Vec<(Companion, PathBuf)> = ["-wal", "-shm", "-journal", ".lock"]
        .map(|suffix| (Companion::Log, sibling(study, suffix)))
        .into_iter()
        .filter(|(_, path)| path.symlink_metadata().is_ok())
        .collect();
    let own = study.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = study.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for path in files_in(folder_of(study)) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_before_upgrade(&name, &stem, study) {
            found.push((Companion::BeforeUpgrade, path));
        } else if is_draft(&name, &own) {
            found.push((Companion::Draft, path));
        } else if is_other_log(&name, &own) {
            found.push((Companion::OtherLog, path));
        }
    }
    found.extend(files_in(&backup_folder(study)).into_iter().map(|path| (Companion::Backup, path)));
    found.sort();
    found
}

pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|e| e.path())
        .collect()
}

/// `study before format 4.postil` or `study before format 4 (2).postil`.
fn is_before_upgrade(name: &str, stem: &str, study: &Path) -> bool {
    let ending = study.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix(" before format "));
    rest.and_then(|rest| rest.strip_suffix(ending.as_deref().unwrap_or_default())).is_some_and(
        |number| {
            let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')');
            number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(allowed)
        },
    )
}

/// Drafts beside a study.
pub(super) fn drafts(study: &Path) -> Vec<PathBuf> {
    let own = study.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = files_in(folder_of(study));
    found.retain(|path| is_draft(&path.file_name().unwrap_or_default().to_string_lossy(), &own));
    found
}

/// `study.postil.1234.new`, with what SQLite keeps beside it.
fn is_draft(name: &str, own: &str) -> bool {
    let rest = name.strip_prefix(own).and_then(|rest| rest.strip_prefix('.'));
    rest.and_then(|rest| rest.split_once(".new")).is_some_and(|(process, rest)| {
        !process.is_empty()
            && process.chars().all(|c| c.is_ascii_digit())
            && matches!(rest, "" | "-wal" | "-shm" | "-journal")
    })
}

/// `study.postil-wal of another file`, `study.postil-journal of another file (2)`.
fn is_other_log(name: &str, own: &str) -> bool {
    let rest = name.strip_prefix(own);
    let rest = rest.and_then(|r| r.strip_prefix("-wal").or_else(|| r.strip_prefix("-journal")));
    rest.and_then(|rest| rest.strip_prefix(ASIDE)).is_some_and(|rest| {
        let number = rest.strip_prefix(" (").and_then(|number| number.strip_suffix(')'));
        rest.is_empty() || number.is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_study_is_found_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        let backups = backup_folder(&study);
        std::fs::create_dir(&backups).unwrap();
        let there = [
            "s.postil",
            "s.postil-wal",
            "s.postil-wal of another file",
            "s.postil-journal of another file (2)",
            "s.postil-wal of another file (mine)",
            "t.postil-wal of another file",
            "s before format 4.postil",
            "s before format 4 (2).postil",
            "s before format of questions.postil",
            "s.postil.77.new",
            "s.postil.77.new-journal",
            "s.postil.old.new",
            "t.postil-wal",
            "s2.postil.77.new",
        ];
        for name in there {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::write(backups.join("a.postil"), "x").unwrap();
        let found = companions(&study);
        let names: Vec<(Companion, String)> = found
            .into_iter()
            .map(|(kind, path)| {
                (kind, path.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned())
            })
            .collect();
        let expected = [
            (Companion::Log, "s.postil-wal"),
            (Companion::OtherLog, "s.postil-journal of another file (2)"),
            (Companion::OtherLog, "s.postil-wal of another file"),
            (Companion::BeforeUpgrade, "s before format 4 (2).postil"),
            (Companion::BeforeUpgrade, "s before format 4.postil"),
            (Companion::Draft, "s.postil.77.new"),
            (Companion::Draft, "s.postil.77.new-journal"),
            (Companion::Backup, "s.postil backups/a.postil"),
        ];
        assert_eq!(names, expected.map(|(kind, name)| (kind, name.to_owned())));
    }

    #[test]
    fn folders_of_backups_of_other_files_are_found() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["s.postil backups", "t.postil backups", "backups", "u.postil"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let found = other_backup_folders(&folder.path().join("s.postil"));
        let other = folder.path().join("t.postil");
        assert_eq!(found, [(backup_folder(&other), other)]);
    }

    #[test]
    fn a_study_without_companions_has_none() {
        assert_eq!(companions(Path::new("/nowhere/s.postil")), []);
    }

    #[test]
    fn every_file_lies_in_a_folder() {
        for (path, folder) in [("s.postil", "."), ("a/s.postil", "a"), ("/s.postil", "/")] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder));
        }
    }
}
