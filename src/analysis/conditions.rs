//! Conditions on excerpts, answered for all excerpts of a document at once.
//!
//! What stands near what is asked of all codings of the document by the coders looked at, whoever
//! speaks there and whatever else the filter asks: "delay that overlaps surveillance" finds the
//! overlap also where surveillance itself is not in the list.
//!
//! Why it is quick: the excerpts of a code in a document are put in order once; each question then
//! looks at one place of that order, with the farthest end so far (or the nearest end from here on)
//! beside it. An excerpt is never its own neighbour: the two best are kept, and the other one is taken
//! where the best is the excerpt itself.

use super::lookup::Dense;
use super::references::Reference;
use crate::model::{CodeTree, CoderId, CodingRow, Condition, CorpusDocument, Flag, Relation, Span};
use std::ops::Range;

/// A condition made ready for one study.
pub(super) enum Ready {
    Is(Range<usize>),
    Near(Relation, Range<usize>),
    Marked(Flag),
    HasMemo,
    By(CoderId),
    /// Milliseconds of the first moment of the day.
    Since(i64),
    /// Milliseconds of the first moment of the day after.
    Before(i64),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    /// A code or a day that there is not.
    Never,
}

/// The first moment of a day in milliseconds, by the clock of Greenwich.
fn midnight(day: &str) -> Option<i64> {
    let date: jiff::civil::Date = day.trim().parse().ok()?;
    let moment = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(moment.timestamp().as_millisecond())
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Ready {
    pub(super) fn new(condition: &Condition, tree: &CodeTree, places: &Dense) -> Self {
        let each = |list: &[Condition]| {
            list.iter().map(|inner| Self::new(inner, tree, places)).collect::<Vec<_>>()
        };
        match condition {
            Condition::Is(code) => {
                places.get(code.0).map_or(Self::Never, |place| Self::Is(tree.subtree(place)))
            }
            Condition::Near(relation, code) => places
                .get(code.0)
                .map_or(Self::Never, |place| Self::Near(*relation, tree.subtree(place))),
            Condition::Marked(flag) => Self::Marked(*flag),
            Condition::HasMemo => Self::HasMemo,
            Condition::By(coder) => Self::By(*coder),
            Condition::Since(day) => midnight(day).map_or(Self::Never, Self::Since),
            Condition::Until(day) => {
                midnight(day).map_or(Self::Never, |first| Self::Before(first + DAY_MS))
            }
            Condition::Not(inner) => Self::Not(Box::new(Self::new(inner, tree, places))),
            Condition::All(list) => Self::All(each(list)),
            Condition::Any(list) => Self::Any(each(list)),
        }
    }

    /// For every reference of a document whether the condition holds.
    pub(super) fn hold(&self, document: &CorpusDocument, found: &[Reference]) -> Vec<bool> {
        let of_codings = |test: &dyn Fn(&CodingRow) -> bool| -> Vec<bool> {
            found.iter().map(|reference| codings(document, reference).any(test)).collect()
        };
        match self {
            Self::Is(places) => {
                found.iter().map(|one| places.contains(&(one.place as usize))).collect()
            }
            Self::Near(relation, places) => near(document, found, *relation, places),
            Self::Marked(flag) => of_codings(&|coding| coding.flags.has(*flag)),
            Self::HasMemo => of_codings(&|coding| coding.memo.is_some()),
            Self::By(coder) => of_codings(&|coding| coding.coder == *coder),
            Self::Since(first) => of_codings(&|coding| coding.made_ms >= *first),
            Self::Before(end) => of_codings(&|coding| coding.made_ms < *end),
            Self::Not(inner) => {
                let mut held = inner.hold(document, found);
                for holds in &mut held {
                    *holds = !*holds;
                }
                held
            }
            Self::All(list) => join(list, document, found, true),
            Self::Any(list) => join(list, document, found, false),
            Self::Never => vec![false; found.len()],
        }
    }
}

/// All of a list (`all`), or any of it.
fn join(list: &[Ready], document: &CorpusDocument, found: &[Reference], all: bool) -> Vec<bool> {
    let mut held = vec![all; found.len()];
    for inner in list {
        for (holds, new) in held.iter_mut().zip(inner.hold(document, found)) {
            *holds = if all { *holds && new } else { *holds || new };
        }
    }
    held
}

/// The codings that a reference stands for.
fn codings<'d>(
    document: &'d CorpusDocument,
    reference: &Reference,
) -> impl Iterator<Item = &'d CodingRow> {
    let rest = document.codings.get(reference.first as usize..).unwrap_or_default();
    let (end, several) = (reference.span.end(), reference.codings > 1);
    let code = rest.first().map(|first| first.code);
    let limit = if several { usize::MAX } else { 1 };
    rest.iter()
        .take_while(move |coding| coding.span.start() < end)
        .filter(move |coding| Some(coding.code) == code)
        .take(limit)
}

