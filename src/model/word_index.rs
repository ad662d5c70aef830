//! Words and characters of any stretch of a text in constant time.
//!
//! Questions ask for many stretches of the same text. One bit per byte says where words begin and which
//! bytes are not the first of their character; a running count every 64 bytes makes "how many before
//! this byte" one addition and one population count. It takes three bytes for eight of text, less than
//! a list of the starts would.

use super::Span;
use std::sync::Arc;

/// Sixty-four bytes of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Block {
    /// Bytes at which a word begins.
    words: u64,
    /// Bytes that continue a character.
    inner: u64,
    words_before: u32,
    inner_before: u32,
}

/// Where the words of a text begin, and how many characters there are up to any byte.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WordIndex {
    blocks: Arc<[Block]>,
    words: u32,
}

impl WordIndex {
    /// Of a text and the first bytes of its words, in order. What a word is,
    /// [`crate::text::words::index`] knows.
    pub fn new(text: &str, starts: impl Iterator<Item = u32>) -> Self {
        let bytes = text.as_bytes();
        // One block more: the end of a text whose length is a multiple of 64 lies in it.
        let mut blocks = vec![Block::default(); bytes.len() / 64 + 1];
        for start in starts {
            if let Some(block) = blocks.get_mut(start as usize / 64) {
                block.words |= 1 << (start % 64);
            }
        }
        let (mut words, mut inner) = (0, 0);
        let chunks = bytes.chunks(64).chain([&[][..]]);
        for (block, chunk) in blocks.iter_mut().zip(chunks) {
            block.inner = inner_bytes(chunk);
            block.words_before = words;
            block.inner_before = inner;
            words += block.words.count_ones();
            inner += block.inner.count_ones();
        }
        Self { blocks: blocks.into(), words }
    }

    /// Words of the whole text.
    pub fn len(&self) -> usize {
        self.words as usize
    }

    /// True for a text without words.
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// Words that begin before a byte; for a byte behind the text: all.
    #[inline]
    pub fn before(&self, at: u32) -> u32 {
        self.counts(at).0
    }

    /// Words that begin before a byte, and bytes before it that only continue a character.
    #[inline]
    fn counts(&self, at: u32) -> (u32, u32) {
        let Some(block) = self.blocks.get(at as usize / 64) else {
            let inner = |block: &Block| block.inner_before + block.inner.count_ones();
            return (self.words, self.blocks.last().map_or(0, inner));
        };
        let below = (1_u64 << (at % 64)) - 1;
        (
            block.words_before + (block.words & below).count_ones(),
            block.inner_before + (block.inner & below).count_ones(),
        )
    }

    /// The start of the last word that begins before a byte.
    #[inline]
    pub fn last_before(&self, at: u32) -> Option<u32> {
        let last = self.blocks.len().checked_sub(1)?;
        let mut block = (at as usize / 64).min(last);
        let below = if block == at as usize / 64 { (1_u64 << (at % 64)) - 1 } else { u64::MAX };
        let mut bits = self.blocks[block].words & below;
        while bits == 0 {
            block = block.checked_sub(1)?;
            bits = self.blocks[block].words;
        }
        u32::try_from(block * 64).ok().map(|first| first + 63 - bits.leading_zeros())
    }

    /// Words that begin in a stretch, and its characters (code points).
    #[inline]
    pub fn begun(&self, span: Span) -> (u32, u32) {
        let (first, inner_first) = self.counts(span.start());
        let (last, inner_last) = self.counts(span.end());
        (last - first, span.len() - (inner_last - inner_first))
    }

    /// The first bytes of all words, in order.
    pub fn starts(&self) -> impl Iterator<Item = u32> {
        self.blocks.iter().zip(0_u32..).flat_map(|(block, number)| {
            let bits = block.words;
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| number * 64 + bit)
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_found_before_on_and_behind_every_byte() {
        let text = format!("née {} x{}", " ".repeat(150), "é".repeat(64));
        let starts = [0, 156];
        let index = WordIndex::new(&text, starts.into_iter());
        assert_eq!((index.len(), index.is_empty()), (2, false));
        assert_eq!(index.starts().collect::<Vec<_>>(), starts);
        for at in 0..text.len() as u32 + 200 {
            let before = starts.iter().filter(|&&start| start < at);
            assert_eq!(index.before(at), before.clone().count() as u32, "{at}");
            assert_eq!(index.last_before(at), before.max().copied(), "{at}");
        }
        let whole = Span::new(0, text.len() as u32).unwrap();
        assert_eq!(index.begun(whole), (2, text.chars().count() as u32));
        assert_eq!(WordIndex::default().before(7), 0);
        assert_eq!(WordIndex::default().last_before(7), None);
        assert_eq!(WordIndex::new("", std::iter::empty()).len(), 0);
    }
}
