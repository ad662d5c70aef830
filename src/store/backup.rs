//! Copies of a study that are made by the way: whole, locked like the study, thinned out with time.
//!
//! SQLite writes them (`VACUUM INTO`): one moment of the study, without what was deleted, under the
//! study's own passphrase. They are written beside their place, flushed and renamed.

use super::companions::backup_folder;
use super::open::unlock;
use super::{Error, Passphrase, Store};
use jiff::civil::DateTime;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// How many backups stay where nobody says otherwise.
pub const KEEP: usize = 20;

/// How a moment stands in a backup's name.
const MOMENT: &str = "%Y-%m-%d %H.%M.%S";

/// Under which name the desk knows up to which line of the audit trail there is a backup.
const MARK: &str = "backup";

/// A backup in its folder. Its name says when and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made, by the clock of the computer that made it.
    pub at: DateTime,
    /// Why: `before import`, `after 50 steps`.
    pub reason: String,
    /// Its size.
    pub bytes: u64,
}

impl Backup {
    /// Reads a file's name; `None` for a file that has another kind of name.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let stem = name.strip_suffix(".postil")?;
        let at = DateTime::strptime(MOMENT, stem.get(..19)?).ok()?;
        let rest = stem.get(19..)?.trim_start();
        // ` (2)` is there only because the name was taken.
        let reason = match rest.rsplit_once(" (") {
            Some((reason, number)) if is_number(number) => reason,
            _ => rest,
        };
        let bytes = std::fs::metadata(path).map_or(0, |found| found.len());
        Some(Self { path: path.to_owned(), at, reason: reason.to_owned(), bytes })
    }
}

