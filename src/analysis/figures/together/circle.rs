//! Where discs, lines and names of the map stand.

use super::super::lettering::cut;
use super::super::marks::{Anchor, Block, Point, point};
use super::super::pen::SMALL;
use super::super::widths::width;
use std::f32::consts::TAU;

/// From one name to the next.
const NAME: f32 = 14.0;
/// Between the circle and the names.
const MARGIN: f32 = 34.0;
/// From the circle to where the lines to the names bend.
const ELBOW: f32 = 18.0;

/// The circle of the map.
pub(super) struct Circle {
    /// Of the whole figure.
    pub(super) width: f32,
    top: f32,
    center: Point,
    radius: f32,
    /// Of the column of names at each side.
    column: f32,
    /// Middle of each disc, seen from the middle of the circle.
    spots: Vec<Point>,
    /// How far under the middle each name stands.
    heights: Vec<f32>,
}

impl Circle {
    /// A circle for names whose place in the order is `places`.
    pub(super) fn new(places: &[usize], names: &[String], room: f32) -> Self {
        let count = places.len().max(1);
        let longest = names.iter().map(|name| width(name, SMALL.size, false));
        let column = longest.fold(40.0, f32::max).min(room * 0.31) + 2.0;
        let side = count.div_ceil(2) as f32;
        // Names of one side must find room beside the circle.
        let least = (side * NAME / 2.0).max(90.0);
        let wanted = (room - 2.0 * (column + MARGIN)) / 2.0;
        let radius = wanted.clamp(least, least.max(230.0));
        let wide = room.max(2.0 * (radius + MARGIN + column));
        let spots: Vec<Point> = places
            .iter()
            .map(|&place| {
                let turn = TAU * ((place as f32 + 0.5) / count as f32 - 0.25);
                point(radius * turn.cos(), radius * turn.sin())
            })
            .collect();
        let mut heights = vec![0.0; spots.len()];
        for right in [true, false] {
            let mut these: Vec<usize> =
                (0..spots.len()).filter(|&at| (spots[at].x >= 0.0) == right).collect();
            these.sort_by(|&a, &b| spots[a].y.total_cmp(&spots[b].y));
            let wished = these.iter().map(|&at| spots[at].y * (radius + ELBOW) / radius);
            let wished: Vec<f32> = wished.collect();
            for (&at, height) in these.iter().zip(spread(&wished, NAME)) {
                heights[at] = height;
            }
        }
        // Many names reach over the circle.
        let highest = heights.iter().copied().fold(-radius - ELBOW, f32::min);
        let center = point(wide / 2.0, 16.0 - highest);
        Self { width: wide, top: 0.0, center, radius, column, spots, heights }
    }

    /// The same circle under something.
    pub(super) fn below(mut self, top: f32) -> Self {
        self.top = top;
        self.center.y += top;
        self
    }

    /// Where it ends.
    pub(super) fn bottom(&self) -> f32 {
        let low = self.heights.iter().copied().fold(self.radius + ELBOW, f32::max);
        self.center.y + low + 12.0
    }

    /// The middle of a disc.
    pub(super) fn middle(&self, at: usize) -> Point {
        let spot = self.spots[at];
        point(self.center.x + spot.x, self.center.y + spot.y)
    }

    /// From one disc to another, bent toward the middle of the circle.
    pub(super) fn course(&self, ends: (usize, usize)) -> Vec<Point> {
        const STEPS: usize = 24;
        let (from, to) = (self.middle(ends.0), self.middle(ends.1));
        let pull = |a: f32, b: f32, center: f32| 0.5 * (a + b) * 0.5 + center * 0.5;
        let bend = point(pull(from.x, to.x, self.center.x), pull(from.y, to.y, self.center.y));
        let at = |step: usize| {
            let share = step as f32 / STEPS as f32;
            let rest = 1.0 - share;
            let mix = |a: f32, b: f32, c: f32| {
                rest * rest * a + 2.0 * rest * share * b + share * share * c
            };
            point(mix(from.x, bend.x, to.x), mix(from.y, bend.y, to.y))
        };
        (0..=STEPS).map(at).collect()
    }

