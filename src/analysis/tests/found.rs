//! Random small studies: words that are found and counted, against reading character by character.

use super::super::words::{WordGroup, WordsBy};
use super::super::{SearchSpec, WordsSpec, frequencies, search, words};
use super::brute::{self, Text};
use super::compare::{corpora, filters};
use crate::model::{
    AttributeId, CodeId, CoderChoice, Corpus, Filter, ParticipantId, Speech, Voice,
};
use crate::text::fold::fold;
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A word that was said: document, bytes, turn, the word, and by whom (0: nobody who is mapped).
#[derive(Clone, Debug)]
struct Said {
    document: usize,
    start: usize,
    end: usize,
    turn: usize,
    word: String,
    who: i64,
}

/// True when a code of these, or one under it, lies on the character.
fn under(corpus: &Corpus, filter: &Filter, codes: &[CodeId], document: usize, byte: usize) -> bool {
    corpus.documents[document].codings.iter().any(|coding| {
        let theirs = match filter.coder {
            CoderChoice::All => true,
            CoderChoice::One(id) => id == coding.coder,
        };
        let mut at = Some(coding.code);
        let mut wanted = false;
        while let Some(id) = at {
            wanted |= codes.contains(&id);
            at = corpus.codes.get(id).and_then(|code| code.parent);
        }
        theirs && wanted && coding.span.range().contains(&byte)
    })
}

/// True when the filter asks nothing of excerpts.
fn open(filter: &Filter) -> bool {
    filter.codes.is_empty() && filter.condition.is_none()
}

/// True when an excerpt that the filter asks for by code and condition lies on the character.
fn inside(text: &Text<'_>, filter: &Filter, document: usize, byte: usize) -> bool {
    let by_excerpt = Filter {
        codes: filter.codes.clone(),
        condition: filter.condition.clone(),
        coder: filter.coder.clone(),
        ..Filter::default()
    };
    let all = brute::mentions(text, &by_excerpt);
    all.iter().any(|m| m.document == document && (m.start..m.end).contains(&byte))
}

/// Every word the filter looks at. The texts of these studies have neither apostrophes nor points
/// inside words: a word is what has letters and digits only.
fn said(text: &Text<'_>, filter: &Filter) -> Vec<Said> {
    let corpus = text.corpus;
    let restricted = !filter.participants.is_empty() || !filter.wheres.is_empty();
    let mut found: Vec<Said> = Vec::new();
    for (document, whole) in corpus.documents.iter().enumerate() {
        if !filter.documents.is_empty() && !filter.documents.contains(&whole.id) {
            continue;
        }
        let mut last: Option<usize> = None;
        for character in text.of(document) {
            let turn = whole.turns.iter().rposition(|turn| turn.start as usize <= character.byte);
            let asked = turn.is_some_and(|turn| brute::labelled(whole, turn, filter));
            if !filter.speakers.is_empty() && !asked {
                last = None;
                continue;
            }
            let who = match character.speech {
                Some((Voice::Participant(id), ..)) if brute::allowed(corpus, filter, id) => {
                    (filter.speech != Speech::Unassigned).then_some(id.0)
                }
                Some((Voice::Unassigned, ..)) if !restricted => {
                    (filter.speech != Speech::Participants).then_some(0)
                }
                // Everything, but for the turns of those who are excluded.
                _ if filter.speech == Speech::Any && !restricted => {
                    let turn = turn.and_then(|turn| whole.turns.get(turn));
                    let speaker = turn.and_then(|turn| {
                        whole.speakers.iter().find(|s| Some(s.id) == turn.speaker)
                    });
                    match speaker.map(|speaker| speaker.voice) {
                        Some(Voice::Participant(id)) if brute::is_out(corpus, filter, id) => None,
                        Some(Voice::Participant(_)) => Some(-1),
                        _ => Some(0),
                    }
                }
                _ => None,
            };
            let Some(who) = who.filter(|_| character.c.is_alphanumeric()) else { continue };
            let (start, end) = (character.byte, character.byte + character.c.len_utf8());
            let goes_on = last == Some(start);
            last = Some(end);
            match found.last_mut() {
                Some(word) if goes_on && word.document == document && word.end == start => {
                    word.end = end;
                    word.word.extend(character.c.to_lowercase());
                }
                _ => found.push(Said {
                    document,
                    start,
                    end,
                    turn: turn.map_or(0, |turn| turn + 1),
                    word: character.c.to_lowercase().collect(),
                    who,
                }),
            }
        }
    }
    if !open(filter) {
        found.retain(|word| {
            (word.start..word.end).all(|byte| inside(text, filter, word.document, byte))
        });
    }
    found
}

