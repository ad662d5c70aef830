//! The codebook as a table of the appendix, and what its versions changed.

use super::super::codebook::{by_code, told};
use super::super::formats::Format;
use super::super::sheet::{Cell, Column, Row, Sheet};
use super::super::tables::withheld_cell;
use super::{BOTH, Making, PackError};
use crate::analysis::Frequencies;
use crate::analysis::disclosure::{Protection, protected_frequencies};
use crate::model::{CodeChange, FrozenCodebook};

pub(super) fn make(making: &mut Making<'_>) -> Result<(), PackError> {
    let corpus = making.corpus();
    let protection =
        Protection { profile: Some(making.input.spec.profile), ..Protection::default() };
    // Of too few people no number is shown; the codebook stands all the same.
    let counted = protected_frequencies(corpus, &making.filter, &protection);
    let (table, refused) = match counted {
        Ok(counted) => (Some(counted.table), None),
        Err(refusal) => (None, Some(format!("No numbers: {refusal}."))),
    };
    let rows = corpus.codes.codes().iter().enumerate().map(|(place, code)| {
        let fields = &code.fields;
        let words =
            |text: &str| Cell::words((!text.trim().is_empty()).then(|| text.trim().to_owned()));
        let counts = table.as_ref().and_then(|table| {
            let row = table.rows.iter().find(|row| row.code == code.id)?;
            let of = table.base.participants;
            let people = Cell::Fraction { n: row.counts.participants, of };
            Some([
                row.hidden.participants.map_or(people, withheld_cell),
                row.hidden.others.map_or_else(|| Cell::int(row.counts.excerpts), withheld_cell),
            ])
        });
        let [people, references] = counts.unwrap_or([Cell::Dash, Cell::Dash]);
        let name =
            if code.retired { format!("{} (retired)", fields.name) } else { fields.name.clone() };
        Row {
            depth: corpus.codes.depth(place),
            cells: vec![
                Cell::Text(name),
                Cell::int(place as u64 + 1),
                words(&fields.definition),
                words(&fields.include),
                words(&fields.exclude),
                words(&fields.example),
                words(&fields.origin),
                people,
                references,
            ],
        }
    });
    let columns = vec![
        Column::text("Code"),
        Column::number("No."),
        Column::text("Definition"),
        Column::text("Include"),
        Column::text("Exclude"),
        Column::text("Example"),
        Column::text("Origin"),
        Column::number("Participants"),
        Column::number("References"),
    ];
    let mut notes = table.as_ref().map(Frequencies::notes).unwrap_or_default();
    notes.push("References: excerpts of the code with everything under it.".to_owned());
    notes.extend(refused);
    let sheet = Sheet {
        title: format!("{}: codebook", corpus.study.trim()),
        columns,
        rows: rows.collect(),
        notes,
        ..Sheet::default()
    };
    let formats = [Format::Docx, Format::Csv];
    making.table(
        "1-codebook",
        "The codebook, with participants and references",
        "postil codebook STUDY",
        (sheet, &formats),
    )?;
    let sheet = versions(making);
    making.table(
        "1-codebook-versions",
        "The versions of the codebook, and what each changed",
        "postil codebook STUDY --changes 1..now",
        (sheet, &BOTH),
    )
}

/// One row for each change of each version.
fn versions(making: &Making<'_>) -> Sheet {
    let corpus = making.corpus();
    let renames = &making.disguise.renames;
    let mut rows = Vec::new();
    let mut before = FrozenCodebook::default();
    let now = FrozenCodebook::of(&corpus.codes);
    let kept = corpus.versions.iter().map(|version| {
        let day = version.created_at.get(..10).unwrap_or_default().to_owned();
        let codes = version.readable.then_some(&*version.codes);
        (format!("Version {}", version.number), day, renames.of(&version.note), codes)
    });
    let mut all: Vec<(String, String, String, Option<&FrozenCodebook>)> = kept.collect();
    all.push((
        "Working codebook".to_owned(),
        making.input.day.to_owned(),
        String::new(),
        Some(&now),
    ));
    for (at, (name, day, note, codes)) in all.into_iter().enumerate() {
        let head = |changed: &str, what: String| Row {
            depth: 0,
            cells: vec![
                Cell::Text(name.clone()),
                Cell::Text(day.clone()),
                Cell::words((!note.is_empty()).then(|| note.clone())),
                Cell::words((!changed.is_empty()).then(|| changed.to_owned())),
                Cell::Text(what),
            ],
        };
        let Some(codes) = codes else {
            rows.push(head("", "this version cannot be read".to_owned()));
            continue;
        };
        let changes: Vec<CodeChange> = before.changes_to(codes);
        if at == 0 {
            rows.push(head("", format!("{} codes", codes.0.len())));
        } else if changes.is_empty() {
            rows.push(head("", "nothing changed".to_owned()));
        } else {
            for code in by_code(&changes) {
                let path = code.first().map_or("", |change| change.path.as_str());
                let what: Vec<String> = code.iter().map(|change| told(&change.what)).collect();
                rows.push(head(path, what.join("; ")));
            }
        }
        before = codes.clone();
    }
    Sheet {
        title: format!("{}: versions of the codebook", corpus.study.trim()),
        columns: ["Version", "Day", "Why it was kept", "Code", "What changed"]
            .map(Column::text)
            .into(),
        rows,
        ..Sheet::default()
    }
}
