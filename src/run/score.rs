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

/// Scores a trial of the archive again. Its outcome already has the kind that [`score`] gave it.
pub(super) fn score_again(trial: &mut Trial, case: &Case) {
    if let Outcome::Answered(answered) = &mut trial.outcome {
        *answered = match answered {
            // How the reply ended, of which only this much is archived.
            Answered::CutAtTokenLimit | Answered::OnlyReasoning => Answered::CutAtTokenLimit,
            Answered::Whole | Answered::Empty | Answered::Refused => Answered::Whole,
        };
    }
    trial.checks.clear();
    score(trial, case);
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
