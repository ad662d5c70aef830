//! Results as pictures: plain figures for the screen, vector files and pixel files alike.
//!
//! A figure counts nothing. It takes the answer of a table ([`crate::analysis::Crosstab`],
//! [`crate::analysis::Cooccurrence`], [`crate::analysis::Matrix`], [`crate::analysis::Saturation`]) or
//! the list of excerpts, and says where each of its numbers stands, what it looks like, what it says
//! when it is pointed at, and what it opens. The words under it are those of the table.
//!
//! Everything is laid out in points, with the widths of the shipped font, before anybody draws: what
//! is seen in the window is what is written to a file.

mod asked;
mod curve;
mod groups;
mod heat;
mod lettering;
mod marks;
mod over_time;
mod pen;
mod portrait;
mod scale;
#[cfg(test)]
mod tests;
mod together;
mod widths;

pub use asked::{Asked, NoFigure, draw, draw_for};
pub use curve::curve;
pub use groups::{Bars, by_group};
pub use heat::heat_map;
pub use lettering::clean;
pub use marks::{Anchor, Block, Form, Ink, Mark, Opens, Pattern, Point, Sign, Words, point};
pub use over_time::over_time;
pub use portrait::portrait;
pub use together::{Threshold, Weight, map};
pub use widths::{advance, width};

use lettering::wrap;
use pen::{Pen, QUIET, STRONG, Style};

/// A picture of a result.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// From left to right, in points.
    pub width: f32,
    /// From top to bottom, in points.
    pub height: f32,
    /// How much at the left and at the top names rows and columns, and stays in sight.
    pub frozen: Point,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
    /// What a reader needs under it: measure, denominators, filter, coders, what was left out.
    pub caption: Vec<String>,
}

/// How a figure is wanted, whatever it shows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    /// How wide it should be, in points. Figures with many columns become wider.
    pub width: f32,
    /// Leave out codes without an excerpt.
    pub hide_empty: bool,
    /// Only codes at the top, which hold everything under them.
    pub tops: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: Self::PAGE, hide_empty: true, tops: false }
    }
}

impl Look {
    /// Across a page in landscape, or a slide.
    pub const PAGE: f32 = 680.0;
    /// No figure is narrower.
    pub const LEAST: f32 = 440.0;

    /// The width, never so narrow that words lie over each other.
    fn room(self) -> f32 {
        self.width.clamp(Self::LEAST, 1_400.0)
    }
}

/// Why there is nothing to draw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nothing {
    /// In words.
    pub why: String,
}

impl Nothing {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into() }
    }
}

impl std::fmt::Display for Nothing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.why)
    }
}

impl std::error::Error for Nothing {}

/// What is said where a filter leaves nothing to draw.
const EMPTY: &str = "no code of the filter occurs in participants’ speech";

impl Figure {
    /// The figure as it goes out: with margins, its title above and its caption below. `made`: a line
    /// that says when and with what it was drawn.
    #[must_use]
    pub fn paged(&self, made: &str) -> Self {
        const MARGIN: f32 = 16.0;
        const TITLE: Style = Style { size: 13.0, ..STRONG };
        const NOTE: Style = Style { size: 8.5, ..QUIET };
        let mut pen = Pen::default();
        let title = wrap(&clean(&self.title), self.width, TITLE.size, true);
        let down = pen.lines(point(MARGIN, MARGIN + TITLE.size), &title, TITLE) - TITLE.size * 0.35;
        pen.marks.extend(self.marks.iter().cloned().map(|mark| mark.moved(MARGIN, down)));
        let mut y = down + self.height + 20.0;
        let made = (!made.is_empty()).then(|| made.to_owned());
        // Lines that run over the whole of a wide figure cannot be read.
        let most = self.width.min(Look::PAGE);
        for note in self.caption.iter().chain(&made) {
            y = pen.lines(point(MARGIN, y), &wrap(&clean(note), most, NOTE.size, false), NOTE)
                + 1.5;
        }
        Self {
            title: self.title.clone(),
            width: self.width + 2.0 * MARGIN,
            height: y + MARGIN - NOTE.size,
            frozen: Point::default(),
            marks: pen.marks,
            caption: self.caption.clone(),
        }
    }

    /// What it says without a picture, for those who cannot see it: its caption.
    pub fn described(&self) -> String {
        self.caption.join(" ")
    }
}
