//! The disk fails under the program: at every single write, flush or cut of its files, once or from
//! then on, with an error of the device or for want of room. What was said to be done is there
//! afterwards, the study is whole, and what was not done was said so in plain words.
//!
//! The session ends with another passphrase and with somebody who withdraws; it is played with a study
//! that is not locked and with one that is. `faults/shim.c` stands between the program and the system.
//! `POSTIL_THOROUGH=1` tries every call, `POSTIL_THOROUGH=10` every tenth.

use crate::support::dump::{dump_of, look};
use crate::undo_acts::transcript;
use postil::model::{
    MemoKind, MemoOn, NewDocument, Reading, SpeakerChoice, WithdrawalReason, WithdrawalScope,
};
use postil::study::{Command, Passphrase, Study, Withdraw, backups, look_into};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

const CHILD: &str = "POSTIL_FAULT_CHILD";

/// One thing the child does.
type Act<'a> = dyn Fn(&mut Study) -> Result<(), postil::study::Error> + 'a;

/// Keys as SQLCipher takes them: a passphrase would cost a quarter of a second each time.
const KEYS: [&str; 3] = [
    "",
    "x'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",
    "x'fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210'",
];

/// A word that only the one says who withdraws.
const THEIRS: &str = "kaleidoscope";

fn passphrase(key: usize) -> Option<Passphrase> {
    Passphrase::new(KEYS[key])
}

fn fingerprint(path: &Path, key: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    dump_of(&look(path, Some(KEYS[key]).filter(|key| !key.is_empty()))).hash(&mut hasher);
    hasher.finish()
}

/// Two interviews; who speaks in the second one withdraws at the end.
fn interviews() -> Command {
    let mut second = transcript(2);
    second.text = second.text.replace("nothing", THEIRS);
    let end = second.text.len() as u32 - 1;
    if let Some(last) = second.turns.last_mut() {
        last.end = end;
    }
    let voices = vec![("P2".to_owned(), SpeakerChoice::Participant("P2".to_owned()))];
    let second = NewDocument { reading: Reading { voices, ..Reading::default() }, ..second };
    Command::ImportDocuments { documents: vec![transcript(1), second], people: None }
}

fn memo(text: &str) -> Command {
    Command::AddMemo {
        kind: MemoKind::Journal,
        on: MemoOn::Study,
        title: text.to_owned(),
        text: "words ".repeat(40),
        links: Vec::new(),
    }
}

/// Not a test of its own: the session that is played with a disk that fails.
#[test]
fn child_whose_disk_fails() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let (key, path) = told.split_once(' ').unwrap();
    let (key, path) = (key.parse::<usize>().unwrap(), Path::new(path));
    let mut study = match Study::open_in_window(path, passphrase(key).as_ref()) {
        Ok(study) => study,
        Err(error) => return println!("TOLD {error}"),
    };
    let acts: [&Act<'_>; 9] = [
        &|study| study.run(memo("one")).map(drop),
        &|study| study.run(interviews()).map(drop),
        &|study| study.backup("by hand").map(drop),
        &|study| study.undo().map(drop),
        &|study| study.redo().map(drop),
        &|study| study.run(memo("two")).map(drop),
        &|study| study.settle(),
        &|study| study.run(memo("three")).map(drop),
        &|study| study.undo().map(drop),
    ];
    for act in acts {
        match act(&mut study) {
            Ok(()) => println!("SAID {}", fingerprint(path, key)),
            Err(error) => println!("TOLD {error}"),
        }
    }
    if let Some(study) = relock(study, key) {
        withdraw(study);
    }
    println!("END");
}

/// Another passphrase, a first one where there was none. Nothing in the study changes.
#[expect(clippy::print_stdout, reason = "the parent listens")]
fn relock(study: Study, key: usize) -> Option<Study> {
    if !cfg!(feature = "encryption") {
        return Some(study);
    }
    let (study, done) = study.relock(passphrase(key + 1).as_ref());
    match done {
        Ok(_) => println!("LOCKED {}", key + 1),
        Err(error) if study.is_some() => println!("TOLD {error}"),
        Err(error) => println!("LOST {error}"),
    }
    study
}

