//! The disk fails under the program: at every single write, flush or cut of its files, once or from
//! then on, with an error of the device or for want of room. What was said to be done is there
//! afterwards, the study is whole, and what was not done was said so in plain words.
//!
//! `faults/shim.c` stands between the program and the system. `POSTIL_THOROUGH=1` tries every call.

use crate::support::dump::dump;
use crate::undo_acts::transcript;
use postil::model::{MemoKind, MemoOn};
use postil::study::{Command, Study, backups};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

const CHILD: &str = "POSTIL_FAULT_CHILD";

/// One thing the child does.
type Act<'a> = dyn Fn(&mut Study) -> Result<(), postil::study::Error> + 'a;

fn fingerprint(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    dump(path).hash(&mut hasher);
    hasher.finish()
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
    let Ok(path) = std::env::var(CHILD) else { return };
    let path = Path::new(&path);
    let mut study = match Study::open_in_window(path, None) {
        Ok(study) => study,
        Err(error) => return println!("TOLD {error}"),
    };
    let import =
        || Command::ImportDocuments { documents: vec![transcript(1), transcript(2)], people: None };
    let acts: [&Act<'_>; 9] = [
        &|study| study.run(memo("one")).map(drop),
        &|study| study.run(import()).map(drop),
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
            Ok(()) => println!("SAID {}", fingerprint(path)),
            Err(error) => println!("TOLD {error}"),
        }
    }
    println!("END");
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
const WORDS: [&str; 5] = [
    "taking the study to write to it: ",
    "the disk is full; nothing of this was stored",
    "the disk could not be read or written",
    "making a copy: ",
    "making a backup: ",
];

/// Plays the session with a fault. Gives back the last fingerprint that was said, and the complaints.
fn play(
    path: &Path,
    shim: &Path,
    fault: Option<(usize, &str, bool)>,
) -> (Option<u64>, Vec<String>) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "faults::child_whose_disk_fails", "--nocapture", "--test-threads=1"])
        .env(CHILD, path)
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
        lines.map(|(_, rest)| rest.to_owned()).collect()
    };
    let said = after("SAID ").last().map(|print| print.trim().parse().unwrap());
    (said, after("TOLD "))
}

#[test]
#[cfg(target_os = "linux")]
fn whatever_write_fails_nothing_that_was_said_to_be_done_is_lost() {
    let tools = tempfile::tempdir().unwrap();
    let Some(shim) = shim(tools.path()) else {
        println!("skipped: there is no C compiler (cc) here");
        return;
    };
    let fresh = || {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        study.run(memo("before")).unwrap();
        drop(study);
        (folder, path)
    };
    let (folder, path) = fresh();
    let (said, told) = play(&path, &shim, None);
    assert_eq!((said, told), (Some(fingerprint(&path)), Vec::new()));
    let calls: usize =
        std::fs::read_to_string(folder.path().join("count")).unwrap().trim().parse().unwrap();
    assert!(calls > 50, "the shim saw {calls} calls");
    let stride = if std::env::var_os("POSTIL_THOROUGH").is_some() { 1 } else { calls / 10 + 1 };
    let (mut played, mut complaints) = (0, 0);
    for (error, all) in [("EIO", false), ("ENOSPC", false), ("EIO", true), ("ENOSPC", true)] {
        for at in (1..=calls).step_by(stride) {
            let (_folder, path) = fresh();
            let start = fingerprint(&path);
            let fault = Some((at, error, all));
            let (said, told) = play(&path, &shim, fault);
            played += 1;
            complaints += told.len();
            for line in &told {
                let plain = WORDS.iter().any(|words| line.contains(words));
                assert!(plain, "{fault:?}: not said plainly: {line}");
            }
            let mut study = Study::open(&path, None).unwrap();
            assert_eq!(study.check().unwrap(), [], "{fault:?}: {told:?}");
            assert_eq!(fingerprint(&path), said.unwrap_or(start), "{fault:?}: {told:?}");
            for backup in backups(&path) {
                assert!(Study::open(&backup.path, None).is_ok(), "{fault:?}");
            }
            while study.undo().unwrap().is_some() {}
            assert_eq!(study.check().unwrap(), [], "{fault:?}");
        }
    }
    println!("{calls} calls, {played} sessions, {complaints} complaints, all in plain words");
    assert!(complaints > played / 2);
}
