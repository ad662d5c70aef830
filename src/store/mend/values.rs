//! Values that no version of this program writes, and that would keep a study from being opened or
//! from being found whole: each is replaced by one that says less, or its row goes.

use crate::model::{CodingId, Filter, Guid};
use crate::store::Error;
use crate::store::mend::in_words;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// Places that are in no text: which rows have one, and what becomes of them.
const PLACES: [(&str, &str, &str); 2] = [
    ("times", "at NOT BETWEEN 0 AND 4294967295", "DELETE FROM times"),
    ("orphans", "at NOT BETWEEN 0 AND 4294967295", "UPDATE orphans SET at = 0"),
];

/// Things that are counted 1, 2, 3: their table, and what counts them apart.
const COUNTED: [(&str, &str); 2] =
    [("codebook_versions", "1 = 1"), ("revisions", "o.document_id = revisions.document_id")];

/// The numbers that no count reaches.
const BEYOND: &str = "number NOT BETWEEN 1 AND 4294967294";

/// Mends them all, and says each thing it did.
pub(super) fn values(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    identities(connection, told)?;
    for (table, which, sql) in PLACES {
        let changed = connection.execute(&format!("{sql} WHERE {which}"), [])?;
        if changed > 0 {
            told.push(format!(
                "{}: {} a place beyond any text",
                in_words(table),
                rows(changed, "had")
            ));
        }
    }
    for (table, apart) in COUNTED {
        numbers(connection, table, apart, told)?;
    }
    links(connection, told)?;
    filters(connection, told)?;
    circles(connection, told)
}

/// The values that [`values`] mends and that no rule of a table holds back, each in words.
pub(in crate::store) fn odd(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let places = PLACES.into_iter().map(|(table, which, _)| (table, which, "place"));
    let numbers = COUNTED.into_iter().map(|(table, _)| (table, BEYOND, "number"));
    for (table, which, what) in places.chain(numbers) {
        let sql = format!("SELECT count(*) FROM {table} WHERE {which}");
        let n: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
        if n > 0 {
            let n = usize::try_from(n).unwrap_or_default();
            found.push(format!("{}: {} a {what} that cannot be", in_words(table), rows(n, "with")));
        }
    }
    Ok(found)
}

/// Things whose identity is none, each kind in words: a study in which one of those that it reads has none
/// does not open.
pub(in crate::store) fn nameless(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for table in with_identities(connection)? {
        let sql = format!("SELECT guid FROM {table}");
        let mut statement = connection.prepare(&sql)?;
        let mut stored = statement.query([])?;
        let mut n = 0;
        while let Some(row) = stored.next()? {
            let readable = row.get_ref(0)?.as_str().is_ok_and(|guid| Guid::parse(guid).is_some());
            n += usize::from(!readable);
        }
        if n > 0 {
            let rows = rows(n, "with");
            found.push(format!("{}: {rows} an identity that cannot be read", in_words(&table)));
        }
    }
    Ok(found)
}

/// A number that no count reaches becomes the next one that is free.
fn numbers(
    connection: &Connection,
    table: &str,
    apart: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let beyond: Vec<i64> = connection
        .prepare(&format!("SELECT id FROM {table} WHERE {BEYOND} ORDER BY id"))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in &beyond {
        let sql = format!(
            "UPDATE {table} SET number = 1 + coalesce((SELECT max(o.number) FROM {table} o
                 WHERE o.number BETWEEN 1 AND 4294967294 AND {apart}), 0)
             WHERE id = ?1"
        );
        connection.execute(&sql, [id])?;
    }
    if !beyond.is_empty() {
        told.push(format!(
            "{}: {} a number that cannot be",
            in_words(table),
            rows(beyond.len(), "had")
        ));
    }
    Ok(())
}

/// What is no identity becomes a new one: what named the old one elsewhere, as an export that left the
/// study, finds it no more.
fn identities(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    for table in with_identities(connection)? {
        let stored = texts(connection, &format!("SELECT id, guid FROM {table}"))?;
        let mut changed = 0;
        for (id, guid) in stored {
            if Guid::parse(&guid).is_none() {
                let sql = format!("UPDATE {table} SET guid = ?2 WHERE id = ?1");
                changed += connection.execute(&sql, params![id, Guid::new().to_string()])?;
            }
        }
        if changed > 0 {
            told.push(format!(
                "{}: {} an identity that could not be read; a new one stands for it",
                in_words(&table),
                rows(changed, "had")
            ));
        }
    }
    Ok(())
}

