//! Files in and out: bad ones among good ones, every format, tables refused line by line; the study's own
//! file under other names and in the hands of others.

use crate::support::{Desk, finish};
use postil::study::{Command, Study};
use std::path::Path;

const STUDY: &str = "d/waiting-rooms.postil";

fn sample() -> Desk {
    let desk = Desk::new();
    desk.ok(&["demo", "d"]);
    desk
}

#[test]
fn bad_files_are_told_one_by_one_and_the_others_are_imported() {
    let desk = sample();
    let docx = desk.read("d/excerpts.docx");
    desk.write("cut.docx", &docx[..docx.len() / 3]);
    let noise: Vec<u8> =
        (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    desk.write("noise.txt", &noise);
    desk.write("one.txt", "INT: One?\n\nP01: One.\n");
    desk.write("two.md", "**INT:** Two?\n\n**P01:** Two.\n");
    std::fs::create_dir(desk.path("folder.txt")).unwrap();
    desk.ok(&["new", "s.postil"]);
    let files = [
        "import",
        "s.postil",
        "one.txt",
        "cut.docx",
        "noise.txt",
        "folder.txt",
        "missing.txt",
        "two.md",
        "one.txt",
    ];
    let ran = desk.run(&files);
    assert_eq!(ran.status, 1);
    for name in ["cut.docx", "noise.txt", "folder.txt", "missing.txt"] {
        let own = ran.err.lines().filter(|line| line.starts_with(&format!("postil: {name}: ")));
        assert_eq!(own.count(), 1, "{name}: {}", ran.err);
    }
    assert!(ran.err.contains("postil: one.txt: this file is in the study already, as one"));
    assert_eq!(ran.err.lines().count(), 5, "{}", ran.err);
    assert!(ran.out.contains("2 documents imported."), "{}", ran.out);
    let info = desk.json(&["info", "s.postil"]);
    assert_eq!((&info["documents"], &info["steps"]), (&2.into(), &1.into()));
    // Nothing but bad files: nothing is done.
    assert_eq!(desk.run(&["import", "s.postil", "cut.docx"]).status, 1);
    assert_eq!(desk.json(&["info", "s.postil"])["steps"], 1);
}

#[test]
fn a_receipt_says_what_was_read_and_who_speaks() {
    let desk = Desk::new();
    desk.write("people.csv", "id\nP01\n");
    desk.write("talk.txt", b"INT: Where?\r\n\r\nP01: Caf\xE9, I said.\r\n\r\nBea: Me too. I said so as well.\r\n\r\nBea: Twice.\r\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    let receipt = desk.json(&["import", "s.postil", "talk.txt"]);
    let one = &receipt["imported"][0];
    assert_eq!((&one["document"], &one["format"]), (&"talk".into(), &"txt".into()));
    assert_eq!(one["encoding"], "windows-1252");
    assert_eq!((&one["turns"], &one["words"]), (&4.into(), &16.into()), "{one}");
    let speakers: Vec<(&str, &str)> = one["speakers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["label"].as_str().unwrap(), s["voice"].as_str().unwrap()))
        .collect();
    assert_eq!(speakers, [("INT", "interviewer"), ("P01", "participant"), ("Bea", "unassigned")]);
    assert!(desk.ok(&["text", "s.postil", "talk"]).contains("Café, I said.\n\nBea"));
}

#[test]
fn tables_are_taken_line_by_line() {
    let desk = sample();
    desk.write(
        "codings.csv",
        "document,start,end,code,coder\nP01,0,10,new one,ana\nP99,0,10,Delay,ana\n\
         P01,50,10,Delay,ana\nP01,0,99999,Delay,ana\nP02.txt,20,30,delay,ben\n",
    );
    let import = ["codings", STUDY, "--import", "codings.csv"];
    let ran = desk.run(&[&import[..], &["--no-new-codes"]].concat());
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out, "1 coding imported, 4 lines refused\n");
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 4, "{}", ran.err);
    assert_eq!(lines[0], "postil: codings.csv line 2: there is no code new one");
    assert_eq!(lines[1], "postil: codings.csv line 3: there is no document P99");
    assert!(lines[2].starts_with("postil: codings.csv line 4: "));
    assert!(lines[3].starts_with("postil: codings.csv line 5: "));
    assert_eq!(desk.run(&import).out, "1 coding imported, 1 there already, 3 lines refused\n");

    desk.write("people.csv", "id,role\nP01,Police\np01,ICTG\nP77,\"o'Neil & Müller\"\n");
    let ran = desk.run(&["participants", STUDY, "--import", "people.csv"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.starts_with("postil: people.csv line 3: "), "{}", ran.err);
    let one = desk.json(&["participants", STUDY, "--participant", "P77"]);
    assert_eq!(one[0]["attributes"]["role"], "o'Neil & Müller");

    assert!(desk.refused(&["codings", STUDY, "--import", "no.csv"]).contains("no such file"));
    assert!(desk.refused(&["codebook", STUDY, "--import", "d"]).contains("folder"));
}

#[test]
fn the_codebook_goes_out_and_comes_in() {
    let desk = sample();
    for ending in ["csv", "json", "txt"] {
        let (file, study) = (format!("book.{ending}"), format!("{ending}.postil"));
        desk.ok(&["codebook", STUDY, "--out", &file]);
        desk.ok(&["new", &study]);
        desk.ok(&["codebook", &study, "--import", &file]);
        // Indented text holds the tree only.
        let format = if ending == "txt" { "text" } else { "json" };
        let print = |study: &str| desk.ok(&["codebook", study, "--format", format]);
        assert_eq!(print(STUDY), print(&study), "{ending}");
    }
    let part = desk.ok(&["codebook", STUDY, "--code", "Credibility"]);
    assert!(part.contains("Disbelief") && !part.contains("Delay"), "{part}");
}

#[test]
fn every_list_is_written_in_every_format() {
    let desk = sample();
    let lists: [&[&str]; 8] = [
        &["crosstab", STUDY, "--by", "role"],
        &["frequencies", STUDY],
        &["excerpts", STUDY],
        &["codings", STUDY],
        &["codebook", STUDY],
        &["participants", STUDY],
        &["speakers", STUDY],
        &["history", STUDY],
    ];
    for list in lists {
        for ending in ["txt", "csv", "tsv", "json", "xlsx", "docx", "html", "md"] {
            let file = format!("out-{}.{ending}", list[0]);
            let printed = desk.ok(&[list, &["--out", &file]].concat());
            assert_eq!(printed, "", "{file}");
            let bytes = desk.read(&file);
            let fits = match ending {
                "xlsx" | "docx" => bytes.starts_with(b"PK"),
                "json" => serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
                _ => std::str::from_utf8(&bytes).is_ok_and(|text| text.lines().count() > 1),
            };
            assert!(fits, "{file}");
        }
    }
    assert!(
        desk.refused(&["frequencies", STUDY, "--out", "no/such/f.csv"]).contains("no such folder")
    );
    let left = std::fs::read_dir(desk.folder()).unwrap();
    let parts =
        left.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains(".part"));
    assert_eq!(parts.count(), 0);
}

#[test]
fn transcripts_of_other_tools_come_in_with_sensible_turns() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/transcripts");
    if !shared.is_dir() {
        println!("skipped: no ../shared/samples");
        return;
    }
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    let files: Vec<String> = ["ID1.docx", "transcript.txt", "timestamped_cues.md"]
        .map(|name| shared.join(name).display().to_string())
        .into();
    let args = [&["import", "s.postil"][..], &files.iter().map(String::as_str).collect::<Vec<_>>()];
    let receipt = desk.json(&args.concat());
    let turns: Vec<u64> = receipt["imported"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["turns"].as_u64().unwrap())
        .collect();
    assert_eq!(turns.len(), 3);
    assert!(turns[0] >= 2 && turns[1] == 7 && turns[2] > 50, "{turns:?}");
    let labels: Vec<&str> = receipt["imported"][1]["speakers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|speaker| speaker["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["id1", "id2", "id3"]);
}

