//! `excerpts`: coded passages with citation.

use super::consent::{self, UnconsentedArgs};
use super::exports;
use super::fault::Fault;
use super::filter::{FilterArgs, read_speech};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint_of_list, write_json};
use super::profile::DisguiseArgs;
use super::scan::LeavingArgs;
use crate::analysis::consent::{people_of, veiled};
use crate::analysis::disclosure::Disguise;
use crate::analysis::identifiers::Leaving;
use crate::analysis::{self, Context, ExcerptRef, Part, Reader, Template};
use crate::exchange::excerpt_files::{Dress, excerpt_json, write_excerpts};
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
    /// How excerpts are cited: lines, turn, group, role, or a template such as
    /// "({document}, {role}, ll. {lines})" with the fields document, participant, role, turn, lines, code
    /// and every attribute
    #[arg(long, value_name = "TEMPLATE")]
    citation: Option<String>,
    #[command(flatten)]
    disguise: DisguiseArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
}

pub(super) fn run(args: &ExcerptsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    if args.context.is_some() && !matches!(target.format(), Format::Text | Format::Json) {
        return Err(Fault::Usage("--context goes with text and json only".to_owned()));
    }
    let study = args.study.open()?;
    let filter = Filter { speech: args.speech, ..args.filter.read(&study)? };
    let shown = args.unconsented.veiled(study.corpus(), args.disguise.profile())?;
    let disguise = args.disguise.disguise(&shown, &filter)?;
    if disguise.is_some() && args.context.is_some() {
        return Err(Fault::Usage(
            "--context shows the transcript as it is: not in disguise".to_owned(),
        ));
    }
    // The words are looked through as they stand in the study; names that are replaced are in both.
    let leaving = args.leaving.remark(&shown, &Leaving::Excerpts(filter.clone()));
    let corpus = disguise.as_ref().map_or(&shown, |disguise| &disguise.corpus);
    let corpus = &Arc::clone(corpus);
    let list = analysis::excerpts(corpus, &filter);
    let people = people_of(corpus, &list);
    // A document to read says it itself; rows of data cannot.
    let tells = matches!(
        target.format(),
        Format::Text | Format::Docx | Format::Html | Format::Md | Format::Latex | Format::Xlsx
    ) && args.context.is_none();
    let note = analysis::exclusion_of_list(corpus, &filter).filter(|_| !tells);
    let more = if filter.include_excluded || disguise.is_some() {
        ""
    } else {
        " --include-excluded counts them."
    };
    let mut remarks: Vec<String> =
        note.map(|note| format!("postil: excerpts: {note}{more}")).into_iter().collect();
    if let Some(disguise) = disguise.as_ref().filter(|_| !tells) {
        remarks.extend(disguise.notes.iter().map(|note| format!("postil: excerpts: {note}")));
    }
    if !tells {
        remarks.extend(consent::remarks("excerpts", corpus, &list));
    }
    remarks.extend(leaving);
    let citation = match (&args.citation, disguise.as_ref().and_then(Disguise::citation)) {
        (Some(text), _) => Some(Template::read(corpus, text)?),
        (None, Some(name)) => Some(Template::read(corpus, name)?),
        (None, None) => None,
    };
    let answer = match args.context {
        Some(turns) => in_context(corpus, &filter, citation, turns),
        None => dressed(corpus, &filter, citation, disguise),
    };
    let noted = exports::Leaving::with(study, people, args.disguise.profile());
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}

/// The excerpts of a filter, in any format.
pub(super) fn answer(corpus: &Arc<Corpus>, filter: &Filter) -> Answer {
    dressed(&veiled(corpus, None), filter, None, None)
}

fn dressed(
    corpus: &Arc<Corpus>,
    filter: &Filter,
    citation: Option<Template>,
    disguise: Option<Disguise>,
) -> Answer {
    let mut found = analysis::excerpts(corpus, filter);
    if let Some(disguise) = &disguise {
        disguise.order(&mut found);
    }
    let imprint = imprint_of_list(corpus, &found);
    let (corpus, filter) = (Arc::clone(corpus), filter.clone());
    Answer::new(move |format, out| {
        let dress = Dress {
            imprint: Some(&imprint),
            citation: citation.as_ref(),
            disguise: disguise.as_ref(),
        };
        write_excerpts(&corpus, &filter, &found, dress, format, out)
    })
}

fn in_context(
    corpus: &Arc<Corpus>,
    filter: &Filter,
    citation: Option<Template>,
    turns: usize,
) -> Answer {
    let found = analysis::excerpts(corpus, filter);
    let corpus = Arc::clone(corpus);
    Answer::new(move |format, out| match format {
        Format::Json => json_in_context(&corpus, &found, citation.as_ref(), turns, out),
        _ => text_in_context(&corpus, &found, citation.as_ref(), turns, out),
    })
}

/// The excerpt, cited as the template has it.
fn read(
    reader: &mut Reader<'_>,
    corpus: &Corpus,
    reference: &ExcerptRef,
    citation: Option<&Template>,
) -> Option<analysis::Excerpt> {
    let mut excerpt = reader.read(reference)?;
    if let Some(template) = citation {
        excerpt.citation = template.cite(corpus, &excerpt);
    }
    Some(excerpt)
}

fn json_in_context(
    corpus: &Corpus,
    found: &[ExcerptRef],
    citation: Option<&Template>,
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
        let mut value = excerpt_json(corpus, &read(&mut reader, corpus, reference, citation)?);
        let around = analysis::context(corpus, reference, turns);
        value["context"] = json!({
            "before": parts(&around.before),
            "lead": around.lead,
            "tail": around.tail,
            "after": parts(&around.after),
        });
        Some(value)
    });
    write_json(&each.collect::<Value>(), out)
}

fn text_in_context(
    corpus: &Corpus,
    found: &[ExcerptRef],
    citation: Option<&Template>,
    turns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reader = Reader::new(corpus);
    reader.prepare(found);
    for reference in found {
        let Some(excerpt) = read(&mut reader, corpus, reference, citation) else { continue };
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
