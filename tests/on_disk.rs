//! What was done is on the disk, not only with the system: a loss of power loses nothing that was said to
//! be done. The calls that write and those that wait for the disk are watched.
//!
//! `strace` is wanted: where it is missing the tests say so and pass, `.ci/run` brings it.

use crate::screen::{Window, codings, key, settle, window};
use crate::support::{Desk, finish, under, works};
use egui::{Event, Key, Modifiers};
use regex::Regex;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// What tells of writing and of waiting for the disk, with the names of the files.
const TRACE: [&str; 6] = [
    "strace",
    "-f",
    "-qq",
    "-y",
    "-e",
    "trace=write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat",
];

/// Where the child finds its study.
const CHILD: &str = "POSTIL_ON_DISK_CHILD";

/// Of studies whose names end in `name`, and their logs: those of which something was written and was not waited for when
/// a line of output with `mark` was written. `None` where no such line was.
fn waited_for(trace: &str, name: &str, mark: &str) -> Option<Vec<String>> {
    let call = Regex::new(r#"^(\d+) +(\w+)\((?:\d+<([^>]*)>|.*"([^"]*)")(.*)$"#).unwrap();
    let resumed = Regex::new(r"^(\d+) +<\.\.\. \w+sync resumed>.* = 0$").unwrap();
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut begun: HashMap<String, String> = HashMap::new();
    let mut found: Option<Vec<String>> = None;
    for line in trace.lines() {
        if let Some(file) = resumed.captures(line).and_then(|found| begun.remove(&found[1])) {
            open.remove(&file);
        }
        let Some(told) = call.captures(line) else { continue };
        let (process, what, rest) = (&told[1], &told[2], &told[5]);
        let file = told.get(3).or(told.get(4)).map_or("", |file| file.as_str());
        if line.contains("write(1<") && rest.contains(mark) {
            found.get_or_insert_default().extend(open.iter().cloned());
        }
        if !file.ends_with(name) && !file.strip_suffix("-wal").is_some_and(|f| f.ends_with(name)) {
            continue;
        }
        match what {
            "fsync" | "fdatasync" if rest.contains("<unfinished") => {
                begun.insert(process.to_owned(), file.to_owned());
            }
            "fsync" | "fdatasync" if !rest.ends_with("= 0") => {}
            "fsync" | "fdatasync" | "unlink" | "unlinkat" => {
                open.remove(file);
            }
            _ => {
                open.insert(file.to_owned());
            }
        }
    }
    found
}

#[test]
fn what_is_not_waited_for_is_found() {
    let check = |trace: &str, expected: Option<&[&str]>| {
        let found = waited_for(trace, "s.postil", "done");
        let expected = expected.map(|all| all.iter().map(|&one| one.to_owned()).collect());
        assert_eq!(found, expected, "{trace}");
    };
    let write = "7 pwrite64(4</t/s.postil-wal>, \"\\r\\0<x>\"..., 4096, 56) = 4096\n";
    let done = "7 write(1</t/out>, \"done\\n\", 5) = 5\n";
    let sync = "7 fsync(4</t/s.postil-wal>) = 0\n";
    check(write, None);
    check(done, Some(&[]));
    check(&[write, done].concat(), Some(&["/t/s.postil-wal"]));
    check(&[write, sync, done].concat(), Some(&[]));
    check(&[write, done, sync].concat(), Some(&["/t/s.postil-wal"]));
    check(&[write, &sync.replace("= 0", "= -1 EIO"), done].concat(), Some(&["/t/s.postil-wal"]));
    check(&[write, "7 unlink(\"/t/s.postil-wal\") = 0\n", done].concat(), Some(&[]));
    check(
        &[write, &sync.replace("postil-wal", "postil"), done].concat(),
        Some(&["/t/s.postil-wal"]),
    );
    // What SQLite keeps for itself beside the log may be lost.
    check(&[&write.replace("-wal", "-shm"), done].concat(), Some(&[]));
    let begin = "8 fdatasync(9</t/s.postil-wal> <unfinished ...>\n";
    check(&[write, begin, done].concat(), Some(&["/t/s.postil-wal"]));
    let end = "8 <... fdatasync resumed>) = 0\n";
    check(&[write, begin, end, done].concat(), Some(&[]));
    check(
        "7 write(5</t/other>, \"s.postil\", 8) = 8\n7 write(1</t/out>, \"done\", 4) = 4\n",
        Some(&[]),
    );
}

#[test]
fn a_command_says_what_it_did_when_the_disk_has_it() {
    if !works(&[TRACE.as_slice(), &["true"]].concat()) {
        println!("skipped: strace is not to be had here");
        return;
    }
    let desk = Desk::new();
    desk.ok(&["demo", "sample"]);
    let trace = desk.path("trace");
    let out = ["-o", trace.to_str().unwrap()];
    let study = "sample/waiting-rooms.postil";
    for (args, mark) in [
        (&["code", study, "P01", "0", "10", "on the disk"][..], "Apply code"),
        (&["undo", study], "Undone"),
        (&["backup", study], "Made a backup"),
    ] {
        let ran = finish(&mut under(&desk, &[TRACE.as_slice(), &out].concat(), args));
        assert_eq!(ran.status, 0, "{}", ran.err);
        let trace = std::fs::read_to_string(&trace).unwrap();
        // The study with its log, and a backup while it has the name of a draft.
        for name in [".postil", ".new"] {
            assert_eq!(waited_for(&trace, name, mark), Some(Vec::new()), "{args:?}: {trace}");
        }
        assert!(trace.contains("sync("));
    }
}

/// Not a test of its own: a window in which something is coded, and a memo is being written.
#[test]
fn child_in_a_window() {
    let Some(study) = std::env::var_os(CHILD) else { return };
    let mut window = window(Some(PathBuf::from(study)));
    settle(&mut window);
    let before = codings(&window);
    key(&mut window, Modifiers::COMMAND, Key::K);
    window.event(Event::Text("P03-2".to_owned()));
    key(&mut window, Modifiers::NONE, Key::Enter);
    key(&mut window, Modifiers::COMMAND, Key::F);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::ALT, Key::T);
    window.event(Event::Text("on the disk".to_owned()));
    window.step();
    let enter = |window: &mut Window| {
        let (key, modifiers) = (Key::Enter, Modifiers::NONE);
        let event =
            |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        window.event(event(true));
        window.event(event(false));
        window.step();
    };
    // Not so long that the log would be brought into the file: two seconds of the window's own time.
    let begun = Instant::now();
    enter(&mut window);
    for _ in 0..30 {
        if codings(&window) > before && window.state().is_on_disk() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
        window.step();
    }
    assert!(codings(&window) > before && window.state().is_on_disk(), "{:?}", begun.elapsed());
    println!("\nON THE DISK");
}

