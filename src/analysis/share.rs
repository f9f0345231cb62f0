//! The 95 % interval of a share: of a category, of the mean of categories, of a difference. One method for all of them.
//!
//! Clopper, C. J., Pearson, E. S. (1934), "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26,
//! 404-413, for an effective number of units, as Korn, E. L., Graubard, B. I. (1998), "Confidence intervals for proportions with small
//! expected number of positive counts estimated from survey data", Survey Methodology 24, 193-201. Measured coverage is in
//! `docs/statistics.md`.

use crate::quantity::Fraction;

use super::distributions::beta;
use super::estimate::Estimate;

/// The probability outside the interval, at either end.
const OUTSIDE: f64 = 0.025;
/// What one more unit could add to the sum of squares: that of a score of 0 or 1 around one half. It keeps the interval wide where all
/// scores happen to be alike.
const ONE_MORE: f64 = 0.25;
/// How many units with the score of the whole are added to a category when its own variance is judged.
const BORROWED: f64 = 2.0;

/// The scored units of one category.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stratum {
    /// The category's weight.
    pub(super) share: f64,
    /// Each unit's value, and its weight in the category.
    pub(super) values: Vec<(f64, f64)>,
}

/// What the interval needs of a stratum.
struct Moments {
    /// The part of the square of the whole's standard error per unit of variance.
    design: f64,
    /// The effective number of units: the square of the sum of the weights over the sum of their squares.
    ///
    /// Kish, L. (1992), "Weighting for unequal P_i", Journal of Official Statistics 8, 183-200, after his *Survey Sampling* (1965).
    size: f64,
    mean: f64,
    /// The weighted mean square around the mean.
    variance: f64,
}

/// The weighted mean of scores (score from 0 to 1, weight), with its interval; `None` without any.
pub(super) fn of_scores(scores: impl Iterator<Item = (f64, f64)>) -> Option<Estimate> {
    of_strata(&[Stratum { share: 1.0, values: scores.collect() }])
}

/// The weighted mean of the strata's weighted means of scores from 0 to 1, with its interval; `None` if a stratum is empty.
pub(super) fn of_strata(strata: &[Stratum]) -> Option<Estimate> {
    let moments = moments(strata)?;
    let value = mean(strata, &moments);
    let (low, high) = interval(value, effective(value, &moments));
    let n = strata.iter().map(|stratum| stratum.values.len()).sum();
    // A sum of floats can exceed 1 by a rounding error.
    let share = |value: f64| Fraction::new(value.clamp(0.0, 1.0));
    Some(Estimate { value: share(value)?, low: share(low)?, high: share(high)?, n })
}

/// The weighted mean of the strata's means of differences from -1 to 1, with its interval: the positive parts are one share, the negative
/// ones another, and the errors of both are added as squares, less what they have in common.
///
/// Zou, G. Y., Donner, A. (2008), "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27,
/// 1693-1702; for paired shares it is method 10 of Newcombe, R. G. (1998), Statistics in Medicine 17, 2635-2650.
pub(super) fn of_differences(strata: &[Stratum]) -> Option<(f64, (f64, f64))> {
    let part = |sign: f64| -> Vec<Stratum> {
        let of =
            |values: &[(f64, f64)]| values.iter().map(|(value, weight)| ((value * sign).max(0.0), *weight)).collect();
        strata.iter().map(|stratum| Stratum { share: stratum.share, values: of(&stratum.values) }).collect()
    };
    let (plus, minus) = (part(1.0), part(-1.0));
    let (up, down) = (of_strata(&plus)?, of_strata(&minus)?);
    let (of_plus, of_minus) = (moments(&plus)?, moments(&minus)?);
    let variance = |of: &[Moments]| of.iter().map(|one| one.design * one.variance).sum::<f64>();
    // No unit is both positive and negative, so the covariance of the two parts is less than 0 by the product of their means.
    let common: f64 = of_plus.iter().zip(&of_minus).map(|(a, b)| a.design * a.mean * b.mean).sum();
    let both = (variance(&of_plus) * variance(&of_minus)).sqrt();
    let correlation = if both > 0.0 { (-common / both).max(-1.0) } else { 0.0 };
    let reach = |one: f64, other: f64| (one * one + other * other - 2.0 * correlation * one * other).max(0.0).sqrt();
    let [plus, minus] = [up, down].map(|part| [part.low.get(), part.value.get(), part.high.get()]);
    let value = plus[1] - minus[1];
    let low = value - reach(plus[1] - plus[0], minus[2] - minus[1]);
    let high = value + reach(plus[2] - plus[1], minus[1] - minus[0]);
    Some((value, (low.max(-1.0), high.min(1.0))))
}

