//! Trials reduced to counts and times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use crate::name::CaseId;
use crate::record::{Answered, Phase, Run};

use super::anatomy::AnatomySum;
use super::asked::Asked;
use super::estimate::Outcomes;
use super::latency::Time;
use super::prompts::{PromptTally, is_from_cache};
use super::rates::{BeyondBelief, Rates};
use super::reduced::{Ending, Reduced};
use super::room::append;
use super::tally::{CaseTally, Cases};
use super::timed::{self, SeenAnswer, TimedAnswer};
use super::times::CaseTimes;
use super::topics::{CaseEnd, CaseFindings};
use super::trend::{self, Placed, Trend};

/// The observations of each target, in the run's order.
pub(super) struct Observations {
    targets: Vec<Observed>,
    /// The time limit of each case.
    limits: Vec<Duration>,
}

/// The observations of one target.
pub(super) struct Observed {
    pub(super) outcomes: Outcomes,
    /// Times to the complete answer, censored ones last. Sorted, because a sum of floats depends on the order of its terms.
    pub(super) totals: Vec<Time>,
    /// Times to the first token, likewise.
    pub(super) first_tokens: Vec<Time>,
    /// The client's total time less the times that the server reports.
    pub(super) overheads: Vec<Time>,
    /// The answers of the total times, with how each ended; none any more once they are in their order.
    seen: Vec<SeenAnswer>,
    /// The same in their order.
    pub(super) timed: Arc<[TimedAnswer]>,
    /// Where the time of its answers went.
    pub(super) anatomy: AnatomySum,
    /// Tokens per second while generating.
    pub(super) rates: Vec<f64>,
    /// How its prompts were evaluated.
    pub(super) prompts: PromptTally,
    /// The settings that were not sent, because the server refuses them.
    pub(super) left_out: BTreeSet<String>,
    /// Its requests in time; none any more once they are sorted.
    turn: Vec<Placed>,
    /// What they show, then.
    pub(super) trend: Option<Trend>,
    /// How many failed because of a token of a chat template in the answer.
    pub(super) broken_templates: usize,
    /// The rates that the server's times imply, in all phases; none any more once they are sorted.
    all_rates: Rates,
    /// What they show, then.
    pub(super) beyond_belief: BeyondBelief,
    /// Its scored trials, by case.
    pub(super) cases: Cases,
}

impl Observations {
    /// Of a run without trials.
    pub(super) fn of(run: &Run) -> Self {
        let limits = run.questions.iter().map(|question| run.settings.time_limit(&question.limits)).collect();
        Self { targets: Cases::of(run).into_iter().map(Observed::of).collect(), limits }
    }

    /// Takes a trial; those of unknown targets or cases are ignored.
    pub(super) fn take(&mut self, trial: &Reduced) {
        let Some(seen) = trial.target.and_then(|target| self.targets.get_mut(target)) else { return };
        seen.all_rates.take(trial);
        match (trial.phase, trial.case) {
            (Phase::Measured, Some(case)) => seen.take(trial, case, self.limits[case]),
            (Phase::Cold | Phase::WarmUp, _) => seen.prompts.take_warm_up(trial),
            (Phase::Measured, None) | (Phase::Canary, _) => {}
        }
    }

    /// The observations of each target, in the run's order, and sorted, so that no result depends on the order of the trials.
    pub(super) fn sorted(mut self, run: &Run) -> Vec<Observed> {
        let categories = timed::categories(run);
        self.targets.par_iter_mut().for_each(|seen| seen.sort(run, &categories));
        self.targets
    }
}

/// The time of the first token. An answer that has text but no such time, because it did not come as a stream, says nothing
/// about it; an answer without text has no first token, however long the limit.
fn first_token(trial: &Reduced, limit: Duration) -> Option<Time> {
    match trial.timing.first_token {
        Some(time) => Some(Time::at(time)),
        None if trial.has_text && trial.is_answered() => None,
        None => Some(Time::over(limit)),
    }
}

