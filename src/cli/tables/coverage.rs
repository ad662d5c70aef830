//! `coverage`: how much is coded, and what is not.

use super::super::consent::{self, UnconsentedArgs};
use super::super::exports;
use super::super::fault::Fault;
use super::super::filter::FilterArgs;
use super::super::names;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs};
use super::super::scan::LeavingArgs;
use crate::analysis::consent::withholds;
use crate::analysis::identifiers::Leaving;
use crate::analysis::{self, CoverageBy};
use crate::exchange::tables;

/// `postil coverage STUDY [--by document|participant|ATTRIBUTE]`
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct CoverageArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// What the rows are: document, participant, or groups by an attribute
    #[arg(long, value_name = "WHAT", default_value = "document", conflicts_with = "uncoded")]
    by: String,
    /// List participants' turns without any coding, with their words
    #[arg(long)]
    uncoded: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

pub(in crate::cli) fn run(args: &CoverageArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let filter = args.filter.read(&study)?;
    if args.uncoded {
        let corpus = &args.unconsented.veiled(corpus, None)?;
        let mut turns = analysis::uncoded(corpus, &filter);
        turns.retain(|turn| {
            let document = corpus.documents.get(turn.document as usize);
            !document.is_some_and(|document| withholds(corpus, document, turn.span))
        });
        let sheet = tables::uncoded_sheet(corpus, &filter, &turns);
        let value = tables::uncoded_json(corpus, &filter, &turns);
        let mut remarks: Vec<String> = consent::remark("coverage", corpus).into_iter().collect();
        remarks.extend(args.leaving.remark(corpus, &Leaving::Uncoded(filter.clone())));
        let done = Done::answer(target, Answer::of(corpus, sheet, value));
        let noted = exports::Leaving::counting(study, &filter, None);
        return Ok(Done { remarks, ..done }.leaving(noted));
    }
    let by = match args.by.trim().to_lowercase().as_str() {
        "document" => CoverageBy::Document,
        "participant" => CoverageBy::Participant,
        _ => CoverageBy::Attribute(names::attribute(corpus, &args.by)?.id),
    };
    let table = analysis::coverage(corpus, by, &filter);
    let (sheet, value) = (tables::coverage_sheet(&table), tables::coverage_json(&table));
    let done = Done::answer(target, Answer::of(corpus, sheet, value));
    Ok(done.leaving(exports::Leaving::counting(study, &filter, None)))
}
