//! Words that are left out of a list of words because they say little alone.

use crate::text::folded::Letters;
use crate::text::tokens::{lower, tokens};
use std::collections::HashSet;

/// English function words: articles, pronouns, prepositions, conjunctions, auxiliary verbs, their short
/// forms, and a few adverbs of degree. Written for spoken interviews; no word for a feeling, a person or
/// a thing is among them, and none that weighs a claim, such as *not*, *never* or *should*.
const ENGLISH: &str = "
    a an the this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves
    he him his himself she her hers herself it its itself they them their theirs themselves
    one ones who whom whose which what whatever
    about above across after against along among around as at before behind below beneath beside
    between beyond by down during for from in inside into near of off on onto out outside over past
    through throughout till to toward towards under until up upon with within
    and but or nor so if then than because while whereas although though unless since when whenever
    where wherever why how whether
    am is are was were be been being do does did doing done have has had having
    will would shall can could may might
    i'm i've i'd i'll we're we've we'd we'll you're you've you'd you'll he's he'd he'll she's she'd
    she'll it's it'd it'll they're they've they'd they'll that's that'd that'll there's there'd who's
    what's where's here's how's let's
    there here now just only also too very quite rather even still yet again
    some any each every both either neither such same other another own
    er erm uh um mm hm oh ah eh
";

/// A set of words to leave out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StopWords(HashSet<String>);

impl StopWords {
    /// The English list.
    pub fn english() -> Self {
        let mut words = Self::default();
        words.add(ENGLISH);
        words
    }

    /// Adds every word of a text, whatever stands between them.
    pub fn add(&mut self, text: &str) {
        let folded = Letters::Accents.of(text);
        let mut small = String::new();
        for token in tokens(&folded) {
            lower(&folded[token], &mut small);
            self.0.insert(small.clone());
        }
    }

    /// Adds the words of another list.
    pub fn add_all(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Whether a word, in lower case with plain apostrophes, is left out.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_go_and_words_that_matter_stay() {
        let mut words = StopWords::english();
        let check = |words: &StopWords, word: &str, expected| assert_eq!(words.has(word), expected);
        for word in ["the", "they", "i'm", "she'd", "erm", "because"] {
            check(&words, word, true);
        }
        for word in ["not", "never", "no", "don't", "must", "should", "wait", "mother", "like"] {
            check(&words, word, false);
        }
        words.add("Home, Office\nDON’T née");
        for word in ["home", "office", "don't", "née"] {
            check(&words, word, true);
        }
        check(&words, "nee", false);
    }

    #[test]
    fn the_list_has_every_word_once() {
        let words: Vec<&str> = ENGLISH.split_whitespace().collect();
        assert_eq!(StopWords::english().len(), words.len());
    }
}
