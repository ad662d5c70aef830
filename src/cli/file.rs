//! The study file as a whole: `new`, `check`, `info`.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::study::Study;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// `postil new STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct NewArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    json: JsonArg,
}

/// `postil check STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Put right what can be without loss; the study is backed up first, and the steps before cannot be
    /// undone any more
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    json: JsonArg,
}

/// `postil info STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct InfoArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn new(args: &NewArgs) -> Result<Done, Fault> {
    let passphrase = args.study.key.passphrase()?;
    let path = &args.study.path;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let study = Study::create(path, passphrase.as_ref(), &name, args.study.coder.as_deref())?;
    if let Some(warning) = study.place_warning() {
        super::output::complain(&warning);
    }
    let locked = if study.is_encrypted() { ", locked with a passphrase" } else { "" };
    let text = format!("Made an empty study{locked}: {}\n", shown(path));
    let value = json!({
        "study": shown(path),
        "coder": study.coder(),
        "encrypted": study.is_encrypted(),
    });
    let target = OutputArgs::from(args.json).plain()?;
    Ok(Done::answer(target, Answer::said(text, value)))
}

pub(super) fn check(args: &CheckArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let mut troubles = study.check()?;
    let mut text = String::new();
    let mut repaired = Vec::new();
    if args.repair && !troubles.is_empty() {
        if let Some(backup) = study.backup("before repair")? {
            writeln!(text, "The study as it was: {}", shown(&backup.path)).ok();
        }
        repaired = study.repair()?;
        for line in &repaired {
            writeln!(text, "repaired: {line}").ok();
        }
        troubles = study.check()?;
    }
    for trouble in &troubles {
        writeln!(text, "{}: {}", trouble.what, trouble.detail).ok();
    }
    if troubles.is_empty() {
        text.push_str("Everything is whole.\n");
    }
    let mut value = json!({"whole": troubles.is_empty(), "troubles": troubles});
    if args.repair {
        value["repaired"] = json!(repaired);
    }
    let mut done = Done::answer(target, Answer::said(text, value));
    if !troubles.is_empty() {
        let found = count(troubles.len(), "thing");
        let verb = if troubles.len() == 1 { "is" } else { "are" };
        let advice = if args.repair {
            "postil salvage gets out what can be read"
        } else {
            "--repair puts right what can be; keep a copy of the file"
        };
        done.faults.push(Fault::new(format!(
            "{found} {verb} not as it should be; {advice}: {}",
            shown(&args.study.path)
        )));
    }
    Ok(done)
}

pub(super) fn info(args: &InfoArgs) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let study = args.study.open()?;
    let value =
        serde_json::to_value(study.info()?).map_err(|error| Fault::new(error.to_string()))?;
    let mut text = String::new();
    if let Value::Object(fields) = &value {
        for (name, field) in fields {
            let field = match field {
                Value::Bool(true) => "yes".to_owned(),
                Value::Bool(false) => "no".to_owned(),
                other => other.to_string(),
            };
            writeln!(text, "{name:<13}{field:>10}").ok();
        }
    }
    Ok(Done::answer(target, Answer::said(text, value)))
}
