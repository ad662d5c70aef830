//! Where a study is kept: one SQLite file, and the only room that speaks SQL.
//!
//! ```text
//! open.rs     which file is this, and may we open it   schema_v*.sql  versions, never edited
//! upgrade.rs  from an older version to ours            load, lists    rows -> Corpus
//! history.rs  steps, triggers, undo and redo           check.rs       is everything whole
//! steps.rs    where the done ones end                  head.rs        was it written over
//! leftovers.rs  drafts of killed programs go
//! write/      rows in                                  desk.rs        where somebody was reading
//! trays.rs    orphans, older texts, findings  key/       the pseudonym key, another file
//! finality.rs steps are forgotten for good      companions.rs  files that belong to a study
//! withdrawal.rs  somebody's words go for good   proof.rs       are they in any file still
//! access.rs   may it be written, is it still there   hold.rs     who has it open
//! backup.rs   copies made by the way               restore.rs   a backup in place of the study
//! compare.rs  what restoring would change      repair, mend   what check found, put right
//! salvage/    everything readable out of a damaged file
//! exports.rs  files that were written          consent.rs     what participants agreed to
//! destroy.rs  everything goes, overwritten    wipe.rs        how a file goes
//! relock.rs   another passphrase, or none     flush.rs       the last steps on the disk
//! logs.rs     which file a log belongs to
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
mod flush;
mod framework;
mod head;
mod history;
mod hold;
mod key;
mod leftovers;
mod lists;
mod load;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod locks_tests;
mod logs;
mod mend;
mod open;
mod passphrase;
mod proof;
mod relock;
mod repair;
mod restore;
mod salvage;
mod steps;
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
pub use flush::Flush;
pub use history::{Done, Touched, Tracked};
pub use hold::Holder;
pub use key::{KeyEntry, KeyError, KeyFile};
pub use load::{Info, StoredDocument};
pub use open::{APPLICATION_ID, Founding, SCHEMA_VERSION};
pub use passphrase::Passphrase;
pub use proof::{Needles, Scanned};
pub use relock::{Relocked, readable_copies, readable_logs, wipe};
pub use restore::{Held, look_into};
pub use salvage::{Salvaged, salvage};
pub(crate) use withdrawal::Care;
pub use withdrawal::{Exported, Removed};
pub use write::{MemoRow, Tx};

use rusqlite::Connection;
use std::fs::File;
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
    /// Handles on the study's own file. Closing any handle of a file gives up every lock this program
    /// has on it, also those of SQLite: they stay until the connection above is closed.
    opened: Vec<File>,
    /// How its file begins; `None` where it can only be read.
    head: Option<head::Head>,
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
    ///
    /// # Errors
    /// When the file cannot be read, or not be opened again where it was read as one that nobody writes
    /// to.
    pub fn changed_outside(&mut self) -> Result<bool, Error> {
        if self.is_outdated() {
            let (path, key) = (self.path.clone(), self.passphrase.clone());
            let why = self.read_only.clone();
            // Once for each change: it may have another passphrase now.
            self.identity.still = self.opened.first().and_then(access::written);
            *self = Self::open(&path, key.as_ref())?;
            // What can only be read stays so until somebody opens it.
            if self.read_only.is_none() {
                self.read_only = why;
            }
            return Ok(true);
        }
        let now = self.read_data_version()?;
        Ok(std::mem::replace(&mut self.data_version, now) != now)
    }

    /// True when a file of which SQLite was told that nobody writes to it was written to all the same: it
    /// goes on with the pages that it remembers.
    fn is_outdated(&self) -> bool {
        let opened = self.identity.still;
        opened.is_some() && self.opened.first().and_then(access::written) != opened
    }

    /// What is known of the file is not to be relied on: [`Store::changed_outside`] says so next.
    pub fn read_again(&mut self) {
        self.data_version = i64::MIN;
    }

    fn read_data_version(&self) -> Result<i64, Error> {
        Ok(data_version(&self.connection)?)
    }
}

/// What SQLite says of other writers: a number that changes with what they write.
fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}
