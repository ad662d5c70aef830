//! Findings that stay, words that become others wherever they stand, and the log of it.

use super::Tx;
use crate::model::{CoderId, DocumentId, FindingId, PseudonymKind, SpeakerId, TextPlace};
use crate::store::Error;
use rusqlite::params;
use serde_json::Value;

/// Texts that nobody sees on a page of their own: older texts, receipts, kept codebooks. Table, column,
/// and whether it is JSON.
const ELSEWHERE: [(&str, &str, bool); 11] = [
    ("study", "name", false),
    ("documents", "receipt", true),
    ("documents", "reading", true),
    ("revisions", "text", false),
    ("codebook_versions", "note", false),
    ("codebook_versions", "codes", true),
    ("participants", "excluded_why", false),
    ("attribute_values", "value", false),
    ("codes", "origin", false),
    ("orphans", "memo", false),
    ("kept_findings", "words", false),
];

impl Tx<'_> {
    /// Keeps a finding. False when it is kept already.
    pub fn keep_finding(
        &self,
        document: Option<DocumentId>,
        pattern: &str,
        words: &str,
        coder: CoderId,
        at: &str,
    ) -> Result<bool, Error> {
        let changed = self.execute(
            "INSERT INTO kept_findings (document_id, pattern, words, coder_id, created_at)
             SELECT ?1, ?2, ?3, ?4, ?5
             WHERE NOT EXISTS (SELECT 1 FROM kept_findings
                               WHERE document_id IS ?1 AND pattern = ?2 AND words = ?3)",
            params![document.map(|id| id.0), pattern, words, coder.0, at],
        )?;
        Ok(changed == 1)
    }

    /// Forgets that a finding was kept.
    pub fn forget_kept(&self, finding: FindingId) -> Result<bool, Error> {
        Ok(self.execute("DELETE FROM kept_findings WHERE id = ?1", [finding.0])? == 1)
    }

    /// Writes one of a study's texts anew. Not a document's own text: that moves codings along.
    pub fn set_words(&self, place: TextPlace, text: &str) -> Result<(), Error> {
        let (sql, id) = match place {
            TextPlace::Text(_) => return Ok(()),
            TextPlace::Label(_, id) => ("UPDATE speakers SET label = ?2 WHERE id = ?1", id.0),
            TextPlace::Name(id) => ("UPDATE documents SET name = ?2 WHERE id = ?1", id.0),
            TextPlace::File(id) => ("UPDATE documents SET file_name = ?2 WHERE id = ?1", id.0),
            TextPlace::Participant(id) => ("UPDATE participants SET name = ?2 WHERE id = ?1", id.0),
            TextPlace::Title(id) => ("UPDATE memos SET title = ?2 WHERE id = ?1", id.0),
            TextPlace::Memo(id) => ("UPDATE memos SET text = ?2 WHERE id = ?1", id.0),
            TextPlace::Comment(_, id) => ("UPDATE codings SET memo = ?2 WHERE id = ?1", id.0),
            TextPlace::Orphan(id) => ("UPDATE orphans SET words = ?2 WHERE id = ?1", id.0),
            TextPlace::Cell(id) => ("UPDATE framework_cells SET summary = ?2 WHERE id = ?1", id.0),
            TextPlace::Code(id, number) => (
                match number {
                    0 => "UPDATE codes SET name = ?2 WHERE id = ?1",
                    1 => "UPDATE codes SET definition = ?2 WHERE id = ?1",
                    2 => "UPDATE codes SET include = ?2 WHERE id = ?1",
                    3 => "UPDATE codes SET exclude = ?2 WHERE id = ?1",
                    _ => "UPDATE codes SET example = ?2 WHERE id = ?1",
                },
                id.0,
            ),
            TextPlace::Theme(id, number) => (
                match number {
                    0 => "UPDATE themes SET statement = ?2 WHERE id = ?1",
                    1 => "UPDATE themes SET concept = ?2 WHERE id = ?1",
                    2 => "UPDATE themes SET boundary = ?2 WHERE id = ?1",
                    _ => "UPDATE themes SET reason = ?2 WHERE id = ?1",
                },
                id.0,
            ),
        };
        self.execute(sql, params![id, text])?;
        Ok(())
    }

    /// Gives the turns of one speaker to another one, and takes the first one away.
    pub fn join_speakers(&self, from: SpeakerId, into: SpeakerId) -> Result<(), Error> {
        self.execute("UPDATE turns SET speaker_id = ?2 WHERE speaker_id = ?1", [from.0, into.0])?;
        self.execute("DELETE FROM speakers WHERE id = ?1", [from.0])?;
        Ok(())
    }

    /// Writes the texts anew that have no page of their own. `new` says what a text becomes, `None`
    /// leaves it. Findings that were kept and change are forgotten. Gives back how many texts changed.
    pub fn rewrite_elsewhere(&self, new: &dyn Fn(&str) -> Option<String>) -> Result<usize, Error> {
        let mut changed = 0;
        for (table, column, json) in ELSEWHERE {
            for (id, text) in texts(self.connection, table, column)? {
                let Some(text) = rewritten(&text, json, new) else { continue };
                changed += 1;
                if table == "kept_findings" {
                    self.execute("DELETE FROM kept_findings WHERE id = ?1", [id])?;
                } else {
                    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1");
                    self.execute(&sql, params![id, text])?;
                }
            }
        }
        Ok(changed)
    }

    /// Logs that so many places of a document, or of the rest of the study, carry a replacement now.
    pub fn log_anonymised(
        &self,
        document: Option<DocumentId>,
        kind: PseudonymKind,
        replacement: &str,
        places: usize,
        coder: CoderId,
        at: &str,
    ) -> Result<(), Error> {
        self.insert(
            "INSERT INTO anonymised (document_id, kind, replacement, places, coder_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![document.map(|id| id.0), kind.name(), replacement, places as i64, coder.0, at],
        )?;
        Ok(())
    }
}

fn texts(
    connection: &rusqlite::Connection,
    table: &str,
    column: &str,
) -> Result<Vec<(i64, String)>, Error> {
    let sql = format!("SELECT id, {column} FROM {table} WHERE {column} <> ''");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A text, or every string of a JSON value, as `new` has it; `None` when nothing changes.
pub(in crate::store) fn rewritten(
    text: &str,
    json: bool,
    new: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    if !json {
        return new(text);
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    rewrite_strings(&mut value, new).then(|| value.to_string())
}

fn rewrite_strings(value: &mut Value, new: &dyn Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::String(text) => match new(text) {
            Some(other) => {
                *text = other;
                true
            }
            None => false,
        },
        Value::Array(list) => {
            list.iter_mut().map(|value| rewrite_strings(value, new)).max().unwrap_or(false)
        }
        Value::Object(map) => {
            map.values_mut().map(|value| rewrite_strings(value, new)).max().unwrap_or(false)
        }
        _ => false,
    }
}

/// How many texts without a page of their own would change.
pub(in crate::store) fn count_elsewhere(
    connection: &rusqlite::Connection,
    new: &dyn Fn(&str) -> Option<String>,
) -> Result<usize, Error> {
    let mut count = 0;
    for (table, column, json) in ELSEWHERE {
        let all = texts(connection, table, column)?;
        count += all.iter().filter(|(_, text)| rewritten(text, json, new).is_some()).count();
    }
    Ok(count)
}
