//! `participants --import`: a table comes in, or is told what it would change.

use super::super::fault::{Fault, shown};
use super::super::names::count;
use super::super::output::Answer;
use super::super::{file_name, names, read_bytes};
use super::Lines;
use crate::exchange::people::{PeopleColumn, PeopleFile};
use crate::model::{AttributeKind, ConsentField, Corpus, PeopleChoices, PeopleTable, Refusal};
use crate::study::{Command, PeoplePlan, PlannedPerson, Study, plan_people};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// How the file is read; what is not said is found.
#[derive(clap::Args, Debug)]
pub(super) struct HowArgs {
    /// The sheet of a workbook that is read [default: the one that looks like people]
    #[arg(long, value_name = "SHEET", requires = "import")]
    sheet: Option<String>,
    /// The row that names the columns, from 1; 0 when there is none [default: found]
    #[arg(long, value_name = "N", requires = "import")]
    header_row: Option<u64>,
    /// The column that holds the ids, by name or by number from 1 [default: found]
    #[arg(long, value_name = "COLUMN", requires = "import")]
    id_column: Option<String>,
    /// What a column holds: text, number, date, yes-no or list, or what it says of consent:
    /// consent-quotation, consent-archiving, consent-recontact, consent-form or consent-until
    /// [default: told by heading and values]
    #[arg(long = "type", value_name = "COLUMN=KIND", requires = "import", value_parser = read_kind)]
    kinds: Vec<(String, Holds)>,
    /// A column that does not come in
    #[arg(long, value_name = "COLUMN", requires = "import")]
    leave_out: Vec<String>,
    /// An id of the file that is a participant of the study who is spelt differently
    #[arg(long, value_name = "ID=PARTICIPANT", requires = "import", value_parser = read_same)]
    same: Vec<(String, String)>,
    /// Blank cells take away what is known; otherwise they say nothing
    #[arg(long, requires = "import")]
    blank_clears: bool,
    /// Only tell what would change
    #[arg(long, requires = "import")]
    dry_run: bool,
}

/// What a column is said to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holds {
    Attribute(AttributeKind),
    Consent(ConsentField),
}

fn read_kind(text: &str) -> Result<(String, Holds), String> {
    let holds = |kind: &str| {
        let attribute = AttributeKind::from_name(kind).map(Holds::Attribute);
        attribute.or_else(|| ConsentField::from_name(kind).map(Holds::Consent))
    };
    let parts = text.rsplit_once('=').map(|(name, kind)| (name, holds(kind.trim())));
    match parts {
        Some((name, Some(kind))) => Ok((name.trim().to_owned(), kind)),
        _ => {
            let kinds = AttributeKind::ALL.into_iter().map(AttributeKind::name);
            let kinds: Vec<&str> =
                kinds.chain(ConsentField::ALL.into_iter().map(ConsentField::name)).collect();
            Err(format!("write it as column=kind; the kinds are {}", kinds.join(", ")))
        }
    }
}

fn read_same(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, known)) if !id.trim().is_empty() && !known.trim().is_empty() => {
            Ok((id.trim().to_owned(), known.trim().to_owned()))
        }
        _ => Err("write it as the id in the file=the participant of the study".to_owned()),
    }
}

