//! Which file a write-ahead log belongs to.
//!
//! SQLite brings a log that a killed program left into whatever file has its name next. Where a study was
//! moved away, and another one was made or put in its place, that mixes two files. So the lock
//! (`hold.rs`), which a killed program leaves as well, holds a claim: which log lay beside which file.
//!
//! A log is known by its head: random numbers in it are new whenever a log begins anew. A file is known by
//! what `head.rs` looks at: how it begins, the page with the stamp, its length. Only hashes of that are
//! written down. Whoever holds the study makes the claim with the first transaction of each log; nobody
//! else may bring the log into the file then, and the file is looked at as it lies on the disk.
//!
//! A claim is never taken back, because it stays true: where the log is there still when the study is let go,
//! the claim stays with it. While a log has the head of which the claim speaks,
//! all that anything does to the file is to copy pages of this very log into it: settling and closing,
//! building it anew, leaving the log for another passphrase, for a withdrawal or for a backup. So the file
//! is that of the claim where each sector that is looked at is as it was claimed, or as a frame of the log
//! has it. Nothing waits for the disk for that, and nothing need be written before or after:
//!
//! - killed before there was a claim, with a lock of an older version, or where no lock could be written:
//!   nothing is known, and the log is taken as it always was;
//! - killed with steps in the log, while it was brought into the file, or afterwards: the file fits;
//! - killed after the log was cut, left or begun anew: the claim speaks of a log that is not there, and
//!   nothing is known;
//! - without power: the lock may be older than the log, torn or empty. It speaks of another log or of none.
//!   What is left of a log that it does speak of was on the disk before the file was touched.
//!
//! A log that does not fit gets another name before SQLite sees it, from whoever could take the study; one
//! that lies where a study is to be made does too. A study that can only be read is read without it. So is
//! one that another computer has: in a folder that is synchronised the file, its log and the lock come one by
//! one, and what does not fit yet will.

use super::access::ReadOnly;
use super::backup::flush_folder;
use super::companions::folder_of;
use super::hold::{self, Hold, NotHeld, lock_path};
use super::open::sibling;
use super::{Error, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes of a page, in every study.
const PAGE: usize = 4096;

/// Bytes that a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Bytes of SQLite's header.
const HEADER: usize = 100;

/// Bytes in front of each page in a log.
const FRAME: usize = 24;

/// What is put behind the name of a log that belongs to no file of that name.
pub(super) const ASIDE: &str = " of another file";

/// What a log says of itself at its beginning.
pub(super) type LogHead = [u8; 32];

/// That a log belongs to a file, in hashes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Claim {
    /// The head of the log.
    log: u64,
    /// How the file began.
    header: u64,
    /// Which page held the stamp, from 1.
    page: u64,
    /// That page, sector by sector.
    stamp: Vec<u64>,
    /// How long the file was, in bytes.
    length: u64,
}

/// What is looked at of a file.
struct Seen {
    header: [u8; HEADER],
    /// Nothing where the file ends before it.
    stamp: Option<Vec<u8>>,
    length: u64,
}

impl Seen {
    fn of(mut file: &File, page: u64) -> std::io::Result<Self> {
        let length = file.metadata()?.len();
        let mut header = [0; HEADER];
        file.rewind()?;
        file.read_exact(&mut header)?;
        let at = page.saturating_sub(1).saturating_mul(PAGE as u64);
        let mut stamp = None;
        if at.saturating_add(PAGE as u64) <= length {
            let mut bytes = vec![0; PAGE];
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut bytes)?;
            stamp = Some(bytes);
        }
        Ok(Self { header, stamp, length })
    }
}

/// What a log has of that.
#[derive(Default)]
struct Frames {
    headers: BTreeSet<u64>,
    /// Sectors of the page with the stamp, by their place.
    stamps: BTreeSet<(usize, u64)>,
    /// How long the file was to be after its transactions.
    lengths: BTreeSet<u64>,
    /// Where the last page ends that it writes.
    end: u64,
}

impl Frames {
    fn of(mut log: impl Read, head: &LogHead, page: u64) -> std::io::Result<Self> {
        let mut found = Self::default();
        let mut frame = vec![0; FRAME + PAGE];
        loop {
            match log.read_exact(&mut frame) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(found),
                Err(error) => return Err(error),
            }
            let (before, content) = frame.split_at(FRAME);
            // What lies behind the last frame is of an older log.
            if before.get(8..16) != head.get(16..24) {
                return Ok(found);
            }
            let (which, pages) = (number(before, 0), number(before, 4));
            if which == 1 {
                found.headers.insert(hash(content.get(..HEADER).unwrap_or_default()));
            }
            if which == page {
                found.stamps.extend(sectors(content).enumerate());
            }
            // Only the last frame of a transaction says it.
            if pages > 0 {
                found.lengths.insert(pages * PAGE as u64);
            }
            found.end = found.end.max(which.max(pages) * PAGE as u64);
        }
    }
}

