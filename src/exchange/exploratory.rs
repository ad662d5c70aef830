//! Exploratory tests on their way out. Everything begins with the text that says what they are not.

use super::formats::{Format, write_sheet};
use super::imprint::Imprint;
use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::Undefined;
use crate::analysis::exploratory::{
    CodeTest, Comparison, Difference, ExactP, Fisher, Method, NoTest, OPENING, On, ResidualRow,
    Residuals, Untested, wilson,
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes a comparison in any format but JSON (see [`comparison_json`]). Tables for other programs
/// have columns and rows only: there the opening stands in a first column of its own.
pub fn write_comparison(
    answer: &Comparison,
    imprint: &Imprint,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sheet = imprint.under(comparison_sheet(answer));
    if matches!(format, Format::Csv | Format::Tsv) {
        sheet.columns.insert(0, Column::text("About these tests"));
        let refused = answer.refused.as_ref().map(NoTest::reason);
        let about =
            std::iter::once(OPENING.to_owned()).chain(refused).collect::<Vec<_>>().join(" ");
        for row in &mut sheet.rows {
            row.cells.insert(0, Cell::Text(about.clone()));
        }
    }
    write_sheet(&sheet, format, out)
}

/// A comparison for people: who says it, then how far apart the groups are, then p.
pub fn comparison_sheet(answer: &Comparison) -> Sheet {
    let on = answer.spec.on;
    let what = match on {
        On::Presence => "participants",
        On::Excerpts => "excerpts of a participant (mean)",
        On::Rate => "excerpts per 1,000 own words (mean of participants)",
    };
    let mut sheet = Sheet {
        title: format!("Codes by {}, exploratory tests: {what}", answer.attribute),
        subtitle: vec![OPENING.to_owned()],
        columns: vec![Column::text("Code")],
        notes: answer.notes(),
        ..Sheet::default()
    };
    sheet.subtitle.extend(answer.refused.as_ref().map(NoTest::reason));
    sheet.columns.extend(answer.groups.iter().map(|group| Column::number(&group.label)));
    sheet.columns.push(Column::number("Difference"));
    let pairs = answer.tested().len() > 2;
    if pairs {
        sheet.columns.push(Column::text("Highest – lowest"));
    }
    let with_v = answer.rows.iter().any(|row| row.cramers_v.is_some());
    if with_v {
        sheet.columns.push(Column::number("Cramér’s V"));
    }
    let tested = answer.refused.is_none();
    if tested {
        let names = ["p", "p adjusted", "Smallest p possible"];
        sheet.columns.extend(names.map(Column::number));
    }
    if let Some(found) = &answer.residuals {
        let labels = found.groups.iter().map(|&group| &answer.groups[group].label);
        sheet.columns.extend(labels.map(|l| Column::number(format!("Residual, code alone: {l}"))));
    }
    sheet.head = vec![Row {
        depth: 0,
        cells: std::iter::once(Cell::Text("Participants".to_owned()))
            .chain(answer.groups.iter().map(|group| Cell::int(group.participants)))
            .chain(sheet.columns.iter().skip(1 + answer.groups.len()).map(|_| Cell::Blank))
            .collect(),
    }];
    let row = |test: &CodeTest| {
        let mut cells = vec![Cell::Text(test.name.clone())];
        cells.extend((0..answer.groups.len()).map(|group| value(answer, test, group)));
        let late = answer.not_looked_for(test);
        let none = || if late { not_looked_for() } else { Cell::Dash };
        cells.push(test.difference.map_or_else(none, |d| number(d.value, 2)));
        if pairs {
            let names = |d: Difference| {
                format!("{} – {}", answer.groups[d.first].label, answer.groups[d.second].label)
            };
            cells.push(Cell::words(test.difference.map(names)));
        }
        if with_v {
            cells.push(test.cramers_v.map_or_else(none, |v| number(v, 2)));
        }
        if tested {
            let ps = test.outcome.map(|o| [o.exact.p, o.adjusted, o.smallest].map(Some));
            let ps = ps.unwrap_or_default();
            cells.extend(ps.map(|p| p.map_or_else(none, |p| number(p, 4))));
        }
        if let Some(found) = &answer.residuals {
            let own = found.rows.iter().find(|row| row.code == test.code);
            let cell = |at: usize| own.map_or(Cell::Blank, |row| number(row.adjusted[at], 1));
            cells.extend((0..found.groups.len()).map(cell));
        }
        Row { depth: test.depth, cells }
    };
    sheet.rows = answer.rows.iter().map(row).collect();
    sheet
}

/// Nobody has looked for the code in everybody's interviews.
fn not_looked_for() -> Cell {
    Cell::NotAvailable(Undefined::NotLookedFor.reason().to_owned())
}

fn number(value: f64, decimals: u8) -> Cell {
    Cell::Number { value, decimals }
}

/// "3 of 4", or the mean of the participants of a group.
fn value(answer: &Comparison, test: &CodeTest, group: usize) -> Cell {
    let of = answer.groups[group].participants;
    match test.means.get(group) {
        _ if of == 0 => Cell::Dash,
        _ if test.not_applicable(group, of) => not_looked_for(),
        None => Cell::Fraction { n: test.said[group], of },
        Some(mean) => mean.map_or(Cell::Dash, |mean| number(mean, 2)),
    }
}

/// A comparison as JSON, its opening first. Nothing is rounded; an infinite odds ratio is `"inf"`.
pub fn comparison_json(answer: &Comparison) -> Value {
    let spec = &answer.spec;
    let group = |group: &crate::analysis::exploratory::Size| {
        json!({
            "value": group.label,
            "participants": group.participants,
            "tested": group.untested.is_none(),
            "why_not": group.untested.map(why),
        })
    };
    let refused = |no: &NoTest| json!({"reason": no.name(), "why": no.reason()});
    json!({
        "opening": OPENING,
        "attribute": answer.attribute,
        "on": spec.on.name(),
        "test": if spec.on == On::Presence { "fisher-freeman-halton" } else { "permutation" },
        "adjust": spec.adjust.name(),
        "alpha": spec.alpha,
        "groups": answer.groups.iter().map(group).collect::<Vec<Value>>(),
        "participants": answer.participants,
        "refused": answer.refused.as_ref().map(refused),
        "tests": answer.tests(),
        "smallest_p": answer.smallest,
        "rows": answer.rows.iter().map(|row| row_json(answer, row)).collect::<Vec<Value>>(),
        "residuals": answer.residuals.as_ref().map(|found| residuals_json(answer, found)),
        "notes": answer.notes(),
    })
}

fn why(untested: Untested) -> &'static str {
    match untested {
        Untested::NoValue => "no-value",
        Untested::OnePerson => "one-person",
        Untested::Small => "fewer-than-three",
        Untested::Nobody => "nobody",
    }
}

