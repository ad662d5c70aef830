//! The codebook reshaped and versioned from the command line.

use crate::support::Desk;

/// The sample study.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk.write(
        "book.csv",
        "path,definition,badge,key,status\nStrain,What wears people down.,,s,\nTiredness,Being tired.,,,\n\
         Tiredness/night,,NI,,active\nOld,,,,retired\n",
    );
    desk.ok(&["codebook", "s.postil", "--import", "book.csv"]);
    desk.write("P1.txt", "INT: How?\n\nP1: I was tired all day and all night long.\n");
    desk.run(&["import", "s.postil", "P1.txt"]);
    for (from, to, code) in
        [("20", "32", "Tiredness"), ("26", "40", "Strain"), ("42", "47", "night")]
    {
        desk.ok(&["code", "s.postil", "P1", from, to, code]);
    }
    desk
}

fn paths(desk: &Desk) -> Vec<String> {
    fn walk(codes: &serde_json::Value, above: &str, paths: &mut Vec<String>) {
        for code in codes.as_array().into_iter().flatten() {
            let path = format!("{above}{}", code["name"].as_str().unwrap());
            paths.push(path.clone());
            walk(&code["children"], &format!("{path}/"), paths);
        }
    }
    let mut paths = Vec::new();
    walk(&desk.json(&["codebook", "s.postil"]), "", &mut paths);
    paths
}

#[test]
fn a_merge_tells_first_what_it_will_do_and_then_does_it() {
    let desk = desk();
    let merge = ["codebook", "s.postil", "--merge", "Tiredness", "--into", "Strain"];
    let mut dry = merge.to_vec();
    dry.push("--dry-run");
    let told = desk.ok(&dry);
    let joined = "Strain: 1 coding afterwards instead of 1, 1 joined with another one of the same \
                  coder on overlapping words.";
    for line in ["Tiredness (1 coding) goes into Strain.", joined, "night moves under Strain."] {
        assert!(told.contains(line), "{told}");
    }
    assert!(told.ends_with("Nothing was changed.\n"));
    assert_eq!(paths(&desk), ["Strain", "Tiredness", "Tiredness/night", "Old"]);
    let foretold = desk.json(&dry);
    let done = desk.json(&merge);
    for part in ["merged", "moved", "before", "after", "joined"] {
        assert_eq!(foretold[part], done[part], "{part}");
    }
    assert_eq!((&foretold["step"], &foretold["dry_run"]), (&serde_json::Value::Null, &true.into()));
    assert!(done["step"].is_i64());
    assert_eq!(paths(&desk), ["Strain", "Strain/night", "Old"]);
    let info = desk.json(&["info", "s.postil"]);
    assert_eq!(info["codings"], 2);
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(paths(&desk), ["Strain", "Tiredness", "Tiredness/night", "Old"]);
    assert_eq!(desk.json(&["info", "s.postil"])["codings"], 3);
}

#[test]
fn codes_are_moved_retired_and_restored() {
    let desk = desk();
    let book = |args: &[&str]| {
        let mut all = vec!["codebook", "s.postil"];
        all.extend(args);
        desk.ok(&all)
    };
    assert_eq!(book(&["--move", "night", "Old", "--under", "Strain"]), "Move 2 codes to Strain\n");
    assert_eq!(paths(&desk), ["Strain", "Strain/night", "Strain/Old", "Tiredness"]);
    assert_eq!(book(&["--move", "night", "--top"]), "Move code night to the top\n");
    assert_eq!(book(&["--move", "night", "--top"]), "They hang there already.\n");
    assert_eq!(book(&["--retire", "Strain", "night"]), "Retire 2 codes\n");
    assert_eq!(book(&["--restore", "Old"]), "Restore code Old\n");
    let csv = book(&["--format", "csv"]);
    let status: Vec<&str> = csv.lines().skip(1).map(|l| l.rsplit(',').next().unwrap()).collect();
    assert_eq!(status, ["retired", "active", "active", "retired"], "{csv}");
    let why = desk.refused(&["codebook", "s.postil", "--move", "Strain", "--under", "Old"]);
    assert_eq!(why, "postil: codebook: Strain cannot hang under itself");
    for wrong in [
        &["--merge", "night"][..],
        &["--into", "night"],
        &["--move", "night"],
        &["--dry-run"],
        &["--retire", "night", "--versions"],
        &["--move", "night", "--top", "--under", "Old"],
    ] {
        let mut all = vec!["codebook", "s.postil"];
        all.extend(wrong);
        assert_eq!(desk.run(&all).status, 2, "{wrong:?}");
    }
}

