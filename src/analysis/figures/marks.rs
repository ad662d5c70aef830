//! What a figure is made of: shapes, lines and words with a place, and the signs that tell groups
//! apart without colour.
//!
//! Places are points of 1/72 inch from the top left corner of the figure.

use super::widths;
use crate::analysis::Together;
use crate::model::{CodeId, CodingId, DocumentId, Filter, Span};

/// A place.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// A place from its two distances.
pub fn point(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// A rectangle.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Block {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// From left to right, never negative.
    pub width: f32,
    /// From top to bottom, never negative.
    pub height: f32,
}

impl Block {
    /// A rectangle from its edges and sizes.
    pub fn new(left: f32, top: f32, width: f32, height: f32) -> Self {
        Self { left, top, width: width.max(0.0), height: height.max(0.0) }
    }

    /// Right edge.
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// Lower edge.
    pub fn bottom(&self) -> f32 {
        self.top + self.height
    }

    /// The middle.
    pub fn center(&self) -> Point {
        point(self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// Larger by so much on all sides.
    #[must_use]
    pub fn grown(&self, by: f32) -> Self {
        Self::new(self.left - by, self.top - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// Whether two rectangles share more than an edge.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }

    /// Whether a place lies in it.
    pub fn holds(&self, at: Point) -> bool {
        (self.left..=self.right()).contains(&at.x) && (self.top..=self.bottom()).contains(&at.y)
    }
}

/// What a mark is drawn in; which colour that is, a palette says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ink {
    /// The ground of the figure.
    Page,
    /// Words.
    Text,
    /// Words of second rank.
    Quiet,
    /// Hairlines.
    Line,
    /// A ground that sets something apart, such as the interviewer's turns.
    Band,
    /// What is to be seen first.
    Accent,
    /// The group with this number.
    Group(u8),
    /// A code, with a colour of its own where it has one.
    Code(CodeId, Option<[u8; 3]>),
    /// How much of the largest amount, in hundredths.
    Shade(u8),
    /// Words on such a ground.
    OnShade(u8),
}

/// What covers an area besides its colour.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pattern {
    /// Nothing.
    #[default]
    Plain,
    /// Lines that rise to the right.
    Rising,
    /// Lines that fall to the right.
    Falling,
    /// Upright lines.
    Upright,
    /// Lines that rise and lines that fall.
    Crossed,
    /// One line along the middle.
    Middle,
}

impl Pattern {
    const ALL: [Self; 6] =
        [Self::Plain, Self::Rising, Self::Upright, Self::Falling, Self::Middle, Self::Crossed];

    /// The pattern of a group.
    pub fn of(group: usize) -> Self {
        Self::ALL[group % Self::ALL.len()]
    }

    /// Its lines inside a rectangle, each from one point to another.
    pub fn lines(self, area: &Block) -> Vec<(Point, Point)> {
        const STEP: f32 = 4.5;
        let mut lines = Vec::new();
        let (low, high) = (area.top, area.bottom());
        let upright = |shift: f32| {
            let count = (area.width / STEP) as usize;
            (1..=count).map(move |at| area.left + at as f32 * STEP - shift)
        };
        let slanted = |rising: bool| {
            let count = ((area.width + area.height) / STEP) as usize;
            (1..=count).filter_map(move |at| {
                // Where the line meets the upper edge; the lower one is met a height further on.
                let along = at as f32 * STEP;
                let from = (along - area.height).max(0.0);
                let to = along.min(area.width);
                let y = |x: f32| if rising { low + (along - x) } else { high - (along - x) };
                let inside = to - from > 0.1;
                inside.then(|| (point(area.left + from, y(from)), point(area.left + to, y(to))))
            })
        };
        match self {
            Self::Plain => {}
            Self::Rising => lines.extend(slanted(true)),
            Self::Falling => lines.extend(slanted(false)),
            Self::Crossed => lines.extend(slanted(true).chain(slanted(false))),
            Self::Upright => {
                lines.extend(upright(STEP / 2.0).map(|x| (point(x, low), point(x, high))));
            }
            Self::Middle => {
                let y = area.center().y;
                lines.push((point(area.left, y), point(area.right(), y)));
            }
        }
        lines
    }
}

/// A sign at one place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sign {
    /// A disc.
    #[default]
    Circle,
    /// A square.
    Square,
    /// A triangle on its base.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle on its tip.
    Down,
    /// A plus.
    Plus,
}

impl Sign {
    const ALL: [Self; 6] =
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond, Self::Down, Self::Plus];

