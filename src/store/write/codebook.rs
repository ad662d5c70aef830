//! Codes, kept versions of the codebook, and with which version a document was coded.

use super::Tx;
use crate::model::{
    Code, CodeFields, CodeId, CoderId, CodingId, DocumentId, FrozenCodebook, Guid, VersionId,
};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
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
                example, origin, color, badge, shortcut, created_at)
             VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM codes
                              WHERE parent_id IS ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
                fields.badge,
                fields.key,
                at
            ],
        )?;
        let created_at = at.to_owned();
        let fields = fields.clone();
        Ok(Code { id: CodeId(id), guid, parent, fields, retired: false, created_at })
    }

    /// Changes what is written about a code.
    pub fn set_code(&self, code: CodeId, fields: &CodeFields) -> Result<(), Error> {
        self.execute(
            "UPDATE codes SET name = ?2, definition = ?3, include = ?4, exclude = ?5, example = ?6,
                origin = ?7, color = ?8, badge = ?9, shortcut = ?10 WHERE id = ?1",
            params![
                code.0,
                fields.name,
                fields.definition,
                fields.include,
                fields.exclude,
                fields.example,
                fields.origin,
                fields.color,
                fields.badge,
                fields.key
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

    /// Puts siblings in this order.
    pub fn order_codes(&self, siblings: &[CodeId]) -> Result<(), Error> {
        for (code, position) in siblings.iter().zip(1_i64..) {
            // Who stands there already leaves no trace in the history.
            self.execute(
                "UPDATE codes SET position = ?2 WHERE id = ?1 AND position <> ?2",
                [code.0, position],
            )?;
        }
        Ok(())
    }

    /// Takes a code out of what is offered for coding, or puts it back.
    pub fn retire_code(&self, code: CodeId, retired: bool) -> Result<(), Error> {
        self.execute("UPDATE codes SET retired = ?2 WHERE id = ?1", params![code.0, retired])?;
        Ok(())
    }

    /// Hangs the memos on a code on another one.
    pub fn rehang_memos_of_code(&self, from: CodeId, to: CodeId) -> Result<usize, Error> {
        self.execute("UPDATE memos SET code_id = ?2 WHERE code_id = ?1", [from.0, to.0])
    }

    /// Puts a code in the place of another one in all themes.
    pub fn replace_in_themes(&self, from: CodeId, to: CodeId) -> Result<(), Error> {
        self.execute(
            "UPDATE OR IGNORE theme_codes SET code_id = ?2 WHERE code_id = ?1",
            [from.0, to.0],
        )?;
        self.execute("DELETE FROM theme_codes WHERE code_id = ?1", [from.0])?;
        Ok(())
    }

    /// Removes a code that has no codes under it, with its codings and memos. Returns the number of
    /// codings.
    pub fn remove_code(&self, code: CodeId) -> Result<usize, Error> {
        let codings = self.ids("SELECT id FROM codings WHERE code_id = ?1", [code.0])?;
        for coding in &codings {
            self.remove_coding(CodingId(*coding))?;
        }
        let memos = self.ids("SELECT id FROM memos WHERE code_id = ?1", [code.0])?;
        self.remove_memos(&memos)?;
        self.execute("DELETE FROM theme_codes WHERE code_id = ?1", [code.0])?;
        self.execute("DELETE FROM framework_cells WHERE code_id = ?1", [code.0])?;
        self.execute("DELETE FROM orphans WHERE code_id = ?1", [code.0])?;
        self.execute("DELETE FROM codes WHERE id = ?1", [code.0])?;
        Ok(codings.len())
    }

    /// Keeps a version of the codebook under the next number.
    pub fn add_version(
        &self,
        codes: &FrozenCodebook,
        note: &str,
        coder: CoderId,
        at: &str,
    ) -> Result<VersionId, Error> {
        let codes =
            serde_json::to_string(codes).map_err(|error| Error::Unexpected(error.to_string()))?;
        self.insert(
            "INSERT INTO codebook_versions (guid, number, note, codes, coder_id, created_at)
             VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM codebook_versions), ?2, ?3, ?4,
                     ?5)",
            params![Guid::new().to_string(), note, codes, coder.0, at],
        )
        .map(VersionId)
    }

    /// Says with which version of the codebook a document was coded or checked.
    pub fn set_coded_with(&self, document: DocumentId, version: VersionId) -> Result<(), Error> {
        self.execute(
            "INSERT INTO coded_with (document_id, version_id) VALUES (?1, ?2)
             ON CONFLICT (document_id) DO UPDATE SET version_id = excluded.version_id",
            [document.0, version.0],
        )?;
        Ok(())
    }

    /// Says of all documents that carry codings, and of which it is not known, that they were coded
    /// with this version.
    pub fn mark_coded(&self, version: VersionId) -> Result<(), Error> {
        self.execute(
            "INSERT INTO coded_with (document_id, version_id)
             SELECT id, ?1 FROM documents
             WHERE NOT EXISTS (SELECT 1 FROM coded_with WHERE document_id = documents.id)
               AND EXISTS (SELECT 1 FROM codings WHERE document_id = documents.id)
             ORDER BY id",
            [version.0],
        )?;
        Ok(())
    }
}
