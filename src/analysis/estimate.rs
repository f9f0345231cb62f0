//! Estimates and their precision: shares, censored times, differences.

use std::time::Duration;

use crate::quantity::Fraction;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: Fraction,
    /// The interval's lower end.
    pub low: Fraction,
    /// The interval's upper end.
    pub high: Fraction,
    /// The number of sampling units: cases, and pairs.
    pub n: usize,
}

/// A median of plain numbers, with its distribution-free 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// The median.
    pub value: f64,
    /// The interval; absent below 6 numbers.
    pub interval: Option<(f64, f64)>,
    /// The sample size.
    pub n: usize,
}

/// Compliant answers per minute of request time, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The rate.
    pub value: f64,
    /// The interval; absent below 6 units.
    pub interval: Option<(f64, f64)>,
    /// The number of requests.
    pub n: usize,
}

/// A distribution of right-censored times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// The number of trials, censored ones included.
    pub n: usize,
    /// The number of censored ones: known only to be longer than the limit.
    pub censored: usize,
    /// The median.
    pub median: Quantile,
    /// The 10th percentile; absent below 10 trials.
    pub p10: Quantile,
    /// The 90th percentile; absent below 10 trials.
    pub p90: Quantile,
    /// The 95th percentile; absent below 60 trials.
    pub p95: Quantile,
    /// The longest time.
    pub longest: Quantile,
}

/// A quantile of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantile {
    /// A known quantile.
    At {
        /// The estimate.
        value: Duration,
        /// The 95 % interval, if one was computed; its upper end is absent if it is censored.
        interval: Option<(Duration, Option<Duration>)>,
    },
    /// A quantile that cannot be placed, because it falls on a timeout.
    Beyond {
        /// The sample's own quantile is longer than this: the limit or, if limits differ, the least that it can be.
        bound: Duration,
        /// The 95 % interval's lower end, if one was computed; the upper end is open.
        low: Option<Duration>,
    },
    /// There are no times, or too few.
    Absent,
}

impl Quantile {
    /// The time; `None` if it is censored or absent.
    pub fn at(self) -> Option<Duration> {
        match self {
            Self::At { value, .. } => Some(value),
            Self::Beyond { .. } | Self::Absent => None,
        }
    }

    /// The time, or the bound that it exceeds; `None` if it is absent.
    pub fn at_least(self) -> Option<Duration> {
        match self {
            Self::At { value, .. } => Some(value),
            Self::Beyond { bound, .. } => Some(bound),
            Self::Absent => None,
        }
    }
}

/// Bounds on a number that censoring leaves partly unknown; equal if it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The lower bound; 0 for a ratio without one.
    pub low: f64,
    /// The upper bound; infinite without one.
    pub high: f64,
}

impl Bounds {
    /// The bounds of a number from those of its logarithm.
    pub(super) fn exp(self) -> Self {
        Self { low: self.low.exp(), high: self.high.exp() }
    }

    /// The ratio if it is known, else the bound that it has; infinite without bounds. For sorting and drawing.
    pub fn nearest(self) -> f64 {
        if self.low > 0.0 {
            self.low
        } else if self.high.is_finite() {
            self.high
        } else {
            f64::INFINITY
        }
    }

    /// The bounds of the inverse ratio.
    pub(super) fn inverse(self) -> Self {
        Self { low: 1.0 / self.high, high: 1.0 / self.low }
    }
}

/// A difference of two shares, -1 to 1, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The estimate.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// The number of sampling units that both have.
    pub n: usize,
    /// Whether it is significant at 5 %, Holm-corrected for all the pairs of a run.
    pub separable: bool,
}

/// How many of a target's measured requests had which outcome; the classes do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Answered, and every check passed.
    pub compliant: usize,
    /// Answered, and a check failed.
    pub not_compliant: usize,
    /// Declined by the model.
    pub refused: usize,
    /// Empty, cut at the token limit, or only reasoning.
    pub malformed: usize,
    /// No complete answer within the limit.
    pub timed_out: usize,
    /// Failed for a reason outside the model: connection, server, protocol. Not scored.
    pub failed: usize,
}

impl Outcomes {
    /// All measured requests.
    pub fn requests(&self) -> usize {
        self.scored() + self.failed
    }

    /// The requests that count in a score.
    pub fn scored(&self) -> usize {
        self.compliant + self.not_compliant + self.refused + self.malformed + self.timed_out
    }
}
