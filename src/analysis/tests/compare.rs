//! Random small studies: every number of every table against the count character by character.

use super::super::testing::Builder;
use super::super::{
    Cell, Column, Crosstab, CrosstabSpec, Measure, Percent, Reading, crosstab, excerpts,
    frequencies,
};
use super::brute::{self, Mention, Text};
use crate::model::{
    AttributeId, AttributeKind, CodeId, CoderChoice, CoderId, Corpus, DocumentId, Filter,
    ParticipantId, Span, Speech, WhereClause, WhereOp,
};
use proptest::prelude::*;

const TOKENS: [&str; 12] =
    ["so", "é", "—", "7", "[0:12]", " ", " ", "\u{a0}", "naïve", "…a", "well-kept", "  "];
const LABELS: [&str; 7] = ["P1", "P2", "P3", "P4", "INT", "S9", ""];
const CODES: [&str; 5] = ["Time", "Time/delay", "Time/delay/letters", "Harm", "Harm/fear"];
const ROLES: [&str; 4] = ["nurse", "Nurse", "doctor", ""];
const SITES: [&str; 3] = ["9", "10", ""];

type Turns = Vec<(usize, Vec<usize>)>;
type Coded = (usize, usize, usize, usize, usize);

fn build(documents: &[Turns], codings: &[Coded], known: &[(usize, usize, bool)]) -> Corpus {
    let mut study = Builder::new()
        .attribute("role", AttributeKind::List)
        .attribute("years", AttributeKind::Number);
    for (index, &(role, site, excluded)) in known.iter().enumerate() {
        study = study.participant(&format!("P{}", index + 1), &[ROLES[role], SITES[site]]);
        if excluded {
            study = study.excluded("");
        }
    }
    for code in CODES {
        study = study.code(code);
    }
    let mut texts = Vec::new();
    for (index, turns) in documents.iter().enumerate() {
        let mut text = String::new();
        for (label, tokens) in turns {
            let colon = if LABELS[*label].is_empty() { "" } else { ": " };
            text.extend([LABELS[*label], colon]);
            text.extend(tokens.iter().map(|&token| TOKENS[token]));
            text.push('\n');
        }
        study = study.document(&format!("D{index}"), &text);
        texts.push(text);
    }
    for &(document, code, a, b, coder) in codings {
        let text = &texts[document % texts.len()];
        let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        let (a, b) = (bounds[a % bounds.len()], bounds[b % bounds.len()]);
        let Some(span) = Span::from_range(a.min(b)..a.max(b)) else { continue };
        if text[span.range()].trim().is_empty() {
            continue;
        }
        let coder = ["ana", "ben"][coder];
        study = study.span(&format!("D{}", document % texts.len()), CODES[code], span, coder);
    }
    study.build()
}

pub(in crate::analysis) fn corpora() -> impl Strategy<Value = Corpus> {
    let turn = (0..LABELS.len(), prop::collection::vec(0..TOKENS.len(), 0..8));
    let document = prop::collection::vec(turn, 1..6);
    let coding = (0..3_usize, 0..CODES.len(), 0..400_usize, 0..400_usize, 0..2_usize);
    (
        prop::collection::vec(document, 1..4),
        prop::collection::vec(coding, 0..16),
        prop::collection::vec((0..ROLES.len(), 0..SITES.len(), prop::bool::weighted(0.2)), 4),
    )
        .prop_map(|(documents, codings, known)| build(&documents, &codings, &known))
}

pub(in crate::analysis) fn filters() -> impl Strategy<Value = Filter> {
    let clause = prop_oneof![
        (0..ROLES.len()).prop_map(|at| (1, ROLES[at])),
        (0..SITES.len()).prop_map(|at| (2, SITES[at])),
    ];
    let op = prop_oneof![3 => Just(WhereOp::Is), 1 => (1..6_usize).prop_map(|at| WhereOp::ALL[at])];
    let rare = |max: i64| prop::collection::vec(1..=max, 0..3);
    let label = (0..LABELS.len()).prop_map(|at| LABELS[at].to_lowercase());
    let more = (
        prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(label, 1..3)],
        prop_oneof![2 => Just(None), 1 => super::wanted::conditions(5, 2).prop_map(Some)],
    );
    (
        prop_oneof![3 => Just(Vec::new()), 1 => rare(3)],
        prop_oneof![3 => Just(Vec::new()), 1 => rare(4)],
        prop_oneof![2 => Just(Vec::new()), 1 => rare(5)],
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec((clause, op), 0..3)],
        0..3_u8,
        (0..3_i64, prop::bool::weighted(0.3)),
        more,
    )
        .prop_map(|(documents, participants, codes, wheres, speech, (coder, all), more)| {
            Filter {
                speakers: more.0,
                condition: more.1,
                include_excluded: all,
                documents: documents.into_iter().map(DocumentId).collect(),
                participants: participants.into_iter().map(ParticipantId).collect(),
                codes: codes.into_iter().map(CodeId).collect(),
                wheres: wheres
                    .into_iter()
                    .map(|((attribute, value), op): ((i64, &str), WhereOp)| WhereClause {
                        attribute: AttributeId(attribute),
                        // Roles have no order.
                        op: if attribute == 1 && op.orders() { WhereOp::IsNot } else { op },
                        value: value.to_owned(),
                    })
                    .collect(),
                speech: [Speech::Any, Speech::Participants, Speech::Unassigned]
                    [usize::from(speech)],
                coder: if coder == 0 { CoderChoice::All } else { CoderChoice::One(CoderId(coder)) },
            }
        })
}

