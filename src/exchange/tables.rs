//! Tables of numbers on their way out: as sheets for people, as JSON for scripts.

mod cooccurrence;
mod coverage;
mod matrix;
mod saturation;

use super::sheet::{Cell, Column as SheetColumn, Row, Sheet};
use crate::analysis::disclosure::Withheld;
use crate::analysis::{
    Base, Column, Counts, Crosstab, Frequencies, LeftOut, Measure, Percent, Reading,
};
use crate::model::Profile;
pub use cooccurrence::{CooccurrenceJson, cooccurrence_pairs_sheet, cooccurrence_sheet};
pub use coverage::{coverage_json, coverage_sheet, uncoded_json, uncoded_sheet};
pub use matrix::{matrix_json, matrix_sheet};
pub use saturation::{saturation_json, saturation_sheet};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The heading of the column of speech nobody is mapped to.
pub const UNASSIGNED: &str = "(nobody mapped)";
/// The heading of the column of everybody.
pub const TOTAL: &str = "All participants";

/// A crosstab for people.
pub fn crosstab_sheet(table: &Crosstab) -> Sheet {
    let columns = table.columns();
    let mut sheet = Sheet {
        title: title(table),
        columns: vec![SheetColumn::text("Code")],
        notes: table.notes(),
        ..Sheet::default()
    };
    sheet.columns.extend(columns.iter().map(|&c| SheetColumn::number(heading(table, c))));
    let head = |name: &str, value: &dyn Fn(Column) -> Cell| Row {
        depth: 0,
        cells: std::iter::once(Cell::Text(name.to_owned()))
            .chain(columns.iter().map(|&column| value(column)))
            .collect(),
    };
    sheet.head = vec![
        head("Participants", &|column| match column {
            Column::Unassigned => Cell::Blank,
            _ => Cell::int(table.base(column).participants),
        }),
        head("Documents", &|column| Cell::int(table.base(column).documents)),
        head("Own words", &|column| Cell::int(table.base(column).words)),
        head("Share of words", &|column| match column {
            Column::Group(_) if table.base.words > 0 => Cell::Percent {
                value: table.base(column).words as f64 / table.base.words as f64,
                decimals: 0,
            },
            _ => Cell::Blank,
        }),
    ];
    sheet.rows = (0..table.rows.len())
        .map(|at| Row {
            depth: table.rows[at].depth,
            cells: std::iter::once(Cell::Text(table.rows[at].name.clone()))
                .chain(columns.iter().map(|&column| cell(table.reading(at, column))))
                .collect(),
        })
        .collect();
    sheet
}

fn title(table: &Crosstab) -> String {
    let by: Vec<&str> = table.attributes.iter().map(|(_, name)| name.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(" and ")) };
    let percent = match table.percent {
        Percent::None => "",
        Percent::Row => ", share of the row",
        Percent::Column => ", share of the column",
        Percent::Group => ", share of the group",
    };
    format!("Codes{by}: {}{percent}", lower_first(table.measure.label()))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

fn heading(table: &Crosstab, column: Column) -> String {
    match column {
        Column::Group(group) => {
            table.groups.get(group).map(|g| g.label.clone()).unwrap_or_default()
        }
        Column::Unassigned => UNASSIGNED.to_owned(),
        Column::Total => TOTAL.to_owned(),
    }
}

/// What a reading looks like in a table: shares of fewer than 20 stay fractions.
pub fn cell(reading: Reading) -> Cell {
    match reading {
        Reading::Count(n) => Cell::int(n),
        Reading::OutOf { part, whole } => Cell::Fraction { n: part, of: whole },
        Reading::Share { part, whole } if whole < Reading::SMALL => {
            Cell::Fraction { n: part, of: whole }
        }
        Reading::Share { part, whole } => {
            Cell::Percent { value: part as f64 / whole as f64, decimals: 1 }
        }
        Reading::Rate { rate, .. } => Cell::Number { value: rate, decimals: 2 },
        Reading::Nobody => Cell::Dash,
        Reading::Undefined(why) => Cell::NotAvailable(why.reason().to_owned()),
        Reading::Withheld(why) => withheld(why),
    }
}

/// What stands for a number that is held back.
pub(super) fn withheld_cell(why: Withheld) -> Cell {
    withheld(why)
}

