//! The same model on two runtimes: the ratio of their times, case by case, and the difference in compliance.
//!
//! The ratio is the median of the cases' ratios, not the ratio of two medians: cases differ more than runtimes do, and pairing removes that
//! variation.

mod inputs;
mod pair;
mod same;
mod words;

use crate::name::CaseId;
use crate::record::{Reading, Run, Target};

use super::compare;
use super::estimate::{Bounds, Difference};
use super::observe::Observed;
use super::prompts::Prompts;
use super::ratio::{Measured, TimeRatio, log_ratio};
use super::share::of_differences;
use super::subject::subject;
use super::times::{CaseTimes, TimeKind};
use super::units::Units;

pub(super) use same::Join;

pub(super) use inputs::{Comparable, Evaluated, of_both};
pub use inputs::{Divergence, Inputs, divergence};
pub use pair::{Joined, LookAlike, NotJoined, PairedCases, RuntimePair};
pub use same::look_alikes;
pub use words::{RatioWords, as_long, finding, identical_answers, inputs_in_words, not_compared, ratio_words};

/// Every pair of a run, the greatest gain of the other runtime first. Holm's correction is over all pairs of the run, for each measure
/// separately.
pub(super) fn pairs(
    run: &Run,
    observed: &[Observed],
    (prompts, comparable): (&[Prompts], &Comparable),
    units: &Units,
) -> Vec<RuntimePair> {
    let joins = same::joins(&run.targets);
    let sides: Vec<PairedTimes<'_>> = joins
        .iter()
        .map(|join| PairedTimes {
            compared: comparable.get(join.first, join.other),
            ..PairedTimes::of(run, observed, units, join)
        })
        .collect();
    let ratios = |kind: TimeKind| ratios(&sides, kind);
    let compliance = differences(&joins, observed, units);
    let measured =
        ratios(TimeKind::Total).into_iter().zip(ratios(TimeKind::FirstToken)).zip(ratios(TimeKind::Overhead));
    let mut pairs: Vec<RuntimePair> = joins
        .iter()
        .zip(&sides)
        .zip(measured.zip(compliance))
        .map(|((join, sides), (((total, first_token), overhead), compliance))| {
            let (first, other): (&Target, &Target) = (&run.targets[join.first], &run.targets[join.other]);
            RuntimePair {
                first: subject(first),
                other: subject(other),
                joined: join.by,
                quantisations: same::quantisations(first, other),
                compared: sides.compared,
                evaluations: [join.first, join.other].map(|index| prompts[index].evaluation),
                inputs: Inputs::of(run, (first, &observed[join.first]), (other, &observed[join.other])),
                total,
                first_token,
                overhead,
                compliance,
                cases: sides.count(run.questions.len()),
            }
        })
        .collect();
    let gain = |pair: &RuntimePair| pair.total.map_or(f64::INFINITY, |ratio| ratio.median.nearest());
    pairs.sort_by(|a, b| {
        let by_gain = gain(a).total_cmp(&gain(b));
        by_gain.then_with(|| a.first.id.cmp(&b.first.id)).then_with(|| a.other.id.cmp(&b.other.id))
    });
    pairs
}

/// The cases with times on both targets of a pair, each with its unit.
struct PairedTimes<'a> {
    /// Whether both evaluated the same.
    compared: bool,
    cases: Vec<(usize, &'a CaseTimes, &'a CaseTimes)>,
}

impl<'a> PairedTimes<'a> {
    fn of(run: &'a Run, observed: &'a [Observed], units: &Units, join: &Join) -> Self {
        let timed = |case: &CaseId| {
            let unit = units.of_case(case)?;
            Some((unit, observed[join.first].times(case)?, observed[join.other].times(case)?))
        };
        Self { compared: true, cases: run.questions.iter().filter_map(|question| timed(&question.case)).collect() }
    }

    fn count(&self, questions: usize) -> PairedCases {
        let timed_out = |first: bool, other: bool| {
            self.cases.iter().filter(|(_, a, b)| (a.timed_out(), b.timed_out()) == (first, other)).count()
        };
        PairedCases {
            n: self.cases.len(),
            timed_out_on_first: timed_out(true, false),
            timed_out_on_other: timed_out(false, true),
            timed_out_on_both: timed_out(true, true),
            missing: questions.saturating_sub(self.cases.len()),
        }
    }

    /// The bounds of the logarithm of each case's ratio, other to first, with the case's unit.
    fn log_ratios(&self, kind: TimeKind) -> Vec<(usize, Bounds)> {
        let ratio =
            |(unit, first, other): &(usize, &CaseTimes, &CaseTimes)| Some((*unit, log_ratio(first, other, kind)?));
        self.cases.iter().filter(|_| self.compared).filter_map(ratio).collect()
    }
}

/// The ratio of every pair for one kind of time; `None` without a case that has such a time on both targets.
fn ratios(sides: &[PairedTimes<'_>], kind: TimeKind) -> Vec<Option<TimeRatio>> {
    let measured: Vec<Option<Measured>> = sides.iter().map(|sides| Measured::of(&sides.log_ratios(kind))).collect();
    let p_values = measured.iter().map(|measured| measured.as_ref()?.p());
    let significant = compare::significant(&p_values.collect::<Vec<_>>());
    let decided = |(measured, significant): (Option<Measured>, bool)| Some(measured?.decided(significant));
    measured.into_iter().zip(significant).map(decided).collect()
}

/// The difference in compliance of every pair, other less first.
pub(super) fn differences(joins: &[Join], observed: &[Observed], units: &Units) -> Vec<Option<Difference>> {
    // The difference with its interval, its units, and the p-value of its test.
    type Tested = ((f64, (f64, f64)), usize, Option<f64>);
    let scores = |target: usize| units.scores(&observed[target], Reading::Strict);
    let measure = |join: &Join| -> Option<Tested> {
        let (other, first) = (scores(join.other), scores(join.first));
        let strata = compare::differences(&other, &first, units)?;
        let n = strata.iter().map(|stratum| stratum.values.len()).sum();
        let p = compare::compare(&other, &first, units).map(|compared| compared.p);
        Some((of_differences(&strata)?, n, p))
    };
    let measured: Vec<Option<Tested>> = joins.iter().map(measure).collect();
    let significant = compare::significant(&measured.iter().map(|one| one.as_ref()?.2).collect::<Vec<_>>());
    let decided = |(measured, separable): (Option<Tested>, bool)| {
        let ((value, (low, high)), n, _) = measured?;
        Some(Difference { value, low, high, n, separable })
    };
    measured.into_iter().zip(significant).map(decided).collect()
}
