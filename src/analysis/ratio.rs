//! The ratio of two targets' times: the median of the cases' ratios, with its interval and its test.
//!
//! A case that timed out on one side gives a lower or an upper bound of its ratio; one that timed out on both gives neither, but still counts.
//! So the median has a lower and an upper bound, which nearly always agree, and the interval covers both.

use std::collections::BTreeMap;

use super::estimate::Bounds;
use super::order;
use super::signs::sign_flip;
use super::times::{CaseTimes, TimeKind};

/// The fewest units with an interval: below 6, the full range of the values contains the median with less than 95 %.
const FEWEST_UNITS: usize = 6;

/// The median of the cases' ratios of times, other to first. Below 1 the other is faster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRatio {
    /// The number of cases with such a time on both, including those that only bound it.
    pub n: usize,
    /// The number of those whose ratio is not known exactly: a request timed out, or took less than the clock's resolution.
    pub bounded: usize,
    /// The bounds of the median, which are equal unless it depends on timeouts.
    pub median: Bounds,
    /// Its 95 % interval; absent below 6 units.
    pub interval: Option<Bounds>,
    /// The p-value of the test that the median is 1, not corrected for other decisions; absent below 6 units.
    pub p: Option<f64>,
    /// Which is significantly faster.
    pub faster: Faster,
}

/// Which of two is significantly faster, at 5 %, Holm-corrected for all the decisions that are made together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faster {
    /// The first.
    First,
    /// The other.
    Other,
    /// No significant difference.
    Neither,
    /// Too few units for a test.
    TooFew,
}

/// The logarithm of a median ratio, before its test is corrected for the others.
pub(super) struct Measured {
    n: usize,
    bounded: usize,
    median: Bounds,
    /// The interval and the p-value of a ratio of 1; absent below [`FEWEST_UNITS`].
    interval: Option<(Bounds, f64)>,
}

/// The bounds of the logarithm of a case's ratio, other to first; `None` unless both have such a time.
pub(super) fn log_ratio(first: &CaseTimes, other: &CaseTimes, kind: TimeKind) -> Option<Bounds> {
    let (first, other) = (first.of(kind)?, other.of(kind)?);
    Some(Bounds { low: other.low - first.high, high: other.high - first.low })
}

impl Measured {
    /// The median of logarithms of ratios, each with its unit; `None` without any.
    pub(super) fn of(ratios: &[(usize, Bounds)]) -> Option<Self> {
        let sorted = |end: fn(&Bounds) -> f64| {
            let mut values: Vec<f64> = ratios.iter().map(|(_, ratio)| end(ratio)).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let (lows, highs) = (sorted(|ratio| ratio.low), sorted(|ratio| ratio.high));
        let median = Bounds { low: middle(&lows)?, high: middle(&highs)? };
        let signs = signs(ratios);
        let interval = match order::around(lows.len(), signs.len(), 0.5) {
            (Some(low), Some(high)) if signs.len() >= FEWEST_UNITS => {
                // An index is of the values in ascending order, whichever end of the bounds they are.
                Some((Bounds { low: lows[low].min(median.low), high: highs[high].max(median.high) }, sign_flip(signs)))
            }
            _ => None,
        };
        let bounded = ratios.iter().filter(|(_, ratio)| ratio.low < ratio.high).count();
        Some(Self { n: ratios.len(), bounded, median, interval })
    }

    /// The p-value of a ratio of 1; `None` with too few units for a test.
    pub(super) fn p(&self) -> Option<f64> {
        self.interval.as_ref().map(|(_, p)| *p)
    }

    /// The ratio, once it is known whether its test is significant among the others.
    pub(super) fn decided(self, significant: bool) -> TimeRatio {
        let Self { n, bounded, median, interval } = self;
        let faster = match (&interval, significant) {
            (None, _) => Faster::TooFew,
            (Some(_), true) if median.low > 0.0 => Faster::First,
            (Some(_), true) if median.high < 0.0 => Faster::Other,
            (Some(_), _) => Faster::Neither,
        };
        let p = interval.as_ref().map(|(_, p)| *p);
        let interval = interval.map(|(interval, _)| interval.exp());
        TimeRatio { n, bounded, median: median.exp(), interval, p, faster }
    }
}

/// The direction of each unit's mean log ratio: 1 where the other took longer for certain, -1 where the first did, else 0. The sign test of these
/// is that of the median, and no timeout can make it significant.
fn signs(ratios: &[(usize, Bounds)]) -> Vec<f64> {
    let mut by_unit: BTreeMap<usize, Bounds> = BTreeMap::new();
    for (unit, ratio) in ratios {
        let sum = by_unit.entry(*unit).or_insert(Bounds { low: 0.0, high: 0.0 });
        (sum.low, sum.high) = (sum.low + ratio.low, sum.high + ratio.high);
    }
    let sign = |sum: Bounds| f64::from(u8::from(sum.low > 0.0)) - f64::from(u8::from(sum.high < 0.0));
    by_unit.into_values().map(sign).collect()
}

/// The middle value of a sorted list, or the mean of the middle two.
fn middle(sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let (below, above) = (sorted[last / 2], sorted[last.div_ceil(2)]);
    Some(if below == above { below } else { (below + above) / 2.0 })
}
