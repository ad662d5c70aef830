//! Tables as people have them, and what is made of them.

use super::*;
use crate::analysis::testing::Builder;
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

/// What is found in a file: where, as what, and what is said of it.
fn found(name: &str, bytes: &[u8], corpus: &Corpus) -> (PeopleChoices, PeopleTable) {
    let file = PeopleFile::open(name, bytes).unwrap();
    let choices = file.propose(corpus);
    let table = file.read(&choices).unwrap();
    (choices, table)
}

fn noted(table: &PeopleTable) -> Vec<&str> {
    table.notes.iter().map(|note| note.note.as_str()).collect()
}

#[test]
fn the_table_is_found_in_the_file() {
    let known = |ids: &[&str]| {
        let builder = ids.iter().fold(Builder::new(), |study, id| study.participant(id, &[]));
        builder.build()
    };
    let check = |text: &str, ids: &[&str], row: u64, column: usize, first: &str| {
        let (choices, table) = found("a.csv", text.as_bytes(), &known(ids));
        assert_eq!((choices.header_row, choices.id_column), (row, column), "{text}");
        assert_eq!(rows(&table)[0], first, "{text}");
    };
    check("id,role\nP1,a\nP2,b", &[], 1, 0, "2 P1|a");
    // Titles over the table.
    check("My study\n\nSample, of 2026,,\nID,Role,Age,Site\nP1,a,3,n\n", &[], 4, 0, "5 P1|a|3|n");
    check("Study;2024-01-02;;\nID;Role;Age;Site\nP1;a;3;n\n", &[], 2, 0, "3 P1|a|3|n");
    // Blank columns at the left, blank rows between.
    check(",,id,role\n,,,\n,,P1,a\n,,P2,b\n", &[], 1, 2, "3 P1|a");
    // An export of a form: the time stamp first.
    check(
        "Timestamp,Participant ID,Age\n2024-01-01,P1,40\n2024-01-02,P2,41",
        &[],
        1,
        1,
        "2 P1|2024-01-01|40",
    );
    // Another column has an id's name, this one has the ids of the study.
    check("code,who\na,P1\nb,P2\nc,P3", &["P1", "P2"], 1, 1, "2 P1|a");
    check("Kennung;Rolle\r\nT1;Ärztin\r\n", &[], 1, 0, "2 T1|Ärztin");
    // No header: the first row is somebody who is known.
    check("P1,nurse\nP2,porter", &["p1", "P2"], 0, 0, "1 P1|nurse");
    check("P01,nurse\nP02,porter\nP03,nurse", &[], 0, 0, "1 P01|nurse");
    check("ID1,role\nP02,porter\nP03,nurse", &[], 1, 0, "2 P02|porter");
    // A title over a table without a header, and a first row of which only the id is known.
    let titled = "Participants 2024\nP01,nurse\nP02,porter\nP03,nurse";
    check(titled, &[], 0, 0, "2 P01|nurse");
    check("P00\nP01,nurse\nP02,porter\nP03,nurse", &[], 0, 0, "1 P00|-");
    // Duplicate ids do not make the first column another one.
    check("id,role\nP1,a\nP1,b\nP1,c", &[], 1, 0, "2 P1|a");
    check("role,id\nnurse,P1\nnurse,P2", &[], 1, 1, "2 P1|nurse");
}

#[test]
fn whatever_a_program_wrote_is_read() {
    let check = |name: &str, bytes: &[u8], expected: &[&str]| {
        assert_eq!(rows(&read_people(name, bytes).unwrap()), expected, "{name}");
    };
    check("bom.csv", b"\xef\xbb\xbfid;role\nP1;a", &["2 P1|a"]);
    check("cp1252.csv", b"id;role\nP1;\xc4rztin \x96 J\xfcrgen\x92s", &["2 P1|Ärztin – Jürgen’s"]);
    check(
        "utf16.csv",
        &"\u{feff}id\trolle\nP1\tä".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        &["2 P1|ä"],
    );
    check(
        "quotes.csv",
        b"id,note\nP1,\"two\nlines; \"\"so\"\"\"\nP2,x",
        &["2 P1|two\nlines; \"so\"", "4 P2|x"],
    );
    check("tabs.txt", b"id\trole\tage\nP1\ta, b\t3,5", &["2 P1|a, b|3,5"]);
    let ids = br#"ResponseId,Role
Response ID,What is your role?
"{""ImportId"":""_recordId""}","{""ImportId"":""QID2""}"
R_1,nurse"#;
    check("qualtrics.csv", ids, &["4 R_1|nurse"]);
    let ids = br#"StartDate,ResponseId,Role
Start Date,Response ID,What is your role?
"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID2""}"
2024-03-01 10:00:00,R_1,nurse
2024-03-01 11:00:00,R_2,nurse"#;
    check(
        "qualtrics.csv",
        ids,
        &["4 R_1|2024-03-01 10:00:00|nurse", "5 R_2|2024-03-01 11:00:00|nurse"],
    );
    check("sep.csv", b"sep=;\nid;role\nP1;a,b", &["3 P1|a,b"]);
    check("lists.csv", b"id,langs\nP1,en;de\nP2,fr;en;it", &["2 P1|en;de", "3 P2|fr;en;it"]);
    check("spaces.csv", b" id , role \n P1 , a b \n", &["2 P1|a b"]);
    check("columns.csv", b"id,,role,,\nP1,,a,,\n", &["2 P1|a"]);
}

