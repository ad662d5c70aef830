//! Conditions the slow way: every excerpt against every other, by what the words say.

use super::super::testing::Builder;
use super::super::{excerpts, sentence};
use crate::model::{
    CodeId, CoderChoice, CoderId, CodingRow, Condition, Corpus, CorpusDocument, Filter, Flag,
    Relation,
};
use proptest::prelude::*;

type Stretch = (i64, usize, usize);

/// Whether a condition holds for one of the excerpts (code, start, end) of a document.
pub(super) fn holds(
    corpus: &Corpus,
    document: &CorpusDocument,
    (all, one): (&[Stretch], Stretch),
    coder: &CoderChoice,
    condition: &Condition,
) -> bool {
    let again = |inner: &Condition| holds(corpus, document, (all, one), coder, inner);
    let made_of = || {
        let looked_at = |coding: &&CodingRow| match coder {
            CoderChoice::All => true,
            CoderChoice::One(id) => coding.coder == *id,
        };
        let here = move |coding: &&CodingRow| {
            let range = coding.span.range();
            let inside = one.1 <= range.start && range.end <= one.2;
            let same = *coder == CoderChoice::All || (range.start, range.end) == (one.1, one.2);
            coding.code.0 == one.0 && inside && same
        };
        document.codings.iter().filter(looked_at).filter(here)
    };
    match condition {
        Condition::Is(code) => under(corpus, one.0, *code),
        Condition::Near(relation, code) => {
            // The same stretch twice in the list is two excerpts.
            let own = all.iter().position(|other| *other == one);
            let others = all.iter().enumerate().filter(|(at, _)| Some(*at) != own);
            others
                .filter(|(_, other)| under(corpus, other.0, *code))
                .any(|(_, other)| stands(document, *relation, one, *other))
        }
        Condition::Marked(flag) => made_of().any(|coding| coding.flags.has(*flag)),
        Condition::HasMemo => made_of().any(|coding| coding.memo.is_some()),
        Condition::By(id) => made_of().any(|coding| coding.coder == *id),
        Condition::Since(day) => made_of().any(|coding| day_of(coding) >= *day),
        Condition::Until(day) => made_of().any(|coding| day_of(coding) <= *day),
        Condition::Not(inner) => !again(inner),
        Condition::All(list) => list.iter().all(again),
        Condition::Any(list) => list.iter().any(again),
    }
}

fn day_of(coding: &CodingRow) -> String {
    let at = jiff::Timestamp::from_millisecond(coding.made_ms).unwrap();
    at.strftime("%Y-%m-%d").to_string()
}

fn under(corpus: &Corpus, code: i64, top: CodeId) -> bool {
    let mut at = Some(CodeId(code));
    while let Some(id) = at {
        if id == top {
            return true;
        }
        at = corpus.codes.codes().iter().find(|c| c.id == id).and_then(|c| c.parent);
    }
    false
}

fn stands(document: &CorpusDocument, relation: Relation, one: Stretch, other: Stretch) -> bool {
    // Bytes, turns and words that each of the two has something of.
    let bytes = |s: Stretch| (s.1..s.2).collect::<Vec<usize>>();
    let turn = |byte: usize| {
        document.turns.iter().rposition(|turn| turn.start as usize <= byte).unwrap_or(0)
    };
    let turns = |s: Stretch| (turn(s.1), turn(s.2 - 1));
    match relation {
        Relation::Overlaps => bytes(one).iter().any(|byte| bytes(other).contains(byte)),
        Relation::Inside => bytes(one).iter().all(|byte| bytes(other).contains(byte)),
        Relation::Around => bytes(other).iter().all(|byte| bytes(one).contains(byte)),
        Relation::WithinTurns(apart) => {
            let (a, b) = (turns(one), turns(other));
            let steps = a.0.saturating_sub(b.1).max(b.0.saturating_sub(a.1));
            steps <= apart as usize
        }
        Relation::WithinWords(apart) => {
            let (left, right) = if one.1 <= other.1 { (one, other) } else { (other, one) };
            left.2 >= right.1 || words_between(document, left.2, right.1) <= apart as usize
        }
        Relation::Follows(apart) => {
            other.2 <= one.1 && turns(one).0 - turns(other).1 <= apart as usize
        }
        Relation::Precedes(apart) => {
            one.2 <= other.1 && turns(other).0 - turns(one).1 <= apart as usize
        }
    }
}

