//! Which codings lie where, and in which lane each is drawn so that those that overlap stay apart.
//!
//! Built once per change of the codings (20,000 in about two milliseconds) and asked every frame.
//! There is no list per block: codings that each cover a whole document would make it enormous.

use super::Shown;
use super::blocks::Blocks;
use crate::model::{CorpusDocument, Span};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// A coding with its lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Laned {
    /// Bytes.
    pub span: Span,
    /// Index into the document's codings.
    pub row: u32,
    /// Lane under the words: free of others on the same words.
    pub stripe: u16,
    /// Lane in the margin: free of others on the same line of text.
    pub margin: u16,
}

/// The codings that are shown of one document.
#[derive(Default)]
pub(super) struct Lanes {
    of: Option<(Arc<CorpusDocument>, Shown, u32)>,
    list: Vec<Laned>,
    /// Largest end below each node of a binary tree over `list`; leaves are the second half.
    ends: Vec<u32>,
    leaves: usize,
    margin: usize,
}

impl Lanes {
    /// Gives every shown coding its lanes. `line` is the length of a line of text in bytes, about:
    /// codings nearer than that may stand on one line and must not share a margin lane.
    pub(super) fn new(
        document: &Arc<CorpusDocument>,
        shown: &Shown,
        blocks: &Blocks,
        line: u32,
    ) -> Self {
        let mut list: Vec<Laned> = document
            .codings
            .iter()
            .enumerate()
            .filter(|(_, coding)| shown.takes(coding))
            .map(|(row, coding)| Laned {
                span: coding.span,
                row: u32::try_from(row).unwrap_or(u32::MAX),
                stripe: 0,
                margin: 0,
            })
            .collect();
        if !list.is_sorted_by_key(|laned| laned.span.start()) {
            list.sort_by_key(|laned| (laned.span.start(), Reverse(laned.span.end())));
        }
        let mut stripes = Greedy::default();
        let mut margins = Greedy::default();
        let mut near = 0;
        for laned in &mut list {
            let (start, end) = (laned.span.start(), laned.span.end());
            laned.stripe = stripes.lane(start, end);
            // Starts only grow, and most codings end in the block they begin in.
            while blocks.get(near + 1).start <= start && near + 1 < blocks.list().len() {
                near += 1;
            }
            let inside = (near..near + 3).map(|at| blocks.get(at)).find(|block| block.end >= end);
            let block = inside.unwrap_or_else(|| blocks.get(blocks.at(end.saturating_sub(1))));
            let reach = end.saturating_add(line).min(block.end.max(end));
            laned.margin = margins.lane(start, reach);
        }
        let leaves = list.len().next_power_of_two();
        let mut ends = vec![0; leaves * 2];
        for (at, laned) in list.iter().enumerate() {
            ends[leaves + at] = laned.span.end();
        }
        for node in (1..leaves).rev() {
            ends[node] = ends[node * 2].max(ends[node * 2 + 1]);
        }
        let of = Some((Arc::clone(document), shown.clone(), line));
        Self { of, list, ends, leaves, margin: usize::from(margins.lanes) }
    }

    /// True when these are the lanes of this very document, filter and length of line.
    pub(super) fn are_of(&self, document: &Arc<CorpusDocument>, shown: &Shown, line: u32) -> bool {
        self.of
            .as_ref()
            .is_some_and(|(of, by, at)| Arc::ptr_eq(of, document) && by == shown && *at == line)
    }

    /// How many lanes the margin needs.
    pub(super) fn margin_lanes(&self) -> usize {
        self.margin
    }

    /// How many codings are shown.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The coding beside one that starts at `start`, in the order of the text; without a row, the
    /// first one that begins behind (or before) that byte.
    pub(super) fn beside(&self, start: u32, row: Option<u32>, forward: bool) -> Option<Laned> {
        let first = self.list.partition_point(|laned| laned.span.start() < start);
        let same = self.list.get(first..).unwrap_or_default();
        let here = row.and_then(|row| {
            let same = same.iter().take_while(|laned| laned.span.start() == start);
            same.enumerate().find(|(_, laned)| laned.row == row).map(|(at, _)| first + at)
        });
        let at = match (here, forward) {
            (Some(here), true) => here + 1,
            (Some(here), false) => here.checked_sub(1)?,
            (None, true) => self.list.partition_point(|laned| laned.span.start() <= start),
            (None, false) => first.checked_sub(1)?,
        };
        self.list.get(at).copied()
    }

    /// All codings that are shown, by their first byte.
    pub(super) fn all(&self) -> &[Laned] {
        &self.list
    }

    /// Puts the codings that share a byte with `start..end` into `found`, in order.
    pub(super) fn query(&self, start: u32, end: u32, found: &mut Vec<Laned>) {
        found.clear();
        let last = self.list.partition_point(|laned| laned.span.start() < end);
        if last > 0 {
            self.descend(1, 0, self.leaves, last, start, found);
        }
    }

