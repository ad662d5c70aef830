//! Codes by documents or participants on their way out.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{base, cell, headings, left_out, number, reason};
use crate::analysis::{Matrix, MatrixBy, Reading};
use serde_json::{Value, json};

/// For people and for other programs: a row for each document or participant, a column for each code.
pub fn matrix_sheet(table: &Matrix) -> Sheet {
    let sums = table.binary || table.measure.is_count();
    let first = match table.by {
        MatrixBy::Document => "Document",
        MatrixBy::Participant => "Participant",
    };
    let mut columns = vec![Column::text(first)];
    let codes = table.columns.iter().map(|code| (code.name.as_str(), code.path.as_str()));
    columns.extend(headings(codes).into_iter().map(Column::number));
    if sums {
        columns.push(Column::number("Sum"));
    }
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let mut cells = vec![Cell::Text(row.name.clone())];
        cells.extend((0..table.columns.len()).map(|column| cell(table.reading(at, column))));
        if sums {
            cells.push(table.row_sum(at).map_or(Cell::Dash, Cell::int));
        }
        Row { depth: 0, cells }
    });
    let mut rows: Vec<Row> = rows.collect();
    if sums {
        let mut cells = vec![Cell::Text("Sum".to_owned())];
        cells.extend((0..table.columns.len()).map(|column| match table.column_sum(column) {
            Some(sum) => Cell::int(sum),
            None => Cell::Dash,
        }));
        cells.push(Cell::Blank);
        rows.push(Row { depth: 0, cells });
    }
    let what = if table.binary {
        "occurs or not".to_owned()
    } else {
        super::lower_first(table.measure.label())
    };
    Sheet {
        title: format!("Codes by {}: {what}", table.by.name()),
        columns,
        rows,
        notes: table.notes(),
        ..Sheet::default()
    }
}

/// As JSON: nothing is rounded, a cell without number is null and `why` says why.
pub fn matrix_json(table: &Matrix) -> Value {
    let codes: Vec<Value> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, code)| {
            let total = match (table.binary, code.total.of(table.measure)) {
                (true, _) | (false, None) => Value::Null,
                (false, Some(total)) => json!(total),
            };
            json!({
                "code": code.name,
                "path": code.path,
                "depth": code.depth,
                "sum": table.column_sum(at),
                "total": total,
            })
        })
        .collect();
    let rows: Vec<Value> = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let readings: Vec<Reading> =
                (0..table.columns.len()).map(|column| table.reading(at, column)).collect();
            json!({
                "id": row.name,
                "base": base(&row.base),
                "cells": readings.iter().map(|reading| number(*reading)).collect::<Vec<Value>>(),
                "sum": table.row_sum(at),
                "why": readings.iter().find_map(|reading| reason(*reading)),
            })
        })
        .collect();
    json!({
        "rows_are": table.by.name(),
        "measure": table.measure.name(),
        "binary": table.binary,
        "codes": codes,
        "rows": rows,
        "left_out": left_out(&table.left_out, Some(&table.excluded)),
        "notes": table.notes(),
    })
}