    /// The sign of a group, and whether only its outline is drawn: twelve groups look different.
    pub fn of(group: usize) -> (Self, bool) {
        (Self::ALL[group % Self::ALL.len()], (group / Self::ALL.len()) % 2 == 1)
    }

    /// Its corners around a place; none for a circle.
    pub fn corners(self, at: Point, radius: f32) -> Vec<Point> {
        let unit: &[(f32, f32)] = match self {
            Self::Circle => &[],
            Self::Square => &[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
            Self::Triangle => &[(0.0, -1.1), (1.08, 0.82), (-1.08, 0.82)],
            Self::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Self::Down => &[(-1.08, -0.82), (1.08, -0.82), (0.0, 1.1)],
            Self::Plus => &[
                (-0.4, -1.1),
                (0.4, -1.1),
                (0.4, -0.4),
                (1.1, -0.4),
                (1.1, 0.4),
                (0.4, 0.4),
                (0.4, 1.1),
                (-0.4, 1.1),
                (-0.4, 0.4),
                (-1.1, 0.4),
                (-1.1, -0.4),
                (-0.4, -0.4),
            ],
        };
        unit.iter().map(|(x, y)| point(at.x + x * radius, at.y + y * radius)).collect()
    }
}

/// Which part of the words stands at their place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Anchor {
    /// The beginning.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

/// Words at a place.
#[derive(Clone, PartialEq, Debug)]
pub struct Words {
    /// On the base line.
    pub at: Point,
    /// What of the words stands there.
    pub anchor: Anchor,
    /// Size of type.
    pub size: f32,
    /// Semibold.
    pub bold: bool,
    /// Their ink.
    pub ink: Ink,
    /// True when they run from the bottom to the top.
    pub upright: bool,
    /// One line, without control characters.
    pub text: String,
}

impl Words {
    /// The room they take.
    pub fn block(&self) -> Block {
        let long = widths::width(&self.text, self.size, self.bold);
        let before = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => long / 2.0,
            Anchor::End => long,
        };
        // Letters reach so far over and under their base line.
        let (over, high) = (self.size * 0.76, self.size * 0.98);
        if self.upright {
            Block::new(self.at.x - over, self.at.y + before - long, high, long)
        } else {
            Block::new(self.at.x - before, self.at.y - over, long, high)
        }
    }
}

/// What a mark looks like.
#[derive(Clone, PartialEq, Debug)]
pub enum Form {
    /// An area.
    Area {
        /// Where.
        at: Block,
        /// Its ground.
        fill: Ink,
        /// On that, in the colour of the page.
        pattern: Pattern,
        /// A hairline around it.
        edge: Option<Ink>,
    },
    /// A sign.
    Sign {
        /// Which.
        sign: Sign,
        /// Its middle.
        at: Point,
        /// Half its size.
        radius: f32,
        /// Its ink.
        ink: Ink,
        /// Only its outline.
        hollow: bool,
    },
    /// A line through some points.
    Line {
        /// At least two.
        points: Vec<Point>,
        /// How wide it is drawn.
        width: f32,
        /// Its ink.
        ink: Ink,
        /// Broken.
        dashed: bool,
    },
    /// Words.
    Words(Words),
}

/// What a mark stands for: what opens when it is used.
#[derive(Clone, PartialEq, Debug)]
pub enum Opens {
    /// Excerpts, and a title that names them.
    Excerpts(Filter, String),
    /// The excerpts of two codes that make a number.
    Together(Together, Filter, String),
    /// A passage in its transcript.
    Passage(DocumentId, Span, CodingId),
}

