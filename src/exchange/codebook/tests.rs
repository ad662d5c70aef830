//! Codebooks in every format, there and back.

use super::*;
use proptest::prelude::*;

fn paths(book: &NewCodebook) -> Vec<String> {
    book.codes.iter().map(|code| format!("{} {}", code.line, code.path.join("/"))).collect()
}

fn check(name: &str, text: &str, expected: &[&str], refused: &[&str]) -> NewCodebook {
    let book = read_codebook(name, text.as_bytes()).unwrap();
    assert_eq!(paths(&book), expected, "{text}");
    let got: Vec<String> = book.refused.iter().map(ToString::to_string).collect();
    assert_eq!(got, refused, "{text}");
    book
}

#[test]
fn tables_give_a_tree() {
    check(
        "a.csv",
        "code,category\ndelay,Time\nlimbo,Time\nharm,Health\n",
        &["0 Time", "2 Time/delay", "3 Time/limbo", "0 Health", "4 Health/harm"],
        &[],
    );
    check(
        "a.csv",
        "name;parent;colour\nletters;delay;#F00\ndelay;Time;00ff00\nTime;;\n",
        &["0 Time", "3 Time/delay", "2 Time/delay/letters"]
            .map(|s| if s == "0 Time" { "4 Time" } else { s }),
        &[],
    );
    check("a.csv", "code,category\ntrust,Trust\n", &["0 Trust", "2 Trust/trust"], &[]);
    check("a.csv", "path,definition\nA/B,x\nA,y\n", &["3 A", "2 A/B"], &[]);
    check("a.csv", "name,parent\nx,A/B\n", &["0 A", "0 A/B", "2 A/B/x"], &[]);
    check(
        "a.csv",
        "name,parent\na,b\nb,a\nc,\n,\n ,D\nC,\n",
        &["4 c"],
        &[
            "line 2: its parents go round in a circle, or more than 32 levels up",
            "line 3: its parents go round in a circle, or more than 32 levels up",
            "line 6: the code has no name",
            "line 7: C stands on line 4 already",
        ],
    );
    assert!(
        read_codebook("a.csv", b"label\nx").unwrap_err().to_string().contains("no column name")
    );
}

#[test]
fn a_merged_category_is_that_of_every_code_beside_it() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (code, category)) in
        [("code", "category"), ("delay", ""), ("limbo", ""), ("harm", "Health")]
            .into_iter()
            .enumerate()
    {
        sheet.write_string(row as u32, 0, code).unwrap();
        sheet.write_string(row as u32, 1, category).unwrap();
    }
    sheet.merge_range(1, 1, 2, 1, "Time", &rust_xlsxwriter::Format::new()).unwrap();
    let book = read_codebook("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        paths(&book),
        ["0 Time", "2 Time/delay", "3 Time/limbo", "0 Health", "4 Health/harm"]
    );
    assert_eq!(book.notes[0].note, "merged cells stand for every row they cover: rows 2–3");
}

#[test]
fn marks_of_lists_are_no_part_of_a_name() {
    let check = |text: &str, expected: &[&str]| {
        let book = read_codebook("a.txt", text.as_bytes()).unwrap();
        let got: Vec<String> = book.codes.iter().map(|code| code.path.join("/")).collect();
        assert_eq!(got, expected, "{text}");
    };
    check("•\tDelay\n\to\tCourt\n", &["Delay", "Delay/Court"]);
    check("1.\tDelay\n2)\tHarm\n2.1\tFear\n", &["Delay", "Harm", "Fear"]);
    check("-\tDelay\na)\tHarm\n\u{f0b7}\t Fear\n", &["Delay", "Harm", "Fear"]);
    check("- Delay\n  - Court\n* Harm\n", &["Delay", "Delay/Court", "Harm"]);
    // A name, and its definition behind the tab.
    check("Delay\t1. waits\n2020\tthe year\no tempo\n", &["Delay", "2020", "o tempo"]);
    let book = read_codebook("a.txt", "•\tDelay\twaits\n".as_bytes()).unwrap();
    assert_eq!(book.codes[0].fields.definition, "waits");
}

#[test]
fn a_table_in_markdown_is_refused() {
    let row = CodeRow {
        path: vec!["Time".to_owned()],
        fields: CodeFields { name: "Time".to_owned(), ..CodeFields::default() },
        retired: false,
    };
    let mut bytes = Vec::new();
    crate::exchange::formats::write_sheet(
        &codebook_sheet(&[row]),
        crate::exchange::formats::Format::Md,
        &mut bytes,
    )
    .unwrap();
    let error = read_codebook("book.md", &bytes).unwrap_err().to_string();
    assert!(error.contains("csv, xlsx, json or indented text"), "{error}");
    let list = read_codebook("book.md", b"- Delay\n  - Court | hearing\n- ---\n").unwrap();
    assert_eq!(list.codes.len(), 3);
}

