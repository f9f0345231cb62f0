//! How many single checks a target passes: the level below compliance, at which one wrong check does not fail the whole answer.
//!
//! IFEval reports both levels too, by prompt and by instruction (Zhou et al. 2023, <https://arxiv.org/abs/2311.07911>).

use std::collections::BTreeMap;

use crate::name::{CaseId, TargetId};
use crate::quantity::Fraction;
use crate::record::{Outcome, Phase, Run, Trial};
use crate::wording;

/// The checks of all scored requests of a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckCount {
    /// Those that the answers passed as they are.
    pub passed: usize,
    /// All of them. A request that timed out has passed none of its checks.
    pub of: usize,
}

impl CheckCount {
    /// The share that passed; `None` without any check.
    pub fn share(self) -> Option<Fraction> {
        Fraction::of(self.passed, self.of)
    }

    /// `245 of 613`.
    pub fn words(self) -> String {
        format!("{} of {}", wording::count(self.passed), wording::count(self.of))
    }
}

/// Counts checks while trials are read.
pub(super) struct CheckTally {
    /// The number of checks of each case of the run.
    checks: BTreeMap<CaseId, usize>,
    targets: BTreeMap<TargetId, CheckCount>,
}

impl CheckTally {
    pub(super) fn new(run: &Run) -> Self {
        let checks = run.questions.iter().map(|question| (question.case.clone(), question.checks.len())).collect();
        Self { checks, targets: BTreeMap::new() }
    }

    /// Counts the checks of a scored request.
    pub(super) fn take(&mut self, trial: &Trial) {
        let (Phase::Measured, Some(checks)) = (trial.phase, self.checks.get(&trial.case)) else { return };
        let count = self.targets.entry(trial.target.clone()).or_default();
        match trial.outcome {
            Outcome::Failed(_) => {}
            Outcome::TimedOut => count.of += checks,
            Outcome::Answered(_) => {
                count.passed += trial.checks.iter().filter(|check| check.strict).count();
                count.of += trial.checks.len().max(*checks);
            }
        }
    }

    /// The checks of a target.
    pub(super) fn of(&self, target: &TargetId) -> CheckCount {
        self.targets.get(target).copied().unwrap_or_default()
    }
}
