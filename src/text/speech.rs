//! What was said: turns without labels, time stamps and headers, cut into pieces that count.

use super::words::{count_characters, count_words};
use crate::model::{Piece, Span, TurnRow, Voice};

/// The speech of a document: each turn's body, cut where a mark stands in it, without the white space
/// at the ends of each part.
///
/// `turns` and `marks` (byte ranges) are in order and do not overlap; whatever does not fit the text
/// is passed over. `voice` says whose turn it is.
pub fn pieces(
    text: &str,
    turns: &[TurnRow],
    marks: &[(u32, u32)],
    voice: impl Fn(&TurnRow) -> Voice,
) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(turns.len());
    for (index, turn) in turns.iter().enumerate() {
        let first = marks.partition_point(|mark| mark.1 <= turn.body);
        let mut from = turn.body;
        let mut add = |from: u32, to: u32| {
            let part = Span::new(from, to).and_then(|span| super::positions::trim(text, span));
            let Some(span) = part else { return };
            let words = span.of(text).unwrap_or_default();
            pieces.push(Piece {
                span,
                turn: u32::try_from(index).unwrap_or(u32::MAX),
                voice: voice(turn),
                words: count_words(words),
                characters: count_characters(words),
            });
        };
        for &(start, end) in marks.get(first..).unwrap_or_default() {
            if start >= turn.end {
                break;
            }
            add(from, start.max(from));
            from = end.max(from).min(turn.end);
        }
        add(from, turn.end);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_time_stamps_are_not_speech() {
        let text = "P01: So [0:12] it was — late.\n\nINT:  \n";
        let turn = |start, body, end| TurnRow { start, body, end, speaker: None, at_ms: None };
        let turns = [turn(0, 5, 31), turn(33, 37, 39)];
        let found = pieces(text, &turns, &[(8, 14)], |_| Voice::Unassigned);
        let said: Vec<&str> = found.iter().filter_map(|piece| piece.span.of(text)).collect();
        assert_eq!(said, ["So", "it was — late."]);
        assert_eq!(found.iter().map(|piece| piece.words).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(found[1].characters, 14);
    }
}
