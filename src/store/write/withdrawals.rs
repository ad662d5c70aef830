//! A participant withdraws: rows that go, words that are taken out of the rows that stay.
//!
//! Every column that can hold words of a person is in one of two lists, which a test compares with the
//! schema: a new column cannot be forgotten.

use super::{Tx, rewritten};
use crate::model::{
    AttributeId, CodingId, DocumentId, EvidenceId, EvidenceKind, Guid, OrphanId, ParticipantId,
    SpeakerId, Tombstone, Voice,
};
use crate::store::{Error, Store};
use rusqlite::{OptionalExtension as _, params};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// A table and a column of it.
type Column<'a> = (&'a str, &'a str);

/// A row as the history has it.
type Columns = Map<String, Value>;

/// Columns in which names and quotations are replaced: table, column, key, and whether it is JSON.
const REWRITTEN: [(&str, &str, bool); 37] = [
    ("study", "name", false),
    ("study", "retention_rule", false),
    ("documents", "name", false),
    ("documents", "file_name", false),
    ("documents", "receipt", true),
    ("documents", "reading", true),
    ("participants", "excluded_why", false),
    ("participants", "consent_form", false),
    ("attribute_values", "value", false),
    ("codes", "definition", false),
    ("codes", "include", false),
    ("codes", "exclude", false),
    ("codes", "example", false),
    ("codes", "origin", false),
    ("codings", "memo", false),
    ("memos", "title", false),
    ("memos", "text", false),
    ("codebook_versions", "note", false),
    ("codebook_versions", "codes", true),
    ("themes", "statement", false),
    ("themes", "concept", false),
    ("themes", "boundary", false),
    ("themes", "reason", false),
    ("orphans", "words", false),
    ("orphans", "memo", false),
    ("anonymised", "replacement", false),
    ("kept_findings", "words", false),
    ("saved_filters", "name", false),
    ("saved_filters", "filter", true),
    ("framework_cells", "summary", false),
    ("framework_cells", "links", true),
    ("exports", "what", false),
    ("exports", "profile", false),
    ("revisions", "text", false),
    ("audit", "label", false),
    ("steps", "label", false),
    ("desk", "value", true),
];

/// Columns that stay: identities, days, words of a fixed list, what people other than participants
/// wrote as names of things; texts of documents, which are treated turn by turn; history, which is
/// emptied; and where exported files lie, which [`Tx::rename_exports`] treats as paths.
#[cfg(test)]
const UNTOUCHED: &str = "study.guid study.created_at study.approach study.retain_until coders.guid \
    coders.name documents.guid documents.text documents.text_sha256 documents.format \
    documents.encoding documents.file_sha256 documents.imported_at documents.imported_by \
    documents.held_on participants.guid participants.name participants.quotation \
    participants.archiving participants.recontact participants.withdraw_until attributes.guid \
    attributes.name attributes.kind speakers.label marks.kind codes.guid codes.name codes.color \
    codes.created_at codes.badge codes.shortcut codings.guid codings.created_at memos.guid memos.kind \
    memos.created_at memos.edited_at steps.at steps.coder history.table history.act history.old \
    audit.at audit.coder audit.verb codebook_versions.guid codebook_versions.created_at themes.guid \
    themes.state themes.created_at desk.key revisions.reason revisions.created_at orphans.guid \
    orphans.memos orphans.links orphans.created_at orphans.lost_at anonymised.kind \
    anonymised.created_at kept_findings.pattern kept_findings.created_at saved_filters.guid \
    saved_filters.created_at framework_cells.guid framework_cells.state framework_cells.seen \
    framework_cells.edited_at exports.at exports.coder exports.path export_participants.participant \
    withdrawals.guid withdrawals.day withdrawals.scope withdrawals.reason withdrawals.report \
    evidence_lost.kind evidence_lost.subject";

/// What a text becomes, by its table and column and the document it belongs to; `None` leaves it.
type Becomes<'b> = dyn Fn(Column<'_>, Option<DocumentId>, &str) -> Option<String> + 'b;

