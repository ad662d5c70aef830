//! Rows in: what a step may do to the tables. Rules about meaning live in `study`.

mod codebook;
mod codings;
mod consent;
mod documents;
mod looking;
mod memos;
mod people;
mod pseudonyms;
mod speakers;
mod texts;
mod themes;
mod withdrawals;

#[cfg(test)]
mod testing;

pub use memos::MemoRow;
pub(super) use pseudonyms::{count_elsewhere, rewritten};

use super::Error;
use crate::model::{CoderId, Guid};
use rusqlite::{Connection, OptionalExtension as _, Params};

/// The tables, inside one step.
pub struct Tx<'c> {
    connection: &'c Connection,
}

impl<'c> Tx<'c> {
    pub(in crate::store) fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    /// The connection itself, for mending what no command can reach.
    pub(in crate::store) fn connection(&self) -> &Connection {
        self.connection
    }

    fn insert(&self, sql: &str, values: impl Params) -> Result<i64, Error> {
        Ok(self.connection.prepare_cached(sql)?.insert(values)?)
    }

    fn execute(&self, sql: &str, values: impl Params) -> Result<usize, Error> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }

    fn id(&self, sql: &str, values: impl Params) -> Result<Option<i64>, Error> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?)
    }

    fn ids(&self, sql: &str, values: impl Params) -> Result<Vec<i64>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Renames the study.
    pub fn rename_study(&self, name: &str) -> Result<(), Error> {
        self.execute("UPDATE study SET name = ?1", [name])?;
        Ok(())
    }

    /// The coder with this name, made if there is none.
    pub fn coder(&self, name: &str) -> Result<CoderId, Error> {
        if let Some(id) = self.id("SELECT id FROM coders WHERE name = ?1", [name])? {
            return Ok(CoderId(id));
        }
        let guid = Guid::new().to_string();
        self.insert("INSERT INTO coders (guid, name) VALUES (?1, ?2)", [guid.as_str(), name])
            .map(CoderId)
    }
}
