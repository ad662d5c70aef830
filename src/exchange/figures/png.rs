//! A figure as a picture of 300 dots per inch, with its size in inches written into it.
//!
//! What is drawn is the vector file, with the fonts the program brings along: the picture is the same on
//! every computer.

use super::fonts;
use super::palette::Palette;
use super::svg::svg;
use crate::analysis::figures::{Figure, Ink};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use resvg::{tiny_skia, usvg};
use std::io::Write as _;

/// Dots per inch.
pub const DOTS: f32 = 300.0;
/// The same for each metre, as the file says it.
const PER_METRE: u32 = 11_811;
/// No side may have more dots: programs that show pictures give up.
const LONGEST: f32 = 30_000.0;
/// Nor all of it: this many take 480 MB while it is drawn.
const LARGEST: f32 = 120_000_000.0;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// There are too many dots.
    #[error(
        "a picture of it would be {0} by {1} dots; write it as svg, or leave out codes or documents"
    )]
    TooLarge(u32, u32),
    /// The vector file could not be read: a mistake of ours.
    #[error("a mistake of ours: {0}")]
    Ours(String),
}

/// The file.
///
/// # Errors
/// When it would be too large.
pub fn png(figure: &Figure, palette: Palette) -> Result<Vec<u8>, PngError> {
    let scale = DOTS / 72.0;
    let (width, height) = ((figure.width * scale).ceil(), (figure.height * scale).ceil());
    if width > LONGEST || height > LONGEST || width * height > LARGEST {
        return Err(PngError::TooLarge(width as u32, height as u32));
    }
    let ours = |what: &dyn std::fmt::Display| PngError::Ours(what.to_string());
    let mut options = usvg::Options { font_family: "Inter".to_owned(), ..usvg::Options::default() };
    for font in [fonts::INTER, fonts::INTER_SEMIBOLD, fonts::CHARIS] {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    let tree =
        usvg::Tree::from_str(&svg(figure, palette), &options).map_err(|error| ours(&error))?;
    let mut picture = tiny_skia::Pixmap::new(width as u32, height as u32)
        .ok_or_else(|| ours(&"a picture without dots"))?;
    let [red, green, blue] = palette.color(Ink::Page);
    picture.fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
    // The file says points; its reader counts in dots of the web, 96 to an inch.
    let size = tree.size();
    let fit = tiny_skia::Transform::from_scale(width / size.width(), height / size.height());
    resvg::render(&tree, fit, &mut picture.as_mut());
    encoded(&picture).map_err(|error| ours(&error))
}

/// The dots as a PNG: three bytes for each, as everything is opaque.
fn encoded(picture: &tiny_skia::Pixmap) -> std::io::Result<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    // Eight bits for each of red, green and blue; no interlacing.
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, *b"IHDR", &head);
    let mut size = Vec::new();
    size.extend(PER_METRE.to_be_bytes());
    size.extend(PER_METRE.to_be_bytes());
    size.push(1);
    chunk(&mut out, *b"pHYs", &size);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let row_bytes = width as usize * 4;
    let mut above = vec![0_u8; width as usize * 3];
    let mut line = Vec::with_capacity(above.len() + 1);
    for row in picture.data().chunks_exact(row_bytes) {
        line.clear();
        // Each byte is written as what it differs from the one above: mostly nothing.
        line.push(2);
        for (at, dot) in row.chunks_exact(4).enumerate() {
            for (channel, value) in dot.iter().take(3).enumerate() {
                let before = &mut above[at * 3 + channel];
                line.push(value.wrapping_sub(*before));
                *before = *value;
            }
        }
        packed.write_all(&line)?;
    }
    chunk(&mut out, *b"IDAT", &packed.finish()?);
    chunk(&mut out, *b"IEND", &[]);
    Ok(out)
}

/// A part of the file: its length, its name, its bytes, their checksum.
fn chunk(out: &mut Vec<u8>, name: [u8; 4], bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(bytes);
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(bytes);
    out.extend(sum.sum().to_be_bytes());
}
