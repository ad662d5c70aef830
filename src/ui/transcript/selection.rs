//! What is selected, and how a caret moves: plain arithmetic on bytes of the text.

use super::blocks::{Block, Blocks};
use crate::model::{CorpusDocument, Span};
use crate::text::{positions, sentences};
use unicode_segmentation::UnicodeSegmentation as _;

/// What one click, two, three or four take; a drag goes on in the same measure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Grain {
    /// Between two letters.
    #[default]
    Letter,
    /// A word.
    Word,
    /// A sentence.
    Sentence,
    /// A turn.
    Turn,
}

impl Grain {
    /// By the number of clicks, beginning anew after four.
    pub(super) fn of_clicks(clicks: u32) -> Self {
        [Self::Turn, Self::Letter, Self::Word, Self::Sentence][(clicks % 4) as usize]
    }
}

/// A selection: where it began and where its moving end is. Empty while the two are one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Selection {
    /// What was taken first, as bytes; a drag never lets go of it.
    anchor: (u32, u32),
    /// The moving end: where the caret is.
    pub head: u32,
    grain: Grain,
}

impl Selection {
    /// A caret, nothing selected.
    pub(super) fn caret(at: u32) -> Self {
        Self { anchor: (at, at), head: at, grain: Grain::Letter }
    }

    /// These bytes, the caret at their end.
    pub(super) fn of(start: u32, end: u32) -> Self {
        Self { anchor: (start, start), head: end, grain: Grain::Letter }
    }

    /// What a press at a byte takes.
    pub(super) fn press(document: &CorpusDocument, blocks: &Blocks, at: u32, grain: Grain) -> Self {
        let (start, end) = unit(document, blocks, at, grain);
        Self { anchor: (start, end), head: end, grain }
    }

    /// Moves the end to a byte, in whole units where it began with one.
    pub(super) fn drag(&mut self, document: &CorpusDocument, blocks: &Blocks, at: u32) {
        let (start, end) = unit(document, blocks, at, self.grain);
        self.head = if start < self.anchor.0 { start } else { end.max(self.anchor.1) };
    }

    /// Moves the end to a byte, letter by letter.
    pub(super) fn extend(&mut self, at: u32) {
        if self.grain != Grain::Letter {
            let fixed = self.tail();
            *self = Self { anchor: (fixed, fixed), head: at, grain: Grain::Letter };
        }
        self.head = at;
    }

    /// First and last byte as they are highlighted.
    pub(super) fn range(&self) -> (u32, u32) {
        (self.anchor.0.min(self.head), self.anchor.1.max(self.head))
    }

    /// The end that does not move.
    pub(super) fn tail(&self) -> u32 {
        if self.head <= self.anchor.0 { self.anchor.1 } else { self.anchor.0 }
    }

    /// The span a coding would get: no white space at its ends, no grapheme split; `None` when
    /// nothing is left.
    pub(super) fn span(&self, text: &str) -> Option<Span> {
        let (start, end) = self.range();
        if start >= end {
            return None;
        }
        let start = positions::grapheme_floor(text, start as usize);
        let end = positions::grapheme_ceil(text, end as usize);
        positions::trim(text, Span::from_range(start..end)?)
    }
}

fn unit(document: &CorpusDocument, blocks: &Blocks, at: u32, grain: Grain) -> (u32, u32) {
    let text = &document.text;
    let block = blocks.get(blocks.at(at));
    let inside = block.text(text);
    let local = (at.clamp(block.start, block.end) - block.start) as usize;
    let found = match grain {
        Grain::Letter => None,
        // On the space behind a word, the word.
        Grain::Word => sentences::word_at(inside, local)
            .or_else(|| sentences::word_at(inside, before(inside, local))),
        Grain::Sentence => sentences::sentence_at(inside, local)
            .or_else(|| sentences::sentence_at(inside, before(inside, local))),
        Grain::Turn => return turn(document, blocks, block),
    };
    found.map_or((at, at), |span| (block.start + span.start(), block.start + span.end()))
}

