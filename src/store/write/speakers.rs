//! Who spoke when, after a document was taken in: turns that go to another speaker, labels that are
//! joined or renamed.

use super::Tx;
use crate::model::{DocumentId, SpeakerId};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
    /// Gives turns, by their ¶ numbers, to a speaker of the document, or to nobody.
    pub fn give_turns(
        &self,
        document: DocumentId,
        numbers: &[u32],
        speaker: Option<SpeakerId>,
    ) -> Result<(), Error> {
        for number in numbers {
            self.execute(
                "UPDATE turns SET speaker_id = ?3 WHERE document_id = ?1 AND number = ?2",
                params![document.0, number, speaker.map(|id| id.0)],
            )?;
        }
        Ok(())
    }

    /// Gives all turns of a speaker to another one and removes the first.
    pub fn join_speaker(&self, from: SpeakerId, into: SpeakerId) -> Result<(), Error> {
        self.execute(
            "UPDATE turns SET speaker_id = ?2 WHERE speaker_id = ?1",
            params![from.0, into.0],
        )?;
        self.execute("DELETE FROM speakers WHERE id = ?1", [from.0])?;
        Ok(())
    }

    /// Gives a speaker another label.
    pub fn rename_speaker(&self, speaker: SpeakerId, label: &str) -> Result<(), Error> {
        self.execute("UPDATE speakers SET label = ?2 WHERE id = ?1", params![speaker.0, label])?;
        Ok(())
    }

    /// Puts speakers in this order.
    pub fn order_speakers(&self, speakers: &[SpeakerId]) -> Result<(), Error> {
        for (at, speaker) in speakers.iter().enumerate() {
            self.execute(
                "UPDATE speakers SET position = ?2 WHERE id = ?1 AND position <> ?2",
                params![speaker.0, at as i64],
            )?;
        }
        Ok(())
    }

    /// Keeps what was decided about how to read a document.
    pub fn set_reading(&self, document: DocumentId, reading: &str) -> Result<(), Error> {
        self.execute(
            "UPDATE documents SET reading = ?2 WHERE id = ?1 AND reading <> ?2",
            params![document.0, reading],
        )?;
        Ok(())
    }
}
