//! The trials of a run that were repeated. `trials.jsonl` keeps every attempt, and only the last one counts.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::twin::trial;
use crate::diagnostic::Diagnostic;
use crate::name::{CaseId, TargetId};
use crate::record::{Phase, Trial};

/// The number of the last attempt of each trial that was repeated. Memory grows with these trials, a few bytes for each, and not with
/// the run.
#[derive(Debug, Default)]
pub(super) struct LastAttempts(BTreeMap<TargetId, BTreeMap<CaseId, OfCase>>);

/// The trials of one target and case, by repeat and phase.
type OfCase = BTreeMap<(u32, Phase), u32>;

impl LastAttempts {
    /// Reads the lines that name an attempt and skips all others unparsed. What is wrong with a line is for its reader to say.
    pub(super) fn of(mut lines: Lines) -> Result<Self, Diagnostic> {
        let mut last = Self::default();
        while let Some(line) = lines.next()? {
            if line.whole
                && names_an_attempt(line.bytes)
                && let Ok(trial) = trial::read(line.bytes)
            {
                let of_case = last.0.entry(trial.target).or_default().entry(trial.case).or_default();
                let attempt = of_case.entry((trial.repeat, trial.phase)).or_insert(trial.attempt);
                *attempt = trial.attempt.max(*attempt);
            }
        }
        Ok(last)
    }

    /// Whether a later attempt of this trial counts in its place.
    pub(super) fn supersede(&self, trial: &Trial) -> bool {
        let of_case = self.0.get(&trial.target).and_then(|of_target| of_target.get(&trial.case));
        let last = of_case.and_then(|of_case| of_case.get(&(trial.repeat, trial.phase)));
        last.is_some_and(|last| trial.attempt < *last)
    }
}

/// Whether a line has the key. Inside a JSON string the quotation marks would be escaped, so no answer looks like it.
fn names_an_attempt(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|text| text.contains("\"attempt\""))
}
