//! What no longer fits together is made to fit, without losing words or codes: rows that point at rows
//! that are gone, turns that fit neither the text nor each other ([`turns`]), codings on words that are
//! not there, values that cannot be ([`values`]), or that the rules of a table forbid ([`usual`]).
//!
//! No text is touched. Where a code, a participant or a coder is gone and something still points at
//! it, one with a name that says so takes its place. Each change is told in words.

mod turns;
pub(super) mod usual;
mod values;

pub(super) use values::{in_circles, nameless, odd};

use super::{Error, Tx};
use crate::model::{CodingId, DocumentId, Guid, Span};
use crate::text::positions::check_span;
use rusqlite::params;

/// What stands for a text that is gone.
pub(super) const LOST_WORDS: &str = "(The words of this document were lost.)";

/// Things that get a substitute when something points at one that is gone.
const SUBSTITUTES: [(&str, &str, &str); 6] = [
    ("coders", "coder", "INSERT INTO coders (id, guid, name) VALUES (?1, ?2, ?3)"),
    (
        "participants",
        "participant",
        "INSERT INTO participants (id, guid, name) VALUES (?1, ?2, ?3)",
    ),
    (
        "attributes",
        "attribute",
        "INSERT INTO attributes (id, guid, name, kind, position) VALUES (?1, ?2, ?3, 'text', ?1)",
    ),
    (
        "codes",
        "code",
        "INSERT INTO codes (id, guid, name, position, created_at) VALUES (?1, ?2, ?3, ?1, ?4)",
    ),
    (
        "themes",
        "theme",
        "INSERT INTO themes (id, guid, position, statement, state, created_at)
         VALUES (?1, ?2, ?1, ?3, 'candidate', ?4)",
    ),
    (
        "documents",
        "document",
        "INSERT INTO documents (id, guid, name, text, text_sha256, file_name, format, encoding,
             file_bytes, file_sha256, receipt, imported_at)
         VALUES (?1, ?2, ?3, '(The words of this document were lost.)', ?5, '', 'txt', 'utf-8', 0,
             '', '[]', ?4)",
    ),
];

/// Mends everything it can, and says each thing it did.
pub(super) fn mend(tx: &Tx<'_>, at: &str) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    // A substitute may be pointed to by rows that were looked at before: once more is enough.
    for _ in 0..2 {
        references(tx, at, &mut told)?;
    }
    let connection = tx.connection();
    values::values(connection, &mut told)?;
    let documents: Vec<(i64, String, String)> = connection
        .prepare("SELECT id, name, text FROM documents ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (id, name, text) in documents {
        turns::turns(tx, id, &name, &text, &mut told)?;
        marks(tx, id, &name, &text, &mut told)?;
        codings(tx, id, &name, &text, at, &mut told)?;
    }
    Ok(told)
}

/// What the rows of a table are, for people.
pub(super) fn in_words(table: &str) -> &str {
    match table {
        "study" => "the study itself",
        "attribute_values" => "values of participants",
        "marks" => "marks in transcripts",
        "times" => "times in transcripts",
        "theme_codes" => "codes of themes",
        "memo_links" => "links of memos",
        "codebook_versions" => "kept codebooks",
        "coded_with" => "notes of which codebook was coded with",
        "revisions" => "older texts",
        "orphans" => "codings that lost their words",
        "anonymised" => "notes of what was replaced",
        "kept_findings" => "kept findings",
        "saved_filters" => "filters with names",
        "framework_cells" => "cells of the framework matrix",
        "exports" => "files that were written",
        "export_participants" => "people in files that were written",
        "evidence_lost" => "notes of what lost evidence",
        "audit" => "the audit trail",
        "desk" => "drafts and reading positions",
        // Documents, participants, codes and the like are called what they are.
        other => other,
    }
}

