//! Where a study is kept: one SQLite file, and the only room that speaks SQL.
//!
//! ```text
//! open.rs     which file is this, and may we open it   schema_v*.sql  versions, never edited
//! upgrade.rs  from an older version to ours            load, lists    rows -> Corpus
//! history.rs  steps, triggers, undo and redo           check.rs       is everything whole
//! write/      rows in                                  desk.rs        where somebody was reading
//! trays.rs    orphans, older texts, findings  key.rs     the pseudonym key, another file
//! finality.rs steps are forgotten for good      companions.rs  files that belong to a study
//! withdrawal.rs  somebody's words go for good   proof.rs       are they in any file still
//! access.rs   may it be written, is it still there   hold.rs     who has it open
//! backup.rs   copies made by the way               restore.rs   a backup in place of the study
//! compare.rs  what restoring would change      repair, mend   what check found, put right
//! salvage/    everything readable out of a damaged file
//! exports.rs  files that were written          consent.rs     what participants agreed to
//! destroy.rs  everything goes, overwritten    wipe.rs        how a file goes
//! relock.rs   another passphrase, or none      leftovers.rs  what a killed one left
//! ```
//!
//! Every change goes through [`Store::transact`]: one transaction, one step with a name, one line in
//! the audit trail. A write outside a step fails, because the history triggers have no step to name.

mod access;
mod backup;
#[cfg(test)]
mod backup_tests;
mod check;
mod companions;
mod compare;
mod consent;
mod desk;
mod destroy;
mod error;
mod exports;
mod finality;
mod framework;
mod history;
mod hold;
mod key;
mod leftovers;
mod lists;
mod load;
mod mend;
mod open;
mod passphrase;
mod proof;
mod relock;
mod repair;
mod restore;
mod salvage;
mod trays;
mod upgrade;
mod wipe;
mod withdrawal;
mod write;

pub use access::ReadOnly;
pub use backup::{Backup, BackupWork, KEEP, backups};
pub use check::Trouble;
pub use companions::{Companion, backup_folder, companions};
pub use compare::{Difference, differences};
pub use destroy::{Belongings, Gone, Kept, belongings, overwrite};
pub use error::Error;
pub use exports::ExportId;
pub use history::{Done, Touched, Tracked};
pub use hold::Holder;
pub use key::{KeyEntry, KeyError, KeyFile};
pub use load::{Info, StoredDocument};
pub use open::{APPLICATION_ID, Founding, SCHEMA_VERSION};
pub use passphrase::Passphrase;
pub use proof::{Needles, Scanned};
pub use relock::{Relocked, readable_copies, wipe};
pub use restore::{Held, look_into};
pub use salvage::{Salvaged, salvage};
pub(crate) use withdrawal::Care;
pub use withdrawal::{Exported, Removed};
pub use write::{MemoRow, Tx};

use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// An open study file.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    encrypted: bool,
    /// What SQLite said of the file when it was last read; differs when another program wrote to it.
    data_version: i64,
    /// What unlocks it: backups are made by a connection of their own. Wiped when this is dropped.
    passphrase: Option<Passphrase>,
    /// Which file it is.
    identity: access::Identity,
    /// Says to others that it is being written to.
    hold: Option<hold::Hold>,
    /// Why it can only be read.
    read_only: Option<ReadOnly>,
}

impl Store {
    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True when the file cannot be read without its passphrase.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// What unlocks it.
    pub fn passphrase(&self) -> Option<&Passphrase> {
        self.passphrase.as_ref()
    }

    /// True once after another program has changed the file.
    pub fn changed_outside(&mut self) -> Result<bool, Error> {
        let now = self.read_data_version()?;
        Ok(std::mem::replace(&mut self.data_version, now) != now)
    }

    /// Brings the write-ahead log into the file itself, so that a copy of the file alone holds
    /// everything. Every step is safe without it; it waits for the disk.
    pub fn settle(&self) -> Result<(), Error> {
        if self.read_only.is_some() {
            return Ok(());
        }
        let done = |_: &rusqlite::Row<'_>| Ok(());
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], done)?)
    }

    fn read_data_version(&self) -> Result<i64, Error> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}
