//! The program is killed at any moment, and nothing that it said was done is lost.
//!
//! A child (this same test program) does random acts and says each one on its standard output after it
//! came back: how many lines the audit trail has, and a fingerprint of all that is in the study. The
//! parent kills it without warning, opens the study again, and finds what was said last, or one act
//! more that was stored and not yet said. A quarter of the kills come while a passphrase is changed, a
//! quarter while somebody withdraws, a quarter while a backup is restored; half of the studies begin
//! encrypted. `POSTIL_CRASHES=500` kills so
//! often.

mod child;

use crate::support::corpus::Dice;
use crate::support::dump::{dump_of, look};
use child::{CHILD, files_below};
use postil::model::{Corpus, MemoKind, MemoOn};
use postil::study::{Command, Passphrase, Study, backups, look_into, readable_copies, wipe};
use rusqlite::types::ValueRef;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

/// How often a child is killed where nobody says otherwise: about 20 seconds.
const KILLS: usize = 40;

/// Rounds on one study before everything is undone and a new one is begun.
const ROUNDS: usize = 12;

/// What a study is locked with: none, or one of three keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Key(usize);

impl Key {
    const ALL: [Self; 4] = [Self(0), Self(1), Self(2), Self(3)];

    /// The key itself, as SQLCipher takes it: a passphrase would cost a quarter of a second each time.
    fn raw(self) -> Option<String> {
        (self.0 > 0).then(|| format!("x'{}'", format!("{}a7c", self.0).repeat(16)))
    }

    fn passphrase(self) -> Option<Passphrase> {
        self.raw().and_then(Passphrase::new)
    }

    fn another(self, dice: &mut Dice) -> Self {
        if !cfg!(feature = "encryption") {
            return self;
        }
        let others: Vec<Self> = Self::ALL.into_iter().filter(|key| *key != self).collect();
        others[dice.below(others.len())]
    }

    /// True when the study is locked with exactly this key, or with none.
    fn fits(self, path: &Path) -> bool {
        let opened = Study::open(path, self.passphrase().as_ref());
        opened.is_ok_and(|study| study.is_encrypted() == (self.0 > 0))
    }
}

/// What a child does most, and what it is doing when it is killed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Aim {
    Anything,
    Relock,
    Withdraw,
    Restore,
}

impl Aim {
    fn of(number: u64) -> Self {
        match number {
            1 => Self::Relock,
            2 => Self::Withdraw,
            3 => Self::Restore,
            _ => Self::Anything,
        }
    }
}

/// A study as another connection finds it.
struct Look {
    lines: i64,
    print: u64,
    /// The newest line of the trail says this.
    verb: String,
}

impl Look {
    fn at(path: &Path, key: Key) -> Self {
        let connection = look(path, key.raw().as_deref());
        let one = |sql: &str| connection.query_row(sql, [], |row| row.get(0)).unwrap();
        let lines = one("SELECT count(*) FROM audit");
        let verb = "SELECT coalesce((SELECT verb FROM audit ORDER BY id DESC LIMIT 1), '')";
        let verb = connection.query_row(verb, [], |row| row.get(0)).unwrap();
        let mut hasher = DefaultHasher::new();
        dump_of(&connection).hash(&mut hasher);
        Self { lines, print: hasher.finish(), verb }
    }
}

/// How much there is, to be compared before and after somebody withdrew.
fn people_at(corpus: &Corpus) -> String {
    let (documents, people) = (corpus.documents.len(), corpus.participants.len());
    format!("{documents} {people} {}", corpus.coding_count())
}

/// What a child said until it was killed.
#[derive(Clone, Default, Debug)]
struct Said {
    lines: i64,
    print: u64,
    key: usize,
    acts: usize,
    /// A change of passphrase that was begun and not said to be done.
    relock: Option<usize>,
    /// A withdrawal that was begun and not said to be done: the word, and how much there was.
    withdraw: Option<(String, Vec<usize>)>,
    /// A backup that was to take the place of the study, not said to be done: its lines and fingerprint.
    restore: Option<(i64, u64)>,
    /// Words of those whose withdrawal was said to be done.
    gone: Vec<String>,
    /// The study as it was after the last withdrawal: nothing before can be undone.
    base: Option<u64>,
}

