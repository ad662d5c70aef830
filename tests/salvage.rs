//! Damaged files: whatever is not in the damaged page comes out, the damaged file stays as it is, and
//! what comes out is whole. Nothing panics.
//!
//! `POSTIL_THOROUGH=1` damages every page instead of some.

use crate::hostile_study::{columns, forge, whole as forgeable};
use crate::support::Desk;
use crate::support::dump::dump;
use postil::study::{Passphrase, Study, salvage, sample};
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const PAGE: usize = 4096;

/// The sample study, closed, in a folder of its own.
fn whole() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    (folder, path)
}

fn noise(seed: usize, length: usize) -> Vec<u8> {
    let mut state = seed as u64 * 2_654_435_761 + 12_345;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Where each page belongs: name of the tree, kind of page, rows in it.
fn pages_of(path: &Path) -> Vec<(String, String, u64)> {
    pages_in(&Connection::open(path).unwrap())
}

fn pages_in(connection: &Connection) -> Vec<(String, String, u64)> {
    let count: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let mut pages = vec![(String::new(), "free".to_owned(), 0); count as usize];
    let mut statement =
        connection.prepare("SELECT pageno, name, pagetype, ncell FROM dbstat").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (number, cells): (i64, i64) = (row.get(0).unwrap(), row.get(3).unwrap());
        pages[number as usize - 1] = (row.get(1).unwrap(), row.get(2).unwrap(), cells as u64);
    }
    pages
}

fn counts(path: &Path, tables: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let connection = Connection::open(path).unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap() as u64
    };
    tables.map(|table| (table.clone(), count(&table))).filter(|(_, n)| *n > 0).collect()
}

/// Salvages and holds what always holds. Gives back the counts, or why nothing came out.
fn salvaged(
    damaged: &Path,
    key: Option<&Passphrase>,
) -> Result<(BTreeMap<String, u64>, Vec<String>), String> {
    let before = std::fs::read(damaged).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.postil");
    let done = salvage(damaged, &new, key);
    assert_eq!(std::fs::read(damaged).unwrap(), before, "the damaged file was changed");
    let beside = std::fs::read_dir(damaged.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "something was left beside the damaged file");
    match done {
        Ok(done) => {
            let mut study = Study::open(&new, key).unwrap();
            // A version of the codebook that cannot be read is kept, and told.
            let mut troubles = study.check().unwrap();
            troubles.retain(|trouble| !done.lost.iter().any(|told| told.contains(&trouble.detail)));
            assert_eq!(troubles, [], "{:?}", done.lost);
            assert!(study.history().unwrap().is_empty());
            drop(study);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
            Ok((done.rows, done.lost))
        }
        Err(error) => {
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{error}");
            Err(error.to_string())
        }
    }
}

#[test]
fn of_a_file_that_is_whole_everything_comes_out() {
    let (_folder, path) = whole();
    let new = path.with_file_name("new.postil");
    let done = salvage(&path, &new, None).unwrap();
    assert_eq!(done.lost, Vec::<String>::new());
    assert_eq!(dump(&new), dump(&path));
    assert_eq!(done.rows, counts(&path, done.rows.keys().cloned()));
    let again = salvage(&path, &new, None).unwrap_err().to_string();
    assert!(again.contains("already there"), "{again}");
}

#[test]
fn what_is_only_in_the_log_comes_out_too() {
    let (folder, path) = whole();
    let mut study = Study::open(&path, None).unwrap();
    study.undo().unwrap().unwrap();
    study.redo().unwrap().unwrap();
    study.run(postil::study::Command::AddParticipant { name: "P77".to_owned() }).unwrap();
    // As a killed program leaves it.
    let other = tempfile::tempdir().unwrap();
    for name in ["s.postil", "s.postil-wal"] {
        std::fs::copy(folder.path().join(name), other.path().join(name)).unwrap();
    }
    assert!(std::fs::metadata(other.path().join("s.postil-wal")).unwrap().len() > 0);
    let new = other.path().join("new.postil");
    let done = salvage(&other.path().join("s.postil"), &new, None).unwrap();
    assert_eq!(done.lost, Vec::<String>::new());
    assert_eq!(dump(&new), dump(&path));
    // A log that is damaged counts up to its last whole commit.
    let log = std::fs::read(other.path().join("s.postil-wal")).unwrap();
    std::fs::write(other.path().join("s.postil-wal"), &log[..log.len() - 50]).unwrap();
    let done =
        salvage(&other.path().join("s.postil"), &other.path().join("two.postil"), None).unwrap();
    assert_eq!(done.lost, Vec::<String>::new());
}

