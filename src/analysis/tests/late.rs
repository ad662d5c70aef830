//! Codes that nobody has looked for, against the definition read document by document.

use super::super::testing::Builder;
use super::super::{
    Column, CrosstabSpec, MatrixBy, MatrixKey, MatrixSpec, Measure, Percent, Reading, Undefined,
    crosstab, frequencies, matrix,
};
use super::brute::Text;
use super::compare::{corpora, filters};
use crate::model::{
    AttributeId, AttributeKind, Code, CodeId, CodeTree, CodebookVersion, CoderChoice, CoderId,
    Corpus, DocumentId, Filter, FrozenCodebook, Guid, ParticipantId, VersionId, Voice,
};
use proptest::prelude::*;
use std::sync::Arc;

const NOT_LOOKED_FOR: Reading = Reading::Undefined(Undefined::NotLookedFor);

/// A day of January 1970; 0 is not known.
fn written(day: u8) -> String {
    if day == 0 { String::new() } else { format!("1970-01-{:02}T00:00:00.000Z", day + 1) }
}

fn milliseconds(day: u8) -> i64 {
    i64::from(day) * 86_400_000
}

/// Gives codes and codings their days, in turn.
fn date(corpus: &mut Corpus, codes: &[u8], codings: &[u8]) {
    let mut days = codes.iter().cycle();
    let dated = corpus.codes.codes().iter().map(|code| {
        let day = days.next().copied().unwrap_or(0);
        Code { created_at: written(day), ..code.clone() }
    });
    corpus.codes = Arc::new(CodeTree::new(dated.collect()));
    let mut days = codings.iter().cycle();
    for document in &mut corpus.documents {
        for coding in &mut Arc::make_mut(document).codings {
            coding.made_ms = milliseconds(days.next().copied().unwrap_or(0));
        }
    }
}

/// Documents that were checked against a codebook with the first codes only: how many.
fn check_against(corpus: &mut Corpus, checked: &[usize]) {
    let mut versions = Vec::new();
    let mut coded_with = std::collections::BTreeMap::new();
    for (document, &codes) in corpus.documents.iter().zip(checked) {
        let Some(codes) = codes.checked_sub(1) else { continue };
        let mut frozen = FrozenCodebook::of(&corpus.codes);
        frozen.0.truncate(codes);
        let id = VersionId(versions.len() as i64 + 1);
        versions.push(CodebookVersion {
            id,
            guid: Guid::new(),
            number: versions.len() as u32 + 1,
            note: String::new(),
            coder: CoderId(1),
            created_at: written(9),
            codes: Arc::new(frozen),
            readable: true,
        });
        coded_with.insert(document.id, id);
    }
    corpus.versions = versions.into();
    corpus.coded_with = Arc::new(coded_with);
}

/// Whether somebody looked for a code, or one under it, in a document; `None`: it was not coded.
fn looked(corpus: &Corpus, filter: &Filter, document: usize, code: CodeId) -> Option<bool> {
    let document = &corpus.documents[document];
    let path = corpus.codes.path(code);
    let inside = |code: &Code| {
        let own = corpus.codes.path(code.id);
        own == path || own.starts_with(&format!("{path}/"))
    };
    let row: Vec<&Code> = corpus.codes.codes().iter().filter(|code| inside(code)).collect();
    let mut dates = Vec::new();
    for coding in &document.codings {
        let asked = match filter.coder {
            CoderChoice::All => true,
            CoderChoice::One(coder) => coder == coding.coder,
        };
        if asked {
            dates.push(coding.made_ms);
        }
    }
    if dates.is_empty() {
        return None;
    }
    let version = corpus.coded_with.get(&document.id).and_then(|id| corpus.version(*id));
    for code in row {
        let on = document.codings.iter().any(|coding| coding.code == code.id);
        let in_version = version.is_some_and(|v| v.codes.0.iter().any(|c| c.guid == code.guid));
        let created: Option<jiff::Timestamp> = code.created_at.parse().ok();
        let Some(created) = created else { return Some(true) };
        let since = dates.iter().any(|ms| *ms == 0 || *ms >= created.as_millisecond());
        if on || in_version || since {
            return Some(true);
        }
    }
    Some(false)
}

