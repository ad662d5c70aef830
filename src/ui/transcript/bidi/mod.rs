//! Blocks with letters of the scripts that run from right to left: laid out by parley, which orders
//! words and lines as Unicode has it, and drawn from a texture of our own.
//!
//! Everything is kept for a while: the shaped letters of what was seen last, so that another width
//! costs only new line breaks, and the picture of a block, which is only moved while nothing changes.
//! What is kept is bounded, and dropped when it was not seen for a few frames.

mod access;
mod atlas;
mod rows;
mod system;

use super::layout::{Measure, RowPart, TurnLayout};
use crate::ui::fonts::{self, Face};
use atlas::{Ask, Atlas};
use egui::accesskit::TextPosition;
use egui::epaint::Vertex;
use egui::{Color32, Context, Id, Mesh, Painter, Pos2, Rect, Shape, Ui, Vec2, pos2};
use parley::fontique::{Collection, CollectionOptions};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, GenericFamily,
    LayoutContext, LineHeight, PositionedLayoutItem, StyleProperty,
};
use rows::Rows;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use system::System;

/// Bytes of text that are kept shaped at most, but for what is on the screen: some thirty screens.
const KEPT: usize = 256 * 1024;

/// Letters of the scripts that run from right to left, and the marks that turn a line around.
pub(super) fn runs_leftwards(text: &str) -> bool {
    let turns = |c: char| {
        matches!(c,
            '\u{590}'..='\u{8FF}' | '\u{200F}' | '\u{202B}' | '\u{202E}' | '\u{2067}'
            | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    // Most text is of one byte per character and answered without looking at characters.
    !text.is_ascii() && text.chars().any(turns)
}

/// What a stretch of text is painted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Tone {
    #[default]
    Plain,
    /// Not spoken: time stamps.
    Quiet,
}

/// The colours of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Inks {
    /// Of what was said.
    pub plain: Color32,
    /// Of what was not.
    pub quiet: Color32,
}

/// What every block of this kind shares.
pub(super) struct Engine {
    fonts: FontContext,
    context: LayoutContext<Tone>,
    atlas: Atlas,
    kept: HashMap<u64, Kept>,
    bytes: usize,
    frame: u64,
    system: System,
}

struct Kept {
    shaped: Rc<Shaped>,
    used: u64,
}

/// A block whose letters are known and whose lines are broken.
struct Shaped {
    layout: parley::Layout<Tone>,
    rows: Rows,
    bytes: usize,
    width: f32,
    pixel: f32,
    picture: RefCell<Option<Picture>>,
}

struct Picture {
    mesh: Arc<Mesh>,
    at: Pos2,
    inks: Inks,
    generation: u32,
}

impl Default for Engine {
    fn default() -> Self {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut engine = Self {
            fonts: FontContext {
                collection: Collection::new(options),
                source_cache: parley::fontique::SourceCache::default(),
            },
            context: LayoutContext::new(),
            atlas: Atlas::default(),
            kept: HashMap::new(),
            bytes: 0,
            frame: 0,
            system: System::default(),
        };
        engine.add_own();
        engine
    }
}

impl Engine {
    /// Once a frame. `wanted` says that there is text of this kind, or that the reader wants the
    /// system's font. Gives a number that changes when letters may have got other widths.
    pub(super) fn begin(&mut self, ctx: &Context, wanted: bool) -> u32 {
        self.frame += 1;
        self.atlas.set_dark(ctx.global_style().visuals.dark_mode);
        if wanted && let Some(collection) = self.system.poll(ctx) {
            self.fonts.collection = collection;
            self.add_own();
            system::prefer_complete(&mut self.fonts);
            if let Some(data) = system::own_face(&mut self.fonts) {
                fonts::add_system(ctx, data);
            }
            self.context = LayoutContext::new();
            self.forget();
        }
        if self.bytes > KEPT {
            let now = self.frame;
            self.kept.retain(|_, kept| kept.used + 3 > now);
            self.bytes = self.kept.values().map(|kept| kept.shaped.bytes).sum();
        }
        self.system.changes()
    }

    fn add_own(&mut self) {
        for (_, bytes) in fonts::FILES {
            let blob = parley::fontique::Blob::new(Arc::new(bytes));
            self.fonts.collection.register_fonts(blob, None);
        }
    }

    fn forget(&mut self) {
        self.kept.clear();
        self.bytes = 0;
        self.atlas.clear();
    }

