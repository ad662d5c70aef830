//! New codes by interview against the oracle, against every order tried out, and by hand.

use super::super::testing::Builder;
use super::super::{
    InterviewKey, Level, Order, Ordered, Per, Runs, Saturation, SaturationSpec, accumulation, runs,
    saturation,
};
use super::brute::{self, Text};
use super::compare::{corpora, filters};
use crate::model::{AttributeKind, CoderChoice, CoderId, Corpus, Filter};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

const ORACLE: &str = include_str!("../../../tests/fixtures/oracles/saturation.json");

fn check_runs(found: &Runs, expected: &Value, what: &str) {
    assert_eq!(found.base_sum, expected["base_sum"], "{what}");
    let wanted = expected["runs"].as_array().unwrap();
    assert_eq!(found.runs.len(), wanted.len(), "{what}");
    for (run, wanted) in found.runs.iter().zip(wanted) {
        assert_eq!(run.first as u64, wanted["interviews"][0], "{what}");
        assert_eq!(run.last as u64, wanted["interviews"][1], "{what}");
        assert_eq!(run.new, wanted["new_in_run"], "{what}");
        match (run.ratio, wanted["ratio"].as_f64()) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{what}: {a} {b}"),
            (a, b) => assert_eq!(a, b, "{what}"),
        }
    }
    let at = found.before.map(|before| before as u64);
    assert_eq!(at, expected["saturated_at_interviews"].as_u64(), "{what}");
    assert_eq!(found.notation().as_deref(), expected["notation"].as_str(), "{what}");
}

#[test]
fn base_runs_and_notation_are_those_of_the_oracle() {
    let oracle: Value = serde_json::from_str(ORACLE).unwrap();
    let cases = oracle["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let numbers = case["new_codes_per_interview"].as_array().unwrap();
        let new: Vec<u64> = numbers.iter().map(|n| n.as_u64().unwrap()).collect();
        let number = |name: &str| case[name].as_u64().unwrap() as usize;
        let (base, run) = (number("base"), number("run"));
        let what = case["id"].as_str().unwrap();
        let expected = &case["expected"];
        if expected["runs"].is_array() {
            let threshold = expected["threshold"].as_f64().unwrap();
            check_runs(&runs(&new, base, run, threshold), expected, what);
            continue;
        }
        // Variants: their names say what is different.
        for (name, expected) in expected.as_object().unwrap() {
            let base = if name.starts_with("base5") { 5 } else { base };
            let run = if name.starts_with("run3") { 3 } else { run };
            let threshold = expected["threshold"].as_f64().unwrap();
            check_runs(&runs(&new, base, run, threshold), expected, &format!("{what} {name}"));
        }
    }
}

