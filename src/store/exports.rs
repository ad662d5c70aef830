//! Files that were written from a study: facts about the world, so no step and no undo.

use super::{Error, Store};
use crate::model::{Guid, Written};
use rusqlite::params;
use std::collections::BTreeMap;

/// A row of the log of files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExportId(i64);

impl Store {
    /// Notes that a file was written, with everybody whose words or numbers are in it.
    ///
    /// # Errors
    /// Where the study file cannot be written to; nothing is noted then.
    pub fn note_export(&self, written: &Written) -> Result<ExportId, Error> {
        self.beside(|connection| {
            let id = connection
                .prepare_cached(
                    "INSERT INTO exports (at, coder, what, path, profile)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .insert(params![
                    written.at,
                    written.coder,
                    written.what,
                    written.path,
                    written.profile
                ])?;
            for guid in &written.participants {
                connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO export_participants (export_id, participant)
                         VALUES (?1, ?2)",
                    )?
                    .execute(params![id, guid.to_string()])?;
            }
            Ok(ExportId(id))
        })
    }

    /// Forgets a file that was noted and could not be written after all.
    pub fn forget_export(&self, id: ExportId) -> Result<(), Error> {
        self.beside(|connection| {
            connection.execute("DELETE FROM export_participants WHERE export_id = ?1", [id.0])?;
            connection.execute("DELETE FROM exports WHERE id = ?1", [id.0])?;
            Ok(())
        })
    }

    /// The files that were written, the oldest first.
    pub fn exports(&self) -> Result<Vec<Written>, Error> {
        let mut people: BTreeMap<i64, Vec<Guid>> = BTreeMap::new();
        let rows = self.rows(
            "SELECT export_id, participant FROM export_participants ORDER BY export_id, participant",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )?;
        for (export, guid) in rows {
            people.entry(export).or_default().extend(Guid::parse(&guid));
        }
        self.rows("SELECT id, at, coder, what, path, profile FROM exports ORDER BY id", [], |row| {
            Ok(Written {
                at: row.get(1)?,
                coder: row.get(2)?,
                what: row.get(3)?,
                path: row.get(4)?,
                profile: row.get(5)?,
                participants: people.remove(&row.get(0)?).unwrap_or_default(),
            })
        })
    }
}
