//! A table as JSON, for tables that have no contract of their own.

use super::super::sheet::{Cell, Row, Sheet};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = sheet.columns.iter().map(|column| column.name.as_str()).collect();
    let rows = |rows: &[Row]| -> Vec<Value> {
        let object = |row: &Row| {
            let pairs = names.iter().zip(&row.cells);
            Value::Object(
                pairs.map(|(name, cell)| ((*name).to_owned(), value(cell))).collect::<Map<_, _>>(),
            )
        };
        rows.iter().map(object).collect()
    };
    let whole = json!({
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "columns": names,
        "head": rows(&sheet.head),
        "rows": rows(&sheet.rows),
        "notes": sheet.notes,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Int(value) => json!(value),
        Cell::Number { value, .. } | Cell::Percent { value, .. } => json!(value),
        Cell::Fraction { n, of } => json!({"n": n, "of": of}),
        Cell::NotAvailable(_) | Cell::Withheld(_) | Cell::Dash | Cell::Blank => Value::Null,
    }
}
