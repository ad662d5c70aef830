//! A backup takes the place of the study: whole, after the study as it is was backed up itself.
//!
//! Only a backup of the same study does. The study keeps its passphrase, whatever the backup is locked
//! with; where it has none, words that are locked in the backup stay so. It keeps the permissions of its
//! file, too.

use super::backup::flush_folder;
use super::companions::folder_of;
use super::open::{
    APPLICATION_ID, SCHEMA_VERSION, connect, draft_path, same_schema, sibling, still_place, unlock,
};
use super::relock::{export, same_tables};
use super::wipe::{Twin, discard, wipe};
use super::{Backup, Error, Passphrase, Store, logs};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// What a backup holds, read from the file itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Held {
    /// Steps that are done.
    pub steps: u64,
    /// Transcripts.
    pub documents: u64,
    /// Codings of all coders.
    pub codings: u64,
}

/// Looks into a backup. Changes nothing.
///
/// # Errors
/// A wrong passphrase (it is locked with the one that the study had then), a damaged file.
pub fn look_into(backup: &Path, key: Option<&Passphrase>) -> Result<Held, Error> {
    let connection = open_to_read(backup, key)?;
    let count = |sql: &str| -> Result<u64, Error> {
        let n: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(n.unsigned_abs())
    };
    Ok(Held {
        steps: count("SELECT count(*) FROM steps WHERE undone = 0")?,
        documents: count("SELECT count(*) FROM documents")?,
        codings: count("SELECT count(*) FROM codings")?,
    })
}

/// A study file that is only looked at: nothing beside it is made, nothing in it is brought up to date.
pub(super) fn open_to_read(path: &Path, key: Option<&Passphrase>) -> Result<Connection, Error> {
    look_at(path, key).map(|(connection, _)| connection)
}

/// The same, and whether the file is locked.
fn look_at(path: &Path, key: Option<&Passphrase>) -> Result<(Connection, bool), Error> {
    if !path.is_file() {
        return Err(Error::Missing(path.to_owned()));
    }
    let tell = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) if key.is_some() => {
            Error::WrongPassphrase(path.to_owned())
        }
        Some(rusqlite::ErrorCode::NotADatabase) => Error::NeedsPassphrase(path.to_owned()),
        _ => Error::from(error).at(path),
    };
    let number = |connection: &Connection, name: &str| {
        connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
    };
    // A file that is not locked opens without its passphrase only. SQLite is asked which one it is: the
    // study may be open in this program, and closing any other handle of it would give up its locks.
    let still = logs::is_strange_beside(path).then(|| still_place(path));
    let (place, calm) = still.unwrap_or_else(|| (path.to_owned(), None));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | calm.unwrap_or(OpenFlags::empty());
    let mut connection = unlock(&place, None, flags)?;
    let mut application = number(&connection, "application_id");
    let is_noise = |error: &rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
    };
    let locked = key.is_some() && application.as_ref().is_err_and(is_noise);
    if locked {
        connection = unlock(&place, key, flags)?;
        application = number(&connection, "application_id");
    }
    if application.map_err(tell)? != i64::from(APPLICATION_ID) {
        let what = "it is a SQLite file of another program".to_owned();
        return Err(Error::Foreign { what, path: path.to_owned() });
    }
    let found = number(&connection, "user_version").map_err(tell)?;
    if found > SCHEMA_VERSION {
        return Err(Error::Newer { found, known: SCHEMA_VERSION, path: path.to_owned() });
    }
    Ok((connection, locked))
}

fn is_plain(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"SQLite format 3\0"
}

/// What becomes of the passphrase when a backup takes the place of a study.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lock {
    /// Both have the same one, or none.
    Same,
    /// The study keeps its own: the backup has none.
    OursForNone,
    /// The study keeps its own: the backup has another one.
    OursForAnother,
    /// The study has none, and what was locked is not opened for everybody.
    Theirs,
}

impl Lock {
    /// What locks the study now, and what locks the backup.
    fn of(study: Option<&Passphrase>, backup: Option<&Passphrase>) -> Self {
        match (study, backup) {
            (None, None) => Self::Same,
            (Some(ours), Some(theirs)) if ours.reveal() == theirs.reveal() => Self::Same,
            (Some(_), None) => Self::OursForNone,
            (Some(_), Some(_)) => Self::OursForAnother,
            (None, Some(_)) => Self::Theirs,
        }
    }