impl Said {
    fn hear(&mut self, line: &str) -> Option<Aim> {
        assert!(!line.contains("FAILED"), "{line}");
        // The harness puts its own words in front of the first one.
        let at = ["SAID ", "BEGIN "].into_iter().find_map(|word| line.find(word))?;
        let words: Vec<&str> = line[at..].split_whitespace().collect();
        match words.as_slice() {
            ["BEGIN", "relock", key] => {
                self.relock = Some(key.parse().ok()?);
                Some(Aim::Relock)
            }
            ["BEGIN", "withdraw", marker, counts @ ..] if counts.len() == 3 => {
                let counts = counts.iter().map(|n| n.parse().unwrap()).collect();
                self.withdraw = Some(((*marker).to_owned(), counts));
                Some(Aim::Withdraw)
            }
            ["BEGIN", "restore", lines, print] => {
                self.restore = Some((lines.parse().ok()?, print.parse().ok()?));
                Some(Aim::Restore)
            }
            ["SAID", lines, print, key, more @ ..] => {
                (self.relock, self.withdraw, self.restore) = (None, None, None);
                self.lines = lines.parse().ok()?;
                self.print = print.parse().ok()?;
                self.key = key.parse().ok()?;
                self.acts += 1;
                if let [marker] = more {
                    self.gone.push((*marker).to_owned());
                    self.base = Some(self.print);
                }
                Some(Aim::Anything)
            }
            // Cut off by the kill.
            _ => None,
        }
    }
}

/// Runs a child until it is killed: a while after it began what is aimed at.
fn killed(path: &Path, key: Key, (seed, aim, after): (u64, Aim, Duration)) -> Said {
    let told = format!("{seed} {} {} {}", aim as u64, key.0, path.display());
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child::child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (begun, wait) = mpsc::channel();
    let reader = std::thread::Builder::new().spawn(move || {
        let mut said = Said { key: usize::MAX, ..Said::default() };
        for line in out.lines().map_while(Result::ok) {
            if let Some(what) = said.hear(&line) {
                begun.send(what).ok();
            }
        }
        said
    });
    // What is aimed at may never come, where there is no encryption.
    let patience = std::time::Instant::now() + Duration::from_secs(20);
    loop {
        let left = patience.saturating_duration_since(std::time::Instant::now());
        match wait.recv_timeout(left) {
            Ok(what) if what == aim => break,
            Ok(_) => {}
            Err(_) => break,
        }
    }
    std::thread::sleep(after);
    // SIGKILL: nothing of it runs any more.
    child.kill().unwrap();
    child.wait().unwrap();
    let said = reader.unwrap().join().unwrap();
    assert!(said.acts > 0, "the child said nothing");
    said
}

/// Where words stand: in bytes of files below a folder, and in rows of the study itself.
fn traces(folder: &Path, study: (&Path, Key), words: &[String]) -> Vec<String> {
    let mut files = Vec::new();
    files_below(folder, &mut files);
    let holds = |bytes: &[u8]| {
        let word = words.iter().find(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some());
        word.cloned()
    };
    let in_files = files.iter().filter_map(|path| {
        let word = holds(&std::fs::read(path).unwrap())?;
        Some(format!("{word} in {}", path.display()))
    });
    let mut found: Vec<String> = in_files.collect();
    let connection = look(study.0, study.1.raw().as_deref());
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE V%'";
    let mut tables = connection.prepare(sql).unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for table in tables.map(Result::unwrap) {
        let mut rows = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let width = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for at in 0..width {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(at).unwrap()
                    && let Some(word) = holds(bytes)
                {
                    found.push(format!("{word} in {table}"));
                }
            }
        }
    }
    found
}

/// What came of all kills.
#[derive(Default, Debug)]
struct Sums {
    acts: usize,
    stored_not_said: usize,
    in_relocks: usize,
    relocked: usize,
    in_withdrawals: usize,
    withdrawn: usize,
    in_restores: usize,
    restored: usize,
    finished: usize,
    backups: usize,
}

/// A study that is killed over and over.
struct Victim {
    folder: tempfile::TempDir,
    key: Key,
    /// As far as it can be undone.
    base: u64,
    /// Words that must be nowhere.
    gone: Vec<String>,
}