/// From the first to the last byte of the words of a block's turn.
pub(super) fn turn(document: &CorpusDocument, blocks: &Blocks, block: Block) -> (u32, u32) {
    let list = blocks.list();
    let first = list.partition_point(|other| other.turn < block.turn);
    let last = list.partition_point(|other| other.turn <= block.turn);
    let start = list.get(first).map_or(block.start, |block| block.start);
    let end = last.checked_sub(1).and_then(|at| list.get(at)).map_or(block.end, |b| b.end);
    let trimmed = Span::new(start, end).and_then(|span| positions::trim(&document.text, span));
    trimmed.map_or((start, end), |span| (span.start(), span.end()))
}

fn before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.grapheme_indices(true).next_back().map_or(0, |(start, _)| start)
}

/// One grapheme to the left or right of a byte, on into the next block.
pub(super) fn step_letter(text: &str, blocks: &Blocks, at: u32, forward: bool) -> u32 {
    step(text, blocks, at, forward, |inside, local| {
        if forward {
            inside.get(local..)?.graphemes(true).next().map(|letter| local + letter.len())
        } else {
            (local > 0).then(|| before(inside, local))
        }
    })
}

/// One word to the left or right of a byte, on into the next block.
pub(super) fn step_word(text: &str, blocks: &Blocks, at: u32, forward: bool) -> u32 {
    let is_word = |word: &str| word.chars().any(char::is_alphanumeric);
    step(text, blocks, at, forward, |inside, local| {
        if forward {
            inside
                .split_word_bound_indices()
                .map(|(start, word)| (start + word.len(), word))
                .find(|(end, word)| *end > local && is_word(word))
                .map(|(end, _)| end)
                .or((local < inside.len()).then_some(inside.len()))
        } else {
            inside
                .split_word_bound_indices()
                .take_while(|(start, _)| *start < local)
                .filter(|(_, word)| is_word(word))
                .last()
                .map(|(start, _)| start)
                .or((local > 0).then_some(0))
        }
    })
}

/// One sentence to the left or right of a byte, on into the next block.
pub(super) fn step_sentence(text: &str, blocks: &Blocks, at: u32, forward: bool) -> u32 {
    step(text, blocks, at, forward, |inside, local| {
        let mut sentences = inside
            .split_sentence_bound_indices()
            .map(|(start, sentence)| (start, start + sentence.trim_end().len()));
        if forward {
            sentences.map(|(_, end)| end).find(|end| *end > local)
        } else {
            let mut last = None;
            sentences.by_ref().take_while(|(start, _)| *start < local).for_each(|(start, _)| {
                last = Some(start);
            });
            last
        }
    })
}

