//! `filters`, `approach` and `documents`: how a study is looked at.

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::{described, sentence};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Approach, Corpus, Filter};
use crate::study::Command;
use serde_json::json;

/// `postil filters STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct FiltersArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Keep the filter that the other flags describe under this name
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// Give a saved filter another name
    #[arg(long, value_name = "OLD=NEW", value_parser = read_pair, conflicts_with = "save")]
    rename: Option<(String, String)>,
    /// Forget a saved filter
    #[arg(long, value_name = "NAME", conflicts_with_all = ["save", "rename"])]
    remove: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.trim().is_empty() && !new.trim().is_empty() => {
            Ok((old.trim().to_owned(), new.trim().to_owned()))
        }
        _ => Err("write it as old=new".to_owned()),
    }
}

pub(super) fn filters(args: &FiltersArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    let named = |name: &String| Ok::<_, Fault>(names::filter(study.corpus(), name)?.id);
    let command = if let Some(name) = &args.save {
        Some(Command::SaveFilter { name: name.clone(), filter: args.filter.read(&study)? })
    } else if let Some((old, new)) = &args.rename {
        Some(Command::RenameFilter { filter: named(old)?, name: new.clone() })
    } else if let Some(name) = &args.remove {
        Some(Command::RemoveFilter { filter: named(name)? })
    } else {
        None
    };
    if let Some(command) = command {
        study.run(command)?;
    }
    let corpus = study.corpus();
    let sheet = Sheet {
        title: format!("{}: {}", corpus.study, count(corpus.filters.len(), "filter")),
        columns: vec![Column::text("Filter"), Column::text("Excerpts")],
        notes: unreadable(corpus),
        rows: corpus
            .filters
            .iter()
            .map(|saved| Row {
                depth: 0,
                cells: vec![
                    Cell::Text(saved.name.clone()),
                    saved.filter.as_ref().map_or_else(
                        || Cell::NotAvailable(UNREADABLE.to_owned()),
                        |filter| Cell::Text(described(corpus, filter)),
                    ),
                ],
            })
            .collect(),
        ..Sheet::default()
    };
    let each = corpus.filters.iter().map(|saved| {
        json!({
            "guid": saved.guid,
            "name": saved.name,
            "described": saved.filter.as_ref().map(|filter| described(corpus, filter)),
            "condition": saved.filter.as_ref().and_then(|filter| filter.condition.as_ref())
                .map(|all| sentence::write(corpus, all)),
            "why": saved.filter.is_none().then_some(UNREADABLE),
        })
    });
    let value = each.collect();
    Ok(Done::answer(target, Answer::table(sheet, value)))
}

/// Said of a filter whose entry in the file is damaged.
const UNREADABLE: &str = "it cannot be read";

/// Which filters cannot be read, and what to do about them.
fn unreadable(corpus: &Corpus) -> Vec<String> {
    let broken = corpus.filters.iter().filter(|saved| saved.filter.is_none());
    let names: Vec<&str> = broken.map(|saved| saved.name.as_str()).collect();
    match names.as_slice() {
        [] => Vec::new(),
        names => vec![format!(
            "Cannot be read, because the entry in the file is damaged: {}. They are kept; save them \
             anew under the same name, or let them go with --remove.",
            names.join(", ")
        )],
    }
}

/// `postil approach STUDY [APPROACH]`
#[derive(clap::Args, Debug)]
pub(super) struct ApproachArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// none, reflexive, codebook, framework, grounded or content: sets defaults and notices, never takes
    /// a feature away
    #[arg(value_name = "APPROACH", value_parser = read_approach)]
    approach: Option<Approach>,
    #[command(flatten)]
    output: super::output::JsonArg,
}

fn read_approach(name: &str) -> Result<Approach, String> {
    Approach::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Approach::ALL.into_iter().map(Approach::name).collect();
        format!("the approaches are {}", names.join(", "))
    })
}

pub(super) fn approach(args: &ApproachArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.output).plain()?;
    let mut study = args.study.open()?;
    if let Some(approach) = args.approach {
        study.run(Command::DeclareApproach { approach })?;
    }
    let approach = study.corpus().approach;
    let notices = [approach.on_counts(), approach.on_saturation(), approach.on_agreement()];
    let notices: Vec<&str> = notices.into_iter().flatten().collect();
    let mut text = format!("{} ({})\n", approach.label(), approach.name());
    for notice in &notices {
        text += &format!("  {notice}\n");
    }
    let value = json!({"approach": approach.name(), "label": approach.label(), "notices": notices});
    Ok(Done::answer(target, Answer::said(text, value)))
}

/// `postil documents STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct DocumentsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Say on which day an interview was held, as 2026-03-31; an empty day means: not known
    #[arg(long, value_name = "DOCUMENT=DAY", value_parser = read_day)]
    held_on: Vec<(String, String)>,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_day(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((document, day)) if !document.trim().is_empty() => {
            Ok((document.trim().to_owned(), day.trim().to_owned()))
        }
        _ => Err("write it as document=2026-03-31".to_owned()),
    }
}

pub(super) fn documents(args: &DocumentsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    let mut days = Vec::with_capacity(args.held_on.len());
    for (name, day) in &args.held_on {
        days.push((names::document(study.corpus(), name)?.id, day.clone()));
    }
    if !days.is_empty() {
        study.run(Command::SetHeldOn { days })?;
    }
    let corpus = study.corpus();
    let columns = ["Document", "Held on", "Turns", "Words", "Codings", "Speakers"];
    let sheet = Sheet {
        title: format!("{}: {}", corpus.study, count(corpus.documents.len(), "document")),
        columns: columns
            .iter()
            .enumerate()
            .map(|(at, name)| match at {
                2..=4 => Column::number(*name),
                _ => Column::text(*name),
            })
            .collect(),
        rows: corpus
            .documents
            .iter()
            .map(|document| Row {
                depth: 0,
                cells: vec![
                    Cell::Text(document.name.clone()),
                    Cell::words((!document.held_on.is_empty()).then(|| document.held_on.clone())),
                    Cell::int(document.turns.len() as u64),
                    Cell::int(document.words.len() as u64),
                    Cell::int(document.codings.len() as u64),
                    Cell::Text(labels(corpus, document)),
                ],
            })
            .collect(),
        ..Sheet::default()
    };
    let each = corpus.documents.iter().map(|document| {
        json!({
            "guid": document.guid,
            "document": document.name,
            "file": document.file_name,
            "held_on": document.held_on,
            "turns": document.turns.len(),
            "words": document.words.len(),
            "codings": document.codings.len(),
            "speakers": document.speakers.iter().map(|s| s.label.as_str()).collect::<Vec<_>>(),
        })
    });
    let value = each.collect();
    let done = Done::answer(target, Answer::table(sheet, value));
    Ok(done.leaving(Leaving::counting(study, &Filter::default(), None)))
}

fn labels(corpus: &Corpus, document: &crate::model::CorpusDocument) -> String {
    let who = |speaker: &crate::model::SpeakerRow| match speaker.voice {
        crate::model::Voice::Participant(id) => match corpus.participant(id) {
            Some(person) if person.name != speaker.label => {
                format!("{} ({})", speaker.label, person.name)
            }
            _ => speaker.label.clone(),
        },
        crate::model::Voice::Interviewer => format!("{} (interviewer)", speaker.label),
        crate::model::Voice::Unassigned => format!("{} (nobody)", speaker.label),
    };
    document.speakers.iter().map(who).collect::<Vec<_>>().join(", ")
}
