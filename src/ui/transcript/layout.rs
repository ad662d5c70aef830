//! The layout of one block behind one interface, so that another text engine can take its place.
//!
//! Positions going in and out are bytes of the block's text. Nothing here knows of codings,
//! selection or search hits: whoever wants to draw those asks for rectangles.

use super::Reading;
use super::bidi::{BidiLayout, Engine, Inks, runs_leftwards};
use crate::text::positions;
use crate::ui::fonts::Face;
use egui::accesskit::TextPosition;
use egui::epaint::text::{CharIndex, LayoutJob, TextFormat, cursor::CCursor};
use egui::{Color32, FontId, Galley, Id, Pos2, Rangef, Rect, Ui, Vec2, pos2, vec2};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// A stretch of one row, relative to the block's upper left corner.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct RowPart {
    /// From its first to its last letter.
    pub x: Rangef,
    /// The row from top to bottom, leading included.
    pub y: Rangef,
    /// What the letters stand on.
    pub baseline: f32,
}

/// A block that has been laid out.
pub(super) trait TurnLayout {
    /// In points.
    fn height(&self) -> f32;
    /// Draws the letters.
    fn paint(&self, painter: &egui::Painter, origin: Pos2);
    /// The place between two letters that is nearest.
    fn hit(&self, at: Vec2) -> usize;
    /// One call per row that the bytes touch, or several where the direction changes within them.
    fn rects(&self, range: Range<usize>, each: &mut dyn FnMut(RowPart));
    /// Where a caret stands before the byte: a rectangle without width.
    fn caret(&self, byte: usize) -> Rect;
    /// First and last caret place of the row that holds the byte.
    fn row(&self, byte: usize) -> Range<usize>;
    /// True where the paragraph is read from right to left: there the left arrow goes on, the right
    /// one back, as its readers expect.
    fn leftwards(&self) -> bool;
    /// Tells a screen reader the letters and where they stand.
    fn describe(&self, ui: &mut Ui, id: Id, origin: Pos2);
    /// A place between two letters as a screen reader is told it; `id` as for `describe`.
    fn position(&self, id: Id, byte: usize) -> TextPosition;
    /// Every letter with its bytes and where it stands, for tests.
    #[cfg(test)]
    fn letters(&self) -> Vec<(Range<usize>, Rect)>;
    /// The way back from [`TurnLayout::position`]; `None` for a place in another block.
    fn byte_at(&self, id: Id, position: &TextPosition) -> Option<usize>;
}

/// A block laid out by the engine that is right for its script.
pub(super) enum BlockLayout<'t> {
    /// Everything that runs from left to right.
    Galley(GalleyLayout<'t>),
    /// Blocks with letters that do not.
    Bidi(BidiLayout<'t>),
}

impl<'t> BlockLayout<'t> {
    /// Lays out a block. `unsaid` are stretches that were not spoken, such as time stamps.
    pub(super) fn new(
        ui: &Ui,
        engine: &Rc<RefCell<Engine>>,
        measure: &Measure,
        text: &'t str,
        unsaid: &[Range<usize>],
        inks: Inks,
    ) -> Self {
        if runs_leftwards(text) {
            Self::Bidi(BidiLayout::new(ui, engine, measure, text, unsaid, inks))
        } else {
            Self::Galley(GalleyLayout::new(ui, measure, text, unsaid, inks))
        }
    }

    fn inner(&self) -> &dyn TurnLayout {
        match self {
            Self::Galley(layout) => layout,
            Self::Bidi(layout) => layout,
        }
    }
}

impl TurnLayout for BlockLayout<'_> {
    fn height(&self) -> f32 {
        self.inner().height()
    }

    fn paint(&self, painter: &egui::Painter, origin: Pos2) {
        self.inner().paint(painter, origin);
    }

    fn hit(&self, at: Vec2) -> usize {
        self.inner().hit(at)
    }

    fn rects(&self, range: Range<usize>, each: &mut dyn FnMut(RowPart)) {
        self.inner().rects(range, each);
    }

    fn caret(&self, byte: usize) -> Rect {
        self.inner().caret(byte)
    }

    fn row(&self, byte: usize) -> Range<usize> {
        self.inner().row(byte)
    }

    fn leftwards(&self) -> bool {
        self.inner().leftwards()
    }

    fn describe(&self, ui: &mut Ui, id: Id, origin: Pos2) {
        self.inner().describe(ui, id, origin);
    }

    fn position(&self, id: Id, byte: usize) -> TextPosition {
        self.inner().position(id, byte)
    }

    fn byte_at(&self, id: Id, position: &TextPosition) -> Option<usize> {
        self.inner().byte_at(id, position)
    }

    #[cfg(test)]
    fn letters(&self) -> Vec<(Range<usize>, Rect)> {
        self.inner().letters()
    }
}

