//! What the requests of one case took on one target, as far as that is known: each time as a span of logarithms of seconds, a point where it
//! was measured and open at one end where only a bound is known.

use std::time::Duration;

use crate::record::{Outcome, Trial};

use super::estimate::Span;

/// What clocks and reports can tell apart at best, in seconds: an overhead of nothing is one below this.
const RESOLUTION: f64 = 1e-6;
/// No time is nothing.
const LEAST: f64 = 1e-9;

/// Which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeKind {
    Total,
    FirstToken,
    Overhead,
}

/// The times of one case on one target, by repeat.
#[derive(Debug, Default)]
pub(super) struct CaseTimes {
    totals: Vec<Span>,
    first_tokens: Vec<Span>,
    overheads: Vec<Span>,
    timed_out: bool,
}

impl CaseTimes {
    /// Takes a trial that was answered or timed out, with its overhead where the server accounts for its time. A timeout bounds its times
    /// from below by how long we waited, whatever the limit was.
    pub(super) fn take(&mut self, trial: &Trial, overhead: Option<Duration>) {
        let timed_out = trial.outcome == Outcome::TimedOut;
        let waited = trial.timing.total;
        self.timed_out |= timed_out;
        self.totals.push(if timed_out { beyond(waited) } else { at(waited) });
        match (trial.timing.first_token, timed_out) {
            (Some(time), _) => self.first_tokens.push(at(time)),
            (None, true) => self.first_tokens.push(beyond(waited)),
            // An answer of nothing has no first token.
            (None, false) => {}
        }
        self.overheads.extend(overhead.map(|time| match time.as_secs_f64() < RESOLUTION {
            true => Span { low: f64::NEG_INFINITY, high: RESOLUTION.ln() },
            false => at(time),
        }));
    }

    /// Whether any of its repeats ran into the limit.
    pub(super) fn timed_out(&self) -> bool {
        self.timed_out
    }

    /// The mean logarithm over the repeats that say something of it, whatever their order; open where one of them is.
    pub(super) fn of(&self, kind: TimeKind) -> Option<Span> {
        let spans = match kind {
            TimeKind::Total => &self.totals,
            TimeKind::FirstToken => &self.first_tokens,
            TimeKind::Overhead => &self.overheads,
        };
        let mean = |end: fn(&Span) -> f64| {
            let mut ends: Vec<f64> = spans.iter().map(end).collect();
            ends.sort_by(f64::total_cmp);
            ends.iter().sum::<f64>() / ends.len() as f64
        };
        (!spans.is_empty()).then(|| Span { low: mean(|span| span.low), high: mean(|span| span.high) })
    }
}

fn at(time: Duration) -> Span {
    let log = time.as_secs_f64().max(LEAST).ln();
    Span { low: log, high: log }
}

fn beyond(time: Duration) -> Span {
    Span { high: f64::INFINITY, ..at(time) }
}
