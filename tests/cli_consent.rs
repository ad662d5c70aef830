//! Consent, the log of files, retention and the inventory on the command line.

use crate::support::Desk;
use serde_json::{Value, json};

const A: &str = "INT: Well?\nP01: We waited eleven months.\nINT: And?\nP01: Nobody rang.\n";
const B: &str = "P02: It was cold.\nP03: They told us nothing.\n";
const CODINGS: &str =
    "document,start,end,code\nA,16,39,delay\nA,56,67,delay\nB,5,16,home\nB,23,43,delay\n";

/// Three people, two documents, four codings.
fn made() -> Desk {
    let desk = Desk::new();
    desk.write("A.txt", A);
    desk.write("B.txt", B);
    desk.write("people.csv", "id,role,site\nP01,ICTG,Leeds\nP02,ICTG,Dover\nP03,LA worker,Leeds\n");
    desk.write("codings.csv", CODINGS);
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.ok(&["import", "s.postil", "A.txt", "B.txt"]);
    desk.ok(&["codings", "s.postil", "--import", "codings.csv"]);
    desk
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect()
}

#[test]
fn consent_is_recorded_listed_imported_and_undone() {
    let desk = made();
    let args = ["consent", "s.postil", "--set", "P01", "--set", "p03", "--quotation", "no"];
    assert_eq!(desk.ok(&args), "Record consent of 2 participants: quotation no\n");
    let args = [
        "consent",
        "s.postil",
        "--set",
        "P02",
        "--archiving",
        "yes",
        "--form",
        "v2",
        "--withdraw-until",
        "2020-01-01",
    ];
    desk.ok(&args);
    let list = desk.json(&["consent", "s.postil"]);
    assert_eq!(list[0]["quotation"], false);
    assert_eq!(
        (&list[1]["archiving"], &list[1]["form"], &list[1]["deadline"]),
        (&json!(true), &json!("v2"), &json!("passed"))
    );
    assert_eq!(list[1]["quotation"], Value::Null);
    for format in ["csv", "tsv", "json", "xlsx", "docx", "html", "md", "latex", "text"] {
        let out = format!("consent.{format}");
        desk.ok(&["consent", "s.postil", "--format", format, "--out", &out]);
        assert!(!desk.read(&out).is_empty(), "{format}");
    }
    // What was written is read again, into a study that knows nothing of it.
    desk.ok(&["undo", "s.postil", "2"]);
    let blank = desk.json(&["consent", "s.postil"]);
    assert!(blank.as_array().unwrap().iter().all(|one| one["quotation"].is_null()), "{blank}");
    for file in ["consent.csv", "consent.tsv", "consent.xlsx"] {
        desk.ok(&["consent", "s.postil", "--import", file]);
        assert_eq!(desk.json(&["consent", "s.postil"]), list, "{file}");
        desk.ok(&["undo", "s.postil"]);
        assert_eq!(desk.json(&["consent", "s.postil"]), blank);
    }
    desk.ok(&["redo", "s.postil"]);
    desk.write("bad.csv", "participant,quotation\nP01,perhaps\nP09,yes\nP02,yes\n");
    let ran = desk.run(&["consent", "s.postil", "--import", "bad.csv"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    assert_eq!(desk.json(&["consent", "s.postil"])[1]["quotation"], true, "the good line is taken");
    assert_eq!(desk.run(&["consent", "s.postil", "--set", "P01"]).status, 2);
    assert_eq!(
        desk.run(&["consent", "s.postil", "--set", "P01", "--quotation", "maybe"]).status,
        2
    );
    assert!(
        desk.refused(&["consent", "s.postil", "--set", "P09", "--quotation", "no"]).contains("P09")
    );
}

#[test]
fn excerpts_leave_out_who_said_no_and_say_how_many() {
    let desk = made();
    let all = ["We waited eleven months", "Nobody rang", "It was cold", "They told us nothing"];
    let excerpts = |more: &[&str]| desk.run(&[&["excerpts", "s.postil", "--json"], more].concat());
    let read = |out: &str| serde_json::from_str::<Value>(out).unwrap();
    let ran = excerpts(&[]);
    assert_eq!(ran.err, "", "where nothing is recorded nothing is said");
    assert_eq!(texts(&read(&ran.out)).len(), all.len());
    desk.ok(&["consent", "s.postil", "--set", "P01", "--quotation", "no"]);
    desk.ok(&["consent", "s.postil", "--set", "P02", "--quotation", "yes"]);
    let ran = excerpts(&[]);
    assert_eq!(texts(&read(&ran.out)), all[2..]);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(
        lines,
        [
            "postil: excerpts: Left out: 2 excerpts of 1 participant who did not consent to be quoted.",
            "postil: excerpts: Consent to be quoted is not recorded for 1 participant in here.",
        ]
    );
    let supervisor = excerpts(&["--profile", "supervisor"]);
    assert_eq!(texts(&read(&supervisor.out)), all[2..]);
    // For the public unknown is no.
    let public = excerpts(&["--profile", "public"]);
    assert_eq!(texts(&read(&public.out)), all[2..3]);
    assert!(public.err.contains("3 excerpts of 2 participants"), "{}", public.err);
    let mine = excerpts(&["--include-unconsented"]);
    assert_eq!(texts(&read(&mine.out)).len(), all.len());
    assert!(mine.err.contains("For yourself alone"), "{}", mine.err);
    assert_eq!(excerpts(&["--include-unconsented", "--profile", "public"]).status, 2);
    assert_eq!(excerpts(&["--include-unconsented", "--profile", "working"]).status, 0);
    let page = desk.ok(&["excerpts", "s.postil"]);
    assert!(page.contains("Left out: 2 excerpts of 1 participant"), "{page}");
    // Numbers stay.
    let table = desk.json(&["frequencies", "s.postil"]);
    let delay = &table["rows"].as_array().unwrap()[0];
    assert_eq!(delay["excerpts"], 3, "{delay}");
    // Searches pass them over, and say so.
    let found = desk.ok(&["search", "s.postil", "waited OR cold"]);
    assert!(found.contains("cold") && !found.contains("eleven"), "{found}");
    assert!(found.contains("Left out: the words of 1 participant"), "{found}");
    let words = desk.json(&["words", "s.postil", "--stop-words", "none"]);
    assert_eq!(words["left_out"]["no_quotation_consent"]["participants"], 1, "{words}");
    assert!(!words.to_string().contains("eleven"), "{words}");
}

#[test]
fn tidy_tables_leave_out_who_may_not_be_archived() {
    let desk = made();
    desk.ok(&["consent", "s.postil", "--set", "P01", "--archiving", "no"]);
    desk.ok(&["consent", "s.postil", "--set", "P02", "--quotation", "no"]);
    let args = ["tidy", "s.postil", "--out", "t", "--format", "csv", "--with-text", "--json"];
    let ran = desk.run(&args);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let left = json!({"participants": 1, "documents": 1, "codings": 2});
    assert_eq!(value["left_out"]["no_archiving_consent"], left);
    assert_eq!(value["left_out"]["archiving_not_recorded"], 2);
    let read = |name: &str| String::from_utf8(desk.read(&format!("t/{name}"))).unwrap();
    assert_eq!(read("participants.csv").lines().count(), 3, "{}", read("participants.csv"));
    assert_eq!(read("documents.csv").lines().count(), 2);
    let codings = read("codings.csv");
    assert_eq!(codings.lines().count(), 3, "{codings}");
    assert!(codings.contains("told us nothing") && !codings.contains("cold"), "{codings}");
    assert!(read("schema.md").contains("did not consent to archiving"));
    assert!(!desk.json(&["exports", "s.postil"]).to_string().contains("P01"));
}

#[test]
fn every_file_is_noted_with_those_who_are_in_it() {
    let desk = made();
    desk.ok(&[
        "excerpts",
        "s.postil",
        "--participant",
        "P02",
        "--out",
        "e.docx",
        "--profile",
        "supervisor",
    ]);
    desk.ok(&["crosstab", "s.postil", "--by", "role", "--out", "sub table.csv"]);
    desk.ok(&["crosstab", "s.postil", "--by", "role"]);
    desk.ok(&["chart", "s.postil", "by-group", "--by", "role", "--out", "c.svg"]);
    desk.ok(&["codings", "s.postil", "--out", "codings out.csv"]);
    desk.ok(&["codebook", "s.postil", "--out", "book.csv"]);
    let ran = desk.run(&["pack", "s.postil", "--out", "packs", "--profile", "working"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let list = desk.json(&["exports", "s.postil"]);
    let list = list.as_array().unwrap();
    let what: Vec<&str> = list.iter().map(|one| one["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["excerpts", "crosstab", "chart", "codings", "codebook", "pack"]);
    assert_eq!(list[0]["participants"], json!(["P02"]));
    assert_eq!(list[0]["profile"], "supervisor");
    assert_eq!(list[1]["participants"], json!(["P01", "P02", "P03"]));
    assert_eq!(list[4]["participants"], json!([]));
    for one in list {
        let path = std::path::Path::new(one["path"].as_str().unwrap());
        assert!(path.is_absolute() && path.exists(), "{one}");
    }
    let of = desk.json(&["exports", "s.postil", "--participant", "P03"]);
    assert_eq!(of.as_array().unwrap().len(), 4);
    // No step, and undo does not reach it.
    let steps = desk.json(&["history", "s.postil"]).as_array().unwrap().len();
    desk.ok(&["undo", "s.postil", &steps.to_string()]);
    assert_eq!(desk.json(&["exports", "s.postil"]).as_array().unwrap().len(), 6);
    // A pack says the hash of the study as it is.
    let pack = list[5]["path"].as_str().unwrap();
    assert!(
        std::path::Path::new(pack).join("README.txt").exists()
            || std::path::Path::new(pack).is_dir()
    );
}

#[test]
fn until_when_it_is_kept_is_said() {
    let desk = made();
    assert_eq!(
        desk.ok(&["retention", "s.postil"]),
        "No day is set on which the study is to be destroyed.\n"
    );
    let args = ["retention", "s.postil", "--until", "2020-09-30", "--rule", "ten years"];
    let value = desk.json(&args);
    assert_eq!((&value["until"], &value["rule"]), (&json!("2020-09-30"), &json!("ten years")));
    assert!(value["days_left"].as_i64().unwrap() < 0);
    assert!(
        desk.ok(&["retention", "s.postil"])
            .starts_with("The study was to be kept until 2020-09-30")
    );
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.json(&["retention", "s.postil"])["until"], Value::Null);
    desk.ok(&["redo", "s.postil"]);
    desk.ok(&["retention", "s.postil", "--clear"]);
    assert_eq!(desk.json(&["retention", "s.postil"])["rule"], Value::Null);
    assert_eq!(desk.run(&["retention", "s.postil", "--until", "soon"]).status, 2);
}

#[test]
fn the_inventory_counts_and_quotes_nothing() {
    let desk = made();
    desk.ok(&["consent", "s.postil", "--set", "P01", "--quotation", "no"]);
    assert_eq!(desk.run(&["excerpts", "s.postil", "--out", "e.csv", "--no-scan"]).status, 0);
    let value = desk.json(&["inventory", "s.postil"]);
    assert_eq!((&value["documents"], &value["participants"]), (&json!(2), &json!(3)));
    assert_eq!(value["roles"], json!({"ICTG": 2, "LA worker": 1}));
    assert_eq!(value["attributes"], json!({"role": 3, "site": 3}));
    assert_eq!(value["consent"]["quotation"], json!({"yes": 0, "no": 1, "not_recorded": 2}));
    assert_eq!(value["encrypted"], false);
    assert!(value["exports"][0]["path"].as_str().unwrap().ends_with("e.csv"));
    for format in ["json", "csv", "docx", "html", "text"] {
        let out = format!("inventory.{format}");
        desk.ok(&["inventory", "s.postil", "--format", format, "--out", &out]);
    }
    for file in ["inventory.json", "inventory.csv", "inventory.html", "inventory.text"] {
        let text = String::from_utf8(desk.read(file)).unwrap();
        for word in ["waited", "rang", "cold", "Leeds", "Dover"] {
            assert!(!text.contains(word), "{word} in {file}");
        }
    }
}
