//! Where a query stands in a text.

use super::near::windows;
use super::{Edges, Node, Query, Term, Unit};
use crate::model::Span;
use crate::text::folded::Folded;
use crate::text::tokens::{end_of, goes_on, small};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// A place in the folded text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Found {
    pub(super) start: u32,
    pub(super) end: u32,
    /// In which stretch.
    pub(super) stretch: u32,
    /// In which unit; units have rising numbers.
    pub(super) unit: u32,
}

impl Query {
    /// Every place of the text where this stands, in order and apart: places that overlap are one. A
    /// place lies within one of the `stretches` (bytes of the text, in order and apart), is not white
    /// space alone and never splits what a reader sees as one character. Of several words that stand
    /// in one unit, each is a place.
    ///
    /// `folded` must be made of this text with [`Query::letters`].
    pub fn find(
        &self,
        text: &str,
        folded: &Folded,
        stretches: &[Range<usize>],
        unit: Unit,
        mut each: impl FnMut(Span),
    ) {
        let within = |range: &Range<usize>| folded.place(range.start)..folded.place(range.end);
        let stretches: Vec<Range<usize>> = stretches.iter().map(within).collect();
        let place = Place { text, folded, copy: folded.text(text), stretches: &stretches };
        let mut last: Option<Found> = None;
        let mut told = |found: Found| match &mut last {
            Some(known) if found.start < known.end => known.end = known.end.max(found.end),
            _ => {
                if let Some(known) = last.replace(found) {
                    place.span(known).into_iter().for_each(&mut each);
                }
            }
        };
        if let (Node::Term(at), Some(term)) = (&self.root, self.terms.first())
            && *at == 0
        {
            place.look(term, &mut told);
        } else {
            self.together(&place, unit, &mut told);
        }
        if let Some(known) = last {
            place.span(known).into_iter().for_each(&mut each);
        }
    }

    /// Of several terms: those units that hold what is asked for.
    fn together(&self, place: &Place<'_>, unit: Unit, told: &mut impl FnMut(Found)) {
        let mut lists: Vec<Vec<Found>> = vec![Vec::new(); self.terms.len()];
        let mut looked = vec![false; self.terms.len()];
        // What must be there first: where it is not, the rest is not looked for.
        let needed = self.needed();
        for &needed in &needed {
            looked[needed] = true;
            place.look(&self.terms[needed], &mut |found| lists[needed].push(found));
            if lists[needed].is_empty() {
                return;
            }
        }
        for (at, term) in self.terms.iter().enumerate().filter(|(at, _)| !looked[*at]) {
            place.look(term, &mut |found| lists[at].push(found));
        }
        place.number(&mut lists, &needed, unit);
        let mut from = vec![0_usize; lists.len()];
        let mut out = Vec::new();
        loop {
            let heads = lists.iter().zip(&from).filter_map(|(list, &from)| list.get(from));
            let Some(unit) = heads.map(|found| found.unit).min() else { break };
            let mut slices: Vec<&[Found]> = Vec::with_capacity(lists.len());
            for (list, from) in lists.iter().zip(&mut from) {
                let rest = &list[*from..];
                let here = rest.partition_point(|found| found.unit == unit);
                slices.push(&rest[..here]);
                *from += here;
            }
            out.clear();
            if holds(&self.root, &slices, place.copy, &mut out) {
                out.sort_unstable();
                out.iter().copied().for_each(&mut *told);
            }
        }
    }

    /// Terms without which there is no place at all.
    fn needed(&self) -> Vec<usize> {
        fn collect(node: &Node, into: &mut Vec<usize>) {
            match node {
                Node::Term(at) => into.push(*at),
                Node::All(parts) | Node::Near(_, parts) => {
                    for part in parts {
                        collect(part, into);
                    }
                }
                Node::Any(_) | Node::Not(_) => {}
            }
        }
        let mut needed = Vec::new();
        collect(&self.root, &mut needed);
        needed
    }
}

/// Whether a unit holds what is asked for; its places go into `out`.
fn holds(node: &Node, slices: &[&[Found]], copy: &str, out: &mut Vec<Found>) -> bool {
    let before = out.len();
    let held = match node {
        Node::Term(at) => {
            let here = slices.get(*at).copied().unwrap_or_default();
            out.extend_from_slice(here);
            !here.is_empty()
        }
        Node::All(parts) => parts.iter().all(|part| holds(part, slices, copy, out)),
        Node::Any(parts) => {
            // Each one puts its places out, also behind one that holds.
            let mut held = false;
            for part in parts {
                held |= holds(part, slices, copy, out);
            }
            held
        }
        Node::Not(part) => {
            let held = holds(part, slices, copy, out);
            out.truncate(before);
            !held
        }
        Node::Near(words, parts) => {
            let each = parts.iter().map(|part| {
                let mut places = Vec::new();
                holds(part, slices, copy, &mut places);
                places
            });
            let each: Vec<Vec<Found>> = each.collect();
            windows(&each, *words, copy, out);
            out.len() > before
        }
    };
    if !held {
        out.truncate(before);
    }
    held
}

