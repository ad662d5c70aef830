//! The patterns against the strings that must and must not be found, and the scan against its traps.

use super::checks::{self, Known};
use super::patterns::{Near, PATTERNS};
use super::shapes::Shapes;
use super::*;
use crate::analysis::testing;
use crate::model::{NewDocument, NewTurn, Origin, Reading, SpeakerId};
use crate::text::names::Names;
use proptest::prelude::*;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, OnceLock};

/// The copy of the vectors that is kept with the tests, and the original where there is one.
fn oracles(name: &str) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = root.join("tests/fixtures/oracles").join(name);
    let beside = root.join("../shared/oracles").join(name);
    let mut read = vec![serde_json::from_slice(&std::fs::read(copy).unwrap()).unwrap()];
    if let Ok(bytes) = std::fs::read(beside) {
        read.push(serde_json::from_slice(&bytes).unwrap());
    }
    read
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

#[test]
fn patterns_are_those_of_the_vectors_and_find_what_they_must() {
    for oracle in oracles("pii_patterns.json") {
        let cases = oracle["cases"].as_array().unwrap();
        assert_eq!(cases.len(), PATTERNS.len());
        for case in cases {
            let id = case["id"].as_str().unwrap();
            let pattern = PATTERNS.iter().find(|pattern| pattern.id == id).unwrap();
            assert_eq!(pattern.regex, case["regex"].as_str().unwrap(), "{id}");
            let severity = pattern.severity.map_or("exclude", Severity::name);
            assert_eq!(severity, case["severity"].as_str().unwrap(), "{id}");
            let regex = Regex::new(pattern.regex).unwrap();
            for pair in case["positive"].as_array().unwrap() {
                let (text, wanted) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
                assert_eq!(regex.find(text).map(|m| m.as_str()), Some(wanted), "{id}: {text}");
            }
            for text in strings(&case["negative"]) {
                let found = regex.find(&text).map(|m| m.as_str());
                assert_eq!(found, None, "{id}: {text}");
            }
            for text in strings(&case["known_false_positives"]) {
                assert!(regex.is_match(&text), "{id}: {text}");
            }
        }
    }
}

/// A scanner; the patterns are compiled once for all tests.
fn scanner<const N: usize>(key: [&str; N]) -> Scanner {
    static SHAPES: OnceLock<Arc<shapes::Shapes>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(|| Arc::new(shapes::Shapes::new()));
    Scanner::with(Arc::clone(shapes), Names::new(key))
}

/// What a scan of a text that stands alone finds: pattern and words.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let scanner = scanner([]).reading([text]);
    let hits = scanner.text(text, &[], true);
    hits.into_iter().map(|hit| (hit.pattern, hit.span.of(text).unwrap().to_owned())).collect()
}

#[test]
fn the_scan_finds_every_positive_and_no_negative() {
    // Words that a scan gives without what led to them.
    let core = |id: &str, words: &str| match id {
        "name_intro" => words
            .rsplit_once("called ")
            .or(words.rsplit_once(" is "))
            .map_or(words.trim_start_matches("I'm ").to_owned(), |(_, name)| name.to_owned()),
        "name_midsentence" => words.chars().skip(1).collect::<String>().trim().to_owned(),
        _ => words.trim().to_owned(),
    };
    for oracle in oracles("pii_patterns.json") {
        for case in oracle["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            if case["severity"] == "exclude" {
                continue;
            }
            for pair in case["positive"].as_array().unwrap() {
                let (text, wanted) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
                let wanted = core(id, wanted);
                let all = found(text);
                let hit = all.iter().any(|(pattern, words)| {
                    // A more telling pattern may have the same words.
                    *words == wanted || (*pattern != id && words.contains(&wanted))
                });
                assert!(hit, "{id}: {text}: {all:?}");
            }
            for text in strings(&case["negative"]) {
                let all = found(&text);
                assert!(all.iter().all(|(pattern, _)| *pattern != id), "{id}: {text}: {all:?}");
            }
        }
    }
}

