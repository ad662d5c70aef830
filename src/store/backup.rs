//! Copies of a study that are made by the way: whole, locked like the study, thinned out with time.
//!
//! SQLite writes them (`VACUUM INTO`): one moment of the study, without what was deleted, under the
//! study's own passphrase. They are written beside their place, flushed and renamed.

use super::companions::backup_folder;
use super::open::{new_private, unlock};
use super::{Error, Passphrase, Store};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags};
use std::cmp::Reverse;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many backups stay where nobody says otherwise.
pub const KEEP: usize = 20;

/// How a moment stands in a backup's name.
const MOMENT: &str = "%Y-%m-%d %H.%M.%S";

/// Under which name the desk knows up to which line of the audit trail there is a backup, and which one.
const MARK: &str = "backup";

/// The clocks of two computers that write into one folder may differ by so much.
const APART: SignedDuration = SignedDuration::from_mins(5);

/// A file that was written so long before or after what its name says was copied since then, or got its time
/// from whatever brings files from one computer to another: no two time zones are so far apart.
const COPIED: SignedDuration = SignedDuration::from_hours(30);

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

/// The backups of a study, the newest first. Those of a clock that ran ahead are the last of them, until
/// their time has come.
pub fn backups(study: &Path) -> Vec<Backup> {
    dated(study, Timestamp::now()).into_iter().map(|(_, backup)| backup).collect()
}

/// The same, each with when it was made.
fn dated(study: &Path, now: Timestamp) -> Vec<(Timestamp, Backup)> {
    let Ok(entries) = std::fs::read_dir(backup_folder(study)) else { return Vec::new() };
    let mut found: Vec<(Timestamp, Backup)> = entries
        .filter_map(|entry| Backup::of(&entry.ok()?.path()))
        .map(|backup| (made_at(&backup), backup))
        .collect();
    found.sort_by_cached_key(|(made, backup)| {
        Reverse((!is_ahead(*made, now), *made, backup.at, backup.path.clone()))
    });
    found
}

/// When a backup was made. Its file knows: a name says what the clock on the wall showed, and that is set
/// back in autumn and moved on a journey. A file that was copied since then has only its name to say so: one
/// time for all of them would make them backups of one day, of which one stays.
fn made_at(backup: &Backup) -> Timestamp {
    let named = backup.at.to_zoned(TimeZone::system()).map_or(Timestamp::MIN, |at| at.timestamp());
    let written = std::fs::metadata(&backup.path).and_then(|file| file.modified()).ok();
    match written.and_then(|at| Timestamp::try_from(at).ok()) {
        Some(written) if written.duration_since(named).abs() <= COPIED => written,
        _ => named,
    }
}

/// True for what a clock made that ran ahead.
fn is_ahead(made: Timestamp, now: Timestamp) -> bool {
    made.duration_since(now) > APART
}

/// Up to which line of the audit trail there is a backup, and which file that is.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Mark {
    state: i64,
    bytes: u64,
    name: String,
}

impl Mark {
    /// Of a backup that was just made.
    fn new(state: i64, made: &Backup) -> Self {
        let name = made.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { state, bytes: made.bytes, name }
    }

    /// As it lies on the desk; `None` for one that names no file of the folder.
    fn of(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, ' ');
        let (state, bytes) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let name = words.next()?;
        let plain = Path::new(name).file_name() == Some(OsStr::new(name));
        plain.then(|| Self { state, bytes, name: name.to_owned() })
    }

    /// A short number that tells one file from the others of its folder.
    fn print(&self) -> i64 {
        let mut hasher = DefaultHasher::new();
        (self.bytes, &self.name).hash(&mut hasher);
        (hasher.finish() >> 33) as i64
    }

    /// In one number, for whoever carries it from thread to thread. Of a state that is too large for it
    /// less is known, and a backup too many is made.
    fn ticket(&self) -> i64 {
        (self.print() << 32) | self.state.clamp(0, LARGEST)
    }
}

/// The largest state that a ticket can say.
const LARGEST: i64 = 0xffff_ffff;

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.state, self.bytes, self.name)
    }
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
    /// The last one that is known: it stays until this one is known, too.
    marked: Option<PathBuf>,
}

impl BackupWork {
    /// Makes it. Gives back what was made and the mark for [`Store::backed_up`].
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn run(&self, reason: &str) -> Result<(Backup, i64), Error> {
        let key = self.passphrase.as_ref();
        let connection = unlock(&self.study, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let made = write(&connection, &self.study, reason)?;
        let spared: Vec<&Path> =
            std::iter::once(made.path.as_path()).chain(self.marked.as_deref()).collect();
        thin(&self.study, self.keep, &spared);
        let ticket = Mark::new(self.state, &made).ticket();
        Ok((made, ticket))
    }
}

impl Store {
    /// Makes a backup now. `None` where nothing was done since the last one that is still there, or
    /// nothing at all.
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
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn backup_anyway(&self, reason: &str, keep: usize) -> Result<Backup, Error> {
        self.backup_sparing(reason, keep, None)
    }

