//! Codings: put, moved, marked, taken away.

use super::Tx;
use crate::model::{CodeId, CoderId, CodingId, DocumentId, Flag, Flags, Guid, Span};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
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

    /// The document a coding is in; `None` when there is no such coding.
    pub fn document_of_coding(&self, coding: CodingId) -> Result<Option<DocumentId>, Error> {
        let sql = "SELECT document_id FROM codings WHERE id = ?1";
        Ok(self.id(sql, [coding.0])?.map(DocumentId))
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

    /// Puts a coding on other words of its document. Returns false when its coder has its code there
    /// already.
    pub fn set_span(&self, coding: CodingId, span: Span) -> Result<bool, Error> {
        let changed = self.execute(
            "UPDATE OR IGNORE codings SET start = ?2, \"end\" = ?3 WHERE id = ?1",
            params![coding.0, span.start(), span.end()],
        )?;
        Ok(changed == 1)
    }

    /// Writes what the researcher thinks of an excerpt.
    pub fn set_flags(&self, coding: CodingId, flags: Flags) -> Result<(), Error> {
        self.execute(
            "UPDATE codings SET key_quote = ?2, contradicting = ?3, uncertain = ?4 WHERE id = ?1",
            params![
                coding.0,
                flags.has(Flag::Key),
                flags.has(Flag::Contradicting),
                flags.has(Flag::Uncertain)
            ],
        )?;
        Ok(())
    }

    /// Writes the comment on a coding; empty for none.
    pub fn comment(&self, coding: CodingId, memo: &str) -> Result<(), Error> {
        self.execute("UPDATE codings SET memo = ?2 WHERE id = ?1", params![coding.0, memo])?;
        Ok(())
    }

    /// Hangs the memos on a coding, and the links of memos to it, on another one.
    pub fn rehang_memos_of_coding(&self, from: CodingId, to: CodingId) -> Result<(), Error> {
        self.execute("UPDATE memos SET coding_id = ?2 WHERE coding_id = ?1", [from.0, to.0])?;
        self.execute(
            "UPDATE OR IGNORE memo_links SET coding_id = ?2 WHERE coding_id = ?1",
            [from.0, to.0],
        )?;
        Ok(())
    }

    /// Removes a coding, the memos on it and the links of memos to it.
    pub fn remove_coding(&self, coding: CodingId) -> Result<(), Error> {
        let memos = self.ids("SELECT id FROM memos WHERE coding_id = ?1", [coding.0])?;
        self.remove_memos(&memos)?;
        self.execute("DELETE FROM memo_links WHERE coding_id = ?1", [coding.0])?;
        self.execute("DELETE FROM codings WHERE id = ?1", [coding.0])?;
        Ok(())
    }
}
