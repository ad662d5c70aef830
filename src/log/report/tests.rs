//! What a panic leaves behind, in a process of its own: the hook belongs to the whole process.

use super::*;
use std::process::Command;

const FOLDER: &str = "POSTIL_TEST_REPORTS";

/// Not a test by itself: what the child process of the next one does. It does nothing without its
/// variable.
#[test]
fn child_that_panics() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Folder::at(folder);
    watch(Some(folder), |report| eprintln!("told of {:?}", report.thread));
    let words = String::from("Wolkenkratzer é Blumenkohl");
    // Caught, on threads with names, as workers are.
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work).unwrap();
        assert!(thread.join().is_err());
    };
    let slice = words.clone();
    spawn("postil-work", Box::new(move || drop(slice[..15].to_owned())));
    let shown = words.clone();
    spawn("postil-export", Box::new(move || panic!("cannot write {shown}")));
    spawn("postil-key", Box::new(|| panic!("a text of the source")));
    let main = std::thread::Builder::new().name("main".to_owned());
    let error: Result<(), String> = std::hint::black_box(Err(words));
    main.spawn(move || error.unwrap()).unwrap().join().unwrap_err();
}

#[test]
fn a_report_says_where_and_never_what_was_worked_on() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "log::report::tests::child_that_panics", "--nocapture"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("told of Some(\"postil-work\")"), "{said}");
    let folder = Folder::at(folder.path());
    let files = reports(&folder);
    assert_eq!(files.len(), 4, "{files:?}\n{said}");
    let texts: Vec<String> =
        files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let log = std::fs::read_to_string(folder.log_file()).unwrap();
    for text in texts.iter().chain([&log, &said]) {
        assert!(!text.contains("Wolkenkratzer") && !text.contains("Blumenkohl"), "{text}");
    }
    assert_eq!(log.lines().count(), 4);
    let of = |thread: &str| {
        texts.iter().find(|text| text.contains(&format!("in the thread {thread}\n"))).unwrap()
    };
    let slice = of("postil-work");
    // What the standard library says first differs from version to version.
    assert!(slice.contains("byte index") && slice.contains("is left out"), "{slice}");
    assert!(slice.contains(env!("CARGO_PKG_VERSION")) && slice.contains("tests.rs"), "{slice}");
    assert!(slice.contains("child_that_panics"), "the way there is told: {slice}");
    assert!(of("postil-export").contains("a text put together"));
    assert!(of("postil-key").contains("What: a text of the source\n"));
    assert!(of("main").contains("called `Result::unwrap()` on an `Err` value"));
    // The one that ended the program waits to be read, once.
    let unread = take_unread(&folder).unwrap();
    assert!(unread.is_fatal() && unread.text == *of("main"));
    assert!(unread.path.unwrap().exists());
    assert_eq!(take_unread(&folder), None);
    assert_eq!(reports(&folder).len(), 4);
}

#[test]
fn old_reports_are_removed_and_a_home_is_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::at(folder.path());
    for number in 0..14 {
        let report = Report { thread: None, text: number.to_string(), path: None };
        keep(&folder, &report, number + 10).unwrap();
    }
    let left = reports(&folder);
    assert_eq!(left.len(), KEPT);
    assert_eq!(std::fs::read_to_string(&left[9]).unwrap(), "13");
    let text = without_home("at /home/anna/.cargo/x.rs".to_owned(), Some("/home/anna"));
    assert_eq!(text, "at ~/.cargo/x.rs");
}
