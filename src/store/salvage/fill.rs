//! Rows into a new study. The rules of its tables hold: a row that breaks one gets usual values where its
//! own cannot be, or is told and not stored.

use super::Found;
use super::records::{Row, text};
use super::tables::{Plan, TABLES};
use crate::store::check::text_hash;
use crate::store::mend::usual::{self, Column, Replaced, insert};
use crate::store::mend::{LOST_WORDS, in_words};
use crate::store::{Error, Founding};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

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
        let taken = table_rows(connection, (plan, table), rows, lost)?;
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

/// Puts the rows of a table into it. Gives back how many are in it.
fn table_rows(
    connection: &Connection,
    (plan, table): (&Plan, &str),
    rows: &[Row],
    lost: &mut Vec<String>,
) -> Result<u64, Error> {
    let columns = usual::columns(plan.model(), table)?;
    let names = usual::names(&columns);
    let mut replaced = Replaced::default();
    let (mut taken, mut refused, mut mended) = (0_u64, 0_u64, 0_u64);
    for row in rows {
        let fixed = (table == "documents").then(|| document(row, &columns, lost)).flatten();
        let row = fixed.as_ref().unwrap_or(row);
        let mut stored = insert(connection, table, &names, (row.id, &row.values))?;
        if !stored && !is_there(connection, table, row)? {
            let old = usual::padded(&columns, &row.values);
            if let Some(new) = usual::fitted(plan.model(), table, &columns, (row.id, &old))? {
                stored = insert(connection, table, &names, (row.id, &new))?;
                // Of a document that was cut off it was said already that the rest of it is lost.
                if stored && !(row.cut && fixed.is_some()) {
                    replaced.note(table, &columns, (&old, &new));
                }
            }
            refused += u64::from(!stored);
        }
        taken += u64::from(stored);
        mended += u64::from(stored && fixed.is_none() && (row.mended || row.cut));
    }
    if refused > 0 {
        let who = in_words(table);
        lost.push(format!("{who}: {refused} break a rule of the study and were left out"));
    }
    if mended > 0 {
        // The words of a document are known to be right by their checksum, or told of one by one.
        let what = if table == "documents" { "something beside the text" } else { "some words" };
        lost.push(format!("{}: in {mended} {what} could not be read", in_words(table)));
    }
    replaced.tell(lost);
    Ok(taken)
}

fn is_there(connection: &Connection, table: &str, row: &Row) -> Result<bool, Error> {
    if row.id == 0 {
        return Ok(true);
    }
    let sql = format!("SELECT count(*) FROM {table} WHERE rowid = ?1");
    let n: i64 = connection.prepare_cached(&sql)?.query_row([row.id], |found| found.get(0))?;
    Ok(n > 0)
}

/// A document whose text is not as it was stored: kept as far as it can be read, with its own checksum.
fn document(row: &Row, columns: &[Column], lost: &mut Vec<String>) -> Option<Row> {
    let names = usual::names(columns);
    let at = |wanted: &str| names.iter().position(|(name, _)| *name == wanted);
    let (text_at, hash_at, name_at) = (at("text")?, at("text_sha256")?, at("name")?);
    let (words, as_text) = match row.values.get(text_at) {
        Some(Value::Text(words)) => (Cow::Borrowed(words.as_str()), true),
        Some(Value::Blob(bytes)) => (Cow::Owned(text(bytes).0), false),
        _ => (Cow::Borrowed(""), false),
    };
    let hash = match row.values.get(hash_at) {
        Some(Value::Text(hash)) => hash.as_str(),
        _ => "",
    };
    let right = text_hash(&words) == hash && !row.cut;
    if right && as_text {
        return None;
    }
    let name = match row.values.get(name_at) {
        Some(Value::Text(name)) if !name.trim().is_empty() => name.clone(),
        _ => usual::made_up("documents", row.id),
    };
    lost.push(if right {
        format!("the text of {name} was not stored as a text; its words are all there")
    } else if row.cut {
        format!("the text of {name} ends early: the rest could not be read")
    } else {
        format!("the text of {name} is not the one that was stored: some of it is damaged")
    });
    let words = if words.trim().is_empty() { LOST_WORDS } else { &words };
    let mut values = usual::padded(columns, &row.values);
    if row.cut {
        // What stood behind the text is lost, too, and not empty: it gets what the table asks for.
        for value in values.iter_mut().filter(|value| **value == Value::Text(String::new())) {
            *value = Value::Null;
        }
    }
    values[text_at] = Value::Text(words.to_owned());
    values[hash_at] = Value::Text(text_hash(words));
    Some(Row { id: row.id, values, cut: row.cut, mended: row.mended, extra: row.extra })
}
