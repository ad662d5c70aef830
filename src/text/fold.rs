//! Letters as a search sees them: without case, without accents.

use icu_normalizer::DecomposingNormalizerBorrowed;
use unicode_segmentation::GraphemeCursor;

/// The text in lower case without accents: what is typed plainly is found however it was written.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        plain(c, |c| match c {
            'ς' => folded.push('σ'),
            c => folded.extend(c.to_lowercase()),
        });
    }
    folded
}

/// What a letter is compared as where accents do not matter: nothing for an accent, the letters it
/// stands for otherwise. Case is kept, and so is everything in ASCII.
pub fn plain(c: char, mut each: impl FnMut(char)) {
    if c.is_ascii() {
        return each(c);
    }
    if is_accent(c) {
        return;
    }
    if !c.is_alphanumeric() {
        return signs(c, each);
    }
    // Compatibility forms too: ligatures and full-width letters are the letters they stand for. Where
    // signs would come of a letter or number (½), it stays itself: words begin and end where they did.
    let parts = || DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(std::iter::once(c));
    if parts().all(|part| part.is_alphanumeric() || is_accent(part) || extends(part)) {
        parts().filter(|part| !is_accent(*part)).for_each(|part| bare(part, &mut each));
    } else {
        each(c);
    }
}

/// Letters of their own that people type plainly.
fn bare(c: char, each: &mut impl FnMut(char)) {
    match c {
        'ø' => each('o'),
        'Ø' => each('O'),
        'ł' => each('l'),
        'Ł' => each('L'),
        'đ' => each('d'),
        'Đ' => each('D'),
        'ß' => "ss".chars().for_each(each),
        'ẞ' => "SS".chars().for_each(each),
        'æ' => "ae".chars().for_each(each),
        'Æ' => "AE".chars().for_each(each),
        'œ' => "oe".chars().for_each(each),
        'Œ' => "OE".chars().for_each(each),
        'ʼ' => each('\''),
        c => each(c),
    }
}

/// What a sign is compared as: quotation marks, dashes and spaces of every kind are the plain ones,
/// and what nobody sees is nothing. Letters are left as they are.
pub fn signs(c: char, mut each: impl FnMut(char)) {
    match c {
        '‘' | '’' | '‚' | '‛' | '´' | 'ʼ' => each('\''),
        '“' | '”' | '„' | '‟' => each('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => each('-'),
        '…' => "...".chars().for_each(each),
        // Soft hyphen, zero-width space, word joiner, byte-order mark.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
        c if !c.is_ascii() && c.is_whitespace() => each(' '),
        c => each(c),
    }
}

/// Marks that stand over or under a letter in the scripts of Europe, the Near East and phonetics.
/// Vowel signs of other scripts are letters and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// True for what belongs to the letter before it: a reader sees the two as one.
pub fn extends(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let mut bytes = [b'a'; 5];
    let end = 1 + c.encode_utf8(&mut bytes[1..]).len();
    let Ok(text) = std::str::from_utf8(&bytes[..end]) else { return false };
    !GraphemeCursor::new(1, end, true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether a folded text holds every word of a folded query, in any order.
pub fn has_words(folded: &str, query: &str) -> bool {
    query.split_whitespace().all(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
        check("Delay", "delay");
        check("Née ÉTÉ", "nee ete");
        check("ne\u{301}e", "nee");
        check("Straße", "strasse");
        check("Ángström Øre Łódź", "angstrom ore lodz");
        check("Άνθρωπος", "ανθρωποσ");
        check("ёлка", "елка");
        check("Việt Nam", "viet nam");
        check("İstanbul", "istanbul");
        check("child’s", "child's");
        check("ﬁne", "fine");
        check("信任", "信任");
        check("हिन्दी", "हिन्दी");
        check("½ “so” – …", "½ \"so\" - ...");
        check("traf\u{ad}fic\u{a0}x", "traffic x");
        check("Ǿ", "o");
    }

    #[test]
    fn signs_leave_letters_alone() {
        let mut found = String::new();
        "Née’s — ß\u{2003}İ".chars().for_each(|c| signs(c, |c| found.push(c)));
        assert_eq!(found, "Née's - ß İ");
    }

    #[test]
    fn what_belongs_to_the_letter_before_it() {
        for c in ['\u{301}', '\u{200d}', '\u{94d}', '\u{1f3fb}'] {
            assert!(extends(c), "{c:?}");
        }
        for c in ['a', '\'', 'é', 'न', '👩', '\u{a0}'] {
            assert!(!extends(c), "{c:?}");
        }
    }

    #[test]
    fn all_words_must_be_there_in_any_order() {
        let check = |query: &str, expected: bool| {
            assert_eq!(
                has_words(&fold("The wait is née a harm"), &fold(query)),
                expected,
                "{query}"
            );
        };
        check("", true);
        check("harm WAIT", true);
        check("nee", true);
        check("née x", false);
    }
}
