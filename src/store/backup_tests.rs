//! Backups as files: made, found, restored, compared; locked ones too.

use super::*;

const GUID: &str = "018f0000-0000-7000-8000-000000000001";

fn founding() -> Founding<'static> {
    let at = "2026-01-01T00:00:00.000Z";
    Founding { guid: GUID, name: "n", at, coder_guid: GUID, coder: "ana" }
}

/// A study of format 5 that could be an older backup of ours.
fn older(to: &Path) -> Connection {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v5.postil");
    std::fs::copy(fixture, to).unwrap();
    let older = Connection::open(to).unwrap();
    older.execute("UPDATE study SET guid = ?1", [GUID]).unwrap();
    older
}

fn note(store: &mut Store, text: &str) {
    store
        .transact::<_, Error>("ana", "2026-01-01T00:00:00.000Z", |tx| {
            tx.rename_study(text)?;
            Ok(((), format!("Rename to {text}")))
        })
        .unwrap();
}

fn name(store: &Store) -> String {
    store.load().unwrap().study
}

fn passphrase(text: &str) -> Option<Passphrase> {
    Passphrase::new(text)
}

#[test]
fn a_backup_is_made_only_when_something_was_done_and_can_be_restored() {
    let keys: &[Option<Passphrase>] =
        if cfg!(feature = "encryption") { &[None, passphrase("one")] } else { &[None] };
    for key in keys {
        let key = key.as_ref();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut store = Store::create(&path, key, &founding()).unwrap();
        assert_eq!(store.backup("by hand", 20).unwrap(), None);
        note(&mut store, "first");
        let first = store.backup("by hand", 20).unwrap().unwrap();
        assert_eq!((&*first.reason, first.bytes > 0), ("by hand", true));
        assert_eq!(store.backup("by hand", 20).unwrap(), None);
        assert_eq!(store.unsaved_steps().unwrap(), 0);
        note(&mut store, "second");
        note(&mut store, "third");
        // On another thread, with the study at hand.
        let work = store.backup_work(20).unwrap().unwrap();
        let (second, mark) =
            std::thread::scope(|s| s.spawn(|| work.run("after 2 steps")).join().unwrap()).unwrap();
        assert_eq!(store.unsaved_steps().unwrap(), 2);
        store.backed_up(mark).unwrap();
        assert!(!store.changed_outside().unwrap());
        assert!(store.backup_work(20).unwrap().is_none());
        assert_eq!(look_into(&second.path, key).unwrap().steps, 3);
        note(&mut store, "fourth");
        assert_eq!(look_into(&first.path, key).unwrap().steps, 1);
        let kept = store.restore(&first.path, key, ("ana", "t"), 20).unwrap().unwrap();
        assert_eq!(kept.reason, "before restoring");
        assert_eq!((&*name(&store), store.steps().unwrap().len()), ("first", 1));
        assert_eq!(store.check().unwrap(), []);
        assert_eq!(store.is_encrypted(), key.is_some());
        // The history of the backup is in it, and what was restored can be put back.
        store.undo("ana", "t").unwrap().unwrap();
        assert_eq!(name(&store), "n");
        store.restore(&kept.path, key, ("ana", "t"), 20).unwrap();
        assert_eq!(name(&store), "fourth");
        assert_eq!(backups(&path).len(), 4);
        drop(store);
        let names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "s.postil" && name != "s.postil backups")
            .collect();
        assert_eq!(names, Vec::<String>::new());
        // Nobody opens it without the passphrase.
        if key.is_some() {
            assert!(matches!(look_into(&first.path, None), Err(Error::NeedsPassphrase(_))));
            let other = passphrase("other");
            let wrong = look_into(&first.path, other.as_ref());
            assert!(matches!(wrong, Err(Error::WrongPassphrase(_))));
            let bytes = std::fs::read(&first.path).unwrap();
            assert!(memchr::memmem::find(&bytes, b"SQLite").is_none());
        }
    }
}

