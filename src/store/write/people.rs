//! Participants and what is known of them.

use super::Tx;
use crate::model::{Attribute, AttributeId, AttributeKind, Guid, ParticipantId};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
    /// Adds a participant.
    pub fn add_participant(&self, name: &str) -> Result<ParticipantId, Error> {
        let guid = Guid::new().to_string();
        self.insert("INSERT INTO participants (guid, name) VALUES (?1, ?2)", [guid.as_str(), name])
            .map(ParticipantId)
    }

    /// Gives a participant another pseudonym.
    pub fn rename_participant(&self, id: ParticipantId, name: &str) -> Result<(), Error> {
        self.execute("UPDATE participants SET name = ?2 WHERE id = ?1", params![id.0, name])?;
        Ok(())
    }

    /// Removes a participant with their attribute values and memos; their speakers are then
    /// unassigned.
    pub fn remove_participant(&self, id: ParticipantId) -> Result<(), Error> {
        let memos = self.ids("SELECT id FROM memos WHERE participant_id = ?1", [id.0])?;
        self.remove_memos(&memos)?;
        self.execute("DELETE FROM framework_cells WHERE participant_id = ?1", [id.0])?;
        self.execute("DELETE FROM attribute_values WHERE participant_id = ?1", [id.0])?;
        self.execute(
            "UPDATE speakers SET participant_id = NULL WHERE participant_id = ?1",
            [id.0],
        )?;
        self.execute("DELETE FROM participants WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// Adds an attribute behind the others.
    pub fn add_attribute(&self, name: &str, kind: AttributeKind) -> Result<AttributeId, Error> {
        self.insert(
            "INSERT INTO attributes (guid, name, kind, position)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM attributes))",
            params![Guid::new().to_string(), name, kind.name()],
        )
        .map(AttributeId)
    }

    /// Changes name and kind of an attribute; values stay as written.
    pub fn set_attribute(&self, attribute: &Attribute) -> Result<(), Error> {
        self.execute(
            "UPDATE attributes SET name = ?2, kind = ?3 WHERE id = ?1",
            params![attribute.id.0, attribute.name, attribute.kind.name()],
        )?;
        Ok(())
    }

    /// Removes an attribute and its values.
    pub fn remove_attribute(&self, id: AttributeId) -> Result<(), Error> {
        self.execute("DELETE FROM attribute_values WHERE attribute_id = ?1", [id.0])?;
        self.execute("DELETE FROM attributes WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// Puts attributes in this order.
    pub fn order_attributes(&self, order: &[AttributeId]) -> Result<(), Error> {
        for (position, id) in (1_i64..).zip(order) {
            self.execute(
                "UPDATE attributes SET position = ?2 WHERE id = ?1 AND position <> ?2",
                params![id.0, position],
            )?;
        }
        Ok(())
    }

    /// Leaves a participant out of analysis, with a reason, or takes them back.
    pub fn exclude_participant(&self, id: ParticipantId, why: Option<&str>) -> Result<(), Error> {
        self.execute(
            "UPDATE participants SET excluded = ?2, excluded_why = ?3 WHERE id = ?1",
            params![id.0, why.is_some(), why.unwrap_or_default()],
        )?;
        Ok(())
    }

    /// Writes a cell of the participant table; an empty value makes it blank.
    pub fn set_value(
        &self,
        participant: ParticipantId,
        attribute: AttributeId,
        value: &str,
    ) -> Result<(), Error> {
        if value.is_empty() {
            self.execute(
                "DELETE FROM attribute_values WHERE participant_id = ?1 AND attribute_id = ?2",
                [participant.0, attribute.0],
            )?;
        } else {
            self.execute(
                "INSERT INTO attribute_values (participant_id, attribute_id, value)
                 VALUES (?1, ?2, ?3)
                 ON CONFLICT (participant_id, attribute_id) DO UPDATE SET value = excluded.value",
                params![participant.0, attribute.0, value],
            )?;
        }
        Ok(())
    }
}
