//! What a target must show before it can be a judge.

use std::time::Duration;

use crate::analysis::estimate::Quantile;
use crate::analysis::findings::{Findings, TargetFindings, Unranked};
use crate::quantity::Fraction;

/// The least compliance at the lower end of the interval, unless another is asked for: a judge that complies in half of the cases or less is
/// surely not one.
const COMPLIANCE: f64 = 0.5;
/// The largest share of timeouts, unless another is asked for: as of failures with which a target is still ranked.
const TIMEOUTS: f64 = 0.05;

/// The gate of a panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanelGate {
    /// The least that the lower end of the interval of compliance may be, 0 to 1.
    pub compliance: f64,
    /// The largest share of timeouts, 0 to 1.
    pub timeouts: f64,
    /// The longest that slow answers may take.
    pub within: Duration,
}

impl PanelGate {
    /// The gate of a run unless another is asked for: half of the cases, 5 % of timeouts, the run's longest limit.
    pub fn of(findings: &Findings) -> Self {
        Self { compliance: COMPLIANCE, timeouts: TIMEOUTS, within: findings.limits.1 }
    }
}

/// A requirement that a target does not meet, with what it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PanelRequirement {
    /// It is not complete: too many requests failed, or a category has no answer.
    Complete(Unranked),
    /// The lower end of its compliance is too low.
    Compliance(Fraction),
    /// It times out too often: the share of its requests, 0 to 1.
    Timeouts(f64),
    /// Its slow answers take too long.
    Slow(SlowestTime),
}

/// How long the slow answers of a target take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlowestTime {
    /// The 95th percentile; the longest time where there are too few requests for it.
    pub time: Quantile,
    /// Whether it is the 95th percentile.
    pub is_percentile: bool,
}

impl SlowestTime {
    /// Of a target.
    pub fn of(target: &TargetFindings) -> Self {
        match target.total.p95 {
            Quantile::Absent => Self { time: target.total.longest, is_percentile: false },
            time => Self { time, is_percentile: true },
        }
    }

    /// Whether it is known to be no longer than this. A time that is only known to be longer than a limit is not.
    fn is_within(self, most: Duration) -> bool {
        self.time.at().is_some_and(|time| time <= most)
    }
}

/// The share of a target's scored requests that timed out, 0 to 1.
pub(super) fn timeouts(target: &TargetFindings) -> f64 {
    Fraction::of(target.outcomes.timed_out, target.outcomes.scored()).map_or(0.0, Fraction::get)
}

impl PanelGate {
    /// What a target does not meet, in the order of importance; nothing if it passes.
    pub(super) fn failing(&self, target: &TargetFindings) -> Vec<PanelRequirement> {
        // That no target complied is said by its compliance.
        let incomplete = target.unranked().filter(|why| *why != Unranked::NobodyComplied);
        let low = target.compliance.map(|compliance| compliance.low).filter(|low| low.get() < self.compliance);
        let timeouts = Some(timeouts(target)).filter(|share| *share > self.timeouts);
        let slowest = SlowestTime::of(target);
        let slow = (slowest.time != Quantile::Absent && !slowest.is_within(self.within)).then_some(slowest);
        let all = [
            incomplete.map(PanelRequirement::Complete),
            low.map(PanelRequirement::Compliance),
            timeouts.map(PanelRequirement::Timeouts),
            slow.map(PanelRequirement::Slow),
        ];
        all.into_iter().flatten().collect()
    }
}
