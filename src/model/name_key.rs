//! By what names and values are told apart.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The spelling by which names of participants, attributes, codes, coders, documents and filters and
/// the values of attributes are told apart: without blanks around it, without regard to case, and an
/// accented letter is the same whether it is written as one character or as two (Unicode NFC), as
/// files from different systems write it.
pub fn name_key(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let lower = nfc.normalize(name).to_lowercase();
    nfc.normalize(&lower).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_key() {
        let check =
            |a: &str, b: &str, same| assert_eq!(name_key(a) == name_key(b), same, "{a} {b}");
        check(" P07 ", "p07", true);
        check("Renée", "Rene\u{301}e", true);
        check("RENE\u{301}E", "renée", true);
        check("Jörg", "Jo\u{308}rg", true);
        check("Jörg", "Jorg", false);
        check("P07", "P7", false);
        check("각", "\u{1100}\u{1161}\u{11a8}", true);
        check("", "\u{301}", false);
    }
}
