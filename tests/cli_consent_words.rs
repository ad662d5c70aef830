//! A word of somebody who did not consent to be quoted is in no byte of any file the program writes.

use crate::support::Desk;
use postil::model::{
    CellState, CellText, CodeFields, ConsentChange, ConsentScope, DocumentId, FrameworkColumn,
    MemoKind, MemoOn, ThemeFields,
};
use postil::study::{CodeTarget, Command, Study};
use std::io::Read as _;
use std::path::Path;

/// The word, and the sentence it stands in.
const MARK: &str = "Zanzibar";
const QUOTE: &str = "Zanzibar was where they promised my papers would be ready by the spring";

/// All bytes of a file or folder, archives unpacked, parquet read, in lower case.
pub(crate) fn bytes_of(path: &Path) -> Vec<u8> {
    if path.is_dir() {
        let files = std::fs::read_dir(path).unwrap();
        return files.flat_map(|entry| bytes_of(&entry.unwrap().path())).collect();
    }
    let raw = std::fs::read(path).unwrap();
    let mut all = raw.clone();
    if raw.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(raw)).unwrap();
        for at in 0..archive.len() {
            archive.by_index(at).unwrap().read_to_end(&mut all).unwrap();
        }
    } else if raw.starts_with(b"PAR1") {
        use parquet::file::reader::{FileReader as _, SerializedFileReader};
        let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
        for row in reader.get_row_iter(None).unwrap() {
            all.extend(row.unwrap().to_string().into_bytes());
        }
    }
    all.make_ascii_lowercase();
    all
}

fn holds(path: &Path, word: &str) -> bool {
    let word = word.to_lowercase();
    memchr::memmem::find(&bytes_of(path), word.as_bytes()).is_some()
}

