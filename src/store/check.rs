//! Is everything whole: the database, the keys, the index, and what the model promises.

use super::{Error, Passphrase, Store, mend};
use crate::model::Span;
use crate::text::positions::check_span;
use rusqlite::{Connection, Row};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Trouble {
    /// Which promise: `database`, `rows`, `keys`, `index`, `text`, `turns`, `codings`, `codes`, `values`,
    /// `history`, `filter`, `codebook`.
    pub what: String,
    /// Where and how, in words and ids.
    pub detail: String,
}

impl Trouble {
    fn new(what: &str, detail: impl Into<String>) -> Self {
        Self { what: what.to_owned(), detail: detail.into() }
    }

    /// What is wrong with a study file. Nothing is made of its rows: it may be one that does not open
    /// because they do not fit together.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn in_file(path: &Path, key: Option<&Passphrase>) -> Result<Vec<Self>, Error> {
        Store::open(path, key)?.look()
    }

    /// True when rows are missing: to repair the file would destroy what shows that.
    pub fn is_loss(&self) -> bool {
        self.what == "rows"
    }
}

impl Store {
    /// Looks at everything and lists what is wrong; an empty list means the study is whole. Changes
    /// nothing.
    pub fn check(&mut self) -> Result<Vec<Trouble>, Error> {
        let mut found = Vec::new();
        let mut tell = |what: &str, detail: String| found.push(Trouble::new(what, detail));
        let database = self.texts("PRAGMA integrity_check")?;
        let database: Vec<String> = database.into_iter().filter(|line| line != "ok").collect();
        if !database.is_empty() {
            for line in rows_lost(&self.connection)? {
                tell("rows", line);
            }
        }
        for line in database {
            tell("database", line);
        }
        for line in self.texts(
            "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' names a missing ' || parent
             FROM pragma_foreign_key_check",
        )? {
            tell("keys", line);
        }
        if let Some(why) = self.index_fault()? {
            tell("index", format!("the index of words does not fit the texts: {why}"));
        }
        self.check_texts(&mut tell)?;
        for line in mend::odd(&self.connection)? {
            tell("values", line);
        }
        for code in mend::in_circles(&self.connection)? {
            tell("codes", format!("code {code} hangs under itself"));
        }
        for line in self.texts(
            "SELECT 'step ' || id || ' is done behind an undone one' FROM steps
             WHERE undone = 0 AND id > (SELECT min(id) FROM steps WHERE undone = 1)",
        )? {
            tell("history", line);
        }
        match self.load_filters() {
            Ok(filters) => {
                for saved in filters.iter().filter(|saved| saved.filter.is_none()) {
                    tell("filter", format!("the saved filter {} cannot be read", saved.name));
                }
            }
            Err(Error::Damaged { what, .. }) => tell("filter", format!("a saved filter: {what}")),
            Err(error) => return Err(error),
        }
        match self.load_versions() {
            Ok(versions) => {
                for version in versions.iter().filter(|version| !version.readable) {
                    let number = version.number;
                    tell("codebook", format!("version {number} of the codebook cannot be read"));
                }
            }
            Err(Error::Damaged { what, .. }) => {
                tell("codebook", format!("a version of the codebook: {what}"));
            }
            Err(error) => return Err(error),
        }
        Ok(found)
    }

    /// The same, and what else keeps a study from being opened.
    pub(super) fn look(&mut self) -> Result<Vec<Trouble>, Error> {
        let mut found = self.check()?;
        let nameless = mend::nameless(&self.connection)?;
        found.extend(nameless.into_iter().map(|line| Trouble::new("values", line)));
        Ok(found)
    }

