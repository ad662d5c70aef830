//! The words of one document, counted.

use super::{WordsBy, WordsSpec};
use crate::analysis::filter::Scope;
use crate::analysis::search::stretches::Stretches;
use crate::analysis::search::{CodeFilter, covered, under};
use crate::model::{CorpusDocument, Piece, Span, Voice};
use crate::text::folded::{Folded, Letters};
use crate::text::tokens::{lower, tokens};
use crate::text::words::count_words_in;
use std::collections::HashMap;

/// So often in this group by this participant (by index).
pub(super) type Entry = (u32, u32, u32);

/// The group of everything that is asked for.
pub(super) const ALL: u32 = u32::MAX;

/// What a document holds.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) words: HashMap<String, Vec<Entry>>,
    /// Own words, by group and participant.
    pub(super) base: Vec<(u32, u32, u64)>,
    pub(super) left: Left,
}

/// Words that are in no row, by reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Left {
    /// Stop words.
    pub stopped: u64,
    /// Shorter than asked for.
    pub short: u64,
    /// Numbers.
    pub numbers: u64,
}

impl Left {
    pub(super) fn add(&mut self, other: Self) {
        self.stopped += other.stopped;
        self.short += other.short;
        self.numbers += other.numbers;
    }
}

/// Counts a document. `groups`: of each code that is a column, the marks of itself and everything under
/// it, by place.
pub(super) fn count(
    scope: &Scope<'_>,
    codes: &CodeFilter,
    groups: &[Vec<bool>],
    spec: &WordsSpec,
    document: &CorpusDocument,
) -> Counted {
    let mut counted = Counted::default();
    let coded = codes.of(scope, document);
    let unions: Vec<Vec<Span>> =
        groups.iter().map(|marked| under(scope, document, marked)).collect();
    measure(scope, document, coded.inside.as_deref(), &unions, &mut counted);
    let stretches = Stretches::new(scope, document);
    let folded = Folded::new(&document.text, Letters::Accents, &stretches.blanks);
    let copy = folded.text(&document.text);
    let mut small = String::new();
    for range in &stretches.ranges {
        let Some(person) = person_at(scope, document, range.start) else { continue };
        let range = folded.place(range.start)..folded.place(range.end);
        for token in tokens(&copy[range.clone()]) {
            let token = range.start + token.start..range.start + token.end;
            let Some(span) = folded.span(&document.text, token.clone()) else { continue };
            if !coded.allows(span) {
                continue;
            }
            let word = &copy[token];
            lower(word, &mut small);
            let reason = if !spec.numbers && !word.contains(char::is_alphabetic) {
                &mut counted.left.numbers
            } else if word.chars().count() < spec.shortest {
                &mut counted.left.short
            } else if spec.stop.has(&small) {
                &mut counted.left.stopped
            } else {
                let entries = match counted.words.get_mut(&small) {
                    Some(entries) => entries,
                    None => counted.words.entry(small.clone()).or_default(),
                };
                add(entries, ALL, person);
                for (group, spans) in unions.iter().enumerate() {
                    if covered(spans, span) {
                        add(entries, group as u32, person);
                    }
                }
                continue;
            };
            *reason += 1;
        }
    }
    counted
}

fn add(entries: &mut Vec<Entry>, group: u32, person: u32) {
    match entries.iter_mut().find(|entry| entry.0 == group && entry.1 == person) {
        Some(entry) => entry.2 += 1,
        None => entries.push((group, person, 1)),
    }
}

/// The index of the participant who speaks at a byte.
fn person_at(scope: &Scope<'_>, document: &CorpusDocument, at: usize) -> Option<u32> {
    let after = document.pieces.partition_point(|piece| piece.span.start() as usize <= at);
    let piece = after.checked_sub(1).and_then(|at| document.pieces.get(at))?;
    person(scope, piece)
}

fn person(scope: &Scope<'_>, piece: &Piece) -> Option<u32> {
    match scope.voice(piece.voice) {
        Voice::Participant(id) => scope.people.get(id.0).map(|index| index as u32),
        _ => None,
    }
}

/// Own words of everybody who is heard, as every table counts them.
fn measure(
    scope: &Scope<'_>,
    document: &CorpusDocument,
    inside: Option<&[Span]>,
    unions: &[Vec<Span>],
    counted: &mut Counted,
) {
    let asked = scope.speakers_in(document);
    let heard = document.pieces.iter().filter(|piece| scope.hears(piece.voice));
    for piece in heard.filter(|piece| asked.has(piece)) {
        let Some(person) = person(scope, piece) else { continue };
        let within = |spans: &[Span]| -> u64 {
            let first = spans.partition_point(|span| span.end() <= piece.span.start());
            let rest = spans[first..].iter().take_while(|span| span.start() < piece.span.end());
            let parts = rest.filter_map(|span| span.intersect(piece.span));
            let words = |part| count_words_in(&document.text, &document.words, part);
            parts.map(|part| u64::from(words(part))).sum()
        };
        let all = inside.map_or_else(|| u64::from(piece.words), within);
        let mut put = |group: u32, words: u64| {
            if words > 0 {
                counted.base.push((group, person, words));
            }
        };
        put(ALL, all);
        for (group, spans) in unions.iter().enumerate() {
            put(group as u32, within(spans));
        }
    }
}

/// The codes that are groups: those asked for, or those at the top of the codebook.
pub(super) fn code_groups(scope: &Scope<'_>, spec: &WordsSpec) -> Vec<usize> {
    if spec.by != WordsBy::Code {
        return Vec::new();
    }
    let tree = &scope.corpus().codes;
    let asked = spec.filter.codes.iter().filter_map(|id| tree.place(*id));
    let mut places: Vec<usize> = asked.collect();
    if spec.filter.codes.is_empty() {
        places = (0..tree.len()).filter(|&place| tree.depth(place) == 0).collect();
    }
    places.sort_unstable();
    places.dedup();
    places
}
