//! Everything a study file holds, to be compared before and after.

use rusqlite::{Connection, OpenFlags, types::Value};
use std::path::Path;

/// What is kept of a study besides its history.
const TABLES: [&str; 26] = [
    "study",
    "coders",
    "documents",
    "participants",
    "attributes",
    "attribute_values",
    "speakers",
    "turns",
    "marks",
    "codes",
    "codings",
    "memos",
    "memo_links",
    "codebook_versions",
    "coded_with",
    "themes",
    "theme_codes",
    "times",
    "revisions",
    "orphans",
    "anonymised",
    "kept_findings",
    "saved_filters",
    "framework_cells",
    "withdrawals",
    "evidence_lost",
];

/// A study file that is only read, by a connection of its own.
pub(crate) fn look(path: &Path, key: Option<&str>) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    if let Some(key) = key {
        connection.pragma_update(None, "key", key).unwrap();
    }
    connection
}

/// Every row of every table, read by another connection.
pub(crate) fn dump(path: &Path) -> Vec<String> {
    dump_of(&look(path, None))
}

/// The same, read by this connection.
pub(crate) fn dump_of(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for table in TABLES {
        let mut statement =
            connection.prepare(&format!("SELECT * FROM {table} ORDER BY id")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|at| row.get(at).unwrap()).collect();
            lines.push(format!("{table} {values:?}"));
        }
    }
    // The index of words follows the texts.
    let mut statement = connection
        .prepare("SELECT rowid FROM words WHERE words MATCH 'waited' ORDER BY rowid")
        .unwrap();
    let hits: Vec<i64> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    lines.push(format!("words {hits:?}"));
    lines
}
