//! Quotations on the pages of codes that are wholly the person's, however short: an example, or what
//! stands between quotation marks. Longer stretches are found anywhere (`text::quotes`); these only where
//! quoting is what the text is for, and where nobody else says the same.

use super::plan::bodies;
use crate::model::{CodeFields, Corpus, ParticipantId, QUOTATION_WITHDRAWN, Span, Voice};
use crate::text::edits::Edits;
use crate::text::quotes::in_one_spelling;
use std::collections::HashMap;

/// A text of at least so many characters that somebody said as a whole is taken from them, as where
/// consent is asked for (`analysis::consent`).
const WHOLE: usize = 12;

/// A definition is in the researcher's own words: of fewer words than these it may be theirs by chance.
const WORDS: usize = 3;

/// What people said, to be looked for.
struct Speech<'c> {
    corpus: &'c Corpus,
    person: ParticipantId,
    /// All they said, in one spelling.
    said: String,
}

/// Texts of codes, of today and of kept versions, that lose quotations, and what they become.
pub(super) fn quoting(
    corpus: &Corpus,
    person: ParticipantId,
    said: &[&str],
    once: &[String],
) -> HashMap<String, String> {
    let mut found = HashMap::new();
    if said.is_empty() && once.is_empty() {
        return found;
    }
    let all = said.iter().copied().chain(once.iter().map(String::as_str));
    // A stretch does not reach from one to the next.
    let said = all.map(|said| in_one_spelling(said) + "\u{0}").collect();
    let speech = Speech { corpus, person, said };
    let today = corpus.codes.codes().iter().map(|code| &code.fields);
    let kept = corpus.versions.iter().flat_map(|version| &version.codes.0).map(|code| &code.fields);
    for (text, words) in today.chain(kept).flat_map(texts) {
        if !found.contains_key(text)
            && let Some(new) = speech.without(text, words)
        {
            found.insert(text.to_owned(), new);
        }
    }
    found
}

/// What is written on the page of a code, and from how many words on it is a quotation as a whole.
fn texts(fields: &CodeFields) -> [(&str, usize); 5] {
    let CodeFields { definition, include, exclude, example, origin, .. } = fields;
    let own = [definition, include, exclude, origin].map(|text| (text.as_str(), WORDS));
    let [definition, include, exclude, origin] = own;
    [(example.as_str(), 1), definition, include, exclude, origin]
}

impl Speech<'_> {
    /// A text without quotations that are theirs; `None` where it has none.
    fn without(&self, text: &str, words: usize) -> Option<String> {
        if text.split_whitespace().count() >= words && self.is_theirs(text) {
            return Some(QUOTATION_WITHDRAWN.to_owned());
        }
        let marks: Vec<(usize, &str)> = text.match_indices(is_mark).collect();
        let spans = marks.windows(2).filter_map(|pair| {
            let &[(open, mark), (close, _)] = pair else { return None };
            let from = open + mark.len();
            let inner = text.get(from..close)?;
            let blank = inner.len() - inner.trim_start().len();
            let place = Span::from_range(from + blank..from + blank + inner.trim().len())?;
            self.is_theirs(inner).then(|| (place, QUOTATION_WITHDRAWN.to_owned()))
        });
        let spans: Vec<(Span, String)> = spans.collect();
        (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0)
    }

    /// True for words that they said as they stand, and that nobody else says today.
    fn is_theirs(&self, words: &str) -> bool {
        let around = |c: char| c.is_whitespace() || is_mark(c) || "'‘’.…".contains(c);
        let words = in_one_spelling(words.trim_matches(around));
        if words.chars().count() < WHOLE || !self.said.contains(&words) {
            return false;
        }
        let others = self.corpus.documents.iter().flat_map(|document| {
            bodies(document, |voice| voice != Voice::Participant(self.person))
        });
        !others.map(in_one_spelling).any(|said| said.contains(&words))
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}
