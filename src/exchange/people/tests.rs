//! Tables as people have them, and what is made of them.

use super::*;
use proptest::prelude::*;

fn rows(table: &PeopleTable) -> Vec<String> {
    table
        .rows
        .iter()
        .map(|(line, id, values)| {
            let values: Vec<&str> =
                values.iter().map(|value| value.as_deref().unwrap_or("-")).collect();
            format!("{line} {id}|{}", values.join("|"))
        })
        .collect()
}

#[test]
fn values_stay_as_they_are_written() {
    let text = "id,age,code,since,ok,role,note\nP1,0,007,2024-01-02,yes,nurse,it’s\nP2,,010,2024-02-03,no,nurse,Jürgen\nP3,1.5,1,,yes,doctor,\"a \"\"b\"\"\"\n";
    let table = read_people("a.csv", text.as_bytes()).unwrap();
    let kinds: Vec<&str> = table.attributes.iter().map(|(_, kind)| kind.name()).collect();
    assert_eq!(kinds, ["number", "text", "date", "yes-no", "list", "text"]);
    assert_eq!(
        rows(&table),
        [
            "2 P1|0|007|2024-01-02|yes|nurse|it’s",
            "3 P2|-|010|2024-02-03|no|nurse|Jürgen",
            "4 P3|1.5|1|-|yes|doctor|a \"b\""
        ]
    );
}

#[test]
fn bad_lines_are_refused_by_number_and_the_rest_is_taken() {
    let table = read_people("a.csv", b"id,role\nP1,a\n,b\n,\np1,c\nP2,d,e\nP3,f,\n").unwrap();
    assert_eq!(rows(&table), ["2 P1|a", "7 P3|f"]);
    let refused: Vec<String> = table.refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        [
            "line 3: column 1, id, holds the ids and is blank",
            "line 5: p1 stands on line 2 already",
            "line 6: it has 3 cells, the header 2"
        ]
    );
    assert_eq!(table.notes[0].what, "blank-row");
}

#[test]
fn a_bad_header_is_refused() {
    let check = |text: &str, expected: &str| {
        let error = read_people("a.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("id,role,Role\nP1,a,b", "columns 2 and 3 are both named Role");
    check("id,,role\nP1,a,b", "column 2 has no name");
    check("", "empty");
    assert!(read_people("a.csv", b"id,role,,\nP1,a,,\n").is_ok());
}

#[test]
fn a_spreadsheet_says_the_same() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["id", "age", "born", "code"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, name).unwrap();
    }
    sheet.write_string(2, 0, "P1").unwrap();
    sheet.write_number(2, 1, 3.0).unwrap();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 5, 6).unwrap();
    sheet
        .write_datetime_with_format(
            2,
            2,
            &date,
            &rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"),
        )
        .unwrap();
    sheet.write_string(2, 3, "007").unwrap();
    let table = read_people("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(rows(&table), ["3 P1|3|2024-05-06|007"]);
    let kinds: Vec<&str> = table.attributes.iter().map(|(_, kind)| kind.name()).collect();
    assert_eq!(kinds, ["number", "date", "text"]);
}

#[test]
fn the_real_samples_are_read() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/participants");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return;
    }
    for name in ["cases123.csv", "cases456.xlsx", "survey456.csv", "survey789.xlsx"] {
        let table = read_people(name, &std::fs::read(folder.join(name)).unwrap()).unwrap();
        assert_eq!((table.rows.len(), table.refused.len()), (3, 0), "{name}");
        assert_eq!(table.attributes[0], ("Age".to_owned(), AttributeKind::Number), "{name}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-c,;\"\n\t ]{0,60}") {
        prop_assert!(!matches!(read_people("a.csv", &bytes), Err(ImportError::Bug(_))));
        prop_assert!(!matches!(read_people("a.csv", text.as_bytes()), Err(ImportError::Bug(_))));
    }
}