fn withheld(why: Withheld) -> Cell {
    Cell::Withheld(why.reason().to_owned())
}

/// A number as JSON: whole numbers stay whole, undefined is null, nothing is rounded.
fn number(reading: Reading) -> Value {
    match reading {
        Reading::Count(n) | Reading::OutOf { part: n, .. } => json!(n),
        other => json!(other.value()),
    }
}

/// What codes are called over columns: by name, and by path where another one has the same name.
fn headings<'t>(codes: impl Iterator<Item = (&'t str, &'t str)> + Clone) -> Vec<&'t str> {
    let mut often: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in codes.clone() {
        *often.entry(name).or_default() += 1;
    }
    codes.map(|(name, path)| if often.get(name) > Some(&1) { path } else { name }).collect()
}

/// Why there is no number: said of a group without participants, too.
fn reason(reading: Reading) -> Option<&'static str> {
    match reading {
        Reading::Nobody => Some("no participant of the filter speaks there"),
        Reading::Undefined(why) => Some(why.reason()),
        _ => None,
    }
}

/// A crosstab by the contract of the command line.
pub fn crosstab_json(table: &Crosstab) -> Value {
    let profile = table.guard.as_ref().and_then(|guard| guard.profile);
    let ids = profile.is_none_or(Profile::shows_ids);
    let groups: Vec<Value> = table
        .groups
        .iter()
        .map(|group| {
            let mut value = json!({
                "value": group.label,
                "values": group.values,
                "participants": group.base.participants,
                "documents": group.base.documents,
                "words": group.base.words,
                "characters": group.base.characters,
            });
            if !group.merged.is_empty() && ids {
                value["merged"] = json!(group.merged);
            }
            value
        })
        .collect();
    let rows: Vec<Value> = (0..table.rows.len()).map(|row| crosstab_row(table, row)).collect();
    let names: Vec<&str> = table.attributes.iter().map(|(_, name)| name.as_str()).collect();
    let mut value = json!({
        "measure": table.measure.name(),
        "percent": table.percent.name(),
        "attribute": names,
        "groups": groups,
        "total": base(&table.base),
        "unassigned": base(&table.unassigned),
        "rows": rows,
        "left_out": left_out(&table.left_out, ids.then_some(&table.excluded)),
        "notes": table.notes(),
    });
    if let Some(guard) = &table.guard {
        value["profile"] = json!(guard.profile.map(Profile::name));
        value["suppress"] = json!(guard.suppress);
    }
    value
}

fn crosstab_row(table: &Crosstab, at: usize) -> Value {
    let row = &table.rows[at];
    let readings: Vec<Reading> =
        (0..table.groups.len()).map(|group| table.reading(at, Column::Group(group))).collect();
    let mut value = json!({
        "code": row.name,
        "path": row.path,
        "depth": row.depth,
        "total": number(table.reading(at, Column::Total)),
        "cells": readings.iter().map(|r| number(*r)).collect::<Vec<Value>>(),
        "denominators": readings.iter().map(|r| json!(r.denominator())).collect::<Vec<Value>>(),
        "unassigned": number(table.reading(at, Column::Unassigned)),
    });
    if table.measure == Measure::RateMean && table.percent == Percent::None {
        let range = |reading: &Reading| match reading {
            Reading::Rate { range: Some((low, high)), .. } => json!([low, high]),
            _ => Value::Null,
        };
        value["ranges"] = readings.iter().map(range).collect();
    }
    if readings.iter().any(|reading| reason(*reading).is_some()) {
        value["why"] = readings.iter().map(|reading| json!(reason(*reading))).collect();
    }
    if table.guard.is_some() {
        let why = |column| {
            let why = table.withheld(table.measure, table.percent, at, column);
            json!(why.map(Withheld::name))
        };
        value["withheld"] = (0..table.groups.len()).map(|g| why(Column::Group(g))).collect();
        value["total_withheld"] = why(Column::Total);
    }
    value
}

fn base(base: &Base) -> Value {
    json!({
        "participants": base.participants,
        "documents": base.documents,
        "turns": base.turns,
        "words": base.words,
        "characters": base.characters,
    })
}

