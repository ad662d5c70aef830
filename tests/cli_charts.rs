//! `chart` on the command line: every kind of the sample study, in both formats, and what is refused.

use crate::support::Desk;
use serde_json::Value;

const KINDS: [&str; 6] =
    ["by-group", "heat-map", "together", "portrait", "over-time", "saturation"];

fn sample() -> Desk {
    let desk = Desk::new();
    desk.run(&["demo", "d"]);
    assert!(desk.path("d/waiting-rooms.postil").exists());
    desk
}

const STUDY: &str = "d/waiting-rooms.postil";

fn text(desk: &Desk, args: &[&str]) -> String {
    let mut all = vec!["chart", STUDY];
    all.extend(args);
    desk.ok(&all)
}

/// What stands in a file as words, in order.
fn words(svg: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in svg.split("<text ").skip(1) {
        let part = part.split("</text>").next().unwrap();
        let inside = part.split_once('>').unwrap().1;
        let inside = inside.rsplit_once("</title>").map_or(inside, |(_, words)| words);
        found.push(inside.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"));
    }
    found
}

#[test]
fn every_kind_is_written_as_svg_and_as_png() {
    let desk = sample();
    for kind in KINDS {
        let by: &[&str] =
            if matches!(kind, "by-group" | "heat-map") { &["--by", "role"] } else { &[] };
        let svg = text(&desk, &[&[kind], by].concat());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{kind}");
        assert!(words(&svg).len() > 20, "{kind}");
        assert!(words(&svg).iter().any(|line| line.starts_with("Drawn 2")), "{kind}");
        // The portraits of all documents are long: one is enough.
        let one: &[&str] = if kind == "portrait" { &["--document", "P01"] } else { &[] };
        let out = format!("{kind}.png");
        text(&desk, &[&[kind], by, one, &["--out", &out, "--palette", "greyscale"]].concat());
        let png = desk.read(&out);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() > 10_000, "{kind}");
    }
}

#[test]
fn a_chart_says_the_numbers_of_its_table() {
    let desk = sample();
    let table = desk.json(&["crosstab", STUDY, "--by", "role"]);
    let svg = text(&desk, &["heat-map", "--by", "role", "--empty"]);
    let groups = table["groups"].as_array().unwrap();
    for row in table["rows"].as_array().unwrap() {
        for (group, number) in groups.iter().zip(row["cells"].as_array().unwrap()) {
            let name = format!(
                "<title>{}, {}: {number} of {}</title>",
                row["code"].as_str().unwrap(),
                group["value"].as_str().unwrap(),
                group["participants"]
            );
            assert!(svg.contains(&name), "{name}");
        }
    }
    let pairs = desk.json(&["cooccurrence", STUDY]);
    let svg = text(&desk, &["together", "--most", "60"]);
    let drawn = svg.matches("<title>").count();
    assert!(drawn > pairs["pairs"].as_array().unwrap().len());
    for pair in pairs["pairs"].as_array().unwrap() {
        let ends = [&pair["a"], &pair["b"]]
            .map(|code| code.as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        let line = svg.lines().find(|line| {
            line.starts_with("<polyline") && ends.iter().all(|end| line.contains(end.as_str()))
        });
        let number = format!(": {} pair", pair["n12"]);
        assert!(line.is_some_and(|line| line.contains(&number)), "{ends:?} {number}");
    }
    let curve = desk.json(&["saturation", STUDY]);
    let svg = text(&desk, &["saturation"]);
    let said = words(&svg);
    let at = said.iter().position(|word| word == "So far").unwrap() + 1;
    let expected: Vec<String> = curve["interviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one: &Value| one["so_far"].to_string())
        .collect();
    assert_eq!(said[at..at + expected.len()], expected);
}

#[test]
fn no_words_of_a_transcript_stand_in_a_file() {
    let desk = sample();
    let svg = text(&desk, &["portrait"]);
    let list = desk.json(&["excerpts", STUDY]);
    let list = list.as_array().unwrap();
    assert!(list.len() > 100);
    for excerpt in list {
        let said: String = excerpt["text"].as_str().unwrap().chars().take(24).collect();
        let line = said.lines().next().unwrap();
        assert!(line.len() < 12 || !svg.contains(line), "{line}");
    }
}

#[test]
fn filters_hold_and_what_fits_no_chart_is_refused() {
    let desk = sample();
    let svg = text(&desk, &["heat-map", "--by", "role", "--code", "Credibility"]);
    let said = words(&svg);
    assert!(said.contains(&"Age dispute".to_owned()) && !said.contains(&"Delay".to_owned()));
    let usage = |args: &[&str]| {
        let mut all = vec!["chart", STUDY];
        all.extend(args);
        let ran = desk.run(&all);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        ran.err
    };
    assert!(usage(&["by-group"]).contains("add --by ATTRIBUTE"));
    assert!(usage(&["portrait", "--unit", "turn"]).contains("--unit says nothing of this chart"));
    assert!(usage(&["together", "--out", "a.gif"]).contains("use svg or png"));
    assert!(usage(&["over-time", "--level", "every"]).contains("leaf and top"));
    let no = ["chart", STUDY, "together", "--participant", "P10", "--code", "Age dispute"];
    assert!(desk.refused(&no).contains("there is nothing to draw"));
}

#[test]
fn what_is_hidden_stays_hidden_and_single_people_are_not_drawn_for_the_public() {
    let desk = sample();
    let svg = text(&desk, &["heat-map", "--by", "role", "--suppress", "3", "--merge-as", "Others"]);
    let table =
        desk.json(&["crosstab", STUDY, "--by", "role", "--suppress", "3", "--merge-as", "Others"]);
    let hidden = table["rows"].as_array().unwrap().iter().map(|row| {
        let cells = row["cells"].as_array().unwrap().iter().filter(|cell| cell.is_null()).count();
        cells + usize::from(row["total"].is_null())
    });
    let drawn = words(&svg).iter().filter(|word| *word == "hidden").count();
    assert_eq!(drawn, hidden.sum::<usize>());
    assert!(drawn > 0);
    for kind in ["together", "portrait", "over-time", "saturation"] {
        let told = desk.refused(&["chart", STUDY, kind, "--profile", "public"]);
        assert!(told.contains("single documents or few people"), "{told}");
        desk.refused(&["chart", STUDY, kind, "--suppress", "3"]);
    }
    let ran = desk.run(&["chart", STUDY, "by-group", "--by", "role", "--profile", "public"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(!ran.out.contains("P05"), "no ids for the public");
}
