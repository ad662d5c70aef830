//! Backups as files: made, found, restored, compared; locked ones too.

use super::*;

fn founding() -> Founding<'static> {
    let guid = "018f0000-0000-7000-8000-000000000001";
    Founding { guid, name: "n", at: "2026-01-01T00:00:00.000Z", coder_guid: guid, coder: "ana" }
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
    let older =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v5.postil");
    std::fs::copy(older, &bad).unwrap();
    let odd = rusqlite::Connection::open(&bad).unwrap();
    odd.execute_batch("CREATE TABLE stamp (other TEXT)").unwrap();
    drop(odd);
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
    let old =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v1.postil");
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
