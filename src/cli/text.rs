//! `text`: a document exactly as positions count it.

use super::consent::{self, UnconsentedArgs};
use super::exports::Leaving;
use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::model::Filter;
use serde_json::json;
use std::sync::Arc;

/// `postil text STUDY DOCUMENT`
#[derive(clap::Args, Debug)]
pub(super) struct TextArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    document: String,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &TextArgs) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let study = args.study.open()?;
    // On the screen it is the text; in a file the words of some people are held back, at the same
    // positions.
    let corpus = if target.is_file() {
        args.unconsented.veiled(study.corpus(), None)?
    } else {
        Arc::clone(study.corpus())
    };
    let document = names::document(&corpus, &args.document)?;
    let filter = Filter { documents: vec![document.id], ..Filter::default() };
    let text = document.text.to_string();
    let value = json!({
        "document": document.name,
        "file": document.file_name,
        "characters": text.chars().count(),
        "text": text,
    });
    let remarks = consent::remark("text", &corpus).into_iter().collect();
    let done = Done { remarks, ..Done::answer(target, Answer::said(text, value)) };
    Ok(done.leaving(Leaving::counting(study, &filter, None)))
}
