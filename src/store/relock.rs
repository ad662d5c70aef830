//! A first passphrase, another one, or none: the study is written anew beside itself, compared row by
//! row with what is there, and takes its place in one move.
//!
//! Killed at any moment, the file at its place opens with the old passphrase or with the new one: it is
//! only ever replaced whole. `PRAGMA rekey` would write the pages in place; it is not used. The bytes of
//! the old file are overwritten afterwards; an SSD or a file system that never writes in place may keep
//! them all the same.

use super::access::Identity;
use super::backup::flush_folder;
use super::check::Trouble;
use super::companions::folder_of;
use super::logs::ASIDE;
use super::open::{SCHEMA_VERSION, connect, draft_path, is_noise, same_schema, unlock};
use super::wipe::{Twin, discard, only_name, overwrite};
use super::{Companion, Error, Passphrase, Store, companions};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// What came of the old file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Relocked {
    /// Its bytes were overwritten. Not where another name points to the same file, or the disk refused.
    pub wiped: bool,
}

impl Store {
    /// Gives the study another passphrase, its first one, or none. Steps, history and everything else
    /// stay; a line in the audit trail says that it was done. Gives back the store, open under the new
    /// passphrase; on an error as it was, or nothing where the new file did not open again.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program has the file open, [`Error::Damaged`] when the study is not
    /// whole, [`Error::Io`] when there is no room. The file is then as it was.
    pub fn relock(
        mut self,
        new: Option<&Passphrase>,
        coder: &str,
        at: &str,
    ) -> (Option<Self>, Result<Relocked, Error>) {
        if new.is_some() && !cfg!(feature = "encryption") {
            return (Some(self), Err(Error::NoEncryption));
        }
        if let Err(error) = self.may_write(coder) {
            return (Some(self), Err(error));
        }
        let (path, target) = match std::fs::canonicalize(&self.path) {
            // A link stays a link: the file it points to is replaced.
            Ok(target) => (self.path.clone(), target),
            Err(source) => {
                let error = failed(source, &self.path);
                return (Some(self), Err(error));
            }
        };
        let draft = draft_path(&target);
        let label = match (self.encrypted, new.is_some()) {
            (_, false) => "Passphrase removed",
            (false, true) => "Passphrase set",
            (true, true) => "Passphrase changed",
        };
        let made = self.draft(&draft, &target, new).and_then(|()| {
            self.compare(&draft, new)?;
            finish(&draft, new, (coder, at, label))?;
            // What is overwritten later; it stays open until the connection is closed, because closing
            // any handle of a file gives up its locks.
            File::options().write(true).open(&target).map_err(|source| failed(source, &target))
        });
        let old = match made {
            Ok(old) => old,
            Err(error) => {
                self.let_go(&draft);
                return (Some(self), Err(error.at(&path)));
            }
        };
        let alone = only_name(&old);
        // Nobody else may write between the copy and the move: the lock is held. Elsewhere than on Unix
        // an open file cannot be replaced.
        let hold = self.hold.take();
        // What is overwritten below is the file itself; the handle stays as long as the locks.
        let head = self.head.take();
        let held = if cfg!(unix) {
            Some((self, head))
        } else {
            drop((self, head));
            None
        };
        if let Err(source) = std::fs::rename(&draft, &target) {
            discard(&draft);
            let error = failed(source, &path);
            let Some((mut store, head)) = held else { return (None, Err(error)) };
            (store.hold, store.head) = (hold, head);
            store.opened.push(old);
            store.let_go(&draft);
            return (Some(store), Err(error));
        }
        // A move within a folder is safe once the folder is on the disk.
        flush_folder(folder_of(&target));
        // Before the lock is given up: whoever waited for the old file finds nothing to work on.
        let wiped = alone && overwrite(&old).is_ok();
        drop(held);
        drop(old);
        match Self::open(&path, new) {
            Ok(mut store) => {
                store.hold = hold;
                (Some(store), Ok(Relocked { wiped }))
            }
            Err(error) => (None, Err(error)),
        }
    }

