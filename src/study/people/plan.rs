//! What a table of participants would change, worked out before it does.
//!
//! Pure: the dialog, `--dry-run` and the import itself go by the same plan, so what is shown is what
//! happens.

use super::super::{Error, names};
use crate::model::{
    AttributeId, AttributeKind, Consent, ConsentField, Corpus, LineError, Participant,
    ParticipantId, PeopleTable, Refusal, name_key,
};
use std::collections::{HashMap, HashSet};

/// A cell that would be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedCell {
    /// Index of the attribute in [`PeoplePlan::attributes`].
    pub attribute: usize,
    /// What is known now; empty for blank.
    pub old: String,
    /// What would be known; empty for blank.
    pub new: String,
}

/// Somebody the table would add or change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedPerson {
    /// Line of the file.
    pub line: u64,
    /// The id: as the study writes it, where it knows them.
    pub name: String,
    /// Who it is in the study; `None` for somebody new.
    pub known: Option<ParticipantId>,
    /// What would be written.
    pub cells: Vec<PlannedCell>,
    /// What would be recorded of consent.
    pub consent: Vec<PlannedConsent>,
}

/// What would be recorded of consent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedConsent {
    /// Of what.
    pub field: ConsentField,
    /// What is recorded now, as [`ConsentField::read`] gives it; empty for nothing.
    pub old: String,
    /// What would be; empty for nothing.
    pub new: String,
}

/// A column of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedAttribute {
    /// Its name: as the study writes it, where it knows it.
    pub name: String,
    /// The kind it would have.
    pub kind: AttributeKind,
    /// Which attribute it is in the study, and the kind it has now; `None` for a new one.
    pub known: Option<(AttributeId, AttributeKind)>,
}

impl PlannedAttribute {
    /// True when an attribute that is known would get another kind.
    pub fn changes_kind(&self) -> bool {
        self.known.is_some_and(|(_, kind)| kind != self.kind)
    }
}

/// An id that looks like one of the study, yet is not the same. It is taken for somebody new unless
/// the person who imports says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alike {
    /// Line of the file.
    pub line: u64,
    /// As the file writes it.
    pub id: String,
    /// As the study writes it.
    pub known: String,
}

/// What would change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeoplePlan {
    /// The columns, in the order of the file.
    pub attributes: Vec<PlannedAttribute>,
    /// Those who would be added or changed, in the order of the file.
    pub people: Vec<PlannedPerson>,
    /// Participants of whom the file says nothing new.
    pub unchanged: Vec<String>,
    /// Participants of the study who are not in the file. They stay as they are.
    pub missing: Vec<String>,
    /// Ids that look like others.
    pub alike: Vec<Alike>,
    /// Ids the file writes with other capitals than the study: they are the same person.
    pub other_case: Vec<Alike>,
    /// Lines that would not be taken.
    pub refused: Vec<LineError>,
}

impl PeoplePlan {
    /// Those who would be added.
    pub fn new_people(&self) -> impl Iterator<Item = &PlannedPerson> {
        self.people.iter().filter(|person| person.known.is_none())
    }

    /// Those of whom something would change.
    pub fn changed_people(&self) -> impl Iterator<Item = &PlannedPerson> {
        self.people.iter().filter(|person| person.known.is_some())
    }

    /// True when the study would stay as it is.
    pub fn is_empty(&self) -> bool {
        let same =
            |attribute: &PlannedAttribute| attribute.known.is_some() && !attribute.changes_kind();
        self.people.is_empty() && self.attributes.iter().all(same)
    }
}

/// Works out what a table would change. `blank_clears`: a blank cell takes away what is known.
///
/// # Errors
/// When a column cannot be an attribute.
pub fn plan_people(
    corpus: &Corpus,
    table: &PeopleTable,
    blank_clears: bool,
) -> Result<PeoplePlan, Refusal> {
    let mut plan = PeoplePlan {
        attributes: attributes(corpus, table)?,
        refused: table.refused.clone(),
        ..PeoplePlan::default()
    };
    let known: HashMap<String, &Participant> =
        corpus.participants.iter().map(|person| (name_key(&person.name), person)).collect();
    let looks: HashMap<String, &Participant> =
        corpus.participants.iter().map(|person| (look(&person.name), person)).collect();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut met: HashSet<ParticipantId> = HashSet::new();
    for (row, (line, id, values)) in table.rows.iter().enumerate() {
        let name = match name_of("participant", id) {
            Ok(name) => name,
            Err(refusal) => {
                plan.refused.push(LineError::new(*line, refusal.to_string()));
                continue;
            }
        };
        let key = name_key(&name);
        if let Some(first) = seen.insert(key.clone(), *line) {
            let why = format!("{name} is in line {first} already");
            plan.refused.push(LineError::new(*line, why));
            continue;
        }
        let person = known.get(&key).copied();
        match (person, looks.get(&look(&name))) {
            (Some(person), _) => {
                met.insert(person.id);
                if person.name != name {
                    plan.other_case.push(alike(*line, &name, person));
                }
            }
            (None, Some(like)) => plan.alike.push(alike(*line, &name, like)),
            (None, None) => {}
        }
        let cells = cells(person, &plan.attributes, values, blank_clears);
        let consent = consent(person, table, row, blank_clears);
        match person {
            Some(person) if cells.is_empty() && consent.is_empty() => {
                plan.unchanged.push(person.name.clone());
            }
            _ => plan.people.push(PlannedPerson {
                line: *line,
                name: person.map_or(name, |person| person.name.clone()),
                known: person.map(|person| person.id),
                cells,
                consent,
            }),
        }
    }
    let away = corpus.participants.iter().filter(|person| !met.contains(&person.id));
    plan.missing = away.map(|person| person.name.clone()).collect();
    plan.refused.sort_by_key(|error| error.line);
    Ok(plan)
}