impl Tx<'_> {
    /// Takes a document away whose words are withdrawn: also what the log of replacements says of it.
    pub fn withdraw_document(&self, document: DocumentId) -> Result<(), Error> {
        self.execute("DELETE FROM anonymised WHERE document_id = ?1", [document.0])?;
        let guid = self.connection.query_row(
            "SELECT guid FROM documents WHERE id = ?1",
            [document.0],
            |row| row.get::<_, String>(0),
        )?;
        self.execute("DELETE FROM desk WHERE \"key\" = 'place:' || ?1", [guid])?;
        self.remove_document(document)?;
        Ok(())
    }

    /// Forgets the older texts of a document. Gives back how many there were.
    pub fn forget_revisions(&self, document: DocumentId) -> Result<usize, Error> {
        self.execute("DELETE FROM revisions WHERE document_id = ?1", [document.0])
    }

    /// Takes what somebody typed and did not store off the desk: corrections, which hold whole texts, and
    /// what was written in the person's row of the framework matrix. Rows are numbers, and the next
    /// participant may get this one.
    pub fn clear_drafts(&self, person: ParticipantId) -> Result<(), Error> {
        self.execute("DELETE FROM desk WHERE \"key\" = 'correction drafts'", [])?;
        let cells = "SELECT value FROM desk WHERE \"key\" = 'framework drafts'";
        let stored: Option<String> =
            self.connection.query_row(cells, [], |row| row.get(0)).optional()?;
        let Some(stored) = stored else { return Ok(()) };
        let mut drafts: Vec<serde_json::Value> = serde_json::from_str(&stored).unwrap_or_default();
        drafts.retain(|draft| {
            let row = draft.get("participant").and_then(serde_json::Value::as_i64);
            row.is_some_and(|row| row != person.0)
        });
        let left = serde_json::Value::Array(drafts).to_string();
        let sql = "UPDATE desk SET value = ?1 WHERE \"key\" = 'framework drafts'";
        self.execute(sql, [left])?;
        Ok(())
    }

    /// Turns of a speaker are nobody's, and the speaker is gone.
    pub fn forget_speaker(&self, speaker: SpeakerId) -> Result<(), Error> {
        self.execute("UPDATE turns SET speaker_id = NULL WHERE speaker_id = ?1", [speaker.0])?;
        self.execute("DELETE FROM speakers WHERE id = ?1", [speaker.0])?;
        Ok(())
    }

    /// A speaker is called otherwise and is nobody; with one of that label they become one.
    pub fn hide_speaker(
        &self,
        document: DocumentId,
        speaker: SpeakerId,
        label: &str,
    ) -> Result<(), Error> {
        let known = self.id(
            "SELECT id FROM speakers WHERE document_id = ?1 AND label = ?2 AND id <> ?3",
            params![document.0, label, speaker.0],
        )?;
        if let Some(known) = known {
            return self.join_speakers(speaker, SpeakerId(known));
        }
        self.execute("UPDATE speakers SET label = ?2 WHERE id = ?1", params![speaker.0, label])?;
        self.map_speaker(speaker, Voice::Unassigned)
    }

    /// Forgets findings that were kept in a document, or everywhere, of which `gone` says so.
    pub fn forget_findings(
        &self,
        gone: &dyn Fn(Option<DocumentId>, &str) -> bool,
    ) -> Result<usize, Error> {
        let mut statement =
            self.connection.prepare("SELECT id, document_id, words FROM kept_findings")?;
        let rows = statement.query_map([], |row| {
            let document = row.get::<_, Option<i64>>(1)?.map(DocumentId);
            Ok((row.get::<_, i64>(0)?, document, row.get::<_, String>(2)?))
        })?;
        let mut count = 0;
        for row in rows.collect::<Result<Vec<_>, _>>()? {
            if gone(row.1, &row.2) {
                count += self.execute("DELETE FROM kept_findings WHERE id = ?1", [row.0])?;
            }
        }
        Ok(count)
    }

    /// Cells of the framework matrix no longer point to these codings. They stay what they are.
    pub fn unlink_cells(&self, gone: &dyn Fn(&str) -> bool) -> Result<(), Error> {
        let mut statement = self.connection.prepare("SELECT id, links FROM framework_cells")?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        for (id, links) in rows.collect::<Result<Vec<_>, _>>()? {
            let list: Vec<String> = serde_json::from_str(&links).unwrap_or_default();
            let kept: Vec<&String> = list.iter().filter(|guid| !gone(guid)).collect();
            if kept.len() < list.len() {
                let links = serde_json::json!(kept).to_string();
                self.execute(
                    "UPDATE framework_cells SET links = ?2 WHERE id = ?1",
                    params![id, links],
                )?;
            }
        }
        Ok(())
    }

    /// Codings go, with the links of memos to them.
    pub fn withdraw_codings(&self, codings: &[CodingId]) -> Result<(), Error> {
        for coding in codings {
            self.remove_coding(*coding)?;
        }
        Ok(())
    }

    /// Orphans go, for good.
    pub fn withdraw_orphans(&self, orphans: &[OrphanId]) -> Result<(), Error> {
        for orphan in orphans {
            self.remove_orphan(*orphan)?;
        }
        Ok(())
    }

    /// Writes the older texts of a document anew: what each becomes, `None` leaves it. Gives back how many
    /// changed.
    pub fn rewrite_revisions(
        &self,
        document: DocumentId,
        new: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, Error> {
        let mut statement =
            self.connection.prepare("SELECT id, text FROM revisions WHERE document_id = ?1")?;
        let rows = statement
            .query_map([document.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let mut changed = 0;
        for (id, text) in rows.collect::<Result<Vec<_>, _>>()? {
            if let Some(text) = new(&text) {
                let sql = "UPDATE revisions SET text = ?2 WHERE id = ?1";
                changed += self.execute(sql, params![id, text])?;
            }
        }
        Ok(changed)
    }

    /// Takes words out of every text that stays. `new` says what a text becomes, `None` leaves it: it is
    /// told the table and the column, and the document that the text belongs to, for a label may be
    /// somebody else's in another one. Findings that were kept and would change are forgotten. Gives back
    /// how many texts changed.
    pub fn rewrite_for_withdrawal(&self, new: &Becomes<'_>) -> Result<usize, Error> {
        let mut changed = 0;
        for (table, column, json) in REWRITTEN {
            let document = document_of(table);
            let sql = format!(
                "SELECT rowid, {document}, \"{column}\" FROM {table} WHERE \"{column}\" <> ''"
            );
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| {
                let document = row.get::<_, Option<i64>>(1)?.map(DocumentId);
                Ok((row.get::<_, i64>(0)?, document, row.get::<_, String>(2)?))
            })?;
            for (id, document, text) in rows.collect::<Result<Vec<_>, _>>()? {
                // What lies on the desk may be JSON or plain.
                let json = json && serde_json::from_str::<Value>(&text).is_ok();
                let here = |text: &str| new((table, column), document, text);
                let Some(text) = rewritten(&text, json, &here) else { continue };
                changed += 1;
                if table == "kept_findings" {
                    self.execute("DELETE FROM kept_findings WHERE id = ?1", [id])?;
                } else {
                    self.put_text(table, column, id, &text)?;
                }
            }
        }
        Ok(changed)
    }

    /// Two things must not come to be called the same: the second gets a number.
    fn put_text(&self, table: &str, column: &str, id: i64, text: &str) -> Result<(), Error> {
        let sql = format!("UPDATE OR IGNORE {table} SET \"{column}\" = ?2 WHERE rowid = ?1");
        let mut name = text.to_owned();
        for number in 2..1000 {
            if self.execute(&sql, params![id, name])? == 1 {
                return Ok(());
            }
            name = format!("{text} ({number})");
        }
        Err(Error::Unexpected(format!("{table}.{column} of row {id} cannot be written")))
    }

    /// The lines of the audit trail, the newest first: row, whether it says that something was taken back,
    /// and what it names.
    pub fn audit_lines(&self) -> Result<Vec<(i64, bool, String)>, Error> {
        let sql = "SELECT id, verb = 'undid', label FROM audit ORDER BY id DESC";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes a line of the audit trail anew.
    pub fn put_audit_line(&self, id: i64, label: &str) -> Result<(), Error> {
        self.execute("UPDATE audit SET label = ?2 WHERE id = ?1", params![id, label])?;
        Ok(())
    }

    /// In the log of exports names go out of paths too; the lines stay. The report of the withdrawal has
    /// the files as they are called, for whoever has to find them.
    pub fn rename_exports(&self, new: &dyn Fn(&str) -> Option<String>) -> Result<usize, Error> {
        let mut statement = self.connection.prepare("SELECT id, path FROM exports")?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let mut changed = 0;
        for (id, path) in rows.collect::<Result<Vec<_>, _>>()? {
            if let Some(path) = new(&path) {
                changed +=
                    self.execute("UPDATE exports SET path = ?2 WHERE id = ?1", params![id, path])?;
            }
        }
        Ok(changed)
    }

    /// In the log of exports the withdrawal stands for the participant. Gives back in how many files
    /// they are.
    pub fn withdraw_from_exports(&self, person: Guid, withdrawal: Guid) -> Result<usize, Error> {
        self.execute(
            "UPDATE export_participants SET participant = ?2 WHERE participant = ?1",
            [person.to_string(), withdrawal.to_string()],
        )
    }

    /// Removes the participant's own row and what hangs on it.
    pub fn withdraw_participant(&self, participant: ParticipantId) -> Result<(), Error> {
        self.remove_participant(participant)
    }

    /// Keeps that somebody withdrew, and what is to be read again.
    pub fn add_tombstone(
        &self,
        tombstone: &Tombstone,
        lost: &[(EvidenceKind, String)],
    ) -> Result<(), Error> {
        let report = crate::store::withdrawal::report(tombstone);
        let id = self.insert(
            "INSERT INTO withdrawals (guid, day, scope, reason, report) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                tombstone.guid.to_string(),
                tombstone.day,
                tombstone.scope.name(),
                tombstone.reason.name(),
                report
            ],
        )?;
        for (kind, subject) in lost {
            self.insert(
                "INSERT INTO evidence_lost (withdrawal_id, kind, subject) VALUES (?1, ?2, ?3)",
                params![id, kind.name(), subject],
            )?;
        }
        Ok(())
    }

    /// Says whether something that lost evidence was read again. False when it is not in the list.
    pub fn tick_evidence(&self, evidence: EvidenceId, done: bool) -> Result<bool, Error> {
        let sql = "UPDATE evidence_lost SET done = ?2 WHERE id = ?1";
        Ok(self.execute(sql, params![evidence.0, done])? == 1)
    }
}

/// The document that a row of a table belongs to, as SQL has it.
fn document_of(table: &str) -> &'static str {
    match table {
        "documents" => "id",
        "codings" | "orphans" | "anonymised" | "kept_findings" | "revisions" => "document_id",
        "memos" => {
            "coalesce(document_id, (SELECT c.document_id FROM codings c WHERE c.id = memos.coding_id))"
        }
        _ => "NULL",
    }
}

