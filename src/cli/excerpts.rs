//! `excerpts`: coded passages with citation.

use super::fault::Fault;
use super::filter::{FilterArgs, read_speech};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, write_json};
use crate::analysis::{self, Context, ExcerptRef, Part, Reader};
use crate::exchange::excerpt_files::{excerpt_json, write_excerpts};
use crate::exchange::formats::Format;
use crate::model::{Corpus, Filter, Speech};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::Arc;

/// `postil excerpts STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct ExcerptsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Show so many turns before and after, and the rest of the excerpt's own turns (text and json)
    #[arg(long, value_name = "N")]
    context: Option<usize>,
    /// Whose speech: participants, unassigned (nobody is mapped) or all
    #[arg(long, value_name = "WHOSE", default_value = "all", value_parser = read_speech)]
    speech: Speech,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ExcerptsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    if args.context.is_some() && !matches!(target.format(), Format::Text | Format::Json) {
        return Err(Fault::Usage("--context goes with text and json only".to_owned()));
    }
    let study = args.study.open()?;
    let filter = Filter { speech: args.speech, ..args.filter.read(&study)? };
    // A document to read says it itself; rows of data cannot.
    let tells = matches!(target.format(), Format::Text | Format::Docx | Format::Html | Format::Md)
        && args.context.is_none();
    let note = analysis::exclusion_of_list(study.corpus(), &filter).filter(|_| !tells);
    let more = if filter.include_excluded { "" } else { " --include-excluded counts them." };
    let remarks = note.map(|note| format!("postil: excerpts: {note}{more}")).into_iter().collect();
    let answer = answer(study.corpus(), &filter, args.context);
    Ok(Done { remarks, ..Done::answer(target, answer) })
}

/// The excerpts of a filter, in any format.
pub(super) fn answer(corpus: &Arc<Corpus>, filter: &Filter, turns: Option<usize>) -> Answer {
    let found = analysis::excerpts(corpus, filter);
    let (corpus, filter) = (Arc::clone(corpus), filter.clone());
    Answer::new(move |format, out| match (turns, format) {
        (Some(turns), Format::Json) => json_in_context(&corpus, &found, turns, out),
        (Some(turns), Format::Text) => text_in_context(&corpus, &found, turns, out),
        _ => write_excerpts(&corpus, &filter, &found, format, out),
    })
}

fn json_in_context(
    corpus: &Corpus,
    found: &[ExcerptRef],
    turns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reader = Reader::new(corpus);
    reader.prepare(found);
    let parts = |parts: &[Part]| -> Vec<Value> {
        let one = |p: &Part| json!({"turn": p.turn, "speaker": p.speaker, "text": p.text});
        parts.iter().map(one).collect()
    };
    let each = found.iter().filter_map(|reference| {
        let mut value = excerpt_json(corpus, &reader.read(reference)?);
        let around = analysis::context(corpus, reference, turns);
        value["context"] = json!({
            "before": parts(&around.before),
            "lead": around.lead,
            "tail": around.tail,
            "after": parts(&around.after),
        });
        Some(value)
    });
    write_json(&each.collect(), out)
}

fn text_in_context(
    corpus: &Corpus,
    found: &[ExcerptRef],
    turns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reader = Reader::new(corpus);
    reader.prepare(found);
    for reference in found {
        let Some(excerpt) = reader.read(reference) else { continue };
        let Context { before, lead, tail, after } = analysis::context(corpus, reference, turns);
        writeln!(out, "{} {}", excerpt.code_path, excerpt.citation)?;
        for part in &before {
            turn(part, "", "", out)?;
        }
        let last = excerpt.parts.len().saturating_sub(1);
        for (at, part) in excerpt.parts.iter().enumerate() {
            let lead = if at == 0 { lead.as_str() } else { "" };
            let tail = if at == last { tail.as_str() } else { "" };
            let marked = Part { text: format!("[[{}]]", part.text), ..part.clone() };
            turn(&marked, lead, tail, out)?;
        }
        if excerpt.parts.is_empty() {
            writeln!(out, "  [[{}]]", excerpt.text.trim())?;
        }
        for part in &after {
            turn(part, "", "", out)?;
        }
        if let Some(memo) = &excerpt.memo {
            writeln!(out, "  ({memo})")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn turn(part: &Part, lead: &str, tail: &str, out: &mut dyn Write) -> io::Result<()> {
    let words: Vec<&str> =
        [lead, &part.text, tail].into_iter().filter(|words| !words.is_empty()).collect();
    let speaker = if part.speaker.is_empty() { "–" } else { &part.speaker };
    writeln!(out, "  ¶{} {speaker}: {}", part.turn, words.join(" "))
}
