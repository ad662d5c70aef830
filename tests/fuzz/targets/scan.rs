//! A text looked through for identifiers and names: in time, and with findings that fit it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::analysis::identifiers::Scanner;
use postil::model::{NewDocument, NewTurn, Origin, Reading};
use postil::text::names::Names;

fuzz_target!(|text: &str| {
    // The first line is the key.
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    let names = Names::new(first.split(','));
    for place in names.find(rest) {
        assert!(place.span.of(rest).is_some_and(|words| !words.is_empty()));
    }
    let end = rest.len() as u32;
    let turn = NewTurn { start: 0, body: 0, end, speaker: Some("Sarah".to_owned()), at_ms: None };
    let document = NewDocument {
        name: "a".to_owned(),
        text: rest.to_owned(),
        turns: if end > 0 { vec![turn] } else { Vec::new() },
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin::default(),
        receipt: Vec::new(),
    };
    let scanner = Scanner::new(names).reading([rest]);
    for finding in scanner.new_document(&document) {
        assert!(!finding.words.is_empty());
    }
});
