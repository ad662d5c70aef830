//! Words and characters: the units of amount.
//!
//! A word is a stretch without white space that holds at least one letter or digit
//! (methods §2.2): `well-kept` is one word, `—` is none.

use crate::model::{Span, WordIndex};

fn counts(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// Words of a text.
pub fn count_words(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().filter(|token| counts(token)).count()).unwrap_or(u32::MAX)
}

/// Code points of a text.
pub fn count_characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Where the words of a text begin: the index that [`measure`] needs.
pub fn index(text: &str) -> WordIndex {
    let base = text.as_ptr() as usize;
    let words = text.split_whitespace().filter(|token| counts(token));
    let start = |word: &str| u32::try_from(word.as_ptr() as usize - base).unwrap_or(u32::MAX);
    WordIndex::new(text, words.map(start))
}

/// Words and characters of the text of `span`, as [`count_words`] and [`count_characters`] say,
/// without reading more than its ends: a word cut by an end counts when the part that is left still
/// has a letter or digit.
#[inline]
pub fn measure(text: &str, index: &WordIndex, span: Span) -> (u32, u32) {
    measure_known(text, index, span, (false, false))
}

/// [`measure`], where [`is_clean_start`] or [`is_clean_end`] is known to hold for an end: the text is
/// then not looked at there.
#[inline]
pub fn measure_known(
    text: &str,
    index: &WordIndex,
    span: Span,
    (clean_start, clean_end): (bool, bool),
) -> (u32, u32) {
    let (mut words, characters) = index.begun(span);
    if !clean_end && words > 0 && !is_clean_end(text, index, span.end()) {
        words -= 1;
    }
    if !clean_start && !is_clean_start(text, span.start()) {
        words += u32::from(rest_counts(text, span));
    }
    (words, characters)
}

/// True where no word is cut by a stretch that starts at this byte. False says nothing: the word has to
/// be looked at.
#[inline]
pub fn is_clean_start(text: &str, at: u32) -> bool {
    // Most ends lie beside white space, and need no look at the word.
    at == 0 || is_space(byte(text, at - 1)) || is_space(byte(text, at))
}

/// True where a stretch that ends before this byte loses no word that begins in it: the word is whole, or
/// what is left of it still has a letter or digit.
#[inline]
pub fn is_clean_end(text: &str, index: &WordIndex, at: u32) -> bool {
    let Some(last) = index.last_before(at) else { return true };
    if byte(text, last).is_ascii_alphanumeric() {
        return true;
    }
    let tail = text.get(last as usize..at as usize);
    tail.is_none_or(|tail| tail.contains(char::is_whitespace) || count_words(tail) > 0)
}

#[inline]
fn byte(text: &str, at: u32) -> u8 {
    text.as_bytes().get(at as usize).copied().unwrap_or(b' ')
}

/// Words of the text of `span`: see [`measure`].
pub fn count_words_in(text: &str, index: &WordIndex, span: Span) -> u32 {
    measure(text, index, span).0
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

/// True when the text of `span` holds something that is not white space.
pub fn has_ink(text: &str, span: Span) -> bool {
    span.of(text).is_some_and(|words| words.chars().any(|c| !c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_need_a_letter_or_digit() {
        let check = |text: &str, expected| assert_eq!(count_words(text), expected, "{text:?}");
        check("Well, I fill in the form — the same day.", 9);
        check("he’d told", 2);
        check(" — … ", 0);
        check("14 months", 2);
        check("", 0);
    }

    proptest! {
        #[test]
        fn the_index_counts_like_reading(
            text in "([a-c]|é| |\n|—|\"|\u{3000}|\u{a0}|7|👩){0,200}",
            ends in prop::collection::vec((0usize..400, 0usize..400), 1..20),
        ) {
            let index = index(&text);
            prop_assert_eq!(index.len(), count_words(&text) as usize);
            let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            for (a, b) in ends {
                let (a, b) = (bounds[a % bounds.len()], bounds[b % bounds.len()]);
                let Some(span) = Span::from_range(a.min(b)..a.max(b)) else { continue };
                let words = &text[span.range()];
                let expected = (count_words(words), count_characters(words));
                prop_assert_eq!(measure(&text, &index, span), expected);
            }
        }
    }
}