#[expect(clippy::print_stdout, reason = "the parent listens")]
fn withdraw(mut study: Study) {
    let corpus = study.corpus().clone();
    let Some(person) = corpus.participant_named("P2") else { return };
    let what = Withdraw {
        participant: person.id,
        scope: WithdrawalScope::Everything,
        reason: WithdrawalReason::Asked,
        remove_memos: Vec::new(),
    };
    match study.withdraw(&what, &|_| ()) {
        Ok(proof) => {
            println!("GONE {} {}", proof.removed.left.len(), proof.is_clean());
            if proof.unfinished.is_some() {
                println!("TOLD {}", proof.verdict());
            }
        }
        Err(error) => {
            // Stored, and nothing can be read any more: whether copies are left it cannot say.
            if error.to_string().contains("the withdrawal is stored") {
                println!("GONE 1 false");
            }
            println!("TOLD {error}");
        }
    }
}

/// Builds the shim; `None` where that cannot be done.
fn shim(folder: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
    let library = folder.join("shim.so");
    let built = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .stderr(Stdio::inherit())
        .status();
    built.ok().filter(std::process::ExitStatus::success).map(|_| library)
}

/// What is said when the disk does not do what it should.
const WORDS: [&str; 8] = [
    "taking the study to write to it: ",
    "the disk is full; nothing of this was stored",
    "the disk could not be read or written",
    "making a copy: ",
    "making a backup: ",
    "writing the study under another passphrase: ",
    "The withdrawal is stored, but the file could not be cleaned up (",
    "the withdrawal is stored, but the study could not be read again (",
];

/// What a session said before its end.
#[derive(Default, Debug)]
struct Told {
    /// The last fingerprint.
    said: Option<u64>,
    complaints: Vec<String>,
    /// The passphrase that was said to be the new one.
    key: Option<usize>,
    /// The study did not open again after it was given another passphrase.
    lost: bool,
    /// The withdrawal was said to be stored; how many copies could not be removed, and whether all is
    /// clean.
    gone: Option<(usize, bool)>,
}

/// Plays the session with a fault.
fn play(path: &Path, key: usize, shim: &Path, fault: Option<(usize, &str, bool)>) -> Told {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "faults::child_whose_disk_fails", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{key} {}", path.display()))
        .env("LD_PRELOAD", shim)
        .env("POSTIL_FAULT_IN", "s.postil")
        .env("POSTIL_FAULT_COUNT", path.with_file_name("count"))
        .stderr(Stdio::piped());
    if let Some((at, error, all)) = fault {
        command.env("POSTIL_FAULT_AT", at.to_string()).env("POSTIL_FAULT_ERROR", error);
        if all {
            command.env("POSTIL_FAULT_ALL", "1");
        }
    }
    let ran = command.output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success(), "{fault:?}: {out}{}", String::from_utf8_lossy(&ran.stderr));
    let after = |word: &str| -> Vec<String> {
        let lines = out.lines().filter_map(|line| line.split_once(word));
        lines.map(|(_, rest)| rest.trim().to_owned()).collect()
    };
    let lost = after("LOST ");
    Told {
        said: after("SAID ").last().map(|print| print.parse().unwrap()),
        complaints: after("TOLD ").into_iter().chain(lost.iter().cloned()).collect(),
        key: after("LOCKED ").last().map(|key| key.parse().unwrap()),
        lost: !lost.is_empty(),
        gone: after("GONE ").last().and_then(|line| {
            let (left, clean) = line.split_once(' ')?;
            Some((left.parse().ok()?, clean.parse().ok()?))
        }),
    }
}

/// The study as it was before the session: something was done in it.
fn fresh(key: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, passphrase(key).as_ref(), "s", Some("ana")).unwrap();
    study.run(memo("before")).unwrap();
    (folder, path)
}

/// The key that opens the study now, and no other.
fn key_of(path: &Path, key: usize, told: &Told) -> usize {
    let fits = |key: usize| {
        let opened = Study::open(path, passphrase(key).as_ref());
        opened.is_ok_and(|study| study.is_encrypted() == (key > 0))
    };
    let after = key + 1;
    let new = cfg!(feature = "encryption") && fits(after);
    assert!(new != fits(key), "{told:?}");
    let expected = told.key == Some(after);
    assert!(new == expected || (told.lost && new), "{told:?}");
    if new { after } else { key }
}