#[test]
fn one_bad_page_costs_what_stood_in_it() {
    let (_folder, path) = whole();
    let pages = pages_of(&path);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes.len(), pages.len() * PAGE);
    let all = salvaged(&path, None).unwrap().0;
    let thorough = std::env::var_os("POSTIL_THOROUGH").is_some();
    let inner = |kind: &str| kind == "internal";
    let mut tried = 0;
    for (at, (name, kind, cells)) in pages.iter().enumerate() {
        // Every page above others, the first one, and some of the rest.
        if !(thorough || at == 0 || inner(kind) || at % 61 == 5) {
            continue;
        }
        for zero in [false, true] {
            tried += 1;
            let mut damaged = bytes.clone();
            let garbage = if zero { vec![0; PAGE] } else { noise(at, PAGE) };
            damaged[at * PAGE..(at + 1) * PAGE].copy_from_slice(&garbage);
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("d.postil");
            std::fs::write(&file, &damaged).unwrap();
            let (rows, lost) = salvaged(&file, None).unwrap();
            for (table, n) in &all {
                // A page above others and a page of a long text hold no rows of their own.
                let may_lose = if name == table && kind == "leaf" { *cells } else { 0 };
                let left = rows.get(table).copied().unwrap_or(0);
                assert!(
                    left + may_lose >= *n,
                    "page {} ({name}, {kind}, zero {zero}): {table} has {left} of {n}: {lost:?}",
                    at + 1
                );
            }
        }
    }
    println!("{tried} damaged files of {} pages", pages.len());
    assert!(tried > 10);
}

#[test]
fn a_file_that_was_cut_off_gives_what_is_left() {
    let (_folder, path) = whole();
    let bytes = std::fs::read(&path).unwrap();
    let (pages, all) = (pages_of(&path), salvaged(&path, None).unwrap().0);
    for share in [90, 60, 30, 10, 3] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("d.postil");
        std::fs::write(&file, &bytes[..bytes.len() * share / 100 + 77]).unwrap();
        let opened = Study::open(&file, None);
        assert!(opened.is_err_and(|error| error.to_string().contains("damaged")));
        let (rows, lost) = salvaged(&file, None).unwrap();
        assert!(lost[0].contains("ends too early"), "{lost:?}");
        let (left, total) = (rows.values().sum::<u64>(), all.values().sum::<u64>());
        println!("{share} % of the file: {left} of {total} rows");
        let there = (bytes.len() * share / 100 + 77) / PAGE;
        for (table, n) in &all {
            let off: u64 = pages[there..]
                .iter()
                .filter(|(name, kind, _)| name == table && kind == "leaf")
                .map(|(_, _, cells)| cells)
                .sum();
            let left = rows.get(table).copied().unwrap_or(0);
            assert!(left + off >= *n, "{share} %: {table} has {left} of {n}: {lost:?}");
        }
    }
}

#[test]
fn what_is_no_study_gives_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.postil");
    for bytes in [Vec::new(), b"a letter".to_vec(), noise(3, 9 * PAGE), vec![0; 5 * PAGE]] {
        std::fs::write(&file, &bytes).unwrap();
        let told = salvaged(&file, None).unwrap_err();
        assert!(told.contains("nothing of a study can be found in it"), "{told}");
    }
    std::fs::remove_file(&file).unwrap();
    let missing = salvage(&file, &folder.path().join("n.postil"), None).unwrap_err().to_string();
    assert!(missing.contains("there is no such file"), "{missing}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]
    #[test]
    fn random_damage_never_panics_and_what_comes_out_is_whole(
        hits in proptest::collection::vec((any::<u32>(), 1..3000_usize, any::<bool>()), 1..6),
        cut in proptest::option::of(any::<u32>()),
    ) {
        let (_folder, path) = whole();
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, length, zero) in hits {
            let start = place as usize % bytes.len();
            let end = (start + length).min(bytes.len());
            let garbage = if zero { vec![0; end - start] } else { noise(place as usize, end - start) };
            bytes[start..end].copy_from_slice(&garbage);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut as usize % bytes.len());
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("d.postil");
        std::fs::write(&file, &bytes).unwrap();
        if let Ok((rows, _)) = salvaged(&file, None) {
            prop_assert!(rows.values().sum::<u64>() > 0);
        }
    }
}

/// Damages a copy of a study and salvages that.
fn salvaged_with(
    path: &Path,
    key: Option<&Passphrase>,
    damage: impl FnOnce(&mut [u8]),
) -> (BTreeMap<String, u64>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.postil");
    let mut bytes = std::fs::read(path).unwrap();
    damage(&mut bytes);
    std::fs::write(&file, bytes).unwrap();
    salvaged(&file, key).unwrap()
}

