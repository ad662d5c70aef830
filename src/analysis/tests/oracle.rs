//! `crosstab.json`: five documents, five participants, computed by another program.

use super::super::testing::Builder;
use super::super::{
    Cell, Column, Crosstab, CrosstabSpec, Measure, Percent, Reading, crosstab, frequencies,
};
use crate::model::{AttributeKind, CharSpan, Corpus, Filter};
use crate::text::positions::CharMap;
use serde_json::Value;

const ORACLE: &str = include_str!("../../../tests/fixtures/oracles/crosstab.json");

fn case() -> Value {
    serde_json::from_str::<Value>(ORACLE).unwrap()["cases"][0].take()
}

fn corpus(case: &Value) -> Corpus {
    let mut study = Builder::new().attribute("role", AttributeKind::List);
    for (name, role) in case["participants"].as_object().unwrap() {
        study = study.participant(name, &[role.as_str().unwrap()]);
    }
    let codings = case["codings"].as_array().unwrap();
    for coding in codings {
        study = study.code(coding["code"].as_str().unwrap());
    }
    let documents = case["documents"].as_array().unwrap();
    for document in documents {
        study =
            study.document(document["id"].as_str().unwrap(), document["text"].as_str().unwrap());
    }
    for coding in codings {
        let id = coding["doc"].as_str().unwrap();
        let document = documents.iter().find(|document| document["id"] == id).unwrap();
        let chars = CharSpan {
            start: coding["start"].as_u64().unwrap(),
            end: coding["end"].as_u64().unwrap(),
        };
        let span = CharMap::new(document["text"].as_str().unwrap()).span(chars).unwrap();
        let code = coding["code"].as_str().unwrap();
        study = study.span(id, code, span, coding["coder"].as_str().unwrap());
    }
    study.build()
}

fn table(corpus: &Corpus) -> Crosstab {
    let by = vec![corpus.attribute_named("role").unwrap().id];
    let coder = super::super::default_coder(corpus, None);
    let filter = Filter { coder, ..Filter::default() };
    crosstab(corpus, &CrosstabSpec { by, filter, ..CrosstabSpec::default() })
}

fn check_cell(table: &Crosstab, row: usize, column: Column, cell: &Cell, expected: &Value) {
    let what = format!("{} {column:?}", table.rows[row].name);
    let read = |measure, percent| table.reading_as(measure, percent, row, column).value();
    for (field, number) in expected.as_object().unwrap() {
        let got = match field.as_str() {
            "references" => cell.counts.excerpts as f64,
            "participants" => cell.counts.participants as f64,
            "documents" => cell.counts.documents as f64,
            "chars_coded" => cell.counts.characters as f64,
            "words_coded" => cell.counts.words as f64,
            "coverage_of_own_chars" => read(Measure::Coverage, Percent::None).unwrap(),
            "references_per_1000_own_words" => read(Measure::RatePooled, Percent::None).unwrap(),
            "pct_of_participants_in_role" => read(Measure::Participants, Percent::Group).unwrap(),
            "row_pct_references" => read(Measure::Excerpts, Percent::Row).unwrap(),
            "col_pct_references" => read(Measure::Excerpts, Percent::Column).unwrap(),
            "participant_ids" => continue,
            other => panic!("{other} is not known"),
        };
        // The reader of JSON may be off by the last bit.
        let expected = number.as_f64().unwrap();
        let off = got.to_bits().abs_diff(expected.to_bits());
        assert!(off <= 1, "{what} {field}: {got} {expected}");
    }
}

#[test]
fn every_measure_comes_out_to_the_last_digit() {
    let case = case();
    let expected = &case["expected"];
    let corpus = corpus(&case);
    let table = table(&corpus);
    assert_eq!(table.groups.len(), 3);
    for group in &table.groups {
        let base = &expected["role_base"][group.label.as_str()];
        assert_eq!(group.base.participants, base["participants"]);
        assert_eq!(group.base.documents, base["documents"]);
        assert_eq!(group.base.words, base["own_words"]);
        assert_eq!(group.base.characters, base["own_chars"]);
    }
    assert_eq!(table.rows.len(), 7);
    for (index, row) in table.rows.iter().enumerate() {
        let roles = &expected["by_role"][row.name.as_str()];
        for (at, group) in table.groups.iter().enumerate() {
            let cell = &roles[group.label.as_str()];
            check_cell(&table, index, Column::Group(at), &row.cells[at], cell);
        }
        let total = &expected["all_participants"][row.name.as_str()];
        check_cell(&table, index, Column::Total, &row.total, total);
    }
    assert_eq!(table.left_out.interviewer_only, 1);
    assert_eq!(table.shared, 1);
    let delay: u64 = table.rows[0].cells.iter().map(|cell| cell.counts.excerpts).sum();
    assert_eq!(delay, expected["checks"]["delay_refs_sum_over_roles"]);
}

#[test]
fn frequencies_and_single_participants_agree_with_the_oracle() {
    let case = case();
    let corpus = corpus(&case);
    let coder = super::super::default_coder(&corpus, None);
    let all = frequencies(&corpus, &Filter { coder: coder.clone(), ..Filter::default() });
    let everything = &case["expected"]["codings_total_including_researcher_only"];
    for row in &all.rows {
        assert_eq!(row.everything(), everything[row.name.as_str()], "{}", row.name);
        assert_eq!(row.own, row.counts);
    }
    for (name, expected) in case["expected"]["by_participant"].as_object().unwrap() {
        let participants = vec![corpus.participant_named(name).unwrap().id];
        let filter = Filter { participants, coder: coder.clone(), ..Filter::default() };
        let own = frequencies(&corpus, &filter);
        assert_eq!(own.base.words, expected["own_words"]);
        assert_eq!(own.base.characters, expected["own_chars"]);
        for row in &own.rows {
            assert_eq!(row.counts.excerpts, expected["codes"][row.name.as_str()], "{name}");
        }
    }
}

#[test]
fn the_mean_of_rates_is_not_the_pooled_rate() {
    let corpus = corpus(&case());
    let table = table(&corpus);
    let group = table.groups.iter().position(|group| group.label == "LA worker").unwrap();
    // P01: 2 excerpts of "delay" in 65 words, P02: none in 42.
    match table.reading_as(Measure::RateMean, Percent::None, 0, Column::Group(group)) {
        Reading::Rate { rate, range: Some((low, high)), whole: 2 } => {
            assert_eq!((rate, low, high), (1000.0 * 2.0 / 65.0 / 2.0, 0.0, 1000.0 * 2.0 / 65.0));
        }
        other => panic!("{other:?}"),
    }
}