#[test]
fn json_and_text_give_the_same_tree() {
    let expected = ["Time", "Time/delay", "Time/delay/letters", "Harm"];
    let bare =
        |book: NewCodebook| book.codes.iter().map(|code| code.path.join("/")).collect::<Vec<_>>();
    let json = r##"[{"name":"Time","children":[{"name":"delay","definition":"waits","color":"#112233","children":[{"code":"letters"}]}]},{"name":"Harm"}]"##;
    let book = read_codebook("a.json", json.as_bytes()).unwrap();
    assert_eq!(book.codes[1].fields.definition, "waits");
    assert_eq!(book.codes[1].fields.color, "#112233");
    assert_eq!(bare(book), expected);
    for text in [
        "Time\n\tdelay\twaits\n\t\tletters\nHarm\n",
        "Time\n  - delay\n      - letters\n\nHarm",
        "Time >> delay >> letters\nHarm\n",
    ] {
        assert_eq!(bare(read_codebook("a.txt", text.as_bytes()).unwrap()), expected, "{text}");
    }
    assert!(read_codebook("a.json", b"{").unwrap_err().to_string().contains("no json"));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(read_codebook("a.json", deep.as_bytes()).is_err());
    let steep: Vec<String> = (0..200).map(|n| " ".repeat(n) + "x").collect();
    let book = read_codebook("a.txt", steep.join("\n").as_bytes()).unwrap();
    assert!(!book.refused.is_empty() && book.codes.len() == 32);
}

fn rows() -> impl Strategy<Value = Vec<CodeRow>> {
    let words = "[=+@'\"a-c,;é \n-]{0,6}";
    let looks = ("[A-Z=@é-]{0,3}", "[a-h]?", any::<bool>());
    proptest::collection::vec((0usize..4, "[=+@'a-c é-]{1,6}", words, words, looks), 0..12)
        .prop_map(|raw| {
            let mut rows: Vec<CodeRow> = Vec::new();
            let mut path: Vec<String> = Vec::new();
            for (n, (depth, name, definition, example, (badge, key, retired))) in
                raw.into_iter().enumerate()
            {
                path.truncate(depth.min(path.len()));
                // Names are trimmed and unique here, as the study keeps them.
                path.push(format!("{}{n}", name.trim_start()));
                let fields = CodeFields {
                    name: path.last().unwrap().clone(),
                    definition,
                    example,
                    badge,
                    key,
                    ..CodeFields::default()
                };
                rows.push(CodeRow { path: path.clone(), fields, retired });
            }
            rows
        })
}

/// A codebook that was read, as it would be written.
fn back(book: NewCodebook) -> Vec<CodeRow> {
    let each = book.codes.into_iter().map(|code| CodeRow {
        path: code.path,
        fields: code.fields,
        retired: code.retired == Some(true),
    });
    each.collect()
}

#[test]
fn a_workbook_that_goes_out_comes_back() {
    let row = |path: &[&str], key: &str, retired| CodeRow {
        path: path.iter().map(|&name| name.to_owned()).collect(),
        fields: CodeFields {
            name: path.last().copied().unwrap_or_default().to_owned(),
            definition: "=first\nsecond".to_owned(),
            badge: "D!".to_owned(),
            key: key.to_owned(),
            color: "#0072b2".to_owned(),
            ..CodeFields::default()
        },
        retired,
    };
    let rows = [
        row(&["Time"], "", false),
        row(&["Time", "-delay"], "d", true),
        row(&["Harm"], "h", false),
    ];
    let mut bytes = Vec::new();
    let sheet = codebook_sheet(&rows);
    crate::exchange::formats::write_sheet(
        &sheet,
        crate::exchange::formats::Format::Xlsx,
        &mut bytes,
    )
    .unwrap();
    assert_eq!(back(read_codebook("book.xlsx", &bytes).unwrap()), rows);
}

#[test]
fn a_file_that_says_nothing_of_a_status_changes_none() {
    let status = |text: &str| {
        let book = read_codebook("a.csv", text.as_bytes()).unwrap();
        book.codes.iter().map(|code| code.retired).collect::<Vec<_>>()
    };
    assert_eq!(status("name\na\n"), [None]);
    let said = "name,status\na,retired\nb,Active\nc,\nd,draft\n";
    assert_eq!(status(said), [Some(true), Some(false), None, None]);
}

proptest! {
    #[test]
    fn what_goes_out_comes_back(rows in rows()) {
        for (name, bytes) in [("a.csv", write_codebook_csv(&rows)), ("a.json", write_codebook_json(&rows))] {
            let book = read_codebook(name, &bytes).unwrap();
            prop_assert_eq!(&back(book), &rows);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-b/> \\t\\n,\"{}\\[\\]:]{0,60}") {
        for name in ["a.csv", "a.json", "a.txt"] {
            prop_assert!(!matches!(read_codebook(name, &bytes), Err(ImportError::Bug(_))));
            prop_assert!(!matches!(read_codebook(name, text.as_bytes()), Err(ImportError::Bug(_))));
        }
    }
}
