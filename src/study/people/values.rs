//! What is known of participants, written by hand; the order of columns; who is left out.

use super::super::{Act, Acted, Report, names};
use super::{attribute, participant};
use crate::model::{AttributeId, ParticipantId};
use std::collections::BTreeSet;

pub(in crate::study) fn set_value(
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

pub(in crate::study) fn set_values(
    act: &Act<'_>,
    cells: &[(ParticipantId, AttributeId, String)],
) -> Acted {
    if let [(person, column, value)] = cells {
        return set_value(act, *person, *column, value);
    }
    let (mut people, mut columns) = (BTreeSet::new(), BTreeSet::new());
    let mut written = 0;
    for (person, column, value) in cells {
        let known = participant(act, *person)?;
        attribute(act, *column)?;
        let value = names::clean(value.trim());
        written += usize::from(!value.is_empty());
        if known.values.get(column).map_or("", String::as_str) == value {
            continue;
        }
        people.insert(*person);
        columns.insert(*column);
        act.tx.set_value(*person, *column, &value)?;
    }
    let what = match columns.iter().next() {
        Some(only) if columns.len() == 1 => attribute(act, *only)?.name.clone(),
        _ => names::count(columns.len(), "attribute"),
    };
    let does = if written == 0 { "Clear" } else { "Set" };
    let label = format!("{does} {what} of {}", names::count(people.len(), "participant"));
    Ok((Report::Plain, label))
}

pub(in crate::study) fn recode(
    act: &Act<'_>,
    column: AttributeId,
    from: &[String],
    to: &str,
) -> Acted {
    let name = &attribute(act, column)?.name;
    let to = names::clean(to.trim());
    let from: Vec<&str> = from.iter().map(|value| value.trim()).collect();
    let mut people = 0;
    for person in act.corpus.participants.iter() {
        let value = person.values.get(&column).map_or("", String::as_str);
        if value != to && from.contains(&value.trim()) {
            act.tx.set_value(person.id, column, &to)?;
            people += 1;
        }
    }
    let shown = |value: &str| if value.is_empty() { "blank".to_owned() } else { value.to_owned() };
    let mut old: Vec<String> =
        from.iter().filter(|value| **value != to).map(|value| shown(value)).collect();
    let more = old.len().saturating_sub(3);
    old.truncate(3);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let label = format!(
        "Recode {name}: {}{more} to {} ({})",
        old.join(", "),
        shown(&to),
        names::count(people, "participant"),
    );
    Ok((Report::Plain, label))
}

pub(in crate::study) fn move_attribute(
    act: &Act<'_>,
    column: AttributeId,
    before: Option<AttributeId>,
) -> Acted {
    let name = &attribute(act, column)?.name;
    if let Some(before) = before {
        attribute(act, before)?;
    }
    let label = format!("Move attribute {name}");
    if before == Some(column) {
        return Ok((Report::Plain, label));
    }
    let all = act.corpus.attributes.iter().map(|attribute| attribute.id);
    let mut order: Vec<AttributeId> = all.filter(|id| *id != column).collect();
    let at = before.and_then(|before| order.iter().position(|id| *id == before));
    order.insert(at.unwrap_or(order.len()), column);
    act.tx.order_attributes(&order)?;
    Ok((Report::Plain, label))
}

pub(in crate::study) fn exclude(
    act: &Act<'_>,
    participants: &[ParticipantId],
    why: Option<&str>,
) -> Acted {
    let why = why.map(|why| names::clean(why.trim()));
    let mut who: Vec<&str> = Vec::new();
    for id in participants {
        let person = participant(act, *id)?;
        if person.excluded != why && !who.contains(&person.name.as_str()) {
            act.tx.exclude_participant(*id, why.as_deref())?;
            who.push(&person.name);
        }
    }
    let who = match who.as_slice() {
        [one] => format!("participant {one}"),
        several => names::count(several.len(), "participant"),
    };
    let label = match why {
        Some(_) => format!("Exclude {who} from analysis"),
        None => format!("Take {who} back into analysis"),
    };
    Ok((Report::Plain, label))
}
