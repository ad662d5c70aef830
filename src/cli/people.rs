//! `participants`: who they are and what is known of them.

use super::fault::{Fault, shown};
use super::filter::FilterArgs;
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::{Attribution, Scope, excerpts};
use crate::exchange::people::read_people;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{
    AttributeKind, Corpus, Filter, LineError, Participant, ParticipantId, ReceiptNote, Speech,
    Voice,
};
use crate::study::{Command, Report, Study};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `postil participants STUDY [--import FILE]`
#[derive(clap::Args, Debug)]
pub(super) struct ParticipantsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Import participants from csv, tsv, xlsx or ods; the first column is the id
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "format"])]
    import: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ParticipantsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    if let Some(file) = &args.import {
        let mut table = read_people(&super::file_name(file), &super::read_bytes(file)?)
            .map_err(|error| Fault::on(shown(file), error))?;
        let notes = std::mem::take(&mut table.notes);
        let lines = Lines { what: "participant", file, notes, refused: Vec::new() };
        let (answer, faults) = lines.run(&mut study, Command::ImportParticipants { table })?;
        return Ok(Done { faults, ..Done::answer(target, answer) });
    }
    let filter = args.filter.read(&study)?;
    let people = chosen(study.corpus(), &filter);
    let (sheet, value) = listing(study.corpus(), &people);
    Ok(Done::answer(target, Answer::table(sheet, value)))
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

fn listing(corpus: &Corpus, people: &[&Participant]) -> (Sheet, Value) {
    let mut columns = vec![Column::text("Participant")];
    columns.extend(corpus.attributes.iter().map(|attribute| match attribute.kind {
        AttributeKind::Number => Column::number(&attribute.name),
        _ => Column::text(&attribute.name),
    }));
    columns.extend([Column::text("Documents"), Column::number("Words")]);
    let mut rows = Vec::with_capacity(people.len());
    let mut values = Vec::with_capacity(people.len());
    for person in people {
        let mut documents: Vec<&str> = Vec::new();
        let mut words = 0_u64;
        for document in &corpus.documents {
            let own = |voice| voice == Voice::Participant(person.id);
            if document.speakers.iter().any(|speaker| own(speaker.voice)) {
                documents.push(&document.name);
                let pieces = document.pieces.iter().filter(|piece| own(piece.voice));
                words += pieces.map(|piece| u64::from(piece.words)).sum::<u64>();
            }
        }
        let mut cells = vec![Cell::Text(person.name.clone())];
        let known = |attribute: &crate::model::Attribute| person.values.get(&attribute.id);
        cells.extend(corpus.attributes.iter().map(|a| Cell::words(known(a).map(String::as_str))));
        cells.extend([Cell::Text(documents.join("; ")), Cell::int(words)]);
        rows.push(Row { depth: 0, cells });
        let attributes: Map<String, Value> =
            corpus.attributes.iter().map(|a| (a.name.clone(), json!(known(a)))).collect();
        values.push(json!({
            "id": person.name,
            "guid": person.guid,
            "attributes": attributes,
            "documents": documents,
            "words": words,
        }));
    }
    (Sheet { columns, rows, ..Sheet::default() }, Value::Array(values))
}