proptest! {
    #[test]
    fn the_curve_is_the_mean_over_all_choices(
        incidence in prop::collection::vec(prop::collection::vec(any::<bool>(), 1..7), 0..9),
        interviews in 1..7_usize,
    ) {
        let has = |code: &Vec<bool>, at: usize| code.get(at).copied().unwrap_or(false);
        let occurs: Vec<usize> =
            incidence.iter().map(|code| (0..interviews).filter(|at| has(code, *at)).count()).collect();
        let found = accumulation(&occurs, interviews);
        prop_assert_eq!(found.len(), interviews);
        for k in 1..=interviews {
            let choices: Vec<u32> =
                (0..1_u32 << interviews).filter(|set| set.count_ones() as usize == k).collect();
            let seen = |set: u32| {
                incidence.iter().filter(|code| (0..interviews).any(|at| (set >> at) & 1 == 1 && has(code, at))).count()
            };
            let sum: usize = choices.iter().map(|set| seen(*set)).sum();
            let mean = sum as f64 / choices.len() as f64;
            prop_assert!((found[k - 1] - mean).abs() < 1e-9, "{} {mean}", found[k - 1]);
        }
    }

    #[test]
    fn interviews_bring_the_codes_a_person_would_find(
        corpus in corpora(),
        filter in filters(),
        per in prop_oneof![Just(Per::Document), Just(Per::Participant)],
        level in prop_oneof![Just(Level::Leaf), Just(Level::Every), Just(Level::Top)],
    ) {
        let spec = SaturationSpec { per, level, order: Order::Import, filter: filter.clone(), ..SaturationSpec::default() };
        let found = saturation(&corpus, &spec);
        let text = Text::new(&corpus, &filter);
        let codes = |id: i64| corpus.codes.codes().iter().find(|c| c.id.0 == id).unwrap();
        let counts_as = |code: i64| -> Option<i64> {
            match level {
                Level::Leaf => (!corpus.codes.codes().iter().any(|c| c.parent.is_some_and(|p| p.0 == code))).then_some(code),
                Level::Every => Some(code),
                Level::Top => {
                    let mut at = code;
                    while let Some(parent) = codes(at).parent.filter(|p| brute::code_asked(&corpus, &filter, p.0)) {
                        at = parent.0;
                    }
                    Some(at)
                }
            }
        };
        // In the order of import: documents, or participants by their first one.
        let mut units: Vec<(i64, Vec<usize>)> = Vec::new();
        for (document, d) in corpus.documents.iter().enumerate() {
            if !filter.documents.is_empty() && !filter.documents.contains(&d.id) {
                continue;
            }
            let mut people: Vec<i64> = text.said(&filter, document).iter().filter_map(|c| match c.speech {
                Some((crate::model::Voice::Participant(id), ..)) => Some(id.0),
                _ => None,
            }).collect();
            people.sort_unstable();
            people.dedup();
            match per {
                Per::Document if people.is_empty() => {}
                Per::Document => units.push((d.id.0, vec![document])),
                Per::Participant => for id in people {
                    match units.iter_mut().find(|unit| unit.0 == id) {
                        Some(unit) => unit.1.push(document),
                        None => units.push((id, vec![document])),
                    }
                },
            }
        }
        let mine = |filter: &Filter, unit: &(i64, Vec<usize>)| -> Vec<i64> {
            let mentions = brute::mentions(&text, filter);
            let theirs = mentions.iter().filter(|m| unit.1.contains(&m.document) && match per {
                Per::Document => m.people.iter().any(|id| *id != 0),
                Per::Participant => m.people.contains(&unit.0),
            });
            theirs.map(|m| m.code).collect()
        };
        // Coded is what holds any excerpt, whatever is asked of excerpts.
        let any = Filter { codes: Vec::new(), condition: None, ..filter.clone() };
        units.retain(|unit| !mine(&any, unit).is_empty());
        prop_assert_eq!(found.interviews.len(), units.len());
        let mut seen = BTreeSet::new();
        for (interview, unit) in found.interviews.iter().zip(&units) {
            let id = match interview.key {
                InterviewKey::Document(id) => id.0,
                InterviewKey::Participant(id) => id.0,
            };
            prop_assert_eq!(id, unit.0);
            let own: BTreeSet<i64> = mine(&filter, unit).into_iter().filter_map(counts_as).collect();
            prop_assert_eq!(interview.codes, own.len() as u64);
            let new: BTreeSet<i64> = own.difference(&seen).copied().collect();
            let got: BTreeSet<i64> = interview.new.iter().map(|code| code.0).collect();
            prop_assert_eq!(got, new);
            seen.extend(own);
            prop_assert_eq!(interview.so_far, seen.len() as u64);
        }
        if let Some(last) = found.interviews.last() {
            prop_assert!((last.expected - last.so_far as f64).abs() < 1e-9);
        }
    }
}

