//! `receipt`: where a document came from, and what was done to it on the way in.

use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::{hold_back, veiled};
use crate::exchange::receipt::Receipt;
use std::sync::Arc;

/// `postil receipt STUDY DOCUMENT`
#[derive(clap::Args, Debug)]
pub(super) struct ReceiptArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    document: String,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ReceiptArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let all = study.corpus();
    // In a file the words of some people are held back; here the receipt quotes them.
    let corpus = if target.is_file() { veiled(all, None) } else { Arc::clone(all) };
    let document = names::document(&corpus, &args.document)?;
    let Some(stored) = study.receipt(document.id)? else {
        return Err(Fault::new(format!("there is no receipt of {}", document.name)));
    };
    let mut receipt = Receipt::new(
        document,
        &corpus.participants,
        stored.origin,
        stored.receipt,
        &stored.reading,
        (&stored.imported_at, &stored.imported_by),
    );
    let held = hold_back(&corpus, document, &mut receipt.notes, &mut receipt.decisions);
    let remarks = held.map(|held| format!("postil: receipt: {held}"));
    let done = Done::answer(target, Answer::table(receipt.sheet(), receipt.json()));
    Ok(Done { remarks: remarks.into_iter().collect(), ..done })
}
