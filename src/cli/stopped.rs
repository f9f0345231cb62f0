//! Targets that were not asked everything: whether their run is finished, and what to do about it.

use std::collections::BTreeSet;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::record::{Phase, Run, Target, TrialKey};
use offprint::run::{Ended, StopCause, StoppedTarget};

use super::failures::one_line;

/// Whether a run is finished: everything was asked, except of targets that refused the first request and were never asked anything else. A
/// target that stopped answering may come back. `earlier` has the trials from before the run was resumed.
pub(super) fn is_finished(ended: &Ended, earlier: &BTreeSet<TrialKey>) -> bool {
    let is_new = |stopped: &StoppedTarget| {
        !earlier.iter().any(|(target, _, _, phase)| *target == stopped.target && *phase == Phase::Measured)
    };
    match ended {
        Ended::Finished => true,
        Ended::Interrupted => false,
        Ended::Stopped(targets) => {
            targets.iter().all(|stopped| matches!(stopped.cause, StopCause::Refused(_)) && is_new(stopped))
        }
    }
}

/// An error for each stopped target, with the command that continues.
pub(super) fn faults(run: &Run, ended: &Ended, is_finished: bool) -> Vec<Diagnostic> {
    let Ended::Stopped(targets) = ended else { return Vec::new() };
    let id = &run.id;
    let resume = |when: &str| format!("every finished trial is kept; `offprint run --resume {id}` continues {when}");
    let back = || resume("when it is back");
    let fault = |stopped: &StoppedTarget| {
        let target = run.targets.iter().find(|target| target.id == stopped.target);
        let name = target.map_or_else(|| format!("`{}`", stopped.target), in_words);
        match &stopped.cause {
            StopCause::Refused(failure) => {
                let again = format!(
                    "the run `{id}` is finished without it; `offprint run --again {id} --only-failed` asks it in a new run"
                );
                Diagnostic::error(
                    Code::REFUSES,
                    format!("{name} refused its first request: {}", one_line(&failure.message)),
                )
                .help(if is_finished { again } else { resume("when it accepts requests") })
            }
            StopCause::Gone(failure) => {
                let message = format!("{name} is gone: nothing answers ({})", one_line(&failure.message));
                Diagnostic::error(Code::GONE, message).help(back())
            }
            StopCause::NotStarted(fault) => fault.clone().help(back()),
        }
    };
    targets.iter().map(fault).collect()
}

/// `` `birch3:8b` on llama.cpp at http://127.0.0.1:8080 ``. Only addresses on this machine are known here.
fn in_words(target: &Target) -> String {
    let address = target.address.as_ref().map(|address| format!(" at {address}")).unwrap_or_default();
    format!("`{}` on {}{address}", target.model, target.runtime)
}
