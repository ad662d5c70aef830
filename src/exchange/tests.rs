//! What is written is read back with other libraries.

use super::excerpt_files::{Dress, write_excerpts};
use super::formats::{Format, sheet_bytes};
use super::sheet::{Cell, Column, Row, Sheet};
use super::tables::{crosstab_json, crosstab_sheet, frequencies_json, frequencies_sheet};
use crate::analysis::testing::Builder;
use crate::analysis::{CrosstabSpec, Measure, Percent, crosstab, excerpts, frequencies};
use crate::model::{AttributeKind, Corpus, Filter};
use calamine::{Data, Reader as _, Xlsx};
use std::io::{Cursor, Read as _};

fn sheet() -> Sheet {
    Sheet {
        title: "Codes by role: excerpts".to_owned(),
        subtitle: vec!["a < b & c".to_owned()],
        columns: vec![Column::text("Code"), Column::number("LA worker"), Column::number("=ICTG")],
        head: vec![row(0, vec![text("Participants"), Cell::Int(2), Cell::Int(1)])],
        rows: vec![
            row(0, vec![text("Time | waiting"), Cell::Fraction { n: 3, of: 4 }, Cell::Dash]),
            row(
                1,
                vec![
                    text("=delay"),
                    Cell::Number { value: 18.691_588_785, decimals: 2 },
                    Cell::Percent { value: 1.0 / 3.0, decimals: 1 },
                ],
            ),
            row(
                2,
                vec![
                    text("<b>“quoted”, 2\nlines</b>"),
                    Cell::NotAvailable("nothing to divide by".to_owned()),
                    Cell::Blank,
                ],
            ),
        ],
        notes: vec!["Counted: 5 * 2 excerpts.".to_owned()],
    }
}

