//! A passphrase on the command line: set, changed, removed; and what is left when the program is killed
//! on the way.

use crate::support::{Desk, Ran, finish};
use postil::study::{Passphrase, Study};
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

/// Keyboards and systems write an accented letter as one character or as two, and editors put a mark
/// in front of a text: nobody sees either.
#[test]
fn accents_and_a_mark_in_front_do_not_lock_anybody_out() {
    let desk = made();
    desk.write("one.txt", "caf\u{e9} cr\u{e8}me\n");
    desk.write("two.txt", "cafe\u{301} cre\u{300}me\n");
    desk.write("mark.txt", "\u{feff}caf\u{e9} cr\u{e8}me\r\n");
    desk.ok(&["passphrase", "s.postil", "--set", "--new-passphrase-file", "two.txt"]);
    desk.ok(&["backup", "s.postil", "--passphrase-file", "two.txt"]);
    for file in ["one.txt", "two.txt", "mark.txt"] {
        let key = ["--passphrase-file", file];
        let text = desk.ok(&["text", "s.postil", "P01", key[0], key[1]]);
        assert!(text.contains("Blumenkohl"), "{file}");
        let backups = desk.json(&["backup", "s.postil", "--list", key[0], key[1]]);
        assert_eq!(backups[0]["documents"], 1, "{file}");
    }
    let typed = |phrase: &str| with(&desk, Some(phrase), &["info", "s.postil"]).status;
    assert_eq!((typed("caf\u{e9} cr\u{e8}me"), typed("cafe\u{301} cre\u{300}me")), (0, 0));
    assert_eq!(typed("cafe creme"), 1);
    // A new study that is locked with a file of either kind opens with what is typed.
    desk.ok(&["new", "t.postil", "--passphrase-file", "mark.txt"]);
    assert_eq!(with(&desk, Some("cafe\u{301} cre\u{300}me"), &["info", "t.postil"]).status, 0);
}

#[test]
fn what_nobody_can_type_is_no_passphrase() {
    let desk = made();
    let before = desk.read("s.postil");
    let check = |bytes: &[u8], expected: &str| {
        desk.write("new.txt", bytes);
        let args = ["passphrase", "s.postil", "--set", "--new-passphrase-file", "new.txt"];
        let why = desk.refused(&args);
        assert!(why.contains("new.txt") && why.contains(expected), "{why}");
        assert!(!why.contains("tulip") && !why.contains("PRAGMA"), "{why}");
    };
    check(b"\xff\xfet\0u\0l\0i\0p\0\r\0\n\0", "save it as UTF-8");
    check(b"\xfe\xff\0t\0u\0l\0i\0p\0\n", "save it as UTF-8");
    check(b"t\0u\0l\0i\0p\0\n\0", "save it as UTF-8");
    check(b"tulip\xe9\n", "save it as UTF-8");
    check(b"tulip\tbulb\n", "control character");
    check(b"\xef\xbb\xbf\n", "holds no passphrase");
    assert_eq!(desk.read("s.postil"), before);
    let mut command = desk.command(&["passphrase", "s.postil", "--set"]);
    command.env("POSTIL_NEW_PASSPHRASE", "tulip\u{7}bulb");
    let ran = finish(&mut command);
    assert_eq!(ran.status, 1);
    let why = "POSTIL_NEW_PASSPHRASE: the passphrase holds a control character";
    assert!(ran.err.contains(why), "{}", ran.err);
    assert!(!ran.err.contains("tulip"), "{}", ran.err);
    assert_eq!(desk.read("s.postil"), before);
}

/// Older versions took what nobody can type; what they locked opens still, and can be locked otherwise.
#[test]
fn what_was_locked_with_a_control_character_opens_still() {
    let desk = Desk::new();
    for phrase in ["tulip\tbulb", "tulip bulb\r\n"] {
        let path = desk.path("old.postil");
        drop(Study::create(&path, Passphrase::new(phrase).as_ref(), "old", None).unwrap());
        assert_eq!(with(&desk, Some(phrase), &["info", "old.postil"]).status, 0);
        desk.write("new.txt", "correct horse\n");
        let change = ["passphrase", "old.postil", "--change", "--new-passphrase-file", "new.txt"];
        assert_eq!(with(&desk, Some(phrase), &change).status, 0);
        assert_eq!(with(&desk, Some("correct horse"), &["info", "old.postil"]).status, 0);
        std::fs::remove_file(&path).unwrap();
    }
    let new = with(&desk, Some("tulip\tbulb"), &["new", "new.postil"]);
    assert!(new.status == 1 && new.err.contains("control character"), "{}", new.err);
    assert!(!desk.path("new.postil").exists());
}

/// The copies of a study lie beside its file, not beside a link to it.
#[test]
#[cfg(unix)]
fn a_link_to_a_study_has_no_copies_of_its_own() {
    let desk = made();
    let link = "links/link.postil";
    std::fs::create_dir(desk.path("links")).unwrap();
    std::os::unix::fs::symlink(desk.path("s.postil"), desk.path(link)).unwrap();
    let copy = desk.path("s before format 4.postil");
    let other = desk.path("links/link before format 4.postil");
    for copy in [&copy, &other] {
        std::fs::copy(desk.path("s.postil"), copy).unwrap();
    }
    let new = ["--new-passphrase-file", "old.txt"];
    let told = desk.ok(&["passphrase", link, "--set", "--remove-copies", new[0], new[1]]);
    assert!(told.contains("Overwritten and removed: 1 file"), "{told}");
    assert!(!copy.exists() && other.exists());
    assert!(desk.path(link).symlink_metadata().unwrap().is_symlink());
    assert!(!holds(&desk.path("s.postil"), "Wolkenkratzer"));
}
