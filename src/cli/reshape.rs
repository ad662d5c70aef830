//! `codebook`: codes merged, moved, retired; versions kept and compared.

use super::codebook::quoting;
use super::fault::Fault;
use super::names::{self, count};
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::veiled;
use crate::exchange::codebook::write_difference;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{CodeId, CodebookVersion, Corpus, FrozenCodebook};
use crate::study::{Command, MergePlan, Study, plan_merge};
use serde_json::{Value, json};
use std::sync::Arc;

/// What is to be done with the codebook; at most one of these.
#[derive(clap::Args, Clone, Debug)]
#[group(multiple = true)]
pub(super) struct ReshapeArgs {
    /// Merge these codes into the one named by --into
    #[arg(long, value_name = "CODE", num_args = 1.., group = "act", requires = "into")]
    merge: Vec<String>,
    /// The code the others go into
    #[arg(long, value_name = "CODE", requires = "merge")]
    into: Option<String>,
    /// Only tell what merging would do
    #[arg(long, requires = "merge")]
    dry_run: bool,
    /// Hang these codes under the one named by --under, or at the --top
    #[arg(long = "move", value_name = "CODE", num_args = 1.., group = "act", requires = "place")]
    moved: Vec<String>,
    /// The code to hang others under
    #[arg(long, value_name = "CODE", requires = "moved", group = "place")]
    under: Option<String>,
    /// The top of the codebook
    #[arg(long, requires = "moved", group = "place")]
    top: bool,
    /// Offer these codes no longer; their codings stay
    #[arg(long, value_name = "CODE", num_args = 1.., group = "act")]
    retire: Vec<String>,
    /// Offer these codes again
    #[arg(long, value_name = "CODE", num_args = 1.., group = "act")]
    restore: Vec<String>,
    /// Keep the codebook as it stands as a version, with a note
    #[arg(long, value_name = "NOTE", group = "act")]
    keep_version: Option<String>,
    /// List the versions that were kept
    #[arg(long, group = "act")]
    versions: bool,
    /// What has changed from one version to another, or to now
    #[arg(long, value_name = "FROM[..TO]", group = "act")]
    changes: Option<String>,
}

/// Does what is asked for; `None` when nothing is.
pub(super) fn run(
    args: &ReshapeArgs,
    study: &mut Study,
    output: &OutputArgs,
) -> Result<Option<Done>, Fault> {
    let said = |(text, value): (String, Value)| -> Result<Option<Done>, Fault> {
        Ok(Some(Done::answer(output.plain()?, Answer::said(text, value))))
    };
    if let Some(into) = &args.into {
        return said(merge(args, into, study)?);
    }
    if !args.moved.is_empty() {
        let parent = args.under.as_deref().map(|name| names::code(study.corpus(), name));
        let codes = codes(study.corpus(), &args.moved)?;
        let command = Command::MoveCodes { codes, parent: parent.transpose()?, before: None };
        return said(step(study, command, "They hang there already.")?);
    }
    for (wanted, retired) in [(&args.retire, true), (&args.restore, false)] {
        if !wanted.is_empty() {
            let codes = codes(study.corpus(), wanted)?;
            let already = if retired { "They are retired already." } else { "They are in use." };
            return said(step(study, Command::RetireCodes { codes, retired }, already)?);
        }
    }
    if let Some(note) = &args.keep_version {
        return said(step(study, Command::KeepVersion { note: note.clone() }, "")?);
    }
    if !args.versions && args.changes.is_none() {
        return Ok(None);
    }
    // What was written about codes in older versions is held back like what is written of them today.
    let shown = veiled(study.corpus(), None);
    let remarks: Vec<String> = quoting(study.corpus(), None).into_iter().collect();
    if args.versions {
        let (sheet, value) = versions(&shown);
        let done = Done::answer(output.target()?, Answer::table(sheet, value));
        return Ok(Some(Done { remarks, ..done }));
    }
    let Some(range) = &args.changes else { return Ok(None) };
    let (text, value) = changes(&shown, range)?;
    let done = Done::answer(output.plain()?, Answer::said(text, value));
    Ok(Some(Done { remarks, ..done }))
}

fn codes(corpus: &Corpus, named: &[String]) -> Result<Vec<CodeId>, Fault> {
    named.iter().map(|name| names::code(corpus, name)).collect()
}

/// Runs a command and tells the name of its step.
fn step(study: &mut Study, command: Command, already: &str) -> Result<(String, Value), Fault> {
    let step = study.run(command)?.step;
    let text = step.as_ref().map_or(already, |step| step.label.as_str());
    Ok((format!("{text}\n"), json!({"step": step.as_ref().map(|step| step.step)})))
}