impl Victim {
    fn new(key: Key) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        drop(Study::create(&path, key.passphrase().as_ref(), "s", Some("ana")).unwrap());
        let base = Look::at(&path, key).print;
        Self { folder, key, base, gone: Vec::new() }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("s.postil")
    }

    /// Kills a child once, and looks at what it left.
    fn kill(&mut self, dice: &mut Dice, sums: &mut Sums) {
        let path = self.path();
        let aim = Aim::of(dice.below(4) as u64);
        let reach = if aim == Aim::Anything { 300 } else { 250 };
        let after = Duration::from_millis(dice.below(reach) as u64);
        let said = killed(&path, self.key, (dice.below(1 << 30) as u64, aim, after));
        sums.acts += said.acts;
        self.gone.extend(said.gone.iter().cloned());
        self.base = said.base.unwrap_or(self.base);
        self.open_with_one_of_two(&said, sums);
        let key = self.key;
        let mut study = Study::open(&path, key.passphrase().as_ref()).unwrap();
        assert_eq!(study.check().unwrap(), [], "{said:?}");
        let found = Look::at(&path, key);
        sums.in_restores += usize::from(said.restore.is_some());
        match found.lines - said.lines {
            0 if found.print == said.print => {}
            // The backup as it was, with its history, and a line that says so.
            _ if said.restore.is_some() && found.verb == "restored" => {
                sums.restored += 1;
                let (lines, print) = said.restore.unwrap();
                assert_eq!((found.lines, found.print), (lines + 1, print), "{said:?}");
            }
            0 => panic!("as many lines as were said, and something else: {said:?}"),
            1 => {
                sums.stored_not_said += 1;
                self.one_act_more(&mut study, &found.verb, &said, sums);
            }
            n => panic!("{n} lines more than were said: {said:?}"),
        }
        drop(study);
        self.nothing_is_left(&said, sums);
        // The lock that a killed program left is no obstacle.
        let mut study = Study::open_in_window(&path, key.passphrase().as_ref()).unwrap();
        assert!(study.read_only().is_none());
        study
            .run(Command::AddMemo {
                kind: MemoKind::Journal,
                on: MemoOn::Study,
                title: "After a kill".to_owned(),
                text: "still here".to_owned(),
                links: Vec::new(),
            })
            .unwrap();
    }

    /// The study opens with the passphrase that was said last, or with the one that was to take its
    /// place: with exactly one of the two.
    fn open_with_one_of_two(&mut self, said: &Said, sums: &mut Sums) {
        let path = self.path();
        let old = Key(said.key);
        let Some(new) = said.relock.map(Key) else {
            assert!(old.fits(&path), "{said:?}");
            self.key = old;
            return;
        };
        sums.in_relocks += 1;
        let fits = (old.fits(&path), new.fits(&path));
        assert!(fits.0 != fits.1, "{fits:?}: {said:?}");
        sums.relocked += usize::from(fits.1);
        self.key = if fits.0 { old } else { new };
        let changed = Look::at(&path, self.key).verb == "relocked";
        assert!(fits.0 || changed, "{said:?}");
    }

    /// One act was stored and not said: taken back (or, if it was an undo, done again) the study is what
    /// was said. A passphrase changes nothing; a withdrawal cannot be taken back, and is whole.
    fn one_act_more(&mut self, study: &mut Study, verb: &str, said: &Said, sums: &mut Sums) {
        let path = self.path();
        let key = self.key;
        let turned = match verb {
            "relocked" => None,
            "withdrew" => {
                let (marker, counts) = said.withdraw.as_ref().unwrap();
                sums.withdrawn += 1;
                sums.finished += study.finish_withdrawals().unwrap().0;
                let corpus = study.corpus();
                assert!(corpus.participant_named(&format!("W{marker}")).is_none());
                let less = format!("{} {} {}", counts[0] - 1, counts[1] - 1, counts[2]);
                assert_eq!(people_at(corpus), less, "{said:?}");
                assert!(corpus.withdrawals.iter().all(|one| one.cleaned.is_some()));
                assert_eq!(study.check().unwrap(), [], "{said:?}");
                self.gone.push(marker.clone());
                self.base = Look::at(&path, key).print;
                return;
            }
            "undid" => Some(study.redo().unwrap()),
            _ => Some(study.undo().unwrap()),
        };
        assert!(turned.is_none_or(|turned| turned.is_some()), "{verb}: {said:?}");
        assert_eq!(Look::at(&path, key).print, said.print, "{verb}: {said:?}");
    }

    /// After the next opening nothing can be read that should not be, and every backup is whole.
    fn nothing_is_left(&self, said: &Said, sums: &mut Sums) {
        let (path, key) = (self.path(), self.key);
        sums.in_withdrawals += usize::from(said.withdraw.is_some());
        if key.passphrase().is_some() {
            // Copies from before the first passphrase are told of, and removed by whoever wants it; where
            // it was said to be done they are gone.
            let copies = readable_copies(&path);
            assert!(said.relock == Some(key.0) || copies.is_empty(), "{copies:?}: {said:?}");
            for copy in copies {
                wipe(&copy).unwrap();
            }
            let readable = ["We waited", "SQLite format 3", "Number "].map(str::to_owned);
            let mut files = Vec::new();
            files_below(self.folder.path(), &mut files);
            for file in files {
                let bytes = std::fs::read(&file).unwrap();
                let word =
                    readable.iter().find(|w| memchr::memmem::find(&bytes, w.as_bytes()).is_some());
                assert_eq!(word, None, "{}: {said:?}", file.display());
            }
        }
        let found = traces(self.folder.path(), (&path, key), &self.gone);
        assert_eq!(found, Vec::<String>::new(), "{said:?}");
        for backup in backups(&path) {
            // Backups keep the passphrase that the study had then.
            let fits = Key::ALL.into_iter().find(|key| {
                let locked = look_into(&backup.path, None).is_err();
                locked == (key.0 > 0) && look_into(&backup.path, key.passphrase().as_ref()).is_ok()
            });
            let fits = fits.unwrap_or_else(|| panic!("{}: {said:?}", backup.path.display()));
            let connection = look(&backup.path, fits.raw().as_deref());
            let sql = "PRAGMA integrity_check";
            let whole: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
            assert_eq!(whole, "ok", "{}", backup.path.display());
            sums.backups += 1;
        }
    }
}