/// Takes a file in: the answer, what was refused, and what there is to remark.
pub(super) fn run(
    study: &mut Study,
    path: &Path,
    how: &HowArgs,
) -> Result<(Answer, Vec<Fault>, Vec<String>), Fault> {
    let corpus = study.corpus();
    let on_file = |refusal: Refusal| Fault::on(shown(path), refusal);
    let file = PeopleFile::open(&file_name(path), &read_bytes(path)?)
        .map_err(|error| Fault::on(shown(path), error))?;
    let choices = choices(&file, corpus, how).map_err(on_file)?;
    let mut table = file.read(&choices).map_err(|error| Fault::on(shown(path), error))?;
    for (_, known) in &how.same {
        names::participant(corpus, known)?;
    }
    table.take_as(&how.same);
    let plan = plan_people(corpus, &table, how.blank_clears)?;
    let remarks = remarks(&plan);
    if how.dry_run {
        let columns = file.columns(&choices);
        let text = told(&plan, &table, &choices, &columns);
        let value = value(&plan, &table, &choices, &columns);
        let faults = plan.refused.iter().map(|error| Fault::line(path, error)).collect();
        return Ok((Answer::said(text, value), faults, remarks));
    }
    let notes = std::mem::take(&mut table.notes);
    let lines = Lines { what: "participant", file: path, notes, refused: Vec::new() };
    let command = Command::ImportParticipants { table, blank_clears: how.blank_clears };
    let (answer, faults) = lines.run(study, command)?;
    Ok((answer, faults, remarks))
}

fn choices(file: &PeopleFile, corpus: &Corpus, how: &HowArgs) -> Result<PeopleChoices, Refusal> {
    let mut choices = match &how.sheet {
        Some(sheet) => file.propose_in(sheet, corpus)?,
        None => file.propose(corpus),
    };
    if let Some(row) = how.header_row {
        choices.header_row = row;
    }
    if let Some(column) = &how.id_column {
        choices.id_column = file.column(&choices, column)?;
    }
    for (column, kind) in &how.kinds {
        let at = file.column(&choices, column)?;
        let consent = match kind {
            Holds::Attribute(kind) => {
                choices.kinds.insert(at, *kind);
                None
            }
            Holds::Consent(field) => Some(*field),
        };
        choices.consent.insert(at, consent);
    }
    for column in &how.leave_out {
        choices.leave_out.insert(file.column(&choices, column)?);
    }
    Ok(choices)
}

/// What should not go by unnoticed.
fn remarks(plan: &PeoplePlan) -> Vec<String> {
    let mut remarks: Vec<String> = plan
        .alike
        .iter()
        .map(|alike| {
            format!(
                "postil: participants: {} in line {} is taken for somebody new, but looks like {}; \
                 if they are one, say --same {}={}",
                alike.id, alike.line, alike.known, alike.id, alike.known
            )
        })
        .collect();
    remarks.extend(plan.other_case.iter().map(|alike| {
        format!(
            "postil: participants: {} in line {} is {} of the study",
            alike.id, alike.line, alike.known
        )
    }));
    remarks
}

fn shown_value(value: &str) -> &str {
    if value.is_empty() { "(blank)" } else { value }
}

fn told(
    plan: &PeoplePlan,
    table: &PeopleTable,
    choices: &PeopleChoices,
    columns: &[PeopleColumn],
) -> String {
    let mut text = String::new();
    if !choices.sheet.is_empty() {
        writeln!(text, "sheet {}", choices.sheet).ok();
    }
    let id = columns.iter().find(|column| column.is_id);
    let name = id.map_or("", |column| column.name.as_str());
    match choices.header_row {
        0 => writeln!(text, "no header, ids in column {}", choices.id_column + 1).ok(),
        row => {
            writeln!(text, "header in row {row}, ids in column {}, {name}", choices.id_column + 1)
                .ok()
        }
    };
    for attribute in &plan.attributes {
        let kind = attribute.kind.name();
        match attribute.known {
            None => writeln!(text, "new attribute {} ({kind})", attribute.name).ok(),
            Some((_, was)) if attribute.changes_kind() => {
                writeln!(text, "attribute {}: {} becomes {kind}", attribute.name, was.name()).ok()
            }
            Some(_) => None,
        };
    }
    for person in plan.new_people() {
        let cells = person.cells.iter().map(|cell| cell.new.clone());
        let agreed = person.consent.iter();
        let agreed = agreed.map(|one| format!("{} {}", one.field.heading(), shown_value(&one.new)));
        let all = cells.chain(agreed).collect::<Vec<_>>().join(" | ");
        writeln!(text, "new {}: {all}", person.name).ok();
    }
    for person in plan.changed_people() {
        for cell in &person.cells {
            let attribute = plan.attributes.get(cell.attribute).map_or("", |a| a.name.as_str());
            let (old, new) = (shown_value(&cell.old), shown_value(&cell.new));
            writeln!(text, "{} {attribute}: {old} -> {new}", person.name).ok();
        }
        for one in &person.consent {
            let (old, new) = (shown_value(&one.old), shown_value(&one.new));
            writeln!(text, "{} {}: {old} -> {new}", person.name, one.field.heading()).ok();
        }
    }
    let counts = [
        (plan.new_people().count(), "new"),
        (plan.changed_people().count(), "changed"),
        (plan.unchanged.len(), "unchanged"),
        (plan.missing.len(), "not in the file (they stay)"),
        (plan.refused.len(), "refused"),
    ];
    let counts: Vec<String> = counts.iter().map(|(n, what)| format!("{n} {what}")).collect();
    writeln!(text, "{}", counts.join(", ")).ok();
    for note in &table.notes {
        writeln!(text, "    {}", note.note).ok();
    }
    writeln!(text, "nothing was stored ({} read)", count(table.rows.len(), "row")).ok();
    text
}