/// The backups of a study lie beside its file, not beside a link to it.
#[test]
#[cfg(unix)]
fn backups_are_found_by_a_link_to_the_study() {
    let desk = Desk::new();
    let link = "links/link.postil";
    desk.write("talk.txt", "INT: Where?\n\nP01: There.\n");
    desk.ok(&["new", "s.postil"]);
    std::fs::create_dir(desk.path("links")).unwrap();
    std::os::unix::fs::symlink(desk.path("s.postil"), desk.path(link)).unwrap();
    desk.ok(&["backup", link, "--now"]);
    desk.ok(&["import", link, "talk.txt"]);
    for study in [link, "s.postil"] {
        let listed = desk.json(&["backup", study, "--list"]);
        assert!(listed.as_array().is_some_and(|all| !all.is_empty()), "{study}: {listed}");
    }
    let first = desk.json(&["backup", "s.postil", "--list"]);
    let first = first.as_array().unwrap().last().unwrap()["backup"].as_str().unwrap().to_owned();
    let told = desk.ok(&["backup", link, "--restore", &first]);
    assert!(told.starts_with("Restored from the backup"), "{told}");
    assert_eq!(desk.json(&["info", "s.postil"])["documents"], 0);
    assert!(desk.path(link).symlink_metadata().unwrap().is_symlink());
    assert!(!desk.path("links/link.postil backups").exists());
}