    /// In a sentence, where there is something to say.
    fn told(self) -> Option<&'static str> {
        match self {
            Self::Same => None,
            Self::OursForNone => Some("The backup has no passphrase; the study keeps its own."),
            Self::OursForAnother => {
                Some("The backup has another passphrase; the study keeps the one it has now.")
            }
            Self::Theirs => Some(
                "The study has no passphrase, the backup has one: the study takes over that of the \
                 backup.",
            ),
        }
    }
}

impl Store {
    /// What becomes of the passphrase when this backup takes the place of this study, in a sentence;
    /// `None` where both have the same one, or none. Both files are only read.
    ///
    /// # Errors
    /// A backup of another study, a wrong passphrase, a damaged file.
    pub fn lock_after(
        study: (&Path, Option<&Passphrase>),
        backup: (&Path, Option<&Passphrase>),
    ) -> Result<Option<&'static str>, Error> {
        let (ours, locked) = look_at(study.0, study.1)?;
        let (theirs, sealed) = look_at(backup.0, backup.1)?;
        is_of_one_study(&ours, &theirs, backup.0)?;
        Ok(Lock::of(study.1.filter(|_| locked), backup.1.filter(|_| sealed)).told())
    }

    /// Puts a backup in the place of the study. The study as it is is backed up first: `None` where that
    /// was done before and nothing since. The history of the backup comes back with it, and a line in the
    /// audit trail says that it was restored. For the passphrase see [`Store::lock_after`].
    ///
    /// # Errors
    /// [`Error::Busy`] while another program uses the study, [`Error::Io`] for a backup of another study,
    /// and whatever is wrong with the backup; the study is then as it was.
    pub fn restore(
        &mut self,
        backup: &Path,
        key: Option<&Passphrase>,
        (coder, at): (&str, &str),
        keep: usize,
    ) -> Result<Option<Backup>, Error> {
        self.may_write(coder)?;
        let draft = draft_path(&self.path);
        let prepared = self.prepare_draft(backup, &draft, key, (coder, at));
        let done = prepared.and_then(|lock| {
            let (before, kept) = self.back_up_before(backup, keep)?;
            self.give_way(&draft)?;
            Ok((lock, before, kept))
        });
        if done.is_err() {
            // Until it is sealed it is locked as the backup is: perhaps not at all.
            discard(&draft);
        }
        let (lock, before, kept) = done?;
        let hold = self.hold.take();
        let path = self.path.clone();
        // Opening an older version makes a copy of it.
        let opened = Self::open(&path, lock.as_ref()).map(|store| *self = store).or_else(|error| {
            // It cannot be brought up to date, or there is no room for it.
            self.put_back(&before)?;
            Err(error)
        });
        self.hold = hold;
        opened.map(|()| kept)
    }

    /// Sees to it that there is a backup of the study as it is now, and says where; the second is the one
    /// that was made for it. None is where nothing was done since the last one, and that is still there,
    /// whole, and opens as the study does. The one that is restored is not thinned out.
    fn back_up_before(
        &self,
        restored: &Path,
        keep: usize,
    ) -> Result<(PathBuf, Option<Backup>), Error> {
        if self.unsaved_steps()? == 0
            && let Some((state, path)) = self.marked()?
            && self.is_in(&path, state).unwrap_or(false)
        {
            return Ok((path, None));
        }
        let made = self.backup_sparing("before restoring", keep, Some(restored))?;
        Ok((made.path.clone(), Some(made)))
    }

    /// Whether a backup holds this study up to this line of the audit trail.
    fn is_in(&self, backup: &Path, state: i64) -> Result<bool, Error> {
        let connection = open_to_read(backup, self.passphrase.as_ref())?;
        is_of_one_study(&self.connection, &connection, backup)?;
        is_whole(&connection, backup)?;
        let sql = "SELECT coalesce(max(id), 0) FROM audit";
        let newest: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(newest >= state)
    }

    /// The study as it was before a restore that failed.
    fn put_back(&mut self, kept: &Path) -> Result<(), Error> {
        let draft = draft_path(&self.path);
        let io =
            |source| Error::Io { doing: "putting the study back", source, path: kept.to_owned() };
        // What stands in the place of the study has its permissions.
        let access = std::fs::metadata(&self.path).map(|study| study.permissions());
        let done = std::fs::copy(kept, &draft)
            .and_then(|_| access.map_or(Ok(()), |access| std::fs::set_permissions(&draft, access)))
            .and_then(|()| std::fs::File::open(&draft)?.sync_all())
            .and_then(|()| std::fs::rename(&draft, &self.path));
        if let Err(source) = done {
            discard(&draft);
            return Err(io(source));
        }
        flush_folder(folder_of(&self.path));
        self.reopen()
    }

    /// Closes the file and moves the draft into its place.
    fn give_way(&mut self, draft: &Path) -> Result<(), Error> {
        let nothing = Connection::open_in_memory()?;
        let connection = std::mem::replace(&mut self.connection, nothing);
        // Leaving the write-ahead log needs the file for itself: no log of the old study may meet the
        // new one.
        connection.flush_prepared_statement_cache();
        let left: Result<String, _> =
            connection.query_row("PRAGMA journal_mode = delete", [], |row| row.get(0));
        let alone = left.is_ok_and(|mode| mode.eq_ignore_ascii_case("delete"));
        if !alone {
            self.connection = connection;
            return Err(Error::Busy);
        }
        connection.close().map_err(|(_, error)| Error::from(error))?;
        self.opened.clear();
        self.head = None;
        let log = sibling(&self.path, "-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            self.reopen()?;
            return Err(Error::Busy);
        }
        if let Err(source) = std::fs::rename(draft, &self.path) {
            let path = self.path.clone();
            self.reopen()?;
            return Err(Error::Io { doing: "putting the backup in its place", source, path });
        }
        flush_folder(folder_of(&self.path));
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), Error> {
        let (path, key, hold) = (self.path.clone(), self.passphrase.clone(), self.hold.take());
        *self = Self::open(&path, key.as_ref())?;
        self.hold = hold;
        Ok(())
    }

    /// A copy of the backup that was looked through and says that it was restored, as the study will be:
    /// with the permissions of its file. Gives back what opens it.
    fn prepare_draft(
        &self,
        backup: &Path,
        draft: &Path,
        key: Option<&Passphrase>,
        (coder, at): (&str, &str),
    ) -> Result<Option<Passphrase>, Error> {
        drop(open_to_read(backup, key)?);
        let io =
            |source| Error::Io { doing: "copying the backup", source, path: backup.to_owned() };
        let access = std::fs::metadata(&self.path).map_err(io)?.permissions();
        std::fs::copy(backup, draft).map_err(io)?;
        std::fs::set_permissions(draft, access).map_err(io)?;
        let theirs = key.filter(|_| !is_plain(draft));
        let connection = connect(draft, theirs, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|error| error.at(backup))?;
        is_whole(&connection, backup)?;
        is_of_one_study(&self.connection, &connection, backup)?;
        let told = |error: rusqlite::Error| Error::from(error).at(backup);
        // Out of a log, and into no journal: of that only the name would go, and older words would stay. A
        // draft that does not become whole is thrown away.
        connection.pragma_update(None, "journal_mode", "memory").map_err(told)?;
        connection.pragma_update(None, "synchronous", "full").map_err(told)?;
        let name = backup.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        connection
            .execute(
                "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'restored', ?3)",
                [at, coder, &format!("Backup {name}")],
            )
            .map_err(told)?;
        let ours = self.passphrase.as_ref();
        let lock = match (Lock::of(ours, theirs), ours) {
            (Lock::OursForNone | Lock::OursForAnother, Some(ours)) => {
                seal(connection, (backup, draft, &self.path), ours)
                    .map_err(|error| error.at(backup))?;
                Some(ours.clone())
            }
            _ => {
                connection.close().map_err(|(_, error)| told(error))?;
                theirs.cloned()
            }
        };
        std::fs::File::open(draft).and_then(|file| file.sync_all()).map_err(io)?;
        Ok(lock)
    }
}