    /// From a disc to its name.
    pub(super) fn leader(&self, at: usize, radius: f32) -> Vec<Point> {
        let (spot, middle) = (self.spots[at], self.middle(at));
        let out = |by: f32| {
            point(middle.x + spot.x / self.radius * by, middle.y + spot.y / self.radius * by)
        };
        let side = if spot.x >= 0.0 { 1.0 } else { -1.0 };
        let end = self.center.x + side * (self.radius + MARGIN - 4.0);
        let height = self.center.y + self.heights[at];
        vec![out(radius + 1.5), point(out(ELBOW).x, height), point(end, height)]
    }

    /// Where a name stands, and what of it there is room for.
    pub(super) fn name(&self, at: usize, name: &str) -> (Point, Anchor, String) {
        let right = self.spots[at].x >= 0.0;
        let (side, anchor) = if right { (1.0, Anchor::Start) } else { (-1.0, Anchor::End) };
        let place = point(
            self.center.x + side * (self.radius + MARGIN),
            self.center.y + self.heights[at] + SMALL.size * 0.36,
        );
        (place, anchor, self.shortened(name))
    }

    /// A name that is too long loses the end of its words, never its number.
    fn shortened(&self, name: &str) -> String {
        if width(name, SMALL.size, false) <= self.column {
            return name.to_owned();
        }
        let (words, number) = name.rsplit_once(" (").unwrap_or((name, ""));
        let number = if number.is_empty() { String::new() } else { format!(" ({number}") };
        let room = self.column - width(&number, SMALL.size, false);
        format!("{}{number}", cut(words, room, SMALL.size, false))
    }

    /// Where no number may stand: discs of these sizes, and the names.
    pub(super) fn taken(&self, sizes: &[f32]) -> Vec<Block> {
        let discs = sizes.iter().enumerate().map(|(at, size)| {
            let middle = self.middle(at);
            Block::new(middle.x, middle.y, 0.0, 0.0).grown(size + 1.5)
        });
        discs.collect()
    }
}

/// Heights as near to the wished ones (ascending) as they can be with so much between them.
fn spread(wished: &[f32], apart: f32) -> Vec<f32> {
    // Stretches of names that touch; each stands around the mean of what its names wish.
    let mut groups: Vec<(f32, usize)> = Vec::new();
    for &height in wished {
        groups.push((height, 1));
        while let [.., (upper, above), (lower, below)] = groups.as_slice() {
            let room = (*above + *below) as f32 / 2.0 * apart;
            if lower - upper >= room {
                break;
            }
            let all = above + below;
            // The mean of the wishes, each counted from the first name of the stretch.
            let first_above = upper * *above as f32;
            let first_below = lower * *below as f32;
            let mean = (first_above + first_below) / all as f32;
            groups.truncate(groups.len() - 2);
            groups.push((mean, all));
        }
    }
    let each = groups.into_iter().flat_map(|(mean, count)| {
        let first = mean - (count as f32 - 1.0) / 2.0 * apart;
        (0..count).map(move |at| first + at as f32 * apart)
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_apart_and_near_their_place() {
        let wished = [-100.0, -99.0, -98.0, 0.0, 3.0, 90.0, 200.0];
        let found = spread(&wished, 14.0);
        assert_eq!(found.len(), wished.len());
        assert!(found.windows(2).all(|pair| pair[1] - pair[0] >= 14.0 - 1e-3), "{found:?}");
        assert_eq!((found[5], found[6]), (90.0, 200.0));
        assert!((found[1] + 99.0).abs() < 1e-3 && (found[3] + found[4] - 3.0).abs() < 1e-3);
    }
}
