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

/// The run of letters, digits and `_` in which a word stands.
pub fn token(text: &str, word: Span) -> &str {
    let joined = |c: char| c.is_alphanumeric() || c == '_';
    let (from, to) = (word.start() as usize, word.end() as usize);
    let head = text.get(..from).unwrap_or_default();
    let tail = text.get(to..).unwrap_or_default();
    let start = head.trim_end_matches(joined).len();
    let end = to + tail.len() - tail.trim_start_matches(joined).len();
    text.get(start..end).unwrap_or_default()
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
        check("Ai\u{308} Ai\u{308}e, Aï", "Aï", &[0, 11]);
        check("Aï", "Ai\u{308}", &[0]);
        check("ÉMILE, e\u{301}mile, P0é1 P0e\u{301}1", "P0é1", &[18, 24]);
        // A name with a digit is nothing else in small letters; grace may be.
        check("p01, p01_2, said_P01", "P01", &[0, 5, 17]);
        check("Grace, grace, Grace_2", "Grace", &[0, 14]);
        let at = |text: &str, from, to| token(text, Span::new(from, to).unwrap()).to_owned();
        assert_eq!(at("so p01_2, said", 3, 6), "p01_2");
        assert_eq!(at("P01", 0, 3), "P01");
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
