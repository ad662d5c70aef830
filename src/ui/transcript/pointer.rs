//! The mouse: clicks, drags, and what lies under it.

use super::TranscriptEvent;
use super::frame::{Frame, Laid};
use super::handles::Handle;
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
    on: On,
}

/// What was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    /// Words: a selection begins.
    Text,
    /// Words that are selected: they are carried, or let go when the mouse does not move.
    Selection,
    /// An end of a coding.
    End,
}

impl Press {
    fn new(time: f64, pos: Pos2, on: On) -> Self {
        Self { time, pos, clicks: 1, down: true, moved: false, extends: false, on }
    }
}

impl TranscriptView {
    /// Presses, drags and releases in the text.
    pub(super) fn pointer(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        (marks, handles): (&[Mark], &[Handle]),
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
        if response.secondary_clicked()
            && let Some(block) = Self::laid_at(laid, pos.y)
        {
            events.push(TranscriptEvent::TurnMenu { byte: block.hit(pos), pos });
        }
        let held = self.press.is_some_and(|press| press.down);
        let starts = pressed && response.is_pointer_button_down_on();
        // Pressed and let go between two frames.
        let tapped = !held && !starts && response.clicked();
        if starts || tapped {
            response.request_focus();
            let again = self.is_again(time, pos);
            if starts && !shift && !again && self.take_hold(frame, (marks, handles), pos) {
                self.press = Some(Press::new(time, pos, On::End));
            } else if let Some(mark) = marks.iter().find(|mark| mark.is_under(pos)) {
                events.push(TranscriptEvent::CodingClicked { codings: mark.all(), pos });
                return;
            } else if starts && !shift && !again && self.is_on_selection(laid, pos) {
                self.press = Some(Press::new(time, pos, On::Selection));
            } else {
                self.press_at(frame, laid, pos, time, shift, events);
            }
        }
        let Some(mut press) = self.press.filter(|press| press.down) else { return };
        press.moved |= press.pos.distance(pos) > SLACK;
        self.press = Some(press);
        if press.on != On::Text {
            self.held(ui, frame, laid, (marks, pos), press, events);
            if !down {
                self.press = Some(Press { down: false, ..press });
            }
            return;
        }
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

    /// While an end of a coding or selected words are held, and when they are let go.
    fn held(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        (marks, pos): (&[Mark], Pos2),
        press: Press,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let down = ui.input(|input| input.pointer.primary_down());
        match (press.on, press.moved, down) {
            (On::End, true, true) => self.pull_to(frame, laid, pos),
            (On::End, true, false) => {
                self.pull_to(frame, laid, pos);
                if let Some((coding, span)) = self.let_go_of_end() {
                    events.push(TranscriptEvent::Resized { coding, span });
                }
            }
            (On::End, false, false) => {
                // Only clicked: as anywhere else on the coding.
                self.pull = None;
                if let Some(mark) = marks.iter().find(|mark| mark.is_under(pos)) {
                    events.push(TranscriptEvent::CodingClicked { codings: mark.all(), pos });
                } else {
                    self.press_at(frame, laid, pos, press.time, false, events);
                    self.released(frame, laid, pos, press, events);
                }
            }
            (On::Selection, true, true) => self.carry(ui, frame),
            (On::Selection, false, false) => {
                self.press_at(frame, laid, pos, press.time, false, events);
                self.released(frame, laid, pos, press, events);
            }
            _ => {}
        }
    }

    /// True for a press so soon after the one before, at the same place, that it belongs to it.
    fn is_again(&self, time: f64, pos: Pos2) -> bool {
        self.press.is_some_and(|last| {
            !last.moved && time - last.time < TOGETHER && last.pos.distance(pos) <= SLACK
        })
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
        // A press that was taken for something else first does not count twice.
        let again = self.press.filter(|last| !last.down && self.is_again(time, pos));
        let clicks = again.map_or(1, |last| last.clicks + 1);
        let extends = shift && self.selection.is_some();
        self.press = Some(Press { clicks, extends, ..Press::new(time, pos, On::Text) });
        self.lifted = None;
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
            if frame.columns.speakers.contains(pos.x) {
                let turn = Self::laid_at(laid, pos.y).map(|block| block.block.turn);
                events.extend(turn.map(TranscriptEvent::SpeakerClicked));
                return;
            }
            let codings = self.codings_at(frame, laid, pos);
            if !codings.is_empty() {
                events.push(TranscriptEvent::CodingClicked { codings, pos });
            }
        }
    }