/// The square of the standard error of a weighted mean of strata whose units all have a variance of 1; `None` if a stratum is empty.
pub(super) fn design(strata: &[Stratum]) -> Option<f64> {
    Some(moments(strata)?.iter().map(|one| one.design).sum())
}

fn moments(strata: &[Stratum]) -> Option<Vec<Moments>> {
    let shares: f64 = strata.iter().map(|stratum| stratum.share).sum();
    let of = |Stratum { share, values }: &Stratum| {
        let sum = |of: &dyn Fn(f64, f64) -> f64| values.iter().map(|(value, weight)| of(*value, *weight)).sum::<f64>();
        let weight = sum(&|_, weight| weight);
        let size = weight * weight / sum(&|_, weight| weight * weight);
        let mean = sum(&|value, weight| value * weight) / weight;
        let variance = sum(&|value, weight| weight * (value - mean).powi(2)) / weight;
        (weight > 0.0).then(|| Moments { design: (share / shares).powi(2) / size, size, mean, variance })
    };
    let moments: Option<Vec<Moments>> = strata.iter().map(of).collect();
    moments.filter(|moments| !moments.is_empty())
}

fn mean(strata: &[Stratum], moments: &[Moments]) -> f64 {
    let shares: f64 = strata.iter().map(|stratum| stratum.share).sum();
    strata.iter().zip(moments).map(|(stratum, one)| one.mean * stratum.share / shares).sum()
}

/// The number of equally weighted units that pass or fail, whose mean would be known as precisely.
fn effective(value: f64, strata: &[Moments]) -> f64 {
    let sum = |of: &dyn Fn(&Moments) -> f64| strata.iter().map(of).sum::<f64>();
    let design = sum(&|one| one.design);
    // Scores between 0 and 1, of pairs and repeats, vary less than those that are 0 or 1.
    let between = (sum(&|one| one.size * one.variance) + ONE_MORE)
        / (sum(&|one| one.size * one.mean * (1.0 - one.mean)) + ONE_MORE);
    // A heavy category may vary more than the whole.
    let apart = sum(&|one| {
        let mean = (one.size * one.mean + BORROWED * value) / (one.size + BORROWED);
        one.design * mean * (1.0 - mean)
    });
    let whole = value * (1.0 - value) * design;
    let heavy = if whole > 1e-12 { (apart / whole).max(1.0) } else { 1.0 };
    1.0 / (design * between * heavy)
}

/// Clopper and Pearson's interval for the share `value` of `size` units, which need not be whole.
fn interval(value: f64, size: f64) -> (f64, f64) {
    (lower(value, size), 1.0 - lower(1.0 - value, size))
}

