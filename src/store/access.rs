//! Whether a study may be written to, and whether its file is still the one that was opened.
//!
//! Both are asked before every step: a study whose folder may only be read, that somebody else has
//! open, or whose file was taken away from under the program is read on, and every change is refused
//! with the reason.

use super::companions::folder_of;
use super::hold::{self, Hold, Holder, NotHeld, lock_path};
use super::open::sibling;
use super::{Error, Store};
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Why a study can only be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadOnly {
    /// The file may not be written.
    File,
    /// Nothing can be written in its folder.
    Folder,
    /// Somebody else has it open.
    Held(Holder),
    /// Somebody on another computer has it open, and their log beside it is not that of the file as it is
    /// here. The lock must stay: without it nobody would know that, and the log would come into the file.
    Apart(Holder),
    /// The file has another name, and somebody may work on it under that one.
    OtherName,
    /// What SQLite keeps beside it may not be written.
    Beside {
        /// The name of that file.
        name: String,
        /// The last steps are in it.
        steps: bool,
    },
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
            Self::Apart(holder) => write!(
                f,
                "{holder}, and the log of their steps beside it does not fit the file as it is \
                 here: one of the two has not arrived yet; wait until the folder is synchronised \
                 and open it again, or close it there first"
            ),
            Self::OtherName => f.write_str(
                "its file has another name on this disk, and what is done under one of them is not \
                 known under the other; remove the other name, or make a copy",
            ),
            Self::Beside { name, steps: true } => write!(
                f,
                "the last steps are in {name} beside it, which is protected from being written; let \
                 whoever owns that file open and close the study"
            ),
            Self::Beside { name, steps: false } => write!(
                f,
                "{name} beside it is protected from being written, because another user of this \
                 computer made it; delete that file when nobody has the study open"
            ),
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
    /// Where a log of another file is now that lay beside it.
    pub(super) aside: Option<PathBuf>,
    /// What a connection that may only read makes beside it.
    pub(super) made: Vec<PathBuf>,
    /// How it was when it was opened as a file that nobody writes to.
    pub(super) still: Option<Written>,
}

/// How long a file is, and when it was last written to.
type Written = (u64, SystemTime);

/// That of an open file; nothing where the system does not say.
pub(super) fn written(file: &File) -> Option<Written> {
    let now = file.metadata().ok()?;
    Some((now.len(), now.modified().ok()?))
}

