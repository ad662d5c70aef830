//! Whether a study may be written to, and whether its file is still the one that was opened.
//!
//! Both are asked before every step: a study whose folder may only be read, that somebody else has
//! open, or whose file was taken away from under the program is read on, and every change is refused
//! with the reason.

use super::hold::{Hold, Holder, NotHeld, lock_path};
use super::{Error, Store};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Why a study can only be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadOnly {
    /// The file may not be written.
    File,
    /// Nothing can be written in its folder.
    Folder,
    /// Somebody else has it open.
    Held(Holder),
}

impl std::fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => f.write_str(
                "the file is protected from being written; copy it to a folder of your own to work \
                 on it",
            ),
            Self::Folder => f.write_str(
                "nothing can be written in its folder; copy it to a folder of your own to work on it",
            ),
            Self::Held(holder) if holder.is_elsewhere() => write!(
                f,
                "{holder}; close it there first (if it is not open there any more, delete the file \
                 that ends in .lock beside it)"
            ),
            Self::Held(holder) => write!(f, "{holder}; close it there first"),
        }
    }
}

/// Which file it is, whatever its name: a file that took its place is another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Identity {
    path: PathBuf,
    id: Option<(u64, u64)>,
    /// There is a write-ahead log; not every file system can have one.
    logs: bool,
}

impl Identity {
    pub(super) fn of(path: &Path, logs: bool) -> Self {
        Self { path: path.to_owned(), id: id_of(path), logs }
    }

    /// # Errors
    /// [`Error::Gone`] when the file is not there any more, or another one has its name.
    pub(super) fn check(&self) -> Result<(), Error> {
        let gone = |what| Error::Gone { what, path: self.path.clone() };
        match id_of(&self.path) {
            now if now == self.id => Ok(()),
            None => Err(gone("was moved or deleted")),
            Some(_) => Err(gone("was replaced by another one")),
        }
    }

    /// After a step: the log in which it lies must be there, too.
    pub(super) fn check_log(&self) -> Result<(), Error> {
        self.check()?;
        if self.logs && id_of(&super::open::sibling(&self.path, "-wal")).is_none() {
            let what = "lost the log beside it (its name ends in -wal)";
            return Err(Error::Gone { what, path: self.path.clone() });
        }
        Ok(())
    }
}