/// Words that lie wholly between two bytes, none of whose letters belong to either side.
fn words_between(document: &CorpusDocument, from: usize, to: usize) -> usize {
    let text = &document.text;
    let mut count = 0;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(first)) => {
                let word = text[first..at].chars().any(char::is_alphanumeric);
                count += usize::from(word && first >= from && at <= to);
                start = None;
            }
            _ => {}
        }
    }
    count
}

/// Conditions over so many codes and coders.
pub(in crate::analysis) fn conditions(codes: i64, coders: i64) -> impl Strategy<Value = Condition> {
    let code = (1..=codes + 1).prop_map(CodeId);
    let relation = prop_oneof![
        Just(Relation::Overlaps),
        Just(Relation::Inside),
        Just(Relation::Around),
        (0..3_u32).prop_map(Relation::WithinTurns),
        (0..5_u32).prop_map(Relation::WithinWords),
        (0..3_u32).prop_map(Relation::Follows),
        (0..3_u32).prop_map(Relation::Precedes),
    ];
    let day = (1..4_u32).prop_map(|day| format!("1970-01-0{day}"));
    let leaf = prop_oneof![
        2 => code.clone().prop_map(Condition::Is),
        6 => (relation, code).prop_map(|(relation, code)| Condition::Near(relation, code)),
        1 => (0..3_usize).prop_map(|at| Condition::Marked(Flag::ALL[at])),
        1 => Just(Condition::HasMemo),
        1 => (1..=coders).prop_map(|id| Condition::By(CoderId(id))),
        1 => day.clone().prop_map(Condition::Since),
        1 => day.prop_map(Condition::Until),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
            prop::collection::vec(inner, 2..4).prop_map(Condition::Any),
        ]
    })
}

fn study() -> Corpus {
    Builder::new()
        .participant("P1", &[])
        .participant("P2", &[])
        .code("Time/delay")
        .code("watched")
        .code("fear")
        .document(
            "D1",
            "P1: We waited months and they watched us.\nINT: And then?\nP1: I was afraid of them.\n\
             P2: So was I.\nINT: Oh.\nP2: Nobody came back.\n",
        )
        .coding("D1", "delay", "waited months and they", "ana")
        .coding("D1", "watched", "they watched", "ana")
        .coding("D1", "watched", "watched us", "ana")
        .memo("D1", "seen twice")
        .coding("D1", "fear", "afraid", "ana")
        .coding("D1", "delay", "Nobody came back", "ana")
        .build()
}

#[test]
fn a_sentence_finds_what_it_says() {
    let corpus = study();
    let check = |sentence: &str, expected: &[&str]| {
        let condition = sentence::parse(&corpus, sentence).unwrap();
        let coder = CoderChoice::One(CoderId(1));
        let filter = Filter { condition: Some(condition), coder, ..Filter::default() };
        let found = excerpts(&corpus, &filter);
        let words: Vec<&str> =
            found.iter().map(|e| &corpus.documents[0].text[e.span.range()]).collect();
        assert_eq!(words, expected, "{sentence}");
    };
    let waited = "waited months and they";
    check("overlaps watched", &[waited, "they watched", "watched us"]);
    check("is delay and overlaps watched", &[waited]);
    check("is Time and not overlaps watched", &["Nobody came back"]);
    check("is watched and overlaps watched", &["they watched", "watched us"]);
    check("inside watched", &[]);
    check("is watched and within 1 word of delay", &["they watched", "watched us"]);
    // "watched us" begins where the other ends: no word stands between.
    check("is watched and within 0 words of delay", &["they watched", "watched us"]);
    check("is fear and within 4 words of watched", &[]);
    check("is fear and within 7 words of watched", &["afraid"]);
    check("is fear and within 1 turn of delay", &[]);
    check("is fear and within 2 turns of watched", &["afraid"]);
    check("follows watched within 2 turns", &["afraid"]);
    check("follows watched", &[]);
    check("is delay and follows fear within 3 turns", &["Nobody came back"]);
    check("precedes fear within 2 turns", &[waited, "they watched", "watched us"]);
    check("has memo or is fear", &["watched us", "afraid"]);
    check("not (has memo or is fear or is Time)", &["they watched"]);
    check("since 1970-01-02", &[]);
    check("by ana and until 1970-01-01 and is fear", &["afraid"]);
}
