//! What goes out: LaTeX, the lines that stand last, excerpts under other names, tidy tables.

use crate::support::{Desk, Ran};
use serde_json::Value;

const STUDY: &str = "d/waiting-rooms.postil";

fn demo() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo", "d"]).status, 0);
    desk
}

/// Runs on a day that stays the same.
fn dated(desk: &Desk, args: &[&str]) -> Ran {
    crate::support::finish(desk.command(args).env("SOURCE_DATE_EPOCH", "1795910400"))
}

/// The JSON of a list that says something of itself on the side.
fn list(desk: &Desk, args: &[&str]) -> Value {
    let ran = desk.run(&[args, &["--json"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn written(desk: &Desk, name: &str) -> String {
    String::from_utf8_lossy(&desk.read(name)).into_owned()
}

#[test]
fn under_every_table_stand_codebook_and_day() {
    let desk = demo();
    let day = "Written 2026-11-29 with Postil";
    let codebook = "Codebook: ";
    for args in [
        vec!["crosstab", STUDY, "--by", "role"],
        vec!["frequencies", STUDY],
        vec!["cooccurrence", STUDY],
        vec!["matrix", STUDY, "--rows", "document"],
        vec!["coverage", STUDY],
        vec!["saturation", STUDY],
        vec!["tests", STUDY, "--by", "role", "--code", "Delay"],
        vec!["disclosure", STUDY, "--by", "role"],
        vec!["words", STUDY, "--top", "3"],
        vec!["excerpts", STUDY, "--code", "Delay"],
        vec!["themes", STUDY],
        vec!["themes", STUDY, "--theme", "1"],
        vec!["memos", STUDY],
        vec!["search", STUDY, "letter", "--format", "md"],
        vec!["codebook", STUDY, "--format", "html"],
    ] {
        let ran = dated(&desk, &args);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
        let last: Vec<&str> = ran.out.lines().rev().take(8).collect();
        let last = last.join("\n");
        assert!(last.contains(day) && last.contains(codebook), "{args:?}: {last}");
    }
    let ran = dated(&desk, &["crosstab", STUDY, "--by", "role", "--json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["made"]["day"], "2026-11-29");
    // Rows of data stay rows of data, and a codebook can be read in again.
    for args in [["frequencies", STUDY], ["codebook", STUDY]] {
        let ran = dated(&desk, &[&args[..], &["--format", "csv"]].concat());
        assert!(!ran.out.contains("Written 2026"), "{args:?}");
    }
    let args = ["codebook", STUDY, "--keep-version", "first round"];
    assert_eq!(desk.run(&args).status, 0);
    let ran = dated(&desk, &["frequencies", STUDY]);
    assert!(ran.out.contains("\nCodebook: version "), "{}", ran.out);
}

#[test]
fn tables_and_lists_are_written_as_latex() {
    let desk = demo();
    desk.ok(&["crosstab", STUDY, "--by", "role", "--out", "roles.tex"]);
    let text = written(&desk, "roles.tex");
    for part in ["\\toprule", "\\bottomrule", "\\label{tab:codes-by-role-participants}", "3 of 4"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    desk.ok(&["excerpts", STUDY, "--code", "Delay", "--out", "delay.tex"]);
    let text = written(&desk, "delay.tex");
    assert!(text.contains("\\begin{quote}") && text.contains("¶"), "{text}");
    let stdout = desk.ok(&["frequencies", STUDY, "--format", "latex"]);
    assert!(stdout.contains("\\begin{longtable}"));
}

#[test]
fn excerpts_leave_under_other_names() {
    let desk = demo();
    let open = desk.json(&["excerpts", STUDY]);
    let public =
        |seed: &str| list(&desk, &["excerpts", STUDY, "--profile", "public", "--seed", seed]);
    let (one, two) = (public("1"), public("2"));
    assert_eq!(one, public("1"));
    let all = one.as_array().unwrap();
    assert_ne!(one, two);
    let text = one.to_string();
    for hidden in ["\"P0", "P10", "Solicitor", "Police,", "\"site\"", "\"experience\""] {
        let said = text.contains(hidden);
        assert!(!said, "{hidden}");
    }
    assert!(text.contains("other professionals") && text.contains("\"guid\":null"));
    // Nobody and nothing is lost: the same number of excerpts, of as many people.
    assert_eq!(all.len(), open.as_array().unwrap().len());
    let people = |list: &Value| {
        let names = list.as_array().unwrap().iter().map(|one| one["participant"].to_string());
        names.collect::<std::collections::BTreeSet<String>>().len()
    };
    assert_eq!(people(&one), people(&open));
    let role = list(&desk, &["excerpts", STUDY, "--role-only", "--code", "Delay"]);
    for one in role.as_array().unwrap() {
        assert_eq!(
            (&one["document"], &one["turn"], &one["guid"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert!(!one.to_string().contains('¶'), "{one}");
    }
    desk.ok(&["excerpts", STUDY, "--profile", "public", "--seed", "3", "--out", "p.docx"]);
    desk.ok(&["excerpts", STUDY, "--profile", "supervisor", "--out", "s.md"]);
    let text = written(&desk, "s.md");
    assert!(text.contains("For the supervisor") && text.contains("(P0"), "{text}");
    let memos = desk.ok(&["memos", STUDY, "--profile", "public"]);
    assert!(!memos.contains("P0") && !memos.contains("P10"), "{memos}");
    let refused = desk.refused(&["matrix", STUDY, "--rows", "participant", "--profile", "public"]);
    assert!(refused.contains("say who said what"), "{refused}");
    let refused = desk.refused(&["excerpts", STUDY, "--profile", "public", "--where", "site=A"]);
    assert!(refused.contains("the public"), "{refused}");
    let matrix = desk.ok(&["matrix", STUDY, "--rows", "participant", "--renumber", "--seed", "5"]);
    assert!(matrix.contains("Participant 10") && !matrix.contains("P01"), "{matrix}");
}

#[test]
fn citations_follow_a_template() {
    let desk = demo();
    let cite = |template: &str| {
        let list = desk.json(&["excerpts", STUDY, "--code", "Delay", "--citation", template]);
        list[0]["citation"].as_str().unwrap().to_owned()
    };
    let plain = desk.json(&["excerpts", STUDY, "--code", "Delay"]);
    let one = &plain[0];
    let field = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        cite("({document}, {role}, ll. {lines})"),
        format!(
            "({}, {}, ll. {})",
            field("document"),
            one["attributes"]["role"].as_str().unwrap(),
            field("lines")
        )
    );
    assert_eq!(cite("{site}"), one["attributes"]["site"].as_str().unwrap());
    let refused = desk.refused(&["excerpts", STUDY, "--citation", "({name})"]);
    assert!(refused.contains("has no field {name}; the fields are {document}"), "{refused}");
}

#[test]
fn tidy_tables_lie_in_a_folder_with_their_description() {
    let desk = demo();
    let value = desk.json(&["tidy", STUDY, "--out", "t"]);
    assert_eq!(value["written"].as_array().unwrap().len(), 5);
    for name in ["codings", "documents", "participants", "codes"] {
        let bytes = desk.read(&format!("t/{name}.parquet"));
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
    assert!(written(&desk, "t/schema.md").contains("| `a_role` | string |"));
    desk.ok(&["tidy", STUDY, "--out", "c", "--format", "csv"]);
    desk.ok(&["tidy", STUDY, "--out", "codings.csv"]);
    assert_eq!(desk.read("codings.csv"), desk.read("c/codings.csv"));
    desk.ok(&["tidy", STUDY, "--out", "codings.parquet", "--with-text"]);
    assert!(desk.read("codings.parquet").len() > desk.read("t/codings.parquet").len());
    // The numbers of the crosstab, counted from the rows.
    let mut records = csv::Reader::from_path(desk.path("codings.csv")).unwrap();
    let head: Vec<String> = records
        .headers()
        .unwrap()
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let at = |name: &str| head.iter().position(|known| known == name).unwrap();
    let rows: Vec<csv::StringRecord> = records.records().map(Result::unwrap).collect();
    let table = desk.json(&["crosstab", STUDY, "--by", "role"]);
    for row in table["rows"].as_array().unwrap() {
        let path = row["path"].as_str().unwrap();
        for (group, cell) in
            table["groups"].as_array().unwrap().iter().zip(row["cells"].as_array().unwrap())
        {
            let people: std::collections::BTreeSet<&str> = rows
                .iter()
                .filter(|one| {
                    &one[at("standing")] == "participant" && &one[at("excluded")] == "FALSE"
                })
                .filter(|one| one[at("a_role")] == *group["value"].as_str().unwrap())
                .filter(|one| {
                    let own = &one[at("path")];
                    own == path || own.starts_with(&format!("{path}/"))
                })
                .map(|one| &one[at("participant")])
                .collect();
            assert_eq!(people.len() as u64, cell.as_u64().unwrap(), "{path} {group}");
        }
    }
    assert_eq!(desk.run(&["tidy", STUDY, "--out", "x", "--format", "xlsx"]).status, 2);
}
