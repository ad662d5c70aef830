//! A participant withdraws: one transaction with nobody else at the file, and nothing of it left
//! behind.
//!
//! The order matters. First the file is taken for this connection alone; if another program has it open,
//! nothing has happened. Then one transaction, without history: what is removed is written nowhere once
//! more. Then the file is built anew, the log is cut to nothing, and copies of the file are overwritten
//! and removed. What a disk keeps below its files is out of reach.

use super::companions::{Companion, companions};
use super::load::guid;
use super::restore::open_to_read;
use super::wipe::{Twin, wipe};
use super::{Error, Store, Tx, history};
use crate::model::{
    Cleaning, EvidenceId, EvidenceKind, EvidenceLost, Guid, Tombstone, WithdrawalCounts,
    WithdrawalReason, WithdrawalScope,
};
use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is kept of a withdrawal besides its day, scope and reason.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Report {
    counts: WithdrawalCounts,
    cleaned: Option<Cleaning>,
}

pub(super) fn report(tombstone: &Tombstone) -> String {
    let report = Report { counts: tombstone.counts, cleaned: tombstone.cleaned };
    serde_json::to_string(&report).unwrap_or_else(|_| "{}".to_owned())
}

/// A file that was written from the study.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Exported {
    /// When, RFC 3339.
    pub at: String,
    /// What it is.
    pub what: String,
    /// Where it was written to.
    pub path: String,
}

/// What became of copies of the study.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Removed {
    /// Overwritten and removed.
    pub removed: Vec<PathBuf>,
    /// Could not be, and why.
    pub left: Vec<(PathBuf, String)>,
}

/// How thoroughly a withdrawal cleans up behind itself. Only tests ask for less than everything, to
/// show that the proof scan would find it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Care {
    /// As it must be.
    Full,
    /// As any other step: rows are deleted, nothing more.
    #[cfg(test)]
    None,
}

impl Store {
    /// Does a withdrawal: everything `act` writes, or nothing. No step: it cannot be undone, and every
    /// step before it is forgotten. The audit trail gets one line.
    ///
    /// Gives back what `act` gave, and whether the file was built anew afterwards: that can fail for want
    /// of room when the withdrawal itself is stored, see [`Store::clean`].
    ///
    /// # Errors
    /// [`Error::Busy`] when any other connection has the file open, [`Error::ReadOnly`] when somebody
    /// else holds the study; what `act` refuses. The file is then as it was.
    pub(crate) fn withdraw<T, E: From<Error>>(
        &mut self,
        (coder, at, label): (&str, &str, &str),
        care: Care,
        act: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Result<(), Error>), E> {
        self.may_write(coder)?;
        self.take_alone()?;
        let done = self.withdraw_alone((coder, at, label), care, act);
        let clean = matches!(care, Care::Full) && done.is_ok();
        let cleaned = if clean { build_anew(&self.connection) } else { Ok(()) };
        let shared = self.share_again();
        Ok((done?, cleaned.and(shared)))
    }

    fn withdraw_alone<T, E: From<Error>>(
        &mut self,
        (coder, at, label): (&str, &str, &str),
        care: Care,
        act: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = self.path.clone();
        let store = |error: rusqlite::Error| E::from(Error::from(error).at(&path));
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(store)?;
        history::uninstall(&transaction).map_err(E::from)?;
        // The index is made anew at the end: taking texts out one by one is slow.
        let fast = "INSERT INTO words (words, rank) VALUES ('secure-delete', 0)";
        transaction.execute(fast, []).map_err(store)?;
        if care != Care::Full {
            transaction.pragma_update(None, "secure_delete", "off").map_err(store)?;
        }
        let guard: String = transaction
            .query_row(
                "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'audit_keeps'",
                [],
                |row| row.get(0),
            )
            .map_err(store)?;
        // The trail is append-only, and must not keep a name all the same.
        transaction.execute_batch("DROP TRIGGER audit_keeps").map_err(store)?;
        transaction.execute_batch("DELETE FROM history; DELETE FROM steps;").map_err(store)?;
        let value = act(&Tx::new(&transaction))?;
        transaction.execute_batch(&guard).map_err(store)?;
        transaction
            .execute(
                "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'withdrew', ?3)",
                params![at, coder, label],
            )
            .map_err(store)?;
        if care == Care::Full {
            let rebuild = "INSERT INTO words (words) VALUES ('rebuild')";
            transaction.execute(rebuild, []).map_err(store)?;
        }
        let secure = "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)";
        transaction.execute(secure, []).map_err(store)?;
        history::install(&transaction).map_err(E::from)?;
        self.identity.check()?;
        transaction.commit().map_err(store)?;
        Ok(value)
    }

    /// Cleans up after a withdrawal during which the program was stopped: the file is built anew.
    ///
    /// # Errors
    /// [`Error::Busy`] when any other connection has the file open.
    pub fn clean(&mut self, coder: &str) -> Result<(), Error> {
        self.may_write(coder)?;
        self.take_alone()?;
        let rebuild = "INSERT INTO words (words) VALUES ('rebuild')";
        let done = self.connection.execute(rebuild, []).map_err(Error::from);
        let done = done.and_then(|_| build_anew(&self.connection));
        let shared = self.share_again();
        done.and(shared)
    }

    /// Takes the study, for what is done to the files beside it.
    ///
    /// # Errors
    /// Why nothing may be written now.
    pub fn take_to_write(&mut self, coder: &str) -> Result<(), Error> {
        self.may_write(coder)
    }

    /// Overwrites and removes every copy of the study beside it.
    pub fn remove_copies(&self) -> Removed {
        removed(self.copies().into_iter().map(|(_, path)| path))
    }

