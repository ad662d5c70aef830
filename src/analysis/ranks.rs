//! Words and characters of any stretch of a document in constant time.
//!
//! A sweep asks for many stretches of the same text. One bit per byte says where words begin and which
//! bytes are not the first of their character; a running count every 64 bytes makes "how many before
//! this byte" one addition and one population count. The answers are those of
//! `text::words::count_words_in` and `count_characters`.

use crate::model::{CorpusDocument, Span};
use crate::text::words::count_words;

/// Sixty-four bytes of text.
#[derive(Clone, Copy, Default)]
struct Block {
    /// Bytes at which a word begins.
    words: u64,
    /// Bytes that continue a character.
    inner: u64,
    words_before: u32,
    inner_before: u32,
}

/// The index of one document, whose memory serves the next one too.
#[derive(Default)]
pub(super) struct Ranks {
    blocks: Vec<Block>,
}

impl Ranks {
    /// Reads a document.
    pub(super) fn read(&mut self, document: &CorpusDocument) {
        let bytes = document.text.as_bytes();
        self.blocks.clear();
        self.blocks.resize(bytes.len() / 64 + 1, Block::default());
        // Collected in a register: a block is written once, not once for each word.
        let (mut at, mut bits) = (0, 0_u64);
        for &start in document.word_starts.iter() {
            if start / 64 != at {
                self.set_words(at, bits);
                (at, bits) = (start / 64, 0);
            }
            bits |= 1 << (start % 64);
        }
        self.set_words(at, bits);
        let (mut words, mut inner) = (0, 0);
        let chunks = bytes.chunks(64).chain([&[][..]]);
        for (block, chunk) in self.blocks.iter_mut().zip(chunks) {
            block.inner = inner_bytes(chunk);
            block.words_before = words;
            block.inner_before = inner;
            words += block.words.count_ones();
            inner += block.inner.count_ones();
        }
    }

    fn set_words(&mut self, block: u32, bits: u64) {
        if let Some(block) = self.blocks.get_mut(block as usize) {
            block.words = bits;
        }
    }

    /// Words that begin before a byte, and bytes before it that only continue a character.
    #[inline]
    fn before(&self, at: u32) -> (u32, u32) {
        let Some(block) = self.blocks.get(at as usize / 64) else { return (0, 0) };
        let below = (1_u64 << (at % 64)) - 1;
        (
            block.words_before + (block.words & below).count_ones(),
            block.inner_before + (block.inner & below).count_ones(),
        )
    }

    /// Characters of a stretch of the document that was read.
    #[inline]
    pub(super) fn characters(&self, span: Span) -> u32 {
        span.len() - (self.before(span.end()).1 - self.before(span.start()).1)
    }

    /// Words and characters of a stretch of the document that was read. A word that an end cuts
    /// counts when the part that is left still has a letter or digit.
    #[inline]
    pub(super) fn measure(&self, document: &CorpusDocument, span: Span) -> (u32, u32) {
        let text = &*document.text;
        let (first, inner_first) = self.before(span.start());
        let (last, inner_last) = self.before(span.end());
        let characters = span.len() - (inner_last - inner_first);
        let bytes = text.as_bytes();
        let byte = |at: u32| bytes.get(at as usize).copied().unwrap_or(b' ');
        // Most ends lie beside white space or behind a letter, and need no look at the word.
        let cut_in_front =
            span.start() > 0 && !is_space(byte(span.start() - 1)) && !is_space(byte(span.start()));
        let last_word =
            (last > first).then(|| document.word_starts.get(last as usize - 1).copied()).flatten();
        let cut_behind = last_word.is_some_and(|start| !byte(start).is_ascii_alphanumeric());
        let mut words = last - first;
        if cut_in_front {
            words += u32::from(rest_counts(text, span));
        }
        if cut_behind {
            let tail = last_word.and_then(|start| text.get(start as usize..span.range().end));
            words -=
                u32::from(tail.is_some_and(|tail| {
                    !tail.contains(char::is_whitespace) && count_words(tail) == 0
                }));
        }
        (words, characters)
    }
}

/// One bit for each byte of at most 64 that continues a character: its high bits are `10`.
fn inner_bytes(chunk: &[u8]) -> u64 {
    let (words, rest) = chunk.as_chunks::<8>();
    let mut bits = 0;
    for (at, eight) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let high = word & !(word << 1) & 0x8080_8080_8080_8080;
        // Gathers the top bits of the eight bytes in one.
        bits |= ((high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (at * 8);
    }
    for (at, byte) in rest.iter().enumerate() {
        bits |= u64::from(byte & 0xC0 == 0x80) << (words.len() * 8 + at);
    }
    bits
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0B | 0x0C)
}

/// Whether a span begins inside a token whose rest, inside the span, is still a word.
fn rest_counts(text: &str, span: Span) -> bool {
    let Some(inside) = span.of(text) else { return false };
    let front = text.get(..span.range().start).unwrap_or_default();
    let begins_inside = front.chars().next_back().is_some_and(|c| !c.is_whitespace());
    begins_inside
        && (inside.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
            || count_words(inside.split(char::is_whitespace).next().unwrap_or_default()) > 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Builder;
    use super::*;
    use crate::text::words::{count_characters, count_words_in};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_index_counts_like_the_text_does(
            text in "([a-c]|é| |\n|—|\"|\u{3000}|\u{a0}|7|👩){0,200}",
            ends in prop::collection::vec((0usize..400, 0usize..400), 1..20),
        ) {
            let corpus = Builder::new().document("D", &text).build();
            let document = &corpus.documents[0];
            let mut ranks = Ranks::default();
            ranks.read(document);
            let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            for (a, b) in ends {
                let (a, b) = (bounds[a % bounds.len()], bounds[b % bounds.len()]);
                let Some(span) = Span::from_range(a.min(b)..a.max(b)) else { continue };
                let words = count_words_in(&text, &document.word_starts, span);
                let characters = count_characters(&text[span.range()]);
                prop_assert_eq!(ranks.measure(document, span), (words, characters));
            }
        }
    }
}
