//! Bytes read as a table of codings.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let result = postil::exchange::codings::read_codings(bytes);
    assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
});
