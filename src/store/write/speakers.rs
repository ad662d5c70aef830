//! Who spoke when, after a document was taken in: turns that go to another speaker, labels that are
//! joined or renamed, turns that are laid anew over the same text.

use super::Tx;
use crate::model::{DocumentId, NewMark, NewTurn, SpeakerId, Voice};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
    /// Adds a speaker behind the others of a document.
    pub fn add_speaker(
        &self,
        document: DocumentId,
        label: &str,
        voice: Voice,
    ) -> Result<SpeakerId, Error> {
        let next = "SELECT coalesce(max(position) + 1, 0) FROM speakers WHERE document_id = ?1";
        let at = self.id(next, [document.0])?.and_then(|at| usize::try_from(at).ok());
        let at = at.unwrap_or(0);
        self.insert_speaker(document.0, label, at, voice).map(SpeakerId)
    }

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
        self.remove_speaker(from)
    }

    /// Gives a speaker another label.
    pub fn rename_speaker(&self, speaker: SpeakerId, label: &str) -> Result<(), Error> {
        self.execute("UPDATE speakers SET label = ?2 WHERE id = ?1", params![speaker.0, label])?;
        Ok(())
    }

    /// Removes a speaker without turns.
    pub fn remove_speaker(&self, speaker: SpeakerId) -> Result<(), Error> {
        self.execute("DELETE FROM speakers WHERE id = ?1", [speaker.0])?;
        Ok(())
    }

    /// Removes the speakers of a document that no turn is left of.
    pub fn remove_silent_speakers(&self, document: DocumentId) -> Result<(), Error> {
        self.execute(
            "DELETE FROM speakers WHERE document_id = ?1
                AND NOT EXISTS (SELECT 1 FROM turns WHERE turns.speaker_id = speakers.id)",
            [document.0],
        )?;
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

    /// Lays other turns and marks over the text of a document. `speaker` gives the speaker of a turn.
    pub fn lay_turns(
        &self,
        document: DocumentId,
        turns: &[NewTurn],
        marks: &[NewMark],
        speaker: impl Fn(&NewTurn) -> Option<SpeakerId>,
    ) -> Result<(), Error> {
        self.execute("DELETE FROM turns WHERE document_id = ?1", [document.0])?;
        self.execute("DELETE FROM marks WHERE document_id = ?1", [document.0])?;
        self.write_turns(document.0, turns, |turn| Ok(speaker(turn).map(|id| id.0)))?;
        self.write_marks(document.0, marks)
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
