//! A document cut into what is laid out at once: the lines of its turns.
//!
//! A turn is a block, or several where it holds line feeds. Blank lines are blocks without text.
//! An endless line is cut too, so that no frame ever lays out more than a few screens.

use crate::model::{CorpusDocument, TurnRow};
use std::sync::Arc;

/// Bytes after which a line without line feeds is cut at the next white space.
const LONG: usize = 6_000;

/// A stretch of text that is laid out at once. Holds no line feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// First byte.
    pub start: u32,
    /// First byte after it; equal to `start` for a blank line.
    pub end: u32,
    /// Index of the turn it belongs to.
    pub turn: u32,
    /// True for the first block of its turn: the speaker stands beside it.
    pub first: bool,
}

impl Block {
    /// The block's text.
    pub(super) fn text(self, document: &str) -> &str {
        document.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The blocks of one document. Never empty.
#[derive(Default)]
pub(super) struct Blocks {
    list: Vec<Block>,
    weight: f32,
    leftwards: bool,
    text: Option<Arc<str>>,
    turns: Option<Arc<[TurnRow]>>,
}

impl Blocks {
    /// Reads a document once.
    pub(super) fn new(document: &CorpusDocument) -> Self {
        let text = &document.text;
        let mut list = Vec::with_capacity(document.turns.len());
        for (index, turn) in document.turns.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            cut(text, turn.body as usize..turn.end as usize, index, &mut list);
        }
        if list.is_empty() {
            cut(text, 0..text.len(), 0, &mut list);
        }
        let weight = text.len().max(1) as f32 / text.chars().count().max(1) as f32;
        let turns = Some(Arc::clone(&document.turns));
        let leftwards = super::bidi::runs_leftwards(text);
        Self { list, weight, leftwards, text: Some(Arc::clone(text)), turns }
    }

    /// True when these are the blocks of this document's text and turns: codings may have changed.
    pub(super) fn are_of(&self, document: &CorpusDocument) -> bool {
        self.text.as_ref().is_some_and(|text| Arc::ptr_eq(text, &document.text))
            && self.turns.as_ref().is_some_and(|turns| Arc::ptr_eq(turns, &document.turns))
    }

    /// The text the blocks were cut from.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The same, to be kept.
    pub(super) fn shared_text(&self) -> Arc<str> {
        self.text.clone().unwrap_or_default()
    }

    /// True when some of them hold letters that run from right to left.
    pub(super) fn run_leftwards(&self) -> bool {
        self.leftwards
    }

    /// Bytes per character, on average.
    pub(super) fn weight(&self) -> f32 {
        self.weight
    }

    /// In order.
    pub(super) fn list(&self) -> &[Block] {
        &self.list
    }

    /// The block at `index`, or the last one.
    pub(super) fn get(&self, index: usize) -> Block {
        let last = self.list.len().saturating_sub(1);
        let none = Block { start: 0, end: 0, turn: 0, first: true };
        self.list.get(index.min(last)).copied().unwrap_or(none)
    }

    /// Index of the block that holds the byte, or of the last one before it.
    pub(super) fn at(&self, byte: u32) -> usize {
        self.list.partition_point(|block| block.start <= byte).saturating_sub(1)
    }

    /// The nearest byte where a caret can stand: inside a block, or at its end.
    pub(super) fn settle(&self, byte: u32) -> u32 {
        let block = self.get(self.at(byte));
        byte.clamp(block.start, block.end)
    }
}

fn cut(text: &str, range: std::ops::Range<usize>, turn: u32, list: &mut Vec<Block>) {
    let body = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (body.len() - body.trim_start().len());
    let body = body.trim();
    let mut first = true;
    let mut add = |from: usize, to: usize| {
        let place = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
        list.push(Block { start: place(from), end: place(to), turn, first });
        first = false;
    };
    let mut from = 0;
    for line in body.split('\n') {
        let (mut begin, end) = (from, from + line.len());
        while end - begin > LONG {
            // After a white space, so that every byte of the line is in one of the parts.
            let Some(at) = body
                .get(begin..end)
                .and_then(|part| part.char_indices().find(|(n, c)| *n > LONG && c.is_whitespace()))
                .map(|(n, c)| begin + n + c.len_utf8())
                .filter(|&at| at < end)
            else {
                break;
            };
            add(begin, at);
            begin = at;
        }
        add(begin, end);
        from = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn turns_are_cut_at_line_feeds_and_labels_stay_out() {
        let document = sample::document("INT: Why?\n\nP01: One.\n\nTwo.\n");
        let blocks = Blocks::new(&document);
        let texts: Vec<&str> = blocks.list().iter().map(|b| b.text(&document.text)).collect();
        assert_eq!(texts, ["Why?", "One.", "", "Two."]);
        let firsts: Vec<bool> = blocks.list().iter().map(|b| b.first).collect();
        assert_eq!(firsts, [true, true, false, false]);
        assert_eq!(blocks.settle(10), 9, "between two turns");
        assert!(blocks.are_of(&document));
    }

    #[test]
    fn an_endless_line_is_cut_and_nothing_is_lost() {
        let document = sample::document(&"word wörd ".repeat(3_000));
        let blocks = Blocks::new(&document);
        assert!(blocks.list().len() > 3);
        for pair in blocks.list().windows(2) {
            assert_eq!(pair[0].end, pair[1].start);
            assert!(document.text.is_char_boundary(pair[0].end as usize));
        }
        assert_eq!(Blocks::new(&sample::document("")).list().len(), 1);
    }
}