#[test]
fn a_bad_backup_or_a_study_in_use_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    let made = store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "second");
    let bad = folder.path().join("bad.postil");
    let whole = std::fs::read(&made.path).unwrap();
    let check = |store: &mut Store, bytes: &[u8]| {
        std::fs::write(&bad, bytes).unwrap();
        assert!(store.restore(&bad, None, ("ana", "t"), 20).is_err());
        assert_eq!(name(store), "second");
        note(store, "second");
    };
    check(&mut store, b"");
    check(&mut store, b"not a study");
    check(&mut store, &whole[..whole.len() / 2]);
    let mut broken = whole.clone();
    for byte in &mut broken[8 * 4096..12 * 4096] {
        *byte = 0x55;
    }
    check(&mut store, &broken);
    // An older version that cannot be brought up to date: this shows when it is in its place already.
    older(&bad).execute_batch("CREATE TABLE stamp (other TEXT)").unwrap();
    let odd = std::fs::read(&bad).unwrap();
    check(&mut store, &odd);
    // The same where nothing was done since the last backup.
    store.backup("by hand", 20).unwrap();
    check(&mut store, &odd);
    assert_eq!(store.path(), path);
    let missing = store.restore(&folder.path().join("no"), None, ("ana", "t"), 20);
    assert!(matches!(missing, Err(Error::Missing(_))));
    // Another program reads in it at this moment.
    let other = Store::open(&path, None).unwrap();
    let busy = store.restore(&made.path, None, ("ana", "t"), 20);
    assert!(matches!(busy, Err(Error::Busy)), "{busy:?}");
    assert_eq!(name(&store), "second");
    drop(other);
    store.restore(&made.path, None, ("ana", "t"), 20).unwrap();
    assert_eq!(name(&store), "first");
}

#[test]
fn what_differs_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    let code = |tx: &Tx<'_>, guid: &str, name: &str| {
        let connection = tx.connection();
        let sql = "INSERT INTO codes (guid, position, name, created_at) VALUES (?1, 0, ?2, 't')";
        connection.execute(sql, [guid, name]).unwrap();
    };
    let step = |store: &mut Store, act: &dyn Fn(&Tx<'_>)| {
        store
            .transact::<_, Error>("ana", "t", |tx| {
                act(tx);
                Ok(((), "Codes".to_owned()))
            })
            .unwrap();
    };
    step(&mut store, &|tx| {
        code(tx, "a", "one");
        code(tx, "b", "two");
        code(tx, "c", "three");
    });
    let backup = store.backup("by hand", 20).unwrap().unwrap();
    step(&mut store, &|tx| {
        tx.connection().execute("DELETE FROM codes WHERE guid = 'a'", []).unwrap();
        tx.connection().execute("UPDATE codes SET name = 'due' WHERE guid = 'b'", []).unwrap();
        code(tx, "d", "four");
        code(tx, "e", "five");
    });
    let found = differences((&path, None), (&backup.path, None)).unwrap();
    let codes = found.iter().find(|one| one.what == "codes").unwrap();
    let expected = Difference { what: "codes", now: 4, then: 3, back: 1, gone: 2, changed: 1 };
    assert_eq!(codes, &expected);
    assert!(found.iter().filter(|one| one.what != "codes").all(Difference::is_none));
    // An older format is compared as far as both know it.
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v1.postil");
    let found = differences((&path, None), (&old, None)).unwrap();
    assert!(found.iter().any(|one| one.what == "documents" && one.back > 0));
    assert_eq!(found.iter().find(|one| one.what == "themes").unwrap().then, 0);
}

