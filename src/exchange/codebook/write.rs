//! The codebook as csv, json and indented text.

use super::CodeRow;
use crate::exchange::formats::printable;
use crate::exchange::neutral::neutralise;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use serde_json::{Map, Value};

/// The columns, in order.
const COLUMNS: [&str; 11] = [
    "path",
    "name",
    "definition",
    "include",
    "exclude",
    "example",
    "origin",
    "color",
    "badge",
    "key",
    "status",
];

/// The cells of a row, in the order of the columns; the path is written apart.
fn cells<'r>(row: &'r CodeRow, path: &'r str) -> [&'r str; COLUMNS.len()] {
    let f = &row.fields;
    [
        path,
        &f.name,
        &f.definition,
        &f.include,
        &f.exclude,
        &f.example,
        &f.origin,
        &f.color,
        &f.badge,
        &f.key,
        row.status(),
    ]
}

/// The codebook as csv. Cells that look like formulas get an apostrophe in front, which
/// [`super::read_codebook`] takes away again.
pub fn write_codebook_csv(rows: &[CodeRow]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut whole = writer.write_record(COLUMNS).is_ok();
    for row in rows {
        let path = row.path.join("/");
        let cells = cells(row, &path).map(neutralise);
        whole &= writer.write_record(cells.iter().map(|cell| cell.as_bytes())).is_ok();
    }
    debug_assert!(whole);
    writer.into_inner().unwrap_or_default()
}

/// The codebook as a table that can be read again: the columns of the csv, nothing above them.
pub fn codebook_sheet(rows: &[CodeRow]) -> Sheet {
    let row = |row: &CodeRow| {
        let path = row.path.join("/");
        let cell = |text: &str| Cell::words((!text.is_empty()).then_some(text));
        Row { depth: 0, cells: cells(row, &path).map(cell).into() }
    };
    Sheet {
        columns: COLUMNS.map(Column::text).into(),
        rows: rows.iter().map(row).collect(),
        ..Sheet::default()
    }
}

/// The codebook as json: nested objects with `children`. Rows come in display order: each parent
/// before what is below it.
pub fn write_codebook_json(rows: &[CodeRow]) -> Vec<u8> {
    let mut at = 0;
    let list = Value::Array(level(rows, &mut at, 0));
    let mut bytes = serde_json::to_vec_pretty(&list).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The codes from `at` on that lie `depth` levels down, each with what follows below it.
fn level(rows: &[CodeRow], at: &mut usize, depth: usize) -> Vec<Value> {
    let mut list = Vec::new();
    while let Some(row) = rows.get(*at) {
        if row.path.len() <= depth {
            break;
        }
        *at += 1;
        let mut object = Map::new();
        let f = &row.fields;
        object.insert("name".to_owned(), Value::String(f.name.clone()));
        for (name, value) in [
            ("definition", &f.definition),
            ("include", &f.include),
            ("exclude", &f.exclude),
            ("example", &f.example),
            ("origin", &f.origin),
            ("color", &f.color),
            ("badge", &f.badge),
            ("key", &f.key),
        ] {
            if !value.is_empty() {
                object.insert(name.to_owned(), Value::String(value.clone()));
            }
        }
        if row.retired {
            object.insert("status".to_owned(), Value::String(row.status().to_owned()));
        }
        let children = level(rows, at, row.path.len());
        if !children.is_empty() {
            object.insert("children".to_owned(), Value::Array(children));
        }
        list.push(Value::Object(object));
    }
    list
}

/// The codebook as indented text: a tab for each level, definitions behind a tab on one line.
pub fn write_codebook_text(rows: &[CodeRow]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        text.push_str(&"\t".repeat(row.path.len().saturating_sub(1)));
        text.push_str(&printable(&row.fields.name));
        let definition =
            printable(&row.fields.definition).split_whitespace().collect::<Vec<_>>().join(" ");
        if !definition.is_empty() {
            text.push('\t');
            text.push_str(&definition);
        }
        text.push('\n');
    }
    text.into_bytes()
}
