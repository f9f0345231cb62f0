//! The trials of a run that its pages show: read when a page is made, and not kept after that.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::name::{CaseId, TargetId};
use crate::record::{Phase, Run, Trial};

/// The most answers that the pages of the cases of a run show, in whole repeats: a page is for reading. All of them are in its data files.
const MOST_ANSWERS: usize = 100_000;

/// Where the trials come from that the pages of a run show.
#[derive(Clone)]
pub struct TrialSource(Arc<Read>);

type Read = dyn Fn(Wanted<'_>) -> Result<Vec<Trial>, Diagnostic> + Send + Sync;

/// The trials that a page shows; of one of a very large run, only those with a repeat below [`repeats_shown`].
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// Those of a case with every target.
    OfCase(&'a CaseId),
    /// The first of every case with a target.
    FirstWith(&'a TargetId),
}

impl TrialSource {
    /// From a reader that is called when a page is made.
    pub fn new(read: impl Fn(Wanted<'_>) -> Result<Vec<Trial>, Diagnostic> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The trials of a run that are in memory.
    pub fn kept(run: &Run, mut trials: Vec<Trial>) -> Self {
        let repeats = repeats_shown(run);
        trials.retain(|trial| trial.phase == Phase::Measured && trial.repeat < repeats);
        let shown = |wanted: Wanted<'_>, trial: &Trial| match wanted {
            Wanted::OfCase(case) => trial.case == *case,
            Wanted::FirstWith(target) => trial.target == *target,
        };
        Self::new(move |wanted| Ok(trials.iter().filter(|trial| shown(wanted, trial)).cloned().collect()))
    }

    pub(super) fn read(&self, wanted: Wanted<'_>) -> Result<Vec<Trial>, Diagnostic> {
        (self.0)(wanted)
    }
}

impl fmt::Debug for TrialSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TrialSource")
    }
}

/// How many repeats of each case the pages of a run show: all, but of a very large run.
pub fn repeats_shown(run: &Run) -> u32 {
    let each = (run.targets.len() * run.questions.len()).max(1);
    u32::try_from((MOST_ANSWERS / each).max(1)).unwrap_or(u32::MAX)
}
