//! The sampling units of a run: its cases, and its pairs.

use std::collections::BTreeMap;

use crate::name::{CaseId, CategoryId, PairId};
use crate::quantity::Weight;
use crate::record::{Reading, Run};

use super::observe::{CaseTally, Observed, mean};
use super::share::Stratum;
use super::times::TimeKind;

/// What the requests of one unit cost and gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spent {
    pub(super) requests: f64,
    pub(super) compliant: f64,
    pub(super) seconds: f64,
}

/// The sampling units of a run: its cases, where the two sides of a pair are one unit.
#[derive(Debug)]
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
        self.each(seen, |tally| mean(&tally.times).map(|mean| -mean))
    }

    /// Each unit's mean logarithm of seconds, with the limit for a timeout.
    pub(super) fn log_totals(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| mean(&tally.times))
    }

    /// The same of seconds to the first token, with the time that was waited for one that did not come.
    pub(super) fn log_first_tokens(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| Some(tally.paired.of(TimeKind::FirstToken)?.low))
    }

    /// The same of seconds of overhead, with the clock's resolution for one below it.
    pub(super) fn log_overheads(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| Some(tally.paired.of(TimeKind::Overhead)?.high))
    }

    /// The same of tokens per second of generation.
    pub(super) fn log_rates(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| mean(&tally.rates))
    }

    /// The share of each unit's cases that timed out in any repeat.
    pub(super) fn timed_out(&self, seen: &Observed) -> Vec<Option<f64>> {
        self.each(seen, |tally| Some(f64::from(u8::from(tally.paired.timed_out()))))
    }

    fn each(&self, seen: &Observed, value: impl Fn(&CaseTally) -> Option<f64>) -> Vec<Option<f64>> {
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

    /// How many of them a target has a scored request of.
    pub(super) fn covered(&self, seen: &Observed) -> usize {
        self.units.iter().filter(|(_, cases)| cases.iter().any(|case| seen.cases.contains_key(case))).count()
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