/// A stretch on some scale: bytes, turns or words.
#[derive(Clone, Copy)]
struct Stretch {
    start: u32,
    end: u32,
    /// Index of the reference.
    who: u32,
}

/// The best two ends of some stretches, the first with whose it is.
#[derive(Clone, Copy)]
struct Best {
    first: (i64, u32),
    second: i64,
}

impl Best {
    /// The best end of anybody but `who`.
    fn but(self, who: u32) -> i64 {
        if self.first.1 == who { self.second } else { self.first.0 }
    }
}

/// Before every end, and behind every end: what is said where there is no stretch.
const NONE_BEFORE: i64 = i64::MIN;
const NONE_BEHIND: i64 = i64::MAX;

/// Stretches in order, with the farthest end up to each and the nearest end from each on.
struct Order {
    starts: Vec<u32>,
    farthest: Vec<Best>,
    nearest: Vec<Best>,
}

impl Order {
    fn new(mut all: Vec<Stretch>) -> Self {
        all.sort_by_key(|one| one.start);
        let starts = all.iter().map(|one| one.start).collect();
        let mut best = Best { first: (NONE_BEFORE, u32::MAX), second: NONE_BEFORE };
        let mut farthest = Vec::with_capacity(all.len());
        for one in &all {
            let end = i64::from(one.end);
            if end > best.first.0 {
                best = Best { first: (end, one.who), second: best.first.0 };
            } else {
                best.second = best.second.max(end);
            }
            farthest.push(best);
        }
        let mut best = Best { first: (NONE_BEHIND, u32::MAX), second: NONE_BEHIND };
        let mut nearest = vec![best; all.len()];
        for (one, slot) in all.iter().zip(&mut nearest).rev() {
            let end = i64::from(one.end);
            if end < best.first.0 {
                best = Best { first: (end, one.who), second: best.first.0 };
            } else {
                best.second = best.second.min(end);
            }
            *slot = best;
        }
        Self { starts, farthest, nearest }
    }

    /// The farthest end of those that begin before `limit`.
    fn farthest_before(&self, limit: i64, but: u32) -> i64 {
        let count = self.starts.partition_point(|&start| i64::from(start) < limit);
        count.checked_sub(1).map_or(NONE_BEFORE, |at| self.farthest[at].but(but))
    }

    /// The nearest end of those that begin at `limit` or later.
    fn nearest_from(&self, limit: i64, but: u32) -> i64 {
        let at = self.starts.partition_point(|&start| i64::from(start) < limit);
        self.nearest.get(at).map_or(NONE_BEHIND, |best| best.but(but))
    }

    /// True when another stretch begins at most `apart` behind the end of `start..end` and ends at
    /// most `apart` before its start. With ends that are not part of a stretch (words): so many units
    /// lie between them; with ends that are (turns): it is so many steps from one to the other.
    fn within(&self, (start, end): (u32, u32), apart: u32, but: u32) -> bool {
        let apart = i64::from(apart);
        self.farthest_before(i64::from(end) + apart + 1, but) >= i64::from(start) - apart
    }
}

