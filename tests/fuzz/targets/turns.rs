//! Turns of any text: they must cover it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let found = postil::text::turns::detect(text, &postil::text::turns::Hints::default());
    let covered: usize = found.turns.iter().map(|turn| (turn.end - turn.start) as usize).sum();
    assert!(covered <= text.len());
});
