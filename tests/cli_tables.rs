//! `cooccurrence`, `matrix`, `coverage` and `saturation` on the command line: a small study whose
//! numbers can be counted with a finger, and the sample study, whose numbers another program counted.

use crate::support::Desk;
use serde_json::{Value, json};
use std::fmt::Write as _;

const D1: &str = "INT: How long?\n\nP01: We waited. It hurt.\n\nP02: I waited too.\n";
const D2: &str = "INT: And now?\n\nP01: Nothing new.\n\nP01: Still afraid.\n";

/// Two documents, three codes. Told by the words that are coded.
fn small() -> Desk {
    let desk = Desk::new();
    desk.write("D1.txt", D1);
    desk.write("D2.txt", D2);
    desk.write("people.csv", "id,role\nP01,nurse\nP02,porter\nP03,porter\n");
    let mut codings = "document,start,end,code,coder\n".to_owned();
    for (document, text, words, code) in [
        ("D1", D1, "We waited", "Time/delay"),
        ("D1", D1, "waited. It hurt", "Harm/pain"),
        ("D1", D1, "waited too", "Time/delay"),
        ("D1", D1, "How long", "Harm/pain"),
        ("D2", D2, "Still afraid", "Harm/fear"),
        ("D2", D2, "afraid", "Harm/pain"),
    ] {
        let start = text.find(words).unwrap();
        writeln!(codings, "{document},{start},{},{code},ana", start + words.len()).unwrap();
    }
    desk.write("codings.csv", codings);
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["participants", "s.postil", "--import", "people.csv"]);
    desk.ok(&["import", "s.postil", "D1.txt", "D2.txt"]);
    desk.ok(&["codings", "s.postil", "--import", "codings.csv"]);
    desk
}

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value}"))
}

fn pair<'v>(table: &'v Value, a: &str, b: &str) -> &'v Value {
    let mut all = list(table, "pairs").iter();
    let found = all.find(|p| (p["a"] == a && p["b"] == b) || (p["a"] == b && p["b"] == a));
    found.unwrap_or_else(|| panic!("no pair {a} {b} in {table}"))
}