/// How a trial ended; `None` if it failed. Compliance is tested first: an answer that passes every check counts as compliant even if the detector
/// found a refusal.
fn how_it_ended(trial: &Reduced) -> Option<CaseEnd> {
    Some(match trial.ended {
        Ending::Failed => return None,
        Ending::TimedOut => CaseEnd::TimedOut,
        Ending::Answered(_) if trial.strict => CaseEnd::Compliant,
        Ending::Answered(Answered::Refused) => CaseEnd::Refused,
        Ending::Answered(Answered::Whole) => CaseEnd::NotCompliant,
        Ending::Answered(Answered::Empty | Answered::CutAtTokenLimit | Answered::OnlyReasoning) => CaseEnd::Malformed,
    })
}

impl Observed {
    fn of(cases: Cases) -> Self {
        Self {
            outcomes: Outcomes::default(),
            totals: Vec::new(),
            seen: Vec::new(),
            timed: Arc::default(),
            first_tokens: Vec::new(),
            overheads: Vec::new(),
            anatomy: AnatomySum::default(),
            rates: Vec::new(),
            prompts: PromptTally::default(),
            left_out: BTreeSet::new(),
            turn: Vec::new(),
            trend: None,
            broken_templates: 0,
            all_rates: Rates::default(),
            beyond_belief: BeyondBelief::default(),
            cases,
        }
    }

    fn take(&mut self, trial: &Reduced, case: usize, limit: Duration) {
        self.broken_templates += usize::from(trial.has_broken_template);
        let ended = how_it_ended(trial);
        let class = match ended {
            None => &mut self.outcomes.failed,
            Some(CaseEnd::TimedOut) => &mut self.outcomes.timed_out,
            Some(CaseEnd::Compliant) => &mut self.outcomes.compliant,
            Some(CaseEnd::Refused) => &mut self.outcomes.refused,
            Some(CaseEnd::NotCompliant) => &mut self.outcomes.not_compliant,
            Some(CaseEnd::Malformed) => &mut self.outcomes.malformed,
        };
        *class += 1;
        let Some(ended) = ended else { return };
        self.prompts.take(trial);
        self.left_out.extend(trial.left_out.iter().cloned());
        let rate = if trial.is_answered() { decode_rate(trial) } else { None };
        rate.into_iter().for_each(|rate| append(&mut self.rates, rate));
        self.take_times(trial, (case, ended), limit);
        let tally = self.cases.at_mut(case);
        rate.into_iter().for_each(|rate| tally.rates.add(rate.ln()));
        tally.trials += 1;
        tally.asked.push(trial.asked);
        tally.strict += u32::from(trial.strict);
        tally.lenient += u32::from(trial.lenient);
        // An answer that passes every check is not a refusal even if the detector found one: an opposing text may well say "we cannot".
        let declined = trial.ended == Ending::Answered(Answered::Refused) && !trial.strict;
        tally.refused += u32::from(declined);
        tally.timed_out += u32::from(trial.ended == Ending::TimedOut);
        tally.malformed += u32::from(trial.is_malformed() && !trial.strict);
        let says_something =
            matches!(trial.ended, Ending::Answered(Answered::Whole | Answered::CutAtTokenLimit | Answered::Refused));
        if says_something && !declined {
            tally.attempts += 1;
            tally.passed.resize(tally.passed.len().max(trial.passed.len()), 0);
            for (passed, check) in tally.passed.iter_mut().zip(&trial.passed) {
                *passed += u32::from(*check);
            }
        }
    }

