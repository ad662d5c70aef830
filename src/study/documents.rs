//! Documents: import, rename, remove.

use super::{Act, Acted, Error, Report, names};
use crate::model::{
    DocumentId, NewDocument, ParticipantId, PeopleTable, Reading, Refusal, SpeakerChoice, Voice,
};
use crate::text::turns::{is_interviewer_label, same_label};
use std::collections::{HashMap, HashSet};

pub(super) fn rename_study(act: &Act<'_>, name: &str) -> Acted {
    let name = names::check("study", name)?;
    act.tx.rename_study(&name)?;
    Ok((Report::Plain, format!("Rename the study to {name}")))
}

/// Whose label it is: as was decided, or by its spelling alone, which is a participant's id first, then
/// the usual labels of interviewers; everything else waits to be mapped.
pub(super) fn voice_of(
    people: &[(String, ParticipantId)],
    reading: &Reading,
    label: &str,
) -> Voice {
    let called = |name: &str| people.iter().find(|(known, _)| same_label(known, name));
    let decided = reading.voices.iter().find(|(known, _)| same_label(known, label));
    match decided {
        Some((_, SpeakerChoice::Interviewer)) => return Voice::Interviewer,
        Some((_, SpeakerChoice::Nobody)) => return Voice::Unassigned,
        Some((_, SpeakerChoice::Participant(name))) => {
            let name = name.trim().to_lowercase();
            let found = people.iter().find(|(known, _)| known.to_lowercase() == name);
            return found.map_or(Voice::Unassigned, |(_, id)| Voice::Participant(*id));
        }
        None => {}
    }
    match called(label) {
        Some((_, id)) => Voice::Participant(*id),
        None if is_interviewer_label(label) => Voice::Interviewer,
        None => Voice::Unassigned,
    }
}

/// Makes the participants that readings name and the study does not have; gives everybody there is.
pub(super) fn people_named<'a>(
    act: &Act<'_>,
    readings: impl Iterator<Item = &'a Reading>,
    table: Option<&PeopleTable>,
) -> Result<Vec<(String, ParticipantId)>, Error> {
    let mut people: Vec<(String, ParticipantId)> =
        act.corpus.participants.iter().map(|person| (person.name.clone(), person.id)).collect();
    let named = readings.flat_map(|reading| &reading.voices);
    let named = named.filter_map(|(_, choice)| match choice {
        SpeakerChoice::Participant(name) => Some(name.as_str()),
        _ => None,
    });
    let rows = table.into_iter().flat_map(|table| &table.rows).map(|(_, id, _)| id.as_str());
    for name in named.chain(rows) {
        let name = names::check("participant", name)?;
        if people.iter().all(|(known, _)| known.to_lowercase() != name.to_lowercase()) {
            let id = act.tx.add_participant(&name)?;
            people.push((name, id));
        }
    }
    Ok(people)
}

pub(super) fn import(
    act: &Act<'_>,
    documents: Vec<NewDocument>,
    table: Option<&PeopleTable>,
) -> Acted {
    let readings = documents.iter().map(|document| &document.reading);
    let people = people_named(act, readings, table)?;
    if let Some(table) = table {
        super::people::fill_in(act, table, &people)?;
    }
    let mut by_file: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<String> =
        act.corpus.documents.iter().map(|document| document.name.to_lowercase()).collect();
    let mut report = Vec::with_capacity(documents.len());
    let mut stored = Vec::new();
    for mut document in documents {
        let known = match by_file.get(&document.origin.sha256) {
            Some(name) => Some(name.clone()),
            None => act.tx.document_of_file(&document.origin.sha256)?,
        };
        if let Some(name) = known {
            let refusal = Refusal::new(format!("this file is in the study already, as {name}"));
            report.push(Err(refusal.to_string()));
            continue;
        }
        document.name = free_name(&names::check("document", &document.name)?, &mut taken);
        by_file.insert(document.origin.sha256.clone(), document.name.clone());
        let voice = |label: &str| voice_of(&people, &document.reading, label);
        let id = act.tx.add_document(&document, act.at, act.coder, voice)?;
        stored.push(document.name);
        report.push(Ok(id));
    }
    let label = match stored.as_slice() {
        [one] => format!("Import {one}"),
        many => format!("Import {}", names::count(many.len(), "document")),
    };
    Ok((Report::Documents(report), label))
}

/// The name, or the name with the first number that is free.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{name} ({number})");
        number += 1;
    }
    free
}

pub(super) fn rename(act: &Act<'_>, id: DocumentId, name: &str) -> Acted {
    let name = names::check("document", name)?;
    let document = act.document(id)?;
    let twin = act
        .corpus
        .documents
        .iter()
        .any(|other| other.id != id && other.name.to_lowercase() == name.to_lowercase());
    if twin {
        return Err(Refusal::new(format!("another document is called {name}")).into());
    }
    act.tx.rename_document(id, &name)?;
    Ok((Report::Plain, format!("Rename {} to {name}", document.name)))
}

pub(super) fn remove(act: &Act<'_>, id: DocumentId) -> Acted {
    let document = act.document(id)?;
    let codings = act.tx.remove_document(id)?;
    let label = match codings {
        0 => format!("Remove {}", document.name),
        n => format!("Remove {} with {}", document.name, names::count(n, "coding")),
    };
    Ok((Report::Plain, label))
}
