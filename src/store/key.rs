//! The pseudonym key: which name stands behind which pseudonym, in a file of its own.
//!
//! It is a SQLCipher file like a locked study, because that is the one way of locking a file that is in
//! this program already and written by people whose trade it is; what is changed in it is a transaction,
//! so that a key is never half written. It is locked always: without the feature `encryption` there are
//! no keys. There is no recovery: a lost passphrase is a lost key.

use super::Passphrase;
use super::open::{draft_path, is_noise, kind_of, looking, settle, sibling, unlock};
use crate::model::{Pseudonym, PseudonymKind};
use rusqlite::{Connection, OpenFlags, params};
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
        Ok(Self { connection, path: path.to_owned(), list })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The list, in its order.
    pub fn list(&self) -> &[Pseudonym] {
        &self.list
    }

    /// Writes the list anew, whole or not at all. The log stays.
    pub fn set_list(&mut self, list: &[Pseudonym]) -> Result<(), KeyError> {
        let path = self.path.clone();
        let tell = |error: rusqlite::Error| read_error(&error, &path);
        let transaction = self.connection.transaction().map_err(tell)?;
        write(&transaction, list, &[]).map_err(tell)?;
        transaction.commit().map_err(tell)?;
        self.list = list.to_vec();
        Ok(())
    }

    /// Adds what was replaced to the log.
    pub fn add_to_log(&mut self, entries: &[KeyEntry]) -> Result<(), KeyError> {
        let path = self.path.clone();
        let tell = |error: rusqlite::Error| read_error(&error, &path);
        let transaction = self.connection.transaction().map_err(tell)?;
        log(&transaction, entries).map_err(tell)?;
        transaction.commit().map_err(tell)
    }

    /// Everything that was replaced, the oldest first.
    pub fn log(&self) -> Result<Vec<KeyEntry>, KeyError> {
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

    /// Gives the key another passphrase: a new file takes the place of the old one.
    pub fn change_passphrase(self, passphrase: &Passphrase) -> Result<Self, KeyError> {
        let (list, entries) = (self.list.clone(), self.log()?);
        let path = self.path.clone();
        drop(self);
        let fresh = sibling(&path, ".changed");
        std::fs::remove_file(&fresh).ok();
        build(&fresh, passphrase, &list, &entries)?;
        std::fs::rename(&fresh, &path).map_err(|source| {
            std::fs::remove_file(&fresh).ok();
            KeyError::Io { doing: "changing the passphrase", source, path: path.clone() }
        })?;
        Self::open(&path, passphrase)
    }
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
    // Says what the system has against the place; SQLite only says that it cannot.
    std::fs::File::create_new(draft).map_err(|source| making(source, path))?;
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

fn foreign(path: &Path, what: &str) -> KeyError {
    KeyError::Foreign { what: what.to_owned(), path: path.to_owned() }
}

fn told(error: super::Error) -> KeyError {
    match error {
        super::Error::Busy => KeyError::Busy,
        other => KeyError::Other(other.to_string()),
    }
}

fn read_error(error: &rusqlite::Error, path: &Path) -> KeyError {
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
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap()
    }

    fn sarah() -> Pseudonym {
        Pseudonym {
            original: "Sarah Kola".to_owned(),
            replacement: "[mother]".to_owned(),
            kind: PseudonymKind::Person,
            note: "asked for it".to_owned(),
        }
    }

    #[test]
    fn a_key_keeps_its_list_and_its_log_under_another_passphrase_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.postil-key");
        let mut key = KeyFile::create(&path, &passphrase("one")).unwrap();
        key.set_list(&[sarah()]).unwrap();
        let entry = KeyEntry {
            when: "2026-01-01T00:00:00.000Z".to_owned(),
            coder: "researcher".to_owned(),
            document: "P01".to_owned(),
            paragraph: Some(3),
            original: "Sarah Kola".to_owned(),
            replacement: "[mother]".to_owned(),
            kind: PseudonymKind::Person,
        };
        key.add_to_log(std::slice::from_ref(&entry)).unwrap();
        let key = key.change_passphrase(&passphrase("two")).unwrap();
        assert_eq!(key.list(), [sarah()]);
        assert_eq!(key.log().unwrap(), [entry]);
        drop(key);
        let wrong = KeyFile::open(&path, &passphrase("one")).unwrap_err();
        assert!(matches!(wrong, KeyError::WrongPassphrase(_)), "{wrong}");
        // Nothing readable, no companion left behind.
        let bytes = std::fs::read(&path).unwrap();
        for word in ["Sarah", "mother", "pseudonyms", "SQLite"] {
            assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_key_says_what_it_is_and_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, bytes: &[u8], expected: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let error = KeyFile::open(&path, &passphrase("x")).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{name}: {error}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name}");
            assert!(!sibling(&path, "-journal").exists() && !sibling(&path, "-wal").exists());
        };
        check("empty", b"", "this is not a pseudonym key (it is empty)");
        check("text", b"Sarah,[mother]\n", "this is not a pseudonym key (it is a text file)");
        check("zip", b"PK\x03\x04", "this is not a pseudonym key (it is a zip");
        let mut noise = Vec::new();
        for n in 0_u32..1024 {
            use sha2::Digest as _;
            noise.extend_from_slice(&sha2::Sha256::digest(n.to_le_bytes()));
        }
        check("noise", &noise[..8192], "wrong passphrase for the pseudonym key");
        check("cut", &noise[..8000], "this is not a pseudonym key (its content is unknown)");
        let missing = KeyFile::open(&folder.path().join("no"), &passphrase("x")).unwrap_err();
        assert!(matches!(missing, KeyError::Missing(_)));

        let path = folder.path().join("a.postil-key");
        let mut key = KeyFile::create(&path, &passphrase("x")).unwrap();
        assert!(matches!(KeyFile::create(&path, &passphrase("x")), Err(KeyError::Exists(_))));
        let many: Vec<Pseudonym> =
            (0..400).map(|n| Pseudonym { original: format!("Name {n}"), ..sarah() }).collect();
        key.set_list(&many).unwrap();
        drop(key);
        let whole = std::fs::read(&path).unwrap();
        // A flipped byte behind the first page, and a file that was cut off.
        let mut flipped = whole.clone();
        for page in 1..whole.len() / 4096 {
            flipped[page * 4096 + 100] ^= 1;
        }
        check("flipped", &flipped, "the pseudonym key is damaged (");
        check("short", &whole[..whole.len() - 100], "the pseudonym key is damaged (it is shorter");
        // A newer format, and a study locked with the same passphrase.
        let newer = folder.path().join("newer");
        std::fs::write(&newer, &whole).unwrap();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = unlock(&newer, Some(&passphrase("x")), flags).unwrap();
        connection.pragma_update(None, "user_version", 9).unwrap();
        drop(connection);
        let error = KeyFile::open(&newer, &passphrase("x")).unwrap_err();
        assert!(matches!(error, KeyError::Newer { found: 9, .. }), "{error}");
        let founding =
            crate::store::Founding { guid: "g", name: "n", at: "t", coder_guid: "c", coder: "r" };
        let study = folder.path().join("s.postil");
        drop(crate::store::Store::create(&study, Some(&passphrase("x")), &founding).unwrap());
        let error = KeyFile::open(&study, &passphrase("x")).unwrap_err().to_string();
        assert!(error.contains("a locked file of another kind"), "{error}");
    }
}
