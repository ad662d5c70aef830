//! Documents, their speakers and turns.

use super::Tx;
use crate::model::{DocumentId, Guid, NewDocument, SpeakerId, Voice};
use crate::store::{Error, check};
use rusqlite::{OptionalExtension as _, params};
use std::collections::HashMap;

impl Tx<'_> {
    /// Stores a document with its speakers, turns and marks. `voice` says to whom a label belongs.
    pub fn add_document(
        &self,
        document: &NewDocument,
        at: &str,
        by: &str,
        voice: impl Fn(&str) -> Voice,
    ) -> Result<DocumentId, Error> {
        let receipt = serde_json::to_string(&document.receipt)
            .map_err(|error| Error::Unexpected(error.to_string()))?;
        let reading = serde_json::to_string(&document.reading)
            .map_err(|error| Error::Unexpected(error.to_string()))?;
        let origin = &document.origin;
        let id = self.insert(
            "INSERT INTO documents (guid, name, text, text_sha256, file_name, format, encoding,
                file_bytes, file_sha256, receipt, imported_at, imported_by, reading)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                Guid::new().to_string(),
                document.name,
                document.text,
                check::text_hash(&document.text),
                origin.file_name,
                origin.format,
                origin.encoding,
                origin.bytes as i64,
                origin.sha256,
                receipt,
                at,
                by,
                reading
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
        for time in &document.times {
            self.insert(
                "INSERT INTO times (document_id, at, ms) VALUES (?1, ?2, ?3)",
                params![id, time.at, time.ms],
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
        let memos = self.ids(
            "SELECT id FROM memos WHERE document_id = ?1
                OR coding_id IN (SELECT id FROM codings WHERE document_id = ?1)",
            [id],
        )?;
        self.remove_memos(&memos)?;
        self.execute(
            "DELETE FROM memo_links
             WHERE coding_id IN (SELECT id FROM codings WHERE document_id = ?1)",
            [id],
        )?;
        let codings = self.execute("DELETE FROM codings WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM coded_with WHERE document_id = ?1", [id])?;
        for table in ["times", "revisions", "orphans", "kept_findings"] {
            self.execute(&format!("DELETE FROM {table} WHERE document_id = ?1"), [id])?;
        }
        // The log tells what was replaced in the study, whether the text is still in it or not.
        self.execute("UPDATE anonymised SET document_id = NULL WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM marks WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM turns WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM speakers WHERE document_id = ?1", [id])?;
        self.execute("DELETE FROM documents WHERE id = ?1", [id])?;
        Ok(codings)
    }
}

pub(super) fn voice_columns(voice: Voice) -> (bool, Option<i64>) {
    match voice {
        Voice::Participant(id) => (false, Some(id.0)),
        Voice::Interviewer => (true, None),
        Voice::Unassigned => (false, None),
    }
}
