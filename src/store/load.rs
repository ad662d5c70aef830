//! Rows out: the corpus and what is told about the file.

use super::{Error, Store};
use crate::model::{
    Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CodeTree, Coder, CoderId,
    CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, Guid, Memo, MemoId, MemoKind, MemoOn,
    Origin, Participant, ParticipantId, ReceiptNote, Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use crate::text::{speech, words};
use rayon::prelude::*;
use rusqlite::{Params, Row};
use serde::Serialize;
use std::collections::BTreeMap;
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
}

/// A document's rows before its words are read.
struct Raw {
    document: CorpusDocument,
    turns: Vec<TurnRow>,
    marks: Vec<(u32, u32)>,
}

impl Store {
    /// Reads everything questions are asked of.
    pub fn load(&self) -> Result<Corpus, Error> {
        self.load_inner().map_err(|error| error.at(&self.path))
    }

    fn load_inner(&self) -> Result<Corpus, Error> {
        let mut corpus = Corpus { documents: self.load_documents(None)?, ..Corpus::default() };
        self.load_lists(&mut corpus)?;
        Ok(corpus)
    }

    /// Reads everything but the documents into `corpus`.
    pub fn load_lists(&self, corpus: &mut Corpus) -> Result<(), Error> {
        corpus.study = self.rows("SELECT name FROM study", [], |row| row.get(0))?.remove(0);
        corpus.participants = self.load_participants()?.into();
        corpus.attributes = self
            .rows("SELECT id, guid, name, kind FROM attributes ORDER BY position, id", [], |row| {
                let kind: String = row.get(3)?;
                Ok(Attribute {
                    id: AttributeId(row.get(0)?),
                    guid: guid(row, 1)?,
                    name: row.get(2)?,
                    kind: AttributeKind::from_name(&kind).unwrap_or(AttributeKind::Text),
                })
            })?
            .into();
        corpus.coders = self
            .rows("SELECT id, guid, name FROM coders ORDER BY id", [], |row| {
                Ok(Coder { id: CoderId(row.get(0)?), guid: guid(row, 1)?, name: row.get(2)? })
            })?
            .into();
        corpus.codes = Arc::new(CodeTree::new(self.rows(
            "SELECT id, guid, parent_id, name, definition, include, exclude, example, origin, color
             FROM codes ORDER BY position, id",
            [],
            |row| {
                Ok(Code {
                    id: CodeId(row.get(0)?),
                    guid: guid(row, 1)?,
                    parent: row.get::<_, Option<i64>>(2)?.map(CodeId),
                    fields: CodeFields {
                        name: row.get(3)?,
                        definition: row.get(4)?,
                        include: row.get(5)?,
                        exclude: row.get(6)?,
                        example: row.get(7)?,
                        origin: row.get(8)?,
                        color: row.get(9)?,
                    },
                })
            },
        )?));
        corpus.memos = self.rows(
            "SELECT id, guid, kind, title, text, document_id, participant_id, code_id, coding_id,
                coder_id, created_at FROM memos ORDER BY created_at, id",
            [],
            memo,
        )?.into();
        Ok(())
    }

