//! `text`: a document exactly as positions count it.

use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use serde_json::json;

/// `postil text STUDY DOCUMENT`
#[derive(clap::Args, Debug)]
pub(super) struct TextArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    document: String,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &TextArgs) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let study = args.study.open()?;
    let document = names::document(study.corpus(), &args.document)?;
    let text = document.text.to_string();
    let value = json!({
        "document": document.name,
        "file": document.file_name,
        "characters": text.chars().count(),
        "text": text,
    });
    Ok(Done::answer(target, Answer::said(text, value)))
}
