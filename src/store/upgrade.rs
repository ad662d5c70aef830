//! From an older schema to ours: a copy first, then everything or nothing.

use super::backup::{flush_folder, vacuum_into};
use super::companions::folder_of;
use super::hold::{Hold, NotHeld};
use super::logs::has_way;
use super::open::{MIGRATIONS, SCHEMA_VERSION, draft_path, settle, unlock};
use super::{Error, Passphrase, ReadOnly, Store};
use rusqlite::{OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};

impl Store {
    /// Brings a file of version `from` up to ours. The file as it was stays beside it, under a name
    /// that says so. The steps before cannot be undone any more: they speak of the old tables. The
    /// audit trail stays.
    ///
    /// # Errors
    /// [`Error::Busy`] and [`Error::ReadOnly`] while another program uses the file, [`Error::Io`] when
    /// there is no place for the copy; the file is then as it was.
    pub(super) fn upgrade(&mut self, from: i64) -> Result<(), Error> {
        if from == SCHEMA_VERSION {
            return Ok(());
        }
        // Who has it open would find other tables from one moment to the next.
        let _hold = match Hold::take(&self.path, "", false) {
            Err(NotHeld::By(holder)) => {
                let why = ReadOnly::Held(holder);
                return Err(Error::ReadOnly { why, path: self.path.clone() });
            }
            taken => taken.ok(),
        };
        // Somebody who is in the middle of reading it is not disturbed.
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(Error::Busy);
        }
        // From here on nobody else writes.
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        keep_copy(&self.path, self.passphrase.as_ref())?;
        for schema in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or_default()) {
            transaction.execute_batch(schema)?;
        }
        transaction.execute_batch("DELETE FROM history; DELETE FROM steps;")?;
        transaction.execute(
            "INSERT INTO audit (at, coder, verb, label)
             VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', 'upgraded', ?1)",
            [format!("Format {from} to {SCHEMA_VERSION}")],
        )?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.commit()?;
        Ok(())
    }
}

/// A copy of the file beside itself, whole or not at all, locked alike.
///
/// Written by SQLite over a connection of its own: a handle of ours on the file would give up the locks
/// of this program when it is closed, and somebody else could write before the upgrade is stored.
pub(super) fn keep_copy(path: &Path, passphrase: Option<&Passphrase>) -> Result<(), Error> {
    let reader = unlock(path, passphrase, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let draft = draft_path(path);
    std::fs::remove_file(&draft).ok();
    let kept = vacuum_into(&reader, &draft).and_then(|()| {
        loop {
            match settle(&draft, &free_name(path)) {
                // Somebody took the name meanwhile.
                Err(Error::Exists(_)) => {}
                done => return done,
            }
        }
    });
    if kept.is_err() {
        std::fs::remove_file(&draft).ok();
    }
    kept?;
    flush_folder(folder_of(path));
    Ok(())
}

/// `study before format 2.postil`, with a number where that is taken, or the log of one that had it is there.
fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    let name = |number: String| {
        let ending = ending.as_deref().unwrap_or_default();
        path.with_file_name(format!("{stem} before format {SCHEMA_VERSION}{number}{ending}"))
    };
    let first = name(String::new());
    let more = (2..).map(|n| name(format!(" ({n})")));
    std::iter::once(first)
        .chain(more)
        .find(|path| path.symlink_metadata().is_err() && has_way(path).is_ok())
        .unwrap_or_else(|| path.with_extension("before"))
}