impl Claim {
    /// That the log with this head belongs to a file as it is now. Nothing while that is shorter than its
    /// log has it.
    pub(super) fn of(file: &File, page: u64, log: &LogHead) -> Option<Self> {
        let seen = Seen::of(file, page).ok()?;
        Some(Self {
            log: hash(log),
            header: hash(&seen.header),
            page,
            stamp: sectors(&seen.stamp?).collect(),
            length: seen.length,
        })
    }

    /// True while the log beside a study is the one of which it speaks.
    pub(super) fn is_of_log_of(&self, study: &Path) -> bool {
        head_of(study).is_some_and(|head| hash(&head) == self.log)
    }

    /// True where the log beside a study is the one of which it speaks, and the file is known not to be.
    fn is_broken(&self, study: &Path, file: &File) -> bool {
        self.contradicts(study, file, Self::fits).unwrap_or(false)
    }

    fn contradicts(&self, study: &Path, file: &File, fits: Fits) -> std::io::Result<bool> {
        let mut log = BufReader::new(File::open(sibling(study, "-wal"))?);
        let mut head = LogHead::default();
        log.read_exact(&mut head)?;
        if hash(&head) != self.log || number(&head, 8) != PAGE as u64 {
            return Ok(false);
        }
        let now = Seen::of(file, self.page)?;
        // As it mostly is: the log itself need not be read.
        if fits(self, &now, &Frames::default()) {
            return Ok(false);
        }
        Ok(!fits(self, &now, &Frames::of(log, &head, self.page)?))
    }

    /// True when the file that was claimed can be as it is now, with parts of these frames in it.
    fn fits(&self, now: &Seen, frames: &Frames) -> bool {
        let header = hash(&now.header);
        let begins = header == self.header || frames.headers.contains(&header);
        // Without that page it was cut when all of the log was in it.
        let there = now.stamp.is_some() || frames.lengths.contains(&now.length);
        let stamped = there && self.is_stamped(now, frames);
        let least = frames.lengths.first().copied().unwrap_or(self.length).min(self.length);
        let most = frames.end.max(self.length);
        begins && stamped && (least..=most).contains(&now.length)
    }

    /// The same for a file of which any part may be damaged or gone: only the stamp counts, where it is
    /// there. No other file has it, and no older state of this one.
    fn is_stamped(&self, now: &Seen, frames: &Frames) -> bool {
        let known = |(at, sector): (usize, u64)| {
            self.stamp.get(at) == Some(&sector) || frames.stamps.contains(&(at, sector))
        };
        now.stamp.as_ref().is_none_or(|stamp| sectors(stamp).enumerate().all(known))
    }
}

/// How a claim looks at a file.
type Fits = fn(&Claim, &Seen, &Frames) -> bool;

/// The head of the log beside a study; nothing where there is none.
pub(super) fn head_of(study: &Path) -> Option<LogHead> {
    let mut head = LogHead::default();
    // No lock of SQLite's is on the log itself: closing a handle of it gives up none.
    File::open(sibling(study, "-wal")).and_then(|mut log| log.read_exact(&mut head)).ok()?;
    Some(head)
}

/// True when the log beside a study is known not to be that of its file.
pub(super) fn is_strange(study: &Path, file: &File) -> bool {
    hold::claimed(study).is_some_and(|claim| claim.is_broken(study, file))
}

/// The same for a file that is only looked at. While somebody has it, they looked after its log; and in this
/// program another handle of it would give up their locks.
pub(super) fn is_strange_beside(study: &Path) -> bool {
    let known = || hold::claimed(study).is_some_and(|claim| claim.is_of_log_of(study));
    known() && !hold::is_held(study) && File::open(study).is_ok_and(|file| is_strange(study, &file))
}

/// The same for a damaged file. What damage makes of it counts for nothing: its own log is the best that is
/// left of it. A log that another computer left is none that anybody here looks after.
pub(super) fn is_strange_to(damaged: &Path) -> bool {
    let strange = |claim: Claim| {
        let file = File::open(damaged);
        file.and_then(|file| claim.contradicts(damaged, &file, Claim::is_stamped)).unwrap_or(false)
    };
    let looked_after = hold::is_held(damaged) && hold::elsewhere(damaged).is_none();
    !looked_after && hold::claimed(damaged).is_some_and(strange)
}

/// Gives a log that is known not to be that of the file another name, and says which. Nothing where
/// somebody has the study, who looks after the log, or put it aside just now.
///
/// # Errors
/// [`Error::Io`] where it cannot be: it must not come into the file. [`Error::ReadOnly`] where another
/// computer has the study: the log is left to it.
pub(super) fn put_aside(study: &Path, file: &File) -> Result<Option<PathBuf>, Error> {
    let hold = match Hold::take(study, "", false) {
        Ok(hold) if hold.is_shared() => return Ok(None),
        Ok(hold) => hold,
        Err(NotHeld::By(holder)) if holder.is_elsewhere() => {
            let why = ReadOnly::Apart(holder);
            return Err(Error::ReadOnly { why, path: study.to_owned() });
        }
        Err(NotHeld::By(_)) => return Ok(None),
        Err(NotHeld::NoPlace(source)) => {
            return Err(Error::Io { doing: MOVING, source, path: lock_path(study) });
        }
    };
    // Taken over with the lock. Somebody may have begun another log meanwhile.
    let strange = hold.claim().is_some_and(|claim| claim.is_broken(study, file));
    let moved = if strange { move_aside(&sibling(study, "-wal")) } else { Ok(None) };
    if matches!(moved, Ok(Some(_))) {
        std::fs::remove_file(sibling(study, "-shm")).ok();
    }
    moved
}

