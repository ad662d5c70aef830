//! Lets the fuzzer look for bytes that harm `postil_fuzz::turns`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postil_fuzz::turns(bytes));
