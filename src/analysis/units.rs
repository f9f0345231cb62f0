//! The sampling units of a run, and what targets did in them.

use std::collections::BTreeMap;

use crate::name::{CaseId, CategoryId, PairId};
use crate::quantity::Weight;
use crate::record::{Reading, Run};

use super::observe::Observed;
use super::share::Stratum;
use super::tally::CaseTally;

/// What the requests of one unit cost and gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spent {
    pub(super) requests: f64,
    pub(super) compliant: f64,
    pub(super) seconds: f64,
}

/// The sampling units of a run: its cases, where the two sides of a pair are one unit.
#[derive(Clone)]
pub(super) struct Units {
    /// Each unit's category (by index) and cases, by their places among the questions.
    units: Vec<(usize, Vec<usize>)>,
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
        let mut units: Vec<(usize, Vec<usize>)> = Vec::new();
        let (mut weights, mut controls) = (Vec::new(), Vec::new());
        let mut pairs: BTreeMap<&PairId, usize> = BTreeMap::new();
        for (place, question) in run.questions.iter().enumerate() {
            let Some(category) = categories.iter().position(|id| *id == question.category) else { continue };
            match &question.pair {
                Some((pair, _)) if pairs.contains_key(pair) => units[pairs[pair]].1.push(place),
                pair => {
                    if let Some((pair, _)) = pair {
                        pairs.insert(pair, units.len());
                    }
                    units.push((category, vec![place]));
                    weights.push(question.weight.get());
                    controls.push(question.control);
                }
            }
        }
        let places = units.iter().enumerate();
        let by_case = places
            .flat_map(|(unit, (_, cases))| cases.iter().map(move |place| (run.questions[*place].case.clone(), unit)));
        let by_case = by_case.collect();
        Self { units, by_case, weights, controls, categories, shares }
    }

    /// The same units without a category, by index: it has no weight in the score.
    pub(super) fn without(&self, category: usize) -> Self {
        let mut left = self.clone();
        if let Some(share) = left.shares.get_mut(category) {
            *share = 0.0;
        }
        left
    }

    /// The number of units that take part in the score: all except controls.
    pub(super) fn count(&self) -> usize {
        self.controls.iter().filter(|control| !**control).count()
    }

    /// How many have a scored request of a target.
    pub(super) fn seen_by(&self, seen: &Observed) -> usize {
        let is_seen = |(_, cases): &&(usize, Vec<usize>)| cases.iter().any(|case| seen.cases.at(*case).is_some());
        self.units.iter().filter(is_seen).count()
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
        let unit = |cases: &Vec<usize>| {
            let values: Option<Vec<f64>> = cases.iter().map(|case| seen.cases.at(*case).and_then(&value)).collect();
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
        strata.retain(|stratum| stratum.share > 0.0);
        (!strata.is_empty() && strata.iter().all(|stratum| !stratum.values.is_empty())).then_some(strata)
    }

    /// What each unit cost and gave, over its requests: how many of them, the compliant ones, and their seconds, with the limit for a timeout.
    /// Without units that have no scored request.
    pub(super) fn spent(&self, seen: &Observed) -> Vec<Spent> {
        self.spent_by_unit(seen).into_iter().filter(|spent| spent.requests > 0.0).collect()
    }

    /// The same for every unit; those without a scored request included.
    pub(super) fn spent_by_unit(&self, seen: &Observed) -> Vec<Spent> {
        let of_unit = |(_, cases): &(usize, Vec<usize>)| {
            let tallies = cases.iter().filter_map(|case| seen.cases.at(*case));
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
