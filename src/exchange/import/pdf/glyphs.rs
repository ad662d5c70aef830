//! The letters of a page, each with its place, as the reader draws them.

use super::Counts;
use crate::model::Refusal;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Object};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Things that are drawn in one document at most.
const DRAWN: u64 = 40_000_000;

/// Letters in one document at most.
const LETTERS: usize = 12_000_000;

/// Letters on one page at most.
const ON_PAGE: usize = 200_000;

/// Marked stretches inside one another at most; deeper ones count as this deep.
const SPANS: usize = 64;

/// Streams that a page is made of at most.
const STREAMS: usize = 1_000;

/// A letter, a ligature, or what the file says stands in its place. The y axis points down.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) text: Box<str>,
    pub(super) x: f32,
    /// Of the line it stands on.
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// The file says that it belongs to the page and not to the text.
    pub(super) furniture: bool,
}

/// The letters of one page in the order in which they are drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) letters: Vec<Letter>,
    pub(super) width: f32,
}

/// Thrown to leave the reader, which has no way to be stopped.
struct TooMuch;

/// Reads the letters of all pages.
///
/// # Errors
/// When more is drawn than in any document.
pub(super) fn read(pdf: &Pdf, largest: u64, counts: &mut Counts) -> Result<Vec<Sheet>, Refusal> {
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut pen = Pen { left: DRAWN, ..Pen::default() };
    let mut sheets = Vec::new();
    let too_much = || {
        Refusal::new("more is drawn on its pages than in any transcript")
            .instead("get the transcript as docx or txt")
    };
    for page in pdf.pages().iter() {
        let streams = page.raw().get::<Array<'_>>(b"Contents".as_slice());
        let streams =
            streams.map_or(1, |array| array.iter::<Object<'_>>().take(STREAMS + 1).count());
        if streams > STREAMS || streams as u64 * largest > 1 << 29 {
            return Err(too_much());
        }
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
        let initial = Affine::new(page.initial_transform(true).as_coeffs());
        let mut context = Context::new(initial, bounds, &cache, pdf.xref(), settings.clone());
        (pen.bounds, pen.images) = (bounds, 0);
        let drawn = catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut pen)));
        if let Err(thrown) = drawn {
            if thrown.is::<TooMuch>() {
                return Err(too_much());
            }
            resume_unwind(thrown);
        }
        pen.spans.clear();
        pen.deeper = 0;
        let letters = std::mem::take(&mut pen.letters);
        counts.images += pen.images;
        counts.scanned += u64::from(pen.images > 0 && letters.is_empty());
        sheets.push(Sheet { letters, width });
    }
    counts.unknown = pen.unknown;
    counts.recognised = pen.invisible;
    counts.sideways = pen.sideways;
    counts.letters = pen.count as u64;
    Ok(sheets)
}

/// A marked stretch of the page.
#[derive(Default)]
struct Span {
    furniture: bool,
    /// What the file says the letters in it mean; taken by the first of them.
    meaning: Option<String>,
    replaced: bool,
}

/// Takes down the letters that are drawn.
#[derive(Default)]
struct Pen {
    letters: Vec<Letter>,
    spans: Vec<Span>,
    /// Spans that are open beyond those.
    deeper: u64,
    bounds: Rect,
    left: u64,
    count: usize,
    images: u64,
    unknown: u64,
    invisible: u64,
    sideways: u64,
}

