//! What differs between a study and a backup of it, counted thing by thing.

use super::restore::open_to_read;
use super::{Error, Passphrase};
use rusqlite::{Connection, types::ValueRef};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

/// What restoring a backup would change of one kind of thing.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Difference {
    /// `documents`, `codes`, `codings`, `memos`, `participants`, `themes`.
    pub what: &'static str,
    /// How many there are in the study now.
    pub now: u64,
    /// How many there are in the backup.
    pub then: u64,
    /// In the backup only: these come back.
    pub back: u64,
    /// In the study only: these go.
    pub gone: u64,
    /// In both, and not the same: these become what they were.
    pub changed: u64,
}

impl Difference {
    /// True when restoring would change nothing of it.
    pub fn is_none(&self) -> bool {
        self.back + self.gone + self.changed == 0
    }
}

const KINDS: [&str; 6] = ["documents", "participants", "codes", "codings", "memos", "themes"];

/// Compares a study with a backup: what restoring would do. Both are only read.
pub fn differences(
    study: (&Path, Option<&Passphrase>),
    backup: (&Path, Option<&Passphrase>),
) -> Result<Vec<Difference>, Error> {
    let (now, then) = (open_to_read(study.0, study.1)?, open_to_read(backup.0, backup.1)?);
    KINDS
        .into_iter()
        .map(|what| {
            let columns = columns(&now, what)?;
            let other = self::columns(&then, what)?;
            // Formats differ: what only one of them knows is no difference.
            let common: Vec<&String> = columns
                .iter()
                .filter(|c| other.contains(c) && *c != "id" && *c != "guid")
                .collect();
            let list = common.iter().fold(String::new(), |list, c| list + ", \"" + c + "\"");
            let (now, then) = (fingerprints(&now, what, &list)?, fingerprints(&then, what, &list)?);
            let count = |wanted: &dyn Fn(&String, &u64) -> bool, of: &BTreeMap<String, u64>| {
                of.iter().filter(|(guid, print)| wanted(guid, print)).count() as u64
            };
            Ok(Difference {
                what,
                now: now.len() as u64,
                then: then.len() as u64,
                back: count(&|guid, _| !now.contains_key(guid), &then),
                gone: count(&|guid, _| !then.contains_key(guid), &now),
                changed: count(
                    &|guid, print| then.get(guid).is_some_and(|other| other != print),
                    &now,
                ),
            })
        })
        .collect()
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let rows = statement.query_map([table], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Each thing's identity with a short number made of its content.
fn fingerprints(
    connection: &Connection,
    table: &str,
    columns: &str,
) -> Result<BTreeMap<String, u64>, Error> {
    if columns.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut found = BTreeMap::new();
    let mut statement = connection.prepare(&format!("SELECT guid{columns} FROM {table}"))?;
    let width = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut hasher = DefaultHasher::new();
        for at in 1..width {
            match row.get_ref(at)? {
                ValueRef::Null => 0_u8.hash(&mut hasher),
                ValueRef::Integer(n) => n.hash(&mut hasher),
                ValueRef::Real(x) => x.to_bits().hash(&mut hasher),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.hash(&mut hasher),
            }
        }
        found.insert(row.get(0)?, hasher.finish());
    }
    Ok(found)
}
