//! The conditions under which a run was made: the state of the machine at each turn, whether its speed drifted, and what disturbed it.
//!
//! The state is judged only where the server is on the same machine, and nothing is judged of simulated models, whose times are not those of
//! a machine.

mod busy;
mod drift;
mod trouble;

use chrono::{DateTime, Utc};

use crate::record::{MachineState, Run};

use super::reduced::Reduced;
use super::subject::{Subject, subject};

pub use drift::{Drift, DriftMeasure};
pub use trouble::{Disturbance, DisturbanceKind};

pub(in crate::analysis) use drift::Canary;

use busy::Busy;

/// What intervals of times say nothing about: two runs minutes apart can differ by more than the interval of either.
pub const INTERVALS_OF_TIMES: &str = "Intervals of times and of their ratios cover the choice of cases, not the state of the machine: \
                                      minutes later, the same run can differ by more.";

/// The conditions of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// The targets' turns, in the order of the run; without those of which nothing is known.
    pub turns: Vec<TurnConditions>,
    /// What disturbed the run, the most serious first.
    pub disturbances: Vec<Disturbance>,
}

/// The conditions of one target's turn.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnConditions {
    /// The target.
    pub subject: Subject,
    /// Whether its server is on the machine whose state is recorded.
    pub is_here: bool,
    /// The cold start and the canaries, in the order of time.
    pub moments: Vec<Moment>,
    /// The change in the canary's speed; absent below two comparable canaries.
    pub drift: Option<Drift>,
}

/// A moment at which the state of the machine was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// When, by the wall clock.
    pub at: DateTime<Utc>,
    /// Whether no request of the run had been under way for minutes, so that none of the load was its own.
    pub idle: bool,
    /// The state; empty in runs of older versions.
    pub state: MachineState,
}

impl TurnConditions {
    /// The greatest number that the system reported in the turn, by the order of floats.
    pub fn highest(&self, of: impl Fn(&MachineState) -> Option<f64>) -> Option<f64> {
        self.moments.iter().filter_map(|moment| of(&moment.state)).max_by(f64::total_cmp)
    }

    /// The least.
    pub fn lowest(&self, of: impl Fn(&MachineState) -> Option<f64>) -> Option<f64> {
        self.moments.iter().filter_map(|moment| of(&moment.state)).min_by(f64::total_cmp)
    }
}

/// Collects the conditions from the trials of a run, in any order.
pub(in crate::analysis) struct Watch<'a> {
    run: &'a Run,
    seen: Vec<Vec<Seen>>,
    busy: Busy,
}

/// A cold or canary trial.
struct Seen {
    at: DateTime<Utc>,
    state: Option<MachineState>,
    canary: Option<Canary>,
}

impl<'a> Watch<'a> {
    pub(in crate::analysis) fn new(run: &'a Run) -> Self {
        Self { run, seen: run.targets.iter().map(|_| Vec::new()).collect(), busy: Busy::default() }
    }

    /// Takes a trial into account.
    pub(in crate::analysis) fn take(&mut self, trial: &Reduced) {
        let Some(target) = trial.target else { return };
        // Simulated seconds are not those of the moments at which requests were sent.
        if self.run.simulation.is_none() {
            let lasted = chrono::TimeDelta::from_std(trial.timing.total).unwrap_or_default();
            self.busy.add(trial.sent_at, trial.sent_at.checked_add_signed(lasted).unwrap_or(trial.sent_at));
        }
        if let Some(frame) = &trial.frame {
            self.seen[target].push(Seen { at: trial.sent_at, state: frame.state, canary: frame.canary });
        }
    }

    /// How the canaries of a target changed. Of simulated models no change is large: their times are not those of the machine.
    fn drift(&self, canaries: &[Canary]) -> Option<Drift> {
        let drift = drift::of(canaries)?;
        Some(Drift { is_large: drift.is_large && self.run.simulation.is_none(), ..drift })
    }

    /// The conditions, once all trials were taken.
    pub(in crate::analysis) fn conditions(mut self) -> Conditions {
        let seen = std::mem::take(&mut self.seen);
        let turns: Vec<TurnConditions> = self
            .run
            .targets
            .iter()
            .zip(seen)
            .filter(|(_, seen)| !seen.is_empty())
            .map(|(target, mut seen)| {
                seen.sort_by_key(|one| one.at);
                let moment = |one: &Seen| Moment {
                    at: one.at,
                    idle: self.busy.is_over(one.at),
                    state: one.state.unwrap_or_default(),
                };
                let canaries: Vec<Canary> = seen.iter().filter_map(|one| one.canary).collect();
                TurnConditions {
                    subject: subject(target),
                    is_here: target.address.is_some() || !target.serve.is_empty(),
                    moments: seen.iter().map(moment).collect(),
                    drift: self.drift(&canaries),
                }
            })
            .collect();
        let disturbances = trouble::of(self.run, &turns);
        Conditions { turns, disturbances }
    }
}
