//! Bytes read as a codebook in each format.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.csv", "a.json", "a.txt"] {
        let result = postil::exchange::codebook::read_codebook(name, bytes);
        assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
    }
});
