//! `search`: words in their contexts, and a code for all of them.

use super::consent::UnconsentedArgs;
use super::exports;
use super::fault::Fault;
use super::filter::{CoderArgs, PlaceArgs, read_speech};
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint};
use super::scan::LeavingArgs;
use crate::analysis::consent::people_in;
use crate::analysis::identifiers::Leaving;
use crate::analysis::search::{Extent, Order, Width, passages, sort};
use crate::analysis::{Hit, Hits, SearchSpec, search};
use crate::exchange::formats::Format;
use crate::exchange::hit_files::{summary, write_hits};
use crate::model::{Corpus, CorpusDocument, DocumentId, Filter, Span, Speech};
use crate::study::{CodeTarget, Command, Report, Study};
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;

/// `postil search STUDY PATTERN`
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
#[derive(clap::Args, Debug)]
pub(super) struct SearchArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Words, all of them in one unit; "a phrase" in quotation marks; traffick* begins so; -word is not
    /// to be there; OR joins neighbours; wait NEAR/5 court; =she is this word without ’s
    #[arg(allow_hyphen_values = true)]
    pattern: String,
    /// The pattern is a regular expression, matched within turns
    #[arg(long)]
    regex: bool,
    /// Upper and lower case letters, and letters with and without accents, are not the same
    #[arg(long)]
    match_case: bool,
    /// Letters with and without accents are not the same
    #[arg(long, conflicts_with = "match_case")]
    match_accents: bool,
    /// All words within so many words of each other, as one hit
    #[arg(long, value_name = "N", conflicts_with = "regex")]
    near: Option<u32>,
    /// What all words must stand in: sentence, turn or document
    #[arg(long, value_name = "UNIT", default_value = "turn", value_parser = read_unit)]
    unit: Unit,
    /// Whose words: participants, unassigned (nobody is mapped) or all, the whole text
    #[arg(long, value_name = "WHOSE", default_value = "participants", value_parser = read_speech)]
    speech: Speech,
    /// Show so many words before and after
    #[arg(long, value_name = "N", default_value_t = 8)]
    context: usize,
    /// In the order of the text, of the words to the left, or of those to the right
    #[arg(long, value_name = "BY", default_value = "text", value_parser = read_order)]
    sort: Order,
    #[command(flatten)]
    places: PlaceArgs,
    /// Only in words under this code or those under it (a name, or a path such as Time/delay)
    #[arg(long, value_name = "CODE")]
    in_code: Vec<String>,
    /// Not in words under this code or those under it
    #[arg(long, value_name = "CODE")]
    not_in_code: Vec<String>,
    #[command(flatten)]
    coder: CoderArgs,
    /// Put this code on all of them, as one step; it is made where there is none
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// What the code is put on: hit, sentence or turn
    #[arg(long = "as", value_name = "WHAT", default_value = "hit", value_parser = read_extent, requires = "code")]
    extent: Extent,
    /// With --code: say what would be coded and change nothing
    #[arg(long, requires = "code")]
    dry_run: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

fn read_extent(name: &str) -> Result<Extent, String> {
    Extent::from_name(name).ok_or_else(|| "write hit, sentence or turn".to_owned())
}

fn read_unit(name: &str) -> Result<Unit, String> {
    Unit::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Unit::ALL.into_iter().map(Unit::name).collect();
        format!("words stand together in a {}", names.join(", a "))
    })
}

fn read_order(name: &str) -> Result<Order, String> {
    Order::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Order::ALL.into_iter().map(Order::name).collect();
        format!("hits are sorted by {}", names.join(", "))
    })
}