/// One mark.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// What it looks like, and where.
    pub form: Form,
    /// What it says when it is pointed at: the first line names it. Empty for what only decorates.
    pub told: String,
    /// What it opens.
    pub opens: Option<Opens>,
}

impl Mark {
    /// The room it takes.
    pub fn block(&self) -> Block {
        match &self.form {
            Form::Area { at, .. } => *at,
            Form::Sign { at, radius, .. } => Block::new(at.x, at.y, 0.0, 0.0).grown(radius * 1.25),
            Form::Line { points, width, .. } => {
                let over = |value: fn(&Point) -> f32| {
                    points
                        .iter()
                        .map(value)
                        .fold((f32::MAX, f32::MIN), |(low, high), at| (low.min(at), high.max(at)))
                };
                let (left, right) = over(|point| point.x);
                let (top, bottom) = over(|point| point.y);
                Block::new(left, top, right - left, bottom - top).grown(width / 2.0)
            }
            Form::Words(words) => words.block(),
        }
    }

    /// Where it is taken hold of: all of an area, the middle of a line.
    pub fn handle(&self) -> Block {
        match &self.form {
            Form::Line { points, .. } => {
                let at = points.get(points.len() / 2).copied().unwrap_or_default();
                Block::new(at.x, at.y, 0.0, 0.0).grown(5.0)
            }
            Form::Sign { .. } => self.block().grown(1.5),
            Form::Area { .. } | Form::Words(_) => self.block(),
        }
    }

    /// The first line of what it says.
    pub fn name(&self) -> &str {
        self.told.lines().next().unwrap_or_default()
    }

    /// Whether it is met by a pointer at this place.
    pub fn touches(&self, at: Point) -> bool {
        match &self.form {
            Form::Line { points, width, .. } => {
                let near = width / 2.0 + 3.0;
                self.block().grown(near).holds(at)
                    && points.windows(2).any(|pair| distance(at, pair[0], pair[1]) <= near)
            }
            _ => self.handle().holds(at),
        }
    }

    /// The same mark, so much further to the right and down.
    #[must_use]
    pub fn moved(mut self, right: f32, down: f32) -> Self {
        let shift = |at: &mut Point| {
            at.x += right;
            at.y += down;
        };
        match &mut self.form {
            Form::Area { at, .. } => {
                at.left += right;
                at.top += down;
            }
            Form::Sign { at, .. } => shift(at),
            Form::Line { points, .. } => points.iter_mut().for_each(shift),
            Form::Words(words) => shift(&mut words.at),
        }
        self
    }
}

/// From a place to the nearest point of a stretch.
fn distance(at: Point, from: Point, to: Point) -> f32 {
    let (along_x, along_y) = (to.x - from.x, to.y - from.y);
    let length = along_x * along_x + along_y * along_y;
    let share = if length > 0.0 {
        (((at.x - from.x) * along_x + (at.y - from.y) * along_y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (at.x - from.x - share * along_x).hypot(at.y - from.y - share * along_y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside_its_area_and_tells_groups_apart() {
        let area = Block::new(10.0, 20.0, 61.0, 9.0);
        let mut seen: Vec<Vec<(Point, Point)>> = Vec::new();
        for group in 0..6 {
            let lines = Pattern::of(group).lines(&area);
            for (from, to) in &lines {
                let inside = area.grown(0.01);
                assert!(inside.holds(*from) && inside.holds(*to), "{group}: {from:?} {to:?}");
            }
            assert!(!seen.contains(&lines), "{group}");
            seen.push(lines);
        }
        let signs: Vec<(Sign, bool)> = (0..12).map(Sign::of).collect();
        for (at, sign) in signs.iter().enumerate() {
            assert!(!signs[..at].contains(sign));
        }
    }

    #[test]
    fn a_line_is_met_near_its_course_only() {
        let points = vec![point(0.0, 0.0), point(100.0, 100.0)];
        let form = Form::Line { points, width: 2.0, ink: Ink::Line, dashed: false };
        let mark = Mark { form, told: String::new(), opens: None };
        assert!(mark.touches(point(51.0, 50.0)) && !mark.touches(point(80.0, 20.0)));
    }
}
