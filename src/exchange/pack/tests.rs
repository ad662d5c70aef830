//! A pack is read back file by file: what must be in it is, and nothing that says who somebody is.

use super::*;
use crate::analysis::testing::Builder;
use crate::model::{
    Approach, AttributeKind, CellId, CellState, CellText, CoderId, Flag, FrameworkCell,
    FrameworkColumn, Guid, ParticipantId, StepId, Theme, ThemeFields, ThemeId, ThemeState,
};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

/// Words that must be in no file: ids, names in file names, sites, coders, small roles, old names.
const PLANTED: [&str; 9] =
    ["P0", "Zamir", "Leeds", "York", "Dr Ana", "docx.docx", "constable", "magistrate", "Brontë"];

fn study() -> Corpus {
    let people = [
        ("P01", "guardian", "Leeds"),
        ("P02", "guardian", "Leeds"),
        ("P03", "guardian", "York"),
        ("P04", "constable", "Leeds"),
        ("P05", "magistrate", "Leeds"),
        ("P06", "magistrate", "York"),
    ];
    let mut builder = Builder::new()
        .attribute("role", AttributeKind::List)
        .attribute("site", AttributeKind::List);
    for (name, role, site) in people {
        builder = builder.participant(name, &[role, site]);
    }
    builder = builder.code("Time").code("Time/delay").with(|code| {
        code.definition = "Waiting, as P02 has it.".to_owned();
        code.example = "Months, says P03".to_owned();
    });
    builder = builder.code("home");
    for (at, (name, ..)) in people.iter().enumerate() {
        let document = format!("Zamir {name} Leeds.docx");
        let more = "and months ".repeat(at + 1);
        let text = format!("INT: How long?\n{name}: Months {more}for P01.\n{name}: Home is far.\n");
        builder = builder.document(&document, &text);
        builder = builder.coding(&document, "delay", &format!("Months {more}for P01."), "Dr Ana");
        if at < 2 {
            builder = builder.coding(&document, "home", "Home is far", "Dr Ana");
        }
    }
    let mut corpus = builder.build();
    for (at, document) in corpus.documents.iter_mut().enumerate() {
        let new = Arc::make_mut(document);
        new.file_name = format!("Brontë {at}.docx");
        if at == 1 {
            new.codings[0].flags = new.codings[0].flags.with(Flag::Key, true);
        }
    }
    let fields = ThemeFields {
        statement: "Waiting is what P01 lives in".to_owned(),
        concept: "Limbo".to_owned(),
        ..ThemeFields::default()
    };
    let codes = vec![corpus.codes.codes()[1].id];
    corpus.themes = vec![Theme {
        id: ThemeId(1),
        guid: Guid::new(),
        fields,
        state: ThemeState::Kept,
        reason: "seen with P04".to_owned(),
        into: None,
        codes,
        created_at: String::new(),
    }]
    .into();
    corpus.framework = vec![FrameworkCell {
        id: CellId(1),
        guid: Guid::new(),
        participant: ParticipantId(2),
        column: FrameworkColumn::Code(corpus.codes.codes()[0].id),
        text: CellText {
            state: Some(CellState::Drafted),
            summary: "P02 waits as P05 does".to_owned(),
            ..CellText::default()
        },
        coder: CoderId(1),
        edited_at: String::new(),
    }]
    .into();
    corpus
}

fn history() -> Vec<StepLine> {
    let labels = [
        "Import Zamir P01 Leeds.docx",
        "Rename participant Zamir to P01",
        "Set site of P03 to York",
        "Apply code delay to P01 ¶2",
        "Apply code delay to Zamir ¶2",
    ];
    let steps = labels.iter().zip(1..).map(|(label, n)| StepLine {
        step: StepId(n),
        when: format!("2026-11-0{n}T10:00:00Z"),
        coder: "Dr Ana".to_owned(),
        label: (*label).to_owned(),
        undone: n == 3,
    });
    steps.collect()
}

