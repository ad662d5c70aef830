//! The receipt of an import quotes words that it did not take for speakers: somebody said them.

use super::is_withheld;
use crate::model::{Corpus, CorpusDocument, ReceiptNote};
use crate::text::quotes::{not_taken_without, spelled};

/// What stands for words that are left out of a note.
const LEFT_OUT: &str = "[left out: no consent to be quoted]";

/// How a decision about words that are no speaker ends.
const NO_SPEAKER: &str = " is no speaker";

/// Takes words out of the notes of a document's receipt, and out of what was decided, where the words of people are held back: only those
/// stay that somebody else says there. Says how many went, where some did.
pub fn hold_back(
    corpus: &Corpus,
    document: &CorpusDocument,
    notes: &mut [ReceiptNote],
    decisions: &mut [String],
) -> Option<String> {
    if corpus.withheld.is_empty() {
        return None;
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
    // They say the same as a note does, a sentence each.
    for decision in decisions {
        let label = decision.strip_suffix(NO_SPEAKER);
        if label.is_some_and(|label| !label.split(", ").all(stays)) {
            *decision = format!("{LEFT_OUT}{NO_SPEAKER}");
        }
    }
    let words = if gone == 1 { "word" } else { "words" };
    (gone > 0).then(|| {
        format!(
            "left out of the notes: {gone} {words} that only people say who did not consent to be quoted"
        )
    })
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
            let mut decisions = ["Zanzibar", "Note"].map(|label| format!("{label} is no speaker"));
            let gone = hold_back(corpus, &corpus.documents[0], &mut notes, &mut decisions);
            let zanzibar = decisions[0].contains("Zanzibar");
            assert_eq!((zanzibar, &*decisions[1]), (gone.is_none(), "Note is no speaker"));
            (gone, notes.remove(0).note)
        };
        assert_eq!(told(&corpus).0, None);
        corpus.participants = people.into();
        let (gone, note) = told(&veiled(&Arc::new(corpus), None));
        assert!(gone.unwrap().starts_with("left out of the notes: 1 word that"));
        assert_eq!(note, format!("{start}: Note (2), {LEFT_OUT}"));
    }
}
