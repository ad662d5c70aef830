//! Codes by codes against the oracle, against pairs counted one by one, and by hand.

use super::super::testing::Builder;
use super::super::{
    Cooccurrence, CooccurrenceSpec, ExcerptRef, Pair, Together, Unit, cooccurrence, excerpts,
    together,
};
use super::brute::{self, Mention, Text};
use super::compare::{corpora, filters};
use crate::model::{CodeId, CoderChoice, CoderId, Corpus, Filter, Span};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

const ORACLE: &str = include_str!("../../../tests/fixtures/oracles/cooccurrence.json");

fn ask(corpus: &Corpus, unit: Unit, roll_up: bool, filter: &Filter) -> Cooccurrence {
    cooccurrence(corpus, &CooccurrenceSpec { unit, roll_up, filter: filter.clone() })
}

fn one_coder() -> Filter {
    Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() }
}

/// The documents of a case, said by one participant, with its two codes.
fn corpus(case: &Value) -> Corpus {
    const LABEL: &str = "P1: ";
    let mut study = Builder::new().participant("P1", &[]).code("A").code("B");
    for (name, length) in case["doc_lengths"].as_object().unwrap() {
        let words = "x".repeat(length.as_u64().unwrap() as usize);
        study = study.document(name, &format!("{LABEL}{words}"));
    }
    for code in ["A", "B"] {
        for segment in case[code].as_array().unwrap() {
            let at = |index: usize| segment[index].as_u64().unwrap() as usize + LABEL.len();
            let span = Span::from_range(at(0)..at(1)).unwrap();
            study = study.span(segment[2].as_str().unwrap(), code, span, "ana");
        }
    }
    study.build()
}

#[test]
fn the_oracle_to_the_last_digit() {
    let oracle: Value = serde_json::from_str(ORACLE).unwrap();
    for case in oracle["cases"].as_array().unwrap() {
        let expected = &case["expected"];
        if case["A"].is_null() {
            let pair = Pair { n1: 100, n2: 10, n12: 5, ..Pair::default() };
            assert_eq!(pair.c(), expected["c_coefficient"].as_f64());
            continue;
        }
        let corpus = corpus(case);
        let overlap = ask(&corpus, Unit::Overlap, false, &one_coder()).pair(0, 1).unwrap();
        let documents = ask(&corpus, Unit::Document, false, &one_coder()).pair(0, 1).unwrap();
        let mut checked = 0;
        for (field, number) in expected.as_object().unwrap() {
            checked += 1;
            let what = format!("{} {field}", case["id"]);
            let count = match field.as_str() {
                "n1" => overlap.n1,
                "n2" => overlap.n2,
                "n12_overlapping_pairs" => overlap.n12,
                "a_segments_touching_b" => overlap.a_with_b,
                "b_segments_touching_a" => overlap.b_with_a,
                _ => {
                    let ratio = match field.as_str() {
                        "c_coefficient" => overlap.c(),
                        "char_jaccard" => overlap.character_jaccard(),
                        "doc_jaccard" => documents.c(),
                        "share_of_a_with_b" => overlap.share_a(),
                        "share_of_b_with_a" => overlap.share_b(),
                        "c_out_of_range" => {
                            assert_eq!(overlap.out_of_range(), *number, "{what}");
                            continue;
                        }
                        "unequal_frequency_warning_ratio_over_5" => {
                            assert_eq!(overlap.unequal(), *number, "{what}");
                            continue;
                        }
                        other => panic!("{other} is not known"),
                    };
                    let (found, wanted) = (ratio.unwrap(), number.as_f64().unwrap());
                    assert!((found - wanted).abs() < 1e-9, "{what}: {found} {wanted}");
                    continue;
                }
            };
            assert_eq!(count, *number, "{what}");
        }
        assert_eq!(checked, 12);
    }
}

/// What a mention is in a list of excerpts.
fn key(mention: &Mention) -> (usize, usize, usize, i64) {
    (mention.document, mention.start, mention.end, mention.code)
}

