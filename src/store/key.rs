//! The pseudonym key: which name stands behind which pseudonym, in a file of its own.
//!
//! It is a SQLCipher file like a locked study, because that is the one way of locking a file that is in
//! this program already and written by people whose trade it is; what is changed in it is a transaction,
//! so that a key is never half written. It is locked always: without the feature `encryption` there are
//! no keys. There is no recovery: a lost passphrase is a lost key.
//!
//! A window has a key open for hours, and a command may write to it meanwhile. So the list is read again
//! before it is written, and what both did is put together (`merge`). A new passphrase is a new file in
//! the place of the old one: whoever has the old one open writes nothing into it any more.

mod error;
mod merge;

pub use error::KeyError;

use super::Passphrase;
use super::access::Identity;
use super::open::{draft_path, is_noise, kind_of, looking, new_private, settle, sibling, unlock};
use crate::model::{Pseudonym, PseudonymKind};
use error::{foreign, read_error, told};
use merge::{Clash, merge};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use std::path::{Path, PathBuf};

/// "Psky" in the header of a key.
const APPLICATION_ID: i32 = 0x5073_6b79;

/// The layout this program writes.
const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE pseudonyms (
    id           INTEGER PRIMARY KEY,
    position     INTEGER NOT NULL,
    original     TEXT NOT NULL UNIQUE CHECK (trim(original) <> ''),
    replacement  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE log (
    id           INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    coder        TEXT NOT NULL,
    document     TEXT NOT NULL,
    paragraph    INTEGER,
    original     TEXT NOT NULL,
    replacement  TEXT NOT NULL,
    kind         TEXT NOT NULL
) STRICT;";

/// A replacement as the key remembers it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct KeyEntry {
    /// RFC 3339.
    pub when: String,
    /// Who did it.
    pub coder: String,
    /// In which document, or what else.
    pub document: String,
    /// The number of its paragraph, in a transcript.
    pub paragraph: Option<u32>,
    /// What stood there.
    pub original: String,
    /// What stands there now.
    pub replacement: String,
    /// What it is the name of.
    pub kind: PseudonymKind,
}

/// An open key. Whoever drops it closes it.
pub struct KeyFile {
    connection: Connection,
    path: PathBuf,
    /// Which file it is: another one may have its name by now.
    identity: Identity,
    /// The list as it was last read or written here; on the disk it may be another one by now.
    list: Vec<Pseudonym>,
}

impl std::fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyFile({}, {} names)", self.path.display(), self.list.len())
    }
}

impl KeyFile {
    /// Makes an empty key. It is built beside its place and moved there whole.
    ///
    /// # Errors
    /// [`KeyError::Exists`] when something is there already, [`KeyError::NoEncryption`] in a build that
    /// cannot lock it.
    pub fn create(path: &Path, passphrase: &Passphrase) -> Result<Self, KeyError> {
        build(path, passphrase, &[], &[])?;
        Self::open(path, passphrase)
    }

