//! Everything readable out of a damaged study, table by table and row by row, into a new one.
//!
//! A study is read page by page, without SQLite (`pages`, `records`): one bad page costs what stood in
//! that page. `tables` says which table a page belongs to where the pages above it are lost, `gather`
//! puts together what there is and says what is not. The pages of a locked study are unlocked by
//! SQLCipher, as only it can (`sealed`). `fill` puts the rows into a new study and `mend` makes it one
//! that [`Store::check`] finds whole. The damaged file is only read. Steps are not taken over: with rows
//! missing, undoing them is not safe.

mod fill;
mod gather;
mod pages;
mod records;
mod sealed;
mod tables;

pub(super) use records::text as readable;

use super::mend::in_words;
use super::open::{draft_path, found as make_empty, settle, sibling, unlock};
use super::{Error, Founding, Passphrase, Store};
use super::{Tx, logs, mend};
use gather::{Gathered, gather};
use pages::Pages;
use records::Row;
use std::collections::BTreeMap;
use std::path::Path;
use tables::Plan;

/// What came out of a damaged study, and what did not.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Salvaged {
    /// Rows that came out, by table.
    pub rows: BTreeMap<String, u64>,
    /// What was lost or had to be changed, in words; empty when everything came out.
    pub lost: Vec<String>,
    /// Of what nothing at all could be read, in words: transcripts, codings and the like.
    pub gone: Vec<String>,
}

/// Rows by table.
type Found = BTreeMap<&'static str, Vec<Row>>;

/// What is said of a log that is not looked into.
const LEFT_OUT: &str = "the log beside it (its name ends in -wal) is that of another file, by what \
                        is known of it, and was left out; where it is not, give the file beside it \
                        that ends in .lock another name and salvage once more";

/// Gets everything readable out of `damaged` and makes a new study of it. The damaged file and what is
/// beside it stay as they are; the new one is locked with `key` where the damaged one is.
///
/// # Errors
/// [`Error::Exists`] when there is a file with the new name, [`Error::Io`] when the log of one that had it
/// is there, [`Error::Foreign`] when nothing of a study is in the old one, [`Error::LockedOut`] when a
/// locked one does not open.
pub fn salvage(
    damaged: &Path,
    new: &Path,
    key: Option<&Passphrase>,
    founding: &Founding<'_>,
) -> Result<Salvaged, Error> {
    if new.symlink_metadata().is_ok() {
        return Err(Error::Exists(new.to_owned()));
    }
    // Told before the work, not after it.
    logs::has_way(new)?;
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(damaged.to_owned()),
        _ => Error::Io { doing: "reading the damaged study", source, path: damaged.to_owned() },
    };
    let log = Some(sibling(damaged, "-wal")).filter(|_| !logs::is_strange_to(damaged));
    let pages = Pages::read(damaged, log.as_deref()).map_err(io)?;
    let mut lost = Vec::new();
    let plan = Plan::new()?;
    let nothing = || Error::Foreign {
        what: "nothing of a study can be found in it".to_owned(),
        path: damaged.to_owned(),
    };
    let is_empty = |found: &Gathered| found.rows.values().all(Vec::is_empty);
    let mut found = gather(&plan, &pages, &mut lost);
    let locked = is_empty(&found);
    if locked {
        let key = key.ok_or_else(nothing)?;
        let pages = sealed::unlocked(&pages, damaged, new, key)?;
        lost.clear();
        found = gather(&plan, &pages, &mut lost);
        if is_empty(&found) {
            return Err(nothing());
        }
    }
    if log.is_none() {
        lost.insert(0, LEFT_OUT.to_owned());
    }
    let draft = draft_path(new);
    let made = make(&draft, new, key.filter(|_| locked), founding, (&plan, &found), lost);
    if made.is_err() {
        for suffix in ["", "-wal", "-shm", "-journal", ".lock"] {
            std::fs::remove_file(sibling(&draft, suffix)).ok();
        }
    }
    made
}

fn make(
    draft: &Path,
    new: &Path,
    key: Option<&Passphrase>,
    founding: &Founding<'_>,
    (plan, found): (&Plan, &Gathered),
    mut lost: Vec<String>,
) -> Result<Salvaged, Error> {
    make_empty(draft, key, founding)?;
    // Without the triggers that record steps: this is no step.
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let mut connection = unlock(draft, key, flags)?;
    connection.pragma_update(None, "secure_delete", "on")?;
    // The order of rows is that of the tables; what points nowhere is mended afterwards.
    connection.pragma_update(None, "foreign_keys", "off")?;
    let transaction = connection.transaction()?;
    let rows = fill::fill(&transaction, (plan, &found.rows), founding, &mut lost)?;
    lost.extend(mend::mend(&Tx::new(&transaction), founding.at)?);
    transaction.commit()?;
    connection.close().map_err(|(_, error)| Error::from(error))?;
    let mut store = Store::open(draft, key)?;
    lost.extend(
        store.check()?.into_iter().map(|trouble| format!("{}: {}", trouble.what, trouble.detail)),
    );
    // Everything into the file itself, which is then moved alone.
    let mode: String =
        store.connection.query_row("PRAGMA journal_mode = delete", [], |row| row.get(0))?;
    drop(store);
    if !mode.eq_ignore_ascii_case("delete") {
        return Err(Error::Busy);
    }
    settle(draft, new)?;
    let gone = found.gone.iter().map(|table| in_words(table).to_owned()).collect();
    Ok(Salvaged { rows, lost, gone })
}
