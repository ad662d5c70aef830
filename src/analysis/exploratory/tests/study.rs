//! Tests asked of whole studies: the oracle's people, refusals, and the words around them.

use super::super::*;
use crate::analysis::disclosure::{Fate, Merging};
use crate::analysis::testing::Builder;
use crate::model::{AttributeKind, Corpus, Span};
use serde_json::Value;

/// A study in which each participant has so many words and so many codings.
fn study(people: &[(&str, u64, u64)]) -> Corpus {
    let mut study = Builder::new().attribute("role", AttributeKind::List);
    for (at, (role, ..)) in people.iter().enumerate() {
        study = study.participant(&format!("P{at}"), &[role]);
    }
    study = study.code("Time/delay").code("Harm");
    for (at, &(_, words, codings)) in people.iter().enumerate() {
        let text = format!(
            "P{at}: {}",
            if words == 0 { "—".to_owned() } else { "so ".repeat(words as usize) }
        );
        let document = format!("D{at}");
        study = study.document(&document, &text);
        let start = text.find("so").unwrap_or_default();
        for coding in 0..codings as usize {
            let span = Span::from_range(start + coding * 3..start + coding * 3 + 2).unwrap();
            study = study.span(&document, "Time/delay", span, "ana");
        }
    }
    study.build()
}

fn ask(corpus: &Corpus, change: impl FnOnce(&mut ComparisonSpec)) -> Comparison {
    let mut spec = ComparisonSpec::new(corpus.attributes[0].id);
    change(&mut spec);
    compare(corpus, &spec)
}

#[test]
fn the_oracles_participants_as_a_study() {
    let oracle = include_str!("../../../../tests/fixtures/oracles/tests_permutation.json");
    let oracle: Value = serde_json::from_str(oracle).unwrap();
    let case = &oracle["cases"][0];
    assert_eq!(case["id"], "two_roles_4_3");
    let list = |name: &str| case[name].as_array().unwrap().clone();
    let (roles, references, words) = (list("group"), list("references"), list("words"));
    let people: Vec<(&str, u64, u64)> = (0..roles.len())
        .map(|at| {
            let role = roles[at].as_str().unwrap();
            (role, words[at].as_u64().unwrap(), references[at].as_u64().unwrap())
        })
        .collect();
    let corpus = study(&people);
    for (on, field) in [(On::Rate, "rate"), (On::Excerpts, "references"), (On::Presence, "present")]
    {
        let answer = ask(&corpus, |spec| spec.on = on);
        let expected = &case["expected"];
        let row = answer.rows.iter().find(|row| row.name == "delay").unwrap();
        let outcome = row.outcome.unwrap();
        let close = |a: f64, b: &Value| (a - b.as_f64().unwrap()).abs() < 1e-9;
        assert!(close(outcome.exact.p, &expected[field]["p_exact"]), "{field}");
        assert_eq!(answer.participants, 7);
        if on == On::Rate {
            assert!(close(outcome.exact.observed, &expected[field]["ssb_observed"]));
            for (group, mean) in answer.groups.iter().zip(&row.means) {
                let wanted = &expected["group_mean_of_participant_rates"][group.label.as_str()];
                assert!(close(mean.unwrap(), wanted));
            }
            assert!(close(row.kruskal_wallis.unwrap(), &expected["kruskal_wallis_H_rates"]));
        }
    }
}