fn built(corpus: &Corpus, spec: &PackSpec) -> Pack {
    let history = history();
    let input = PackInput { corpus, history: &history, hash: "abc123", day: "2026-11-29", spec };
    build(input, &|_, _| true).unwrap()
}

/// The files as text; of Word documents every part of the archive.
fn read(pack: &Pack) -> BTreeMap<String, String> {
    let text = |name: &str, bytes: &[u8]| {
        if name.rsplit('.').next() == Some("png") {
            // What it says is drawn from the vector file of the same name.
            assert!(bytes.starts_with(b"\x89PNG"), "{name}");
            return String::new();
        }
        if name.rsplit('.').next() != Some("docx") {
            return String::from_utf8(bytes.to_vec()).unwrap();
        }
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut all = String::new();
        for at in 0..archive.len() {
            archive.by_index(at).unwrap().read_to_string(&mut all).unwrap();
        }
        all
    };
    pack.files.iter().map(|(name, bytes)| (name.clone(), text(name, bytes))).collect()
}

#[test]
fn every_part_is_there_and_says_what_it_should() {
    let pack = built(&study(), &PackSpec::default());
    assert_eq!(pack.name, "Test methods pack 2026-11-29");
    let files = read(&pack);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "1-codebook-versions.csv",
            "1-codebook-versions.docx",
            "1-codebook.csv",
            "1-codebook.docx",
            "2-codes-by-role-heat-map.png",
            "2-codes-by-role-heat-map.svg",
            "2-codes-by-role.csv",
            "2-codes-by-role.docx",
            "2-codes-by-role.png",
            "2-codes-by-role.svg",
            "2-codes-by-role.tex",
            "3-excerpts-by-code.csv",
            "3-excerpts-by-code.docx",
            "3-excerpts-by-theme.csv",
            "3-excerpts-by-theme.docx",
            "3-who-is-quoted.csv",
            "3-who-is-quoted.docx",
            "4-framework-matrix.csv",
            "4-framework-matrix.docx",
            "4-themes.csv",
            "4-themes.docx",
            "5-new-codes-by-interview.csv",
            "5-new-codes-by-interview.docx",
            "5-new-codes-by-interview.png",
            "5-new-codes-by-interview.svg",
            "6-audit-trail-summary.docx",
            "6-audit-trail.csv",
            "7-software.txt",
            "8-coreq.csv",
            "8-coreq.docx",
            "8-srqr.csv",
            "8-srqr.docx",
            "README.txt",
        ]
    );
    for (name, text) in &files {
        assert!(name == "README.txt" || files["README.txt"].contains(name.as_str()), "{name}");
        if name.rsplit('.').next() == Some("docx") {
            assert!(text.contains("Written 2026-11-29"), "{name}");
        }
    }
    assert!(files["7-software.txt"].contains("abc123"));
    assert!(files["7-software.txt"].contains("AI use: none by this software."));
    assert!(files["README.txt"].contains("Agreement of coders: not made."));
    assert!(files["1-codebook.csv"].contains("Waiting, as Participant "));
    assert!(files["2-codes-by-role.tex"].contains("other professionals"));
    assert!(files["2-codes-by-role.svg"].contains("other professionals"));
    assert!(files["2-codes-by-role-heat-map.svg"].contains("hidden"), "groups of three");
    assert!(files["5-new-codes-by-interview.svg"].contains("No. 6"));
    assert!(files["5-new-codes-by-interview.svg"].contains("not the numbers under which they"));
    assert!(files["4-framework-matrix.csv"].contains(" waits as Participant "));
    assert!(files["6-audit-trail.csv"].contains("Apply: delay"));
    assert!(files["8-coreq.csv"].contains("guardian 3, other professionals 3"));
    // Three excerpts of delay, of three people, the longest first: P06's, P05's, P04's.
    let lines: Vec<&str> = files["3-excerpts-by-code.csv"].lines().collect();
    let delay: Vec<&&str> = lines.iter().filter(|line| line.starts_with("delay,")).collect();
    assert_eq!(delay.len(), 3);
    let months = |line: &str| line.matches("months").count();
    assert_eq!(delay.iter().map(|line| months(line)).collect::<Vec<_>>(), [6, 5, 4]);
    assert!(files["3-who-is-quoted.docx"].contains("never quoted: Participant "));
}

