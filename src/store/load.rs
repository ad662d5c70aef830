//! Rows out: the corpus and what is told about the file.

use super::{Error, Store};
use crate::model::{
    CodeId, CoderId, CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, Extent, Flag, Flags,
    Guid, Origin, ParticipantId, Reading, ReceiptNote, Span, SpeakerId, SpeakerRow, TurnRow, Voice,
    WordIndex,
};
use crate::text::{extents, speech, words};
use rayon::prelude::*;
use rusqlite::{Params, Row};
use serde::Serialize;
use std::sync::Arc;

/// Counts and versions of a study file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Info {
    /// Transcripts.
    pub documents: u64,
    /// Turns in all of them.
    pub turns: u64,
    /// Words in all of them, labels and interviewers included.
    pub words: u64,
    /// Persons.
    pub participants: u64,
    /// Codes.
    pub codes: u64,
    /// Codings of all coders.
    pub codings: u64,
    /// Memos; comments on codings are not among them.
    pub memos: u64,
    /// People who code.
    pub coders: u64,
    /// Steps that are done.
    pub steps: u64,
    /// Schema version.
    pub schema: i64,
    /// Locked with a passphrase.
    pub encrypted: bool,
    /// Size of the file with its write-ahead log.
    pub bytes: u64,
    /// Older texts of documents that were corrected.
    pub revisions: u64,
    /// Codings that lost their words and wait in the tray.
    pub orphans: u64,
}

/// A document as its receipt tells of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredDocument {
    /// The file it came from.
    pub origin: Origin,
    /// What was done to it.
    pub receipt: Vec<ReceiptNote>,
    /// RFC 3339.
    pub imported_at: String,
    /// The coder who took it in; empty in studies older than that.
    pub imported_by: String,
    /// What was decided about how to read the file.
    pub reading: Reading,
}

/// A document's rows before its words are read.
struct Raw {
    document: CorpusDocument,
    turns: Vec<TurnRow>,
    marks: Vec<(u32, u32)>,
    times: Vec<(u32, i64)>,
}

impl Store {
    /// Reads everything questions are asked of.
    pub fn load(&self) -> Result<Corpus, Error> {
        self.load_inner().map_err(|error| error.at(&self.path))
    }

    fn load_inner(&self) -> Result<Corpus, Error> {
        let mut corpus = Corpus { documents: self.load_documents(None)?, ..Corpus::default() };
        self.load_lists(&mut corpus, |_| true)?;
        Ok(corpus)
    }

    /// Reads documents with turns and codings, in order of import; all, or those named.
    pub fn load_documents(
        &self,
        only: Option<&[DocumentId]>,
    ) -> Result<Vec<Arc<CorpusDocument>>, Error> {
        let mut raw: Vec<Raw> = Vec::new();
        match only {
            None => self.load_raw("", [], &mut raw)?,
            Some(ids) => {
                for id in ids {
                    self.load_raw("?1", [id.0], &mut raw)?;
                }
            }
        }
        let voices: Vec<Arc<CorpusDocument>> = raw
            .into_par_iter()
            .map(|raw| {
                let Raw { mut document, turns, marks, times } = raw;
                let voice = |turn: &TurnRow| {
                    turn.speaker
                        .and_then(|id| document.speaker(id))
                        .map_or(Voice::Unassigned, |speaker| speaker.voice)
                };
                document.pieces = speech::pieces(&document.text, &turns, &marks, voice).into();
                document.words = words::index(&document.text);
                document.turns = turns.into();
                document.times = times.into();
                document.sort_codings();
                extents::fill(&mut document);
                Arc::new(document)
            })
            .collect();
        Ok(voices)
    }

    /// Reads the codings of one document again.
    pub fn load_codings(&self, document: DocumentId) -> Result<Vec<CodingRow>, Error> {
        self.rows(&format!("{CODINGS} WHERE document_id = ?1"), [document.0], |row| {
            coding_row(row).map(|(_, coding)| coding)
        })
    }

