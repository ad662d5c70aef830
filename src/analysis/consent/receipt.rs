//! The receipt of an import quotes words that it did not take for speakers: somebody said them.

use super::is_withheld;
use crate::model::{Corpus, CorpusDocument, ReceiptNote};
use crate::text::quotes::{not_taken_without, spelled};

/// What stands for words that are left out of a note.
const LEFT_OUT: &str = "[left out: no consent to be quoted]";

/// Takes words out of the notes of a document's receipt where the words of people are held back: only those
/// stay that somebody else says there. Gives back how many went.
pub fn hold_back(corpus: &Corpus, document: &CorpusDocument, notes: &mut [ReceiptNote]) -> usize {
    if corpus.withheld.is_empty() {
        return 0;
    }
    let others = document.pieces.iter().filter(|piece| !is_withheld(corpus, piece.voice));
    let stays = |label: &str| {
        let mut said = others.clone().filter_map(|piece| piece.span.of(&document.text));
        said.any(|said| !spelled(said, label).is_empty())
    };
    let mut gone = 0;
    for note in notes {
        if let Some((text, words)) = not_taken_without(&note.note, LEFT_OUT, stays) {
            note.note = text;
            gone += words;
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::consent::veiled;
    use crate::analysis::testing::Builder;
    use std::sync::Arc;

    #[test]
    fn words_of_people_who_refuse_go_out_of_the_note_and_are_counted() {
        let text = "INT: Well?\nP01: Zanzibar: it was cold. Note: twice.\nP02: Note: I was late.\n";
        let mut corpus = Builder::new()
            .participant("P01", &[])
            .participant("P02", &[])
            .document("A", text)
            .build();
        let mut people = corpus.participants.to_vec();
        for (person, quotation) in people.iter_mut().zip([Some(false), Some(true)]) {
            person.consent.quotation = quotation;
        }
        let start = "words before a colon that were not taken for speakers";
        let told = |corpus: &Corpus| {
            let note = format!("{start}: Zanzibar (1), Note (2)");
            let mut notes =
                vec![ReceiptNote { what: "label-not-taken".to_owned(), count: 2, note }];
            let gone = hold_back(corpus, &corpus.documents[0], &mut notes);
            (gone, notes.remove(0).note)
        };
        assert_eq!(told(&corpus).0, 0);
        corpus.participants = people.into();
        let (gone, note) = told(&veiled(&Arc::new(corpus), None));
        assert_eq!(gone, 1);
        assert_eq!(note, format!("{start}: Note (2), {LEFT_OUT}"));
    }
}
