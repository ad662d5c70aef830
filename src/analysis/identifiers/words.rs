//! Capitalised words: the names nobody has a list of.
//!
//! A word is a candidate when it stands with a capital inside a sentence and (almost) never in small
//! letters anywhere in the study, and is no day, nationality or institution of the field. Then every place of
//! it counts, at the beginning of a sentence too. Nothing more is known of it: it is for review.

use super::stop;
use crate::text::fold::fold;
use crate::text::names::{stem, words};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What a study knows of its words.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// How often in small letters.
    small: HashMap<String, u32>,
    /// How often with a capital inside a sentence.
    inside: HashMap<String, u32>,
}

impl Vocabulary {
    /// Of the words of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut made = Self::default();
        let mut small: HashMap<&str, u32> = HashMap::new();
        for (at, word) in words(text) {
            let stem = stem(word);
            let first = stem.chars().next().unwrap_or_default();
            if first.is_lowercase() {
                *small.entry(stem).or_default() += 1;
            } else if is_capitalised(stem) && is_inside(text, at) {
                *made.inside.entry(stem.to_lowercase()).or_default() += 1;
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "a sum knows no order")]
        for (word, n) in small {
            *made.small.entry(word.to_lowercase()).or_default() += n;
        }
        made
    }

    /// Together with another text's.
    pub(super) fn with(mut self, other: Self) -> Self {
        let sum = |mut a: HashMap<String, u32>, mut b: HashMap<String, u32>| {
            if a.len() < b.len() {
                std::mem::swap(&mut a, &mut b);
            }
            #[expect(clippy::iter_over_hash_type, reason = "a sum knows no order")]
            for (word, n) in b {
                *a.entry(word).or_default() += n;
            }
            a
        };
        self.small = sum(self.small, other.small);
        self.inside = sum(self.inside, other.inside);
        self
    }

    /// The words that may be names, in small letters.
    pub(super) fn candidates(self) -> HashSet<String> {
        let known = stop::all();
        let Self { small, inside } = self;
        // A name that was once typed without its capital is a name all the same.
        let is_small = |word: &str, n: u32| small.get(word).is_some_and(|small| small * 2 >= n);
        let mut found: HashSet<String> = inside
            .into_iter()
            .filter(|(word, n)| !is_small(word, *n) && !known.contains(word.as_str()))
            .map(|(word, _)| word)
            .collect();
        // "Kolas" beside "kola": the plural of a word that is no name.
        found.retain(|word| !word.strip_suffix('s').is_some_and(|one| small.contains_key(one)));
        found
    }
}

/// A capital and small letters: no abbreviation.
fn is_capitalised(word: &str) -> bool {
    let bare = word.strip_suffix('s').unwrap_or(word);
    bare.starts_with(char::is_uppercase) && bare.chars().any(char::is_lowercase)
}

/// True when a word stands behind others of its sentence: only white space and opening signs are
/// between it and a letter, a digit or a comma.
fn is_inside(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default();
    // A remark in brackets belongs to no sentence.
    if let Some(head) = before.trim_end_matches(' ').strip_suffix(')')
        && let Some(open) = head.rfind('(')
        && head.len() - open < 60
    {
        before = head.get(..open).unwrap_or_default();
    }
    let mut space = false;
    for c in before.chars().rev().take(8) {
        match c {
            '\n' => return false,
            c if c.is_whitespace() => space = true,
            '“' | '‘' | '"' | '(' => return false,
            '\'' | '’' | ')' | ',' | ';' => return space,
            '-' | '\u{2010}' | '\u{2011}' => return !space,
            c => return c.is_alphanumeric(),
        }
    }
    false
}

/// Places of candidates, those that follow each other as one.
pub(super) fn places(
    text: &str,
    candidates: &HashSet<String>,
    skip: impl Fn(&Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, word) in words(text) {
        let stem = stem(word);
        if !is_capitalised(stem) || !candidates.contains(&stem.to_lowercase()) {
            continue;
        }
        let range = at..at + stem.len();
        if skip(&range) {
            continue;
        }
        match found.last_mut() {
            Some(last) if matches!(text.get(last.end..at), Some(" " | "-")) => last.end = range.end,
            _ => found.push(range),
        }
    }
    found
}

/// Words of a list of names, to be told from their misspellings.
#[derive(Default)]
pub(super) struct Misspellings {
    /// Spellings with one letter less -> the words.
    near: HashMap<String, Vec<String>>,
}

impl Misspellings {
    /// Of words as a search sees them.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut near: HashMap<String, Vec<String>> = HashMap::new();
        for word in words {
            for spelling in neighbours(word) {
                near.entry(spelling).or_default().push(word.to_owned());
            }
        }
        Self { near }
    }

    /// Words with a capital that are one letter away from one of the list.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.near.is_empty() {
            return found;
        }
        let mut known: HashMap<&str, bool> = HashMap::new();
        for (at, word) in words(text) {
            let stem = stem(word);
            // A text without capitals has nothing to go by.
            if stem.len() < 4 || !stem.starts_with(char::is_uppercase) {
                continue;
            }
            if *known.entry(stem).or_insert_with(|| self.is_close(&fold(stem))) {
                found.push(at..at + stem.len());
            }
        }
        found
    }

    fn is_close(&self, word: &str) -> bool {
        neighbours(word)
            .iter()
            .flat_map(|spelling| self.near.get(spelling).into_iter().flatten())
            .any(|target| one_apart(word, target))
    }
}

/// Every spelling with one letter less, and the word itself: two words that share one of these are one
/// letter apart (or two, which is checked).
fn neighbours(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut all = vec![word.to_owned()];
    for leave in 0..letters.len() {
        all.push(
            letters.iter().enumerate().filter(|(at, _)| *at != leave).map(|(_, c)| c).collect(),
        );
    }
    all
}

/// True when one letter put in, left out or changed makes one word of the other.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (mut rest_a, mut rest_b) = (&a[same..], &b[same..]);
    if a.len() >= b.len() {
        rest_a = rest_a.get(1..).unwrap_or_default();
    }
    if b.len() >= a.len() {
        rest_b = rest_b.get(1..).unwrap_or_default();
    }
    rest_a == rest_b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_is_one_letter_away() {
        let check = |word: &str, expected| {
            let list = Misspellings::new(["besnik"].into_iter());
            assert_eq!(!list.find(word).is_empty(), expected, "{word}");
        };
        for word in ["Besnick", "Besnk", "Besnjk", "Bezznik"] {
            check(word, word != "Bezznik");
        }
        check("Besnik", false);
        check("besnick", false);
        check("Ebsnik", false);
        check("Besniks", true);
    }

    #[test]
    fn a_word_inside_a_sentence_is_told_from_an_opening_one() {
        let check = |text: &str, expected: &[&str]| {
            let candidates = Vocabulary::of(text).candidates();
            let found = places(text, &candidates, |_| false);
            let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("and then Besnik left. Besnik’s bag", &["Besnik", "Besnik"]);
        check("we rang Lambeth Hall, twice", &["Lambeth Hall"]);
        check("Nobody. Waiting (Waiting) “Then", &[]);
        check("he said Waiting. We were waiting", &[]);
        check("to Besnik, of Besnik, by Besnik and besnik", &["Besnik", "Besnik", "Besnik"]);
        check("on a Tuesday the British Home Office", &[]);
        check("then\nAnd “Quoted speech” and ICTG", &[]);
        check("Mary-Jane left, so Mary-Jane left", &["Mary-Jane", "Mary-Jane"]);
    }
}
