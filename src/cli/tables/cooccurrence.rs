//! `cooccurrence`: codes by codes.

use super::super::exports::Leaving;
use super::super::fault::Fault;
use super::super::filter::FilterArgs;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs, imprint, write_json};
use crate::analysis::{self, CooccurrenceSpec, Unit};
use crate::exchange::formats::{Format, write_sheet};
use crate::exchange::tables::{CooccurrenceJson, cooccurrence_pairs_sheet, cooccurrence_sheet};

/// `postil cooccurrence STUDY [--unit UNIT]`
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct CooccurrenceArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// What two codes must share: overlap (a character of participants' speech), turn or document
    #[arg(long, value_name = "UNIT", default_value = "overlap", value_parser = read_unit)]
    unit: Unit,
    /// Count a code with everything under it; otherwise every code stands alone
    #[arg(long)]
    roll_up: bool,
    /// List the pairs, the strongest first, instead of the matrix
    #[arg(long)]
    pairs: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn read_unit(name: &str) -> Result<Unit, String> {
    Unit::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Unit::ALL.into_iter().map(Unit::name).collect();
        format!("the units are {}", names.join(", "))
    })
}

pub(in crate::cli) fn run(args: &CooccurrenceArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let filter = args.filter.read(&study)?;
    let spec = CooccurrenceSpec { unit: args.unit, roll_up: args.roll_up, filter };
    let table = analysis::cooccurrence(study.corpus(), &spec);
    let (pairs, made) = (args.pairs, imprint(study.corpus()));
    // Only what is asked for is made: with a thousand codes each form has a million cells.
    let answer = Answer::new(move |format, out| match format {
        Format::Json => write_json(&CooccurrenceJson::new(&table, pairs, &made), out),
        other if pairs => write_sheet(&made.under(cooccurrence_pairs_sheet(&table)), other, out),
        other => write_sheet(&made.under(cooccurrence_sheet(&table)), other, out),
    });
    Ok(Done::answer(target, answer).leaving(Leaving::counting(study, &spec.filter, None)))
}
