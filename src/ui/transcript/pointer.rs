//! The mouse: clicks, drags, and what lies under it.

use super::TranscriptEvent;
use super::frame::{Frame, Laid};
use super::layout::TurnLayout as _;
use super::margin::Mark;
use super::selection::{Grain, Selection};
use super::view::TranscriptView;
use crate::model::CodingId;
use egui::{CursorIcon, Pos2, Response, Ui};

/// Presses closer in time than this count as one gesture, in seconds.
const TOGETHER: f64 = 0.45;
/// Farther than this from where it was pressed, the mouse is dragging.
const SLACK: f32 = 4.0;

/// The last press of the mouse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Press {
    time: f64,
    pos: Pos2,
    clicks: u32,
    down: bool,
    moved: bool,
    extends: bool,
}

impl TranscriptView {
    /// Presses, drags and releases in the text.
    pub(super) fn pointer(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        marks: &[Mark],
        response: &Response,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let (time, pressed, down, shift, pos) = ui.input(|input| {
            let pointer = &input.pointer;
            let pos = pointer.interact_pos();
            (
                input.time,
                pointer.primary_pressed(),
                pointer.primary_down(),
                input.modifiers.shift,
                pos,
            )
        });
        let Some(pos) = pos else { return };
        let held = self.press.is_some_and(|press| press.down);
        let starts = pressed && response.is_pointer_button_down_on();
        // Pressed and let go between two frames.
        let tapped = !held && !starts && response.clicked();
        if starts || tapped {
            response.request_focus();
            if let Some(mark) = marks.iter().find(|mark| mark.is_under(pos)) {
                let codings = vec![mark.coding];
                events.push(TranscriptEvent::CodingClicked { codings, pos });
                return;
            }
            self.press_at(frame, laid, pos, time, shift, events);
        }
        let Some(mut press) = self.press.filter(|press| press.down) else { return };
        press.moved |= press.pos.distance(pos) > SLACK;
        self.press = Some(press);
        if press.moved
            && let Some(byte) = hit(frame, laid, pos)
        {
            let document = frame.input.document;
            if let Some(selection) = &mut self.selection {
                if press.extends {
                    selection.extend(byte);
                } else {
                    selection.drag(document, &self.blocks, byte);
                }
            }
        }
        if !down || tapped {
            self.press = Some(Press { down: false, ..press });
            self.released(frame, laid, pos, press, events);
        }
    }

    fn press_at(
        &mut self,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        pos: Pos2,
        time: f64,
        shift: bool,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let again = self
            .press
            .filter(|last| time - last.time < TOGETHER && last.pos.distance(pos) <= SLACK);
        let clicks = again.map_or(1, |last| last.clicks + 1);
        let extends = shift && self.selection.is_some();
        self.press = Some(Press { time, pos, clicks, down: true, moved: false, extends });
        self.goal = None;
        self.by_keys = false;
        let Some(byte) = hit(frame, laid, pos) else { return };
        if extends {
            if let Some(selection) = &mut self.selection {
                selection.extend(byte);
            }
            return;
        }
        if clicks == 1 && self.selection().is_some() {
            events.push(TranscriptEvent::SelectionCleared);
        }
        let grain = Grain::of_clicks(clicks);
        self.selection = Some(Selection::press(frame.input.document, &self.blocks, byte, grain));
    }

    fn released(
        &mut self,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        pos: Pos2,
        press: Press,
        events: &mut Vec<TranscriptEvent>,
    ) {
        if let Some(event) = self.selected(frame, laid) {
            events.push(event);
        } else if press.clicks == 1 && !press.moved && !press.extends {
            let codings = self.codings_at(frame, laid, pos);
            if !codings.is_empty() {
                events.push(TranscriptEvent::CodingClicked { codings, pos });
            }
        }
    }