fn merge(args: &ReshapeArgs, into: &str, study: &mut Study) -> Result<(String, Value), Fault> {
    let corpus = Arc::clone(study.corpus());
    let (codes, into) = (codes(&corpus, &args.merge)?, names::code(&corpus, into)?);
    let plan = plan_merge(&corpus, &codes, into)?;
    let mut text = plan.told(&corpus).join("\n") + "\n";
    let step = if args.dry_run {
        text += "Nothing was changed.\n";
        None
    } else {
        study.run(Command::MergeCodes { codes, into })?.step
    };
    let mut value = plan_json(&corpus, &plan);
    value["dry_run"] = json!(args.dry_run);
    value["step"] = json!(step.map(|step| step.step));
    Ok((text, value))
}

fn plan_json(corpus: &Corpus, plan: &MergePlan) -> Value {
    let path = |code| corpus.codes.path(code);
    let folds = plan.folds.iter().map(|fold| {
        json!({
            "code": path(fold.from),
            "into": path(fold.into),
            "named": fold.asked,
            "codings": fold.codings,
            "memos": fold.memos,
            "themes": fold.themes,
            "added": fold.texts,
        })
    });
    let moved = plan
        .moved
        .iter()
        .map(|(code, parent)| json!({"code": path(*code), "under": path(*parent)}));
    let (before, after) = plan.count();
    json!({
        "into": path(plan.into),
        "merged": folds.collect::<Vec<_>>(),
        "moved": moved.collect::<Vec<_>>(),
        "before": before,
        "after": after,
        "joined": plan.joined(),
    })
}

fn coder(corpus: &Corpus, version: &CodebookVersion) -> String {
    corpus.coder(version.coder).map_or_else(String::new, |coder| coder.name.clone())
}

fn versions(corpus: &Corpus) -> (Sheet, Value) {
    let names = ["Kept", "Who", "Note"].map(Column::text);
    let mut columns = vec![Column::number("Version")];
    columns.extend(names);
    columns.push(Column::number("Codes"));
    let rows = corpus.versions.iter().map(|version| Row {
        depth: 0,
        cells: vec![
            Cell::int(version.number.into()),
            Cell::Text(version.created_at.clone()),
            Cell::Text(coder(corpus, version)),
            Cell::words((!version.note.is_empty()).then_some(version.note.as_str())),
            if version.readable {
                Cell::int(version.codes.0.len() as u64)
            } else {
                Cell::NotAvailable("this version cannot be read".to_owned())
            },
        ],
    });
    let sheet = Sheet { columns, rows: rows.collect(), ..Sheet::default() };
    let list = corpus.versions.iter().map(|version| {
        json!({
            "number": version.number,
            "when": version.created_at,
            "coder": coder(corpus, version),
            "note": version.note,
            "codes": version.readable.then_some(version.codes.0.len()),
            "readable": version.readable,
        })
    });
    (sheet, Value::Array(list.collect()))
}

/// A version by its number, or the codebook as it stands.
fn version(corpus: &Corpus, name: &str) -> Result<(String, Arc<FrozenCodebook>), Fault> {
    let name = name.trim();
    if name == "now" {
        return Ok(("now".to_owned(), Arc::new(FrozenCodebook::of(&corpus.codes))));
    }
    let found = corpus.versions.iter().find(|version| version.number.to_string() == name);
    if found.is_some_and(|version| !version.readable) {
        return Err(Fault::new(format!("version {name} cannot be read: its entry is damaged")));
    }
    found.map(|version| (version.number.to_string(), Arc::clone(&version.codes))).ok_or_else(|| {
        let kept = count(corpus.versions.len(), "version");
        let advice = match corpus.versions.len() {
            0 => "keep one with --keep-version NOTE".to_owned(),
            _ => format!("there are {kept}; see --versions"),
        };
        Fault::new(format!("there is no version {name}; {advice}"))
    })
}

fn changes(corpus: &Corpus, range: &str) -> Result<(String, Value), Fault> {
    let (from, to) = range.split_once("..").unwrap_or((range, "now"));
    let (from, old) = version(corpus, from)?;
    let (to, new) = version(corpus, if to.trim().is_empty() { "now" } else { to })?;
    let changes = old.changes_to(&new);
    let upto = if to == "now" { to.clone() } else { format!("version {to}") };
    let text = write_difference(&format!("Codebook, version {from} to {upto}"), &changes);
    let value = json!({
        "from": from,
        "to": to,
        "recheck": old.codes_to_recheck(&new),
        "changes": changes,
    });
    Ok((text, value))
}
