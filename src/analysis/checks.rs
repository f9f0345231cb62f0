//! How many single checks a target passes: the level below compliance, at which one wrong check does not fail the whole answer.
//!
//! IFEval reports both levels too, by prompt and by instruction (Zhou et al. 2023, <https://arxiv.org/abs/2311.07911>).

use crate::quantity::Fraction;
use crate::record::{Phase, Run};
use crate::wording;

use super::reduced::{Ending, Reduced};

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
    checks: Vec<usize>,
    /// By target.
    counts: Vec<CheckCount>,
}

impl CheckTally {
    pub(super) fn new(run: &Run) -> Self {
        let checks = run.questions.iter().map(|question| question.checks.len()).collect();
        Self { checks, counts: vec![CheckCount::default(); run.targets.len()] }
    }

    /// Counts the checks of a scored request.
    pub(super) fn take(&mut self, trial: &Reduced) {
        let (Phase::Measured, Some(case), Some(target)) = (trial.phase, trial.case, trial.target) else { return };
        let (checks, count) = (self.checks[case], &mut self.counts[target]);
        match trial.ended {
            Ending::Failed => {}
            Ending::TimedOut => count.of += checks,
            Ending::Answered(_) => {
                count.passed += trial.passed.iter().filter(|passed| **passed).count();
                count.of += trial.passed.len().max(checks);
            }
        }
    }

    /// The checks of a target, by its place in the run.
    pub(super) fn of(&self, target: usize) -> CheckCount {
        self.counts[target]
    }
}