/// Tables of things that other files can name.
fn with_identities(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare(
        "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name = 'guid' ORDER BY t.name",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A cell of the matrix whose list of excerpts cannot be read keeps its words.
fn links(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    let mut changed = 0;
    for (id, links) in texts(connection, "SELECT id, links FROM framework_cells")? {
        if serde_json::from_str::<Vec<CodingId>>(&links).is_err() {
            let sql = "UPDATE framework_cells SET links = '[]' WHERE id = ?1";
            changed += connection.execute(sql, [id])?;
        }
    }
    if changed > 0 {
        let who = in_words("framework_cells");
        told.push(format!("{who}: {} their linked excerpts", rows(changed, "lost")));
    }
    Ok(())
}

/// Filters that cannot be read go.
fn filters(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    let mut statement = connection.prepare("SELECT id, name, filter FROM saved_filters")?;
    let stored: Vec<(i64, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (id, name, filter) in stored {
        if serde_json::from_str::<Filter>(&filter).is_err() {
            connection.execute("DELETE FROM saved_filters WHERE id = ?1", [id])?;
            told.push(format!("the saved filter {name} could not be read: it was taken out"));
        }
    }
    Ok(())
}

/// Codes that hang under themselves: one of each circle goes to the top.
fn circles(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    for id in in_circles(connection)? {
        // At the top there may be one with this name.
        connection.execute(
            "UPDATE codes SET parent_id = NULL, name = CASE
                 WHEN EXISTS (SELECT 1 FROM codes o WHERE o.parent_id IS NULL AND o.name = codes.name)
                 THEN name || ' (lost place ' || id || ')' ELSE name END
             WHERE id = ?1",
            [id],
        )?;
        let name: String =
            connection.query_row("SELECT name FROM codes WHERE id = ?1", [id], |row| row.get(0))?;
        told.push(format!("the code {name} hung under itself: it stands at the top now"));
    }
    Ok(())
}

/// One code of each circle of codes that hang under each other.
pub(in crate::store) fn in_circles(connection: &Connection) -> Result<Vec<i64>, Error> {
    let above: BTreeMap<i64, Option<i64>> = connection
        .prepare("SELECT id, parent_id FROM codes")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(cut_at(&above))
}

/// The codes that must leave what is above them, so that no code is above itself.
fn cut_at(above: &BTreeMap<i64, Option<i64>>) -> Vec<i64> {
    let (mut fine, mut cut) = (BTreeSet::new(), Vec::new());
    for start in above.keys() {
        let (mut way, mut at) = (BTreeSet::new(), Some(*start));
        while let Some(id) = at.filter(|id| !fine.contains(id)) {
            if !way.insert(id) {
                cut.push(id);
                break;
            }
            at = above.get(&id).copied().flatten();
        }
        fine.extend(way);
    }
    cut
}

fn texts(connection: &Connection, sql: &str) -> Result<Vec<(i64, String)>, Error> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// "1 row had", "3 rows had".
fn rows(n: usize, what: &str) -> String {
    format!("{n} {} {what}", if n == 1 { "row" } else { "rows" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_cannot_be_become_the_next_ones() {
        let connection = Connection::open_in_memory().unwrap();
        for schema in crate::store::open::MIGRATIONS {
            connection.execute_batch(schema).unwrap();
        }
        connection
            .execute_batch(
                "INSERT INTO coders (id, guid, name) VALUES (1, 'x', 'ana');
                 INSERT INTO codebook_versions (guid, number, codes, coder_id, created_at)
                 VALUES ('a', 5000000000, '[]', 1, ''), ('b', 2, '[]', 1, ''),
                     ('c', 9223372036854775807, '[]', 1, '');",
            )
            .unwrap();
        let mut told = Vec::new();
        values(&connection, &mut told).unwrap();
        assert!(told.contains(&"kept codebooks: 2 rows had a number that cannot be".to_owned()));
        let sql =
            "SELECT group_concat(number) FROM (SELECT number FROM codebook_versions ORDER BY id)";
        let numbers: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(numbers, "3,2,4");
        told.clear();
        values(&connection, &mut told).unwrap();
        assert_eq!(told, Vec::<String>::new());
    }

    #[test]
    fn each_circle_is_cut_once() {
        let check = |above: &[(i64, i64)], expected: &[i64]| {
            let above = above.iter().map(|(id, up)| (*id, Some(*up).filter(|up| *up > 0)));
            assert_eq!(cut_at(&above.collect()), expected);
        };
        check(&[], &[]);
        check(&[(1, 0), (2, 1), (3, 2), (4, 1)], &[]);
        check(&[(1, 2), (2, 1), (3, 0)], &[1]);
        check(&[(1, 2), (2, 3), (3, 2), (4, 3), (5, 6), (6, 5)], &[2, 5]);
        // What is above may be gone.
        check(&[(1, 9), (2, 1)], &[]);
    }
}