/// Writes a draft anew under the passphrase of the study, and overwrites what it was: its words may be
/// readable.
fn seal(
    connection: Connection,
    (backup, draft, study): (&Path, &Path, &Path),
    key: &Passphrase,
) -> Result<(), Error> {
    // A name by which it is known as a draft of the study, should the program be killed.
    let sealed = sibling(study, &format!(".{}0.new", std::process::id()));
    let io = |source| Error::Io { doing: "locking the backup", source, path: backup.to_owned() };
    let write = || -> Result<(), Error> {
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        // What makes its tables is run: it must be ours.
        same_schema(&connection, backup, version)?;
        export(&connection, &sealed, study, Some(key))?;
        let copy = connect(&sealed, Some(key), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        copy.execute_batch("PRAGMA journal_mode = memory")?;
        same_tables(&connection, &copy)?;
        for open in [copy, connection] {
            open.close().map_err(|(_, error)| Error::from(error))?;
        }
        wipe(draft, Twin::Stays).map_err(io)?;
        std::fs::rename(&sealed, draft).map_err(io)
    };
    let done = write();
    if done.is_err() {
        discard(&sealed);
    }
    done
}

/// # Errors
/// [`Error::Damaged`] for a file of which a page is lost.
fn is_whole(connection: &Connection, path: &Path) -> Result<(), Error> {
    let told: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| Error::from(error).at(path))?;
    if told == "ok" {
        return Ok(());
    }
    Err(Error::Damaged { what: told, path: path.to_owned() })
}