fn groupings() -> impl Strategy<Value = WordsBy> {
    prop::sample::select(vec![
        WordsBy::Nothing,
        WordsBy::Attribute(AttributeId(1)),
        WordsBy::Attribute(AttributeId(2)),
        WordsBy::Participant,
        WordsBy::Document,
        WordsBy::Code,
    ])
}

/// Participants and documents, each once.
fn sets(words: &[&Said]) -> (BTreeSet<i64>, BTreeSet<usize>) {
    (words.iter().map(|w| w.who).collect(), words.iter().map(|w| w.document).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn words_are_counted_as_reading_counts_them(
        corpus in corpora(), filter in filters(), by in groupings(), numbers in any::<bool>(),
    ) {
        let spec = WordsSpec { filter: filter.clone(), by, numbers, ..WordsSpec::default() };
        let table = words(&corpus, &spec);
        let filter = Filter { speech: Speech::Participants, ..filter };
        let text = Text::new(&corpus, &filter);
        let all = said(&text, &filter);
        let mut expected: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
        let counts = |word: &&Said| numbers || word.word.contains(char::is_alphabetic);
        for word in all.iter().filter(counts) {
            expected.entry(&word.word).or_default().push(word);
        }
        prop_assert_eq!(table.rows.len(), expected.len());
        prop_assert_eq!(table.left.numbers as usize, all.len() - all.iter().filter(counts).count());
        // Own words are those of every other table.
        if open(&filter) {
            prop_assert_eq!(table.total.words, frequencies(&corpus, &filter).base.words);
        }
        for row in &table.rows {
            let there = &expected[row.word.as_str()];
            let (people, documents) = sets(there);
            prop_assert_eq!(row.total.count as usize, there.len(), "{}", row.word);
            prop_assert_eq!(row.total.participants as usize, people.len());
            prop_assert_eq!(row.total.documents as usize, documents.len());
            // Every number leads to its words: the whole row, and each cell.
            let places = |group: &WordGroup| {
                let spec = SearchSpec {
                    query: row.query().unwrap(),
                    unit: Unit::Turn,
                    filter: group.filter.clone(),
                    without: Vec::new(),
                    limit: usize::MAX,
                };
                search(&corpus, &spec)
            };
            let hits = places(&table.total);
            let found: Vec<_> =
                hits.hits.iter().map(|hit| (hit.document as usize, hit.span.range())).collect();
            let wanted: Vec<_> = there.iter().map(|w| (w.document, w.start..w.end)).collect();
            prop_assert_eq!(found, wanted);
            for (cell, group) in row.cells.iter().zip(&table.groups) {
                let hits = places(group);
                prop_assert_eq!(hits.total, cell.count, "{} of {}", row.word, group.label);
                prop_assert_eq!(hits.participants.len() as u32, cell.participants);
                prop_assert_eq!(hits.documents, cell.documents);
                let slow = said(&text, &group.filter);
                let slow = slow.iter().filter(|w| w.word == row.word).count();
                prop_assert_eq!(slow as u64, cell.count);
            }
        }
        // Words under a code are those of the list of codes.
        if by == WordsBy::Code {
            for group in &table.groups {
                let codes = frequencies(&corpus, &group.filter);
                let row = codes.rows.iter().find(|row| row.code == group.filter.codes[0]);
                prop_assert_eq!(group.words, row.map_or(0, |row| row.counts.words));
            }
        }
    }

    #[test]
    fn words_are_found_where_they_were_said(
        corpus in corpora(), filter in filters(),
        a in prop::sample::select(vec!["so", "É", "naive", "a", "7", "well", "well-kept"]),
        b in prop::sample::select(vec!["so", "e", "a", "7", "kept"]),
        without in prop::collection::vec(1..=5_i64, 0..2), unit in 0..2_usize, limit in 0..6_usize,
    ) {
        let without: Vec<CodeId> = without.into_iter().map(CodeId).collect();
        let unit = [Unit::Turn, Unit::Document][unit];
        let ask = |written: &str, limit| {
            search(&corpus, &SearchSpec {
                query: Query::parse(written, Letters::Plain).unwrap(),
                unit,
                filter: filter.clone(),
                without: without.clone(),
                limit,
            })
        };
        let text = Text::new(&corpus, &filter);
        // What stands together is looked for in all speech, whatever codes a hit must lie under.
        let anywhere = said(&text, &Filter { codes: Vec::new(), condition: None, ..filter.clone() });
        let allowed = |document: usize, start: usize, end: usize| {
            let all = (start..end).all(|byte| inside(&text, &filter, document, byte));
            let any = (start..end).any(|byte| under(&corpus, &filter, &without, document, byte));
            (open(&filter) || all) && !any
        };
        let one: Vec<(usize, usize, usize, usize)> = anywhere.iter().enumerate()
            .filter_map(|(at, word)| match a {
                "well-kept" => {
                    let next = anywhere.get(at + 1)?;
                    let between = &corpus.documents[word.document].text;
                    let joined = word.document == next.document && word.end < next.start
                        && &between[word.end..next.start] == "-";
                    (joined && word.word == "well" && next.word == "kept")
                        .then_some((word.document, word.start, next.end, word.turn))
                }
                _ => (fold(&word.word) == fold(a)).then_some((word.document, word.start, word.end, word.turn)),
            }).collect();
        let two: Vec<(usize, usize, usize, usize)> = anywhere.iter()
            .filter(|word| fold(&word.word) == fold(b))
            .map(|word| (word.document, word.start, word.end, word.turn)).collect();
        type Place = (usize, usize, usize, usize);
        let together = |x: &Place, y: &Place| x.0 == y.0 && (unit == Unit::Document || x.3 == y.3);
        let places = |found: Vec<Place>| -> Vec<Place> {
            let mut found = found;
            found.sort_unstable();
            found.dedup();
            // Places over each other are one.
            let mut apart: Vec<Place> = Vec::new();
            for place in found {
                match apart.last_mut() {
                    Some(last) if last.0 == place.0 && place.1 < last.2 => last.2 = last.2.max(place.2),
                    _ => apart.push(place),
                }
            }
            apart.retain(|place| allowed(place.0, place.1, place.2));
            apart
        };
        let told = |hits: &super::super::Hits| -> Vec<Place> {
            hits.hits.iter().map(|hit| {
                let range = hit.span.range();
                (hit.document as usize, range.start, range.end, hit.turn as usize)
            }).collect()
        };
        let expected = places(one.clone());
        let all = ask(a, usize::MAX);
        prop_assert_eq!(told(&all), expected.clone());
        prop_assert_eq!(all.total as usize, expected.len());
        let documents: BTreeSet<usize> = expected.iter().map(|place| place.0).collect();
        prop_assert_eq!(all.documents as usize, documents.len());
        let few = ask(a, limit);
        prop_assert_eq!(few.total, all.total);
        prop_assert_eq!(&few.hits[..], &all.hits[..limit.min(all.hits.len())]);
        let people: BTreeSet<ParticipantId> = all.hits.iter().filter_map(|hit| match hit.voice {
            Some(Voice::Participant(id)) => Some(id),
            _ => None,
        }).collect();
        prop_assert_eq!(all.participants.iter().copied().collect::<BTreeSet<_>>(), people);
        let both = one.iter().filter(|x| two.iter().any(|y| together(x, y)))
            .chain(two.iter().filter(|y| one.iter().any(|x| together(x, y)))).copied().collect();
        prop_assert_eq!(told(&ask(&format!("{a} {b}"), usize::MAX)), places(both));
        let not = one.iter().filter(|x| !two.iter().any(|y| together(x, y))).copied().collect();
        prop_assert_eq!(told(&ask(&format!("{a} -{b}"), usize::MAX)), places(not));
    }
}
