//! Trials reduced to counts and times, and the sampling units they belong to.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::name::{CaseId, CategoryId, PairId, TargetId};
use crate::quantity::Weight;
use crate::record::{Answered, Outcome, Phase, Question, Reading, Run, Trial};

use super::asked::Asked;
use super::estimate::Outcomes;
use super::latency::Time;
use super::prompts::{PromptTally, is_from_cache};
use super::rates::Rates;
use super::share::Stratum;
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
    cases: BTreeMap<CaseId, CaseTally>,
}

/// The scored trials of one case.
#[derive(Default)]
pub(super) struct CaseTally {
    pub(super) trials: u32,
    pub(super) strict: u32,
    lenient: u32,
    /// How many have an answer that is not a refusal.
    pub(super) attempts: u32,
    /// How many were declined.
    pub(super) refused: u32,
    /// How many attempts passed each check.
    pub(super) passed: Vec<u32>,
    /// Its times, for the ratio to another target's.
    pub(super) paired: CaseTimes,
    /// The time of all its requests, with the case's limit for a timeout.
    spent: Duration,
    /// The logarithm of each trial's seconds, with the case's limit for a timeout; of those whose time counts.
    times: Vec<f64>,
    /// The logarithm of each answer's rate of generation.
    rates: Vec<f64>,
    /// What was asked and answered, by repeat, in their order.
    asked: Vec<(u32, Asked)>,
}

impl CaseTally {
    /// The mean logarithm of seconds, with the limit for a timeout.
    pub(super) fn log_time(&self) -> Option<f64> {
        mean(&self.times)
    }

    /// The mean logarithm of tokens per second.
    pub(super) fn log_rate(&self) -> Option<f64> {
        mean(&self.rates)
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
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
        tally.asked.push((trial.repeat, Asked::of(trial)));
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
            tally.asked.sort_by_key(|(repeat, _)| *repeat);
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

    /// How many of these units have a scored request.
    pub(super) fn units(&self, units: &Units) -> usize {
        units.units.iter().filter(|(_, cases)| cases.iter().any(|case| self.cases.contains_key(case))).count()
    }
}

/// Tokens per second while generating: (n - 1) / t, where t is the server's time from the first token to the last. The first token comes
/// from evaluating the prompt, so n / t, which Ollama and llama-server print, is too high for short answers.
fn decode_rate(trial: &Trial) -> Option<f64> {
    let (tokens, time) = (trial.tokens.generated?, trial.server.generation?.as_secs_f64());
    (tokens >= 2 && time > 0.0).then(|| (tokens - 1) as f64 / time)
}

/// What the requests of one unit cost and gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spent {
    pub(super) requests: f64,
    pub(super) compliant: f64,
    pub(super) seconds: f64,
}

/// The sampling units of a run: its cases, where the two sides of a pair are one unit.
pub(super) struct Units {
    /// Each unit's category (by index) and cases.
    units: Vec<(usize, Vec<CaseId>)>,
    /// Each case's unit, by index.
    by_case: BTreeMap<CaseId, usize>,
    /// Each unit's weight in its category.
    weights: Vec<f64>,
    /// Whether each unit is a control, which takes no part in the score.
    controls: Vec<bool>,
    categories: Vec<CategoryId>,
    /// Each category's weight in the score.
    shares: Vec<f64>,
}

impl Units {
    /// The units in the order of the run's questions.
    pub(super) fn of(run: &Run) -> Self {
        let categories: Vec<CategoryId> = run.suite.categories.iter().map(|(id, _)| id.clone()).collect();
        let share = |id: &CategoryId| run.suite.weights.get(id).copied().unwrap_or(Weight::ONE).get();
        let shares = categories.iter().map(share).collect();
        let mut units: Vec<(usize, Vec<CaseId>)> = Vec::new();
        let (mut weights, mut controls) = (Vec::new(), Vec::new());
        let mut pairs: BTreeMap<&PairId, usize> = BTreeMap::new();
        for question in &run.questions {
            let Some(category) = categories.iter().position(|id| *id == question.category) else { continue };
            match &question.pair {
                Some((pair, _)) if pairs.contains_key(pair) => units[pairs[pair]].1.push(question.case.clone()),
                pair => {
                    if let Some((pair, _)) = pair {
                        pairs.insert(pair, units.len());
                    }
                    units.push((category, vec![question.case.clone()]));
                    weights.push(question.weight.get());
                    controls.push(question.control);
                }
            }
        }
        let places = units.iter().enumerate();
        let by_case =
            places.flat_map(|(unit, (_, cases))| cases.iter().map(move |case| (case.clone(), unit))).collect();
        Self { units, by_case, weights, controls, categories, shares }
    }

