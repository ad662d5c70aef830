//! What lies on the desk: where somebody was reading, a memo that is still being written.
//!
//! No change to the study: part of no step, in no history, never exported. It lives in the study file
//! because there it is locked with the rest.

use super::{Error, Store};
use rusqlite::{OptionalExtension as _, params};

impl Store {
    /// What was put on the desk under a name.
    pub fn desk(&self, key: &str) -> Result<Option<String>, Error> {
        let found = self
            .connection
            .prepare_cached("SELECT value FROM desk WHERE \"key\" = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    /// Everything on the desk whose name begins so, with the rest of the name.
    pub fn desk_all(&self, prefix: &str) -> Result<Vec<(String, String)>, Error> {
        let all = self.rows("SELECT \"key\", value FROM desk ORDER BY \"key\"", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let ours = all
            .into_iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value)));
        Ok(ours.collect())
    }

    /// Puts something on the desk under a name; `None` takes it away.
    ///
    /// In a study that can only be read it is not kept, and that is no error: nothing of the study is
    /// lost by it.
    pub fn put_on_desk(&self, key: &str, value: Option<&str>) -> Result<(), Error> {
        if self.read_only().is_some() {
            return Ok(());
        }
        self.beside(|connection| {
            let mut written = connection.prepare_cached(match value {
                Some(_) => {
                    "INSERT INTO desk (\"key\", value) VALUES (?1, ?2)
                     ON CONFLICT (\"key\") DO UPDATE SET value = excluded.value"
                }
                None => "DELETE FROM desk WHERE \"key\" = ?1 AND ?2 IS NULL",
            })?;
            written.execute(params![key, value])?;
            Ok(())
        })
    }
}
