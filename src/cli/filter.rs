//! The filters every table and list takes.

use super::fault::Fault;
use super::names;
use crate::analysis::default_coder;
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
        filter.include_excluded = self.include_excluded;
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
    /// Only participants of whom this is known; an empty value means: of whom nothing is known
    #[arg(long = "where", value_name = "ATTRIBUTE=VALUE", value_parser = read_where)]
    pub(super) wheres: Vec<(String, String)>,
}

fn read_where(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as attribute=value".to_owned()),
    }
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
        for (name, value) in &self.wheres {
            let attribute = names::attribute(corpus, name)?.id;
            filter.wheres.push(WhereClause { attribute, op: WhereOp::Is, value: value.clone() });
        }
        Ok(filter)
    }
}

impl FilterArgs {
    /// The filter.
    pub(super) fn read(&self, study: &Study) -> Result<Filter, Fault> {
        let corpus = study.corpus();
        let mut filter = self.places.read(corpus)?;
        for name in &self.code {
            filter.codes.push(names::code(corpus, name)?);
        }
        self.coder.read(study, &mut filter)?;
        Ok(filter)
    }
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
