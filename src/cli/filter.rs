//! The filters every table and list takes.

use super::fault::Fault;
use super::names;
use crate::analysis::{default_coder, sentence};
use crate::model::{CoderChoice, Corpus, Filter, Speech, WhereClause, WhereOp};
use crate::study::Study;

/// Repeated filters of one kind mean any of them, different kinds mean all of them.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct FilterArgs {
    #[command(flatten)]
    pub(super) places: PlaceArgs,
    /// Only this code and those under it (a name, or a path such as Time/delay)
    #[arg(long, value_name = "CODE")]
    pub(super) code: Vec<String>,
    /// Begin with this saved filter; what else is given takes the place of its part
    #[arg(long, value_name = "NAME")]
    pub(super) saved: Option<String>,
    /// Only what is said under this label
    #[arg(long, value_name = "LABEL")]
    pub(super) speaker: Vec<String>,
    /// Only excerpts that are so: overlaps CODE, inside CODE, around CODE, within 2 turns of CODE,
    /// within 5 words of CODE, follows CODE, precedes CODE, is CODE, key, contradicting, uncertain,
    /// has memo, by CODER, since DAY, until DAY, joined with and, or, not and brackets
    #[arg(long, value_name = "SENTENCE")]
    pub(super) that: Vec<String>,
    #[command(flatten)]
    pub(super) coder: CoderArgs,
}

/// Whose codings, and whether participants count who are excluded from analysis.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct CoderArgs {
    /// Whose codings [default: the only coder, or who acts]; all counts the same code on overlapping
    /// text once
    #[arg(long, value_name = "NAME|all")]
    pub(super) by_coder: Option<String>,
    /// Count participants who are excluded from analysis, too
    #[arg(long)]
    pub(super) include_excluded: bool,
}

impl CoderArgs {
    /// Reads them into a filter.
    pub(super) fn read(&self, study: &Study, filter: &mut Filter) -> Result<(), Fault> {
        filter.include_excluded |= self.include_excluded;
        filter.coder = match self.by_coder.as_deref() {
            None => default_coder(study.corpus(), study.coder_id()),
            Some(name) if name.trim().eq_ignore_ascii_case("all") => CoderChoice::All,
            Some(name) => CoderChoice::One(names::coder(study.corpus(), name)?),
        };
        Ok(())
    }
}

/// Filters on documents and people.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct PlaceArgs {
    /// Only this document
    #[arg(long, value_name = "DOCUMENT")]
    pub(super) document: Vec<String>,
    /// Only the speech of this participant
    #[arg(long, value_name = "PARTICIPANT")]
    pub(super) participant: Vec<String>,
    /// Only participants of whom this is known; an empty value means: of whom nothing is known. Also
    /// !=, <, <=, > and >=
    #[arg(long = "where", value_name = "ATTRIBUTE=VALUE", value_parser = read_where)]
    pub(super) wheres: Vec<Where>,
}

/// A comparison as it is typed: attribute, sign, value.
pub(super) type Where = (String, WhereOp, String);

fn read_where(text: &str) -> Result<Where, String> {
    let wrong = || "write it as attribute=value (or with !=, <, <=, >, >=)".to_owned();
    let at = text.find(['=', '!', '≠', '<', '>', '≤', '≥']).ok_or_else(wrong)?;
    let (name, rest) = text.split_at(at);
    // Two signs before one: `<=` begins with `<`.
    let ops = [
        WhereOp::AtMost,
        WhereOp::AtLeast,
        WhereOp::IsNot,
        WhereOp::Is,
        WhereOp::Less,
        WhereOp::More,
    ];
    let found = ops.into_iter().find_map(|op| {
        let value = rest.strip_prefix(op.typed()).or_else(|| rest.strip_prefix(op.sign()))?;
        Some((op, value))
    });
    let (op, value) = found.ok_or_else(wrong)?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || (op.orders() && value.is_empty()) {
        return Err(wrong());
    }
    Ok((name.to_owned(), op, value.to_owned()))
}

