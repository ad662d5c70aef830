//! The codebook as csv, json and indented text.

use super::CodeRow;
use crate::exchange::neutral::neutralise;
use serde_json::{Map, Value};

/// The codebook as csv: `path,name,definition,include,exclude,example,origin,color`. Cells that look
/// like formulas get an apostrophe in front, which [`super::read_codebook`] takes away again.
pub fn write_codebook_csv(rows: &[CodeRow]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut put = |cells: [&str; 8]| writer.write_record(cells).is_ok();
    let mut whole =
        put(["path", "name", "definition", "include", "exclude", "example", "origin", "color"]);
    for row in rows {
        let f = &row.fields;
        whole &= put([
            &neutralise(&row.path.join("/")),
            &neutralise(&f.name),
            &neutralise(&f.definition),
            &neutralise(&f.include),
            &neutralise(&f.exclude),
            &neutralise(&f.example),
            &neutralise(&f.origin),
            &neutralise(&f.color),
        ]);
    }
    debug_assert!(whole);
    writer.into_inner().unwrap_or_default()
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
        ] {
            if !value.is_empty() {
                object.insert(name.to_owned(), Value::String(value.clone()));
            }
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
        text.push_str(&row.fields.name);
        let definition = row.fields.definition.split_whitespace().collect::<Vec<_>>().join(" ");
        if !definition.is_empty() {
            text.push('\t');
            text.push_str(&definition);
        }
        text.push('\n');
    }
    text.into_bytes()
}