fn is_number(text: &str) -> bool {
    text.strip_suffix(')').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The backups of a study, the newest first.
pub fn backups(study: &Path) -> Vec<Backup> {
    let Ok(entries) = std::fs::read_dir(backup_folder(study)) else { return Vec::new() };
    let mut found: Vec<Backup> =
        entries.filter_map(|entry| Backup::of(&entry.ok()?.path())).collect();
    // Names know seconds; of two made within one the file itself says which was later.
    let written = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    found.sort_by_cached_key(|backup| {
        std::cmp::Reverse((backup.at, written(&backup.path), backup.path.clone()))
    });
    found
}

/// A backup that is still to be made, to be taken to another thread: the study can be worked on
/// meanwhile.
#[derive(Debug)]
pub struct BackupWork {
    study: PathBuf,
    passphrase: Option<Passphrase>,
    /// The newest line of the audit trail that is in it.
    state: i64,
    keep: usize,
}

impl BackupWork {
    /// Makes it. Gives back what was made and the mark for [`Store::backed_up`].
    pub fn run(&self, reason: &str) -> Result<(Backup, i64), Error> {
        let key = self.passphrase.as_ref();
        let connection = unlock(&self.study, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let made = write(&connection, &self.study, reason, now())?;
        thin(&self.study, now(), self.keep);
        Ok((made, self.state))
    }
}

impl Store {
    /// Makes a backup now. `None` where nothing was done since the last one, or nothing at all.
    ///
    /// # Errors
    /// [`Error::Io`] when its folder cannot be made, [`Error::Full`] when there is no room.
    pub fn backup(&self, reason: &str, keep: usize) -> Result<Option<Backup>, Error> {
        if self.unsaved_steps()? == 0 {
            return Ok(None);
        }
        self.backup_anyway(reason, keep).map(Some)
    }

    /// Makes a backup whether or not anything was done since the last one.
    pub fn backup_anyway(&self, reason: &str, keep: usize) -> Result<Backup, Error> {
        self.is_ours()?;
        let state = self.newest_line()?;
        let made = write(&self.connection, &self.path, reason, now())?;
        self.backed_up(state)?;
        thin(&self.path, now(), keep);
        Ok(made)
    }

    /// A backup to be made on another thread; `None` where there is nothing new to keep.
    pub fn backup_work(&self, keep: usize) -> Result<Option<BackupWork>, Error> {
        if self.unsaved_steps()? == 0 || self.read_only().is_some() {
            return Ok(None);
        }
        // It is read by its name: a file that took its place would push out backups of ours.
        self.identity.check()?;
        self.is_ours()?;
        let state = self.newest_line()?;
        let passphrase = self.passphrase.clone();
        Ok(Some(BackupWork { study: self.path.clone(), passphrase, state, keep }))
    }

    /// Remembers up to where there is a backup.
    pub fn backed_up(&self, state: i64) -> Result<(), Error> {
        self.put_on_desk(MARK, Some(&state.to_string()))
    }

    /// Steps, undos and redos since the last backup that is still there.
    pub fn unsaved_steps(&self) -> Result<u64, Error> {
        let mark = self.desk(MARK)?.and_then(|mark| mark.parse::<i64>().ok());
        let mark = mark.filter(|_| !backups(&self.path).is_empty()).unwrap_or(0);
        let sql = "SELECT count(*) FROM audit WHERE id > ?1";
        let lines: i64 = self.connection.query_row(sql, [mark], |row| row.get(0))?;
        Ok(lines.unsigned_abs())
    }

    fn newest_line(&self) -> Result<i64, Error> {
        let sql = "SELECT coalesce(max(id), 0) FROM audit";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// The same study under another name, with the same passphrase.
    pub fn open_again(&self, at: &Path) -> Result<Self, Error> {
        Self::open(at, self.passphrase.as_ref())
    }

    /// A copy of a file that nobody writes to, such as a backup.
    ///
    /// # Errors
    /// [`Error::Exists`] when something is there already.
    pub fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
        if to.symlink_metadata().is_ok() {
            return Err(Error::Exists(to.to_owned()));
        }
        let draft = super::open::draft_path(to);
        let io = |source| Error::Io { doing: "making a copy", source, path: to.to_owned() };
        let copied = std::fs::copy(from, &draft)
            .and_then(|_| std::fs::File::open(&draft)?.sync_all())
            .map_err(io)
            .and_then(|()| super::open::settle(&draft, to));
        if copied.is_err() {
            std::fs::remove_file(&draft).ok();
        }
        copied
    }

    /// Writes the study as it is now into a file that is not there yet, under the same passphrase.
    ///
    /// # Errors
    /// [`Error::Exists`] when something is there already.
    pub fn copy_to(&self, to: &Path) -> Result<(), Error> {
        if to.symlink_metadata().is_ok() {
            return Err(Error::Exists(to.to_owned()));
        }
        self.is_ours()?;
        let draft = super::open::draft_path(to);
        let copied =
            vacuum_into(&self.connection, &draft).and_then(|()| super::open::settle(&draft, to));
        if copied.is_err() {
            std::fs::remove_file(&draft).ok();
        }
        copied
    }
}

/// The clock on the wall: names are for people.
fn now() -> DateTime {
    jiff::Zoned::now().datetime()
}

fn write(connection: &Connection, study: &Path, why: &str, at: DateTime) -> Result<Backup, Error> {
    let folder = backup_folder(study);
    let io = |source| Error::Io { doing: "making a backup", source, path: folder.clone() };
    std::fs::create_dir_all(&folder).map_err(io)?;
    // Two backups of one second are two files.
    let first = format!("{} {why}", at.strftime(MOMENT));
    let draft = folder.join(format!(".{first}.{}.new", std::process::id()));
    let made = vacuum_into(connection, &draft).and_then(|()| {
        let more = (2..1000).map(|n| format!("{first} ({n})"));
        let names = std::iter::once(first.clone()).chain(more);
        for name in names {
            match super::open::settle(&draft, &folder.join(format!("{name}.postil"))) {
                Err(Error::Exists(_)) => {}
                done => return done.map(|()| folder.join(format!("{name}.postil"))),
            }
        }
        Err(Error::Exists(folder.join(&first)))
    });
    if made.is_err() {
        std::fs::remove_file(&draft).ok();
    }
    let path = made?;
    flush_folder(&folder);
    let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
    Ok(Backup { path, at, reason: why.to_owned(), bytes })
}

/// The study at one moment, flushed to the disk.
pub(super) fn vacuum_into(connection: &Connection, to: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { doing: "making a copy", source, path: to.to_owned() };
    // SQLite takes an empty file: made here, nobody else may read it.
    new_private(to).map_err(io)?;
    let name = to.to_str().ok_or_else(|| {
        let why = "the name is not Unicode";
        io(std::io::Error::new(std::io::ErrorKind::InvalidFilename, why))
    })?;
    connection.execute("VACUUM INTO ?1", [name]).map_err(|e| Error::from(e).at(to))?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(io)
}

/// An empty file for nobody but its owner.
fn new_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Makes a rename last. What cannot be flushed here (other systems) is flushed by the system itself.
pub(super) fn flush_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        folder.sync_all().ok();
    }
}

