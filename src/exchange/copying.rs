//! Excerpts and hits on their way to the clipboard, with their citations.
//!
//! What is cited is made to be passed on: it goes through [`crate::analysis::consent`] as a file does,
//! and what is held back is told. Words that are selected in a transcript are copied for one's own
//! reading and go as they are; the window warns ([`crate::analysis::consent::unquotable`]).

use crate::analysis::consent::{self, LeftOut, veiled};
use crate::analysis::search::{Contexts, Width};
use crate::analysis::{ExcerptRef, Hit, Reader};
use crate::model::{Corpus, Span};
use std::sync::Arc;

/// What is put on the clipboard.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Copied {
    /// The words with their citations; empty where none may be copied.
    pub text: String,
    /// How many are in it.
    pub count: usize,
    /// How many are not.
    pub left_out: LeftOut,
}

impl Copied {
    /// What is said at the bottom of the window; `one` and `many` name what was copied.
    pub fn told(&self, one: &str, many: &str) -> String {
        let mut said = match self.count {
            0 => "Nothing was copied.".to_owned(),
            1 => format!("1 {one} is on the clipboard."),
            n => format!("{n} {many} are on the clipboard."),
        };
        for note in self.left_out.notes() {
            said.push(' ');
            said.push_str(&note);
        }
        if self.count == 0 && self.left_out.excerpts > 0 {
            said.push_str(" For yourself, select the words in the transcript.");
        }
        said
    }

    fn new(all: &[String], left_out: LeftOut) -> Self {
        let mut text = all.join("\n\n");
        // A part must not pass for the whole where it is pasted.
        if !all.is_empty() && left_out.excerpts > 0 {
            for note in left_out.notes() {
                text.push_str("\n\n");
                text.push_str(&note);
            }
        }
        Self { text, count: all.len(), left_out }
    }
}

/// Words in quotation marks and where they stand.
fn quoted(words: &str, citation: &str) -> String {
    format!("“{}” {citation}", words.trim())
}

/// Copies excerpts of a study.
pub fn copy_excerpts(corpus: &Arc<Corpus>, list: &[ExcerptRef]) -> Copied {
    let shown = veiled(corpus, None);
    let mut reader = Reader::quick(&shown);
    reader.prepare(list);
    let each = list.iter().filter_map(|excerpt| reader.read(excerpt));
    let all: Vec<String> = each.map(|one| quoted(&one.text, &one.citation)).collect();
    Copied::new(&all, consent::left_out(&shown, list))
}

/// Copies hits of a search, with so much of what stands around them.
pub fn copy_hits(corpus: &Arc<Corpus>, list: &[Hit], width: Width) -> Copied {
    let shown = veiled(corpus, None);
    let places: Vec<(u32, Span)> = list.iter().map(|hit| (hit.document, hit.span)).collect();
    let mut contexts = Contexts::quick(&shown, width);
    contexts.prepare(list);
    let mut all = Vec::with_capacity(list.len());
    for hit in list {
        let Some(document) = shown.documents.get(hit.document as usize) else { continue };
        if consent::withholds(&shown, document, hit.span) {
            continue;
        }
        if let Some(read) = contexts.read(hit) {
            let words = [read.before, read.text, read.after].concat();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            all.push(quoted(&words, &read.citation));
        }
    }
    Copied::new(&all, consent::left_out_at(&shown, &places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::analysis::{SearchSpec, excerpts, search};
    use crate::model::{Filter, Participant, Speech};
    use crate::text::folded::Letters;
    use crate::text::query::{Query, Unit};

    fn study(answers: [Option<bool>; 2]) -> Arc<Corpus> {
        let mut corpus = Builder::new()
            .participant("P01", &[])
            .participant("P02", &[])
            .code("delay")
            .document("A", "INT: Well?\nP01: We waited for months.\nP02: Nobody waited long.\n")
            .coding("A", "delay", "waited for months", "ana")
            .coding("A", "delay", "Nobody waited", "ana")
            .build();
        let people = corpus.participants.iter().zip(answers).map(|(person, quotation)| {
            let consent = crate::model::Consent { quotation, ..person.consent.clone() };
            Participant { consent, ..person.clone() }
        });
        corpus.participants = people.collect();
        Arc::new(corpus)
    }

    fn both(corpus: &Arc<Corpus>) -> [Copied; 2] {
        let query = Query::parse("waited", Letters::Plain).unwrap();
        let filter = Filter { speech: Speech::Any, ..Filter::default() };
        let spec =
            SearchSpec { query, unit: Unit::Turn, filter, without: Vec::new(), limit: usize::MAX };
        let hits = search(corpus, &spec).hits;
        let list = excerpts(corpus, &Filter::default());
        [copy_excerpts(corpus, &list), copy_hits(corpus, &hits, Width::Words(9))]
    }

    #[test]
    fn where_nobody_said_no_everything_is_copied() {
        let [excerpts, hits] = both(&study([None, None]));
        assert_eq!(
            excerpts.text,
            "“waited for months” (A, P01, ¶2)\n\n“Nobody waited” (A, P02, ¶3)"
        );
        assert_eq!(
            hits.text,
            "“We waited for months.” (A, P01, ¶2)\n\n“Nobody waited long.” (A, P02, ¶3)"
        );
        assert_eq!(excerpts.told("excerpt", "excerpts"), "2 excerpts are on the clipboard.");
    }

    #[test]
    fn the_words_of_who_said_no_are_left_out_and_counted() {
        let out = "Left out: 1 excerpt of 1 participant who did not consent to be quoted.";
        let [excerpts, hits] = both(&study([Some(false), Some(true)]));
        assert_eq!(excerpts.text, format!("“Nobody waited” (A, P02, ¶3)\n\n{out}"));
        assert_eq!(hits.text, format!("“Nobody waited long.” (A, P02, ¶3)\n\n{out}"));
        assert_eq!(hits.told("hit", "hits"), format!("1 hit is on the clipboard. {out}"));
    }

    #[test]
    fn nothing_is_copied_where_all_of_it_is_theirs() {
        for copied in both(&study([Some(false), Some(false)])) {
            assert_eq!((copied.text.as_str(), copied.count), ("", 0));
            let said = copied.told("excerpt", "excerpts");
            assert!(said.starts_with("Nothing was copied. Left out: 2 excerpts of 2"), "{said}");
            assert!(said.ends_with("select the words in the transcript."), "{said}");
        }
    }
}
