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
//! A claim is never taken back, because it stays true. While a log has the head of which the claim speaks,
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
//! that lies where a study is to be made does too. A study that can only be read is read without it.

use super::backup::flush_folder;
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
        self.contradicts(study, file).unwrap_or(false)
    }

    fn contradicts(&self, study: &Path, file: &File) -> std::io::Result<bool> {
        let mut log = BufReader::new(File::open(sibling(study, "-wal"))?);
        let mut head = LogHead::default();
        log.read_exact(&mut head)?;
        if hash(&head) != self.log || number(&head, 8) != PAGE as u64 {
            return Ok(false);
        }
        let now = Seen::of(file, self.page)?;
        // As it mostly is: the log itself need not be read.
        if self.fits(&now, &Frames::default()) {
            return Ok(false);
        }
        Ok(!self.fits(&now, &Frames::of(log, &head, self.page)?))
    }

    /// True when the file that was claimed can be as it is now, with parts of these frames in it.
    fn fits(&self, now: &Seen, frames: &Frames) -> bool {
        let header = hash(&now.header);
        let begins = header == self.header || frames.headers.contains(&header);
        let stamped = match &now.stamp {
            Some(stamp) => sectors(stamp).enumerate().all(|(at, sector)| {
                self.stamp.get(at) == Some(&sector) || frames.stamps.contains(&(at, sector))
            }),
            // It was cut when all of the log was in it.
            None => frames.lengths.contains(&now.length),
        };
        let least = frames.lengths.first().copied().unwrap_or(self.length).min(self.length);
        let most = frames.end.max(self.length);
        begins && stamped && (least..=most).contains(&now.length)
    }
}

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