/// # Errors
/// [`Error::Io`] for a backup of another study.
fn is_of_one_study(study: &Connection, backup: &Connection, path: &Path) -> Result<(), Error> {
    let guid = |connection: &Connection| {
        connection.query_row("SELECT guid FROM study", [], |row| row.get::<_, String>(0))
    };
    if guid(study)? == guid(backup).map_err(|error| Error::from(error).at(path))? {
        return Ok(());
    }
    let why = "it is a backup of another study; open it by itself instead";
    let source = std::io::Error::other(why);
    Err(Error::Io { doing: "restoring the backup", source, path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::Founding;
    use super::*;

    #[test]
    fn what_is_locked_stays_locked() {
        let check = |study: &str, backup: &str, expected: Lock| {
            let (study, backup) = (Passphrase::new(study), Passphrase::new(backup));
            assert_eq!(Lock::of(study.as_ref(), backup.as_ref()), expected);
        };
        check("", "", Lock::Same);
        check("one", "one", Lock::Same);
        check("one", "", Lock::OursForNone);
        check("one", "two", Lock::OursForAnother);
        check("", "two", Lock::Theirs);
        assert_eq!(Lock::Same.told(), None);
    }

    /// The backup may be readable when the study is not.
    #[test]
    #[cfg(unix)]
    fn no_words_of_a_backup_are_left_on_the_way() {
        use std::io::Read as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = Store::create(&path, None, &Founding::ANY).unwrap();
        store.put_on_desk("draft", Some("words")).unwrap();
        let backup = store.backup_anyway("by hand", 5).unwrap().path;
        let other = folder.path().join("t.postil");
        drop(Store::create(&other, None, &Founding { guid: "other", ..Founding::ANY }).unwrap());
        // What is written there goes into these files, and another handle sees what becomes of it.
        let draft = draft_path(&path);
        let journal = sibling(&draft, "-journal");
        let mut seen = [&draft, &journal].map(|file| {
            std::fs::write(file, "").unwrap();
            std::fs::File::open(file).unwrap()
        });
        let told = store.restore(&other, None, ("ana", "t"), 5).unwrap_err().to_string();
        assert!(told.contains("a backup of another study"), "{told}");
        assert!(!draft.exists());
        store.restore(&backup, None, ("ana", "t"), 5).unwrap();
        for seen in &mut seen {
            let mut left = Vec::new();
            seen.read_to_end(&mut left).unwrap();
            assert_eq!(left, b"");
        }
        assert_eq!(store.desk("draft").unwrap().as_deref(), Some("words"));
    }
}
