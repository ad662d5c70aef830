//! Finding words in a document: letter by letter, without regard to case, accents, kinds of quotation
//! marks or line breaks.

use crate::model::{CorpusDocument, Span};
use crate::text::folded::{Folded, Letters};
use crate::text::query::{Query, Unit};
use std::sync::Arc;

/// A text as it is compared, kept while the same one is read.
#[derive(Default)]
pub(super) struct Finder {
    of: Option<Arc<str>>,
    folded: Folded,
}

impl Finder {
    /// Every place in the speech of a document where these letters stand, in order.
    pub(super) fn find(&mut self, document: &CorpusDocument, wanted: &str) -> Vec<Span> {
        let Some(query) = Query::anywhere(wanted, Letters::Plain) else { return Vec::new() };
        let text = &document.text;
        if self.of.as_ref().is_none_or(|of| !Arc::ptr_eq(of, text)) {
            self.folded = Folded::new(text, Letters::Plain, &[]);
            self.of = Some(Arc::clone(text));
        }
        let mut found = Vec::new();
        let everything = std::iter::once(0..text.len()).collect::<Vec<_>>();
        query.find(text, &self.folded, &everything, Unit::Document, |span| {
            // Labels of speakers are not shown as text.
            let turn = document.turn_at(span.start()).and_then(|at| document.turns.get(at));
            if turn.is_none_or(|turn| turn.body <= span.start() && span.end() <= turn.end) {
                found.push(span);
            }
        });
        found
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
        let mut folded = Finder::default();
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
