//! What one frame knows: where the columns lie, which blocks are seen, where they stand.

use super::bidi::{Engine, Inks};
use super::blocks::Block;
use super::layout::{BlockLayout, Measure, TurnLayout as _};
use super::{TranscriptInput, TranscriptView};
use crate::model::{Span, Voice};
use egui::{Pos2, Rangef, Rect, Ui, pos2, vec2};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// Width of one lane of brackets.
pub(super) const LANE: f32 = 7.0;
/// Lanes that are drawn at most; codings beyond are counted in words.
const MOST_LANES: usize = 9;
/// Width of the scroll bar and its map, with the space around it.
const BAR: f32 = 22.0;
/// Space around the columns.
const PAD: f32 = 16.0;

/// The columns from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    /// Everything but the scroll bar.
    pub view: Rect,
    /// The scroll bar.
    pub bar: Rect,
    /// Speakers, ¶ numbers, time stamps.
    pub speakers: Rangef,
    /// Frozen line numbers; empty where they are not wanted.
    pub numbers: Rangef,
    /// The words.
    pub text: Rangef,
    /// The left edge of the first lane of brackets.
    pub lanes: f32,
    /// Lanes drawn.
    pub lane_count: usize,
    /// Names of codings.
    pub names: Rangef,
}

impl Columns {
    /// Divides `rect`. Where it is narrow, first the names give way, then the speakers, then the text.
    pub(super) fn new(rect: Rect, wish: f32, lanes: usize, numbered: bool) -> Self {
        let number = if numbered { 34.0 } else { 0.0 };
        let before = number + 20.0;
        let (view, bar) = rect.split_left_right_at_x((rect.right() - BAR).max(rect.left()));
        let room = (view.width() - 2.0 * PAD).max(40.0);
        let mut lane_count = lanes.min(MOST_LANES);
        let mut text = wish.min(room);
        let mut speakers = 118.0_f32;
        let mut names = 190.0_f32;
        let brackets = |lanes: usize| if lanes == 0 { 0.0 } else { 14.0 + lanes as f32 * LANE };
        let short = |text: f32, speakers: f32, lanes: usize, names: f32| {
            (text + speakers + before + brackets(lanes) + names - room).max(0.0)
        };
        names -= short(text, speakers, lane_count, names).min(names - 136.0);
        speakers -= short(text, speakers, lane_count, names).min(speakers - 92.0);
        while lane_count > 5 && short(text, speakers, lane_count, names) > 0.0 {
            lane_count -= 1;
        }
        // A line that is a little shorter reads as well; a name of three letters says nothing.
        text -= short(text, speakers, lane_count, names).min(text * 0.09);
        names -= short(text, speakers, lane_count, names).min(names - 96.0);
        text -= short(text, speakers, lane_count, names).min((text - 200.0).max(0.0));
        names -= short(text, speakers, lane_count, names).min(names);
        let brackets = brackets(lane_count);
        let used = text + speakers + before + brackets + names;
        let free = (room - used).max(0.0);
        // Wide windows: some room goes to the names, the rest to both sides.
        let more = free.min(130.0);
        let left = (view.left() + PAD + (free - more) / 2.0).round();
        let text_left = left + speakers + before;
        let lanes = (text_left + text + if lane_count == 0 { 0.0 } else { 14.0 }).round();
        let names_left = text_left + text + brackets + 10.0;
        let names_right = (names_left + names + more - 10.0).min(view.right() - 6.0);
        Self {
            view,
            bar,
            speakers: Rangef::new(left, left + speakers),
            numbers: Rangef::new(text_left - 14.0 - number, text_left - 14.0),
            text: Rangef::new(text_left, text_left + text),
            lanes,
            lane_count,
            names: Rangef::new(names_left, names_right.max(names_left)),
        }
    }
}

/// A block on the screen.
pub(super) struct Laid<'a> {
    /// Index among the blocks.
    pub index: usize,
    /// Its bytes.
    pub block: Block,
    /// Where its text begins on the screen, below the gap above it.
    pub origin: Pos2,
    /// Its letters.
    pub layout: BlockLayout<'a>,
}

impl Laid<'_> {
    /// Where its text ends on the screen.
    pub(super) fn bottom(&self) -> f32 {
        self.origin.y + self.layout.height()
    }

    /// The part of `span` that lies in this block, in bytes of the block.
    pub(super) fn local(&self, span: Span) -> Option<Range<usize>> {
        let start = span.start().max(self.block.start);
        let end = span.end().min(self.block.end);
        (start < end)
            .then(|| (start - self.block.start) as usize..(end - self.block.start) as usize)
    }

    /// A caret on the screen; the byte is one of the document.
    pub(super) fn caret(&self, byte: u32) -> Rect {
        let local = byte.clamp(self.block.start, self.block.end) - self.block.start;
        self.layout.caret(local as usize).translate(self.origin.to_vec2())
    }

    /// The byte of the document nearest to a point of the screen.
    pub(super) fn hit(&self, pos: Pos2) -> u32 {
        let local = self.layout.hit(pos - self.origin);
        self.block.start + u32::try_from(local).unwrap_or(0)
    }
}

/// What the parts of one frame share.
pub(super) struct Frame<'a> {
    /// What is shown.
    pub input: TranscriptInput<'a>,
    /// Sizes.
    pub measure: Measure,
    /// Places.
    pub columns: Columns,
    /// For blocks that run from right to left.
    pub engine: Rc<RefCell<Engine>>,
}

