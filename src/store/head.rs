//! Whether a study file was written over: looked at before and after each step. Another program may put
//! other bytes in the place of ours and the file keeps its number (a copy dropped on it, a synchronised
//! folder that puts an older version back). SQLite would go on with the pages it remembers, and mix them
//! with those of the other file.
//!
//! Two pages and the length are looked at, as they lie on the disk. The first page begins with SQLite's
//! header, or in a locked study with the salt of its key. The other holds the stamp, a random number that
//! every transaction writes anew ([`stamp`]): no older state of the file has the same, nor a backup.
//! While this program alone may write to a study, nothing changes these but [`Store::settle`]. Before it
//! is held, other programs of ours may have written to it: then it is enough that what the file begins
//! with can follow on what it began with, by the number that grows in SQLite's header, or by the salt,
//! which stays (SQLite file format 1.3; SQLCipher 4).

use super::hold::Hold;
use super::logs::{Claim, LogHead, head_of};
use super::{Error, Store};
use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::Instant;

/// Bytes of a page, in every study.
const PAGE: u64 = 4096;

/// Bytes of SQLite's header.
const HEADER: usize = 100;

/// After so many transactions the log is brought into the file, whoever else does it or not.
const MANY: u32 = 200;

/// How a file begins, the page with the stamp, and how long the file is.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Look {
    header: [u8; HEADER],
    stamp: Vec<u8>,
    length: u64,
}

/// An open study file, and how it began when it was last looked at. Closing it would give up the locks
/// of this program on the file, so that it stays open as long as the connection does.
#[derive(Debug)]
pub(super) struct Head {
    file: File,
    /// Which page the stamp is on, from 1.
    page: Cell<u64>,
    /// Nothing where the file is still shorter than its log has it.
    seen: RefCell<Option<Look>>,
    /// What SQLite said of other writers then.
    version: Cell<Option<i64>>,
    locked: bool,
    opened: Instant,
    /// Transactions since then.
    written: Cell<u64>,
    /// Transactions since the log was last brought into the file.
    logged: Cell<u32>,
    /// The log of which it was said that it belongs to this file.
    claimed: Cell<Option<LogHead>>,
}

impl Head {
    /// `None` where it cannot be read.
    pub(super) fn of(path: &Path, connection: &Connection, locked: bool) -> Option<Self> {
        let page = page_of_stamp(connection)?;
        let file = File::open(path).ok()?;
        // Closed again on the way, it would give up the locks.
        let seen = RefCell::new(look(&file, page).ok());
        Some(Self {
            file,
            page: Cell::new(page),
            seen,
            version: Cell::new(None),
            locked,
            opened: Instant::now(),
            written: Cell::new(0),
            logged: Cell::new(0),
            claimed: Cell::new(None),
        })
    }

    /// True when the file still is as we left it, or when others may have written to it and it can be ours
    /// all the same. `alone`: nobody else may write to it. A disk that cannot be read says so elsewhere.
    fn is_ours(&self, connection: &Connection, alone: bool) -> bool {
        let version = super::data_version(connection).ok();
        let page = self.page.get();
        match look(&self.file, page) {
            Ok(now) if self.seen.borrow().as_ref() == Some(&now) => {
                self.version.set(version);
                return true;
            }
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => return true,
            Ok(_) | Err(_) => {}
        }
        if alone && self.seen.borrow().is_some() && version == self.version.get() {
            return false;
        }
        // Others may have built it anew, and the stamp is on another page.
        let ours = self.accept(connection);
        if ours {
            self.version.set(version);
        }
        ours
    }

    /// Takes the file as it is now, where it can be ours: the stamp may be on another page.
    fn accept(&self, connection: &Connection) -> bool {
        let page = page_of_stamp(connection).unwrap_or(self.page.get());
        let mut seen = self.seen.borrow_mut();
        let Ok(now) = look(&self.file, page) else {
            // What is still in the log alone is looked at later.
            return header(&self.file).is_ok_and(|now| {
                seen.as_ref().is_none_or(|seen| follows(&seen.header, &now, self.locked))
            });
        };
        let ours = seen.as_ref().is_none_or(|seen| follows(&seen.header, &now.header, self.locked));
        if ours {
            self.page.set(page);
            *seen = Some(now);
        }
        ours
    }
}