/// The fullest leaf of a table: its place in the file.
fn leaf_of(pages: &[(String, String, u64)], table: &str) -> usize {
    let leaves = pages.iter().enumerate();
    let leaves = leaves.filter(|(_, (name, kind, _))| name == table && kind == "leaf");
    leaves.max_by_key(|(_, (_, _, cells))| *cells).unwrap().0
}

#[test]
fn a_wrong_count_on_a_page_hides_no_row() {
    let (_folder, path) = whole();
    let all = salvaged(&path, None).unwrap().0;
    let at = leaf_of(&pages_of(&path), "codings") * PAGE;
    // Fewer rows than there are, none, and more than a page has room for.
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes[at + 3] == 0 && bytes[at + 4] > 20);
    for (offset, count) in [(4, 16), (4, 0), (3, 0x40)] {
        let (rows, lost) = salvaged_with(&path, None, |bytes| bytes[at + offset] = count);
        assert_eq!(rows, all, "{lost:?}");
        let told = lost.iter().any(|line| line.contains("by their indexes none is missing"));
        assert!(told, "{offset} {count}: {lost:?}");
    }
    // Rows that are gone are missed by the indexes.
    let (rows, lost) = salvaged_with(&path, None, |bytes| bytes[at..at + PAGE].fill(0));
    let missing = all["codings"] - rows["codings"];
    assert!(missing > 20);
    let told = format!("codings: {missing} are missing: an index of them names {}", all["codings"]);
    assert!(lost.contains(&told), "{told}: {lost:?}");
}

#[test]
fn what_shows_that_rows_are_missing_is_not_destroyed_by_a_repair() {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    let study = "d/waiting-rooms.postil";
    let at = leaf_of(&pages_of(&desk.path(study)), "codings") * PAGE;
    let mut bytes = desk.read(study);
    bytes[at + 4] = 16;
    desk.write(study, &bytes);
    for args in [vec!["check", study], vec!["check", study, "--repair"]] {
        let ran = desk.run(&args);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.out.contains("rows: codings: "), "{}", ran.out);
        assert!(ran.err.contains("postil salvage gets out what can be read"), "{}", ran.err);
        assert!(!ran.out.contains("repaired: "), "{}", ran.out);
    }
    let out = desk.ok(&["salvage", study, "new.postil"]);
    assert!(out.contains("309 codings"), "{out}");
    assert_eq!(desk.ok(&["check", "new.postil"]), "Everything is whole.\n");
}