#[test]
fn many_interviews_do_not_overflow() {
    let interviews = 2_000;
    let occurs: Vec<usize> = (1..=interviews).collect();
    let curve = accumulation(&occurs, interviews);
    assert!(curve.iter().all(|value| value.is_finite()));
    assert!(curve.is_sorted());
    // One interview holds a code of m with probability m / n; all hold all.
    let first: f64 = occurs.iter().map(|m| *m as f64 / interviews as f64).sum();
    assert!((curve[0] - first).abs() < 1e-9, "{} {first}", curve[0]);
    assert!((curve[interviews - 1] - interviews as f64).abs() < 1e-9);
    // By hand: a code of one interview is among k of n with probability k / n.
    assert!((accumulation(&[1], interviews)[499] - 0.25).abs() < 1e-9);
}

fn study(dates: [&str; 3]) -> Corpus {
    Builder::new()
        .attribute("date of birth", AttributeKind::Date)
        .attribute("Interview date", AttributeKind::Date)
        .participant("P1", &["1990-01-01", dates[0]])
        .participant("P2", &["1980-01-01", dates[1]])
        .participant("P10", &["1970-01-01", dates[2]])
        .code("Time/delay")
        .code("Time/limbo")
        .code("Harm")
        .document("D10", "P10: It hurt and we waited.")
        .document("D1", "INT: So?\nP1: We waited.")
        .document("D2", "P2: Nothing was certain, we waited.")
        .coding("D10", "Harm", "hurt", "ana")
        .coding("D10", "delay", "waited", "ana")
        .coding("D1", "delay", "waited", "ana")
        .coding("D1", "Time", "We waited", "ana")
        .coding("D1", "limbo", "So", "ana")
        .coding("D2", "limbo", "Nothing", "ana")
        .build()
}

fn ask(corpus: &Corpus, order: Order, per: Per) -> Saturation {
    let filter = Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() };
    let spec = SaturationSpec { order, per, base: 1, run: 1, filter, ..SaturationSpec::default() };
    saturation(corpus, &spec)
}

fn told(answer: &Saturation) -> Vec<(&str, usize)> {
    answer.interviews.iter().map(|i| (i.name.as_str(), i.new.len())).collect()
}

#[test]
fn the_order_is_the_one_that_is_said() {
    let dated = study(["2024-05-01", "2024-03-01", "2024-04-01"]);
    let best = ask(&dated, Order::Best, Per::Document);
    assert_eq!(best.order, Ordered::Date("Interview date".to_owned()));
    assert_eq!(told(&best), [("D2", 1), ("D10", 2), ("D1", 0)]);
    // Two of the three codes come after the base of one; then nothing.
    assert_eq!(best.runs.notation().as_deref(), Some("2+1"));
    assert_eq!(
        told(&ask(&dated, Order::Import, Per::Document)),
        [("D10", 2), ("D1", 0), ("D2", 1)]
    );
    assert_eq!(told(&ask(&dated, Order::Name, Per::Document)), [("D1", 1), ("D2", 1), ("D10", 1)]);
    let given = Order::Given([1, 2, 0].map(|at| dated.documents[at].id).to_vec());
    assert_eq!(told(&ask(&dated, given, Per::Participant)), [("P1", 1), ("P2", 1), ("P10", 1)]);
    // A date is missing: as imported, and that is said.
    let half = study(["2024-05-01", "", "2024-04-01"]);
    let best = ask(&half, Order::Best, Per::Document);
    assert_eq!(best.order, Ordered::Import(Some("Interview date".to_owned())));
    let notes = best.notes().join("\n");
    assert!(notes.contains("The order of import need not be"), "{notes}");
    assert!(notes.contains("The dates in Interview date are of no use here"), "{notes}");
    let by_date = ask(&half, Order::Date, Per::Document);
    assert_eq!(told(&by_date)[2].0, "D2");
    let notes = by_date.notes().join("\n");
    assert!(notes.contains("1 interview without a date stands last"), "{notes}");
}

