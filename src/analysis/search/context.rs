//! Hits in their contexts: what stands left and right of each, who says it and how it is cited.

use super::Hit;
use crate::analysis::citation::Role;
use crate::analysis::excerpt::{Known, Whose};
use crate::model::{CharSpan, Corpus, CorpusDocument, ParticipantId, Span};
use crate::text::fold::fold;
use crate::text::tokens::tokens;
use rayon::prelude::*;

/// How much of the context is shown on each side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// So many words (stretches without white space).
    Words(usize),
    /// So many code points, without the part of a word that would be cut.
    Characters(usize),
}

/// What a list of hits is sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// Document and position.
    #[default]
    Text,
    /// The words before, the nearest one first.
    Left,
    /// The words behind.
    Right,
}

impl Order {
    /// All orders, as they are offered.
    pub const ALL: [Self; 3] = [Self::Text, Self::Left, Self::Right];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// The inverse of [`Order::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// A hit as it is shown and cited. `before`, `text` and `after` are the document's own characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InContext {
    /// Name of the document.
    pub document: String,
    /// For whom it counts, as for an excerpt.
    pub participants: Vec<ParticipantId>,
    /// Code points of the document's text.
    pub chars: CharSpan,
    /// ¶ number of the turn, from 1; 0 before the first turn.
    pub turn: u32,
    /// Frozen line numbers of its first and its last character.
    pub lines: Option<(u32, u32)>,
    /// What stands before it in its turn.
    pub before: String,
    /// The words that were found.
    pub text: String,
    /// What stands behind it in its turn.
    pub after: String,
    /// `(P07, LA worker, ¶34)`.
    pub citation: String,
}

/// Reads hits of one corpus and keeps what it had to compute for each document.
pub struct Contexts<'c> {
    corpus: &'c Corpus,
    role: Role,
    width: Width,
    lines: bool,
    known: Vec<Option<Known<'c>>>,
}

impl<'c> Contexts<'c> {
    /// A reader of this corpus.
    pub fn new(corpus: &'c Corpus, width: Width) -> Self {
        Self { lines: true, ..Self::quick(corpus, width) }
    }

    /// One that leaves out line numbers, as a list on the screen does.
    pub fn quick(corpus: &'c Corpus, width: Width) -> Self {
        let known = corpus.documents.iter().map(|_| None).collect();
        Self { corpus, role: Role::new(corpus), width, lines: false, known }
    }

    /// Computes what these hits need of their documents, on all threads.
    pub fn prepare(&mut self, hits: &[Hit]) {
        let mut wanted = vec![false; self.known.len()];
        for hit in hits {
            if let Some(slot) = wanted.get_mut(hit.document as usize) {
                *slot = true;
            }
        }
        let lines = self.lines;
        let documents = self.known.par_iter_mut().zip(&wanted).zip(&self.corpus.documents);
        documents
            .filter(|((known, wanted), _)| **wanted && known.is_none())
            .for_each(|((known, _), document)| *known = Some(Known::new(document, lines)));
    }

    /// Reads one hit; `None` when it was found in another corpus.
    pub fn read(&mut self, hit: &Hit) -> Option<InContext> {
        let index = hit.document as usize;
        let document = self.corpus.documents.get(index)?.as_ref();
        let slot = self.known.get_mut(index)?;
        let known = slot.get_or_insert_with(|| Known::new(document, self.lines));
        let (before, text, after) = sides(document, hit.span)?;
        let whose = Whose::new(self.corpus, &self.role, index, hit.span)?;
        Some(InContext {
            document: document.name.clone(),
            participants: whose.participants,
            chars: known.map.char_span(hit.span)?,
            turn: hit.turn,
            lines: known.line_numbers(&document.text, hit.span),
            before: left(before, self.width).to_owned(),
            text: text.to_owned(),
            after: right(after, self.width).to_owned(),
            citation: whose.citation,
        })
    }
}

/// The rest of the hit's own turn on both sides, without its label where the hit lies behind it.
fn sides(document: &CorpusDocument, span: Span) -> Option<(&str, &str, &str)> {
    let text = &document.text;
    let turn = document.turn_at(span.start()).and_then(|at| document.turns.get(at));
    let (from, to) = match turn {
        None => (0, document.turns.first().map_or(text.len(), |turn| turn.start as usize)),
        Some(turn) if span.start() >= turn.body => (turn.body as usize, turn.end as usize),
        Some(turn) => (turn.start as usize, turn.end as usize),
    };
    let range = span.range();
    let before = text.get(from.min(range.start)..range.start)?;
    let after = text.get(range.end..to.max(range.end))?;
    Some((before, span.of(text)?, after))
}