fn keys(corpus: &Corpus, list: &[ExcerptRef]) -> Vec<(usize, usize, usize, i64)> {
    let one = |excerpt: &ExcerptRef| {
        let (range, code) = (excerpt.span.range(), excerpt.coding(corpus).unwrap().code.0);
        (excerpt.document as usize, range.start, range.end, code)
    };
    let mut keys: Vec<_> = list.iter().map(one).collect();
    keys.sort_unstable();
    keys
}

/// The mentions, characters and units of one code, character by character.
struct Pencil<'m> {
    mentions: Vec<&'m Mention>,
    /// For each mention the characters it says, white space left out.
    ink: Vec<BTreeSet<(usize, usize)>>,
    characters: BTreeSet<(usize, usize)>,
    turns: Vec<BTreeSet<(usize, usize)>>,
}

fn pencil<'m>(
    text: &Text<'_>,
    filter: &Filter,
    mentions: &'m [Mention],
    mine: impl Fn(i64) -> bool,
) -> Pencil<'m> {
    let mentions: Vec<&Mention> = mentions.iter().filter(|m| mine(m.code)).collect();
    let mut found = Pencil {
        mentions: mentions.clone(),
        ink: Vec::new(),
        characters: BTreeSet::new(),
        turns: Vec::new(),
    };
    for mention in mentions {
        let (mut ink, mut turns) = (BTreeSet::new(), BTreeSet::new());
        for character in text.said(filter, mention.document) {
            if mention.start <= character.byte && character.byte < mention.end {
                found.characters.insert((mention.document, character.byte));
                if !character.c.is_whitespace() {
                    ink.insert((mention.document, character.byte));
                    turns.insert((mention.document, character.speech.unwrap().1));
                }
            }
        }
        found.ink.push(ink);
        found.turns.push(turns);
    }
    found
}

impl Pencil<'_> {
    fn units(&self, unit: Unit) -> BTreeSet<(usize, usize)> {
        match unit {
            Unit::Turn => self.turns.iter().flatten().copied().collect(),
            _ => self.mentions.iter().map(|mention| (mention.document, 0)).collect(),
        }
    }

    /// Whether one of its mentions occurs together with one of another code.
    fn meets(&self, at: usize, other: &Self, to: usize, unit: Unit) -> bool {
        match unit {
            Unit::Overlap => self.ink[at].intersection(&other.ink[to]).next().is_some(),
            Unit::Turn => self.turns[at].intersection(&other.turns[to]).next().is_some(),
            Unit::Document => self.mentions[at].document == other.mentions[to].document,
        }
    }

    fn with(&self, other: &Self, unit: Unit) -> Vec<(usize, usize, usize, i64)> {
        let any = |at: &usize| (0..other.mentions.len()).any(|to| self.meets(*at, other, to, unit));
        let mut keys: Vec<_> =
            (0..self.mentions.len()).filter(any).map(|at| key(self.mentions[at])).collect();
        keys.sort_unstable();
        keys
    }
}