#[cfg(unix)]
const NOBODY: u32 = 65_534;

/// The program in the hands of another user of the computer. `None` where nobody can be that.
#[cfg(unix)]
fn as_nobody(desk: &Desk, args: &[&str]) -> Option<std::process::Command> {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let owner = std::fs::metadata(desk.folder()).ok()?.uid();
    let mut command = desk.command(args);
    command.uid(NOBODY).gid(NOBODY);
    let mut probe = desk.command(&["--version"]);
    let ran = probe.uid(NOBODY).gid(NOBODY).output();
    ran.is_ok_and(|ran| owner == 0 && ran.status.success()).then_some(command)
}

#[cfg(unix)]
fn protect(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
#[cfg(unix)]
fn who_may_only_read_a_study_leaves_nothing_in_the_way_of_its_owner() {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    protect(desk.folder(), 0o777);
    protect(&desk.path("s.postil"), 0o644);
    let Some(mut reader) = as_nobody(&desk, &["info", "s.postil", "--json"]) else {
        println!("skipped: nobody else can run the program here");
        return;
    };
    let left = |name: &str| {
        let names = ["-wal", "-shm"].map(|suffix| format!("{name}{suffix}"));
        names.into_iter().filter(|name| desk.path(name).exists()).collect::<Vec<_>>()
    };
    let ran = finish(&mut reader);
    assert_eq!((ran.status, &*ran.err), (0, ""), "{ran:?}");
    assert_eq!(left("s.postil"), Vec::<String>::new());
    // As a killed program leaves it: the last step is in the log.
    let mut window = Study::open_in_window(&desk.path("s.postil"), None).unwrap();
    window.run(Command::RenameStudy { name: "in the log".to_owned() }).unwrap();
    for suffix in ["", "-wal"] {
        let copy = desk.path(&format!("k.postil{suffix}"));
        std::fs::copy(desk.path(&format!("s.postil{suffix}")), &copy).unwrap();
        protect(&copy, 0o644);
    }
    drop(window);
    let ran = finish(&mut as_nobody(&desk, &["info", "k.postil", "--json"]).unwrap());
    assert!(ran.status == 0 && ran.out.contains("\"steps\": 1"), "{ran:?}");
    assert_eq!(left("k.postil"), ["k.postil-wal"]);
    desk.ok(&["undo", "k.postil"]);
    assert_eq!(left("k.postil"), Vec::<String>::new());
}

#[test]
#[cfg(unix)]
fn what_lies_in_the_way_is_named_where_somebody_left_it() {
    let desk = Desk::new();
    desk.write("talk.txt", "INT: Where?\n\nP01: There.\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "talk.txt"]);
    protect(desk.folder(), 0o777);
    let Some(mut owner) = as_nobody(&desk, &["info", "s.postil", "--json"]) else {
        println!("skipped: nobody else can run the program here");
        return;
    };
    let study = desk.path("s.postil");
    std::os::unix::fs::chown(&study, Some(NOBODY), Some(NOBODY)).unwrap();
    for suffix in ["-wal", "-shm"] {
        desk.write(&format!("s.postil{suffix}"), "");
        protect(&desk.path(&format!("s.postil{suffix}")), 0o644);
    }
    let ran = finish(&mut owner);
    assert_eq!((ran.status, &*ran.err), (0, ""), "{ran:?}");
    assert!(ran.out.contains("\"documents\": 1"), "{}", ran.out);
    for name in ["s.postil-wal", "s.postil-shm"] {
        let ran = finish(&mut as_nobody(&desk, &["undo", "s.postil"]).unwrap());
        assert_eq!(ran.status, 1, "{ran:?}");
        let told = format!("{name} beside it is protected from being written");
        assert!(ran.err.contains(&told), "{name}: {}", ran.err);
        std::fs::remove_file(desk.path(name)).unwrap();
    }
    let ran = finish(&mut as_nobody(&desk, &["undo", "s.postil"]).unwrap());
    assert_eq!(ran.status, 0, "{ran:?}");
}