#[test]
fn presence_is_fishers_test_with_the_difference_first() {
    // 4 of 4 against 1 of 3: demo_LA_vs_ICTG of the oracle.
    let corpus = study(&[
        ("LA", 9, 1),
        ("LA", 9, 2),
        ("LA", 9, 1),
        ("LA", 9, 5),
        ("ICTG", 9, 1),
        ("ICTG", 9, 0),
        ("ICTG", 9, 0),
        ("police", 9, 1),
        ("", 9, 1),
    ]);
    let answer = ask(&corpus, |_| {});
    assert_eq!(
        (answer.tested(), answer.participants, answer.refused.clone()),
        (vec![3, 4], 9, None)
    );
    let labels: Vec<(&str, Option<Untested>)> =
        answer.groups.iter().map(|group| (group.label.as_str(), group.untested)).collect();
    let one = Some(Untested::OnePerson);
    let unknown = Some(Untested::NoValue);
    assert_eq!(labels, [("ICTG", None), ("LA", None), ("police", one), ("(no value)", unknown)]);
    let row = &answer.rows[1];
    assert_eq!((row.path.as_str(), row.said.clone()), ("Time/delay", vec![1, 4, 1, 1]));
    let difference = row.difference.unwrap();
    assert!((difference.value + 2.0 / 3.0).abs() < 1e-12);
    assert_eq!((difference.first, difference.second), (0, 1));
    let outcome = row.outcome.unwrap();
    assert!((outcome.exact.p - 1.0 / 7.0).abs() < 1e-12);
    // Three tests: Time, delay and Harm, of which the last is said by nobody.
    assert_eq!(answer.tests(), 3);
    assert!((outcome.adjusted - 3.0 / 7.0).abs() < 1e-12);
    assert!((outcome.smallest - 1.0 / 7.0).abs() < 1e-12);
    assert_eq!(answer.rows[2].outcome.unwrap().exact.p, 1.0);
    assert!((answer.smallest.unwrap() - 1.0 / 35.0).abs() < 1e-12);
    // Seven people: no V; expected counts below five: no p of chi-square.
    assert_eq!((row.cramers_v, row.chi2.unwrap().1), (None, None));
    assert!((row.chi2.unwrap().0 - 3.733_333_333_333_333).abs() < 1e-9);
    assert_eq!(row.odds.unwrap().interval.0, 0.0);
    let notes = answer.notes();
    for expected in [
        "police: This role is one person: the column is that person's interview.",
        "In no test, with fewer than 3 participants: police. Merge them with others to compare them.",
        "In no test, because role is not known of them: (no value).",
        "Very small groups (fewer than 5 participants): ICTG, LA, police, (no value).",
        "With 3 and 4 participants no p can be below .028.",
        "3 tests; adjusted p by Holm.",
        "With so many tests no adjusted p can be below .085: choose the codes before you look.",
        "Cramér’s V is given from 20 participants on.",
    ] {
        assert!(notes.iter().any(|note| note == expected), "{expected}\n{notes:#?}");
    }
}

#[test]
fn what_cannot_help_is_refused() {
    let check = |people: &[(&str, u64, u64)], reason: &str| {
        let answer = ask(&study(people), |_| {});
        assert_eq!(answer.refused.as_ref().map(NoTest::reason).as_deref(), Some(reason));
        assert!(answer.rows.iter().all(|row| row.outcome.is_none() && row.odds.is_none()));
        assert!(answer.notes().iter().any(|note| note == reason));
        answer
    };
    let (a, b) = (("a", 5, 1), ("b", 5, 0));
    let three = check(
        &[a, a, a, b, b, b],
        "With 3 and 3 participants no result can be below .10; a test cannot help here.",
    );
    // What was said is shown all the same.
    assert_eq!(three.rows[1].said, [3, 0]);
    assert_eq!(three.rows[1].difference.unwrap().value, 1.0);
    check(&[a, a, a, b, b], "With 5 participants there are no tests; 6 are the least.");
    check(
        &[a, a, a, a, a, b, b],
        "Fewer than two groups have 3 participants or more: there is nothing to compare. Small \
         groups can be merged.",
    );
    let strict = ask(&study(&[a, a, a, a, b, b, b]), |spec| spec.alpha = 0.01);
    assert_eq!(
        strict.refused.unwrap().reason(),
        "With 4 and 3 participants no result can be below .028; a test cannot help here."
    );
    // Exactly at the level is not above it.
    let exactly = ask(&study(&[a, a, a, b, b, b]), |spec| spec.alpha = 0.1);
    assert_eq!(exactly.refused, None);
    assert!((exactly.rows[1].outcome.unwrap().exact.p - 0.1).abs() < 1e-12);
}

