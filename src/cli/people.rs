//! `participants`: who they are and what is known of them.

mod import;

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::veiled;
use crate::analysis::{Attribution, Scope, excerpts};
use crate::exchange::people::people_list;
use crate::model::{
    Corpus, Filter, LineError, Participant, ParticipantId, ReceiptNote, Speech, Voice,
};
use crate::study::{Command, Report, Study};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `postil participants STUDY [--import FILE]`
#[derive(clap::Args, Debug)]
pub(super) struct ParticipantsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Import participants from csv, tsv, xlsx or ods; those who are there are updated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "format"])]
    import: Option<PathBuf>,
    #[command(flatten)]
    how: import::HowArgs,
    /// Leave a participant out of every count
    #[arg(long, value_name = "PARTICIPANT", conflicts_with_all = ["import", "out", "format"])]
    exclude: Vec<String>,
    /// Why they are left out
    #[arg(long, value_name = "TEXT", requires = "exclude", default_value = "")]
    reason: String,
    /// Take an excluded participant back
    #[arg(long, value_name = "PARTICIPANT", conflicts_with_all = ["import", "exclude", "out", "format"])]
    take_back: Vec<String>,
    /// Give everybody who has one of the values --from another value of this attribute
    #[arg(
        long,
        value_name = "ATTRIBUTE",
        requires_all = ["from", "to"],
        conflicts_with_all = ["import", "exclude", "take_back", "out", "format"]
    )]
    recode: Option<String>,
    /// A value that is recoded; an empty one means blank
    #[arg(long, value_name = "VALUE", requires = "recode")]
    from: Vec<String>,
    /// The value they get; an empty one makes it blank
    #[arg(long, value_name = "VALUE", requires = "recode")]
    to: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ParticipantsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    if let Some(file) = &args.import {
        let (answer, faults, remarks) = import::run(&mut study, file, &args.how)?;
        return Ok(Done { faults, remarks, ..Done::answer(target, answer) });
    }
    if let Some(command) = change(study.corpus(), args)? {
        let step = study.run(command)?.step;
        let text =
            step.as_ref().map_or("nothing changed\n".to_owned(), |s| format!("{}\n", s.label));
        let value = json!({
            "label": step.as_ref().map(|step| &step.label),
            "step": step.as_ref().map(|step| step.step),
        });
        return Ok(Done::answer(target, Answer::said(text, value)));
    }
    // Who they are is no count: those left out of analysis are listed, and said to be.
    let filter = Filter { include_excluded: true, ..args.filter.read(&study)? };
    // Why somebody is left out may repeat what they said: in a file that is held back.
    let corpus = study.corpus();
    let corpus = if target.is_file() { veiled(corpus, None) } else { Arc::clone(corpus) };
    let people = chosen(&corpus, &filter);
    let guids = people.iter().map(|person| person.guid).collect();
    let (sheet, value) = people_list(&corpus, &people);
    let done = Done::answer(target, Answer::table(sheet, value));
    Ok(done.leaving(Leaving::with(study, guids, None)))
}

/// The change that is asked for, where one is.
fn change(corpus: &Corpus, args: &ParticipantsArgs) -> Result<Option<Command>, Fault> {
    let people = |names: &[String]| -> Result<Vec<ParticipantId>, Fault> {
        names.iter().map(|name| Ok(names::participant(corpus, name)?.id)).collect()
    };
    if let Some(name) = &args.recode {
        let attribute = names::attribute(corpus, name)?.id;
        let to = args.to.clone().unwrap_or_default();
        return Ok(Some(Command::RecodeValues { attribute, from: args.from.clone(), to }));
    }
    let (participants, why) = if args.exclude.is_empty() {
        (people(&args.take_back)?, None)
    } else {
        (people(&args.exclude)?, Some(args.reason.clone()))
    };
    let some = !participants.is_empty();
    Ok(some.then_some(Command::ExcludeParticipants { participants, why }))
}

/// A file of rows on its way in: what was refused before the study saw it, and what it makes of it.
pub(super) struct Lines<'a> {
    pub(super) what: &'static str,
    pub(super) file: &'a Path,
    pub(super) notes: Vec<ReceiptNote>,
    pub(super) refused: Vec<LineError>,
}

impl Lines<'_> {
    /// Runs the import and tells what became of the rows.
    pub(super) fn run(
        mut self,
        study: &mut Study,
        command: Command,
    ) -> Result<(Answer, Vec<Fault>), Fault> {
        let outcome = study.run(command)?;
        let (mut taken, mut known) = (0, 0);
        if let Report::Lines { taken: new, known: old, refused } = outcome.report {
            (taken, known) = (new, old);
            self.refused.extend(refused);
        }
        self.refused.sort_by_key(|error| error.line);
        let mut text = format!("{} imported", count(taken, self.what));
        if known > 0 {
            write!(text, ", {known} there already").ok();
        }
        if !self.refused.is_empty() {
            write!(text, ", {} refused", count(self.refused.len(), "line")).ok();
        }
        text.push('\n');
        for note in &self.notes {
            writeln!(text, "    {}", note.note).ok();
        }
        let value = json!({
            "taken": taken,
            "known": known,
            "refused": self.refused,
            "notes": self.notes,
            "step": outcome.step.map(|step| step.step),
        });
        let faults = self.refused.iter().map(|error| Fault::line(self.file, error)).collect();
        Ok((Answer::said(text, value), faults))
    }
}

/// The participants a filter leaves: asked for by name or attribute, speaking in the documents asked
/// for, and with an excerpt of the codes asked for.
fn chosen<'c>(corpus: &'c Corpus, filter: &Filter) -> Vec<&'c Participant> {
    let mut people = Scope::new(corpus, filter).participants();
    if !filter.documents.is_empty() {
        people.retain(|id| {
            let documents = corpus.documents.iter().filter(|d| filter.documents.contains(&d.id));
            documents.flat_map(|d| &d.speakers).any(|s| s.voice == Voice::Participant(*id))
        });
    }
    if !filter.codes.is_empty() {
        let filter = Filter { speech: Speech::Participants, ..filter.clone() };
        let mut coded: Vec<ParticipantId> = Vec::new();
        for excerpt in excerpts(corpus, &filter) {
            if let Some(document) = excerpt.document(corpus) {
                coded.extend(Attribution::of(document, excerpt.span).participants);
            }
        }
        coded.sort_unstable();
        people.retain(|id| coded.binary_search(id).is_ok());
    }
    people.iter().filter_map(|id| corpus.participant(*id)).collect()
}
