//! How much is coded, and the turns where nothing is, on their way out.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{base, cell, left_out, number, reason};
use crate::analysis::{Coverage, CoverageBy, CoverageRow, UncodedTurn, exclusion_of_list};
use crate::model::{Corpus, Filter};
use crate::text::positions::CharMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How much of participants' speech is coded with anything.
pub fn coverage_sheet(table: &Coverage) -> Sheet {
    let numbers = [
        "Coded characters",
        "Own characters",
        "Coverage",
        "Coded words",
        "Own words",
        "Coded turns",
        "Own turns",
        "Uncoded turns",
    ];
    let mut columns = vec![Column::text(table.heading.clone())];
    if let CoverageBy::Attribute(_) = table.by {
        columns.push(Column::number("Participants"));
    }
    columns.extend(numbers.map(Column::number));
    let row = |row: &CoverageRow| {
        let mut cells = vec![Cell::Text(row.name.clone())];
        let speaks = row.base.participants > 0;
        let count = |count: u64| if speaks { Cell::int(count) } else { Cell::Dash };
        if let CoverageBy::Attribute(_) = table.by {
            cells.push(count(row.base.participants));
        }
        cells.extend([
            count(row.coded.characters),
            count(row.base.characters),
            cell(row.reading()),
            count(row.coded.words),
            count(row.base.words),
            count(row.coded.turns),
            count(row.base.turns),
            count(row.uncoded_turns()),
        ]);
        Row { depth: 0, cells }
    };
    Sheet {
        title: format!("Coverage by {}", super::lower_first(&table.heading)),
        columns,
        rows: table.rows.iter().chain([&table.total]).map(row).collect(),
        notes: table.notes(),
        ..Sheet::default()
    }
}

/// As JSON.
pub fn coverage_json(table: &Coverage) -> Value {
    let row = |row: &CoverageRow| {
        let mut value = json!({
            "id": row.name,
            "base": base(&row.base),
            "coded": {
                "turns": row.coded.turns,
                "words": row.coded.words,
                "characters": row.coded.characters,
                "excerpts": row.coded.excerpts,
            },
            "coverage": number(row.reading()),
            "uncoded_turns": row.uncoded_turns(),
        });
        if let Some(why) = reason(row.reading()) {
            value["why"] = json!(why);
        }
        value
    };
    let by = match table.by {
        CoverageBy::Document => "document",
        CoverageBy::Participant => "participant",
        CoverageBy::Attribute(_) => table.heading.as_str(),
    };
    json!({
        "by": by,
        "rows": table.rows.iter().map(row).collect::<Vec<Value>>(),
        "total": row(&table.total),
        "unassigned": base(&table.unassigned),
        "left_out": left_out(&table.left_out, Some(&table.excluded)),
        "notes": table.notes(),
    })
}

const DEFINITION: &str = "Participants’ turns without a single coded character of the codings looked \
                          at.";

/// Turns without any coding, with their words.
pub fn uncoded_sheet(corpus: &Corpus, filter: &Filter, turns: &[UncodedTurn]) -> Sheet {
    let rows = turns.iter().map(|turn| Row {
        depth: 0,
        cells: vec![
            Cell::Text(document_name(corpus, turn).to_owned()),
            Cell::int(u64::from(turn.turn)),
            Cell::Text(participant_name(corpus, turn).to_owned()),
            Cell::int(u64::from(turn.words)),
            Cell::Text(turn.text(corpus).to_owned()),
        ],
    });
    Sheet {
        title: "Uncoded turns".to_owned(),
        columns: vec![
            Column::text("Document"),
            Column::number("¶"),
            Column::text("Participant"),
            Column::number("Words"),
            Column::text("Text"),
        ],
        rows: rows.collect(),
        notes: uncoded_notes(corpus, filter),
        ..Sheet::default()
    }
}

/// As JSON; positions are code points of the text as it is printed.
pub fn uncoded_json(corpus: &Corpus, filter: &Filter, turns: &[UncodedTurn]) -> Value {
    let mut maps: BTreeMap<u32, CharMap<'_>> = BTreeMap::new();
    let rows: Vec<Value> = turns
        .iter()
        .filter_map(|turn| {
            let text = &corpus.documents.get(turn.document as usize)?.text;
            let map = maps.entry(turn.document).or_insert_with(|| CharMap::new(text));
            let chars = map.char_span(turn.span)?;
            Some(json!({
                "document": document_name(corpus, turn),
                "turn": turn.turn,
                "participant": participant_name(corpus, turn),
                "start": chars.start,
                "end": chars.end,
                "words": turn.words,
                "characters": turn.characters,
                "text": turn.text(corpus),
            }))
        })
        .collect();
    json!({ "turns": rows, "notes": uncoded_notes(corpus, filter) })
}

fn uncoded_notes(corpus: &Corpus, filter: &Filter) -> Vec<String> {
    let mut notes = vec![DEFINITION.to_owned()];
    notes.extend(exclusion_of_list(corpus, filter));
    notes
}

fn document_name<'c>(corpus: &'c Corpus, turn: &UncodedTurn) -> &'c str {
    corpus.documents.get(turn.document as usize).map(|d| d.name.as_str()).unwrap_or_default()
}

fn participant_name<'c>(corpus: &'c Corpus, turn: &UncodedTurn) -> &'c str {
    corpus.participant(turn.participant).map(|person| person.name.as_str()).unwrap_or_default()
}
