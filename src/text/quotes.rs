//! Where words of somebody are quoted: stretches of at least 40 characters that stand in both texts.
//!
//! Compared are letters without regard to case, to how accents are written, to how much white space stands between words, and to
//! the shape of quotation marks and dashes: a quotation is seldom copied exactly.

use super::composed::{each_composed, places_of};
use super::positions::trim;
use crate::model::Span;
use std::collections::HashSet;

/// The shortest quotation, in characters.
pub const SHORTEST: usize = 40;

/// Arithmetic of the fingerprints: a polynomial over the prime 2^61 - 1. Two different stretches have
/// the same one about once in 10^18.
const PRIME: u128 = (1 << 61) - 1;
const BASE: u128 = 1_234_567_890_123_457;

/// The words of somebody, to be found in other texts.
#[derive(Clone, Debug, Default)]
pub struct Quotes {
    windows: HashSet<u64>,
}

impl Quotes {
    /// Of texts; a stretch does not reach from one to the next.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut windows = HashSet::new();
        for text in texts {
            let letters = letters(text);
            windows.extend(fingerprints(&letters));
        }
        Self { windows }
    }

    /// The stretches of a text that are quotations, in order, apart from each other.
    pub fn find(&self, text: &str) -> Vec<Span> {
        if self.windows.is_empty() || text.len() < SHORTEST {
            return Vec::new();
        }
        let letters = letters(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, window) in fingerprints(&letters).enumerate() {
            if self.windows.contains(&window) {
                match found.last_mut() {
                    Some((_, end)) if at <= *end => *end = at + SHORTEST,
                    _ => found.push((at, at + SHORTEST)),
                }
            }
        }
        let span = |(from, to): (usize, usize)| {
            // A colon before the first word is who quotes, not what is quoted.
            let spoken = letters.get(from..to)?.iter().position(|l| l.shape.is_alphanumeric())?;
            let start = letters.get(from + spoken)?.start;
            let end = letters.get(to.checked_sub(1)?)?.end;
            trim(text, Span::new(start, end)?)
        };
        found.into_iter().filter_map(span).collect()
    }

    /// True when a text holds a quotation.
    pub fn are_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }
}

/// Where a name stands as a word of its own, also beside `_`. One with a digit in it is found in letters
/// of any size, `p02` for `P02`; others as they are written, for `Grace` is not grace.
pub fn whole_words(text: &str, name: &str) -> Vec<Span> {
    if name.contains(|c: char| c.is_ascii_digit()) {
        return words_of_path(text, name);
    }
    words_as_written(text, name)
}

fn words_as_written(text: &str, name: &str) -> Vec<Span> {
    if name.is_empty() {
        return Vec::new();
    }
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let found = places_of(text, name).into_iter().filter(|place| {
        let before = text.get(..place.start).and_then(|head| head.chars().next_back());
        let after = text.get(place.end..).and_then(|tail| tail.chars().next());
        !joined(before) && !joined(after)
    });
    found.filter_map(Span::from_range).collect()
}

/// The same in the path of a file: whatever the size of its letters.
pub fn words_of_path(path: &str, name: &str) -> Vec<Span> {
    // Letters of ASCII keep their place when they become small.
    words_as_written(&path.to_ascii_lowercase(), &name.to_ascii_lowercase())
}

/// Where words stand as a whole, however they are spelled: letters of any size, accents of either kind,
/// any white space between them.
pub fn spelled(text: &str, words: &str) -> Vec<Span> {
    let wanted: Vec<char> = letters(words.trim()).iter().map(|letter| letter.shape).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let letters = letters(text);
    let spoken = |letter: Option<&Letter>| letter.is_some_and(|l| l.shape.is_alphanumeric());
    let found = letters.windows(wanted.len()).enumerate().filter(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + window.len());
        window.iter().map(|letter| letter.shape).eq(wanted.iter().copied())
            && !(spoken(window.first()) && spoken(before))
            && !(spoken(window.last()) && spoken(after))
    });
    found.filter_map(|(_, window)| Span::new(window.first()?.start, window.last()?.end)).collect()
}

/// The letters of a text in one spelling, see [`spelled`].
pub fn in_one_spelling(text: &str) -> String {
    letters(text).iter().map(|letter| letter.shape).collect()
}

