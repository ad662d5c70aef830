//! What a speaker's label looks like, and whose it is.

use super::lists::{
    EVENT_ENDS, EVENTS, HEADER_KEYS, INTERVIEWER, NOBODY, RESPONDENT, ROLES, SENTENCE_EDGES, VERBS,
};
use icu_normalizer::ComposingNormalizerBorrowed;

/// How much the letters of a possible label look like one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// An abbreviation or number: `P07`, `JT`, `SPEAKER_00`, `id1`.
    Code,
    /// A name or role: `Anna`, `Interviewer 1`, `Last, First`, and any word in a script without capitals.
    Name,
    /// One word in small letters: `interviewee`, `anna`.
    Lower,
    /// Words in sentence case or with signs between them: `Social worker`, `ben jones (Guest)`,
    /// `P07 | nurse`. Only repetition tells them from the beginning of a sentence.
    Phrase,
    /// Anything else: the beginning of a sentence.
    No,
}

/// Characters a label has at most.
pub(super) const LONGEST: usize = 48;

/// Words a label has at most.
const MOST_WORDS: usize = 5;

/// True for characters that nobody sees: marks of direction, joiners, soft hyphens, byte-order marks.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The spelling by which labels are told apart: small letters, no spaces, nothing that is not seen, no
/// trailing dot or colon, an accented letter as one character (Unicode NFC).
pub fn label_key(label: &str) -> String {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let mut key: String = nfc
        .normalize(label)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_unseen(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let kept = key.trim_end_matches(['.', ':', '：']).len();
    key.truncate(kept);
    key
}

/// [`label_key`] without dots, hyphens, underscores and the number at the end.
fn base(label: &str) -> String {
    let mut base = label_key(label);
    base.retain(|c| !matches!(c, '.' | '-' | '_' | '#'));
    let kept = base.trim_end_matches(|c: char| c.is_numeric()).len();
    base.truncate(kept);
    base
}

/// True when `word` is one of the words of `list`.
fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|one| one == word)
}

/// True for the labels that usually stand for the researcher: `INT`, `Interviewer 2`, `I`,
/// `Moderator`, `Int.` and the like, without regard to case, spaces, numbers and a trailing dot.
pub fn is_interviewer_label(label: &str) -> bool {
    let base = base(label);
    if among(INTERVIEWER, &base) {
        return true;
    }
    // `Int 1 – Lead`, `Anna | interviewer`.
    if label.contains(between) {
        let mut parts = label.split(between).map(str::trim).filter(|part| !part.is_empty());
        let long = |part: &&str| part.chars().count() > 2;
        // A letter before a dash is a stutter or a number: `I — I said to him`, `I–II`.
        let bare = |part: &&str| {
            label.contains(dash) && !long(part) && !part.contains(|c: char| c.is_ascii_digit())
        };
        let first = parts.next().filter(|first| !bare(first));
        let last = parts.next_back().filter(long);
        return first.is_some_and(is_interviewer_label) || last.is_some_and(is_interviewer_label);
    }
    // `Interviewer A`, `Interviewer (JS)`, `Moderator B`.
    ["interviewer", "moderator", "facilitator"].iter().any(|word| {
        base.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with('(') || rest.chars().count() == 1)
    })
}

/// True when two spellings name one speaker: case, spaces and a trailing dot or colon do not matter.
pub fn same_label(a: &str, b: &str) -> bool {
    label_key(a) == label_key(b)
}

/// True for words that usually stand for an interviewed person, numbered or not: `Participant 2`.
pub fn is_respondent_label(label: &str) -> bool {
    is_respondent(label)
}

/// True for words that usually stand for an interviewed person, numbered or not.
pub(super) fn is_respondent(label: &str) -> bool {
    among(RESPONDENT, &base(label))
}

/// True for roles of interviewed persons, numbered, lettered or neither: `Social worker B`.
pub(super) fn is_role(label: &str) -> bool {
    let lettered = label.rsplit_once(char::is_whitespace).filter(|(_, last)| last.len() == 1);
    among(ROLES, &base(lettered.map_or(label, |(role, _)| role)))
}

/// True for words before a colon that name nobody.
pub(super) fn is_nobody(label: &str) -> bool {
    let base = base(label);
    among(NOBODY, &base) || is_header_key(label)
}

/// True for the keys of lines above a transcript.
pub(super) fn is_header_key(label: &str) -> bool {
    among(HEADER_KEYS, &base(label))
}

