//! `receipt`: where a document came from, and what was done to it on the way in.

use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::exchange::receipt::Receipt;

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
    let document = names::document(study.corpus(), &args.document)?;
    let Some(stored) = study.receipt(document.id)? else {
        return Err(Fault::new(format!("there is no receipt of {}", document.name)));
    };
    let receipt = Receipt::new(
        document,
        &study.corpus().participants,
        stored.origin,
        stored.receipt,
        &stored.reading,
        (&stored.imported_at, &stored.imported_by),
    );
    Ok(Done::answer(target, Answer::table(receipt.sheet(), receipt.json())))
}