    /// The same; where older ones go, `spared` stays.
    pub(super) fn backup_sparing(
        &self,
        reason: &str,
        keep: usize,
        spared: Option<&Path>,
    ) -> Result<Backup, Error> {
        self.is_ours()?;
        let state = self.newest_line()?;
        let made = write(&self.connection, &self.path, reason)?;
        self.put_on_desk(MARK, Some(&Mark::new(state, &made).to_string()))?;
        let spared: Vec<&Path> = std::iter::once(made.path.as_path()).chain(spared).collect();
        thin(&self.path, keep, &spared);
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
        let marked = self.marked()?.map(|(_, path)| path);
        Ok(Some(BackupWork { study: self.path.clone(), passphrase, state, keep, marked }))
    }

    /// Remembers up to where there is a backup, by what [`BackupWork::run`] gave. Where that one is not
    /// there any more nothing is remembered.
    pub fn backed_up(&self, ticket: i64) -> Result<(), Error> {
        let state = ticket & LARGEST;
        let mut marks = backups(&self.path).into_iter().map(|made| Mark::new(state, &made));
        match marks.find(|mark| mark.ticket() == ticket) {
            Some(mark) => self.put_on_desk(MARK, Some(&mark.to_string())),
            None => Ok(()),
        }
    }

    /// Steps, undos and redos since the last backup, where that is still there.
    pub fn unsaved_steps(&self) -> Result<u64, Error> {
        let mark = self.marked()?.map_or(0, |(state, _)| state);
        let sql = "SELECT count(*) FROM audit WHERE id > ?1";
        let lines: i64 = self.connection.query_row(sql, [mark], |row| row.get(0))?;
        Ok(lines.unsigned_abs())
    }

