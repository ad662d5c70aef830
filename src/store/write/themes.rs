//! Themes and the codes that belong to them.

use super::Tx;
use crate::model::{CodeId, Guid, ThemeFields, ThemeId, ThemeState};
use crate::store::Error;
use rusqlite::params;

impl Tx<'_> {
    /// Adds a candidate theme behind the others.
    pub fn add_theme(&self, fields: &ThemeFields, at: &str) -> Result<ThemeId, Error> {
        self.insert(
            "INSERT INTO themes (guid, position, statement, concept, boundary, state, created_at)
             VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM themes), ?2, ?3, ?4,
                     'candidate', ?5)",
            params![Guid::new().to_string(), fields.statement, fields.concept, fields.boundary, at],
        )
        .map(ThemeId)
    }

    /// Changes what is written about a theme.
    pub fn set_theme(&self, theme: ThemeId, fields: &ThemeFields) -> Result<(), Error> {
        self.execute(
            "UPDATE themes SET statement = ?2, concept = ?3, boundary = ?4 WHERE id = ?1",
            params![theme.0, fields.statement, fields.concept, fields.boundary],
        )?;
        Ok(())
    }

    /// Says how far a theme has come, and why. `into` goes with [`ThemeState::Merged`] alone.
    pub fn set_theme_state(
        &self,
        theme: ThemeId,
        state: ThemeState,
        reason: &str,
        into: Option<ThemeId>,
    ) -> Result<(), Error> {
        self.execute(
            "UPDATE themes SET state = ?2, reason = ?3, merged_into = ?4 WHERE id = ?1",
            params![theme.0, state.name(), reason, into.map(|id| id.0)],
        )?;
        Ok(())
    }

    /// Puts a code into a theme, or takes it out.
    pub fn place_in_theme(&self, theme: ThemeId, code: CodeId, on: bool) -> Result<(), Error> {
        let sql = if on {
            "INSERT INTO theme_codes (theme_id, code_id) VALUES (?1, ?2)
             ON CONFLICT (theme_id, code_id) DO NOTHING"
        } else {
            "DELETE FROM theme_codes WHERE theme_id = ?1 AND code_id = ?2"
        };
        self.execute(sql, [theme.0, code.0])?;
        Ok(())
    }

    /// Puts themes in this order.
    pub fn order_themes(&self, themes: &[ThemeId]) -> Result<(), Error> {
        for (theme, position) in themes.iter().zip(1_i64..) {
            self.execute("UPDATE themes SET position = ?2 WHERE id = ?1", [theme.0, position])?;
        }
        Ok(())
    }

    /// Removes a theme and the memos on it; its codes stay. No other theme may be merged into it.
    pub fn remove_theme(&self, theme: ThemeId) -> Result<(), Error> {
        let memos = self.ids("SELECT id FROM memos WHERE theme_id = ?1", [theme.0])?;
        self.remove_memos(&memos)?;
        self.execute("DELETE FROM theme_codes WHERE theme_id = ?1", [theme.0])?;
        self.execute("DELETE FROM framework_cells WHERE theme_id = ?1", [theme.0])?;
        self.execute("DELETE FROM themes WHERE id = ?1", [theme.0])?;
        Ok(())
    }
}
