//! Enough codings for several threads: what they count together is what one would.

use super::super::testing::Builder;
use super::super::{
    CooccurrenceSpec, CoverageBy, MatrixBy, MatrixSpec, Measure, Unit, cooccurrence, coverage,
    matrix,
};
use crate::model::{CoderChoice, CoderId, Corpus, DocumentId, Filter, Span};

const DOCUMENTS: usize = 9;
const CODES: [&str; 4] = ["Time/delay", "Time/limbo", "Harm", "Harm/fear"];

/// 9,000 codings in nine documents of one participant and a tenth of which nothing is coded.
fn corpus() -> Corpus {
    let mut dice = 7_u64;
    let mut roll = |below: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) as usize % below
    };
    let mut study = Builder::new().participant("P1", &[]).participant("P2", &[]);
    for code in CODES {
        study = study.code(code);
    }
    let text = format!("INT: So?\nP1: {}\nP2: Never.\n", "we waited there ".repeat(400));
    for document in 0..=DOCUMENTS {
        study = study.document(&format!("D{document}"), &text);
    }
    for coding in 0..9_000 {
        let start = roll(text.len() - 40);
        let span = Span::from_range(start..start + 2 + roll(30)).unwrap();
        study = study.span(&format!("D{}", coding % DOCUMENTS), CODES[roll(4)], span, "ana");
    }
    study.build()
}

#[test]
fn threads_count_together_what_documents_hold() {
    let corpus = corpus();
    let filter = Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() };
    let one = |id: DocumentId| Filter { documents: vec![id], ..filter.clone() };
    for unit in Unit::ALL {
        let ask = |filter: Filter| {
            cooccurrence(&corpus, &CooccurrenceSpec { unit, roll_up: false, filter })
        };
        let whole = ask(filter.clone());
        let parts: Vec<_> = corpus.documents.iter().map(|d| ask(one(d.id))).collect();
        for a in 0..whole.codes.len() {
            assert_eq!(whole.codes[a].n, parts.iter().map(|part| part.codes[a].n).sum::<u64>());
            for b in (0..whole.codes.len()).filter(|b| *b != a) {
                let pair = whole.pair(a, b).unwrap();
                let pairs: Vec<_> = parts.iter().map(|part| part.pair(a, b).unwrap()).collect();
                let sum = |of: fn(&super::super::Pair) -> u64| pairs.iter().map(of).sum::<u64>();
                assert!(pair.n12 > 0);
                assert_eq!(pair.n12, sum(|pair| pair.n12));
                assert_eq!(pair.a_with_b, sum(|pair| pair.a_with_b));
                assert_eq!(pair.b_with_a, sum(|pair| pair.b_with_a));
                assert_eq!(pair.characters_both, sum(|pair| pair.characters_both));
                assert_eq!(pair.characters_either, sum(|pair| pair.characters_either));
            }
        }
    }
    for by in [MatrixBy::Document, MatrixBy::Participant] {
        let ask = |filter: Filter| {
            matrix(&corpus, &MatrixSpec { by, measure: Measure::Words, binary: false, filter })
        };
        let whole = ask(filter.clone());
        let parts: Vec<_> = corpus.documents.iter().map(|d| ask(one(d.id))).collect();
        for (column, code) in whole.columns.iter().enumerate() {
            let words = parts.iter().map(|part| part.columns[column].total.words);
            assert_eq!(code.total.words, words.sum::<u64>(), "{}", code.path);
        }
        if by == MatrixBy::Document {
            for (row, part) in whole.rows.iter().zip(&parts) {
                assert_eq!(row, &part.rows[0]);
            }
        }
    }
    let whole = coverage(&corpus, CoverageBy::Document, &filter);
    for row in &whole.rows {
        let own = coverage(&corpus, CoverageBy::Document, &whole.row_filter(row).unwrap());
        assert_eq!((row.base, row.coded), (own.total.base, own.total.coded), "{}", row.name);
    }
    let coded: u64 = whole.rows.iter().map(|row| row.coded.characters).sum();
    assert_eq!(whole.total.coded.characters, coded);
}