/// A text that is being searched.
struct Place<'t> {
    text: &'t str,
    folded: &'t Folded,
    copy: &'t str,
    /// In the copy.
    stretches: &'t [Range<usize>],
}

impl Place<'_> {
    fn span(&self, found: Found) -> Option<Span> {
        self.folded.span(self.text, found.start as usize..found.end as usize)
    }

    /// Every place of a term, in order and apart.
    fn look(&self, term: &Term, told: &mut impl FnMut(Found)) {
        if term.edges == Edges::Pattern {
            return self.look_within(term, told);
        }
        let (mut at, mut stretch) = (0, 0);
        while let Some(found) = term.regex.find_at(self.copy, at) {
            while self.stretches.get(stretch).is_some_and(|range| range.end <= found.start()) {
                stretch += 1;
            }
            let Some(range) = self.stretches.get(stretch) else { break };
            if found.start() < range.start {
                at = range.start;
                continue;
            }
            let end = self.fits(term, found.start(), found.end()).filter(|end| {
                *end <= range.end && self.folded.span(self.text, found.start()..*end).is_some()
            });
            if let Some(end) = end {
                told(place_of(found.start(), end, stretch));
                at = end;
            } else {
                // A place that does not fit may hide the beginning of one that does.
                let first = self.copy[found.start()..].chars().next();
                at = found.start() + first.map_or(1, char::len_utf8);
            }
            if at > self.copy.len() {
                break;
            }
        }
    }

    /// A pattern sees nothing but its stretch.
    fn look_within(&self, term: &Term, told: &mut impl FnMut(Found)) {
        for (stretch, range) in self.stretches.iter().enumerate() {
            let words = &self.copy[range.clone()];
            for found in term.regex.find_iter(words) {
                let ink = found.as_str().trim_start();
                let start = range.start + found.end() - ink.len();
                let end = start + ink.trim_end().len();
                if start < end && self.folded.span(self.text, start..end).is_some() {
                    told(place_of(start, end, stretch));
                }
            }
        }
    }

    /// Where the find ends when it stands among its neighbours as it must.
    fn fits(&self, term: &Term, start: usize, end: usize) -> Option<usize> {
        let copy = self.copy;
        if term.edges == Edges::Anywhere {
            return Some(end);
        }
        if goes_on(copy, start) {
            return None;
        }
        match &term.edges {
            Edges::Beginning => Some(end_of(copy, end)),
            Edges::Token(key) => {
                let same = |key: &String| copy[start..end].chars().map(small).eq(key.chars());
                (!goes_on(copy, end) && key.as_ref().is_none_or(same)).then_some(end)
            }
            _ if !goes_on(copy, end) => Some(end),
            _ => {
                let rest = copy.as_bytes().get(end..end + 2)?;
                (rest.eq_ignore_ascii_case(b"'s") && !goes_on(copy, end + 2)).then_some(end)
            }
        }
    }

    /// Gives every place the number of its unit. A turn that lacks what is `needed` is one unit: none of
    /// its sentences can hold what is asked for, and they need not be told apart.
    fn number(&self, lists: &mut [Vec<Found>], needed: &[usize], unit: Unit) {
        if unit == Unit::Document {
            return;
        }
        let mut from = vec![0_usize; lists.len()];
        let mut next = 0_u32;
        for (stretch, range) in self.stretches.iter().enumerate() {
            let here: Vec<usize> = lists
                .iter()
                .zip(&from)
                .map(|(list, &from)| {
                    list[from..].partition_point(|found| found.stretch as usize == stretch)
                })
                .collect();
            if here.iter().all(|&count| count == 0) {
                continue;
            }
            let starts: Vec<u32> =
                if unit == Unit::Sentence && needed.iter().all(|&at| here[at] > 0) {
                    let sentences = self.copy[range.clone()].split_sentence_bound_indices();
                    sentences.map(|(at, _)| (range.start + at) as u32).collect()
                } else {
                    vec![range.start as u32]
                };
            for ((list, from), here) in lists.iter_mut().zip(&mut from).zip(here) {
                for found in &mut list[*from..*from + here] {
                    let sentence = starts.partition_point(|&start| start <= found.start);
                    found.unit = next + sentence.saturating_sub(1) as u32;
                }
                *from += here;
            }
            next += starts.len() as u32;
        }
    }
}

fn place_of(start: usize, end: usize, stretch: usize) -> Found {
    Found { start: start as u32, end: end as u32, stretch: stretch as u32, unit: 0 }
}