#[test]
fn of_what_nothing_is_left_the_command_line_says_so() {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    let at = leaf_of(&pages_of(&desk.path("d/waiting-rooms.postil")), "audit") * PAGE;
    let mut bytes = desk.read("d/waiting-rooms.postil");
    bytes[at..at + PAGE].copy_from_slice(&noise(5, PAGE));
    desk.write("damaged.postil", &bytes);
    let ran = desk.run(&["salvage", "damaged.postil", "new.postil"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.err.contains("nothing could be read of: the audit trail"), "{}", ran.err);
    assert!(
        ran.out.contains("309 codings") && !ran.out.contains("Nothing was lost"),
        "{}",
        ran.out
    );
    assert_eq!(desk.ok(&["check", "new.postil"]), "Everything is whole.\n");
}

/// Makes a text of a document bytes of another kind, which no rule of its table allows.
fn text_as_blob(path: &Path, document: i64) {
    let rule = |from: &str, to: &str| {
        let connection = Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA writable_schema = ON").unwrap();
        let sql = "UPDATE sqlite_schema SET sql = rtrim(sql, ?1) || ?2 WHERE name = 'documents'";
        connection.execute(sql, [from, to]).unwrap();
        connection.execute_batch("PRAGMA writable_schema = RESET").unwrap();
    };
    rule(" STRICT", "");
    let connection = Connection::open(path).unwrap();
    let sql = "UPDATE documents SET text = CAST(text AS BLOB) WHERE id = ?1";
    connection.execute(sql, [document]).unwrap();
    drop(connection);
    rule("", " STRICT");
}

/// One value each that no rule allows, in columns beside the words.
const BROKEN: &str = "PRAGMA ignore_check_constraints = ON;
    UPDATE documents SET receipt = '{[' WHERE id = 1;
    UPDATE documents SET name = ' ' WHERE id = 2;
    UPDATE memos SET kind = 'notf' WHERE id = 1;
    UPDATE codings SET start = -1 WHERE id = 5;
    UPDATE codes SET name = 'a/b' WHERE id = 4;
    UPDATE themes SET state = 'candidbte' WHERE id = 1;
    UPDATE attributes SET kind = 'lisp' WHERE id = 1;
    UPDATE study SET approach = 'nonf';";

#[test]
fn one_bad_value_beside_the_words_costs_no_words() {
    let (_folder, path) = whole();
    let all = salvaged(&path, None).unwrap().0;
    Connection::open(&path).unwrap().execute_batch(BROKEN).unwrap();
    text_as_blob(&path, 3);
    let (rows, lost) = salvaged(&path, None).unwrap();
    // The coding lies in the tray.
    assert_eq!(rows, all, "{lost:?}");
    for told in [
        "documents: in 1 row the receipt could not stay as it was",
        "documents: in 1 row the name could not stay as it was: now it is \"document 2 (name lost)\"",
        "was not stored as a text; its words are all there",
        "memos: in 1 row the kind could not stay as it was: now it is \"note\"",
        "codings: in 1 row the start could not stay",
        "1 codings stood on words that are not there; they lie in the tray",
        "codes: in 1 row the name could not stay as it was: now it is \"a-b\"",
        "themes: in 1 row the state could not stay as it was: now it is \"candidate\"",
        "attributes: in 1 row the kind could not stay as it was: now it is \"text\"",
        "the study itself: in 1 row the approach could not stay as it was",
    ] {
        assert!(lost.iter().any(|line| line.contains(told)), "{told}: {lost:?}");
    }
    assert!(!lost.iter().any(|line| line.contains("lost document")), "{lost:?}");
}

#[test]
fn what_a_repair_can_replace_in_place_it_replaces() {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    let study = "d/waiting-rooms.postil";
    Connection::open(desk.path(study)).unwrap().execute_batch(BROKEN).unwrap();
    text_as_blob(&desk.path(study), 3);
    let ran = desk.run(&["check", study]);
    assert!(ran.status == 1 && ran.out.contains("database: CHECK constraint failed"), "{ran:?}");
    let out = desk.ok(&["check", study, "--repair"]);
    assert!(out.contains("repaired: codes: in 1 row the name could not stay"), "{out}");
    assert!(out.ends_with("Everything is whole.\n"), "{out}");
    let info = desk.json(&["info", study]);
    assert_eq!((info["documents"].as_u64(), info["codings"].as_u64()), (Some(12), Some(308)));
    assert_eq!((info["orphans"].as_u64(), info["turns"].as_u64()), (Some(1), Some(355)));
}

/// Every column of every table holds each of the values nobody expects, one column of a table at a time.
#[test]
fn odd_values_in_any_column_leave_a_study_that_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    std::fs::write(&path, forgeable()).unwrap();
    let mut tables: Vec<(usize, usize)> = Vec::new();
    let all = columns(&Connection::open(&path).unwrap());
    for (at, (table, _)) in all.iter().enumerate() {
        match tables.last_mut() {
            Some((start, length)) if all[*start].0 == *table => *length += 1,
            _ => tables.push((at, 1)),
        }
    }
    let most = tables.iter().map(|(_, length)| *length).max().unwrap();
    let step = if std::env::var_os("POSTIL_THOROUGH").is_some() { 1 } else { 17 };
    let rounds = (0..most * 16 * 3).step_by(step);
    for round in rounds {
        let (share, value, column) = (round % 3, round / 3 % 16, round / 48);
        // A multiple of 11 takes the row out.
        let value = if value % 11 == 0 { value + 16 } else { value };
        let changes: Vec<(u16, u16, u16)> = tables
            .iter()
            .enumerate()
            .filter(|(n, (_, length))| n % 3 == share && column < *length)
            .map(|(_, (start, _))| ((start + column) as u16, round as u16, value as u16))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("d.postil");
        std::fs::write(&file, forgeable()).unwrap();
        forge(&file, &changes);
        let named = changes.iter().map(|(at, ..)| all[usize::from(*at)].clone());
        println!("value {value} in {:?}", named.collect::<Vec<_>>());
        let told = salvaged(&file, None);
        assert!(told.is_ok(), "{told:?}");
    }
}

