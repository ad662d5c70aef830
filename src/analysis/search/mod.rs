//! Words looked for in the whole study, and every place where they stand.
//!
//! **Where a hit may lie.** Of participants' speech a hit lies within one turn: it never runs over a
//! label or into another person's words, so it never has to be cut for being counted. A time stamp or
//! header *inside* a turn counts as white space: words before and after it stand together, and a hit
//! over it holds it, as an excerpt does; no hit begins or ends there. Where everything is asked for, the
//! whole text is looked at, labels, time stamps and headers too; a hit still lies within one turn.
//! Speech of participants who are excluded from analysis is passed over, as everywhere.
//!
//! **Codes in the filter.** A hit counts when it lies wholly in words under one of the codes, and shares
//! no character with a code it must be without. What else must stand in the unit is looked for in the
//! whole unit.

mod context;
mod extent;
pub(super) mod stretches;
#[cfg(test)]
mod tests;

pub use context::{Contexts, InContext, Order, Width, sort};
pub use extent::{Extent, passages};

use super::filter::Scope;
use super::lookup::Dense;
use super::references::Collector;
use crate::model::{
    CodeId, CoderChoice, Corpus, CorpusDocument, Filter, ParticipantId, Span, Speech, Voice,
};
use crate::text::folded::Folded;
use crate::text::positions::trim;
use crate::text::query::{Query, Unit};
use crate::text::sentences::sentence_at;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use stretches::Stretches;

/// What is looked for, and where.
#[derive(Clone, Debug)]
pub struct SearchSpec {
    /// The words.
    pub query: Query,
    /// What several words must stand together in.
    pub unit: Unit,
    /// Documents, people, whose speech, and the codes a hit must lie under.
    pub filter: Filter,
    /// Codes, each with everything under it, that a hit must not touch.
    pub without: Vec<CodeId>,
    /// So many hits are kept, the first ones; all are counted.
    pub limit: usize,
}

/// A place where the words stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Index of the document.
    pub document: u32,
    /// ¶ number of the turn, from 1; 0 before the first turn.
    pub turn: u32,
    /// Whose words; `None` on labels, time stamps and headers alone.
    pub voice: Option<Voice>,
    /// Bytes of the document's text.
    pub span: Span,
}

/// The answer of [`search()`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hits {
    /// By document and position; the first ones where there are more than were asked for.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: u64,
    /// In how many documents.
    pub documents: u32,
    /// The participants in whose speech they lie, in the order of the study.
    pub participants: Vec<ParticipantId>,
    /// Words of speakers nobody is mapped to, in the documents looked at, when only participants'
    /// speech was.
    pub unassigned: u64,
    /// Participants passed over because they are excluded from analysis.
    pub excluded: Vec<String>,
}

/// What one document gave.
#[derive(Default)]
struct Gathered {
    hits: Vec<Hit>,
    total: u64,
    /// By index of the participant.
    people: Vec<u32>,
}

/// How many documents are looked at before what they gave is put in order.
const BATCH: usize = 64;

/// Every place where the query stands in the speech that is asked for.
pub fn search(corpus: &Corpus, spec: &SearchSpec) -> Hits {
    search_until(corpus, spec, &AtomicBool::new(false)).unwrap_or_default()
}