/// A study in which the word stands wherever words can stand: in the transcript, under codes, in a
/// comment, a memo, a theme, an example, a cell, an older text, the tray of codings without words.
pub(crate) fn made(desk: &Desk) {
    let text = format!("INT: Well?\nP01: {QUOTE}.\nINT: And?\nP02: We waited for a letter.\n");
    desk.write("A.txt", text);
    desk.write(
        "B.txt",
        "P03: It was cold.\nP01: In zanzibar I phoned 07700 900123 twice a week.\n",
    );
    desk.write("people.csv", "id,role\nP01,ICTG\nP02,ICTG\nP03,ICTG\nP04,ICTG\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.ok(&["import", "s.postil", "A.txt", "B.txt"]);
    let mut study = Study::open(&desk.path("s.postil"), None).unwrap();
    let mut run = |command| study.run(command).map(|_| ()).unwrap();
    let fields = CodeFields {
        name: "promise".to_owned(),
        definition: format!("As in “{QUOTE}”"),
        example: "Zanzibar was where they promised".to_owned(),
        ..CodeFields::default()
    };
    run(Command::AddCode { parent: None, fields });
    run(Command::KeepVersion { note: "first".to_owned() });
    drop(study);
    let mut study = Study::open(&desk.path("s.postil"), None).unwrap();
    let corpus = std::sync::Arc::clone(study.corpus());
    let document = |name: &str| corpus.document_named(name).unwrap().id;
    let span = |id: DocumentId, words: &str| {
        let text = &corpus.document(id).unwrap().text;
        let at = text.find(words).unwrap();
        postil::model::Span::from_range(at..at + words.len()).unwrap()
    };
    let first = corpus.codes.codes()[0].id;
    let (a, b) = (document("A"), document("B"));
    let mut codings = Vec::new();
    for (at, (id, words)) in [
        (a, QUOTE),
        (a, "And?\nP02: We waited"),
        (a, "waited for a letter"),
        (b, "It was cold.\nP01: In zanzibar"),
        (b, "It was cold"),
        (b, "twice a week"),
    ]
    .into_iter()
    .enumerate()
    {
        let code = match at {
            0 | 5 => CodeTarget::Id(first),
            n => CodeTarget::Path(vec![format!("code {n}")]),
        };
        let command = Command::ApplyCode { document: id, span: span(id, words), code };
        let report = study.run(command).unwrap().report;
        let postil::study::Report::Coding(coding) = report else { panic!("no coding") };
        codings.push(coding);
    }
    let p01 = corpus.participant_named("P01").unwrap().id;
    let coding = codings[0];
    let commands = vec![
        Command::Comment { coding, memo: format!("He says: {QUOTE}.") },
        Command::AddMemo {
            kind: MemoKind::ALL[0],
            on: MemoOn::Study,
            title: "promises".to_owned(),
            text: format!("Again: {QUOTE}!"),
            links: codings.clone(),
        },
        Command::AddTheme {
            fields: ThemeFields {
                statement: "Promises are kept waiting".to_owned(),
                concept: format!("{QUOTE}, he said"),
                boundary: String::new(),
            },
            codes: vec![corpus.codes.codes()[0].id],
        },
        Command::SetCells {
            cells: vec![(
                p01,
                FrameworkColumn::Code(corpus.codes.codes()[0].id),
                CellText {
                    state: Some(CellState::Drafted),
                    summary: format!("Was told: {QUOTE}"),
                    links: Vec::new(),
                    seen: String::new(),
                },
            )],
        },
        Command::CorrectText {
            document: b,
            text: corpus.document(b).unwrap().text.replace(" twice a week", ""),
        },
        Command::SetConsent {
            people: vec![(p01, ConsentChange::scope(ConsentScope::Quotation, Some(false)))],
        },
    ];
    for command in commands {
        study.run(command).unwrap();
    }
}

/// Every command that takes --format and --out.
pub(crate) const COMMANDS: &[&[&str]] = &[
    &["excerpts"],
    &["excerpts", "--profile", "working"],
    &["excerpts", "--profile", "supervisor"],
    &["excerpts", "--profile", "public"],
    &["excerpts", "--role-only"],
    &["excerpts", "--speech", "participants"],
    &["search", MARK],
    &["search", "waited OR cold", "--context", "40"],
    &["search", "--speech", "all", "a OR the OR and", "--context", "30"],
    &["words", "--stop-words", "none"],
    &["words", "--by", "participant", "--stop-words", "none"],
    &["memos"],
    &["memos", "--profile", "supervisor"],
    &["memos", "--profile", "public"],
    &["themes"],
    &["themes", "--theme", "1"],
    &["framework"],
    &["framework", "--themes"],
    &["framework", "--long"],
    &["codings"],
    &["codebook"],
    &["codebook", "--versions"],
    &["frequencies"],
    &["crosstab", "--by", "role"],
    &["cooccurrence"],
    &["matrix", "--rows", "participant"],
    &["coverage"],
    &["coverage", "--uncoded"],
    &["saturation"],
    &["tests", "--by", "role"],
    &["disclosure", "--by", "role"],
    &["participants"],
    &["documents"],
    &["speakers"],
    &["filters"],
    &["scan"],
    &["orphans"],
    &["revisions", "B"],
    &["history"],
    &["consent"],
    &["exports"],
    &["inventory"],
];

#[test]
fn no_command_writes_the_words_of_who_said_no() {
    let desk = Desk::new();
    made(&desk);
    let formats = ["csv", "tsv", "json", "xlsx", "docx", "html", "md", "latex", "text"];
    // Tables of numbers are written by the same hand: three formats tell of all.
    let quoting = [
        "excerpts",
        "search",
        "words",
        "memos",
        "themes",
        "framework",
        "codings",
        "codebook",
        "orphans",
    ];
    let mut written = 0;
    for command in COMMANDS {
        let (name, more) = command.split_first().unwrap();
        let few = ["json", "xlsx", "docx"];
        let formats = if quoting.contains(name) { &formats[..] } else { &few[..] };
        for format in formats {
            let out = format!("{name} {written}.{format}");
            let mut args = vec![*name, "s.postil"];
            args.extend(more);
            args.extend(["--format", format, "--out", &out]);
            let ran = desk.run(&args);
            assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
            assert!(!holds(&desk.path(&out), MARK), "{args:?}");
            assert!(!holds(&desk.path(&out), "promised my papers"), "{args:?}");
            written += 1;
        }
    }
    assert!(written > 200, "{written}");
    // Those with formats of their own, and folders.
    for args in [
        &["text", "s.postil", "A", "--out", "text.txt"][..],
        &["excerpts", "s.postil", "--context", "3", "--format", "text", "--out", "context.txt"],
        &["excerpts", "s.postil", "--context", "3", "--format", "json", "--out", "context.json"],
        &["chart", "s.postil", "by-group", "--by", "role", "--out", "a.svg"],
        &["chart", "s.postil", "heat-map", "--by", "role", "--out", "b.svg"],
        &["chart", "s.postil", "together", "--out", "c.svg"],
        &["chart", "s.postil", "portrait", "--out", "d.svg"],
        &["chart", "s.postil", "over-time", "--out", "e.svg"],
        &["chart", "s.postil", "saturation", "--out", "f.svg"],
        &["framework", "s.postil", "--pages", "pages"],
        &["tidy", "s.postil", "--out", "tidy", "--with-text"],
        &["tidy", "s.postil", "--out", "tidy csv", "--with-text", "--format", "csv"],
        &["tidy", "s.postil", "--out", "one.parquet", "--with-text"],
        &["pack", "s.postil", "--out", "packs", "--accept-findings"],
        &["pack", "s.postil", "--out", "packs", "--accept-findings", "--profile", "working"],
        &["pack", "s.postil", "--out", "packs", "--accept-findings", "--profile", "supervisor"],
    ] {
        let ran = desk.run(args);
        let nothing = ran.err.contains("nothing to draw");
        assert!(ran.status == 0 || nothing, "{args:?}: {}", ran.err);
        if nothing {
            continue;
        }
        let out = args.iter().skip_while(|arg| !["--out", "--pages"].contains(arg)).nth(1).unwrap();
        assert!(!holds(&desk.path(out), MARK), "{args:?}");
        assert!(!holds(&desk.path(out), "promised my papers"), "{args:?}");
    }
    let no = desk.refused(&["revisions", "s.postil", "B", "--text", "1", "--out", "old.txt"]);
    assert!(no.contains("--include-unconsented"), "{no}");
}

#[test]
fn words_that_a_correction_took_away_do_not_leave_either() {
    let desk = Desk::new();
    made(&desk);
    let out = |args: &[&str], file: &str| {
        let ran = desk.run(&[args, &["--out", file]].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
        assert!(!holds(&desk.path(file), MARK), "{args:?}");
        assert!(!holds(&desk.path(file), "promised my papers"), "{args:?}");
    };
    // The example and the definition are others now: the difference would tell what they were.
    desk.write("book.csv", "path,definition,example,origin\npromise,A word given.,none,mine\n");
    desk.ok(&["codebook", "s.postil", "--import", "book.csv"]);
    out(&["codebook", "s.postil", "--changes", "1"], "changes.txt");
    out(&["codebook", "s.postil", "--versions"], "versions.csv");
    // Nothing of P01 is left in A and B: their words are in older texts and in the tray.
    desk.write("A2.txt", "INT: Well?\nINT: And?\nP02: We waited for a letter.\n");
    desk.ok(&["correct", "s.postil", "A", "--text", "A2.txt"]);
    desk.write("B2.txt", "P03: It was cold.\n");
    desk.ok(&["correct", "s.postil", "B", "--text", "B2.txt"]);
    assert!(desk.ok(&["orphans", "s.postil"]).contains(MARK), "on the screen it is there");
    out(&["orphans", "s.postil"], "orphans.csv");
    for act in [["--text", "1"], ["--changes", "1"], ["--changes", "1..now"]] {
        let args = [&["revisions", "s.postil", "A"][..], &act, &["--out", "old.txt"]].concat();
        let no = desk.refused(&args);
        assert!(no.contains("did not consent") && no.contains("--include-unconsented"), "{no}");
        let mine = [&args[..], &["--include-unconsented"]].concat();
        assert_eq!(desk.run(&mine).status, 0, "{act:?}");
        assert!(holds(&desk.path("old.txt"), MARK), "{act:?}");
    }
    // What others say may leave: all who speak are known.
    desk.write("A3.txt", "INT: Well?\nINT: And?\nP02: We waited for a long letter.\n");
    desk.ok(&["correct", "s.postil", "A", "--text", "A3.txt"]);
    out(&["revisions", "s.postil", "A", "--text", "2"], "known.txt");
    out(&["revisions", "s.postil", "A", "--changes", "2"], "known changes.txt");
    let list = desk.json(&["exports", "s.postil"]);
    let files = list.as_array().unwrap().iter();
    let what: Vec<&str> = files.map(|one| one["what"].as_str().unwrap()).collect();
    let unconsented = ["revisions"; 3];
    let noted =
        [&["codebook", "codebook", "orphans"][..], &unconsented, &["revisions"; 2]].concat();
    assert_eq!(what, noted);
}

#[test]
fn the_same_files_hold_them_where_nobody_said_no() {
    let desk = Desk::new();
    made(&desk);
    desk.ok(&["consent", "s.postil", "--set", "P01", "--quotation", "yes"]);
    for (args, out) in [
        (&["excerpts", "s.postil", "--out", "e.docx", "--no-scan"][..], "e.docx"),
        (&["memos", "s.postil", "--out", "m.xlsx"], "m.xlsx"),
        (&["codebook", "s.postil", "--out", "c.json"], "c.json"),
        (&["tidy", "s.postil", "--out", "one.parquet", "--with-text"], "one.parquet"),
        (&["pack", "s.postil", "--out", "packs", "--accept-findings"], "packs"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
        assert!(holds(&desk.path(out), MARK), "the test would find it: {args:?}");
    }
}
