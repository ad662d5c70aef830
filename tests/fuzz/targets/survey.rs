//! No table makes the reader of surveys and of turns in tables panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::exchange::import::{ImportError, ImportHints, read_bytes, survey_table};
use postil::model::{Reading, SurveyColumns};

fuzz_target!(|bytes: &[u8]| {
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
});
