//! How much speech a coding covers, worked out once when a study is read.
//!
//! Nearly every coding lies in one piece of speech, and questions ask for its words again and again.
//! Looked up here, a question over a million codings need not touch the texts at all: waiting for them
//! from memory took longer than everything else together.

use super::words::{is_clean_end, is_clean_start, measure};
use crate::model::{CorpusDocument, Extent, Span};

/// What a span covers in a document.
pub fn extent(document: &CorpusDocument, span: Span) -> Extent {
    let (text, words) = (&*document.text, &document.words);
    let (clean_start, clean_end) =
        (is_clean_start(text, span.start()), is_clean_end(text, words, span.end()));
    let ends = Extent { clean_start, clean_end, ..Extent::default() };
    let first = document.pieces.partition_point(|piece| piece.span.end() <= span.start());
    let mut touched = document.pieces.get(first..).unwrap_or_default().iter();
    let mut touched = touched.by_ref().take_while(|piece| piece.span.start() < span.end());
    let (Some(piece), None) = (touched.next(), touched.next()) else { return ends };
    let Some(part) = piece.span.intersect(span) else { return ends };
    if !super::words::has_ink(text, part) {
        return ends;
    }
    let (words, characters) = measure(text, words, part);
    Extent { piece: u32::try_from(first).ok(), words, characters, ..ends }
}

/// Works out the extents of all codings of a document: after its pieces and words were read.
pub fn fill(document: &mut CorpusDocument) {
    let mut codings = std::mem::take(&mut document.codings);
    for coding in &mut codings {
        coding.extent = extent(document, coding.span);
    }
    document.codings = codings;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CodeId, CoderId, CodingId, CodingRow, DocumentId, Guid, Piece, TurnRow, Voice,
    };
    use crate::text::words::index;

    fn document(text: &str) -> CorpusDocument {
        let lines = text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            let body = start + line.find(": ").map_or(0, |colon| colon + 2);
            let [start, body, end] = [start, body, *at].map(|byte| byte as u32);
            Some(TurnRow { start, body, end, speaker: None, at_ms: None })
        });
        let turns: Vec<TurnRow> = lines.collect();
        let pieces: Vec<Piece> =
            crate::text::speech::pieces(text, &turns, &[], |_| Voice::Unassigned);
        CorpusDocument {
            id: DocumentId(1),
            guid: Guid::new(),
            name: String::new(),
            file_name: String::new(),
            text: text.into(),
            turns: turns.into(),
            speakers: Vec::new(),
            pieces: pieces.into(),
            words: index(text),
            held_on: String::new(),
            times: std::sync::Arc::default(),
            codings: Vec::new(),
        }
    }

    #[test]
    fn one_piece_is_known_and_several_or_none_are_not() {
        let text = "P1: We — waited née.\nP2: “A letter” came.\n";
        let document = document(text);
        // The piece with words and characters of the part in it, and whether its ends are clean.
        let check = |part: &str, known: Option<(u32, u32, u32)>, ends: (bool, bool)| {
            let start = text.find(part).unwrap();
            let span = Span::from_range(start..start + part.len()).unwrap();
            let found = extent(&document, span);
            let piece = found.piece.map(|piece| (piece, found.words, found.characters));
            assert_eq!((piece, (found.clean_start, found.clean_end)), (known, ends), "{part}");
        };
        check("We", Some((0, 1, 2)), (true, true));
        check("aited née", Some((0, 2, 9)), (false, true));
        check("P1: We — w", Some((0, 2, 6)), (true, true));
        check("“", Some((1, 0, 1)), (true, false));
        check("letter” came", Some((1, 2, 12)), (true, true));
        check("née.\nP2", Some((0, 1, 4)), (true, true));
        check("née.\nP2: “A", None, (true, true));
        check("P2", None, (true, true));
        check(" — ", Some((0, 0, 3)), (true, true));
    }

    #[test]
    fn every_coding_gets_its_own() {
        let mut document = document("We waited.");
        let span = Span::new(3, 10).unwrap();
        document.codings.push(CodingRow::new(CodingId(1), span, CodeId(1), CoderId(1)));
        assert_eq!(document.codings[0].extent, Extent::default());
        fill(&mut document);
        let words = |document: &CorpusDocument| document.codings[0].extent.words;
        assert_eq!(words(&document), 1);
    }
}