impl<'a> Frame<'a> {
    /// The exact height of a block without the gap above it; for blocks that are not seen.
    pub(super) fn height(&self, ui: &Ui, block: Block) -> f32 {
        let text = block.text(&self.input.document.text);
        if super::bidi::runs_leftwards(text) {
            let pixel = ui.ctx().pixels_per_point().max(0.1);
            return self.engine.borrow_mut().height(text, &self.measure, pixel);
        }
        self.lay(ui, block).height()
    }

    /// Lays out a block; it is in store when it was seen in the frame before.
    pub(super) fn lay(&self, ui: &Ui, block: Block) -> BlockLayout<'a> {
        let document = self.input.document;
        let text = block.text(&document.text);
        let mut quiet: Vec<Range<usize>> = Vec::new();
        let voice = self.voice(block);
        if let (Some(span), true) = (Span::new(block.start, block.end), voice.is_some()) {
            let mut at = block.start;
            for piece in document.pieces_in(span) {
                push(&mut quiet, block, at, piece.span.start());
                at = piece.span.end();
            }
            push(&mut quiet, block, at, block.end);
        }
        let theme = self.input.theme;
        let ink = match voice {
            Some(Voice::Interviewer) => theme.question,
            Some(_) => theme.ink,
            None => theme.quiet,
        };
        let inks = Inks { plain: ink, quiet: theme.quiet };
        BlockLayout::new(ui, &self.engine, &self.measure, text, &quiet, inks)
    }

    /// Whose words a block holds. `None` for a header or a turn under no label; where a document
    /// has no labels at all, everything is somebody's.
    pub(super) fn voice(&self, block: Block) -> Option<Voice> {
        let document = self.input.document;
        if document.speakers.is_empty() {
            return Some(Voice::Unassigned);
        }
        let speaker = document.turns.get(block.turn as usize)?.speaker?;
        Some(document.speaker(speaker)?.voice)
    }

    /// Space above a block.
    pub(super) fn gap(&self, block: Block) -> f32 {
        if block.first { self.measure.gap() } else { 0.0 }
    }

    /// The name beside a turn: the participant's, or the label as written. Empty for no label.
    pub(super) fn name(&self, turn: usize) -> &'a str {
        let document = self.input.document;
        let speaker = document.turns.get(turn).and_then(|turn| turn.speaker);
        let Some(speaker) = speaker.and_then(|id| document.speaker(id)) else { return "" };
        match speaker.voice {
            Voice::Participant(id) => self
                .input
                .participants
                .iter()
                .find(|participant| participant.id == id)
                .map_or(speaker.label.as_str(), |participant| participant.name.as_str()),
            Voice::Interviewer | Voice::Unassigned => &speaker.label,
        }
    }

    /// `P03 ¶14`, as places are cited.
    pub(super) fn place(&self, byte: u32) -> String {
        let turn = self.input.document.turn_at(byte).unwrap_or(0);
        let name = self.name(turn);
        let space = if name.is_empty() { "" } else { " " };
        format!("{name}{space}¶{}", turn + 1)
    }
}

fn push(quiet: &mut Vec<Range<usize>>, block: Block, from: u32, to: u32) {
    let from = from.clamp(block.start, block.end) - block.start;
    let to = to.clamp(block.start, block.end) - block.start;
    if from < to {
        quiet.push(from as usize..to as usize);
    }
}

impl TranscriptView {
    /// Lays out everything between the upper and the lower edge, and keeps the place inside the
    /// document.
    pub(super) fn lay_visible<'a>(&mut self, ui: &Ui, frame: &Frame<'a>) -> Vec<Laid<'a>> {
        self.settle(ui, frame);
        let mut laid = self.lay_from_place(ui, frame);
        let view = frame.columns.view;
        let end = laid.last().map_or(view.bottom(), Laid::bottom) + super::scroll::BELOW;
        let at_end = laid.last().is_some_and(|last| last.index + 1 == self.blocks.list().len());
        if at_end && end < view.bottom() && !self.place.is_top() {
            self.place.offset -= view.bottom() - end;
            self.settle(ui, frame);
            laid = self.lay_from_place(ui, frame);
        }
        laid
    }

    fn lay_from_place<'a>(&mut self, ui: &Ui, frame: &Frame<'a>) -> Vec<Laid<'a>> {
        let view = frame.columns.view;
        let mut laid = Vec::new();
        let mut y = view.top() - self.place.offset;
        let mut index = self.place.block;
        while y < view.bottom() && index < self.blocks.list().len() {
            let block = self.blocks.get(index);
            let layout = frame.lay(ui, block);
            let gap = frame.gap(block);
            let height = gap + layout.height();
            self.heights.set(index, height);
            let origin = pos2(frame.columns.text.min, 0.0) + vec2(0.0, y + gap);
            laid.push(Laid { index, block, origin, layout });
            y += height;
            index += 1;
        }
        laid
    }

    /// Every letter on the screen with its bytes of the document.
    #[cfg(test)]
    pub(super) fn letters(&mut self, ui: &Ui, frame: &Frame<'_>) -> Vec<(Range<u32>, Rect)> {
        let mut letters = Vec::new();
        for block in self.lay_visible(ui, frame) {
            for (bytes, rect) in block.layout.letters() {
                let byte = |local: usize| block.block.start + local as u32;
                let rect = rect.translate(block.origin.to_vec2());
                letters.push((byte(bytes.start)..byte(bytes.end), rect));
            }
        }
        letters
    }

    /// The block whose lines are nearest to a height of the screen.
    pub(super) fn laid_at<'l, 'a>(laid: &'l [Laid<'a>], y: f32) -> Option<&'l Laid<'a>> {
        let next = laid.partition_point(|laid| laid.bottom() <= y);
        laid.get(next.min(laid.len().saturating_sub(1)))
    }
}
