//! The tables are read back as other programs read them, and must give the numbers of the analysis.

use super::*;
use crate::analysis::testing::Builder;
use crate::analysis::{CrosstabSpec, crosstab};
use crate::exchange::imprint::Imprint;
use crate::model::{AttributeKind, Flag};
use ::parquet::basic::{ConvertedType, LogicalType};
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use ::parquet::record::Field as Read;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn corpus() -> Corpus {
    let mut corpus = Builder::new()
        .attribute("Role", AttributeKind::List)
        .attribute("role!", AttributeKind::Number)
        .attribute("since", AttributeKind::Date)
        .participant("P01", &["guardian", "1,5", "2020-02-29"])
        .participant("P02", &["solicitor", "", ""])
        .participant("P03", &["solicitor", "3", "1969-12-31"])
        .excluded("pilot")
        .code("Time")
        .code("Time/delay")
        .code("Time/delay/court")
        .code("Timely")
        .document("D1", "INT: How long?\nP01: Months, =months.\nP02: Café, yes.\nX: who?\n")
        .document("D2", "P03: Years of waiting.\n")
        .coding("D1", "delay", "Months, =months.\nP02: Café", "ana")
        .memo("D1", "+44")
        .coding("D1", "court", "yes", "ana")
        .coding("D1", "Timely", "How long", "ana")
        .coding("D1", "Timely", "who", "ana")
        .coding("D2", "delay", "Years", "ana")
        .build();
    let document = Arc::make_mut(&mut corpus.documents[0]);
    document.held_on = "2026-03-01".to_owned();
    document.codings[1].flags = document.codings[1].flags.with(Flag::Key, true);
    document.codings[1].made_ms = 1_700_000_000_123;
    corpus
}

fn bytes(corpus: &Corpus, table: Table, format: TidyFormat, with_text: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_table(corpus, table, TidySpec { with_text }, format, &mut bytes).unwrap();
    bytes
}

fn opened(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

/// Rows by column.
fn read(bytes: &[u8]) -> Vec<BTreeMap<String, Read>> {
    let reader = opened(bytes);
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().into_columns().into_iter().collect()).collect()
}

