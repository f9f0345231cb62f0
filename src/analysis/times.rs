//! The times of one case on one target, for the comparison of two runtimes: each as bounds on the logarithm of its seconds, which are equal
//! for a measured time and open at one end for a censored one.

use std::time::Duration;

use super::estimate::Bounds;
use super::exact::ExactMean;
use super::reduced::{Ending, Reduced};

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
    totals: Logarithms,
    first_tokens: Logarithms,
    overheads: Logarithms,
    timed_out: bool,
}

/// Logarithms of seconds, of which only the mean is kept. That one of them is only a bound is noted for all of them, as a mean over them is
/// one then.
#[derive(Debug, Default)]
struct Logarithms {
    /// Of the times, or of their bounds.
    all: ExactMean,
    /// Whether any is a lower bound.
    beyond: bool,
    /// Whether any is an upper bound.
    below: bool,
}

impl Logarithms {
    fn at(&mut self, time: Duration) {
        self.all.add(time.as_secs_f64().max(LEAST).ln());
    }

    fn beyond(&mut self, time: Duration) {
        self.at(time);
        self.beyond = true;
    }

    fn below(&mut self, seconds: f64) {
        self.all.add(seconds.ln());
        self.below = true;
    }

    /// The bounds of their mean; `None` without any. If one of them is open at an end, so is the mean.
    fn mean(&self) -> Option<Bounds> {
        self.all.get().map(|mean| Bounds {
            low: if self.below { f64::NEG_INFINITY } else { mean },
            high: if self.beyond { f64::INFINITY } else { mean },
        })
    }
}

impl CaseTimes {
    /// Adds a trial that was answered or timed out, with its overhead if the server reports its times. A timeout's lower bound is the time
    /// that was actually waited, which may differ from the limit.
    pub(super) fn take(&mut self, trial: &Reduced, overhead: Option<Duration>) {
        let timed_out = trial.ended == Ending::TimedOut;
        let waited = trial.timing.total;
        self.timed_out |= timed_out;
        match timed_out {
            true => self.totals.beyond(waited),
            false => self.totals.at(waited),
        }
        match (trial.timing.first_token, timed_out) {
            (Some(time), _) => self.first_tokens.at(time),
            (None, true) => self.first_tokens.beyond(waited),
            // An empty answer has no first token.
            (None, false) => {}
        }
        match overhead {
            Some(time) if time.as_secs_f64() < RESOLUTION => self.overheads.below(RESOLUTION),
            Some(time) => self.overheads.at(time),
            None => {}
        }
    }

    /// Whether any of its repeats timed out.
    pub(super) fn timed_out(&self) -> bool {
        self.timed_out
    }

    /// The bounds of the mean logarithm over the repeats with such a time, which makes a ratio one of geometric means; `None` without any.
    pub(super) fn of(&self, kind: TimeKind) -> Option<Bounds> {
        match kind {
            TimeKind::Total => self.totals.mean(),
            TimeKind::FirstToken => self.first_tokens.mean(),
            TimeKind::Overhead => self.overheads.mean(),
        }
    }
}
