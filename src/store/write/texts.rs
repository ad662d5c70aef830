//! A text that changes, and everything that moves with it.

use super::Tx;
use crate::model::{
    CodeId, CoderId, CodingId, DocumentId, MemoId, Orphan, OrphanId, RevisionReason, Span,
    SpeakerId, TurnRow, Voice,
};
use crate::store::{Error, check};
use rusqlite::{OptionalExtension as _, params};

impl Tx<'_> {
    /// Keeps the text of a document as it is now as its newest revision.
    pub fn keep_revision(
        &self,
        document: DocumentId,
        reason: RevisionReason,
        coder: CoderId,
        at: &str,
    ) -> Result<(), Error> {
        self.execute(
            "INSERT INTO revisions (document_id, number, reason, text, coder_id, created_at)
             SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE document_id = ?1),
                    ?2, text, ?3, ?4
             FROM documents WHERE id = ?1",
            params![document.0, reason.name(), coder.0, at],
        )?;
        Ok(())
    }

    /// An older text of a document.
    pub fn revision_text(
        &self,
        document: DocumentId,
        number: u32,
    ) -> Result<Option<String>, Error> {
        let sql = "SELECT text FROM revisions WHERE document_id = ?1 AND number = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![document.0, number], |row| row.get(0)).optional()?)
    }

    /// Writes another text. Whoever calls this moves turns, marks, moments, codings and orphans too.
    pub fn set_text(&self, document: DocumentId, text: &str) -> Result<(), Error> {
        self.execute(
            "UPDATE documents SET text = ?2, text_sha256 = ?3 WHERE id = ?1",
            params![document.0, text, check::text_hash(text)],
        )?;
        Ok(())
    }

    /// Writes the turns of a document anew; rows whose turn is the same stay as they are.
    pub fn set_turns(&self, document: DocumentId, turns: &[TurnRow]) -> Result<(), Error> {
        let count = turns.len() as i64;
        self.execute(
            "DELETE FROM turns WHERE document_id = ?1 AND number > ?2",
            params![document.0, count],
        )?;
        for (turn, number) in turns.iter().zip(1_i64..) {
            let speaker = turn.speaker.map(|id| id.0);
            let changed = self.execute(
                "UPDATE turns SET start = ?3, body = ?4, \"end\" = ?5, speaker_id = ?6, at_ms = ?7
                 WHERE document_id = ?1 AND number = ?2",
                params![document.0, number, turn.start, turn.body, turn.end, speaker, turn.at_ms],
            )?;
            if changed == 0 {
                self.insert(
                    "INSERT INTO turns (document_id, number, start, body, \"end\", speaker_id, at_ms)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![document.0, number, turn.start, turn.body, turn.end, speaker, turn.at_ms],
                )?;
            }
        }
        Ok(())
    }

    /// Writes the stretches of a document that nobody said anew: span and kind.
    pub fn set_marks(&self, document: DocumentId, marks: &[(Span, &str)]) -> Result<(), Error> {
        self.execute("DELETE FROM marks WHERE document_id = ?1", [document.0])?;
        for (span, kind) in marks {
            self.insert(
                "INSERT INTO marks (document_id, start, \"end\", kind) VALUES (?1, ?2, ?3, ?4)",
                params![document.0, span.start(), span.end(), kind],
            )?;
        }
        Ok(())
    }

    /// The stretches of a document that nobody said: span and kind, in order.
    pub fn marks(&self, document: DocumentId) -> Result<Vec<(Span, String)>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT start, \"end\", kind FROM marks WHERE document_id = ?1 ORDER BY start",
        )?;
        let rows = statement.query_map([document.0], |row| {
            let span = Span::new(row.get(0)?, row.get(1)?)
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0))?;
            Ok((span, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes the moments of the recording anew: byte and milliseconds.
    pub fn set_times(&self, document: DocumentId, times: &[(u32, i64)]) -> Result<(), Error> {
        self.execute("DELETE FROM times WHERE document_id = ?1", [document.0])?;
        for (at, ms) in times {
            self.insert(
                "INSERT INTO times (document_id, at, ms) VALUES (?1, ?2, ?3)",
                params![document.0, at, ms],
            )?;
        }
        Ok(())
    }

    /// Adds a speaker behind the others of a document.
    pub fn new_speaker(
        &self,
        document: DocumentId,
        label: &str,
        voice: Voice,
    ) -> Result<SpeakerId, Error> {
        let (interviewer, participant) = super::documents::voice_columns(voice);
        self.insert(
            "INSERT INTO speakers (document_id, label, interviewer, participant_id, position)
             VALUES (?1, ?2, ?3, ?4,
                     (SELECT coalesce(max(position), -1) + 1 FROM speakers WHERE document_id = ?1))",
            params![document.0, label, interviewer, participant],
        )
        .map(SpeakerId)
    }

    /// Removes the speakers of a document who speak no turn.
    pub fn remove_silent_speakers(&self, document: DocumentId) -> Result<usize, Error> {
        self.execute(
            "DELETE FROM speakers WHERE document_id = ?1
                AND id NOT IN (SELECT speaker_id FROM turns WHERE document_id = ?1
                               AND speaker_id IS NOT NULL)",
            [document.0],
        )
    }

    /// Puts many codings of a document on other words. Gives back those that could not be put because
    /// their coder has their code on exactly those words: the words of two codings fell together.
    pub fn move_codings(&self, moves: &[(CodingId, Span)]) -> Result<Vec<(CodingId, Span)>, Error> {
        // A coding may move to where another one still is: go round until nothing moves any more.
        let mut waiting: Vec<(CodingId, Span)> = moves.to_vec();
        loop {
            let mut left = Vec::new();
            for (coding, span) in &waiting {
                if !self.set_span(*coding, *span)? {
                    left.push((*coding, *span));
                }
            }
            if left.is_empty() || left.len() == waiting.len() {
                return Ok(left);
            }
            // From the other end: chains that move to the right free their places from behind.
            left.reverse();
            waiting = left;
        }
    }

    /// Takes a coding whose words are gone out of the text and keeps it in the tray. The memos on it
    /// hang on the document until it is put back.
    pub fn orphan_coding(
        &self,
        document: DocumentId,
        coding: CodingId,
        words: &str,
        place: u32,
        at: &str,
    ) -> Result<OrphanId, Error> {
        let list = |ids: Vec<i64>| serde_json::json!(ids).to_string();
        let memos =
            self.ids("SELECT id FROM memos WHERE coding_id = ?1 ORDER BY id", [coding.0])?;
        let links = self
            .ids("SELECT memo_id FROM memo_links WHERE coding_id = ?1 ORDER BY id", [coding.0])?;
        let made = self.insert(
            "INSERT INTO orphans (guid, document_id, at, words, code_id, coder_id, memo, key_quote,
                contradicting, uncertain, memos, links, created_at, lost_at)
             SELECT guid, document_id, ?2, ?3, code_id, coder_id, memo, key_quote, contradicting,
                    uncertain, ?4, ?5, created_at, ?6
             FROM codings WHERE id = ?1",
            params![coding.0, place, words, list(memos), list(links), at],
        )?;
        self.execute(
            "UPDATE memos SET coding_id = NULL, document_id = ?2 WHERE coding_id = ?1",
            [coding.0, document.0],
        )?;
        self.execute("DELETE FROM memo_links WHERE coding_id = ?1", [coding.0])?;
        self.execute("DELETE FROM codings WHERE id = ?1", [coding.0])?;
        Ok(OrphanId(made))
    }

    /// Moves what is in the tray of a document to other places of its text.
    pub fn move_orphan(&self, orphan: OrphanId, at: u32) -> Result<(), Error> {
        self.execute("UPDATE orphans SET at = ?2 WHERE id = ?1", params![orphan.0, at])?;
        Ok(())
    }

    /// Puts an orphan on words as the coding it was, with its memos and the links to it; takes it out
    /// of the tray. `None` when its coder has its code on exactly these words: it stays in the tray.
    pub fn put_back(&self, orphan: &Orphan, span: Span) -> Result<Option<CodingId>, Error> {
        let changed = self.execute(
            "INSERT INTO codings (guid, document_id, start, \"end\", code_id, coder_id, memo,
                key_quote, contradicting, uncertain, created_at)
             SELECT guid, document_id, ?2, ?3, code_id, coder_id, memo, key_quote, contradicting,
                    uncertain, created_at
             FROM orphans WHERE id = ?1
             ON CONFLICT (document_id, start, \"end\", code_id, coder_id) DO NOTHING",
            params![orphan.id.0, span.start(), span.end()],
        )?;
        if changed == 0 {
            return Ok(None);
        }
        let coding = self.connection.last_insert_rowid();
        for MemoId(memo) in &orphan.memos {
            self.execute(
                "UPDATE memos SET coding_id = ?2, document_id = NULL
                 WHERE id = ?1 AND document_id = ?3",
                params![memo, coding, orphan.document.0],
            )?;
        }
        for MemoId(memo) in &orphan.links {
            self.execute(
                "INSERT INTO memo_links (memo_id, coding_id)
                 SELECT id, ?2 FROM memos WHERE id = ?1
                 ON CONFLICT (memo_id, coding_id) DO NOTHING",
                params![memo, coding],
            )?;
        }
        self.remove_orphan(orphan.id)?;
        Ok(Some(CodingId(coding)))
    }

    /// Takes an orphan out of the tray. The memos that hung on it stay with the document.
    pub fn remove_orphan(&self, orphan: OrphanId) -> Result<(), Error> {
        self.execute("DELETE FROM orphans WHERE id = ?1", [orphan.0])?;
        Ok(())
    }

    /// Gives the orphans of a code to another one.
    pub fn recode_orphans(&self, from: CodeId, to: CodeId) -> Result<(), Error> {
        self.execute("UPDATE orphans SET code_id = ?2 WHERE code_id = ?1", [from.0, to.0])?;
        Ok(())
    }
}
