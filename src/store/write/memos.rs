//! Memos and the excerpts they point to.

use super::Tx;
use crate::model::{CoderId, CodingId, Guid, MemoId, MemoKind, MemoOn};
use crate::store::Error;
use rusqlite::params;

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

impl Tx<'_> {
    /// Adds a memo.
    pub fn add_memo(&self, memo: &MemoRow<'_>) -> Result<MemoId, Error> {
        let [document, participant, code, coding, theme] = columns(memo.on);
        self.insert(
            "INSERT INTO memos (guid, kind, title, text, document_id, participant_id, code_id,
                coding_id, theme_id, coder_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                Guid::new().to_string(),
                memo.kind.name(),
                memo.title,
                memo.text,
                document,
                participant,
                code,
                coding,
                theme,
                memo.coder.0,
                memo.at
            ],
        )
        .map(MemoId)
    }

    /// Changes kind, title and text of a memo. `at` is written as the time of the change.
    pub fn set_memo(
        &self,
        memo: MemoId,
        kind: MemoKind,
        title: &str,
        text: &str,
        at: &str,
    ) -> Result<(), Error> {
        self.execute(
            "UPDATE memos SET kind = ?2, title = ?3, text = ?4, edited_at = ?5 WHERE id = ?1",
            params![memo.0, kind.name(), title, text, at],
        )?;
        Ok(())
    }

    /// Hangs a memo on something else.
    pub fn rehang_memo(&self, memo: MemoId, on: MemoOn) -> Result<(), Error> {
        let [document, participant, code, coding, theme] = columns(on);
        self.execute(
            "UPDATE memos SET document_id = ?2, participant_id = ?3, code_id = ?4, coding_id = ?5,
                theme_id = ?6 WHERE id = ?1",
            params![memo.0, document, participant, code, coding, theme],
        )?;
        Ok(())
    }

    /// Makes these the excerpts a memo points to.
    pub fn set_links(&self, memo: MemoId, codings: &[CodingId]) -> Result<(), Error> {
        let known = self.ids("SELECT coding_id FROM memo_links WHERE memo_id = ?1", [memo.0])?;
        for gone in known.iter().filter(|id| !codings.contains(&CodingId(**id))) {
            self.execute(
                "DELETE FROM memo_links WHERE memo_id = ?1 AND coding_id = ?2",
                [memo.0, *gone],
            )?;
        }
        for coding in codings.iter().filter(|id| !known.contains(&id.0)) {
            self.execute(
                "INSERT INTO memo_links (memo_id, coding_id) VALUES (?1, ?2)
                 ON CONFLICT (memo_id, coding_id) DO NOTHING",
                [memo.0, coding.0],
            )?;
        }
        Ok(())
    }

    /// Removes a memo.
    pub fn remove_memo(&self, memo: MemoId) -> Result<(), Error> {
        self.remove_memos(&[memo.0])
    }

    pub(super) fn remove_memos(&self, memos: &[i64]) -> Result<(), Error> {
        for memo in memos {
            self.execute("DELETE FROM memo_links WHERE memo_id = ?1", [memo])?;
            self.execute("DELETE FROM memos WHERE id = ?1", [memo])?;
        }
        Ok(())
    }
}

/// Document, participant, code, coding, theme: at most one of them.
fn columns(on: MemoOn) -> [Option<i64>; 5] {
    let mut columns = [None; 5];
    let (at, id) = match on {
        MemoOn::Study => return columns,
        MemoOn::Document(id) => (0, id.0),
        MemoOn::Participant(id) => (1, id.0),
        MemoOn::Code(id) => (2, id.0),
        MemoOn::Coding(id) => (3, id.0),
        MemoOn::Theme(id) => (4, id.0),
    };
    columns[at] = Some(id);
    columns
}