    /// The event for the selection as it is.
    pub(super) fn selected(&self, frame: &Frame<'_>, laid: &[Laid<'_>]) -> Option<TranscriptEvent> {
        let span = self.selection?.span(&frame.input.document.text)?;
        let view = frame.columns.view;
        let rect = self.place_of_caret(frame, laid);
        let mut words = egui::Rect::NOTHING;
        super::paint::each_part(laid, span, |left, right, _, y| {
            words |= egui::Rect::from_x_y_ranges(left..=right, y);
        });
        let words = if words.is_positive() { words.intersect(view) } else { rect };
        Some(TranscriptEvent::Selected { span, rect, words })
    }

    /// Where the caret is, as far as it is on the screen; else the middle.
    pub(super) fn place_of_caret(&self, frame: &Frame<'_>, laid: &[Laid<'_>]) -> egui::Rect {
        let view = frame.columns.view;
        let caret = self.selection.and_then(|selection| {
            let block = self.blocks.at(selection.head);
            laid.iter().find(|laid| laid.index == block).map(|laid| laid.caret(selection.head))
        });
        caret.map_or(egui::Rect::from_center_size(view.center(), egui::Vec2::ZERO), |caret| {
            egui::Rect::from_min_max(view.clamp(caret.min), view.clamp(caret.max))
        })
    }

    /// Scrolls while the mouse drags beyond an edge. True when it did.
    pub(super) fn drag_scroll(&mut self, ui: &Ui, frame: &Frame<'_>) -> bool {
        let Some(press) =
            self.press.filter(|press| press.down && press.moved && press.on != On::Selection)
        else {
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
        if frame.input.shown.only_uncoded {
            return Vec::new();
        }
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
        (marks, handles): (&[Mark], &[Handle]),
        response: &Response,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let busy = self.press.is_some_and(|press| press.down) || self.grip.is_some();
        let over = ui.rect_contains_pointer(frame.columns.view) && !busy;
        let pos = ui.input(|input| input.pointer.hover_pos()).filter(|_| over);
        let in_margin = pos.and_then(|pos| marks.iter().find(|mark| mark.is_under(pos)));
        let end = pos.and_then(|pos| Self::handle_at(handles, pos));
        let tip = pos.filter(|_| frame.input.may_change).and_then(|pos| Self::tip_at(marks, pos));
        let now = match (in_margin, end, pos) {
            (Some(mark), _, _) => Some(mark.coding),
            (None, Some(end), _) => Some(end.coding()),
            (None, None, Some(pos)) => self.codings_at(frame, laid, pos).first().copied(),
            (None, None, None) => None,
        };
        self.hovered_in_margin = in_margin.is_some();
        if self.is_pulling() {
            let beside = ui
                .input(|input| input.pointer.interact_pos())
                .is_some_and(|p| p.x > frame.columns.lanes);
            ui.set_cursor_icon(if beside {
                CursorIcon::ResizeVertical
            } else {
                CursorIcon::ResizeHorizontal
            });
            return;
        }
        if end.is_some() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        } else if tip.is_some() {
            ui.set_cursor_icon(CursorIcon::ResizeVertical);
        } else if pos.is_some_and(|pos| self.is_on_selection(laid, pos)) {
            ui.set_cursor_icon(CursorIcon::Grab);
        } else if over && pos.is_some_and(|pos| frame.columns.speakers.contains(pos.x)) {
            ui.set_cursor_icon(CursorIcon::PointingHand);
        } else if over
            && in_margin.is_none()
            && pos.is_some_and(|pos| frame.columns.text.contains(pos.x))
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
