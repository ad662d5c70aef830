//! Codes by documents or participants on their way out.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{base, cell, headings, left_out, number, reason};
use crate::analysis::{Matrix, MatrixBy, Reading, Undefined};
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
            cells.push(match table.row_sum(at) {
                Some(sum) => Cell::int(sum),
                None if row.base.participants == 0 => Cell::Dash,
                None => unseen(),
            });
        }
        Row { depth: 0, cells }
    });
    let mut rows: Vec<Row> = rows.collect();
    if sums {
        let mut cells = vec![Cell::Text("Sum".to_owned())];
        cells.extend((0..table.columns.len()).map(|column| match table.column_sum(column) {
            Some(sum) => Cell::int(sum),
            None => unseen(),
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

/// A sum of codes that nobody has looked for.
fn unseen() -> Cell {
    Cell::NotAvailable(Undefined::NotLookedFor.reason().to_owned())
}

/// As JSON: nothing is rounded, a cell without number is null and `why` says why; `cells_why` says it
/// cell by cell where a code was not looked for.
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
            let mut value = json!({
                "id": row.name,
                "base": base(&row.base),
                "cells": readings.iter().map(|reading| number(*reading)).collect::<Vec<Value>>(),
                "sum": table.row_sum(at),
                "why": readings.iter().find_map(|reading| reason(*reading)),
            });
            if readings.contains(&Reading::Undefined(Undefined::NotLookedFor)) {
                value["cells_why"] = readings.iter().map(|each| json!(reason(*each))).collect();
            }
            value
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::analysis::{CrosstabSpec, MatrixSpec, Measure, crosstab, matrix};
    use crate::model::{Code, CodeTree};
    use std::sync::Arc;

    #[test]
    fn a_code_that_nobody_looked_for_has_no_number_and_says_why() {
        let mut corpus = Builder::new()
            .participant("P1", &[])
            .code("early")
            .code("late")
            .document("D1", "P1: We waited.")
            .coding("D1", "early", "waited", "ana")
            .build();
        let mut at = 0;
        let dated = corpus.codes.codes().iter().map(|code| {
            at += 1;
            Code { created_at: format!("1970-01-0{at}T12:00:00.000Z"), ..code.clone() }
        });
        corpus.codes = Arc::new(CodeTree::new(dated.collect()));
        for document in &mut corpus.documents {
            Arc::make_mut(document).codings[0].made_ms = 86_400_000;
        }
        let why = Undefined::NotLookedFor.reason();
        let spec = MatrixSpec { measure: Measure::Excerpts, ..MatrixSpec::default() };
        let table = matrix(&corpus, &spec);
        let json = matrix_json(&table);
        assert_eq!(json["rows"][0]["cells"], json!([1, null]));
        assert_eq!(json["rows"][0]["cells_why"], json!([null, why]));
        assert_eq!(json["rows"][0]["sum"], json!(1));
        let sheet = matrix_sheet(&table);
        assert_eq!(sheet.rows[0].cells[2], Cell::NotAvailable(why.to_owned()));
        assert_eq!(sheet.rows[1].cells[2], Cell::NotAvailable(why.to_owned()), "the sum");
        let table = crosstab(&corpus, &CrosstabSpec::default());
        let json = super::super::crosstab_json(&table);
        assert_eq!(json["rows"][1]["cells"], json!([null]));
        assert_eq!(json["rows"][1]["total"], Value::Null);
        assert_eq!(json["rows"][1]["why"], json!([why]));
        assert!(json["notes"].to_string().contains("Nobody has looked for it there"));
    }
}
