//! How a study is looked at: the declared approach, days of interviews, filters with names, and the
//! framework matrix.

use super::{Act, Acted, Error, Report, names};
use crate::model::{
    Approach, CellState, CellText, DocumentId, Filter, FilterId, FrameworkColumn, ParticipantId,
    Refusal, SavedFilter,
};

/// Longest summary of a cell, in characters: about thirty pages.
const LONGEST: usize = 100_000;

pub(super) fn declare(act: &Act<'_>, approach: Approach) -> Acted {
    act.tx.set_approach(approach)?;
    Ok((Report::Plain, format!("Declare the approach: {}", approach.label())))
}

/// A day as it is kept; nothing for a day that is not known.
fn day(typed: &str) -> Result<String, Refusal> {
    match typed.trim() {
        "" => Ok(String::new()),
        typed => Ok(typed
            .parse::<jiff::civil::Date>()
            .ok()
            .ok_or_else(|| {
                Refusal::new(format!("{typed} is no day")).instead("write it like 2026-03-31")
            })?
            .to_string()),
    }
}

pub(super) fn held_on(act: &Act<'_>, days: &[(DocumentId, String)]) -> Acted {
    for (document, typed) in days {
        act.document(*document)?;
        act.tx.set_held_on(*document, &day(typed)?)?;
    }
    let label = match days {
        [(document, typed)] => {
            let name = &act.document(*document)?.name;
            match day(typed)?.as_str() {
                "" => format!("Forget the day of {name}"),
                day => format!("Say that {name} is of {day}"),
            }
        }
        many => format!("Say on which days {} are held", names::count(many.len(), "interview")),
    };
    Ok((Report::Plain, label))
}

fn saved<'a>(act: &'a Act<'_>, id: FilterId) -> Result<&'a SavedFilter, Error> {
    let found = act.corpus.filters.iter().find(|saved| saved.id == id);
    found.ok_or_else(|| names::gone("filter"))
}

pub(super) fn save(act: &Act<'_>, name: &str, filter: &Filter) -> Acted {
    let name = names::check("filter", name)?;
    act.tx.save_filter(&name, filter, act.at)?;
    Ok((Report::Plain, format!("Save the filter {name}")))
}

pub(super) fn rename(act: &Act<'_>, id: FilterId, name: &str) -> Acted {
    let (name, old) = (names::check("filter", name)?, saved(act, id)?);
    if act.corpus.filter_named(&name).is_some_and(|other| other.id != id) {
        return Err(Refusal::new(format!("another filter is called {name}")).into());
    }
    act.tx.rename_filter(id, &name)?;
    Ok((Report::Plain, format!("Rename the filter {} to {name}", old.name)))
}

pub(super) fn remove(act: &Act<'_>, id: FilterId) -> Acted {
    let name = saved(act, id)?.name.clone();
    act.tx.remove_filter(id)?;
    Ok((Report::Plain, format!("Remove the filter {name}")))
}

pub(super) fn set_cells(
    act: &Act<'_>,
    cells: &[(ParticipantId, FrameworkColumn, CellText)],
) -> Acted {
    let coder = act.tx.coder(act.coder)?;
    let mut place = None;
    for (participant, column, text) in cells {
        let person = act.corpus.participant(*participant);
        let person = person.ok_or_else(|| names::gone("participant"))?;
        let about = match column {
            FrameworkColumn::Code(code) => act.code_name(*code)?.to_owned(),
            FrameworkColumn::Theme(theme) => act.theme_name(*theme)?,
        };
        let text = written(text)?;
        act.tx.set_cell(*participant, *column, &text, coder, act.at)?;
        place = Some(format!("{} × {about}", person.name));
    }
    let label = match (cells, place) {
        ([(_, _, text)], Some(place)) if text.state.is_none() => format!("Empty the cell {place}"),
        ([_], Some(place)) => format!("Write the cell {place}"),
        (many, _) => format!("Write {}", names::count(many.len(), "cell")),
    };
    Ok((Report::Plain, label))
}

/// A cell as it is kept. What says that nothing was said, or that nobody asked, has no summary to
/// contradict it.
fn written(text: &CellText) -> Result<CellText, Error> {
    let summary = names::clean(&text.summary);
    if summary.chars().count() > LONGEST {
        return Err(Refusal::new(format!("a summary can have {LONGEST} characters at most"))
            .instead("put the rest into a memo")
            .into());
    }
    let silent = matches!(text.state, Some(CellState::NothingSaid | CellState::NotAsked));
    if silent && !summary.trim().is_empty() {
        let state = text.state.map_or("", CellState::label);
        return Err(Refusal::new(format!("a cell that says “{state}” has no summary"))
            .instead("take the words out, or call the cell drafted")
            .into());
    }
    if text.state == Some(CellState::Drafted) && summary.trim().is_empty() && text.links.is_empty()
    {
        return Err(Refusal::new("there is nothing in this cell")
            .instead("write something, link an excerpt, or say that nothing was said")
            .into());
    }
    Ok(CellText { summary, ..text.clone() })
}