    /// Reads one coding again; `None` when it is gone.
    pub fn load_coding(&self, coding: CodingId) -> Result<Option<CodingRow>, Error> {
        let found = self.rows(&format!("{CODINGS} WHERE id = ?1"), [coding.0], |row| {
            coding_row(row).map(|(_, coding)| coding)
        })?;
        Ok(found.into_iter().next())
    }

    fn load_raw(
        &self,
        which: &str,
        key: impl Params + Clone,
        raw: &mut Vec<Raw>,
    ) -> Result<(), Error> {
        let by = |column: &str| {
            if which.is_empty() { String::new() } else { format!("WHERE {column} = {which}") }
        };
        let first = raw.len();
        raw.extend(self.rows(
            &format!(
                "SELECT id, guid, name, file_name, text, held_on FROM documents {} ORDER BY id",
                by("id")
            ),
            key.clone(),
            |row| {
                Ok(Raw {
                    document: CorpusDocument {
                        id: DocumentId(row.get(0)?),
                        guid: guid(row, 1)?,
                        name: row.get(2)?,
                        file_name: row.get(3)?,
                        text: row.get::<_, Arc<str>>(4)?,
                        turns: Arc::default(),
                        speakers: Vec::new(),
                        pieces: Arc::default(),
                        words: WordIndex::default(),
                        held_on: row.get(5)?,
                        times: Arc::default(),
                        codings: Vec::new(),
                    },
                    turns: Vec::new(),
                    marks: Vec::new(),
                    times: Vec::new(),
                })
            },
        )?);
        let found = raw.get_mut(first..).unwrap_or_default();
        let place = |found: &[Raw], id: i64| {
            found
                .binary_search_by_key(&id, |raw| raw.document.id.0)
                .ok()
                .ok_or_else(|| unfit("rows belong to a document that is not there"))
        };
        let document = by("document_id");
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT document_id, id, label, interviewer, participant_id FROM speakers {document}
             ORDER BY document_id, position"
        ))?;
        let mut rows = statement.query(key.clone())?;
        while let Some(row) = rows.next()? {
            let at = place(found, row.get(0)?)?;
            found[at].document.speakers.push(SpeakerRow {
                id: SpeakerId(row.get(1)?),
                label: row.get(2)?,
                voice: match (row.get(3)?, row.get::<_, Option<i64>>(4)?) {
                    (true, _) => Voice::Interviewer,
                    (false, Some(participant)) => Voice::Participant(ParticipantId(participant)),
                    (false, None) => Voice::Unassigned,
                },
            });
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT document_id, start, body, \"end\", speaker_id, at_ms FROM turns {document}
             ORDER BY document_id, number"
        ))?;
        let mut rows = statement.query(key.clone())?;
        while let Some(row) = rows.next()? {
            let at = place(found, row.get(0)?)?;
            found[at].turns.push(TurnRow {
                start: row.get(1)?,
                body: row.get(2)?,
                end: row.get(3)?,
                speaker: row.get::<_, Option<i64>>(4)?.map(SpeakerId),
                at_ms: row.get(5)?,
            });
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT document_id, start, \"end\" FROM marks {document} ORDER BY document_id, start"
        ))?;
        let mut rows = statement.query(key.clone())?;
        while let Some(row) = rows.next()? {
            let at = place(found, row.get(0)?)?;
            found[at].marks.push((row.get(1)?, row.get(2)?));
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT document_id, at, ms FROM times {document} ORDER BY document_id, at"
        ))?;
        let mut rows = statement.query(key.clone())?;
        while let Some(row) = rows.next()? {
            let at = place(found, row.get(0)?)?;
            found[at].times.push((row.get(1)?, row.get(2)?));
        }
        let mut statement = self.connection.prepare_cached(&format!("{CODINGS} {document}"))?;
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            let (document, coding) = coding_row(row)?;
            let at = place(found, document)?;
            found[at].document.codings.push(coding);
        }
        Ok(())
    }

    /// Origin and receipt of a document.
    pub fn stored_document(&self, id: DocumentId) -> Result<Option<StoredDocument>, Error> {
        let found = self.rows(
            "SELECT file_name, format, encoding, file_bytes, file_sha256, receipt, imported_at,
                imported_by, reading
             FROM documents WHERE id = ?1",
            [id.0],
            |row| {
                let (receipt, reading): (String, String) = (row.get(5)?, row.get(8)?);
                Ok(StoredDocument {
                    origin: Origin {
                        file_name: row.get(0)?,
                        format: row.get(1)?,
                        encoding: row.get(2)?,
                        bytes: row.get::<_, i64>(3)?.unsigned_abs(),
                        sha256: row.get(4)?,
                    },
                    receipt: serde_json::from_str(&receipt).unwrap_or_default(),
                    imported_at: row.get(6)?,
                    imported_by: row.get(7)?,
                    reading: serde_json::from_str(&reading).unwrap_or_default(),
                })
            },
        )?;
        Ok(found.into_iter().next())
    }

    /// Hashes of the files documents came from.
    pub fn file_hashes(&self) -> Result<Vec<(String, DocumentId)>, Error> {
        // The index alone answers this: no text is touched.
        self.rows("SELECT file_sha256, id FROM documents", [], |row| {
            Ok((row.get(0)?, DocumentId(row.get(1)?)))
        })
    }

    /// Counts, versions, sizes.
    pub fn info(&self) -> Result<Info, Error> {
        let count = |sql: &str| -> Result<u64, Error> {
            let found: Vec<i64> = self.rows(sql, [], |row| row.get(0))?;
            Ok(found.first().map_or(0, |n| n.unsigned_abs()))
        };
        let mut words = 0_u64;
        let mut statement = self.connection.prepare_cached("SELECT text FROM documents")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            words += u64::from(words::count_words(text));
        }
        let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |found| found.len());
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        Ok(Info {
            documents: count("SELECT count(*) FROM documents")?,
            turns: count("SELECT count(*) FROM turns")?,
            words,
            participants: count("SELECT count(*) FROM participants")?,
            codes: count("SELECT count(*) FROM codes")?,
            codings: count("SELECT count(*) FROM codings")?,
            memos: count("SELECT count(*) FROM memos")?,
            coders: count("SELECT count(*) FROM coders")?,
            steps: count("SELECT count(*) FROM steps WHERE undone = 0")?,
            schema: self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
            encrypted: self.encrypted,
            bytes: size(&self.path) + size(log.as_ref()),
            revisions: count("SELECT count(*) FROM revisions")?,
            orphans: count("SELECT count(*) FROM orphans")?,
        })
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        key: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(key, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

const CODINGS: &str = "SELECT document_id, id, guid, start, \"end\", code_id, coder_id, memo,
        key_quote, contradicting, uncertain, created_at FROM codings";

fn coding_row(row: &Row<'_>) -> rusqlite::Result<(i64, CodingRow)> {
    let (start, end) = (row.get(3)?, row.get(4)?);
    let memo = row.get_ref(7)?.as_str()?;
    let mut flags = Flags::default();
    for (flag, column) in Flag::ALL.into_iter().zip(8..) {
        flags = flags.with(flag, row.get(column)?);
    }
    let coding = CodingRow {
        id: CodingId(row.get(1)?),
        guid: guid(row, 2)?,
        // The table checks that start < end.
        span: Span::new(start, end).ok_or_else(|| unfit("a coding ends before it begins"))?,
        code: CodeId(row.get(5)?),
        coder: CoderId(row.get(6)?),
        memo: (!memo.is_empty()).then(|| memo.into()),
        flags,
        made_ms: milliseconds(row.get_ref(11)?.as_str()?),
        extent: Extent::default(),
    };
    Ok((row.get(0)?, coding))
}

/// What rows say that do not fit together: the study opens when it was repaired.
fn unfit(what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Integer, what.into())
}

/// A moment as it is stored, in milliseconds since 1970; 0 where it is none.
fn milliseconds(at: &str) -> i64 {
    at.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}

pub(super) fn guid(row: &Row<'_>, column: usize) -> rusqlite::Result<Guid> {
    let text = row.get_ref(column)?.as_str()?;
    Guid::parse(text).ok_or_else(|| {
        let what = format!("`{text}` is no identity");
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
    })
}