    /// The height of a block, without keeping anything.
    pub(super) fn height(&mut self, text: &str, measure: &Measure, pixel: f32) -> f32 {
        let mut layout = self.shape(text, &[], measure, pixel);
        layout.break_all_lines(Some(measure.width * pixel));
        layout.height() / pixel
    }

    fn shape(
        &mut self,
        text: &str,
        quiet: &[Range<usize>],
        measure: &Measure,
        pixel: f32,
    ) -> parley::Layout<Tone> {
        let named = FontFamilyName::named;
        let generic = FontFamilyName::Generic;
        // What none of these has comes from the font for the script, and pictures from that for them.
        // The system's own sans is not asked first: it often has half of a script, and letters of
        // two fonts do not join.
        let families = match measure.face {
            Face::Serif => [named("Charis SIL"), named("Inter")],
            Face::Sans => [named("Inter"), named("Charis SIL")],
            Face::Easy => [named("Lexend"), named("Charis SIL")],
            Face::System => [generic(GenericFamily::SystemUi), named("Inter")],
        };
        let mut builder = self.context.ranged_builder(&mut self.fonts, text, pixel, true);
        builder.push_default(StyleProperty::FontFamily(FontFamily::from(&families[..])));
        builder.push_default(StyleProperty::FontSize(measure.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(measure.line)));
        builder.push_default(StyleProperty::OverflowWrap(parley::OverflowWrap::Anywhere));
        for range in quiet {
            builder.push(StyleProperty::Brush(Tone::Quiet), range.clone());
        }
        builder.build(text)
    }

    fn shaped(
        &mut self,
        text: &str,
        quiet: &[Range<usize>],
        measure: &Measure,
        pixel: f32,
    ) -> Rc<Shaped> {
        let mut hasher = DefaultHasher::new();
        (text, quiet, measure.size.to_bits(), measure.line.to_bits(), measure.face)
            .hash(&mut hasher);
        pixel.to_bits().hash(&mut hasher);
        let key = hasher.finish();
        let frame = self.frame;
        let width = measure.width;
        if let Some(kept) = self.kept.get_mut(&key) {
            kept.used = frame;
            if kept.shaped.width != width {
                let mut layout = kept.shaped.layout.clone();
                kept.shaped = Rc::new(Shaped::broken(&mut layout, text, width, pixel));
            }
            return Rc::clone(&kept.shaped);
        }
        let mut layout = self.shape(text, quiet, measure, pixel);
        let shaped = Rc::new(Shaped::broken(&mut layout, text, width, pixel));
        self.bytes += text.len();
        self.kept.insert(key, Kept { shaped: Rc::clone(&shaped), used: frame });
        shaped
    }

    /// The picture of a block at a place of the screen.
    fn picture(&mut self, ctx: &Context, shaped: &Shaped, at: Pos2, inks: Inks) -> Arc<Mesh> {
        let generation = self.atlas.generation();
        let mut kept = shaped.picture.borrow_mut();
        if let Some(picture) = kept.as_mut()
            && picture.inks == inks
            && picture.generation == generation
        {
            if picture.at != at {
                Arc::make_mut(&mut picture.mesh).translate(at - picture.at);
                picture.at = at;
            }
            return Arc::clone(&picture.mesh);
        }
        let mesh = self.draw(ctx, shaped, at, inks).or_else(|_| {
            // Full: everything seen is drawn once more into a fresh texture.
            self.atlas.clear();
            ctx.request_repaint();
            self.draw(ctx, shaped, at, inks)
        });
        let mesh = Arc::new(mesh.unwrap_or_default());
        let generation = self.atlas.generation();
        *kept = Some(Picture { mesh: Arc::clone(&mesh), at, inks, generation });
        mesh
    }

    fn draw(
        &mut self,
        ctx: &Context,
        shaped: &Shaped,
        at: Pos2,
        inks: Inks,
    ) -> Result<Mesh, atlas::Full> {
        let mut mesh = Mesh::with_texture(self.atlas.texture(ctx));
        let pixel = shaped.pixel;
        for line in shaped.layout.lines() {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let ink = match run.style().brush {
                    Tone::Plain => inks.plain,
                    Tone::Quiet => inks.quiet,
                };
                let (font, coords) = (run.run().font(), run.run().normalized_coords());
                let size = run.run().font_size();
                for glyph in run.positioned_glyphs() {
                    let place = pos2(glyph.x, glyph.y);
                    let ask = Ask { font, coords, glyph: glyph.id, size, at: place };
                    let Some(drawn) = self.atlas.get(&ask)? else { continue };
                    let min = at + drawn.rect.min.to_vec2() / pixel;
                    let rect = Rect::from_min_size(min, drawn.rect.size() / pixel);
                    let color =
                        if drawn.colored { Color32::from_white_alpha(ink.a()) } else { ink };
                    add(&mut mesh, rect, drawn.uv, color);
                }
            }
        }
        Ok(mesh)
    }
}

