//! The widget: what it remembers between frames, and one frame of it.

use super::{TranscriptEvent, TranscriptInput};
use crate::model::Span;

/// The view's memory: one for all documents. It keeps the reading place of each of them.
#[derive(Default)]
pub struct TranscriptView {
    selection: Option<Span>,
}

impl TranscriptView {
    /// Draws the view into the space that is left and tells what was done in it.
    pub fn show(&mut self, ui: &mut egui::Ui, input: &TranscriptInput<'_>) -> Vec<TranscriptEvent> {
        ui.label(input.document.text.as_ref());
        Vec::new()
    }

    /// Brings a place of the text into view with the next frame; of the document shown then.
    pub fn scroll_to(&mut self, byte: u32) {
        _ = byte;
    }

    /// As [`TranscriptView::scroll_to`], and lights the passage up for a moment.
    pub fn reveal(&mut self, span: Span) {
        self.scroll_to(span.start());
    }

    /// The selected words as an event would give them.
    pub fn selection(&self) -> Option<Span> {
        self.selection
    }

    /// Selects words, as if by hand, without an event.
    pub fn select(&mut self, span: Span) {
        self.selection = Some(span);
    }

    /// Lets the selection go, without an event.
    pub fn clear_selection(&mut self) {
        self.selection = None;
    }

    /// The byte where the caret stands; `None` until it was put somewhere.
    pub fn caret(&self) -> Option<u32> {
        None
    }

    /// Takes the keyboard with the next frame.
    pub fn focus(&mut self) {}
}
