//! Lets the fuzzer look for bytes that harm `postil_fuzz::rtf`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postil_fuzz::rtf(bytes));