    /// True when this passphrase opens the file. Nothing is changed.
    pub fn opens_with(&self, passphrase: &Passphrase) -> Result<bool, Error> {
        let probe = unlock(&self.path, Some(passphrase), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        match probe.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0)) {
            Ok(_) => Ok(true),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
                Ok(false)
            }
            Err(error) => Err(Error::from(error).at(&self.path)),
        }
    }

    /// Writes everything into a new file under the new key, with the study to ourselves.
    fn draft(&self, draft: &Path, target: &Path, new: Option<&Passphrase>) -> Result<(), Error> {
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(Error::Busy);
        }
        // Without a log beside it, the file is all there is; and nobody else may have it open.
        let mode: String =
            self.connection.query_row("PRAGMA journal_mode = delete", [], |row| row.get(0))?;
        if mode != "delete" {
            return Err(Error::Busy);
        }
        self.connection
            .execute_batch("PRAGMA main.locking_mode = exclusive; BEGIN EXCLUSIVE; COMMIT;")?;
        export(&self.connection, draft, target, new)
    }

    /// Every table of the draft holds the same rows in the same order, read through the new key.
    fn compare(&self, draft: &Path, new: Option<&Passphrase>) -> Result<(), Error> {
        let fresh = connect(draft, new, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        fresh.execute_batch("PRAGMA journal_mode = memory")?;
        same_schema(&fresh, draft, SCHEMA_VERSION)?;
        same_tables(&self.connection, &fresh)?;
        let (path, encrypted) = (draft.to_owned(), new.is_some());
        let mut copy = Self {
            identity: Identity::of(&path, false),
            connection: fresh,
            path,
            encrypted,
            data_version: 0,
            passphrase: new.cloned(),
            hold: None,
            read_only: None,
            opened: Vec::new(),
            head: None,
        };
        match copy.check()?.into_iter().next() {
            None => Ok(()),
            Some(Trouble { what, detail }) => Err(not_whole(format!("{what}: {detail}"))),
        }
    }

    /// The study goes on as it was.
    fn let_go(&self, draft: &Path) {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").ok();
        }
        self.connection.execute_batch("DETACH DATABASE draft").ok();
        // The lock is given up with the next look at the file.
        let back = "PRAGMA main.locking_mode = normal; PRAGMA main.journal_mode = wal;
                    SELECT count(*) FROM sqlite_schema;";
        self.connection.execute_batch(back).ok();
        self.wrote();
        // Where a passphrase was to go, everybody can read it.
        discard(draft);
    }
}

/// Writes everything that a connection holds into a new file under another key, as it stands. Whoever may
/// use `target` may use that file.
///
/// # Errors
/// No room, no permission. The connection may then be in the middle of it.
pub(super) fn export(
    connection: &Connection,
    draft: &Path,
    target: &Path,
    new: Option<&Passphrase>,
) -> Result<(), Error> {
    discard(draft);
    let made = File::create_new(draft).map_err(|source| failed(source, target))?;
    let access = std::fs::metadata(target).map_err(|source| failed(source, target))?;
    made.set_permissions(access.permissions()).map_err(|source| failed(source, target))?;
    drop(made);
    let place = draft.to_str().ok_or_else(|| {
        failed(std::io::Error::other("the name of its folder is not Unicode"), target)
    })?;
    // Without SQLCipher there is no word for keys, and nothing to remove.
    let key = new.map_or("", Passphrase::reveal);
    connection.execute("ATTACH DATABASE ?1 AS draft KEY ?2", [place, key])?;
    connection.execute_batch(
        "PRAGMA draft.journal_mode = memory; PRAGMA draft.synchronous = full;
         PRAGMA draft.secure_delete = on; BEGIN;",
    )?;
    connection.query_row("SELECT sqlcipher_export('draft')", [], |_| Ok(()))?;
    for name in ["application_id", "user_version"] {
        let value: i64 = connection.pragma_query_value(None, name, |row| row.get(0))?;
        connection.pragma_update(Some("draft"), name, value)?;
    }
    Ok(connection.execute_batch("COMMIT; DETACH DATABASE draft;")?)
}

/// # Errors
/// [`Error::Damaged`] where a table of the copy does not hold the same rows in the same order.
pub(super) fn same_tables(ours: &Connection, copy: &Connection) -> Result<(), Error> {
    let tables: Vec<String> = copy
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND rootpage > 0 ORDER BY name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in &tables {
        if !same_rows(ours, copy, table)? {
            return Err(not_whole(format!("its copy differs in `{table}`")));
        }
    }
    Ok(())
}

