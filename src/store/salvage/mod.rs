//! Everything readable out of a damaged study, table by table and row by row, into a new one.
//!
//! A study that is not locked is read page by page, without SQLite (`pages`, `records`): one bad page
//! costs what stood in that page. `tables` says which table a page belongs to where the pages above it
//! are lost. A locked study is read through SQLCipher (`sealed`), as only it can unlock pages. `fill`
//! puts the rows into a new study and `mend` makes it one that [`Store::check`] finds whole. The
//! damaged file is only read. Steps are not taken over: with rows missing, undoing them is not safe.

mod fill;
mod pages;
mod records;
mod sealed;
mod tables;

use super::mend::in_words;
use super::open::{draft_path, found as make_empty, settle, sibling, unlock};
use super::{Error, Founding, Passphrase, Store};
use super::{Tx, mend};
use pages::Pages;
use records::{Page, Reader, Row};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use tables::Plan;

/// What came out of a damaged study, and what did not.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Salvaged {
    /// Rows that came out, by table.
    pub rows: BTreeMap<String, u64>,
    /// What was lost or had to be changed, in words; empty when everything came out.
    pub lost: Vec<String>,
}

/// Rows by table.
type Found = BTreeMap<&'static str, Vec<Row>>;

/// Gets everything readable out of `damaged` and makes a new study of it. The damaged file and what is
/// beside it stay as they are; the new one is locked with `key` where one is given.
///
/// # Errors
/// [`Error::Exists`] when there is a file with the new name, [`Error::Foreign`] when nothing of a study
/// is in the old one, [`Error::LockedOut`] when a locked one does not open.
pub fn salvage(
    damaged: &Path,
    new: &Path,
    key: Option<&Passphrase>,
    founding: &Founding<'_>,
) -> Result<Salvaged, Error> {
    if new.symlink_metadata().is_ok() {
        return Err(Error::Exists(new.to_owned()));
    }
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(damaged.to_owned()),
        _ => Error::Io { doing: "reading the damaged study", source, path: damaged.to_owned() },
    };
    let pages = Pages::read(damaged, &sibling(damaged, "-wal")).map_err(io)?;
    let mut lost = Vec::new();
    let plan = Plan::new()?;
    let mut found = plain(&plan, &pages, &mut lost);
    let locked = found.values().all(Vec::is_empty);
    if locked {
        let nothing = || Error::Foreign {
            what: "nothing of a study can be found in it".to_owned(),
            path: damaged.to_owned(),
        };
        let key = key.ok_or_else(nothing)?;
        lost.clear();
        found = sealed::read(&plan, damaged, new, key, &mut lost)?;
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
    found: (&Plan, &Found),
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
    let rows = fill::fill(&transaction, found, founding, &mut lost)?;
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
    Ok(Salvaged { rows, lost })
}

/// Rows of a study that is not locked.
fn plain(plan: &Plan, pages: &Pages, lost: &mut Vec<String>) -> Found {
    let mut reader = Reader::default();
    let mut seen = HashSet::new();
    let mut hurt = HashSet::new();
    let mut found = Found::new();
    // Which table each page belongs to: known from the tree above it.
    let mut owner: BTreeMap<u32, &'static str> = BTreeMap::new();
    let (roots, whole) = plan.roots(pages);
    // Pages of trees are nobody's overflow: they are marked before any row is read.
    let shape = |number: u32| looks_like_tree(pages, number);
    reader.claimed.extend((1..=pages.count()).filter(|number| shape(*number)));
    for (table, root) in &roots {
        let mut below = vec![*root];
        while let Some(number) = below.pop() {
            if number == 0 || number > pages.count() || !seen.insert(number) {
                hurt.insert(*table);
                continue;
            }
            let before = reader.damaged;
            let rows = match reader.read(pages, number) {
                Some(Page::Leaf(rows)) => rows,
                Some(Page::Inner(pages, rows)) => {
                    below.extend(pages.into_iter().rev());
                    rows
                }
                None => {
                    // It may be the root of another table: whose it is shows below.
                    seen.remove(&number);
                    hurt.insert(*table);
                    continue;
                }
            };
            if reader.damaged > before {
                hurt.insert(*table);
            }
            owner.insert(number, *table);
            found.entry(*table).or_default().extend(rows);
        }
    }
    // Leaves whose tree is broken above them: told by what is in them.
    let mut stray = Vec::new();
    for number in 1..=pages.count() {
        if !seen.contains(&number)
            && let Some(Page::Leaf(rows)) = reader.read(pages, number)
        {
            stray.push((number, rows));
        }
    }
    let mut late = reader.rest(pages);
    for (number, mut rows) in stray {
        let (own, others) = late.into_iter().partition(|(page, _)| *page == number);
        late = others;
        rows.extend::<Vec<Row>>(own.into_iter().map(|(_, row): (u32, Row)| row).collect());
        if let Some(table) = plan.table_of(&rows, |table| {
            // A tree that is whole has no lost pages.
            hurt.contains(table) || !(whole || roots.iter().any(|(known, _)| *known == table))
        }) {
            found.entry(table).or_default().extend(rows);
        }
    }
    for (number, row) in late {
        if let Some(table) = owner.get(&number) {
            found.entry(table).or_default().push(row);
        }
    }
    let missing = pages.missing();
    if missing > 0 {
        let pages = if missing == 1 { "1 page is" } else { &format!("{missing} pages are") };
        lost.push(format!("the file ends too early: {pages} not there"));
    }
    let names = Plan::names().filter(|name| hurt.contains(name)).map(in_words);
    lost.extend(names.map(|name| format!("{name}: parts could not be read")));
    if reader.damaged > 0 {
        lost.push(format!("{} rows say nothing sensible", reader.damaged));
    }
    found
}

/// True for a page that has the head of a tree's page.
fn looks_like_tree(pages: &Pages, number: u32) -> bool {
    let Some(page) = pages.get(number) else { return false };
    let head = if number == 1 { 100 } else { 0 };
    let kind = page[head];
    let cells = records::short(page, head + 3).unwrap_or(usize::MAX);
    let content = match records::short(page, head + 5) {
        Some(0) | None => pages::SIZE,
        Some(at) => at,
    };
    let first = head + if matches!(kind, 2 | 5) { 12 } else { 8 };
    // An overflow page begins with the number of the next one: its first byte is 0 in every file
    // under 64 GB.
    matches!(kind, 2 | 5 | 10 | 13)
        && cells < pages::SIZE / 2
        && first + 2 * cells <= content
        && content <= pages::SIZE
}
