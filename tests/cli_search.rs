//! Searches and lists of words on the sample study. The numbers were counted by hand in its transcripts.

use crate::support::Desk;
use serde_json::Value;

const STUDY: &str = "d/waiting-rooms.postil";

fn demo() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo", "d"]).status, 0);
    desk
}

fn search(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let all = [&["search", STUDY], args, &["--no-scan"]].concat();
    desk.json(&all).as_array().unwrap().clone()
}

/// Words of participants' lines, read from the transcripts alone: who, document, word.
fn said(desk: &Desk) -> Vec<(String, String, String)> {
    let mut words = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(desk.path("d/transcripts")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&path).unwrap().replace('’', "'").lines() {
            let Some((who, said)) = line.split_once(": ") else { continue };
            if who == "INT" {
                continue;
            }
            let tokens = said.split(|c: char| !c.is_alphanumeric() && c != '\'');
            let tokens = tokens.map(|token| token.trim_matches('\'').to_lowercase());
            let tokens = tokens.filter(|token| !token.is_empty());
            words.extend(tokens.map(|token| (who.to_owned(), name.clone(), token)));
        }
    }
    words
}

#[test]
fn hits_are_those_of_the_transcripts() {
    let desk = demo();
    let count = |args: &[&str]| search(&desk, args).len();
    // Fourteen in all; the interviewer of P10 says one of them.
    assert_eq!(count(&["letter"]), 13);
    assert_eq!(count(&["letter", "--speech", "all"]), 14);
    assert_eq!(count(&["LETTER"]), 13);
    assert_eq!(count(&["LETTER", "--match-case"]), 0);
    assert_eq!(count(&["=letter"]), 12);
    assert_eq!(count(&["letter*"]), 17);
    assert_eq!(count(&["\"home office\""]), 8);
    assert_eq!(count(&["home office", "--near", "1"]), 8);
    assert_eq!(count(&["wait*"]), 6);
    assert_eq!(count(&[r"\bwait(ed|ing)?\b", "--regex"]), 6);
    assert_eq!(count(&["wait* NEAR/9 month*"]), 1);
    assert_eq!(count(&["wait* -office"]), 4);
    assert_eq!(count(&["wait*", "--where", "role=ICTG"]), 0);
    assert_eq!(count(&["wait*", "--participant", "P03", "--participant", "P04"]), 3);
    assert_eq!(count(&["wait*", "--document", "P03"]), 1);
    assert_eq!(count(&["letter", "--in-code", "Delay"]), 2);
    assert_eq!(count(&["letter", "--not-in-code", "Delay"]), 11);
}

