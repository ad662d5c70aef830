//! Steps: everything that changes rows can be undone, without code for any command.
//!
//! Triggers made from the tables' columns write one `history` row per changed row: its table and id,
//! and what it held before (for an update only the columns that changed). Undoing a step applies its
//! rows newest first; the same triggers, still running, write how to redo it. The triggers are
//! temporary: they belong to this connection, so a file cannot bring its own.

use super::{Error, Store, Tx, head, steps};
use crate::model::{CodingId, DocumentId, StepId};
use rusqlite::{Connection, params};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The tables a step can change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tracked {
    /// The study's own name.
    Study,
    /// People who code.
    Coders,
    /// Texts.
    Documents,
    /// Persons.
    Participants,
    /// Columns of the participant table.
    Attributes,
    /// Its cells.
    Values,
    /// Labels and whom they mean.
    Speakers,
    /// Who spoke when.
    Turns,
    /// What nobody said.
    Marks,
    /// The codebook.
    Codes,
    /// Codes on spans.
    Codings,
    /// Notes.
    Memos,
    /// Excerpts that notes point to.
    Links,
    /// Kept codebooks.
    Versions,
    /// With which of them a document was coded.
    CodedWith,
    /// Statements made of codes.
    Themes,
    /// Which codes.
    ThemeCodes,
    /// Moments of a recording.
    Times,
    /// Texts as they were.
    Revisions,
    /// Codings that lost their words.
    Orphans,
    /// What was replaced by what kind of pseudonym.
    Anonymised,
    /// Findings of the identifier scan that stay.
    KeptFindings,
    /// Filters with names.
    SavedFilters,
    /// Cells of the framework matrix.
    FrameworkCells,
    /// What lost evidence when somebody withdrew.
    EvidenceLost,
}

impl Tracked {
    const ALL: [Self; 25] = [
        Self::Study,
        Self::Coders,
        Self::Documents,
        Self::Participants,
        Self::Attributes,
        Self::Values,
        Self::Speakers,
        Self::Turns,
        Self::Marks,
        Self::Codes,
        Self::Codings,
        Self::Memos,
        Self::Links,
        Self::Versions,
        Self::CodedWith,
        Self::Themes,
        Self::ThemeCodes,
        Self::Times,
        Self::Revisions,
        Self::Orphans,
        Self::Anonymised,
        Self::KeptFindings,
        Self::SavedFilters,
        Self::FrameworkCells,
        Self::EvidenceLost,
    ];

    fn table(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Coders => "coders",
            Self::Documents => "documents",
            Self::Participants => "participants",
            Self::Attributes => "attributes",
            Self::Values => "attribute_values",
            Self::Speakers => "speakers",
            Self::Turns => "turns",
            Self::Marks => "marks",
            Self::Codes => "codes",
            Self::Codings => "codings",
            Self::Memos => "memos",
            Self::Links => "memo_links",
            Self::Versions => "codebook_versions",
            Self::CodedWith => "coded_with",
            Self::Themes => "themes",
            Self::ThemeCodes => "theme_codes",
            Self::Times => "times",
            Self::Revisions => "revisions",
            Self::Orphans => "orphans",
            Self::Anonymised => "anonymised",
            Self::KeptFindings => "kept_findings",
            Self::SavedFilters => "saved_filters",
            Self::FrameworkCells => "framework_cells",
            Self::EvidenceLost => "evidence_lost",
        }
    }

    fn from_table(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tracked| tracked.table() == name)
    }
}

/// Up to so many codings are read one by one after a step.
const FEW: usize = 256;

/// What a step changed: which parts of the corpus must be read again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    /// The tables, and for those that hang on documents, which documents.
    pub tables: BTreeMap<Tracked, BTreeSet<DocumentId>>,
    /// The codings, where they are few; `None` where a document's codings are better read whole.
    pub codings: Option<Vec<(DocumentId, CodingId)>>,
}

impl Touched {
    /// True when any row of the table changed.
    pub fn has(&self, table: Tracked) -> bool {
        self.tables.contains_key(&table)
    }

    /// The documents of which any row of the table changed.
    pub fn documents(&self, table: Tracked) -> impl Iterator<Item = DocumentId> {
        self.tables.get(&table).into_iter().flatten().copied()
    }
}

