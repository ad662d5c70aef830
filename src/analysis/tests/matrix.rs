//! Codes by documents and participants, and coverage, against the count character by character.

use super::super::testing::Builder;
use super::super::{
    CoverageBy, CoverageKey, Matrix, MatrixBy, MatrixKey, MatrixSpec, Measure, Reading, coverage,
    excerpts, matrix, uncoded,
};
use super::brute::{self, Mention, Text};
use super::compare::{corpora, filters, speech};
use crate::model::{
    AttributeId, AttributeKind, CoderChoice, CoderId, Corpus, Filter, ParticipantId,
};
use proptest::prelude::*;

fn six(c: &super::super::Counts) -> [u64; 6] {
    [c.participants, c.documents, c.turns, c.excerpts, c.words, c.characters]
}

/// The filter of one row, made without the room's own.
fn of_row(filter: &Filter, key: MatrixKey) -> Filter {
    match key {
        MatrixKey::Document(id) => Filter { documents: vec![id], ..filter.clone() },
        MatrixKey::Participant(id) => Filter { participants: vec![id], ..filter.clone() },
    }
}

fn check_matrix(text: &Text<'_>, filter: &Filter, by: MatrixBy) {
    let corpus = text.corpus;
    let spec = MatrixSpec { by, filter: filter.clone(), ..MatrixSpec::default() };
    let mut table = matrix(corpus, &spec);
    let expected: Vec<MatrixKey> = match by {
        MatrixBy::Document => {
            let asked = |id| filter.documents.is_empty() || filter.documents.contains(&id);
            corpus
                .documents
                .iter()
                .map(|d| d.id)
                .filter(|id| asked(*id))
                .map(MatrixKey::Document)
                .collect()
        }
        MatrixBy::Participant => {
            let ids = corpus.participants.iter().map(|p| p.id);
            ids.filter(|id| brute::allowed(corpus, filter, *id))
                .map(MatrixKey::Participant)
                .collect()
        }
    };
    assert_eq!(table.rows.iter().map(|row| row.key).collect::<Vec<_>>(), expected);
    let all = brute::mentions(text, filter);
    for at in 0..table.rows.len() {
        let key = table.rows[at].key;
        let narrow = of_row(filter, key);
        let mentions = brute::mentions(text, &narrow);
        let own = |id: i64| id != 0 && brute::allowed(corpus, &narrow, ParticipantId(id));
        let said = speech(text, &narrow, own);
        let base = table.rows[at].base;
        assert_eq!([base.words, base.characters], said);
        for column in 0..table.columns.len() {
            let code = table.columns[column].code.0;
            let counts = brute::count(text, &mentions, code, own);
            assert_eq!(six(&table.rows[at].cells[column]), counts, "{key:?} {code}");
            if said[1] == 0 {
                assert_eq!(table.reading(at, column), Reading::Nobody);
                assert_eq!(table.cell_filter(at, column), None);
                continue;
            }
            for (measure, place) in [
                (Measure::Excerpts, 3),
                (Measure::Words, 4),
                (Measure::Characters, 5),
                (Measure::Turns, 2),
            ] {
                table.measure = measure;
                assert_eq!(table.reading(at, column), Reading::Count(counts[place]));
            }
            table.measure = Measure::Coverage;
            let share = counts[5] as f64 / said[1] as f64;
            assert_eq!(table.reading(at, column).value(), Some(share));
            table.binary = true;
            assert_eq!(table.reading(at, column), Reading::Count(u64::from(counts[3] > 0)));
            table.binary = false;
            table.measure = Measure::Excerpts;
            let opened = excerpts(corpus, &table.cell_filter(at, column).unwrap());
            assert_eq!(opened.len() as u64, counts[3]);
        }
    }
    let in_filter = |id: i64| id != 0 && brute::allowed(corpus, filter, ParticipantId(id));
    for (at, column) in table.columns.iter().enumerate() {
        let total = brute::count(text, &all, column.code.0, in_filter);
        assert_eq!(column.total.excerpts, total[3]);
        let sum: u64 = table.rows.iter().map(|row| row.cells[at].excerpts).sum();
        assert_eq!(table.column_sum(at), Some(sum));
    }
    let counted = all.iter().filter(|m| m.people.iter().any(|&id| id != 0)).count() as u64;
    let left = &table.left_out;
    let sum = left.other_coders
        + left.filtered
        + left.interviewer_only
        + left.no_participant
        + left.no_speech
        + left.excluded
        + left.folded;
    assert_eq!(sum + counted, corpus.coding_count() as u64);
}

/// Everything under one name: what is coded with anything.
fn together(mut mentions: Vec<Mention>) -> Vec<Mention> {
    for mention in &mut mentions {
        mention.code = 1;
    }
    mentions
}

