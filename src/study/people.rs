//! Participants, their attributes, and who the speakers are.

use super::{Act, Acted, Error, Report, names};
use crate::model::{
    Attribute, AttributeId, AttributeKind, LineError, Participant, ParticipantId, PeopleTable,
    Refusal, SpeakerId, Voice,
};
use crate::text::turns::same_label;
use std::collections::HashMap;

pub(super) fn assign_speakers(act: &Act<'_>, speakers: &[(SpeakerId, Voice)]) -> Acted {
    let mut done: Vec<(Voice, Vec<&str>)> = Vec::new();
    for (id, voice) in speakers {
        let found = act.corpus.documents.iter().find_map(|document| document.speaker(*id));
        let speaker = found.ok_or_else(|| names::gone("speaker"))?;
        let label = speaker.label.as_str();
        match done.iter_mut().find(|(known, _)| known == voice) {
            Some((_, labels)) if labels.contains(&label) => {}
            Some((_, labels)) => labels.push(label),
            None => done.push((*voice, vec![label])),
        }
        act.tx.map_speaker(*id, *voice)?;
    }
    let mut parts = Vec::with_capacity(done.len());
    for (voice, labels) in &done {
        let to = match voice {
            Voice::Participant(id) => participant(act, *id)?.name.as_str(),
            Voice::Interviewer => "interviewer",
            Voice::Unassigned => "nobody yet",
        };
        parts.push(format!("{} to {to}", labels.join(", ")));
    }
    // A study may have hundreds of labels: the name of a step stays readable.
    let more = parts.len().saturating_sub(4);
    parts.truncate(4);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Ok((Report::Plain, format!("Map {}{more}", parts.join("; "))))
}

/// Gives a new participant the speakers that carry their name and are nobody's yet.
fn claim(act: &Act<'_>, id: ParticipantId, name: &str) -> Result<(), Error> {
    for document in &act.corpus.documents {
        for speaker in &document.speakers {
            if speaker.voice == Voice::Unassigned && same_label(&speaker.label, name) {
                act.tx.map_speaker(speaker.id, Voice::Participant(id))?;
            }
        }
    }
    Ok(())
}

pub(super) fn import(act: &Act<'_>, table: &PeopleTable) -> Acted {
    let columns = columns(act, table)?;
    let mut refused: Vec<LineError> = table.refused.clone();
    let (mut taken, mut known) = (0, 0);
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (line, id, values) in &table.rows {
        let name = match names::check("participant", id) {
            Ok(name) => name,
            Err(error) => {
                refused.push(LineError::new(*line, error.to_string()));
                continue;
            }
        };
        if let Some(first) = seen.insert(name.to_lowercase(), *line) {
            refused.push(LineError::new(*line, format!("{name} is in line {first} already")));
            continue;
        }
        let (participant, before) = match act.corpus.participant_named(&name) {
            Some(person) => (person.id, Some(person)),
            None => {
                let made = act.tx.add_participant(&name)?;
                claim(act, made, &name)?;
                (made, None)
            }
        };
        let mut changed = before.is_none();
        for (attribute, value) in columns.iter().zip(values) {
            let value = value.as_deref().map(str::trim).unwrap_or_default();
            let old =
                before.and_then(|person| person.values.get(attribute)).map_or("", String::as_str);
            // A blank in the file says nothing about a person who is already known.
            if !value.is_empty() && value != old {
                act.tx.set_value(participant, *attribute, &names::clean(value))?;
                changed = true;
            }
        }
        if changed {
            taken += 1;
        } else {
            known += 1;
        }
    }
    refused.sort_by_key(|error| error.line);
    let label = format!("Import {}", names::count(taken, "participant"));
    Ok((Report::Lines { taken, known, refused }, label))
}

/// Writes the values of a table about people who are all there.
pub(super) fn fill_in(
    act: &Act<'_>,
    table: &PeopleTable,
    people: &HashMap<String, ParticipantId>,
) -> Result<(), Error> {
    let columns = columns(act, table)?;
    for (_, name, values) in &table.rows {
        let name = names::check("participant", name)?;
        let Some(id) = people.get(&name.to_lowercase()) else { continue };
        for (attribute, value) in columns.iter().zip(values) {
            let value = value.as_deref().map(str::trim).unwrap_or_default();
            if !value.is_empty() {
                act.tx.set_value(*id, *attribute, &names::clean(value))?;
            }
        }
    }
    Ok(())
}

