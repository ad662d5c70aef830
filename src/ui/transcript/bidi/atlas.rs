//! Letters as pictures: every glyph is drawn once into a texture of our own, which egui then paints
//! from. When the texture is full it is begun anew, and what was drawn from the old one is drawn again.

use egui::{Color32, ColorImage, Context, Pos2, Rect, TextureHandle, TextureOptions, pos2, vec2};
use parley::FontData;
use std::collections::HashMap;
use swash::scale::{Render, ScaleContext, Source, StrikeWith, image::Content};
use swash::zeno::{Format, Vector};
use swash::{FontRef, GlyphId};

/// Side of the texture in pixels: about a thousand letters of a large size.
const SIDE: usize = 2048;
/// Space between letters, so that none bleeds into its neighbour.
const APART: usize = 1;
/// Letters up to this size are drawn at four places within a pixel, larger ones at two.
const FINE: f32 = 26.0;

/// A glyph of a font, as it is asked for.
pub(super) struct Ask<'a> {
    /// The font.
    pub font: &'a FontData,
    /// Where a variable font stands on its axes.
    pub coords: &'a [i16],
    /// Number of the glyph in the font.
    pub glyph: u32,
    /// Size in pixels.
    pub size: f32,
    /// Where it stands, in pixels.
    pub at: Pos2,
}

/// A glyph in the texture.
#[derive(Clone, Copy)]
struct Slot {
    uv: Rect,
    /// From the place it stands at to its upper left corner, in pixels.
    offset: egui::Vec2,
    /// In pixels.
    size: egui::Vec2,
    colored: bool,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    font: (u64, u32),
    coords: u64,
    glyph: u32,
    size: u32,
    part: u8,
}

/// A picture of a glyph and where it belongs.
pub(super) struct Drawn {
    /// On the screen, in pixels.
    pub rect: Rect,
    /// In the texture.
    pub uv: Rect,
    /// True for a picture with colours of its own.
    pub colored: bool,
}

/// The texture is full: what was drawn from it in this go must be drawn again.
pub(super) struct Full;

/// The texture and what is in it.
#[derive(Default)]
pub(super) struct Atlas {
    texture: Option<TextureHandle>,
    side: usize,
    /// Where the next glyph goes, and how high its row is.
    next: (usize, usize),
    row: usize,
    slots: HashMap<Key, Option<Slot>>,
    scaler: ScaleContext,
    /// How coverage becomes alpha, as egui does it for the light that is on.
    dark: bool,
    generation: u32,
}

impl Atlas {
    /// Changes whenever pictures made before are no longer there.
    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// Letters are drawn a little stronger on a dark ground.
    pub(super) fn set_dark(&mut self, dark: bool) {
        if self.dark != dark {
            self.dark = dark;
            self.clear();
        }
    }

    /// Forgets everything. A picture that is still to be painted in this frame keeps its texture.
    pub(super) fn clear(&mut self) {
        self.texture = None;
        self.slots.clear();
        self.next = (0, 0);
        self.row = 0;
        self.generation = self.generation.wrapping_add(1);
    }

    /// The texture, made when it is first asked for.
    pub(super) fn texture(&mut self, ctx: &Context) -> egui::TextureId {
        self.side = SIDE.min(ctx.input(|input| input.max_texture_side)).max(64);
        let side = self.side;
        self.texture
            .get_or_insert_with(|| {
                let blank = ColorImage::filled([side, side], Color32::TRANSPARENT);
                ctx.load_texture("letters", blank, TextureOptions::LINEAR)
            })
            .id()
    }

