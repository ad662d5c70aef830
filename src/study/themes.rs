//! Themes: developed from codes, kept, merged, dropped, and why.
//!
//! A theme is spoken of by its number in the list: its statement is a sentence, often somebody's own
//! words, and names of steps quote nobody.

use super::{Act, Acted, Error, Report, names};
use crate::model::{CodeId, Corpus, Refusal, Theme, ThemeFields, ThemeId, ThemeState, name_key};

/// Longest statement, in characters: a sentence.
const LONGEST: usize = 300;

impl Act<'_> {
    pub(super) fn theme(&self, id: ThemeId) -> Result<&Theme, Error> {
        self.corpus.theme(id).ok_or_else(|| names::gone("theme"))
    }

    /// "theme 2".
    pub(super) fn theme_name(&self, id: ThemeId) -> Result<String, Error> {
        let at = self.corpus.themes.iter().position(|theme| theme.id == id);
        Ok(format!("theme {}", at.ok_or_else(|| names::gone("theme"))? + 1))
    }
}

fn checked(
    corpus: &Corpus,
    fields: &ThemeFields,
    but: Option<ThemeId>,
) -> Result<ThemeFields, Error> {
    let statement = fields.statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let statement = names::clean(&statement);
    if statement.is_empty() {
        return Err(Refusal::new("a theme needs a statement")
            .instead("say in a sentence what it is about")
            .into());
    }
    if statement.chars().count() > LONGEST {
        return Err(Refusal::new(format!("a statement can have {LONGEST} characters at most"))
            .instead("put the rest into the central concept or a memo")
            .into());
    }
    let wanted = name_key(&statement);
    let twin = corpus
        .themes
        .iter()
        .position(|theme| Some(theme.id) != but && name_key(&theme.fields.statement) == wanted);
    if let Some(at) = twin {
        return Err(Refusal::new(format!("theme {} has this statement already", at + 1)).into());
    }
    let (concept, boundary) = (names::clean(&fields.concept), names::clean(&fields.boundary));
    Ok(ThemeFields { statement, concept, boundary })
}

/// "code Delay", "3 codes"; the codes must be there.
fn told(act: &Act<'_>, codes: &[CodeId]) -> Result<String, Error> {
    for code in codes {
        act.code_name(*code)?;
    }
    match codes {
        [one] => Ok(format!("code {}", act.code_name(*one)?)),
        many => Ok(names::count(many.len(), "code")),
    }
}

pub(super) fn add(act: &Act<'_>, fields: &ThemeFields, codes: &[CodeId]) -> Acted {
    let fields = checked(act.corpus, fields, None)?;
    let what = told(act, codes)?;
    let theme = act.tx.add_theme(&fields, act.at)?;
    for code in codes {
        act.tx.place_in_theme(theme, *code, true)?;
    }
    let number = act.corpus.themes.len() + 1;
    let label = if codes.is_empty() {
        format!("Add theme {number}")
    } else {
        format!("Add theme {number} with {what}")
    };
    Ok((Report::Theme(theme), label))
}

pub(super) fn edit(act: &Act<'_>, id: ThemeId, fields: &ThemeFields) -> Acted {
    act.theme(id)?;
    let fields = checked(act.corpus, fields, Some(id))?;
    act.tx.set_theme(id, &fields)?;
    Ok((Report::Theme(id), format!("Edit {}", act.theme_name(id)?)))
}

/// The theme that takes another one up must be there, alive, and not have been taken up by it.
fn check_into(act: &Act<'_>, id: ThemeId, into: ThemeId) -> Result<(), Error> {
    let (name, into_name) = (act.theme_name(id)?, act.theme_name(into)?);
    let mut at = into;
    for _ in 0..=act.corpus.themes.len() {
        if at == id {
            let why = if into == id {
                "a theme cannot be merged into itself".to_owned()
            } else {
                format!("{into_name} was merged into {name} itself")
            };
            return Err(Refusal::new(why)
                .instead("make one of them a candidate again first")
                .into());
        }
        match act.theme(at)?.into {
            Some(next) => at = next,
            None => break,
        }
    }
    let target = act.theme(into)?;
    match (target.state, target.into) {
        (ThemeState::Merged, Some(further)) => {
            let further = act.theme_name(further)?;
            Err(Refusal::new(format!("{into_name} was merged into {further}"))
                .instead(format!("merge {name} into {further}"))
                .into())
        }
        (ThemeState::Dropped, _) => Err(Refusal::new(format!("{into_name} was dropped"))
            .instead("make it a candidate again first")
            .into()),
        _ => Ok(()),
    }
}

