//! New codes by interview on their way out.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{cell, left_out};
use crate::analysis::{Reading, Saturation};
use crate::model::{CodeId, Corpus};
use serde_json::{Value, json};

/// One row for each interview; a run stands in the row of its last one.
pub fn saturation_sheet(corpus: &Corpus, table: &Saturation) -> Sheet {
    let dated = table.interviews.iter().any(|interview| interview.date.is_some());
    let mut columns = vec![Column::number("No."), Column::text("Interview")];
    if dated {
        columns.push(Column::text("Date"));
    }
    columns.extend(
        ["Codes", "New", "So far", "In any order", "Run", "New in run", "Of base"]
            .map(Column::number),
    );
    columns.push(Column::text("New codes"));
    let rows = table.interviews.iter().enumerate().map(|(at, interview)| {
        let mut cells = vec![Cell::int(at as u64 + 1), Cell::Text(interview.name.clone())];
        if dated {
            cells.push(Cell::words(interview.date.clone()));
        }
        cells.extend([
            Cell::int(interview.codes),
            Cell::int(interview.new.len() as u64),
            Cell::int(interview.so_far),
            Cell::Number { value: interview.expected, decimals: 1 },
        ]);
        match table.runs.runs.iter().find(|run| run.last == at + 1) {
            Some(run) => cells.extend([
                Cell::Text(format!("{}–{}", run.first, run.last)),
                Cell::int(run.new),
                match run.ratio {
                    Some(_) => cell(Reading::Share { part: run.new, whole: table.runs.base_sum }),
                    None => Cell::NotAvailable("no code occurs in the base".to_owned()),
                },
            ]),
            None => cells.extend([Cell::Blank, Cell::Blank, Cell::Blank]),
        }
        cells.push(Cell::Text(names(corpus, &interview.new).join(", ")));
        Row { depth: 0, cells }
    });
    Sheet {
        title: format!("New codes by {}, {}", table.per.name(), table.order.caption()),
        subtitle: vec![format!(
            "Base: the first {} ({}). Runs of {}: {}.",
            table.runs.base,
            match table.runs.base_sum {
                1 => "1 code".to_owned(),
                codes => format!("{codes} codes"),
            },
            table.runs.run,
            table.runs.notation().unwrap_or_else(|| "n/a".to_owned()),
        )],
        columns,
        rows: rows.collect(),
        notes: table.notes(),
        ..Sheet::default()
    }
}

fn names(corpus: &Corpus, codes: &[CodeId]) -> Vec<String> {
    let name = |id: &CodeId| corpus.codes.get(*id).map(|code| code.fields.name.clone());
    codes.iter().filter_map(name).collect()
}

/// As JSON; undefined is null.
pub fn saturation_json(corpus: &Corpus, table: &Saturation) -> Value {
    let interviews: Vec<Value> = table
        .interviews
        .iter()
        .map(|interview| {
            let new: Vec<String> =
                interview.new.iter().map(|code| corpus.codes.path(*code)).collect();
            json!({
                "name": interview.name,
                "date": interview.date,
                "codes": interview.codes,
                "new": interview.new.len(),
                "new_codes": new,
                "so_far": interview.so_far,
                "expected": interview.expected,
            })
        })
        .collect();
    let runs: Vec<Value> = table
        .runs
        .runs
        .iter()
        .map(|run| {
            json!({
                "interviews": [run.first, run.last], "new_in_run": run.new, "ratio": run.ratio,
            })
        })
        .collect();
    json!({
        "per": table.per.name(),
        "level": table.level.name(),
        "order": table.order.name(),
        "caption": table.order.caption(),
        "base": table.runs.base,
        "run": table.runs.run,
        "threshold": table.runs.threshold,
        "interviews": interviews,
        "base_sum": table.runs.base_sum,
        "runs": runs,
        "interviews_before": table.runs.before,
        "notation": table.runs.notation(),
        "not_coded": table.not_coded,
        "left_out": left_out(&table.left_out, Some(&table.excluded)),
        "notes": table.notes(),
    })
}
