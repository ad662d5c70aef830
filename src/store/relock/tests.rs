//! A study under another passphrase is the same study; where it cannot be done, it stays as it was.

use super::*;
use crate::store::open::sibling;
use crate::store::{Founding, KeyFile};

fn study(folder: &Path, key: Option<&Passphrase>) -> Store {
    let founding =
        Founding { guid: "g", name: "Marvellous", at: "2026", coder_guid: "c", coder: "A" };
    Store::create(&folder.join("s.postil"), key, &founding).unwrap()
}

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn holds(path: &Path, word: &[u8]) -> bool {
    memchr::memmem::find(&std::fs::read(path).unwrap(), word).is_some()
}

fn relock(store: Store, new: Option<&Passphrase>) -> Store {
    let (store, done) = store.relock(new, "A", "2026-01-01T00:00:00.000Z");
    assert_eq!(done.unwrap(), Relocked { wiped: true });
    store.unwrap()
}

#[test]
fn set_changed_and_removed_it_is_the_same_study() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let store = study(folder.path(), None);
    let old = File::open(&path).unwrap();
    assert!(holds(&path, b"Marvellous"));
    let (one, two) = (phrase("it's one"), phrase("two"));
    let store = relock(store, Some(&one));
    assert!(store.is_encrypted() && !holds(&path, b"Marvellous"));
    // The bytes that were there are zeros now.
    let mut bytes = Vec::new();
    (&old).read_to_end(&mut bytes).unwrap();
    assert!(!bytes.is_empty() && bytes.iter().all(|&byte| byte == 0));
    assert!(store.opens_with(&one).unwrap() && !store.opens_with(&two).unwrap());
    let store = relock(store, Some(&two));
    assert!(store.opens_with(&two).unwrap() && !store.opens_with(&one).unwrap());
    let mut store = relock(store, None);
    assert!(!store.is_encrypted() && holds(&path, b"Marvellous"));
    assert_eq!(store.check().unwrap(), []);
    let lines: Vec<String> = store.rows("SELECT label FROM audit", [], |row| row.get(0)).unwrap();
    assert_eq!(lines, ["Passphrase set", "Passphrase changed", "Passphrase removed"]);
    drop(store);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn while_another_program_has_it_open_it_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let store = study(folder.path(), None);
    let other = Store::open(&path, None).unwrap();
    let (store, done) = store.relock(Some(&phrase("one")), "A", "2026");
    assert!(matches!(done, Err(Error::Busy)), "{done:?}");
    let store = store.unwrap();
    drop(other);
    assert!(store.info().unwrap().documents == 0 && !store.is_encrypted());
    let mode: String =
        store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    // And somebody else can open it again.
    drop(Store::open(&path, None).unwrap());
    drop(store);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Where a passphrase is removed the draft can be read by everybody.
#[test]
#[cfg(unix)]
fn nothing_can_be_read_of_a_draft_that_was_of_no_use() {
    let folder = tempfile::tempdir().unwrap();
    let key = phrase("one");
    let mut store = study(folder.path(), Some(&key));
    let path = store.path().to_owned();
    // Another handle sees what becomes of the bytes.
    let draft = draft_path(&path);
    store.draft(&draft, &path, None).unwrap();
    assert!(holds(&draft, b"Marvellous"));
    let mut seen = File::open(&draft).unwrap();
    store.let_go(&draft);
    let mut left = Vec::new();
    seen.read_to_end(&mut left).unwrap();
    assert!(left.is_empty() && !draft.exists());
    assert_eq!(store.check().unwrap(), []);
}

#[test]
#[cfg(unix)]
fn another_name_of_the_file_is_not_destroyed_and_a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("s.postil"), folder.path().join("link.postil"));
    drop(study(folder.path(), None));
    std::fs::hard_link(&path, folder.path().join("other")).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let store = Store::open(&link, None).unwrap();
    let (store, done) = store.relock(Some(&phrase("one")), "A", "2026");
    assert_eq!(done.unwrap(), Relocked { wiped: false });
    assert!(store.unwrap().is_encrypted());
    assert!(holds(&folder.path().join("other"), b"Marvellous"));
    assert!(link.symlink_metadata().unwrap().is_symlink() && !holds(&path, b"Marvellous"));
}

