//! Subtitles and the output of speech recognition never make the parser panic, and turns hold all words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::exchange::import::{ImportError, read_document};

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let endings = ["vtt", "srt", "json", "tsv", "lrc", "eaf", "txt"];
    let name = format!("a.{}", endings[usize::from(*kind) % endings.len()]);
    match read_document(&name, bytes, &Default::default()) {
        Ok(document) => {
            let mut end = 0;
            for turn in &document.turns {
                assert!(end <= turn.start && turn.start <= turn.body && turn.body <= turn.end);
                assert!(document.text[end as usize..turn.start as usize].trim().is_empty());
                end = turn.end;
            }
            assert!(document.text[end as usize..].trim().is_empty());
            assert!(document.times.iter().all(|time| document.text.is_char_boundary(time.at as usize)));
        }
        Err(error) => assert!(!matches!(error, ImportError::Bug(_)), "{error}"),
    }
});