pub(super) fn set_state(
    act: &Act<'_>,
    id: ThemeId,
    state: ThemeState,
    reason: &str,
    into: Option<ThemeId>,
) -> Acted {
    let (theme, name) = (act.theme(id)?, act.theme_name(id)?);
    let into = match (state, into) {
        (ThemeState::Merged, None) => {
            return Err(Refusal::new("a merged theme needs the theme that took it up").into());
        }
        (ThemeState::Merged, Some(into)) => {
            check_into(act, id, into)?;
            Some(into)
        }
        _ => None,
    };
    let reason = names::clean(reason);
    act.tx.set_theme_state(id, state, reason.trim(), into)?;
    let label = match (state, into) {
        _ if (theme.state, theme.into) == (state, into) => {
            format!("Say why {name} is {}", state.name())
        }
        (ThemeState::Candidate, _) => format!("Make {name} a candidate again"),
        (ThemeState::Kept, _) => format!("Keep {name}"),
        (ThemeState::Dropped, _) => format!("Drop {name}"),
        (ThemeState::Merged, None) => format!("Merge {name}"),
        (ThemeState::Merged, Some(into)) => format!("Merge {name} into {}", act.theme_name(into)?),
    };
    Ok((Report::Theme(id), label))
}

pub(super) fn merge(act: &Act<'_>, id: ThemeId, into: ThemeId, reason: &str) -> Acted {
    let name = act.theme_name(id)?;
    check_into(act, id, into)?;
    let (theme, target) = (act.theme(id)?, act.theme(into)?);
    // It keeps its codes as a record of what it was made of; only living themes place a code.
    let new: Vec<CodeId> =
        theme.codes.iter().copied().filter(|code| !target.codes.contains(code)).collect();
    for code in &new {
        act.tx.place_in_theme(into, *code, true)?;
    }
    let reason = names::clean(reason);
    act.tx.set_theme_state(id, ThemeState::Merged, reason.trim(), Some(into))?;
    let mut label = format!("Merge {name} into {}", act.theme_name(into)?);
    if !new.is_empty() {
        label += &format!(" with {}", names::count(new.len(), "code"));
    }
    Ok((Report::Theme(into), label))
}

pub(super) fn place(act: &Act<'_>, id: ThemeId, codes: &[CodeId], on: bool) -> Acted {
    let theme = act.theme(id)?;
    let differ: Vec<CodeId> =
        codes.iter().copied().filter(|code| theme.codes.contains(code) != on).collect();
    let what = told(act, &differ)?;
    for code in &differ {
        act.tx.place_in_theme(id, *code, on)?;
    }
    let name = act.theme_name(id)?;
    let label =
        if on { format!("Put {what} into {name}") } else { format!("Take {what} out of {name}") };
    Ok((Report::Theme(id), label))
}

pub(super) fn move_codes(act: &Act<'_>, codes: &[CodeId], from: ThemeId, to: ThemeId) -> Acted {
    let (source, target) = (act.theme(from)?, act.theme(to)?);
    if from == to {
        return Ok((Report::Theme(to), String::new()));
    }
    let moved: Vec<CodeId> =
        codes.iter().copied().filter(|code| source.codes.contains(code)).collect();
    let what = told(act, &moved)?;
    for code in &moved {
        act.tx.place_in_theme(from, *code, false)?;
        if !target.codes.contains(code) {
            act.tx.place_in_theme(to, *code, true)?;
        }
    }
    let label = format!("Move {what} from {} to {}", act.theme_name(from)?, act.theme_name(to)?);
    Ok((Report::Theme(to), label))
}

pub(super) fn order(act: &Act<'_>, themes: &[ThemeId]) -> Acted {
    let mut wanted: Vec<ThemeId> = Vec::with_capacity(act.corpus.themes.len());
    let known = act.corpus.themes.iter().map(|theme| theme.id);
    for id in themes.iter().copied().chain(known.clone()) {
        act.theme(id)?;
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    if wanted.iter().copied().eq(known) {
        return Ok((Report::Plain, String::new()));
    }
    act.tx.order_themes(&wanted)?;
    Ok((Report::Plain, "Change the order of themes".to_owned()))
}

pub(super) fn remove(act: &Act<'_>, id: ThemeId) -> Acted {
    let name = act.theme_name(id)?;
    let freed: Vec<&Theme> =
        act.corpus.themes.iter().filter(|theme| theme.into == Some(id)).collect();
    for theme in &freed {
        act.tx.set_theme_state(theme.id, ThemeState::Candidate, &theme.reason, None)?;
    }
    let memos =
        act.corpus.memos.iter().filter(|memo| memo.on == crate::model::MemoOn::Theme(id)).count();
    act.tx.remove_theme(id)?;
    let mut label = format!("Remove {name}");
    if memos > 0 {
        label += &format!(" with {}", names::count(memos, "memo"));
    }
    match freed.len() {
        0 => {}
        1 => label += "; the theme merged into it is a candidate again",
        n => label += &format!("; {n} themes merged into it are candidates again"),
    }
    Ok((Report::Plain, label))
}

#[cfg(test)]
mod tests;
