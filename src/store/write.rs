//! Rows in: what a step may do to the tables. Rules about meaning live in `study`.

use super::Error;
use crate::model::{
    Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CoderId, CodingId, DocumentId,
    Guid, MemoId, MemoKind, MemoOn, NewDocument, ParticipantId, Span, SpeakerId, Voice,
};
use rusqlite::{Connection, OptionalExtension as _, Params, params};
use std::collections::HashMap;

/// The tables, inside one step.
pub struct Tx<'c> {
    connection: &'c Connection,
}

/// A memo to be stored.
pub struct MemoRow<'a> {
    /// What it is for.
    pub kind: MemoKind,
    /// What it hangs on.
    pub on: MemoOn,
    /// May be empty.
    pub title: &'a str,
    /// The note.
    pub text: &'a str,
    /// Who wrote it.
    pub coder: CoderId,
    /// RFC 3339.
    pub at: &'a str,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    fn insert(&self, sql: &str, values: impl Params) -> Result<i64, Error> {
        Ok(self.connection.prepare_cached(sql)?.insert(values)?)
    }

    fn execute(&self, sql: &str, values: impl Params) -> Result<usize, Error> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }

    fn id(&self, sql: &str, values: impl Params) -> Result<Option<i64>, Error> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?)
    }

    fn ids(&self, sql: &str, values: impl Params) -> Result<Vec<i64>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Renames the study.
    pub fn rename_study(&self, name: &str) -> Result<(), Error> {
        self.execute("UPDATE study SET name = ?1", [name])?;
        Ok(())
    }

    /// The coder with this name, made if there is none.
    pub fn coder(&self, name: &str) -> Result<CoderId, Error> {
        if let Some(id) = self.id("SELECT id FROM coders WHERE name = ?1", [name])? {
            return Ok(CoderId(id));
        }
        let guid = Guid::new().to_string();
        self.insert("INSERT INTO coders (guid, name) VALUES (?1, ?2)", [guid.as_str(), name])
            .map(CoderId)
    }

    /// Stores a document with its speakers, turns and marks. `voice` says to whom a label belongs.
    pub fn add_document(
        &self,
        document: &NewDocument,
        at: &str,
        voice: impl Fn(&str) -> Voice,
    ) -> Result<DocumentId, Error> {
        let receipt = serde_json::to_string(&document.receipt)
            .map_err(|error| Error::Unexpected(error.to_string()))?;
        let origin = &document.origin;
        let id = self.insert(
            "INSERT INTO documents (guid, name, text, text_sha256, file_name, format, encoding,
                file_bytes, file_sha256, receipt, imported_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                Guid::new().to_string(),
                document.name,
                document.text,
                super::check::text_hash(&document.text),
                origin.file_name,
                origin.format,
                origin.encoding,
                origin.bytes as i64,
                origin.sha256,
                receipt,
                at
            ],
        )?;
        let mut speakers: HashMap<String, i64> = HashMap::new();
        for (index, turn) in document.turns.iter().enumerate() {
            let speaker = match &turn.speaker {
                None => None,
                Some(label) => {
                    // As the table's NOCASE: ASCII letters only.
                    let key = label.to_ascii_lowercase();
                    let known = speakers.get(&key).copied();
                    Some(match known {
                        Some(speaker) => speaker,
                        None => {
                            let position = speakers.len();
                            let made = self.add_speaker(id, label, position, voice(label))?;
                            speakers.insert(key, made);
                            made
                        }
                    })
                }
            };
            self.insert(
                "INSERT INTO turns (document_id, number, start, body, \"end\", speaker_id, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![id, index as i64 + 1, turn.start, turn.body, turn.end, speaker, turn.at_ms],
            )?;
        }
        for mark in &document.marks {
            self.insert(
                "INSERT INTO marks (document_id, start, \"end\", kind) VALUES (?1, ?2, ?3, ?4)",
                params![id, mark.start, mark.end, mark.kind.name()],
            )?;
        }
        Ok(DocumentId(id))
    }

    /// Name of the document that came from a file with this hash, if there is one.
    pub fn document_of_file(&self, sha256: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT name FROM documents WHERE file_sha256 = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([sha256], |row| row.get(0)).optional()?)
    }

    fn add_speaker(
        &self,
        document: i64,
        label: &str,
        at: usize,
        voice: Voice,
    ) -> Result<i64, Error> {
        let (interviewer, participant) = voice_columns(voice);
        self.insert(
            "INSERT INTO speakers (document_id, label, interviewer, participant_id, position)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![document, label, interviewer, participant, at as i64],
        )
    }

    /// Maps a speaker to a participant, to the interviewer, or to nobody.
    pub fn map_speaker(&self, speaker: SpeakerId, voice: Voice) -> Result<(), Error> {
        let (interviewer, participant) = voice_columns(voice);
        self.execute(
            "UPDATE speakers SET interviewer = ?2, participant_id = ?3 WHERE id = ?1",
            params![speaker.0, interviewer, participant],
        )?;
        Ok(())
    }

    /// Gives a document another name.
    pub fn rename_document(&self, document: DocumentId, name: &str) -> Result<(), Error> {
        self.execute("UPDATE documents SET name = ?2 WHERE id = ?1", params![document.0, name])?;
        Ok(())
    }

    /// Removes a document with everything that hangs on it. Returns how many codings went with it.
    pub fn remove_document(&self, document: DocumentId) -> Result<usize, Error> {
        let id = document.0;
        self.execute(
            "DELETE FROM memos WHERE document_id = ?1
                OR coding_id IN (SELECT id FROM codings WHERE document_id = ?1)",
            [id],
        )?;
        let codings = self.execute("DELETE FROM codings WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM marks WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM turns WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM speakers WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM documents WHERE id = ?1", [id])?;
        Ok(codings)
    }

    /// Adds a participant.
    pub fn add_participant(&self, name: &str) -> Result<ParticipantId, Error> {
        let guid = Guid::new().to_string();
        self.insert("INSERT INTO participants (guid, name) VALUES (?1, ?2)", [guid.as_str(), name])
            .map(ParticipantId)
    }

    /// Gives a participant another pseudonym.
    pub fn rename_participant(&self, id: ParticipantId, name: &str) -> Result<(), Error> {
        self.execute("UPDATE participants SET name = ?2 WHERE id = ?1", params![id.0, name])?;
        Ok(())
    }

    /// Removes a participant with their attribute values and memos; their speakers are then
    /// unassigned.
    pub fn remove_participant(&self, id: ParticipantId) -> Result<(), Error> {
        self.execute("DELETE FROM memos WHERE participant_id = ?1", [id.0])?;
        self.execute("DELETE FROM attribute_values WHERE participant_id = ?1", [id.0])?;
        self.execute(
            "UPDATE speakers SET participant_id = NULL WHERE participant_id = ?1",
            [id.0],
        )?;
        self.execute("DELETE FROM participants WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// Adds an attribute behind the others.
    pub fn add_attribute(&self, name: &str, kind: AttributeKind) -> Result<AttributeId, Error> {
        self.insert(
            "INSERT INTO attributes (guid, name, kind, position)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM attributes))",
            params![Guid::new().to_string(), name, kind.name()],
        )
        .map(AttributeId)
    }

    /// Changes name and kind of an attribute; values stay as written.
    pub fn set_attribute(&self, attribute: &Attribute) -> Result<(), Error> {
        self.execute(
            "UPDATE attributes SET name = ?2, kind = ?3 WHERE id = ?1",
            params![attribute.id.0, attribute.name, attribute.kind.name()],
        )?;
        Ok(())
    }

    /// Removes an attribute and its values.
    pub fn remove_attribute(&self, id: AttributeId) -> Result<(), Error> {
        self.execute("DELETE FROM attribute_values WHERE attribute_id = ?1", [id.0])?;
        self.execute("DELETE FROM attributes WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// Writes a cell of the participant table; an empty value makes it blank.
    pub fn set_value(
        &self,
        participant: ParticipantId,
        attribute: AttributeId,
        value: &str,
    ) -> Result<(), Error> {
        if value.is_empty() {
            self.execute(
                "DELETE FROM attribute_values WHERE participant_id = ?1 AND attribute_id = ?2",
                [participant.0, attribute.0],
            )?;
        } else {
            self.execute(
                "INSERT INTO attribute_values (participant_id, attribute_id, value)
                 VALUES (?1, ?2, ?3)
                 ON CONFLICT (participant_id, attribute_id) DO UPDATE SET value = excluded.value",
                params![participant.0, attribute.0, value],
            )?;
        }
        Ok(())
    }

    /// Adds a code as the last of its siblings.
    pub fn add_code(
        &self,
        parent: Option<CodeId>,
        fields: &CodeFields,
        at: &str,
    ) -> Result<Code, Error> {
        let guid = Guid::new();
        let id = self.insert(
            "INSERT INTO codes (guid, parent_id, position, name, definition, include, exclude,
                example, origin, color, created_at)
             VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM codes
                              WHERE parent_id IS ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                guid.to_string(),
                parent.map(|id| id.0),
                fields.name,
                fields.definition,
                fields.include,
                fields.exclude,
                fields.example,
                fields.origin,
                fields.color,
                at
            ],
        )?;
        Ok(Code { id: CodeId(id), guid, parent, fields: fields.clone() })
    }

    /// Changes what is written about a code.
    pub fn set_code(&self, code: CodeId, fields: &CodeFields) -> Result<(), Error> {
        self.execute(
            "UPDATE codes SET name = ?2, definition = ?3, include = ?4, exclude = ?5, example = ?6,
                origin = ?7, color = ?8 WHERE id = ?1",
            params![
                code.0,
                fields.name,
                fields.definition,
                fields.include,
                fields.exclude,
                fields.example,
                fields.origin,
                fields.color
            ],
        )?;
        Ok(())
    }

    /// Hangs a code under another one, or at the top, as the last of its siblings.
    pub fn move_code(&self, code: CodeId, parent: Option<CodeId>) -> Result<(), Error> {
        self.execute(
            "UPDATE codes SET parent_id = ?2,
                position = (SELECT coalesce(max(position), 0) + 1 FROM codes WHERE parent_id IS ?2)
             WHERE id = ?1",
            params![code.0, parent.map(|id| id.0)],
        )?;
        Ok(())
    }

    /// Removes a code that has no codes under it, with its codings and memos. Returns the number of
    /// codings.
    pub fn remove_code(&self, code: CodeId) -> Result<usize, Error> {
        let codings = self.ids("SELECT id FROM codings WHERE code_id = ?1", [code.0])?;
        for coding in &codings {
            self.remove_coding(CodingId(*coding))?;
        }
        self.execute("DELETE FROM memos WHERE code_id = ?1", [code.0])?;
        self.execute("DELETE FROM codes WHERE id = ?1", [code.0])?;
        Ok(codings.len())
    }

    /// Puts a code on a span. `None` when this coder has it there already.
    pub fn add_coding(
        &self,
        document: DocumentId,
        span: Span,
        code: CodeId,
        coder: CoderId,
        memo: &str,
        guid: Guid,
        at: &str,
    ) -> Result<Option<CodingId>, Error> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO codings (guid, document_id, start, \"end\", code_id, coder_id, memo,
                created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (document_id, start, \"end\", code_id, coder_id) DO NOTHING",
        )?;
        let changed = statement.execute(params![
            guid.to_string(),
            document.0,
            span.start(),
            span.end(),
            code.0,
            coder.0,
            memo,
            at
        ])?;
        Ok((changed == 1).then(|| CodingId(self.connection.last_insert_rowid())))
    }

    /// True when a coding with this identity is stored.
    pub fn has_coding(&self, guid: Guid) -> Result<bool, Error> {
        Ok(self.id("SELECT id FROM codings WHERE guid = ?1", [guid.to_string()])?.is_some())
    }

    /// Gives a coding another code. Returns false when the coder has that code there already.
    pub fn recode(&self, coding: CodingId, code: CodeId) -> Result<bool, Error> {
        let changed = self.execute(
            "UPDATE OR IGNORE codings SET code_id = ?2 WHERE id = ?1",
            [coding.0, code.0],
        )?;
        Ok(changed == 1)
    }

    /// Writes the comment on a coding; empty for none.
    pub fn comment(&self, coding: CodingId, memo: &str) -> Result<(), Error> {
        self.execute("UPDATE codings SET memo = ?2 WHERE id = ?1", params![coding.0, memo])?;
        Ok(())
    }

    /// Removes a coding and the memos on it.
    pub fn remove_coding(&self, coding: CodingId) -> Result<(), Error> {
        self.execute("DELETE FROM memos WHERE coding_id = ?1", [coding.0])?;
        self.execute("DELETE FROM codings WHERE id = ?1", [coding.0])?;
        Ok(())
    }

    /// Adds a memo.
    pub fn add_memo(&self, memo: &MemoRow<'_>) -> Result<MemoId, Error> {
        let [document, participant, code, coding] = match memo.on {
            MemoOn::Study => [None; 4],
            MemoOn::Document(id) => [Some(id.0), None, None, None],
            MemoOn::Participant(id) => [None, Some(id.0), None, None],
            MemoOn::Code(id) => [None, None, Some(id.0), None],
            MemoOn::Coding(id) => [None, None, None, Some(id.0)],
        };
        self.insert(
            "INSERT INTO memos (guid, kind, title, text, document_id, participant_id, code_id,
                coding_id, coder_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                Guid::new().to_string(),
                memo.kind.name(),
                memo.title,
                memo.text,
                document,
                participant,
                code,
                coding,
                memo.coder.0,
                memo.at
            ],
        )
        .map(MemoId)
    }

    /// Changes title and text of a memo.
    pub fn set_memo(&self, memo: MemoId, title: &str, text: &str) -> Result<(), Error> {
        self.execute(
            "UPDATE memos SET title = ?2, text = ?3 WHERE id = ?1",
            params![memo.0, title, text],
        )?;
        Ok(())
    }

    /// Removes a memo.
    pub fn remove_memo(&self, memo: MemoId) -> Result<(), Error> {
        self.execute("DELETE FROM memos WHERE id = ?1", [memo.0])?;
        Ok(())
    }
}

fn voice_columns(voice: Voice) -> (bool, Option<i64>) {
    match voice {
        Voice::Participant(id) => (false, Some(id.0)),
        Voice::Interviewer => (true, None),
        Voice::Unassigned => (false, None),
    }
}
