//! Which parts of a document are looked at.

use crate::analysis::filter::Scope;
use crate::model::{CorpusDocument, Voice};
use std::ops::Range;

/// The parts of a text a hit may lie in.
pub(in crate::analysis) struct Stretches {
    /// Bytes, in order and apart: the speech of one turn each.
    pub(in crate::analysis) ranges: Vec<Range<usize>>,
    /// What lies inside them and was not said. In order and apart.
    pub(in crate::analysis) blanks: Vec<Range<usize>>,
}

impl Stretches {
    /// Reads a document.
    pub(in crate::analysis) fn new(scope: &Scope<'_>, document: &CorpusDocument) -> Self {
        if scope.hears_everything() {
            return Self { ranges: whole(scope, document), blanks: Vec::new() };
        }
        let mut found = Self { ranges: Vec::new(), blanks: Vec::new() };
        let mut turn = None;
        let asked = scope.speakers_in(document);
        let heard = document.pieces.iter().filter(|piece| scope.hears(piece.voice));
        for piece in heard.filter(|piece| asked.has(piece)) {
            let range = piece.span.range();
            match found.ranges.last_mut() {
                // All pieces of a turn are one person's.
                Some(last) if turn == Some(piece.turn) => {
                    found.blanks.push(last.end..range.start);
                    last.end = range.end;
                }
                _ => found.ranges.push(range),
            }
            turn = Some(piece.turn);
        }
        found
    }
}

/// The whole text, turn by turn, without the turns of those who are excluded from analysis.
fn whole(scope: &Scope<'_>, document: &CorpusDocument) -> Vec<Range<usize>> {
    let end = document.text.len();
    let first = document.turns.first().map_or(end, |turn| turn.start as usize);
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(document.turns.len() + 1);
    ranges.push(0..first);
    let mut pieces = document.pieces.iter().peekable();
    for (at, turn) in document.turns.iter().enumerate() {
        let next = document.turns.get(at + 1).map_or(end, |turn| turn.start as usize);
        while pieces.next_if(|piece| (piece.turn as usize) < at).is_some() {}
        let voice = pieces.peek().filter(|piece| piece.turn as usize == at).map(|p| p.voice);
        let speaker = || turn.speaker.and_then(|id| document.speaker(id)).map(|s| s.voice);
        let voice = voice.or_else(speaker).unwrap_or(Voice::Unassigned);
        if scope.hears(voice) {
            ranges.push(turn.start as usize..next);
        }
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}
