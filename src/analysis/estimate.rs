//! Numbers with what is known of their precision: shares, times of which some are only known to exceed a limit, differences.

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
    /// Sampling units: cases, or pairs.
    pub n: usize,
}

/// A median of plain numbers, with its distribution-free 95 % interval where there are enough of them for one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// The median.
    pub value: f64,
    /// The interval.
    pub interval: Option<(f64, f64)>,
    /// How many numbers.
    pub n: usize,
}

/// A distribution of times with censoring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// Trials that bear on it, censored ones included.
    pub n: usize,
    /// Of them, how many only say "longer than the limit".
    pub censored: usize,
    /// The median.
    pub median: Quantile,
    /// The 10th percentile.
    pub p10: Quantile,
    /// The 90th percentile.
    pub p90: Quantile,
    /// The 95th percentile where n is at least 60; absent below.
    pub p95: Quantile,
    /// The longest.
    pub longest: Quantile,
}

/// A quantile of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantile {
    /// It is this, with a 95 % interval where one was computed.
    At {
        /// The estimate.
        value: Duration,
        /// The interval; its upper end is absent where it is censored.
        interval: Option<(Duration, Option<Duration>)>,
    },
    /// It lies beyond this: the limit; where limits differ, the least that it can be.
    Beyond(Duration),
    /// There is nothing to say it of, or too little.
    Absent,
}

impl Quantile {
    /// The time, where it is known.
    pub fn at(self) -> Option<Duration> {
        match self {
            Self::At { value, .. } => Some(value),
            Self::Beyond(_) | Self::Absent => None,
        }
    }

    /// The time, or the bound that it exceeds.
    pub fn at_least(self) -> Option<Duration> {
        match self {
            Self::At { value, .. } => Some(value),
            Self::Beyond(bound) => Some(bound),
            Self::Absent => None,
        }
    }
}

/// What is known of a number: a point where both ends are one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// It is at least this; for a ratio that nothing bounds, 0.
    pub low: f64,
    /// It is at most this; infinite where nothing bounds it.
    pub high: f64,
}

impl Span {
    /// From logarithms to what they are of.
    pub(super) fn exp(self) -> Self {
        Self { low: self.low.exp(), high: self.high.exp() }
    }

    /// The ratio itself where it is known, else its bound; infinite where nothing bounds it.
    pub fn nearest(self) -> f64 {
        if self.low > 0.0 {
            self.low
        } else if self.high.is_finite() {
            self.high
        } else {
            f64::INFINITY
        }
    }

    /// Of a ratio turned around.
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
    /// Sampling units that both have.
    pub n: usize,
    /// Whether it stands; Holm-corrected for all the pairs of a run.
    pub separable: bool,
}

/// What became of a target's measured requests; the classes do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Every check passed.
    pub compliant: usize,
    /// Some check failed.
    pub not_compliant: usize,
    /// Declined.
    pub refused: usize,
    /// Empty, cut at the token limit, or nothing but reasoning.
    pub malformed: usize,
    /// No complete answer within the limit.
    pub timed_out: usize,
    /// Failures of the machinery; no part of any score.
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