impl Identity {
    pub(super) fn of(path: &Path, logs: bool) -> Self {
        let (aside, made, still) = (None, Vec::new(), None);
        Self { path: path.to_owned(), id: id_of(path), logs, aside, made, still }
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
        if self.logs && id_of(&sibling(&self.path, "-wal")).is_none() {
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
fn folder_is_closed(study: &Path) -> bool {
    tempfile::tempfile_in(folder_of(study)).is_err_and(|error| is_forbidden(&error))
}

/// True for the errors of a place that may only be read.
pub(super) fn is_forbidden(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// A handle on a study's own file, and whether that may be written to. It has to stay open as long as the
/// study is, or it would give up the locks of this program.
///
/// # Errors
/// Those of the system.
pub(super) fn handle(study: &Path) -> std::io::Result<(File, bool)> {
    match File::options().read(true).write(true).open(study) {
        Err(error) if is_forbidden(&error) => Ok((File::open(study)?, false)),
        opened => Ok((opened?, true)),
    }
}

/// Why a study can only be read, as far as that shows before SQLite touches it.
pub(super) fn closed(study: &Path, may_write: bool) -> Option<ReadOnly> {
    if folder_is_closed(study) {
        Some(ReadOnly::Folder)
    } else if !may_write {
        Some(ReadOnly::File)
    } else if other_name_is_used(study) {
        Some(ReadOnly::OtherName)
    } else {
        None
    }
}

/// Why a connection that may write to a study cannot: what lies beside it belongs to somebody else.
pub(super) fn refused(connection: &Connection, study: &Path) -> Option<ReadOnly> {
    // Others may be writing at this moment. A step waits for them.
    connection.busy_timeout(Duration::ZERO).ok()?;
    let tried = connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
    connection.busy_timeout(Duration::from_secs(5)).ok()?;
    let code = tried.err()?.sqlite_error_code();
    if code != Some(rusqlite::ErrorCode::ReadOnly) {
        return None;
    }
    // The index is not tried: SQLite's locks are on it.
    let (log, index) = (sibling(study, "-wal"), sibling(study, "-shm"));
    let is_log = File::options().write(true).open(&log).is_err_and(|error| is_forbidden(&error));
    let steps = is_log && log.metadata().is_ok_and(|log| log.len() > 0);
    let file = if is_log { log } else { index };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Some(ReadOnly::Beside { name, steps })
}

/// Removes what a connection that could only read made beside a study of somebody else, who could not
/// write to it for that, or would get it from a synchronised folder: SQLite itself leaves it there.
pub(super) fn clear_away(study: &Path, made: &[PathBuf]) {
    let elsewhere = hold::elsewhere(study).is_some();
    if made.is_empty() || (hold::is_held(study) && !elsewhere) {
        return;
    }
    for file in made {
        let Ok(there) = file.symlink_metadata() else { continue };
        let empty = *file != sibling(study, "-wal") || there.len() == 0;
        if empty && (elsewhere || is_of_another(&there, study)) {
            std::fs::remove_file(file).ok();
        }
    }
}

/// True for a file that belongs to another user than the study does.
#[cfg(unix)]
fn is_of_another(file: &std::fs::Metadata, study: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    study.metadata().is_ok_and(|study| study.uid() != file.uid())
}

/// Elsewhere who makes a file keeps nobody from writing to it.
#[cfg(not(unix))]
fn is_of_another(_: &std::fs::Metadata, _: &Path) -> bool {
    false
}

/// True when a study's file has another name under which somebody works on it, or may: the lock and the
/// log go by the name, and two logs would be mixed in one file. A name that lies in another folder is not
/// found. One in the same folder does no harm while nothing lies beside it.
#[cfg(unix)]
pub(super) fn other_name_is_used(study: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(own) = study.metadata() else { return false };
    if own.nlink() < 2 {
        return false;
    }
    let mut names = super::companions::files_in(folder_of(study));
    names.retain(|name| {
        name.metadata().is_ok_and(|found| (found.dev(), found.ino()) == (own.dev(), own.ino()))
    });
    let found = names.len() as u64;
    names.retain(|name| name.file_name() != study.file_name());
    found < own.nlink() || !names.iter().all(|name| is_quiet(name))
}

/// Elsewhere nobody says.
#[cfg(not(unix))]
pub(super) fn other_name_is_used(_: &Path) -> bool {
    false
}

/// True when nobody has or had a study open under this name.
#[cfg(unix)]
fn is_quiet(name: &Path) -> bool {
    let empty = |suffix| sibling(name, suffix).metadata().map_or(true, |log| log.len() == 0);
    hold::is_nobodys(name) && ["-wal", "-journal"].into_iter().all(empty)
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
            // Asked with the study in hand: who opens it under the other name from now on sees that.
            Ok(_) if other_name_is_used(&self.path) => self.read_only = Some(ReadOnly::OtherName),
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
            Ok(_) if other_name_is_used(&path) => {
                Err(Error::ReadOnly { why: ReadOnly::OtherName, path })
            }
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
        let mut store = Store::create(&path, None, &super::super::Founding::ANY).unwrap();
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

    /// Of two names of a file one alone is worked with.
    #[test]
    #[cfg(unix)]
    fn a_study_that_is_open_under_another_name_is_only_read() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir_in(folder.path()).unwrap();
        let (path, other) = (folder.path().join("s.postil"), folder.path().join("t.postil"));
        let third = elsewhere.path().join("s.postil");
        let mut store = Store::create(&path, None, &super::super::Founding::ANY).unwrap();
        std::fs::hard_link(&path, &other).unwrap();
        store.hold("ana");
        assert_eq!(store.read_only(), None);
        store.put_on_desk("draft", Some("words")).unwrap();
        let second = Store::open(&other, None).unwrap();
        assert_eq!(second.read_only(), Some(&ReadOnly::OtherName));
        let told = second.read_only().unwrap().to_string();
        assert!(told.contains("remove the other name, or make a copy"), "{told}");
        drop((store, second));
        // While nothing lies beside the other one it does no harm.
        assert_eq!(Store::open(&other, None).unwrap().read_only(), None);
        std::fs::hard_link(&path, &third).unwrap();
        for path in [&path, &other, &third] {
            let store = Store::open(path, None).unwrap();
            assert_eq!(store.read_only(), Some(&ReadOnly::OtherName));
        }
        for gone in [&other, &third] {
            std::fs::remove_file(gone).unwrap();
        }
        // A note that knows of a log alone says of nobody that they have it.
        let log = r#"{"log":1,"header":2,"page":3,"stamp":[4],"length":5}"#;
        std::fs::write(lock_path(&other), format!(r#"{{"host":"","log":{log}}}"#)).unwrap();
        std::fs::hard_link(&path, &other).unwrap();
        assert_eq!(Store::open(&path, None).unwrap().read_only(), None);
        std::fs::remove_file(&other).unwrap();
        let mut store = Store::open(&path, None).unwrap();
        assert_eq!(store.read_only(), None);
        assert_eq!(store.desk("draft").unwrap().as_deref(), Some("words"));
        // It got another name after it was opened, in a folder where nobody can look for it.
        std::fs::hard_link(&path, &third).unwrap();
        let refused = store.may_write("ana").unwrap_err();
        assert!(matches!(refused, Error::ReadOnly { why: ReadOnly::OtherName, .. }));
        assert!(!lock_path(&path).exists());
    }

    fn rename(store: &mut Store, to: &str) {
        let named = |tx: &super::super::Tx<'_>| {
            tx.rename_study(to)?;
            Ok(((), to.to_owned()))
        };
        store.transact::<_, Error>("ana", "2026-01-01T00:00:00.000Z", named).unwrap();
    }

    /// What may not be written to is read without SQLite's files beside it only while nobody works on it.
    #[test]
    #[cfg(unix)]
    fn who_only_reads_sees_what_others_write() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir_in(folder.path()).unwrap();
        let (path, other) = (folder.path().join("s.postil"), elsewhere.path().join("s.postil"));
        drop(Store::create(&path, None, &super::super::Founding::ANY).unwrap());
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
        drop(file);
        let mut store = Store::open(&path, None).unwrap();
        store.hold("ana");
        std::fs::hard_link(&path, &other).unwrap();
        let name = |store: &Store| -> String {
            let sql = "SELECT name FROM study";
            store.connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        // Beside this name lies what whoever works on it has there, and beside that one lies nothing.
        let mut readers = [&path, &other].map(|path| Store::open(path, None).unwrap());
        for reader in &mut readers {
            assert_eq!(reader.read_only(), Some(&ReadOnly::OtherName));
            assert!(!reader.changed_outside().unwrap());
        }
        rename(&mut store, "first");
        let [near, far] = &mut readers;
        assert!(near.changed_outside().unwrap() && !near.changed_outside().unwrap());
        assert_eq!((&*name(near), &*name(far)), ("first", "n"));
        // What is in the log alone cannot be seen there.
        assert!(!far.changed_outside().unwrap());
        store.settle().unwrap();
        assert!(far.changed_outside().unwrap() && !far.changed_outside().unwrap());
        assert_eq!((&*name(far), far.read_only()), ("first", Some(&ReadOnly::OtherName)));
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