/// The attributes of a table; those that are missing are made.
fn columns(act: &Act<'_>, table: &PeopleTable) -> Result<Vec<AttributeId>, Error> {
    let mut columns: Vec<AttributeId> = Vec::with_capacity(table.attributes.len());
    for (name, kind) in &table.attributes {
        let name = names::check("attribute", name)?;
        columns.push(match act.corpus.attribute_named(&name) {
            Some(known) => known.id,
            None => act.tx.add_attribute(&name, *kind)?,
        });
    }
    Ok(columns)
}

fn free(act: &Act<'_>, name: &str, but: Option<ParticipantId>) -> Result<(), Error> {
    match act.corpus.participant_named(name) {
        Some(other) if Some(other.id) != but => {
            Err(Refusal::new(format!("there is a participant {} already", other.name)).into())
        }
        _ => Ok(()),
    }
}

pub(super) fn add(act: &Act<'_>, name: &str) -> Acted {
    let name = names::check("participant", name)?;
    free(act, &name, None)?;
    let id = act.tx.add_participant(&name)?;
    claim(act, id, &name)?;
    Ok((Report::Plain, format!("Add participant {name}")))
}

pub(super) fn rename(act: &Act<'_>, id: ParticipantId, name: &str) -> Acted {
    let name = names::check("participant", name)?;
    free(act, &name, Some(id))?;
    let old = &participant(act, id)?.name;
    act.tx.rename_participant(id, &name)?;
    Ok((Report::Plain, format!("Rename participant {old} to {name}")))
}

pub(super) fn remove(act: &Act<'_>, id: ParticipantId) -> Acted {
    let name = &participant(act, id)?.name;
    act.tx.remove_participant(id)?;
    Ok((Report::Plain, format!("Remove participant {name}")))
}

fn participant<'a>(act: &'a Act<'_>, id: ParticipantId) -> Result<&'a Participant, Error> {
    act.corpus.participant(id).ok_or_else(|| names::gone("participant"))
}

fn attribute<'a>(act: &'a Act<'_>, id: AttributeId) -> Result<&'a Attribute, Error> {
    let found = act.corpus.attributes.iter().find(|attribute| attribute.id == id);
    found.ok_or_else(|| names::gone("attribute"))
}

fn free_attribute(act: &Act<'_>, name: &str, but: Option<AttributeId>) -> Result<(), Error> {
    match act.corpus.attribute_named(name) {
        Some(other) if Some(other.id) != but => {
            Err(Refusal::new(format!("there is an attribute {} already", other.name)).into())
        }
        _ => Ok(()),
    }
}

pub(super) fn add_attribute(act: &Act<'_>, name: &str, kind: AttributeKind) -> Acted {
    let name = names::check("attribute", name)?;
    free_attribute(act, &name, None)?;
    act.tx.add_attribute(&name, kind)?;
    Ok((Report::Plain, format!("Add attribute {name}")))
}

pub(super) fn set_attribute(
    act: &Act<'_>,
    id: AttributeId,
    name: &str,
    kind: AttributeKind,
) -> Acted {
    let name = names::check("attribute", name)?;
    free_attribute(act, &name, Some(id))?;
    let old = attribute(act, id)?;
    let label = if old.name == name {
        format!("Make {name} a {} attribute", kind.name())
    } else {
        format!("Rename attribute {} to {name}", old.name)
    };
    act.tx.set_attribute(&Attribute { name, kind, ..old.clone() })?;
    Ok((Report::Plain, label))
}

pub(super) fn remove_attribute(act: &Act<'_>, id: AttributeId) -> Acted {
    let name = &attribute(act, id)?.name;
    act.tx.remove_attribute(id)?;
    Ok((Report::Plain, format!("Remove attribute {name}")))
}

pub(super) fn set_value(
    act: &Act<'_>,
    person: ParticipantId,
    column: AttributeId,
    value: &str,
) -> Acted {
    let who = &participant(act, person)?.name;
    let what = &attribute(act, column)?.name;
    let value = names::clean(value.trim());
    act.tx.set_value(person, column, &value)?;
    let label = if value.is_empty() {
        format!("Clear {what} of {who}")
    } else {
        format!("Set {what} of {who} to {value}")
    };
    Ok((Report::Plain, label))
}