    fn load_participants(&self) -> Result<Vec<Participant>, Error> {
        let mut values: BTreeMap<i64, BTreeMap<AttributeId, String>> = BTreeMap::new();
        for (participant, attribute, value) in self.rows(
            "SELECT participant_id, attribute_id, value FROM attribute_values",
            [],
            |row| Ok((row.get::<_, i64>(0)?, AttributeId(row.get(1)?), row.get::<_, String>(2)?)),
        )? {
            values.entry(participant).or_default().insert(attribute, value);
        }
        let mut participants = self.rows("SELECT id, guid, name FROM participants", [], |row| {
            let id: i64 = row.get(0)?;
            Ok(Participant {
                id: ParticipantId(id),
                guid: guid(row, 1)?,
                name: row.get(2)?,
                values: values.remove(&id).unwrap_or_default(),
            })
        })?;
        participants.sort_by(|a, b| natural(&a.name, &b.name));
        Ok(participants)
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
                let Raw { mut document, turns, marks } = raw;
                let voice = |turn: &TurnRow| {
                    turn.speaker
                        .and_then(|id| document.speaker(id))
                        .map_or(Voice::Unassigned, |speaker| speaker.voice)
                };
                document.pieces = speech::pieces(&document.text, &turns, &marks, voice).into();
                document.word_starts = words::word_starts(&document.text).into();
                document.turns = turns.into();
                document.sort_codings();
                Arc::new(document)
            })
            .collect();
        Ok(voices)
    }

    /// Reads the codings of one document again.
    pub fn load_codings(&self, document: DocumentId) -> Result<Vec<CodingRow>, Error> {
        self.rows(&format!("{CODINGS} WHERE document_id = ?1"), [document.0], |row| {
            coding(row).map(|(_, coding)| coding)
        })
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
                "SELECT id, guid, name, file_name, text FROM documents {} ORDER BY id",
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
                        word_starts: Arc::default(),
                        codings: Vec::new(),
                    },
                    turns: Vec::new(),
                    marks: Vec::new(),
                })
            },
        )?);
        let found = raw.get_mut(first..).unwrap_or_default();
        let place = |found: &[Raw], id: i64| {
            found
                .binary_search_by_key(&id, |raw| raw.document.id.0)
                .ok()
                .ok_or(rusqlite::Error::QueryReturnedNoRows)
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
        let mut statement = self.connection.prepare_cached(&format!("{CODINGS} {document}"))?;
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            let (document, coding) = coding(row)?;
            let at = place(found, document)?;
            found[at].document.codings.push(coding);
        }
        Ok(())
    }

    /// Origin and receipt of a document.
    pub fn stored_document(&self, id: DocumentId) -> Result<Option<StoredDocument>, Error> {
        let found = self.rows(
            "SELECT file_name, format, encoding, file_bytes, file_sha256, receipt, imported_at
             FROM documents WHERE id = ?1",
            [id.0],
            |row| {
                let receipt: String = row.get(5)?;
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
                })
            },
        )?;
        Ok(found.into_iter().next())
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
        })
    }

    fn rows<T>(
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

const CODINGS: &str =
    "SELECT document_id, id, guid, start, \"end\", code_id, coder_id, memo FROM codings";

fn coding(row: &Row<'_>) -> rusqlite::Result<(i64, CodingRow)> {
    let (start, end) = (row.get(3)?, row.get(4)?);
    let memo = row.get_ref(7)?.as_str()?;
    let coding = CodingRow {
        id: CodingId(row.get(1)?),
        guid: guid(row, 2)?,
        // The table checks that start < end.
        span: Span::new(start, end).ok_or(rusqlite::Error::IntegralValueOutOfRange(3, 0))?,
        code: CodeId(row.get(5)?),
        coder: CoderId(row.get(6)?),
        memo: (!memo.is_empty()).then(|| memo.into()),
    };
    Ok((row.get(0)?, coding))
}

fn memo(row: &Row<'_>) -> rusqlite::Result<Memo> {
    let kind: String = row.get(2)?;
    let id = |column| row.get::<_, Option<i64>>(column);
    let on = match (id(5)?, id(6)?, id(7)?, id(8)?) {
        (Some(document), ..) => MemoOn::Document(DocumentId(document)),
        (_, Some(participant), ..) => MemoOn::Participant(ParticipantId(participant)),
        (_, _, Some(code), _) => MemoOn::Code(CodeId(code)),
        (_, _, _, Some(coding)) => MemoOn::Coding(CodingId(coding)),
        _ => MemoOn::Study,
    };
    Ok(Memo {
        id: MemoId(row.get(0)?),
        guid: guid(row, 1)?,
        kind: MemoKind::from_name(&kind).unwrap_or(MemoKind::Note),
        on,
        title: row.get(3)?,
        text: row.get(4)?,
        coder: CoderId(row.get(9)?),
        created_at: row.get(10)?,
    })
}

fn guid(row: &Row<'_>, column: usize) -> rusqlite::Result<Guid> {
    let text = row.get_ref(column)?.as_str()?;
    Guid::parse(text).ok_or_else(|| {
        let what = format!("`{text}` is no identity");
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
    })
}

/// Orders names as a person does: `P2` before `P10`.
fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    let key = |text: &str| -> Vec<(u64, String)> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(letters);
            let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
            let (number, after) = tail.split_at(digits);
            parts.push((0, word.to_lowercase()));
            parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
            rest = after;
        }
        parts
    };
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}
