//! Fisher's exact test of a 2×2 table, and the odds ratio given the margins.
//!
//! Given its margins a table is its upper left cell `x`, and `x` has a hypergeometric distribution;
//! with an odds ratio ψ its weights are multiplied by ψ^x (Fisher 1935; Agresti 2007, 2.6).

use super::numbers::{Factorials, root};

/// How much more likely than the observed table another one may be and still count as no more likely:
/// what is equal on paper differs in the last digits. R and scipy take the same.
pub(super) const TOLERANCE: f64 = 1e-7;

/// Everything about a 2×2 table given its margins.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fisher {
    /// All tables that are no more likely than the observed one.
    pub two_sided: f64,
    /// Tables with as much or less in the upper left cell.
    pub less: f64,
    /// Tables with as much or more in the upper left cell.
    pub greater: f64,
    /// The chance of the observed table.
    pub observed: f64,
    /// How many tables have these margins.
    pub tables: u64,
    /// The smallest two-sided p a table with these margins can have.
    pub smallest: f64,
    /// ad / bc; infinite when only bc is zero, not a number when both are.
    pub odds_ratio: f64,
    /// The odds ratio that makes the observed table most likely given the margins; not a number where
    /// only one table has these margins.
    pub conditional_odds_ratio: f64,
    /// Its exact interval: each end leaves half of what `confidence` leaves.
    pub interval: (f64, f64),
}

/// Fisher's test of `[[a, b], [c, d]]`; `confidence` (such as 0.95) is for the interval.
pub fn fisher(table: [[u64; 2]; 2], confidence: f64) -> Fisher {
    let [[a, b], [c, d]] = table;
    let (first, second, column) = (a + b, c + d, a + c);
    let logs = Factorials::up_to(first + second);
    let low = column.saturating_sub(second);
    let high = column.min(first);
    let all = logs.ln_choose(first + second, column);
    let weights: Vec<f64> = (low..=high)
        .map(|x| logs.ln_choose(first, x) + logs.ln_choose(second, column - x))
        .collect();
    let chances: Vec<f64> = weights.iter().map(|log| (log - all).exp()).collect();
    // 1 but for the last digits; divided by it, a p of 1 is 1.
    let whole: f64 = chances.iter().sum();
    let at = (a - low) as usize;
    let observed = chances[at];
    let rare = |limit: f64| -> f64 {
        chances.iter().filter(|&&p| p <= limit * (1.0 + TOLERANCE)).sum::<f64>() / whole
    };
    let least = chances.iter().copied().fold(f64::INFINITY, f64::min);
    let given = Given { weights: &weights, low, x: a };
    let tail = (1.0 - confidence) / 2.0;
    Fisher {
        two_sided: rare(observed),
        less: chances[..=at].iter().sum::<f64>() / whole,
        greater: (chances[at..].iter().sum::<f64>() / whole).min(1.0),
        observed,
        tables: high - low + 1,
        smallest: rare(least),
        odds_ratio: (a as f64 * d as f64) / (b as f64 * c as f64),
        conditional_odds_ratio: match (a == low, a == high) {
            (true, true) => f64::NAN,
            (true, false) => 0.0,
            (false, true) => f64::INFINITY,
            (false, false) => given.odds(|mean, _, _| mean - a as f64),
        },
        interval: (
            if a == low { 0.0 } else { given.odds(|_, _, more| more - tail) },
            if a == high { f64::INFINITY } else { given.odds(|_, less, _| tail - less) },
        ),
    }
}

/// The tables with the margins at hand.
struct Given<'w> {
    /// Logarithms of their weights without an odds ratio.
    weights: &'w [f64],
    /// The upper left cell of the first of them.
    low: u64,
    /// Of the observed one.
    x: u64,
}

impl Given<'_> {
    /// The odds ratio at which something that rises with it is zero. It is given the mean of the
    /// cell and the chances of as much or less, and as much or more, than was observed.
    fn odds(&self, rises: impl Fn(f64, f64, f64) -> f64) -> f64 {
        // e^±700 is all a double can hold.
        root(-700.0, 700.0, |log| {
            let at = |i: usize| (self.low + i as u64) as f64;
            let logs = || self.weights.iter().enumerate().map(|(i, w)| w + at(i) * log);
            let most = logs().fold(f64::NEG_INFINITY, f64::max);
            let (mut all, mut mean, mut less, mut more) = (0.0, 0.0, 0.0, 0.0);
            for (i, weight) in logs().enumerate() {
                let weight = (weight - most).exp();
                all += weight;
                mean += weight * at(i);
                if at(i) <= self.x as f64 {
                    less += weight;
                }
                if at(i) >= self.x as f64 {
                    more += weight;
                }
            }
            rises(mean / all, less / all, more / all)
        })
        .exp()
    }
}