#[test]
fn a_window_brings_each_step_to_the_disk_without_being_asked() {
    if !works(&[TRACE.as_slice(), &["true"]].concat()) {
        println!("skipped: strace is not to be had here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("s.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let trace = folder.path().join("trace");
    let mut child = Command::new(TRACE[0]);
    child.args(&TRACE[1..]).arg("-o").arg(&trace).arg(std::env::current_exe().unwrap());
    child.args(["--exact", "on_disk::child_in_a_window", "--nocapture", "--test-threads=1"]);
    let ran = child.env(CHILD, &study).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let trace = std::fs::read_to_string(&trace).unwrap();
    assert_eq!(waited_for(&trace, "s.postil", "ON THE DISK"), Some(Vec::new()), "{trace}");
    let at_once = trace.split("ON THE DISK").next().unwrap();
    assert!(at_once.contains("fdatasync(") && at_once.contains("s.postil-wal>, "));
}

/// Somebody codes and never rests: the log does not wait for a rest, nor one of the steps for the disk.
#[test]
fn a_window_brings_a_long_log_into_the_file_without_a_rest() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("s.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = window(Some(study.clone()));
    settle(&mut window);
    let before = std::fs::read(&study).unwrap();
    let press = |window: &mut Window, modifiers: Modifiers| {
        let (key, physical_key, repeat) = (Key::Z, None, false);
        for pressed in [true, false] {
            window.event(Event::Key { key, physical_key, pressed, repeat, modifiers });
        }
        window.step();
    };
    let mut rounds = 0;
    while std::fs::read(&study).unwrap() == before {
        rounds += 1;
        assert!(rounds < 80, "nothing was brought into the file");
        press(&mut window, Modifiers::COMMAND);
        press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT);
    }
    assert!(rounds > 20, "it waits until there is something: {rounds}");
}
