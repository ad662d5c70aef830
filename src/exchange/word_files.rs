//! A list of words on its way out.

use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::WordTable;
use crate::analysis::words::{WordCell, WordGroup};
use serde_json::{Value, json};

/// The list for people, the first rows of it.
pub fn words_sheet(table: &WordTable, top: Option<usize>) -> Sheet {
    let several = !table.by.is_empty();
    let mut columns = vec![Column::text("Word")];
    columns.extend(["Times", "Per 1,000 words", "Participants", "Documents"].map(Column::number));
    for group in &table.groups {
        columns.push(Column::number(group.label.clone()));
        columns.push(Column::number(format!("{}, per 1,000", group.label)));
    }
    let head = |name: &str, value: &dyn Fn(&WordGroup) -> u64| {
        let mut cells = vec![Cell::Text(name.to_owned()), Cell::int(value(&table.total))];
        cells.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
        for group in &table.groups {
            cells.extend([Cell::int(value(group)), Cell::Blank]);
        }
        Row { depth: 0, cells }
    };
    let rows = table.rows.iter().take(top.unwrap_or(usize::MAX)).map(|row| {
        let mut cells = vec![
            Cell::Text(row.word.clone()),
            Cell::int(row.total.count),
            rate(row.total, &table.total),
            Cell::Fraction {
                n: row.total.participants.into(),
                of: table.total.participants.into(),
            },
            Cell::Fraction { n: row.total.documents.into(), of: table.total.documents.into() },
        ];
        for (cell, group) in row.cells.iter().zip(&table.groups) {
            cells.extend([Cell::int(cell.count), rate(*cell, group)]);
        }
        Row { depth: 0, cells }
    });
    let by = if several { format!(" by {}", table.by) } else { String::new() };
    let mut notes = table.notes();
    if let Some(top) = top.filter(|top| *top < table.rows.len()) {
        notes.insert(0, format!("The first {top} of {} words.", table.rows.len()));
    }
    Sheet {
        title: format!("Words{by}"),
        head: vec![
            head("Participants", &|group| group.participants.into()),
            head("Documents", &|group| group.documents.into()),
            head("Own words", &|group| group.words),
        ],
        rows: rows.collect(),
        columns,
        notes,
        ..Sheet::default()
    }
}

fn rate(cell: WordCell, group: &WordGroup) -> Cell {
    cell.rate(group).map_or(Cell::Dash, |value| Cell::Number { value, decimals: 2 })
}

/// The list by the contract of the command line.
pub fn words_json(table: &WordTable, top: Option<usize>) -> Value {
    let group = |group: &WordGroup| {
        json!({
            "value": group.label,
            "participants": group.participants,
            "documents": group.documents,
            "words": group.words,
        })
    };
    let cell = |cell: WordCell, group: &WordGroup| {
        json!({
            "count": cell.count,
            "rate": cell.rate(group),
            "participants": cell.participants,
            "documents": cell.documents,
        })
    };
    let rows = table.rows.iter().take(top.unwrap_or(usize::MAX)).map(|row| {
        let mut value = cell(row.total, &table.total);
        let cells = row.cells.iter().zip(&table.groups).map(|(n, of)| cell(*n, of));
        value["cells"] = cells.collect();
        let mut whole = json!({"word": row.word});
        if let (Some(whole), Value::Object(value)) = (whole.as_object_mut(), value) {
            whole.extend(value);
        }
        whole
    });
    json!({
        "by": (!table.by.is_empty()).then_some(&table.by),
        "groups": table.groups.iter().map(group).collect::<Vec<_>>(),
        "total": group(&table.total),
        "different": table.rows.len(),
        "counted": table.counted(),
        "rows": rows.collect::<Vec<_>>(),
        "left_out": {
            "stop_words": table.left.stopped,
            "short": table.left.short,
            "numbers": table.left.numbers,
            "unassigned": table.unassigned,
            "excluded": table.excluded,
        },
        "notes": table.notes(),
    })
}