#[test]
fn merged_groups_are_tested_together() {
    let corpus = study(&[
        ("a", 5, 1),
        ("a", 5, 1),
        ("a", 5, 1),
        ("a", 5, 1),
        ("b", 5, 0),
        ("b", 5, 0),
        ("c", 5, 0),
    ]);
    let mut merging = Merging::default();
    for small in ["B", "c"] {
        merging.set(&[Some(small.to_owned())], Fate::Merged("others".to_owned()));
    }
    let answer = ask(&corpus, |spec| spec.merging = merging);
    assert_eq!(answer.tested(), [4, 3]);
    assert!((answer.rows[1].outcome.unwrap().exact.p - 1.0 / 35.0).abs() < 1e-12);
    assert_eq!(answer.groups[1].label, "others");
}

#[test]
fn three_groups_name_the_pair_that_is_furthest_apart() {
    let mut people = vec![("a", 5, 0); 3];
    people.extend([("b", 5, 1), ("b", 5, 1), ("b", 5, 0)]);
    people.extend(vec![("c", 5, 1); 3]);
    let answer = ask(&study(&people), |spec| spec.adjust = Adjust::None);
    let row = &answer.rows[1];
    let difference = row.difference.unwrap();
    assert_eq!((difference.value, difference.first, difference.second), (1.0, 2, 0));
    assert_eq!(row.odds, None);
    // All tables with three of three rows and five who say it: by hand.
    let exact = freeman_halton(&[vec![0, 3], vec![2, 1], vec![3, 0]], 1);
    assert_eq!(row.outcome.unwrap().exact, exact);
    assert_eq!(row.outcome.unwrap().adjusted, exact.p);
}

#[test]
fn residuals_are_of_codes_alone_and_have_no_p() {
    let mut corpus = study(&[
        ("a", 60, 34),
        ("a", 60, 0),
        ("a", 60, 0),
        ("b", 60, 11),
        ("b", 60, 0),
        ("b", 60, 0),
    ]);
    // The oracle's 34 and 11 of delay against 12 and 22 of the other code.
    let documents: Vec<_> =
        corpus.documents.iter().map(|d| (d.name.clone(), d.text.clone())).collect();
    let harm = corpus.codes.find("Harm")[0];
    let mut id = 1000;
    for (at, count) in [(1, 12), (4, 22)] {
        let start = documents[at].1.find("so").unwrap();
        let document = std::sync::Arc::make_mut(&mut corpus.documents[at]);
        for coding in 0..count {
            let span = Span::from_range(start + coding * 3..start + coding * 3 + 2).unwrap();
            id += 1;
            let row = crate::model::CodingRow::new(
                crate::model::CodingId(id),
                span,
                harm,
                corpus.coders[0].id,
            );
            document.codings.push(row);
        }
        document.sort_codings();
    }
    let answer = ask(&corpus, |spec| spec.residuals = true);
    let found = answer.residuals.clone().unwrap();
    // "Time" has no reference of its own: it is no row.
    let names: Vec<&str> = found.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, found.references), (vec!["delay", "Harm"], 79));
    let table = contingency(&[vec![34, 11], vec![12, 22]]).unwrap();
    assert_eq!((found.chi2, found.df), (table.chi2, 1));
    assert_eq!(found.rows[0].adjusted, table.adjusted[0]);
    assert_eq!(found.rows[1].pearson, table.pearson[1]);
    // 3 against 3 is refused; description is not.
    assert!(answer.refused.is_some());
    let notes = answer.notes();
    assert!(
        notes.iter().any(|note| note.starts_with("Beyond ±2: delay × a (+3.6), delay × b (-3.6)")),
        "{notes:#?}"
    );
}

