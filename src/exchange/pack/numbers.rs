//! The tables of numbers: codes by role, and new codes by interview where the approach asks for it.

use super::super::formats::Format;
use super::super::sheet::Sheet;
use super::super::tables::{crosstab_sheet, saturation_sheet};
use super::{BOTH, Making, PackError};
use crate::analysis::disclosure::{Protection, protected_crosstab};
use crate::analysis::figures::{Bars, Look, by_group, curve, heat_map};
use crate::analysis::{
    Crosstab, CrosstabSpec, InterviewKey, Order, SaturationSpec, role_attribute,
    saturation as new_codes,
};
use crate::model::{Corpus, CorpusDocument, DocumentId};
use std::sync::Arc;

pub(super) fn by_role(making: &mut Making<'_>) -> Result<(), PackError> {
    let corpus = making.corpus();
    let command =
        "postil crosstab STUDY --by role --profile public --merge-as \"other professionals\"";
    let Some(role) = role_attribute(corpus) else {
        let why =
            "There is no table of codes by role: the study has no attribute of participants.\n";
        making.add(
            "2-codes-by-role-not-made.txt",
            "Why there is no table of codes by role",
            command,
            why.into(),
        );
        return Ok(());
    };
    let spec =
        CrosstabSpec { by: vec![role], filter: making.filter.clone(), ..CrosstabSpec::default() };
    let protection =
        Protection { profile: Some(making.input.spec.profile), ..Protection::default() };
    match protected_crosstab(corpus, &spec, &protection) {
        Ok(protected) => {
            charts_by_role(making, &protected.table)?;
            let sheet = crosstab_sheet(&protected.table);
            let formats = [Format::Docx, Format::Csv, Format::Latex];
            making.table(
                "2-codes-by-role",
                "Codes by role, participants n of N",
                command,
                (sheet, &formats),
            )
        }
        Err(refusal) => {
            let why = format!("There is no table of codes by role: {refusal}.\n");
            making.add(
                "2-codes-by-role-not-made.txt",
                "Why there is no table of codes by role",
                command,
                why.into(),
            );
            Ok(())
        }
    }
}

/// Codes by role as dots and as a heat map: the numbers of the table, drawn as it may be shown.
fn charts_by_role(making: &mut Making<'_>, table: &Crosstab) -> Result<(), PackError> {
    let look = Look::default();
    let kinds = [
        ("2-codes-by-role", "by-group", by_group(table, Bars::Dots, look)),
        ("2-codes-by-role-heat-map", "heat-map", heat_map(table, look)),
    ];
    for (name, kind, figure) in kinds {
        let command = format!(
            "postil chart STUDY {kind} --by role --profile {} --merge-as \"other professionals\"",
            making.input.spec.profile.name()
        );
        let what = "Codes by role, drawn";
        match figure {
            Ok(figure) => making.figure(name, what, &command, figure)?,
            Err(nothing) => {
                let why = format!("There is no chart of codes by role: {nothing}.\n");
                making.add(&format!("{name}-not-drawn.txt"), what, &command, why.into());
            }
        }
    }
    Ok(())
}

pub(super) fn saturation(making: &mut Making<'_>) -> Result<(), PackError> {
    let command = "postil saturation STUDY";
    if let Some(why) = making.corpus().approach.on_saturation() {
        let text = format!("There is no table of new codes by interview. {why}\n");
        making.add(
            "5-saturation-not-used.txt",
            "Why there is no saturation table",
            command,
            text.into(),
        );
        return Ok(());
    }
    // The order is the study's own, and the disguised names must not follow it.
    let spec = SaturationSpec { filter: making.filter.clone(), ..SaturationSpec::default() };
    let real = new_codes(making.input.corpus, &spec);
    let mut order: Vec<DocumentId> = real
        .interviews
        .iter()
        .filter_map(|interview| match interview.key {
            InterviewKey::Document(id) => Some(id),
            InterviewKey::Participant(_) => None,
        })
        .collect();
    let rest = making.corpus().documents.iter().map(|document| document.id);
    let rest: Vec<DocumentId> = rest.filter(|id| !order.contains(id)).collect();
    order.extend(rest);
    let corpus = numbered(making.corpus(), &order);
    let spec = SaturationSpec { order: Order::Given(order), ..spec };
    let table = new_codes(&corpus, &spec);
    let mut sheet: Sheet = saturation_sheet(&corpus, &table);
    let numbered = format!(
        "Interviews are numbered {}; these are not the numbers under which they are quoted.",
        real.order.caption()
    );
    sheet.notes.insert(0, numbered.clone());
    // Interviews have their numbers alone here, so that the curve says no more than the table.
    match curve(&corpus, &table, Look::default()) {
        Ok(mut figure) => {
            figure.caption.insert(0, numbered);
            let command = "postil chart STUDY saturation";
            let what = "New codes interview by interview, drawn";
            making.figure("5-new-codes-by-interview", what, command, figure)?;
        }
        Err(nothing) => {
            let why = format!("There is no curve of new codes: {nothing}.\n");
            let what = "Why there is no curve of new codes";
            making.add("5-new-codes-not-drawn.txt", what, command, why.into());
        }
    }
    making.table(
        "5-new-codes-by-interview",
        "New codes interview by interview",
        command,
        (sheet, &BOTH),
    )
}

/// The study with its interviews called by their place in an order.
fn numbered(corpus: &Corpus, order: &[DocumentId]) -> Corpus {
    let mut corpus = corpus.clone();
    for document in &mut corpus.documents {
        let place = order.iter().position(|id| *id == document.id).unwrap_or_default();
        let mut new = CorpusDocument::clone(document);
        new.name = format!("No. {}", place + 1);
        *document = Arc::new(new);
    }
    corpus
}
