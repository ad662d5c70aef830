//! Lets the fuzzer look for bytes that harm `postil_fuzz::odt`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postil_fuzz::odt(bytes));