#[test]
fn known_traps_do_not_spring() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let all = found(text);
        let all: Vec<(&str, &str)> = all.iter().map(|(p, w)| (*p, w.as_str())).collect();
        assert_eq!(all, expected, "{text}");
    };
    // Known false positives of the vectors.
    check("look at amazon dot com", &[]);
    check("01-02-2023 10 people", &[("date_numeric", "01-02-2023")]);
    check("the S45 defence", &[]);
    check("a S47 enquiry", &[]);
    check("S20 accommodation", &[]);
    check("on the M25", &[]);
    check("the court 2023-24 backlog", &[]);
    check("version 3.11.06", &[]);
    check("they may 12 times out of 20", &[]);
    check("the wait was 9 months", &[]);
    check("PC World", &[]);
    check("it's Home Office policy", &[]);
    check("I'm British", &[]);
    check("the Home Office decided", &[]);
    check("on a Tuesday", &[]);
    check("2 Youth Court", &[]);
    check("The Police", &[]);
    check("01-02-23", &[("date_numeric", "01-02-23")]);
    // Of the same kind.
    check("under S44 and the S18 agreement, off the M6 motorway", &[]);
    check("she is 10 months, he was 6 weeks", &[]);
    check("The Kent Police", &[("institution", "Kent Police")]);
    check("my DC. And then. (laughs) Posted, three DCs", &[]);
    check("called Operation Fort", &[("name_midsentence", "Fort")]);
    check("0000000000 and 111 111 1111", &[]);
    check("[00:12:31] and [Kent Police] and 12:31", &[]);
    check("from S11 to M20", &[("postcode_district", "S11"), ("postcode_district", "M20")]);
    check(
        "3 March, born 3 March 2006",
        &[("date_text", "3 March"), ("dob_context", "born 3 March 2006")],
    );
}

#[test]
fn doubt_lowers_how_grave_it_is_and_context_raises_it() {
    let check = |text: &str, expected: &[(&str, Severity)]| {
        let scanner = scanner([]).reading([text]);
        let all: Vec<(&str, Severity)> =
            scanner.text(text, &[], true).iter().map(|hit| (hit.label, hit.severity)).collect();
        assert_eq!(all, expected, "{text}");
    };
    use Severity::{Direct, Indirect, Review};
    check("NHS no 943 476 5919", &[("NHS number", Direct)]);
    check("number 943 476 5919", &[("NHS number", Indirect)]);
    check("7700900123", &[]);
    check("we were at B4 2ND floor", &[("Postcode", Review)]);
    check("UAN 3434-1234-5678-9012", &[("Unique Application Number", Direct)]);
    check("4111-1111-1111-1111", &[("Card number or UAN", Direct)]);
    check("sort code 40-47-84", &[("Sort code", Direct)]);
    check("01-02-23", &[("Date or sort code", Indirect)]);
}

#[test]
fn check_digits_of_nhs_numbers() {
    for oracle in oracles("nhs_check_digit.json") {
        for case in oracle["cases"].as_array().unwrap() {
            let number = case["number"].as_str().unwrap();
            let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
            // Ten equal digits pass the sum and are nobody's.
            let equal = digits.iter().all(|digit| digit == &digits[0]);
            let expected = case["valid"].as_bool().unwrap() && !equal;
            assert_eq!(checks::is_nhs_number(&digits), expected, "{number}");
        }
    }
    assert!(checks::luhn(&[4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]));
    assert!(!checks::luhn(&[4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]));
}

#[test]
fn reading_only_close_to_digits_finds_what_reading_everything_finds() {
    // Far apart, behind long words, in one line without an end.
    let filler = "x".repeat(900);
    let text = format!(
        "{filler} call 07700 900123 {filler} {filler}é write to a@b.org, {filler}\n\
         NI is AB 12 34 56 C{} 14 Mill Lane",
        " and so on".repeat(60)
    );
    let all = found(&text);
    let words: Vec<&str> = all.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(words, ["07700 900123", "a@b.org", "AB 12 34 56 C", "14 Mill Lane"]);
}

fn new_document(labels: &[&str], said: &[&str]) -> NewDocument {
    let (mut text, mut turns) = (String::new(), Vec::new());
    for (label, words) in labels.iter().zip(said) {
        let start = text.len() as u32;
        text.push_str(&format!("{label}: "));
        let body = text.len() as u32;
        text.push_str(words);
        let end = text.len() as u32;
        text.push('\n');
        turns.push(NewTurn { start, body, end, speaker: Some((*label).to_owned()), at_ms: None });
    }
    NewDocument {
        name: "Interview Sarah".to_owned(),
        text,
        turns,
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin { file_name: "07700 900123.txt".to_owned(), ..Origin::default() },
        receipt: Vec::new(),
    }
}

