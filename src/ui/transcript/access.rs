//! What a screen reader finds: the view is a document, its visible blocks are texts below it, the
//! speaker of a turn is a label of its own (`P03 ¶14`).

use super::frame::{Frame, Laid};
use super::layout::TurnLayout as _;
use super::selection::Selection;
use egui::accesskit::TextSelection;
use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

/// Fills the tree; does nothing while nobody asked for one.
pub(super) fn describe(
    ui: &Ui,
    frame: &Frame<'_>,
    laid: &[Laid<'_>],
    selection: Option<Selection>,
    id: Id,
) {
    if ui.ctx().accesskit_node_builder(id, |_| ()).is_none() {
        return;
    }
    let columns = frame.columns;
    for block in laid {
        let end = pos2(columns.text.max, block.bottom());
        let rect = Rect::from_min_max(block.origin, end).intersect(columns.view);
        if !rect.is_positive() {
            continue;
        }
        if block.block.first {
            let place = frame.place(block.block.start);
            let side = Rect::from_x_y_ranges(columns.speakers, rect.y_range());
            let label = ui.interact(side, id.with(("turn", block.index)), Sense::hover());
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &place));
        }
        let text = block.block.text(&frame.input.document.text);
        if text.is_empty() {
            continue;
        }
        let node = id.with(("text", block.index));
        let words = ui.interact(rect, node, Sense::hover());
        words.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        block.layout.describe(ui.ctx(), node, block.origin);
    }
    // Selection and caret, as far as they are on the screen.
    let place = |byte: u32| {
        let seen = laid.iter().rev().find(|block| block.block.start <= byte).or(laid.first())?;
        let local = byte.clamp(seen.block.start, seen.block.end) - seen.block.start;
        Some(seen.layout.position(id.with(("text", seen.index)), local as usize))
    };
    if let Some(selection) = selection
        && let (Some(anchor), Some(focus)) = (place(selection.tail()), place(selection.head))
    {
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_text_selection(TextSelection { anchor, focus });
        });
    }
}
