//! Participants, their attributes, and who the speakers are.

mod import;
mod plan;
#[cfg(test)]
mod tests;
mod values;

pub(super) use import::import;
pub use plan::{
    Alike, PeoplePlan, PlannedAttribute, PlannedCell, PlannedConsent, PlannedPerson, plan_people,
};
pub(super) use values::{exclude, move_attribute, recode, set_value, set_values};

use super::{Act, Acted, Error, Report, names};
use crate::model::{
    Attribute, AttributeId, AttributeKind, Participant, ParticipantId, PeopleTable, Refusal,
    SpeakerId, Voice, name_key,
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

/// Writes the values of a table about people who are all there.
pub(super) fn fill_in(
    act: &Act<'_>,
    table: &PeopleTable,
    people: &HashMap<String, ParticipantId>,
) -> Result<(), Error> {
    let columns = columns(act, table)?;
    for (_, name, values) in &table.rows {
        let name = names::check("participant", name)?;
        let Some(id) = people.get(&name_key(&name)) else { continue };
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
