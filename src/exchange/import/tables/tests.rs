//! Surveys and transcripts in tables.

use super::super::{Holding, ImportError, ImportHints, read_bytes};
use super::*;
use proptest::prelude::*;

fn read_with(text: &str, reading: Reading) -> Result<Holding, ImportError> {
    let hints = ImportHints { reading, ..ImportHints::default() };
    read_bytes("survey.csv", text.as_bytes(), &hints)
}

fn read(text: &str) -> Holding {
    read_with(text, Reading::default()).unwrap()
}

const SURVEY: &str = "Timestamp,ID,Age,Why did you come?,What would help?,Site\n\
    2024/01/02 10:15:00,P07,34,\"Because I had to, they said so and I went.\",\"More time, and somebody who listens to me\",North\n\
    2024/01/02 10:15:00,P08,41,I was sent by my doctor and did not know why,,South\n\
    2024/01/03 11:00:00,,50,I do not want to say who I am in here,Nothing at all would help me with this,North\n\
    2024/01/03 12:00:00,P09,29,,,South\n";

#[test]
fn a_survey_is_one_document_a_respondent() {
    let held = read(SURVEY);
    let texts: Vec<(&str, &str)> =
        held.documents.iter().map(|d| (d.name.as_str(), d.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (
                "survey R01",
                "Why did you come?\nR01: Because I had to, they said so and I went.\n\nWhat would help?\nR01: More time, and somebody who listens to me\n"
            ),
            (
                "survey R02",
                "Why did you come?\nR02: I was sent by my doctor and did not know why\n"
            ),
            (
                "survey R03",
                "Why did you come?\nR03: I do not want to say who I am in here\n\nWhat would help?\nR03: Nothing at all would help me with this\n"
            ),
        ]
    );
}

#[test]
fn rows_of_a_survey_service_are_no_respondents() {
    let answers = [
        "Because I had to, they said so and I went.",
        "I was sent by my doctor and did not know why",
    ];
    let check = |text: &str, names: [&str; 2], told: &str| {
        let held = read(text);
        let got: Vec<&str> = held.documents.iter().map(|d| d.name.as_str()).collect();
        assert_eq!(got, names, "{text}");
        for (document, answer) in held.documents.iter().zip(answers) {
            assert!(document.text.starts_with("Why did you come?\n"), "{}", document.text);
            assert!(document.text.ends_with(&format!(": {answer}\n")), "{}", document.text);
            let note = document.receipt.iter().find(|note| note.what == "survey-heads").unwrap();
            assert!(note.note.contains(told), "{}", note.note);
        }
        assert_eq!(held.people.unwrap().rows.len(), 2, "{text}");
    };
    let rows = |ids: [&str; 2]| {
        let line = |(id, answer): (&str, &str)| format!("{id},\"{answer}\",North\n");
        ids.into_iter().zip(answers).map(line).collect::<Vec<_>>().concat()
    };
    let ids = r#""{""ImportId"":""_recordId""}","{""ImportId"":""QID1_TEXT""}","{""ImportId"":""QID2"",""choiceId"":""1""}""#;
    let body = rows(["R_1", "R_2"]);
    let words = "Response ID,\"Why did\nyou come?\",Where?";
    let names = ["survey R_1", "survey R_2"];
    check(&format!("ResponseId,Q1,Q2\n{words}\n{ids}\n{body}"), names, "two rows of Qualtrics");
    check(&format!("ResponseId,Why did you come?,Q2\n{ids}\n{body}"), names, "ImportIds");
    let heads = "Respondent ID,Why did you come?,Where?\n,Open-Ended Response,Response\n";
    let body = rows(["118", "119"]);
    check(&format!("{heads}{body}"), ["survey 118", "survey 119"], "SurveyMonkey");
    // Somebody who answered with this word among others is a respondent.
    let held = read(&format!("ID,Why?,Where?\n117,Response,North\n{body}"));
    assert_eq!(held.documents.len(), 3);
}

#[test]
fn the_columns_of_a_survey_can_be_chosen() {
    let survey = |id: Option<&str>, texts: &[&str], attributes: Option<&[&str]>| Reading {
        survey: Some(SurveyColumns {
            id: id.map(str::to_owned),
            texts: texts.iter().map(|&name| name.to_owned()).collect(),
            attributes: attributes.map(|names| names.iter().map(|&n| n.to_owned()).collect()),
        }),
        ..Reading::default()
    };
    let held =
        read_with(SURVEY, survey(Some("id"), &["why did you come?"], Some(&["Age", "6"]))).unwrap();
    let names: Vec<&str> = held.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["survey P07", "survey P08"]);
    let people = held.people.unwrap();
    let attributes: Vec<String> =
        people.attributes.iter().map(|(name, kind)| format!("{name} {}", kind.name())).collect();
    assert_eq!(attributes, ["Age number", "Site list"]);
    assert_eq!(people.rows.len(), 3);
    assert_eq!(people.rows[2].1, "P09");
    assert_eq!(people.refused[0].to_string(), "line 4: the id is blank");
    let document = &held.documents[0];
    assert_eq!(document.turns[1].speaker.as_deref(), Some("P07"));
    assert_eq!((document.turns[0].speaker.as_deref(), document.marks.len()), (None, 1));
    let notes: Vec<&str> = document.receipt.iter().map(|note| note.what.as_str()).collect();
    assert!(notes.contains(&"decided-survey"), "{notes:?}");
    let refused = |reading: Reading, words: &str| {
        let error = read_with(SURVEY, reading).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    refused(survey(None, &["Nope"], None), "no column Nope; the columns are Timestamp, ID");
    refused(survey(None, &[], None), "no column is chosen");
    refused(survey(Some("ID"), &["ID"], None), "id and text at once");
}

