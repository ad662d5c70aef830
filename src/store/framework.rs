//! Rows -> filters with names and cells of the framework matrix.

use super::load::guid;
use super::{Error, Store};
use crate::model::{
    CellId, CellState, CellText, CodeId, CoderId, FilterId, FrameworkCell, FrameworkColumn,
    ParticipantId, SavedFilter, ThemeId,
};
use rusqlite::Row;

impl Store {
    pub(super) fn load_filters(&self) -> Result<Vec<SavedFilter>, Error> {
        self.rows("SELECT id, guid, name, filter FROM saved_filters ORDER BY name", [], |row| {
            // One that is damaged must not keep the study from being opened.
            let filter = row.get_ref(3)?.as_str().ok().and_then(|text| json(text, 3).ok());
            Ok(SavedFilter {
                id: FilterId(row.get(0)?),
                guid: guid(row, 1)?,
                name: row.get(2)?,
                filter,
            })
        })
    }

    pub(super) fn load_framework(&self) -> Result<Vec<FrameworkCell>, Error> {
        self.rows(
            "SELECT id, guid, participant_id, code_id, theme_id, state, summary, links, seen,
                coder_id, edited_at FROM framework_cells ORDER BY id",
            [],
            cell,
        )
    }
}

fn cell(row: &Row<'_>) -> rusqlite::Result<FrameworkCell> {
    let code = row.get::<_, Option<i64>>(3)?.map(|id| FrameworkColumn::Code(CodeId(id)));
    let theme = row.get::<_, Option<i64>>(4)?.map(|id| FrameworkColumn::Theme(ThemeId(id)));
    let state: String = row.get(5)?;
    Ok(FrameworkCell {
        id: CellId(row.get(0)?),
        guid: guid(row, 1)?,
        participant: ParticipantId(row.get(2)?),
        // The table checks that it is one of the two.
        column: code.or(theme).ok_or(rusqlite::Error::IntegralValueOutOfRange(3, 0))?,
        text: CellText {
            state: Some(CellState::from_name(&state).unwrap_or(CellState::Drafted)),
            summary: row.get(6)?,
            links: json(row.get_ref(7)?.as_str()?, 7)?,
            seen: row.get(8)?,
        },
        coder: CoderId(row.get(9)?),
        edited_at: row.get(10)?,
    })
}

/// A value kept as JSON.
fn json<T: serde::de::DeserializeOwned>(text: &str, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
    })
}
