//! `saturation`: new codes by interview.

use super::super::exports::Leaving;
use super::super::fault::{Fault, shown};
use super::super::filter::FilterArgs;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs};
use crate::analysis::{self, InterviewKey, Level, Order, Ordered, Per, Saturation, SaturationSpec};
use crate::exchange::tables;
use crate::model::{Corpus, DocumentId, Voice};
use std::path::Path;

/// `postil saturation STUDY`
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct SaturationArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Interviews in the base
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u32).range(1..))]
    base: u32,
    /// Interviews in a run
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    run: u32,
    /// New codes of a run, of the codes in the base, that still count as few: from 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = read_threshold)]
    threshold: f64,
    /// What counts as one interview: document or participant
    #[arg(long, value_name = "WHAT", default_value = "document", value_parser = read_per)]
    per: Per,
    /// Which codes: leaf (those without codes under them), every (each code alone) or top (those at
    /// the top, with everything under them)
    #[arg(long, value_name = "LEVEL", default_value = "leaf", value_parser = read_level)]
    level: Level,
    /// date, import, name, or a file with one document's name in each line [default: by date where
    /// every interview has one, else as imported]
    #[arg(long, value_name = "ORDER|FILE")]
    order: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn read_threshold(text: &str) -> Result<f64, String> {
    let share = text.trim().parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a share from 0 to 1, such as 0.05".to_owned())
}

pub(in crate::cli) fn read_per(name: &str) -> Result<Per, String> {
    Per::from_name(name).ok_or_else(|| "an interview is a document or a participant".to_owned())
}

pub(in crate::cli) fn read_level(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Level::ALL.into_iter().map(Level::name).collect();
        format!("the levels are {}", names.join(", "))
    })
}

pub(in crate::cli) fn run(args: &SaturationArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let order = read_order_of(corpus, args.order.as_deref())?;
    let spec = SaturationSpec {
        per: args.per,
        level: args.level,
        order,
        base: args.base as usize,
        run: args.run as usize,
        threshold: args.threshold,
        filter: args.filter.read(&study)?,
    };
    let table = analysis::saturation(corpus, &spec);
    checked_order(corpus, &spec, &table, args.order.as_deref())?;
    let (sheet, value) =
        (tables::saturation_sheet(corpus, &table), tables::saturation_json(corpus, &table));
    let done = Done::answer(target, Answer::of(corpus, sheet, value));
    Ok(done.leaving(Leaving::counting(study, &spec.filter, None)))
}

/// The order as it is typed: a word, or a file.
pub(in crate::cli) fn read_order_of(corpus: &Corpus, typed: Option<&str>) -> Result<Order, Fault> {
    Ok(match typed.map(str::trim) {
        None => Order::Best,
        Some("date") => Order::Date,
        Some("import") => Order::Import,
        Some("name") => Order::Name,
        Some(file) => Order::Given(read_order(corpus, Path::new(file))?),
    })
}

/// An order of dates needs dates, and one that is given must name every interview.
pub(in crate::cli) fn checked_order(
    corpus: &Corpus,
    spec: &SaturationSpec,
    table: &Saturation,
    typed: Option<&str>,
) -> Result<(), Fault> {
    if spec.order == Order::Date
        && !matches!(table.order, Ordered::Date(_) | Ordered::Held | Ordered::Both(_))
    {
        return Err(Fault::new(
            "no attribute says when the interviews were held; say it with postil documents \
             --held-on, add one of dates whose name has “interview” in it, or write the order into \
             a file",
        ));
    }
    if let Order::Given(documents) = &spec.order {
        complete(corpus, table, documents, typed.unwrap_or_default())?;
    }
    Ok(())
}

/// The documents of a file with one name in each line.
fn read_order(corpus: &Corpus, file: &Path) -> Result<Vec<DocumentId>, Fault> {
    let bytes = super::super::read_bytes(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut found = Vec::new();
    for (at, name) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if name.trim().is_empty() {
            continue;
        }
        let on = |why: &dyn std::fmt::Display| {
            Fault::on(format!("{} line {}", shown(file), at + 1), why)
        };
        let document = corpus
            .document_named(name)
            .ok_or_else(|| on(&format!("there is no document {}", name.trim())))?;
        if found.contains(&document.id) {
            return Err(on(&format!("{} stands there twice", document.name)));
        }
        found.push(document.id);
    }
    Ok(found)
}

/// An order that is only half of one would be made up for the rest.
fn complete(
    corpus: &Corpus,
    table: &Saturation,
    documents: &[DocumentId],
    file: &str,
) -> Result<(), Fault> {
    let missing = table.interviews.iter().find(|interview| match interview.key {
        InterviewKey::Document(id) => !documents.contains(&id),
        InterviewKey::Participant(id) => {
            let speaks = |id_of: &DocumentId| {
                let pieces = corpus.document(*id_of).map(|d| &d.pieces);
                pieces.is_some_and(|p| p.iter().any(|p| p.voice == Voice::Participant(id)))
            };
            !documents.iter().any(speaks)
        }
    });
    match missing {
        Some(interview) => Err(Fault::on(file, format!("{} is missing in it", interview.name))),
        None => Ok(()),
    }
}