#[test]
#[cfg(feature = "encryption")]
fn a_locked_study_gives_what_its_passphrase_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let key = Passphrase::new("waiting").unwrap();
    drop(sample::create(&path, Some(&key)).unwrap());
    let bytes = std::fs::read(&path).unwrap();
    let all = salvaged(&path, Some(&key)).unwrap();
    assert_eq!(all.1, Vec::<String>::new());
    let total: u64 = all.0.values().sum();
    let pages = bytes.len() / PAGE;
    for at in [pages / 5, pages / 2, pages - 3] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("d.postil");
        let mut damaged = bytes.clone();
        damaged[at * PAGE + 100] ^= 0x40;
        std::fs::write(&file, &damaged).unwrap();
        let (rows, lost) = salvaged(&file, Some(&key)).unwrap();
        let left: u64 = rows.values().sum();
        println!("page {}: {left} of {total}: {lost:?}", at + 1);
        assert!(left + 400 >= total, "{lost:?}");
    }
    // One page that does not unlock: of those below it, and of a list of tables, everything comes out.
    let places = pages_in(&crate::support::dump::look(&path, Some("waiting")));
    for (name, kind) in
        [("documents", "internal"), ("codings", "internal"), ("sqlite_schema", "leaf")]
    {
        let is = |page: &(String, String, u64)| page.0 == name && page.1 == kind;
        let at = places.iter().rposition(is).unwrap() * PAGE;
        for noisy in [true, false] {
            let (rows, lost) = salvaged_with(&path, Some(&key), |bytes| {
                if noisy {
                    bytes[at..at + PAGE].copy_from_slice(&noise(8, PAGE));
                } else {
                    bytes[at + 100] ^= 1;
                }
            });
            assert!(lost.iter().any(|line| line.contains("a broken seal")), "{lost:?}");
            assert_eq!(rows, all.0, "{name}: {lost:?}");
        }
    }
    // The first page holds what every other one is unlocked with.
    let file = folder.path().join("first.postil");
    let mut damaged = bytes;
    damaged[3] ^= 1;
    std::fs::write(&file, &damaged).unwrap();
    let told = |key: &Passphrase| {
        salvage(&file, &folder.path().join("n.postil"), Some(key)).unwrap_err().to_string()
    };
    let first = told(&key);
    assert!(first.contains("the first page of the file is lost"), "{first}");
    assert!(first.contains("No backup of it opens"), "{first}");
    // Its backups are named where the same passphrase opens them.
    let backups = folder.path().join("first.postil backups");
    std::fs::create_dir(&backups).unwrap();
    let backup = backups.join("2026-11-29 09.03.12 by hand.postil");
    std::fs::copy(&path, &backup).unwrap();
    let named = told(&key);
    assert!(named.contains(&backup.display().to_string()), "{named}");
    let other = told(&Passphrase::new("other").unwrap());
    assert!(other.contains("No backup of it opens"), "{other}");
}

#[test]
fn the_command_line_salvages_and_repairs() {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    let study = "d/waiting-rooms.postil";
    let mut bytes = desk.read(study);
    let at = bytes.len() / PAGE / 2;
    bytes[at * PAGE..(at + 1) * PAGE].copy_from_slice(&noise(1, PAGE));
    desk.write("damaged.postil", &bytes);
    let out = desk.ok(&["salvage", "damaged.postil", "new.postil"]);
    assert!(out.contains("12 documents") && out.contains("the damaged file is as it was"), "{out}");
    assert_eq!(desk.ok(&["check", "new.postil"]), "Everything is whole.\n");
    assert_eq!(desk.read("damaged.postil"), bytes);
    assert!(desk.refused(&["salvage", "damaged.postil", "new.postil"]).contains("already there"));
    // What only does not fit together is repaired in place.
    let raw = Connection::open(desk.path(study)).unwrap();
    raw.execute_batch(
        "INSERT INTO words (words) VALUES ('delete-all');
        PRAGMA foreign_keys = off; DELETE FROM turns WHERE document_id = 1 AND number = 3;",
    )
    .unwrap();
    drop(raw);
    assert!(desk.run(&["check", study]).err.contains("--repair puts right what can be"));
    let repaired = desk.ok(&["check", study, "--repair"]);
    assert!(repaired.contains("repaired: the index of words was made anew"), "{repaired}");
    assert!(
        repaired.contains("The study as it was: ") && repaired.ends_with("Everything is whole.\n")
    );
    assert_eq!(desk.ok(&["check", study, "--repair"]), "Everything is whole.\n");
    // A single byte in an identity.
    let raw = Connection::open(desk.path(study)).unwrap();
    raw.execute("UPDATE participants SET guid = '?' || substr(guid, 2) WHERE id = 2", []).unwrap();
    drop(raw);
    let told = desk.refused(&["info", study]);
    assert!(told.contains("the study file is damaged") && told.contains("salvage"), "{told}");
    let out = desk.ok(&["salvage", study, "again.postil"]);
    assert!(out.contains("participants: 1 row had an identity that could not be read"), "{out}");
    assert_eq!(desk.ok(&["check", "again.postil"]), "Everything is whole.\n");
}
