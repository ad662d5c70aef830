//! The log of files that were written from the study, and the study file from outside.

use super::{Error, Study, now};
use crate::model::{Around, Guid, Profile, Written};
pub use crate::store::ExportId;
use crate::store::companions;
use std::path::Path;

impl Study {
    /// Notes that a file was written: what it is, where it lies, for whom it was made, and whose words
    /// or numbers are in it. No step: it is a fact about the world, and cannot be undone.
    ///
    /// # Errors
    /// Where the study file cannot be written to.
    pub fn note_export(
        &self,
        what: &str,
        path: &Path,
        profile: Option<Profile>,
        participants: Vec<Guid>,
    ) -> Result<ExportId, Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Ok(self.store.note_export(&Written {
            at: now(),
            coder: self.coder.clone(),
            what: what.to_owned(),
            path: path.to_string_lossy().into_owned(),
            profile: profile.map_or("", Profile::name).to_owned(),
            participants,
        })?)
    }

    /// Forgets a file that was noted and could not be written after all.
    pub fn forget_export(&self, id: ExportId) -> Result<(), Error> {
        Ok(self.store.forget_export(id)?)
    }

    /// The files that were written, the oldest first.
    pub fn exports(&self) -> Result<Vec<Written>, Error> {
        Ok(self.store.exports()?)
    }
}

impl Study {
    /// The study file from outside: where it lies, its copies, what left it. What an identifier scan
    /// finds is for the caller to add.
    pub fn around(&self, day: &str) -> Result<Around, Error> {
        let info = self.info()?;
        let path = std::path::absolute(self.path()).unwrap_or_else(|_| self.path().to_owned());
        let size = |path: &Path| path.symlink_metadata().map_or(0, |there| there.len());
        let copies = companions(&path).into_iter().map(|(kind, copy)| {
            let bytes = size(&copy);
            (kind.label().to_owned(), copy.to_string_lossy().into_owned(), bytes)
        });
        Ok(Around {
            study: self.corpus.study.clone(),
            path: path.to_string_lossy().into_owned(),
            encrypted: info.encrypted,
            bytes: info.bytes,
            revisions: info.revisions,
            dates: self.store.dates()?,
            retention: self.corpus.retention.clone(),
            identifiers: Vec::new(),
            copies: copies.collect(),
            exports: self.exports()?,
            day: day.to_owned(),
        })
    }
}
