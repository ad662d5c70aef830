//! Words and codes carried by the mouse: a selection to a code of the codebook, codes of the
//! codebook to a selection or a sentence.

use super::TranscriptEvent;
use super::frame::{Frame, Laid};
use super::selection::{Grain, Selection};
use super::view::TranscriptView;
use crate::model::Span;
use crate::ui::dnd::{self, DraggedCodes, DraggedSelection};
use egui::{CursorIcon, DragAndDrop, Pos2, Ui};

/// How many letters of the words go along with the pointer.
const SHOWN: usize = 60;

impl TranscriptView {
    /// True when a point lies on selected words.
    pub(super) fn is_on_selection(&self, laid: &[Laid<'_>], pos: Pos2) -> bool {
        let Some(span) = self.selection() else { return false };
        let mut on = false;
        super::paint::each_part(laid, span, |left, right, _, y| {
            on |= (left..=right).contains(&pos.x) && y.contains(pos.y);
        });
        on
    }

    /// The selection goes along with the pointer.
    pub(super) fn carry(&self, ui: &Ui, frame: &Frame<'_>) {
        let Some(span) = self.selection() else { return };
        let document = frame.input.document;
        if !DragAndDrop::has_any_payload(ui.ctx()) {
            DragAndDrop::set_payload(ui.ctx(), DraggedSelection { document: document.id, span });
        }
        ui.set_cursor_icon(CursorIcon::Grabbing);
        let words = span.of(&document.text).unwrap_or_default();
        let mut shown: String = words.chars().take(SHOWN).collect();
        shown = shown.replace('\n', " ");
        let more = if words.chars().nth(SHOWN).is_some() { "…" } else { "" };
        dnd::label(ui.ctx(), &format!("“{shown}{more}”"));
    }

    /// Codes that are carried over the text: shows where they would go, and takes them when they are
    /// let go.
    pub(super) fn drops(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        events: &mut Vec<TranscriptEvent>,
    ) {
        self.target = None;
        if !frame.input.may_change || !DragAndDrop::has_payload_of_type::<DraggedCodes>(ui.ctx()) {
            return;
        }
        let Some(pos) = ui.input(|input| input.pointer.interact_pos()) else { return };
        if !frame.columns.view.contains(pos) || !ui.rect_contains_pointer(frame.columns.view) {
            return;
        }
        let Some(span) = self.words_under(frame, laid, pos) else { return };
        ui.set_cursor_icon(CursorIcon::Copy);
        if ui.input(|input| input.pointer.any_released()) {
            if let Some(codes) = DragAndDrop::take_payload::<DraggedCodes>(ui.ctx()) {
                events.push(TranscriptEvent::CodesDropped { codes: codes.0.clone(), span });
            }
        } else {
            self.target = Some(span);
        }
    }

    /// The selection when the point lies on it; beside the text the turn; else the sentence.
    fn words_under(&self, frame: &Frame<'_>, laid: &[Laid<'_>], pos: Pos2) -> Option<Span> {
        if self.is_on_selection(laid, pos) {
            return self.selection();
        }
        let block = Self::laid_at(laid, pos.y)?;
        let grain = if pos.x < frame.columns.text.min { Grain::Turn } else { Grain::Sentence };
        let document = frame.input.document;
        let under = Selection::press(document, &self.blocks, block.hit(pos), grain);
        under.span(&document.text)
    }
}
