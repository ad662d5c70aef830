//! `tests`: exploratory tests of codes between groups of participants.

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint, write_json};
use super::profile::MergeArgs;
use crate::analysis::disclosure::Merging;
use crate::analysis::exploratory::{
    Adjust, Comparison, ComparisonSpec, On, compare, small_together,
};
use crate::exchange::exploratory::{comparison_json, write_comparison};
use crate::exchange::formats::Format;
use crate::exchange::imprint::Imprint;

/// `postil tests STUDY --by ATTRIBUTE`
#[derive(clap::Args, Debug)]
pub(super) struct TestsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The attribute that makes the groups
    #[arg(long, value_name = "ATTRIBUTE")]
    by: String,
    /// What is compared: presence (whether a participant says it), excerpts (how many) or rate (per
    /// 1,000 own words)
    #[arg(long, value_name = "WHAT", default_value = "presence", value_parser = read_on)]
    on: On,
    /// How p is adjusted for the number of tests: holm, bh (Benjamini-Hochberg) or none
    #[arg(long, value_name = "HOW", default_value = "holm", value_parser = read_adjust)]
    adjust: Adjust,
    /// Where no p can fall below this, nothing is tested
    #[arg(long, value_name = "LEVEL", default_value = "0.05", value_parser = read_alpha)]
    alpha: f64,
    /// Add residuals of references, as description without p
    #[arg(long)]
    residuals: bool,
    #[command(flatten)]
    merge: MergeArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_on(name: &str) -> Result<On, String> {
    On::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = On::ALL.into_iter().map(On::name).collect();
        format!("what can be compared is {}", names.join(", "))
    })
}

fn read_adjust(name: &str) -> Result<Adjust, String> {
    Adjust::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Adjust::ALL.into_iter().map(Adjust::name).collect();
        format!("p can be adjusted by {}", names.join(", "))
    })
}

fn read_alpha(text: &str) -> Result<f64, String> {
    match text.trim().parse() {
        Ok(alpha) if alpha > 0.0 && alpha < 1.0 => Ok(alpha),
        _ => Err("the level is a number between 0 and 1, such as 0.05".to_owned()),
    }
}

pub(super) fn run(args: &TestsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let by = names::attribute(corpus, &args.by)?.id;
    let filter = args.filter.read(&study)?;
    let merging = match args.merge.merge_as.as_deref() {
        Some(label) => small_together(corpus, by, &filter, label)?,
        None => Merging::default(),
    };
    let spec = ComparisonSpec {
        merging,
        filter,
        on: args.on,
        adjust: args.adjust,
        alpha: args.alpha,
        residuals: args.residuals,
        ..ComparisonSpec::new(by)
    };
    let answer = compare(corpus, &spec);
    let done = Done::answer(target, written(answer, imprint(corpus)));
    Ok(done.leaving(Leaving::counting(study, &spec.filter, None)))
}

fn written(answer: Comparison, imprint: Imprint) -> Answer {
    Answer::new(move |format, out| match format {
        Format::Json => write_json(&imprint.within(comparison_json(&answer)), out),
        other => write_comparison(&answer, &imprint, other, out),
    })
}
