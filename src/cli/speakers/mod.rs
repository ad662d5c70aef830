//! `speakers`: the labels of the transcripts, and who they are.

mod again;
mod change;

use super::fault::Fault;
use super::filter::PlaceArgs;
use super::import::voice_json;
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::Scope;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Corpus, CorpusDocument, Filter, SpeakerId, SpeakerRow, Voice};
use crate::study::{Command, Study};
use crate::text::turns::same_label;
use serde_json::{Value, json};
use std::sync::Arc;

/// `postil speakers STUDY [--map LABEL=PARTICIPANT …] [--interviewer LABEL …]`, and later changes:
/// `--join`, `--rename`, `--split`, `--read-again`
#[derive(clap::Args, Debug)]
pub(super) struct SpeakersArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// This label is this participant; nothing behind the sign makes it nobody's again
    #[arg(long, value_name = "LABEL=PARTICIPANT", value_parser = read_map,
        conflicts_with_all = ["participant", "wheres"])]
    map: Vec<(String, String)>,
    /// This label is an interviewer
    #[arg(long, value_name = "LABEL", conflicts_with_all = ["participant", "wheres"])]
    interviewer: Vec<String>,
    /// All turns of the first label become the second's, in every document that has both
    #[arg(long, value_name = "LABEL=LABEL", value_parser = change::read_pair,
        conflicts_with_all = ["map", "interviewer", "participant", "wheres"])]
    join: Vec<(String, String)>,
    /// The label is called something else; the text stays
    #[arg(long, value_name = "LABEL=NEW", value_parser = change::read_pair,
        conflicts_with_all = ["map", "interviewer", "join", "participant", "wheres"])]
    rename: Option<(String, String)>,
    /// These turns of one document, by ¶ number, are spoken by this label: one that is there or a new
    /// one; nothing behind the sign makes them nobody's
    #[arg(long, value_name = "3,5-7=LABEL", value_parser = change::read_split,
        conflicts_with_all = ["map", "interviewer", "join", "rename", "participant", "wheres"])]
    split: Option<(Vec<u32>, String)>,
    #[command(flatten)]
    again: again::AgainArgs,
    #[command(flatten)]
    places: PlaceArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Participants' ids are short, labels may be anything: the last sign divides.
fn read_map(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((label, participant)) if !label.trim().is_empty() => {
            Ok((label.trim().to_owned(), participant.trim().to_owned()))
        }
        _ => Err("write it as label=participant".to_owned()),
    }
}

pub(super) fn run(args: &SpeakersArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    let filter = args.places.read(study.corpus())?;
    if args.again.is_asked() {
        return again::run(&mut study, &filter, args, target);
    }
    if let Some(command) = change::change(study.corpus(), &filter, args)? {
        let outcome = study.run(command)?;
        let (text, step) = match outcome.step {
            Some(step) => (format!("{}\n", step.label), Some(step.step)),
            None => ("It was so already.\n".to_owned(), None),
        };
        return Ok(Done::answer(target, Answer::said(text, json!({"step": step}))));
    }
    if args.map.is_empty() && args.interviewer.is_empty() {
        let (sheet, value) = listing(&study, &filter);
        return Ok(Done::answer(target, Answer::table(sheet, value)));
    }
    let found = mapping(study.corpus(), &filter, args)?;
    let changed = found.len();
    let outcome = study.run(Command::AssignSpeakers { speakers: found })?;
    let (text, step) = match outcome.step {
        Some(step) => (format!("{}\n", step.label), Some(step.step)),
        None => ("These speakers were mapped so already.\n".to_owned(), None),
    };
    let value = json!({"speakers": changed, "step": step});
    Ok(Done::answer(target, Answer::said(text, value)))
}

