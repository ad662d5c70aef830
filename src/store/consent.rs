//! Rows out: what participants agreed to, and until when the study is kept.

use super::{Error, Store};
use crate::model::{Consent, Retention};
use rusqlite::Row;

/// The five columns of a participant's consent, from `first` on.
pub(super) fn consent(row: &Row<'_>, first: usize) -> rusqlite::Result<Consent> {
    let answer = |column: usize| -> rusqlite::Result<Option<bool>> {
        Ok(Consent::read(row.get_ref(column)?.as_str()?).flatten())
    };
    Ok(Consent {
        quotation: answer(first)?,
        archiving: answer(first + 1)?,
        recontact: answer(first + 2)?,
        form: row.get(first + 3)?,
        withdraw_until: row.get(first + 4)?,
    })
}

impl Store {
    /// When the study was made, and when it was changed last, RFC 3339.
    pub fn dates(&self) -> Result<(String, String), Error> {
        let found = self.rows(
            "SELECT created_at, coalesce((SELECT max(at) FROM audit), '') FROM study",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    pub(super) fn load_retention(&self) -> Result<Retention, Error> {
        let found = self.rows("SELECT retain_until, retention_rule FROM study", [], |row| {
            Ok(Retention { until: row.get(0)?, rule: row.get(1)? })
        })?;
        Ok(found.into_iter().next().unwrap_or_default())
    }
}
