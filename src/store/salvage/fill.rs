//! Rows into a new study. The rules of its tables hold: a row that breaks one is told, not stored.

use super::Found;
use super::records::Row;
use super::tables::{Plan, TABLES};
use crate::store::check::text_hash;
use crate::store::mend::in_words;
use crate::store::{Error, Founding};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;

/// Inserts one row; false when it breaks a rule of the table or is there already.
pub(super) fn insert(
    connection: &Connection,
    table: &str,
    names: &[(&str, bool)],
    row: &Row,
) -> rusqlite::Result<bool> {
    let mut columns = Vec::with_capacity(row.values.len());
    let mut values = Vec::with_capacity(row.values.len());
    for ((name, is_id), value) in names.iter().zip(&row.values) {
        columns.push(format!("\"{name}\""));
        values.push(if *is_id { Value::Integer(row.id) } else { value.clone() });
    }
    let marks = vec!["?"; values.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    match connection.prepare_cached(&sql)?.execute(params_from_iter(values)) {
        Ok(n) => Ok(n > 0),
        // A rule that is not to be ignored: a value of another kind.
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Puts everything found into the new study. Gives back how many rows of each table are in it.
pub(super) fn fill(
    connection: &Connection,
    (plan, found): (&Plan, &Found),
    founding: &Founding<'_>,
    lost: &mut Vec<String>,
) -> Result<BTreeMap<String, u64>, Error> {
    let mut counts = BTreeMap::new();
    for table in TABLES {
        let none = Vec::new();
        let rows = found.get(table).unwrap_or(&none);
        if rows.is_empty() {
            continue;
        }
        // What the new study was founded with gives way.
        if matches!(table, "study" | "coders") {
            connection.execute(&format!("DELETE FROM {table}"), [])?;
        }
        let names = plan.names_of(table);
        let (mut taken, mut refused, mut mended) = (0_u64, 0_u64, 0_u64);
        for row in rows {
            let fixed = (table == "documents").then(|| document(row, &names, lost)).flatten();
            let row = fixed.as_ref().unwrap_or(row);
            let stored = insert(connection, table, &names, row)?
                // What stands beside the words of a document counts for less than the words.
                || (fixed.is_some() && insert(connection, table, &names, &bare(row, &names))?);
            if stored {
                taken += 1;
                mended += u64::from(fixed.is_none() && (row.mended || row.cut));
            } else if !is_there(connection, table, row)? {
                refused += 1;
            }
        }
        if refused > 0 {
            let who = in_words(table);
            lost.push(format!("{who}: {refused} break a rule of the study and were left out"));
        }
        if mended > 0 {
            lost.push(format!("{}: in {mended} some words could not be read", in_words(table)));
        }
        counts.insert(table.to_owned(), taken);
    }
    let studies: i64 = connection.query_row("SELECT count(*) FROM study", [], |row| row.get(0))?;
    if studies == 0 {
        connection.execute(
            "INSERT INTO study (id, guid, name, created_at) VALUES (1, ?1, ?2, ?3)",
            [founding.guid, founding.name, founding.at],
        )?;
    }
    let coders: i64 = connection.query_row("SELECT count(*) FROM coders", [], |row| row.get(0))?;
    if coders == 0 {
        connection.execute(
            "INSERT INTO coders (guid, name) VALUES (?1, ?2)",
            [founding.coder_guid, founding.coder],
        )?;
    }
    for (what, key) in [("the study's name and identity", studies), ("who coded", coders)] {
        if key == 0 {
            lost.push(format!("{what}: lost"));
        }
    }
    Ok(counts)
}

/// A document with nothing but its name and its words.
fn bare(row: &Row, names: &[(&str, bool)]) -> Row {
    let mut bare = row.clone();
    for ((name, _), value) in names.iter().zip(bare.values.iter_mut()) {
        if !matches!(*name, "id" | "name" | "text" | "text_sha256") {
            *value = usual(name, row.id);
        }
    }
    bare
}

/// What stands in a column of a document whose own value is lost.
fn usual(column: &str, id: i64) -> Value {
    match column {
        "guid" => Value::Text(crate::model::Guid::new().to_string()),
        "name" => Value::Text(format!("lost document {id}")),
        "receipt" => Value::Text("[]".to_owned()),
        "reading" => Value::Text("{}".to_owned()),
        "file_bytes" => Value::Integer(0),
        "imported_at" => Value::Text("1970-01-01T00:00:00.000Z".to_owned()),
        _ => Value::Text(String::new()),
    }
}

fn is_there(connection: &Connection, table: &str, row: &Row) -> Result<bool, Error> {
    if row.id == 0 {
        return Ok(true);
    }
    let sql = format!("SELECT count(*) FROM {table} WHERE rowid = ?1");
    let n: i64 = connection.prepare_cached(&sql)?.query_row([row.id], |found| found.get(0))?;
    Ok(n > 0)
}

/// A document whose text is not the one that was stored: kept as far as it can be read, with its own
/// checksum.
fn document(row: &Row, names: &[(&str, bool)], lost: &mut Vec<String>) -> Option<Row> {
    let at = |wanted: &str| names.iter().position(|(name, _)| *name == wanted);
    let (text_at, hash_at, name_at) = (at("text")?, at("text_sha256")?, at("name")?);
    let Some(Value::Text(text)) = row.values.get(text_at) else { return None };
    let hash = match row.values.get(hash_at) {
        Some(Value::Text(hash)) => hash.as_str(),
        _ => "",
    };
    let right = text_hash(text);
    if right == hash && !row.cut {
        return None;
    }
    let name = match row.values.get(name_at) {
        Some(Value::Text(name)) if !name.trim().is_empty() => name.clone(),
        _ => format!("lost document {}", row.id),
    };
    let mut fixed = row.clone();
    if row.cut {
        lost.push(format!("the text of {name} ends early: the rest could not be read"));
    } else {
        lost.push(format!(
            "the text of {name} is not the one that was stored: some of it is damaged"
        ));
    }
    let blank =
        if text.trim().is_empty() { "(The words of this document were lost.)" } else { text };
    fixed.values[text_at] = Value::Text(blank.to_owned());
    fixed.values[hash_at] = Value::Text(text_hash(blank));
    // A record that was cut lacks what stands behind the text: it gets what the table asks for.
    for (name, rest) in names.iter().zip(fixed.values.iter_mut()).skip(1) {
        let (name, _) = name;
        let empty = matches!(rest, Value::Null) || matches!(rest, Value::Text(t) if t.is_empty());
        if empty {
            *rest = usual(name, row.id);
        }
    }
    for name in ["receipt", "reading"] {
        let broken = at(name).and_then(|at| fixed.values.get_mut(at)).filter(|value| {
            let Value::Text(text) = value else { return true };
            serde_json::from_str::<serde_json::Value>(text).is_err()
        });
        if let Some(value) = broken {
            let empty = if name == "receipt" { "[]" } else { "{}" };
            *value = Value::Text(empty.to_owned());
        }
    }
    Some(fixed)
}
