//! Rows out: orphans, older texts, findings that stay.

use super::load::guid;
use super::{Error, Store};
use crate::model::{
    CodeId, CoderId, DocumentId, FindingId, Flag, Flags, KeptFinding, MemoId, Orphan, OrphanId,
    Revision, RevisionReason,
};
use std::sync::Arc;

impl Store {
    pub(super) fn load_orphans(&self) -> Result<Vec<Orphan>, Error> {
        self.rows(
            "SELECT id, guid, document_id, at, words, code_id, coder_id, memo, key_quote,
                contradicting, uncertain, memos, links, lost_at
             FROM orphans ORDER BY document_id, at, id",
            [],
            |row| {
                let memo: String = row.get(7)?;
                let mut flags = Flags::default();
                for (flag, column) in Flag::ALL.into_iter().zip(8..) {
                    flags = flags.with(flag, row.get(column)?);
                }
                let ids = |column: usize| -> rusqlite::Result<Vec<MemoId>> {
                    let list: String = row.get(column)?;
                    Ok(serde_json::from_str(&list).unwrap_or_default())
                };
                Ok(Orphan {
                    id: OrphanId(row.get(0)?),
                    guid: guid(row, 1)?,
                    document: DocumentId(row.get(2)?),
                    at: row.get(3)?,
                    words: row.get::<_, Arc<str>>(4)?,
                    code: CodeId(row.get(5)?),
                    coder: CoderId(row.get(6)?),
                    memo: (!memo.is_empty()).then(|| memo.into()),
                    flags,
                    memos: ids(11)?,
                    links: ids(12)?,
                    lost_at: row.get(13)?,
                })
            },
        )
    }

    pub(super) fn load_kept(&self) -> Result<Vec<KeptFinding>, Error> {
        self.rows(
            "SELECT id, document_id, pattern, words FROM kept_findings ORDER BY id",
            [],
            |row| {
                Ok(KeptFinding {
                    id: FindingId(row.get(0)?),
                    document: row.get::<_, Option<i64>>(1)?.map(DocumentId),
                    pattern: row.get(2)?,
                    words: row.get(3)?,
                })
            },
        )
    }

    /// The older texts of a document, the oldest first, without the texts.
    pub fn revisions(&self, document: DocumentId) -> Result<Vec<Revision>, Error> {
        self.rows(
            "SELECT number, reason, coder_id, created_at FROM revisions
             WHERE document_id = ?1 ORDER BY number",
            [document.0],
            |row| {
                let reason: String = row.get(1)?;
                Ok(Revision {
                    number: row.get(0)?,
                    reason: RevisionReason::from_name(&reason)
                        .unwrap_or(RevisionReason::Correction),
                    coder: CoderId(row.get(2)?),
                    until: row.get(3)?,
                })
            },
        )
    }

    /// An older text of a document; `None` where there is no such revision.
    pub fn revision_text(
        &self,
        document: DocumentId,
        number: u32,
    ) -> Result<Option<String>, Error> {
        let found = self.rows(
            "SELECT text FROM revisions WHERE document_id = ?1 AND number = ?2",
            rusqlite::params![document.0, number],
            |row| row.get(0),
        )?;
        Ok(found.into_iter().next())
    }
}