fn check_coverage(text: &Text<'_>, filter: &Filter, by: CoverageBy) {
    let corpus = text.corpus;
    let table = coverage(corpus, by, filter);
    for row in table.rows.iter().chain([&table.total]) {
        let Some(narrow) = table.row_filter(row) else {
            assert_eq!(row.reading(), Reading::Nobody);
            assert_eq!((row.base.turns, row.coded.turns), (0, 0));
            continue;
        };
        let mentions = together(brute::mentions(text, &narrow));
        let own = |id: i64| id != 0 && brute::allowed(corpus, &narrow, ParticipantId(id));
        let said = speech(text, &narrow, own);
        assert_eq!([row.base.words, row.base.characters], said, "{}", row.name);
        let counts = brute::count(text, &mentions, 1, own);
        assert_eq!(six(&row.coded), counts, "{}", row.name);
        assert_eq!(row.reading(), Reading::Share { part: counts[5], whole: said[1] });
        // The turns without any, one by one.
        let mut expected = Vec::new();
        for document in 0..corpus.documents.len() {
            if !narrow.documents.is_empty()
                && !narrow.documents.contains(&corpus.documents[document].id)
            {
                continue;
            }
            let said = text.said(&narrow, document);
            for turn in 0..corpus.documents[document].turns.len() {
                let words: Vec<_> =
                    said.iter().filter(|c| c.speech.is_some_and(|s| s.1 == turn)).collect();
                let coded = words.iter().filter(|c| !c.c.is_whitespace()).any(|c| {
                    let mut here = mentions.iter().filter(|m| m.document == document);
                    here.any(|m| m.start <= c.byte && c.byte < m.end)
                });
                if let (false, Some(first)) = (coded, words.first()) {
                    expected.push((
                        document as u32,
                        turn as u32 + 1,
                        first.byte as u32,
                        words.len(),
                    ));
                }
            }
        }
        let found: Vec<_> = uncoded(corpus, &narrow)
            .iter()
            .map(|t| (t.document, t.turn, t.span.start(), t.characters as usize))
            .collect();
        assert_eq!(found, expected, "{}", row.name);
        assert_eq!(row.uncoded_turns(), found.len() as u64);
    }
}

proptest! {
    #[test]
    fn rows_count_what_a_person_would(corpus in corpora(), filter in filters()) {
        let text = Text::new(&corpus, &filter);
        check_matrix(&text, &filter, MatrixBy::Document);
        check_matrix(&text, &filter, MatrixBy::Participant);
        check_coverage(&text, &filter, CoverageBy::Document);
        check_coverage(&text, &filter, CoverageBy::Participant);
        check_coverage(&text, &filter, CoverageBy::Attribute(AttributeId(1)));
    }
}

fn study() -> Corpus {
    Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["nurse"])
        .participant("P2", &["porter"])
        .participant("P3", &["porter"])
        .code("Time/delay")
        .code("Harm")
        .document("D1", "INT: So?\nP1: We waited.\nP2: Me too.\nP1: It hurt.")
        .document("D2", "INT: Nobody else came.")
        .coding("D1", "delay", "waited.\nP2: Me", "ana")
        .coding("D1", "Harm", "hurt", "ana")
        .coding("D1", "Harm", "So?", "ana")
        .coding("D2", "Harm", "Nobody", "ana")
        .build()
}

fn ana() -> Filter {
    Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() }
}

#[test]
fn who_does_not_speak_is_a_dash_and_sums_say_what_they_add_up() {
    let corpus = study();
    let by = |by| {
        matrix(
            &corpus,
            &MatrixSpec { by, measure: Measure::Excerpts, binary: false, filter: ana() },
        )
    };
    let read = |table: &Matrix| -> Vec<Vec<Option<f64>>> {
        let row = |at: usize| (0..3).map(|column| table.reading(at, column).value()).collect();
        (0..table.rows.len()).map(row).collect()
    };
    let people = by(MatrixBy::Participant);
    let one = |n: f64| Some(n);
    assert_eq!(
        read(&people),
        [
            vec![one(1.0), one(1.0), one(1.0)],
            vec![one(1.0), one(1.0), one(0.0)],
            vec![None, None, None]
        ]
    );
    // Time and Harm are at the top; delay is counted in Time.
    assert_eq!([0, 1, 2].map(|row| people.row_sum(row)), [Some(2), Some(1), None]);
    assert_eq!([0, 1, 2].map(|column| people.column_sum(column)), [Some(2), Some(2), Some(1)]);
    let totals: Vec<u64> = people.columns.iter().map(|column| column.total.excerpts).collect();
    assert_eq!((totals, people.shared), (vec![1, 1, 1], 1));
    let notes = people.notes().join("\n");
    assert!(notes.contains("“–” in P3: they do not speak"), "{notes}");
    let documents = by(MatrixBy::Document);
    assert_eq!(read(&documents), [vec![one(1.0); 3], vec![None; 3]]);
    assert_eq!(documents.left_out.interviewer_only, 2);
    let mut binary = documents;
    binary.binary = true;
    assert_eq!((binary.row_sum(0), binary.column_sum(2)), (Some(3), Some(1)));
}

#[test]
fn coverage_divides_by_participants_speech_only() {
    let corpus = study();
    let table = coverage(&corpus, CoverageBy::Document, &ana());
    // "waited." and "Me" and "hurt" of "We waited.", "Me too.", "It hurt.".
    assert_eq!(table.rows[0].reading(), Reading::Share { part: 13, whole: 25 });
    assert_eq!((table.rows[0].uncoded_turns(), table.rows[1].reading()), (0, Reading::Nobody));
    let only = |code: &str| Filter { codes: corpus.codes.find(code), ..ana() };
    let turns = uncoded(&corpus, &only("Harm"));
    let found: Vec<_> = turns.iter().map(|turn| (turn.turn, turn.text(&corpus))).collect();
    assert_eq!(found, [(2, "We waited."), (3, "Me too.")]);
    let role = corpus.attributes[0].id;
    let groups = coverage(&corpus, CoverageBy::Attribute(role), &only("Harm"));
    let keys: Vec<_> =
        groups.rows.iter().map(|row| (row.name.as_str(), row.uncoded_turns())).collect();
    assert_eq!(keys, [("nurse", 1), ("porter", 1)]);
    assert_eq!(groups.rows[1].base.participants, 1);
    assert!(matches!(&groups.rows[0].key, CoverageKey::Group(_, Some(value)) if value == "nurse"));
}
