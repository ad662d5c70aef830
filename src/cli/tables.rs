//! The numbers: `frequencies` and `crosstab`, and in files of their own what else is counted.

pub(super) mod cooccurrence;
pub(super) mod coverage;
pub(super) mod matrix;
pub(super) mod saturation;

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use super::profile::{MergeArgs, ProfileArgs};
use crate::analysis::disclosure::{protected_crosstab, protected_frequencies, to_look_at};
use crate::analysis::{CrosstabSpec, Measure, Percent};
use crate::exchange::tables;

/// `postil frequencies STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct FrequenciesArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    merge: MergeArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// `postil crosstab STUDY --by ATTRIBUTE`
#[derive(clap::Args, Debug)]
pub(super) struct CrosstabArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The attribute that makes the columns; a second one is nested in it
    #[arg(long, value_name = "ATTRIBUTE", required = true)]
    by: Vec<String>,
    /// participants, documents, turns, excerpts, words, characters, coverage, rate (mean of the
    /// participants' rates per 1,000 own words) or rate-pooled
    #[arg(long, value_name = "MEASURE", default_value = "participants", value_parser = read_measure)]
    measure: Measure,
    /// none, row, column or group
    #[arg(long, value_name = "OF", default_value = "none", value_parser = read_percent)]
    percent: Percent,
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    merge: MergeArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn read_measure(name: &str) -> Result<Measure, String> {
    Measure::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Measure::ALL.into_iter().map(Measure::name).collect();
        format!("the measures are {}", names.join(", "))
    })
}

pub(super) fn read_percent(name: &str) -> Result<Percent, String> {
    Percent::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Percent::ALL.into_iter().map(Percent::name).collect();
        format!("shares can be {}", names.join(", "))
    })
}

pub(super) fn frequencies(args: &FrequenciesArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    // There are no groups to merge: the name is taken so that both tables take the same arguments.
    let protection = args.profile.protection(args.merge.merge_as.as_ref());
    let filter = args.filter.read(&study)?;
    let answer = protected_frequencies(study.corpus(), &filter, &protection)?.table;
    let (sheet, value) = (tables::frequencies_sheet(&answer), tables::frequencies_json(&answer));
    let done = Done::answer(target, Answer::of(study.corpus(), sheet, value));
    Ok(done.leaving(Leaving::counting(study, &filter, args.profile.profile())))
}

pub(super) fn crosstab(args: &CrosstabArgs) -> Result<Done, Fault> {
    if args.by.len() > 2 {
        return Err(Fault::Usage("a table has two attributes at most".to_owned()));
    }
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let mut by = Vec::new();
    for name in &args.by {
        by.push(names::attribute(corpus, name)?.id);
    }
    let filter = args.filter.read(&study)?;
    let spec = CrosstabSpec {
        by,
        measure: args.measure,
        percent: args.percent,
        filter,
        ..CrosstabSpec::default()
    };
    let protection = args.profile.protection(args.merge.merge_as.as_ref());
    let protected = protected_crosstab(corpus, &spec, &protection)?;
    let table = protected.table;
    let remarks = to_look_at(&table, &protected.unanimous).into_iter().collect();
    let (sheet, value) = (tables::crosstab_sheet(&table), tables::crosstab_json(&table));
    let done = Done { remarks, ..Done::answer(target, Answer::of(corpus, sheet, value)) };
    Ok(done.leaving(Leaving::counting(study, &spec.filter, args.profile.profile())))
}