fn check(text: &Text<'_>, filter: &Filter, unit: Unit, roll_up: bool) {
    let corpus = text.corpus;
    let table = ask(corpus, unit, roll_up, filter);
    let all: Vec<Mention> = brute::mentions(text, filter)
        .into_iter()
        .filter(|mention| mention.people.iter().any(|&id| id != 0))
        .collect();
    let listed: Vec<i64> = corpus
        .codes
        .codes()
        .iter()
        .map(|code| code.id.0)
        .filter(|&id| brute::code_asked(corpus, filter, id))
        .filter(|&id| {
            let mut codings = corpus.documents.iter().flat_map(|d| &d.codings);
            let children = corpus.codes.codes().iter().any(|c| c.parent.is_some_and(|p| p.0 == id));
            roll_up || !children || codings.any(|coding| coding.code.0 == id)
        })
        .collect();
    let shown: Vec<i64> = table.codes.iter().map(|code| code.code.0).collect();
    assert_eq!(shown, listed);
    let pencils: Vec<Pencil<'_>> = listed
        .iter()
        .map(|&code| {
            let mine = |id| if roll_up { brute::under(corpus, id, code) } else { id == code };
            pencil(text, filter, &all, mine)
        })
        .collect();
    for (a, one) in pencils.iter().enumerate() {
        let n = |pencil: &Pencil<'_>| match unit {
            Unit::Overlap => pencil.mentions.len(),
            other => pencil.units(other).len(),
        } as u64;
        assert_eq!(table.codes[a].n, n(one), "{}", table.codes[a].path);
        for (b, two) in pencils.iter().enumerate() {
            let (x, y) = (listed[a], listed[b]);
            let related = brute::under(corpus, x, y) || brute::under(corpus, y, x);
            let Some(pair) = table.pair(a, b) else {
                assert!(a == b || (roll_up && related));
                assert_eq!(table.words(corpus, a, b), None);
                let which = Together { unit, roll_up, a: CodeId(x), b: CodeId(y) };
                assert_eq!(together(corpus, &which, filter), [], "no pair");
                continue;
            };
            assert!(a != b && !(roll_up && related));
            let what =
                format!("{} {} {unit:?} {roll_up}", table.codes[a].path, table.codes[b].path);
            assert_eq!((pair.n1, pair.n2), (n(one), n(two)), "{what}");
            let words = table.words(corpus, a, b).unwrap();
            assert_eq!(keys(corpus, &words.a), one.with(two, unit), "{what}");
            assert_eq!(keys(corpus, &words.b), two.with(one, unit), "{what}");
            let which = Together { unit, roll_up, a: CodeId(x), b: CodeId(y) };
            let mut joined = [words.a.as_slice(), words.b.as_slice()].concat();
            joined.sort_by_key(|one| (one.document, one.span.start(), one.coding));
            assert_eq!(together(corpus, &which, filter), joined, "{what}");
            if unit == Unit::Overlap {
                let meeting = (0..one.mentions.len())
                    .flat_map(|at| (0..two.mentions.len()).map(move |to| (at, to)))
                    .filter(|&(at, to)| one.meets(at, two, to, unit));
                assert_eq!(pair.n12, meeting.count() as u64, "{what}");
                assert_eq!(pair.a_with_b, words.a.len() as u64, "{what}");
                assert_eq!(pair.b_with_a, words.b.len() as u64, "{what}");
                let both = one.characters.intersection(&two.characters).count() as u64;
                let either = one.characters.union(&two.characters).count() as u64;
                assert_eq!(pair.characters_both, both, "{what}");
                assert_eq!(pair.characters_either, either, "{what}");
            } else {
                let (first, second) = (one.units(unit), two.units(unit));
                let both = first.intersection(&second).count() as u64;
                assert_eq!((pair.n12, pair.a_with_b, pair.b_with_a), (both, both, both), "{what}");
                let either = first.union(&second).count() as u64;
                assert_eq!(pair.c(), (either > 0).then(|| both as f64 / either as f64), "{what}");
            }
        }
    }
    let left = &table.left_out;
    let sum = left.other_coders
        + left.filtered
        + left.interviewer_only
        + left.no_participant
        + left.no_speech
        + left.excluded
        + left.folded;
    assert_eq!(sum + all.len() as u64, corpus.coding_count() as u64);
}

proptest! {
    #[test]
    fn pairs_are_those_that_a_person_would_find(corpus in corpora(), filter in filters()) {
        let text = Text::new(&corpus, &filter);
        for unit in Unit::ALL {
            check(&text, &filter, unit, false);
            check(&text, &filter, unit, true);
        }
    }
}

