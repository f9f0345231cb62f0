//! What is told of the requests of a run without showing them: how many there were, and how each case went.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::{CaseId, TargetId};
use crate::record::{Phase, Run};

use super::reduced::{Ending, Reduced};

/// The measured requests of one target for one case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// How many there are.
    pub of: u32,
    /// How many of them pass every check by the strict reading.
    pub compliant: u32,
}

/// The requests of a run, counted while they are read: memory grows with targets and cases, not with repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    /// All of them, in every phase.
    pub all: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Those of the measured phase.
    pub measured: usize,
    /// The time of those.
    pub time: Duration,
    targets: BTreeMap<TargetId, usize>,
    cases: BTreeMap<CaseId, usize>,
    /// By target and case.
    verdicts: Vec<Vec<Verdicts>>,
    /// By target, why its first request was refused, if it was.
    refusals: Vec<Option<String>>,
}

impl Requests {
    /// Of no request of this run yet.
    pub fn of(run: &Run) -> Self {
        let targets = run.targets.iter().enumerate().map(|(place, target)| (target.id.clone(), place));
        let cases = run.questions.iter().enumerate().map(|(place, question)| (question.case.clone(), place));
        Self {
            targets: targets.collect(),
            cases: cases.collect(),
            verdicts: vec![vec![Verdicts::default(); run.questions.len()]; run.targets.len()],
            refusals: vec![None; run.targets.len()],
            ..Self::default()
        }
    }

    /// Counts one more.
    pub fn take(&mut self, trial: &Reduced) {
        self.all += 1;
        self.failed += usize::from(trial.ended == Ending::Failed);
        if let (Some(target), Some(refusal)) = (trial.target, &trial.refusal) {
            self.refusals[target] = Some(refusal.to_string());
        }
        if trial.phase != Phase::Measured {
            return;
        }
        self.measured += 1;
        self.time += trial.timing.total;
        if let (Some(target), Some(case)) = (trial.target, trial.case) {
            let verdicts = &mut self.verdicts[target][case];
            verdicts.of += 1;
            verdicts.compliant += u32::from(trial.strict);
        }
    }

    /// How a target did in a case.
    pub fn verdicts(&self, target: &TargetId, case: &CaseId) -> Verdicts {
        let place = self.targets.get(target).zip(self.cases.get(case));
        place.map(|(target, case)| self.verdicts[*target][*case]).unwrap_or_default()
    }

    /// The message with which a target's first request was refused, of one of which nothing was measured.
    pub fn refusal(&self, target: &TargetId) -> Option<&str> {
        let place = *self.targets.get(target)?;
        let measured = self.verdicts[place].iter().any(|verdicts| verdicts.of > 0);
        self.refusals[place].as_deref().filter(|_| !measured)
    }
}

impl Verdicts {
    /// Whether there are any, and all of them comply.
    pub fn all_comply(self) -> bool {
        self.of > 0 && self.compliant == self.of
    }
}