#[test]
#[cfg(unix)]
fn what_was_said_to_be_done_is_there_after_a_kill() {
    let kills = std::env::var("POSTIL_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let mut dice = Dice::new(20_261_129);
    let mut sums = Sums::default();
    let (mut done, mut studies) = (0, 0);
    while done < kills {
        let locked = cfg!(feature = "encryption") && studies % 2 == 1;
        studies += 1;
        let mut victim = Victim::new(Key(usize::from(locked)));
        for _ in 0..ROUNDS.min(kills - done) {
            done += 1;
            victim.kill(&mut dice, &mut sums);
        }
        let path = victim.path();
        let mut study = Study::open(&path, victim.key.passphrase().as_ref()).unwrap();
        while study.undo().unwrap().is_some() {}
        let print = Look::at(&path, victim.key).print;
        assert_eq!(print, victim.base, "undone to the beginning");
        assert_eq!(study.check().unwrap(), []);
        println!("{done} of {kills}: {sums:?}");
    }
    println!(
        "{done} kills on {studies} studies; {} acts said, {} stored and not said; {} inside a change of \
         passphrase ({} changed), {} inside a withdrawal ({} done, {} to be cleaned up after), {} while a \
         backup was restored ({} done); {} backups looked at, all whole",
        sums.acts,
        sums.stored_not_said,
        sums.in_relocks,
        sums.relocked,
        sums.in_withdrawals,
        sums.withdrawn,
        sums.finished,
        sums.in_restores,
        sums.restored,
        sums.backups
    );
    assert!(sums.acts > done, "hardly anything was done before the kills");
    assert!(sums.in_withdrawals > 0 && sums.withdrawn < sums.in_withdrawals, "{sums:?}");
    assert!(sums.in_restores > 0 && sums.restored < sums.in_restores, "{sums:?}");
    if cfg!(feature = "encryption") {
        assert!(sums.relocked < sums.in_relocks, "{sums:?}");
    }
}