/// A step that was done, undone or redone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// Its number.
    pub step: StepId,
    /// Its name.
    pub label: String,
    /// What it changed.
    pub touched: Touched,
}

/// Says which step is turned back.
type Which = fn(&Connection) -> rusqlite::Result<Option<i64>>;

/// Makes the recording triggers of this connection from the tables' columns.
pub(super) fn install(connection: &Connection) -> Result<(), Error> {
    let mut sql = String::from("CREATE TEMP TABLE recorder (step_id INTEGER);\n");
    for tracked in Tracked::ALL {
        let table = tracked.table();
        let columns = columns(connection, table)?;
        let document = |row: &str| {
            if tracked == Tracked::Documents {
                format!("{row}.id")
            } else if columns.iter().any(|column| column == "document_id") {
                format!("{row}.document_id")
            } else {
                "NULL".to_owned()
            }
        };
        let record = |row: &str, act: &str, old: &str| {
            format!(
                "INSERT INTO history (step_id, \"table\", row_id, act, old, document_id)
                 VALUES ((SELECT step_id FROM recorder), '{table}', {row}.id, '{act}', {old}, {});",
                document(row)
            )
        };
        let all: Vec<String> = columns.iter().map(|c| format!("'{c}', old.\"{c}\"")).collect();
        let changed: Vec<String> = columns
            .iter()
            .map(|c| format!("SELECT '{c}' AS k, old.\"{c}\" AS v WHERE {}", differs(c)))
            .collect();
        let differing: Vec<String> = columns.iter().map(|c| differs(c)).collect();
        let inserted = record("new", "i", "NULL");
        let deleted = record("old", "d", &format!("json_object({})", all.join(", ")));
        let updated = record(
            "new",
            "u",
            &format!("(SELECT json_group_object(k, v) FROM ({}))", changed.join(" UNION ALL ")),
        );
        let when = differing.join(" OR ");
        sql += &format!(
            "CREATE TEMP TRIGGER {table}_i AFTER INSERT ON main.{table} BEGIN {inserted} END;
             CREATE TEMP TRIGGER {table}_d AFTER DELETE ON main.{table} BEGIN {deleted} END;
             CREATE TEMP TRIGGER {table}_u AFTER UPDATE ON main.{table} WHEN {when}
                 BEGIN {updated} END;\n"
        );
    }
    connection.execute_batch(&sql)?;
    Ok(())
}

/// Takes the recording triggers away: what is done now is written nowhere once more. They come back with
/// [`install`], or when the transaction is not committed.
pub(super) fn uninstall(connection: &Connection) -> Result<(), Error> {
    let mut sql = String::from("DROP TABLE temp.recorder;\n");
    for tracked in Tracked::ALL {
        for act in ["i", "d", "u"] {
            sql += &format!("DROP TRIGGER temp.{}_{act};\n", tracked.table());
        }
    }
    connection.execute_batch(&sql)?;
    Ok(())
}