#[test]
fn a_file_that_was_taken_away_stores_nothing_and_is_saved_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let other = folder.path().join("other.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    std::fs::rename(&path, folder.path().join("moved.postil")).unwrap();
    let refused = store.transact::<_, Error>("ana", "t", |tx| {
        tx.rename_study("lost")?;
        Ok(((), String::new()))
    });
    assert!(matches!(refused, Err(Error::Gone { .. })), "{refused:?}");
    assert_eq!(name(&store), "first");
    assert!(matches!(store.undo("ana", "t"), Err(Error::Gone { .. })));
    std::fs::write(&path, "something else").unwrap();
    assert!(matches!(store.undo("ana", "t"), Err(Error::Gone { .. })));
    store.copy_to(&other).unwrap();
    assert!(matches!(store.copy_to(&other), Err(Error::Exists(_))));
    let mut again = store.open_again(&other).unwrap();
    assert_eq!((&*name(&again), again.steps().unwrap().len()), ("first", 1));
    note(&mut again, "second");
    assert_eq!(again.check().unwrap(), []);
    assert_eq!(std::fs::read(&path).unwrap(), b"something else");
}

#[test]
#[cfg(unix)]
fn a_log_that_was_taken_away_is_noticed_with_the_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    std::fs::remove_file(folder.path().join("s.postil-wal")).unwrap();
    let refused = store.transact::<_, Error>("ana", "t", |tx| {
        tx.rename_study("second")?;
        Ok(((), String::new()))
    });
    assert!(matches!(refused, Err(Error::Gone { .. })), "{refused:?}");
    let other = folder.path().join("other.postil");
    store.copy_to(&other).unwrap();
    let again = store.open_again(&other).unwrap();
    assert!(["first", "second"].contains(&&*name(&again)));
}

#[test]
fn a_backup_counts_only_while_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    let first = store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "second");
    let second = store.backup("by hand", 20).unwrap().unwrap();
    let again = |store: &Store| store.backup("by hand", 20).unwrap();
    assert_eq!((again(&store), store.unsaved_steps().unwrap()), (None, 0));
    std::fs::rename(&second.path, folder.path().join("elsewhere.postil")).unwrap();
    assert_eq!(store.unsaved_steps().unwrap(), 2);
    let third = again(&store).unwrap();
    // Another file has its name.
    std::fs::write(&third.path, "cut").unwrap();
    let fourth = again(&store).unwrap();
    assert_eq!(again(&store), None);
    // One of another thread, gone before it is heard of.
    note(&mut store, "third");
    let (fifth, mark) = store.backup_work(20).unwrap().unwrap().run("after 1 step").unwrap();
    std::fs::remove_file(&fifth.path).unwrap();
    store.backed_up(mark).unwrap();
    assert_eq!(store.unsaved_steps().unwrap(), 1);
    // As older versions of this program kept it.
    store.put_on_desk("backup", Some("3")).unwrap();
    assert_eq!(store.unsaved_steps().unwrap(), 3);
    assert!(first.path.exists() && fourth.path.exists());
}

/// It may hold the last words of a file that had this name, and would come into whatever gets it.
#[test]
fn no_file_is_made_where_the_log_of_another_one_lies() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("s.postil"), folder.path().join("t.postil"));
    drop(older(&path));
    let copy = folder.path().join("s before format 6.postil");
    let logs = [&copy, &other].map(|file| open::sibling(file, "-wal"));
    for log in &logs {
        std::fs::write(log, "steps of another file").unwrap();
    }
    let store = Store::open(&path, None).unwrap();
    // A name that the program chooses is another one.
    assert!(!copy.exists() && folder.path().join("s before format 6 (2).postil").exists());
    for told in [
        store.copy_to(&other).unwrap_err(),
        Store::copy_file(&copy.with_file_name("s before format 6 (2).postil"), &other).unwrap_err(),
        salvage(&path, &other, None, &founding()).unwrap_err(),
    ] {
        let told = told.to_string();
        assert!(told.contains("lies beside this name; take another name"), "{told}");
    }
    assert!(logs.iter().all(|log| std::fs::read(log).unwrap() == b"steps of another file"));
    assert!(!other.exists() && companions(&other).len() == 1);
    // One that holds nothing is in nobody's way.
    std::fs::write(&logs[1], "").unwrap();
    store.copy_to(&other).unwrap();
    assert!(Store::open(&other, None).is_ok());
}

