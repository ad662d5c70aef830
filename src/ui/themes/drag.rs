//! What is dragged: codes onto themes, and themes up and down their list.

use crate::model::{CodeId, ThemeId};
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::view::View;
use crate::ui::widgets::{code_face, sans, semibold};
use egui::{
    Align2, CornerRadius, DragAndDrop, Id, LayerId, Order, Rect, Response, Stroke, StrokeKind, Ui,
    vec2,
};
use std::sync::Arc;

/// Codes on their way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Codes {
    pub(super) codes: Vec<CodeId>,
    /// The theme they were taken up in; `None` from the parking area.
    pub(super) from: Option<ThemeId>,
}

/// A theme on its way to another place in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Moved(pub(super) ThemeId);

/// The codes that were let go over this.
pub(super) fn dropped(target: &Response) -> Option<Arc<Codes>> {
    // Asked by type first: a theme that is dragged stays where it is.
    target.dnd_hover_payload::<Codes>()?;
    target.dnd_release_payload::<Codes>()
}

/// What letting codes go over a theme does.
pub(super) fn into_theme(payload: &Codes, theme: ThemeId, moves: bool) -> Command {
    let codes = payload.codes.clone();
    match payload.from {
        Some(from) if moves && from != theme => Command::MoveToTheme { codes, from, to: theme },
        _ => Command::PlaceCodes { theme, codes, on: true },
    }
}

/// Codes let go over a theme: added, or moved with Shift.
pub(super) fn drop_on(ui: &Ui, target: &Response, theme: ThemeId, outbox: &mut Outbox) {
    if let Some(payload) = dropped(target) {
        let moves = ui.input(|input| input.modifiers.shift);
        outbox.run(into_theme(&payload, theme, moves));
    }
}

/// Marks a place that takes what is dragged.
pub(super) fn outline(ui: &Ui, view: &View<'_>, target: &Response) {
    if target.dnd_hover_payload::<Codes>().is_some() {
        let edge = Stroke::new(2.0, view.theme.accent);
        let rect = target.rect.shrink(2.0);
        ui.painter().rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
    }
}

/// What hangs at the pointer while codes are dragged, and what Shift does.
pub(super) fn ghost(ctx: &egui::Context, view: &View<'_>) {
    let Some(payload) = DragAndDrop::payload::<Codes>(ctx) else { return };
    let Some(pos) = ctx.pointer_hover_pos() else { return };
    ctx.set_cursor_icon(egui::CursorIcon::Grabbing);
    let name = match payload.codes.as_slice() {
        [one] => code_face(view.theme, &view.corpus.codes, *one).1,
        many => format!("{} codes", many.len()),
    };
    let moves = ctx.input(|input| input.modifiers.shift);
    let hint = match (payload.from, moves) {
        (None, _) => "onto a theme",
        (Some(_), false) => "adds; hold Shift to move",
        (Some(_), true) => "moves",
    };
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, Id::unique("dragged codes")));
    let head = painter.layout_no_wrap(name, semibold(13.5), view.theme.strong);
    let tail = painter.layout_no_wrap(hint.to_owned(), sans(12.0), view.theme.quiet);
    let size = vec2(head.size().x + tail.size().x + 28.0, 28.0);
    let mut rect = Rect::from_min_size(pos + vec2(14.0, 8.0), size);
    let room = ctx.content_rect();
    if rect.right() > room.right() {
        rect = rect.translate(vec2(room.right() - rect.right(), 0.0));
    }
    let edge = Stroke::new(1.0, view.theme.border);
    painter.rect(rect, CornerRadius::same(6), view.theme.raised, edge, StrokeKind::Inside);
    let y = rect.center().y;
    let left = rect.left() + 10.0;
    let x = left + head.size().x + 8.0;
    painter.galley(egui::pos2(left, y - head.size().y / 2.0), head, view.theme.strong);
    let at = egui::pos2(x, y);
    painter.text(at, Align2::LEFT_CENTER, hint, sans(12.0), view.theme.quiet);
    ctx.request_repaint();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_adds_and_with_shift_moves() {
        let codes = vec![CodeId(1), CodeId(2)];
        let payload = |from: Option<i64>| Codes { codes: codes.clone(), from: from.map(ThemeId) };
        let to = ThemeId(7);
        let add = Command::PlaceCodes { theme: to, codes: codes.clone(), on: true };
        let moved = Command::MoveToTheme { codes: codes.clone(), from: ThemeId(3), to };
        assert_eq!(into_theme(&payload(None), to, false), add);
        assert_eq!(into_theme(&payload(None), to, true), add);
        assert_eq!(into_theme(&payload(Some(3)), to, false), add);
        assert_eq!(into_theme(&payload(Some(3)), to, true), moved);
        assert_eq!(into_theme(&payload(Some(7)), to, true), add);
    }
}
