//! Letters as a search sees them: without case, without accents.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The text in lower case without accents: what is typed plainly is found however it was written.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Compatibility forms too: ligatures and full-width letters are the letters they stand for.
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let mut folded = String::with_capacity(text.len());
    for c in decomposed.chars().filter(|c| !is_accent(*c)) {
        match c {
            // Letters of their own that people type plainly.
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ς' => folded.push('σ'),
            '’' | '‘' => folded.push('\''),
            c => folded.extend(c.to_lowercase().filter(|c| !is_accent(*c))),
        }
    }
    folded
}

/// Marks that stand over or under a letter in the scripts of Europe, the Near East and phonetics.
/// Vowel signs of other scripts are letters and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
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
