//! What is typed on the page and is not stored yet: a comment on a coding, codes and a comment that are
//! picked for words, another name for a code or a document.

use super::{State, card, picker};
use crate::model::{CodeId, Corpus, DocumentId};
use crate::study::Command;
use crate::ui::typed::Typed;

impl State {
    /// Puts down what is typed.
    pub(in crate::ui) fn put_typed(&self, typed: &mut Typed, corpus: &Corpus) {
        if let Some(card) = self.card.as_ref().and_then(|card| card.typed(corpus)) {
            typed.put("comment", &card);
        }
        if let Some(picked) = self.picker.as_ref().zip(self.document) {
            let (picker, document) = picked;
            let text = corpus.document(document).map(|found| &*found.text);
            if let Some(picked) = picker.typed(text.unwrap_or_default()) {
                typed.put("codes for words", &(document, picked));
            }
        }
        if let Some(name) = self.codebook.typed(&corpus.codes) {
            typed.put("name of a code", &name);
        }
        if let Some(name) = self.documents.typed(corpus) {
            typed.put("name of a document", &name);
        }
    }

    /// Takes up what was put down; true when there was something.
    pub(in crate::ui) fn take_typed(&mut self, typed: &mut Typed, corpus: &Corpus) -> bool {
        let comment: Option<card::TypedComment> = typed.take("comment");
        if let Some((document, coding, words, at)) = comment
            && corpus.document(document).is_some_and(|found| found.coding(coding).is_some())
        {
            self.show_document(document);
            self.card = card::State::again(document, coding, words, at);
        }
        let picked: Option<(DocumentId, picker::TypedPick)> = typed.take("codes for words");
        if let Some((document, picked)) = picked
            && let Some(found) = corpus.document(document)
            && let Some(picker) = picker::State::again(picked, found)
        {
            self.show_document(document);
            if let picker::Purpose::Apply(span) = picker.purpose() {
                self.transcript.reveal(span);
            }
            self.picker = Some(picker);
        }
        let code: Option<(CodeId, String)> = typed.take("name of a code");
        if let Some((code, name)) = code {
            self.codebook.go_on(&corpus.codes, code, name);
        }
        let name: Option<(DocumentId, String)> = typed.take("name of a document");
        let name = name.filter(|(document, _)| corpus.document(*document).is_some());
        let named = name.is_some();
        self.documents.go_on(name);
        self.card.is_some() || self.picker.is_some() || self.codebook.is_renaming() || named
    }

    /// Takes the card of a coding away; a comment that was typed on it is stored with the next frame.
    pub(super) fn take_card_away(&mut self) {
        self.unsent.extend(self.card.take().and_then(card::State::left));
    }

    /// What stores the comments of cards that were taken away.
    pub(in crate::ui) fn unsent(&mut self, corpus: &Corpus) -> Vec<Command> {
        let unsent = std::mem::take(&mut self.unsent).into_iter();
        let new = unsent.filter(|(coding, memo)| {
            let mut all = corpus.documents.iter();
            let stored = all.find_map(|document| document.coding(*coding));
            stored.is_some_and(|row| memo.trim_end() != row.memo.as_deref().unwrap_or_default())
        });
        new.map(|(coding, memo)| Command::Comment { coding, memo }).collect()
    }
}
