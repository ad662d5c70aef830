//! Documents: import, rename, remove.

use super::{Act, Acted, Report, names};
use crate::model::{Corpus, DocumentId, NewDocument, Refusal, Voice};
use crate::text::turns::{is_interviewer_label, same_label};
use std::collections::{HashMap, HashSet};

pub(super) fn rename_study(act: &Act<'_>, name: &str) -> Acted {
    let name = names::check("study", name)?;
    act.tx.rename_study(&name)?;
    Ok((Report::Plain, format!("Rename the study to {name}")))
}

/// Whose label it is by its spelling alone: a participant's id first, then the usual labels of
/// interviewers; everything else waits to be mapped.
fn voice_of(corpus: &Corpus, label: &str) -> Voice {
    let participant = corpus.participants.iter().find(|person| same_label(&person.name, label));
    match participant {
        Some(participant) => Voice::Participant(participant.id),
        None if is_interviewer_label(label) => Voice::Interviewer,
        None => Voice::Unassigned,
    }
}

pub(super) fn import(act: &Act<'_>, documents: Vec<NewDocument>) -> Acted {
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
        let id = act.tx.add_document(&document, act.at, |label| voice_of(act.corpus, label))?;
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
