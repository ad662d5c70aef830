//! Study files made by hand: rows of the wrong type, far out of range, naming what is not there, or
//! simply other bytes. Such a file opens or is refused; whatever is asked of one that opens is
//! answered or refused, too. Nothing ever panics, and a file that is refused is left as it was.

use crate::support::Desk;
use crate::undo_acts::{Act, KINDS, command};
use postil::analysis::framework::{FrameworkSpec, framework};
use postil::analysis::{
    self, CooccurrenceSpec, CoverageBy, CrosstabSpec, MatrixBy, MatrixSpec, SaturationSpec,
    SearchSpec, Unit, WordsSpec,
};
use postil::model::{Corpus, Filter};
use postil::study::Study;
use postil::text::folded::Letters;
use postil::text::query::{Query, Unit as Within};
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::Path;
use std::sync::OnceLock;

/// The bytes of a study with something of everything.
pub(crate) fn whole() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        let mut seed = 99_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as u16
        };
        let mut acts: Vec<Act> = vec![(1, 1, 2, 0), (5, 1, 2, 0), (13, 0, 1, 1), (18, 0, 4, 9)];
        for round in 0..4 {
            acts.extend((0..KINDS).rev().map(|kind| (kind, next(), next(), next())));
            acts.extend([(1, next(), next(), 0), (13, 0, 1, next()), (18, 0, 4, 9)]);
            acts.extend([(29, round, 0, 0), (62, round, round, round), (44, 0, 0, 20)]);
            acts.extend([(65, round, round, round), (65, round, 1, 1)]);
        }
        for act in acts {
            if let Some(command) = command(study.corpus(), act) {
                study.run(command).ok();
            }
        }
        study.settle().unwrap();
        drop(study);
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch(
                "INSERT INTO marks (document_id, start, \"end\", kind)
                 SELECT id, 6, 8, 'time' FROM documents LIMIT 1;
                 INSERT INTO times (document_id, at, ms) SELECT id, 0, 500 FROM documents LIMIT 1;",
            )
            .unwrap();
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(connection);
        std::fs::read(&path).unwrap()
    })
}

/// Asks everything there is to ask.
fn ask(corpus: &Corpus) {
    let all = Filter::default();
    let frequencies = analysis::frequencies(corpus, &all);
    let by: Vec<_> = corpus.attributes.iter().map(|attribute| attribute.id).take(2).collect();
    let crosstab = analysis::crosstab(corpus, &CrosstabSpec { by, ..CrosstabSpec::default() });
    assert_eq!(frequencies.rows.len(), crosstab.rows.len());
    for by in [MatrixBy::Document, MatrixBy::Participant] {
        analysis::matrix(corpus, &MatrixSpec { by, ..MatrixSpec::default() });
    }
    for unit in Unit::ALL {
        let spec = CooccurrenceSpec { unit, ..CooccurrenceSpec::default() };
        analysis::cooccurrence(corpus, &spec).pairs();
    }
    analysis::coverage(corpus, CoverageBy::Document, &all);
    analysis::uncoded(corpus, &all);
    analysis::saturation(corpus, &SaturationSpec::default()).notes();
    framework(corpus, &FrameworkSpec::default());
    for excerpt in analysis::excerpts(corpus, &all) {
        analysis::excerpt(corpus, &excerpt);
        analysis::context(corpus, &excerpt, 2);
    }
    let query = Query::parse("waited", Letters::Plain).unwrap();
    let spec =
        SearchSpec { query, unit: Within::Turn, filter: all, without: Vec::new(), limit: 1_000 };
    let found = analysis::search(corpus, &spec);
    let mut contexts = analysis::search::Contexts::quick(corpus, analysis::search::Width::Words(8));
    contexts.prepare(&found.hits);
    for hit in &found.hits {
        contexts.read(hit);
    }
    analysis::words(corpus, &WordsSpec::default()).notes();
    analysis::placed(corpus);
    analysis::Notes::new(corpus);
}

/// Opens a file and uses it. True when it opened.
fn used(path: &Path, acts: &[Act]) -> bool {
    let before = std::fs::read(path).unwrap();
    let Ok(mut study) = Study::open(path, None) else {
        // Opening may bring a log of SQLite into the file, but a refusal changes no byte of it.
        assert!(std::fs::read(path).unwrap() == before, "refused, yet changed");
        return false;
    };
    ask(study.corpus());
    study.check().ok();
    study.info().ok();
    study.history().ok();
    for document in study.corpus().documents.iter().map(|document| document.id) {
        study.receipt(document).ok();
        study.revisions(document).ok();
    }
    for _ in 0..3 {
        study.undo().ok();
    }
    study.redo().ok();
    for act in acts {
        if let Some(command) = command(study.corpus(), *act) {
            study.run(command).ok();
        }
    }
    ask(study.corpus());
    true
}

