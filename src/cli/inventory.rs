//! `inventory`: what is in this file.

use super::exports::Leaving;
use super::fault::Fault;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, Progress};
use crate::analysis::identifiers::{Finding, counts, look};
use crate::analysis::inventory::holdings;
use crate::exchange::imprint::today;
use crate::exchange::inventory::{inventory_json, inventory_sheet};
use crate::text::names::Names;
use std::sync::atomic::{AtomicBool, AtomicUsize};

/// `postil inventory STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct InventoryArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &InventoryArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let mut around = study.around(&today())?;
    let progress = Progress::new("documents");
    let found = look(corpus, Names::default(), &AtomicBool::new(false), &AtomicUsize::new(0));
    progress.finish();
    around.identifiers = by_kind(&found.unwrap_or_default());
    let holdings = holdings(corpus);
    let (sheet, value) = (inventory_sheet(&holdings, &around), inventory_json(&holdings, &around));
    let done = Done::answer(target, Answer::table(sheet, value));
    Ok(done.leaving(Leaving::with(study, Vec::new(), None)))
}

/// How many of each kind; never the words.
fn by_kind(found: &[Finding]) -> Vec<(String, String, usize)> {
    let counted = counts(found).into_iter();
    counted.map(|(label, severity, n)| (label.to_owned(), severity.name().to_owned(), n)).collect()
}