/// The end of a text, cut at a word.
fn left(text: &str, width: Width) -> &str {
    let start = match width {
        Width::Words(words) => {
            let word = words.checked_sub(1).and_then(|n| text.split_whitespace().rev().nth(n));
            match (words, word) {
                (0, _) => text.len(),
                (_, Some(word)) => word.as_ptr() as usize - text.as_ptr() as usize,
                (_, None) => 0,
            }
        }
        Width::Characters(0) => text.len(),
        Width::Characters(n) => match text.char_indices().rev().nth(n - 1) {
            None | Some((0, _)) => 0,
            Some((at, _)) => {
                let inside = !text[..at].ends_with(char::is_whitespace);
                let cut = text[at..].find(char::is_whitespace);
                if inside { at + cut.unwrap_or(text.len() - at) } else { at }
            }
        },
    };
    text.get(start..).unwrap_or_default()
}

/// The beginning of a text, cut at a word.
fn right(text: &str, width: Width) -> &str {
    let end = match width {
        Width::Words(words) => {
            let word = words.checked_sub(1).and_then(|n| text.split_whitespace().nth(n));
            match (words, word) {
                (0, _) => 0,
                (_, Some(word)) => word.as_ptr() as usize - text.as_ptr() as usize + word.len(),
                (_, None) => text.len(),
            }
        }
        Width::Characters(n) => match text.char_indices().nth(n) {
            None => text.len(),
            Some((at, c)) => {
                let inside = !c.is_whitespace();
                let cut = text[..at].rfind(char::is_whitespace);
                if inside { cut.unwrap_or(0) } else { at }
            }
        },
    };
    text.get(..end).unwrap_or_default()
}

/// How many words beside a hit decide on its place in a list.
const SORTED_BY: usize = 5;

/// Puts hits in this order. Hits with the same words beside them stay in the order of the text.
pub fn sort(corpus: &Corpus, hits: &mut Vec<Hit>, order: Order) {
    if order == Order::Text {
        return;
    }
    let key = |hit: &Hit| -> Vec<String> {
        let document = corpus.documents.get(hit.document as usize);
        let Some((before, text, after)) = document.and_then(|d| sides(d, hit.span)) else {
            return Vec::new();
        };
        let words = |text: &str| -> Vec<String> {
            let folded = fold(text);
            tokens(&folded).take(SORTED_BY).map(|range| folded[range].to_owned()).collect()
        };
        let mut key = match order {
            Order::Left => {
                let folded = fold(left(before, Width::Words(SORTED_BY * 2)));
                let all: Vec<String> =
                    tokens(&folded).map(|range| folded[range].to_owned()).collect();
                all.into_iter().rev().take(SORTED_BY).collect()
            }
            _ => words(right(after, Width::Words(SORTED_BY * 2))),
        };
        // Fewer words come first; then what was found itself decides.
        key.resize(SORTED_BY, String::new());
        key.extend(words(text));
        key
    };
    let mut keyed: Vec<(Vec<String>, Hit)> =
        std::mem::take(hits).into_par_iter().map(|hit| (key(&hit), hit)).collect();
    keyed.par_sort_by(|a, b| a.0.cmp(&b.0));
    hits.extend(keyed.into_iter().map(|(_, hit)| hit));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_cut_at_words() {
        let check = |text: &str, width: Width, before: &str, after: &str| {
            assert_eq!(
                (left(text, width), right(text, width)),
                (before, after),
                "{text} {width:?}"
            );
        };
        let text = "one two, three four";
        check(text, Width::Words(2), "three four", "one two,");
        check(text, Width::Words(0), "", "");
        check(text, Width::Words(9), text, text);
        check(text, Width::Characters(10), "three four", "one two,");
        check(text, Width::Characters(7), " four", "one");
        check(text, Width::Characters(4), "four", "one");
        check(text, Width::Characters(2), "", "");
        check(text, Width::Characters(99), text, text);
        check("é — ü", Width::Characters(3), "— ü", "é —");
        check("", Width::Words(3), "", "");
    }
}
