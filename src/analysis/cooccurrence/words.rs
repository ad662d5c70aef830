//! The words behind a cell: the excerpts of two codes that make it.

use super::super::counted::{Counted, Listener};
use super::super::excerpts::ExcerptRef;
use super::super::filter::Scope;
use super::{Cooccurrence, Unit};
use crate::model::{CodeId, Corpus, CorpusDocument, Filter, Speech};
use std::ops::Range;

/// Two codes that occur together: the question behind a cell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Together {
    /// What they share.
    pub unit: Unit,
    /// Whether a code counts with everything under it.
    pub roll_up: bool,
    /// The first code.
    pub a: CodeId,
    /// The second code.
    pub b: CodeId,
}

/// The excerpts of two codes that occur together, as one list by document and then by position: those
/// behind the cell of [`cooccurrence()`](super::cooccurrence()) with the same filter. None for a code
/// with itself, with one that counts with it, or with one that is not in the study.
pub fn together(corpus: &Corpus, which: &Together, filter: &Filter) -> Vec<ExcerptRef> {
    let places = |code: CodeId| {
        let place = corpus.codes.place(code)?;
        Some(if which.roll_up { corpus.codes.subtree(place) } else { place..place + 1 })
    };
    let (Some(a), Some(b)) = (places(which.a), places(which.b)) else { return Vec::new() };
    if a.contains(&b.start) || b.contains(&a.start) {
        return Vec::new();
    }
    let filter = Filter { speech: Speech::Participants, ..filter.clone() };
    let mut found = find(corpus, &filter, which.unit, [&a, &b]);
    found.a.append(&mut found.b);
    found.a.sort_by_key(|excerpt| (excerpt.document, excerpt.span.start(), excerpt.coding));
    found.a
}

/// The excerpts that make a cell, by document and then by position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PairExcerpts {
    /// Of the first code: those that overlap the second, or lie in a unit they share.
    pub a: Vec<ExcerptRef>,
    /// Of the second code.
    pub b: Vec<ExcerptRef>,
}

impl Cooccurrence {
    /// The excerpts that make a cell; `None` where [`Cooccurrence::pair`] has none.
    pub fn words(&self, corpus: &Corpus, a: usize, b: usize) -> Option<PairExcerpts> {
        self.pair(a, b)?;
        let (first, second) = (&self.codes.get(a)?.places, &self.codes.get(b)?.places);
        Some(find(corpus, &self.filter, self.unit, [first, second]))
    }
}

/// What stands together of the codes at these places.
fn find(
    corpus: &Corpus,
    filter: &Filter,
    unit: Unit,
    [first, second]: [&Range<usize>; 2],
) -> PairExcerpts {
    let scope = Scope::new(corpus, filter);
    let mut listener = Listener::default();
    let mut found = PairExcerpts::default();
    for index in 0..corpus.documents.len() {
        let Some(document) = listener.read(&scope, index) else { continue };
        let of = |places: &Range<usize>| -> Vec<&Counted> {
            listener.counted.iter().filter(|c| places.contains(&(c.place as usize))).collect()
        };
        let (of_a, of_b) = (of(first), of(second));
        let place = Place { unit, document, listener: &listener };
        let reference = |excerpt: &&&Counted| ExcerptRef {
            document: index as u32,
            coding: excerpt.first,
            span: excerpt.span,
            folded: excerpt.codings > 1,
        };
        let with = |own: &[&Counted], other: &[&Counted]| -> Vec<ExcerptRef> {
            let meets = |one: &&&Counted| other.iter().any(|two| place.holds(one, two));
            own.iter().filter(meets).map(|excerpt| reference(&excerpt)).collect()
        };
        found.a.extend(with(&of_a, &of_b));
        found.b.extend(with(&of_b, &of_a));
    }
    found
}

/// One document, as the unit of the table sees it.
struct Place<'a> {
    unit: Unit,
    document: &'a CorpusDocument,
    listener: &'a Listener,
}

impl Place<'_> {
    /// True when two excerpts of this document occur together.
    fn holds(&self, one: &Counted, two: &Counted) -> bool {
        let turns = |of: &Counted| of.turns(self.document, &self.listener.whose);
        match self.unit {
            Unit::Overlap => one.meets(two),
            Unit::Turn => turns(one).any(|turn| turns(two).any(|other| other == turn)),
            Unit::Document => true,
        }
    }
}
