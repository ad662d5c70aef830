//! Findings that stay, words that become others wherever they stand, and the log of it.

use super::Tx;
use crate::model::{CoderId, DocumentId, FilterId, FindingId, PseudonymKind, SpeakerId, TextPlace};
use crate::store::Error;
use rusqlite::params;
use serde_json::Value;

/// Texts that nobody looks through place by place: older texts, receipts, kept codebooks, names of saved
/// filters, the log of files that were written (which undo does not reach). Table, column, and whether it
/// is JSON. What a saved filter asks for is no plain text: see [`Tx::rewrite_filters`].
const ELSEWHERE: [(&str, &str, bool); 16] = [
    ("study", "name", false),
    ("study", "retention_rule", false),
    ("documents", "receipt", true),
    ("documents", "reading", true),
    ("revisions", "text", false),
    ("codebook_versions", "note", false),
    ("codebook_versions", "codes", true),
    ("participants", "excluded_why", false),
    ("participants", "consent_form", false),
    ("attribute_values", "value", false),
    ("codes", "origin", false),
    ("orphans", "memo", false),
    ("kept_findings", "words", false),
    ("saved_filters", "name", false),
    ("exports", "what", false),
    ("exports", "path", false),
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
                } else if (table, column) == ("saved_filters", "name") {
                    self.name_filter(id, &text)?;
                } else {
                    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1");
                    self.execute(&sql, params![id, text])?;
                }
            }
        }
        Ok(changed)
    }

    /// Two filters must not come to be called the same: the second gets a number.
    fn name_filter(&self, id: i64, name: &str) -> Result<(), Error> {
        let taken = "SELECT id FROM saved_filters WHERE name = ?1 AND id <> ?2";
        let mut free = name.to_owned();
        let mut number = 1;
        while self.id(taken, params![free, id])?.is_some() {
            number += 1;
            free = format!("{name} ({number})");
        }
        self.rename_filter(FilterId(id), &free)
    }

    /// Writes anew what saved filters ask for: labels of speakers and values of attributes. `label` says
    /// what a label is now, where speakers carry it or did; `new` does so for all other words. Gives back
    /// how many filters changed.
    pub fn rewrite_filters(
        &self,
        label: &dyn Fn(&str) -> Option<Vec<String>>,
        new: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, Error> {
        let mut changed = 0;
        for (id, text) in texts(self.connection, "saved_filters", "filter")? {
            if let Some(text) = rewritten_filter(&text, label, new) {
                let sql = "UPDATE saved_filters SET filter = ?2 WHERE id = ?1";
                changed += self.execute(sql, params![id, text])?;
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

/// What a saved filter asks for, with other labels and values; `None` when nothing changes. All else in
/// it are numbers and words of the program, which must stay what they are.
fn rewritten_filter(
    text: &str,
    label: &dyn Fn(&str) -> Option<Vec<String>>,
    new: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut filter: Value = serde_json::from_str(text).ok()?;
    let mut changed = false;
    if let Some(Value::Array(labels)) = filter.get_mut("speakers") {
        let mut now: Vec<Value> = Vec::with_capacity(labels.len());
        for named in labels.iter() {
            let words = named.as_str().unwrap_or_default();
            match label(words).or_else(|| new(words).map(|other| vec![other])) {
                Some(others) => now.extend(others.into_iter().map(Value::String)),
                None => now.push(named.clone()),
            }
        }
        changed = now != *labels;
        *labels = now;
    }
    if let Some(Value::Array(clauses)) = filter.get_mut("wheres") {
        for clause in clauses {
            if let Some(Value::String(value)) = clause.get_mut("value")
                && let Some(other) = new(value)
            {
                *value = other;
                changed = true;
            }
        }
    }
    changed.then(|| filter.to_string())
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
    let filters = texts(connection, "saved_filters", "filter")?.into_iter();
    let changes = |text: &str| rewritten_filter(text, &|_| None, new).is_some();
    Ok(count + filters.filter(|(_, text)| changes(text)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns that are rewritten another way: texts with a page of their own, each as a [`TextPlace`];
    /// what a saved filter asks for; the audit trail and the desk when it is made final, which empties
    /// the steps and their history.
    const OTHERWISE: &str = "documents.text documents.name documents.file_name speakers.label \
        participants.name memos.title memos.text codings.memo codes.name codes.definition \
        codes.include codes.exclude codes.example themes.statement themes.concept themes.boundary \
        themes.reason orphans.words framework_cells.summary saved_filters.filter audit.label \
        desk.value steps.label history.old";

    /// Columns that stay: identities, days, words of a fixed list, hashes, the names of those who code
    /// and of attributes, and replacements themselves.
    const UNTOUCHED: &str = "study.guid study.created_at study.approach study.retain_until coders.guid \
        coders.name documents.guid documents.text_sha256 documents.format documents.encoding \
        documents.file_sha256 documents.imported_at documents.imported_by documents.held_on \
        participants.guid participants.quotation participants.archiving participants.recontact \
        participants.withdraw_until attributes.guid attributes.name attributes.kind marks.kind \
        codes.guid codes.color codes.created_at codes.badge codes.shortcut codings.guid \
        codings.created_at memos.guid memos.kind memos.created_at memos.edited_at steps.at \
        steps.coder history.table history.act audit.at audit.coder audit.verb codebook_versions.guid \
        codebook_versions.created_at themes.guid themes.state themes.created_at desk.key \
        revisions.reason revisions.created_at orphans.guid orphans.memos orphans.links \
        orphans.created_at orphans.lost_at anonymised.kind anonymised.replacement \
        anonymised.created_at kept_findings.pattern kept_findings.created_at saved_filters.guid \
        saved_filters.created_at framework_cells.guid framework_cells.state framework_cells.links \
        framework_cells.seen framework_cells.edited_at exports.at exports.coder exports.profile \
        export_participants.participant withdrawals.guid withdrawals.day withdrawals.scope \
        withdrawals.reason withdrawals.report evidence_lost.kind evidence_lost.subject";

    #[test]
    fn every_column_of_text_loses_names_or_stays_on_purpose() {
        let named = ELSEWHERE.iter().map(|(table, column, _)| format!("{table}.{column}"));
        let others = [OTHERWISE, UNTOUCHED].into_iter().flat_map(str::split_whitespace);
        let named: Vec<String> = named.chain(others.map(str::to_owned)).collect();
        super::super::testing::are_all_columns_of_text(named);
    }

    #[test]
    fn a_filter_keeps_its_own_words_and_follows_labels_and_values() {
        let check = |filter: &str, expected: Option<&str>| {
            let label =
                |text: &str| (text.to_lowercase() == "sarah").then(|| vec!["[mother]".to_owned()]);
            let new = |text: &str| text.contains("Any").then(|| text.replace("Any", "[friend]"));
            let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            let found = rewritten_filter(filter, &label, &new);
            assert_eq!(found.as_deref().map(value), expected.map(value), "{filter}");
        };
        check(r#"{"speakers":["sarah","INT"]}"#, Some(r#"{"speakers":["[mother]","INT"]}"#));
        check(
            r#"{"speakers":["Any"],"wheres":[{"attribute":1,"op":"is","value":"Any's"}]}"#,
            Some(
                r#"{"speakers":["[friend]"],"wheres":[{"attribute":1,"op":"is","value":"[friend]'s"}]}"#,
            ),
        );
        check(r#"{"speech":"Any","condition":{"Any":[]}}"#, None);
        check("damaged", None);
    }
}