#[test]
fn looks_keys_and_status_go_out_and_come_back() {
    let desk = desk();
    for file in ["out.csv", "out.xlsx", "out.json", "out.tsv"] {
        desk.ok(&["codebook", "s.postil", "--out", file]);
        let copy = format!("{file}.postil");
        desk.ok(&["new", &copy]);
        desk.ok(&["codebook", &copy, "--import", file]);
        let csv = |study: &str| desk.ok(&["codebook", study, "--format", "csv"]);
        assert_eq!(csv(&copy), csv("s.postil"), "{file}");
    }
}

#[test]
fn versions_are_kept_listed_and_compared() {
    let desk = desk();
    let why = desk.refused(&["codebook", "s.postil", "--changes", "1"]);
    assert!(why.ends_with("there is no version 1; keep one with --keep-version NOTE"), "{why}");
    let kept = desk.ok(&["codebook", "s.postil", "--keep-version", "before the second round"]);
    assert_eq!(kept, "Keep version 1 of the codebook\n");
    let why = desk.refused(&["codebook", "s.postil", "--keep-version", ""]);
    assert!(why.ends_with("nothing has changed since version 1"), "{why}");
    desk.write("more.csv", "path,definition\nStrain,What tears people down.\nHope,\n");
    desk.ok(&["codebook", "s.postil", "--import", "more.csv"]);
    desk.ok(&["codebook", "s.postil", "--retire", "Tiredness"]);
    desk.ok(&["codebook", "s.postil", "--keep-version", "second"]);
    desk.ok(&["codebook", "s.postil", "--move", "Hope", "--under", "Strain"]);
    let list = desk.json(&["codebook", "s.postil", "--versions"]);
    let list = list.as_array().unwrap();
    assert_eq!((&list[0]["number"], &list[0]["codes"]), (&1.into(), &4.into()));
    assert_eq!((&list[1]["note"], &list[1]["coder"]), (&"second".into(), &"researcher".into()));
    let text = desk.ok(&["codebook", "s.postil", "--changes", "1..2"]);
    for line in [
        "# Codebook, version 1 to version 2",
        "## Strain",
        "- definition changed",
        "  - before: What wears people down.",
        "## Tiredness",
        "- retired",
        "## Hope",
        "- new",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    let value = desk.json(&["codebook", "s.postil", "--changes", "1"]);
    assert_eq!((&value["to"], &value["recheck"]), (&"now".into(), &3.into()));
    let moved = desk.json(&["codebook", "s.postil", "--changes", "2..now"]);
    assert_eq!(moved["changes"][0]["what"]["kind"], "moved");
    assert_eq!((moved["changes"].as_array().unwrap().len(), &moved["recheck"]), (1, &0.into()));
}

#[test]
fn a_code_that_goes_leaves_its_themes_to_the_one_that_takes_it_up() {
    let desk = desk();
    let themes = |sql: &str| {
        let file = rusqlite::Connection::open(desk.path("s.postil")).unwrap();
        if !sql.is_empty() {
            file.execute_batch(sql).unwrap();
        }
        let mut rows = file
            .prepare(
                "SELECT statement || ': ' || group_concat(name) FROM
                    (SELECT statement, name FROM themes
                     JOIN theme_codes ON theme_id = themes.id JOIN codes ON code_id = codes.id
                     ORDER BY themes.id, theme_codes.id)
                 GROUP BY statement ORDER BY statement",
            )
            .unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|row| row.unwrap()).collect::<Vec<_>>()
    };
    let before = themes(
        "INSERT INTO themes (id, guid, position, statement, state, created_at) VALUES
            (1, '018f0000-0000-7000-8000-000000000001', 1, 'Both', 'candidate', ''),
            (2, '018f0000-0000-7000-8000-000000000002', 2, 'Tired', 'kept', '');
         INSERT INTO theme_codes (theme_id, code_id)
            SELECT 1, id FROM codes WHERE name IN ('Strain', 'Tiredness');
         INSERT INTO theme_codes (theme_id, code_id) SELECT 2, id FROM codes WHERE name = 'Tiredness';",
    );
    assert_eq!(before, ["Both: Strain,Tiredness", "Tired: Tiredness"]);
    let told = desk.ok(&["codebook", "s.postil", "--merge", "Tiredness", "--into", "Strain"]);
    assert!(told.contains("Strain takes its place in 2 themes."), "{told}");
    assert_eq!(themes(""), ["Both: Strain", "Tired: Strain"]);
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(themes(""), before);
    desk.ok(&["check", "s.postil"]);
}
