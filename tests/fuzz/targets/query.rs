//! A query is read or refused, and what it finds fits the text, whatever either of them holds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::text::folded::{Folded, Letters};
use postil::text::query::{Query, Unit};

fuzz_target!(|input: (&str, u32, &str)| {
    let (written, near, text) = input;
    for letters in [Letters::Plain, Letters::Accents, Letters::Exact] {
        let read = Query::parse(written, letters);
        let queries = [
            read.clone().ok(),
            read.ok().and_then(|query| query.within(near % 20).ok()),
            Query::pattern(written, letters).ok(),
            Query::anywhere(written, letters),
            Query::token(written, letters),
        ];
        let folded = Folded::new(text, letters, &[]);
        let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        for query in queries.iter().flatten() {
            for unit in Unit::ALL {
                let mut end = 0;
                query.find(text, &folded, &[0..half, half..text.len()], unit, |span| {
                    assert!(end <= span.start() && span.end() as usize <= text.len());
                    assert!(span.of(text).is_some_and(|words| !words.trim().is_empty()));
                    end = span.end();
                });
            }
        }
    }
});