#[test]
fn the_study_as_it_was_can_be_read_after_a_restore() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    let first = store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "second");
    let second = store.backup("by hand", 20).unwrap().unwrap();
    let restore = |store: &mut Store, backup: &Backup| {
        store.restore(&backup.path, None, ("ana", "t"), 20).unwrap()
    };
    // It stands in the last backup already.
    assert_eq!(restore(&mut store, &first), None);
    assert_eq!(name(&store), "first");
    assert!(restore(&mut store, &second).is_some());
    assert_eq!(name(&store), "second");
    // A file of that name and that length, in which nothing can be read.
    let third = store.backup_anyway("by hand", 20).unwrap();
    std::fs::write(&third.path, vec![0_u8; third.bytes as usize]).unwrap();
    assert_eq!(store.unsaved_steps().unwrap(), 0);
    let kept = restore(&mut store, &first).unwrap();
    assert_eq!(look_into(&kept.path, None).unwrap().steps, 2);
    // A study in which nothing was ever done.
    let mut fresh = Store::create(&folder.path().join("t.postil"), None, &founding()).unwrap();
    let kept = restore(&mut fresh, &first).unwrap();
    assert_eq!(look_into(&kept.path, None).unwrap().steps, 0);
}

#[test]
fn what_is_restored_and_what_was_just_made_are_not_thinned_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    let first = store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "second");
    store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "third");
    let kept = store.restore(&first.path, None, ("ana", "t"), 1).unwrap().unwrap();
    let left = || backups(&path).into_iter().map(|one| one.path).collect::<Vec<_>>();
    assert_eq!(left(), [kept.path, first.path]);
    // The clock was years ahead, and was put right.
    for (n, old) in left().into_iter().enumerate() {
        let day = format!("2037-01-0{}", n + 1);
        let at: jiff::Timestamp = format!("{day}T09:00:00Z").parse().unwrap();
        let file = std::fs::File::options().write(true).open(&old).unwrap();
        file.set_modified(at.into()).unwrap();
        let ahead = old.with_file_name(format!("{day} 09.00.00 by hand.postil"));
        std::fs::rename(&old, ahead).unwrap();
    }
    let made = store.backup_anyway("by hand", 2).unwrap();
    assert_eq!((left().first(), left().len()), (Some(&made.path), 2));
    let made = store.backup_anyway("by hand", 1).unwrap();
    assert_eq!(left(), [made.path]);
}

#[test]
fn a_backup_of_another_study_does_not_take_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "ours");
    let guid = "018f0000-0000-7000-8000-000000000002";
    let other = Founding { guid, ..founding() };
    let mut other = Store::create(&folder.path().join("t.postil"), None, &other).unwrap();
    note(&mut other, "theirs");
    let backup = other.backup("by hand", 20).unwrap().unwrap().path;
    for told in [
        store.restore(&backup, None, ("ana", "t"), 20).unwrap_err(),
        Store::lock_after((&path, None), (&backup, None)).unwrap_err(),
    ] {
        let told = told.to_string();
        assert!(told.contains("a backup of another study; open it by itself instead"), "{told}");
        assert!(told.ends_with(&backup.display().to_string()), "{told}");
    }
    note(&mut store, "still ours");
    assert!(backups(&path).is_empty());
    assert!(companions(&path).iter().all(|(kind, _)| *kind == Companion::Log));
}

