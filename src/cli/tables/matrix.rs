//! `matrix`: codes by document or participant.

use super::super::exports::Leaving;
use super::super::fault::Fault;
use super::super::filter::FilterArgs;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs};
use super::super::profile::DisguiseArgs;
use crate::analysis::{self, Matrix, MatrixBy, MatrixSpec, Measure};
use crate::exchange::tables;
use crate::model::Refusal;

/// `postil matrix STUDY --rows document|participant`
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct MatrixArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// What the rows are: document or participant; the columns are codes
    #[arg(long, value_name = "WHAT", value_parser = read_rows)]
    rows: MatrixBy,
    /// excerpts, words, characters, turns or coverage
    #[arg(long, value_name = "MEASURE", default_value = "excerpts", value_parser = read_measure)]
    measure: Measure,
    /// 1 where the code occurs, else 0
    #[arg(long, conflicts_with = "measure")]
    binary: bool,
    #[command(flatten)]
    disguise: DisguiseArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_rows(name: &str) -> Result<MatrixBy, String> {
    MatrixBy::from_name(name).ok_or_else(|| "rows can be document or participant".to_owned())
}

fn read_measure(name: &str) -> Result<Measure, String> {
    Measure::from_name(name).filter(|measure| Matrix::MEASURES.contains(measure)).ok_or_else(|| {
        let names: Vec<&str> = Matrix::MEASURES.into_iter().map(Measure::name).collect();
        format!("the measures are {}", names.join(", "))
    })
}

pub(in crate::cli) fn run(args: &MatrixArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let filter = args.filter.read(&study)?;
    let spec = MatrixSpec { by: args.rows, measure: args.measure, binary: args.binary, filter };
    let disguise = args.disguise.disguise(study.corpus(), &spec.filter)?;
    if args.disguise.hides_people() {
        return Err(Refusal::new("codes by participant or document say who said what")
            .instead("take postil crosstab for the public, or --profile supervisor")
            .into());
    }
    let corpus = disguise.as_ref().map_or(study.corpus(), |disguise| &disguise.corpus);
    let table = analysis::matrix(corpus, &spec);
    let (mut sheet, value) = (tables::matrix_sheet(&table), tables::matrix_json(&table));
    if let Some(disguise) = &disguise {
        sheet.notes.splice(0..0, disguise.notes.iter().cloned());
    }
    let done = Done::answer(target, Answer::of(corpus, sheet, value));
    Ok(done.leaving(Leaving::counting(study, &spec.filter, args.disguise.profile())))
}