/// Values nobody expects.
fn value(n: u16) -> rusqlite::types::Value {
    use rusqlite::types::Value;
    match n % 16 {
        0 => Value::Null,
        1 => Value::Integer(0),
        2 => Value::Integer(-1),
        3 => Value::Integer(1),
        4 => Value::Integer(7),
        5 => Value::Integer(i64::from(u32::MAX)),
        6 => Value::Integer(i64::MAX),
        7 => Value::Integer(i64::MIN),
        8 => Value::Real(f64::NAN),
        9 => Value::Text(String::new()),
        10 => Value::Text("\u{202e}../../é\0\n=1+1".to_owned()),
        11 => Value::Text("[[[[{\"a\":".to_owned()),
        12 => Value::Text("x".repeat(70_000)),
        13 => Value::Blob(vec![0xff; 40]),
        14 => Value::Integer(i64::from(n)),
        _ => Value::Integer(i64::from(n % 40)),
    }
}

/// Columns of all tables of a study, without those of the index of words.
pub(crate) fn columns(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
               WHERE t.type = 'table' AND t.name NOT LIKE 'words%' AND t.name NOT LIKE 'sqlite%'
               ORDER BY 1, 2";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Puts values where they do not belong: no constraint and no type of the schema holds while this is
/// done, and the schema is as it was afterwards.
pub(crate) fn forge(path: &Path, changes: &[(u16, u16, u16)]) {
    let schema = |connection: &Connection, sql: &str| {
        connection.execute_batch("PRAGMA writable_schema = ON").unwrap();
        connection.execute(sql, []).unwrap();
        connection.execute_batch("PRAGMA writable_schema = RESET").unwrap();
    };
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("CREATE TABLE keep AS SELECT name, sql FROM sqlite_schema").unwrap();
    schema(
        &connection,
        "UPDATE sqlite_schema SET sql = replace(replace(
             replace(sql, ') STRICT', ')'), 'IS NOT NULL', 'NOTNULL'), ' NOT NULL', '')
         WHERE type = 'table' AND name NOT IN ('keep')",
    );
    drop(connection);
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    let columns = columns(&connection);
    for &(column, row, new) in changes {
        let (table, column) = &columns[usize::from(column) % columns.len()];
        if table == "keep" {
            continue;
        }
        let rows: i64 = connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        let key =
            format!("SELECT rowid FROM {table} LIMIT 1 OFFSET {}", i64::from(row) % rows.max(1));
        let sql = if new % 11 == 0 {
            format!("DELETE FROM {table} WHERE rowid = ({key})")
        } else {
            format!("UPDATE {table} SET \"{column}\" = ?1 WHERE rowid = ({key})")
        };
        // Keys that must be unique stay so, and the audit trail is append-only.
        // A table without row ids cannot be asked so.
        let Ok(mut statement) = connection.prepare(&sql) else { continue };
        if new % 11 == 0 {
            statement.execute([]).ok()
        } else {
            statement.execute([value(new)]).ok()
        };
    }
    schema(
        &connection,
        "UPDATE sqlite_schema SET sql = (SELECT sql FROM keep WHERE keep.name = sqlite_schema.name)
         WHERE type = 'table' AND name NOT IN ('keep')",
    );
    connection.execute_batch("DROP TABLE keep; VACUUM;").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn forged_rows_are_refused_or_borne(
        changes in proptest::collection::vec((any::<u16>(), any::<u16>(), any::<u16>()), 1..12),
        acts in proptest::collection::vec((0..KINDS, any::<u16>(), any::<u16>(), any::<u16>()), 0..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        std::fs::write(&path, whole()).unwrap();
        forge(&path, &changes);
        used(&path, &acts);
    }

    #[test]
    fn other_bytes_are_refused_or_borne(
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..40),
        cut in proptest::option::weighted(0.2, any::<u32>()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut bytes = whole().to_vec();
        for (at, byte) in changes {
            let at = at as usize % bytes.len();
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut as usize % bytes.len());
        }
        std::fs::write(&path, &bytes).unwrap();
        used(&path, &[]);
    }
}