#[test]
fn a_hit_says_where_it_stands() {
    let desk = demo();
    let hits = search(&desk, &["\"home office\"", "--context", "4"]);
    let first = &hits[0];
    assert_eq!(first["document"], "P01");
    assert_eq!(first["participant"], "P01");
    assert_eq!(first["attributes"]["role"], "LA worker");
    assert_eq!(first["citation"], "(P01, LA worker, ¶18)");
    assert_eq!((&first["turn"], &first["lines"]), (&18.into(), &"46".into()));
    assert_eq!(first["before"], "email. And it’s the ");
    assert_eq!(first["text"], "Home Office");
    assert_eq!(first["after"], " deciding was he trafficked");
    // Positions are code points of the text as it is printed.
    for hit in &hits {
        let text: Vec<char> =
            desk.ok(&["text", STUDY, hit["document"].as_str().unwrap()]).chars().collect();
        let at = |name: &str| usize::try_from(hit[name].as_u64().unwrap()).unwrap();
        let words: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(hit["text"], words);
    }
    let text = desk.ok(&["search", STUDY, "wait*", "--sort", "right", "--no-scan"]);
    assert!(text.contains("[[wait]]. Before the"), "{text}");
    assert!(text.ends_with("6 hits in 5 documents, 5 participants.\n"), "{text}");
    let order: Vec<usize> = [
        "[[wait]]. Before",
        "[[wait]] for",
        "[[wait]], have",
        "[[waiting]]. Mostly",
        "[[waiting]] on",
    ]
    .map(|words| text.find(words).unwrap())
    .into();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn hits_are_written_in_every_format() {
    let desk = demo();
    let csv = desk.ok(&["search", STUDY, "tribunal OR court", "--format", "csv", "--no-scan"]);
    let head = "document,participant,role,site,post,experience,start,end,turn,lines,before,text,after,citation";
    assert_eq!(csv.trim_start_matches('\u{feff}').lines().next().unwrap().trim_end(), head);
    for name in ["hits.xlsx", "hits.docx", "hits.html", "hits.md", "hits.tsv"] {
        desk.ok(&["search", STUDY, "wait*", "--out", name, "--no-scan"]);
        desk.ok(&["words", STUDY, "--by", "role", "--out", name]);
    }
    // What leaves is looked through, as with every other export.
    let ran = desk.run(&["search", STUDY, "january OR february OR march", "--context", "3"]);
    assert_eq!(ran.status, 0);
}

#[test]
fn all_hits_are_coded_as_one_step() {
    let desk = demo();
    let codings = || desk.json(&["info", STUDY])["codings"].as_u64().unwrap();
    let before = codings();
    let dry = desk.json(&["search", STUDY, "letter*", "--code", "Letters", "--dry-run"]);
    assert_eq!((&dry["coded"], &dry["new_code"]), (&17.into(), &true.into()));
    assert_eq!(codings(), before);
    let done = desk.json(&["search", STUDY, "letter*", "--code", "Letters"]);
    assert_eq!((&done["coded"], &done["skipped"]), (&17.into(), &0.into()));
    assert_eq!(done["label"], "Apply code Letters to 17 passages in 10 documents");
    assert_eq!(codings(), before + 17);
    let again = desk.ok(&["search", STUDY, "letter*", "--code", "Letters"]);
    assert_eq!(again, "Nothing was coded.\n17 passages carry this code already.\n");
    let coded = search(&desk, &["letter*", "--in-code", "Letters"]);
    assert_eq!(coded.len(), 17);
    assert_eq!(search(&desk, &["letter*", "--not-in-code", "Letters"]).len(), 0);
    // A sentence that holds coded words takes them up.
    let wider = desk.json(&["search", STUDY, "=letter", "--code", "Letters", "--as", "sentence"]);
    assert_eq!((&wider["hits"], &wider["coded"]), (&12.into(), &12.into()));
    assert_eq!(codings(), before + 17);
    let list = desk.json(&["excerpts", STUDY, "--code", "Letters", "--participant", "P04"]);
    let text = list[0]["text"].as_str().unwrap();
    assert!(text.ends_with('.') && text.contains("letter"), "{text}");
    desk.ok(&["undo", STUDY, "2"]);
    assert_eq!(codings(), before);
    assert_eq!(
        desk.refused(&["search", STUDY, "xyzzy", "--code", "Letters"]),
        "postil: search: these words stand nowhere; nothing was coded"
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let desk = demo();
    let check = |args: &[&str], expected: &str| {
        let told = desk.refused(&[&["search", STUDY], args].concat());
        assert!(told.contains(expected), "{told}");
    };
    check(&["a (b"], "a bracket is not closed (character 3)");
    check(&["a(b", "--regex"], "unclosed group (character 2)");
    check(&["-court"], "say what to look for too");
    check(&["wait", "--near", "3"], "only one thing to look for");
    check(&["wait", "--in-code", "Nothing"], "there is no code Nothing");
    let ran = desk.run(&["search", STUDY, "wait", "--unit", "page"]);
    assert_eq!(ran.status, 2);
}

#[test]
fn words_are_counted_as_the_transcripts_hold_them() {
    let desk = demo();
    let all = said(&desk);
    let table = desk.json(&["words", STUDY, "--stop-words", "none"]);
    assert_eq!(table["counted"].as_u64().unwrap() as usize, all.len());
    for row in table["rows"].as_array().unwrap() {
        let word = row["word"].as_str().unwrap();
        let there: Vec<_> = all.iter().filter(|said| said.2 == word).collect();
        let mut people: Vec<&str> = there.iter().map(|said| said.0.as_str()).collect();
        let mut documents: Vec<&str> = there.iter().map(|said| said.1.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        documents.sort_unstable();
        documents.dedup();
        let numbers = [&row["count"], &row["participants"], &row["documents"]].map(Value::as_u64);
        let expected = [there.len(), people.len(), documents.len()].map(|n| Some(n as u64));
        assert_eq!(numbers, expected, "{word}");
    }
    let first = &table["rows"][0];
    let rate =
        1000.0 * first["count"].as_f64().unwrap() / table["total"]["words"].as_f64().unwrap();
    assert!((first["rate"].as_f64().unwrap() - rate).abs() < 1e-9);
}

#[test]
fn a_number_of_the_list_leads_to_its_contexts() {
    let desk = demo();
    let table = desk.json(&["words", STUDY, "--by", "role", "--top", "12"]);
    let groups = table["groups"].as_array().unwrap();
    assert_eq!(table["rows"].as_array().unwrap().len(), 12);
    for row in table["rows"].as_array().unwrap() {
        let exactly = format!("={}", row["word"].as_str().unwrap());
        let mut sum = 0;
        for (group, cell) in groups.iter().zip(row["cells"].as_array().unwrap()) {
            let only = format!("role={}", group["value"].as_str().unwrap());
            let hits = search(&desk, &[&exactly, "--match-accents", "--where", &only]).len();
            assert_eq!(cell["count"], hits, "{exactly}, {only}");
            sum += hits;
        }
        assert_eq!(row["count"], sum);
    }
    assert_eq!(table["left_out"]["stop_words"], 4819);
    desk.write("more.txt", "got, SAID\ndon’t");
    let fewer = desk.json(&[
        "words",
        STUDY,
        "--stop-words",
        "en",
        "--stop-words",
        "more.txt",
        "--min-length",
        "3",
    ]);
    let words: Vec<&str> =
        fewer["rows"].as_array().unwrap().iter().map(|row| row["word"].as_str().unwrap()).collect();
    assert!(!words.iter().any(|word| ["got", "said", "don't", "no"].contains(word)));
    assert_eq!(words[0], "not");
}

#[test]
fn words_under_codes_are_counted_by_code() {
    let desk = demo();
    let table =
        desk.json(&["words", STUDY, "--by", "code", "--code", "Delay", "--code", "Life on hold"]);
    let groups = table["groups"].as_array().unwrap();
    let names: Vec<&str> = groups.iter().map(|group| group["value"].as_str().unwrap()).collect();
    assert_eq!(names, ["Time and waiting/Delay", "Time and waiting/Life on hold"]);
    for (at, group) in groups.iter().enumerate() {
        let code = group["value"].as_str().unwrap();
        // Own words are those of the list of codes.
        let codes = desk.json(&["frequencies", STUDY, "--code", code]);
        let row = codes["rows"].as_array().unwrap().iter().find(|row| row["path"] == code).unwrap();
        assert_eq!(group["words"], row["words"]);
        for row in table["rows"].as_array().unwrap().iter().take(6) {
            let exactly = format!("={}", row["word"].as_str().unwrap());
            let hits = search(&desk, &[&exactly, "--match-accents", "--in-code", code]).len();
            assert_eq!(row["cells"][at]["count"], hits, "{exactly} in {code}");
        }
    }
}