/// Rows that point at rows that are not there.
fn references(tx: &Tx<'_>, at: &str, told: &mut Vec<String>) -> Result<(), Error> {
    let connection = tx.connection();
    let keys: Vec<(String, String, String, bool)> = connection
        .prepare(
            "SELECT t.name, k.\"table\", k.\"from\", c.\"notnull\" OR c.pk > 0
             FROM sqlite_schema t, pragma_foreign_key_list(t.name) k, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name = k.\"from\" AND t.name <> 'history'
             ORDER BY t.name, k.\"from\"",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (table, parent, column, needed) in keys {
        let missing: Vec<i64> = connection
            .prepare(&format!(
                "SELECT DISTINCT \"{column}\" FROM {table} WHERE \"{column}\" IS NOT NULL
                 AND \"{column}\" NOT IN (SELECT id FROM {parent})"
            ))?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let substitute = SUBSTITUTES.iter().find(|(name, ..)| *name == parent);
        for id in missing {
            if let Some((_, word, sql)) = substitute {
                let name = format!("lost {word} {id}");
                let lost = super::check::text_hash(LOST_WORDS);
                let guid = Guid::new().to_string();
                let mut statement = connection.prepare(sql)?;
                match statement.parameter_count() {
                    3 => statement.execute(params![id, guid, name])?,
                    4 => statement.execute(params![id, guid, name, at])?,
                    _ => statement.execute(params![id, guid, name, at, lost])?,
                };
                let who = in_words(&table);
                told.push(format!(
                    "a {word} is gone that {who} point at: \"{name}\" stands for it"
                ));
                continue;
            }
            let (sql, what) = if needed {
                (format!("DELETE FROM {table} WHERE \"{column}\" = ?1"), "were taken out")
            } else {
                let set = format!("UPDATE {table} SET \"{column}\" = NULL");
                (format!("{set} WHERE \"{column}\" = ?1"), "point at nothing now")
            };
            let rows = connection.execute(&sql, [id])?;
            let (who, parent) = (in_words(&table), in_words(&parent));
            told.push(format!(
                "{who}: {rows} pointed at {parent} {id}, which is gone: they {what}"
            ));
        }
    }
    Ok(())
}

/// A place in a text; where the number is none, one behind every text.
fn place(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u32> {
    Ok(u32::try_from(row.get::<_, i64>(column)?).unwrap_or(u32::MAX))
}

/// Stretches that nobody said and that do not fit the text go. Of two that lie over each other the first
/// one goes: the others need not suffer for an end that is wrong.
fn marks(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let stored: Vec<(i64, u32, u32)> = tx
        .connection()
        .prepare("SELECT id, start, \"end\" FROM marks WHERE document_id = ?1 ORDER BY start")?
        .query_map([document], |row| Ok((row.get(0)?, place(row, 1)?, place(row, 2)?)))?
        .collect::<Result<_, _>>()?;
    let fits = |start, end| Span::new(start, end).and_then(|span| span.of(text)).is_some();
    let (mut behind, mut gone) = (u32::MAX, 0);
    for (id, start, end) in stored.into_iter().rev() {
        if end <= behind && fits(start, end) {
            behind = start;
        } else {
            gone += tx.connection().execute("DELETE FROM marks WHERE id = ?1", [id])?;
        }
    }
    if gone > 0 {
        told.push(format!("{name}: {gone} time stamps or headings did not fit the text"));
    }
    Ok(())
}

/// Codings whose words are not there go to the tray, with their memos.
fn codings(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    at: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let stored: Vec<(i64, u32, u32)> = tx
        .connection()
        .prepare("SELECT id, start, \"end\" FROM codings WHERE document_id = ?1 ORDER BY id")?
        .query_map([document], |row| Ok((row.get(0)?, place(row, 1)?, place(row, 2)?)))?
        .collect::<Result<_, _>>()?;
    let mut moved = 0;
    for (id, start, end) in stored {
        // What stands for words that are gone was coded by nobody.
        if text != LOST_WORDS && check_span(text, start, end).is_ok() {
            continue;
        }
        // The words that are left of it, where there are any; where its start lies behind the text, its
        // end may still say where it was.
        let start = if start as usize > text.len() { start.min(end) } else { start };
        let place = text.floor_char_boundary(start as usize);
        let rest = text.get(place..text.floor_char_boundary(end as usize)).unwrap_or_default();
        let words = if rest.trim().is_empty() { "(its words were lost)" } else { rest };
        tx.orphan_coding(DocumentId(document), CodingId(id), words, place as u32, at)?;
        moved += 1;
    }
    if moved > 0 {
        told.push(format!(
            "{name}: {moved} codings stood on words that are not there; they lie in the tray"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_words_for_people() {
        let model = rusqlite::Connection::open_in_memory().unwrap();
        for schema in crate::store::open::MIGRATIONS {
            model.execute_batch(schema).unwrap();
        }
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'
                   AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'";
        let mut tables = model.prepare(sql).unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let tables: Vec<String> = tables.map(Result::unwrap).collect();
        assert!(tables.len() > 20);
        for table in tables {
            assert!(!in_words(&table).contains('_'), "{table}");
        }
    }
}