/// The share at which `value * size` units or more have a probability of 2.5 %.
fn lower(value: f64, size: f64) -> f64 {
    let passed = value * size;
    if passed < 1e-9 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, value.min(1.0));
    // Six decimals of a percentage are more than any file has.
    for _ in 0..36 {
        let middle = (low + high) / 2.0;
        if beta(middle, passed, size - passed + 1.0) > OUTSIDE {
            high = middle;
        } else {
            low = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(share: f64, passed: usize, of: usize) -> Stratum {
        Stratum { share, values: (0..of).map(|index| (f64::from(u8::from(index < passed)), 1.0)).collect() }
    }

    fn near(estimate: Estimate, low: f64, high: f64) -> bool {
        (estimate.low.get() - low).abs() < 5e-4 && (estimate.high.get() - high).abs() < 5e-4
    }

    #[test]
    fn the_interval_is_the_one_of_the_tables() {
        // Clopper and Pearson's limits for 8 of 10, 0 of 20 and 20 of 20.
        let of = |passed, of| of_strata(&[stratum(1.0, passed, of)]).expect("there are units");
        assert!(near(of(8, 10), 0.4439, 0.9748), "{:?}", of(8, 10));
        assert!(near(of(0, 20), 0.0, 0.1684), "{:?}", of(0, 20));
        assert!(near(of(20, 20), 0.8316, 1.0), "{:?}", of(20, 20));
        assert_eq!(of_strata(&[]), None);
        assert_eq!(of_strata(&[stratum(1.0, 1, 2), stratum(1.0, 0, 0)]), None);
    }

    #[test]
    fn equal_categories_are_one_sample_and_a_single_unit_outweighs_many() {
        let equal = of_strata(&[stratum(1.0, 8, 10), stratum(1.0, 8, 10)]).expect("there are units");
        let one = of_strata(&[stratum(1.0, 16, 20)]).expect("there are units");
        assert!((equal.low.get() - one.low.get()).abs() < 1e-6, "{equal:?} {one:?}");
        // 29 units and one: the variance is that of 1 / (1/4/29 + 1/4) = 3.9 units.
        let heavy = of_strata(&[stratum(1.0, 29, 29), stratum(1.0, 1, 1)]).expect("there are units");
        assert!(near(heavy, OUTSIDE.powf(1.0 / 3.867), 1.0), "{heavy:?}");
        let weighted = of_scores([(1.0, 3.0), (0.0, 1.0)].into_iter()).expect("there are units");
        assert_eq!((weighted.value.get(), weighted.n), (0.75, 2));
        assert_eq!(design(&[Stratum { share: 1.0, values: vec![(1.0, 3.0), (0.0, 1.0)] }]), Some(1.0 / 1.6));
    }

    #[test]
    fn a_heavy_category_that_varies_more_than_the_rest_widens_the_interval() {
        let width = |strata: &[Stratum]| {
            let estimate = of_strata(strata).expect("there are units");
            estimate.high.get() - estimate.low.get()
        };
        let even = [stratum(1.0, 22, 25), stratum(1.0, 7, 8)];
        let uneven = [stratum(1.0, 25, 25), stratum(1.0, 6, 8)];
        assert!(width(&uneven) > width(&even) * 1.05, "{} {}", width(&uneven), width(&even));
    }

    #[test]
    fn scores_that_are_nearly_alike_have_nearly_the_interval_of_those_that_are() {
        let of = |odd: f64| {
            let scores = (0..24).map(move |index| (if index == 0 { odd } else { 1.0 }, 1.0));
            of_scores(scores).expect("there are units").low.get()
        };
        assert!((of(1.0) - of(0.999)).abs() < 0.01, "{} {}", of(1.0), of(0.999));
        let lean = |odd: f64| {
            let values = (0..24).map(|index| (if index == 0 { odd } else { 0.0 }, 1.0)).collect();
            of_differences(&[Stratum { share: 1.0, values }]).expect("there are units").1
        };
        let (alike, nearly) = (lean(0.0), lean(0.01));
        assert!((alike.0 + alike.1).abs() < 1e-12 && alike.1 > 0.05, "{alike:?}");
        assert!((alike.0 - nearly.0).abs() < 0.01 && (alike.1 - nearly.1).abs() < 0.01, "{alike:?} {nearly:?}");
    }

    #[test]
    fn a_difference_of_many_units_has_the_normal_interval() {
        // 300 of 1,000 up by 1, 200 down by 1: a standard error of sqrt((0.5 - 0.01) / 1000).
        let value = |index: usize| match index {
            0..300 => 1.0,
            300..500 => -1.0,
            _ => 0.0,
        };
        let values = (0..1_000).map(|index| (value(index), 1.0)).collect();
        let (difference, (low, high)) = of_differences(&[Stratum { share: 1.0, values }]).expect("there are units");
        let half = 1.96 * (0.49_f64 / 1_000.0).sqrt();
        assert!((difference - 0.1).abs() < 1e-12);
        assert!((low - (0.1 - half)).abs() < 0.003 && (high - (0.1 + half)).abs() < 0.003, "{low} {high} {half}");
    }
}