/// Measures that all blocks of a frame share.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Measure {
    /// Size of the letters.
    pub size: f32,
    /// Width of a line.
    pub width: f32,
    /// Distance of lines.
    pub line: f32,
    /// Width of a character of running text, on average.
    pub character: f32,
    /// What the letters are of.
    pub face: Face,
    /// Grows when fonts have come that were not there before.
    pub fonts: u32,
}

impl Measure {
    /// The width that is wished for, before the window has its say.
    pub(super) fn new(ui: &Ui, reading: &Reading, fonts: u32) -> Self {
        // Letters about as often as in running text.
        const SAMPLE: &str = "the sooner you tell us what it was, the sooner all of this can end";
        let size = reading.size.clamp(8.0, 60.0);
        let font = FontId::new(size, reading.face.family());
        let sample = ui.fonts_mut(|fonts| {
            fonts.layout_no_wrap(SAMPLE.to_owned(), font, ui.visuals().text_color())
        });
        let character = (sample.size().x / SAMPLE.len() as f32).max(1.0);
        let pixel = ui.ctx().pixels_per_point().max(0.1);
        let line = (size * reading.leading.clamp(1.0, 4.0) * pixel).round() / pixel;
        let width = (reading.width.clamp(20.0, 200.0) * character).round();
        Self { size, width, line, character, face: reading.face, fonts }
    }

    /// Height of a block of so many bytes, guessed.
    pub(super) fn guess(&self, bytes: u32) -> f32 {
        if bytes == 0 {
            return self.blank();
        }
        // A line is seldom filled to the last character.
        let line = (self.width / self.character * 0.96).max(1.0);
        (bytes as f32 / line).ceil() * self.line
    }

    /// Height of a blank line.
    pub(super) fn blank(&self) -> f32 {
        (self.line * 0.6).round()
    }

    /// Space above the first block of a turn.
    pub(super) fn gap(&self) -> f32 {
        (self.line * 0.75).round().max(14.0)
    }
}

/// [`TurnLayout`] by egui's own text layout. Right for scripts that run from left to right.
pub(super) struct GalleyLayout<'t> {
    galley: Arc<Galley>,
    text: &'t str,
    ascii: bool,
    blank: Option<f32>,
    size: f32,
    /// Characters before each row.
    rows: Vec<usize>,
}

impl<'t> GalleyLayout<'t> {
    /// Lays out a block. egui keeps the result as long as it is asked for every frame. `unsaid` are
    /// stretches that were not spoken, such as time stamps: they are written in `quiet`.
    pub(super) fn new(
        ui: &Ui,
        measure: &Measure,
        text: &'t str,
        unsaid: &[Range<usize>],
        inks: Inks,
    ) -> Self {
        let format = |ink| TextFormat {
            line_height: Some(measure.line),
            ..TextFormat::simple(FontId::new(measure.size, measure.face.family()), ink)
        };
        let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
        job.wrap.max_width = measure.width;
        let mut at = 0;
        let mut add = |to: usize, ink| {
            if let Some(part) = text.get(at..to).filter(|part| !part.is_empty()) {
                job.append(part, 0.0, format(ink));
                at = to;
            }
        };
        for range in unsaid {
            add(range.start, inks.plain);
            add(range.end, inks.quiet);
        }
        add(text.len(), inks.plain);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let mut before = 0;
        let rows = galley
            .rows
            .iter()
            .map(|row| {
                let first = before;
                before += row.char_count_including_newline().0;
                first
            })
            .collect();
        let blank = text.is_empty().then(|| measure.blank());
        Self { galley, text, ascii: text.is_ascii(), blank, size: measure.size, rows }
    }

    fn character(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if self.ascii {
            return byte;
        }
        self.text.get(..byte).map_or(0, |before| before.chars().count())
    }

    fn byte(&self, character: usize) -> usize {
        if self.ascii {
            return character.min(self.text.len());
        }
        self.text.char_indices().nth(character).map_or(self.text.len(), |(at, _)| at)
    }

    fn row_of(&self, character: usize) -> usize {
        self.rows.partition_point(|&first| first <= character).saturating_sub(1)
    }
}