fn alike(line: u64, id: &str, person: &Participant) -> Alike {
    Alike { line, id: id.to_owned(), known: person.name.clone() }
}

fn name_of(what: &str, name: &str) -> Result<String, Refusal> {
    names::check(what, name).map_err(|error| match error {
        Error::Refused(refusal) => refusal,
        other @ (Error::Store(_) | Error::Cancelled) => Refusal::new(other.to_string()),
    })
}

fn attributes(corpus: &Corpus, table: &PeopleTable) -> Result<Vec<PlannedAttribute>, Refusal> {
    let mut planned: Vec<PlannedAttribute> = Vec::with_capacity(table.attributes.len());
    for (written, kind) in &table.attributes {
        let name = name_of("attribute", written)?;
        let attribute = match corpus.attribute_named(&name) {
            None => PlannedAttribute { name, kind: *kind, known: None },
            Some(known) => PlannedAttribute {
                name: known.name.clone(),
                kind: if table.chosen_kinds.contains(written) { *kind } else { known.kind },
                known: Some((known.id, known.kind)),
            },
        };
        let twin = |other: &PlannedAttribute| name_key(&other.name) == name_key(&attribute.name);
        if planned.iter().any(twin) {
            return Err(Refusal::new(format!("two columns are named {}", attribute.name))
                .instead("name each column differently, or leave one out"));
        }
        planned.push(attribute);
    }
    Ok(planned)
}

fn cells(
    person: Option<&Participant>,
    attributes: &[PlannedAttribute],
    values: &[Option<String>],
    blank_clears: bool,
) -> Vec<PlannedCell> {
    let mut cells = Vec::new();
    for (at, (attribute, value)) in attributes.iter().zip(values).enumerate() {
        let new = names::clean(value.as_deref().map(str::trim).unwrap_or_default());
        let old = attribute
            .known
            .and_then(|(id, _)| person?.values.get(&id))
            .map(String::as_str)
            .unwrap_or_default();
        if new != old && (!new.is_empty() || blank_clears) {
            cells.push(PlannedCell { attribute: at, old: old.to_owned(), new });
        }
    }
    cells
}

fn consent(
    person: Option<&Participant>,
    table: &PeopleTable,
    row: usize,
    blank_clears: bool,
) -> Vec<PlannedConsent> {
    let nothing = Consent::default();
    let known = person.map_or(&nothing, |person| &person.consent);
    let each = table.consent.fields.iter().filter_map(|&field| {
        let said = table.consent.of(row, field);
        let new = names::clean(said.unwrap_or_default().trim());
        let old = field.of(known);
        let says = said.is_some() || blank_clears;
        (says && new != old).then(|| PlannedConsent { field, old: old.to_owned(), new })
    });
    each.collect()
}

/// What makes ids look the same: letters without regard to case, numbers without leading zeros;
/// nothing else.
fn look(id: &str) -> String {
    let mut look = String::new();
    let mut digits = String::new();
    let end = |digits: &mut String, look: &mut String| {
        if !digits.is_empty() {
            let bare = digits.trim_start_matches('0');
            // Numbers that stand beside each other stay two.
            look.push('#');
            look.push_str(if bare.is_empty() { "0" } else { bare });
            digits.clear();
        }
    };
    for c in id.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        end(&mut digits, &mut look);
        if c.is_alphanumeric() {
            look.extend(c.to_lowercase());
        }
    }
    end(&mut digits, &mut look);
    if look.is_empty() { id.to_owned() } else { look }
}

#[cfg(test)]
mod tests {
    use super::look;

    #[test]
    fn ids_that_differ_in_case_space_and_zeros_look_the_same() {
        let check = |a: &str, b: &str, same: bool| assert_eq!(look(a) == look(b), same, "{a} {b}");
        check("P1", "P01", true);
        check("P01", "p 01", true);
        check("P-1", "P_001", true);
        check("P10", "P1", false);
        check("P1 2", "P12", false);
        check("LA1", "YP1", false);
        check("0", "00", true);
        check("–", "…", false);
    }
}