fn near(
    document: &CorpusDocument,
    found: &[Reference],
    relation: Relation,
    places: &Range<usize>,
) -> Vec<bool> {
    let others =
        || found.iter().zip(0_u32..).filter(|(one, _)| places.contains(&(one.place as usize)));
    if others().next().is_none() {
        return vec![false; found.len()];
    }
    let stretches = |scale: &dyn Fn(Span) -> (u32, u32)| {
        let each = others().map(|(one, who)| {
            let (start, end) = scale(one.span);
            Stretch { start, end, who }
        });
        Order::new(each.collect())
    };
    let bytes = |span: Span| (span.start(), span.end());
    let turns = |span: Span| turns_of(document, span);
    let words = |span: Span| words_of(document, span);
    let asked = |test: &dyn Fn(Span, u32) -> bool| -> Vec<bool> {
        found.iter().zip(0..).map(|(one, who)| test(one.span, who)).collect()
    };
    match relation {
        Relation::Overlaps => {
            let order = stretches(&bytes);
            asked(&|span, who| order.farthest_before(span.end().into(), who) > span.start().into())
        }
        Relation::Inside => {
            let order = stretches(&bytes);
            let from = |span: Span| i64::from(span.start()) + 1;
            asked(&|span, who| order.farthest_before(from(span), who) >= span.end().into())
        }
        Relation::Around => {
            let order = stretches(&bytes);
            asked(&|span, who| order.nearest_from(span.start().into(), who) <= span.end().into())
        }
        Relation::WithinTurns(apart) => {
            // First and last turn: the next turn is one away, and none lies between.
            let order = stretches(&turns);
            asked(&|span, who| order.within(turns(span), apart, who))
        }
        Relation::WithinWords(apart) => {
            let order = stretches(&words);
            asked(&|span, who| order.within(words(span), apart, who))
        }
        Relation::Follows(apart) => {
            let mut ends: Vec<u32> = others().map(|(one, _)| one.span.end()).collect();
            ends.sort_unstable();
            asked(&|span, _| {
                let count = ends.partition_point(|&end| end <= span.start());
                count.checked_sub(1).is_some_and(|at| {
                    let behind = turn_of_last(document, ends[at]).saturating_add(apart);
                    turns(span).0 <= behind
                })
            })
        }
        Relation::Precedes(apart) => {
            let starts: Vec<u32> = others().map(|(one, _)| one.span.start()).collect();
            asked(&|span, _| {
                let at = starts.partition_point(|&start| start < span.end());
                starts.get(at).is_some_and(|&start| {
                    let reach = turn_of_last(document, span.end()).saturating_add(apart);
                    turn_of(document, start) <= reach
                })
            })
        }
    }
}

/// The turn of a byte; what stands before the first turn counts with it.
fn turn_of(document: &CorpusDocument, byte: u32) -> u32 {
    document.turn_at(byte).unwrap_or(0) as u32
}

/// The turn of the byte before `end`.
fn turn_of_last(document: &CorpusDocument, end: u32) -> u32 {
    turn_of(document, end.saturating_sub(1))
}

/// The first and the last turn a span lies in.
fn turns_of(document: &CorpusDocument, span: Span) -> (u32, u32) {
    (turn_of(document, span.start()), turn_of_last(document, span.end()))
}

/// The words a span lies in, as numbers of words of the whole text; the end is not part of it. A span
/// without a word stands between two and is empty.
fn words_of(document: &CorpusDocument, span: Span) -> (u32, u32) {
    let index = &document.words;
    let before = index.before(span.start() + 1);
    let end = index.before(span.end());
    // The word that holds the first byte, where it is not over by then: a span may begin with a space.
    let first = span.of(&document.text).and_then(|words| words.chars().next());
    let cut = index.last_before(span.start() + 1).is_some_and(|from| {
        let rest = document.text.get(from as usize..span.start() as usize).unwrap_or_default();
        !rest.chars().chain(first).any(char::is_whitespace)
    });
    let start = if cut { before - 1 } else { before };
    (start, end.max(start))
}