#[test]
fn labels_come_first_and_once() {
    let document = new_document(
        &["INT", "SARAH", "P07", "Participant 2", "SARAH", "Interviewer"],
        &["Who?", "And then Besnik left.", "I rang.", "Yes.", "Again Besnik.", "Hm."],
    );
    let all = scanner([]).reading([document.text.as_str()]).new_document(&document);
    let seen: Vec<(Place, &str, &str)> =
        all.iter().map(|f| (f.place, f.pattern, f.words.as_str())).collect();
    let id = crate::model::DocumentId(0);
    assert_eq!(
        seen,
        [
            (Place::Label(id, SpeakerId(2)), "speaker_label", "SARAH"),
            (Place::Text(id), "name_midsentence", "Besnik"),
            (Place::Text(id), "name_midsentence", "Besnik"),
            (Place::File(id), "phone_uk", "07700 900123"),
        ]
    );
    // With the key open its names are found everywhere.
    let all =
        scanner(["Sarah", "Besnik"]).reading([document.text.as_str()]).new_document(&document);
    let key = all.iter().filter(|f| f.pattern == "key").map(|f| (f.place, f.words.as_str()));
    assert_eq!(
        key.collect::<Vec<_>>(),
        [(Place::Text(id), "Besnik"), (Place::Text(id), "Besnik"), (Place::Name(id), "Sarah"),]
    );
}

#[test]
fn names_of_the_key_are_found_in_every_form_and_almost() {
    let scanner = scanner(["Besnik", "Ana Kola"]);
    let text = "Besnik's bag, BESNIK, besnik, Besnick; Ana\u{a0}Kola and [Besnik’s house].";
    let all: Vec<(&str, &str, Severity)> = scanner
        .text(text, &[], true)
        .into_iter()
        .map(|hit| (hit.pattern, hit.span.of(text).unwrap(), hit.severity))
        .collect();
    use Severity::{Direct, Review};
    assert_eq!(
        all,
        [
            ("key", "Besnik", Direct),
            ("key", "BESNIK", Direct),
            ("key", "besnik", Review),
            ("key_similar", "Besnick", Review),
            ("key", "Ana\u{a0}Kola", Direct),
        ]
    );
}

#[test]
fn groups_count_places_and_kept_findings_are_known() {
    let text = "Call Minh. And Minh said to ring Minh on 07700 900123, Kola too.";
    let corpus = testing::Builder::new().document("A", text).build();
    let all =
        look(&corpus, Names::default(), &AtomicBool::new(false), &AtomicUsize::new(0)).unwrap();
    let all: Vec<Finding> = all.into_iter().filter(|f| matches!(f.place, Place::Text(_))).collect();
    let grouped: Vec<(String, usize)> =
        groups(&all).into_iter().map(|group| (group.words, group.findings.len())).collect();
    assert_eq!(
        grouped,
        [("07700 900123".to_owned(), 1), ("Minh".to_owned(), 3), ("Kola".to_owned(), 1),]
    );
    assert_eq!(counts_in_words(&counts(&all)), "Telephone number 1, Capitalised word 4");
    let kept = |document, pattern: &str, words: &str| crate::model::KeptFinding {
        id: crate::model::FindingId(1),
        document,
        pattern: pattern.to_owned(),
        words: words.to_owned(),
    };
    let minh = all.iter().find(|finding| finding.words == "Minh").unwrap();
    let here = minh.place.document();
    let elsewhere = Some(crate::model::DocumentId(99));
    assert!(Kept::new(&[kept(None, "name_midsentence", "MINH")]).has(minh));
    assert!(Kept::new(&[kept(here, "name_midsentence", "Minh")]).has(minh));
    assert!(!Kept::new(&[kept(elsewhere, "name_midsentence", "Minh")]).has(minh));
    assert!(!Kept::new(&[kept(None, "key", "Minh")]).has(minh));
    // A cancelled look gives nothing.
    let cancelled = AtomicBool::new(true);
    assert_eq!(look(&corpus, Names::default(), &cancelled, &AtomicUsize::new(0)), None);
}