fn header(mut file: &File) -> std::io::Result<[u8; HEADER]> {
    let mut header = [0; HEADER];
    file.rewind()?;
    file.read_exact(&mut header)?;
    Ok(header)
}

fn page_of_stamp(connection: &Connection) -> Option<u64> {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'stamp'";
    let page: i64 = connection.prepare_cached(sql).ok()?.query_row([], |row| row.get(0)).ok()?;
    u64::try_from(page).ok().filter(|page| *page > 0)
}

fn look(mut file: &File, page: u64) -> std::io::Result<Look> {
    let header = header(file)?;
    let mut stamp = vec![0; PAGE as usize];
    file.seek(SeekFrom::Start((page - 1) * PAGE))?;
    file.read_exact(&mut stamp)?;
    Ok(Look { header, stamp, length: file.metadata()?.len() })
}

/// True when a file that began as `before` can begin as `now` by what studies are written with.
fn follows(before: &[u8; HEADER], now: &[u8; HEADER], locked: bool) -> bool {
    // Signature or salt.
    let same = before.get(..16) == now.get(..16);
    if locked {
        return same;
    }
    let number = |head: &[u8; HEADER], at: usize| {
        head.get(at..at + 4).map(|bytes| bytes.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)))
    };
    let (application, counter) = (68, 24);
    same && number(before, application) == number(now, application)
        && number(before, counter) <= number(now, counter)
}

/// Stamps the file with what a transaction writes.
pub(super) fn stamp(transaction: &Connection) -> rusqlite::Result<()> {
    let mut stamp = transaction.prepare_cached(
        "INSERT INTO stamp (id, value) VALUES (1, random())
         ON CONFLICT (id) DO UPDATE SET value = excluded.value",
    )?;
    stamp.execute([]).map(drop)
}

impl Store {
    /// # Errors
    /// [`Error::Overwritten`] when another program wrote over the file in its place.
    pub(super) fn is_ours(&self) -> Result<(), Error> {
        let Some(head) = &self.head else { return Ok(()) };
        // Where there can be no log beside the file, our own steps are written into it.
        let mode = self.connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
        let logs = mode.is_ok_and(|mode: String| mode.eq_ignore_ascii_case("wal"));
        if head.is_ours(&self.connection, logs && self.is_held()) {
            return Ok(());
        }
        let backup = super::backups(&self.path).into_iter().next().map(|backup| backup.path);
        Err(Error::Overwritten { backup, path: self.path.clone() })
    }