/// How the note of a receipt begins that tells which words were not taken for speakers: words that
/// somebody said. One place for those who write it and those who take words out of it.
pub(super) const NOT_TAKEN: &str = "words before a colon that were not taken for speakers: ";

/// The same where somebody decided that they are none.
const DECIDED_NOT: &str = "decided: not taken for speakers: ";

/// Such a note with `instead` for the words that do not stay, and how many those are. `None` where all
/// stay, or where it is another note.
pub fn not_taken_without(
    note: &str,
    instead: &str,
    stays: impl Fn(&str) -> bool,
) -> Option<(String, usize)> {
    if let Some(list) = note.strip_prefix(DECIDED_NOT) {
        // A comma may be part of a label: then each part of it must stay.
        let (kept, gone): (Vec<&str>, Vec<&str>) = list.split(", ").partition(|label| stays(label));
        let all = kept.into_iter().chain([instead]).collect::<Vec<_>>().join(", ");
        return (!gone.is_empty()).then(|| (format!("{DECIDED_NOT}{all}"), gone.len()));
    }
    let list = note.strip_prefix(NOT_TAKEN)?;
    let (list, more) = match list.strip_suffix(", …") {
        Some(list) => (list, ", …"),
        None => (list, ""),
    };
    let mut kept: Vec<String> = Vec::new();
    let mut gone = 0;
    // `Dr. A, B (3), NB (1)`: a comma alone may be part of a label.
    for one in list.split("), ") {
        let one = one.strip_suffix(')').unwrap_or(one);
        match one.rsplit_once(" (") {
            Some((label, lines)) if stays(label) => kept.push(format!("{label} ({lines})")),
            Some(_) => gone += 1,
            None => {}
        }
    }
    kept.push(instead.to_owned());
    (gone > 0).then(|| (format!("{NOT_TAKEN}{}{more}", kept.join(", ")), gone))
}

/// A letter as it is compared, and its bytes.
#[derive(Clone, Copy)]
struct Letter {
    shape: char,
    start: u32,
    end: u32,
}

fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    each_composed(text, |c, place| {
        let (start, end) = (place.start as u32, place.end as u32);
        let shape = match c {
            c if c.is_whitespace() => ' ',
            '‘' | '’' | '‚' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            '‐' | '‑' | '–' | '—' => '-',
            // Not seen: soft hyphens and what joins or parts letters without width.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => return,
            c => c.to_lowercase().next().unwrap_or(c),
        };
        match letters.last_mut() {
            Some(last) if shape == ' ' && last.shape == ' ' => last.end = end,
            _ => letters.push(Letter { shape, start, end }),
        }
    });
    letters
}

