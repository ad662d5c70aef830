//! The exact permutation test: would the groups differ as much if the labels were dealt anew?
//!
//! Participants keep their values, the labels of their groups are dealt in every way (N! / Π n! of
//! them). `T = Σ n_g (mean_g − grand mean)²`, and p is the share of arrangements with a T as large as
//! the observed one or larger, the observed one included. Above [`MOST_ARRANGEMENTS`] they are drawn.

use super::freeman::{DRAWS, ExactP, Method};
use crate::analysis::chance::Chance;

/// Above so many arrangements they are drawn and not enumerated.
pub const MOST_ARRANGEMENTS: u64 = 200_000;

/// Tests whether `values` differ between groups; `group[i]` is the group of `values[i]`.
pub fn permutation(values: &[f64], group: &[usize], seed: u64) -> ExactP {
    let deal = Deal::new(values, group);
    match deal.arrangements() {
        Some(count) if count <= MOST_ARRANGEMENTS => deal.enumerate(),
        _ => deal.draw(DRAWS, seed),
    }
}

/// Values with the labels they had.
pub(super) struct Deal {
    /// Less their mean: T needs nothing else, and keeps its digits.
    values: Vec<f64>,
    labels: Vec<usize>,
    sizes: Vec<usize>,
}

impl Deal {
    pub(super) fn new(values: &[f64], group: &[usize]) -> Self {
        let grand = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let mut sizes = vec![0; group.iter().max().map_or(0, |most| most + 1)];
        for &label in group {
            sizes[label] += 1;
        }
        Self {
            values: values.iter().map(|value| value - grand).collect(),
            labels: group.to_vec(),
            sizes,
        }
    }

    /// N! / Π n!; `None` when it does not fit.
    pub(super) fn arrangements(&self) -> Option<u64> {
        let mut count: u64 = 1;
        let mut dealt: u64 = 0;
        for &size in &self.sizes {
            for at in 1..=size as u64 {
                dealt += 1;
                // Divides without rest: it is a product of binomials at every step.
                count =
                    u64::try_from(u128::from(count) * u128::from(dealt) / u128::from(at)).ok()?;
            }
        }
        Some(count)
    }

    /// T of labels dealt so; `sums` is room for one sum per group.
    fn statistic(&self, labels: &[usize], sums: &mut [f64]) -> f64 {
        sums.fill(0.0);
        for (value, &label) in self.values.iter().zip(labels) {
            sums[label] += value;
        }
        let part =
            |(sum, &size): (&f64, &usize)| if size > 0 { sum * sum / size as f64 } else { 0.0 };
        sums.iter().zip(&self.sizes).map(part).sum()
    }

    /// T as it was observed, and the least that counts as large: what is equal on paper differs in
    /// the last digits.
    fn observed(&self) -> (f64, f64) {
        let t = self.statistic(&self.labels, &mut vec![0.0; self.sizes.len()]);
        (t, t - 1e-9 * t.max(1.0))
    }

    pub(super) fn enumerate(&self) -> ExactP {
        let (observed, least) = self.observed();
        let mut hand = Hand { deal: self, least, all: 0, large: 0 };
        let mut left = self.sizes.clone();
        let mut labels = vec![0; self.values.len()];
        hand.give(0, &mut left, &mut labels, &mut vec![0.0; self.sizes.len()]);
        let p = hand.large as f64 / hand.all as f64;
        ExactP { p, method: Method::Exact { of: hand.all }, observed }
    }

    pub(super) fn draw(&self, draws: u64, seed: u64) -> ExactP {
        let (observed, least) = self.observed();
        let mut chance = Chance::new(seed);
        let (mut labels, mut sums) = (self.labels.clone(), vec![0.0; self.sizes.len()]);
        let mut large = 0;
        for _ in 0..draws {
            chance.shuffle(&mut labels);
            large += u64::from(self.statistic(&labels, &mut sums) >= least);
        }
        let p = (large + 1) as f64 / (draws + 1) as f64;
        ExactP { p, method: Method::MonteCarlo { draws, seed }, observed }
    }
}

/// Deals the labels in every way.
struct Hand<'d> {
    deal: &'d Deal,
    least: f64,
    all: u64,
    large: u64,
}

impl Hand<'_> {
    fn give(&mut self, at: usize, left: &mut [usize], labels: &mut [usize], sums: &mut [f64]) {
        if at == labels.len() {
            self.all += 1;
            self.large += u64::from(self.deal.statistic(labels, sums) >= self.least);
            return;
        }
        for group in 0..left.len() {
            if left[group] > 0 {
                left[group] -= 1;
                labels[at] = group;
                self.give(at + 1, left, labels, sums);
                left[group] += 1;
            }
        }
    }
}

/// The sum of each group's values.
pub fn sums(values: &[f64], group: &[usize]) -> Vec<f64> {
    let mut sums = vec![0.0; group.iter().max().map_or(0, |most| most + 1)];
    for (value, &at) in values.iter().zip(group) {
        sums[at] += value;
    }
    sums
}

/// The mean of each group's values; not a number for a group of nobody.
pub fn means(values: &[f64], group: &[usize]) -> Vec<f64> {
    let ones = vec![1.0; values.len()];
    let sizes = sums(&ones, group);
    sums(values, group).iter().zip(&sizes).map(|(sum, size)| sum / size).collect()
}

/// The H of Kruskal and Wallis (1952) on ranks, corrected for ties; `None` when all are equal.
/// Description only: with groups as small as here its chi-square p would be wrong.
pub fn kruskal_wallis(values: &[f64], group: &[usize]) -> Option<f64> {
    let n = values.len() as f64;
    let less = |a: f64| values.iter().filter(|&&b| b < a).count() as f64;
    let same = |a: f64| values.iter().filter(|&&b| b == a).count() as f64;
    let ranks: Vec<f64> = values.iter().map(|&a| less(a) + f64::midpoint(same(a), 1.0)).collect();
    let ones = vec![1.0; values.len()];
    let sizes = sums(&ones, group);
    let parts = sums(&ranks, group);
    let between: f64 =
        parts.iter().zip(&sizes).filter(|(_, size)| **size > 0.0).map(|(r, s)| r * r / s).sum();
    let h = 12.0 / (n * (n + 1.0)) * between - 3.0 * (n + 1.0);
    // Σ (t³ − t) over ties is the sum of t² − 1 over everyone in them.
    let ties: f64 = values.iter().map(|&a| same(a) * same(a) - 1.0).sum();
    let whole = 1.0 - ties / (n * n * n - n);
    (whole > 0.0).then(|| h / whole)
}
