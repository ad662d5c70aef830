//! Where in the document the view stands, and the bar beside it.
//!
//! The place is a block and a distance, not a height: when estimated heights above are corrected,
//! or the window changes its width, the words under the reader's eyes stay.

use super::frame::Frame;
use super::layout::TurnLayout as _;
use super::view::TranscriptView;
use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Space above the first block.
pub(super) const ABOVE: f32 = 14.0;
/// Space below the last.
pub(super) const BELOW: f32 = 56.0;

/// The upper edge of the view: so many points below the upper edge of a block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    /// Index of the block.
    pub block: usize,
    /// Points.
    pub offset: f32,
}

impl Default for Place {
    fn default() -> Self {
        Self { block: 0, offset: -ABOVE }
    }
}

impl Place {
    /// True at the very beginning.
    pub(super) fn is_top(self) -> bool {
        self.block == 0 && self.offset <= -ABOVE
    }
}

impl TranscriptView {
    /// Makes the place name a block that really is at the upper edge.
    pub(super) fn settle(&mut self, ui: &Ui, frame: &Frame<'_>) {
        let last = self.blocks.list().len().saturating_sub(1);
        self.place.block = self.place.block.min(last);
        while self.place.offset < 0.0 && self.place.block > 0 {
            self.place.block -= 1;
            self.place.offset += self.measured(ui, frame, self.place.block);
        }
        if self.place.block == 0 {
            self.place.offset = self.place.offset.max(-ABOVE);
        }
        while self.place.block < last && self.place.offset > 0.0 {
            // Only blocks passed by are estimated; the one at the edge is measured when laid out.
            let height = self.heights.get(self.place.block);
            if self.place.offset < height {
                break;
            }
            self.place.offset -= height;
            self.place.block += 1;
        }
    }

    /// The exact height of a block, its gap included.
    fn measured(&mut self, ui: &Ui, frame: &Frame<'_>, index: usize) -> f32 {
        let block = self.blocks.get(index);
        let height = frame.gap(block) + frame.lay(ui, block).height();
        self.heights.set(index, height);
        height
    }

    /// Puts the line of a byte at `share` of the view's height.
    pub(super) fn put_at(&mut self, ui: &Ui, frame: &Frame<'_>, byte: u32, share: f32) {
        let index = self.blocks.at(byte);
        let block = self.blocks.get(index);
        let local = byte.clamp(block.start, block.end) - block.start;
        let line = frame.lay(ui, block).caret(local as usize).center().y;
        let below = frame.columns.view.height() * share;
        self.place = Place { block: index, offset: frame.gap(block) + line - below };
        self.settle(ui, frame);
    }

    /// Moves as little as needed to see the line of a byte.
    pub(super) fn bring_in(&mut self, ui: &Ui, frame: &Frame<'_>, byte: u32) {
        let room = frame.columns.view.height();
        let margin = (frame.measure.line * 1.2).min(room / 4.0);
        let laid = self.lay_visible(ui, frame);
        let index = self.blocks.at(byte);
        let seen = laid.iter().find(|laid| laid.index == index).map(|laid| laid.caret(byte));
        let share = |points: f32| (points / room.max(1.0)).clamp(0.0, 1.0);
        let view = frame.columns.view;
        match seen {
            Some(caret) if caret.center().y < view.top() + margin => {
                self.put_at(ui, frame, byte, share(margin));
            }
            Some(caret) if caret.center().y > view.bottom() - margin => {
                self.put_at(ui, frame, byte, share(room - margin));
            }
            Some(_) => {}
            None if index <= self.place.block => self.put_at(ui, frame, byte, share(margin)),
            None => self.put_at(ui, frame, byte, share(room - margin)),
        }
    }

    /// Takes the wheel, where the pointer is over the view.
    pub(super) fn wheel(&mut self, ui: &Ui, area: Rect) {
        if !ui.rect_contains_pointer(area) {
            return;
        }
        let delta = ui.input(|input| input.smooth_scroll_delta.y);
        if delta != 0.0 {
            ui.ctx().input_mut(|input| input.smooth_scroll_delta.y = 0.0);
            self.place.offset -= delta;
        }
    }

    /// The scroll bar: drag the thumb, or click beside it to jump there.
    pub(super) fn bar(&mut self, ui: &Ui, frame: &Frame<'_>, id: egui::Id) {
        let track = frame.columns.bar.shrink2(vec2(3.0, 4.0));
        let room = f64::from(frame.columns.view.height());
        let total = self.heights.total() + f64::from(ABOVE + BELOW);
        let response = ui.interact(frame.columns.bar, id, Sense::CLICK | Sense::DRAG);
        response
            .widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Scroll the transcript"));
        if total <= room || track.height() <= 0.0 {
            return;
        }
        let at = self.heights.before(self.place.block) + f64::from(self.place.offset + ABOVE);
        let length = (f64::from(track.height()) * room / total).max(28.0) as f32;
        let way = track.height() - length;
        let top = track.top() + (at / (total - room)).clamp(0.0, 1.0) as f32 * way;
        if let Some(pos) = response.interact_pointer_pos()
            && response.is_pointer_button_down_on()
        {
            let inside = (top..=top + length).contains(&pos.y);
            let grip = *self.grip.get_or_insert(if inside { pos.y - top } else { length / 2.0 });
            let share = f64::from(((pos.y - grip - track.top()) / way.max(1.0)).clamp(0.0, 1.0));
            let wanted = share * (total - room) - f64::from(ABOVE);
            if (wanted - (at - f64::from(ABOVE))).abs() > 0.5 {
                let (block, offset) = self.heights.find(wanted);
                let offset = if wanted < 0.0 { wanted as f32 } else { offset };
                self.place = Place { block, offset };
                ui.ctx().request_repaint();
            }
        } else {
            self.grip = None;
        }
        let theme = frame.input.theme;
        let active = response.hovered() || response.is_pointer_button_down_on();
        let half = if active { 4.0 } else { 3.0 };
        let middle = track.center().x;
        let thumb = Rect::from_min_max(pos2(middle - half, top), pos2(middle + half, top + length));
        let ink = if active { theme.border } else { theme.control_active };
        ui.painter().rect_filled(thumb, half, ink);
    }
}
