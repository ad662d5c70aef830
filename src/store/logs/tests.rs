//! Logs of killed programs and files that are put in the place of others: what is read, what waits, what is
//! put aside.

use super::super::open::unlock;
use super::super::{Founding, Holder, Passphrase, Tx, look_into, readable_logs, salvage};
use super::*;
use rusqlite::OpenFlags;
use std::collections::BTreeMap;

/// No key, and one as SQLCipher takes it: a passphrase would cost a quarter of a second each time.
fn keys() -> [Option<Passphrase>; 2] {
    let key = Passphrase::new(format!("x'{}'", "0a".repeat(32)));
    [None, key.filter(|_| cfg!(feature = "encryption"))]
}

fn study(path: &Path, key: Option<&Passphrase>) -> Store {
    Store::create(path, key, &Founding::ANY).unwrap()
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
            // Whoever only looks at it reads the file, and leaves the log where it is.
            let held = look_into(&copy, key.as_ref()).unwrap();
            assert_eq!((held.steps, sibling(&copy, "-wal").exists()), (steps as u64, true));
            let aside = opens(&copy, key.as_ref(), steps).unwrap();
            assert_eq!(aside, sibling(&copy, "-wal of another file"));
            let readable = readable_logs(&copy);
            assert_eq!(readable, if key.is_none() { vec![aside.clone()] } else { Vec::new() });
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

/// The note of who has it, as the program of another computer wrote it.
fn goes_elsewhere(study: &Path) {
    let told = std::fs::read_to_string(lock_path(study)).unwrap();
    let mut told: serde_json::Value = serde_json::from_str(&told).unwrap();
    told["host"] = "other-laptop".into();
    std::fs::write(lock_path(study), told.to_string()).unwrap();
}

/// A study with an older state of its file: three steps, and eight of which the last ones are in the log.
fn with_older(key: Option<&Passphrase>) -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = study(&path, key);
    steps(&mut store, 0..3);
    store.settle().unwrap();
    let older = std::fs::read(&path).unwrap();
    steps(&mut store, 3..5);
    store.settle().unwrap();
    steps(&mut store, 5..8);
    let (folder, copy) = killed(&path);
    (folder, copy, older)
}

/// A synchronised folder brings the file, its log and the note of who has it one by one.
#[test]
fn the_log_of_another_computer_waits_for_its_file() {
    for key in keys() {
        let (folder, path, older) = with_older(key.as_ref());
        let newer = std::fs::read(&path).unwrap();
        goes_elsewhere(&path);
        std::fs::write(&path, older).unwrap();
        let all = || ["", "-wal", ".lock"].map(|end| std::fs::read(sibling(&path, end)).unwrap());
        let before = all();
        let mut store = Store::open(&path, key.as_ref()).unwrap();
        assert!(matches!(store.read_only(), Some(ReadOnly::Apart(_))));
        let told = store.read_only().unwrap().to_string();
        assert!(told.contains("on the computer other-laptop"), "{told}");
        assert!(told.contains("wait until the folder is synchronised"), "{told}");
        assert!(!told.contains("delete"), "{told}");
        assert_eq!(store.steps().unwrap().len(), 3);
        assert_eq!((store.check().unwrap(), store.set_aside()), (Vec::new(), None));
        drop(store);
        // The note came after somebody had looked for it.
        let late = put_aside(&path, &File::open(&path).unwrap());
        assert!(matches!(late, Err(Error::ReadOnly { why: ReadOnly::Apart(_), .. })));
        assert!(all() == before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        std::fs::write(&path, newer).unwrap();
        assert_eq!(opens(&path, key.as_ref(), 8), None);
    }
}

/// It is read with the file, and stays theirs: a synchronised folder or a drive of others would lose it.
#[test]
fn the_log_of_another_computer_is_read_and_left() {
    for key in keys() {
        let (folder, path, _) = with_older(key.as_ref());
        goes_elsewhere(&path);
        let all = || ["", "-wal", ".lock"].map(|end| std::fs::read(sibling(&path, end)).unwrap());
        let before = all();
        let mut store = Store::open(&path, key.as_ref()).unwrap();
        assert!(matches!(store.read_only(), Some(ReadOnly::Held(_))));
        let told = store.read_only().unwrap().to_string();
        assert!(told.contains("on the computer other-laptop"), "{told}");
        assert_eq!(store.steps().unwrap().len(), 8);
        assert_eq!((store.check().unwrap(), store.set_aside()), (Vec::new(), None));
        drop(store);
        assert!(all() == before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        std::fs::remove_file(lock_path(&path)).unwrap();
        assert_eq!(opens(&path, key.as_ref(), 8), None);
    }
}

/// Somebody who may only read a study has it open when its writer closes it.
#[test]
fn a_log_that_stays_behind_is_known_to_be_of_its_file() {
    for key in keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = study(&path, key.as_ref());
        steps(&mut store, 0..3);
        store.settle().unwrap();
        let older = std::fs::read(&path).unwrap();
        steps(&mut store, 3..5);
        store.settle().unwrap();
        steps(&mut store, 5..8);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let reader = unlock(&path, key.as_ref(), flags).unwrap();
        let sql = "SELECT count(*) FROM steps";
        let count: i64 = reader.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 8);
        drop(store);
        let told = std::fs::read(lock_path(&path)).unwrap();
        assert_eq!(serde_json::from_slice::<Holder>(&told).unwrap(), Holder::default());
        assert!(!hold::is_held(&path));
        drop(reader);
        assert!(sibling(&path, "-wal").metadata().unwrap().len() > 0);
        // To take it for a moment forgets nothing.
        drop(Hold::take(&path, "", false).unwrap());
        std::fs::write(&path, older).unwrap();
        let aside = opens(&path, key.as_ref(), 3).unwrap();
        assert!(aside.exists() && !sibling(&path, "-wal").exists() && !lock_path(&path).exists());
    }
}

#[test]
fn what_is_salvaged_is_not_mixed_with_the_log_of_another_file() {
    let check = |own: bool, put: &dyn Fn(&Path, &[u8])| {
        let (folder, path, older) = with_older(None);
        put(&path, &older);
        let log = std::fs::read(sibling(&path, "-wal")).unwrap();
        let new = folder.path().join("new.postil");
        let found = salvage(&path, &new, None, &Founding::ANY).unwrap();
        let left_out = found.lost.iter().any(|line| line.starts_with("the log beside it"));
        assert_eq!(left_out, !own, "{:?}", found.lost);
        let store = Store::open(&new, None).unwrap();
        let sql = "SELECT name FROM study";
        let name: String = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert!(name.starts_with(if own { "7 words" } else { "2 words" }), "{name:.9}");
        assert!(std::fs::read(sibling(&path, "-wal")).unwrap() == log);
    };
    check(false, &|path, older| std::fs::write(path, older).unwrap());
    check(false, &|path, older| {
        std::fs::write(path, older).unwrap();
        goes_elsewhere(path);
    });
    // It is its own log, and damage is no sign of another file.
    check(true, &|_, _| {});
    check(true, &|path, _| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes[90] ^= 1;
        bytes.resize(bytes.len() + 40 * PAGE, 0);
        std::fs::write(path, bytes).unwrap();
        assert!(is_strange(path, &File::open(path).unwrap()));
    });
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
    let told = Store::create(&path, None, &Founding::ANY).err().unwrap().to_string();
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
