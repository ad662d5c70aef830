//! A backup takes the place of the study: whole, after the study as it is was backed up itself.

use super::backup::{backups, flush_folder};
use super::open::{APPLICATION_ID, SCHEMA_VERSION, draft_path, sibling, unlock};
use super::{Backup, Error, Passphrase, Store};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

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
    let mut connection = unlock(path, None, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut application = number(&connection, "application_id");
    let locked = |error: &rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
    };
    if key.is_some() && application.as_ref().is_err_and(locked) {
        connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
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
    Ok(connection)
}

fn is_plain(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"SQLite format 3\0"
}

impl Store {
    /// Puts a backup in the place of the study. The study as it is is backed up first; the history of
    /// the backup comes back with it, and a line in the audit trail says that it was restored.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program uses the study, and whatever is wrong with the backup; the
    /// study is then as it was.
    pub fn restore(
        &mut self,
        backup: &Path,
        key: Option<&Passphrase>,
        (coder, at): (&str, &str),
        keep: usize,
    ) -> Result<Option<Backup>, Error> {
        self.may_write(coder)?;
        let draft = draft_path(&self.path);
        let prepared = prepare(backup, &draft, key, (coder, at));
        let done = prepared.and_then(|()| {
            let kept = self.backup("before restoring", keep)?;
            self.give_way(&draft)?;
            Ok(kept)
        });
        if done.is_err() {
            std::fs::remove_file(&draft).ok();
        }
        let kept = done?;
        let hold = self.hold.take();
        let path = self.path.clone();
        // The study as it was stands in the backup that was just made, or in the newest one where
        // nothing was done since. Opening an older version makes another one.
        let newest = || Some(backups(&path).into_iter().next()?.path);
        let before = kept.as_ref().map(|kept| kept.path.clone()).or_else(newest);
        let opened = Self::open(&path, key).map(|store| *self = store).or_else(|error| {
            // It cannot be brought up to date, or there is no room for it.
            if let Some(before) = before {
                self.put_back(&before)?;
            }
            Err(error)
        });
        self.hold = hold;
        opened.map(|()| kept)
    }

    /// The study as it was before a restore that failed.
    fn put_back(&mut self, kept: &Path) -> Result<(), Error> {
        let draft = draft_path(&self.path);
        let io =
            |source| Error::Io { doing: "putting the study back", source, path: kept.to_owned() };
        let done = std::fs::copy(kept, &draft)
            .and_then(|_| std::fs::File::open(&draft)?.sync_all())
            .and_then(|()| std::fs::rename(&draft, &self.path));
        if let Err(source) = done {
            std::fs::remove_file(&draft).ok();
            return Err(io(source));
        }
        flush_folder(self.path.parent().unwrap_or(Path::new(".")));
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
        flush_folder(self.path.parent().unwrap_or(Path::new(".")));
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), Error> {
        let (path, key, hold) = (self.path.clone(), self.passphrase.clone(), self.hold.take());
        *self = Self::open(&path, key.as_ref())?;
        self.hold = hold;
        Ok(())
    }
}

/// A copy of the backup that was looked through and says that it was restored.
fn prepare(
    backup: &Path,
    draft: &Path,
    key: Option<&Passphrase>,
    (coder, at): (&str, &str),
) -> Result<(), Error> {
    drop(open_to_read(backup, key)?);
    let io = |source| Error::Io { doing: "copying the backup", source, path: backup.to_owned() };
    std::fs::copy(backup, draft).map_err(io)?;
    let key = key.filter(|_| !is_plain(draft));
    let connection = unlock(draft, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let told = |error: rusqlite::Error| Error::from(error).at(backup);
    let whole: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(told)?;
    if whole != "ok" {
        return Err(Error::Damaged { what: whole, path: backup.to_owned() });
    }
    connection.pragma_update(None, "journal_mode", "delete").map_err(told)?;
    connection.pragma_update(None, "synchronous", "full").map_err(told)?;
    let name = backup.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    connection
        .execute(
            "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'restored', ?3)",
            [at, coder, &format!("Backup {name}")],
        )
        .map_err(told)?;
    connection.close().map_err(|(_, error)| told(error))?;
    std::fs::File::open(draft).and_then(|file| file.sync_all()).map_err(io)
}
