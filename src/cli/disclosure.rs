//! `disclosure`: what in a table could say who somebody is.

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::disclosure::{combinations, unanimous};
use crate::analysis::{CrosstabSpec, crosstab};
use crate::exchange::disclosure::Findings;
use crate::model::{AttributeId, Profile};

/// `postil disclosure STUDY --by ATTRIBUTE…`
#[derive(clap::Args, Debug)]
pub(super) struct DisclosureArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The attributes that are to be published together; may be repeated
    #[arg(long, value_name = "ATTRIBUTE", required = true, num_args = 1..)]
    by: Vec<String>,
    /// List combinations that fewer than so many participants have
    #[arg(
        long,
        value_name = "K",
        default_value_t = Profile::LEAST_GROUP,
        value_parser = clap::value_parser!(u64).range(2..=1000)
    )]
    least: u64,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &DisclosureArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let mut by: Vec<AttributeId> = Vec::new();
    for name in &args.by {
        by.push(names::attribute(corpus, name)?.id);
    }
    let filter = args.filter.read(&study)?;
    let combinations = combinations(corpus, &by, args.least);
    let table = crosstab(corpus, &CrosstabSpec { by, filter, ..CrosstabSpec::default() });
    let unanimous = unanimous(&table);
    let counted = table.filter.clone();
    let found = Findings { corpus, table: &table, combinations, unanimous, least: args.least };
    let done = Done::answer(target, Answer::of(corpus, found.sheet(), found.json()));
    Ok(done.leaving(Leaving::counting(study, &counted, None)))
}
