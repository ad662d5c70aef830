//! Turns are found with any pattern and any decisions, and hold all words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::model::{Reading, SpeakerRule};
use postil::text::turns::{Hints, Rules, detect};

fuzz_target!(|input: (&str, &str, &str, &str)| {
    let (pattern, label, other, text) = input;
    let own = |label: &str| vec![label.to_owned()];
    for speakers in [SpeakerRule::Pattern(pattern.to_owned()), SpeakerRule::Found] {
        let reading = Reading {
            speakers,
            take: own(label),
            leave: own(other),
            same: vec![(label.to_owned(), other.to_owned()), (other.to_owned(), pattern.to_owned())],
            ..Reading::default()
        };
        let Ok(rules) = Rules::of(&reading) else { continue };
        let found = detect(text, &Hints { rules, ..Hints::default() });
        let mut end = 0;
        for turn in &found.turns {
            assert!(end <= turn.start && turn.start <= turn.body && turn.body <= turn.end);
            assert!(text[end as usize..turn.start as usize].trim().is_empty());
            end = turn.end;
        }
        assert!(text[end as usize..].trim().is_empty());
    }
});