fn step(
    text: &str,
    blocks: &Blocks,
    at: u32,
    forward: bool,
    within: impl Fn(&str, usize) -> Option<usize>,
) -> u32 {
    let index = blocks.at(at);
    let block = blocks.get(index);
    let local = (at.clamp(block.start, block.end) - block.start) as usize;
    if let Some(found) = within(block.text(text), local) {
        return block.start + u32::try_from(found).unwrap_or(0);
    }
    if forward {
        let next = blocks.get(index + 1).start;
        if next > at { next } else { block.end }
    } else {
        index.checked_sub(1).map_or(block.start, |index| blocks.get(index).end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    const TEXT: &str =
        "INT: So — how was it?\n\nP01: Café e\u{301}tait bien. Then we left.\n\nAnd so.";

    fn setup() -> (CorpusDocument, Blocks) {
        let document = sample::document(TEXT);
        let blocks = Blocks::new(&document);
        (document, blocks)
    }

    #[test]
    fn clicks_take_words_sentences_and_turns() {
        let (document, blocks) = setup();
        let at = |words: &str| TEXT.find(words).unwrap() as u32;
        let check = |clicks, at, expected: &str| {
            let grain = Grain::of_clicks(clicks);
            let selection = Selection::press(&document, &blocks, at, grain);
            let got = selection.span(TEXT).and_then(|span| span.of(TEXT));
            assert_eq!(got.unwrap_or(""), expected, "{clicks} clicks");
        };
        check(1, at("bien"), "");
        check(2, at("bien") + 2, "bien");
        check(2, at("bien") + 5, ".");
        check(3, at("we"), "Then we left.");
        check(4, at("we"), "Café e\u{301}tait bien. Then we left.\n\nAnd so.");
        check(5, at("we"), "");
    }

    #[test]
    fn a_drag_of_words_goes_both_ways_and_keeps_the_first() {
        let (document, blocks) = setup();
        let at = |words: &str| TEXT.find(words).unwrap() as u32 + 1;
        let mut selection = Selection::press(&document, &blocks, at("Then"), Grain::Word);
        let got = |selection: &Selection| selection.span(TEXT).and_then(|s| s.of(TEXT)).unwrap();
        selection.drag(&document, &blocks, at("left"));
        assert_eq!(got(&selection), "Then we left");
        selection.drag(&document, &blocks, at("bien"));
        assert_eq!(got(&selection), "bien. Then");
        selection.extend(at("tait") - 1);
        assert_eq!(got(&selection), "tait bien. Then");
    }

    #[test]
    fn a_caret_walks_over_every_grapheme_and_no_label() {
        let (_, blocks) = setup();
        let mut at = blocks.list()[0].start;
        let mut seen = vec![at];
        loop {
            let next = step_letter(TEXT, &blocks, at, true);
            if next == at {
                break;
            }
            at = next;
            seen.push(at);
        }
        assert_eq!(at as usize, TEXT.len());
        let label = TEXT.find("P01").unwrap() as u32;
        assert!(seen.iter().all(|at| !(label..label + 5).contains(at)), "never in a label");
        let e = TEXT.find('\u{301}').unwrap() as u32;
        assert!(!seen.contains(&e), "never inside a grapheme");
        for &back in seen.iter().rev().skip(1) {
            at = step_letter(TEXT, &blocks, at, false);
            assert_eq!(at, back);
        }
        assert_eq!(step_letter(TEXT, &blocks, at, false), at);
    }

    #[test]
    fn sentences_are_stepped_over_across_turns() {
        let (_, blocks) = setup();
        let at = |words: &str| TEXT.find(words).unwrap() as u32;
        let bien = at("bien. ");
        assert_eq!(step_sentence(TEXT, &blocks, bien, true), bien + 5);
        assert_eq!(step_sentence(TEXT, &blocks, bien, false), at("Café"));
        assert_eq!(step_sentence(TEXT, &blocks, bien + 5, true), at("left.") + 5);
        assert_eq!(step_sentence(TEXT, &blocks, at("left.") + 5, false), at("Then"));
        assert_eq!(step_sentence(TEXT, &blocks, at("Café"), false), at("was it?") + 7);
        assert_eq!(step_sentence(TEXT, &blocks, TEXT.len() as u32, true), TEXT.len() as u32);
    }

    #[test]
    fn words_are_stepped_over_across_turns() {
        let (_, blocks) = setup();
        let it = TEXT.find("it?").unwrap() as u32;
        assert_eq!(step_word(TEXT, &blocks, it, true), it + 2);
        assert_eq!(step_word(TEXT, &blocks, it + 2, true), it + 3);
        let cafe = TEXT.find("Café").unwrap() as u32;
        assert_eq!(step_word(TEXT, &blocks, it + 3, true), cafe);
        assert_eq!(step_word(TEXT, &blocks, cafe, false), it + 3);
        assert_eq!(step_word(TEXT, &blocks, it + 3, false), it);
    }
}
