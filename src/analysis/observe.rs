//! Trials reduced to counts and times, and the sampling units they belong to.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::name::{CaseId, TargetId};
use crate::record::{Answered, Outcome, Phase, Question, Reading, Run, Trial};

use super::asked::Asked;
use super::estimate::Outcomes;
use super::latency::Time;
use super::prompts::{PromptTally, is_from_cache};
use super::rates::Rates;
use super::times::CaseTimes;

/// The observations of each target, in the run's order.
pub(super) struct Observations {
    pub(super) targets: Vec<Observed>,
}

/// The observations of one target.
#[derive(Default)]
pub(super) struct Observed {
    pub(super) outcomes: Outcomes,
    /// Times to the complete answer, censored ones last. Sorted, because a sum of floats depends on the order of its terms.
    pub(super) totals: Vec<Time>,
    /// Times to the first token, likewise.
    pub(super) first_tokens: Vec<Time>,
    /// The client's total time less the times that the server reports.
    pub(super) overheads: Vec<Time>,
    /// Tokens per second while generating.
    pub(super) rates: Vec<f64>,
    /// How its prompts were evaluated.
    pub(super) prompts: PromptTally,
    /// The settings that were not sent, because the server refuses them.
    pub(super) left_out: BTreeSet<String>,
    /// The rates that the server's times imply, in all phases.
    pub(super) all_rates: Rates,
    pub(super) cases: BTreeMap<CaseId, CaseTally>,
}

/// The scored trials of one case.
#[derive(Default)]
pub(super) struct CaseTally {
    pub(super) trials: u32,
    pub(super) strict: u32,
    pub(super) lenient: u32,
    /// How many have an answer that is not a refusal.
    pub(super) attempts: u32,
    /// How many were declined.
    pub(super) refused: u32,
    /// How many attempts passed each check.
    pub(super) passed: Vec<u32>,
    /// Its times, for the ratio to another target's.
    pub(super) paired: CaseTimes,
    /// The time of all its requests, with the case's limit for a timeout.
    pub(super) spent: Duration,
    /// The logarithm of each trial's seconds, with the case's limit for a timeout; of those whose time counts.
    pub(super) times: Vec<f64>,
    /// The logarithm of each answer's rate of generation.
    pub(super) rates: Vec<f64>,
    /// What was asked and answered, by repeat.
    asked: BTreeMap<u32, Asked>,
}

impl Observations {
    /// Reduces the measured trials of a run.
    pub(super) fn of<T: Borrow<Trial>>(run: &Run, trials: impl IntoIterator<Item = T>) -> Self {
        let index: BTreeMap<&TargetId, usize> =
            run.targets.iter().enumerate().map(|(index, target)| (&target.id, index)).collect();
        let limit = |question: &Question| run.settings.time_limit(&question.limits);
        let limits: BTreeMap<&CaseId, Duration> =
            run.questions.iter().map(|question| (&question.case, limit(question))).collect();
        let mut targets: Vec<Observed> = run.targets.iter().map(|_| Observed::default()).collect();
        for trial in trials {
            let trial: &Trial = trial.borrow();
            let Some(target) = index.get(&trial.target) else { continue };
            targets[*target].all_rates.take(trial);
            match (trial.phase, limits.get(&trial.case)) {
                (Phase::Measured, Some(limit)) => targets[*target].take(trial, *limit),
                (Phase::Cold | Phase::WarmUp, _) => targets[*target].prompts.take_warm_up(trial),
                (Phase::Measured, None) | (Phase::Canary, _) => {}
            }
        }
        for seen in &mut targets {
            seen.sort();
        }
        Self { targets }
    }
}

/// The time of the first token. An answer that has text but no such time, because it did not come as a stream, says nothing
/// about it; an answer without text has no first token, however long the limit.
fn first_token(trial: &Trial, limit: Duration) -> Option<Time> {
    let has_text = !trial.answer.is_empty() || trial.reasoning.is_some();
    match trial.timing.first_token {
        Some(time) => Some(Time::At(time)),
        None if has_text && matches!(trial.outcome, Outcome::Answered(_)) => None,
        None => Some(Time::Over(limit)),
    }
}