/// True when none of these documents that were coded was looked through for the code.
fn unseen(corpus: &Corpus, filter: &Filter, documents: &[usize], code: CodeId) -> bool {
    let looks: Vec<bool> =
        documents.iter().filter_map(|document| looked(corpus, filter, *document, code)).collect();
    !looks.is_empty() && !looks.contains(&true)
}

/// The documents of the filter in which one of these voices is heard.
fn heard(text: &Text<'_>, filter: &Filter, test: impl Fn(Voice) -> bool) -> Vec<usize> {
    let asked = |at: &usize| {
        let id = text.corpus.documents[*at].id;
        filter.documents.is_empty() || filter.documents.contains(&id)
    };
    let speaks =
        |at: &usize| text.of(*at).iter().any(|c| c.speech.is_some_and(|(voice, ..)| test(voice)));
    (0..text.corpus.documents.len()).filter(asked).filter(speaks).collect()
}

fn spoken(text: &Text<'_>, filter: &Filter, who: &[ParticipantId]) -> Vec<usize> {
    heard(text, filter, |voice| match voice {
        Voice::Participant(id) => {
            who.contains(&id) && super::brute::allowed(text.corpus, filter, id)
        }
        _ => false,
    })
}

proptest! {
    #[test]
    fn a_cell_is_not_available_where_nobody_has_looked(
        corpus in corpora(),
        filter in filters(),
        codes in prop::collection::vec(0..6_u8, 1..8),
        codings in prop::collection::vec(prop_oneof![1 => Just(0_u8), 9 => 1..6_u8], 1..8),
        checked in prop::collection::vec(prop_oneof![2 => Just(0_usize), 1 => 1..7_usize], 4),
    ) {
        let mut corpus = corpus;
        date(&mut corpus, &codes, &codings);
        check_against(&mut corpus, &checked);
        let text = Text::new(&corpus, &filter);
        let everybody: Vec<ParticipantId> = corpus.participants.iter().map(|p| p.id).collect();
        let by = vec![AttributeId(1)];
        let table =
            crosstab(&corpus, &CrosstabSpec { by, filter: filter.clone(), ..CrosstabSpec::default() });
        for (at, row) in table.rows.iter().enumerate() {
            for column in table.columns() {
                let documents = match column {
                    Column::Group(group) => spoken(&text, &filter, &table.groups[group].participants),
                    Column::Total => spoken(&text, &filter, &everybody),
                    Column::Unassigned => heard(&text, &filter, |v| v == Voice::Unassigned),
                };
                let reading = table.reading_as(Measure::Excerpts, Percent::None, at, column);
                let expected = unseen(&corpus, &filter, &documents, row.code)
                    && reading != Reading::Nobody;
                prop_assert_eq!(reading == NOT_LOOKED_FOR, expected, "{} {:?}", row.path, column);
                if expected {
                    prop_assert_eq!(table.cell(at, column).unwrap().counts.excerpts, 0);
                }
            }
        }
        for by in [MatrixBy::Document, MatrixBy::Participant] {
            let spec = MatrixSpec { by, filter: filter.clone(), ..MatrixSpec::default() };
            let table = matrix(&corpus, &MatrixSpec { measure: Measure::Excerpts, ..spec });
            for (row, whose) in table.rows.iter().enumerate() {
                let documents = match whose.key {
                    MatrixKey::Document(id) => {
                        vec![corpus.documents.iter().position(|d| d.id == id).unwrap()]
                    }
                    MatrixKey::Participant(id) => spoken(&text, &filter, &[id]),
                };
                for (at, column) in table.columns.iter().enumerate() {
                    let expected = whose.base.participants > 0
                        && unseen(&corpus, &filter, &documents, column.code);
                    let reading = table.reading(row, at);
                    prop_assert_eq!(reading == NOT_LOOKED_FOR, expected, "{:?}", whose.key);
                }
            }
        }
    }
}

