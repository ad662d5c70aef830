//! What was replaced is made final: the steps before are forgotten, and nothing of them is left in the
//! file.

use super::write::{count_elsewhere, rewritten};
use super::{Error, Store};
use crate::model::{Anonymised, PseudonymKind};
use rusqlite::{TransactionBehavior, params};

impl Store {
    /// Forgets every step: nothing before can be undone any more, and what the history held of older
    /// words is gone from the file, from its write-ahead log and from the index of words. `new` says
    /// what the names of steps in the audit trail and what lies on the desk become; the trail itself
    /// stays. Gives back how many of those changed.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program uses the file.
    pub fn forget_history(
        &mut self,
        coder: &str,
        at: &str,
        new: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, Error> {
        let path = self.path.clone();
        self.may_write(coder)?;
        let forgotten = self.forget(coder, at, new).map_err(|error| error.at(&path));
        self.wrote();
        forgotten
    }

    fn forget(
        &mut self,
        coder: &str,
        at: &str,
        new: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, Error> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch("DELETE FROM history; DELETE FROM steps;")?;
        let mut changed = 0;
        // The trail is append-only, and must not keep a name all the same.
        let guard: String = transaction.query_row(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'audit_keeps'",
            [],
            |row| row.get(0),
        )?;
        transaction.execute_batch("DROP TRIGGER audit_keeps")?;
        let labels: Vec<(i64, String)> = transaction
            .prepare("SELECT id, label FROM audit")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (id, label) in labels {
            if let Some(label) = new(&label) {
                changed += 1;
                transaction
                    .execute("UPDATE audit SET label = ?2 WHERE id = ?1", params![id, label])?;
            }
        }
        transaction.execute_batch(&guard)?;
        let desk: Vec<(String, String)> = transaction
            .prepare("SELECT \"key\", value FROM desk")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (key, value) in desk {
            let json = serde_json::from_str::<serde_json::Value>(&value).is_ok();
            if let Some(value) = rewritten(&value, json, new) {
                changed += 1;
                transaction.execute(
                    "UPDATE desk SET value = ?2 WHERE \"key\" = ?1",
                    params![key, value],
                )?;
            }
        }
        // Files that were written since the names were replaced are noted by what they were called.
        let files: Vec<(i64, String)> = transaction
            .prepare("SELECT id, path FROM exports")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (id, path) in files {
            if let Some(path) = new(&path) {
                changed += 1;
                transaction
                    .execute("UPDATE exports SET path = ?2 WHERE id = ?1", params![id, path])?;
            }
        }
        transaction.execute(
            "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'made final', ?3)",
            params![at, coder, "Forget the steps before"],
        )?;
        transaction.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
        transaction.commit()?;
        self.connection.execute_batch("VACUUM")?;
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(Error::Busy);
        }
        self.data_version = self.read_data_version()?;
        Ok(changed)
    }

    /// How many texts without a page of their own (older texts, receipts, kept codebooks) would change.
    pub fn count_elsewhere(&self, new: &dyn Fn(&str) -> Option<String>) -> Result<usize, Error> {
        count_elsewhere(&self.connection, new)
    }

    /// The log of what was replaced, the oldest first.
    pub fn anonymised(&self) -> Result<Vec<Anonymised>, Error> {
        self.rows(
            "SELECT coalesce(d.name, ''), a.kind, a.replacement, a.places, c.name, a.created_at
             FROM anonymised a JOIN coders c ON c.id = a.coder_id
             LEFT JOIN documents d ON d.id = a.document_id ORDER BY a.id",
            [],
            |row| {
                let kind: String = row.get(1)?;
                Ok(Anonymised {
                    document: row.get(0)?,
                    kind: PseudonymKind::from_name(&kind).unwrap_or(PseudonymKind::Other),
                    replacement: row.get(2)?,
                    places: row.get::<_, i64>(3)?.unsigned_abs(),
                    coder: row.get(4)?,
                    when: row.get(5)?,
                })
            },
        )
    }
}