impl Observed {
    fn take(&mut self, trial: &Trial, limit: Duration) {
        let answered = matches!(trial.outcome, Outcome::Answered(_));
        let (strict, lenient) = (trial.complies(Reading::Strict), trial.complies(Reading::Lenient));
        // Compliance is tested first: an answer that passes every check counts as compliant even if the detector found a refusal.
        let class = match &trial.outcome {
            Outcome::Failed(_) => &mut self.outcomes.failed,
            Outcome::TimedOut => &mut self.outcomes.timed_out,
            Outcome::Answered(_) if strict => &mut self.outcomes.compliant,
            Outcome::Answered(Answered::Refused) => &mut self.outcomes.refused,
            Outcome::Answered(Answered::Whole) => &mut self.outcomes.not_compliant,
            Outcome::Answered(Answered::Empty | Answered::CutAtTokenLimit | Answered::OnlyReasoning) => {
                &mut self.outcomes.malformed
            }
        };
        *class += 1;
        if matches!(trial.outcome, Outcome::Failed(_)) {
            return;
        }
        self.prompts.take(trial);
        self.left_out.extend(trial.left_out.iter().cloned());
        let rate = answered.then(|| decode_rate(trial)).flatten();
        self.rates.extend(rate);
        self.take_times(trial, limit);
        let tally = self.cases.entry(trial.case.clone()).or_default();
        tally.rates.extend(rate.map(f64::ln));
        tally.trials += 1;
        tally.asked.insert(trial.repeat, Asked::of(trial));
        tally.strict += u32::from(strict);
        tally.lenient += u32::from(lenient);
        // An answer that passes every check is not a refusal even if the detector found one: an opposing text may well say "we cannot".
        let declined = trial.outcome == Outcome::Answered(Answered::Refused) && !strict;
        tally.refused += u32::from(declined);
        let says_something =
            matches!(trial.outcome, Outcome::Answered(Answered::Whole | Answered::CutAtTokenLimit | Answered::Refused));
        if says_something && !declined {
            tally.attempts += 1;
            tally.passed.resize(tally.passed.len().max(trial.checks.len()), 0);
            for (passed, check) in tally.passed.iter_mut().zip(&trial.checks) {
                *passed += u32::from(check.strict);
            }
        }
    }

    /// Takes the times that the client has measured, of a request that was answered or timed out.
    fn take_times(&mut self, trial: &Trial, limit: Duration) {
        let answered = matches!(trial.outcome, Outcome::Answered(_));
        let total = if answered { Time::At(trial.timing.total) } else { Time::Over(limit) };
        let tally = self.cases.entry(trial.case.clone()).or_default();
        tally.spent += total.at_least();
        // It may have waited for the end of an earlier request.
        if trial.after_unverified {
            return;
        }
        self.totals.push(total);
        // What a cache has spared was not earned.
        if !is_from_cache(trial) {
            self.first_tokens.extend(first_token(trial, limit));
        }
        let overhead = match (answered, trial.server.prompt, trial.server.generation) {
            (true, Some(prompt), Some(generation)) => {
                // The server's clock is another one, so the sum of its times can exceed the client's total by a little.
                let accounted = prompt + generation + trial.server.load.unwrap_or_default();
                Some(trial.timing.total.saturating_sub(accounted))
            }
            _ => None,
        };
        self.overheads.extend(overhead.map(Time::At));
        tally.paired.take(trial, overhead);
        // A logarithm needs a positive number; a simulated answer can take less than the clock's resolution.
        tally.times.push(total.at_least().as_secs_f64().max(1e-9).ln());
    }

    /// Sorts everything, so that no result depends on the order of the trials.
    fn sort(&mut self) {
        self.totals.sort();
        self.first_tokens.sort();
        self.overheads.sort();
        self.rates.sort_by(f64::total_cmp);
        for tally in self.cases.values_mut() {
            tally.times.sort_by(f64::total_cmp);
            tally.rates.sort_by(f64::total_cmp);
        }
    }

    /// The mean strict result of each case's repeats.
    pub(super) fn case_means(&self) -> BTreeMap<CaseId, f64> {
        self.cases
            .iter()
            .map(|(case, tally)| (case.clone(), f64::from(tally.strict) / f64::from(tally.trials)))
            .collect()
    }

    /// The scored trials of one case; `None` without any.
    pub(super) fn case(&self, case: &CaseId) -> Option<&CaseTally> {
        self.cases.get(case)
    }

    /// The times of a case that was answered or timed out.
    pub(super) fn times(&self, case: &CaseId) -> Option<&CaseTimes> {
        self.cases.get(case).map(|tally| &tally.paired)
    }

    /// What was asked and answered in each repeat of a case.
    pub(super) fn asked(&self, case: &CaseId) -> impl Iterator<Item = (u32, &Asked)> {
        self.cases.get(case).into_iter().flat_map(|tally| tally.asked.iter().map(|(repeat, asked)| (*repeat, asked)))
    }

    /// The seconds of all scored requests, with the full limit for each timeout.
    pub(super) fn seconds(&self) -> f64 {
        self.cases.values().map(|tally| tally.spent).sum::<Duration>().as_secs_f64()
    }
}

/// The mean; `None` without values.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Tokens per second while generating: (n - 1) / t, where t is the server's time from the first token to the last. The first token comes
/// from evaluating the prompt, so n / t, which Ollama and llama-server print, is too high for short answers.
fn decode_rate(trial: &Trial) -> Option<f64> {
    let (tokens, time) = (trial.tokens.generated?, trial.server.generation?.as_secs_f64());
    (tokens >= 2 && time > 0.0).then(|| (tokens - 1) as f64 / time)
}
