//! The program speaks to nobody: watched by the system while it does its whole job, and in a place without
//! a network; and nothing it is built from could.
//!
//! `strace` and `unshare` are wanted for the first two, `Xvfb` for the window: where one is missing the
//! test says so and passes, `.ci/run` brings them.

use crate::support::{Desk, Ran, finish, under, works};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether what a process asks of the network can be watched.
const STRACE: [&str; 5] = ["strace", "-f", "-e", "trace=%network", "true"];

/// Everything the command line does, from nothing to a pack.
const JOB: [&[&str]; 31] = [
    &["demo", "sample"],
    &["new", "s.postil"],
    &["import", "s.postil", "P01.txt"],
    &["participants", "s.postil", "--import", "people.csv"],
    &["code", "s.postil", "P01", "22", "30", "Time/delay"],
    &["speakers", "s.postil"],
    &["check", "s.postil"],
    &["frequencies", "sample/waiting-rooms.postil"],
    &["crosstab", "sample/waiting-rooms.postil", "--by", "role"],
    &["crosstab", "sample/waiting-rooms.postil", "--by", "role", "--out", "t.xlsx"],
    &["crosstab", "sample/waiting-rooms.postil", "--by", "role", "--out", "t.html"],
    &["crosstab", "sample/waiting-rooms.postil", "--by", "role", "--out", "t.md"],
    &["crosstab", "sample/waiting-rooms.postil", "--by", "role", "--out", "t.tex"],
    &["cooccurrence", "sample/waiting-rooms.postil", "--out", "t.csv"],
    &["matrix", "sample/waiting-rooms.postil", "--rows", "participant", "--out", "t.tsv"],
    &["coverage", "sample/waiting-rooms.postil"],
    &["saturation", "sample/waiting-rooms.postil"],
    &["excerpts", "sample/waiting-rooms.postil", "--out", "e.docx"],
    &["excerpts", "sample/waiting-rooms.postil", "--out", "e.json"],
    &["search", "sample/waiting-rooms.postil", "letter"],
    &["words", "sample/waiting-rooms.postil"],
    &["memos", "sample/waiting-rooms.postil", "--out", "m.docx"],
    &["themes", "sample/waiting-rooms.postil"],
    &["codebook", "sample/waiting-rooms.postil", "--out", "c.xlsx"],
    &["chart", "sample/waiting-rooms.postil", "by-group", "--by", "role", "--out", "c.png"],
    &["chart", "sample/waiting-rooms.postil", "together", "--out", "c.svg"],
    &["tidy", "sample/waiting-rooms.postil", "--out", "tidy"],
    &["pack", "sample/waiting-rooms.postil", "--out", "pack", "--accept-findings"],
    &["scan", "sample/waiting-rooms.postil"],
    &[
        "pseudonyms",
        "s.postil",
        "--key",
        "names.postil-key",
        "--create",
        "--key-passphrase-file",
        "key.txt",
    ],
    &["passphrase", "s.postil", "--set", "--new-passphrase-file", "key.txt"],
];

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("P01.txt", "INT: And then?\n\nP01: Fourteen months, and nobody rang.\n");
    desk.write("people.csv", "id,role\nP01,LA worker\n");
    desk.write("key.txt", "a key passphrase\n");
    desk
}

/// The job, without what this build cannot lock.
fn job() -> impl Iterator<Item = &'static &'static [&'static str]> {
    JOB.iter().filter(|args| cfg!(feature = "encryption") || !args.contains(&"key.txt"))
}

/// What was asked of the network, of a trace: every call but those that only tell that a process ended.
fn calls(trace: &str) -> Vec<&str> {
    let is_call =
        |line: &&str| line.contains('(') && !line.contains("+++") && !line.contains("---");
    trace.lines().filter(is_call).collect()
}

#[test]
fn the_command_line_asks_nothing_of_a_network() {
    if !works(&STRACE) {
        println!("skipped: strace is not to be had here");
        return;
    }
    let desk = desk();
    let trace = desk.path("trace");
    let wrapper = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", trace.to_str().unwrap()];
    for args in job() {
        let ran = finish(&mut under(&desk, &wrapper, args));
        assert_eq!(ran.status, 0, "postil {}: {}", args.join(" "), ran.err);
        let trace = std::fs::read_to_string(&trace).unwrap();
        assert_eq!(calls(&trace), Vec::<&str>::new(), "postil {}", args.join(" "));
    }
    // The control: what does ask is seen.
    let asks = ["-c", "exec 3<>/dev/tcp/127.0.0.1/9"];
    Command::new(wrapper[0]).args(&wrapper[1..]).arg("bash").args(asks).output().unwrap();
    let trace = std::fs::read_to_string(&trace).unwrap();
    assert!(calls(&trace).iter().any(|call| call.contains("AF_INET")), "{trace}");
}

#[test]
fn without_a_network_the_numbers_are_the_same() {
    if !works(&["unshare", "-rn", "true"]) {
        println!("skipped: unshare is not to be had here");
        return;
    }
    let desk = desk();
    desk.ok(&["demo", "sample"]);
    let run = |args: &[&str]| -> Ran { finish(&mut under(&desk, &["unshare", "-rn"], args)) };
    for args in JOB.iter().filter(|args| args[0] == "crosstab" || args[0] == "frequencies") {
        let (alone, usual) = (run(args), desk.run(args));
        assert_eq!((alone.status, alone.out), (0, usual.out), "postil {}", args.join(" "));
    }
}