/// Every speaker that is meant and whose words they are. All or nothing: a label that is not there
/// is a slip of the pen.
fn mapping(
    corpus: &Corpus,
    filter: &Filter,
    args: &SpeakersArgs,
) -> Result<Vec<(SpeakerId, Voice)>, Fault> {
    let mut wanted: Vec<(&str, Voice)> = Vec::new();
    for (label, name) in &args.map {
        let voice = if name.is_empty() {
            Voice::Unassigned
        } else {
            Voice::Participant(names::participant(corpus, name)?.id)
        };
        wanted.push((label, voice));
    }
    wanted.extend(args.interviewer.iter().map(|label| (label.as_str(), Voice::Interviewer)));
    let mut found: Vec<(SpeakerId, Voice)> = Vec::new();
    for (label, voice) in wanted {
        let before = found.len();
        for speaker in documents(corpus, filter).flat_map(|document| &document.speakers) {
            if !same_label(&speaker.label, label) {
                continue;
            }
            if found.iter().any(|(known, _)| *known == speaker.id) {
                return Err(Fault::Usage(format!("{label} is named twice")));
            }
            found.push((speaker.id, voice));
        }
        if found.len() == before {
            return Err(no_speaker(corpus, filter, label));
        }
    }
    Ok(found)
}

fn no_speaker(corpus: &Corpus, filter: &Filter, label: &str) -> Fault {
    let mut labels: Vec<&str> = documents(corpus, filter)
        .flat_map(|document| &document.speakers)
        .map(|speaker| speaker.label.as_str())
        .collect();
    labels.sort_unstable();
    labels.dedup();
    let more = labels.len().saturating_sub(12);
    labels.truncate(12);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let labels = labels.join(", ");
    Fault::new(format!("there is no speaker {label}; the labels are {labels}{more}"))
}

fn documents<'c>(
    corpus: &'c Corpus,
    filter: &'c Filter,
) -> impl Iterator<Item = &'c Arc<CorpusDocument>> {
    let all = filter.documents.is_empty();
    corpus.documents.iter().filter(move |document| all || filter.documents.contains(&document.id))
}

fn listing(study: &Study, filter: &Filter) -> (Sheet, Value) {
    let corpus = study.corpus();
    let scope = Scope::new(corpus, &Filter { include_excluded: true, ..filter.clone() });
    let people = scope.participants();
    let asked = |speaker: &SpeakerRow| match speaker.voice {
        Voice::Participant(id) => people.contains(&id),
        _ => !scope.restricts_people(),
    };
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    let mut waiting = 0;
    for document in documents(corpus, filter) {
        for speaker in document.speakers.iter().filter(|speaker| asked(speaker)) {
            let turns = document.turns.iter().filter(|t| t.speaker == Some(speaker.id)).count();
            let is_theirs = |turn: u32| {
                let turn = document.turns.get(turn as usize);
                turn.is_some_and(|turn| turn.speaker == Some(speaker.id))
            };
            let pieces = document.pieces.iter().filter(|piece| is_theirs(piece.turn));
            let words: u64 = pieces.map(|piece| u64::from(piece.words)).sum();
            let to = match speaker.voice {
                Voice::Participant(id) => {
                    corpus.participant(id).map(|p| p.name.clone()).unwrap_or_default()
                }
                Voice::Interviewer => "(interviewer)".to_owned(),
                Voice::Unassigned => {
                    waiting += 1;
                    "(nobody yet)".to_owned()
                }
            };
            rows.push(Row {
                depth: 0,
                cells: vec![
                    Cell::Text(document.name.clone()),
                    Cell::Text(speaker.label.clone()),
                    Cell::Text(to),
                    Cell::int(turns as u64),
                    Cell::int(words),
                ],
            });
            let mut value = voice_json(study, speaker.voice);
            value["label"] = json!(speaker.label);
            value["document"] = json!(document.name);
            value["turns"] = json!(turns);
            value["words"] = json!(words);
            values.push(value);
        }
    }
    let mut columns: Vec<Column> = ["Document", "Speaker", "Who"].map(Column::text).into();
    columns.extend(["Turns", "Words"].map(Column::number));
    let notes = match waiting {
        0 => Vec::new(),
        n => vec![format!(
            "{} to be mapped: postil speakers STUDY --map LABEL=PARTICIPANT",
            if n == 1 {
                "1 speaker waits".to_owned()
            } else {
                format!("{} wait", count(n, "speaker"))
            }
        )],
    };
    (Sheet { columns, rows, notes, ..Sheet::default() }, Value::Array(values))
}
