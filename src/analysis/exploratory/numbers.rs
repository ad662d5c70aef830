//! The few functions of mathematics the tests need, in double precision.

/// Logarithms of the factorials of 0 to `most`, each by adding to the one before.
pub(super) struct Factorials(Vec<f64>);

impl Factorials {
    pub(super) fn up_to(most: u64) -> Self {
        let mut logs = Vec::with_capacity(most as usize + 1);
        // Kahan's sum: after thousands of terms still right to the last digits.
        let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
        logs.push(0.0);
        for n in 1..=most {
            let term = (n as f64).ln() - lost;
            let next = sum + term;
            lost = (next - sum) - term;
            sum = next;
            logs.push(sum);
        }
        Self(logs)
    }

    /// ln n!
    pub(super) fn ln(&self, n: u64) -> f64 {
        self.0.get(n as usize).copied().unwrap_or(f64::NAN)
    }

    /// ln of the number of ways to choose `k` of `n`.
    pub(super) fn ln_choose(&self, n: u64, k: u64) -> f64 {
        self.ln(n) - self.ln(k) - self.ln(n - k)
    }
}

/// ln Γ(a) for a = `halves`/2, by Γ(a+1) = a Γ(a) from Γ(1/2) = √π or Γ(1) = 1.
fn ln_gamma_of_halves(halves: u64) -> f64 {
    let (mut a, mut sum) =
        if halves.is_multiple_of(2) { (1.0, 0.0) } else { (0.5, 0.5 * std::f64::consts::PI.ln()) };
    let end = halves as f64 / 2.0;
    while a < end {
        sum += f64::ln(a);
        a += 1.0;
    }
    sum
}

/// The chance that a chi-square with `df` degrees of freedom is at least `x`: the upper incomplete
/// gamma function Q(df/2, x/2), by its series below df/2 + 1 and its continued fraction above
/// (Abramowitz & Stegun 6.5.29 and 6.5.31, the fraction by Lentz's method).
pub fn chi_square_tail(x: f64, df: u64) -> f64 {
    if df == 0 || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    let (a, x) = (df as f64 / 2.0, x / 2.0);
    let front = (a * x.ln() - x - ln_gamma_of_halves(df)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).max(0.0);
    }
    let keep = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut below = x + 1.0 - a;
    let mut upper = 1e300;
    let mut lower = 1.0 / below;
    let mut fraction = lower;
    for step in 1..10_000 {
        let step = f64::from(step);
        let above = -step * (step - a);
        below += 2.0;
        lower = 1.0 / keep(above * lower + below);
        upper = keep(below + above / upper);
        fraction *= lower * upper;
        if (lower * upper - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (front * fraction).min(1.0)
}

/// Where a function that never falls passes zero, between `low` and `high`: halves the interval
/// until no double lies between its ends.
pub(super) fn root(mut low: f64, mut high: f64, rises: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..2_000 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if rises(middle) < 0.0 { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_of_the_tables_in_books() {
        // With two degrees of freedom the tail is e^(-x/2), with four (1 + x/2) e^(-x/2).
        for x in [0.01, 0.5, 2.0, 3.9, 4.1, 10.0, 60.0] {
            let tail = (-x / 2.0_f64).exp();
            assert!((chi_square_tail(x, 2) / tail - 1.0).abs() < 1e-13, "{x}");
            assert!((chi_square_tail(x, 4) / (tail * (1.0 + x / 2.0)) - 1.0).abs() < 1e-13, "{x}");
        }
        for (x, df, tail) in [(3.841_458_820_694_124, 1, 0.05), (16.918_977_604_620_45, 9, 0.05)] {
            assert!((chi_square_tail(x, df) - tail).abs() < 1e-14, "{x} {df}");
        }
        assert_eq!((chi_square_tail(0.0, 3), chi_square_tail(-1.0, 3)), (1.0, 1.0));
        assert!(chi_square_tail(1.0, 0).is_nan());
    }

    #[test]
    fn factorials_and_roots() {
        let logs = Factorials::up_to(20);
        assert!((logs.ln(20).exp() / 2_432_902_008_176_640_000.0 - 1.0).abs() < 1e-13);
        assert!((logs.ln_choose(7, 4).exp() - 35.0).abs() < 1e-12);
        assert!((root(0.0, 2.0, |x| x * x - 2.0) - std::f64::consts::SQRT_2).abs() < 1e-15);
    }
}
