//! `framework` on the command line: cells written and emptied, the matrix in every format, pages.

use crate::support::Desk;
use serde_json::Value;

fn sample() -> Desk {
    let desk = Desk::new();
    drop(postil::study::sample::create(&desk.path("s.postil"), None).unwrap());
    desk
}

fn top(desk: &Desk) -> (String, usize) {
    let matrix = desk.json(&["framework", "s.postil"]);
    let columns = matrix["columns"].as_array().unwrap();
    (columns[0]["name"].as_str().unwrap().to_owned(), columns.len())
}

fn cell<'v>(matrix: &'v Value, person: &str, column: usize) -> &'v Value {
    let rows = matrix["rows"].as_array().unwrap();
    &rows.iter().find(|row| row["participant"] == person).unwrap()["cells"][column]
}

#[test]
fn cells_are_written_counted_and_emptied() {
    let desk = sample();
    let (first, columns) = top(&desk);
    let empty = desk.json(&["framework", "s.postil"]);
    let people = empty["rows"].as_array().unwrap().len();
    assert_eq!(empty["cells"], people * columns);
    assert_eq!(empty["written"], 0);
    let set = |rest: &[&str]| {
        let mut args = vec!["framework", "s.postil", "--set", "P05", &first];
        args.extend(rest);
        desk.ok(&args)
    };
    let said = set(&["--text", "Waits, see P05 ¶12."]);
    assert_eq!(said, format!("Write the cell P05 × {first}\n"));
    let matrix = desk.json(&["framework", "s.postil"]);
    let written = cell(&matrix, "P05", 0);
    assert_eq!((&written["state"], &written["stale"]), (&"drafted".into(), &false.into()));
    assert!(!written["links"].as_array().unwrap().is_empty());
    assert_eq!(matrix["written"], 1);
    // The same number as the excerpts that are listed.
    let excerpts = desk.json(&["excerpts", "s.postil", "--code", &first, "--participant", "P05"]);
    assert_eq!(written["excerpts"], excerpts.as_array().unwrap().len());
    set(&["--state", "reviewed"]);
    let matrix = desk.json(&["framework", "s.postil"]);
    assert_eq!(cell(&matrix, "P05", 0)["state"], "reviewed");
    assert_eq!(cell(&matrix, "P05", 0)["summary"], "Waits, see P05 ¶12.");
    // A code put on words of P05 makes it stale; undo does not leave a trace.
    let text = desk.ok(&["text", "s.postil", "P05"]);
    let at = text[..text.find("the ").unwrap()].chars().count();
    let (from, to) = (at.to_string(), (at + 40).to_string());
    let child = desk.json(&["excerpts", "s.postil", "--code", &first])[0]["path"].clone();
    let mut stale = false;
    for document_turn in 0..40 {
        let from = (at + document_turn * 60).to_string();
        let to = (at + document_turn * 60 + 30).to_string();
        let args = ["code", "s.postil", "P05", from.as_str(), &to, child.as_str().unwrap()];
        if desk.run(&args).status == 0 {
            let matrix = desk.json(&["framework", "s.postil"]);
            stale = cell(&matrix, "P05", 0)["stale"] == true;
            let told = &cell(&matrix, "P05", 0)["since"];
            desk.ok(&["undo", "s.postil"]);
            if stale {
                assert_eq!(told, "1 added");
                break;
            }
        }
    }
    assert!(stale, "{from} {to}");
    let matrix = desk.json(&["framework", "s.postil"]);
    assert_eq!(cell(&matrix, "P05", 0)["stale"], false);
    assert_eq!(set(&["--state", "empty"]), format!("Empty the cell P05 × {first}\n"));
    assert_eq!(desk.json(&["framework", "s.postil"])["written"], 0);
    set(&["--state", "not-asked"]);
    let matrix = desk.json(&["framework", "s.postil"]);
    assert_eq!(cell(&matrix, "P05", 0)["state"], "not asked");
}