impl Pen {
    fn work(&mut self) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.count > LETTERS || self.letters.len() > ON_PAGE {
            resume_unwind(Box::new(TooMuch));
        }
    }

    #[expect(clippy::fn_params_excessive_bools, reason = "each says one thing by itself")]
    fn letter(&mut self, glyph: &Glyph<'_>, place: Affine, bold: bool, visible: bool) {
        self.work();
        let start = place * Point::ZERO;
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let along = vector(place, Vec2::new(f64::from(advance.unwrap_or(500.0)), 0.0));
        let up = vector(place, Vec2::new(0.0, 1000.0));
        let size = up.hypot();
        if !(start.is_finite() && along.is_finite() && size.is_finite())
            || size < 0.5
            || !self.bounds.inflate(2.0, 2.0).contains(start)
        {
            return;
        }
        let furniture = self.spans.iter().any(|span| span.furniture);
        let meaning = match self.spans.iter_mut().rev().find(|span| span.replaced) {
            Some(span) => match span.meaning.take() {
                Some(meaning) => meaning,
                // The first letter of the span stands for all of them; the others make it wider.
                None => {
                    if let Some(last) = self.letters.last_mut() {
                        let end = (start.x + along.x) as f32;
                        last.width = last.width.max(end - last.x);
                        last.x = last.x.min(start.x as f32);
                    }
                    return;
                }
            },
            None => match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => "\u{fffd}".to_owned(),
            },
        };
        let text = plain(&meaning);
        if text.is_empty() {
            return;
        }
        // Upright: up is up on the page. White space has no direction that matters.
        let upright = up.y < 0.0 && up.x.abs() < size * 0.2 && along.y.abs() <= size * 0.1;
        if !upright {
            self.sideways += u64::from(!text.trim().is_empty());
            return;
        }
        let inked = u64::from(!text.trim().is_empty());
        self.count += inked as usize;
        self.unknown += u64::from(text.contains('\u{fffd}'));
        self.invisible += if visible { 0 } else { inked };
        self.letters.push(Letter {
            text: text.into(),
            x: start.x as f32,
            y: start.y as f32,
            width: along.x as f32,
            size: size as f32,
            bold,
            furniture,
        });
    }
}

/// A direction on the page.
fn vector(place: Affine, direction: Vec2) -> Vec2 {
    place * direction.to_point() - place * Point::ZERO
}

/// Ligatures as the letters they are made of; no control characters. Arabic letters have a code for
/// each of their shapes: they become the letter.
fn plain(text: &str) -> String {
    let shaped = |c: char| matches!(u32::from(c), 0xfb00..=0xfb06 | 0xfb13..=0xfb17 | 0xfb50..=0xfdff | 0xfe70..=0xfefc);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if shaped(c) {
            out.push_str(
                icu_normalizer::ComposingNormalizerBorrowed::new_nfkc()
                    .normalize(c.encode_utf8(&mut [0; 4]))
                    .as_ref(),
            );
        } else if c == '\t' || c == '\n' || c == '\r' {
            out.push(' ');
        } else if !c.is_control() && c != '\u{feff}' {
            out.push(c);
        }
    }
    out
}

/// True when the letters of a run are heavy.
fn is_bold(glyph: &Glyph<'_>) -> bool {
    let Glyph::Outline(outline) = glyph else { return false };
    outline.font_data().is_some_and(|font| {
        let named = font.postscript_name.is_some_and(|name| {
            let name = name.to_lowercase();
            ["bold", "black", "heavy", "semibold"].iter().any(|word| name.contains(word))
        });
        named || font.weight.is_some_and(|weight| weight >= 600)
    })
}

impl Device<'_> for Pen {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.work();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.work();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.work();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Filled and then outlined: the same letters once more.
        if matches!(mode, DrawMode::Stroke(_)) && self.repeats(run, props.transform) {
            return;
        }
        let visible = !matches!(mode, DrawMode::Invisible);
        let bold = run.glyphs().first().is_some_and(|glyph| is_bold(glyph));
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform * glyph.transform(), bold, visible);
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.work();
        self.images += 1;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.work();
        if self.spans.len() >= SPANS {
            self.deeper += 1;
            return;
        }
        let meaning = properties
            .and_then(|dict| {
                dict.get::<hayro_interpret::hayro_syntax::object::String<'_>>(
                    b"ActualText".as_slice(),
                )
            })
            .map(|text| string(text.as_bytes()));
        self.spans.push(Span {
            furniture: tag == b"Artifact",
            replaced: meaning.is_some(),
            meaning,
        });
    }

    fn end_marked_content(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.spans.pop();
        }
    }
}

impl Pen {
    fn repeats(&self, run: &GlyphRun<'_, '_>, transform: Affine) -> bool {
        let (Some(last), Some(glyph)) = (self.letters.last(), run.glyphs().last()) else {
            return false;
        };
        let place = transform * glyph.transform() * Point::ZERO;
        (place.x as f32 - last.x).abs() < 0.01 && (place.y as f32 - last.y).abs() < 0.01
    }
}

/// A string of a PDF: UTF-16 or UTF-8 with a mark, or close enough to Latin letters.
fn string(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()
        }
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