#[test]
fn what_looks_like_answers_is_proposed() {
    let table = survey_table("a.csv", SURVEY.as_bytes(), &Reading::default()).unwrap().unwrap();
    assert_eq!(table.proposed.texts, ["Why did you come?", "What would help?"]);
    // A blank id tells nobody apart.
    assert_eq!((table.proposed.id, table.rows, table.columns.len()), (None, 4, 6));
    let whole = SURVEY.replace(",,50,", ",P10,50,");
    let table = survey_table("a.csv", whole.as_bytes(), &Reading::default()).unwrap().unwrap();
    assert_eq!(table.proposed.id.as_deref(), Some("ID"));
    let none = |name: &str, text: &str| {
        assert!(survey_table(name, text.as_bytes(), &Reading::default()).unwrap().is_none());
    };
    none("a.txt", "x");
    none("a.csv", "speaker,words\nA,x\n");
}

#[test]
fn a_table_that_is_neither_is_refused() {
    let check = |text: &str| {
        let error = read_with(text, Reading::default()).unwrap_err().to_string();
        assert!(error.contains("say which columns are text"), "{error}");
    };
    check("id,role\nP1,nurse\nP2,doctor\n");
    check("id,role,age\nP1,nurse,3\nP2,doctor,4\nP3,nurse,5\nP4,nurse,5\n");
    check("a,b");
}

#[test]
fn a_transcript_in_a_table_becomes_turns() {
    let held = read(
        "timestamp,speaker,words,tags\n[0:00],DB:,So how did it begin?,\n,RA,\"With a letter.\nAnd then\",start; letter\n[0:12],RA:,nothing.,\n(door opens),DB,Ah.,\n,,And now?,\n[1:00:00],ra,Now it is over.,end\n",
    );
    let document = &held.documents[0];
    assert_eq!(
        document.text,
        "DB: So how did it begin?\n\nRA: With a letter.\nAnd then\nnothing.\n\n(door opens)\n\nDB: Ah.\nAnd now?\n\nRA: Now it is over.\n"
    );
    let turns: Vec<_> =
        document.turns.iter().map(|t| (t.speaker.as_deref().unwrap_or("-"), t.at_ms)).collect();
    assert_eq!(
        turns,
        [("DB", Some(0)), ("RA", None), ("-", None), ("DB", None), ("RA", Some(3_600_000))]
    );
    assert_eq!(document.marks.len(), 1);
    let times: Vec<i64> = document.times.iter().map(|time| time.ms).collect();
    assert_eq!(times, [0, 12_000, 3_600_000]);
    let told = document.receipt.iter().find(|note| note.what == "column").unwrap();
    assert_eq!(told.note, "2 cells of the column tags were left out");
}

#[test]
fn tables_without_names_are_known_by_their_content() {
    let text = "0:01,INT,How did it all begin for you?\n0:04,P07,With a letter from the office.\n0:09,INT,And then what happened to you?\n0:11,P07,Months of waiting and nothing.\n0:15,INT,Thank you very much for that.\n";
    let document = &read(text).documents[0];
    assert_eq!(document.turns.len(), 5);
    assert_eq!(document.turns[0].at_ms, Some(1000));
    let text = "Who is it,What was said\nINT,How did it all begin for you?\nP07,With a letter from the office.\nINT,And then what happened to you?\nP07,Months of waiting and nothing.\n";
    assert_eq!(read(text).documents[0].turns.len(), 4);
    // Cues with a beginning and an end are joined.
    let text = "start,end,speaker,text\n0.0,1.5,A,Well I\n1.5,2.0,A,think so.\n2.0,3.0,B,Yes.\n";
    assert_eq!(read(text).documents[0].text, "A: Well I think so.\n\nB: Yes.\n");
    // Roles beside answers are a survey.
    let answers = "role,answer\nnurse,I came because I wanted to help all the people here\nnurse,It was my sister who brought me to this place in May\ndoctor,There was nobody else who could do the work at night\ndoctor,I have been here since the very first day of it all\n";
    assert_eq!(read(answers).documents.len(), 4);
}

#[test]
fn spreadsheets_say_the_same() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in SURVEY.replace(",,50,", ",P10,50,").lines().enumerate() {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        for (column, cell) in reader.records().next().unwrap().unwrap().iter().enumerate() {
            sheet.write_string(row as u32, column as u16, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let held = read_bytes("Exit survey.xlsx", &bytes, &ImportHints::default()).unwrap();
    let names: Vec<&str> = held.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["Exit survey P07", "Exit survey P08", "Exit survey P10"]);
    assert_eq!(held.documents[0].origin.format, "xlsx");
    assert_eq!(held.people.unwrap().rows.len(), 4);
}

proptest! {
    #[test]
    fn no_table_panics(
        cells in proptest::collection::vec(prop_oneof![
            Just("speaker".to_owned()), Just("words".to_owned()), Just("start".to_owned()), Just("end".to_owned()), Just("id".to_owned()),
            Just("A".to_owned()), Just("0:12".to_owned()), Just("It was a long day and nobody came to see us".to_owned()), "\\PC{0,12}",
        ], 0..40),
        width in 1usize..6,
        survey in any::<bool>(),
    ) {
        let rows: Vec<String> = cells.chunks(width).map(|row| {
            row.iter().map(|cell| format!("\"{}\"", cell.replace('"', ""))).collect::<Vec<_>>().join(",")
        }).collect();
        let columns = SurveyColumns { id: None, texts: vec!["1".to_owned()], attributes: None };
        let reading = Reading { survey: survey.then_some(columns), ..Reading::default() };
        if let Err(ImportError::Bug(why)) = read_with(&rows.join("\n"), reading) {
            panic!("{why}");
        }
    }
}