#[test]
fn choices_are_obeyed() {
    let text = "title\nwhen,id,role,note\n2024-01-01,P1,a,x\n2024-01-02,P2,b,\n";
    let file = PeopleFile::open("a.csv", text.as_bytes()).unwrap();
    let mut choices = file.propose(&Corpus::default());
    let column = |choices: &PeopleChoices, name: &str| file.column(choices, name);
    assert_eq!(column(&choices, " ROLE ").unwrap(), 2);
    assert_eq!(column(&choices, "4").unwrap(), 3);
    assert_eq!(
        column(&choices, "x").unwrap_err().to_string(),
        "there is no column x; the columns are when, id, role, note"
    );
    choices.kinds.insert(2, AttributeKind::Text);
    choices.leave_out.insert(3);
    let table = file.read(&choices).unwrap();
    assert_eq!(rows(&table), ["3 P1|2024-01-01|a", "4 P2|2024-01-02|b"]);
    assert_eq!(table.chosen_kinds, ["role"]);
    assert_eq!(
        noted(&table),
        [
            "1 row above the header in row 2: passed over",
            "the ids are in column 2, id",
            "columns that were left out: note"
        ]
    );
    choices = PeopleChoices { header_row: 0, id_column: 1, ..PeopleChoices::default() };
    assert_eq!(rows(&file.read(&choices).unwrap())[0], "2 id|when|role|note");
    choices.header_row = 9;
    let refused = |choices: &PeopleChoices| file.read(choices).unwrap_err().to_string();
    assert_eq!(refused(&choices), "there is nothing in row 9; name the row of the header");
    choices.sheet = "People".to_owned();
    assert!(refused(&choices).starts_with("there is no sheet People"));
}

#[test]
fn workbooks_of_libreoffice_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/people");
    for name in ["clinic.ods", "clinic.xlsx"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (choices, table) = found(name, &bytes, &Corpus::default());
        assert_eq!(choices.sheet, "Participants", "{name}");
        assert_eq!((choices.header_row, choices.id_column), (3, 1), "{name}");
        let kinds: Vec<(&str, &str)> =
            table.attributes.iter().map(|(name, kind)| (name.as_str(), kind.name())).collect();
        assert_eq!(
            kinds,
            [("Site", "list"), ("Age", "number"), ("Interviewed", "date"), ("Consent", "yes-no")],
            "{name}"
        );
        assert_eq!(
            rows(&table),
            [
                "4 P01|North|41|2026-02-03|ja",
                "5 P02|North|38.5|-|nein",
                "6 P03|North|-|-|-",
                "8 P04|South|29|2026-03-01|ja"
            ],
            "{name}"
        );
        assert_eq!(
            noted(&table)[..4],
            [
                "the sheet Participants was read; not read: Codes",
                "1 row above the header in row 3: passed over",
                "the ids are in column 2, Participant",
                "merged cells stand for every row they cover: rows 4–6"
            ],
            "{name}"
        );
        let file = PeopleFile::open(name, &bytes).unwrap();
        let other = file.propose_in("codes", &Corpus::default()).unwrap();
        assert_eq!(rows(&file.read(&other).unwrap()), ["2 delay|waiting"]);
    }
}

