//! Intervals for a proportion: how far off "3 of 4" may be.

use super::numbers::{Factorials, root};

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval (1927) for `x` of `n`; (0, 1) of nothing.
pub fn wilson(x: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (share, all) = (x as f64 / n as f64, n as f64);
    let below = 1.0 + Z * Z / all;
    let middle = (share + Z * Z / (2.0 * all)) / below;
    let half = Z / below * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    // Exactly 0 and 1 on paper.
    let low = if x == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if x == n { 1.0 } else { (middle + half).min(1.0) };
    (low, high)
}

/// The exact 95 % interval of Clopper and Pearson (1934) for `x` of `n`; (0, 1) of nothing. Its lower
/// end is the proportion at which `x` or more have a chance of 2.5 %, its upper end the same for `x`
/// or fewer.
pub fn clopper_pearson(x: u64, n: u64) -> (f64, f64) {
    let logs = Factorials::up_to(n);
    let chance = |k: u64, share: f64| {
        (logs.ln_choose(n, k) + k as f64 * share.ln() + (n - k) as f64 * (-share).ln_1p()).exp()
    };
    let at_least = |from: u64, share: f64| (from..=n).map(|k| chance(k, share)).sum::<f64>();
    let at_most = |to: u64, share: f64| (0..=to).map(|k| chance(k, share)).sum::<f64>();
    let low = if x == 0 { 0.0 } else { root(0.0, 1.0, |share| at_least(x, share) - 0.025) };
    let high = if x >= n { 1.0 } else { root(0.0, 1.0, |share| 0.025 - at_most(x, share)) };
    (low, high)
}
