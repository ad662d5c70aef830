//! Where the lines of a long list stand: estimated from the length of their words, corrected once they
//! have been drawn. Only what is visible is ever laid out.

/// Heights of lines and where each begins.
#[derive(Default)]
pub(in crate::ui) struct Heights {
    rows: Vec<f32>,
    /// First point of each line, and the end of the last. Double precision: a list of a million
    /// excerpts is 200 million points high.
    tops: Vec<f64>,
    stale: bool,
}

impl Heights {
    /// Starts over with estimates.
    pub(in crate::ui) fn reset(&mut self, estimates: impl Iterator<Item = f32>) {
        self.rows.clear();
        self.rows.extend(estimates);
        self.stale = true;
        self.settle();
    }

    /// Says how high a line is in truth. Counts from the next [`Heights::settle`] on. Gives back by how
    /// much it grew.
    pub(in crate::ui) fn correct(&mut self, row: usize, height: f32) -> f32 {
        let Some(known) = self.rows.get_mut(row) else { return 0.0 };
        let grown = height - *known;
        if grown.abs() < 0.5 {
            return 0.0;
        }
        *known = height;
        self.stale = true;
        grown
    }

    /// Moves every line to its place.
    pub(in crate::ui) fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.tops.clear();
        let mut top = 0.0;
        self.tops.push(top);
        for &height in &self.rows {
            top += f64::from(height);
            self.tops.push(top);
        }
    }

    /// The height of all lines.
    pub(in crate::ui) fn total(&self) -> f32 {
        self.tops.last().copied().unwrap_or(0.0) as f32
    }

    /// Where a line begins.
    pub(in crate::ui) fn top(&self, row: usize) -> f64 {
        self.tops.get(row).copied().unwrap_or(0.0)
    }

    /// How high a line is.
    pub(in crate::ui) fn height(&self, row: usize) -> f32 {
        self.rows.get(row).copied().unwrap_or(0.0)
    }

    /// The line at this height.
    pub(in crate::ui) fn at(&self, y: f32) -> usize {
        self.tops.partition_point(|&top| top <= f64::from(y)).saturating_sub(1)
    }

    /// Number of lines.
    pub(in crate::ui) fn len(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrected_lines_push_those_below() {
        let mut heights = Heights::default();
        heights.reset([10.0, 20.0, 30.0].into_iter());
        assert_eq!([0.0, 9.0, 10.0, 29.9, 30.0, 99.0].map(|y| heights.at(y)), [0, 0, 1, 1, 2, 3]);
        assert_eq!(heights.correct(0, 25.0), 15.0);
        assert_eq!(heights.correct(1, 20.2), 0.0);
        heights.settle();
        assert_eq!((heights.top(1), heights.top(2), heights.total()), (25.0, 45.0, 75.0));
        heights.reset(std::iter::empty());
        assert_eq!((heights.len(), heights.total()), (0, 0.0));
    }
}