/// True for a column whose value is not the same byte by byte, whatever its own collation says: a name
/// that changes only its case is a change.
fn differs(column: &str) -> String {
    format!("old.\"{column}\" IS NOT new.\"{column}\" COLLATE BINARY")
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement.query_map([table], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// Does one thing as one step: everything `act` writes, its history, its audit line, or nothing.
    ///
    /// `act` returns its result and the step's name. `None` comes back when it changed no row: then
    /// there is no step. A new step takes the place of the undone ones.
    ///
    /// # Errors
    /// Whatever `act` refuses, or a store error; the file is then as it was.
    pub fn transact<T, E: From<Error>>(
        &mut self,
        coder: &str,
        at: &str,
        act: impl FnOnce(&Tx<'_>) -> Result<(T, String), E>,
    ) -> Result<(T, Option<Done>), E> {
        self.may_write(coder)?;
        let (path, identity) = (self.path.clone(), self.identity.clone());
        let store = |error: rusqlite::Error| E::from(Error::from(error).at(&path));
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(store)?;
        transaction
            .prepare_cached("INSERT INTO steps (at, coder, label) VALUES (?1, ?2, '')")
            .and_then(|mut statement| statement.insert([at, coder]))
            .map_err(store)?;
        let step = transaction.last_insert_rowid();
        record(&transaction, Some(step)).map_err(store)?;
        let (value, label) = act(&Tx::new(&transaction))?;
        record(&transaction, None).map_err(store)?;
        let touched = touched(&transaction, step, 0).map_err(E::from)?;
        if touched.tables.is_empty() {
            transaction.rollback().map_err(store)?;
            return Ok((value, None));
        }
        // What was undone gives way: the line of steps has no branches.
        steps::forget_undone(&transaction, step).map_err(store)?;
        transaction
            .execute("UPDATE steps SET label = ?2 WHERE id = ?1", params![step, label])
            .map_err(store)?;
        audit(&transaction, at, coder, "did", step, &label).map_err(store)?;
        identity.check()?;
        head::stamp(&transaction).map_err(store)?;
        transaction.commit().map_err(store)?;
        self.is_acknowledged()?;
        Ok((value, Some(Done { step: StepId(step), label, touched })))
    }

    /// Takes back the newest step that is done. `None` when there is none.
    pub fn undo(&mut self, coder: &str, at: &str) -> Result<Option<Done>, Error> {
        self.turn_back(coder, at, "undid", steps::newest_done)
    }

    /// Does the oldest undone step again. `None` when nothing is undone.
    pub fn redo(&mut self, coder: &str, at: &str) -> Result<Option<Done>, Error> {
        self.turn_back(coder, at, "did again", steps::oldest_undone)
    }

    fn turn_back(
        &mut self,
        coder: &str,
        at: &str,
        verb: &str,
        which: Which,
    ) -> Result<Option<Done>, Error> {
        let path = self.path.clone();
        self.may_write(coder)?;
        // A row is given back as it was, also one of a damaged file that no step could have written:
        // else that step would stand in the way of all before it.
        let checks = |connection: &Connection, on: bool| {
            connection.pragma_update(None, "ignore_check_constraints", !on)
        };
        let done = checks(&self.connection, false)
            .map_err(Error::from)
            .and_then(|()| self.turn_back_inner(coder, at, verb, which));
        let again = checks(&self.connection, true).map_err(Error::from);
        let done = done.and_then(|done| again.map(|()| done)).map_err(|error| error.at(&path))?;
        self.is_acknowledged()?;
        Ok(done)
    }

    fn turn_back_inner(
        &mut self,
        coder: &str,
        at: &str,
        verb: &str,
        which: Which,
    ) -> Result<Option<Done>, Error> {
        let identity = self.identity.clone();
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let Some(step) = which(&transaction)? else { return Ok(None) };
        let label = steps::label(&transaction, step)?;
        record(&transaction, Some(step))?;
        let newest: i64 = transaction.query_row(
            "SELECT coalesce(max(id), 0) FROM history WHERE step_id = ?1",
            [step],
            |row| row.get(0),
        )?;
        // Taking many texts out of the index one by one, each securely, takes seconds; making it anew
        // from what is left takes a fraction, and leaves nothing behind either.
        let texts: i64 = transaction.query_row(
            "SELECT count(*) FROM history WHERE step_id = ?1 AND \"table\" = 'documents' AND act = 'i'",
            [step],
            |row| row.get(0),
        )?;
        let anew = texts > 8;
        let secure = |on: i64| {
            let sql = "INSERT INTO words (words, rank) VALUES ('secure-delete', ?1)";
            transaction.execute(sql, [on])
        };
        if anew {
            secure(0)?;
        }
        apply_backwards(&transaction, step, newest)?;
        if anew {
            transaction.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
            secure(1)?;
        }
        record(&transaction, None)?;
        let touched = touched(&transaction, step, newest)?;
        transaction.execute("UPDATE steps SET undone = 1 - undone WHERE id = ?1", [step])?;
        audit(&transaction, at, coder, verb, step, &label)?;
        identity.check()?;
        head::stamp(&transaction)?;
        transaction.commit()?;
        Ok(Some(Done { step: StepId(step), label, touched }))
    }
}

pub(super) fn record(connection: &Connection, step: Option<i64>) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM temp.recorder")?.execute([])?;
    if let Some(step) = step {
        connection.prepare_cached("INSERT INTO temp.recorder VALUES (?1)")?.execute([step])?;
    }
    Ok(())
}

fn audit(
    connection: &Connection,
    at: &str,
    coder: &str,
    verb: &str,
    step: i64,
    label: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at, coder, verb, step_id, label) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![at, coder, verb, step, label])?;
    Ok(())
}

