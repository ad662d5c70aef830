//! How high every block is, and which one lies at a height: a Fenwick tree.
//!
//! Heights begin as guesses and become exact when a block is laid out, which happens to all of them
//! within a moment; a correction and a question cost the logarithm of the number of blocks.

/// Heights of blocks in points.
#[derive(Default)]
pub(super) struct Heights {
    values: Vec<f32>,
    /// Sums in double precision: a long document is a million points high.
    tree: Vec<f64>,
    /// Which heights are measured, how many are not, and where to look for the next of those.
    exact: Vec<bool>,
    guesses: usize,
    scan: usize,
    changes: u64,
}

impl Heights {
    /// From a guessed height for every block. Measuring is to begin at `from`.
    pub(super) fn new(values: Vec<f32>, from: usize) -> Self {
        let mut tree = vec![0.0; values.len() + 1];
        for (at, &value) in values.iter().enumerate() {
            tree[at + 1] = f64::from(value);
        }
        for at in 1..tree.len() {
            let parent = at + (at & at.wrapping_neg());
            if parent < tree.len() {
                tree[parent] += tree[at];
            }
        }
        let guesses = values.len();
        Self { exact: vec![false; guesses], values, tree, guesses, scan: from, changes: 0 }
    }

    /// The height of one block; 0 when there is no such block.
    pub(super) fn get(&self, at: usize) -> f32 {
        self.values.get(at).copied().unwrap_or(0.0)
    }

    /// How many heights are guessed.
    pub(super) fn guesses(&self) -> usize {
        self.guesses
    }

    /// Grows with every height that turned out to be another one.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// A block whose height is guessed: on from where measuring began, then from the beginning.
    pub(super) fn next_guess(&mut self) -> Option<usize> {
        if self.guesses == 0 {
            return None;
        }
        let count = self.exact.len();
        self.scan %= count.max(1);
        let ahead = self.exact.iter().skip(self.scan).position(|exact| !exact);
        let found = ahead.map(|n| self.scan + n);
        self.scan = found.or_else(|| self.exact.iter().position(|exact| !exact))?;
        Some(self.scan)
    }

    /// Says how high a block is.
    pub(super) fn set(&mut self, at: usize, height: f32) {
        let Some(value) = self.values.get_mut(at) else { return };
        if let Some(exact) = self.exact.get_mut(at).filter(|exact| !**exact) {
            *exact = true;
            self.guesses -= 1;
        }
        let change = f64::from(height) - f64::from(*value);
        if change == 0.0 {
            return;
        }
        *value = height;
        self.changes += 1;
        let mut node = at + 1;
        while let Some(sum) = self.tree.get_mut(node) {
            *sum += change;
            node += node & node.wrapping_neg();
        }
    }

    /// Height of everything before a block.
    pub(super) fn before(&self, at: usize) -> f64 {
        let mut node = at.min(self.values.len());
        let mut sum = 0.0;
        while let (true, Some(part)) = (node > 0, self.tree.get(node)) {
            sum += part;
            node &= node - 1;
        }
        sum
    }

    /// Height of everything.
    pub(super) fn total(&self) -> f64 {
        self.before(self.values.len())
    }

    /// The block at a height and how far below the block's top that is. Heights outside give the
    /// first or the last block.
    pub(super) fn find(&self, height: f64) -> (usize, f32) {
        let count = self.values.len();
        let mut rest = height.max(0.0);
        let mut node = 0;
        let mut step = count.checked_ilog2().map_or(0, |bits| 1_usize << bits);
        while step > 0 {
            if let Some(&sum) = self.tree.get(node + step)
                && sum <= rest
            {
                node += step;
                rest -= sum;
            }
            step /= 2;
        }
        if node >= count {
            let last = count.saturating_sub(1);
            return (last, self.get(last));
        }
        (node, rest as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_height_outside_gives_the_first_or_last_block() {
        let heights = Heights::new(vec![10.0, 20.0], 0);
        assert_eq!(heights.find(-5.0), (0, 0.0));
        assert_eq!(heights.find(10.0), (1, 0.0));
        assert_eq!(heights.find(99.0), (1, 20.0));
        assert_eq!(Heights::default().find(3.0), (0, 0.0));
    }

    #[test]
    fn every_guess_is_found_once_beginning_where_the_reader_is() {
        let mut heights = Heights::new(vec![1.0; 5], 3);
        heights.set(4, 1.0);
        let mut seen = Vec::new();
        while let Some(at) = heights.next_guess() {
            seen.push(at);
            heights.set(at, 2.0);
        }
        assert_eq!(seen, [3, 0, 1, 2]);
        assert_eq!((heights.guesses(), heights.total()), (0, 9.0));
        assert_eq!(Heights::default().next_guess(), None);
    }

    proptest! {
        #[test]
        fn sums_are_those_of_a_plain_list(
            values in proptest::collection::vec(0u16..400, 1..200),
            changes in proptest::collection::vec((0usize..200, 0u16..400), 0..50),
            question in 0f64..90_000.0,
        ) {
            let mut plain: Vec<f32> = values.iter().map(|&v| f32::from(v)).collect();
            let mut heights = Heights::new(plain.clone(), 0);
            for (at, value) in changes {
                let at = at % plain.len();
                plain[at] = f32::from(value);
                heights.set(at, plain[at]);
            }
            for at in 0..=plain.len() {
                let sum: f64 = plain[..at].iter().map(|&v| f64::from(v)).sum();
                prop_assert!((heights.before(at) - sum).abs() < 1e-6);
            }
            let (at, rest) = heights.find(question);
            prop_assert!(at < plain.len());
            if question < heights.total() {
                prop_assert!((heights.before(at) + f64::from(rest) - question).abs() < 0.01);
                prop_assert!(rest < plain[at]);
            }
        }
    }
}
