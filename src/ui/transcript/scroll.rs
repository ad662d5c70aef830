//! Where in the document the view stands.
//!
//! The place is a block and a distance, not a height: when guessed heights above are corrected, the
//! words under the reader's eyes stay. When lines are broken anew, the letter that stood at the upper
//! edge stays there.

use super::frame::{Frame, Laid};
use super::layout::TurnLayout as _;
use super::view::TranscriptView;
use egui::{Rect, Ui};
use std::time::{Duration, Instant};

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

/// The letter that stands at the upper edge, for as long as nobody scrolls.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Anchor {
    /// The place this is true of.
    place: Place,
    /// First letter of the topmost row.
    byte: u32,
    /// From the top of its row to the upper edge.
    below: f32,
}

impl Anchor {
    /// This letter at the upper edge.
    pub(super) fn at(byte: u32) -> Self {
        Self { byte, ..Self::default() }
    }

    /// The letter; 0 when nothing was shown yet.
    pub(super) fn byte(self) -> u32 {
        self.byte
    }
}

/// Time of a frame that goes into measuring blocks that are not seen.
const SLICE: Duration = Duration::from_millis(3);

impl TranscriptView {
    /// Remembers what stands at the upper edge.
    pub(super) fn drop_anchor(&mut self, frame: &Frame<'_>, laid: &[Laid<'_>]) {
        if std::mem::take(&mut self.reflowed) {
            // Lines were broken anew: the letter stays the one it was, or it would creep away.
            self.anchor.place = self.place;
        }
        if self.anchor.place == self.place && self.anchor.byte > 0 {
            return;
        }
        let top = frame.columns.view.top();
        let Some(first) = laid.iter().find(|laid| laid.bottom() > top) else { return };
        let local = first.layout.hit(egui::vec2(1.0, (top - first.origin.y).max(0.0)));
        let start = first.layout.row(local).start;
        let byte = first.block.start + u32::try_from(start).unwrap_or(0);
        let row = first.caret(byte).center().y - frame.measure.line / 2.0;
        self.anchor = Anchor { place: self.place, byte, below: top - row };
    }

    /// Puts the letter that stood at the upper edge there again.
    pub(super) fn weigh_anchor(&mut self, ui: &Ui, frame: &Frame<'_>) {
        if self.place.is_top() || self.anchor.byte == 0 {
            return;
        }
        let Anchor { byte, below, .. } = self.anchor;
        let index = self.blocks.at(byte);
        let block = self.blocks.get(index);
        let layout = frame.lay(ui, block);
        let local = byte.clamp(block.start, block.end) - block.start;
        let row = layout.caret(local as usize).center().y - frame.measure.line / 2.0;
        self.heights.set(index, frame.gap(block) + layout.height());
        let below = below.min(frame.measure.line * 0.9);
        self.place = Place { block: index, offset: frame.gap(block) + row + below };
        self.reflowed = true;
    }

    /// Measures blocks that are not seen, for as long as a frame has time for it.
    pub(super) fn measure_more(&mut self, ui: &Ui, frame: &Frame<'_>) {
        self.measuring = false;
        if self.heights.guesses() == 0 {
            return;
        }
        if self.is_turn_of_map(ui) {
            ui.ctx().request_repaint();
            return;
        }
        self.measuring = true;
        let begin = Instant::now();
        let mut done = 0.0_f64;
        while let Some(index) = self.heights.next_guess() {
            let block = self.blocks.get(index);
            let bytes = f64::from(block.end - block.start).max(40.0);
            let spent = begin.elapsed();
            // A block is begun only when it will be done in time, but one is done in any case.
            let wanted = Duration::from_secs_f64((self.cost * bytes).min(1.0));
            if done > 0.0 && spent + wanted > SLICE {
                break;
            }
            let height = frame.gap(block) + frame.height(ui, block);
            self.heights.set(index, height);
            done += bytes;
        }
        if done > 0.0 {
            self.cost = begin.elapsed().as_secs_f64() / done;
        }
        if self.heights.guesses() > 0 {
            ui.ctx().request_repaint();
        }
    }

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
}