fn six(cell: &Cell) -> [u64; 6] {
    let c = &cell.counts;
    [c.participants, c.documents, c.turns, c.excerpts, c.words, c.characters]
}

/// What the list behind a cell holds, in the words of the brute force.
fn keys(corpus: &Corpus, filter: &Filter) -> Vec<(usize, usize, usize, i64)> {
    let mut found: Vec<_> = excerpts(corpus, filter)
        .iter()
        .map(|excerpt| {
            let range = excerpt.span.range();
            let code = excerpt.coding(corpus).unwrap().code.0;
            (excerpt.document as usize, range.start, range.end, code)
        })
        .collect();
    found.sort_unstable();
    found
}

fn brute_keys(mentions: &[Mention]) -> Vec<(usize, usize, usize, i64)> {
    let mut found: Vec<_> = mentions.iter().map(|m| (m.document, m.start, m.end, m.code)).collect();
    found.sort_unstable();
    found
}

/// The participants of a group by its values, without the room's own grouping.
fn members(corpus: &Corpus, table: &Crosstab, group: usize) -> Vec<i64> {
    let values = &table.groups[group].values;
    let has = |participant: &&crate::model::Participant| {
        table.attributes.iter().zip(values).all(|((attribute, _), value)| {
            let own = participant.values.get(attribute).map(|value| value.to_lowercase());
            own == value.as_ref().map(|value| value.to_lowercase())
        })
    };
    corpus.participants.iter().filter(has).map(|participant| participant.id.0).collect()
}

fn check_rate(
    text: &Text<'_>,
    cell: &Cell,
    mentions: &[Mention],
    code: i64,
    speakers: &[(i64, u64)],
) {
    let rates: Vec<f64> = speakers
        .iter()
        .filter(|(_, words)| *words > 0)
        .map(|&(id, words)| {
            1000.0 * brute::count(text, mentions, code, |p| p == id)[3] as f64 / words as f64
        })
        .collect();
    match cell.rate {
        None => assert!(rates.is_empty()),
        Some(rate) => {
            let mean = rates.iter().sum::<f64>() / rates.len() as f64;
            assert!((rate.mean - mean).abs() < 1e-9 * mean.max(1.0), "{} {mean}", rate.mean);
            assert_eq!(rate.low, rates.iter().copied().fold(f64::INFINITY, f64::min));
            assert_eq!(rate.high, rates.iter().copied().fold(0.0, f64::max));
        }
    }
}

/// Words and characters of every voice in the documents asked for, character by character.
pub(super) fn speech(text: &Text<'_>, filter: &Filter, own: impl Fn(i64) -> bool) -> [u64; 2] {
    let asked = |id| filter.documents.is_empty() || filter.documents.contains(&id);
    let documents = text.corpus.documents.iter().enumerate().filter(|(_, d)| asked(d.id));
    let whole: Vec<Mention> = documents
        .map(|(document, d)| Mention {
            document,
            start: 0,
            end: d.text.len(),
            code: 1,
            people: (0..=4).collect(),
            interviewer: false,
            excluded: false,
            alone: false,
            asked: true,
        })
        .collect();
    let found = brute::count(text, &whole, 1, own);
    [found[4], found[5]]
}

fn check_table(text: &Text<'_>, filter: &Filter, by: &[i64]) {
    let corpus = text.corpus;
    let by: Vec<AttributeId> = by.iter().copied().map(AttributeId).collect();
    let spec = CrosstabSpec { by, filter: filter.clone(), ..CrosstabSpec::default() };
    let table = crosstab(corpus, &spec);
    let mentions = brute::mentions(text, filter);
    let restricted = !filter.participants.is_empty() || !filter.wheres.is_empty();
    let in_filter = |id: i64| id != 0 && brute::allowed(corpus, filter, ParticipantId(id));
    let words: Vec<(i64, [u64; 2])> = (1..=4)
        .filter(|&id| in_filter(id))
        .map(|id| (id, speech(text, filter, |p| p == id)))
        .filter(|(_, said)| said[1] > 0)
        .collect();
    for (group, column) in table.groups.iter().enumerate() {
        let members = members(corpus, &table, group);
        let out = |id: &ParticipantId| brute::is_out(corpus, filter, *id);
        assert!(!column.participants.iter().any(out), "{} has excluded participants", column.label);
        let said = words.iter().filter(|(id, _)| members.contains(id));
        let sum = said.clone().fold([0, 0], |a, (_, b)| [a[0] + b[0], a[1] + b[1]]);
        assert_eq!([column.base.words, column.base.characters], sum, "{}", column.label);
        assert_eq!(column.base.participants, said.count() as u64);
    }
    if !restricted {
        let said = speech(text, filter, |id| id == 0);
        assert_eq!([table.unassigned.words, table.unassigned.characters], said);
    }
    for (at, row) in table.rows.iter().enumerate() {
        let code = row.code.0;
        for (group, cell) in row.cells.iter().enumerate() {
            let members = members(corpus, &table, group);
            let own = |id: i64| in_filter(id) && members.contains(&id);
            assert_eq!(six(cell), brute::count(text, &mentions, code, own), "{} {group}", row.path);
            let speakers: Vec<(i64, u64)> = words
                .iter()
                .filter(|(id, _)| members.contains(id))
                .map(|(id, said)| (*id, said[0]))
                .collect();
            check_rate(text, cell, &mentions, code, &speakers);
        }
        assert_eq!(six(&row.total), brute::count(text, &mentions, code, in_filter));
        let nobody = brute::count(text, &mentions, code, |id| id == 0);
        assert_eq!(six(&row.unassigned), nobody, "{} unassigned", row.path);
        for column in table.columns() {
            let cell = table.cell(at, column).unwrap();
            match table.cell_filter(at, column) {
                None => assert_eq!(cell.counts.excerpts, 0),
                Some(filter) => {
                    assert_eq!(excerpts(corpus, &filter).len() as u64, cell.counts.excerpts);
                    assert_eq!(keys(corpus, &filter), brute_keys(&brute::listed(text, &filter)));
                }
            }
            check_readings(&table, at, column);
        }
    }
    check_left_out(corpus, filter, &table, &mentions);
}

