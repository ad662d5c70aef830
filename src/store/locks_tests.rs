//! What a program does with its own study keeps its locks: closing any handle of a file gives up every
//! lock of the whole program on it, and another program could come in. The system lists them.

use super::*;
use rusqlite::{Connection, TransactionBehavior};
use std::os::unix::fs::MetadataExt as _;

/// The locks of this process on a file, as the kernel lists them. A list of more than a page comes in parts,
/// and a line is skipped where a lock before it went between two of them: other tests have locks, too. One
/// that is seen once is there.
fn locks(path: &Path) -> Vec<String> {
    let mut ours: Vec<String> = (0..8).flat_map(|_| listed(path)).collect();
    ours.sort();
    ours.dedup();
    ours
}

fn listed(path: &Path) -> Vec<String> {
    let inode = format!(":{}", std::fs::metadata(path).unwrap().ino());
    let own = std::process::id().to_string();
    let all = std::fs::read_to_string("/proc/locks").unwrap();
    let ours = all.lines().filter(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.contains(&"POSIX")
            && words.contains(&own.as_str())
            && words.iter().any(|word| word.ends_with(&inode))
    });
    // The first word is a number that changes.
    ours.map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn reading_ones_own_study_keeps_its_locks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &Founding::ANY).unwrap();
    let rename = |tx: &Tx<'_>| -> Result<((), String), Error> {
        tx.rename_study("Marvellous")?;
        Ok(((), "Rename".to_owned()))
    };
    store.transact("ana", "2026", rename).unwrap();
    let index = open::sibling(&path, "-shm");
    let before = (locks(&path), locks(&index));
    assert!(!before.0.is_empty() && !before.1.is_empty(), "{before:?}");
    let same = |what: &str| assert_eq!((locks(&path), locks(&index)), before, "{what}");
    let backup = store.backup("by hand", 5).unwrap().unwrap();
    same("backup");
    let work = store.backup_work(5).unwrap();
    assert!(work.is_none());
    assert_eq!(differences((&path, None), (&backup.path, None)).unwrap().len(), 6);
    same("differences");
    let needles = Needles { fragments: vec!["Marvellous".to_owned()], words: Vec::new() };
    assert!(store.scan(&needles).unwrap().iter().any(|one| one.traces > 0));
    same("scan");
    assert!(readable_copies(&path).len() == 1);
    same("copies");
    store.settle().unwrap();
    store.check().unwrap();
    same("check");
    let mut bytes = Vec::new();
    store.read_file(|file| file.read_to_end(&mut bytes)).unwrap();
    assert!(bytes.starts_with(b"SQLite format 3"));
    same("reading the file");
    store
        .transact("ana", "2026", |tx| {
            tx.rename_study("Other")?;
            Ok::<_, Error>(((), "Rename".to_owned()))
        })
        .unwrap();
    same("a step");
}

#[test]
fn the_copy_before_an_upgrade_keeps_the_locks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::copy(fixtures.join("schema_v1.postil"), &path).unwrap();
    let mut connection = Connection::open(&path).unwrap();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    transaction.execute("UPDATE study SET name = 'not yet'", []).unwrap();
    let before = locks(&path);
    assert!(!before.is_empty());
    upgrade::keep_copy(&path, None).unwrap();
    assert_eq!(locks(&path), before, "nobody else may write before this is stored");
    drop(transaction);
    let copy = folder.path().join("s before format 6.postil");
    let copy = Connection::open(copy).unwrap();
    let name: String = copy.query_row("SELECT name FROM study", [], |row| row.get(0)).unwrap();
    assert_ne!(name, "not yet");
}

/// Whatever the system gives new files.
#[test]
fn new_studies_are_for_nobody_but_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (path, new) = (folder.path().join("s.postil"), folder.path().join("new.postil"));
    let guid = "018f0000-0000-7000-8000-000000000001";
    let at = "2026-01-01T00:00:00.000Z";
    let founding = Founding { guid, name: "n", at, coder_guid: guid, coder: "ana" };
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let store = Store::create(&path, None, &founding).unwrap();
    store.put_on_desk("draft", Some("words")).unwrap();
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(mode(&open::sibling(&path, suffix)), 0o600, "{suffix}");
    }
    drop(store);
    salvage(&path, &new, None, &founding).unwrap();
    assert_eq!(mode(&new), 0o600);
    // Where no study can be made the system says why.
    let nowhere = folder.path().join("nowhere/s.postil");
    let told = Store::create(&nowhere, None, &founding).err().unwrap().to_string();
    assert!(told.contains("making the study: No such file or directory"), "{told}");
}

/// A study that is opened once more, and let go, while it is open.
#[test]
fn opening_a_study_closes_no_handle_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let store = Store::create(&path, None, &Founding::ANY).unwrap();
    store.put_on_desk("draft", Some("words")).unwrap();
    let before = locks(&path);
    assert!(!before.is_empty());
    let second = Store::open(&path, None).unwrap();
    assert_eq!(locks(&path), before);
    drop((store, second));
}
