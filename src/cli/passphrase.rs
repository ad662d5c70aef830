//! `passphrase`: a study is locked, gets another passphrase, or is opened for everybody.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::{Locks, StudyArgs, passphrase_from};
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::study::{Passphrase, readable_copies, readable_logs, wipe};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// The environment variable that holds a new passphrase.
const NEW: &str = "POSTIL_NEW_PASSPHRASE";

/// `postil passphrase STUDY --set | --change | --remove`
#[derive(clap::Args, Debug)]
pub(super) struct PassphraseArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    task: Task,
    /// Read the new passphrase from this file's first line [or from `POSTIL_NEW_PASSPHRASE`]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    /// Overwrite and remove copies beside an encrypted study that can be read without a passphrase
    #[arg(long, conflicts_with = "remove")]
    remove_copies: bool,
    #[command(flatten)]
    json: JsonArg,
}

/// What is to be done; without any of them it is told how things stand.
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
struct Task {
    /// Encrypt a study that has no passphrase. There is no recovery: if it is lost, the study is lost
    #[arg(long)]
    set: bool,
    /// Give an encrypted study another passphrase
    #[arg(long)]
    change: bool,
    /// Write the study without encryption
    #[arg(long)]
    remove: bool,
}

pub(super) fn run(args: &PassphraseArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let Task { set, change, remove } = args.task;
    let mut study = args.study.open()?;
    // The file itself: its copies lie beside that, not beside a link.
    let path = study.path().to_owned();
    let mut text = String::new();
    let mut wiped = None;
    if set || change || remove {
        match (study.is_encrypted(), set) {
            (true, true) => return Err(Fault::new("the study has a passphrase; use --change")),
            (false, false) => return Err(Fault::new("the study has no passphrase; use --set")),
            _ => {}
        }
        let new = if remove { None } else { Some(new_passphrase(args)?) };
        let (back, done) = study.relock(new.as_ref());
        wiped = Some(done?.wiped);
        // Without a study there was an error.
        study = back.ok_or_else(|| Fault::new("the study did not open again"))?;
        text.push_str(match (set, remove) {
            (true, _) => {
                "The study is encrypted. There is no recovery: if the passphrase is lost, the \
                 study is lost.\n"
            }
            (_, true) => "The passphrase is removed: whoever has the file can read it.\n",
            _ => "The passphrase is changed. Copies made before keep the old one.\n",
        });
        text.push_str(if wiped == Some(true) {
            "The old file was overwritten. An SSD may keep parts of it all the same.\n"
        } else {
            "The old file could not be overwritten: it has another name, or the disk refused.\n"
        });
    }
    let encrypted = study.is_encrypted();
    if text.is_empty() {
        text.push_str(if encrypted {
            "The study is encrypted.\n"
        } else {
            "The study has no passphrase: whoever has the file can read it.\n"
        });
    }
    let mut copies = if encrypted { readable_copies(&path) } else { Vec::new() };
    let mut removed: Vec<PathBuf> = Vec::new();
    let mut faults = Vec::new();
    if args.remove_copies {
        for copy in std::mem::take(&mut copies) {
            match wipe(&copy) {
                Ok(()) => removed.push(copy),
                Err(error) => {
                    faults.push(Fault::new(error.to_string()));
                    copies.push(copy);
                }
            }
        }
        writeln!(text, "Overwritten and removed: {}", count(removed.len(), "file")).ok();
    }
    if !copies.is_empty() {
        text.push_str("These copies can be read without a passphrase (--remove-copies):\n");
        for copy in &copies {
            writeln!(text, "  {}", shown(copy)).ok();
        }
    }
    let logs = if encrypted { readable_logs(&path) } else { Vec::new() };
    if !logs.is_empty() {
        text.push_str(
            "These logs of another file can be read without a passphrase. Its last steps may be nowhere \
             else: put them beside it, under their old name, or delete them yourself:\n",
        );
        for log in &logs {
            writeln!(text, "  {}", shown(log)).ok();
        }
    }
    let names = |list: &[PathBuf]| list.iter().map(|path| shown(path)).collect::<Vec<_>>();
    let value = json!({
        "study": shown(&path),
        "encrypted": encrypted,
        "overwritten": wiped,
        "copies": names(&copies),
        "logs": names(&logs),
        "removed": names(&removed),
    });
    let mut done = Done::answer(target, Answer::said(text, value));
    done.faults = faults;
    Ok(done)
}

fn new_passphrase(args: &PassphraseArgs) -> Result<Passphrase, Fault> {
    let given = passphrase_from(args.new_passphrase_file.as_deref(), NEW, Locks::New)?;
    given.ok_or_else(|| {
        Fault::Usage(format!("give the new passphrase with --new-passphrase-file FILE or in {NEW}"))
    })
}
