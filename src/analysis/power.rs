//! What a comparison can show: the smallest difference that is found in four of five runs.
//!
//! Connor, R. J. (1987), "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43, 207-211.

use crate::record::{Question, Run};
use crate::suite::Side;

use super::compare::{FEWEST_UNITS, LEVEL, terms};
use super::distributions::normal_quantile;
use super::share::{Stratum, design};
use super::units::Units;

/// The probability that a difference is not found.
const MISSED: f64 = 0.2;
/// The share of units on which two targets are assumed to differ where no run says it.
const DIFFERING: f64 = 0.25;
/// The standard deviation of a pair's lean that is assumed where no run says it.
const DEVIATION: f64 = 0.3;

/// The smallest differences that are found with a probability of 80 %, as shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// The units: cases, and pairs.
    pub units: usize,
    /// Between two targets that are compared alone; absent if the units are too few for any.
    pub alone: Option<f64>,
    /// Between two targets among all that are ranked, before any other pair is decided; absent if the units are too few for any.
    pub among_all: Option<f64>,
    /// The opposed pairs.
    pub pairs: usize,
    /// The smallest lean of one target; absent if the pairs are too few for any.
    pub lean: Option<f64>,
    /// Whether no data say how much the units differ: then two targets are assumed to differ on a quarter of them.
    pub assumed: bool,
    /// Whether no data say how much the pairs' leans differ: then they are assumed to have a standard deviation of 30 points.
    pub lean_assumed: bool,
}

/// What a run of this plan will be able to show, before there are data.
pub fn foreseen(run: &Run) -> Detectable {
    detectable(run, &Units::of(run), run.targets.len(), &[], &[])
}

/// What a run can show, from the standard errors of its ranked pairs of targets and of its leans; the median of each.
pub(super) fn detectable(run: &Run, units: &Units, ranked: usize, of_pairs: &[f64], of_leans: &[f64]) -> Detectable {
    let all = units.strata(&units.full_marks());
    let assumed = median(of_pairs).filter(|error| *error > 0.0).is_none();
    let error = all.as_deref().and_then(|strata| {
        terms(strata)?;
        match median(of_pairs).filter(|error| *error > 0.0) {
            Some(error) => Some(error),
            None => Some((design(strata)? * DIFFERING).sqrt()),
        }
    });
    let comparisons = (ranked * ranked.saturating_sub(1) / 2).max(1);
    let opposed = |question: &&Question| !question.control && matches!(question.pair, Some((_, Side::A)));
    let pairs = run.questions.iter().filter(opposed).count();
    let known_lean = median(of_leans).filter(|error| *error > 0.0);
    let of_lean = known_lean.unwrap_or(DEVIATION / (pairs as f64).sqrt());
    Detectable {
        units: units.count(),
        alone: error.and_then(|error| smallest(error, 1, units.count())),
        among_all: error.and_then(|error| smallest(error, comparisons, units.count())),
        pairs,
        lean: (pairs > FEWEST_UNITS).then(|| found(of_lean, LEVEL / 2.0)).filter(|lean| *lean <= 1.0),
        assumed,
        lean_assumed: known_lean.is_none(),
    }
}

/// The standard error of a paired difference under random signs.
pub(super) fn standard_error(strata: &[Stratum]) -> Option<f64> {
    Some(terms(strata)?.iter().map(|term| term * term).sum::<f64>().sqrt())
}

/// The smallest difference that one of N tests finds with a probability of 80 %; `None` if it cannot find any.
fn smallest(error: f64, tests: usize, units: usize) -> Option<f64> {
    let tail = LEVEL / tests as f64 / 2.0;
    // With m units that differ no p-value is below 2^(1 - m).
    let fewest = (1.0 / tail).log2().ceil();
    let difference = found(error, tail).max(fewest / units as f64);
    (difference <= 1.0).then_some(difference)
}

/// The difference that a test with this probability at either end finds with a probability of 80 %.
fn found(error: f64, tail: f64) -> f64 {
    (normal_quantile(tail) + normal_quantile(MISSED)) * error
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_difference_is_that_of_the_textbook() {
        // (1.960 + 0.842) standard errors for one test, and 3.98 + 0.84 of them for the first of 17 * 16 / 2 = 136 x 1/... comparisons.
        let one = smallest(0.043, 1, 116).expect("there are enough units");
        assert!((one - 2.8016 * 0.043).abs() < 1e-5, "{one}");
        let first = smallest(0.043, 136, 116).expect("there are enough units");
        assert!((first - (3.5626 + 0.8416) * 0.043).abs() < 1e-4, "{first}");
        assert_eq!(smallest(0.043, 1, 5), None, "five differences are never significant");
        assert_eq!(smallest(0.0, 1, 12), Some(0.5), "six of twelve units");
    }
}