fn text(row: &BTreeMap<String, Read>, name: &str) -> String {
    match &row[name] {
        Read::Null => String::new(),
        Read::Str(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn a_row_is_a_coding_of_a_participant() {
    let corpus = corpus();
    let rows = read(&bytes(&corpus, Table::Codings, TidyFormat::Parquet, true));
    let told: Vec<[String; 5]> = rows
        .iter()
        .map(|row| ["participant", "standing", "code", "words", "text"].map(|name| text(row, name)))
        .collect();
    let row = |fields: [&str; 5]| fields.map(str::to_owned);
    let both = "Months, =months.\nP02: Café";
    assert_eq!(
        told,
        [
            row(["", "interviewer", "Timely", "0", "How long"]),
            row(["P01", "participant", "delay", "2", both]),
            row(["P02", "participant", "delay", "1", both]),
            row(["P02", "participant", "court", "1", "yes"]),
            row(["", "unassigned", "Timely", "0", "who"]),
            row(["P03", "participant", "delay", "1", "Years"]),
        ]
    );
    assert_eq!(rows[1]["coding"], rows[2]["coding"]);
    assert_eq!(rows[1]["key_quote"], Read::Bool(true));
    assert_eq!(rows[1]["made"], Read::TimestampMillis(1_700_000_000_123));
    assert_eq!(rows[0]["made"], Read::Null);
    assert_eq!(rows[5]["excluded"], Read::Bool(true));
    assert_eq!(rows[1]["a_role_2"], Read::Double(1.5));
    assert_eq!(rows[1]["a_since"], Read::Date(18_321));
    assert_eq!(rows[5]["a_since"], Read::Date(-1));
    assert_eq!((text(&rows[1], "turn"), text(&rows[1], "last_turn")), ("2".into(), "3".into()));
    assert_eq!(text(&rows[1], "comment"), "+44");
}

#[test]
fn without_text_no_word_is_written() {
    let corpus = corpus();
    for format in [TidyFormat::Parquet, TidyFormat::Csv] {
        for table in Table::ALL {
            let bytes = bytes(&corpus, table, format, false);
            let all = String::from_utf8_lossy(&bytes);
            for word in ["months", "Café", "+44", "Years"] {
                assert!(!all.contains(word), "{word} in {}", table.name());
            }
        }
    }
}

#[test]
fn csv_says_the_same_as_parquet() {
    let corpus = corpus();
    for table in Table::ALL {
        let rows = read(&bytes(&corpus, table, TidyFormat::Parquet, true));
        let csv = bytes(&corpus, table, TidyFormat::Csv, true);
        let mut records =
            csv::Reader::from_reader(csv.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let names: Vec<String> = records.headers().unwrap().iter().map(str::to_owned).collect();
        let records: Vec<csv::StringRecord> = records.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len(), "{}", table.name());
        for (record, row) in records.iter().zip(&rows) {
            for (field, name) in record.iter().zip(&names) {
                let same = match &row[name] {
                    Read::Date(_) | Read::TimestampMillis(_) => !field.is_empty(),
                    Read::Bool(yes) => field == if *yes { "TRUE" } else { "FALSE" },
                    Read::Double(n) => field.parse() == Ok(*n),
                    _ => field.trim_start_matches('\'') == text(row, name),
                };
                assert!(same, "{name}: {field} and {}", row[name]);
            }
        }
    }
    let csv = String::from_utf8(bytes(&corpus, Table::Codings, TidyFormat::Csv, false)).unwrap();
    assert!(csv.contains("2020-02-29") && csv.contains("1969-12-31"), "{csv}");
    assert!(csv.contains("2023-11-14T22:13:20.123Z"), "{csv}");
}

#[test]
fn participants_per_code_and_role_are_those_of_the_crosstab() {
    let corpus = corpus();
    let rows = read(&bytes(&corpus, Table::Codings, TidyFormat::Parquet, false));
    let spec = CrosstabSpec { by: vec![corpus.attributes[0].id], ..CrosstabSpec::default() };
    let table = crosstab(&corpus, &spec);
    for row in &table.rows {
        for (group, cell) in table.groups.iter().zip(&row.cells) {
            let under = format!("{}/", row.path);
            let people: BTreeSet<String> = rows
                .iter()
                .filter(|row| text(row, "standing") == "participant")
                .filter(|row| row["excluded"] == Read::Bool(false))
                .filter(|row| text(row, "a_role") == group.label)
                .filter(|one| {
                    text(one, "path") == row.path || text(one, "path").starts_with(&under)
                })
                .map(|row| text(row, "participant"))
                .collect();
            let counted = cell.counts.participants;
            assert_eq!(people.len() as u64, counted, "{} {}", row.path, group.label);
        }
    }
    assert!(table.rows.iter().any(|row| row.total.counts.participants == 2));
}

#[test]
fn columns_have_their_types_and_rows_come_in_groups() {
    let corpus = corpus();
    let mut file = Vec::new();
    let fields = fields(&corpus, Table::Codings, TidySpec::default());
    let mut sink = columnar::ParquetSink::new("codings", &fields, &mut file).unwrap();
    let columns = Columns::new(&corpus, TidySpec::default());
    for _ in 0..12_000 {
        rows::each(&corpus, &columns, Table::Codings, &mut sink).unwrap();
    }
    sink.finish().unwrap();
    let reader = opened(&file);
    assert_eq!(reader.metadata().file_metadata().num_rows(), 72_000);
    assert_eq!(reader.num_row_groups(), 3);
    let schema = reader.metadata().file_metadata().schema_descr();
    let of = |name: &str| {
        let column = schema.columns().iter().find(|column| column.name() == name).unwrap();
        (column.logical_type_ref().cloned(), column.converted_type())
    };
    assert_eq!(of("code"), (Some(LogicalType::String), ConvertedType::UTF8));
    assert_eq!(of("a_since"), (Some(LogicalType::Date), ConvertedType::DATE));
    assert_eq!(of("made").1, ConvertedType::TIMESTAMP_MILLIS);
}

#[test]
fn the_description_names_every_column() {
    let corpus = corpus();
    let imprint = Imprint::new(&corpus, "2026-11-29");
    for format in [TidyFormat::Parquet, TidyFormat::Csv] {
        let text = schema(&corpus, TidySpec { with_text: true }, format, &imprint);
        for table in Table::ALL {
            for field in fields(&corpus, table, TidySpec { with_text: true }) {
                assert!(text.contains(&format!("| `{}` |", field.name)), "{}", field.name);
            }
        }
        assert!(!text.contains("{role}") && !text.contains("{codings}"), "{text}");
        assert!(text.contains("r.a_role AS role"), "{text}");
        assert!(text.contains("Written 2026-11-29"));
    }
}
