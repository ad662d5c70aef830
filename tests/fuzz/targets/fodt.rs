//! Bytes read as a flat OpenDocument text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let result = postil::exchange::import::read_document("a.fodt", bytes, &Default::default());
    assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
});
