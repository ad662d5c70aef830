//! What a sentence means, where it goes wrong, and that it reads as it is written.

use super::super::testing::Builder;
use super::super::tests::conditions;
use super::*;
use crate::model::Corpus;
use proptest::prelude::*;

fn study() -> Corpus {
    Builder::new()
        .participant("P1", &[])
        .code("Time/delay")
        .code("Harm/fear of \"them\"")
        .code("key")
        .code("Home/delay")
        .document("D1", "P1: So we waited.\n")
        .coding("D1", "key", "So", "ana")
        .coding("D1", "key", "we", "Ben (second)")
        .build()
}

#[test]
fn sentences_are_written_in_one_way() {
    let corpus = study();
    let check = |sentence: &str, expected: &str| {
        let condition = parse(&corpus, sentence).unwrap_or_else(|why| panic!("{sentence}: {why}"));
        assert_eq!(write(&corpus, &condition), expected);
    };
    check("IS Harm", "is Harm");
    check("is \"key\"", "is \"key\"");
    check("key quote or KEY", "key or key");
    check("overlaps time/DELAY", "overlaps Time/delay");
    check("inside “Harm” and (around Harm)", "inside Harm and around Harm");
    check("is \"fear of \"\"them\"\"\"", "is \"fear of \"\"them\"\"\"");
    check("follows Harm", "follows Harm within 1 turn");
    check("precedes Harm within 3 turn", "precedes Harm within 3 turns");
    check(
        "within 1 words of Harm or within 2 turn of Harm",
        "within 1 word of Harm or within 2 turns of Harm",
    );
    check("not not has memo", "not not has memo");
    check("not (key and uncertain) or contradicting", "not (key and uncertain) or contradicting");
    check("key and (uncertain or has memo)", "key and (uncertain or has memo)");
    check("by \"ben (SECOND)\" and since 2026-01-31", "by \"Ben (second)\" and since 2026-01-31");
}

#[test]
fn faults_say_where_and_why() {
    let corpus = study();
    let check = |sentence: &str, at: usize, expected: &str| {
        let fault = parse(&corpus, sentence).unwrap_err();
        assert_eq!((fault.at, fault.to_string().as_str()), (at, expected), "{sentence}");
    };
    let what = "write is, overlaps, inside, around, within, follows, precedes, key, contradicting, \
                uncertain, has memo, by, since or until";
    check("", 0, &format!("a condition is missing; {what}"));
    check("key and", 7, &format!("a condition is missing; {what}"));
    check("delay", 0, &format!("delay begins no condition; {what}"));
    check("is", 2, "a code is missing");
    check("is é (", 3, "there is no code é");
    check(
        "is delay",
        3,
        "several codes are called delay; write its path: Time/delay or Home/delay",
    );
    check("key uncertain", 4, "something is missing before this; write and or or");
    check("(key", 0, "this bracket is not closed");
    check("key)", 3, "this bracket closes nothing");
    check("is \"Harm", 3, "this quotation does not end");
    check("within two turns of Harm", 7, "two is no number; write one like 2");
    check("within 2 pages of Harm", 9, "turns or words of what?; write turns or words");
    check("within 2 turns Harm", 15, "of is missing; write within 2 turns of CODE");
    check("by Cleo", 3, "there is no coder Cleo; the coders are ana, Ben (second)");
    check("since 31.1.2026", 6, "31.1.2026 is no day; write it like 2026-03-31");
    check("has", 3, "memo is missing; write has memo");
    let deep = "(".repeat(5000) + "key";
    assert!(parse(&corpus, &deep).unwrap_err().to_string().contains("brackets deep"));
    assert!(parse(&corpus, &"not ".repeat(100_000)).is_err());
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(condition in conditions(6, 2)) {
        let corpus = study();
        // A code that was removed has no name to be read by.
        let mut known = true;
        condition.codes(&mut |id| known &= corpus.codes.codes().iter().any(|code| code.id == id));
        prop_assume!(known);
        let sentence = write(&corpus, &condition);
        prop_assert_eq!(parse(&corpus, &sentence).map_err(|why| why.to_string()), Ok(condition), "{}", sentence);
    }

    #[test]
    fn anything_is_read_or_refused(sentence in "[a-z ()\"“”é0-9]{0,60}|(is|not|\\(|\\)|and|or|within|[0-9]|turns|of|Harm| |\"){0,30}") {
        match parse(&study(), &sentence) {
            Ok(condition) => {
                let again = write(&study(), &condition);
                prop_assert_eq!(parse(&study(), &again).map_err(|why| why.to_string()), Ok(condition));
            }
            Err(fault) => prop_assert!(sentence.is_char_boundary(fault.at)),
        }
    }
}
