//! Rows in: what participants agreed to, and until when the study is kept.

use super::Tx;
use crate::model::{Consent, ParticipantId, Retention};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
    /// Records what a participant agreed to.
    pub fn set_consent(&self, id: ParticipantId, consent: &Consent) -> Result<(), Error> {
        self.execute(
            "UPDATE participants SET quotation = ?2, archiving = ?3, recontact = ?4,
                consent_form = ?5, withdraw_until = ?6 WHERE id = ?1",
            params![
                id.0,
                Consent::word(consent.quotation),
                Consent::word(consent.archiving),
                Consent::word(consent.recontact),
                consent.form,
                consent.withdraw_until
            ],
        )?;
        Ok(())
    }

    /// Says until when the study is kept.
    pub fn set_retention(&self, retention: &Retention) -> Result<(), Error> {
        self.execute(
            "UPDATE study SET retain_until = ?1, retention_rule = ?2",
            [&retention.until, &retention.rule],
        )?;
        Ok(())
    }
}