#[test]
fn only_participants_words_bring_codes_together() {
    let corpus = Builder::new()
        .participant("P1", &[])
        .participant("P2", &[])
        .code("delay")
        .code("fear")
        .document("D", "P1: We waited.\nINT: Really?\nP2: I was afraid of it.")
        .coding("D", "delay", "waited.\nINT: Really", "ana")
        .coding("D", "fear", "Really?\nP2: I was afraid", "ana")
        .coding("D", "delay", "was", "ana")
        .build();
    let table = |unit, filter: &Filter| ask(&corpus, unit, false, filter).pair(0, 1).unwrap();
    let all = one_coder();
    // The interviewer's word is under both: that is none. "was" is.
    let overlap = table(Unit::Overlap, &all);
    assert_eq!((overlap.n1, overlap.n2, overlap.n12), (2, 1, 1));
    assert_eq!((overlap.a_with_b, overlap.b_with_a), (1, 1));
    // "waited." and "was" are ten characters, "I was afraid" twelve; "was" is under both.
    assert_eq!((overlap.characters_both, overlap.characters_either), (3, 19));
    let turn = table(Unit::Turn, &all);
    assert_eq!((turn.n1, turn.n2, turn.n12), (2, 1, 1));
    let document = table(Unit::Document, &all);
    assert_eq!((document.n12, document.c()), (1, Some(1.0)));
    // Of P1 there is nothing they share but the document, and there fear is not theirs.
    let p1 = Filter { participants: vec![corpus.participants[0].id], ..all };
    assert_eq!(table(Unit::Overlap, &p1), Pair { n1: 1, characters_either: 7, ..Pair::default() });
    assert_eq!(table(Unit::Document, &p1).n12, 0);
}

#[test]
fn what_is_out_of_range_or_unequal_is_marked_and_said() {
    let mut study = Builder::new().participant("P1", &[]).code("long").code("short");
    study = study.document("D", "P1: a b c d e f g h");
    study = study.coding("D", "long", "a b c d e f g h", "ana");
    for word in ["a", "b", "c", "d", "e", "f"] {
        study = study.coding("D", "short", word, "ana");
    }
    let corpus = study.build();
    let table = ask(&corpus, Unit::Overlap, false, &one_coder());
    let pair = table.pair(0, 1).unwrap();
    assert_eq!((pair.n1, pair.n2, pair.n12, pair.c()), (1, 6, 6, Some(6.0)));
    assert!(pair.out_of_range() && pair.unequal());
    assert_eq!((pair.share_a(), pair.share_b()), (Some(1.0), Some(1.0)));
    let notes = table.notes().join("\n");
    assert!(notes.contains("c is out of range (above 1) in 1 pair: long × short."), "{notes}");
    assert!(notes.contains("more than five times as frequent as the other in 1 pair"), "{notes}");
    // Where there are as many pairs as excerpts there is nothing to divide by.
    let none = Pair { n1: 2, n2: 2, n12: 4, ..Pair::default() };
    assert_eq!((none.c(), none.out_of_range()), (None, true));
    assert_eq!((Pair::default().c(), Pair::default().out_of_range()), (None, false));
    assert!(!Pair { n1: 5, n2: 1, ..Pair::default() }.unequal());
}

#[test]
fn a_code_and_one_under_it_are_no_pair_when_rolled_up() {
    let corpus = Builder::new()
        .participant("P1", &[])
        .code("Time/delay")
        .code("Harm")
        .document("D", "P1: We waited and it hurt.")
        .coding("D", "delay", "We waited", "ana")
        .coding("D", "Harm", "waited and it hurt", "ana")
        .build();
    let names = |table: &Cooccurrence| -> Vec<String> {
        table.codes.iter().map(|code| code.name.clone()).collect()
    };
    let alone = ask(&corpus, Unit::Overlap, false, &one_coder());
    assert_eq!(names(&alone), ["delay", "Harm"]);
    let rolled = ask(&corpus, Unit::Overlap, true, &one_coder());
    assert_eq!(names(&rolled), ["Time", "delay", "Harm"]);
    assert_eq!(rolled.pair(0, 1), None);
    assert_eq!(rolled.pair(0, 2), rolled.pair(1, 2));
    let strongest: Vec<_> = rolled.strongest().iter().map(|(a, b, _)| (*a, *b)).collect();
    assert_eq!(strongest, [(0, 2), (1, 2)]);
    let time = excerpts(&corpus, &Filter { codes: vec![rolled.codes[0].code], ..one_coder() });
    assert_eq!(rolled.words(&corpus, 0, 2).unwrap().a, time);
}
