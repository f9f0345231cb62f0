//! One of two compared runs: what it says of all its cases, and what its targets did in the cases of both.

use std::borrow::Borrow;

use crate::analysis::analyse::analyse;
use crate::analysis::findings::Findings;
use crate::analysis::observe::{Observations, Observed};
use crate::analysis::prompts::Prompts;
use crate::analysis::reduced::Reduction;
use crate::name::TargetId;
use crate::record::{Run, Trial};

/// One of the runs, read.
pub(super) struct ReadRun {
    /// The run with the cases of both alone.
    pub(super) run: Run,
    /// What it says of all its cases.
    pub(super) findings: Findings,
    /// Its targets' observations in the cases of both, in the run's order.
    pub(super) observed: Vec<Observed>,
    /// How they evaluated the prompts of these.
    pub(super) prompts: Vec<Prompts>,
}

impl ReadRun {
    /// Reads the trials of a run, which is `run` with the cases of both alone. They are read once, one by one.
    pub(super) fn of<T: Borrow<Trial>>(whole: &Run, run: Run, trials: impl IntoIterator<Item = T>) -> Self {
        let reduction = Reduction::of(&run);
        let mut observations = Observations::of(&run);
        let taken = trials.into_iter().inspect(|trial| observations.take(&reduction.reduced(trial.borrow())));
        let findings = analyse(whole, taken);
        let observed = observations.sorted(&run);
        let prompts = run.targets.iter().zip(&observed).map(|(target, seen)| seen.prompts.of(&run, target)).collect();
        Self { run, findings, observed, prompts }
    }

    /// The index of a target.
    pub(super) fn place(&self, id: &TargetId) -> Option<usize> {
        self.run.targets.iter().position(|target| target.id == *id)
    }
}