    /// Brings the write-ahead log into the file itself, so that a copy of the file alone holds
    /// everything. Every step is safe without it; it waits for the disk.
    pub fn settle(&self) -> Result<(), Error> {
        if self.read_only.is_some() {
            return Ok(());
        }
        // Also where it fails: it is tried again when as much was written once more.
        if let Some(head) = &self.head {
            head.logged.set(0);
        }
        // Who has the study finds its file as they left it: nobody else writes into it.
        let held = if self.is_held() { None } else { Hold::take(&self.path, "", false).ok() };
        if !self.is_held() && held.as_ref().is_none_or(Hold::is_shared) {
            return Ok(());
        }
        // Pages of ours would be mixed with those of another file.
        self.is_ours()?;
        let done = |_: &rusqlite::Row<'_>| Ok(());
        let settled = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], done);
        self.wrote();
        Ok(settled?)
    }

    /// Lets `read` read the file itself, from its beginning. Closing another handle of it would give up the
    /// locks of this program.
    ///
    /// # Errors
    /// What `read` says, or the system.
    pub fn read_file<T>(
        &self,
        read: impl FnOnce(&mut dyn std::io::Read) -> std::io::Result<T>,
    ) -> std::io::Result<T> {
        match &self.head {
            Some(head) => {
                let mut file = &head.file;
                file.rewind()?;
                read(&mut file)
            }
            // It can only be read: there are no locks to be kept for writing.
            None => read(&mut File::open(&self.path)?),
        }
    }

    /// True while nobody else may write to the study.
    fn is_held(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| !hold.is_shared())
    }

    /// The study was taken just now: others may have written to it, and brought it into the file.
    pub(super) fn was_taken(&self) -> Result<(), Error> {
        if let Some(head) = &self.head {
            head.version.set(None);
            head.claimed.set(None);
        }
        self.is_ours()
    }

    /// We wrote to the file itself.
    pub(super) fn wrote(&self) {
        if let Some(head) = &self.head {
            head.accept(&self.connection);
        }
    }

    /// A transaction is in the log. SQLite does not bring it into the file by itself, because it would
    /// not look first whether that is ours.
    pub(super) fn logged(&self) {
        let Some(head) = &self.head else { return };
        head.written.set(head.written.get() + 1);
        head.logged.set(head.logged.get() + 1);
        self.claim_log(head);
        if head.logged.get() >= MANY {
            // A file that is busy or a disk that is full loses nothing: the log keeps the steps.
            self.settle().ok();
        }
    }

    /// Says beside the study that the log belongs to this file, once for each log: see `logs.rs`.
    fn claim_log(&self, head: &Head) {
        let Some(hold) = self.hold.as_ref().filter(|hold| !hold.is_shared()) else { return };
        let Some(log) = head_of(&self.path).filter(|log| head.claimed.get() != Some(*log)) else {
            return;
        };
        // Where it cannot be said nothing is known of the log; it is tried again with the next step.
        if Claim::of(&head.file, head.page.get(), &log).is_some_and(|claim| hold.tell(claim)) {
            head.claimed.set(Some(log));
        }
    }

    /// True when it is time to settle, for whoever would not wait for the disk with one of the next steps.
    pub fn log_is_long(&self) -> bool {
        self.head.as_ref().is_some_and(|head| head.logged.get() >= MANY / 2)
    }

    /// When the study was opened, and how many transactions were written since then, from 1.
    pub(super) fn written(&self) -> Option<(Instant, u64)> {
        let head = self.head.as_ref()?;
        (head.written.get() > 0).then(|| (head.opened, head.written.get()))
    }

    /// Writes something that is no step. It is said to be done only where it is in a file that is there:
    /// the same is asked as around a step.
    ///
    /// # Errors
    /// [`Error::Gone`] when the file or its log were taken away, [`Error::Overwritten`].
    pub(super) fn beside<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.identity.check()?;
        self.is_ours()?;
        let transaction = self.connection.unchecked_transaction()?;
        let done = act(&transaction)?;
        stamp(&transaction)?;
        self.identity.check()?;
        transaction.commit()?;
        // As `Store::is_acknowledged` has it; nothing of this is in what was read of the study.
        self.identity.check_log()?;
        self.is_ours()?;
        self.logged();
        Ok(done)
    }
}

/// What is in the log belongs to the file that was written over: brought into another one, now or with
/// the next opening, it would damage that one. It goes. So does what only reading a study made beside it.
impl Drop for Store {
    fn drop(&mut self) {
        let made = std::mem::take(&mut self.identity.made);
        // The log of somebody else who has the study is theirs.
        let strange = self.is_held() && self.is_ours().is_err();
        if !strange && made.is_empty() {
            return;
        }
        let Ok(nothing) = Connection::open_in_memory() else { return };
        let connection = std::mem::replace(&mut self.connection, nothing);
        if !strange {
            drop(connection);
            super::access::clear_away(&self.path, &made);
            return;
        }
        let keep = rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        connection.flush_prepared_statement_cache();
        if connection.set_db_config(keep, true).is_ok() && connection.close().is_ok() {
            for suffix in ["-wal", "-shm"] {
                std::fs::remove_file(super::open::sibling(&self.path, suffix)).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Error, Founding, Passphrase, Store};
    use std::path::Path;

    fn rename(store: &mut Store, to: &str) -> Result<(), Error> {
        let named = |tx: &super::super::Tx<'_>| {
            tx.rename_study(to)?;
            Ok(((), to.to_owned()))
        };
        store.transact::<_, Error>("ana", "2026-01-01T00:00:00.000Z", named).map(drop)
    }

    fn study(path: &Path, key: Option<&Passphrase>) -> Store {
        Store::create(path, key, &Founding::ANY).unwrap()
    }

    /// In place: the file keeps its number.
    fn write_over(path: &Path, bytes: &[u8]) {
        let before = std::fs::metadata(path).unwrap();
        std::fs::write(path, bytes).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            assert_eq!(std::fs::metadata(path).unwrap().ino(), before.ino());
        }
    }