fn value(
    plan: &PeoplePlan,
    table: &PeopleTable,
    choices: &PeopleChoices,
    columns: &[PeopleColumn],
) -> Value {
    let attribute = |at: usize| plan.attributes.get(at).map(|attribute| &attribute.name);
    let columns: Vec<Value> = columns
        .iter()
        .map(|column| {
            json!({
                "column": column.at + 1,
                "name": column.name,
                "kind": column.kind,
                "filled": column.filled,
                "id": column.is_id,
                "left_out": column.left_out,
                "consent": column.consent.map(ConsentField::name),
            })
        })
        .collect();
    let attributes: Vec<Value> = plan
        .attributes
        .iter()
        .map(|attribute| {
            json!({
                "name": attribute.name,
                "kind": attribute.kind,
                "new": attribute.known.is_none(),
                "was": attribute.known.map(|(_, kind)| kind),
            })
        })
        .collect();
    let consent = |person: &PlannedPerson| -> Vec<Value> {
        let each = person.consent.iter();
        each.map(|one| json!({"field": one.field.name(), "old": one.old, "new": one.new})).collect()
    };
    let new: Vec<Value> = plan
        .new_people()
        .map(|person| {
            let cells = person
                .cells
                .iter()
                .filter_map(|cell| Some((attribute(cell.attribute)?.clone(), json!(cell.new))));
            let values: serde_json::Map<String, Value> = cells.collect();
            let consent = consent(person);
            json!({"line": person.line, "id": person.name, "attributes": values, "consent": consent})
        })
        .collect();
    let changed: Vec<Value> = plan
        .changed_people()
        .map(|person| {
            let cells = person.cells.iter().map(|cell| {
                json!({"attribute": attribute(cell.attribute), "old": cell.old, "new": cell.new})
            });
            let cells: Vec<Value> = cells.collect();
            let consent = consent(person);
            json!({"line": person.line, "id": person.name, "cells": cells, "consent": consent})
        })
        .collect();
    let alike = |list: &[crate::study::Alike]| -> Vec<Value> {
        let each = list.iter();
        each.map(|a| json!({"line": a.line, "id": a.id, "participant": a.known})).collect()
    };
    json!({
        "dry_run": true,
        "sheet": choices.sheet,
        "header_row": choices.header_row,
        "id_column": choices.id_column + 1,
        "columns": columns,
        "attributes": attributes,
        "new": new,
        "changed": changed,
        "unchanged": plan.unchanged,
        "missing": plan.missing,
        "alike": alike(&plan.alike),
        "other_case": alike(&plan.other_case),
        "refused": plan.refused,
        "notes": table.notes,
    })
}
