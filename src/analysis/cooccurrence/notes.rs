//! The words under a table of codes by codes.

use super::super::notes::{list, plural};
use super::{Cooccurrence, Pair, Unit};

pub(super) fn notes(table: &Cooccurrence) -> Vec<String> {
    let mut notes = vec![
        definition(table.unit).to_owned(),
        diagonal(table.unit).to_owned(),
        if table.roll_up {
            "A code counts with everything under it, each excerpt once; a code and one under it are \
             no pair (n/a)."
        } else {
            "Every code counts alone, without the codes under it."
        }
        .to_owned(),
        "Only participants’ speech counts, never labels, time stamps or the interviewer’s words."
            .to_owned(),
    ];
    let pairs = table.pairs();
    let named = |test: fn(&Pair) -> bool| -> Vec<String> {
        let found = pairs.iter().filter(|(_, _, pair)| test(pair));
        found
            .map(|(a, b, _)| format!("{} × {}", table.codes[*a].name, table.codes[*b].name))
            .collect()
    };
    let out = named(Pair::out_of_range);
    if !out.is_empty() {
        notes.push(format!(
            "c is out of range (above 1) in {}: {}. One excerpt of one code overlaps several of the \
             other; the share of common characters does not depend on how passages were cut.",
            plural(out.len() as u64, "pair", "pairs"),
            list(&out),
        ));
    }
    let unequal = named(Pair::unequal);
    if !unequal.is_empty() {
        notes.push(format!(
            "One code is more than five times as frequent as the other in {}: {}. c is small there \
             even where the rarer code hardly occurs without the other; read the shares.",
            plural(unequal.len() as u64, "pair", "pairs"),
            list(&unequal),
        ));
    }
    notes.extend(table.remarks.iter().cloned());
    notes.push("Counts describe this sample, not a population.".to_owned());
    notes
}

fn definition(unit: Unit) -> &'static str {
    match unit {
        Unit::Overlap => {
            "Cells: pairs of overlapping excerpts, one of each code (n12). Two excerpts overlap where \
             they share at least one character of participants’ speech that is not white space. c = \
             n12 / (n1 + n2 − n12)."
        }
        Unit::Turn => {
            "Cells: participants’ turns with at least one coded character of both codes (n12), which \
             need not be the same characters. c = n12 / (n1 + n2 − n12): of the turns with either \
             code, the share with both."
        }
        Unit::Document => {
            "Cells: documents in which participants have excerpts of both codes (n12). c = n12 / (n1 \
             + n2 − n12): of the documents with either code, the share with both."
        }
    }
}

fn diagonal(unit: Unit) -> &'static str {
    match unit {
        Unit::Overlap => "n: excerpts of the code.",
        Unit::Turn => "n: participants’ turns with the code.",
        Unit::Document => "n: documents with the code.",
    }
}