pub(super) fn run(args: &SearchArgs) -> Result<Done, Fault> {
    let letters = match (args.match_case, args.match_accents) {
        (true, _) => Letters::Exact,
        (false, true) => Letters::Accents,
        (false, false) => Letters::Plain,
    };
    let mut query = if args.regex {
        Query::pattern(&args.pattern, letters)?
    } else {
        Query::parse(&args.pattern, letters)?
    };
    if let Some(words) = args.near {
        query = query.within(words)?;
    }
    let target = if args.code.is_some() { args.output.plain()? } else { args.output.target()? };
    let mut study = args.study.open()?;
    // What is coded stays in the study; what is listed may leave it.
    let corpus = match &args.code {
        Some(_) => Arc::clone(study.corpus()),
        None => args.unconsented.veiled(study.corpus(), None)?,
    };
    let mut filter = Filter { speech: args.speech, ..args.places.read(&corpus)? };
    args.coder.read(&study, &mut filter)?;
    for name in &args.in_code {
        filter.codes.push(names::code(&corpus, name)?);
    }
    let mut without = Vec::new();
    for name in &args.not_in_code {
        without.push(names::code(&corpus, name)?);
    }
    let spec = SearchSpec { query, unit: args.unit, filter, without, limit: usize::MAX };
    let mut hits = search(&corpus, &spec);
    if let Some(code) = &args.code {
        let (text, value) = code_all(args, &corpus, &hits, code, &mut study)?;
        return Ok(Done::answer(target, Answer::said(text, value)));
    }
    sort(&corpus, &mut hits.hits, args.sort);
    let passages: Vec<(DocumentId, Span)> =
        hits.hits.iter().filter_map(|hit| Some((document(&corpus, hit)?.id, hit.span))).collect();
    // A table to read says it itself; rows of data cannot.
    let tells = !matches!(target.format(), Format::Csv | Format::Tsv | Format::Json | Format::Xlsx);
    let mut remarks: Vec<String> = if tells {
        Vec::new()
    } else {
        let left = summary(&corpus, &hits).into_iter().skip(1);
        left.map(|line| format!("postil: search: {line}")).collect()
    };
    remarks.extend(args.leaving.remark(&corpus, &Leaving::Passages(passages)));
    let shown = Width::Words(args.context);
    let imprint = imprint(&corpus);
    let people = people_in(&corpus, hits.participants.iter().copied());
    let answer =
        Answer::new(move |format, out| write_hits(&corpus, &hits, (shown, &imprint), format, out));
    let noted = exports::Leaving::with(study, people, None);
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}

fn document<'c>(corpus: &'c Corpus, hit: &Hit) -> Option<&'c Arc<CorpusDocument>> {
    corpus.documents.get(hit.document as usize)
}

/// Codes all hits as one step, or says what that would do.
fn code_all(
    args: &SearchArgs,
    corpus: &Corpus,
    hits: &Hits,
    name: &str,
    study: &mut Study,
) -> Result<(String, serde_json::Value), Fault> {
    if hits.total == 0 {
        return Err(Fault::new("these words stand nowhere; nothing was coded"));
    }
    let known = names::maybe_code(corpus, name)?;
    let passages = passages(corpus, &hits.hits, args.extent);
    let wanted: usize = passages.iter().map(|(_, spans)| spans.len()).sum();
    let coder = study.coder_id();
    let carried = |document: &CorpusDocument, span: &Span| {
        let theirs = |coding: &&crate::model::CodingRow| {
            Some(coding.code) == known && Some(coding.coder) == coder
        };
        document.codings.iter().filter(theirs).any(|coding| coding.span.covers(*span))
    };
    let skipped: usize = passages
        .iter()
        .filter_map(|(id, spans)| Some((corpus.document(*id)?, spans)))
        .map(|(document, spans)| spans.iter().filter(|span| carried(document, span)).count())
        .sum();
    let target = known.map_or_else(
        || CodeTarget::Path(name.split('/').map(|name| name.trim().to_owned()).collect()),
        CodeTarget::Id,
    );
    let mut text = String::new();
    let (mut label, mut step, mut coded, mut passed) = (None, None, wanted - skipped, skipped);
    if !args.dry_run && coded > 0 {
        let outcome = study.run(Command::ApplyEverywhere { passages, code: target })?;
        if let Report::Passages { made, known } = outcome.report {
            (coded, passed) = (made.len(), known);
        }
        label = outcome.step.as_ref().map(|step| step.label.clone());
        step = outcome.step.map(|step| step.step);
    }
    let new = if known.is_none() { " (a new code)" } else { "" };
    match &label {
        Some(label) => writeln!(text, "{label}{new}").ok(),
        None if coded == 0 => writeln!(text, "Nothing was coded.").ok(),
        None => writeln!(
            text,
            "{} would be coded {name}{new}. Nothing was changed.",
            count(coded, "passage")
        )
        .ok(),
    };
    if passed > 0 {
        let verb = if passed == 1 { "carries" } else { "carry" };
        writeln!(text, "{} {verb} this code already.", count(passed, "passage")).ok();
    }
    let value = json!({
        "hits": hits.total,
        "passages": wanted,
        "coded": coded,
        "skipped": passed,
        "new_code": known.is_none(),
        "dry_run": args.dry_run,
        "label": label,
        "step": step,
    });
    Ok((text, value))
}