    /// In what the index of words does not fit the texts.
    pub(super) fn index_fault(&mut self) -> Result<Option<String>, Error> {
        if self.read_only().is_some() {
            return Ok(None);
        }
        // With rank 1 the index is compared with the texts. It is written as an insert; the
        // transaction is never committed.
        let transaction = self.connection.transaction()?;
        let compare = "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)";
        let fault = transaction.execute(compare, []).err().map(|error| error.to_string());
        transaction.rollback()?;
        Ok(fault)
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
            let name = words(row, 1).map_or_else(|| format!("document {id}"), str::to_owned);
            let Some(text) = words(row, 2) else {
                tell("text", format!("the text of {name} is no text"));
                continue;
            };
            if words(row, 3) != Some(text_hash(text).as_str()) {
                tell("text", format!("the text of {name} is not the one that was stored"));
            }
            let mut before = 0;
            let mut expected = 1;
            let mut of_turns = turns.query([id])?;
            while let Some(turn) = of_turns.next()? {
                let number: i64 = turn.get(0)?;
                let end = place(turn, 3);
                let fits = number == expected
                    && span(turn, 1, 3)
                        .is_some_and(|span| span.start() >= before && span.of(text).is_some())
                    && place(turn, 2).is_some_and(|body| text.is_char_boundary(body as usize));
                let start = place(turn, 1).unwrap_or(before) as usize;
                if !fits {
                    tell("turns", format!("{name} ¶{number} does not fit the text"));
                } else if text.get(before as usize..start).is_some_and(|gap| !gap.trim().is_empty())
                {
                    tell("turns", format!("{name}: words before ¶{number} are in no turn"));
                }
                // Behind the highest number there is none that could be the next one.
                (before, expected) = (end.unwrap_or(before), number.saturating_add(1));
            }
            if text.get(before as usize..).is_none_or(|rest| !rest.trim().is_empty()) {
                tell("turns", format!("{name}: words at the end are in no turn"));
            }
            let mut before = 0;
            let mut of_marks = marks.query([id])?;
            while let Some(mark) = of_marks.next()? {
                let fits = span(mark, 0, 1)
                    .is_some_and(|span| span.start() >= before && span.of(text).is_some());
                if !fits {
                    let at = place(mark, 0).map_or_else(|| "?".to_owned(), |at| at.to_string());
                    tell("turns", format!("{name}: the mark at byte {at} does not fit the text"));
                }
                before = place(mark, 1).unwrap_or(before);
            }
            let mut of_codings = codings.query([id])?;
            while let Some(coding) = of_codings.next()? {
                let id: i64 = coding.get(0)?;
                match (place(coding, 1), place(coding, 2)) {
                    (Some(start), Some(end)) => {
                        if let Err(error) = check_span(text, start, end) {
                            tell("codings", format!("coding {id} in {name}: {error}"));
                        }
                    }
                    _ => tell("codings", format!("coding {id} in {name}: its place is in no text")),
                }
            }
        }
        Ok(())
    }
}

/// A text as it is stored; `None` for what is none.
fn words<'r>(row: &'r Row<'_>, column: usize) -> Option<&'r str> {
    row.get_ref(column).ok()?.as_str().ok()
}

/// A place in a text; `None` for a number that is in no text.
fn place(row: &Row<'_>, column: usize) -> Option<u32> {
    u32::try_from(row.get_ref(column).ok()?.as_i64().ok()?).ok()
}

fn span(row: &Row<'_>, start: usize, end: usize) -> Option<Span> {
    Span::new(place(row, start)?, place(row, end)?)
}

/// Tables that have lost rows, or may have won some, each in words: an index names every row of its table.
fn rows_lost(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare(
        "SELECT t.name, l.name FROM sqlite_schema t, pragma_index_list(t.name) l
         WHERE t.type = 'table' AND NOT l.partial AND t.name NOT LIKE 'words%'
         ORDER BY t.name, l.name",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let indexes: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    // What cannot be counted has damage of another kind, which the database tells of.
    let count =
        |sql: String| -> Option<i64> { connection.query_row(&sql, [], |row| row.get(0)).ok() };
    let mut found = Vec::new();
    for of_table in indexes.chunk_by(|one, other| one.0 == other.0) {
        let Some((table, _)) = of_table.first() else { continue };
        let Some(rows) = count(format!("SELECT count(*) FROM \"{table}\" NOT INDEXED")) else {
            continue;
        };
        // With a condition SQLite does not choose itself in which tree it counts.
        let named = of_table.iter().filter_map(|(_, index)| {
            count(format!(
                "SELECT count(*) FROM \"{table}\" INDEXED BY \"{index}\" WHERE +rowid IS NOT NULL"
            ))
        });
        let named: Vec<i64> = named.collect();
        let (most, who) = (named.iter().copied().max().unwrap_or(rows), mend::in_words(table));
        if most > rows {
            found.push(format!("{who}: {rows} are there, and an index of them names {most}"));
        } else if most < rows && named.len() > 1 {
            found.push(format!("{who}: {rows} are there, and their indexes name {most} at most"));
        }
    }
    Ok(found)
}

/// SHA-256 of a text, in hexadecimal.
pub(super) fn text_hash(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    })
}
