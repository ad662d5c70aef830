//! The study file as a whole: `new`, `check`, `info`.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::study::{self, StoreError, Study, Trouble};
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
    let passphrase = args.study.key.new_passphrase()?;
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

/// What a check found in the end, and what was done.
#[derive(Default)]
struct Checked {
    text: String,
    repaired: Vec<String>,
    troubles: Vec<Trouble>,
}

impl Checked {
    fn repaired(&mut self, backup: &std::path::Path, told: Vec<String>) {
        writeln!(self.text, "The study as it was: {}", shown(backup)).ok();
        for line in &told {
            writeln!(self.text, "repaired: {line}").ok();
        }
        self.repaired = told;
    }
}

pub(super) fn check(args: &CheckArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let Checked { mut text, repaired, troubles } = match args.study.open() {
        Ok(study) => checked(args, study)?,
        Err(fault) => unopened(args, fault)?,
    };
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
        let advice = if troubles.iter().any(Trouble::is_loss) {
            "rows are missing, and repairing it would destroy what shows that; postil salvage gets out \
             what can be read"
        } else if args.repair {
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

fn checked(args: &CheckArgs, mut study: Study) -> Result<Checked, Fault> {
    let damaged = |error| as_damaged(args, error);
    let mut done = Checked { troubles: study.check().map_err(damaged)?, ..Checked::default() };
    // What an index names and is not there shows only as long as nothing is made anew.
    let loss = done.troubles.iter().any(Trouble::is_loss);
    if args.repair && !done.troubles.is_empty() && !loss {
        // A study that can only be read is refused by the repair, which says why.
        if study.read_only().is_some() {
            study.repair()?;
        }
        let backup = study.backup_anyway("before repair").map_err(damaged)?;
        done.repaired(&backup.path, study.repair().map_err(damaged)?);
        done.troubles = study.check()?;
    }
    Ok(done)
}

/// A study whose rows do not fit together does not open; it is looked at and repaired all the same. Where
/// the file itself is the matter, `fault` says why it does not open.
fn unopened(args: &CheckArgs, fault: Fault) -> Result<Checked, Fault> {
    let (path, key) = (&args.study.path, args.study.key.passphrase()?);
    let troubles = match Trouble::in_file(path, key.as_ref()) {
        Ok(troubles) if !troubles.is_empty() => troubles,
        _ => return Err(fault),
    };
    let mut done = Checked { troubles, ..Checked::default() };
    let loss = done.troubles.iter().any(Trouble::is_loss);
    if args.repair && !loss {
        let (backup, told) = Trouble::repaired_in(path, key.as_ref(), args.study.coder.as_deref())
            .map_err(|error| as_damaged(args, error.into()))?;
        done.repaired(&backup.path, told);
        done.troubles = match args.study.open() {
            Ok(mut study) => study.check()?,
            // It says why; what was done is told all the same.
            Err(fault) => {
                let told = fault.told("check");
                let detail = told.trim_start_matches("postil: check: ").to_owned();
                vec![Trouble { what: "database".to_owned(), detail }]
            }
        };
    }
    Ok(done)
}

/// What the database says of rows that it cannot put right says nothing to people.
fn as_damaged(args: &CheckArgs, error: study::Error) -> Fault {
    match error {
        study::Error::Store(StoreError::Sqlite(_)) => Fault::new(format!(
            "the rows of the study do not fit together, and they cannot be put right in place; postil \
             salvage gets out what can be read: {}",
            shown(&args.study.path)
        )),
        error => error.into(),
    }
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
