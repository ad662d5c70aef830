//! Is everything whole: the database, the keys, the index, and what the model promises.

use super::{Error, Store};
use crate::model::Span;
use crate::text::positions::check_span;
use sha2::{Digest as _, Sha256};

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Trouble {
    /// Which promise: `database`, `keys`, `index`, `text`, `turns`, `codings`, `codes`, `history`.
    pub what: String,
    /// Where and how, in words and ids.
    pub detail: String,
}

impl Store {
    /// Looks at everything and lists what is wrong; an empty list means the study is whole. Changes
    /// nothing.
    pub fn check(&mut self) -> Result<Vec<Trouble>, Error> {
        let mut found = Vec::new();
        let mut tell = |what: &str, detail: String| {
            found.push(Trouble { what: what.to_owned(), detail });
        };
        for line in self.texts("PRAGMA integrity_check")? {
            if line != "ok" {
                tell("database", line);
            }
        }
        for line in self.texts(
            "SELECT \"table\" || ' row ' || rowid || ' names a missing ' || parent
             FROM pragma_foreign_key_check",
        )? {
            tell("keys", line);
        }
        let read_only = self.read_only().is_some();
        // With rank 1 the index is compared with the texts. It is written as an insert; the
        // transaction is never committed.
        let transaction = self.connection.transaction()?;
        let compare = "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)";
        if !read_only && let Err(error) = transaction.execute(compare, []) {
            tell("index", format!("the index of words does not fit the texts: {error}"));
        }
        transaction.rollback()?;
        self.check_texts(&mut tell)?;
        for line in self.texts(
            "WITH RECURSIVE up (start, id, depth) AS (
                 SELECT id, parent_id, 1 FROM codes WHERE parent_id IS NOT NULL
                 UNION ALL
                 SELECT up.start, codes.parent_id, depth + 1 FROM up JOIN codes ON codes.id = up.id
                 WHERE codes.parent_id IS NOT NULL AND depth < 1000)
             SELECT DISTINCT 'code ' || start || ' hangs under itself' FROM up WHERE depth >= 1000",
        )? {
            tell("codes", line);
        }
        for line in self.texts(
            "SELECT 'step ' || id || ' is done behind an undone one' FROM steps
             WHERE undone = 0 AND id > (SELECT min(id) FROM steps WHERE undone = 1)",
        )? {
            tell("history", line);
        }
        for saved in self.load_filters()?.iter().filter(|saved| saved.filter.is_none()) {
            tell("filter", format!("the saved filter {} cannot be read", saved.name));
        }
        for version in self.load_versions()?.iter().filter(|version| !version.readable) {
            tell("codebook", format!("version {} of the codebook cannot be read", version.number));
        }
        Ok(found)
    }

    fn texts(&self, sql: &str) -> Result<Vec<String>, Error> {
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn check_texts(&self, tell: &mut impl FnMut(&str, String)) -> Result<(), Error> {
        let mut documents =
            self.connection.prepare("SELECT id, name, text, text_sha256 FROM documents")?;
        let mut turns = self.connection.prepare(
            "SELECT number, start, body, \"end\" FROM turns WHERE document_id = ?1 ORDER BY number",
        )?;
        let mut marks = self
            .connection
            .prepare("SELECT start, \"end\" FROM marks WHERE document_id = ?1 ORDER BY start")?;
        let mut codings = self
            .connection
            .prepare("SELECT id, start, \"end\" FROM codings WHERE document_id = ?1")?;
        let mut rows = documents.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let name: String = row.get(1)?;
            let text: String = row.get(2)?;
            let hash: String = row.get(3)?;
            if text_hash(&text) != hash {
                tell("text", format!("the text of {name} is not the one that was stored"));
            }
            let mut before = 0;
            let mut expected = 1;
            let mut of_turns = turns.query([id])?;
            while let Some(turn) = of_turns.next()? {
                let (number, start, body, end): (i64, u32, u32, u32) =
                    (turn.get(0)?, turn.get(1)?, turn.get(2)?, turn.get(3)?);
                let fits = start >= before
                    && number == expected
                    && Span::new(start, end).and_then(|span| span.of(&text)).is_some()
                    && text.is_char_boundary(body as usize);
                if !fits {
                    tell("turns", format!("{name} ¶{number} does not fit the text"));
                } else if text
                    .get(before as usize..start as usize)
                    .is_some_and(|gap| !gap.trim().is_empty())
                {
                    tell("turns", format!("{name}: words before ¶{number} are in no turn"));
                }
                (before, expected) = (end, number + 1);
            }
            if text.get(before as usize..).is_none_or(|rest| !rest.trim().is_empty()) {
                tell("turns", format!("{name}: words at the end are in no turn"));
            }
            let mut before = 0;
            let mut of_marks = marks.query([id])?;
            while let Some(mark) = of_marks.next()? {
                let (start, end): (u32, u32) = (mark.get(0)?, mark.get(1)?);
                if start < before || Span::new(start, end).and_then(|span| span.of(&text)).is_none()
                {
                    tell(
                        "turns",
                        format!("{name}: the mark at byte {start} does not fit the text"),
                    );
                }
                before = end;
            }
            let mut of_codings = codings.query([id])?;
            while let Some(coding) = of_codings.next()? {
                let (coding, start, end): (i64, u32, u32) =
                    (coding.get(0)?, coding.get(1)?, coding.get(2)?);
                if let Err(error) = check_span(&text, start, end) {
                    tell("codings", format!("coding {coding} in {name}: {error}"));
                }
            }
        }
        Ok(())
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(super) fn text_hash(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    })
}
