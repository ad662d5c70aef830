//! Puts marks on a figure.

use super::lettering::clean;
use super::marks::{Anchor, Block, Form, Ink, Mark, Opens, Pattern, Point, Sign, Words, point};

/// Size of most words.
pub(super) const SIZE: f32 = 10.0;
/// From one base line to the next, in sizes.
pub(super) const LEADING: f32 = 1.25;

/// How words are set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) ink: Ink,
    pub(super) anchor: Anchor,
    pub(super) upright: bool,
}

/// Names of rows.
pub(super) const BODY: Style =
    Style { size: SIZE, bold: false, ink: Ink::Text, anchor: Anchor::Start, upright: false };
/// Names of what stands at the top.
pub(super) const STRONG: Style = Style { bold: true, ..BODY };
/// Numbers and headings.
pub(super) const SMALL: Style = Style { size: 9.0, ..BODY };
/// Ticks, hints, what is of second rank.
pub(super) const QUIET: Style = Style { ink: Ink::Quiet, ..SMALL };

/// The marks so far.
#[derive(Default)]
pub(super) struct Pen {
    pub(super) marks: Vec<Mark>,
}

impl Pen {
    fn put(&mut self, form: Form) -> &mut Mark {
        self.marks.push(Mark { form, told: String::new(), opens: None });
        let last = self.marks.len() - 1;
        &mut self.marks[last]
    }

    pub(super) fn area(&mut self, at: Block, fill: Ink) -> &mut Mark {
        self.put(Form::Area { at, fill, pattern: Pattern::Plain, edge: None })
    }

    pub(super) fn bar(&mut self, at: Block, fill: Ink, pattern: Pattern) -> &mut Mark {
        self.put(Form::Area { at, fill, pattern, edge: Some(fill) })
    }

    pub(super) fn sign(&mut self, sign: Sign, at: Point, radius: f32, ink: Ink) -> &mut Mark {
        self.put(Form::Sign { sign, at, radius, ink, hollow: false })
    }

    pub(super) fn ring(&mut self, at: Point, radius: f32, ink: Ink) -> &mut Mark {
        self.put(Form::Sign { sign: Sign::Circle, at, radius, ink, hollow: true })
    }

    /// The sign of a group.
    pub(super) fn group(&mut self, group: usize, at: Point, radius: f32) -> &mut Mark {
        let (sign, hollow) = Sign::of(group);
        self.put(Form::Sign { sign, at, radius, ink: Ink::Group(group as u8), hollow })
    }

    pub(super) fn line(&mut self, from: Point, to: Point, width: f32, ink: Ink) -> &mut Mark {
        self.path(vec![from, to], width, ink, false)
    }

    pub(super) fn path(
        &mut self,
        points: Vec<Point>,
        width: f32,
        ink: Ink,
        dashed: bool,
    ) -> &mut Mark {
        self.put(Form::Line { points, width, ink, dashed })
    }

    /// Words at a place on their base line.
    pub(super) fn words(&mut self, at: Point, text: &str, style: Style) -> &mut Mark {
        let Style { size, bold, ink, anchor, upright } = style;
        self.put(Form::Words(Words { at, anchor, size, bold, ink, upright, text: clean(text) }))
    }

    /// Lines of words under each other, the first on the base line `at`; gives back the base line
    /// that would come next.
    pub(super) fn lines(&mut self, at: Point, lines: &[String], style: Style) -> f32 {
        let mut y = at.y;
        for line in lines {
            self.words(point(at.x, y), line, style);
            y += style.size * LEADING;
        }
        y
    }
}

impl Mark {
    /// Says something when it is pointed at, and opens something.
    pub(super) fn says(&mut self, told: String, opens: Option<Opens>) {
        self.told = told;
        self.opens = opens;
    }
}