    /// Up to which line of the audit trail there is a backup, and where that lies: only while it is
    /// there, as long as it was when it was made.
    pub(super) fn marked(&self) -> Result<Option<(i64, PathBuf)>, Error> {
        // Older versions of this program kept the line alone: of which backup it spoke nobody knows.
        let Some(mark) = self.desk(MARK)?.as_deref().and_then(Mark::of) else { return Ok(None) };
        let path = backup_folder(&self.path).join(&mark.name);
        let there = std::fs::metadata(&path)
            .is_ok_and(|found| found.is_file() && found.len() == mark.bytes);
        Ok(there.then_some((mark.state, path)))
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

fn write(connection: &Connection, study: &Path, why: &str) -> Result<Backup, Error> {
    let (began, at) = (SystemTime::now(), now());
    let folder = backup_folder(study);
    let io = |source| Error::Io { doing: "making a backup", source, path: folder.clone() };
    std::fs::create_dir_all(&folder).map_err(io)?;
    // Two backups of one second are two files.
    let first = format!("{} {why}", at.strftime(MOMENT));
    let draft = folder.join(format!(".{first}.{}.new", std::process::id()));
    let made = vacuum_into(connection, &draft).and_then(|()| {
        // It holds the study as it was then: one that took long is no newer for that.
        let file = std::fs::File::options().write(true).open(&draft);
        file.and_then(|file| file.set_modified(began)).ok();
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

/// Makes a rename last. What cannot be flushed here (other systems) is flushed by the system itself.
pub(super) fn flush_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        folder.sync_all().ok();
    }
}

/// Removes what need not stay; what is spared stays in any case. See [`staying`].
fn thin(study: &Path, keep: usize, spared: &[&Path]) {
    // Whoever names a file may have come to it by another way.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let spared: Vec<PathBuf> = spared.iter().map(|path| real(path)).collect();
    let now = Timestamp::now();
    let all = dated(study, now);
    let made: Vec<(Timestamp, bool)> =
        all.iter().map(|(made, backup)| (*made, spared.contains(&real(&backup.path)))).collect();
    let stay = staying(&made, now, keep, &TimeZone::system());
    for ((_, backup), stays) in all.iter().zip(stay) {
        if !stays {
            std::fs::remove_file(&backup.path).ok();
        }
    }
    super::leftovers::sweep_backups(study);
}

/// Which backups stay, newest first, each with whether it must: those of the last hour (at most half of
/// `keep`) and the last one of each day, never more than `keep` together with those that must.
fn staying(
    newest_first: &[(Timestamp, bool)],
    now: Timestamp,
    keep: usize,
    zone: &TimeZone,
) -> Vec<bool> {
    let keep = keep.max(1);
    let hour = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let mut kept = newest_first.iter().filter(|(_, must)| *must).count();
    let (mut recent, mut day) = (0, None);
    newest_first
        .iter()
        .map(|&(made, must)| {
            let of_last_hour = made >= hour && !is_ahead(made, now);
            let fresh = of_last_hour && recent < keep.div_ceil(2);
            let date = made.to_zoned(zone.clone()).date();
            let last_of_day = day != Some(date);
            day = Some(date);
            let chosen = !must && kept < keep && (fresh || last_of_day);
            let stays = must || chosen;
            recent += usize::from(stays && of_last_hour);
            kept += usize::from(chosen);
            stays
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let named = DateTime::strptime(MOMENT, text).unwrap();
        named.to_zoned(TimeZone::UTC).unwrap().timestamp()
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
            let all: Vec<(Timestamp, bool)> = names.iter().map(|name| (at(name), false)).collect();
            assert_eq!(staying(&all, now, keep, &TimeZone::UTC), expected, "{names:?} {keep}");
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
        let busy = (0..30).map(|n| format!("2026-11-29 11.{:02}.00", 59 - n));
        let days = ["2026-11-28 18.00.00", "2026-11-27 18.00.00"].map(str::to_owned);
        let all: Vec<(Timestamp, bool)> = busy.chain(days).map(|name| (at(&name), false)).collect();
        let stay = staying(&all, now, 6, &TimeZone::UTC);
        assert_eq!(stay.iter().filter(|stays| **stays).count(), 5);
        assert!(stay[30] && stay[31] && stay[0] && stay[2] && !stay[3]);
        // Those of a clock that ran ahead stay as long as there is room, one of each day.
        let ahead = ["2026-11-29 11.50.00", "2027-01-01 00.10.00", "2027-01-01 00.00.00"];
        check(&ahead, 4, &[true, true, false]);
        check(&ahead, 1, &[true, false, false]);
    }

    #[test]
    fn what_must_stay_stays_whatever_else_goes() {
        let now = at("2026-11-29 12.00.00");
        let check = |all: &[(&str, bool)], keep: usize, expected: &[bool]| {
            let all: Vec<(Timestamp, bool)> =
                all.iter().map(|(name, must)| (at(name), *must)).collect();
            assert_eq!(staying(&all, now, keep, &TimeZone::UTC), expected, "{all:?} {keep}");
        };
        let all = [
            ("2026-11-29 11.50.00", false),
            ("2026-11-28 11.50.00", false),
            ("2025-01-01 09.10.00", false),
            ("2025-01-01 09.00.00", true),
            ("2027-01-01 00.00.00", true),
        ];
        check(&all, 1, &[false, false, false, true, true]);
        check(&all, 3, &[true, false, false, true, true]);
        check(&all, 5, &[true, true, true, true, true]);
    }

    /// In the night in which clocks are set back, on a journey, after the folder was copied, and with a
    /// clock that ran ahead.
    #[test]
    fn backups_stand_in_the_order_in_which_they_were_made() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        std::fs::create_dir(backup_folder(&study)).unwrap();
        let put = |name: &str, written: &str| {
            let path = backup_folder(&study).join(format!("{name}.postil"));
            let file = std::fs::File::create(path).unwrap();
            file.set_modified(at(written).into()).unwrap();
        };
        put("2024-10-27 02.50.00 first", "2024-10-27 00.50.00");
        put("2024-10-27 02.10.00 second", "2024-10-27 01.10.00");
        put("2024-10-26 22.30.00 third", "2024-10-27 02.30.00");
        put("2024-09-01 10.00.00 copied last", "2024-11-29 10.00.00");
        put("2024-09-02 10.00.00 copied first", "2024-11-28 10.00.00");
        put("2037-01-01 00.00.00 ahead", "2037-01-01 00.00.00");
        // With the one old time that a synchronised folder gave all of them.
        put("2024-10-30 10.00.00 brought last", "2020-01-01 00.00.00");
        put("2024-08-01 10.00.00 brought first", "2020-01-01 00.00.00");
        let check = |now: &str, expected: &[&str]| {
            let found = dated(&study, at(now));
            let reasons: Vec<&str> = found.iter().map(|(_, made)| made.reason.as_str()).collect();
            assert_eq!(reasons, expected, "{now}");
        };
        let past = [
            "brought last",
            "third",
            "second",
            "first",
            "copied first",
            "copied last",
            "brought first",
        ];
        check("2026-11-29 12.00.00", &[&past[..], &["ahead"]].concat());
        check("2037-01-01 00.00.00", &[&["ahead"][..], &past[..]].concat());
    }

    #[test]
    fn a_mark_names_a_file_of_the_folder() {
        let check = |text: &str, known: bool| {
            let mark = Mark::of(text);
            assert_eq!(mark.is_some(), known, "{text}");
            assert!(mark.is_none_or(|mark| mark.to_string() == text));
        };
        check("12 4096 2026-11-29 09.03.12 by hand.postil", true);
        for text in ["", "12", "12 4096", "12 4096 ", "12 4096 ../s.postil", "a 4096 b", "12 b c"] {
            check(text, false);
        }
        let made = Backup {
            path: PathBuf::from("/x/2026-11-29 09.03.12 by hand.postil"),
            at: DateTime::strptime(MOMENT, "2026-11-29 09.03.12").unwrap(),
            reason: "by hand".to_owned(),
            bytes: 4096,
        };
        let ticket = Mark::new(12, &made).ticket();
        assert_eq!((ticket & LARGEST, ticket >= 0), (12, true));
        let longer = Backup { bytes: 8192, ..made };
        assert_ne!(Mark::new(12, &longer).ticket(), ticket);
    }
}