#[test]
fn merged_cells_of_excel_stand_for_their_rows_alone() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let format = rust_xlsxwriter::Format::new();
    // A head over two columns, ids over one row each, a group over two rows, another over columns.
    sheet.merge_range(0, 1, 0, 2, "About them", &format).unwrap();
    for (column, name) in ["id", "site", "role"].into_iter().enumerate() {
        sheet.write_string(1, column as u16, name).unwrap();
    }
    for (row, id) in ["P1", "P2", "P3", "P4"].into_iter().enumerate() {
        sheet.write_string(row as u32 + 2, 0, id).unwrap();
    }
    sheet.merge_range(2, 1, 3, 1, "north", &format).unwrap();
    sheet.merge_range(4, 1, 4, 2, "nothing known", &format).unwrap();
    sheet.write_string(5, 2, "nurse").unwrap();
    let (choices, table) = found("a.xlsx", &book.save_to_buffer().unwrap(), &Corpus::default());
    assert_eq!(choices.header_row, 2);
    assert_eq!(
        rows(&table),
        ["3 P1|north|-", "4 P2|north|-", "5 P3|nothing known|-", "6 P4|-|nurse"]
    );
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

#[test]
fn examples_are_what_people_have() {
    let check = |text: &str, column: usize, expected: &[&str]| {
        let file = PeopleFile::open("a.csv", text.as_bytes()).unwrap();
        let choices = file.propose(&Corpus::default());
        assert_eq!(file.examples(&choices, column, 6), expected, "{text}");
    };
    let survey = r#"ResponseId,Role
Response ID,What is your role?
"{""ImportId"":""_recordId""}","{""ImportId"":""QID2""}"
R_1,nurse
R_2,porter
R_3,nurse"#;
    check(survey, 0, &["R_1", "R_2", "R_3"]);
    check(survey, 1, &["nurse", "porter"]);
    check("id,years\nP1,3\nP2,4\nTotal,7\n", 1, &["3", "4"]);
    // The only row is no row of sums.
    check("id,years\nSum,3\n", 0, &["Sum"]);
    check("People of 2026\nid,role\nP1,nurse\n", 0, &["P1"]);
    let titled = "Participants 2024\nP01,nurse\nP02,porter\nP03,nurse";
    check(titled, 0, &["P01", "P02", "P03"]);
    let (_, table) = found("a.csv", titled.as_bytes(), &Corpus::default());
    assert_eq!(noted(&table), ["1 row above the first id: passed over"]);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-c,;\"\n\t ]{0,60}", header_row in 0..5_u64, id_column in 0..6_usize) {
        prop_assert!(!matches!(read_people("a.csv", &bytes), Err(ImportError::Bug(_))));
        prop_assert!(!matches!(read_people("a.csv", text.as_bytes()), Err(ImportError::Bug(_))));
        // Whatever is chosen.
        if let Ok(file) = PeopleFile::open("a.csv", text.as_bytes()) {
            let choices = PeopleChoices {
                header_row,
                id_column,
                leave_out: [id_column + 1].into(),
                kinds: [(0, AttributeKind::Date)].into(),
                ..PeopleChoices::default()
            };
            prop_assert!(!matches!(file.read(&choices), Err(ImportError::Bug(_))));
            file.columns(&choices);
            file.examples(&choices, id_column, 3);
        }
    }
}

#[test]
fn a_line_of_sums_is_no_person() {
    let check = |text: &str, people: &[&str], note: Option<&str>| {
        let table = read_people("a.csv", text.as_bytes()).unwrap();
        let ids: Vec<&str> = table.rows.iter().map(|(_, id, _)| id.as_str()).collect();
        assert_eq!(ids, people, "{text}");
        let told = table.notes.iter().find(|note| note.what == "total-row");
        assert_eq!(told.map(|note| note.note.as_str()), note, "{text}");
        assert!(table.refused.is_empty());
    };
    let told = "the last row, 4, is “Total” and no person: passed over";
    check("id,years\nP1,3\nP2,4\nTotal,7\n", &["P1", "P2"], Some(told));
    let told = "the last row, 3, is “Mean:” and no person: passed over";
    check("id,years\nP1,3\nMean:,3\n", &["P1"], Some(told));
    // In the middle of a table it may be anybody, and alone it is the table.
    check("id,years\nTotal,3\nP2,4\n", &["Total", "P2"], None);
    check("id,years\nSum,3\n", &["Sum"], None);
    check("id,years\nP1,3\nSummer,4\n", &["P1", "Summer"], None);
}
