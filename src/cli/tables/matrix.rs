//! `matrix`: codes by document or participant.

use super::super::fault::Fault;
use super::super::filter::FilterArgs;
use super::super::open::StudyArgs;
use super::super::output::{Answer, Done, OutputArgs};
use crate::analysis::{self, Matrix, MatrixBy, MatrixSpec, Measure};
use crate::exchange::tables;

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
    let table = analysis::matrix(study.corpus(), &spec);
    let (sheet, value) = (tables::matrix_sheet(&table), tables::matrix_json(&table));
    Ok(Done::answer(target, Answer::table(sheet, value)))
}
