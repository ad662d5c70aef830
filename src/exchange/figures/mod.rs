//! Figures on their way out: as vector files that word processors and browsers read, and as pictures
//! for everything else.
//!
//! Both are made of the same marks: the picture is the vector file, drawn with the fonts in `assets`.

pub mod fonts;
mod palette;
mod png;
mod svg;
#[cfg(test)]
mod tests;

pub use palette::Palette;
pub use png::{DOTS, PngError, png};
pub use svg::svg;

use crate::analysis::figures::Figure;
use std::path::Path;

/// The formats of figures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// Scalable vector graphics.
    #[default]
    Svg,
    /// A picture of 300 dots per inch.
    Png,
}

impl Format {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// The word on the command line, and the ending of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The inverse of [`Format::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().trim_start_matches('.').to_lowercase();
        Self::ALL.into_iter().find(|format| format.name() == wanted)
    }

    /// By the ending of a file's name.
    pub fn from_path(path: &Path) -> Option<Self> {
        Self::from_name(path.extension()?.to_str()?)
    }
}

/// The line under a figure that says when it was drawn and with what.
pub fn made(day: &str) -> String {
    format!("Drawn {day} with Postil {}.", env!("CARGO_PKG_VERSION"))
}

/// A figure with its title and caption as the bytes of a file. `day`: when it is drawn.
///
/// # Errors
/// When a picture would be too large to be made.
pub fn figure_bytes(
    figure: &Figure,
    format: Format,
    palette: Palette,
    day: &str,
) -> Result<Vec<u8>, PngError> {
    let paged = figure.paged(&made(day));
    match format {
        Format::Svg => Ok(svg(&paged, palette).into_bytes()),
        Format::Png => png(&paged, palette),
    }
}