fn check_readings(table: &Crosstab, row: usize, column: Column) {
    for measure in Measure::ALL {
        for percent in Percent::ALL {
            let reading = table.reading_as(measure, percent, row, column);
            match reading {
                Reading::Undefined(_) | Reading::Nobody => assert_eq!(reading.value(), None),
                // A word cut in two by codings counts in both parts: more than were spoken.
                Reading::Share { .. } if measure == Measure::Words => {}
                Reading::Share { part, whole } => assert!(part <= whole, "{measure:?} {percent:?}"),
                _ => assert!(reading.value().is_some_and(f64::is_finite)),
            }
        }
    }
}

/// Every coding of the study is either counted for a participant or left out for one reason.
fn check_left_out(corpus: &Corpus, filter: &Filter, table: &Crosstab, mentions: &[Mention]) {
    let counted = mentions.iter().filter(|m| m.people.iter().any(|&id| id != 0)).count() as u64;
    let left = &table.left_out;
    let sum = left.other_coders
        + left.filtered
        + left.interviewer_only
        + left.no_participant
        + left.no_speech
        + left.excluded
        + left.folded;
    assert_eq!(sum + counted, corpus.coding_count() as u64);
    let out = mentions.iter().filter(|m| m.excluded && m.people.is_empty()).count() as u64;
    assert_eq!(left.excluded, out);
    let shared = mentions.iter().filter(|m| {
        let mut columns: Vec<usize> = m
            .people
            .iter()
            .map(|&id| match id {
                0 => usize::MAX,
                _ => (0..table.groups.len())
                    .find(|&group| members(corpus, table, group).contains(&id))
                    .unwrap(),
            })
            .collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len() > 1
    });
    assert_eq!(table.shared, shared.count() as u64);
    let open = filter.participants.is_empty() && filter.wheres.is_empty();
    if open && filter.speakers.is_empty() {
        let only =
            mentions.iter().filter(|m| m.people.is_empty() && m.interviewer && !m.excluded).count()
                as u64;
        assert_eq!(left.interviewer_only, only);
        let nobody = mentions.iter().filter(|m| m.people == [0]).count() as u64;
        assert_eq!(left.no_participant, nobody);
    }
}

fn check_frequencies(text: &Text<'_>, filter: &Filter) {
    let corpus = text.corpus;
    let answer = frequencies(corpus, filter);
    let mentions = brute::mentions(text, filter);
    let in_filter = |id: i64| id != 0 && brute::allowed(corpus, filter, ParticipantId(id));
    for (at, row) in answer.rows.iter().enumerate() {
        let counts = |c: &super::super::Counts| {
            [c.participants, c.documents, c.turns, c.excerpts, c.words, c.characters]
        };
        let expected = brute::count(text, &mentions, row.code.0, in_filter);
        assert_eq!(counts(&row.counts), expected, "{}", row.path);
        let alone: Vec<Mention> =
            mentions.iter().filter(|m| m.code == row.code.0).cloned().collect();
        assert_eq!(counts(&row.own), brute::count(text, &alone, row.code.0, in_filter));
        let opened = excerpts(corpus, &answer.row_filter(at).unwrap()).len() as u64;
        assert_eq!(opened, row.counts.excerpts);
    }
}

proptest! {
    #[test]
    fn tables_count_like_a_person_with_a_pencil(corpus in corpora(), filter in filters()) {
        let text = Text::new(&corpus, &filter);
        check_table(&text, &filter, &[1]);
        check_table(&text, &filter, &[2, 1]);
        check_frequencies(&text, &filter);
        prop_assert_eq!(keys(&corpus, &filter), brute_keys(&brute::listed(&text, &filter)));
    }
}
