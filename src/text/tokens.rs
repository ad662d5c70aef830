//! Words as a search and a list of words take them: letters and digits that stand together.
//!
//! An apostrophe between letters is inside its word (`don't` is one), and so is a point or comma between
//! digits (`1,000`). A hyphen stands between words. The texts read here are folded: every apostrophe is
//! the plain one. Amounts of speech are counted otherwise (see `words`): there, `well-kept` is one word.

use super::fold::extends;
use std::ops::Range;

fn is_sign(sign: char, before: char, after: char) -> bool {
    match sign {
        '\'' => before.is_alphanumeric() && after.is_alphanumeric(),
        '.' | ',' => before.is_numeric() && after.is_numeric(),
        _ => false,
    }
}

/// The last letter, or character that does not belong to another one, and whether one belongs to it.
fn last(text: &str) -> Option<(usize, char, bool)> {
    let mut extended = false;
    for (at, c) in text.char_indices().rev() {
        if c.is_alphanumeric() || !extends(c) {
            return Some((at, c, extended));
        }
        extended = true;
    }
    None
}

/// True when a word goes on over this place.
pub fn goes_on(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let mut next = after.chars();
    let (Some((place, a, extended)), Some(b)) = (last(before), next.next()) else { return false };
    if a.is_alphanumeric() {
        return b.is_alphanumeric()
            || extends(b)
            || next.next().is_some_and(|after| is_sign(b, a, after));
    }
    !extended && last(&text[..place]).is_some_and(|(_, before, _)| is_sign(a, before, b))
}

/// The end of the word that goes on over this place; the place itself where none does.
pub fn end_of(text: &str, mut at: usize) -> usize {
    while goes_on(text, at) {
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    at
}

/// The words of a text, as bytes, in order.
pub fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(char::is_alphanumeric)?;
        at = extent(text, start);
        Some(start..at)
    })
}

/// The end of the word that begins here, with a letter or digit.
fn extent(text: &str, start: usize) -> usize {
    let mut chars = text[start..].char_indices().peekable();
    // The last letter or digit: what belongs to it does not hide it.
    let mut letter = 'a';
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            letter = c;
            continue;
        }
        let inside = if c.is_ascii() {
            chars.peek().is_some_and(|(_, after)| is_sign(c, letter, *after))
        } else {
            extends(c)
        };
        // Behind a sign comes a letter, never what belongs to the sign.
        if !inside {
            return start + at;
        }
    }
    text.len()
}

/// A letter in lower case. What has no single small letter (`İ`) stays itself, as it does in a pattern
/// that ignores case.
pub fn small(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// A word in lower case, letter by letter: as many letters as before, whatever stands beside them.
pub fn lower(word: &str, into: &mut String) {
    into.clear();
    into.extend(word.chars().map(small));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_hold_apostrophes_and_numbers_hold_points() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = tokens(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Well, he'd 'only' don't.", &["Well", "he'd", "only", "don't"]);
        check(
            "the dogs' well-kept 1,000 at 3.5, 7.",
            &["the", "dogs", "well", "kept", "1,000", "at", "3.5", "7"],
        );
        check("a''b rock'n'roll _x_", &["a", "b", "rock'n'roll", "x"]);
        check("ne\u{301}e हिन्दी 信任", &["ne\u{301}e", "हिन्दी", "信任"]);
        check("— \u{301} … 👩\u{200d}👧", &[]);
        check("'", &[]);
        check("", &[]);
    }

    #[test]
    fn lower_case_has_as_many_letters() {
        let check = |word: &str, expected: &str| {
            let mut small = String::new();
            lower(word, &mut small);
            assert_eq!(small, expected);
        };
        check("NÉE", "née");
        check("İX", "İx");
        check("STRAẞE", "straße");
    }

    proptest! {
        #[test]
        fn a_word_goes_on_exactly_inside_words(text in "([ab1]|é|e\u{301}|'|\\.|,| |-|\u{200d}|क्|ि|👩){0,24}") {
            let words: Vec<Range<usize>> = tokens(&text).collect();
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let inside = words.iter().find(|word| word.start < at && at < word.end);
                prop_assert_eq!(goes_on(&text, at), inside.is_some(), "{:?} at {}", text, at);
                prop_assert_eq!(end_of(&text, at), inside.map_or(at, |word| word.end));
            }
        }
    }
}
