//! Bytes read as a PDF.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let result = postil::exchange::import::read_document("a.pdf", bytes, &Default::default());
    assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
});