    /// Takes the times that the client has measured, of a request that was answered or timed out.
    fn take_times(&mut self, trial: &Reduced, (case, ended): (usize, CaseEnd), limit: Duration) {
        let answered = trial.is_answered();
        let total = if answered { trial.timing.total } else { limit };
        let tally = self.cases.at_mut(case);
        tally.spent += total;
        // It may have waited for the end of an earlier request.
        if trial.after_unverified {
            return;
        }
        append(&mut self.seen, SeenAnswer::of((case, trial.repeat), total, ended));
        append(&mut self.totals, if answered { Time::at(total) } else { Time::over(total) });
        // What a cache has spared was not earned.
        if !is_from_cache(trial) {
            first_token(trial, limit).into_iter().for_each(|time| append(&mut self.first_tokens, time));
        }
        let overhead = match (answered, trial.server.prompt, trial.server.generation) {
            (true, Some(prompt), Some(generation)) => {
                // The server's clock is another one, so the sum of its times can exceed the client's total by a little.
                let accounted = prompt + generation + trial.server.load.unwrap_or_default();
                Some(trial.timing.total.saturating_sub(accounted))
            }
            _ => None,
        };
        overhead.into_iter().for_each(|overhead| append(&mut self.overheads, Time::at(overhead)));
        self.anatomy.take(trial, overhead);
        if let (true, Some(tokens)) = (answered, trial.tokens.generated) {
            let (count, all, time) = &mut tally.lengths;
            (*count, *all, *time) = (*count + 1, all.saturating_add(tokens), *time + total);
        }
        tally.paired.take(trial, overhead);
        // A logarithm needs a positive number; a simulated answer can take less than the clock's resolution.
        let log_time = total.as_secs_f64().max(1e-9).ln();
        tally.times.add(log_time);
        append(&mut self.turn, Placed { repeat: trial.repeat, sent: trial.sent_at.timestamp_micros(), log_time });
    }

    /// Sorts everything, so that no result depends on the order of the trials.
    fn sort(&mut self, run: &Run, categories: &[Option<u32>]) {
        self.totals.sort();
        self.timed = timed::in_order(std::mem::take(&mut self.seen), categories);
        self.first_tokens.sort();
        self.overheads.sort();
        self.rates.sort_by(f64::total_cmp);
        // The lists of these are longer than what is made of them, and are not needed again.
        self.trend = trend::of(&mut std::mem::take(&mut self.turn));
        self.beyond_belief = std::mem::take(&mut self.all_rates).beyond_belief(run);
        for tally in self.cases.values_mut() {
            tally.asked.sort_by_key(|asked| asked.repeat);
        }
    }

    /// The mean length and time of the answers of each case.
    pub(super) fn lengths_and_times(&self) -> Vec<(f64, f64)> {
        self.cases.by_case().filter_map(|(_, tally)| tally.length_and_time()).collect()
    }

    /// How each case went.
    pub(super) fn case_findings(&self) -> BTreeMap<CaseId, CaseFindings> {
        let of = |tally: &CaseTally| CaseFindings {
            compliance: f64::from(tally.strict) / f64::from(tally.trials),
            ended: tally.ended(),
        };
        self.cases.by_case().map(|(case, tally)| (case.clone(), of(tally))).collect()
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
    pub(super) fn asked(&self, case: &CaseId) -> impl Iterator<Item = &Asked> {
        self.cases.get(case).into_iter().flat_map(|tally| &tally.asked)
    }

    /// The seconds of all scored requests, with the full limit for each timeout.
    pub(super) fn seconds(&self) -> f64 {
        self.cases.values().map(|tally| tally.spent).sum::<Duration>().as_secs_f64()
    }
}

/// Tokens per second while generating: (n - 1) / t, where t is the server's time from the first token to the last. The first token comes
/// from evaluating the prompt, so n / t, which Ollama and llama-server print, is too high for short answers.
fn decode_rate(trial: &Reduced) -> Option<f64> {
    let (tokens, time) = (trial.tokens.generated?, trial.server.generation?.as_secs_f64());
    (tokens >= 2 && time > 0.0).then(|| (tokens - 1) as f64 / time)
}
