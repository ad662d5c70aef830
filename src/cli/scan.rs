//! `scan`: what in a study may say who somebody is; and the line about it in receipts and exports.

use super::consent;
use super::exports;
use super::fault::Fault;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, Progress};
use crate::analysis::consent::{INSTEAD, veiled};
use crate::analysis::identifiers::{
    Finding, Kept, Leaving, NOTICE, Scanner, Severity, counts, counts_in_words, leaving, look,
};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Corpus, DocumentId, Filter, NewDocument};
use crate::text::names::Names;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

/// `postil scan STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Only in this document; may be repeated
    #[arg(long, value_name = "NAME")]
    document: Vec<String>,
    /// Only what is direct, indirect or for review; may be repeated
    #[arg(long, value_name = "HOW", value_parser = read_severity)]
    severity: Vec<Severity>,
    /// List what was kept instead of what is open
    #[arg(long)]
    kept: bool,
    #[command(flatten)]
    secret: super::pseudonyms::SecretArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// For commands that write what people said.
#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub(super) struct LeavingArgs {
    /// Do not look for identifiers in what is written
    #[arg(long)]
    no_scan: bool,
}

impl LeavingArgs {
    /// The line about identifiers in what is about to leave; `None` when there are none.
    pub(super) fn remark(self, corpus: &Corpus, what: &Leaving) -> Option<String> {
        if self.no_scan {
            return None;
        }
        let found = leaving(corpus, what, Names::default());
        (!found.is_empty()).then(|| {
            let counted = counts_in_words(&counts(&found));
            format!("identifiers in it: {counted} (see postil scan; --no-scan leaves this out)")
        })
    }
}

fn read_severity(name: &str) -> Result<Severity, String> {
    Severity::ALL
        .into_iter()
        .find(|severity| severity.name() == name.to_lowercase())
        .ok_or_else(|| "findings are direct, indirect or review".to_owned())
}

pub(super) fn run(args: &ScanArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let documents: Vec<DocumentId> = args
        .document
        .iter()
        .map(|name| super::names::document(corpus, name).map(|document| document.id))
        .collect::<Result<_, _>>()?;
    // The key's names are looked for where it is here; it need not be.
    let key = args.secret.open()?;
    let names =
        key.as_ref().map(|key| Names::new(key.list().iter().map(|line| line.original.as_str())));
    let names = names.unwrap_or_default();
    let progress = Progress::new("documents");
    let found =
        look(corpus, names, &AtomicBool::new(false), &AtomicUsize::new(0)).unwrap_or_default();
    progress.finish();
    let kept = Kept::new(&corpus.kept);
    let found: Vec<Finding> = found
        .into_iter()
        .filter(|one| args.severity.is_empty() || args.severity.contains(&one.severity))
        .filter(|one| {
            documents.is_empty() || one.place.document().is_some_and(|id| documents.contains(&id))
        })
        .filter(|one| kept.has(one) == args.kept)
        .collect();
    let mut rows = Vec::with_capacity(found.len());
    let mut list = Vec::with_capacity(found.len());
    // Findings are for the researcher; in a file the words of some people are held back all the same.
    let shown = if target.is_file() { veiled(corpus, None) } else { Arc::clone(corpus) };
    let shown_words = |one: &Finding| {
        let text = one.place.text(&shown).and_then(|text| one.span.of(text));
        let same =
            |text: &&str| one.place.text(corpus).is_some_and(|all| one.span.of(all) == Some(text));
        if text.as_ref().is_some_and(same) { one.words.clone() } else { INSTEAD.to_owned() }
    };
    for one in &found {
        let (before, words, after) = one.context(&shown, 40);
        let cells = [
            one.severity.name().to_owned(),
            one.label.to_owned(),
            shown_words(one).split_whitespace().collect::<Vec<_>>().join(" "),
            one.location(corpus),
            format!("{before}{words}{after}"),
        ];
        rows.push(Row { depth: 0, cells: cells.map(Cell::Text).to_vec() });
        list.push(finding_json(corpus, one, &shown_words(one)));
    }
    let columns = ["Severity", "What", "Words", "Where", "Context"].map(Column::text).to_vec();
    let sheet = Sheet { columns, rows, ..Sheet::default() };
    let counted = counts(&found);
    let said = if found.is_empty() {
        "Nothing was found.".to_owned()
    } else {
        format!("{}.", counts_in_words(&counted))
    };
    let value = json!({"findings": list, "counts": counts_json(&found), "notice": NOTICE});
    let mut done = Done::answer(target, Answer::table(sheet, value));
    done.remarks = vec![said, NOTICE.to_owned()];
    done.remarks.extend(consent::remark("scan", &shown));
    Ok(done.leaving(exports::Leaving::counting(study, &Filter::default(), None)))
}

fn finding_json(corpus: &Corpus, one: &Finding, words: &str) -> Value {
    let text = one.place.text(corpus).unwrap_or_default();
    // Code points, as everywhere outside.
    let count = |to: u32| text.get(..to as usize).map_or(0, |part| part.chars().count());
    let document = one.place.document().and_then(|id| corpus.document(id));
    json!({
        "severity": one.severity.name(),
        "pattern": one.pattern,
        "label": one.label,
        "words": words,
        "document": document.map(|document| &document.name),
        "paragraph": one.paragraph(corpus),
        "place": one.place.kind().unwrap_or("text"),
        "subject": one.place.subject(corpus),
        "start": count(one.span.start()),
        "end": count(one.span.end()),
    })
}

/// Number of findings of each kind.
pub(super) fn counts_json(found: &[Finding]) -> Value {
    let counted = counts(found).into_iter();
    counted
        .map(
            |(label, severity, n)| json!({"label": label, "severity": severity.name(), "count": n}),
        )
        .collect()
}

/// What stands in documents on their way in, one list for each.
pub(super) fn in_new(corpus: &Corpus, documents: &[NewDocument]) -> Vec<Vec<Finding>> {
    if documents.is_empty() {
        return Vec::new();
    }
    let old = corpus.documents.par_iter().map(|document| &*document.text);
    let new = documents.par_iter().map(|document| document.text.as_str());
    let scanner = Scanner::new(Names::default()).knowing(corpus).reading(old.chain(new));
    documents.par_iter().map(|document| scanner.new_document(document)).collect()
}
