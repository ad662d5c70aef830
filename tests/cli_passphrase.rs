//! A passphrase on the command line: set, changed, removed; and what is left when the program is killed
//! on the way.

use crate::support::{Desk, Ran, finish};
use std::path::Path;
use std::time::{Duration, Instant};

const OLD: &str = "lamp orbit velvet cabbage";
const NEW: &str = "grey herons over water";

/// A study with a transcript whose words nobody says otherwise.
fn made() -> Desk {
    let desk = Desk::new();
    desk.write("P01.txt", "INT: And then?\n\nP01: Wolkenkratzer und Blumenkohl.\n");
    desk.write("old.txt", format!("{OLD}\n"));
    desk.write("new.txt", format!("{NEW}\n"));
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "P01.txt"]);
    desk
}

fn with(desk: &Desk, phrase: Option<&str>, args: &[&str]) -> Ran {
    let mut command = desk.command(args);
    if let Some(phrase) = phrase {
        command.env("POSTIL_PASSPHRASE", phrase);
    }
    finish(&mut command)
}

fn holds(path: &Path, word: &str) -> bool {
    memchr::memmem::find(&std::fs::read(path).unwrap(), word.as_bytes()).is_some()
}

#[test]
fn a_passphrase_is_set_changed_and_removed() {
    let desk = made();
    let study = desk.path("s.postil");
    let copy = desk.path("s before format 4.postil");
    std::fs::copy(&study, &copy).unwrap();
    assert!(holds(&study, "Wolkenkratzer") && holds(&copy, "Wolkenkratzer"));
    assert!(desk.ok(&["passphrase", "s.postil"]).contains("no passphrase"));
    let told = desk.ok(&["passphrase", "s.postil", "--set", "--new-passphrase-file", "old.txt"]);
    assert!(told.contains("no recovery") && told.contains("was overwritten"), "{told}");
    assert!(told.contains("s before format 4.postil"), "{told}");
    assert!(!holds(&study, "Wolkenkratzer"));
    assert!(desk.refused(&["text", "s.postil", "P01"]).contains("locked with a passphrase"));
    let key = ["--passphrase-file", "old.txt"];
    let told = desk.ok(&["passphrase", "s.postil", "--remove-copies", key[0], key[1]]);
    assert!(told.contains("Overwritten and removed: 1 file"), "{told}");
    assert!(!copy.exists());
    // A variable serves as well as a file.
    let mut command = desk.command(&["passphrase", "s.postil", "--change", "--json"]);
    command.env("POSTIL_PASSPHRASE", OLD).env("POSTIL_NEW_PASSPHRASE", NEW);
    let ran = finish(&mut command);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&value["encrypted"], &value["overwritten"]), (&true.into(), &true.into()));
    assert!(with(&desk, Some(OLD), &["info", "s.postil"]).err.contains("wrong passphrase"));
    assert!(with(&desk, Some(NEW), &["undo", "s.postil"]).out.starts_with("Undone: "));
    assert!(with(&desk, Some(NEW), &["redo", "s.postil"]).out.starts_with("Redone: "));
    let ran = with(&desk, Some(NEW), &["passphrase", "s.postil", "--remove"]);
    assert!(ran.out.contains("whoever has the file can read it"), "{}", ran.out);
    assert!(desk.ok(&["text", "s.postil", "P01"]).contains("Blumenkohl"));
    assert!(desk.ok(&["check", "s.postil"]).contains("whole"));
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let desk = made();
    let before = desk.read("s.postil");
    let check = |args: &[&str], status: i32, expected: &str| {
        let ran = desk.run(args);
        assert_eq!(ran.status, status, "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    check(&["passphrase", "s.postil", "--change"], 1, "use --set");
    check(&["passphrase", "s.postil", "--remove"], 1, "use --set");
    check(&["passphrase", "s.postil", "--set"], 2, "--new-passphrase-file FILE");
    check(&["passphrase", "s.postil", "--set", "--remove"], 2, "cannot be used with");
    assert_eq!(desk.read("s.postil"), before);
    desk.ok(&["passphrase", "s.postil", "--set", "--new-passphrase-file", "new.txt"]);
    let key = ["--passphrase-file", "new.txt"];
    check(&["passphrase", "s.postil", "--set", key[0], key[1]], 1, "use --change");
    check(&["passphrase", "s.postil", "--change"], 1, "locked with a passphrase");
}

/// Kills the program at moments all along its way. The file opens with the old passphrase or with the
/// new one, and is whole.
#[test]
fn killed_on_the_way_the_study_opens_with_one_of_the_two() {
    let desk = made();
    desk.ok(&["passphrase", "s.postil", "--set", "--new-passphrase-file", "old.txt"]);
    let change = |from: &str, to: &str| {
        let mut command = desk.command(&["passphrase", "s.postil", "--change"]);
        command.env("POSTIL_PASSPHRASE", from).env("POSTIL_NEW_PASSPHRASE", to);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command
    };
    // How long it takes when nobody disturbs it.
    let begin = Instant::now();
    assert!(change(OLD, NEW).status().unwrap().success());
    let whole = begin.elapsed();
    let (mut now, mut then) = (NEW, OLD);
    let (mut before, mut after) = (0, 0);
    for try_ in 0..14_u32 {
        let mut child = change(now, then).spawn().unwrap();
        // More of them near the end, where the file is replaced.
        let share =
            if try_ < 5 { f64::from(try_) / 5.0 } else { 0.75 + f64::from(try_ - 5) / 36.0 };
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        child.kill().unwrap();
        child.wait().unwrap();
        let opens = |phrase: &str| with(&desk, Some(phrase), &["check", "s.postil"]).status == 0;
        match (opens(now), opens(then)) {
            (true, false) => before += 1,
            (false, true) => {
                after += 1;
                std::mem::swap(&mut now, &mut then);
            }
            both => {
                let told = with(&desk, Some(now), &["check", "s.postil"]);
                panic!("killed after {share} of it: {both:?}, {told:?}");
            }
        }
    }
    println!("{before} times as before, {after} times as after");
    assert!(before > 0, "no moment was early enough");
    let text = with(&desk, Some(now), &["text", "s.postil", "P01"]);
    assert!(text.out.contains("Blumenkohl"));
    // What was left lying is no hindrance, and can be read by nobody.
    let copies = with(&desk, Some(now), &["passphrase", "s.postil", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&copies.out).unwrap();
    assert_eq!(value["copies"], serde_json::json!([]));
}

/// A removal that is killed leaves a readable draft; it goes with the next opening, whatever that is for.
#[test]
fn a_readable_draft_that_was_left_goes_with_the_next_opening() {
    let desk = made();
    desk.ok(&["passphrase", "s.postil", "--set", "--new-passphrase-file", "old.txt"]);
    let key = ["--passphrase-file", "old.txt"];
    let mut head = b"SQLite format 3\0".to_vec();
    head.extend_from_slice(b"Wolkenkratzer");
    desk.write("s.postil.4711.new", head);
    // The copy of another study, and one that somebody made, are nobody's to remove.
    desk.write("t.postil.4711.new", "words");
    desk.write("s.postil.old.new", "words");
    desk.ok(&["info", "s.postil", key[0], key[1]]);
    assert!(!desk.path("s.postil.4711.new").exists());
    assert!(desk.path("t.postil.4711.new").exists() && desk.path("s.postil.old.new").exists());
}
