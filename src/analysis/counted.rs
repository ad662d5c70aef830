//! The references of a document that count for participants in the filter, and a measure of the
//! speech that counts.
//!
//! For tables that need the references themselves and not only their sums: what overlaps what, what
//! is uncoded, what comes first where. Which references count is what the crosstab counts in its
//! total column.

use super::attribution::inks;
use super::filter::Scope;
use super::measures::LeftOut;
use super::references::Collector;
use super::whose::{Heard, Whose};
use crate::model::{CorpusDocument, Piece, Span};

/// A reference that counts for at least one participant in the filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Counted {
    /// Bytes; the union when several codings are folded.
    pub(super) span: Span,
    /// Place of the code in the codebook.
    pub(super) place: u32,
    /// Index of the first coding in the document.
    pub(super) first: u32,
    /// How many codings it stands for.
    pub(super) codings: u32,
    /// The first piece that ends behind its start.
    pub(super) piece: u32,
    /// Its first byte that counts: of speech of a participant in the filter, and no white space. For
    /// references in order of their starts it never falls.
    pub(super) ink: u32,
}

impl Counted {
    /// True when both share a character that counts. Two spans share what lies between the later
    /// start and the earlier end, and the first byte that counts behind the later start is `ink`.
    #[inline]
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.ink.max(other.ink) < self.span.end().min(other.span.end())
    }

    /// The pieces it touches of participants in the filter, in order, with the index of who speaks.
    pub(super) fn speech<'a>(
        &self,
        document: &'a CorpusDocument,
        whose: &'a [Whose],
    ) -> impl Iterator<Item = (&'a Piece, u32)> + use<'a> {
        let span = self.span;
        let pieces = document.pieces.get(self.piece as usize..).unwrap_or_default();
        let voices = whose.get(self.piece as usize..).unwrap_or_default();
        pieces
            .iter()
            .zip(voices)
            .take_while(move |(piece, _)| piece.span.start() < span.end())
            .filter_map(move |(piece, whose)| match whose {
                Whose::Person(person) if inks(&document.text, piece.span, span) => {
                    Some((piece, *person))
                }
                _ => None,
            })
    }

    /// The turns of participants in the filter that it touches, by index, ascending.
    pub(super) fn turns<'a>(
        &self,
        document: &'a CorpusDocument,
        whose: &'a [Whose],
    ) -> impl Iterator<Item = u32> + use<'a> {
        let mut last = None;
        self.speech(document, whose)
            .map(|(piece, _)| piece.turn)
            .filter(move |&turn| last.replace(turn) != Some(turn))
    }
}

/// Reads documents one after the other, without a new allocation for each.
#[derive(Default)]
pub(super) struct Listener {
    /// By index of the piece.
    pub(super) whose: Vec<Whose>,
    /// What counts in the last document, by start.
    pub(super) counted: Vec<Counted>,
    /// Of all documents read so far.
    pub(super) left_out: LeftOut,
    collector: Collector,
}

impl Listener {
    /// Reads the document with this index; `None` when it is not asked for.
    pub(super) fn read<'c>(
        &mut self,
        scope: &Scope<'c>,
        index: usize,
    ) -> Option<&'c CorpusDocument> {
        self.counted.clear();
        self.whose.clear();
        let document = scope.corpus.documents.get(index)?.as_ref();
        if !scope.has_document(index) {
            self.left_out.filtered += document.codings.len() as u64;
            return None;
        }
        let asked = scope.speakers_in(document);
        self.whose.extend(document.pieces.iter().map(|piece| Whose::of(scope, &asked, piece)));
        self.collector.read(document, scope);
        self.left_out.other_coders += self.collector.other_coders;
        self.left_out.filtered += self.collector.unmet;
        self.left_out.folded += self.collector.unmet_folded;
        let mut first_piece = 0;
        for reference in &self.collector.found {
            self.left_out.folded += u64::from(reference.codings - 1);
            let span = reference.span;
            while document.pieces.get(first_piece).is_some_and(|p| p.span.end() <= span.start()) {
                first_piece += 1;
            }
            if !scope.has_code(reference.place as usize) {
                self.left_out.filtered += 1;
                continue;
            }
            let (heard, ink) = hear(document, &self.whose, first_piece, span);
            match (heard.reason(scope.restricts_people()), ink) {
                (None, Some(ink)) => self.counted.push(Counted {
                    span,
                    place: reference.place,
                    first: reference.first,
                    codings: reference.codings,
                    piece: first_piece as u32,
                    ink,
                }),
                (Some(reason), _) => reason.add(&mut self.left_out),
                (None, None) => {}
            }
        }
        Some(document)
    }
}