    /// Finds or draws a glyph; `None` when it has no picture, as a space.
    pub(super) fn get(&mut self, ask: &Ask<'_>) -> Result<Option<Drawn>, Full> {
        let parts = if ask.size <= FINE { 4.0 } else { 2.0 };
        let part = ((ask.at.x - ask.at.x.floor()) * parts).floor();
        let coords = ask.coords.iter().fold(0_u64, |sum, &coord| {
            sum.wrapping_mul(1_000_003).wrapping_add(u64::from(coord as u16) + 1)
        });
        let key = Key {
            font: (ask.font.data.id(), ask.font.index),
            coords,
            glyph: ask.glyph,
            size: ask.size.to_bits(),
            part: part as u8,
        };
        let slot = match self.slots.get(&key) {
            Some(slot) => *slot,
            None => {
                let slot = self.draw(ask, part / parts)?;
                self.slots.insert(key, slot);
                slot
            }
        };
        Ok(slot.map(|slot| {
            let corner = pos2(ask.at.x.floor(), ask.at.y.round()) + slot.offset;
            let rect = Rect::from_min_size(corner, slot.size);
            Drawn { rect, uv: slot.uv, colored: slot.colored }
        }))
    }

    fn draw(&mut self, ask: &Ask<'_>, shift: f32) -> Result<Option<Slot>, Full> {
        let sources =
            [Source::ColorOutline(0), Source::ColorBitmap(StrikeWith::BestFit), Source::Outline];
        let Some(font) = FontRef::from_index(ask.font.data.as_ref(), ask.font.index as usize)
        else {
            return Ok(None);
        };
        let Ok(glyph) = GlyphId::try_from(ask.glyph) else { return Ok(None) };
        let id = [ask.font.data.id(), u64::from(ask.font.index)];
        let mut scaler = self
            .scaler
            .builder_with_id(font, id)
            .size(ask.size)
            .normalized_coords(ask.coords)
            .build();
        let image = Render::new(&sources)
            .format(Format::Alpha)
            .offset(Vector::new(shift, 0.0))
            .render(&mut scaler, glyph);
        let Some(image) = image else { return Ok(None) };
        let size = [image.placement.width as usize, image.placement.height as usize];
        if size.contains(&0) || size.iter().any(|&side| side + APART > self.side) {
            return Ok(None);
        }
        let colored = image.content == Content::Color;
        let pixels: Vec<Color32> = if colored {
            let (pixels, _) = image.data.as_chunks::<4>();
            pixels.iter().map(|&[r, g, b, a]| Color32::from_rgba_unmultiplied(r, g, b, a)).collect()
        } else {
            image
                .data
                .iter()
                .map(|&coverage| Color32::from_white_alpha(self.alpha(coverage)))
                .collect()
        };
        if pixels.len() != size[0] * size[1] {
            return Ok(None);
        }
        let at = self.room(size).ok_or(Full)?;
        if let Some(texture) = &mut self.texture {
            texture.set_partial(at, ColorImage::new(size, pixels), TextureOptions::LINEAR);
        }
        let side = self.side as f32;
        let corner = pos2(at[0] as f32 / side, at[1] as f32 / side);
        let points = vec2(size[0] as f32, size[1] as f32);
        let offset = vec2(image.placement.left as f32, -image.placement.top as f32);
        Ok(Some(Slot {
            uv: Rect::from_min_size(corner, points / side),
            offset,
            size: points,
            colored,
        }))
    }

    fn alpha(&self, coverage: u8) -> u8 {
        if !self.dark {
            return coverage;
        }
        let coverage = f32::from(coverage) / 255.0;
        ((2.0 * coverage - coverage * coverage) * 255.0).round() as u8
    }

    /// Rows from left to right, from top to bottom.
    fn room(&mut self, size: [usize; 2]) -> Option<[usize; 2]> {
        let [width, height] = size.map(|side| side + APART);
        if self.next.0 + width > self.side {
            self.next = (0, self.next.1 + self.row);
            self.row = 0;
        }
        if self.next.1 + height > self.side {
            return None;
        }
        let at = [self.next.0, self.next.1];
        self.next.0 += width;
        self.row = self.row.max(height);
        Some(at)
    }
}
