//! Wilson's interval for a share.
//!
//! Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212: unlike the normal
//! approximation, it stays within 0 to 1, and has a width at 0 and at 1.

use crate::quantity::Fraction;

use super::estimate::Estimate;

/// The 97.5th percentile of the standard normal distribution, for a two-sided 95 % interval.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval for the share `value` of `n` units with an effective number of `size`; `None` without units.
pub(super) fn wilson(value: f64, size: f64, n: usize) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
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

/// The weighted mean of scores (score from 0 to 1, weight), with Wilson's interval for the effective number of units.
///
/// An effective sample size in an interval for simple random samples, as in Korn, E. L., Graubard, B. I. (1998), "Confidence intervals for
/// proportions with small expected number of positive counts estimated from survey data", Survey Methodology 24, 193-201.
pub(super) fn of_scores(scores: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Estimate> {
    let (sum, weight) =
        scores.clone().fold((0.0, 0.0), |(sum, all), (score, weight)| (sum + score * weight, all + weight));
    wilson(sum / weight, effective(scores.clone().map(|(_, weight)| weight)), scores.count())
}

/// The effective number of units with these weights: the square of their sum over the sum of their squares.
///
/// Kish, L. (1992), "Weighting for unequal P_i", Journal of Official Statistics 8, 183-200, after his *Survey Sampling* (1965).
pub(super) fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    sum * sum / squares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_the_one_of_the_literature() {
        let estimate = wilson(0.8, 10.0, 10).expect("there are units");
        assert!(
            (estimate.low.get() - 0.4902).abs() < 5e-4 && (estimate.high.get() - 0.9433).abs() < 5e-4,
            "{estimate:?}"
        );
        let none = wilson(0.0, 20.0, 20).expect("there are units");
        assert!(none.low.get() == 0.0 && (none.high.get() - 0.1611).abs() < 5e-4, "{none:?}");
        assert_eq!(wilson(0.5, 0.0, 0), None);
    }

    #[test]
    fn unequal_weights_lower_the_effective_number_of_units() {
        assert_eq!(effective([1.0; 7].into_iter()), 7.0);
        // (3 + 1)^2 / (9 + 1) = 1.6
        assert!((effective([3.0, 1.0].into_iter()) - 1.6).abs() < 1e-12);
        let equal = of_scores([(1.0, 1.0), (0.0, 1.0), (0.5, 1.0)].into_iter());
        assert_eq!(equal, wilson(0.5, 3.0, 3));
        // (3 x 1 + 1 x 0) / 4, with the interval of 1.6 units.
        let weighted = of_scores([(1.0, 3.0), (0.0, 1.0)].into_iter()).expect("there are units");
        assert_eq!(Some(weighted), wilson(0.75, 1.6, 2));
        assert_eq!((weighted.value.get(), weighted.n), (0.75, 2));
        assert!(weighted.low < wilson(0.75, 2.0, 2).expect("there are units").low, "{weighted:?}");
        assert_eq!(of_scores(std::iter::empty()), None);
    }
}
