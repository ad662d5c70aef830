//! Any sentence is read or refused, and what was read is written so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::analysis::sentence::{parse, write};
use postil::model::{Code, CodeFields, CodeId, CodeTree, Corpus};
use std::sync::Arc;

fuzz_target!(|input: (&str, [&str; 3])| {
    let (sentence, names) = input;
    // A study takes no others as names of codes.
    let kept = |name: &&str| {
        !name.is_empty()
            && name.trim() == *name
            && !name.contains(|c: char| c == '/' || c.is_control())
    };
    if !names.iter().all(kept) {
        return;
    }
    let codes = names.iter().zip(1..).map(|(name, id)| {
        let fields = CodeFields { name: (*name).to_owned(), ..CodeFields::default() };
        Code::new(CodeId(id), None, fields)
    });
    let corpus = Corpus { codes: Arc::new(CodeTree::new(codes.collect())), ..Corpus::default() };
    match parse(&corpus, sentence) {
        Ok(condition) => {
            let written = write(&corpus, &condition);
            let again = parse(&corpus, &written);
            assert!(again.is_ok_and(|again| again == condition), "{written}");
        }
        Err(fault) => assert!(sentence.is_char_boundary(fault.at)),
    }
});
