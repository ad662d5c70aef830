//! Bytes read as a participants table, text or spreadsheet.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let result = postil::exchange::people::read_people("a.csv", bytes);
    assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
});
