//! Accented letters as one character each (Unicode NFC), with their places in the text as it stands:
//! programs write them as one character or as two, and readers see no difference.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// True when every letter is one character already.
pub fn is_composed(text: &str) -> bool {
    text.is_ascii() || ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

/// The text with every letter as one character.
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Every character of [`composed`] with the bytes of the text that it stands for.
pub fn each_composed(text: &str, mut each: impl FnMut(char, Range<usize>)) {
    if is_composed(text) {
        return text.char_indices().for_each(|(at, c)| each(c, at..at + c.len_utf8()));
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    for (at, letter) in text.grapheme_indices(true) {
        let place = at..at + letter.len();
        if nfc.is_normalized(letter) {
            letter
                .char_indices()
                .for_each(|(from, c)| each(c, at + from..at + from + c.len_utf8()));
        } else {
            // What composes has the place of the whole letter.
            nfc.normalize_iter(letter.chars()).for_each(|c| each(c, place.clone()));
        }
    }
}

/// Where `words` stand in a text, however both are spelled.
pub fn places_of(text: &str, words: &str) -> Vec<Range<usize>> {
    let words = composed(words);
    if words.is_empty() {
        return Vec::new();
    }
    if is_composed(text) {
        return text.match_indices(&*words).map(|(at, found)| at..at + found.len()).collect();
    }
    let mut copy = String::with_capacity(text.len());
    // Of each character: where it begins in the copy, and what it stands for.
    let mut places: Vec<(usize, Range<usize>)> = Vec::with_capacity(text.len());
    each_composed(text, |c, place| {
        places.push((copy.len(), place));
        copy.push(c);
    });
    let character = |byte: usize| places.partition_point(|(from, _)| *from < byte);
    let found = copy.match_indices(&*words).filter_map(|(at, found)| {
        let first = &places.get(character(at))?.1;
        let last = &places.get(character(at + found.len()).checked_sub(1)?)?.1;
        Some(first.start..last.end)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_in_either_spelling() {
        let check = |text: &str, words: &str, expected: &[&str]| {
            let found: Vec<&str> =
                places_of(text, words).into_iter().filter_map(|place| text.get(place)).collect();
            assert_eq!(found, expected, "{text} {words}");
        };
        check("so Renée said", "Renée", &["Renée"]);
        check("so Rene\u{301}e said", "Renée", &["Rene\u{301}e"]);
        check("so Renée said", "Rene\u{301}e", &["Renée"]);
        check("é Rene\u{301}e, Renée", "Renée", &["Rene\u{301}e", "Renée"]);
        check("Rene\u{301}e", "Rene", &[]);
        check("각 \u{1100}\u{1161}\u{11a8}", "각", &["각", "\u{1100}\u{1161}\u{11a8}"]);
        check("a", "", &[]);
    }

    proptest! {
        #[test]
        fn the_places_cover_the_text_and_the_characters_are_those_of_the_normal_form(
            text in "[aeo\u{301}\u{308}\u{327}é ö\u{1100}\u{1161}\u{11a8}\r\n]{0,24}",
        ) {
            let mut spelled = String::new();
            let mut end = 0;
            each_composed(&text, |c, place| {
                assert!(place.start == end || place.end == end, "{place:?}");
                assert!(text.get(place.clone()).is_some());
                end = place.end;
                spelled.push(c);
            });
            prop_assert_eq!(end, text.len());
            prop_assert_eq!(spelled, composed(&text).into_owned());
        }
    }
}