/// Gives a log that is known not to be that of the file another name, and says which. Nothing where
/// somebody has the study, who looks after the log, or put it aside just now.
///
/// # Errors
/// [`Error::Io`] where it cannot be: it must not come into the file.
pub(super) fn put_aside(study: &Path, file: &File) -> Result<Option<PathBuf>, Error> {
    let hold = match Hold::take(study, "", false) {
        Ok(hold) if hold.is_shared() => return Ok(None),
        Ok(hold) => hold,
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
    hold.leave(study);
    moved
}

/// Makes way for a file that is to be made: logs that lie beside its place belong to one that was there
/// before. Says where the words of that one are now.
///
/// # Errors
/// [`Error::Io`] while somebody has that one open, or where it cannot be.
pub(super) fn make_way(study: &Path) -> Result<Option<PathBuf>, Error> {
    let logs = ["-wal", "-journal"].map(|suffix| sibling(study, suffix));
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
    let folder = log.parent().filter(|folder| !folder.as_os_str().is_empty());
    flush_folder(folder.unwrap_or(Path::new(".")));
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
mod tests {
    use super::super::{Founding, Passphrase, Tx};
    use super::*;
    use std::collections::BTreeMap;

    /// No key, and one as SQLCipher takes it: a passphrase would cost a quarter of a second each time.
    fn keys() -> [Option<Passphrase>; 2] {
        let key = Passphrase::new(format!("x'{}'", "0a".repeat(32)));
        [None, key.filter(|_| cfg!(feature = "encryption"))]
    }

    fn study(path: &Path, key: Option<&Passphrase>) -> Store {
        let founding = Founding { guid: "g", name: "n", at: "2026", coder_guid: "c", coder: "ana" };
        Store::create(path, key, &founding).unwrap()
    }

    fn steps(store: &mut Store, numbers: std::ops::Range<usize>) {
        for n in numbers {
            let named = |tx: &Tx<'_>| {
                tx.rename_study(&format!("{n} {}", "words ".repeat(2_000)))?;
                Ok(((), format!("step {n}")))
            };
            store.transact::<_, Error>("ana", "2026-01-01T00:00:00.000Z", named).unwrap();
        }
    }

    /// As a program that is killed now leaves it, elsewhere.
    fn killed(path: &Path) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("s.postil");
        for suffix in ["", "-wal", ".lock"] {
            std::fs::copy(sibling(path, suffix), sibling(&copy, suffix)).unwrap();
        }
        (folder, copy)
    }

    fn opens(path: &Path, key: Option<&Passphrase>, steps: usize) -> Option<PathBuf> {
        let mut store = Store::open(path, key).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert_eq!(store.steps().unwrap().len(), steps);
        store.set_aside().map(Path::to_owned)
    }

    #[test]
    fn the_log_of_a_killed_program_is_taken_whenever_it_was_killed() {
        for key in keys() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            let check = |steps: usize| {
                let (_folder, copy) = killed(&path);
                assert!(hold::claimed(&copy).is_some_and(|claim| claim.is_of_log_of(&copy)));
                assert_eq!(opens(&copy, key.as_ref(), steps), None);
            };
            steps(&mut store, 0..3);
            check(3);
            let (_early, early) = killed(&path);
            store.settle().unwrap();
            // Brought into the file, and not begun anew.
            check(3);
            steps(&mut store, 3..5);
            check(5);
            store.settle().unwrap();
            steps(&mut store, 5..6);
            // A claim that was not on the disk yet when the power went speaks of another log.
            let (_late, late) = killed(&path);
            std::fs::copy(sibling(&early, ".lock"), sibling(&late, ".lock")).unwrap();
            assert!(!hold::claimed(&late).unwrap().is_of_log_of(&late));
            assert_eq!(opens(&late, key.as_ref(), 6), None);
            // Whoever goes on after a killed program makes a claim of their own.
            let mut again = Store::open(&early, key.as_ref()).unwrap();
            steps(&mut again, 3..4);
            let (_again, copy) = killed(&early);
            assert_eq!(opens(&copy, key.as_ref(), 4), None);
        }
    }

    /// As the file is when the program is killed, or the power goes, while the log is brought into it.
    #[test]
    fn a_file_with_parts_of_its_log_in_it_is_still_its_file() {
        for key in keys() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            steps(&mut store, 0..6);
            let (_folder, copy) = killed(&path);
            let claim = hold::claimed(&copy).unwrap();
            let log = std::fs::read(sibling(&copy, "-wal")).unwrap();
            // The newest frame of each page.
            let mut pages: BTreeMap<usize, &[u8]> = BTreeMap::new();
            for frame in log[32..].chunks_exact(FRAME + PAGE) {
                assert_eq!(frame[8..16], log[16..24]);
                pages.insert(number(frame, 0) as usize, &frame[FRAME..]);
            }
            assert!(pages.contains_key(&(claim.page as usize)) && pages.len() > 3);
            let is_strange = |bytes: &[u8]| {
                std::fs::write(&copy, bytes).unwrap();
                is_strange(&copy, &File::open(&copy).unwrap())
            };
            let mut bytes = std::fs::read(&copy).unwrap();
            assert!(!is_strange(&bytes));
            for (page, content) in pages {
                let at = (page - 1) * PAGE;
                bytes.resize(bytes.len().max(at + PAGE), 0);
                bytes[at..at + SECTOR].copy_from_slice(&content[..SECTOR]);
                assert!(!is_strange(&bytes), "a part of page {page}");
                bytes[at..at + PAGE].copy_from_slice(content);
                assert!(!is_strange(&bytes), "page {page}");
            }
            let last = claim.page as usize * PAGE - 1;
            bytes[last] ^= 1;
            assert!(is_strange(&bytes), "another stamp");
            bytes[last] ^= 1;
            bytes[50] ^= 1;
            assert!(is_strange(&bytes), "another beginning");
            bytes[50] ^= 1;
            let longer = [bytes.clone(), vec![0; 40 * PAGE]].concat();
            assert!(is_strange(&longer), "another length");
            assert!(!is_strange(&bytes));
            assert_eq!(opens(&copy, key.as_ref(), 6), None);
        }
    }

    #[test]
    fn a_file_that_was_put_in_its_place_is_opened_without_the_log() {
        for key in keys() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            steps(&mut store, 0..3);
            store.settle().unwrap();
            let older = std::fs::read(&path).unwrap();
            let backup = store.backup_anyway("by hand", 5).unwrap().path;
            steps(&mut store, 3..5);
            store.settle().unwrap();
            steps(&mut store, 5..8);
            let other = folder.path().join("other.postil");
            drop(study(&other, key.as_ref()));
            let read = |path: &Path| std::fs::read(path).unwrap();
            for (bytes, steps) in [(older, 3), (read(&backup), 3), (read(&other), 0)] {
                let (_folder, copy) = killed(&path);
                std::fs::write(sibling(&copy, "-shm"), "of the killed program").unwrap();
                std::fs::write(&copy, &bytes).unwrap();
                let aside = opens(&copy, key.as_ref(), steps).unwrap();
                assert_eq!(aside, sibling(&copy, "-wal of another file"));
                assert!(read(&aside) == read(&sibling(&path, "-wal")));
                // Said once, and kept in the trail.
                assert_eq!(opens(&copy, key.as_ref(), steps), None);
                let store = Store::open(&copy, key.as_ref()).unwrap();
                let sql = "SELECT label FROM audit WHERE verb = 'set aside'";
                let told: Vec<String> = store.rows(sql, [], |row| row.get(0)).unwrap();
                assert_eq!(told, ["Log of another file: s.postil-wal of another file"]);
            }
        }
    }

    /// Whoever has the study open looks after its log.
    #[test]
    fn a_log_that_somebody_writes_to_stays_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = study(&path, None);
        steps(&mut store, 0..3);
        let (_folder, copy) = killed(&path);
        let mut bytes = std::fs::read(&copy).unwrap();
        bytes[50] ^= 1;
        std::fs::write(&copy, bytes).unwrap();
        let file = File::open(&copy).unwrap();
        let lock = File::open(lock_path(&copy)).unwrap();
        lock.lock().unwrap();
        assert!(is_strange(&copy, &file));
        assert!(matches!(put_aside(&copy, &file), Ok(None)));
        drop(lock);
        assert!(put_aside(&copy, &file).unwrap().is_some_and(|aside| aside.exists()));
        assert!(!sibling(&copy, "-wal").exists() && !lock_path(&copy).exists());
    }

    #[test]
    fn a_new_study_begins_without_the_log_of_another_one() {
        for key in keys() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, None);
            steps(&mut store, 0..3);
            let (_folder, copy) = killed(&path);
            let old = copy.with_file_name("old.postil");
            std::fs::rename(&copy, &old).unwrap();
            std::fs::write(sibling(&copy, "-journal"), "half of something").unwrap();
            std::fs::write(sibling(&copy, "-wal of another file"), "of a third one").unwrap();
            let new = study(&copy, key.as_ref());
            let aside = sibling(&copy, "-wal of another file (2)");
            assert_eq!(new.set_aside(), Some(aside.as_path()));
            assert!(sibling(&copy, "-journal of another file").exists());
            drop(new);
            assert_eq!(opens(&copy, key.as_ref(), 0), None);
            // With its old name, beside its own file, nothing of it is lost.
            std::fs::rename(&aside, sibling(&old, "-wal")).unwrap();
            assert_eq!(opens(&old, None, 3), None);
        }
    }

    #[test]
    #[cfg(unix)]
    fn the_name_of_a_study_that_is_open_is_not_given_to_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = study(&path, None);
        steps(&mut store, 0..2);
        std::fs::rename(&path, folder.path().join("moved.postil")).unwrap();
        let founding = Founding { guid: "g", name: "n", at: "2026", coder_guid: "c", coder: "ana" };
        let told = Store::create(&path, None, &founding).err().unwrap().to_string();
        assert!(told.contains("moved away while this program has it open"), "{told}");
        let told = store.copy_to(&path).unwrap_err().to_string();
        assert!(told.contains("take another name"), "{told}");
        assert!(!path.exists() && sibling(&path, "-wal").exists());
        assert_eq!(store.steps().unwrap().len(), 2);
    }

    #[test]
    fn hashes_are_the_same_in_every_version() {
        // From the table of those who made it.
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
