//! A table of participants comes in, by its plan.

use super::super::{Act, Acted, Report, names};
use super::{claim, plan_people};
use crate::model::{Attribute, AttributeId, ConsentChange, PeopleTable};

pub(in crate::study) fn import(act: &Act<'_>, table: &PeopleTable, blank_clears: bool) -> Acted {
    let plan = plan_people(act.corpus, table, blank_clears)?;
    let mut columns: Vec<AttributeId> = Vec::with_capacity(plan.attributes.len());
    for planned in &plan.attributes {
        let Some((id, _)) = planned.known else {
            columns.push(act.tx.add_attribute(&planned.name, planned.kind)?);
            continue;
        };
        let known = act.corpus.attributes.iter().find(|attribute| attribute.id == id);
        if let Some(known) = known.filter(|_| planned.changes_kind()) {
            act.tx.set_attribute(&Attribute { kind: planned.kind, ..known.clone() })?;
        }
        columns.push(id);
    }
    for person in &plan.people {
        let id = match person.known {
            Some(id) => id,
            None => {
                let made = act.tx.add_participant(&person.name)?;
                claim(act, made, &person.name)?;
                made
            }
        };
        for cell in &person.cells {
            if let Some(column) = columns.get(cell.attribute) {
                act.tx.set_value(id, *column, &cell.new)?;
            }
        }
        if !person.consent.is_empty() {
            let known = act.corpus.participant(id).map(|known| known.consent.clone());
            let mut change = ConsentChange::default();
            for planned in &person.consent {
                planned.field.put(&mut change, &planned.new);
            }
            act.tx.set_consent(id, &change.on(&known.unwrap_or_default()))?;
        }
    }
    let (taken, known) = (plan.people.len(), plan.unchanged.len());
    let label = format!("Import {}", names::count(taken, "participant"));
    Ok((Report::Lines { taken, known, refused: plan.refused }, label))
}
