//! The trials of a run that its pages show: read when the pages are made, and not kept after that.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::record::{Phase, Run, Trial};

/// The most answers that the pages of the cases of a run show, in whole repeats: a page is for reading. All of them are in its data files.
const MOST_ANSWERS: usize = 100_000;

/// Where a run's trials come from.
pub struct TrialSource(Box<Read>);

/// Reads the trials with a repeat below this number, from 0.
type Read = dyn Fn(u32) -> Result<Vec<Trial>, Diagnostic> + Send + Sync;

impl TrialSource {
    /// From a reader that is called when pages are made, with the number of repeats that they show. What it gives besides is left out.
    pub fn new(read: impl Fn(u32) -> Result<Vec<Trial>, Diagnostic> + Send + Sync + 'static) -> Self {
        Self(Box::new(read))
    }

    /// Trials that are in memory.
    pub fn kept(trials: Vec<Trial>) -> Self {
        Self::new(move |repeats| Ok(trials.iter().filter(|trial| trial.repeat < repeats).cloned().collect()))
    }

    /// The measured trials that the pages show.
    pub(super) fn shown(&self, run: &Run) -> Result<Vec<Trial>, Diagnostic> {
        let repeats = repeats_shown(run);
        let mut trials = (self.0)(repeats)?;
        trials.retain(|trial| trial.phase == Phase::Measured && trial.repeat < repeats);
        Ok(trials)
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
