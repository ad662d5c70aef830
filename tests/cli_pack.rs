//! The methods pack on the command line: refused for findings, made when they are accepted, nothing of
//! the sample study's people in it.

use crate::support::Desk;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

const STUDY: &str = "d/waiting-rooms.postil";

/// Every file of a folder as text, Word documents unpacked.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let mut text = String::new();
        if name.rsplit('.').next() == Some("docx") {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            for at in 0..archive.len() {
                archive.by_index(at).unwrap().read_to_string(&mut text).unwrap();
            }
        } else if name.rsplit('.').next() == Some("png") {
            // What it says is drawn from the vector file of the same name.
            assert!(bytes.starts_with(b"\x89PNG"), "{name}");
        } else {
            text = String::from_utf8(bytes).unwrap();
        }
        files.insert(name, text);
    }
    files
}

#[test]
fn a_pack_of_the_sample_study_names_nobody() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo", "d"]).status, 0);
    let args = ["pack", STUDY, "--out", "packs", "--seed", "3"];
    let ran = desk.run(&args);
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(ran.err.contains("--accept-findings; nothing was written"), "{}", ran.err);
    assert!(!desk.path("packs").exists());
    let ran = desk.run(&[&args[..], &["--accept-findings", "--json"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("identifiers in it: "), "{}", ran.err);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let files = read(Path::new(&desk.path(value["folder"].as_str().unwrap())));
    assert_eq!(files.len(), value["files"].as_array().unwrap().len());
    let people: serde_json::Value = desk.json(&["participants", STUDY]);
    for (name, text) in &files {
        for id in 1..=10 {
            let id = format!("P{id:02}");
            assert!(!text.contains(&id), "{id} in {name}");
        }
        for word in ["Solicitor\"", "Police\"", ">Police<", ">Solicitor<", ".txt\""] {
            assert!(!text.contains(word), "{word} in {name}");
        }
    }
    assert!(people.as_array().is_some_and(|people| people.len() == 10), "{people}");
    let hash = &files["7-software.txt"];
    assert!(hash.lines().any(|line| line.starts_with("SHA-256") && line.len() > 70), "{hash}");
    // The same numbers stand in the pack and in the table the command makes.
    let args = [
        "crosstab",
        STUDY,
        "--by",
        "role",
        "--profile",
        "public",
        "--merge-as",
        "other professionals",
        "--format",
        "csv",
    ];
    let table = desk.run(&args).out;
    assert_eq!(files["2-codes-by-role.csv"].lines().count(), table.lines().count());
    for (ours, theirs) in files["2-codes-by-role.csv"].lines().zip(table.lines()) {
        assert_eq!(ours, theirs);
    }
}
