//! Codes by codes on their way out: as a matrix, as a list of pairs, as JSON.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{headings, left_out};
use crate::analysis::{Cooccurrence, CooccurrenceCode, Pair, Unit};
use crate::exchange::imprint::Imprint;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

/// The matrix: what two codes have in common, and on the diagonal what each has.
pub fn cooccurrence_sheet(table: &Cooccurrence) -> Sheet {
    let mut columns = vec![Column::text("Code"), Column::number("n")];
    let codes = table.codes.iter().map(|code| (code.name.as_str(), code.path.as_str()));
    columns.extend(headings(codes).into_iter().map(Column::number));
    let rows = table.codes.iter().enumerate().map(|(a, code)| {
        let mut cells = vec![Cell::Text(code.name.clone()), Cell::int(code.n)];
        cells.extend((0..table.codes.len()).map(|b| {
            if a == b {
                return Cell::Blank;
            }
            match table.pair(a, b) {
                Some(pair) => Cell::int(pair.n12),
                None => Cell::NotAvailable("one of the codes lies under the other".to_owned()),
            }
        }));
        Row { depth: code.depth, cells }
    });
    Sheet {
        title: format!("Codes that occur together: {}", table.unit.label()),
        columns,
        rows: rows.collect(),
        notes: table.notes(),
        ..Sheet::default()
    }
}

/// All pairs with something in common, the strongest first.
pub fn cooccurrence_pairs_sheet(table: &Cooccurrence) -> Sheet {
    let overlap = table.unit == Unit::Overlap;
    let mut columns = vec![Column::text("Code 1"), Column::text("Code 2")];
    columns.extend(["n1", "n2", "n12", "c"].map(Column::number));
    if overlap {
        columns.push(Column::number("Common characters"));
        columns.push(Column::number("1 with 2"));
        columns.push(Column::number("2 with 1"));
    }
    columns.push(Column::number("Share of 1"));
    columns.push(Column::number("Share of 2"));
    columns.push(Column::text("Mark"));
    let rows = table.strongest().into_iter().map(|(a, b, pair)| {
        let ratio = |value: Option<f64>, why: &str| match value {
            Some(value) => Cell::Number { value, decimals: 3 },
            None => Cell::NotAvailable(why.to_owned()),
        };
        let mut cells = vec![
            Cell::Text(table.codes[a].path.clone()),
            Cell::Text(table.codes[b].path.clone()),
            Cell::int(pair.n1),
            Cell::int(pair.n2),
            Cell::int(pair.n12),
            ratio(pair.c(), "as many overlapping pairs as excerpts, or more"),
        ];
        if overlap {
            cells.push(ratio(pair.character_jaccard(), "there is nothing to divide by"));
            cells.push(Cell::int(pair.a_with_b));
            cells.push(Cell::int(pair.b_with_a));
        }
        cells.push(Cell::Fraction { n: pair.a_with_b, of: pair.n1 });
        cells.push(Cell::Fraction { n: pair.b_with_a, of: pair.n2 });
        cells.push(Cell::Text(marks(&pair).join(", ")));
        Row { depth: 0, cells }
    });
    Sheet {
        title: format!("Pairs of codes that occur together: {}", table.unit.label()),
        columns,
        rows: rows.collect(),
        notes: table.notes(),
        ..Sheet::default()
    }
}

fn marks(pair: &Pair) -> Vec<&'static str> {
    let mut marks = Vec::new();
    if pair.out_of_range() {
        marks.push("out of range");
    }
    if pair.unequal() {
        marks.push("unequal");
    }
    marks
}

/// As JSON: all codes, and the pairs with something in common. Written pair by pair: a large study has
/// half a million, which as values would take a gigabyte.
pub struct CooccurrenceJson<'t> {
    table: &'t Cooccurrence,
    /// The strongest pair first.
    sorted: bool,
    /// Everything but the pairs.
    head: Value,
}

/// Stands in the head where the pairs go.
const PAIRS: &str = "pairs";

impl<'t> CooccurrenceJson<'t> {
    /// `sorted`: the strongest pair first. `imprint` says when and with which codebook it was made.
    pub fn new(table: &'t Cooccurrence, sorted: bool, imprint: &Imprint) -> Self {
        let code = |code: &CooccurrenceCode| {
            let mut value = json!({
                "code": code.name, "path": code.path, "depth": code.depth, "n": code.n,
            });
            if table.unit == Unit::Overlap {
                value["characters"] = json!(code.characters);
            }
            value
        };
        let head = imprint.within(json!({
            "unit": table.unit.name(),
            "roll_up": table.roll_up,
            "codes": table.codes.iter().map(code).collect::<Vec<Value>>(),
            PAIRS: null,
            "left_out": left_out(&table.left_out, Some(&table.excluded)),
            "notes": table.notes(),
        }));
        Self { table, sorted, head }
    }

    fn pair(&self, (a, b, pair): &(usize, usize, Pair)) -> Value {
        let mut value = json!({
            "a": self.table.codes[*a].path,
            "b": self.table.codes[*b].path,
            "n1": pair.n1,
            "n2": pair.n2,
            "n12": pair.n12,
            "c": pair.c(),
            "out_of_range": pair.out_of_range(),
            "unequal": pair.unequal(),
            "a_with_b": pair.a_with_b,
            "b_with_a": pair.b_with_a,
            "share_of_a": pair.share_a(),
            "share_of_b": pair.share_b(),
        });
        if self.table.unit == Unit::Overlap {
            value["characters_both"] = json!(pair.characters_both);
            value["characters_either"] = json!(pair.characters_either);
            value["character_jaccard"] = json!(pair.character_jaccard());
        }
        value
    }
}

impl Serialize for CooccurrenceJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.head.as_object().into_iter().flatten() {
            if key == PAIRS {
                map.serialize_entry(key, &Pairs(self))?;
            } else {
                map.serialize_entry(key, value)?;
            }
        }
        map.end()
    }
}

struct Pairs<'t>(&'t CooccurrenceJson<'t>);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(json) = self;
        let pairs = if json.sorted { json.table.strongest() } else { json.table.pairs() };
        serializer.collect_seq(pairs.iter().map(|pair| json.pair(pair)))
    }
}
