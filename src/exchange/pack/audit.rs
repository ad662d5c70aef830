//! The audit trail: how the study was worked on, by kind of act and by day, and every step.
//!
//! Names of steps hold names of participants and documents, also names they no longer have. For the
//! public a step is therefore told by its kind and, where there is one, by the code it was about, which
//! the codebook names anyway.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{Making, PackError};
use crate::exchange::formats::Format;
use crate::model::{CodeTree, StepLine};
use std::collections::BTreeMap;

/// Beginnings of the names of steps, the longest first where one begins another; what kind of act they
/// are (Halpern's categories, as Lincoln & Guba have them), and what the public reads.
const KINDS: [(&str, &str, &str); 30] = [
    ("Import", "raw data", "Import"),
    ("Correct", "raw data", "Correct a transcript"),
    ("Replace", "raw data", "Replace words in transcripts"),
    ("Apply pseudonyms", "raw data", "Put pseudonyms in the place of names"),
    ("Restore", "raw data", "Restore an older text"),
    ("Map", "raw data", "Say who speaks"),
    ("Join", "raw data", "Join speakers"),
    ("Give", "raw data", "Give turns to a speaker"),
    ("Find speakers", "raw data", "Find speakers again"),
    ("Add participant", "raw data", "Add a participant"),
    ("Add attribute", "raw data", "Add an attribute"),
    ("Set", "raw data", "Set what is known of participants"),
    ("Clear", "raw data", "Clear what is known of participants"),
    ("Exclude", "process", "Exclude participants from analysis"),
    ("Take", "process", "Take participants back into analysis"),
    ("Apply", "reduction", "Apply"),
    ("Code", "reduction", "Code"),
    ("Make an in-vivo code", "reduction", "Make an in-vivo code"),
    ("Recode", "reduction", "Recode"),
    ("Resize", "reduction", "Resize a coding"),
    ("Mark", "reduction", "Mark codings"),
    ("Unmark", "reduction", "Unmark codings"),
    ("Comment", "reduction", "Comment on a coding"),
    ("Split", "reconstruction", "Split a code"),
    ("Merge", "reconstruction", "Merge"),
    ("Move", "reconstruction", "Move"),
    ("Keep version", "reconstruction", "Keep a version of the codebook"),
    ("Declare", "process", "Declare the approach"),
    ("Rename", "other", "Rename"),
    ("Remove", "other", "Remove"),
];

/// What kind of act a step is, and what the public reads of it.
fn kind(label: &str, codes: &CodeTree) -> (&'static str, String) {
    let lower = label.to_lowercase();
    let coding = ["Apply", "Recode", "Resize", "Mark", "Unmark", "Comment", "Import", "Code"];
    // What is done to a theme begins like what is done to a code.
    if lower.contains("theme ") && !coding.iter().any(|start| label.starts_with(start)) {
        let memo = lower.contains("memo");
        let told = if memo { "Write or change a memo" } else { "Work on a theme" };
        return (if memo { "process" } else { "reconstruction" }, told.to_owned());
    }
    let found = KINDS.iter().filter(|(start, ..)| label.starts_with(start));
    let (start, kind, told) =
        found.max_by_key(|(start, ..)| start.len()).copied().unwrap_or(("", "other", ""));
    let changes = ["Edit", "Remove"].iter().any(|start| label.starts_with(start));
    let told = if label.starts_with("Write the cell") || lower.ends_with(" cells") {
        "Work on the framework matrix"
    } else if label.starts_with("Write") || (changes && lower.contains(" memo")) {
        "Write or change a memo"
    } else {
        told
    };
    let kind = match kind {
        _ if told.starts_with("Write") => "process",
        _ if told.starts_with("Work") => "reconstruction",
        "other" if lower.contains("code") => "reduction",
        kind => kind,
    };
    let told = match told {
        "" if lower.contains("code") => "Work on the codebook",
        "" => "Other",
        told => told,
    };
    // The code comes after the verb; a name that only begins like one is none.
    let rest = label.get(start.len()..).unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace());
    let rest = rest.strip_prefix("code ").unwrap_or(rest);
    let about = codes
        .codes()
        .iter()
        .map(|code| code.fields.name.as_str())
        .filter(|name| {
            rest.strip_prefix(name)
                .is_some_and(|after| after.is_empty() || after.starts_with([' ', ',']))
        })
        .max_by_key(|name| name.len())
        .filter(|_| matches!(kind, "reduction" | "reconstruction"));
    (kind, about.map_or_else(|| told.to_owned(), |name| format!("{told}: {name}")))
}