/// Removes what need not stay. See [`staying`].
fn thin(study: &Path, now: DateTime, keep: usize) {
    let all = backups(study);
    let stay = staying(&all, now, keep);
    for (backup, stays) in all.iter().zip(stay) {
        if !stays {
            std::fs::remove_file(&backup.path).ok();
        }
    }
    super::leftovers::sweep_backups(study);
}

/// Which backups stay, newest first: those of the last hour (at most half of `keep`) and the last one
/// of each day, never more than `keep` together. The newest one always stays.
fn staying(newest_first: &[Backup], now: DateTime, keep: usize) -> Vec<bool> {
    let keep = keep.max(1);
    let hour = now.checked_sub(jiff::Span::new().hours(1)).unwrap_or(now);
    let (mut recent, mut kept, mut day) = (0, 0, None);
    newest_first
        .iter()
        .map(|backup| {
            // A clock that was wrong made some in the future: they count as of just now.
            let fresh = backup.at >= hour && recent < keep.div_ceil(2);
            let last_of_day = day != Some(backup.at.date());
            day = Some(backup.at.date());
            let stays = kept < keep && (fresh || last_of_day);
            recent += usize::from(stays && backup.at >= hour);
            kept += usize::from(stays);
            stays
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        DateTime::strptime(MOMENT, text).unwrap()
    }

    fn made(text: &str) -> Backup {
        Backup { path: PathBuf::from(text), at: at(text), reason: String::new(), bytes: 1 }
    }

    #[test]
    fn a_name_says_when_and_why() {
        let check = |name: &str, expected: Option<(&str, &str)>| {
            let found = Backup::of(Path::new(name));
            let found = found.as_ref().map(|b| (b.at.strftime(MOMENT).to_string(), &*b.reason));
            assert_eq!(found.as_ref().map(|(at, why)| (&**at, *why)), expected, "{name}");
        };
        let when = "2026-11-29 09.03.12";
        check("2026-11-29 09.03.12 before import.postil", Some((when, "before import")));
        check("2026-11-29 09.03.12 before import (2).postil", Some((when, "before import")));
        check("2026-11-29 09.03.12 by hand (mine).postil", Some((when, "by hand (mine)")));
        check("2026-11-29 09.03.12.postil", Some((when, "")));
        check("2026-11-29 09.63.12 x.postil", None);
        check("study.postil", None);
        check("2026-11-29 09.03.12 before import.postil-wal", None);
        check("ääää-11-29 09.03.12 x.postil", None);
    }

    #[test]
    fn the_last_hour_stays_and_one_of_each_day() {
        let now = at("2026-11-29 12.00.00");
        let check = |names: &[&str], keep: usize, expected: &[bool]| {
            let all: Vec<Backup> = names.iter().map(|name| made(name)).collect();
            assert_eq!(staying(&all, now, keep), expected, "{names:?} {keep}");
        };
        let names = [
            "2026-11-29 11.50.00",
            "2026-11-29 11.20.00",
            "2026-11-29 10.30.00",
            "2026-11-29 08.00.00",
            "2026-11-28 18.00.00",
            "2026-11-28 09.00.00",
            "2026-11-20 09.00.00",
        ];
        check(&names, 20, &[true, true, false, false, true, false, true]);
        check(&names, 3, &[true, true, false, false, true, false, false]);
        check(&names, 1, &[true, false, false, false, false, false, false]);
        check(&names, 0, &[true, false, false, false, false, false, false]);
        // Many of the last hour leave room for the days before.
        let busy: Vec<String> =
            (0..30).map(|n| format!("2026-11-29 11.{:02}.00", 59 - n)).collect();
        let mut all: Vec<Backup> = busy.iter().map(|name| made(name)).collect();
        all.push(made("2026-11-28 18.00.00"));
        all.push(made("2026-11-27 18.00.00"));
        let stay = staying(&all, now, 6);
        assert_eq!(stay.iter().filter(|stays| **stays).count(), 5);
        assert!(stay[30] && stay[31] && stay[0] && stay[2] && !stay[3]);
        // A clock that ran ahead.
        check(&["2027-01-01 00.00.00", "2026-11-29 11.50.00"], 4, &[true, true]);
    }
}
