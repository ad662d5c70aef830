//! What goes out and what does not: profiles, suppression, the list of what could say who is meant.

use crate::support::{Desk, cell};
use serde_json::{Value, json};

const STUDY: &str = "d/waiting-rooms.postil";

fn demo() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo", "d"]).status, 0);
    desk
}

/// The JSON of a table whose warnings are not looked at.
fn table(desk: &Desk, args: &[&str]) -> Value {
    let ran = desk.run(&[args, &["--json"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn without_a_profile_a_table_is_what_it_was() {
    let desk = demo();
    for args in [vec!["crosstab", STUDY, "--by", "role"], vec!["frequencies", STUDY]] {
        let plain = desk.json(&args);
        assert!(plain.get("profile").is_none() && plain["rows"][0].get("withheld").is_none());
        let mut working = desk.json(&[args.as_slice(), &["--profile", "working"]].concat());
        let notes = working["notes"].as_array_mut().unwrap();
        assert_eq!(notes.remove(0), "Internal: not to be passed on.");
        assert_eq!(working["notes"], plain["notes"]);
        for (working, plain) in
            working["rows"].as_array().unwrap().iter().zip(plain["rows"].as_array().unwrap())
        {
            for (name, value) in plain.as_object().unwrap() {
                assert_eq!(working[name], *value, "{name}");
            }
        }
    }
}

#[test]
fn the_public_sees_no_group_of_one_or_two_and_no_id() {
    let desk = demo();
    let args = ["crosstab", STUDY, "--by", "role", "--profile", "public"];
    let public = table(&desk, &args);
    let values: Vec<&Value> =
        public["groups"].as_array().unwrap().iter().map(|group| &group["value"]).collect();
    assert_eq!(values, ["ICTG", "LA worker"]);
    assert_eq!(public["total"]["participants"], 7);
    assert_eq!(public["left_out"]["excluded_participants"], Value::Null);
    for row in public["rows"].as_array().unwrap() {
        // Groups of three and four are said in words; the total of both can be shown.
        assert_eq!(row["cells"], json!([null, null]));
        assert_eq!(row["withheld"], json!(["small-group", "small-group"]));
        assert!(row["total"].is_u64());
    }
    let text = desk.run(&args);
    assert!(!text.out.contains("P0") && !text.out.contains("Police,"), "{}", text.out);
    // Before it is published: all seven speak of delay.
    assert!(text.err.starts_with("look before you publish"), "{}", text.err);
    assert!(text.err.contains("Delay × ICTG (everyone)"), "{}", text.err);
    assert!(!text.err.contains("Surveillance"), "{}", text.err);
    let merged = [&args[..], &["--merge-as", "other professionals"]].concat();
    let merged = table(&desk, &merged);
    assert_eq!(merged["groups"][2]["participants"], 3);
    assert_eq!(merged["groups"][2].get("merged"), None);
    assert_eq!(merged["total"]["participants"], 10);
    // Excerpts of the two solicitors and the police officer together.
    let open = desk.json(&["crosstab", STUDY, "--by", "role", "--measure", "words"]);
    let words = [&args[..], &["--measure", "words", "--merge-as", "others"]].concat();
    let words = table(&desk, &words);
    let sum = ["Police", "Solicitor"].map(|role| cell(&open, "Delay", role).as_u64().unwrap());
    assert_eq!(*cell(&words, "Delay", "others"), sum[0] + sum[1]);
    let ranges = table(&desk, &[&args[..], &["--measure", "rate"]].concat());
    let range = &ranges["rows"][0]["ranges"][0];
    assert_eq!(range, &Value::Null, "the ends of a range are single people’s rates");
}

#[test]
fn small_numbers_are_hidden_and_what_gives_them_away() {
    let desk = demo();
    let by_site = ["crosstab", STUDY, "--by", "site", "--suppress", "3"];
    let sites = desk.json(&by_site);
    let open = desk.json(&["crosstab", STUDY, "--by", "site"]);
    assert_eq!(sites["suppress"], 3);
    let mut hidden = 0;
    for (row, plain) in
        sites["rows"].as_array().unwrap().iter().zip(open["rows"].as_array().unwrap())
    {
        let stars = row["cells"].as_array().unwrap().iter().filter(|cell| cell.is_null()).count();
        assert!(stars != 1, "one hidden cell is the total less the others: {row}");
        hidden += stars;
        for at in 0..3 {
            let (n, of) =
                (plain["cells"][at].as_u64().unwrap(), plain["denominators"][at].as_u64().unwrap());
            let small = |n: u64| n > 0 && n < 3;
            assert!(!(small(n) || small(of - n)) || row["cells"][at].is_null(), "{row}");
            assert!(row["cells"][at].is_null() || row["cells"][at] == n);
            assert_eq!(row["cells"][at].is_null(), row["denominators"][at].is_null());
        }
    }
    assert!(hidden > 20 && hidden < 90, "{hidden}");
    // Rates of hidden cells are hidden, too.
    let rates = desk.json(&[&by_site[..], &["--measure", "rate"]].concat());
    for (row, rate) in
        sites["rows"].as_array().unwrap().iter().zip(rates["rows"].as_array().unwrap())
    {
        for at in 0..3 {
            assert!(!row["cells"][at].is_null() || rate["cells"][at].is_null());
        }
    }
    let text = desk.ok(&by_site);
    assert!(text.contains("“*”: 1 to 2 participants, or as many who do not say it"), "{text}");
    let line = text.lines().find(|line| line.contains("Life on hold")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>().join(" "), "Life on hold * * * 6 of 10");
    // Of ten participants nine share information: one does not.
    let list = desk.json(&["frequencies", STUDY, "--suppress", "3"]);
    let rows = list["rows"].as_array().unwrap();
    let sharing = rows.iter().find(|row| row["code"] == "Information sharing").unwrap();
    for field in ["participants", "excerpts", "words", "all_excerpts"] {
        assert_eq!(sharing[field], Value::Null, "{field}");
    }
    assert_eq!(sharing["withheld"]["participants"], "suppressed");
}

#[test]
fn what_cannot_be_made_safe_is_refused() {
    let desk = demo();
    let refused = |args: &[&str]| desk.refused(&[&["crosstab", STUDY, "--by"], args].concat());
    assert_eq!(
        refused(&["role", "--suppress", "5"]),
        "postil: crosstab: every cell would have to be hidden; merge the groups, or give the codes \
         without groups"
    );
    assert!(refused(&["role", "--by", "site", "--profile", "public"]).contains("role and site"));
    assert!(refused(&["site", "--profile", "supervisor"]).contains("shows no site"));
    assert!(
        refused(&["role", "--where", "site=A", "--profile", "public"]).contains("role and site")
    );
    assert!(refused(&["role", "--merge-as", "ICTG"]).contains("there is a group ICTG already"));
    let one = ["frequencies", STUDY, "--participant", "P01", "--profile", "public"];
    assert!(desk.refused(&one).contains("1 participant is too few"));
    assert_eq!(desk.run(&["crosstab", STUDY, "--by", "role", "--suppress-zeros"]).status, 2);
    assert_eq!(desk.run(&["crosstab", STUDY, "--by", "role", "--profile", "all"]).status, 2);
}

#[test]
fn who_could_be_told_apart() {
    let desk = demo();
    // The study's own specification: ten of ten with experience, eight of ten without.
    let all = ["disclosure", STUDY, "--by", "role", "--by", "site", "--by", "experience"];
    let found = desk.json(&all);
    assert_eq!((&found["unique"], &found["participants"]), (&json!(10), &json!(10)));
    let found = desk.json(&["disclosure", STUDY, "--by", "role", "site"]);
    assert_eq!(found["unique"], 8);
    let shared: Vec<&Value> = found["combinations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["participants"].as_array().unwrap().len() == 2)
        .collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0]["participants"], json!(["P01", "P02"]));
    let roles = desk.json(&["disclosure", STUDY, "--by", "role"]);
    assert_eq!(roles["one_person"], json!([{"value": "Police", "participants": ["P10"]}]));
    let small: Vec<&Value> =
        roles["combinations"].as_array().unwrap().iter().map(|c| &c["value"]).collect();
    assert_eq!(small, ["Police", "Solicitor"]);
    // As many cells as the crosstab has of all and of none.
    let table = desk.json(&["crosstab", STUDY, "--by", "role"]);
    let (mut everyone, mut no_one) = (0, 0);
    for row in table["rows"].as_array().unwrap() {
        for at in 0..4 {
            everyone += usize::from(row["cells"][at] == row["denominators"][at]);
            no_one += usize::from(row["cells"][at] == 0);
        }
    }
    assert_eq!(roles["everyone"].as_array().unwrap().len(), everyone);
    assert_eq!(roles["no_one"].as_array().unwrap().len(), no_one);
    let text = desk.ok(&["disclosure", STUDY, "--by", "role"]);
    assert!(text.contains("By role, 1 of 10 participants stands alone."), "{text}");
}

/// One interview is one participant's: where participants are said in words, so are documents.
#[test]
fn documents_give_no_participants_away() {
    let desk = demo();
    let one_each: Vec<String> =
        (1..=10).flat_map(|n| ["--document".to_owned(), format!("P{n:02}")]).collect();
    let one_each: Vec<&str> = one_each.iter().map(String::as_str).collect();
    let args = ["crosstab", STUDY, "--by", "role", "--profile", "public", "--measure", "documents"];
    for percent in [&[][..], &["--percent", "group"]] {
        let documents = table(&desk, &[&args[..], percent, &one_each].concat());
        for row in documents["rows"].as_array().unwrap() {
            assert_eq!(row["cells"], json!([null, null]), "{row}");
        }
        let told = documents["notes"].to_string();
        assert!(told.contains("and their documents are not shown"), "{told}");
    }
    let four = ["frequencies", STUDY, "--profile", "public", "--where", "role=ICTG"];
    for row in table(&desk, &four)["rows"].as_array().unwrap() {
        assert_eq!(
            (&row["participants"], &row["documents"]),
            (&Value::Null, &Value::Null),
            "{row}"
        );
        assert_eq!(row["withheld"]["documents"], "small-group");
        assert!(row["excerpts"].is_u64());
    }
    let open = table(&desk, &["frequencies", STUDY, "--profile", "public"]);
    assert!(open["rows"][0]["documents"].is_u64(), "seven and more are shown");
}