#[test]
fn what_leaves_is_what_is_exported_and_no_more() {
    let text = "P01: Call Minh Tran on 07700 900123. Write to a@b.org or c@d.org.";
    let mut corpus = testing::Builder::new()
        .participant("P01", &[])
        .code("waiting")
        .document("A", text)
        .coding("A", "waiting", "Call Minh Tran on 07700 900123", "ana")
        .coding("A", "waiting", "on 07700 900123", "ben")
        .coding("A", "waiting", "a@b.org", "ana")
        .build();
    let check = |corpus: &crate::model::Corpus, what: &Leaving, expected: &[&str]| {
        let found = leaving(corpus, what, Names::new(["Minh Tran"]));
        let mut words: Vec<&str> = found.iter().map(|finding| finding.words.as_str()).collect();
        words.sort_unstable();
        assert_eq!(words, expected, "{what:?}");
        for finding in &found {
            let text = finding.place.text(corpus).unwrap();
            assert_eq!(finding.span.of(text), Some(finding.words.as_str()));
        }
    };
    let all = crate::model::Filter {
        coder: crate::model::CoderChoice::All,
        ..crate::model::Filter::default()
    };
    check(&corpus, &Leaving::Excerpts(all.clone()), &["07700 900123", "Minh Tran", "a@b.org"]);
    check(&corpus, &Leaving::Codebook, &[]);
    corpus.kept = vec![crate::model::KeptFinding {
        id: crate::model::FindingId(1),
        document: None,
        pattern: "email".to_owned(),
        words: "A@B.org".to_owned(),
    }]
    .into();
    check(&corpus, &Leaving::Excerpts(all), &["07700 900123", "Minh Tran"]);
    let tree = testing::Builder::new().code("rings 07700 900123").build();
    check(&tree, &Leaving::Codebook, &["07700 900123"]);
    check(&tree, &Leaving::Names, &["07700 900123"]);
    check(&tree, &Leaving::Memos, &[]);
}

proptest! {
    /// The quick way (close to digits, borders of ASCII, then looked at) finds what the plain
    /// expressions find.
    #[test]
    fn windows_and_quick_borders_lose_nothing(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "SE15 2AB", "se1 2ab", "é", "’", " ", " ", ", ", "12 March 2025", "AB123456C",
                "case number: is AB/123456", "A1234567/2", "S17", "07700 900123", "AB12 CDE", "x",
                "12/11/2024", "10-20-30", "ſ", "Sarah waited and nobody told her why at all, so ",
                "943 476 5919", "UI-2023-001234", "born on the 3rd of May 1999", "_",
            ]),
            1..14,
        ),
    ) {
        let text = parts.concat();
        let shapes = Shapes::new();
        let quick: BTreeSet<(usize, usize, &str)> = shapes
            .find(&text, &[], &Known::default())
            .iter()
            .map(|hit| (hit.span.range().start, hit.span.range().end, hit.pattern))
            .collect();
        for pattern in PATTERNS.iter().filter(|pattern| pattern.near == Near::Close) {
            let plain = regex::Regex::new(pattern.regex).unwrap();
            for found in plain.find_iter(&text) {
                let (start, end) = (found.start(), found.end());
                // What the plain expression finds is found, or its words belong to another finding, or
                // the checks on numbers say that it is none.
                let taken = quick.iter().any(|hit| hit.0 < end && start < hit.1);
                let range = start..end;
                let none = checks::check(pattern, Severity::Direct, &text, range, &Known::default());
                prop_assert!(taken || none.is_none(), "{} {:?} in {:?}", pattern.id, found.as_str(), text);
            }
        }
        for (start, end, id) in quick {
            let pattern = PATTERNS.iter().find(|pattern| pattern.id == id).unwrap();
            let plain = regex::Regex::new(pattern.regex).unwrap();
            let mut at = plain.find_at(&text, start);
            // A finding may begin inside what the plain expression takes as one.
            if at.is_some_and(|found| found.start() != start) {
                at = None;
            }
            prop_assert!(at.is_some_and(|found| found.end() == end), "{id} {:?}", &text[start..end]);
        }
    }
}