/// True for what stands in brackets without being a speaker: `laughs`, `Baby cries`.
pub(super) fn is_event(label: &str) -> bool {
    let last = label.trim_end().rsplit_once(char::is_whitespace).map(|(_, last)| last);
    let last = last.map(|last| last.trim_matches(|c: char| !c.is_alphanumeric()));
    among(EVENTS, &base(label)) || last.is_some_and(|last| among(EVENT_ENDS, &base(last)))
}

/// The letters a numbered label begins with, in small letters: `p` of `P07`.
pub(super) fn letters(label: &str) -> Option<String> {
    let key = label_key(label);
    let letters = key.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.len() < key.len()).then(|| letters.to_owned())
}

/// What the letters of a possible label look like.
pub(super) fn shape(label: &str) -> Shape {
    if !is_short(label) {
        return Shape::No;
    }
    let words: Vec<&str> = words(label).collect();
    if label.contains(between) {
        return phrase(label, &words);
    }
    if let [word] = words[..] {
        return one_word(word);
    }
    let fits = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let first = word.chars().next();
        first.is_none_or(|c| !c.is_lowercase())
            || matches!(
                word,
                "de" | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "la"
                    | "al"
                    | "bin"
                    | "da"
                    | "di"
                    | "of"
                    | "and"
                    | "und"
            )
    };
    // `interviewer 1`, `speaker b`, `person a`.
    let numbered = words.len() == 2
        && one_word(words[0]) != Shape::No
        && (words[1].chars().all(|c| c.is_ascii_digit()) || words[1].chars().count() == 1);
    if numbered && (is_respondent(label) || is_interviewer_label(label))
        || words.iter().all(|w| fits(w))
    {
        Shape::Name
    } else {
        phrase(label, &words)
    }
}

/// Signs between the words of one label: `P07 | nurse`.
fn between(c: char) -> bool {
    matches!(c, '|' | '+') || dash(c)
}

/// Those of them that stand in sentences, too.
fn dash(c: char) -> bool {
    matches!(c, '–' | '—')
}

fn words(label: &str) -> impl Iterator<Item = &str> {
    label.split(|c: char| c.is_whitespace() || between(c)).filter(|word| !word.is_empty())
}

/// True for a few words of letters, numbers and the signs that names have.
pub(super) fn is_short(label: &str) -> bool {
    if label.len() > LONGEST * 4 || label.chars().count() > LONGEST {
        return false;
    }
    let allowed = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '\u{a0}' | '.' | ',' | '\'' | '’' | '(' | ')' | '_' | '-' | '/' | '&' | '#')
            // Marks that combine with a letter (decomposed umlauts, Hindi vowels).
            || (!c.is_ascii() && !c.is_whitespace() && !is_punctuation(c))
    };
    let begins_well =
        label.chars().next().is_some_and(|c| c.is_alphanumeric() || (!c.is_ascii() && allowed(c)));
    begins_well
        && label.chars().all(|c| allowed(c) || between(c))
        && label.chars().any(char::is_alphabetic)
        && words(label).count() <= MOST_WORDS
}

