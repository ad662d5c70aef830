//! Codebooks, codings, participants, surveys, pseudonyms.

use postil::exchange::import::{ImportError, ImportHints, read_bytes, survey_table};
use postil::exchange::people::{PeopleFile, read_people};
use postil::model::{AttributeKind, ConsentField, Corpus, PeopleChoices, Reading, SurveyColumns};
use postil::study::{KeyFile, Passphrase};

/// A codebook in each format.
pub fn codebook(bytes: &[u8]) {
    for name in ["a.csv", "a.json", "a.txt"] {
        let result = postil::exchange::codebook::read_codebook(name, bytes);
        assert!(!matches!(result, Err(ImportError::Bug(_))));
    }
}

/// A table of codings.
pub fn codings(bytes: &[u8]) {
    let result = postil::exchange::codings::read_codings(bytes);
    assert!(!matches!(result, Err(ImportError::Bug(_))));
}

/// A participants table, text or spreadsheet, with what suggests itself and with any other choices.
pub fn people(bytes: &[u8]) {
    let Some((&[header, id, other], bytes)) = bytes.split_first_chunk::<3>() else { return };
    assert!(!matches!(read_people("a.csv", bytes), Err(ImportError::Bug(_))));
    let Ok(file) = PeopleFile::open("a.csv", bytes) else { return };
    let sheets: Vec<String> = file.sheets().map(str::to_owned).collect();
    for sheet in sheets {
        if let Ok(proposed) = file.propose_in(&sheet, &Corpus::default()) {
            assert!(!matches!(file.read(&proposed), Err(ImportError::Bug(_))));
        }
        let choices = PeopleChoices {
            sheet,
            header_row: u64::from(header),
            id_column: usize::from(id),
            kinds: [(usize::from(other), AttributeKind::Number)].into(),
            leave_out: [usize::from(other) + 1].into(),
            consent: [(usize::from(other), Some(ConsentField::Until))].into(),
            ..PeopleChoices::default()
        };
        assert!(!matches!(file.read(&choices), Err(ImportError::Bug(_))));
        file.columns(&choices);
        file.examples(&choices, usize::from(other), 6);
    }
}

/// Answers to a survey and turns in a table; the first byte says what file it is and which column.
pub fn survey(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let name = ["a.csv", "a.tsv", "a.xlsx", "a.ods"][usize::from(*kind) % 4];
    let texts = vec![(1 + kind / 64).to_string()];
    let survey = SurveyColumns { id: None, texts, attributes: None };
    for survey in [None, Some(survey)] {
        let reading = Reading { survey, ..Reading::default() };
        let table = survey_table(name, bytes, &reading);
        assert!(!matches!(table, Err(ImportError::Bug(_))));
        let hints = ImportHints { reading, ..ImportHints::default() };
        let result = read_bytes(name, bytes, &hints);
        assert!(!matches!(result, Err(ImportError::Bug(_))), "{result:?}");
    }
}

/// A pseudonym key, and a list of pseudonyms: refused or read, and left as it is.
pub fn key(bytes: &[u8]) {
    for name in ["a.csv", "a.tsv"] {
        let result = postil::exchange::pseudonyms::read_pseudonyms(name, bytes);
        assert!(!matches!(result, Err(ImportError::Bug(_))));
    }
    let path = super::place("a.postil-key");
    if std::fs::write(&path, bytes).is_ok()
        && let Some(passphrase) = Passphrase::new("x")
    {
        assert!(KeyFile::open(&path, &passphrase).is_err());
        assert_eq!(std::fs::read(&path).ok().as_deref(), Some(bytes));
    }
    std::fs::remove_file(&path).ok();
}
