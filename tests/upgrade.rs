//! Studies of older versions: each schema that ever was is a fixture, and opens as one of today.

use postil::model::{CodeFields, Flag, Span};
use postil::study::{CodeTarget, Command, Error, Study};
use std::path::{Path, PathBuf};

/// A copy of the study that version 1 of the schema wrote: one interview, two codings, a third one
/// undone.
fn old(folder: &Path) -> PathBuf {
    let path = folder.join("s.postil");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v1.postil");
    std::fs::copy(fixture, &path).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Everything a file holds, with its version.
fn rows(path: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let number = |name: &str| -> i64 {
        connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
    };
    let mut all = vec![format!("{} {}", number("user_version"), number("application_id"))];
    let tables = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name";
    let mut tables = connection.prepare(tables).unwrap();
    let found = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let found: Vec<(String, String)> = found.map(Result::unwrap).collect();
    for (name, sql) in found {
        // Inside, the index of words may be laid out in another way.
        if sql.starts_with("CREATE TABLE") && !name.starts_with("words") {
            let mut rows = connection.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
            let width = rows.column_count();
            let mut rows = rows.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let values: Vec<rusqlite::types::Value> =
                    (0..width).map(|at| row.get(at).unwrap()).collect();
                all.push(format!("{name} {values:?}"));
            }
        }
        all.push(sql);
    }
    all
}

/// While another program has an older study open its tables are not changed under it.
#[test]
fn a_study_that_somebody_has_open_is_not_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = old(folder.path());
    let before = std::fs::read(&path).unwrap();
    // As another program has it: the lock is held by a handle of its own.
    let lock = std::fs::File::create(folder.path().join("s.postil.lock")).unwrap();
    lock.lock().unwrap();
    let told = Study::open(&path, None).err().unwrap().to_string();
    assert!(told.contains("has it open") && told.contains("close it there"), "{told}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    drop(lock);
    assert!(Study::open(&path, None).is_ok());
}

/// The copy is locked with the passphrase of the study.
#[test]
#[cfg(feature = "encryption")]
fn the_copy_of_a_locked_study_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = old(folder.path());
    let sealed = folder.path().join("locked.postil");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let attach = "ATTACH DATABASE ?1 AS sealed KEY 'two herons'";
    connection.execute(attach, [sealed.to_str().unwrap()]).unwrap();
    connection.query_row("SELECT sqlcipher_export('sealed')", [], |_| Ok(())).unwrap();
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).unwrap();
    connection.pragma_update(Some("sealed"), "application_id", application).unwrap();
    connection.pragma_update(Some("sealed"), "user_version", 1).unwrap();
    drop(connection);
    let key = postil::study::Passphrase::new("two herons").unwrap();
    assert_eq!(Study::open(&sealed, Some(&key)).unwrap().corpus().coding_count(), 2);
    let copy = folder.path().join("locked before format 6.postil");
    let bytes = std::fs::read(&copy).unwrap();
    assert!(!bytes.starts_with(b"SQLite") && memchr::memmem::find(&bytes, b"Fourteen").is_none());
    assert!(Study::open(&copy, None).is_err());
    assert_eq!(Study::open(&copy, Some(&key)).unwrap().corpus().coding_count(), 2);
}

#[test]
fn an_older_study_is_brought_up_to_date_and_a_copy_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = old(folder.path());
    let before = rows(&path);
    let mut study = Study::open(&path, None).unwrap();
    let corpus = study.corpus().clone();
    assert_eq!((corpus.documents.len(), corpus.coding_count(), corpus.codes.len()), (1, 2, 3));
    assert!(corpus.themes.is_empty() && corpus.versions.is_empty());
    let words: Vec<&str> = corpus.documents[0]
        .codings
        .iter()
        .map(|coding| coding.span.of(&corpus.documents[0].text).unwrap())
        .collect();
    assert_eq!(words, ["Fourteen months", "n?\n\nP01: Then t"]);
    assert!(corpus.documents[0].codings.iter().all(|coding| !coding.flags.has(Flag::Key)));
    assert!(corpus.codes.codes().iter().all(|code| !code.retired && code.fields.key.is_empty()));
    // The steps spoke of the old tables; from here on everything can be undone again.
    assert!(study.history().unwrap().is_empty());
    assert_eq!(study.undo().unwrap(), None);
    assert_eq!(study.check().unwrap(), []);
    let document = corpus.documents[0].id;
    let span = Span::new(28, 36).unwrap();
    let code = CodeTarget::Path(vec!["new".to_owned()]);
    study.run(Command::ApplyCode { document, span, code }).unwrap();
    study.undo().unwrap().unwrap();
    assert_eq!(study.corpus().coding_count(), 2);
    assert_eq!(study.info().unwrap().schema, 6);
    drop(study);
    let copy = folder.path().join("s before format 6.postil");
    assert_eq!(rows(&copy), before, "the study as it was");
    // Opened once more nothing is copied again; the copy opens too, and keeps its own copy.
    drop(Study::open(&path, None).unwrap());
    assert_eq!(names(folder.path()), ["s before format 6.postil", "s.postil"]);
    assert_eq!(Study::open(&copy, None).unwrap().corpus().coding_count(), 2);
}