/// Whether the words of who withdrew stand in a file that can be read.
fn is_readable_in(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths.any(|path| {
        path.is_dir() && is_readable_in(&path)
            || std::fs::read(&path)
                .is_ok_and(|bytes| memchr::memmem::find(&bytes, THEIRS.as_bytes()).is_some())
    })
}

/// Looks at what a session with a fault left.
fn look_after(path: &Path, key: usize, start: u64, told: &Told) {
    for line in &told.complaints {
        let plain = WORDS.iter().any(|words| line.contains(words));
        assert!(plain, "not said plainly: {line}");
    }
    let now = key_of(path, key, told);
    let mut study = Study::open(path, passphrase(now).as_ref()).unwrap();
    assert_eq!(study.check().unwrap(), [], "{told:?}");
    if let Some((left, clean)) = told.gone {
        assert!(study.corpus().participant_named("P2").is_none(), "{told:?}");
        assert_eq!(study.corpus().documents.len(), 1, "{told:?}");
        let open = study.corpus().withdrawals.iter().filter(|one| one.cleaned.is_none()).count();
        assert!(open == 0 || !clean, "{told:?}");
        study.finish_withdrawals().unwrap();
        assert!(left > 0 || !is_readable_in(path.parent().unwrap()), "{told:?}");
        assert_eq!(study.check().unwrap(), [], "{told:?}");
    } else {
        assert_eq!(fingerprint(path, now), told.said.unwrap_or(start), "{told:?}");
    }
    // A copy that could not be removed may be overwritten already.
    let left = told.gone.is_some_and(|(left, _)| left > 0);
    for backup in backups(path).into_iter().filter(|_| !left) {
        let opens = |key: usize| look_into(&backup.path, passphrase(key).as_ref()).is_ok();
        assert!(opens(key) || opens(now), "{told:?}");
    }
    while study.undo().unwrap().is_some() {}
    assert_eq!(study.check().unwrap(), [], "{told:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn whatever_write_fails_nothing_that_was_said_to_be_done_is_lost() {
    let tools = tempfile::tempdir().unwrap();
    let Some(shim) = shim(tools.path()) else {
        println!("skipped: there is no C compiler (cc) here");
        return;
    };
    for key in [0, usize::from(cfg!(feature = "encryption"))] {
        let (folder, path) = fresh(key);
        let told = play(&path, key, &shim, None);
        assert_eq!(told.complaints, Vec::<String>::new());
        assert_eq!(told.gone, Some((0, true)));
        let start = fingerprint(&path, key_of(&path, key, &told));
        look_after(&path, key, start, &told);
        let calls: usize =
            std::fs::read_to_string(folder.path().join("count")).unwrap().trim().parse().unwrap();
        assert!(calls > 100, "the shim saw {calls} calls");
        let asked = std::env::var("POSTIL_THOROUGH").ok().and_then(|n| n.parse().ok());
        let stride: usize = asked.unwrap_or(calls / 5 + 1).max(1);
        let (mut played, mut complaints, mut withdrawn, mut unclean) = (0, 0, 0, 0);
        for (n, (error, all)) in
            [("EIO", false), ("ENOSPC", false), ("EIO", true), ("ENOSPC", true)]
                .into_iter()
                .enumerate()
        {
            // Each kind of fault begins at another call.
            for at in (1 + n * stride / 4..=calls).step_by(stride) {
                let (_folder, path) = fresh(key);
                let start = fingerprint(&path, key);
                let told = play(&path, key, &shim, Some((at, error, all)));
                println!("{at} {error} {all}: {told:?}");
                played += 1;
                complaints += told.complaints.len();
                withdrawn += usize::from(told.gone.is_some());
                unclean += usize::from(told.gone.is_some_and(|(_, clean)| !clean));
                look_after(&path, key, start, &told);
            }
        }
        println!(
            "{}: {calls} calls, {played} sessions, {complaints} complaints, all in plain words; \
             {withdrawn} withdrawals, {unclean} of them said not to be clean",
            if key == 0 { "plain" } else { "locked" }
        );
        assert!(complaints > played / 2);
        if !cfg!(feature = "encryption") {
            break;
        }
    }
}