fn touched(connection: &Connection, step: i64, after: i64) -> Result<Touched, Error> {
    let mut touched = Touched::default();
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT \"table\", document_id FROM history WHERE step_id = ?1 AND id > ?2",
    )?;
    let mut rows = statement.query(params![step, after])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let Some(table) = Tracked::from_table(&name) else {
            return Err(Error::Unexpected(format!("history of an unknown table `{name}`")));
        };
        let documents = touched.tables.entry(table).or_default();
        documents.extend(row.get::<_, Option<i64>>(1)?.map(DocumentId));
    }
    if touched.has(Tracked::Codings) {
        let mut statement = connection.prepare_cached(
            "SELECT DISTINCT document_id, row_id FROM history
             WHERE step_id = ?1 AND id > ?2 AND \"table\" = 'codings' LIMIT ?3",
        )?;
        let rows = statement
            .query_map(params![step, after, FEW as i64 + 1], |row| {
                Ok((DocumentId(row.get(0)?), CodingId(row.get(1)?)))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        touched.codings = (rows.len() <= FEW).then_some(rows);
    }
    Ok(touched)
}

/// Applies the rows of a step up to `newest`, newest first, and forgets them: the triggers write the
/// way back. In chunks, because an import may have a million.
fn apply_backwards(connection: &Connection, step: i64, newest: i64) -> Result<(), Error> {
    const CHUNK: usize = 4096;
    let mut columns_of: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut below = newest;
    loop {
        let mut statement = connection.prepare_cached(
            "SELECT id, \"table\", row_id, act, old FROM history
             WHERE step_id = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3",
        )?;
        let chunk: Vec<(i64, String, i64, String, Option<String>)> = statement
            .query_map(params![step, below, CHUNK as i64], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?
            .collect::<Result<_, _>>()?;
        let Some(oldest) = chunk.last().map(|row| row.0) else { return Ok(()) };
        for (_, table, row, act, old) in &chunk {
            let Some(tracked) = Tracked::from_table(table) else {
                return Err(Error::Unexpected(format!("history of an unknown table `{table}`")));
            };
            // Most steps change rows of few tables.
            let table = tracked.table();
            let columns = match columns_of.entry(table) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(columns(connection, table)?),
            };
            take_back(connection, table, columns, *row, act, old.as_deref())?;
        }
        connection
            .prepare_cached("DELETE FROM history WHERE step_id = ?1 AND id BETWEEN ?2 AND ?3")?
            .execute(params![step, oldest, below])?;
        below = oldest - 1;
    }
}

fn take_back(
    connection: &Connection,
    table: &str,
    columns: &[String],
    row: i64,
    act: &str,
    old: Option<&str>,
) -> Result<(), Error> {
    let changed = match act {
        "i" => connection
            .prepare_cached(&format!("DELETE FROM main.{table} WHERE id = ?1"))?
            .execute([row])?,
        "d" => {
            let names: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
            let values: Vec<String> = columns.iter().map(|c| format!("?1 ->> '{c}'")).collect();
            connection
                .prepare_cached(&format!(
                    "INSERT INTO main.{table} ({}) VALUES ({})",
                    names.join(", "),
                    values.join(", ")
                ))?
                .execute([old])?
        }
        _ => {
            // Only the columns that the step changed are in `old`.
            let sets: Vec<String> = columns
                .iter()
                .map(|c| {
                    format!(
                        "\"{c}\" = CASE WHEN json_type(?1, '$.{c}') IS NULL THEN \"{c}\"
                         ELSE ?1 ->> '{c}' END"
                    )
                })
                .collect();
            connection
                .prepare_cached(&format!(
                    "UPDATE main.{table} SET {} WHERE id = ?2",
                    sets.join(", ")
                ))?
                .execute(params![old, row])?
        }
    };
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Unexpected(format!("history names row {row} of {table}, which is not there")))
    }
}