#[test]
fn without_a_place_for_the_copy_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = old(folder.path());
    // Names of the copy are taken by folders: the next free number is used.
    std::fs::create_dir(folder.path().join("s before format 6.postil")).unwrap();
    drop(Study::open(&path, None).unwrap());
    assert!(folder.path().join("s before format 6 (2).postil").is_file());
}

#[test]
fn an_older_study_with_something_built_in_is_refused_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = old(folder.path());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("CREATE TRIGGER odd AFTER INSERT ON codes BEGIN SELECT 1; END;")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Study::open(&path, None), Err(Error::Store(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(names(folder.path()), ["s.postil"]);
}

#[test]
fn the_key_of_a_code_is_one_letter_and_belongs_to_one_code() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
    let mut add = |name: &str, key: &str, badge: &str| {
        let fields = CodeFields {
            name: name.to_owned(),
            key: key.to_owned(),
            badge: badge.to_owned(),
            ..CodeFields::default()
        };
        study.run(Command::AddCode { parent: None, fields }).map(|_| ()).map_err(|e| e.to_string())
    };
    add("delay", "D", "Dl").unwrap();
    assert!(add("limbo", "d", "").unwrap_err().contains("applies delay already"));
    assert!(add("limbo", "i", "").unwrap_err().contains("cannot be the key"));
    assert!(add("limbo", "ab", "").unwrap_err().contains("cannot be the key"));
    assert!(add("limbo", "", "abcd").unwrap_err().contains("too long"));
    add("limbo", "ł", "Łi").unwrap();
}

#[test]
fn a_study_of_format_two_keeps_its_codebook_and_gains_the_trays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v2.postil");
    std::fs::copy(fixture, &path).unwrap();
    let mut study = Study::open(&path, None).unwrap();
    let corpus = study.corpus().clone();
    assert_eq!((corpus.documents.len(), corpus.coding_count(), corpus.versions.len()), (1, 3, 1));
    assert_eq!(corpus.codes.codes().iter().filter(|code| code.retired).count(), 1);
    assert!(corpus.orphans.is_empty() && corpus.kept.is_empty());
    assert!(corpus.participants.iter().all(|person| person.excluded.is_none()));
    let document = &corpus.documents[0];
    assert!(document.times.is_empty());
    let receipt = study.receipt(document.id).unwrap().unwrap();
    assert!(receipt.imported_by.is_empty() && receipt.reading.is_default());
    assert_eq!(study.revisions(document.id).unwrap(), []);
    assert_eq!(study.check().unwrap(), []);
    assert!(folder.path().join("s before format 6.postil").is_file());
}

#[test]
fn a_study_of_format_three_keeps_its_trays_and_gains_ways_of_looking() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v3.postil");
    std::fs::copy(fixture, &path).unwrap();
    let mut study = Study::open(&path, None).unwrap();
    let corpus = study.corpus().clone();
    assert_eq!((corpus.documents.len(), corpus.coding_count()), (1, 1));
    assert_eq!((corpus.orphans.len(), corpus.kept.len()), (1, 0));
    assert_eq!(corpus.participants.iter().filter(|p| p.excluded.is_some()).count(), 1);
    assert_eq!(study.revisions(corpus.documents[0].id).unwrap().len(), 1);
    assert_eq!(corpus.approach, postil::model::Approach::None);
    assert!(corpus.filters.is_empty() && corpus.framework.is_empty());
    assert!(corpus.documents[0].held_on.is_empty());
    assert!(corpus.documents[0].codings.iter().all(|coding| coding.made_ms > 0));
    assert_eq!(study.check().unwrap(), []);
}

#[test]
fn a_study_of_format_four_keeps_its_ways_of_looking_and_gains_consent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v4.postil");
    std::fs::copy(fixture, &path).unwrap();
    let mut study = Study::open(&path, None).unwrap();
    let corpus = study.corpus().clone();
    assert_eq!((corpus.documents.len(), corpus.coding_count()), (1, 2));
    assert_eq!((corpus.filters.len(), corpus.framework.len()), (1, 1));
    assert_eq!(corpus.approach, postil::model::Approach::Framework);
    assert_eq!(corpus.documents[0].held_on, "2026-03-31");
    assert_eq!(study.check().unwrap(), []);
    assert!(folder.path().join("s before format 6.postil").is_file());
}

#[test]
fn a_study_of_format_five_keeps_who_withdrew_and_can_be_told_from_its_older_states() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema_v5.postil");
    std::fs::copy(fixture, &path).unwrap();
    let mut study = Study::open(&path, None).unwrap();
    let corpus = study.corpus().clone();
    assert_eq!((corpus.documents.len(), corpus.coding_count()), (1, 2));
    assert_eq!((corpus.withdrawals.len(), study.exports().unwrap().len()), (1, 3));
    assert_eq!(corpus.participants[0].consent.form, "v2 of 2026-03");
    assert_eq!(study.check().unwrap(), []);
    assert!(folder.path().join("s before format 6.postil").is_file());
    let older = std::fs::read(&path).unwrap();
    study.run(Command::RenameStudy { name: "newer".to_owned() }).unwrap();
    study.settle().unwrap();
    std::fs::write(&path, older).unwrap();
    let told = study.run(Command::RenameStudy { name: "newest".to_owned() }).unwrap_err();
    assert!(told.to_string().contains("another program wrote over the file"), "{told}");
}
