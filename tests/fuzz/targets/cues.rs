//! Lets the fuzzer look for bytes that harm `postil_fuzz::cues`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postil_fuzz::cues(bytes));
