//! Backups: made, listed, compared, put in the place of the study, taken out as a study of their own.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::study::{
    Backup, BackupReader, Difference, Pace, Passphrase, backups, copy_backup, differences,
    look_into,
};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `postil backup STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// List the backups, the newest first
    #[arg(long, group = "act")]
    list: bool,
    /// Make one now, even when nothing was done since the last one
    #[arg(long, group = "act")]
    now: bool,
    /// Say what restoring this backup would change (its name, its file or `latest`)
    #[arg(long, value_name = "BACKUP", group = "act")]
    compare: Option<PathBuf>,
    /// Put this backup in the place of the study; the study as it is is backed up first, and keeps its
    /// passphrase where it has one
    #[arg(long, value_name = "BACKUP", group = "act")]
    restore: Option<PathBuf>,
    /// Make a study of its own of this backup
    #[arg(long, value_name = "BACKUP", group = "act", requires = "to")]
    copy: Option<PathBuf>,
    /// The file that `--copy` makes
    #[arg(long, value_name = "FILE", requires = "copy")]
    to: Option<PathBuf>,
    /// How many backups stay: those of the last hour (at most half), and the last one of each day
    #[arg(long, value_name = "N", default_value_t = 20,
          value_parser = clap::value_parser!(u16).range(1..))]
    keep: u16,
    /// The passphrase of the backup, where the study has another one by now: the file's first line
    #[arg(long, value_name = "FILE")]
    backup_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &BackupArgs) -> Result<Done, Fault> {
    let study = args.file();
    if let Some(named) = &args.restore {
        return restore(args, &find(&study, named)?);
    }
    if let Some(named) = &args.compare {
        return compare(args, &find(&study, named)?);
    }
    if let (Some(named), Some(to)) = (&args.copy, &args.to) {
        let target = args.output.plain()?;
        let backup = find(&study, named)?;
        copy_backup(&backup, to, args.key()?.as_ref())?;
        let text = format!("Made a study of the backup {}: {}\n", shown(&backup), shown(to));
        let value = json!({"backup": shown(&backup), "study": shown(to)});
        return Ok(Done::answer(target, Answer::said(text, value)));
    }
    if args.list { list(args) } else { make(args) }
}

impl BackupArgs {
    /// The file of the study itself: its backups lie beside that, not beside a link.
    fn file(&self) -> PathBuf {
        let path = &self.study.path;
        let real = path.is_symlink().then(|| std::fs::canonicalize(path).ok()).flatten();
        real.unwrap_or_else(|| path.clone())
    }

    /// What opens the backup: its own passphrase, or the study's.
    fn key(&self) -> Result<Option<Passphrase>, Fault> {
        match &self.backup_passphrase_file {
            Some(file) => super::open::first_line(file, super::open::Locks::Known).map(Some),
            None => self.study.key.passphrase(),
        }
    }
}

/// A backup by its file, by its name in the folder of backups, or the newest one.
fn find(study: &Path, named: &Path) -> Result<PathBuf, Fault> {
    let all = backups(study);
    if named == Path::new("latest") {
        let none = || Fault::on(shown(study), "there is no backup of this study");
        return all.first().map(|backup| backup.path.clone()).ok_or_else(none);
    }
    let wanted = named.to_string_lossy();
    let known = all.into_iter().find(|backup| {
        let name = backup.path.file_name().unwrap_or_default().to_string_lossy();
        name == wanted || name.strip_suffix(".postil") == Some(&*wanted)
    });
    match known {
        Some(backup) => Ok(backup.path),
        None if named.is_file() => Ok(named.to_owned()),
        None => Err(Fault::on(
            shown(named),
            format!("there is no such backup; postil backup {} --list names them", shown(study)),
        )),
    }
}

fn make(args: &BackupArgs) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let mut study = args.study.open()?;
    study.set_pace(Pace { keep: usize::from(args.keep), ..Pace::default() });
    let made =
        if args.now { Some(study.backup_anyway("by hand")?) } else { study.backup("by hand")? };
    let text = match &made {
        Some(backup) => format!("Made a backup: {}\n", shown(&backup.path)),
        None => "Nothing was done since the last backup: none was made.\n".to_owned(),
    };
    let value = json!({"backup": made.map(|backup| shown(&backup.path))});
    Ok(Done::answer(target, Answer::said(text, value)))
}

fn list(args: &BackupArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let key = args.key()?;
    let all: Vec<(Backup, Option<crate::study::Held>)> = backups(&args.file())
        .into_iter()
        .map(|backup| {
            let held = look_into(&backup.path, key.as_ref()).ok();
            (backup, held)
        })
        .collect();
    let name = |backup: &Backup| {
        backup.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    };
    let number = |n: Option<u64>| n.map_or(Cell::Blank, |n| Cell::Int(n as i64));
    let rows = all.iter().map(|(backup, held)| Row {
        depth: 0,
        cells: vec![
            Cell::Text(name(backup)),
            Cell::Int(backup.bytes as i64),
            number(held.map(|held| held.steps)),
            number(held.map(|held| held.documents)),
            number(held.map(|held| held.codings)),
        ],
    });
    let numbers = ["Bytes", "Steps", "Documents", "Codings"].map(Column::number);
    let sheet = Sheet {
        columns: std::iter::once(Column::text("Backup")).chain(numbers).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    };
    let value = all.iter().map(|(backup, held)| {
        json!({
            "backup": name(backup),
            "path": shown(&backup.path),
            "at": backup.at.to_string(),
            "reason": backup.reason,
            "bytes": backup.bytes,
            "steps": held.map(|held| held.steps),
            "documents": held.map(|held| held.documents),
            "codings": held.map(|held| held.codings),
        })
    });
    let mut done = Done::answer(target, Answer::table(sheet, value.collect()));
    let closed = all.iter().filter(|(_, held)| held.is_none()).count();
    if closed > 0 {
        let what = count(closed, "backup");
        done.remarks.push(format!(
            "{what} could not be looked into: damaged, or locked with another passphrase"
        ));
    }
    Ok(done)
}

fn compare(args: &BackupArgs, backup: &Path) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = (args.study.path.as_path(), args.study.key.passphrase()?);
    let key = args.key()?;
    let found = differences((study.0, study.1.as_ref()), (backup, key.as_ref()))?;
    let reader = BackupReader::of_file(study.0, study.1);
    let remark = match reader.lock_after(backup, key.as_ref()) {
        Ok(lock) => lock.map(str::to_owned),
        // Whoever looks at another study finds something, and is told.
        Err(error) => Some(error.to_string()),
    };
    let rows = found.iter().map(|one| Row {
        depth: 0,
        cells: [one.now, one.then, one.back, one.gone, one.changed]
            .into_iter()
            .map(|n| Cell::Int(n as i64))
            .fold(vec![Cell::Text(one.what.to_owned())], |mut cells, cell| {
                cells.push(cell);
                cells
            }),
    });
    let names = ["Now", "In the backup", "Come back", "Go", "Change back"].map(Column::number);
    let sheet = Sheet {
        columns: std::iter::once(Column::text("What")).chain(names).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    };
    let value = serde_json::to_value(&found).map_err(|error| Fault::new(error.to_string()))?;
    let done = Done::answer(target, Answer::table(sheet, value));
    Ok(Done { remarks: remark.into_iter().collect(), ..done })
}

fn restore(args: &BackupArgs, backup: &Path) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let key = args.key()?;
    let study_key = args.study.key.passphrase()?;
    let found = differences((&args.study.path, study_key.as_ref()), (backup, key.as_ref()))?;
    let reader = BackupReader::of_file(&args.study.path, study_key);
    let lock = reader.lock_after(backup, key.as_ref())?;
    let mut study = args.study.open()?;
    study.set_pace(Pace { keep: usize::from(args.keep), ..Pace::default() });
    let kept = study.restore(backup, key.as_ref())?;
    let mut text = format!("Restored from the backup {}\n", shown(backup));
    for one in found.iter().filter(|one| !one.is_none()) {
        let Difference { what, back, gone, changed, .. } = one;
        writeln!(text, "{what}: {back} came back, {gone} went, {changed} changed back").ok();
    }
    match &kept {
        Some(kept) => writeln!(text, "The study as it was: {}", shown(&kept.path)).ok(),
        None => writeln!(text, "The study as it was is the last backup that was made.").ok(),
    };
    if let Some(lock) = lock {
        writeln!(text, "{lock}").ok();
    }
    let value = json!({
        "restored": shown(backup),
        "kept": kept.map(|kept| shown(&kept.path)),
        "differences": found,
        "passphrase": lock,
    });
    Ok(Done::answer(target, Answer::said(text, value)))
}
