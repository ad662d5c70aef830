//! From an older schema to ours: a copy first, then everything or nothing.

use super::open::{MIGRATIONS, SCHEMA_VERSION};
use super::{Error, Store};
use rusqlite::TransactionBehavior;
use std::path::{Path, PathBuf};

impl Store {
    /// Brings a file of version `from` up to ours. The file as it was stays beside it, under a name
    /// that says so. The steps before cannot be undone any more: they speak of the old tables. The
    /// audit trail stays.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program uses the file, [`Error::Io`] when there is no place for
    /// the copy; the file is then as it was.
    pub(super) fn upgrade(&mut self, from: i64) -> Result<(), Error> {
        if from == SCHEMA_VERSION {
            return Ok(());
        }
        // Everything into the file itself: the copy is of one file.
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(Error::Busy);
        }
        // From here on nobody else writes.
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        keep_copy(&self.path)?;
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

/// Copies the file beside itself, whole or not at all.
fn keep_copy(path: &Path) -> Result<(), Error> {
    let io = |source| Error::Io {
        doing: "keeping a copy of the study before it is brought up to date",
        source,
        path: path.to_owned(),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let copy = free_name(path);
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    let mut source = std::fs::File::open(path).map_err(io)?;
    std::io::copy(&mut source, &mut draft).map_err(io)?;
    draft.as_file().sync_all().map_err(io)?;
    draft.persist_noclobber(&copy).map_err(|error| io(error.error))?;
    Ok(())
}

/// `study before format 2.postil`, with a number where that is taken.
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
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| path.with_extension("before"))
}
