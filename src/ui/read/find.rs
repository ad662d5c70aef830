//! Finding words in a document: letter by letter, without regard to case, accents, kinds of quotation
//! marks or line breaks.

use crate::model::{CorpusDocument, Span};
use nucleo_matcher::chars;
use std::sync::Arc;

/// A text as it is compared, and where each of its bytes stands in the real one.
#[derive(Default)]
pub(super) struct Folded {
    of: Option<Arc<str>>,
    text: String,
    from: Vec<u32>,
}

impl Folded {
    /// Reads a text once; nothing is done when it is the same one.
    fn sync(&mut self, text: &Arc<str>) {
        if self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, text)) {
            return;
        }
        self.text.clear();
        self.from.clear();
        self.text.reserve(text.len());
        self.from.reserve(text.len() + 1);
        for (at, c) in text.char_indices() {
            fold(c, |c| self.text.push(c));
            self.from.resize(self.text.len(), u32::try_from(at).unwrap_or(u32::MAX));
        }
        self.from.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.of = Some(Arc::clone(text));
    }

    /// Every place in the speech of a document where these letters stand, in order.
    pub(super) fn find(&mut self, document: &CorpusDocument, wanted: &str) -> Vec<Span> {
        let mut pattern = String::new();
        for c in wanted.chars() {
            fold(c, |c| pattern.push(c));
        }
        if pattern.trim().is_empty() {
            return Vec::new();
        }
        self.sync(&document.text);
        let place = |at: usize| self.from.get(at).copied().unwrap_or(0);
        let found = self.text.match_indices(&pattern).filter_map(|(at, _)| {
            // Marks that belong to the last letter go with it: the next letter begins behind them.
            Span::new(place(at), place(at + pattern.len()))
        });
        // Labels of speakers are not shown as text.
        found
            .filter(|span| {
                let turn = document.turn_at(span.start()).and_then(|at| document.turns.get(at));
                turn.is_none_or(|turn| turn.body <= span.start() && span.end() <= turn.end)
            })
            .collect()
    }
}

/// What a letter is compared as: nothing for marks that stand over or under one.
fn fold(c: char, mut each: impl FnMut(char)) {
    match c {
        '\u{300}'..='\u{36F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' => {}
        '‘' | '’' | '‚' | '‛' => each('\''),
        '“' | '”' | '„' | '‟' => each('"'),
        '‐' | '‑' | '–' | '—' => each('-'),
        c if c.is_whitespace() => each(' '),
        c => c.to_lowercase().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).for_each(|c| {
            each(chars::normalize(c));
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ParticipantId, Voice};
    use crate::ui::testing::Builder;

    #[test]
    fn words_are_found_whatever_their_case_and_accents() {
        let mut b = Builder::default();
        let says = Voice::Participant(ParticipantId(1));
        let at = b.document(
            "D",
            &[
                ("INT", Voice::Interviewer, "Née Žižek?"),
                ("P01", says, "She was NEE\u{301}, he isn’t. P01 said — née\u{327}e."),
            ],
        );
        let corpus = b.finish();
        let document = &corpus.documents[at];
        let mut folded = Folded::default();
        let mut check = |wanted: &str, expected: &[&str]| {
            let got = folded.find(document, wanted);
            let got: Vec<&str> = got.iter().map(|s| s.of(&document.text).unwrap()).collect();
            assert_eq!(got, expected, "{wanted}");
        };
        check("nee", &["Née", "NEE\u{301}", "née\u{327}"]);
        check("NÉE", &["Née", "NEE\u{301}", "née\u{327}"]);
        check("zizek", &["Žižek"]);
        check("isn't", &["isn’t"]);
        check("p01", &["P01"]);
        check("said -", &["said —"]);
        check("  ", &[]);
        check("nothing", &[]);
    }
}