/// What a window may be connected with, by a part of the socket's name on this computer.
const LOCAL: [(&str, &str); 5] = [
    (".X11-unix/", "the display"),
    ("wayland-", "the display"),
    ("/bus", "the desktop's own bus: file dialogs, and whether it is dark"),
    ("at-spi", "screen readers"),
    ("nscd", "names of users, asked by the C library"),
];

#[test]
fn the_window_speaks_to_its_display_alone() {
    let tools: [&[&str]; 3] =
        [&STRACE, &["timeout", "5", "true"], &["sh", "-c", "command -v Xvfb"]];
    if let Some(missing) = tools.into_iter().find(|tool| !works(tool)) {
        println!("skipped: {} is not to be had here", missing.join(" "));
        return;
    }
    let desk = desk();
    desk.ok(&["demo", "sample"]);
    let display = format!(":{}", 200 + std::process::id() % 700);
    let screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"];
    let mut server = Command::new("Xvfb");
    server.arg(&display).args(screen).stdout(Stdio::null()).stderr(Stdio::null());
    let mut server = server.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let trace = desk.path("trace");
    let wrapper = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=%network",
        "-o",
        trace.to_str().unwrap(),
        "timeout",
        "-k",
        "2",
        "12",
    ];
    let mut window = under(&desk, &wrapper, &["sample/waiting-rooms.postil"]);
    window.env("DISPLAY", &display).env("LIBGL_ALWAYS_SOFTWARE", "1");
    let ran = finish(&mut window);
    server.kill().unwrap();
    server.wait().unwrap();
    let trace = std::fs::read_to_string(&trace).unwrap();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for call in calls(&trace) {
        let makes = call.contains("socket(") || call.contains("socketpair(");
        assert!(!makes || call.contains("AF_UNIX"), "{call}");
        if call.contains("connect(") || call.contains("bind(") || call.contains("sa_family=") {
            assert!(call.contains("AF_UNIX"), "{call}");
        }
        if call.contains(" connect(") {
            let known = LOCAL.iter().find(|(part, _)| call.contains(part));
            let (_, what) = known.unwrap_or_else(|| panic!("connected with: {call}"));
            *seen.entry(what).or_default() += 1;
        }
    }
    println!("connected with {seen:?}; {}", ran.err);
    assert!(seen.contains_key("the display"), "no window came: {}", ran.err);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Crates that can speak to a network, with the reason, as `.deny.toml` has them.
fn denied() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join(".deny.toml")).unwrap();
    let field = |line: &str, name: &str| -> Option<String> {
        let (_, rest) = line.split_once(&format!("{name} = \""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with("{ crate"));
    lines.map(|line| (field(line, "crate").unwrap(), field(line, "reason").unwrap())).collect()
}

/// What of the list is in `Cargo.lock` all the same, and why it may be.
const EXCEPTIONS: [(&str, &str); 2] = [
    ("tokio", "for the web alone, through wasm-bindgen-futures: built for no computer"),
    ("webbrowser", "hands a link to the desktop's browser; the window has no links"),
];

/// The systems the program is built for.
const SYSTEMS: [&str; 4] = [
    "x86_64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
];

#[test]
fn nothing_it_is_built_from_can_speak_to_a_network() {
    let denied = denied();
    assert!(denied.len() > 50 && denied.iter().all(|(_, reason)| !reason.is_empty()));
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.len() > 300);
    let excepted = |name: &str| EXCEPTIONS.iter().any(|(known, _)| *known == name);
    for (name, reason) in &denied {
        let there = names.contains(&name.as_str());
        assert!(!there || excepted(name), "{name} is in Cargo.lock: {reason}");
    }
    // An exception that is not needed any more goes.
    for (name, _) in EXCEPTIONS {
        assert!(names.contains(&name) && denied.iter().any(|(known, _)| known == name), "{name}");
    }
    // The ones that are for other systems are in no build.
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    for system in SYSTEMS {
        let args =
            ["tree", "--locked", "--offline", "--prefix", "none", "-e", "normal", "--target"];
        let output = Command::new(&cargo).args(args).arg(system).current_dir(root()).output();
        let output = output.unwrap();
        if !output.status.success() {
            println!("skipped: the tree for {system} is not to be had offline");
            continue;
        }
        let tree = String::from_utf8(output.stdout).unwrap();
        let built: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(built.contains(&"egui"), "{system}");
        for (name, reason) in denied.iter().filter(|(name, _)| name != "webbrowser") {
            assert!(!built.contains(&name.as_str()), "{name} is built for {system}: {reason}");
        }
    }
}

/// Nothing in our own code goes round the compiler, opens a link, or names a socket.
#[test]
fn our_own_code_has_no_unsafe_and_no_links() {
    fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    assert!(found.len() > 300);
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let unsafe_ =
                code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe");
            let calls = [".hyperlink(", "hyperlink_to(", "open_url(", "OpenUrl", "UnixStream"];
            let links = calls.into_iter().any(|call| code.contains(call));
            assert!(!unsafe_ && !links, "{}:{}: {line}", path.display(), at + 1);
        }
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"deny\""));
}