    /// The same for those from before any of these withdrawals, and those that cannot be looked into: a
    /// copy that was made afterwards holds what is kept of each of them.
    pub fn remove_copies_before(&self, withdrawals: &[Guid]) -> Removed {
        let copies = self.copies().into_iter().map(|(_, path)| path);
        removed(copies.filter(|path| !self.is_after(path, withdrawals)))
    }

    pub(super) fn is_after(&self, copy: &Path, withdrawals: &[Guid]) -> bool {
        let Ok(connection) = open_to_read(copy, self.passphrase()) else { return false };
        let sql = "SELECT 1 FROM withdrawals WHERE guid = ?1";
        let holds = |guid: &Guid| connection.query_row(sql, [guid.to_string()], |_| Ok(()));
        withdrawals.iter().all(|guid| holds(guid).is_ok())
    }

    /// Every copy of the study beside it: backups, copies before an upgrade, drafts. Logs of other files,
    /// too: most are of this very study, from before another file took its place, and hold the same words.
    /// Their names say what they are.
    pub fn copies(&self) -> Vec<(Companion, PathBuf)> {
        let all = companions(&self.path).into_iter();
        all.filter(|(kind, _)| *kind != Companion::Log).collect()
    }

    /// Files in which a participant is.
    pub fn exports_of(&self, participant: Guid) -> Result<Vec<Exported>, Error> {
        self.rows(
            "SELECT e.at, e.what, e.path FROM exports e
             JOIN export_participants p ON p.export_id = e.id
             WHERE p.participant = ?1 ORDER BY e.at, e.id",
            [participant.to_string()],
            |row| Ok(Exported { at: row.get(0)?, what: row.get(1)?, path: row.get(2)? }),
        )
    }

    /// How many older texts these documents have, and what they are.
    pub fn older_texts(&self, document: crate::model::DocumentId) -> Result<Vec<String>, Error> {
        self.rows("SELECT text FROM revisions WHERE document_id = ?1", [document.0], |r| r.get(0))
    }

    /// Who withdrew, the oldest first.
    pub(super) fn load_withdrawals(&self) -> Result<Vec<Tombstone>, Error> {
        self.rows(
            "SELECT guid, day, scope, reason, report FROM withdrawals ORDER BY id",
            [],
            |row| {
                let text = |column: usize| row.get::<_, String>(column);
                let report: Report = serde_json::from_str(&text(4)?).unwrap_or_default();
                Ok(Tombstone {
                    guid: guid(row, 0)?,
                    day: text(1)?,
                    scope: WithdrawalScope::from_name(&text(2)?).unwrap_or_default(),
                    reason: WithdrawalReason::from_name(&text(3)?)
                        .unwrap_or(WithdrawalReason::Other),
                    counts: report.counts,
                    cleaned: report.cleaned,
                })
            },
        )
    }

    pub(super) fn load_evidence(&self) -> Result<Vec<EvidenceLost>, Error> {
        self.rows(
            "SELECT e.id, w.guid, e.kind, e.subject, e.done
             FROM evidence_lost e JOIN withdrawals w ON w.id = e.withdrawal_id ORDER BY e.id",
            [],
            |row| {
                let kind: String = row.get(2)?;
                Ok(EvidenceLost {
                    id: EvidenceId(row.get(0)?),
                    withdrawal: guid(row, 1)?,
                    // The table checks that it is one of them.
                    kind: EvidenceKind::from_name(&kind).unwrap_or(EvidenceKind::Memo),
                    subject: row.get(3)?,
                    done: row.get(4)?,
                })
            },
        )
    }

    /// Keeps what became of the traces of a withdrawal.
    pub fn keep_cleaning(&self, tombstone: &Tombstone) -> Result<(), Error> {
        self.beside(|connection| {
            let sql = "UPDATE withdrawals SET report = ?2 WHERE guid = ?1";
            connection.execute(sql, params![tombstone.guid.to_string(), report(tombstone)])?;
            Ok(())
        })
    }

    /// Takes the file for this connection alone, as long as until [`Store::share_again`].
    ///
    /// Every connection to a file with a write-ahead log holds it as long as it lives; to leave that
    /// mode one must be alone. With `locking_mode` exclusive nobody comes in meanwhile.
    fn take_alone(&mut self) -> Result<(), Error> {
        let connection = &self.connection;
        let mode = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0));
        connection.busy_timeout(Duration::from_millis(300))?;
        mode("PRAGMA locking_mode = EXCLUSIVE")?;
        let taken = mode("PRAGMA journal_mode = DELETE")
            .map_err(Error::from)
            .and_then(|now| if now == "delete" { Ok(()) } else { Err(Error::Busy) })
            .and_then(|()| Ok(mode("PRAGMA journal_mode = WAL").map(drop)?));
        if taken.is_err() {
            self.share_again()?;
        }
        taken
    }

    fn share_again(&mut self) -> Result<(), Error> {
        let connection = &self.connection;
        let mode = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0));
        let alone = mode("PRAGMA journal_mode = DELETE").is_ok_and(|now| now == "delete");
        mode("PRAGMA locking_mode = NORMAL")?;
        // The lock is let go with the next thing that is read.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        if alone {
            mode("PRAGMA journal_mode = WAL")?;
        }
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "secure_delete", "on")?;
        self.data_version = self.read_data_version()?;
        self.wrote();
        Ok(())
    }
}

/// Overwrites and removes them.
pub(super) fn removed(copies: impl Iterator<Item = PathBuf>) -> Removed {
    let mut done = Removed::default();
    for path in copies {
        match wipe(&path, Twin::Goes) {
            Ok(_) => done.removed.push(path),
            Err(error) => done.left.push((path, error.to_string())),
        }
    }
    done
}

/// Writes the whole file anew from what is left, and cuts the log to nothing.
fn build_anew(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch("VACUUM")?;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(Error::Busy) }
}