/// `excluded`: names; none where they may not be said.
fn left_out(left: &LeftOut, excluded: Option<&Vec<String>>) -> Value {
    json!({
        "interviewer_only": left.interviewer_only,
        "no_participant": left.no_participant,
        "no_speech": left.no_speech,
        "other_coders": left.other_coders,
        "filtered": left.filtered,
        "excluded": left.excluded,
        "excluded_participants": excluded,
        "folded": left.folded,
    })
}

/// Code frequencies for people.
pub fn frequencies_sheet(answer: &Frequencies) -> Sheet {
    let numbers =
        ["Participants", "Documents", "Excerpts", "Of the code alone", "Words", "Characters"];
    let mut columns = vec![SheetColumn::text("Code")];
    columns.extend(numbers.map(SheetColumn::number));
    columns.push(SheetColumn::number("Interviewer only"));
    let nobody = answer.rows.iter().any(|row| row.unassigned > 0);
    if nobody {
        columns.push(SheetColumn::number("Nobody mapped"));
    }
    let rows = answer.rows.iter().map(|row| {
        let participants = match answer.base.participants {
            0 => Cell::Dash,
            of => Cell::Fraction { n: row.counts.participants, of },
        };
        let hidden = &row.hidden;
        let other = |n: u64| hidden.others.map_or_else(|| Cell::int(n), withheld);
        let mut cells = vec![
            Cell::Text(row.name.clone()),
            hidden.participants.map_or(participants, withheld),
            hidden.documents.map_or_else(|| Cell::int(row.counts.documents), withheld),
            other(row.counts.excerpts),
            hidden.own.map_or_else(|| Cell::int(row.own.excerpts), withheld),
            other(row.counts.words),
            other(row.counts.characters),
            Cell::int(row.left_out.interviewer_only),
        ];
        if nobody {
            cells.push(Cell::int(row.unassigned));
        }
        Row { depth: row.depth, cells }
    });
    Sheet {
        title: "Codes: how often they occur".to_owned(),
        columns,
        rows: rows.collect(),
        notes: answer.notes(),
        ..Sheet::default()
    }
}

/// Code frequencies as JSON.
pub fn frequencies_json(answer: &Frequencies) -> Value {
    let protected = answer.profile.is_some() || answer.suppress.is_some();
    let rows: Vec<Value> = answer
        .rows
        .iter()
        .map(|row| {
            let mut value = json!({"code": row.name, "path": row.path, "depth": row.depth});
            let hidden = &row.hidden;
            for (name, count) in fields(&row.counts) {
                let why = match name {
                    "participants" => hidden.participants,
                    "documents" => hidden.documents,
                    _ => hidden.others,
                };
                value[name] = json!(why.is_none().then_some(count));
            }
            let own = fields(&row.own).into_iter();
            let own = own.map(|(n, c)| (n.to_owned(), json!(hidden.own.is_none().then_some(c))));
            value["own"] = own.collect();
            value["interviewer_only"] = json!(row.left_out.interviewer_only);
            value["unassigned"] = json!(row.unassigned);
            value["all_excerpts"] = json!(hidden.others.is_none().then(|| row.everything()));
            if protected {
                let why = |why: Option<Withheld>| json!(why.map(Withheld::name));
                value["withheld"] = json!({
                    "participants": why(hidden.participants),
                    "documents": why(hidden.documents),
                    "others": why(hidden.others),
                    "own": why(hidden.own),
                });
            }
            value
        })
        .collect();
    let ids = answer.profile.is_none_or(Profile::shows_ids);
    let mut value = json!({
        "total": base(&answer.base),
        "unassigned": base(&answer.unassigned),
        "rows": rows,
        "left_out": left_out(&answer.left_out, ids.then_some(&answer.excluded)),
        "notes": answer.notes(),
    });
    if protected {
        value["profile"] = json!(answer.profile.map(Profile::name));
        value["suppress"] = json!(answer.suppress.map(|(k, _)| k));
    }
    value
}

fn fields(counts: &Counts) -> [(&'static str, u64); 6] {
    [
        ("participants", counts.participants),
        ("documents", counts.documents),
        ("turns", counts.turns),
        ("excerpts", counts.excerpts),
        ("words", counts.words),
        ("characters", counts.characters),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_same_name_are_told_apart() {
        let codes = [("delay", "Time/delay"), ("Harm", "Harm"), ("delay", "Harm/delay")];
        assert_eq!(headings(codes.into_iter()), ["Time/delay", "Harm", "Harm/delay"]);
    }
}