impl PlaceArgs {
    /// The filter, for everybody's codings.
    pub(super) fn read(&self, corpus: &Corpus) -> Result<Filter, Fault> {
        let mut filter = Filter::default();
        for name in &self.document {
            filter.documents.push(names::document(corpus, name)?.id);
        }
        for name in &self.participant {
            filter.participants.push(names::participant(corpus, name)?.id);
        }
        for (name, op, value) in &self.wheres {
            let attribute = names::attribute(corpus, name)?.id;
            filter.wheres.push(WhereClause { attribute, op: *op, value: value.clone() });
        }
        Ok(filter)
    }
}

impl FilterArgs {
    /// The filter.
    pub(super) fn read(&self, study: &Study) -> Result<Filter, Fault> {
        let corpus = study.corpus();
        let mut filter = self.places.read(corpus)?;
        if let Some(name) = &self.saved {
            let saved = names::filter(corpus, name)?.filter.clone().ok_or_else(|| {
                Fault::new(format!(
                    "the saved filter {name} cannot be read: its entry is damaged; save it anew, or \
                     let it go with postil filters STUDY --remove"
                ))
            })?;
            if filter.documents.is_empty() {
                filter.documents = saved.documents;
            }
            if filter.participants.is_empty() {
                filter.participants = saved.participants;
            }
            if filter.wheres.is_empty() {
                filter.wheres = saved.wheres;
            }
            filter.codes = if self.code.is_empty() { saved.codes } else { Vec::new() };
            filter.speakers = if self.speaker.is_empty() { saved.speakers } else { Vec::new() };
            filter.condition = if self.that.is_empty() { saved.condition } else { None };
            filter.speech = saved.speech;
            filter.coder = saved.coder;
            filter.include_excluded = saved.include_excluded;
        }
        for name in &self.code {
            filter.codes.push(names::code(corpus, name)?);
        }
        for label in &self.speaker {
            filter.speakers.push(names::speaker(corpus, label)?);
        }
        for text in &self.that {
            let condition = sentence::parse(corpus, text).map_err(|fault| told(text, &fault))?;
            filter.condition = Some(match filter.condition.take() {
                Some(known) => known.and(condition),
                None => condition,
            });
        }
        let saved = filter.coder.clone();
        self.coder.read(study, &mut filter)?;
        if self.saved.is_some() && self.coder.by_coder.is_none() {
            filter.coder = saved;
        }
        Ok(filter)
    }
}

/// Where a sentence goes wrong and why.
fn told(text: &str, fault: &sentence::Fault) -> Fault {
    let before = text.get(..fault.at).unwrap_or_default().trim_end();
    let place = match before.chars().rev().nth(24) {
        None if before.is_empty() => "at its start".to_owned(),
        None => format!("after “{before}”"),
        Some(_) => {
            let tail: String = before.chars().skip(before.chars().count() - 24).collect();
            format!("after “…{tail}”")
        }
    };
    Fault::new(format!("--that cannot be read {place}: {fault}"))
}

/// Whose speech a list of excerpts looks at.
pub(super) fn read_speech(name: &str) -> Result<Speech, String> {
    match name {
        "all" => Ok(Speech::Any),
        "participants" => Ok(Speech::Participants),
        "unassigned" => Ok(Speech::Unassigned),
        _ => Err("write participants, unassigned or all".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_read_as_they_are_typed() {
        let check = |text: &str, expected: Option<(&str, WhereOp, &str)>| {
            let read = read_where(text).ok();
            let read = read.as_ref().map(|(name, op, value)| (name.as_str(), *op, value.as_str()));
            assert_eq!(read, expected, "{text}");
        };
        check("role=ICTG", Some(("role", WhereOp::Is, "ICTG")));
        check(" role != a=b ", Some(("role", WhereOp::IsNot, "a=b")));
        check("role=", Some(("role", WhereOp::Is, "")));
        check("years>=3", Some(("years", WhereOp::AtLeast, "3")));
        check("years<3", Some(("years", WhereOp::Less, "3")));
        check("years ≤ 3", Some(("years", WhereOp::AtMost, "3")));
        check("role≠ICTG", Some(("role", WhereOp::IsNot, "ICTG")));
        check("years>", None);
        check("=3", None);
        check("role", None);
        check("role!ICTG", None);
    }
}
