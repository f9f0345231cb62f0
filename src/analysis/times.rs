//! The times of one case on one target, for the comparison of two runtimes: each as bounds on the logarithm of its seconds, which are equal
//! for a measured time and open at one end for a censored one.

use std::time::Duration;

use crate::record::{Outcome, Trial};

use super::estimate::Bounds;

/// The best resolution of clocks and of servers' reports, in seconds. A shorter overhead is only known to be below it.
const RESOLUTION: f64 = 1e-6;
/// The shortest time of which a logarithm is taken, in seconds, because that of 0 is infinite.
const LEAST: f64 = 1e-9;

/// Which time of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeKind {
    Total,
    FirstToken,
    Overhead,
}

/// The times of one case on one target, one per repeat.
#[derive(Debug, Default)]
pub(super) struct CaseTimes {
    totals: Vec<Bounds>,
    first_tokens: Vec<Bounds>,
    overheads: Vec<Bounds>,
    timed_out: bool,
}

impl CaseTimes {
    /// Adds a trial that was answered or timed out, with its overhead if the server reports its times. A timeout's lower bound is the time
    /// that was actually waited, which may differ from the limit.
    pub(super) fn take(&mut self, trial: &Trial, overhead: Option<Duration>) {
        let timed_out = trial.outcome == Outcome::TimedOut;
        let waited = trial.timing.total;
        self.timed_out |= timed_out;
        self.totals.push(if timed_out { beyond(waited) } else { at(waited) });
        match (trial.timing.first_token, timed_out) {
            (Some(time), _) => self.first_tokens.push(at(time)),
            (None, true) => self.first_tokens.push(beyond(waited)),
            // An empty answer has no first token.
            (None, false) => {}
        }
        self.overheads.extend(overhead.map(|time| match time.as_secs_f64() < RESOLUTION {
            true => Bounds { low: f64::NEG_INFINITY, high: RESOLUTION.ln() },
            false => at(time),
        }));
    }

    /// Whether any of its repeats timed out.
    pub(super) fn timed_out(&self) -> bool {
        self.timed_out
    }

    /// The bounds of the mean logarithm over the repeats with such a time, which makes a ratio one of geometric means; `None` without any.
    /// If one repeat is open at an end, so is the mean.
    pub(super) fn of(&self, kind: TimeKind) -> Option<Bounds> {
        let bounds = match kind {
            TimeKind::Total => &self.totals,
            TimeKind::FirstToken => &self.first_tokens,
            TimeKind::Overhead => &self.overheads,
        };
        let mean = |end: fn(&Bounds) -> f64| {
            let mut ends: Vec<f64> = bounds.iter().map(end).collect();
            // A sum of floats depends on the order of its terms, and trials may come in any order.
            ends.sort_by(f64::total_cmp);
            ends.iter().sum::<f64>() / ends.len() as f64
        };
        (!bounds.is_empty()).then(|| Bounds { low: mean(|bounds| bounds.low), high: mean(|bounds| bounds.high) })
    }
}

fn at(time: Duration) -> Bounds {
    let log = time.as_secs_f64().max(LEAST).ln();
    Bounds { low: log, high: log }
}

fn beyond(time: Duration) -> Bounds {
    Bounds { high: f64::INFINITY, ..at(time) }
}
