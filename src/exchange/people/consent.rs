//! Columns of a table of participants that say what they agreed to.

use super::PeopleColumn;
use crate::model::{ConsentField, PeopleChoices, Refusal, name_key};

/// What a column says of consent by its heading and its values: nothing where the study has an
/// attribute of this name, or most values are no answers. The second is true for the very heading this
/// program writes. `told_apart`: the file has the attribute of this name in another column.
pub(super) fn guess(
    name: &str,
    values: &[&str],
    choices: &PeopleChoices,
    told_apart: bool,
) -> Option<(ConsentField, bool)> {
    if !told_apart && choices.attributes.contains(&name_key(name)) {
        return None;
    }
    let (field, exact) = ConsentField::of_heading(name)?;
    let read = values.iter().filter(|value| field.read(value).is_ok()).count();
    (read * 2 >= values.len()).then_some((field, exact))
}

/// Of columns that would say the same the one that was chosen says it, else the one with the exact
/// heading, else the first: the others are attributes. `guessed` goes with `columns`.
pub(super) fn settle(
    columns: &mut [PeopleColumn],
    guessed: &[Option<(ConsentField, bool)>],
    choices: &PeopleChoices,
) {
    for field in ConsentField::ALL {
        let chosen = choices.consent.values().any(|said| *said == Some(field));
        let of = |wanted: bool| {
            guessed
                .iter()
                .position(|said| said.is_some_and(|(f, exact)| f == field && exact == wanted))
        };
        let own = of(true).or_else(|| of(false)).filter(|_| !chosen);
        if let Some(column) = own.and_then(|at| columns.get_mut(at)) {
            column.consent = Some(field);
        }
    }
    for column in columns {
        if let Some(said) = choices.consent.get(&column.at) {
            column.consent = said.filter(|_| !column.is_id);
        }
    }
}

/// Two columns cannot say the same.
pub(super) fn check(columns: &[&PeopleColumn]) -> Result<(), Refusal> {
    for (at, column) in columns.iter().enumerate() {
        let before = columns.get(..at).unwrap_or_default();
        if let Some(first) = before.iter().find(|other| other.consent == column.consent) {
            let what = column.consent.map_or("", ConsentField::heading);
            return Err(Refusal::new(format!(
                "columns {} and {} both hold {what}",
                first.at + 1,
                column.at + 1
            ))
            .instead("leave one out, or take it as an attribute"));
        }
    }
    Ok(())
}