fn row(depth: u16, cells: Vec<Cell>) -> Row {
    Row { depth, cells }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn written(format: Format) -> String {
    String::from_utf8(sheet_bytes(&sheet(), format).unwrap()).unwrap()
}

fn corpus() -> Corpus {
    Builder::new()
        .attribute("role", AttributeKind::List)
        .attribute("code", AttributeKind::Text)
        .participant("P01", &["LA worker", "0"])
        .participant("P02", &["ICTG", ""])
        .code("Time")
        .with(|code| code.definition = "All about <time>.".to_owned())
        .code("Time/delay")
        .code("Harm")
        .document("D1", "INT: How long?\nP01: -Months & months.\nP02: Café, yes.")
        .coding("D1", "Time/delay", "-Months", "ana")
        .memo("D1", "+44 said twice")
        .coding("D1", "delay", "months.\nP02: Café", "ana")
        .coding("D1", "Harm", "How long", "ana")
        .build()
}

fn files(corpus: &Corpus, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_excerpts(
        corpus,
        &Filter::default(),
        &excerpts(corpus, &Filter::default()),
        Dress::default(),
        format,
        &mut bytes,
    )
    .unwrap();
    bytes
}

fn records(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(bytes);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The words of a Word document: paragraphs as lines, cells divided by bars.
fn word(bytes: &[u8]) -> String {
    use quick_xml::events::Event;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut words, mut in_text) = (String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return words,
            Event::Start(e) => in_text = e.name().as_ref() == "w:t",
            Event::Empty(e) if e.name().as_ref() == "w:br" => words.push(' '),
            Event::Text(t) if in_text => words.push_str(&t),
            Event::GeneralRef(r) if in_text => words.push_str(match &*r {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                _ => "'",
            }),
            Event::End(e) => {
                in_text = false;
                match e.name().as_ref() {
                    "w:p" => words.push('\n'),
                    "w:tc" => words.push('|'),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

#[test]
fn formats_are_known_by_name_and_by_ending() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
        let path = std::path::PathBuf::from(format!("a.b/Table.{}", format.extension()));
        assert_eq!(Format::from_path(&path), Some(format));
    }
    assert_eq!(Format::from_name("DOCX"), Some(Format::Docx));
    assert_eq!(Format::from_name("pdf"), None);
    assert_eq!(Format::from_path(std::path::Path::new("table")), None);
}

#[test]
fn csv_and_tsv_hold_columns_and_rows() {
    let bytes = sheet_bytes(&sheet(), Format::Csv).unwrap();
    assert!(bytes.starts_with("\u{feff}".as_bytes()));
    let expected = [
        vec!["Code", "LA worker", "'=ICTG"],
        vec!["Time | waiting", "3 of 4", "–"],
        vec!["'=delay", "18.691588785", "0.3333333333333333"],
        vec!["<b>“quoted”, 2\nlines</b>", "n/a", ""],
    ];
    assert_eq!(records(&bytes, b','), expected);
    let bytes = sheet_bytes(&sheet(), Format::Tsv).unwrap();
    assert!(bytes.starts_with(b"Code\tLA worker"));
    assert_eq!(records(&bytes, b'\t'), expected);
}

#[test]
fn excel_holds_real_numbers() {
    let rows = cells(&sheet_bytes(&sheet(), Format::Xlsx).unwrap());
    let find = |name: &str| {
        let is = |row: &&Vec<Data>| row[0] == Data::String(name.to_owned());
        rows.iter().find(is).unwrap_or_else(|| panic!("{name} in {rows:?}"))
    };
    assert_eq!(find("Code")[2], Data::String("'=ICTG".to_owned()));
    assert_eq!(find("Time | waiting")[1], Data::Float(3.0));
    assert_eq!(find("'=delay")[1], Data::Float(18.691_588_785));
    assert_eq!(find("'=delay")[2], Data::Float(1.0 / 3.0));
    assert_eq!(find("<b>“quoted”, 2\nlines</b>")[1], Data::String("n/a".to_owned()));
    assert_eq!(rows.last().unwrap()[0], Data::String("Counted: 5 * 2 excerpts.".to_owned()));
}

#[test]
fn word_holds_a_table_and_its_notes() {
    let words = word(&sheet_bytes(&sheet(), Format::Docx).unwrap());
    assert_eq!(
        words,
        "Codes by role: excerpts\na < b & c\nCode\n|LA worker\n|=ICTG\n|Participants\n|2\n|1\n|\
         Time | waiting\n|3 of 4\n|–\n|=delay\n|18.69\n|33.3 %\n|\
         <b>“quoted”, 2 lines</b>\n|n/a\n|\n|Counted: 5 * 2 excerpts.\n"
    );
}

#[test]
fn text_is_aligned_by_the_width_of_characters() {
    let mut sheet = sheet();
    sheet.rows[0].cells[0] = text("時間");
    let bytes = sheet_bytes(&sheet, Format::Text).unwrap();
    let expected = "\
Codes by role: excerpts
a < b & c

Code                          LA worker   =ICTG
Participants                          2       1
───────────────────────────────────────────────
時間                             3 of 4       –
  =delay                          18.69  33.3 %
    <b>“quoted”, 2 lines</b>        n/a

Counted: 5 * 2 excerpts.
";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn markup_in_cells_stays_text() {
    let html = written(Format::Html);
    assert!(html.contains("&lt;b&gt;“quoted”, 2\nlines&lt;/b&gt;</td>"), "{html}");
    assert!(html.contains("title=\"nothing to divide by\">n/a"));
    assert!(html.contains("<p class=\"sub\">a &lt; b &amp; c</p>"));
    assert!(!html.contains("http"), "a page must fetch nothing");
    let md = written(Format::Md);
    assert!(md.contains("| Time \\| waiting | 3 of 4 | – |"), "{md}");
    assert!(md.contains("&emsp;&emsp;&lt;b&gt;“quoted”, 2 lines&lt;/b&gt;"));
    assert!(md.contains("Counted: 5 \\* 2 excerpts."));
}

#[test]
fn a_crosstab_keeps_the_contract_of_its_json() {
    let corpus = corpus();
    let by = vec![corpus.attributes[0].id];
    let spec = CrosstabSpec { by, measure: Measure::Participants, ..CrosstabSpec::default() };
    let mut table = crosstab(&corpus, &spec);
    let json = crosstab_json(&table);
    assert_eq!(json["measure"], "participants");
    assert_eq!(json["attribute"][0], "role");
    assert_eq!(json["groups"][0]["value"], "ICTG");
    assert_eq!(json["groups"][1]["words"], 2);
    let row = &json["rows"][1];
    assert_eq!(row["path"], "Time/delay");
    assert_eq!((row["depth"].as_u64(), row["total"].as_u64()), (Some(1), Some(2)));
    assert_eq!(row["cells"], serde_json::json!([1, 1]));
    assert_eq!(row["denominators"], serde_json::json!([1, 1]));
    assert_eq!(json["left_out"]["interviewer_only"], 1);
    (table.measure, table.percent) = (Measure::Excerpts, Percent::Row);
    let json = crosstab_json(&table);
    assert_eq!(json["rows"][1]["cells"], serde_json::json!([1.0 / 3.0, 2.0 / 3.0]));
    assert_eq!(json["rows"][2]["cells"], serde_json::json!([null, null]));
    let sheet = crosstab_sheet(&table);
    assert_eq!(sheet.title, "Codes by role: excerpts, share of the row");
    assert_eq!(sheet.rows[1].cells[1], Cell::Fraction { n: 1, of: 3 });
    for format in Format::ALL {
        assert!(!sheet_bytes(&sheet, format).unwrap().is_empty());
    }
}

#[test]
fn frequencies_tell_the_code_alone_from_the_whole_branch() {
    let answer = frequencies(&corpus(), &Filter::default());
    let json = frequencies_json(&answer);
    let time = &json["rows"][0];
    assert_eq!((time["excerpts"].as_u64(), time["own"]["excerpts"].as_u64()), (Some(2), Some(0)));
    assert_eq!(json["rows"][2]["interviewer_only"], 1);
    let sheet = frequencies_sheet(&answer);
    assert_eq!(sheet.rows[0].cells[1], Cell::Fraction { n: 2, of: 2 });
}

#[test]
fn excerpts_as_data() {
    let corpus = corpus();
    let rows = records(&files(&corpus, Format::Csv), b',');
    let names = "guid,document,participant,role,attribute code,code,path,coder,start,end,turn,\
                 lines,text,citation,memo";
    assert_eq!(rows[0].join(","), names);
    assert_eq!(rows[1][1..5], ["D1", "", "", ""]);
    let quoted = ["20", "27", "2", "2", "'-Months", "(D1, P01, LA worker, ¶2)", "'+44 said twice"];
    assert_eq!(rows[2][8..], quoted);
    assert_eq!(rows[3][2..5], ["P01; P02", "LA worker; ICTG", "0; "]);
    assert_eq!(records(&files(&corpus, Format::Tsv), b'\t'), rows);
    let json: serde_json::Value = serde_json::from_slice(&files(&corpus, Format::Json)).unwrap();
    assert_eq!(json[0]["participant"], serde_json::Value::Null);
    assert_eq!(json[1]["text"], "-Months");
    assert_eq!(json[1]["attributes"]["code"], "0");
    assert_eq!(json[2]["participants"], serde_json::json!(["P01", "P02"]));
    assert_eq!(json[2]["citation"], "(D1, P01, LA worker; P02, ICTG, ¶2-3)");
    assert_eq!(json[2]["memo"], serde_json::Value::Null);
    let sheet = cells(&files(&corpus, Format::Xlsx));
    assert_eq!(sheet[2][8], Data::Float(20.0));
    assert_eq!(sheet[2][12], Data::String("'-Months".to_owned()));
    assert_eq!(sheet.len(), 4);
}

#[test]
fn excerpts_to_read_stand_under_their_codes() {
    let corpus = corpus();
    let words = word(&files(&corpus, Format::Docx));
    assert_eq!(
        words,
        "Test: excerpts\nTime\nAll about <time>.\ndelay\n2 excerpts from 2 participants\n-Months\n\
         (D1, P01, LA worker, ¶2)\nComment: +44 said twice\nP01: months.\nP02: Café\n\
         (D1, P01, LA worker; P02, ICTG, ¶2-3)\nHarm\n1 excerpt from 0 participants\n\
         How long\n(D1, Interviewer, ¶1)\n"
    );
    let md = String::from_utf8(files(&corpus, Format::Md)).unwrap();
    assert!(md.contains("## Time\n\nAll about &lt;time&gt;.\n\n### delay\n"), "{md}");
    assert!(md.contains("> **P01:** months.\n>\n> **P02:** Café\n"), "{md}");
    let html = String::from_utf8(files(&corpus, Format::Html)).unwrap();
    assert!(html.contains("<p><b>P02:</b> Café</p>"), "{html}");
    let plain = String::from_utf8(files(&corpus, Format::Text)).unwrap();
    assert!(plain.contains("    P01: months.\n    P02: Café\n    (D1, P01"), "{plain}");
    let mut empty = Vec::new();
    write_excerpts(&corpus, &Filter::default(), &[], Dress::default(), Format::Md, &mut empty)
        .unwrap();
    assert!(String::from_utf8(empty).unwrap().ends_with("There are no excerpts.\n"));
}
