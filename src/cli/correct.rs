//! `correct`: another text for a document, or other words for words; what it does to codings first.

use super::fault::{Fault, shown};
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::model::{Corpus, DocumentId, Span};
use crate::study::{
    ChangedCoding, Command, CorrectionPlan, Study, plan_correction, plan_replacements,
};
use crate::text::positions::CharMap;
use crate::text::search::{How, places};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// `postil correct STUDY DOCUMENT --text FILE`, `postil correct STUDY --replace OLD --with NEW`
#[derive(clap::Args, Debug)]
pub(super) struct CorrectArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The document's name
    #[arg(required_unless_present = "replace", conflicts_with = "in_document")]
    document: Option<String>,
    /// Its text as it is to be: a file in UTF-8
    #[arg(long, value_name = "FILE", required_unless_present = "replace")]
    text: Option<PathBuf>,
    /// Replace these words wherever they stand, in labels too
    #[arg(long, value_name = "OLD", requires = "with", conflicts_with = "text")]
    replace: Option<String>,
    /// What is to stand there; may be empty
    #[arg(long, value_name = "NEW", requires = "replace")]
    with: Option<String>,
    /// Only in this document
    #[arg(long = "document", value_name = "DOCUMENT", requires = "replace")]
    in_document: Option<String>,
    /// Not where they are a part of a longer word
    #[arg(long, requires = "replace")]
    whole_words: bool,
    /// Upper and lower case letters are not the same
    #[arg(long, requires = "replace")]
    match_case: bool,
    /// Only tell what it would do
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &CorrectArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let corpus = Arc::clone(study.corpus());
    let (plans, command) = match (&args.replace, &args.document, &args.text) {
        (Some(old), ..) => replace(args, &corpus, old)?,
        (None, Some(document), Some(file)) => {
            let document = names::document(&corpus, document)?.id;
            let text = String::from_utf8(super::read_bytes(file)?).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let why = format!("is not UTF-8 from byte {at} on; save it as UTF-8 first");
                Fault::on(shown(file), why)
            })?;
            let plan = plan_correction(&corpus, document, &text)?;
            (vec![plan], Command::CorrectText { document, text })
        }
        _ => return Err(Fault::Usage("name a document and --text FILE, or --replace".to_owned())),
    };
    let (text, value) = told(&corpus, &plans, &mut study, command, args.dry_run)?;
    Ok(Done::answer(target, Answer::said(text, value)))
}

fn replace(
    args: &CorrectArgs,
    corpus: &Corpus,
    old: &str,
) -> Result<(Vec<CorrectionPlan>, Command), Fault> {
    let named = args.in_document.as_deref().or(args.document.as_deref());
    let only = named.map(|name| names::document(corpus, name).map(|found| found.id)).transpose()?;
    let how = How { whole_words: args.whole_words, match_case: args.match_case };
    let new = args.with.clone().unwrap_or_default();
    let read = corpus.documents.iter().filter(|found| only.is_none_or(|id| id == found.id));
    let each = read.map(|document| {
        let spans = places(&document.text, old, how).into_iter();
        (document.id, spans.map(|span| (span, new.clone())).collect::<Vec<(Span, String)>>())
    });
    let texts: Vec<(DocumentId, Vec<(Span, String)>)> =
        each.filter(|(_, words)| !words.is_empty()).collect();
    if texts.is_empty() {
        return Err(Fault::new(format!("{old:?} stands nowhere; nothing was changed")));
    }
    let plans = texts.iter().map(|(document, words)| plan_replacements(corpus, *document, words));
    Ok((plans.collect::<Result<_, _>>()?, Command::CorrectTexts { texts }))
}

/// Tells what plans do to codings and does the command, unless it is only to be told.
pub(super) fn told(
    corpus: &Corpus,
    plans: &[CorrectionPlan],
    study: &mut Study,
    command: Command,
    dry_run: bool,
) -> Result<(String, Value), Fault> {
    let step = if dry_run { None } else { study.run(command)?.step };
    let label = step.as_ref().map(|step| step.label.clone());
    let mut text = String::new();
    let mut documents = Vec::new();
    let (mut changed, mut orphaned) = (0, 0);
    for plan in plans {
        documents.push(document(corpus, plan, &mut text));
        orphaned += plan.orphaned();
        changed += plan.changed.len() - plan.orphaned();
    }
    match (&label, dry_run) {
        (Some(label), _) => writeln!(text, "{label}").ok(),
        (None, false) => writeln!(text, "The text is as it was.").ok(),
        (None, true) => {
            let tray = if orphaned == 0 {
                String::new()
            } else {
                format!(", {} would go to the tray", count(orphaned, "coding"))
            };
            writeln!(text, "{} would change{tray}. Nothing was changed.", count(changed, "coding"))
                .ok()
        }
    };
    let value = json!({
        "documents": documents,
        "changed": changed,
        "orphaned": orphaned,
        "dry_run": dry_run,
        "label": label,
        "step": step.map(|step| step.step),
    });
    Ok((text, value))
}

fn document(corpus: &Corpus, plan: &CorrectionPlan, text: &mut String) -> Value {
    let Some(document) = corpus.document(plan.document) else { return Value::Null };
    let (old, new) = (CharMap::new(&document.text), CharMap::new(&plan.text));
    let mut codings = Vec::new();
    let mut changed: Vec<&ChangedCoding> = plan.changed.iter().collect();
    changed.sort_by_key(|changed| changed.after.is_some());
    for changed in changed {
        let words = changed.before.of(&document.text).unwrap_or_default();
        let after = changed.after.and_then(|span| span.of(&plan.text));
        let coding = document.coding(changed.coding);
        let (from, to) =
            (old.char_span(changed.before), changed.after.and_then(|span| new.char_span(span)));
        let path = corpus.codes.path(changed.code);
        let coder = corpus.coder(changed.coder).map_or("", |coder| coder.name.as_str());
        let place = from.map_or_else(String::new, |at| format!(" {}-{}", at.start, at.end));
        let becomes =
            after.map_or_else(|| "to the tray".to_owned(), |words| format!("-> {words:?}"));
        writeln!(text, "{}{place}, {path}, {coder}: {words:?} {becomes}", document.name).ok();
        codings.push(json!({
            "guid": coding.map(|coding| coding.guid),
            "path": path,
            "coder": coder,
            "start": from.map(|at| at.start),
            "end": from.map(|at| at.end),
            "new_start": to.map(|at| at.start),
            "new_end": to.map(|at| at.end),
            "before": words,
            "after": after,
        }));
    }
    if !plan.edits.is_empty() {
        writeln!(text, "{}: {}", document.name, count(plan.edits.list().len(), "place")).ok();
    }
    if plan.turns_before != plan.turns_after {
        let (before, after) = (plan.turns_before, plan.turns_after);
        writeln!(text, "{}: {} instead of {before}", document.name, count(after, "turn")).ok();
    }
    let (fresh, gone) = &plan.labels;
    for (labels, what) in [(fresh, "new speakers"), (gone, "speakers without a turn")] {
        if !labels.is_empty() {
            writeln!(text, "{}: {what}: {}", document.name, labels.join(", ")).ok();
        }
    }
    json!({
        "document": document.name,
        "places": plan.edits.list().len(),
        "turns_before": plan.turns_before,
        "turns_after": plan.turns_after,
        "labels_new": fresh,
        "labels_gone": gone,
        "codings": codings,
    })
}
