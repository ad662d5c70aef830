//! Words and characters: the units of amount.
//!
//! A word is a stretch without white space that holds at least one letter or digit
//! (methods §2.2): `well-kept` is one word, `—` is none.

use crate::model::Span;

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

/// First bytes of the words of a text, in order: the index that [`count_words_in`] needs.
pub fn word_starts(text: &str) -> Vec<u32> {
    let base = text.as_ptr() as usize;
    text.split_whitespace()
        .filter(|token| counts(token))
        .map(|token| u32::try_from(token.as_ptr() as usize - base).unwrap_or(u32::MAX))
        .collect()
}

/// As [`count_words`] on the text of `span`, without reading more than its ends: a word cut by an
/// end counts when the part that is left still has a letter or digit.
pub fn count_words_in(text: &str, starts: &[u32], span: Span) -> u32 {
    let Some(inside) = span.of(text) else { return 0 };
    let first = starts.partition_point(|&start| start < span.start());
    let last = starts.partition_point(|&start| start < span.end());
    let mut words = last - first;
    // A token that began before the span and reaches into it.
    let begins_inside_token = text[..span.range().start]
        .chars()
        .next_back()
        .is_some_and(|before| !before.is_whitespace());
    if begins_inside_token {
        let rest = inside.split(char::is_whitespace).next().unwrap_or("");
        words += usize::from(counts(rest));
    }
    // The last word may have lost its letters to the cut.
    if last > first {
        let tail = &text[starts[last - 1] as usize..span.range().end];
        if !tail.contains(char::is_whitespace) {
            words -= usize::from(!counts(tail));
        }
    }
    u32::try_from(words).unwrap_or(u32::MAX)
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
        fn the_index_counts_like_reading(text in "([a-c]|é| |\n|—|\"|\u{3000}|7){0,60}", a in 0usize..80, b in 0usize..80) {
            let starts = word_starts(&text);
            let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let (a, b) = (bounds[a % bounds.len()], bounds[b % bounds.len()]);
            if let Some(span) = Span::from_range(a..b) {
                prop_assert_eq!(count_words_in(&text, &starts, span), count_words(&text[a..b]));
            }
        }
    }
}