#[test]
fn copies_that_can_be_read_are_found_and_wiped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let store = study(folder.path(), None);
    store.settle().unwrap();
    let copy = folder.path().join("s before format 4.postil");
    std::fs::copy(&path, &copy).unwrap();
    let store = relock(store, Some(&phrase("one")));
    std::fs::copy(&path, folder.path().join("s before format 3.postil")).unwrap();
    assert_eq!(readable_copies(&path), std::slice::from_ref(&copy));
    wipe(&copy).unwrap();
    assert!(!copy.exists() && readable_copies(&path).is_empty());
    drop(store);
}

/// What is locked in a journal is noise behind its heads, whatever the study is called.
#[test]
fn the_journal_of_a_locked_file_is_not_told_to_be_readable() {
    use sha2::Digest as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-wal y.postil");
    let noise = (0_u32..128).flat_map(|n| sha2::Sha256::digest(n.to_le_bytes()).to_vec());
    let locked: Vec<u8> = [0; 512 + 4].into_iter().chain(noise).collect();
    let journal = sibling(&path, "-journal of another file (2)");
    std::fs::write(&journal, &locked).unwrap();
    assert!(readable_logs(&path).is_empty());
    std::fs::write(&journal, "words ".repeat(1_000)).unwrap();
    assert_eq!(readable_logs(&path), [journal]);
}

#[test]
fn a_copy_that_differs_is_told_from_one_that_does_not() {
    let make = |sql: &str| {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        connection
    };
    let one = make("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    let check = |sql: &str, expected: bool| {
        assert_eq!(same_rows(&one, &make(sql), "t").unwrap(), expected, "{sql}");
    };
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, NULL)", true);
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x')", false);
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, 1)", false);
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (2, NULL), (1, 'x')", false);
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'X'), (2, NULL)", false);
    check("CREATE TABLE t (a, b); INSERT INTO t VALUES (1.0, 'x'), (2, NULL)", false);
    check("CREATE TABLE t (a, c); INSERT INTO t VALUES (1, 'x'), (2, NULL)", false);
}

/// As a killed program leaves a file: pages of an unfinished step in it, and the journal that takes them
/// back.
fn as_if_killed(path: &Path, key: &Passphrase, insert: &str) -> PathBuf {
    let connection = unlock(path, Some(key), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let few = "PRAGMA journal_mode = delete; PRAGMA cache_size = 5; BEGIN IMMEDIATE";
    connection.execute_batch(few).unwrap();
    for _ in 0..400 {
        connection.execute(insert, ["x".repeat(2_000)]).unwrap();
    }
    let copy = path.with_file_name("killed");
    std::fs::copy(path, &copy).unwrap();
    let bytes = std::fs::copy(sibling(path, "-journal"), sibling(&copy, "-journal")).unwrap();
    assert!(bytes > 0);
    copy
}

#[test]
fn a_locked_file_whose_writer_was_killed_opens_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (phrase("one"), phrase("two"));
    drop(study(folder.path(), Some(&one)));
    let insert = "INSERT INTO audit (at, coder, verb, label) VALUES ('', '', '', ?1)";
    let copy = as_if_killed(&folder.path().join("s.postil"), &one, insert);
    assert!(matches!(Store::open(&copy, Some(&two)), Err(Error::WrongPassphrase(_))));
    let mut store = Store::open(&copy, Some(&one)).unwrap();
    assert_eq!(store.check().unwrap(), []);
    drop(store);
    let path = folder.path().join("k.postil-key");
    drop(KeyFile::create(&path, &one).unwrap());
    let insert = "INSERT INTO log (at, coder, document, original, replacement, kind)
                  VALUES ('', '', '', ?1, '', '')";
    let copy = as_if_killed(&path, &one, insert);
    assert!(KeyFile::open(&copy, &one).unwrap().log().unwrap().is_empty());
}