/// Device and number of a file; on systems without numbers, only whether it is there.
fn id_of(path: &Path) -> Option<(u64, u64)> {
    let found = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some((found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = found;
        Some((0, 0))
    }
}

/// True when nothing can be written in the folder of a study.
pub(super) fn folder_is_closed(study: &Path) -> bool {
    let folder = study.parent().filter(|folder| !folder.as_os_str().is_empty());
    let tried = tempfile::tempfile_in(folder.unwrap_or(Path::new(".")));
    tried.is_err_and(|error| is_forbidden(&error))
}

/// True for the errors of a place that may only be read.
pub(super) fn is_forbidden(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// How long a command or a window that opens waits for another command.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Why it can only be read; `None` when it can be written to.
    pub fn read_only(&self) -> Option<&ReadOnly> {
        self.read_only.as_ref()
    }

    /// False once its file was moved, deleted or replaced.
    pub fn is_there(&self) -> bool {
        self.identity.check_log().is_ok()
    }

    /// Takes the study for a window: nobody else writes to it while the window is open. Where somebody
    /// has it already, it can only be read, see [`Store::read_only`]; a command is waited for a moment.
    pub fn hold(&mut self, coder: &str) {
        let held = self.hold.as_ref().is_some_and(|hold| !hold.is_shared());
        if held || self.read_only.is_some() {
            return;
        }
        match self.take(coder, true) {
            Ok(hold) => {
                self.hold = Some(hold);
                // The first step says what is wrong.
                self.was_taken().ok();
            }
            Err(NotHeld::By(holder)) => self.read_only = Some(ReadOnly::Held(holder)),
            // The first step says what is wrong with the place.
            Err(NotHeld::NoPlace(_)) => {}
        }
    }

    /// # Errors
    /// [`Error::Gone`] when the file or its log were taken away while a step was written: everything
    /// is read again then.
    pub(super) fn is_acknowledged(&mut self) -> Result<(), Error> {
        let there = self.identity.check_log().and_then(|()| self.is_ours());
        match there {
            Ok(()) => self.logged(),
            Err(_) => self.read_again(),
        }
        there
    }

    /// # Errors
    /// Why nothing can be written now. A command takes the study with its first step, and waits a
    /// moment for other commands.
    pub(super) fn may_write(&mut self, coder: &str) -> Result<(), Error> {
        self.identity.check()?;
        if let Some(why) = &self.read_only {
            return Err(Error::ReadOnly { why: why.clone(), path: self.path.clone() });
        }
        self.is_ours()?;
        if self.hold.as_ref().is_some_and(|hold| !hold.is_shared()) {
            return Ok(());
        }
        let path = self.path.clone();
        match self.take(coder, false) {
            Ok(hold) => {
                self.hold = Some(hold);
                self.was_taken()
            }
            Err(NotHeld::By(holder)) => Err(Error::ReadOnly { why: ReadOnly::Held(holder), path }),
            Err(NotHeld::NoPlace(source)) if is_forbidden(&source) => {
                Err(Error::ReadOnly { why: ReadOnly::Folder, path })
            }
            Err(NotHeld::NoPlace(source)) => Err(match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    Error::Full(path)
                }
                _ => Error::Io {
                    doing: "taking the study to write to it",
                    source,
                    path: lock_path(&path),
                },
            }),
        }
    }

    /// Takes the study, and waits a moment where a command has it.
    fn take(&self, coder: &str, window: bool) -> Result<Hold, NotHeld> {
        let begun = Instant::now();
        loop {
            match Hold::take(&self.path, coder, window) {
                Err(NotHeld::By(holder)) if !holder.window && begun.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                answer => return answer,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command that is at it for a moment makes no window that can only be read.
    #[test]
    fn a_window_waits_for_a_command_and_not_for_another_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let founding = super::super::Founding {
            guid: "g",
            name: "n",
            at: "2026",
            coder_guid: "c",
            coder: "ana",
        };
        let mut store = Store::create(&path, None, &founding).unwrap();
        // As another program holds it: by a handle of its own.
        let lock = std::fs::File::create(lock_path(&path)).unwrap();
        lock.lock().unwrap();
        std::fs::write(lock_path(&path), r#"{"coder":"ben","process":1}"#).unwrap();
        let command = std::thread::Builder::new().spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            drop(lock);
        });
        store.hold("ana");
        assert_eq!(store.read_only(), None);
        command.unwrap().join().unwrap();
        drop(store);
        let mut store = Store::open(&path, None).unwrap();
        let lock = std::fs::File::create(lock_path(&path)).unwrap();
        lock.lock().unwrap();
        std::fs::write(lock_path(&path), r#"{"coder":"ben","process":1,"window":true}"#).unwrap();
        let begun = Instant::now();
        store.hold("ana");
        assert!(matches!(store.read_only(), Some(ReadOnly::Held(_))));
        assert!(begun.elapsed() < PATIENCE);
    }

    #[test]
    fn a_file_that_took_the_place_of_another_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        std::fs::write(&path, "one").unwrap();
        let identity = Identity::of(&path, false);
        assert!(identity.check().is_ok());
        std::fs::write(folder.path().join("t"), "two").unwrap();
        #[cfg(unix)]
        {
            std::fs::rename(folder.path().join("t"), &path).unwrap();
            let told = identity.check().unwrap_err().to_string();
            assert!(told.contains("was replaced by another one"), "{told}");
        }
        std::fs::remove_file(&path).unwrap();
        let told = identity.check().unwrap_err().to_string();
        assert!(told.contains("was moved or deleted"), "{told}");
    }
}