fn day(step: &StepLine) -> &str {
    step.when.get(..10).unwrap_or(&step.when)
}

pub(super) fn make(making: &mut Making<'_>) -> Result<(), PackError> {
    let ids = making.input.spec.profile.shows_ids();
    let (history, corpus) = (making.input.history, making.corpus());
    let renames = &making.disguise.renames;
    let mut kinds: BTreeMap<(&str, String), (u64, &str, &str)> = BTreeMap::new();
    let mut rows = Vec::new();
    for step in history {
        let (kind, told) = kind(&step.label, &corpus.codes);
        let short = told.split(':').next().unwrap_or(&told).to_owned();
        let sum = kinds.entry((kind, short)).or_insert((0, day(step), day(step)));
        (sum.0, sum.2) = (sum.0 + 1, day(step));
        rows.push(Row {
            depth: 0,
            cells: vec![
                Cell::Int(step.step.0),
                Cell::Text(step.when.clone()),
                Cell::Text(renames.of(&step.coder)),
                Cell::Text(kind.to_owned()),
                Cell::Text(if ids { step.label.clone() } else { told }),
                if step.undone { Cell::Text("undone".to_owned()) } else { Cell::Blank },
            ],
        });
    }
    let names = ["When", "Who", "Kind", "What", "State"].map(Column::text);
    let all = Sheet {
        title: format!("{}: audit trail", corpus.study.trim()),
        columns: std::iter::once(Column::number("Step")).chain(names).collect(),
        rows,
        ..Sheet::default()
    };
    let span = match (history.first(), history.last()) {
        (Some(first), Some(last)) => {
            format!("{} steps from {} to {}.", history.len(), day(first), day(last))
        }
        _ => "There are no steps.".to_owned(),
    };
    let rows = kinds.into_iter().map(|((kind, told), (n, first, last))| Row {
        depth: 0,
        cells: vec![
            Cell::Text(kind.to_owned()),
            Cell::Text(told),
            Cell::int(n),
            Cell::Text(first.to_owned()),
            Cell::Text(last.to_owned()),
        ],
    });
    let mut columns: Vec<Column> = ["Kind", "What"].map(Column::text).into();
    columns.push(Column::number("Steps"));
    columns.extend(["First", "Last"].map(Column::text));
    let summary = Sheet {
        title: format!("{}: audit trail, summary", corpus.study.trim()),
        subtitle: vec![span],
        columns,
        rows: rows.collect(),
        notes: vec![
            "Every step is kept by the program when it is done; undoing one adds to the trail and \
             takes nothing away. No step holds words of a transcript."
                .to_owned(),
        ],
        ..Sheet::default()
    };
    making.table(
        "6-audit-trail-summary",
        "The audit trail by kind of act",
        "postil history STUDY",
        (summary, &[Format::Docx]),
    )?;
    making.table(
        "6-audit-trail",
        "The audit trail, every step",
        "postil history STUDY --out history.csv",
        (all, &[Format::Csv]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;

    #[test]
    fn the_public_reads_the_act_and_the_code_but_no_name() {
        let codes = Builder::new().code("delay").code("delay of court").code("Sa").build().codes;
        let check = |label: &str, expected: (&str, &str)| {
            let (kind, told) = kind(label, &codes);
            assert_eq!((kind, told.as_str()), expected, "{label}");
        };
        check("Apply code delay to Sarah ¶3", ("reduction", "Apply: delay"));
        check("Apply code delay of court to P01 ¶3", ("reduction", "Apply: delay of court"));
        check("Import Sarah Smith.docx", ("raw data", "Import"));
        check("Rename participant Sarah to P01", ("other", "Rename"));
        check("Set site of P03 to Leeds", ("raw data", "Set what is known of participants"));
        check("Recode delay as Sa at P01 ¶3", ("reduction", "Recode: delay"));
        check("Write memo on Sarah", ("process", "Write or change a memo"));
        check("Add theme 1 with 4 codes", ("reconstruction", "Work on a theme"));
        check("Keep theme 1", ("reconstruction", "Work on a theme"));
        check(
            "Keep version 2 of the codebook",
            ("reconstruction", "Keep a version of the codebook"),
        );
        check("Write a memo on theme 1", ("process", "Write or change a memo"));
        check("Write in the journal", ("process", "Write or change a memo"));
        check("Apply code memory to P01", ("reduction", "Apply"));
        check("Write the cell P01 × delay", ("reconstruction", "Work on the framework matrix"));
        check("Something about Sarah", ("other", "Other"));
        check("Apply Sarah", ("reduction", "Apply"));
    }
}
