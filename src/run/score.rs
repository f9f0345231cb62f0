//! Scores a trial: from the answer and its case to the outcome and the check results.

use crate::record::{Answered, CheckResult, Outcome, Trial};
use crate::suite::{Case, check, reading};

/// Scores a measured trial: classifies its answer and applies every check. A trial that failed or timed out has no
/// complete answer to score.
pub(super) fn score(trial: &mut Trial, case: &Case) {
    let Outcome::Answered(answered) = &mut trial.outcome else { return };
    *answered = kind(*answered, &trial.answer, trial.reasoning.is_some());
    trial.checks = check::judge(&case.checks, &trial.answer)
        .into_iter()
        .map(|judged| CheckResult {
            check: judged.check,
            strict: judged.strict,
            lenient: judged.lenient,
            found: judged.found,
        })
        .collect();
}

fn kind(ended: Answered, answer: &str, reasoned: bool) -> Answered {
    match (answer.trim().is_empty(), ended) {
        (true, Answered::CutAtTokenLimit) if reasoned => Answered::OnlyReasoning,
        (true, _) => Answered::Empty,
        (false, Answered::CutAtTokenLimit) => Answered::CutAtTokenLimit,
        (false, _) if reading::is_refusal(answer) => Answered::Refused,
        (false, _) => Answered::Whole,
    }
}