#[test]
fn nothing_says_who_somebody_is() {
    for choose in Choose::ALL {
        let spec = PackSpec { choose, ..PackSpec::default() };
        for (name, text) in read(&built(&study(), &spec)) {
            for word in PLANTED {
                assert!(!text.contains(word), "{word} in {name}:\n{text}");
            }
        }
    }
}

#[test]
fn for_the_supervisor_ids_stand_and_sites_do_not() {
    let spec = PackSpec { profile: Profile::Supervisor, ..PackSpec::default() };
    let files = read(&built(&study(), &spec));
    assert!(files["3-excerpts-by-code.csv"].contains("P06, magistrate"));
    assert!(files["6-audit-trail.csv"].contains("Rename participant Zamir to P01"));
    assert!(!files["3-who-is-quoted.csv"].contains("Leeds"));
}

#[test]
fn a_seed_gives_the_pack_again_and_chosen_takes_key_quotes() {
    let corpus = study();
    let spec = PackSpec { choose: Choose::Random, seed: 4, ..PackSpec::default() };
    assert_eq!(read(&built(&corpus, &spec)), read(&built(&corpus, &spec)));
    let spec = PackSpec { choose: Choose::Chosen, ..spec };
    let files = read(&built(&corpus, &spec));
    let lines = files["3-excerpts-by-code.csv"].lines();
    assert_eq!(
        lines
            .filter(|line| line.starts_with("delay,\"") || line.starts_with("delay,Months"))
            .count(),
        1
    );
    assert!(files["3-excerpts-by-code.csv"].contains("home,,none chosen"));
    assert!(files["3-excerpts-by-code.docx"].contains("marked as key quotes"));
}

#[test]
fn an_approach_that_does_not_ask_for_saturation_says_so() {
    let mut corpus = study();
    corpus.approach = Approach::Reflexive;
    corpus.themes = Arc::default();
    corpus.framework = Arc::default();
    let files = read(&built(&corpus, &PackSpec::default()));
    assert!(files["5-saturation-not-used.txt"].contains("not a criterion"));
    assert!(!files.contains_key("5-new-codes-by-interview.svg"));
    assert!(!files.contains_key("4-themes.docx"));
    assert!(files["README.txt"].contains("Themes: there are none."));
}

#[test]
fn an_empty_study_makes_a_pack_too() {
    let corpus = Builder::new().build();
    let files = read(&built(&corpus, &PackSpec::default()));
    assert!(files["2-codes-by-role-not-made.txt"].contains("no attribute"));
}

#[test]
fn it_is_written_whole_beside_older_ones_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = study();
    let pack = built(&corpus, &PackSpec::default());
    let first = pack.save(folder.path()).unwrap();
    let second = pack.save(folder.path()).unwrap();
    assert_eq!(first.file_name().unwrap(), "Test methods pack 2026-11-29");
    assert_eq!(second.file_name().unwrap(), "Test methods pack 2026-11-29 (2)");
    assert_eq!(std::fs::read_dir(&first).unwrap().count(), pack.files.len());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    let spec = PackSpec::default();
    let history = history();
    let input =
        PackInput { corpus: &corpus, history: &history, hash: "", day: "2026-11-29", spec: &spec };
    assert!(matches!(build(input, &|done, _| done < 3), Err(PackError::Stopped)));
    let mut broken = pack.clone();
    broken.files.push(("no/such.txt".to_owned(), Vec::new()));
    assert!(broken.save(folder.path()).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}