#[test]
fn the_file_that_is_changed_holds_something_of_everything_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    std::fs::write(&path, whole()).unwrap();
    let connection = Connection::open(&path).unwrap();
    for (table, _) in columns(&connection) {
        let rows: i64 = connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        let empty = ["exports", "export_participants", "withdrawals", "evidence_lost", "desk"];
        assert!(rows > 0 || empty.contains(&table.as_str()), "{table} is empty");
    }
    drop(connection);
    // Nothing but taken apart and put together.
    forge(&path, &[]);
    assert!(used(&path, &[]));
}

/// The sample study, and what was done to it by hand.
fn forged(sql: &str) -> (Desk, &'static str) {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        drop(postil::study::sample::create(&path, None).unwrap());
        std::fs::read(&path).unwrap()
    });
    let (desk, study) = (Desk::new(), "s.postil");
    desk.write(study, bytes);
    let raw = Connection::open(desk.path(study)).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
    raw.execute_batch(sql).unwrap();
    (desk, study)
}

/// Borders, number and speaker of each turn.
fn turns(path: &Path) -> Vec<[Option<i64>; 6]> {
    let connection = Connection::open(path).unwrap();
    let sql =
        "SELECT document_id, number, start, body, \"end\", speaker_id FROM turns ORDER BY 1, 2";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let mut turn = [None; 6];
        for (at, value) in turn.iter_mut().enumerate() {
            *value = row.get(at)?;
        }
        Ok(turn)
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_border_of_a_turn_that_cannot_be_costs_no_speaker_a_word() {
    let (desk, study) = forged("");
    let right = turns(&desk.path(study));
    for (sql, told) in [
        ("UPDATE turns SET \"end\" = \"end\" + 16384 WHERE document_id = 1 AND number = 2", "¶2 "),
        ("UPDATE turns SET \"end\" = \"end\" + 700 WHERE document_id = 1 AND number = 2", "¶2 "),
        ("UPDATE turns SET start = -7 WHERE document_id = 1 AND number = 4", "¶4 "),
        // Far out of any text; the highest number there is has none behind it.
        ("UPDATE turns SET \"end\" = 9000000000 WHERE document_id = 2 AND number = 3", "¶3 "),
        (
            "UPDATE turns SET number = 9223372036854775807 WHERE document_id = 1 AND number = 30",
            "¶ numbers changed",
        ),
    ] {
        let (desk, study) = forged(sql);
        let ran = desk.run(&["check", study]);
        assert!(ran.status == 1 && ran.out.contains("does not fit the text"), "{sql}: {ran:?}");
        let out = desk.ok(&["check", study, "--repair"]);
        assert!(out.contains(told) && out.ends_with("Everything is whole.\n"), "{sql}: {out}");
        assert_eq!(turns(&desk.path(study)), right, "{sql}: {out}");
    }
    // Words of which nobody knows who said them are nobody's.
    let (desk, study) = forged("DELETE FROM turns WHERE document_id = 1 AND number = 2");
    let out = desk.ok(&["check", study, "--repair"]);
    assert!(out.contains("1 stretches of words were in no turn") && out.contains("¶2;"), "{out}");
    let mended = turns(&desk.path(study));
    assert_eq!((mended.len(), mended[1][5]), (right.len(), None));
    assert_eq!((&mended[0], &mended[2..]), (&right[0], &right[2..]));
}

#[test]
fn rows_that_do_not_fit_together_are_checked_and_repaired_though_they_do_not_open() {
    for (sql, what) in [
        ("DELETE FROM documents WHERE id = 3", "keys"),
        ("UPDATE codings SET start = -5 WHERE id = 4", "codings"),
        ("UPDATE codings SET \"end\" = start WHERE id = 4", "codings"),
        ("UPDATE turns SET start = -5 WHERE document_id = 2 AND number = 3", "turns"),
        ("UPDATE turns SET \"end\" = 4294967296 WHERE document_id = 2 AND number = 3", "turns"),
        (
            "INSERT INTO codebook_versions (guid, number, codes, coder_id, created_at)
             VALUES ('01a20e1e-d468-7306-95c7-47e60350bb4d', 5000000000, '[]', 1, '')",
            "values",
        ),
        ("INSERT INTO times (document_id, at, ms) VALUES (1, 4294967296, 5), (1, -1, 5)", "values"),
        ("UPDATE participants SET guid = '?' || substr(guid, 2) WHERE id = 2", "values"),
    ] {
        let (desk, study) = forged(sql);
        let told = desk.refused(&["info", study]);
        assert!(told.contains("the study file is damaged"), "{sql}: {told}");
        assert!(!told.contains("returned no rows"), "{sql}: {told}");
        let ran = desk.run(&["check", study]);
        assert!(ran.status == 1 && ran.out.contains(&format!("{what}: ")), "{sql}: {ran:?}");
        assert!(ran.err.contains("--repair puts right what can be"), "{sql}: {ran:?}");
        let out = desk.ok(&["check", study, "--repair"]);
        assert!(out.contains("The study as it was: "), "{sql}: {out}");
        assert!(out.ends_with("Everything is whole.\n"), "{sql}: {out}");
        desk.ok(&["info", study]);
    }
    // What is not a matter of rows is still said as it was.
    let desk = Desk::new();
    desk.write("s.postil", "a letter");
    assert!(desk.refused(&["check", "s.postil", "--repair"]).contains("not a Postil study"));
}

/// One limit at every door: what one command makes no other one finds damaged.
#[test]
fn codes_hang_as_deep_by_hand_as_they_do_by_the_file() {
    let (desk, study) = forged("");
    let path = |levels: usize| (0..levels).map(|n| format!("k{n}")).collect::<Vec<_>>().join("/");
    let deep = "it is more than 32 levels deep";
    for levels in [33, 1_200] {
        let path = path(levels);
        let told = desk.refused(&["code", study, "P01", "100", "120", &path]);
        assert!(told.contains(deep), "{told}");
        desk.write("codings.csv", format!("document,start,end,code\nP01,100,120,{path}\n"));
        let ran = desk.run(&["codings", study, "--import", "codings.csv"]);
        assert!(ran.status == 1 && ran.err.contains(deep), "{ran:?}");
        desk.write("codes.csv", format!("path,definition\n{path},deep\n"));
        let ran = desk.run(&["codebook", study, "--import", "codes.csv"]);
        assert!(ran.status == 1 && ran.err.contains(deep), "{ran:?}");
    }
    // Nothing was made of what was refused.
    assert_eq!(desk.json(&["info", study])["codes"], 30);
    desk.ok(&["code", study, "P01", "100", "120", &path(32)]);
    desk.write("codes.csv", format!("path,definition\nm/{},deep\n", path(31)));
    desk.ok(&["codebook", study, "--import", "codes.csv"]);
    assert_eq!(desk.json(&["info", study])["codes"], 94);
    assert_eq!(desk.ok(&["check", study]), "Everything is whole.\n");
}

#[test]
fn a_deep_codebook_is_no_circle() {
    let (desk, study) = forged(
        "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 2200)
         INSERT INTO codes (id, guid, parent_id, position, name, created_at)
         SELECT i, printf('01a20e1e-d468-7306-95c7-4700%08x', i), nullif(i - 1, 999), 1, 'k' || i, ''
         FROM n",
    );
    assert_eq!(desk.ok(&["check", study]), "Everything is whole.\n");
    let raw = Connection::open(desk.path(study)).unwrap();
    raw.execute("UPDATE codes SET parent_id = 2200 WHERE id = 1500", []).unwrap();
    drop(raw);
    let ran = desk.run(&["check", study]);
    assert!(ran.out.contains("codes: code ") && ran.out.contains("hangs under itself"), "{ran:?}");
    let out = desk.ok(&["check", study, "--repair"]);
    assert!(out.ends_with("Everything is whole.\n"), "{out}");
}

#[test]
fn a_trigger_that_is_called_like_a_table_of_sqlite_is_a_trigger() {
    let (desk, study) = forged("");
    let raw = Connection::open(desk.path(study)).unwrap();
    raw.execute_batch("ANALYZE; PRAGMA writable_schema = on").unwrap();
    let trigger =
        "CREATE TRIGGER sqlite_stat_x AFTER INSERT ON memos BEGIN DELETE FROM codings; END";
    let row = "INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_stat_x', 'memos', 0, ?1)";
    // The tables of ANALYZE itself are no harm.
    assert_eq!(desk.ok(&["check", study]), "Everything is whole.\n");
    raw.execute(row, [trigger]).unwrap();
    drop(raw);
    let told = desk.refused(&["info", study]);
    assert!(told.contains("sqlite_stat_x"), "{told}");
}