impl TurnLayout for GalleyLayout<'_> {
    fn height(&self) -> f32 {
        self.blank.unwrap_or(self.galley.size().y)
    }

    fn paint(&self, painter: &egui::Painter, origin: Pos2) {
        if self.blank.is_none() {
            painter.galley(origin, Arc::clone(&self.galley), Color32::PLACEHOLDER);
        }
    }

    fn hit(&self, at: Vec2) -> usize {
        let byte = self.byte(self.galley.cursor_from_pos(at).index.0);
        if self.ascii {
            return byte;
        }
        // A flag or a letter with marks may be several glyphs, but is one letter.
        let (floor, ceil) =
            (positions::grapheme_floor(self.text, byte), positions::grapheme_ceil(self.text, byte));
        if byte - floor < ceil - byte { floor } else { ceil }
    }

    fn rects(&self, range: Range<usize>, each: &mut dyn FnMut(RowPart)) {
        let start = positions::grapheme_floor(self.text, range.start);
        let end = positions::grapheme_ceil(self.text, range.end);
        let (from, to) = (self.character(start), self.character(end));
        for row_index in self.row_of(from)..self.galley.rows.len() {
            let (Some(row), Some(&first)) =
                (self.galley.rows.get(row_index), self.rows.get(row_index))
            else {
                break;
            };
            if first >= to {
                break;
            }
            let start = from.saturating_sub(first);
            let mut end = (to - first).min(row.glyphs.len());
            // The space that a line is broken at is no part of what is marked.
            while end > start && row.glyphs.get(end - 1).is_some_and(|g| g.chr.is_whitespace()) {
                if first + end == to {
                    break;
                }
                end -= 1;
            }
            if start >= end {
                continue;
            }
            let x = Rangef::new(row.x_offset(CharIndex(start)), row.x_offset(CharIndex(end)));
            let baseline = row.glyphs.first().map_or(row.size.y, |glyph| glyph.pos.y);
            each(RowPart {
                x: Rangef::new(row.pos.x + x.min, row.pos.x + x.max),
                y: Rangef::new(row.pos.y, row.pos.y + row.size.y),
                baseline: row.pos.y + baseline,
            });
        }
    }

    fn caret(&self, byte: usize) -> Rect {
        if let Some(height) = self.blank {
            return Rect::from_min_size(Pos2::ZERO, vec2(0.0, height));
        }
        let at = self.galley.pos_from_cursor(CCursor::new(CharIndex(self.character(byte))));
        let half = self.size * 0.68;
        let middle = pos2(at.min.x, at.center().y);
        Rect::from_min_max(middle - vec2(0.0, half), middle + vec2(0.0, half))
    }

    fn row(&self, byte: usize) -> Range<usize> {
        let row = self.row_of(self.character(byte));
        let first = self.rows.get(row).copied().unwrap_or(0);
        let end = match self.rows.get(row + 1) {
            // Before the space the line is broken at.
            Some(&next) => self.byte(next.saturating_sub(1).max(first)),
            None => self.text.len(),
        };
        self.byte(first)..end
    }

    fn leftwards(&self) -> bool {
        false
    }

    fn describe(&self, ui: &mut Ui, id: Id, origin: Pos2) {
        let place = egui::emath::TSTransform::from_translation(origin.to_vec2());
        egui::text_selection::accesskit_text::update_accesskit_for_text_widget(
            ui.ctx(),
            id,
            None,
            place,
            &self.galley,
        );
    }

    fn position(&self, id: Id, byte: usize) -> TextPosition {
        let cursor = CCursor::new(CharIndex(self.character(byte)));
        let at = self.galley.layout_from_cursor(cursor);
        let run = at.column.0.saturating_sub(1) / RUN;
        let node = id.with(at.row).with(run).accesskit_id();
        TextPosition { node, character_index: at.column.0 - run * RUN }
    }

    #[cfg(test)]
    fn letters(&self) -> Vec<(Range<usize>, Rect)> {
        let mut letters = Vec::new();
        for (row, &first) in self.galley.rows.iter().zip(&self.rows) {
            for (at, glyph) in row.glyphs.iter().enumerate() {
                let bytes = self.byte(first + at)..self.byte(first + at + 1);
                let x = row.pos.x + glyph.pos.x;
                let y = row.pos.y..=row.pos.y + row.size.y;
                letters.push((bytes, Rect::from_x_y_ranges(x..=x + glyph.advance_width, y)));
            }
        }
        letters
    }

    fn byte_at(&self, id: Id, position: &TextPosition) -> Option<usize> {
        for (at, row) in self.galley.rows.iter().enumerate() {
            for run in 0..=row.glyphs.len() / RUN {
                if id.with(at).with(run).accesskit_id() == position.node {
                    let within = (run * RUN + position.character_index).min(row.glyphs.len());
                    return Some(self.byte(self.rows.get(at)? + within));
                }
            }
        }
        None
    }
}

/// egui cuts rows into runs of so many letters and names them by row and number.
const RUN: usize = 255;