#[test]
fn columns_rows_and_filters_are_chosen() {
    let desk = sample();
    let names = |args: &[&str]| {
        let mut line = vec!["framework", "s.postil"];
        line.extend(args);
        let matrix = desk.json(&line);
        let columns = matrix["columns"].as_array().unwrap().iter();
        let columns: Vec<String> =
            columns.map(|column| column["name"].as_str().unwrap().to_owned()).collect();
        let rows = matrix["rows"].as_array().unwrap().iter();
        let rows: Vec<String> =
            rows.map(|row| row["participant"].as_str().unwrap().to_owned()).collect();
        (columns, rows)
    };
    assert_eq!(names(&["--columns", "Delay, Surveillance"]).0, ["Delay", "Surveillance"]);
    assert_eq!(names(&["--code", "Delay"]).0, ["Delay"]);
    let themes = names(&["--themes"]).0;
    assert!(themes.contains(&"Waiting is part of the harm".to_owned()) && themes.len() == 5);
    assert_eq!(names(&["--theme", "Waiting"]).0, ["Waiting is part of the harm"]);
    let (_, some) = names(&["--columns", "Delay", "--where", "role=ICTG"]);
    assert_eq!(some, ["P05", "P06", "P07"]);
    let grouped = desk.json(&["framework", "s.postil", "--columns", "Delay", "--by", "role"]);
    let groups: Vec<&str> =
        grouped["rows"].as_array().unwrap().iter().map(|r| r["group"].as_str().unwrap()).collect();
    assert!(groups.is_sorted() && groups[0] == "ICTG", "{groups:?}");
    assert!(desk.refused(&["framework", "s.postil", "--columns", "Nope"]).contains("no code Nope"));
    let wrong = desk.run(&["framework", "s.postil", "--set", "P05", "Delay"]);
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    let wrong = desk.run(&["framework", "s.postil", "--state", "reviewed"]);
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    let contradicts =
        ["framework", "s.postil", "--set", "P05", "Delay", "--state", "not-asked", "--text", "x"];
    assert!(desk.refused(&contradicts).contains("has no summary"));
    let nobody = ["framework", "s.postil", "--set", "P99", "Delay", "--text", "x"];
    assert!(desk.refused(&nobody).contains("no participant P99"));
}

#[test]
fn every_format_holds_the_words_and_runs_no_formula() {
    let desk = sample();
    desk.write("long.txt", format!("=cmd|'/c calc'!A0 \u{1}{}", "längst ".repeat(14_000)));
    let set = |person: &str, rest: &[&str]| {
        let mut args = vec!["framework", "s.postil", "--set", person, "Delay"];
        args.extend(rest);
        desk.ok(&args);
    };
    set("P01", &["--text-file", "long.txt"]);
    set("P02", &["--state", "nothing-said"]);
    set("P03", &["--state", "not-asked"]);
    set("P04", &["--text", "Second paragraph:\n\nends here", "--state", "reviewed"]);
    let base = ["framework", "s.postil", "--columns", "Delay", "--columns", "Surveillance"];
    let write = |file: &str, rest: &[&str]| {
        let mut args = base.to_vec();
        args.extend(["--out", file]);
        args.extend(rest);
        desk.ok(&args);
        desk.read(file)
    };
    let csv = String::from_utf8(write("m.csv", &[])).unwrap();
    assert!(
        csv.contains("\"'=cmd|'/c calc'!A0 ") || csv.contains("'=cmd|'/c calc'!A0 "),
        "formula"
    );
    assert!(!csv.contains(",=cmd") && !csv.contains("\n=cmd"));
    assert!(
        csv.contains("P02,(nothing said),\n") && csv.contains("P03,(not asked),"),
        "{csv:.300}"
    );
    assert!(csv.contains("Second paragraph:\n\nends here"));
    let long = String::from_utf8(write("l.csv", &["--long"])).unwrap();
    assert!(long.contains("P02,Delay,") && long.contains(",nothing said,"), "{long:.300}");
    assert!(long.contains("P05,Delay,") && long.contains(",empty,"));
    for file in ["m.xlsx", "m.docx", "m.html", "m.md", "m.txt", "m.tsv", "m.json"] {
        assert!(write(file, &[]).len() > 1_000, "{file}");
    }
    // A table in the browser, sections in a document.
    let html = String::from_utf8(desk.read("m.html")).unwrap();
    assert!(html.contains("<th scope=\"col\">Delay</th>") && html.contains("(nothing said)"));
    let md = String::from_utf8(desk.read("m.md")).unwrap();
    assert!(md.contains("## Delay") && md.contains("P02 (nothing said"), "{md:.400}");
    assert!(md.contains("What is counted"));
    // Excel cuts, and the sheet says so.
    let sheet = desk.run(&["framework", "s.postil", "--columns", "Delay", "--out", "one.xlsx"]);
    assert_eq!(sheet.status, 0, "{}", sheet.err);
    let json: Value = serde_json::from_slice(&desk.read("m.json")).unwrap();
    let kept = cell(&json, "P01", 0)["summary"].as_str().unwrap().chars().count();
    assert!(kept > 90_000, "{kept}");
    desk.write("more.txt", "x".repeat(100_001));
    let refused = desk.refused(&[
        "framework",
        "s.postil",
        "--set",
        "P01",
        "Delay",
        "--text-file",
        "more.txt",
    ]);
    assert!(refused.contains("100000 characters"), "{refused}");
}