/// One fingerprint for each stretch of [`SHORTEST`] letters, in order of their beginnings.
fn fingerprints(letters: &[Letter]) -> impl Iterator<Item = u64> {
    let highest = (1..SHORTEST).fold(1, |power, _| power * BASE % PRIME);
    let mut value: u128 = 0;
    letters.iter().enumerate().filter_map(move |(at, letter)| {
        if let Some(gone) = at.checked_sub(SHORTEST).and_then(|at| letters.get(at)) {
            value = (value + PRIME - u128::from(gone.shape) * highest % PRIME) % PRIME;
        }
        value = (value * BASE + u128::from(letter.shape)) % PRIME;
        // Below 2^61.
        (at + 1 >= SHORTEST).then_some(value as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotations_are_found_however_they_were_typed() {
        let said = "I waited fourteen months — and nobody “from the council” wrote a letter.";
        let quotes = Quotes::of([said]);
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> =
                quotes.find(text).into_iter().filter_map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Nothing of the kind was said here by anybody at all.", &[]);
        check(
            "She said: I WAITED fourteen\n months - and nobody \"from the council\" — so.",
            &["I WAITED fourteen\n months - and nobody \"from the council\""],
        );
        // 39 characters are too few.
        check(
            "waited fourteen months — and nobody “fro",
            &["waited fourteen months — and nobody “fro"],
        );
        check("aited fourteen months — and nobody “fro", &[]);
        let said = "Après l’été nous étions désespérés, et personne n’a écrit de lettre.";
        let quotes = Quotes::of([said]);
        let other = "Elle: Apre\u{300}s l'e\u{301}te\u{301} nous e\u{301}tions de\u{301}sespe\u{301}re\u{301}s, et personne.";
        let found: Vec<&str> =
            quotes.find(other).into_iter().filter_map(|span| span.of(other)).collect();
        assert_eq!(found, [&other["Elle: ".len()..other.len() - 1]]);
        let said = "I waited fourteen months — and nobody “from the council” wrote a letter.";
        let quotes = Quotes::of([said]);
        // Two quotations in one text.
        let twice = format!("A {said} B {said}");
        assert_eq!(quotes.find(&twice).len(), 2);
    }

    #[test]
    fn names_are_words_of_their_own() {
        let check = |text: &str, name: &str, expected: &[u32]| {
            let found: Vec<u32> = whole_words(text, name).iter().map(|span| span.start()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("P01, (P01) and P011 or XP01; P01-2.", "P01", &[0, 6, 29]);
        check("naïve Aï Aïe", "Aï", &[7]);
        check("Ai\u{308} Ai\u{308}e, Aï", "Aï", &[0, 12]);
        check("Aï", "Ai\u{308}", &[0]);
        check("ÉMILE, e\u{301}mile, P0é1 P0e\u{301}1", "P0é1", &[17, 23]);
        // A name with a digit is nothing else in small letters; grace may be.
        check("p01, p01_2, said_P01", "P01", &[0, 5, 17]);
        check("Grace, grace, Grace_2", "Grace", &[0, 14]);
    }

    #[test]
    fn words_are_found_in_any_spelling() {
        let check = |text: &str, words: &str, expected: &[&str]| {
            let found: Vec<&str> =
                spelled(text, words).into_iter().filter_map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("As Anna K. and ANNA\n K said, not Anna Klein", "Anna K", &["Anna K", "ANNA\n K"]);
        check("so p01_2, said", "P01_2", &["p01_2"]);
        check("Rene\u{301}e B, renée b.", "Renée B", &["Rene\u{301}e B", "renée b"]);
        check("Anna", " ", &[]);
        check("Anna", "Anna K", &[]);
        assert_eq!(in_one_spelling("“Rene\u{301}e”  SAID\n–"), "\"renée\" said -");
    }

    #[test]
    fn words_go_out_of_the_note_on_labels() {
        let check = |list: &str, expected: Option<(&str, usize)>| {
            let found = not_taken_without(&format!("{NOT_TAKEN}{list}"), "[gone]", |label| {
                matches!(label, "Dr. A, B" | "NB")
            });
            let expected = expected.map(|(list, n)| (format!("{NOT_TAKEN}{list}"), n));
            assert_eq!(found, expected, "{list}");
        };
        check("Dr. A, B (3), NB (1)", None);
        check("Zirconia (1)", Some(("[gone]", 1)));
        check(
            "Dr. A, B (3), Zirconia (1), NB (1), …",
            Some(("Dr. A, B (3), NB (1), [gone], …", 1)),
        );
        check("[gone]", None);
        check("NB (2), Zirconia (1), [gone]", Some(("NB (2), [gone]", 1)));
        assert_eq!(not_taken_without("2 images", "", |_| false), None);
        let decided =
            not_taken_without("decided: not taken for speakers: A, B", "[gone]", |l| l == "B");
        assert_eq!(decided, Some(("decided: not taken for speakers: B, [gone]".to_owned(), 1)));
        assert_eq!(not_taken_without("decided: not taken for speakers: A, B", "", |_| true), None);
    }

    proptest! {
        /// Compared with looking at every stretch of the one text in the other.
        #[test]
        fn as_looking_at_every_stretch(
            said in "[ab c]{40,70}", head in "[ab ]{0,50}", from in 0_usize..30, len in 0_usize..60,
        ) {
            let quoted: String = said.chars().skip(from).take(len).collect();
            let text = format!("{head}{quoted}");
            let plain = |text: &str| letters(text).iter().map(|l| l.shape).collect::<Vec<char>>();
            let (a, b) = (plain(&said), plain(&text));
            let expected = b.windows(SHORTEST).any(|w| a.windows(SHORTEST).any(|v| v == w));
            prop_assert_eq!(Quotes::of([said.as_str()]).are_in(&text), expected);
        }
    }
}
