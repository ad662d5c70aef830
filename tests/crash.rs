//! The program is killed at any moment, and nothing that it said was done is lost.
//!
//! A child (this same test program) does random acts and says each one on its standard output after it
//! came back: how many lines the audit trail has, and a fingerprint of all that is in the study. The
//! parent kills it without warning, opens the study again, and finds what was said last, or one act
//! more that was stored and not yet said. `POSTIL_CRASHES=500` kills so often.

use crate::support::corpus::Dice;
use crate::support::dump::dump;
use crate::undo_acts::{KINDS, command, transcript};
use postil::study::{Command, Study, backups};
use rusqlite::{Connection, OpenFlags};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Tells the child which study, and with which chance.
const CHILD: &str = "POSTIL_CRASH_CHILD";

/// How often a child is killed where nobody says otherwise: about 15 seconds.
const KILLS: usize = 40;

/// Rounds on one study before everything is undone and a new one is begun.
const ROUNDS: usize = 12;

fn lines(path: &Path) -> i64 {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    connection.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
}

fn fingerprint(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    dump(path).hash(&mut hasher);
    hasher.finish()
}

/// Not a test of its own: what the killed program does.
#[test]
fn child_that_is_killed() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let (seed, path) = told.split_once(' ').unwrap();
    let path = Path::new(path);
    let mut dice = Dice::new(seed.parse::<u64>().unwrap() * 2 + 1);
    let mut study = Study::open_in_window(path, None).unwrap();
    let said = |path: &Path| println!("SAID {} {}", lines(path), fingerprint(path));
    said(path);
    loop {
        let mut number = || dice.below(65_536) as u16;
        let act = (number() % u16::from(KINDS) * 2, number(), number(), number());
        let done = match act.0 / 2 {
            // A change of passphrase belongs here, too, once there is one.
            _ if act.1 % 9 == 0 => study.undo().map(drop),
            _ if act.1 % 9 == 1 => study.redo().map(drop),
            _ if act.1 % 31 == 2 => study.backup_anyway("by hand").map(drop),
            _ if act.1 % 31 == 3 => {
                // Large enough to be killed in the middle.
                let documents = (0..12)
                    .map(|n| {
                        let mut document = transcript(act.2 / 2 + n);
                        document.name = format!("Large {} {n}", act.2 / 2);
                        let tail = "We waited. ".repeat(600);
                        document.text = format!("{}{tail}\n", document.text.trim_end());
                        let end = document.text.trim_end().len() as u32;
                        document.turns.last_mut().unwrap().end = end;
                        document
                    })
                    .collect();
                study.run(Command::ImportDocuments { documents, people: None }).map(drop)
            }
            _ if act.1 % 31 == 4 && !backups(path).is_empty() => study.settle().map(drop),
            kind => match command(study.corpus(), (kind as u8, act.1, act.2, act.3)) {
                Some(command) => study.run(command).map(drop),
                None => continue,
            },
        };
        match done {
            Ok(()) | Err(postil::study::Error::Refused(_)) => said(path),
            Err(error) => {
                println!("FAILED {error}");
                return;
            }
        }
    }
}

/// Runs a child until it is killed. Gives back what it said last.
fn killed(path: &Path, seed: u64, after: Duration) -> (i64, u64, usize) {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{seed} {}", path.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (begun, wait) = std::sync::mpsc::channel();
    let reader = std::thread::Builder::new().spawn(move || {
        let (mut last, mut count) = (None, 0);
        for line in out.lines().map_while(Result::ok) {
            assert!(!line.contains("FAILED"), "{line}");
            // The harness puts its own words in front of the first one.
            let Some(at) = line.find("SAID ") else { continue };
            let mut words = line[at..].split(' ').skip(1);
            let (Some(lines), Some(print)) = (words.next(), words.next()) else { continue };
            last = lines.parse::<i64>().ok().zip(print.parse::<u64>().ok()).or(last);
            count += 1;
            begun.send(()).ok();
        }
        let (lines, print) = last.expect("the child said nothing");
        (lines, print, count)
    });
    wait.recv_timeout(Duration::from_mins(1)).unwrap();
    std::thread::sleep(after);
    // SIGKILL: nothing of it runs any more.
    child.kill().unwrap();
    child.wait().unwrap();
    reader.unwrap().join().unwrap()
}

#[test]
#[cfg(unix)]
fn what_was_said_to_be_done_is_there_after_a_kill() {
    let kills = std::env::var("POSTIL_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let mut dice = Dice::new(20_261_129);
    let (mut said, mut more, mut kept) = (0, 0, 0);
    let mut done = 0;
    while done < kills {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        drop(Study::create(&path, None, "s", Some("ana")).unwrap());
        let start = fingerprint(&path);
        for _ in 0..ROUNDS.min(kills - done) {
            done += 1;
            let after = Duration::from_millis(dice.below(300) as u64);
            let (lines_said, print, count) = killed(&path, dice.below(1 << 30) as u64, after);
            said += count;
            let mut study = Study::open(&path, None).unwrap();
            assert_eq!(study.check().unwrap(), [], "kill {done}");
            match lines(&path) - lines_said {
                0 => assert_eq!(fingerprint(&path), print, "kill {done}"),
                1 => {
                    // One act more was stored: taken back (or, if it was an undo, done again) the
                    // study is what was said.
                    more += 1;
                    let connection = Connection::open(&path).unwrap();
                    let sql = "SELECT verb FROM audit ORDER BY id DESC LIMIT 1";
                    let verb: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
                    drop(connection);
                    let turned = if verb == "undid" { study.redo() } else { study.undo() }.unwrap();
                    assert!(turned.is_some(), "kill {done}: {verb}");
                    assert_eq!(fingerprint(&path), print, "kill {done}: {verb}");
                }
                n => panic!("kill {done}: {n} lines more than were said"),
            }
            for backup in backups(&path) {
                let connection = Connection::open(&backup.path).unwrap();
                let sql = "PRAGMA integrity_check";
                let whole: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
                assert_eq!(whole, "ok", "{}", backup.path.display());
                kept += 1;
            }
            // The lock that a killed program left is no obstacle.
            drop(study);
            let mut study = Study::open_in_window(&path, None).unwrap();
            assert!(study.read_only().is_none());
            study
                .run(Command::AddMemo {
                    kind: postil::model::MemoKind::Journal,
                    on: postil::model::MemoOn::Study,
                    title: format!("After kill {done}"),
                    text: "still here".to_owned(),
                    links: Vec::new(),
                })
                .unwrap();
        }
        let mut study = Study::open(&path, None).unwrap();
        while study.undo().unwrap().is_some() {}
        assert_eq!(fingerprint(&path), start, "undone to the beginning");
        assert_eq!(study.check().unwrap(), []);
    }
    println!("{done} kills, {said} acts said, {more} stored and not said, {kept} backups whole");
    assert!(said > done, "hardly anything was done before the kills");
}
