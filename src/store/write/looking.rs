//! How a study is looked at: the declared approach, filters with names, the framework matrix.

use super::Tx;
use crate::model::{
    Approach, CellText, CodeId, CoderId, DocumentId, Filter, FilterId, FrameworkColumn, Guid,
    ParticipantId,
};
use crate::store::Error;
use rusqlite::params;

/// A value as it is kept. Ours always can be.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Tx<'_> {
    /// Declares the approach.
    pub fn set_approach(&self, approach: Approach) -> Result<(), Error> {
        self.execute("UPDATE study SET approach = ?1", [approach.name()])?;
        Ok(())
    }

    /// Says when an interview was held; empty: not known.
    pub fn set_held_on(&self, document: DocumentId, day: &str) -> Result<(), Error> {
        self.execute("UPDATE documents SET held_on = ?2 WHERE id = ?1", params![document.0, day])?;
        Ok(())
    }

    /// Keeps a filter under a name, in the place of the one that has it.
    pub fn save_filter(&self, name: &str, filter: &Filter, at: &str) -> Result<FilterId, Error> {
        let filter = json(filter);
        if let Some(id) = self.id("SELECT id FROM saved_filters WHERE name = ?1", [name])? {
            self.execute(
                "UPDATE saved_filters SET name = ?2, filter = ?3 WHERE id = ?1",
                params![id, name, filter],
            )?;
            return Ok(FilterId(id));
        }
        let guid = Guid::new().to_string();
        let id = self.insert(
            "INSERT INTO saved_filters (guid, name, filter, created_at) VALUES (?1, ?2, ?3, ?4)",
            params![guid, name, filter, at],
        )?;
        Ok(FilterId(id))
    }

    /// Gives a saved filter another name.
    pub fn rename_filter(&self, filter: FilterId, name: &str) -> Result<(), Error> {
        let sql = "UPDATE saved_filters SET name = ?2 WHERE id = ?1";
        self.execute(sql, params![filter.0, name])?;
        Ok(())
    }

    /// Forgets a saved filter.
    pub fn remove_filter(&self, filter: FilterId) -> Result<(), Error> {
        self.execute("DELETE FROM saved_filters WHERE id = ?1", [filter.0])?;
        Ok(())
    }

    /// Writes a cell of the framework matrix, or empties it.
    pub fn set_cell(
        &self,
        participant: ParticipantId,
        column: FrameworkColumn,
        text: &CellText,
        coder: CoderId,
        at: &str,
    ) -> Result<(), Error> {
        let (code, theme) = match column {
            FrameworkColumn::Code(id) => (Some(id.0), None),
            FrameworkColumn::Theme(id) => (None, Some(id.0)),
        };
        let known = self.id(
            "SELECT id FROM framework_cells
             WHERE participant_id = ?1 AND code_id IS ?2 AND theme_id IS ?3",
            params![participant.0, code, theme],
        )?;
        let links = json(&text.links);
        match (text.state, known) {
            (None, None) => {}
            (None, Some(id)) => {
                self.execute("DELETE FROM framework_cells WHERE id = ?1", [id])?;
            }
            (Some(state), Some(id)) => {
                self.execute(
                    "UPDATE framework_cells SET state = ?2, summary = ?3, links = ?4, seen = ?5,
                        coder_id = ?6, edited_at = ?7
                     WHERE id = ?1 AND (state IS NOT ?2 OR summary IS NOT ?3 OR links IS NOT ?4
                        OR seen IS NOT ?5)",
                    params![id, state.name(), text.summary, links, text.seen, coder.0, at],
                )?;
            }
            (Some(state), None) => {
                self.insert(
                    "INSERT INTO framework_cells (guid, participant_id, code_id, theme_id, state,
                        summary, links, seen, coder_id, edited_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![
                        Guid::new().to_string(),
                        participant.0,
                        code,
                        theme,
                        state.name(),
                        text.summary,
                        links,
                        text.seen,
                        coder.0,
                        at
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// Cells about a code become cells about another one; where that has a cell of the participant
    /// already, what was written is put behind it.
    pub fn move_cells_of_code(&self, from: CodeId, to: CodeId) -> Result<(), Error> {
        self.execute(
            "UPDATE framework_cells AS kept SET
                summary = trim(kept.summary || char(10, 10) || moved.summary, char(10)),
                links = (SELECT json_group_array(value) FROM
                    (SELECT value FROM json_each(kept.links)
                     UNION SELECT value FROM json_each(moved.links))),
                seen = '',
                state = CASE WHEN kept.state IN ('nothing-said', 'not-asked')
                    THEN moved.state ELSE kept.state END
             FROM framework_cells AS moved
             WHERE kept.code_id = ?2 AND moved.code_id = ?1
                AND moved.participant_id = kept.participant_id",
            [from.0, to.0],
        )?;
        self.execute(
            "DELETE FROM framework_cells WHERE code_id = ?1 AND participant_id IN
                (SELECT participant_id FROM framework_cells WHERE code_id = ?2)",
            [from.0, to.0],
        )?;
        self.execute("UPDATE framework_cells SET code_id = ?2 WHERE code_id = ?1", [from.0, to.0])?;
        Ok(())
    }
}