    /// Opens a key and reads its list.
    ///
    /// # Errors
    /// A wrong passphrase, a foreign file, a newer format and a damaged file are four different errors;
    /// none of them changes the file.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self, KeyError> {
        if !cfg!(feature = "encryption") {
            return Err(KeyError::NoEncryption);
        }
        let whole = look(path)?;
        // Before it is opened: a file that takes its place from here on is noticed.
        let identity = Identity::of(path, false);
        let tell = |error: rusqlite::Error| read_error(&error, path);
        // Reading alone first: a wrong passphrase must not leave a trace.
        let probe = unlock(path, Some(passphrase), looking(path)).map_err(told)?;
        let number = |connection: &Connection, name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        let application = match number(&probe, "application_id") {
            Ok(id) => id,
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
                return Err(if whole {
                    KeyError::WrongPassphrase(path.to_owned())
                } else {
                    foreign(path, "its content is unknown")
                });
            }
            Err(error) => return Err(tell(error)),
        };
        if application != i64::from(APPLICATION_ID) {
            return Err(foreign(path, "it is a locked file of another kind"));
        }
        let found = number(&probe, "user_version").map_err(tell)?;
        if found > VERSION {
            return Err(KeyError::Newer { found, path: path.to_owned() });
        }
        if !whole || found < 1 {
            let what = if whole { "it has no format" } else { "it is shorter than it should be" };
            return Err(KeyError::Damaged { what: what.to_owned(), path: path.to_owned() });
        }
        let list = read(&probe).map_err(tell)?;
        drop(probe);
        let connection =
            unlock(path, Some(passphrase), OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(told)?;
        prepare(&connection).map_err(tell)?;
        Ok(Self { connection, path: path.to_owned(), identity, list })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The list, in its order.
    pub fn list(&self) -> &[Pseudonym] {
        &self.list
    }

    /// Writes the list, whole or not at all: what [`KeyFile::list`] gives, changed. What another program
    /// did to it since that was read or written stays: its names are added, what it changed or took out
    /// is changed or goes. [`KeyFile::list`] is the list as it is on the disk afterwards, also when a
    /// line is refused. The log stays.
    ///
    /// # Errors
    /// [`KeyError::Clash`] when both changed the same line, and not alike; [`KeyError::Gone`] when
    /// another file has the key's name by now; [`KeyError::Busy`] while somebody else writes. Nothing is
    /// written then.
    pub fn set_list(&mut self, list: &[Pseudonym]) -> Result<(), KeyError> {
        let path = self.path.clone();
        let tell = |error: rusqlite::Error| read_error(&error, &path);
        let transaction = begin(&mut self.connection, &self.identity, &path)?;
        let there = read(&transaction).map_err(tell)?;
        let (merged, clash) = merge(&self.list, list, &there);
        if let Some(Clash { number, replacement }) = clash {
            drop(transaction);
            self.list = there;
            return Err(KeyError::Clash { number, replacement, path });
        }
        write(&transaction, &merged, &[]).map_err(tell)?;
        transaction.commit().map_err(tell)?;
        self.list = merged;
        Ok(())
    }

    /// The list `mine`, made of `base`, with what somebody else made of `base` meanwhile. A line that
    /// both changed, and not alike, is as they left it.
    pub fn merged(base: &[Pseudonym], mine: &[Pseudonym], theirs: &[Pseudonym]) -> Vec<Pseudonym> {
        merge(base, mine, theirs).0
    }

    /// Adds what was replaced to the log.
    ///
    /// # Errors
    /// [`KeyError::Gone`] when another file has the key's name by now, [`KeyError::Busy`] while somebody
    /// else writes.
    pub fn add_to_log(&mut self, entries: &[KeyEntry]) -> Result<(), KeyError> {
        let path = self.path.clone();
        let tell = |error: rusqlite::Error| read_error(&error, &path);
        let transaction = begin(&mut self.connection, &self.identity, &path)?;
        log(&transaction, entries).map_err(tell)?;
        transaction.commit().map_err(tell)
    }

    /// Everything that was replaced, the oldest first.
    ///
    /// # Errors
    /// [`KeyError::Gone`] when another file has the key's name by now.
    pub fn log(&self) -> Result<Vec<KeyEntry>, KeyError> {
        self.identity.check().map_err(told)?;
        let read = || -> rusqlite::Result<Vec<KeyEntry>> {
            let mut statement = self.connection.prepare(
                "SELECT at, coder, document, paragraph, original, replacement, kind
                 FROM log ORDER BY id",
            )?;
            let rows = statement.query_map([], |row| {
                let kind: String = row.get(6)?;
                Ok(KeyEntry {
                    when: row.get(0)?,
                    coder: row.get(1)?,
                    document: row.get(2)?,
                    paragraph: row.get(3)?,
                    original: row.get(4)?,
                    replacement: row.get(5)?,
                    kind: PseudonymKind::from_name(&kind).unwrap_or(PseudonymKind::Other),
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| read_error(&error, &self.path))
    }

    /// Gives the key another passphrase: a new file, with what is on the disk, takes the place of the
    /// old one. Whoever may use that may use the new one, and nobody else.
    ///
    /// # Errors
    /// [`KeyError::Gone`] when another file has the key's name by now, [`KeyError::Busy`] while somebody
    /// else writes, [`KeyError::Io`] when there is no room. The file is then as it was.
    pub fn change_passphrase(self, passphrase: &Passphrase) -> Result<Self, KeyError> {
        let path = self.path.clone();
        let tell = |error: rusqlite::Error| read_error(&error, &path);
        self.identity.check().map_err(told)?;
        // From here on nobody else writes to the old file: it would be lost with it.
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(tell)?;
        // Somebody else may have done the same while the lock was waited for.
        self.identity.check().map_err(told)?;
        let (list, entries) = (read(&self.connection).map_err(tell)?, self.log()?);
        let fresh = sibling(&path, ".changed");
        std::fs::remove_file(&fresh).ok();
        build(&fresh, passphrase, &list, &entries)?;
        let access = std::fs::metadata(&path).map(|old| old.permissions());
        let alike = access.and_then(|access| std::fs::set_permissions(&fresh, access));
        // Whoever waits for the old file finds another one in its place. Elsewhere than on Unix an open
        // file cannot be replaced.
        let held = if cfg!(unix) {
            Some(self)
        } else {
            drop(self);
            None
        };
        let moved = alike.and_then(|()| std::fs::rename(&fresh, &path));
        drop(held);
        moved.map_err(|source| {
            std::fs::remove_file(&fresh).ok();
            KeyError::Io { doing: "changing the passphrase", source, path: path.clone() }
        })?;
        Self::open(&path, passphrase)
    }
}

/// From here on nobody else writes, and the file is the one that was opened.
///
/// That is asked before SQLite touches it as well: it finds the journal of a file by the file's name,
/// and would take that of the file which has the name now for its own.
fn begin<'c>(
    connection: &'c mut Connection,
    identity: &Identity,
    path: &Path,
) -> Result<Transaction<'c>, KeyError> {
    identity.check().map_err(told)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| read_error(&error, path))?;
    identity.check().map_err(told)?;
    Ok(transaction)
}

/// Builds a key beside its place and moves it there.
fn build(
    path: &Path,
    passphrase: &Passphrase,
    list: &[Pseudonym],
    entries: &[KeyEntry],
) -> Result<(), KeyError> {
    if !cfg!(feature = "encryption") {
        return Err(KeyError::NoEncryption);
    }
    if path.symlink_metadata().is_ok() {
        return Err(KeyError::Exists(path.to_owned()));
    }
    let draft = draft_path(path);
    let made = fill(&draft, path, passphrase, list, entries).and_then(|()| {
        settle(&draft, path).map_err(|error| match error {
            super::Error::Exists(path) => KeyError::Exists(path),
            super::Error::Io { source, .. } => making(source, path),
            other => KeyError::Other(other.to_string()),
        })
    });
    if made.is_err() {
        std::fs::remove_file(&draft).ok();
    }
    made
}

fn making(source: std::io::Error, path: &Path) -> KeyError {
    KeyError::Io { doing: "making the key", source, path: path.to_owned() }
}

fn fill(
    draft: &Path,
    path: &Path,
    passphrase: &Passphrase,
    list: &[Pseudonym],
    entries: &[KeyEntry],
) -> Result<(), KeyError> {
    // Says what the system has against the place; SQLite only says that it cannot. And nobody else may
    // read it, whatever the system gives new files.
    new_private(draft).map_err(|source| making(source, path))?;
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = unlock(draft, Some(passphrase), access).map_err(told)?;
    let tell = |error: rusqlite::Error| read_error(&error, path);
    prepare(&connection).map_err(tell)?;
    let transaction = connection.transaction().map_err(tell)?;
    transaction.execute_batch(SCHEMA).map_err(tell)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(tell)?;
    transaction.pragma_update(None, "user_version", VERSION).map_err(tell)?;
    write(&transaction, list, entries).map_err(tell)?;
    transaction.commit().map_err(tell)?;
    connection.close().map_err(|(_, error)| tell(error))
}

/// Looks at a file before SQLite touches it. False when it is no whole number of pages.
fn look(path: &Path) -> Result<bool, KeyError> {
    use std::io::Read as _;
    let io = |source: std::io::Error| {
        if source.kind() == std::io::ErrorKind::NotFound {
            KeyError::Missing(path.to_owned())
        } else {
            KeyError::Io { doing: "opening the key", source, path: path.to_owned() }
        }
    };
    let metadata = std::fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        return Err(foreign(path, "it is a folder"));
    }
    let mut head = Vec::with_capacity(4096);
    std::fs::File::open(path).map_err(io)?.take(4096).read_to_end(&mut head).map_err(io)?;
    if head.is_empty() {
        return Err(foreign(path, "it is empty"));
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Err(foreign(path, "it is not locked; a study, perhaps"));
    }
    if !is_noise(&head) {
        return Err(foreign(path, kind_of(&head)));
    }
    Ok(metadata.len().is_multiple_of(4096))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    for (name, value) in [
        ("journal_mode", "delete"),
        ("synchronous", "full"),
        ("secure_delete", "on"),
        ("trusted_schema", "off"),
        ("temp_store", "memory"),
        // Pages with names in them are wiped when they are let go.
        ("cipher_memory_security", "on"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    Ok(())
}

fn read(connection: &Connection) -> rusqlite::Result<Vec<Pseudonym>> {
    let mut statement = connection.prepare(
        "SELECT original, replacement, kind, note FROM pseudonyms ORDER BY position, id",
    )?;
    let rows = statement.query_map([], |row| {
        let kind: String = row.get(2)?;
        Ok(Pseudonym {
            original: row.get(0)?,
            replacement: row.get(1)?,
            kind: PseudonymKind::from_name(&kind).unwrap_or(PseudonymKind::Other),
            note: row.get(3)?,
        })
    })?;
    rows.collect()
}

fn write(
    connection: &Connection,
    list: &[Pseudonym],
    entries: &[KeyEntry],
) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM pseudonyms", [])?;
    let mut statement = connection.prepare(
        "INSERT INTO pseudonyms (position, original, replacement, kind, note)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (at, one) in (1_i64..).zip(list) {
        let kind = one.kind.name();
        statement.execute(params![at, one.original, one.replacement, kind, one.note])?;
    }
    log(connection, entries)
}

fn log(connection: &Connection, entries: &[KeyEntry]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(
        "INSERT INTO log (at, coder, document, paragraph, original, replacement, kind)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for one in entries {
        let kind = one.kind.name();
        statement.execute(params![
            one.when,
            one.coder,
            one.document,
            one.paragraph,
            one.original,
            one.replacement,
            kind
        ])?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests;