/// Two interviews coded on the second day; "late" was made on the third.
fn study() -> Corpus {
    let mut corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["nurse"])
        .participant("P2", &["porter"])
        .code("early")
        .code("early/late")
        .code("late too")
        .document("D1", "P1: We waited.")
        .document("D2", "P2: Me too.")
        .coding("D1", "early", "waited", "ana")
        .coding("D2", "early", "Me", "ana")
        .build();
    date(&mut corpus, &[1, 3, 3], &[2]);
    corpus
}

#[test]
fn a_code_made_after_an_interview_was_coded_is_no_zero_until_it_is_looked_for() {
    let asked = || CrosstabSpec { by: vec![AttributeId(1)], ..CrosstabSpec::default() };
    let read = |corpus: &Corpus| -> Vec<Vec<Option<f64>>> {
        let table = crosstab(corpus, &asked());
        let row = |at: usize| table.columns().into_iter().map(move |c| (at, c));
        (0..table.rows.len())
            .map(|at| row(at).map(|(at, column)| table.reading(at, column).value()).collect())
            .collect()
    };
    let one = |n: f64| Some(n);
    let mut corpus = study();
    let unanimous = crate::analysis::disclosure::unanimous(&crosstab(&corpus, &asked()));
    assert!(
        unanimous.iter().all(|cell| cell.row == 0),
        "“no one” is said of nobody: {unanimous:?}"
    );
    assert_eq!(read(&corpus), [vec![one(1.0), one(1.0), one(2.0)], vec![None; 3], vec![None; 3]]);
    let notes = crosstab(&corpus, &asked()).notes().join("\n");
    assert!(notes.contains("“n/a” in late, late too: the code was made after"), "{notes}");
    let notes = frequencies(&corpus, &Filter::default()).notes().join("\n");
    assert!(notes.contains("not looked for since: late, late too."), "{notes}");
    // Checked against a codebook that has "late", but not "late too".
    check_against(&mut corpus, &[3, 0]);
    assert_eq!(
        read(&corpus)[1..],
        [vec![one(0.0), None, one(0.0)], vec![None, None, None]],
        "the porter's interview was not checked"
    );
    let table = crosstab(&corpus, &asked());
    let notes = table.notes().join("\n");
    assert!(notes.contains("Zeros of late: some of the documents counted there"), "{notes}");
    assert!(table.cell_filter(1, Column::Group(1)).is_some(), "an empty list, but a list");
    let spec = MatrixSpec { measure: Measure::Excerpts, ..MatrixSpec::default() };
    let table = matrix(&corpus, &spec);
    assert!(table.notes().join("\n").contains("“n/a” in late, late too: the code"));
    assert_eq!(table.rows[1].key, MatrixKey::Document(DocumentId(2)));
    assert_eq!([0, 1, 2].map(|c| table.reading(0, c) == NOT_LOOKED_FOR), [false, false, true]);
    assert_eq!([0, 1, 2].map(|c| table.reading(1, c) == NOT_LOOKED_FOR), [false, true, true]);
    assert_eq!([0, 1].map(|row| table.row_sum(row)), [Some(1), Some(1)]);
    assert_eq!([0, 1, 2].map(|c| table.column_sum(c)), [Some(2), Some(0), None]);
    // Coded again on the fourth day: whatever was not found there is a zero.
    date(&mut corpus, &[1, 3, 3], &[4]);
    assert_eq!(read(&corpus)[1..], [vec![one(0.0); 3], vec![one(0.0); 3]]);
}

#[test]
fn what_is_not_dated_is_not_called_late() {
    let mut corpus = study();
    date(&mut corpus, &[1, 0, 3], &[2]);
    let table = crosstab(&corpus, &CrosstabSpec::default());
    let unseen = |at| table.reading(at, Column::Total) == NOT_LOOKED_FOR;
    assert_eq!([0, 1, 2].map(unseen), [false, false, true]);
    date(&mut corpus, &[1, 3, 3], &[2, 0]);
    let spec = MatrixSpec { measure: Measure::Excerpts, ..MatrixSpec::default() };
    let table = matrix(&corpus, &spec);
    assert_eq!([0, 1].map(|row| table.reading(row, 2) == NOT_LOOKED_FOR), [true, false]);
}
