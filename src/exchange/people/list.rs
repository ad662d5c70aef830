//! The list of participants on its way out: who they are, what is known of them and what they agreed to.
//! What is written is read again by the import of participants.

use super::super::sheet::{Cell, Column, Row, Sheet, counted};
use crate::model::{Attribute, AttributeKind, ConsentField, Corpus, Participant, Voice, name_key};
use serde_json::{Map, Value, json};

/// The last columns: no attributes, and passed over when the list comes in again.
pub(super) const LAST: [&str; 3] = ["Documents", "Words", "Excluded"];

/// In front of an attribute that is named like another column of the list.
const PREFIX: &str = "attribute ";

/// What an attribute is called in the list.
fn heading(attribute: &Attribute) -> String {
    let name = &attribute.name;
    if is_taken(name) { format!("{PREFIX}{name}") } else { name.clone() }
}

/// True for the names of columns that are no attributes, and for names with that prefix.
fn is_taken(name: &str) -> bool {
    let own = |taken: &&str| name_key(taken) == name_key(name);
    LAST.iter().chain(&["Participant"]).any(own)
        || ConsentField::of_heading(name).is_some()
        || name_key(name).strip_prefix(PREFIX).is_some_and(is_taken)
}

/// The attribute behind such a heading.
pub(super) fn attribute_of(heading: &str) -> Option<&str> {
    heading.strip_prefix(PREFIX).filter(|name| is_taken(name))
}

/// Documents in which somebody speaks, and the words they say.
fn speech(corpus: &Corpus, person: &Participant) -> (Vec<String>, u64) {
    let own = |voice| voice == Voice::Participant(person.id);
    let (mut documents, mut words) = (Vec::new(), 0);
    for document in &corpus.documents {
        if document.speakers.iter().any(|speaker| own(speaker.voice)) {
            documents.push(document.name.clone());
            let pieces = document.pieces.iter().filter(|piece| own(piece.voice));
            words += pieces.map(|piece| u64::from(piece.words)).sum::<u64>();
        }
    }
    (documents, words)
}

/// The list as a table and, by the contract of the command line, as JSON.
pub fn people_list(corpus: &Corpus, people: &[&Participant]) -> (Sheet, Value) {
    let said: Vec<Said<'_>> =
        people.iter().map(|person| (*person, speech(corpus, person))).collect();
    (people_sheet(corpus, &said), people_json(corpus, &said))
}

/// A participant, the documents in which they speak, and the words they say.
type Said<'c> = (&'c Participant, (Vec<String>, u64));

/// Consent has columns once anything is recorded of anybody in it.
fn people_sheet(corpus: &Corpus, people: &[Said<'_>]) -> Sheet {
    let excluded = people.iter().filter(|(person, _)| person.excluded.is_some()).count();
    let consent = people.iter().any(|(person, _)| !person.consent.is_unknown());
    let mut columns = vec![Column::text("Participant")];
    columns.extend(corpus.attributes.iter().map(|attribute| match attribute.kind {
        AttributeKind::Number => Column::number(heading(attribute)),
        _ => Column::text(heading(attribute)),
    }));
    if consent {
        columns.extend(ConsentField::ALL.map(|field| Column::text(field.heading())));
    }
    let [documents, words, last] = LAST;
    columns.extend([Column::text(documents), Column::number(words)]);
    columns.extend((excluded > 0).then(|| Column::text(last)));
    let row = |(person, (documents, words)): &Said<'_>| {
        let mut cells = vec![Cell::Text(person.name.clone())];
        let known = |attribute: &Attribute| person.values.get(&attribute.id);
        cells.extend(corpus.attributes.iter().map(|a| Cell::words(known(a).map(String::as_str))));
        if consent {
            let said = ConsentField::ALL.map(|field| field.of(&person.consent));
            cells.extend(said.map(|said| Cell::words((!said.is_empty()).then_some(said))));
        }
        cells.extend([Cell::Text(documents.join("; ")), Cell::int(*words)]);
        if excluded > 0 {
            let why = person.excluded.as_deref();
            cells.push(Cell::words(if why == Some("") { Some("excluded") } else { why }));
        }
        Row { depth: 0, cells }
    };
    // Over the table, where no spreadsheet takes it for a row.
    let subtitle = match excluded {
        0 => Vec::new(),
        n => vec![format!(
            "{} excluded from analysis: tables leave them out.",
            counted(n, "participant", "participants")
        )],
    };
    Sheet { columns, subtitle, rows: people.iter().map(row).collect(), ..Sheet::default() }
}

fn people_json(corpus: &Corpus, people: &[Said<'_>]) -> Value {
    let each = people.iter().map(|(person, (documents, words))| {
        let known = |attribute: &Attribute| json!(person.values.get(&attribute.id));
        let attributes: Map<String, Value> =
            corpus.attributes.iter().map(|a| (a.name.clone(), known(a))).collect();
        let consent = &person.consent;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        json!({
            "id": person.name,
            "guid": person.guid,
            "attributes": attributes,
            "consent": {
                "quotation": consent.quotation,
                "archiving": consent.archiving,
                "recontact": consent.recontact,
                "form": text(&consent.form),
                "withdraw_until": text(&consent.withdraw_until),
            },
            "documents": documents,
            "words": words,
            "excluded": person.excluded.is_some(),
            "excluded_why": person.excluded,
        })
    });
    each.collect()
}