/// The same, given up between two documents once `stop` is set: `None` then.
pub fn search_until(corpus: &Corpus, spec: &SearchSpec, stop: &AtomicBool) -> Option<Hits> {
    let scope = Scope::new(corpus, &spec.filter);
    let codes = CodeFilter::new(corpus, &spec.filter, &spec.without, &scope);
    let wanted: Vec<usize> =
        (0..corpus.documents.len()).filter(|&index| scope.has_document(index)).collect();
    let mut answer = Hits { excluded: scope.excluded_names(), ..Hits::default() };
    if spec.filter.speech == Speech::Participants && !scope.restricts_people() {
        let pieces = wanted.iter().flat_map(|&index| corpus.documents[index].pieces.iter());
        let nobodys = pieces.filter(|piece| scope.voice(piece.voice) == Voice::Unassigned);
        answer.unassigned = nobodys.map(|piece| u64::from(piece.words)).sum();
    }
    let mut people = vec![false; corpus.participants.len()];
    for batch in wanted.chunks(BATCH) {
        let room = spec.limit.saturating_sub(answer.hits.len());
        // A clone of the query for each thread: patterns keep their working memory.
        let gathered: Vec<Gathered> = batch
            .par_iter()
            .map_init(
                || spec.query.clone(),
                |query, &index| {
                    if stop.load(Ordering::Relaxed) {
                        return Gathered::default();
                    }
                    look(&scope, &codes, query, spec.unit, index, room)
                },
            )
            .collect();
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        for document in gathered {
            let room = spec.limit.saturating_sub(answer.hits.len());
            answer.hits.extend(document.hits.into_iter().take(room));
            answer.total += document.total;
            answer.documents += u32::from(document.total > 0);
            for index in document.people {
                people[index as usize] = true;
            }
        }
    }
    let found = corpus.participants.iter().zip(people).filter(|(_, found)| *found);
    answer.participants = found.map(|(person, _)| person.id).collect();
    Some(answer)
}

/// Looks through one document.
fn look(
    scope: &Scope<'_>,
    codes: &CodeFilter,
    query: &Query,
    unit: Unit,
    index: usize,
    room: usize,
) -> Gathered {
    let mut gathered = Gathered::default();
    let Some(document) = scope.corpus().documents.get(index) else { return gathered };
    let coded = codes.of(scope, document);
    if coded.nowhere() {
        return gathered;
    }
    let stretches = Stretches::new(scope, document);
    let folded = Folded::new(&document.text, query.letters(), &stretches.blanks);
    let mut turn = 0;
    query.find(&document.text, &folded, &stretches.ranges, unit, |span| {
        if !coded.allows(span) {
            return;
        }
        gathered.total += 1;
        // Hits come in order: their turn is this one or one behind it.
        while document.turns.get(turn).is_some_and(|next| next.start <= span.start()) {
            turn += 1;
        }
        let voice = document.pieces_in(span).first().map(|piece| scope.voice(piece.voice));
        if let Some(Voice::Participant(id)) = voice
            && let Some(person) = scope.people.get(id.0)
            && !gathered.people.contains(&(person as u32))
        {
            gathered.people.push(person as u32);
        }
        if gathered.hits.len() < room {
            let (document, turn) = (index as u32, turn as u32);
            gathered.hits.push(Hit { document, turn, voice, span });
        }
    });
    gathered
}

/// Which codes hits must lie under, and which they must not touch.
pub(super) struct CodeFilter {
    coder: CoderChoice,
    /// By place of the code; `None`: codes do not matter.
    inside: Option<Vec<bool>>,
    outside: Option<Vec<bool>>,
    places: Dense,
}

impl CodeFilter {
    pub(super) fn new(
        corpus: &Corpus,
        filter: &Filter,
        without: &[CodeId],
        scope: &Scope<'_>,
    ) -> Self {
        let count = corpus.codes.len();
        let places = Dense::new(corpus.codes.codes().iter().map(|code| code.id.0));
        let outside = (!without.is_empty()).then(|| {
            let mut marked = vec![false; count];
            for place in without.iter().filter_map(|id| places.get(id.0)) {
                marked[corpus.codes.subtree(place)].fill(true);
            }
            marked
        });
        let inside = (!filter.codes.is_empty() || filter.condition.is_some())
            .then(|| (0..count).map(|place| scope.has_code(place)).collect());
        Self { coder: filter.coder.clone(), inside, outside, places }
    }

    /// The words under these codes in one document.
    pub(super) fn of(&self, scope: &Scope<'_>, document: &CorpusDocument) -> Coded {
        let union = |marked: &Vec<bool>| {
            union(document, &self.coder, |code| {
                self.places.get(code.0).is_some_and(|place| marked[place])
            })
        };
        let inside = self.inside.as_ref().map(|marked| under(scope, document, marked));
        Coded { inside, outside: self.outside.as_ref().map(union) }
    }
}

