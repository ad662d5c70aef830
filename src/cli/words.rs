//! `words`: how often words are said.

use super::consent::UnconsentedArgs;
use super::exports::Leaving;
use super::fault::{Fault, shown};
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::words::{StopWords, WordsBy};
use crate::analysis::{WordsSpec, words};
use crate::exchange::word_files::{words_json, words_sheet};
use crate::model::{AttributeId, Corpus};
use std::path::Path;

/// `postil words STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct WordsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Columns: the values of an attribute, or participant, document or code (those of --code, else
    /// the codes at the top)
    #[arg(long, value_name = "ATTRIBUTE|participant|document|code")]
    by: Option<String>,
    /// Words to leave out: en (English function words), none, or a file of words; may be repeated
    /// [default: en]
    #[arg(long, value_name = "en|none|FILE")]
    stop_words: Vec<String>,
    /// Leave out words with fewer letters
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_length: usize,
    /// Leave out numbers
    #[arg(long)]
    no_numbers: bool,
    /// Only the most frequent ones
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

pub(super) fn run(args: &WordsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let stop = stop_words(&args.stop_words)?;
    let study = args.study.open()?;
    let by = args.by.as_deref().map_or(Ok(WordsBy::Nothing), |by| read_by(study.corpus(), by))?;
    let spec = WordsSpec {
        filter: args.filter.read(&study)?,
        by,
        stop,
        shortest: args.min_length,
        numbers: !args.no_numbers,
    };
    let corpus = args.unconsented.veiled(study.corpus(), None)?;
    let table = words(&corpus, &spec);
    let (sheet, value) = (words_sheet(&table, args.top), words_json(&table, args.top));
    let done = Done::answer(target, Answer::of(&corpus, sheet, value));
    Ok(done.leaving(Leaving::counting(study, &spec.filter, None)))
}

/// An attribute that is called like one of the other columns wins: it is the study's own word.
fn read_by(corpus: &Corpus, by: &str) -> Result<WordsBy, Fault> {
    let attribute = |id: AttributeId| WordsBy::Attribute(id);
    if let Some(found) = corpus.attribute_named(by) {
        return Ok(attribute(found.id));
    }
    match by.trim().to_lowercase().as_str() {
        "participant" => Ok(WordsBy::Participant),
        "document" => Ok(WordsBy::Document),
        "code" => Ok(WordsBy::Code),
        _ => names::attribute(corpus, by).map(|found| attribute(found.id)),
    }
}

fn stop_words(lists: &[String]) -> Result<StopWords, Fault> {
    if lists.is_empty() {
        return Ok(StopWords::english());
    }
    let mut stop = StopWords::default();
    for list in lists {
        match list.as_str() {
            "none" => {}
            "en" => stop.add_all(&StopWords::english()),
            file => {
                let file = Path::new(file);
                let text = String::from_utf8(super::read_bytes(file)?).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    let why = format!("is not UTF-8 from byte {at} on; save it as UTF-8 first");
                    Fault::on(shown(file), why)
                })?;
                stop.add(&text);
            }
        }
    }
    Ok(stop)
}
