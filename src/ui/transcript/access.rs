//! What a screen reader finds: the view is a document, its visible blocks are texts below it, the
//! speaker of a turn is a label of its own (`P03 ¶14`). And what it may ask for: to select, and to
//! bring a block into view.

use super::frame::{Frame, Laid};
use super::layout::TurnLayout as _;
use super::selection::Selection;
use super::view::TranscriptView;
use crate::text::positions;
use egui::accesskit::{Action, ActionData, TextPosition, TextSelection};
use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

/// The node of a block's words.
fn node(id: Id, block: &Laid<'_>) -> Id {
    id.with(("text", block.index))
}

impl TranscriptView {
    /// Fills the tree and does what was asked for; nothing while nobody listens.
    pub(super) fn describe(&mut self, ui: &mut Ui, frame: &Frame<'_>, laid: &[Laid<'_>], id: Id) {
        if ui.ctx().accesskit_node_builder(id, |_| ()).is_none() {
            return;
        }
        self.obey(ui, frame, laid, id);
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
            let node = node(id, block);
            let words = ui.interact(rect, node, Sense::hover());
            words.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
            ui.ctx().accesskit_node_builder(node, |node| {
                node.add_action(Action::SetTextSelection);
                node.add_action(Action::ScrollIntoView);
            });
            block.layout.describe(ui, node, block.origin);
        }
        // Selection and caret, as far as they are on the screen.
        let place = |byte: u32| {
            let seen = laid.iter().rev().find(|block| block.block.start <= byte).or(laid.first())?;
            let local = byte.clamp(seen.block.start, seen.block.end) - seen.block.start;
            Some(seen.layout.position(node(id, seen), local as usize))
        };
        let ends = self.selection.and_then(|s| Some((place(s.tail())?, place(s.head)?)));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.add_action(Action::SetTextSelection);
            if let Some((anchor, focus)) = ends {
                node.set_text_selection(TextSelection { anchor, focus });
            }
        });
    }

    fn obey(&mut self, ui: &Ui, frame: &Frame<'_>, laid: &[Laid<'_>], id: Id) {
        let text = &frame.input.document.text;
        let byte = |position: &TextPosition| {
            laid.iter().find_map(|block| {
                let local = block.layout.byte_at(node(id, block), position)?;
                let byte = block.block.start as usize + local;
                u32::try_from(positions::grapheme_floor(text, byte)).ok()
            })
        };
        let targets = laid.iter().map(|block| (node(id, block), Some(block))).chain([(id, None)]);
        let mut wanted = None;
        for (target, block) in targets {
            ui.input(|input| {
                for request in input.accesskit_action_requests(target, Action::SetTextSelection) {
                    if let Some(ActionData::SetTextSelection(asked)) = &request.data
                        && let (Some(anchor), Some(focus)) =
                            (byte(&asked.anchor), byte(&asked.focus))
                    {
                        self.selection = Some(Selection::of(anchor, focus));
                        wanted = Some(focus);
                    }
                }
                if let Some(block) = block
                    && input.has_accesskit_action_request(target, Action::ScrollIntoView)
                {
                    wanted = Some(block.block.start);
                }
            });
        }
        if let Some(byte) = wanted {
            self.goal = None;
            self.bring_in(ui, frame, byte);
            ui.ctx().request_repaint();
        }
    }
}
