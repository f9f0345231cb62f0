//! The failed trials of a finished run, as a new run that asks only those.

use std::collections::BTreeSet;

use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::CaseId;
use offprint::record::{Outcome, Phase, Run, RunState, Target, TrialKey};
use offprint::run::plan;
use offprint::suite::Suite;

use super::CommandFailure;

/// What failed in a finished run, and everything of a target that refused the first request.
#[derive(Debug)]
pub(super) struct OnlyFailed {
    /// The targets with failures, in the run's order.
    targets: Vec<Target>,
    /// The failed trials: the index of the target among `targets`, the case and the repeat.
    trials: BTreeSet<(usize, CaseId, u32)>,
}

impl OnlyFailed {
    /// Reads them from the archive.
    pub(super) fn of(run: &Run, archive: &Archive) -> Result<Self, CommandFailure> {
        if run.state == RunState::Unfinished {
            let fault = Diagnostic::error(Code::UNFINISHED, format!("run `{}` is unfinished", run.id))
                .help(format!("`offprint run --resume {} --retry-failed` repeats its failed requests", run.id));
            return Err(CommandFailure::usage(fault));
        }
        let (mut asked, mut failures) = (BTreeSet::new(), BTreeSet::new());
        for trial in archive.trials(run).map_err(CommandFailure::work)? {
            let trial = trial.map_err(CommandFailure::work)?;
            if trial.phase == Phase::Measured {
                asked.insert(trial.target.clone());
                failures.extend(matches!(trial.outcome, Outcome::Failed(_)).then(|| trial.key()));
            }
        }
        let mut failed = Self { targets: Vec::new(), trials: BTreeSet::new() };
        for target in &run.targets {
            let index = failed.targets.len();
            let was_asked = asked.contains(&target.id);
            let left = measured(run, target).filter(|key| !was_asked || failures.contains(key));
            failed.trials.extend(left.map(|(_, case, repeat, _)| (index, case, repeat)));
            if failed.trials.last().is_some_and(|(last, ..)| *last == index) {
                failed.targets.push(target.clone());
            }
        }
        if failed.trials.is_empty() {
            let fault = Diagnostic::error(
                Code::NOTHING_FAILED,
                format!("no request of run `{}` failed: there is nothing to repeat", run.id),
            )
            .help(format!("`offprint run --again {}` repeats all of it", run.id));
            return Err(CommandFailure::usage(fault));
        }
        Ok(failed)
    }

    /// The run with only the targets that have failures.
    pub(super) fn targets_of(&self, run: &Run) -> Run {
        Run { targets: self.targets.clone(), ..run.clone() }
    }

    /// The suite with only the cases that failed; pairs stay whole.
    pub(super) fn cases_of(&self, suite: &Suite) -> Suite {
        let cases: BTreeSet<&CaseId> = self.trials.iter().map(|(_, case, _)| case).collect();
        plan::narrowed(suite, |case| cases.contains(case))
    }

    /// The trials of the new run that should not be asked. Its targets are those with failures, in the same order; their ids may differ.
    pub(super) fn others(&self, run: &Run) -> BTreeSet<TrialKey> {
        let of_target = |(index, target)| {
            measured(run, target).filter(move |key| !self.trials.contains(&(index, key.1.clone(), key.2)))
        };
        run.targets.iter().enumerate().flat_map(of_target).collect()
    }
}

/// Every measured trial of a target.
fn measured<'a>(run: &'a Run, target: &'a Target) -> impl Iterator<Item = TrialKey> + 'a {
    let of_case = move |case: &'a CaseId| {
        (0..run.settings.repeats).map(move |repeat| (target.id.clone(), case.clone(), repeat, Phase::Measured))
    };
    run.questions.iter().flat_map(move |question| of_case(&question.case))
}