/// Several words that are not written like a name: a label unless they read like a sentence.
fn phrase(label: &str, words: &[&str]) -> Shape {
    if is_role(label) || is_respondent(label) || is_interviewer_label(label) {
        return Shape::Phrase;
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let small = |word: &str| bare(word).to_lowercase();
    // `LA worker`, `ER nurse`, `Youth worker A`.
    let short = |word: &str| {
        let word = bare(word);
        let plain = |c: char| c.is_uppercase() || c.is_numeric();
        word.chars().count() <= 4 && !word.is_empty() && word.chars().all(plain) && word != "I"
    };
    let edge = |word: &str| !short(word) && among(SENTENCE_EDGES, &small(word));
    let sentence = words.first().is_none_or(|word| edge(word))
        || words.len() > 1
            && words.last().is_some_and(|word| {
                edge(word) && !matches!(small(word).as_str(), "one" | "another" | "son")
            })
        || words.iter().any(|word| among(VERBS, &small(word)))
        // A stop or comma inside is one of a sentence.
        || words.iter().rev().skip(1).any(|word| word.ends_with([',', '.']) && word.len() > 4);
    if sentence { Shape::No } else { Shape::Phrase }
}

fn one_word(word: &str) -> Shape {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let lower = word.chars().any(char::is_lowercase);
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    if inner.contains(['(', ')', ',', '&']) {
        return Shape::No;
    }
    if digits && word.chars().count() <= 16 || (!lower && letters <= 4 && word.is_ascii()) {
        Shape::Code
    } else if inner.chars().next().is_some_and(char::is_lowercase) {
        Shape::Lower
    } else {
        Shape::Name
    }
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2060}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '«' | '»' | '¿' | '¡' | '·' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_researchers_labels_are_known() {
        let check =
            |label: &str, expected| assert_eq!(is_interviewer_label(label), expected, "{label}");
        for label in [
            "INT",
            "Int.",
            "Interviewer",
            "interviewer1",
            "Interviewer 2",
            "I",
            "I1",
            "MOD",
            "Moderator",
            "Q",
            "Interviewer (JS)",
            "Moderator A",
            "Interviewerin",
            "Lead researcher",
            "Int 1 – Lead",
            "I1 – Lead",
            "I+P07",
            "I | JS",
            "Interviewer – JS",
            "Anna | interviewer",
        ] {
            check(label, true);
        }
        // Befr. is the German Befragte: the one who is asked.
        for label in [
            "Interviewee",
            "P07",
            "Befr.",
            "B",
            "Ingrid",
            "IP",
            "id1",
            "",
            "Internist",
            "Modibo",
            "P07 – I",
            "I — I said to him",
            "I – we left",
            "I–II",
            "Q —",
            "|",
        ] {
            check(label, false);
        }
    }

    #[test]
    fn roles_of_two_words_are_known() {
        let check = |label: &str, expected| assert_eq!(is_role(label), expected, "{label}");
        check("Social worker", true);
        check("SOCIAL WORKER 2", true);
        check("Social worker B", true);
        check("young person", true);
        check("Trabajadora social", true);
        check("Social", false);
        check("worker", false);
        check("é", false);
    }

    #[test]
    fn what_names_nobody_is_known() {
        let check = |label: &str, expected| assert_eq!(is_nobody(label), expected, "{label}");
        check("Note", true);
        check("Next question", true);
        check("Follow-up question 2", true);
        check("Nächste Frage", true);
        check("Bottom line", true);
        check("Date", true);
        // Of an interview that is written as question and answer.
        check("Question", false);
        check("Social worker", false);
    }

    #[test]
    fn events_are_told_from_speakers() {
        let check = |label: &str, expected| assert_eq!(is_event(label), expected, "{label}");
        check("laughs", true);
        check("Baby cries", true);
        check("PHONE RINGING", true);
        check("background noise", true);
        check("Participant laughs.", true);
        check("Teilnehmerin lacht", true);
        check("Speaker 2", false);
        check("Foster mother", false);
        check("Deputy head", false);
        check("P07", false);
        check("", false);
    }

    #[test]
    fn spellings_of_one_speaker_agree() {
        let check = |a: &str, b: &str, expected| assert_eq!(same_label(a, b), expected, "{a} {b}");
        check("Interviewer 1", "interviewer1", true);
        check("Int.", "INT", true);
        check("P07", "p07", true);
        check("P07", "P7", false);
        check("Jörg", "JÖRG", true);
        check("Jörg", "Jo\u{308}rg", true);
        check("\u{200e}P07", "P07", true);
        check("\u{202b}P\u{ad}07\u{202c}", "p\u{2060}07\u{feff}", true);
        check("\u{2068}INT\u{2069}:", "Int.", true);
    }

    #[test]
    fn a_label_is_told_from_the_beginning_of_a_sentence() {
        let check = |label: &str, expected| assert_eq!(shape(label), expected, "{label}");
        check("P07", Shape::Code);
        check("id1", Shape::Code);
        check("admin-1", Shape::Code);
        check("SPEAKER_00", Shape::Code);
        check("JT", Shape::Code);
        check("Anna", Shape::Name);
        check("Last, First", Shape::Name);
        check("Dr. Müller-Lüdenscheidt", Shape::Name);
        check("Interviewer 1", Shape::Name);
        check("interviewer 1", Shape::Name);
        check("Ludwig van Beethoven", Shape::Name);
        check("访谈者", Shape::Name);
        check("interviewee", Shape::Lower);
        for label in [
            "LA worker",
            "IT manager",
            "Eldest son",
            "Guardian one",
            "Youth worker A",
            "Social worker",
            "Young person 2",
            "Head of service",
            "ben jones (Guest)",
            "P07 | nurse",
            "P1+P2",
            "P07 – manager",
            "Carer (foster)",
        ] {
            check(label, Shape::Phrase);
        }
        check("And then he said", Shape::No);
        check("Der Punkt dabei war", Shape::No);
        check("The social worker", Shape::No);
        check("Problem was money", Shape::No);
        check("Look at this", Shape::No);
        check("Months, then weeks", Shape::No);
        check("|", Shape::No);
        check("12", Shape::No);
        check("“Well", Shape::No);
        check("", Shape::No);
        check("A b c d e f", Shape::No);
    }
}