fn row_json(answer: &Comparison, test: &CodeTest) -> Value {
    let sizes: Vec<u64> = answer.groups.iter().map(|group| group.participants).collect();
    let intervals = test.said.iter().zip(&sizes).map(|(&said, &of)| {
        let (low, high) = wilson(said, of);
        if of == 0 { Value::Null } else { json!([low, high]) }
    });
    let mut value = json!({
        "code": test.name,
        "path": test.path,
        "depth": test.depth,
        "cells": test.said,
        "not_looked_for": test.unseen,
        "denominators": sizes,
        "wilson95": intervals.collect::<Vec<Value>>(),
        "means": if test.means.is_empty() { Value::Null } else { json!(test.means) },
        "difference": test.difference.map(|d| json!({
            "value": d.value,
            "of": [answer.groups[d.first].label, answer.groups[d.second].label],
        })),
        "cramers_v": test.cramers_v,
        "chi2": test.chi2.map(|(chi2, _)| chi2),
        "chi2_p": test.chi2.and_then(|(_, p)| p),
        "kruskal_wallis_h": test.kruskal_wallis,
        "odds_ratio": test.odds.map(odds_json),
        "p": Value::Null,
        "p_adjusted": Value::Null,
        "p_smallest": Value::Null,
    });
    if let Some(outcome) = &test.outcome {
        value["p"] = json!(outcome.exact.p);
        value["p_adjusted"] = json!(outcome.adjusted);
        value["p_smallest"] = json!(outcome.smallest);
        value["method"] = method(&outcome.exact);
    }
    value
}

fn method(exact: &ExactP) -> Value {
    match exact.method {
        Method::Exact { of } => json!({"name": "exact", "possibilities": of}),
        Method::MonteCarlo { draws, seed } => {
            json!({"name": "monte-carlo", "draws": draws, "seed": seed})
        }
    }
}

fn odds_json(odds: Fisher) -> Value {
    let (low, high) = odds.interval;
    json!({
        "sample": ratio(odds.odds_ratio),
        "conditional": ratio(odds.conditional_odds_ratio),
        "ci95": [ratio(low), ratio(high)],
    })
}

fn ratio(value: f64) -> Value {
    if value.is_infinite() { json!("inf") } else { json!(value) }
}

fn residuals_json(answer: &Comparison, found: &Residuals) -> Value {
    let row = |row: &ResidualRow| {
        json!({
            "code": row.name,
            "path": row.path,
            "references": row.counts,
            "expected": row.expected,
            "pearson": row.pearson,
            "adjusted": row.adjusted,
            "shaded": row.adjusted.iter().map(|&r| Residuals::shaded(r)).collect::<Vec<bool>>(),
        })
    };
    let labels = found.groups.iter().map(|&group| answer.groups[group].label.as_str());
    json!({
        "groups": labels.collect::<Vec<&str>>(),
        "references": found.references,
        "chi2": found.chi2,
        "df": found.df,
        "rows": found.rows.iter().map(row).collect::<Vec<Value>>(),
    })
}