/// The words under codes (by place) as the filter asks for them, its condition included; as [`union`].
pub(super) fn under(scope: &Scope<'_>, document: &CorpusDocument, marked: &[bool]) -> Vec<Span> {
    let has = |place: usize| marked.get(place).copied().unwrap_or(false);
    if scope.condition.is_none() {
        let wanted = |code: CodeId| scope.places.get(code.0).is_some_and(has);
        return union(document, &scope.coder, wanted);
    }
    let mut collector = Collector::default();
    collector.read(document, scope);
    together(collector.found.iter().filter(|one| has(one.place as usize)).map(|one| one.span))
}

/// The words under some codes, as spans in order and apart; spans that touch or overlap are one.
fn union(
    document: &CorpusDocument,
    coder: &CoderChoice,
    wanted: impl Fn(CodeId) -> bool,
) -> Vec<Span> {
    let theirs = document.codings.iter().filter(|coding| match coder {
        CoderChoice::All => true,
        CoderChoice::One(id) => *id == coding.coder,
    });
    together(theirs.filter(|coding| wanted(coding.code)).map(|coding| coding.span))
}

/// Spans that come by start, put together where they touch or overlap.
fn together(all: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in all {
        match spans.last_mut() {
            Some(last) if span.start() <= last.end() => {
                let end = last.end().max(span.end());
                *last = Span::new(last.start(), end).unwrap_or(*last);
            }
            _ => spans.push(span),
        }
    }
    spans
}

/// True when one of these spans, in order and apart, covers `span`.
pub(super) fn covered(spans: &[Span], span: Span) -> bool {
    let after = spans.partition_point(|known| known.start() <= span.start());
    after.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|known| known.covers(span))
}

/// Words under codes in one document.
pub(super) struct Coded {
    pub(super) inside: Option<Vec<Span>>,
    outside: Option<Vec<Span>>,
}

impl Coded {
    fn nowhere(&self) -> bool {
        self.inside.as_ref().is_some_and(Vec::is_empty)
    }

    pub(super) fn allows(&self, span: Span) -> bool {
        let touches = |spans: &Vec<Span>| {
            let first = spans.partition_point(|known| known.end() <= span.start());
            spans.get(first).is_some_and(|known| known.overlaps(span))
        };
        self.inside.as_ref().is_none_or(|spans| covered(spans, span))
            && !self.outside.as_ref().is_some_and(touches)
    }
}

/// The speech of the turn a hit lies in; the hit itself where it lies in none.
pub fn whole_turn(document: &CorpusDocument, span: Span) -> Span {
    let pieces = document.pieces_in(span);
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return span };
    let of = |turn: u32| {
        let from = document.pieces.partition_point(|piece| piece.turn < turn);
        let to = document.pieces.partition_point(|piece| piece.turn <= turn);
        document.pieces.get(from..to).unwrap_or_default()
    };
    let start = of(first.turn).first().map_or(span.start(), |piece| piece.span.start());
    let end = of(last.turn).last().map_or(span.end(), |piece| piece.span.end());
    Span::new(start.min(span.start()), end.max(span.end())).unwrap_or(span)
}

/// The sentences a hit lies in, within the speech of its turn.
pub fn whole_sentences(document: &CorpusDocument, span: Span) -> Span {
    let turn = whole_turn(document, span);
    let Some(words) = turn.of(&document.text) else { return span };
    let sentence = |at: u32| {
        let found = sentence_at(words, (at - turn.start()) as usize)?;
        Span::new(found.start() + turn.start(), found.end() + turn.start())
    };
    let first = sentence(span.start()).map_or(span.start(), Span::start);
    let last = trim(&document.text, span).unwrap_or(span).end();
    // The last character, wherever it begins.
    let inside = document.text[..last as usize].char_indices().next_back();
    let last = inside.and_then(|(at, _)| sentence(at as u32)).map_or(span.end(), Span::end);
    Span::new(first.min(span.start()), last.max(span.end())).unwrap_or(span)
}