    /// The event for the selection as it is.
    pub(super) fn selected(&self, frame: &Frame<'_>, laid: &[Laid<'_>]) -> Option<TranscriptEvent> {
        let selection = self.selection?;
        let span = selection.span(&frame.input.document.text)?;
        let block = self.blocks.at(selection.head);
        let view = frame.columns.view;
        let caret =
            laid.iter().find(|laid| laid.index == block).map(|laid| laid.caret(selection.head));
        let rect = caret
            .map_or(egui::Rect::from_center_size(view.center(), egui::Vec2::ZERO), |caret| {
                egui::Rect::from_min_max(view.clamp(caret.min), view.clamp(caret.max))
            });
        Some(TranscriptEvent::Selected { span, rect })
    }

    /// Scrolls while the mouse drags beyond an edge. True when it did.
    pub(super) fn drag_scroll(&mut self, ui: &Ui, frame: &Frame<'_>) -> bool {
        let Some(press) = self.press.filter(|press| press.down && press.moved) else {
            return false;
        };
        let Some(pos) = ui.input(|input| input.pointer.interact_pos()) else { return false };
        let edge = 18.0;
        let view = frame.columns.view;
        let beyond = if pos.y < view.top() + edge {
            pos.y - (view.top() + edge)
        } else {
            (pos.y - (view.bottom() - edge)).max(0.0)
        };
        if beyond == 0.0 || press.pos.distance(pos) < edge {
            return false;
        }
        let seconds = ui.input(|input| input.stable_dt).min(0.1);
        self.place.offset += beyond.clamp(-160.0, 160.0) * 9.0 * seconds;
        ui.ctx().request_repaint();
        true
    }

    /// The codings whose words lie under a point, the shortest first.
    pub(super) fn codings_at(
        &self,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        pos: Pos2,
    ) -> Vec<CodingId> {
        let Some(block) = Self::laid_at(laid, pos.y) else { return Vec::new() };
        let byte = block.hit(pos);
        let mut near = Vec::new();
        self.lanes.query(byte.saturating_sub(1), byte.saturating_add(1), &mut near);
        near.retain(|coding| {
            let mut under = false;
            if let Some(range) = block.local(coding.span) {
                block.layout.rects(range, &mut |part| {
                    let at = pos - block.origin;
                    under |= part.x.contains(at.x) && part.y.contains(at.y);
                });
            }
            under
        });
        near.sort_by_key(|coding| (coding.span.len(), coding.row));
        let rows = &frame.input.document.codings;
        near.iter().filter_map(|coding| rows.get(coding.row as usize)).map(|row| row.id).collect()
    }

    /// The coding under the pointer, and its tooltip.
    pub(super) fn hover(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        marks: &[Mark],
        response: &Response,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let busy = self.press.is_some_and(|press| press.down) || self.grip.is_some();
        let over = ui.rect_contains_pointer(frame.columns.view) && !busy;
        let pos = ui.input(|input| input.pointer.hover_pos()).filter(|_| over);
        let in_margin = pos.and_then(|pos| marks.iter().find(|mark| mark.is_under(pos)));
        let now = match (in_margin, pos) {
            (Some(mark), _) => Some(mark.coding),
            (None, Some(pos)) => self.codings_at(frame, laid, pos).first().copied(),
            (None, None) => None,
        };
        self.hovered_in_margin = in_margin.is_some();
        if over && in_margin.is_none() && pos.is_some_and(|pos| frame.columns.text.contains(pos.x))
        {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        if now != self.hovered {
            self.hovered = now;
            events.push(TranscriptEvent::CodingHovered(now));
        }
        if let Some(coding) = now {
            response.clone().on_hover_ui_at_pointer(|ui| super::margin::tooltip(ui, frame, coding));
        }
    }
}

fn hit(frame: &Frame<'_>, laid: &[Laid<'_>], pos: Pos2) -> Option<u32> {
    let view = frame.columns.view;
    let pos = egui::pos2(pos.x, pos.y.clamp(view.top(), view.bottom() - 1.0));
    TranscriptView::laid_at(laid, pos.y).map(|laid| laid.hit(pos))
}