/// What the file knows of what people were called and what was known of them, before today. The steps
/// know it to the letter; they are forgotten with an upgrade, and then the audit trail is what is left.
impl Store {
    /// Labels that speakers had: document, speaker, label, and whose they were.
    pub fn former_labels(&self) -> Result<Vec<(DocumentId, SpeakerId, String, Voice)>, Error> {
        let now = "SELECT id, json_object('id', id, 'document_id', document_id, 'label', label,
                       'interviewer', interviewer, 'participant_id', participant_id)
                   FROM speakers";
        let rows = self.former_rows("speakers", now)?;
        let known = rows.iter().filter_map(|row| {
            let number = |name: &str| row.get(name).and_then(Value::as_i64);
            let voice = match (number("interviewer"), number("participant_id")) {
                (Some(1), _) => Voice::Interviewer,
                (_, Some(id)) => Voice::Participant(ParticipantId(id)),
                (_, None) => Voice::Unassigned,
            };
            let label = row.get("label")?.as_str()?.to_owned();
            Some((DocumentId(number("document_id")?), SpeakerId(number("id")?), label, voice))
        });
        Ok(known.collect())
    }

    /// Values that attributes of participants had.
    pub fn former_values(&self) -> Result<Vec<(ParticipantId, AttributeId, String)>, Error> {
        let now = "SELECT id, json_object('participant_id', participant_id, 'attribute_id',
                       attribute_id, 'value', value)
                   FROM attribute_values";
        let rows = self.former_rows("attribute_values", now)?;
        let known = rows.iter().filter_map(|row| {
            let number = |name: &str| row.get(name).and_then(Value::as_i64);
            let value = row.get("value")?.as_str()?.to_owned();
            let person = ParticipantId(number("participant_id")?);
            Some((person, AttributeId(number("attribute_id")?), value))
        });
        Ok(known.collect())
    }

    /// Names that participants had.
    pub fn former_names(&self) -> Result<Vec<(ParticipantId, String)>, Error> {
        let mut born: HashSet<i64> = HashSet::new();
        let mut found = Vec::new();
        for (id, act, old) in self.changes("participants")? {
            if act == "i" {
                // Whoever had that number before was somebody else.
                born.insert(id);
            } else if let Some(name) = old.get("name").and_then(Value::as_str)
                && !born.contains(&id)
            {
                found.push((ParticipantId(id), name.to_owned()));
            }
        }
        Ok(found)
    }

    /// What the audit trail says of who was called what and of what was known of people, the oldest line
    /// first: whether it says that something was taken back, and what it names.
    pub fn lines_of_people(&self) -> Result<Vec<(bool, String)>, Error> {
        self.rows(
            "SELECT verb = 'undid', label FROM audit
             WHERE label GLOB 'Rename *' OR label GLOB 'Join *' OR label GLOB 'Map *'
                OR label GLOB 'Give *' OR label GLOB 'Recode *: *participant*' OR label GLOB 'Set *'
                OR label GLOB 'Add participant *' OR label GLOB 'Import *'
             ORDER BY id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// What the rows of a table were before, the newest first: `now` gives each with its columns as they
    /// are now, and of a change the history has those that differ.
    fn former_rows(&self, table: &str, now: &str) -> Result<Vec<Columns>, Error> {
        let now = self
            .rows(now, [], |row| Ok((row.get::<_, i64>(0)?, columns(&row.get::<_, String>(1)?))))?;
        let mut rows: BTreeMap<i64, Columns> = now.into_iter().collect();
        let mut found = Vec::new();
        for (id, act, old) in self.changes(table)? {
            if act == "i" {
                // A row before that had the same number, and was another one.
                rows.remove(&id);
            } else {
                let state = rows.entry(id).or_default();
                state.extend(old);
                found.push(state.clone());
            }
        }
        Ok(found)
    }

    /// The changes of a table that the history has, the newest first: row, what happened, and what the row
    /// held before, as far as it differs.
    fn changes(&self, table: &str) -> Result<Vec<(i64, String, Columns)>, Error> {
        self.rows(
            "SELECT row_id, act, coalesce(old, '') FROM history WHERE \"table\" = ?1 ORDER BY id DESC",
            [table],
            |row| Ok((row.get(0)?, row.get(1)?, columns(&row.get::<_, String>(2)?))),
        )
    }
}

/// A row as JSON has it; nothing where it cannot be read.
fn columns(text: &str) -> Columns {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_text_is_rewritten_or_stays_on_purpose() {
        let named = REWRITTEN.iter().map(|(table, column, _)| format!("{table}.{column}"));
        let named: Vec<String> =
            named.chain(UNTOUCHED.split_whitespace().map(str::to_owned)).collect();
        super::super::testing::are_all_columns_of_text(named);
    }
}