#[test]
fn who_has_no_words_has_no_rate() {
    let mut people = vec![("a", 5, 1); 4];
    people.extend([("b", 5, 0); 3]);
    let with_silent = {
        let mut more = people.clone();
        more.push(("b", 0, 0));
        more
    };
    let answer = ask(&study(&with_silent), |spec| spec.on = On::Rate);
    assert_eq!(answer.tested(), [4, 3]);
    assert!((answer.rows[1].outcome.unwrap().exact.p - 1.0 / 35.0).abs() < 1e-12);
}

/// When a code was made, and when a person's interview was last coded: days of January 1970.
fn dated(mut corpus: Corpus, code: (&str, u8), interviews: &[u8]) -> Corpus {
    let written = |day: u8| format!("1970-01-{day:02}T00:00:00.000Z");
    let codes = corpus.codes.codes().iter().cloned().map(|mut one| {
        one.created_at = written(if one.fields.name == code.0 { code.1 } else { 1 });
        one
    });
    corpus.codes = std::sync::Arc::new(crate::model::CodeTree::new(codes.collect()));
    for (document, day) in corpus.documents.iter_mut().zip(interviews) {
        for coding in &mut std::sync::Arc::make_mut(document).codings {
            coding.made_ms = (i64::from(*day) - 1) * 86_400_000;
        }
    }
    corpus
}

#[test]
fn a_code_nobody_has_looked_for_in_some_interviews_is_not_tested() {
    let people: Vec<(&str, u64, u64)> = [("LA", 9, 2), ("LA", 9, 1), ("LA", 9, 1), ("LA", 9, 1)]
        .into_iter()
        .chain([("ICTG", 9, 1), ("ICTG", 9, 2), ("ICTG", 9, 1), ("ICTG", 9, 3)])
        .collect();
    let corpus = study(&people);
    let row = |answer: &Comparison, name: &str| {
        answer.rows.iter().find(|row| row.name == name).unwrap().clone()
    };
    for on in On::ALL {
        // Made before the last coding of everybody: nobody says it, and that is a result.
        let early = ask(&dated(corpus.clone(), ("Harm", 2), &[5; 8]), |spec| spec.on = on);
        let harm = row(&early, "Harm");
        assert!(harm.outcome.is_some() && harm.unseen == [0, 0], "{on:?} {harm:?}");
        assert_eq!(early.tests(), 3);
        // Made after three interviews were coded.
        let days = [5, 5, 5, 5, 2, 2, 2, 5];
        let late = ask(&dated(corpus.clone(), ("Harm", 3), &days), |spec| spec.on = on);
        let harm = row(&late, "Harm");
        let labels: Vec<&str> = late.groups.iter().map(|group| group.label.as_str()).collect();
        let wanted: Vec<u64> = labels.iter().map(|l| if *l == "ICTG" { 3 } else { 0 }).collect();
        assert_eq!((&harm.unseen, harm.outcome, harm.difference), (&wanted, None, None));
        assert!(harm.odds.is_none() && harm.chi2.is_none() && harm.kruskal_wallis.is_none());
        // The others are tested as before, and adjusted for one test less.
        assert!(row(&late, "delay").outcome.is_some());
        assert_eq!(late.tests(), 2);
        let notes = late.notes().join(" ");
        assert!(notes.contains("Not compared: Harm. Made after the interviews"), "{notes}");
        assert!(notes.contains("2 tests"), "{notes}");
        // Of a group of whom nobody was asked it is no zero.
        let never = ask(&dated(corpus.clone(), ("Harm", 3), &[5, 5, 5, 5, 2, 2, 2, 2]), |spec| {
            spec.on = on;
        });
        let harm = row(&never, "Harm");
        let of = labels.iter().position(|label| *label == "ICTG").unwrap();
        assert!(harm.not_applicable(of, 4) && !harm.not_applicable(1 - of, 4));
    }
}