    /// Walks only branches with an end behind `start`: costs what is found, not what there is.
    fn descend(
        &self,
        node: usize,
        from: usize,
        size: usize,
        last: usize,
        start: u32,
        found: &mut Vec<Laned>,
    ) {
        if from >= last || self.ends.get(node).is_none_or(|&end| end <= start) {
            return;
        }
        if size == 1 {
            found.extend(self.list.get(from));
            return;
        }
        let half = size / 2;
        self.descend(node * 2, from, half, last, start, found);
        self.descend(node * 2 + 1, from + half, half, last, start, found);
    }
}

/// The first free lane for stretches that come sorted by their start.
#[derive(Default)]
struct Greedy {
    /// End and lane, packed so that the heap compares one number.
    busy: BinaryHeap<Reverse<u64>>,
    /// A bit for every lane that is free.
    free: Vec<u64>,
    lanes: u16,
}

impl Greedy {
    fn lane(&mut self, start: u32, end: u32) -> u16 {
        while let Some(&Reverse(first)) = self.busy.peek() {
            let (until, lane) = ((first >> 16) as u32, first as u16);
            if until > start {
                break;
            }
            self.busy.pop();
            if let Some(word) = self.free.get_mut(usize::from(lane / 64)) {
                *word |= 1 << (lane % 64);
            }
        }
        let lane = self.lowest_free().unwrap_or_else(|| {
            let lane = self.lanes;
            self.lanes = self.lanes.saturating_add(1);
            if lane.is_multiple_of(64) {
                self.free.push(0);
            }
            lane
        });
        self.busy.push(Reverse(u64::from(end) << 16 | u64::from(lane)));
        lane
    }

    fn lowest_free(&mut self) -> Option<u16> {
        let (at, word) = self.free.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
        let bit = word.trailing_zeros();
        *word &= *word - 1;
        Some((at * 64) as u16 + bit as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use proptest::prelude::*;

    fn lanes(text: &str, spans: &[(u32, u32)], line: u32) -> Lanes {
        let mut document = sample::document(text);
        sample::code(&mut document, spans);
        let document = Arc::new(document);
        Lanes::new(&document, &Shown::default(), &Blocks::new(&document), line)
    }

    #[test]
    fn overlaps_stand_apart_and_lanes_are_used_again() {
        let text = "INT: one two three four five six";
        let lanes = lanes(text, &[(5, 12), (9, 18), (13, 18), (20, 24)], 0);
        let stripes: Vec<u16> = lanes.list.iter().map(|laned| laned.stripe).collect();
        assert_eq!(stripes, [0, 1, 0, 0]);
    }

    #[test]
    fn codings_on_one_line_do_not_share_a_margin_lane_but_on_two_turns_they_may() {
        let text = "INT: one two three\n\nP01: four five";
        let lanes = lanes(text, &[(5, 8), (13, 18), (25, 29)], 70);
        let margins: Vec<u16> = lanes.list.iter().map(|laned| laned.margin).collect();
        assert_eq!(margins, [0, 1, 0]);
    }

    #[test]
    fn codings_are_walked_through_in_the_order_of_the_text() {
        let lanes = lanes(&"x".repeat(40), &[(2, 9), (2, 4), (12, 20)], 0);
        let mut at = lanes.beside(0, None, true);
        let mut seen = Vec::new();
        while let Some(laned) = at {
            seen.push((laned.span.start(), laned.span.end()));
            at = lanes.beside(laned.span.start(), Some(laned.row), true);
        }
        assert_eq!(seen, [(2, 9), (2, 4), (12, 20)]);
        let before = |start, row| lanes.beside(start, row, false).map(|laned| laned.span.end());
        assert_eq!(before(12, Some(2)), Some(4));
        assert_eq!(before(2, Some(0)), None);
        assert_eq!(before(12, None), Some(4));
    }

    proptest! {
        #[test]
        fn no_lane_holds_two_at_once_and_every_question_is_answered(
            spans in proptest::collection::vec((0u32..400, 1u32..120), 0..60),
            from in 0u32..400,
            length in 1u32..100,
        ) {
            let text = "x".repeat(600);
            let spans: Vec<(u32, u32)> = spans.iter().map(|&(at, len)| (at, at + len)).collect();
            let lanes = lanes(&text, &spans, 20);
            for (n, a) in lanes.list.iter().enumerate() {
                for b in &lanes.list[n + 1..] {
                    prop_assert!(!a.span.overlaps(b.span) || a.stripe != b.stripe);
                    prop_assert!(!a.span.overlaps(b.span) || a.margin != b.margin);
                }
            }
            let mut found = Vec::new();
            lanes.query(from, from + length, &mut found);
            let ask = Span::new(from, from + length).unwrap();
            let plain: Vec<Laned> =
                lanes.list.iter().filter(|laned| laned.span.overlaps(ask)).copied().collect();
            prop_assert_eq!(found, plain);
        }
    }
}
