//! Bytes read as a participants table, text or spreadsheet, with what suggests itself and with any
//! other choices.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::exchange::import::ImportError;
use postil::exchange::people::{PeopleFile, read_people};
use postil::model::{AttributeKind, Corpus, PeopleChoices};

fuzz_target!(|bytes: &[u8]| {
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
        };
        assert!(!matches!(file.read(&choices), Err(ImportError::Bug(_))));
        file.columns(&choices);
        file.examples(&choices, usize::from(other), 6);
    }
});
