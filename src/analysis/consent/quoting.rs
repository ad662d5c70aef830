//! Somebody's words in the researcher's own writing: found where they are repeated word for word.

use crate::text::composed::each_composed;
use std::collections::HashSet;

/// What stands where words were cut out.
pub const INSTEAD: &str = "[words left out: no consent to be quoted]";

/// So many characters in a row that are the same are no accident (methods §5.3).
const RUN: usize = 40;
/// A text of at least so many characters that stands in the speech as a whole is taken from it.
const WHOLE: usize = 12;
/// Of the rolling hash: odd, so that every character counts.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Everything some people said, to be looked for.
#[derive(Default)]
pub(super) struct Quotes {
    /// Hashes of every run of [`RUN`] characters.
    runs: HashSet<u64>,
    /// All of it, folded, one piece a line.
    said: String,
}

/// A character as it is compared, with its place in bytes.
type Folded = (char, usize, usize);

/// Without regard to case, to how accents are written, to white space, and to the form of quotation marks.
fn folded(text: &str) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::with_capacity(text.len());
    each_composed(text, |c, place| {
        let (at, end) = (place.start, place.end);
        let c = match c {
            '’' | '‘' | '‛' => '\'',
            '“' | '”' | '„' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        match all.last_mut() {
            Some((' ', _, last)) if c == ' ' => *last = end,
            _ => all.extend(c.to_lowercase().map(|c| (c, at, end))),
        }
    });
    all
}

/// The hash of every run, by the index of its first character.
fn hashes(text: &[Folded]) -> impl Iterator<Item = (usize, u64)> + '_ {
    let highest = (1..RUN).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    text.iter().enumerate().filter_map(move |(at, (c, ..))| {
        if let Some(gone) = at.checked_sub(RUN).and_then(|gone| text.get(gone)) {
            hash = hash.wrapping_sub(u64::from(u32::from(gone.0)).wrapping_mul(highest));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(u32::from(*c)));
        (at + 1).checked_sub(RUN).map(|first| (first, hash))
    })
}

impl Quotes {
    /// Takes in a piece of speech.
    pub(super) fn add(&mut self, speech: &str) {
        let speech = folded(speech);
        self.runs.extend(hashes(&speech).map(|(_, hash)| hash));
        self.keep(&speech);
    }

    /// Takes in a piece of speech that [`Quotes::without`] need not know.
    pub(super) fn hear(&mut self, speech: &str) {
        self.keep(&folded(speech));
    }

    fn keep(&mut self, speech: &[Folded]) {
        self.said.extend(speech.iter().map(|(c, ..)| *c));
        self.said.push('\n');
    }

    /// The text without what repeats [`RUN`] characters or more of the speech; `None` where it
    /// repeats nothing.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        if self.runs.is_empty() || text.len() < RUN {
            return None;
        }
        let all = folded(text);
        let mut new = String::new();
        let mut done = 0;
        let mut found = false;
        let mut open: Option<(usize, usize)> = None;
        let mut close = |from: usize, to: usize, new: &mut String| {
            let (start, end) = (all.get(from).map_or(0, |c| c.1), all.get(to).map_or(0, |c| c.2));
            if start >= done {
                new.push_str(text.get(done..start).unwrap_or_default());
                new.push_str(INSTEAD);
            }
            done = done.max(end);
        };
        for (first, hash) in hashes(&all) {
            if !self.runs.contains(&hash) {
                continue;
            }
            found = true;
            let last = first + RUN - 1;
            match &mut open {
                Some((_, to)) if first <= *to + 1 => *to = last,
                _ => {
                    if let Some((from, to)) = open.replace((first, last)) {
                        close(from, to, &mut new);
                    }
                }
            }
        }
        if let Some((from, to)) = open {
            close(from, to, &mut new);
        }
        new.push_str(text.get(done..).unwrap_or_default());
        found.then_some(new)
    }

    /// True when the whole text, without the quotation marks around it, stands in the speech.
    pub(super) fn holds(&self, text: &str) -> bool {
        let text = text.trim_matches(around);
        if text.chars().count() < WHOLE {
            return false;
        }
        let text: String = folded(text).iter().map(|(c, ..)| *c).collect();
        self.said.contains(&text)
    }

    /// True when the whole text, however short, stands in the speech and cuts no word there.
    pub(super) fn says(&self, text: &str) -> bool {
        let text: String = folded(text.trim_matches(around)).iter().map(|(c, ..)| *c).collect();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = |(at, found): (usize, &str)| {
            let (before, rest) = self.said.split_at(at);
            let after = rest.get(found.len()..).unwrap_or_default();
            !letter(before.chars().next_back()) && !letter(after.chars().next())
        };
        text.is_empty() || self.said.match_indices(&text).any(whole)
    }
}

/// What stands around words and is none of them.
fn around(c: char) -> bool {
    c.is_whitespace() || "'\"‘’“”„«».…".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SAID: &str =
        "We waited eleven months for a letter that never came, and then it came twice.";

    fn quotes() -> Quotes {
        let mut quotes = Quotes::default();
        quotes.add(SAID);
        quotes
    }

    #[test]
    fn what_is_repeated_word_for_word_is_cut_out_and_the_rest_stays() {
        let quotes = quotes();
        let check = |text: &str, expected: Option<&str>| {
            let expected = expected.map(|text| text.replace('#', INSTEAD));
            assert_eq!(quotes.without(text), expected, "{text}");
        };
        check("She waited for months: eleven.", None);
        check(
            "Strong: “We  WAITED eleven months for a letter that never came” – my italics.",
            Some("Strong: “#” – my italics."),
        );
        check(SAID, Some("#"));
        check(&format!("{SAID} And {SAID}"), Some("# And #"));
        check("", None);
        // Accents as one character or as two.
        let said = "Après l’été nous étions désespérés, et personne n’a écrit.";
        let mut quotes = Quotes::default();
        quotes.add(said);
        let other = "Apre\u{300}s l’e\u{301}te\u{301} nous e\u{301}tions de\u{301}sespe\u{301}re\u{301}s, et personne";
        assert_eq!(
            quotes.without(&format!("Oui: {other}")).as_deref(),
            Some(&*format!("Oui: {INSTEAD}"))
        );
        assert!(quotes.holds(other) && quotes.says("e\u{301}te\u{301}"));
    }

    #[test]
    fn a_short_text_is_theirs_when_all_of_it_is() {
        let quotes = quotes();
        assert!(quotes.holds("“a letter that never came …”"));
        assert!(!quotes.holds("a letter that came"));
        assert!(!quotes.holds("letter"), "too short to be anybody's");
    }

    #[test]
    fn words_are_said_where_they_stand_as_a_whole() {
        let quotes = quotes();
        let check = |text: &str, expected: bool| assert_eq!(quotes.says(text), expected, "{text}");
        check("“We waited”", true);
        check("WE  waited\neleven", true);
        check("letter", true);
        check("lett", false);
        check("came never", false);
        check(" … ", true);
    }

    proptest! {
        #[test]
        fn no_run_of_forty_characters_is_left(
            before in "[a-zü ]{0,60}", from in 0usize..40, length in 40usize..60, after in "[a-zü ]{0,60}",
        ) {
            let quotes = quotes();
            let quote = &SAID[from.min(SAID.len() - 40)..(from + length).min(SAID.len())];
            prop_assume!(quote.len() >= 40);
            let text = format!("{before}{quote}{after}");
            let without = quotes.without(&text).unwrap_or(text);
            for start in 0..SAID.len() - 40 {
                prop_assert!(!without.contains(&SAID[start..start + 40]));
            }
        }
    }
}
