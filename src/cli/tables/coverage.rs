//! `coverage`: how much is coded, and what is not.

use super::super::fault::Fault;
use super::super::filter::FilterArgs;
use super::super::names;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs};
use super::super::scan::LeavingArgs;
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
}

pub(in crate::cli) fn run(args: &CoverageArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let filter = args.filter.read(&study)?;
    if args.uncoded {
        let turns = analysis::uncoded(corpus, &filter);
        let sheet = tables::uncoded_sheet(corpus, &filter, &turns);
        let value = tables::uncoded_json(corpus, &filter, &turns);
        let remark = args.leaving.remark(corpus, &Leaving::Uncoded(filter));
        let done = Done::answer(target, Answer::of(corpus, sheet, value));
        return Ok(Done { remarks: remark.into_iter().collect(), ..done });
    }
    let by = match args.by.trim().to_lowercase().as_str() {
        "document" => CoverageBy::Document,
        "participant" => CoverageBy::Participant,
        _ => CoverageBy::Attribute(names::attribute(corpus, &args.by)?.id),
    };
    let table = analysis::coverage(corpus, by, &filter);
    let (sheet, value) = (tables::coverage_sheet(&table), tables::coverage_json(&table));
    Ok(Done::answer(target, Answer::of(corpus, sheet, value)))
}
