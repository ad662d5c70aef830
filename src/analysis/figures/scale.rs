//! An axis: from nothing to a round number, with a few round numbers between.

/// From zero to a round number.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scale {
    /// What the far end stands for; above zero.
    pub(super) top: f64,
    /// Where lines are drawn, in ascending order.
    pub(super) ticks: Vec<f64>,
}

impl Scale {
    /// One that reaches the largest value, with about so many steps; `whole`: steps of whole numbers.
    pub(super) fn reaching(largest: f64, steps: usize, whole: bool) -> Self {
        let largest = if largest.is_finite() && largest > 0.0 { largest } else { 1.0 };
        let rough = largest / steps.max(1) as f64;
        let power = 10_f64.powf(rough.log10().floor());
        // Half steps would be no whole numbers.
        let half = if whole { 2.0 } else { 2.5 };
        let round = [1.0, 2.0, half, 5.0, 10.0].into_iter().map(|factor| factor * power);
        let step = round.clone().find(|step| *step >= rough * 0.999).unwrap_or(10.0 * power);
        let step = if whole { step.ceil().max(1.0) } else { step };
        let count = (largest / step - 1e-9).ceil().max(1.0) as usize;
        let ticks: Vec<f64> = (0..=count).map(|at| at as f64 * step).collect();
        Self { top: count as f64 * step, ticks }
    }

    /// How far a value is from zero, of the way to the end.
    pub(super) fn share(&self, value: f64) -> f32 {
        (value / self.top).clamp(0.0, 1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_largest_value() {
        let check = |largest: f64, steps, whole, expected: &[f64]| {
            let scale = Scale::reaching(largest, steps, whole);
            let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
            assert!(scale.ticks.len() == expected.len(), "{largest}: {scale:?}");
            assert!(scale.ticks.iter().zip(expected).all(near), "{largest}: {scale:?}");
            assert!(scale.top >= largest);
        };
        check(10.0, 5, true, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        check(3.0, 5, true, &[0.0, 1.0, 2.0, 3.0]);
        check(0.0, 4, true, &[0.0, 1.0]);
        check(0.34, 4, false, &[0.0, 0.1, 0.2, 0.3, 0.4]);
        check(1234.0, 4, true, &[0.0, 500.0, 1000.0, 1500.0]);
        check(11.3, 5, false, &[0.0, 2.5, 5.0, 7.5, 10.0, 12.5]);
        check(24.0, 5, true, &[0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
    }
}
