//! Themes against the count character by character, and by hand on a small study.

use super::super::testing::Builder;
use super::super::{Standing, excerpts, placed, theme_counts, theme_excerpts};
use super::brute::{self, Text};
use super::compare::corpora;
use crate::model::{
    CodeId, CoderChoice, CoderId, Corpus, Filter, Flag, Flags, Guid, ParticipantId, Theme,
    ThemeFields, ThemeId, ThemeState,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn theme(id: i64, codes: &[i64], state: ThemeState) -> Theme {
    Theme {
        id: ThemeId(id),
        guid: Guid::new(),
        fields: ThemeFields { statement: format!("Theme {id}"), ..ThemeFields::default() },
        state,
        reason: String::new(),
        into: None,
        codes: codes.iter().map(|id| CodeId(*id)).collect(),
        created_at: String::new(),
    }
}

/// Codes and people of one place.
type Found = (BTreeSet<i64>, Vec<i64>);

proptest! {
    #[test]
    fn a_theme_holds_each_span_once_with_all_its_codes(
        corpus in corpora(),
        codes in prop::collection::vec(1..=5_i64, 0..4),
        coder in prop_oneof![Just(CoderChoice::All), (1..=2_i64).prop_map(|id| CoderChoice::One(CoderId(id)))],
    ) {
        let theme = theme(1, &codes, ThemeState::Candidate);
        let found = theme_excerpts(&corpus, &theme, &coder);
        // Every mention of any code of the theme, by its place.
        let filter = Filter { codes: theme.codes.clone(), coder: coder.clone(), ..Filter::default() };
        let mut expected: BTreeMap<(usize, usize, usize), Found> = BTreeMap::new();
        if !codes.is_empty() {
            let mentions = brute::mentions(&Text::new(&corpus, &filter), &filter);
            for mention in mentions.iter().filter(|m| !m.excluded || !m.people.is_empty()) {
                let place = (mention.document, mention.start, mention.end);
                let entry = expected.entry(place).or_default();
                entry.0.insert(mention.code);
                entry.1 = mention.people.iter().copied().filter(|id| *id != 0).collect();
            }
        }
        let got: BTreeMap<_, _> = found
            .passages
            .iter()
            .map(|passage| {
                let range = passage.span.range();
                let mut people: Vec<i64> = passage.participants.iter().map(|id| id.0).collect();
                people.sort_unstable();
                let codes: BTreeSet<i64> = passage.codes.iter().map(|(code, _)| code.0).collect();
                prop_assert_eq!(codes.len(), passage.codes.len(), "a code stands once");
                Ok(((passage.document as usize, range.start, range.end), (codes, people)))
            })
            .collect::<Result<_, TestCaseError>>()?;
        prop_assert_eq!(got.len(), found.passages.len(), "a span stands once");
        prop_assert_eq!(&got, &expected);
        // The counts are those of the list.
        let people: BTreeSet<i64> = expected.values().flat_map(|(_, people)| people.iter().copied()).collect();
        prop_assert_eq!(found.counts.excerpts, expected.len());
        prop_assert_eq!(found.counts.participants, people.len());
        let counted = corpus.participants.iter().filter(|person| person.excluded.is_none());
        prop_assert_eq!(found.counts.of, counted.count());
        // By participant: each passage under everyone who speaks in it, or under nobody.
        for voices in &found.voices {
            let mine = |passage: &super::super::Passage| match voices.participant {
                Some(id) => passage.participants.contains(&id),
                None => passage.participants.is_empty(),
            };
            let expected: Vec<u32> = (0_u32..)
                .zip(&found.passages)
                .filter(|(_, passage)| mine(passage))
                .map(|(at, _)| at)
                .collect();
            prop_assert_eq!(&voices.passages, &expected);
        }
        let heard: BTreeSet<u32> = found.voices.iter().flat_map(|v| v.passages.iter().copied()).collect();
        prop_assert_eq!(heard.len(), found.passages.len());
        let order: Vec<_> = found.passages.iter().map(|p| (p.document, p.span.start())).collect();
        prop_assert!(order.is_sorted());
        // What is read for a passage is its own span.
        for passage in &found.passages {
            for (code, reference) in &passage.codes {
                prop_assert_eq!(reference.span, passage.span);
                prop_assert_eq!(reference.coding(&corpus).map(|coding| coding.code), Some(*code));
            }
        }
        // The list behind the code's own number holds the same places.
        let listed: BTreeSet<_> = excerpts(&corpus, &filter).iter().map(|e| (e.document, e.span.start(), e.span.end())).collect();
        if !codes.is_empty() {
            prop_assert_eq!(listed.len(), found.passages.len());
        }
    }
}

fn small() -> Corpus {
    let mut corpus = Builder::new()
        .participant("P1", &[])
        .participant("P2", &[])
        .participant("P3", &[])
        .code("Time/delay")
        .code("Time/limbo")
        .code("Harm")
        .document("D1", "INT: So?\nP1: We waited for months. It hurt.\n")
        .document("D2", "P2: Nobody came.\nP1: Never.\n")
        .coding("D1", "delay", "waited for months", "ana")
        .coding("D1", "limbo", "waited for months", "ana")
        .coding("D1", "Harm", "It hurt", "ana")
        .coding("D1", "limbo", "So?", "ana")
        .coding("D2", "delay", "came.\nP1: Never", "ana")
        .build();
    let document = Arc::make_mut(&mut corpus.documents[1]);
    document.codings[0].flags = Flags::default().with(Flag::Contradicting, true);
    let document = Arc::make_mut(&mut corpus.documents[0]);
    // The second of the two codes on the same words carries the mark: the passage has it.
    let limbo = document.codings.iter_mut().filter(|coding| coding.code == CodeId(3)).nth(1);
    limbo.unwrap().flags = Flags::default().with(Flag::Key, true);
    corpus.themes = vec![
        theme(1, &[1], ThemeState::Kept),
        theme(2, &[3, 4], ThemeState::Candidate),
        theme(3, &[4], ThemeState::Dropped),
        theme(4, &[], ThemeState::Candidate),
    ]
    .into();
    corpus
}

#[test]
fn a_passage_with_two_codes_is_one_and_what_two_say_stands_under_both() {
    let corpus = small();
    let found = theme_excerpts(&corpus, &corpus.themes[0], &CoderChoice::All);
    let codes: Vec<Vec<i64>> = found
        .passages
        .iter()
        .map(|passage| passage.codes.iter().map(|(code, _)| code.0).collect())
        .collect();
    // The interviewer's words, the two codes on one span, the span over two speakers.
    assert_eq!(codes, [vec![3], vec![2, 3], vec![2]]);
    assert_eq!(found.passages[0].standing, Standing::InterviewerOnly);
    let voices: Vec<_> = found
        .voices
        .iter()
        .map(|voices| (voices.participant.map(|id| id.0), voices.passages.clone()))
        .collect();
    assert_eq!(voices, [(Some(1), vec![1, 2]), (Some(2), vec![2]), (None, vec![0])]);
    assert_eq!(found.passages[2].participants, [ParticipantId(2), ParticipantId(1)]);
    let counts = found.counts;
    assert_eq!((counts.excerpts, counts.participants, counts.of), (3, 2, 3));
    assert_eq!((counts.key, counts.contradicting, counts.contradicting_participants), (1, 1, 2));
}

#[test]
fn counts_come_for_all_themes_at_once() {
    let corpus = small();
    let counts = theme_counts(&corpus, &CoderChoice::One(CoderId(1)));
    let told: Vec<_> = counts.iter().map(|c| (c.excerpts, c.participants)).collect();
    assert_eq!(told, [(3, 2), (3, 1), (1, 1), (0, 0)]);
}

#[test]
fn only_living_themes_place_a_code() {
    let corpus = small();
    let served: Vec<Vec<i64>> =
        placed(&corpus).iter().map(|themes| themes.iter().map(|id| id.0).collect()).collect();
    // Time, delay, limbo, Harm: what is under a code of the theme is in it.
    assert_eq!(served, [vec![1], vec![1], vec![1, 2], vec![2]]);
}