/// What SQLite brings into whatever file has its name.
fn logs_of(study: &Path) -> [PathBuf; 2] {
    ["-wal", "-journal"].map(|suffix| sibling(study, suffix))
}

/// Whether a file can be made at a place: logs that lie beside it belong to one that was there before, and
/// would be mixed with it. They stay, because whoever makes the file has nobody to tell where they are; those
/// that hold nothing go.
///
/// # Errors
/// [`Error::Io`] where there are some.
pub(super) fn has_way(study: &Path) -> Result<(), Error> {
    let holds_words = |log: &PathBuf| {
        log.symlink_metadata().is_ok_and(|there| !there.is_file() || there.len() > 0)
    };
    // Whether a file that is there may be replaced is asked elsewhere.
    if study.symlink_metadata().is_ok() || !logs_of(study).iter().any(holds_words) {
        return make_way(study).map(drop);
    }
    let why = "the log of a file that was there before lies beside this name; take another name";
    let source = std::io::Error::other(why);
    Err(Error::Io { doing: "making the study", source, path: study.to_owned() })
}

/// Makes way for a file that is to be made: logs that lie beside its place belong to one that was there
/// before. Says where the words of that one are now.
///
/// # Errors
/// [`Error::Io`] while somebody has that one open, or where it cannot be.
pub(super) fn make_way(study: &Path) -> Result<Option<PathBuf>, Error> {
    let logs = logs_of(study);
    let there = |path: &Path| path.symlink_metadata().is_ok();
    if there(study) || !logs.iter().any(|log| there(log)) {
        return Ok(None);
    }
    let in_use = |who: String| Error::Io {
        doing: "making the study",
        source: std::io::Error::other(format!(
            "the file that had this name was moved away while {who}; take another name"
        )),
        path: study.to_owned(),
    };
    let hold = match Hold::take(study, "", false) {
        Ok(hold) if hold.is_shared() => return Err(in_use("this program has it open".to_owned())),
        Ok(hold) => hold,
        Err(NotHeld::By(holder)) => return Err(in_use(holder.to_string())),
        // The same will be said of the file itself.
        Err(NotHeld::NoPlace(_)) => return Ok(None),
    };
    let mut aside = None;
    for log in &logs {
        let moved = move_aside(log)?;
        aside = aside.or(moved);
    }
    std::fs::remove_file(sibling(study, "-shm")).ok();
    drop(hold);
    Ok(aside)
}

/// What is done when it cannot be done.
const MOVING: &str = "moving the log of another file out of the way";

/// Gives a log a name that says what it is. One that holds nothing just goes.
fn move_aside(log: &Path) -> Result<Option<PathBuf>, Error> {
    let io = |source| Error::Io { doing: MOVING, source, path: log.to_owned() };
    match log.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(there) if there.is_file() && there.len() == 0 => {
            std::fs::remove_file(log).map_err(io)?;
            return Ok(None);
        }
        Ok(_) | Err(_) => {}
    }
    let more = (2..1000).map(|n| sibling(log, &format!("{ASIDE} ({n})")));
    let mut names = std::iter::once(sibling(log, ASIDE)).chain(more);
    let free = names.find(|name| name.symlink_metadata().is_err());
    let free = free.ok_or_else(|| Error::Exists(sibling(log, ASIDE)))?;
    std::fs::rename(log, &free).map_err(io)?;
    flush_folder(folder_of(log));
    Ok(Some(free))
}

impl Store {
    /// Where a log lies that was beside this study when it was opened or made, and is that of another
    /// file: with its old name, beside its own file, it would be brought into that one.
    pub fn set_aside(&self) -> Option<&Path> {
        self.identity.aside.as_deref()
    }

    /// Remembers that, for whoever has opened the study and for the audit trail.
    pub(super) fn tell_aside(&mut self, aside: PathBuf) {
        let name = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let told = self.beside(|connection| {
            connection.execute(
                "INSERT INTO audit (at, coder, verb, label)
                 VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', 'set aside', ?1)",
                [format!("Log of another file: {name}")],
            )?;
            Ok(())
        });
        // The study is opened all the same where it can only be read.
        told.ok();
        self.identity.aside = Some(aside);
    }
}

/// A number of four bytes, as SQLite writes it.
fn number(bytes: &[u8], at: usize) -> u64 {
    let bytes = bytes.get(at..at + 4).unwrap_or_default();
    bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
}

fn sectors(page: &[u8]) -> impl Iterator<Item = u64> {
    page.chunks(SECTOR).map(hash)
}

/// FNV-1a. That of the standard library may be another one in the next version of this program.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
