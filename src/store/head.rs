//! The first bytes of a study file, looked at before and after each step: another program may write over
//! the file without giving it another number (a copy dropped on it, a synchronised folder that puts an
//! older version back). SQLite would go on with the pages it remembers.
//!
//! A study that is not locked begins with SQLite's header, in which a number grows with what is written;
//! a locked one begins with the salt of its key, which stays (SQLite file format 1.3; SQLCipher 4). So
//! any other file is noticed, and in the place of a study that is not locked also its backups and most
//! of its older states: the number need not grow while one program has it open. Backups and older states
//! of a locked study have its salt and are not noticed.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;

/// Bytes of SQLite's header.
const LENGTH: usize = 100;

/// An open study file, and how it began when it was last looked at. Closing it would give up the locks
/// of this program on the file, so that it stays open as long as the connection does.
#[derive(Debug)]
pub(super) struct Head {
    file: File,
    seen: Cell<[u8; LENGTH]>,
    locked: bool,
}

impl Head {
    /// `None` where it cannot be read.
    pub(super) fn of(path: &Path, locked: bool) -> Option<Self> {
        let file = File::open(path).ok()?;
        let mut seen = [0; LENGTH];
        (&file).read_exact(&mut seen).ok()?;
        Some(Self { file, seen: Cell::new(seen), locked })
    }

    /// True when the file still begins as ours does. A disk that cannot be read says so elsewhere.
    pub(super) fn is_ours(&self) -> bool {
        let mut now = [0; LENGTH];
        let mut file = &self.file;
        match file.rewind().and_then(|()| file.read_exact(&mut now)) {
            Ok(()) => {}
            Err(error) => return error.kind() != std::io::ErrorKind::UnexpectedEof,
        }
        let ours = follows(&self.seen.get(), &now, self.locked);
        if ours {
            self.seen.set(now);
        }
        ours
    }
}

/// True when a file that began as `before` can begin as `now` by what studies are written with.
fn follows(before: &[u8; LENGTH], now: &[u8; LENGTH], locked: bool) -> bool {
    // Signature or salt.
    let same = before.get(..16) == now.get(..16);
    if locked {
        return same;
    }
    let number = |head: &[u8; LENGTH], at: usize| {
        head.get(at..at + 4).map(|bytes| bytes.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)))
    };
    let (application, counter) = (68, 24);
    same && number(before, application) == number(now, application)
        && number(before, counter) <= number(now, counter)
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
        let founding = Founding { guid: "g", name: "n", at: "2026", coder_guid: "c", coder: "ana" };
        Store::create(path, key, &founding).unwrap()
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
            let newer = std::fs::read(&path).unwrap();
            let other = std::fs::read(&backup.path).unwrap();
            let stranger = folder.path().join("other.postil");
            drop(study(&stranger, key.as_ref()));
            let letter = b"A letter. ".repeat(1_000);
            let mut all = vec![letter, b"short".to_vec(), Vec::new()];
            if key.is_some() {
                // Its backups and older states have the same salt, and all else is noise.
                all.push(std::fs::read(stranger).unwrap());
            } else {
                all.extend([other, older]);
            }
            for bytes in all {
                write_over(&path, &bytes);
                let told = rename(&mut store, "second").unwrap_err().to_string();
                assert!(told.contains("another program wrote over the file"), "{told}");
                assert!(told.contains(&backup.path.display().to_string()), "{told}");
                write_over(&path, &newer);
            }
            rename(&mut store, "second").unwrap();
            assert_eq!(store.check().unwrap(), []);
        }
    }
}