fn add(mesh: &mut Mesh, rect: Rect, uv: Rect, color: Color32) {
    let first = mesh.vertices.len() as u32;
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 2, first + 1, first + 3);
    let corners = [
        (rect.left_top(), uv.left_top()),
        (rect.right_top(), uv.right_top()),
        (rect.left_bottom(), uv.left_bottom()),
        (rect.right_bottom(), uv.right_bottom()),
    ];
    mesh.vertices.extend(corners.map(|(pos, uv)| Vertex { pos, uv, color }));
}

impl Shaped {
    fn broken(layout: &mut parley::Layout<Tone>, text: &str, width: f32, pixel: f32) -> Self {
        let mut layout = std::mem::take(layout);
        layout.break_all_lines(Some(width * pixel));
        layout.align(Alignment::Start, AlignmentOptions::default());
        let rows = Rows::new(&layout, text, pixel);
        Self { layout, rows, bytes: text.len(), width, pixel, picture: RefCell::new(None) }
    }
}

/// [`TurnLayout`] by parley.
pub(super) struct BidiLayout<'t> {
    engine: Rc<RefCell<Engine>>,
    shaped: Rc<Shaped>,
    text: &'t str,
    size: f32,
    inks: Inks,
}

impl<'t> BidiLayout<'t> {
    /// Lays out a block, or finds it where it was seen lately.
    pub(super) fn new(
        ui: &Ui,
        engine: &Rc<RefCell<Engine>>,
        measure: &Measure,
        text: &'t str,
        unsaid: &[Range<usize>],
        inks: Inks,
    ) -> Self {
        let pixel = ui.ctx().pixels_per_point().max(0.1);
        let shaped = engine.borrow_mut().shaped(text, unsaid, measure, pixel);
        Self { engine: Rc::clone(engine), shaped, text, size: measure.size, inks }
    }

    fn rows(&self) -> &Rows {
        &self.shaped.rows
    }
}

impl TurnLayout for BidiLayout<'_> {
    fn height(&self) -> f32 {
        self.shaped.layout.height() / self.shaped.pixel
    }

    fn paint(&self, painter: &Painter, origin: Pos2) {
        let mut engine = self.engine.borrow_mut();
        if engine.system.is_awaited() {
            // A moment later the letters come in their own script: no boxes until then.
            return;
        }
        let pixel = self.shaped.pixel;
        let at = pos2((origin.x * pixel).round() / pixel, (origin.y * pixel).round() / pixel);
        painter.add(Shape::Mesh(engine.picture(painter.ctx(), &self.shaped, at, self.inks)));
    }

    fn hit(&self, at: Vec2) -> usize {
        self.rows().hit(at)
    }

    fn rects(&self, range: Range<usize>, each: &mut dyn FnMut(RowPart)) {
        self.rows().rects(&range, each);
    }

    fn caret(&self, byte: usize) -> Rect {
        self.rows().caret_rect(byte.min(self.text.len()), self.size * 0.68)
    }

    fn row(&self, byte: usize) -> Range<usize> {
        self.rows().row_of(byte).map_or(0..self.text.len(), |row| row.bytes.start..row.seen)
    }

    fn leftwards(&self) -> bool {
        self.rows().leftwards
    }

    fn describe(&self, ui: &mut Ui, id: Id, origin: Pos2) {
        access::describe(ui, self.rows(), self.text, id, origin);
    }

    fn position(&self, id: Id, byte: usize) -> TextPosition {
        access::position(self.rows(), id, byte)
    }

    #[cfg(test)]
    fn letters(&self) -> Vec<(Range<usize>, Rect)> {
        let rows = self.rows();
        let of = |row| rows.letters(row).iter().map(move |letter| (row, letter));
        let place = |(row, letter): (_, &rows::Letter)| {
            let bytes = letter.start as usize..letter.end as usize;
            (bytes, Rows::rect(row, std::slice::from_ref(letter)))
        };
        rows.all().iter().flat_map(of).map(place).collect()
    }

    fn byte_at(&self, id: Id, position: &TextPosition) -> Option<usize> {
        access::byte_at(self.rows(), id, position)
    }
}
