//! The trials of a run that were repeated. `trials.jsonl` keeps every attempt, and only the last one counts.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use memchr::memmem;

use super::disk;
use super::lines::{Blocks, FilePart};
use super::twin::trial;
use crate::diagnostic::Diagnostic;
use crate::name::{CaseId, RunId, TargetId};
use crate::record::{Phase, Trial};

/// The number of the last attempt of each trial that was repeated. Memory grows with these trials, a few bytes for each, and not with
/// the run.
#[derive(Debug, Default)]
pub(super) struct LastAttempts(BTreeMap<TargetId, BTreeMap<CaseId, OfCase>>);

/// The trials of one target and case, by repeat and phase.
type OfCase = BTreeMap<(u32, Phase), u32>;

/// The key of a line that names an attempt. Inside a JSON string the quotation marks would be escaped, so no answer looks like it.
const KEY: &[u8] = b"\"attempt\"";

impl LastAttempts {
    /// Reads the lines that name an attempt and skips all others unparsed; most files have none. What is wrong with a line is for its reader
    /// to say.
    pub(super) fn of(part: &FilePart, path: &Path, id: &RunId) -> Result<Self, Diagnostic> {
        let unread = |error: io::Error| disk::fault("read", path, &error);
        let again = || part.again().map_err(unread);
        let mut last = Self::default();
        if !again()?.contains(KEY).map_err(unread)? {
            return Ok(last);
        }
        let finder = memmem::Finder::new(KEY);
        let mut blocks = Blocks::new(again()?, path.to_owned(), id);
        while let Some(block) = blocks.next()? {
            for line in block.lines().filter(|line| line.whole && finder.find(line.bytes).is_some()) {
                if let Ok(trial) = trial::read(line.bytes) {
                    last.add(trial);
                }
            }
        }
        Ok(last)
    }

    fn add(&mut self, trial: Trial) {
        let of_case = self.0.entry(trial.target).or_default().entry(trial.case).or_default();
        let attempt = of_case.entry((trial.repeat, trial.phase)).or_insert(trial.attempt);
        *attempt = trial.attempt.max(*attempt);
    }

    /// Whether a later attempt of this trial counts in its place.
    pub(super) fn supersede(&self, trial: &Trial) -> bool {
        let of_case = self.0.get(&trial.target).and_then(|of_target| of_target.get(&trial.case));
        let last = of_case.and_then(|of_case| of_case.get(&(trial.repeat, trial.phase)));
        last.is_some_and(|last| trial.attempt < *last)
    }
}
