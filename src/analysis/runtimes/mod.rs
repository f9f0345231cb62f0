//! The same model on two runtimes: the ratio of their times, case by case, and the difference in compliance.
//!
//! The ratio is the median of the cases' ratios, not the ratio of two medians: cases differ more than runtimes do, and pairing removes that
//! variation. A case that timed out on one runtime gives a lower or an upper bound of its ratio; one that timed out on both gives neither, but
//! still counts. So the median has a lower and an upper bound, which nearly always agree, and the interval covers both.

mod inputs;
mod pair;
mod same;
mod words;

use crate::name::CaseId;
use crate::record::{Reading, Run, Target};

use super::bootstrap::{PairedMean, Resamples, percentile};
use super::compare;
use super::estimate::{Bounds, Difference};
use super::observe::{Observed, Units};
use super::prompts::Prompts;
use super::subject::subject;
use super::times::{CaseTimes, TimeKind};

use same::Join;

pub(super) use inputs::are_comparable;
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
    prompts: &[Prompts],
    units: &Units,
    resamples: &Resamples,
) -> Vec<RuntimePair> {
    let joins = same::joins(&run.targets);
    let is_compared = |join: &Join| {
        let sides = [join.first, join.other].map(|index| (prompts[index].evaluation, &observed[index]));
        are_comparable(run, sides)
    };
    let sides: Vec<PairedTimes<'_>> = joins
        .iter()
        .map(|join| PairedTimes { compared: is_compared(join), ..PairedTimes::of(run, observed, units, join) })
        .collect();
    let ratios = |kind: TimeKind| ratios(&sides, kind, resamples);
    let compliance = differences(&joins, observed, units, resamples);
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
struct Drawn {
    n: usize,
    bounded: usize,
    median: Bounds,
    /// The interval and the p-value of a ratio of 1; absent below [`FEWEST_UNITS`].
    interval: Option<(Bounds, f64)>,
}

/// The ratio of every pair for one kind of time; `None` without a case that has such a time on both targets.
fn ratios(sides: &[PairedTimes<'_>], kind: TimeKind, resamples: &Resamples) -> Vec<Option<TimeRatio>> {
    let drawn: Vec<Option<Drawn>> = sides.iter().map(|sides| draw(&sides.log_ratios(kind), resamples)).collect();
    let p_values = drawn.iter().map(|drawn| Some(drawn.as_ref()?.interval.as_ref()?.1));
    let significant = compare::significant(&p_values.collect::<Vec<_>>());
    let decided = |(drawn, significant): (Option<Drawn>, bool)| {
        let Drawn { n, bounded, median, interval } = drawn?;
        let faster = match (&interval, significant) {
            (None, _) => Faster::TooFew,
            (Some(_), false) => Faster::Neither,
            (Some((interval, _)), true) if interval.low > 0.0 => Faster::First,
            (Some(_), true) => Faster::Other,
        };
        let interval = interval.map(|(interval, _)| interval.exp());
        Some(TimeRatio { n, bounded, median: median.exp(), interval, faster })
    };
    drawn.into_iter().zip(significant).map(decided).collect()
}

fn draw(ratios: &[(usize, Bounds)], resamples: &Resamples) -> Option<Drawn> {
    let lows = Sorted::of(ratios.iter().map(|(unit, ratio)| (ratio.low, *unit)));
    let highs = Sorted::of(ratios.iter().map(|(unit, ratio)| (ratio.high, *unit)));
    let once = resamples.once();
    let median = Bounds { low: lows.median(&once)?, high: highs.median(&once)? };
    let mut units: Vec<usize> = ratios.iter().map(|(unit, _)| *unit).collect();
    units.sort_unstable();
    units.dedup();
    let interval = || {
        let drawn = |sorted: &Sorted| {
            let mut medians = resamples.each(|weights| sorted.median(weights));
            medians.sort_by(f64::total_cmp);
            medians
        };
        let (lows, highs) = (drawn(&lows), drawn(&highs));
        let span =
            Bounds { low: percentile(&lows, 0.025).min(median.low), high: percentile(&highs, 0.975).max(median.high) };
        // One is added to both counts because a Monte Carlo p-value must not be 0: Davison and Hinkley (1997), section 4.2.
        let tail = |against: usize, all: usize| (against + 1) as f64 / (all + 1) as f64;
        // Each direction is tested with the bounds that favour it least, so that censoring cannot make a difference significant.
        let not_longer = tail(lows.iter().filter(|low| **low <= 0.0).count(), lows.len());
        let not_shorter = tail(highs.iter().filter(|high| **high >= 0.0).count(), highs.len());
        (span, (2.0 * not_longer.min(not_shorter)).min(1.0))
    };
    Some(Drawn {
        n: ratios.len(),
        bounded: ratios.iter().filter(|(_, ratio)| ratio.low < ratio.high).count(),
        median,
        interval: (units.len() >= FEWEST_UNITS).then(interval),
    })
}

/// Values in ascending order, each with its unit, sorted once for the medians of all draws.
struct Sorted(Vec<(f64, usize)>);

impl Sorted {
    fn of(values: impl Iterator<Item = (f64, usize)>) -> Self {
        let mut values: Vec<(f64, usize)> = values.collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self(values)
    }

    /// The median of the values, each repeated as often as its unit was drawn: the middle value, or the mean of the middle two.
    fn median(&self, weights: &[u16]) -> Option<f64> {
        let all: usize = self.0.iter().map(|(_, unit)| usize::from(weights[*unit])).sum();
        let (below, above) = (all.checked_sub(1)? / 2, all / 2);
        let mut passed = 0;
        let mut low = None;
        for (value, unit) in &self.0 {
            passed += usize::from(weights[*unit]);
            if low.is_none() && passed > below {
                low = Some(*value);
            }
            if passed > above {
                return low.map(|low| if low == *value { low } else { (low + value) / 2.0 });
            }
        }
        None
    }
}

/// The difference in compliance of every pair, other less first, by the run's draws.
fn differences(joins: &[Join], observed: &[Observed], units: &Units, resamples: &Resamples) -> Vec<Option<Difference>> {
    let scores = |target: usize| units.scores(&observed[target], Reading::Strict);
    let drawn: Vec<_> = joins
        .iter()
        .map(|join| {
            let (other, first) = (scores(join.other), scores(join.first));
            Some((resamples.paired(&other, &first)?, resamples.difference(&other, &first)?.1))
        })
        .collect();
    let significant = compare::significant(&drawn.iter().map(|drawn| drawn.map(|(_, p)| p)).collect::<Vec<_>>());
    let decided = |(drawn, significant): (Option<(PairedMean, f64)>, bool)| {
        let (difference, _) = drawn?;
        Some(difference.decided(significant))
    };
    drawn.into_iter().zip(significant).map(decided).collect()
}
