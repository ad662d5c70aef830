//! Where nothing is coded yet.

use super::super::counted::Listener;
use super::super::filter::Scope;
use super::super::whose::Whose;
use crate::model::{Corpus, CorpusDocument, Filter, ParticipantId, Span, Speech};

/// A turn of a participant without a single coded character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UncodedTurn {
    /// Index of the document.
    pub document: u32,
    /// ¶ number, from 1.
    pub turn: u32,
    /// Bytes: from the first word to the last.
    pub span: Span,
    /// Who speaks.
    pub participant: ParticipantId,
    /// Their words.
    pub words: u32,
    /// Their code points.
    pub characters: u32,
}

impl UncodedTurn {
    /// The words, without the label; empty when the corpus is another one.
    pub fn text<'c>(&self, corpus: &'c Corpus) -> &'c str {
        let document = corpus.documents.get(self.document as usize);
        document.and_then(|document| self.span.of(&document.text)).unwrap_or_default()
    }
}

/// The turns of participants in the filter that no excerpt of the filter touches, by document and
/// then by position.
pub fn uncoded(corpus: &Corpus, filter: &Filter) -> Vec<UncodedTurn> {
    let scope = Scope::new(corpus, &Filter { speech: Speech::Participants, ..filter.clone() });
    let mut listener = Listener::default();
    let mut found = Vec::new();
    for index in 0..corpus.documents.len() {
        if let Some(document) = listener.read(&scope, index) {
            found.extend(in_document(corpus, document, &listener, index as u32));
        }
    }
    found
}

fn in_document(
    corpus: &Corpus,
    document: &CorpusDocument,
    listener: &Listener,
    index: u32,
) -> Vec<UncodedTurn> {
    let mut coded = vec![false; document.turns.len()];
    for excerpt in &listener.counted {
        for turn in excerpt.turns(document, &listener.whose) {
            if let Some(slot) = coded.get_mut(turn as usize) {
                *slot = true;
            }
        }
    }
    let mut found: Vec<UncodedTurn> = Vec::new();
    for (piece, whose) in document.pieces.iter().zip(&listener.whose) {
        let Whose::Person(person) = whose else { continue };
        if coded.get(piece.turn as usize).copied().unwrap_or(false) {
            continue;
        }
        match found.last_mut().filter(|last| last.turn == piece.turn + 1) {
            // A turn that a time stamp cuts in two.
            Some(last) => {
                last.span = Span::new(last.span.start(), piece.span.end()).unwrap_or(last.span);
                last.words += piece.words;
                last.characters += piece.characters;
            }
            None => found.push(UncodedTurn {
                document: index,
                turn: piece.turn + 1,
                span: piece.span,
                participant: corpus.participants[*person as usize].id,
                words: piece.words,
                characters: piece.characters,
            }),
        }
    }
    found
}
