//! What is coded of a hit: the words themselves, their sentence or their turn.

use super::{Hit, whole_sentences, whole_turn};
use crate::model::{Corpus, DocumentId, Span};

/// What a code is put on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// The words that were found.
    #[default]
    Hit,
    /// The sentences they stand in.
    Sentence,
    /// The turn they stand in.
    Turn,
}

impl Extent {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Hit, Self::Sentence, Self::Turn];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Sentence => "sentence",
            Self::Turn => "turn",
        }
    }

    /// The inverse of [`Extent::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extent| extent.name() == name)
    }
}

/// The passages a code is put on, each once, by document. The hits come in the order of the text.
pub fn passages(corpus: &Corpus, hits: &[Hit], extent: Extent) -> Vec<(DocumentId, Vec<Span>)> {
    let mut all: Vec<(DocumentId, Vec<Span>)> = Vec::new();
    for hit in hits {
        let Some(document) = corpus.documents.get(hit.document as usize) else { continue };
        let span = match extent {
            Extent::Hit => hit.span,
            Extent::Sentence => whole_sentences(document, hit.span),
            Extent::Turn => whole_turn(document, hit.span),
        };
        match all.last_mut() {
            Some((id, spans)) if *id == document.id => {
                if spans.last() != Some(&span) {
                    spans.push(span);
                }
            }
            _ => all.push((document.id, vec![span])),
        }
    }
    all
}
