//! What is dragged from one place of the window to another: codes onto words, words onto a code.
//!
//! Carried by [`egui::DragAndDrop`]; whoever takes it on release does with it what it is for.

use crate::model::{CodeId, DocumentId, Span};
use egui::{Align2, Area, Context, Frame, Id, Order, RichText, vec2};

/// Codes on their way from the codebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraggedCodes(pub Vec<CodeId>);

/// Selected words on their way to a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DraggedSelection {
    /// Whose words.
    pub document: DocumentId,
    /// Which.
    pub span: Span,
}

/// Shows beside the pointer what is dragged.
pub fn label(ctx: &Context, text: &str) {
    let Some(pos) = ctx.input(|input| input.pointer.interact_pos()) else { return };
    Area::new(Id::unique("dragged"))
        .order(Order::Tooltip)
        .fixed_pos(pos + vec2(14.0, 10.0))
        .pivot(Align2::LEFT_TOP)
        .interactable(false)
        .show(ctx, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(280.0);
                ui.add(egui::Label::new(RichText::new(text).small()).truncate());
            });
        });
}