#[test]
#[cfg(unix)]
fn the_study_keeps_the_permissions_of_its_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "first");
    let first = store.backup("by hand", 20).unwrap().unwrap();
    note(&mut store, "second");
    let set = |file: &Path, mode: u32| {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(&path, 0o640);
    // Somebody protects their backups.
    set(&first.path, 0o400);
    store.restore(&first.path, None, ("ana", "t"), 20).unwrap();
    let mode = |file: &Path| std::fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!((&*name(&store), mode(&path), mode(&first.path)), ("first", 0o640, 0o400));
    note(&mut store, "goes on");
    // One that cannot be brought up to date: the study is put back.
    let odd = folder.path().join("odd.postil");
    older(&odd).execute_batch("CREATE TABLE stamp (other TEXT)").unwrap();
    assert!(store.restore(&odd, None, ("ana", "t"), 20).is_err());
    assert_eq!((&*name(&store), mode(&path)), ("goes on", 0o640));
}

/// Whatever is restored, the study is locked with what locks it now; what was locked is never opened for
/// everybody.
#[test]
#[cfg(feature = "encryption")]
fn the_study_keeps_its_passphrase() {
    // Keys as SQLCipher takes them: a passphrase would cost a quarter of a second each time.
    let key = |digit: &str| Passphrase::new(format!("x'{}'", digit.repeat(64))).unwrap();
    let (one, two) = (key("1"), key("2"));
    let relock = |store: Store, new: Option<&Passphrase>| {
        let (store, done) = store.relock(new, "ana", "t");
        done.unwrap();
        store.unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut store = Store::create(&path, None, &founding()).unwrap();
    note(&mut store, "plain");
    let plain = store.backup("by hand", 20).unwrap().unwrap().path;
    let mut store = relock(store, Some(&one));
    note(&mut store, "old");
    let old = store.backup("by hand", 20).unwrap().unwrap().path;
    let mut store = relock(store, Some(&two));
    let old_format = folder.path().join("older.postil");
    drop(older(&old_format));
    for (backup, key, told) in [
        (&plain, None, "The backup has no passphrase"),
        (&old, Some(&one), "The backup has another passphrase"),
        (&old_format, None, "The backup has no passphrase"),
    ] {
        note(&mut store, "now");
        let lock = Store::lock_after((&path, Some(&two)), (backup, key)).unwrap();
        assert!(lock.is_some_and(|lock| lock.starts_with(told)), "{lock:?}");
        let kept = store.restore(backup, key, ("ana", "t"), 20).unwrap().unwrap();
        assert_ne!(name(&store), "now");
        assert!(store.is_encrypted() && store.opens_with(&two).unwrap());
        assert!(!store.opens_with(&one).unwrap());
        assert_eq!(store.check().unwrap(), []);
        assert!(look_into(&kept.path, Some(&two)).is_ok());
        let same = Store::lock_after((&path, Some(&two)), (&kept.path, Some(&two)));
        assert_eq!(same.unwrap(), None);
    }
    // What is readable was so before: the copy from before the upgrade is locked like the study.
    assert_eq!(readable_copies(&path), std::slice::from_ref(&plain));
    drop(store);
    let bytes = std::fs::read(&path).unwrap();
    assert!(memchr::memmem::find(&bytes, b"SQLite").is_none());
    let mut store = relock(Store::open(&path, Some(&two)).unwrap(), None);
    note(&mut store, "open to everybody");
    let lock = Store::lock_after((&path, None), (&old, Some(&one))).unwrap();
    assert!(lock.is_some_and(|lock| lock.ends_with("takes over that of the backup.")), "{lock:?}");
    store.restore(&old, Some(&one), ("ana", "t"), 20).unwrap();
    assert_eq!(name(&store), "old");
    assert!(store.is_encrypted() && store.opens_with(&one).unwrap());
    let made = store.backup_anyway("by hand", 20).unwrap();
    assert!(matches!(look_into(&made.path, None), Err(Error::NeedsPassphrase(_))));
    drop(store);
    assert!(matches!(Store::open(&path, None), Err(Error::NeedsPassphrase(_))));
    assert!(Store::open(&path, Some(&one)).is_ok());
}