    /// The number of units that take part in the score: all except controls.
    pub(super) fn count(&self) -> usize {
        self.controls.iter().filter(|control| !**control).count()
    }

    /// What every unit would score if all answers complied.
    pub(super) fn full_marks(&self) -> Vec<Option<f64>> {
        self.of_score(vec![Some(1.0); self.units.len()])
    }

    /// The values of the units that take part in the score; `None` for a control.
    fn of_score(&self, values: Vec<Option<f64>>) -> Vec<Option<f64>> {
        values.into_iter().zip(&self.controls).map(|(value, control)| value.filter(|_| !control)).collect()
    }

    /// Each unit's weight in its category.
    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The unit that a case belongs to, by index.
    pub(super) fn of_case(&self, case: &CaseId) -> Option<usize> {
        self.by_case.get(case).copied()
    }

    /// The units of a category, by index.
    pub(super) fn in_category(&self, id: &CategoryId) -> impl Iterator<Item = usize> + Clone {
        let wanted = self.categories.iter().position(|category| category == id);
        self.units.iter().enumerate().filter(move |(_, (category, _))| Some(*category) == wanted).map(|(unit, _)| unit)
    }

    /// Each unit's score, 0 to 1: the mean of its cases, each the mean of its repeats. `None` for a unit with a case that was not scored, and
    /// for a control.
    pub(super) fn scores(&self, seen: &Observed, reading: Reading) -> Vec<Option<f64>> {
        let scores = self.each(seen, |tally| {
            let passed = match reading {
                Reading::Strict => tally.strict,
                Reading::Lenient => tally.lenient,
            };
            Some(f64::from(passed) / f64::from(tally.trials))
        });
        self.of_score(scores)
    }

    /// The negative of each unit's mean logarithm of seconds, with the limit for a timeout: greater is faster, as for scores.
    pub(super) fn log_times(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| tally.log_time().map(|mean| -mean))
    }

    /// A number of each unit: the mean of its cases; `None` where a case has none.
    pub(super) fn each(&self, seen: &Observed, value: impl Fn(&CaseTally) -> Option<f64>) -> Vec<Option<f64>> {
        let unit = |cases: &Vec<CaseId>| {
            let values: Option<Vec<f64>> = cases.iter().map(|case| seen.cases.get(case).and_then(&value)).collect();
            values.map(|values| values.iter().sum::<f64>() / values.len() as f64)
        };
        self.units.iter().map(|(_, cases)| unit(cases)).collect()
    }

    /// The known values by category, each with its unit's weight; `None` if a category has none.
    pub(super) fn strata(&self, values: &[Option<f64>]) -> Option<Vec<Stratum>> {
        let mut strata: Vec<Stratum> =
            self.shares.iter().map(|share| Stratum { share: *share, values: Vec::new() }).collect();
        for (((category, _), weight), value) in self.units.iter().zip(&self.weights).zip(values) {
            strata[*category].values.extend(value.map(|value| (value, *weight)));
        }
        (!strata.is_empty() && strata.iter().all(|stratum| !stratum.values.is_empty())).then_some(strata)
    }

    /// What each unit cost and gave, over its requests: how many of them, the compliant ones, and their seconds, with the limit for a timeout.
    /// Without units that have no scored request.
    pub(super) fn spent(&self, seen: &Observed) -> Vec<Spent> {
        self.spent_by_unit(seen).into_iter().filter(|spent| spent.requests > 0.0).collect()
    }

    /// The same for every unit; those without a scored request included.
    pub(super) fn spent_by_unit(&self, seen: &Observed) -> Vec<Spent> {
        let of_unit = |(_, cases): &(usize, Vec<CaseId>)| {
            let tallies = cases.iter().filter_map(|case| seen.cases.get(case));
            let add = |sum: Spent, tally: &CaseTally| Spent {
                requests: sum.requests + f64::from(tally.trials),
                compliant: sum.compliant + f64::from(tally.strict),
                seconds: sum.seconds + tally.spent.as_secs_f64(),
            };
            tallies.fold(Spent::default(), add)
        };
        self.units.iter().map(of_unit).collect()
    }

    /// The weighted mean of the categories' weighted means; `None` if a category has no scored unit.
    pub(super) fn macro_average(&self, scores: &[Option<f64>]) -> Option<f64> {
        let strata = self.strata(scores)?;
        let all: f64 = self.shares.iter().sum();
        let of_stratum = |Stratum { share, values }: &Stratum| {
            let (sum, weight) =
                values.iter().fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + value * weight, all + weight));
            sum / weight * share
        };
        Some(strata.iter().map(of_stratum).sum::<f64>() / all)
    }
}