/// The reader of JSON may be off by the last bit.
fn near(found: &Value, expected: f64) {
    let number = found.as_f64().unwrap_or(f64::NAN);
    assert!((number - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn codes_by_codes_of_the_small_study() {
    let desk = small();
    let table = desk.json(&["cooccurrence", "s.postil"]);
    assert_eq!(table["unit"], "overlap");
    let codes: Vec<(&Value, &Value)> =
        list(&table, "codes").iter().map(|code| (&code["path"], &code["n"])).collect();
    let expected = [("Time/delay", 2), ("Harm/pain", 2), ("Harm/fear", 1)];
    assert_eq!(codes.len(), 3, "Time and Harm only hold others together");
    for ((path, n), (name, count)) in codes.iter().zip(expected) {
        assert_eq!((*path, *n), (&json!(name), &json!(count)));
    }
    assert_eq!(list(&table, "pairs").len(), 2);
    let delay = pair(&table, "Time/delay", "Harm/pain");
    assert_eq!((&delay["n12"], &delay["out_of_range"]), (&json!(1), &json!(false)));
    near(&delay["c"], 1.0 / 3.0);
    // "We waited" and "waited too" are 19 characters, "waited. It hurt" and "afraid" 21; "waited" is 6.
    assert_eq!(delay["characters_both"], 6);
    assert_eq!(delay["characters_either"], 19 + 21 - 6);
    near(&delay["share_of_a"], 0.5);
    near(&pair(&table, "Harm/fear", "Harm/pain")["c"], 0.5);
    assert_eq!(table["left_out"]["interviewer_only"], 1);
    let turns = desk.json(&["cooccurrence", "s.postil", "--unit", "turn"]);
    near(&pair(&turns, "Time/delay", "Harm/pain")["c"], 1.0 / 3.0);
    let documents = desk.json(&["cooccurrence", "s.postil", "--unit", "document"]);
    let delay = pair(&documents, "Time/delay", "Harm/pain");
    assert_eq!((&delay["n1"], &delay["n2"], &delay["n12"]), (&json!(1), &json!(2), &json!(1)));
    let rolled = desk.json(&["cooccurrence", "s.postil", "--roll-up"]);
    assert_eq!(list(&rolled, "codes").len(), 5);
    assert_eq!(pair(&rolled, "Time", "Harm")["n12"], 1);
    let only = desk.json(&["cooccurrence", "s.postil", "--document", "D2"]);
    assert_eq!(list(&only, "pairs").len(), 1);
    let shown = desk.ok(&["cooccurrence", "s.postil", "--pairs"]);
    let rows: Vec<&str> = shown.lines().filter(|line| line.contains("Harm/pain")).collect();
    assert!(rows[0].contains("0.500") && rows[1].contains("0.333"), "{shown}");
    let csv = desk.ok(&["cooccurrence", "s.postil", "--format", "csv"]);
    assert!(csv.contains("delay,2,,1,0"), "{csv}");
    let usage = desk.run(&["cooccurrence", "s.postil", "--unit", "page"]);
    assert!(usage.status == 2 && usage.err.contains("overlap, turn, document"), "{}", usage.err);
}

#[test]
fn matrix_and_coverage_of_the_small_study() {
    let desk = small();
    let table = desk.json(&["matrix", "s.postil", "--rows", "participant"]);
    let cells: Vec<(&Value, &Value, &Value)> =
        list(&table, "rows").iter().map(|row| (&row["id"], &row["cells"], &row["sum"])).collect();
    // Time, delay, Harm, pain, fear.
    let nobody = json!([null, null, null, null, null]);
    assert_eq!(
        cells,
        [
            (&json!("P01"), &json!([1, 1, 3, 2, 1]), &json!(4)),
            (&json!("P02"), &json!([1, 1, 0, 0, 0]), &json!(1)),
            (&json!("P03"), &nobody, &Value::Null),
        ]
    );
    assert!(table["rows"][2]["why"].as_str().unwrap().contains("speaks"));
    assert_eq!(table["codes"][0]["sum"], 2);
    let csv = desk.ok(&["matrix", "s.postil", "--rows", "document", "--binary", "--format", "csv"]);
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines,
        [
            "Document,Time,delay,Harm,pain,fear,Sum",
            "D1,1,1,1,1,0,4",
            "D2,0,0,1,1,1,3",
            "Sum,1,1,2,2,1,"
        ]
    );
    let words = desk.json(&["matrix", "s.postil", "--rows", "document", "--measure", "words"]);
    assert_eq!(words["rows"][0]["cells"], json!([4, 4, 3, 3, 0]));
    let usage = desk.run(&["matrix", "s.postil", "--rows", "document", "--measure", "rate"]);
    assert!(usage.status == 2 && usage.err.contains("excerpts, words"), "{}", usage.err);

    let table = desk.json(&["coverage", "s.postil", "--by", "role"]);
    let nurse = &table["rows"][0];
    // "We waited. It hurt" of "We waited. It hurt.", and "Still afraid" of "Nothing new." and
    // "Still afraid.".
    assert_eq!(nurse["id"], "nurse");
    assert_eq!(nurse["coded"]["characters"], 18 + 12);
    assert_eq!(nurse["base"]["characters"], 19 + 12 + 13);
    near(&nurse["coverage"], 30.0 / 44.0);
    assert_eq!((&nurse["uncoded_turns"], &nurse["base"]["turns"]), (&json!(1), &json!(3)));
    near(&table["total"]["coverage"], 40.0 / 57.0);
    let people = desk.json(&["coverage", "s.postil", "--by", "participant"]);
    assert_eq!(
        (&people["rows"][2]["id"], &people["rows"][2]["coverage"]),
        (&json!("P03"), &Value::Null)
    );
    let turns = desk.json(&["coverage", "s.postil", "--uncoded"]);
    assert_eq!(list(&turns, "turns").len(), 1);
    let turn = &turns["turns"][0];
    assert_eq!((&turn["document"], &turn["turn"]), (&json!("D2"), &json!(2)));
    assert_eq!((&turn["text"], &turn["participant"]), (&json!("Nothing new."), &json!("P01")));
    let at = D2.find("Nothing").unwrap();
    assert_eq!((&turn["start"], &turn["end"]), (&json!(at), &json!(at + 12)));
    let harm =
        desk.json(&["coverage", "s.postil", "--uncoded", "--code", "Harm", "--participant", "P02"]);
    assert_eq!(harm["turns"][0]["text"], "I waited too.");
}

#[test]
fn new_codes_of_the_small_study_in_any_order() {
    let desk = small();
    let ask = |more: &[&str]| {
        let mut args = vec!["saturation", "s.postil", "--base", "1", "--run", "1"];
        args.extend(more);
        desk.json(&args)
    };
    let told = |table: &Value| -> Vec<(String, u64)> {
        let one = |i: &Value| (i["name"].as_str().unwrap().to_owned(), i["new"].as_u64().unwrap());
        list(table, "interviews").iter().map(one).collect()
    };
    let pairs = |told: &[(&str, u64)]| -> Vec<(String, u64)> {
        told.iter().map(|(name, new)| ((*name).to_owned(), *new)).collect()
    };
    let table = ask(&[]);
    assert_eq!(table["order"], "import");
    assert_eq!(told(&table), pairs(&[("D1", 2), ("D2", 1)]));
    assert_eq!(table["runs"], json!([{"interviews": [2, 2], "new_in_run": 1, "ratio": 0.5}]));
    assert_eq!((&table["notation"], &table["base_sum"]), (&Value::Null, &json!(2)));
    // Two codes in one of two interviews, one in both: two expected in one.
    assert_eq!(table["interviews"][0]["expected"], json!(2.0));
    assert_eq!(table["interviews"][1]["expected"], json!(3.0));
    assert_eq!(ask(&["--threshold", "0.5"])["notation"], "1+1");
    desk.write("order.txt", "D2\nD1\n");
    assert_eq!(told(&ask(&["--order", "order.txt"])), pairs(&[("D2", 2), ("D1", 1)]));
    assert_eq!(told(&ask(&["--per", "participant"])), pairs(&[("P01", 3), ("P02", 0)]));
    assert_eq!(told(&ask(&["--level", "top"])), pairs(&[("D1", 2), ("D2", 0)]));
    desk.write("half.txt", "D2\n");
    let said = desk.refused(&["saturation", "s.postil", "--order", "half.txt"]);
    assert_eq!(said, "postil: half.txt: D1 is missing in it");
    desk.write("wrong.txt", "D2\nD9\n");
    let said = desk.refused(&["saturation", "s.postil", "--order", "wrong.txt"]);
    assert_eq!(said, "postil: wrong.txt line 2: there is no document D9");
    let said = desk.refused(&["saturation", "s.postil", "--order", "date"]);
    assert!(said.contains("no attribute says when the interviews were held"), "{said}");
    // What the documents say of themselves goes before everything else.
    let days = ["--held-on", "D1=2024-06-02", "--held-on", "D2=2024-06-01"];
    desk.ok(&[&["documents", "s.postil"], &days[..]].concat());
    assert_eq!(told(&ask(&[])), pairs(&[("D2", 2), ("D1", 1)]));
    assert_eq!(ask(&["--order", "date"])["interviews"][0]["date"], "2024-06-01");
    // Where one day is missing the order of import is the better one.
    desk.ok(&["documents", "s.postil", "--held-on", "D2="]);
    assert_eq!(told(&ask(&[])), pairs(&[("D1", 2), ("D2", 1)]));
    // All days that are said at once are one step.
    desk.ok(&["undo", "s.postil", "2"]);
    assert_eq!(told(&ask(&[])), pairs(&[("D1", 2), ("D2", 1)]));
    assert_eq!(desk.json(&["documents", "s.postil"])[0]["held_on"], "");
    // With dates they stand by date, and the table says so.
    desk.write("dates.csv", "id,interview date\nP01,2024-05-02\nP02,2024-03-01\n");
    desk.ok(&["participants", "s.postil", "--import", "dates.csv"]);
    let dated = ask(&["--per", "participant"]);
    assert_eq!(dated["order"], "date");
    assert_eq!(told(&dated), pairs(&[("P02", 1), ("P01", 2)]));
    let shown = desk.ok(&["saturation", "s.postil", "--per", "participant"]);
    assert!(
        shown
            .contains("New codes by participant, in the order of dates (attribute interview date)"),
        "{shown}"
    );
    for format in ["text", "csv", "tsv", "html", "md", "json"] {
        let shown = desk.ok(&["saturation", "s.postil", "--format", format]);
        assert!(!shown.to_lowercase().contains("saturat"), "{shown}");
    }
}

const STUDY: &str = "s.postil";

fn sample() -> Desk {
    let desk = Desk::new();
    drop(postil::study::sample::create(&desk.path(STUDY), None).unwrap());
    desk
}

#[test]
fn codes_by_codes_of_the_sample() {
    let desk = sample();
    let (delay, advocacy) =
        ("Time and waiting/Delay", "Toll and response/Advocacy and work-arounds");
    let (limbo, toll) = ("Time and waiting/Life on hold", "Toll and response/Emotional toll");
    let check = |unit: &str, pairs: usize, sum: u64, of: [[u64; 3]; 2]| {
        let table = desk.json(&["cooccurrence", STUDY, "--unit", unit]);
        assert_eq!(list(&table, "codes").len(), 24, "{unit}");
        assert_eq!(list(&table, "pairs").len(), pairs, "{unit}");
        let all = list(&table, "pairs").iter().map(|pair| pair["n12"].as_u64().unwrap());
        assert_eq!(all.sum::<u64>(), sum, "{unit}");
        for ((a, b), expected) in [(delay, advocacy), (limbo, toll)].into_iter().zip(of) {
            let pair = pair(&table, a, b);
            let found = ["n1", "n2", "n12"].map(|name| pair[name].as_u64().unwrap());
            assert_eq!(found, expected, "{unit} {a} {b}");
        }
        table
    };
    let overlap = check("overlap", 22, 37, [[26, 12, 3], [11, 12, 4]]);
    let found = pair(&overlap, limbo, toll);
    assert_eq!(
        (&found["characters_both"], &found["characters_either"]),
        (&json!(146), &json!(2185))
    );
    near(&found["c"], 4.0 / 19.0);
    assert_eq!((&found["a_with_b"], &found["b_with_a"]), (&json!(4), &json!(4)));
    check("turn", 105, 175, [[19, 11, 5], [7, 10, 6]]);
    check("document", 276, 1464, [[12, 7, 7], [7, 8, 7]]);
    // The strongest first.
    let pairs = desk.json(&["cooccurrence", STUDY, "--pairs"]);
    assert_eq!((&pairs["pairs"][0]["a"], &pairs["pairs"][0]["b"]), (&json!(limbo), &json!(toll)));
    for file in ["m.csv", "m.xlsx", "m.docx", "m.html", "m.md", "m.json", "m.tsv", "m.txt"] {
        desk.ok(&["cooccurrence", STUDY, "--out", file]);
        assert!(desk.read(file).len() > 1_500, "{file}");
    }
}

#[test]
fn rows_of_the_sample() {
    let desk = sample();
    let table =
        desk.json(&["matrix", STUDY, "--rows", "participant", "--code", "Time and waiting"]);
    let row = |id: &str| -> &Value {
        let mut rows = list(&table, "rows").iter();
        rows.find(|row| row["id"] == id).unwrap()
    };
    // Time and waiting, Delay, Life on hold, Stalled proceedings, Turning eighteen while waiting.
    assert_eq!(row("P03")["cells"], json!([10, 4, 2, 2, 2]));
    assert_eq!(row("P08")["cells"], json!([11, 5, 1, 4, 1]));
    // The numbers are those of the crosstab of one participant.
    for person in ["P03", "P08"] {
        let own = desk.json(&[
            "frequencies",
            STUDY,
            "--participant",
            person,
            "--code",
            "Time and waiting",
        ]);
        let excerpts: Vec<&Value> = list(&own, "rows").iter().map(|row| &row["excerpts"]).collect();
        assert_eq!(row(person)["cells"], json!(excerpts));
    }
    let table = desk.json(&["coverage", STUDY]);
    let found: Vec<[u64; 4]> = list(&table, "rows")
        .iter()
        .chain([&table["total"]])
        .map(|row| {
            let at = |of: &str, name: &str| row[of][name].as_u64().unwrap();
            [
                at("coded", "characters"),
                at("base", "characters"),
                at("coded", "turns"),
                at("base", "turns"),
            ]
        })
        .collect();
    assert_eq!(found[0], [2644, 3926, 11, 15]);
    assert_eq!(found[10..], [[1159, 2084, 5, 8], [1990, 3522, 9, 27], [33_035, 45_773, 136, 187]]);
    let turns = desk.json(&["coverage", STUDY, "--uncoded"]);
    assert_eq!(list(&turns, "turns").len(), 187 - 136);
    let last = list(&turns, "turns").last().unwrap();
    let document = last["document"].as_str().unwrap();
    let text: Vec<char> = desk.ok(&["text", STUDY, document]).chars().collect();
    let at = |name: &str| last[name].as_u64().unwrap() as usize;
    let words: String = text[at("start")..at("end")].iter().collect();
    assert_eq!(last["text"], words.as_str());
}

#[test]
fn new_codes_of_the_sample() {
    let desk = sample();
    let table = desk.json(&["saturation", STUDY]);
    let new: Vec<u64> =
        list(&table, "interviews").iter().map(|one| one["new"].as_u64().unwrap()).collect();
    assert_eq!(new, [16, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!((&table["notation"], &table["base_sum"]), (&json!("4+2"), &json!(24)));
    let expected = |at: usize| table["interviews"][at]["expected"].as_f64().unwrap();
    for (at, value) in
        [(0, 15.666_666_666_666_668), (1, 21.030_303_030_303_03), (5, 23.967_532_467_532_465)]
    {
        assert!((expected(at) - value).abs() < 1e-9, "{at}");
    }
    desk.write("back.txt", "FG1\nP03-2\nP10\nP09\nP08\nP07\nP06\nP05\nP04\nP03\nP02\nP01\n");
    let back = desk.json(&["saturation", STUDY, "--order", "back.txt"]);
    let new: Vec<u64> =
        list(&back, "interviews").iter().map(|one| one["new"].as_u64().unwrap()).collect();
    assert_eq!(new, [11, 4, 5, 2, 2, 0, 0, 0, 0, 0, 0, 0]);
    // Two of 22 in interviews 5 and 6, none in 6 and 7.
    near(&back["runs"][0]["ratio"], 2.0 / 22.0);
    assert_eq!(back["notation"], "5+2");
}
