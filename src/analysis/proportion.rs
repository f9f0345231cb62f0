//! Wilson's interval for a share.
//!
//! Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212: unlike the textbook interval it
//! neither leaves 0 to 1 nor has no width at 0 and 1.

use crate::quantity::Fraction;

use super::Estimate;

/// The normal deviate of a two-sided 95 % interval.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The share `value` of `n` units with its interval.
pub(super) fn wilson(value: f64, n: usize) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let size = n as f64;
    let denominator = 1.0 + Z * Z / size;
    let centre = (value + Z * Z / (2.0 * size)) / denominator;
    let half = Z / denominator * (value * (1.0 - value) / size + Z * Z / (4.0 * size * size)).sqrt();
    Some(Estimate {
        value: Fraction::new(value)?,
        low: Fraction::new((centre - half).clamp(0.0, value))?,
        high: Fraction::new((centre + half).clamp(value, 1.0))?,
        n,
    })
}

/// The mean of scores from 0 to 1 with Wilson's interval for as many units.
pub(super) fn of_scores(scores: impl Iterator<Item = f64>) -> Option<Estimate> {
    let (sum, n) = scores.fold((0.0, 0), |(sum, n), score| (sum + score, n + 1));
    wilson(if n == 0 { 0.0 } else { sum / n as f64 }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_the_one_of_the_literature() {
        let estimate = wilson(0.8, 10).expect("there are units");
        assert!(
            (estimate.low.get() - 0.4902).abs() < 5e-4 && (estimate.high.get() - 0.9433).abs() < 5e-4,
            "{estimate:?}"
        );
        let none = wilson(0.0, 20).expect("there are units");
        assert!(none.low.get() == 0.0 && (none.high.get() - 0.1611).abs() < 5e-4, "{none:?}");
        assert_eq!(wilson(0.5, 0), None);
    }
}
