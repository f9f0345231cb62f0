//! The same model on two runtimes: the ratio of their times, case by case, and the difference in compliance.
//!
//! The ratio is the median of the cases' ratios, not the ratio of two medians: cases differ more than runtimes do, and pairing removes that
//! variation. A case that timed out on one runtime gives a lower or an upper bound of its ratio; one that timed out on both gives neither, but
//! still counts. So the median has a lower and an upper bound, which nearly always agree, and the interval covers both.

mod inputs;
mod pair;
mod same;
mod words;

use std::collections::BTreeMap;

use crate::name::CaseId;
use crate::record::{Reading, Run, Target};

use super::compare;
use super::estimate::{Bounds, Difference};
use super::observe::Observed;
use super::order;
use super::prompts::Prompts;
use super::share::of_differences;
use super::signs::sign_flip;
use super::subject::subject;
use super::times::{CaseTimes, TimeKind};
use super::units::Units;

use same::Join;

pub(super) use inputs::Comparable;
pub use inputs::{Divergence, Inputs, divergence};
pub use pair::{Faster, Joined, LookAlike, NotJoined, PairedCases, RuntimePair, TimeRatio};
pub use same::look_alikes;
pub use words::{RatioWords, finding, identical_answers, inputs_in_words, not_compared, ratio_words};

/// The fewest units with an interval: below 6, the full range of the values contains the median with less than 95 %.
const FEWEST_UNITS: usize = 6;

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
        let ratio = |(unit, first, other): &(usize, &CaseTimes, &CaseTimes)| {
            let (first, other) = (first.of(kind)?, other.of(kind)?);
            Some((*unit, Bounds { low: other.low - first.high, high: other.high - first.low }))
        };
        self.cases.iter().filter(|_| self.compared).filter_map(ratio).collect()
    }
}

/// The logarithm of a median ratio, before its test is corrected for those of the other pairs.
struct Measured {
    n: usize,
    bounded: usize,
    median: Bounds,
    /// The interval and the p-value of a ratio of 1; absent below [`FEWEST_UNITS`].
    interval: Option<(Bounds, f64)>,
}

/// The ratio of every pair for one kind of time; `None` without a case that has such a time on both targets.
fn ratios(sides: &[PairedTimes<'_>], kind: TimeKind) -> Vec<Option<TimeRatio>> {
    let measured: Vec<Option<Measured>> = sides.iter().map(|sides| measure(&sides.log_ratios(kind))).collect();
    let p_values = measured.iter().map(|measured| Some(measured.as_ref()?.interval.as_ref()?.1));
    let significant = compare::significant(&p_values.collect::<Vec<_>>());
    let decided = |(measured, significant): (Option<Measured>, bool)| {
        let Measured { n, bounded, median, interval } = measured?;
        let faster = match (&interval, significant) {
            (None, _) => Faster::TooFew,
            (Some(_), true) if median.low > 0.0 => Faster::First,
            (Some(_), true) if median.high < 0.0 => Faster::Other,
            (Some(_), _) => Faster::Neither,
        };
        let p = interval.as_ref().map(|(_, p)| *p);
        let interval = interval.map(|(interval, _)| interval.exp());
        Some(TimeRatio { n, bounded, median: median.exp(), interval, p, faster })
    };
    measured.into_iter().zip(significant).map(decided).collect()
}

fn measure(ratios: &[(usize, Bounds)]) -> Option<Measured> {
    let sorted = |end: fn(&Bounds) -> f64| {
        let mut values: Vec<f64> = ratios.iter().map(|(_, ratio)| end(ratio)).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (lows, highs) = (sorted(|ratio| ratio.low), sorted(|ratio| ratio.high));
    let median = Bounds { low: middle(&lows)?, high: middle(&highs)? };
    let signs = signs(ratios);
    let interval = match order::around(lows.len(), signs.len(), 0.5) {
        (Some(low), Some(high)) if signs.len() >= FEWEST_UNITS => {
            // An index is of the values in ascending order, whichever end of the bounds they are.
            Some((Bounds { low: lows[low].min(median.low), high: highs[high].max(median.high) }, sign_flip(signs)))
        }
        _ => None,
    };
    let bounded = ratios.iter().filter(|(_, ratio)| ratio.low < ratio.high).count();
    Some(Measured { n: ratios.len(), bounded, median, interval })
}

/// The direction of each unit's mean log ratio: 1 where the other took longer for certain, -1 where the first did, else 0. The sign test of these
/// is that of the median, and no timeout can make it significant.
fn signs(ratios: &[(usize, Bounds)]) -> Vec<f64> {
    let mut by_unit: BTreeMap<usize, Bounds> = BTreeMap::new();
    for (unit, ratio) in ratios {
        let sum = by_unit.entry(*unit).or_insert(Bounds { low: 0.0, high: 0.0 });
        (sum.low, sum.high) = (sum.low + ratio.low, sum.high + ratio.high);
    }
    let sign = |sum: Bounds| f64::from(u8::from(sum.low > 0.0)) - f64::from(u8::from(sum.high < 0.0));
    by_unit.into_values().map(sign).collect()
}

/// The middle value of a sorted list, or the mean of the middle two.
fn middle(sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let (below, above) = (sorted[last / 2], sorted[last.div_ceil(2)]);
    Some(if below == above { below } else { (below + above) / 2.0 })
}

/// The difference in compliance of every pair, other less first.
fn differences(joins: &[Join], observed: &[Observed], units: &Units) -> Vec<Option<Difference>> {
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
