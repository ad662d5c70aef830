//! `destroy`: the study and everything that belongs to it, overwritten and removed.

use super::fault::{Fault, shown};
use super::open::{StudyArgs, VARIABLE};
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::exchange::save;
use crate::study::{Error, ReadOnly, StoreError, Study, belongings, destroy};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// `postil destroy STUDY --name NAME`
#[derive(clap::Args, Debug)]
pub(super) struct DestroyArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The study's own name, as postil inventory shows it; of a study that does not open, the name of
    /// its file without the ending
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    name: Option<String>,
    /// List what would go, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Destroy it although its passphrase is missing or wrong. Nothing of it is read then: which files
    /// were written from it stays unknown, and --name is the name of its file without the ending
    #[arg(long)]
    without_opening: bool,
    /// Write what was done, and what cannot be reached, into this file as well
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    report: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &DestroyArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let path = &args.study.path;
    let all = belongings(path)?;
    if args.dry_run {
        let mut text = "Would be overwritten and removed:\n".to_owned();
        for (file, bytes) in &all.files {
            writeln!(text, "  {bytes} bytes: {}", shown(file)).ok();
        }
        if let Some(folder) = &all.folder {
            writeln!(text, "  the folder {}", shown(folder)).ok();
        }
        text.push_str("Nothing was changed.\n");
        let files: Vec<Value> = all
            .files
            .iter()
            .map(|(path, bytes)| json!({"path": shown(path), "bytes": bytes}))
            .collect();
        let value = json!({"dry_run": true, "files": files});
        return Ok(Done::answer(target, Answer::said(text, value)));
    }
    let mut remarks = Vec::new();
    let passphrase = args.study.key.passphrase()?;
    let open = match Study::open(path, passphrase.as_ref()) {
        Ok(study) => Some(study),
        // Nobody can read it any more: it may go all the same.
        Err(error) => {
            may_go_unread(&error, args.without_opening)?;
            remarks.push(format!("the study does not open, its log of files is unknown: {error}"));
            None
        }
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name =
        open.as_ref().map_or(stem.as_str(), |study| study.corpus().study.as_str()).to_owned();
    if args.name.as_deref().map(str::trim) != Some(name.trim()) {
        return Err(Fault::new(format!(
            "--name is not the name of this study, which is {name:?}; nothing was changed"
        )));
    }
    let exports = open.as_ref().map(Study::ready_to_end).transpose()?;
    // Said before, not after: the report must have a place.
    if let Some(report) = &args.report {
        save::has_place(report)?;
        if all.folder.as_ref().is_some_and(|folder| save::is_within(report, folder)) {
            return Err(Fault::on(shown(report), "this folder goes with the study"));
        }
    }
    drop(open);
    let done = destroy(path, &name, exports)?;
    let mut text = done.lines().join("\n");
    text.push('\n');
    let mut faults: Vec<Fault> =
        done.kept.iter().map(|file| Fault::on(shown(&file.path), &file.why)).collect();
    if let Some(report) = &args.report
        && let Err(error) = save::save_bytes(report, text.as_bytes())
    {
        faults.push(Fault::from(error));
    }
    let files: Vec<Value> = done
        .gone
        .iter()
        .map(|file| json!({"path": shown(&file.path), "bytes": file.bytes}))
        .collect();
    let kept: Vec<Value> =
        done.kept.iter().map(|file| json!({"path": shown(&file.path), "why": file.why})).collect();
    let exports = done.exports.as_ref().map(|all| {
        all.iter().map(|file| json!({"path": file.path, "what": file.what})).collect::<Vec<_>>()
    });
    let value = json!({
        "study": done.name,
        "path": shown(&done.path),
        "at": done.at,
        "removed": files,
        "kept": kept,
        "exports": exports,
        "beyond": done.beyond(),
    });
    Ok(Done { faults, remarks, ..Done::answer(target, Answer::said(text, value)) })
}

/// Whether a study that does not open may go all the same: not while somebody has it open, and not by
/// mistake, such as a passphrase that was typed wrong.
fn may_go_unread(error: &Error, without_opening: bool) -> Result<(), Fault> {
    let used = matches!(
        error,
        Error::Store(StoreError::Busy | StoreError::ReadOnly { why: ReadOnly::Held(_), .. })
    );
    if used {
        return Err(Fault::new(error.to_string()));
    }
    let locked =
        error.wants_passphrase() || matches!(error, Error::Store(StoreError::NoEncryption));
    if without_opening || !locked {
        return Ok(());
    }
    Err(Fault::new(format!(
        "{error}; give its passphrase with --passphrase-file FILE or in {VARIABLE}, or add \
         --without-opening to destroy it unread; nothing was changed"
    )))
}
