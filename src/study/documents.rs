//! Documents: import, rename, remove.

use super::{Act, Acted, Error, Report, names};
use crate::model::{
    Corpus, DocumentId, NewDocument, ParticipantId, PeopleTable, Reading, Refusal, SpeakerChoice,
    Voice, name_key,
};
use crate::text::turns::{is_interviewer_label, label_key, same_label};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub(super) fn rename_study(act: &Act<'_>, name: &str) -> Acted {
    let name = names::check("study", name)?;
    act.tx.rename_study(&name)?;
    Ok((Report::Plain, format!("Rename the study to {name}")))
}

/// People by their ids and by the labels that mean them.
pub(super) struct Known<T> {
    ids: HashMap<String, T>,
    labels: HashMap<String, T>,
}

/// Whose words they are.
enum Whose<T> {
    Participant(T),
    Interviewer,
    Nobody,
}

impl<T: Clone> Known<T> {
    fn new() -> Self {
        Self { ids: HashMap::new(), labels: HashMap::new() }
    }

    fn has(&self, name: &str) -> bool {
        self.ids.contains_key(&name_key(name))
    }

    fn add(&mut self, name: &str, person: &T) {
        self.ids.entry(name_key(name)).or_insert_with(|| person.clone());
        self.labels.entry(label_key(name)).or_insert_with(|| person.clone());
    }

    /// Whose label it is: as was decided, or by its spelling alone, which is a participant's id first,
    /// then the usual labels of interviewers; everything else waits to be mapped.
    fn whose(&self, reading: &Reading, label: &str) -> Whose<T> {
        let decided = reading.voices.iter().find(|(known, _)| same_label(known, label));
        match decided {
            Some((_, SpeakerChoice::Interviewer)) => return Whose::Interviewer,
            Some((_, SpeakerChoice::Nobody)) => return Whose::Nobody,
            Some((_, SpeakerChoice::Participant(name))) => {
                let person = self.ids.get(&name_key(name));
                return person.map_or(Whose::Nobody, |person| Whose::Participant(person.clone()));
            }
            None => {}
        }
        match self.labels.get(&label_key(label)) {
            Some(person) => Whose::Participant(person.clone()),
            None if is_interviewer_label(label) => Whose::Interviewer,
            None => Whose::Nobody,
        }
    }
}

impl Known<ParticipantId> {
    /// Everybody in a study.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let mut known = Self::new();
        for person in corpus.participants.iter() {
            known.add(&person.name, &person.id);
        }
        known
    }

    /// Their names, in small letters.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.ids.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// Whose words stand under a label.
    pub(super) fn voice(&self, reading: &Reading, label: &str) -> Voice {
        match self.whose(reading, label) {
            Whose::Participant(id) => Voice::Participant(id),
            Whose::Interviewer => Voice::Interviewer,
            Whose::Nobody => Voice::Unassigned,
        }
    }
}

/// Names of people that decisions and a survey bring with them, in order.
fn named<'a>(
    readings: impl Iterator<Item = &'a Reading>,
    table: Option<&'a PeopleTable>,
) -> impl Iterator<Item = &'a str> {
    let voices = readings.flat_map(|reading| &reading.voices);
    let named = voices.filter_map(|(_, choice)| match choice {
        SpeakerChoice::Participant(name) => Some(name.as_str()),
        _ => None,
    });
    let rows = table.into_iter().flat_map(|table| &table.rows).map(|(_, id, _)| id.as_str());
    named.chain(rows)
}

/// Whom the labels of documents will mean once they are stored, each label once, in order of first
/// appearance: what a preview shows.
pub fn expected_voices(
    corpus: &Corpus,
    documents: &[NewDocument],
    table: Option<&PeopleTable>,
) -> Vec<Vec<(String, SpeakerChoice)>> {
    let mut known: Known<String> = Known::new();
    let study = corpus.participants.iter().map(|person| person.name.as_str());
    let readings = documents.iter().map(|document| &document.reading);
    for name in study.chain(named(readings, table).map(str::trim)) {
        known.add(name, &name.to_owned());
    }
    let of_document = |document: &NewDocument| {
        let mut seen = HashSet::new();
        let labels = document.turns.iter().filter_map(|turn| turn.speaker.as_deref());
        let labels = labels.filter(|label| seen.insert(*label));
        labels
            .map(|label| {
                let choice = match known.whose(&document.reading, label) {
                    Whose::Participant(name) => SpeakerChoice::Participant(name),
                    Whose::Interviewer => SpeakerChoice::Interviewer,
                    Whose::Nobody => SpeakerChoice::Nobody,
                };
                (label.to_owned(), choice)
            })
            .collect()
    };
    documents.iter().map(of_document).collect()
}

/// Makes the participants that decisions name and the study does not have; gives everybody there is.
pub(super) fn people_named<'a>(
    act: &Act<'_>,
    readings: impl Iterator<Item = &'a Reading>,
    table: Option<&'a PeopleTable>,
) -> Result<Known<ParticipantId>, Error> {
    let mut known = Known::of(act.corpus);
    for name in named(readings, table) {
        let name = names::check("participant", name)?;
        if !known.has(&name) {
            known.add(&name, &act.tx.add_participant(&name)?);
        }
    }
    Ok(known)
}

pub(super) fn import(
    act: &Act<'_>,
    documents: Vec<NewDocument>,
    table: Option<&PeopleTable>,
) -> Acted {
    let readings = documents.iter().map(|document| &document.reading);
    let people = people_named(act, readings, table)?;
    if let Some(table) = table {
        super::people::fill_in(act, table, &people.ids)?;
    }
    let mut by_file: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<String> =
        act.corpus.documents.iter().map(|document| name_key(&document.name)).collect();
    let answered: HashMap<Arc<str>, &str> = if documents.iter().any(|d| d.reading.survey.is_some())
    {
        let texts = act.corpus.documents.iter();
        texts.map(|document| (Arc::clone(&document.text), document.name.as_str())).collect()
    } else {
        HashMap::new()
    };
    let mut report = Vec::with_capacity(documents.len());
    let mut stored = Vec::new();
    let total = documents.len();
    for (done, mut document) in documents.into_iter().enumerate() {
        if !(act.watch)(done, total) {
            return Err(Error::Cancelled);
        }
        let known = if document.reading.survey.is_some() {
            // One file, many respondents; what they answered tells whether they are here already.
            answered.get(document.text.as_str()).map(|name| (*name).to_owned())
        } else {
            match by_file.get(&document.origin.sha256) {
                Some(name) => Some(name.clone()),
                None => act.tx.document_of_file(&document.origin.sha256)?,
            }
        };
        if let Some(name) = known {
            let what = if document.reading.survey.is_some() { "respondent" } else { "file" };
            let refusal = Refusal::new(format!("this {what} is in the study already, as {name}"));
            report.push(Err(refusal.to_string()));
            continue;
        }
        document.name = free_name(&names::check("document", &document.name)?, &mut taken);
        by_file.insert(document.origin.sha256.clone(), document.name.clone());
        let voice = |label: &str| people.voice(&document.reading, label);
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
    while !taken.insert(name_key(&free)) {
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
        .any(|other| other.id != id && name_key(&other.name) == name_key(&name));
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
