//! The rules of the house, held by a test: who may import whom, a head in every file, no file too
//! long, nothing at the top level that does not belong there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a room may name of the other rooms.
const MAY_IMPORT: [(&str, &[&str]); 9] = [
    ("log", &[]),
    ("model", &[]),
    ("text", &["model"]),
    ("store", &["model", "text"]),
    ("study", &["model", "text", "store"]),
    ("analysis", &["model", "text"]),
    ("exchange", &["model", "text", "analysis"]),
    ("cli", &["log", "model", "text", "study", "analysis", "exchange"]),
    ("ui", &["log", "model", "text", "study", "analysis", "exchange"]),
];

/// Crates that only the named rooms may name.
const ONLY_IN: [(&str, &[&str]); 18] = [
    ("rusqlite", &["store"]),
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("rfd", &["ui"]),
    ("parley", &["ui"]),
    ("swash", &["ui"]),
    ("directories", &["log", "ui"]),
    ("clap", &["cli"]),
    ("calamine", &["exchange"]),
    ("docx_rs", &["exchange"]),
    ("rust_xlsxwriter", &["exchange"]),
    ("quick_xml", &["exchange"]),
    ("zip", &["exchange"]),
    ("flate2", &["exchange"]),
    ("resvg", &["exchange"]),
    ("hayro_interpret", &["exchange"]),
    ("html5gum", &["exchange"]),
    ("parquet", &["exchange"]),
];

/// Nobody opens a socket.
const NOWHERE: [&str; 4] = ["std::net", "reqwest", "hyper", "tokio"];

const MOST_LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    rust_files(&root().join("src"), &mut found);
    rust_files(&root().join("tests"), &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root()).unwrap().to_owned(), text)
        })
        .collect()
}

/// The room of a file under `src`, if it is in one.
fn room(path: &Path) -> Option<String> {
    let mut parts = path.iter().map(|part| part.to_string_lossy().into_owned());
    (parts.next()? == "src").then_some(())?;
    let first = parts.next()?;
    MAY_IMPORT.iter().any(|(room, _)| *room == first).then_some(first)
}

/// Lines of code: without comments, so that a docstring may name what the code may not.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let line = line.split("//").next().unwrap_or_default();
        (!line.trim().is_empty()).then_some((at + 1, line))
    })
}

/// True when `line` names the path `what` as a whole word.
fn names(line: &str, what: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(what).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + what.len()..].chars().next();
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let Some(room) = room(&path) else { continue };
        let (_, may) = MAY_IMPORT.iter().find(|(name, _)| *name == room).unwrap();
        for (at, line) in code(&text) {
            for (other, _) in MAY_IMPORT {
                let named = names(line, &format!("crate::{other}"))
                    || names(line, &format!("postil::{other}"));
                if named && other != room && !may.contains(&other) {
                    wrong.push(format!("{}:{at}: {room} names {other}", path.display()));
                }
            }
            for (package, rooms) in ONLY_IN {
                if names(line, &format!("{package}::")[..package.len()])
                    && line.contains(&format!("{package}::"))
                    && !rooms.contains(&room.as_str())
                {
                    wrong.push(format!("{}:{at}: {room} names {package}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_speaks_to_a_network() {
    for (path, text) in files() {
        if !path.starts_with("src") {
            continue;
        }
        for (at, line) in code(&text) {
            for name in NOWHERE {
                assert!(!names(line, name), "{}:{at}: names {name}", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_why_it_is_there_and_none_is_too_long() {
    let mut wrong = Vec::new();
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for (path, text) in files() {
        if !text.starts_with("//!") {
            wrong.push(format!("{}: no //! head", path.display()));
        }
        let lines = text.lines().count();
        *lengths.entry(lines).or_default() += 1;
        if lines > MOST_LINES {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_what_belongs_there() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "assets",
        "tests",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        // Made by the build.
        "target",
        // Left by a property test that failed, which is told by that test.
        "proptest-regressions",
    ];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            // `demo` puts its folder here where there is no Documents folder.
            name.starts_with('.')
                || name.starts_with("postil-sample")
                || allowed.contains(&name.as_str()),
            "{name} does not belong at the top level"
        );
    }
}

#[test]
fn the_map_in_lib_rs_names_every_room() {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (room, _) in MAY_IMPORT {
        assert!(map.contains(&format!("//! {room}")), "src/lib.rs does not explain {room}");
        assert!(readme.contains(&format!("`{room}`")), "README.md does not name {room}");
    }
}

/// Licences that a program under MIT or Apache-2.0 can carry along.
const LICENCES: [&str; 18] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "Ubuntu-font-1.0",
    "WTFPL",
    // SQLite's: in the public domain.
    "blessing",
];

/// True when one way of reading a licence expression is made of the licences above: `OR` needs one
/// side, `AND` needs both. Good for expressions without nested brackets, which is what is there.
fn acceptable(expression: &str) -> bool {
    let flat = expression.replace('/', " OR ").replace(['(', ')'], " ");
    // In "A OR B AND C" AND binds closer.
    flat.split(" OR ").any(|side| {
        side.split(" AND ").all(|licence| {
            let licence = licence.split_whitespace().collect::<Vec<_>>().join(" ");
            LICENCES.contains(&licence.as_str())
        })
    })
}

#[test]
fn every_dependency_may_be_carried_along() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    if !output.status.success() {
        println!("skipped: the list of dependencies is not to be had offline");
        return;
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none named");
        if !acceptable(licence) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn licence_expressions_are_read() {
    assert!(acceptable("MIT OR Apache-2.0"));
    assert!(acceptable("MIT/Apache-2.0"));
    assert!(acceptable("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(acceptable("GPL-2.0 OR MIT"));
    assert!(!acceptable("GPL-3.0-only"));
    assert!(!acceptable("MIT AND GPL-3.0-only"));
}