/// The line in the audit trail, and every byte on the disk.
fn finish(
    draft: &Path,
    new: Option<&Passphrase>,
    (coder, at, label): (&str, &str, &str),
) -> Result<(), Error> {
    let fresh = connect(draft, new, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    fresh.execute_batch("PRAGMA journal_mode = memory; PRAGMA synchronous = full;")?;
    fresh.execute(
        "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'relocked', ?3)",
        [at, coder, label],
    )?;
    fresh.close().map_err(|(_, error)| Error::from(error))?;
    let file = File::options().write(true).open(draft);
    file.and_then(|file| file.sync_all()).map_err(|source| failed(source, draft))
}

/// True when both hold the same rows of a table, in the same order.
fn same_rows(ours: &Connection, theirs: &Connection, table: &str) -> Result<bool, Error> {
    let sql = format!("SELECT * FROM main.\"{}\"", table.replace('"', "\"\""));
    let (mut ours, mut theirs) = (ours.prepare(&sql)?, theirs.prepare(&sql)?);
    if !ours.column_names().eq(theirs.column_names()) {
        return Ok(false);
    }
    let columns = ours.column_count();
    let (mut ours, mut theirs) = (ours.query([])?, theirs.query([])?);
    loop {
        match (ours.next()?, theirs.next()?) {
            (None, None) => return Ok(true),
            (Some(our), Some(their)) => {
                for column in 0..columns {
                    if !same_value(our.get_ref(column)?, their.get_ref(column)?) {
                        return Ok(false);
                    }
                }
            }
            _ => return Ok(false),
        }
    }
}

/// Bit by bit: a number that is none equals itself.
fn same_value(one: ValueRef<'_>, other: ValueRef<'_>) -> bool {
    match (one, other) {
        (ValueRef::Real(one), ValueRef::Real(other)) => one.to_bits() == other.to_bits(),
        _ => one == other,
    }
}

fn not_whole(what: String) -> Error {
    Error::Damaged { what, path: PathBuf::new() }
}

fn failed(source: std::io::Error, path: &Path) -> Error {
    Error::Io { doing: "writing the study under another passphrase", source, path: path.to_owned() }
}

/// Files that belong to a study and can be read without a passphrase: copies from before an upgrade,
/// backups, drafts of a killed program. What the study itself is does not matter.
pub fn readable_copies(study: &Path) -> Vec<PathBuf> {
    companions(study)
        .into_iter()
        .filter(|(kind, _)| !matches!(kind, Companion::Log | Companion::OtherLog))
        .filter(|(_, path)| is_readable(path))
        .map(|(_, path)| path)
        .collect()
}

/// Logs of other files beside a study that can be read without a passphrase. They are no copies of it: the
/// last steps in another file may be in them and nowhere else.
pub fn readable_logs(study: &Path) -> Vec<PathBuf> {
    companions(study)
        .into_iter()
        .filter(|(kind, path)| *kind == Companion::OtherLog && is_readable_log(path))
        .map(|(_, path)| path)
        .collect()
}

/// A locked file's pages are noise in its log too.
fn is_readable_log(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // In front of the first page: the heads of a log and of a frame, or those of a journal. What the study
    // is called may end as a log does, too.
    let is_log = name.rsplit_once(ASIDE).is_some_and(|(file, _)| file.ends_with("-wal"));
    let before = if is_log { 32 + 24 } else { 512 + 4 };
    let mut page = vec![0; 4096];
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::Start(before))?;
        file.read_exact(&mut page)
    });
    read.is_ok() && !is_noise(&page)
}

fn is_readable(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    // Zeros: it was being overwritten, and the rest may be there still.
    read.is_ok() && (head == *b"SQLite format 3\0" || head == [0; 16])
}

/// Overwrites a file and removes it.
///
/// # Errors
/// [`Error::Io`]; the file may then be overwritten and still be there.
pub fn wipe(path: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { doing: "removing a copy", source, path: path.to_owned() };
    super::wipe::wipe(path, Twin::Stays).map(drop).map_err(io)
}

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests;
