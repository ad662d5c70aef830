//! What several tests of the tables need.

use std::collections::BTreeSet;

/// Every column of text of the newest format, as `table.column`, is named, and named once.
pub(super) fn are_all_columns_of_text(named: Vec<String>) {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    for schema in crate::store::open::MIGRATIONS {
        connection.execute_batch(schema).unwrap();
    }
    let mut statement = connection
        .prepare(
            "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_info(s.name) c
             WHERE s.type = 'table' AND c.type = 'TEXT' AND s.name NOT LIKE 'words%'",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let there: BTreeSet<String> = rows.map(Result::unwrap).collect();
    let count = named.len();
    let once: BTreeSet<String> = named.into_iter().collect();
    assert_eq!(once.len(), count, "a column is named twice");
    assert_eq!(once, there);
}
