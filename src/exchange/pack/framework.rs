//! The framework matrix, where one was written.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{BOTH, Making, PackError};
use crate::model::FrameworkColumn;

pub(super) fn make(making: &mut Making<'_>) -> Result<(), PackError> {
    let corpus = making.corpus();
    let mut columns: Vec<FrameworkColumn> =
        corpus.framework.iter().map(|cell| cell.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let named = columns.into_iter().filter_map(|column| {
        let name = match column {
            FrameworkColumn::Code(id) => corpus.codes.get(id)?.fields.name.clone(),
            FrameworkColumn::Theme(id) => corpus.theme(id)?.fields.statement.clone(),
        };
        Some((column, name))
    });
    let columns: Vec<(FrameworkColumn, String)> = named.collect();
    if columns.is_empty() {
        return Ok(());
    }
    let people = corpus.participants.iter().filter(|person| person.excluded.is_none());
    let rows = people.map(|person| {
        let mut cells = vec![Cell::Text(person.name.clone())];
        cells.extend(columns.iter().map(|(column, _)| {
            let mut found = corpus.framework.iter();
            let cell = found.find(|c| c.participant == person.id && c.column == *column);
            let Some(cell) = cell else { return Cell::Blank };
            let state = cell.text.state.map(|state| format!("({})", state.label()));
            let summary = cell.text.summary.trim();
            let told = if summary.is_empty() { state } else { Some(summary.to_owned()) };
            Cell::words(told)
        }));
        Row { depth: 0, cells }
    });
    let mut head = vec![Column::text("Participant")];
    head.extend(columns.iter().map(|(_, name)| Column::text(name)));
    let sheet = Sheet {
        title: format!("{}: framework matrix", corpus.study.trim()),
        columns: head,
        rows: rows.collect(),
        notes: vec![
            "Cells: the researcher’s summary of what a participant says of a code or theme."
                .to_owned(),
        ],
        ..Sheet::default()
    };
    making.table("4-framework-matrix", "The framework matrix", "", (sheet, &BOTH))
}