#[test]
fn one_page_for_each_column_and_what_may_identify() {
    let desk = sample();
    let phone = "Ring 07700 900123 about it";
    desk.ok(&["framework", "s.postil", "--set", "P01", "Delay", "--text", phone]);
    let args = ["framework", "s.postil", "--columns", "Delay,Surveillance", "--pages", "pages"];
    let ran = desk.run(&args);
    assert_eq!((ran.status, ran.out.as_str()), (0, "2 pages written to pages\n"));
    assert!(
        ran.err.contains("identifiers in it") && ran.err.contains("Telephone number 1"),
        "{}",
        ran.err
    );
    assert!(desk.read("pages/01 Delay.docx").len() > 2_000);
    assert!(desk.read("pages/02 Surveillance.docx").len() > 2_000);
    let mut html = args.to_vec();
    html.extend(["--format", "html", "--no-scan"]);
    let ran = desk.run(&html);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let page = String::from_utf8(desk.read("pages/01 Delay.html")).unwrap();
    assert!(page.contains("Ring 07700 900123") && !page.contains("Surveillance"));
    // The scan of the study finds it, too.
    let scan = desk.run(&["scan", "s.postil", "--json"]);
    let value: Value = serde_json::from_str(&scan.out).unwrap();
    let found = value["findings"].as_array().unwrap().iter();
    assert_eq!(found.filter(|one| one["place"] == "summary of a cell").count(), 1);
}

#[test]
fn nobody_and_nothing() {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    let matrix = desk.json(&["framework", "s.postil"]);
    assert_eq!((&matrix["rows"], &matrix["cells"]), (&Value::Array(Vec::new()), &0.into()));
    let text = desk.ok(&["framework", "s.postil"]);
    assert!(text.contains("No columns are chosen") && text.contains("no participants"), "{text}");
    for file in ["m.csv", "m.xlsx", "m.docx", "m.html"] {
        desk.ok(&["framework", "s.postil", "--out", file]);
    }
}

#[test]
fn whose_words_are_left_out_stands_under_the_matrix_in_every_format() {
    let desk = sample();
    desk.ok(&["consent", "s.postil", "--set", "P01", "--quotation", "no"]);
    for how in [&["--no-scan"][..], &["--no-scan", "--long"]] {
        for ending in ["md", "html", "txt", "tex", "json", "docx", "xlsx"] {
            let file = format!("m.{ending}");
            let mut args = vec!["framework", "s.postil", "--columns", "Delay", "--out", &file];
            args.extend(how);
            assert_eq!(desk.run(&args).status, 0);
            let text = match ending {
                "docx" => crate::support::unzipped(&desk.read(&file), "word/document.xml"),
                "xlsx" => crate::support::unzipped(&desk.read(&file), "xl/sharedStrings.xml"),
                _ => String::from_utf8(desk.read(&file)).unwrap(),
            };
            let note = match ending {
                "json" => "\"no_quotation_consent\"",
                _ => "Left out: the words of 1 participant who did not consent to be quoted",
            };
            assert!(text.contains(note), "{file} {how:?}: {text:.400}");
        }
    }
    let pages = ["framework", "s.postil", "--columns", "Delay", "--pages", "p", "--format", "md"];
    assert_eq!(desk.run(&pages).status, 0);
    let page = String::from_utf8(desk.read("p/01 Delay.md")).unwrap();
    assert!(page.contains("Left out: the words of 1 participant"), "{page}");
}