/// Whose words a span touches, and its first byte that counts.
fn hear(
    document: &CorpusDocument,
    whose: &[Whose],
    first_piece: usize,
    span: Span,
) -> (Heard, Option<u32>) {
    let (mut heard, mut ink) = (Heard::default(), None);
    let pieces = document.pieces.get(first_piece..).unwrap_or_default();
    for (piece, &whose) in pieces.iter().zip(whose.get(first_piece..).unwrap_or_default()) {
        if piece.span.start() >= span.end() {
            break;
        }
        if !inks(&document.text, piece.span, span) {
            continue;
        }
        heard.add(whose);
        if ink.is_none() && whose.counts() {
            ink = Some(first_ink(&document.text, piece.span, span.start()));
        }
    }
    (heard, ink)
}

/// The first byte of a piece at or behind `from` that begins a character which is not white space.
fn first_ink(text: &str, piece: Span, from: u32) -> u32 {
    if from <= piece.start() {
        return piece.start();
    }
    let rest = text.get(from as usize..piece.range().end).unwrap_or_default();
    let space = rest.len() - rest.trim_start().len();
    from + space as u32
}

/// Counts the characters that count, before any byte of a document.
#[derive(Default)]
pub(super) struct Ruler {
    /// By index of the piece, and one more.
    before: Vec<u32>,
}

impl Ruler {
    /// Reads a document.
    pub(super) fn read(&mut self, document: &CorpusDocument, whose: &[Whose]) {
        self.before.clear();
        let mut sum = 0;
        for (piece, whose) in document.pieces.iter().zip(whose) {
            self.before.push(sum);
            sum += if whose.counts() { piece.characters } else { 0 };
        }
        self.before.push(sum);
    }

    /// Code points of counting speech before this byte of the document that was read.
    pub(super) fn at(&self, document: &CorpusDocument, whose: &[Whose], byte: u32) -> u32 {
        let piece = document.pieces.partition_point(|piece| piece.span.end() <= byte);
        let inside = match (document.pieces.get(piece), whose.get(piece)) {
            (Some(piece), Some(whose)) if whose.counts() => {
                Span::new(piece.span.start(), byte).map_or(0, |part| document.words.begun(part).1)
            }
            _ => 0,
        };
        self.before.get(piece).copied().unwrap_or(0) + inside
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Builder;
    use super::*;
    use crate::model::{CoderChoice, CoderId, Filter};

    #[test]
    fn ink_is_the_first_character_that_counts() {
        let corpus = Builder::new()
            .participant("P1", &[])
            .code("a")
            .document("D", "INT: So?\nP1: été  là.")
            .coding("D", "a", "So?\nP1: été", "ana")
            .coding("D", "a", "  là", "ana")
            .coding("D", "a", "So", "ana")
            .coding("D", "a", "é  ", "ana")
            .build();
        let coder = CoderChoice::One(CoderId(1));
        let scope = Scope::new(&corpus, &Filter { coder, ..Filter::default() });
        let mut listener = Listener::default();
        let document = listener.read(&scope, 0).unwrap();
        let words: Vec<&str> =
            listener.counted.iter().map(|c| &document.text[c.ink as usize..]).collect();
        assert_eq!(words, ["été  là.", "é  là.", "là."]);
        let meets = |a: usize, b: usize| listener.counted[a].meets(&listener.counted[b]);
        // The third shares white space only with the second.
        assert_eq!(
            (meets(0, 1), meets(1, 0), meets(1, 2), meets(0, 2)),
            (true, true, false, false)
        );
        assert_eq!(listener.left_out.interviewer_only, 1);
        let mut ruler = Ruler::default();
        ruler.read(document, &listener.whose);
        let at = |words: &str| document.text.find(words).unwrap() as u32;
        let characters = |byte| ruler.at(document, &listener.whose, byte);
        assert_eq!((characters(at("So")), characters(at("té"))), (0, 1));
        assert_eq!(characters(document.text.len() as u32), 8);
    }
}
