//! The arithmetic: base, runs and threshold, and the curve over all orders.

/// A few interviews in a row, compared with the base.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Run {
    /// The first interview of the run, from 1.
    pub first: usize,
    /// The last one.
    pub last: usize,
    /// Codes first seen in the run.
    pub new: u64,
    /// `new` over the codes of the base; `None` when the base has no code.
    pub ratio: Option<f64>,
}

/// Base size, run length and threshold (Guest, Namey & Chen 2020): the new codes of a run, of the
/// codes in the base. Runs slide by one interview; the base stays the first interviews.
#[derive(Clone, PartialEq, Debug)]
pub struct Runs {
    /// Interviews in the base.
    pub base: usize,
    /// Interviews in a run.
    pub run: usize,
    /// The largest ratio that gives a notation.
    pub threshold: f64,
    /// Codes seen in the base.
    pub base_sum: u64,
    /// In order; empty when there are fewer than base + run interviews.
    pub runs: Vec<Run>,
    /// Interviews before the first run at or below the threshold.
    pub before: Option<usize>,
}

impl Runs {
    /// `6+2`: six interviews, then a run of two at or below the threshold.
    pub fn notation(&self) -> Option<String> {
        self.before.map(|before| format!("{before}+{}", self.run))
    }

    /// The run that gives the notation.
    pub fn first(&self) -> Option<&Run> {
        let before = self.before?;
        self.runs.iter().find(|run| run.first == before + 1)
    }
}

/// Compares runs with the base. `new`: codes first seen in each interview, in order. A base or a run
/// of none is taken for one.
pub fn runs(new: &[u64], base: usize, run: usize, threshold: f64) -> Runs {
    let (base, run) = (base.max(1), run.max(1));
    let base_sum: u64 = new.iter().take(base).sum();
    let rest = new.get(base..).unwrap_or_default();
    let runs: Vec<Run> = rest
        .windows(run)
        .enumerate()
        .map(|(at, window)| {
            let new: u64 = window.iter().sum();
            let ratio = (base_sum > 0).then(|| new as f64 / base_sum as f64);
            Run { first: base + at + 1, last: base + at + run, new, ratio }
        })
        .collect();
    let low = runs.iter().find(|run| run.ratio.is_some_and(|ratio| ratio <= threshold));
    let before = low.map(|run| run.first - 1);
    Runs { base, run, threshold, base_sum, runs, before }
}

/// Codes to be expected in 1, 2, … `interviews` interviews, when any of them may be drawn:
/// `E(k) = Σ 1 − C(n−m, k) / C(n, k)` over codes that occur in `m` of `n` interviews (methods 1.7).
/// `occurs`: the `m` of each code.
///
/// The ratio of the binomials is made factor by factor, `(n−m−k+1) / (n−k+1)` for each further `k`:
/// all factors lie between 0 and 1, so nothing can overflow.
pub fn accumulation(occurs: &[usize], interviews: usize) -> Vec<f64> {
    // Codes that occur equally often have the same curve.
    let mut often = vec![0_u64; interviews + 1];
    for &count in occurs {
        if let Some(slot) = often.get_mut(count) {
            *slot += 1;
        }
    }
    let mut missing: Vec<(usize, f64, f64)> = often
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, codes)| **codes > 0)
        .map(|(count, &codes)| (count, codes as f64, 1.0))
        .collect();
    (1..=interviews)
        .map(|k| {
            let mut sum = 0.0;
            for (count, codes, none) in &mut missing {
                let left = (interviews + 1).saturating_sub(*count + k);
                *none *= left as f64 / (interviews + 1 - k) as f64;
                sum += *codes * (1.0 - *none);
            }
            sum
        })
        .collect()
}