    #[test]
    fn a_file_that_was_written_over_is_noticed_before_the_next_step() {
        let key = Passphrase::new("one");
        for key in [None, key.filter(|_| cfg!(feature = "encryption"))] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            rename(&mut store, "first").unwrap();
            let backup = store.backup("by hand", 5).unwrap().unwrap();
            store.settle().unwrap();
            let older = std::fs::read(&path).unwrap();
            drop(store);
            let mut store = Store::open(&path, key.as_ref()).unwrap();
            // Much is written, and brought into the file: it is ours all the same.
            for n in 0..20 {
                rename(&mut store, &"words ".repeat(2_000 * (n + 1))).unwrap();
                store.settle().unwrap();
            }
            store.check().unwrap();
            let last_but_one = std::fs::read(&path).unwrap();
            store.put_on_desk("draft", Some("no step, and yet another state")).unwrap();
            store.settle().unwrap();
            let newer = std::fs::read(&path).unwrap();
            assert_ne!(last_but_one, newer);
            let other = std::fs::read(&backup.path).unwrap();
            let stranger = folder.path().join("other.postil");
            drop(study(&stranger, key.as_ref()));
            let letter = b"A letter. ".repeat(1_000);
            let shorter = newer[..newer.len() - 4096].to_vec();
            let mut all = vec![letter, b"short".to_vec(), Vec::new(), shorter, other, older];
            all.extend([last_but_one, std::fs::read(stranger).unwrap()]);
            for bytes in all {
                write_over(&path, &bytes);
                for told in [
                    rename(&mut store, "second").unwrap_err(),
                    store.settle().unwrap_err(),
                    store.put_on_desk("draft", None).unwrap_err(),
                    store.backup_anyway("by hand", 5).unwrap_err(),
                    store.backup_work(5).unwrap_err(),
                    store.copy_to(&folder.path().join("copy.postil")).unwrap_err(),
                ] {
                    let told = told.to_string();
                    assert!(told.contains("another program wrote over the file"), "{told}");
                    assert!(told.contains(&backup.path.display().to_string()), "{told}");
                }
                write_over(&path, &newer);
            }
            rename(&mut store, "second").unwrap();
            assert_eq!(store.check().unwrap(), []);
        }
    }

    /// What the log holds belongs to the file that is not there any more.
    #[test]
    fn the_file_that_was_put_there_stays_as_it_is() {
        let key = Passphrase::new("one");
        for key in [None, key.filter(|_| cfg!(feature = "encryption"))] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            let long = |n: usize| format!("{n} {}", "words ".repeat(1_000));
            let go_on = |store: &mut Store, from: usize, to: usize, settle: bool| {
                for n in from..to {
                    rename(store, &long(n)).unwrap();
                    if settle {
                        store.settle().unwrap();
                    }
                }
            };
            go_on(&mut store, 0, 30, true);
            let older = std::fs::read(&path).unwrap();
            go_on(&mut store, 30, 60, true);
            go_on(&mut store, 60, 70, false);
            write_over(&path, &older);
            assert!(matches!(rename(&mut store, "x"), Err(Error::Overwritten { .. })));
            drop(store);
            assert!(std::fs::read(&path).unwrap() == older);
            let mut store = Store::open(&path, key.as_ref()).unwrap();
            assert_eq!(store.check().unwrap(), []);
            assert_eq!(store.steps().unwrap().len(), 30);
            // And it goes on, also when nobody looked before the study was closed.
            go_on(&mut store, 70, 80, true);
            drop(store);
            let mut store = Store::open(&path, key.as_ref()).unwrap();
            assert_eq!(store.steps().unwrap().len(), 40);
            go_on(&mut store, 80, 90, false);
            write_over(&path, &older);
            drop(store);
            assert!(std::fs::read(&path).unwrap() == older);
            let mut store = Store::open(&path, key.as_ref()).unwrap();
            assert_eq!(store.check().unwrap(), []);
        }
    }

    /// The log does not grow for ever where nobody brings it into the file.
    #[test]
    fn many_steps_in_a_row_are_brought_into_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = study(&path, None);
        for n in 0..3 * super::MANY {
            rename(&mut store, &format!("{n} {}", "words ".repeat(500))).unwrap();
        }
        let log = std::fs::metadata(super::super::open::sibling(&path, "-wal")).unwrap().len();
        let each = log / u64::from(super::MANY);
        assert!(each < 100_000, "{each} bytes a step");
        assert_eq!(store.check().unwrap(), []);
    }

    /// Another program of ours that wrote to the study before we did is none that wrote over it.
    #[test]
    fn what_another_store_wrote_is_no_other_file() {
        let key = Passphrase::new("one");
        for key in [None, key.filter(|_| cfg!(feature = "encryption"))] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut first = study(&path, key.as_ref());
            let mut second = Store::open(&path, key.as_ref()).unwrap();
            for n in 0..6 {
                rename(&mut first, &format!("first {n}")).unwrap();
                first.settle().unwrap();
                rename(&mut second, &format!("second {n}")).unwrap();
                second.settle().unwrap();
            }
            drop(first);
            rename(&mut second, "alone").unwrap();
            assert_eq!(second.steps().unwrap().len(), 13);
            assert_eq!(second.check().unwrap(), []);
        }
    }

    /// Drives on which SQLite can have no log beside a file: our own steps are written into the file.
    #[test]
    fn without_a_log_our_own_steps_are_ours() {
        let key = Passphrase::new("one");
        for key in [None, key.filter(|_| cfg!(feature = "encryption"))] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            let mut store = study(&path, key.as_ref());
            rename(&mut store, "with").unwrap();
            store.connection.pragma_update(None, "journal_mode", "delete").unwrap();
            store.identity = super::super::access::Identity::of(&path, false);
            for n in 0..5 {
                rename(&mut store, &format!("without {n}")).unwrap();
                store.put_on_desk("draft", Some("words")).unwrap();
            }
            assert_eq!(store.steps().unwrap().len(), 6);
            drop(store);
            let mut store = Store::open(&path, key.as_ref()).unwrap();
            assert_eq!(store.check().unwrap(), []);
            assert_eq!(store.steps().unwrap().len(), 6);
        }
    }

    /// Somebody only reads the study while it is built anew and becomes shorter; when they close it, the
    /// log of who has it stays.
    #[test]
    fn who_only_reads_takes_no_log_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v5.postil");
        std::fs::copy(fixture, &path).unwrap();
        let old = rusqlite::Connection::open(&path).unwrap();
        let fill = "INSERT INTO steps (at, coder, label) VALUES ('', '', hex(zeroblob(2000)))";
        for _ in 0..200 {
            old.execute(fill, []).unwrap();
        }
        drop(old);
        let mut first = Store::open(&path, None).unwrap();
        rename(&mut first, "first").unwrap();
        first.settle().unwrap();
        let before = std::fs::metadata(&path).unwrap().len();
        let reader = Store::open(&path, None).unwrap();
        assert_eq!(reader.steps().unwrap().len(), 1);
        first.forget_history("ana", "2026-01-01T00:00:00.000Z", &|_| None).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < before - 100 * 4096);
        rename(&mut first, "second").unwrap();
        drop(reader);
        assert!(super::super::open::sibling(&path, "-wal").exists());
        rename(&mut first, "third").unwrap();
        drop(first);
        let mut store = Store::open(&path, None).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert_eq!(store.steps().unwrap().len(), 2);
    }
}