#[test]
fn dates_are_those_that_people_write() {
    let dated = study(["9 May 2024", "28/02/2024", "10.03.2024"]);
    let best = ask(&dated, Order::Best, Per::Document);
    assert_eq!(best.order, Ordered::Date("Interview date".to_owned()));
    assert_eq!(told(&best).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["D2", "D10", "D1"]);
    assert_eq!(best.interviews[0].date.as_deref(), Some("2024-02-28"));
    // A month first is no date: nothing is ordered by it.
    let odd = study(["2024-05-01", "02/28/2024", "2024-03-10"]);
    let best = ask(&odd, Order::Best, Per::Document);
    assert_eq!(best.order, Ordered::Import(Some("Interview date".to_owned())));
}

#[test]
fn the_day_of_one_document_goes_with_the_dates_of_people() {
    let mut corpus = study(["2024-05-01", "2024-03-01", "2024-04-01"]);
    let first = Arc::make_mut(&mut corpus.documents[0]);
    first.held_on = "2024-05-02".to_owned();
    let best = ask(&corpus, Order::Best, Per::Document);
    assert_eq!(best.order, Ordered::Both("Interview date".to_owned()));
    assert_eq!(told(&best).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["D2", "D1", "D10"]);
    // Days of some documents and nothing else order nothing, and that is said.
    let mut corpus = study(["", "", ""]);
    Arc::make_mut(&mut corpus.documents[0]).held_on = "2024-05-02".to_owned();
    let best = ask(&corpus, Order::Best, Per::Document);
    assert!(matches!(best.order, Ordered::Import(_)));
    assert!(best.notes().join("\n").contains("are of no use here"), "{:?}", best.notes());
}

#[test]
fn the_words_never_say_that_it_is_enough() {
    let corpus = study(["", "", ""]);
    let mut seen = String::new();
    for (base, run, threshold) in
        [(1, 1, 0.05), (1, 1, 1.0), (1, 2, 0.0), (2, 2, 0.05), (4, 2, 0.05)]
    {
        let filter = Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() };
        let spec = SaturationSpec { base, run, threshold, filter, ..SaturationSpec::default() };
        let answer = saturation(&corpus, &spec);
        seen.push_str(&answer.notes().join("\n"));
        seen.push('\n');
    }
    assert!(!seen.to_lowercase().contains("saturat"), "{seen}");
    assert!(seen.contains("1+1: no new codes in interview 2 (threshold 5 %)."), "{seen}");
    assert!(seen.contains("The 1 interview after that: 1 new code."), "{seen}");
    assert!(
        seen.contains("n/a: a base of 4 and a run of 2 need 6 interviews; 3 are coded."),
        "{seen}"
    );
    assert!(
        seen.contains("No run of 2 interviews brings new codes of 0 % of the base or less."),
        "{seen}"
    );
    assert!(seen.contains("1 excerpt of codes that have codes under them"), "{seen}");
    assert!(seen.contains("information power"), "{seen}");
}

#[test]
fn what_is_not_coded_yet_is_no_interview_without_new_codes() {
    let corpus = Builder::new()
        .participant("P1", &[])
        .participant("P2", &[])
        .code("delay")
        .code("fear")
        .document("D1", "P1: We waited.")
        .document("D2", "P2: Not read yet.")
        .document("D3", "P1: Again.")
        .document("N", "INT: A note.")
        .coding("D1", "delay", "waited", "ana")
        .coding("D3", "delay", "Again", "ana")
        .build();
    let answer = ask(&corpus, Order::Best, Per::Document);
    assert_eq!(told(&answer), [("D1", 1), ("D3", 0)]);
    assert_eq!(answer.not_coded, ["D2"]);
    let notes = answer.notes().join("\n");
    assert!(notes.contains("Left out because nothing is coded there: D2."), "{notes}");
    assert!(notes.contains("P1 speaks in several documents"), "{notes}");
    // Asked for another code, it has been coded all the same.
    let filter = Filter { codes: corpus.codes.find("fear"), ..Filter::default() };
    let fear = saturation(&corpus, &SaturationSpec { filter, ..SaturationSpec::default() });
    assert_eq!(told(&fear), [("D1", 0), ("D3", 0)]);
    let people = ask(&corpus, Order::Best, Per::Participant);
    assert_eq!(told(&people), [("P1", 1)]);
}
