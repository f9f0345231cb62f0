//! The same model on two runtimes: how much longer each case takes on the other, and whether it is answered as well.
//!
//! The median of the cases' own ratios, not the ratio of two medians: cases differ more than runtimes do, and pairing takes that out. A
//! case that timed out on one side bounds its ratio from that side; one that timed out on both says nothing, and still counts. So there are a
//! least and a greatest median, which nearly always agree, and an interval that covers both.

mod pair;
mod same;
mod words;

use crate::name::CaseId;
use crate::record::{Reading, Run, Target};

use super::bootstrap::{PairedMean, Resamples, percentile};
use super::compare;
use super::estimate::{Difference, Span};
use super::observe::{Observed, Units};
use super::subject::subject;
use super::times::{CaseTimes, TimeKind};

use same::Join;

pub use pair::{Apart, Faster, Joined, LookAlike, PairedCases, RuntimePair, TimeRatio};
pub use same::look_alikes;
pub use words::{Told, finding, told};

/// Fewer units than this have no 95 % interval of their median, however they are drawn.
const FEWEST_UNITS: usize = 6;

/// Every pair of a run, the greatest gain of the other runtime first. Where a difference stands is decided for all pairs of the run together,
/// by Holm's correction, measure by measure.
pub(super) fn pairs(run: &Run, observed: &[Observed], units: &Units, resamples: &Resamples) -> Vec<RuntimePair> {
    let joins = same::joins(&run.targets);
    let sides: Vec<Sides<'_>> = joins.iter().map(|join| Sides::of(run, observed, units, join)).collect();
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

/// The cases that were timed on both, each with its unit.
struct Sides<'a> {
    cases: Vec<(usize, &'a CaseTimes, &'a CaseTimes)>,
}

impl<'a> Sides<'a> {
    fn of(run: &'a Run, observed: &'a [Observed], units: &Units, join: &Join) -> Self {
        let timed = |case: &CaseId| {
            let unit = units.of_case(case)?;
            Some((unit, observed[join.first].times(case)?, observed[join.other].times(case)?))
        };
        Self { cases: run.questions.iter().filter_map(|question| timed(&question.case)).collect() }
    }

    fn count(&self, asked: usize) -> PairedCases {
        let timed_out = |first: bool, other: bool| {
            self.cases.iter().filter(|(_, a, b)| (a.timed_out(), b.timed_out()) == (first, other)).count()
        };
        PairedCases {
            n: self.cases.len(),
            timed_out_on_first: timed_out(true, false),
            timed_out_on_other: timed_out(false, true),
            timed_out_on_both: timed_out(true, true),
            missing: asked.saturating_sub(self.cases.len()),
        }
    }

    /// Each case's ratio, other to first, as a span of logarithms.
    fn log_ratios(&self, kind: TimeKind) -> Vec<(usize, Span)> {
        let ratio = |(unit, first, other): &(usize, &CaseTimes, &CaseTimes)| {
            let (first, other) = (first.of(kind)?, other.of(kind)?);
            Some((*unit, Span { low: other.low - first.high, high: other.high - first.low }))
        };
        self.cases.iter().filter_map(ratio).collect()
    }
}

/// A median ratio before it is known which of them stand.
struct Drawn {
    n: usize,
    bounded: usize,
    median: Span,
    /// The interval and the p-value of a ratio of 1, where there are units enough.
    interval: Option<(Span, f64)>,
}

/// The ratio of every pair by one measure; none where no case was timed on both.
fn ratios(sides: &[Sides<'_>], kind: TimeKind, resamples: &Resamples) -> Vec<Option<TimeRatio>> {
    let drawn: Vec<Option<Drawn>> = sides.iter().map(|sides| draw(&sides.log_ratios(kind), resamples)).collect();
    let p_values = drawn.iter().map(|drawn| Some(drawn.as_ref()?.interval.as_ref()?.1));
    let stands = compare::standing(&p_values.collect::<Vec<_>>());
    let decided = |(drawn, stands): (Option<Drawn>, bool)| {
        let Drawn { n, bounded, median, interval } = drawn?;
        let faster = match (&interval, stands) {
            (None, _) => Faster::TooFew,
            (Some(_), false) => Faster::Neither,
            (Some((interval, _)), true) if interval.low > 0.0 => Faster::First,
            (Some(_), true) => Faster::Other,
        };
        let interval = interval.map(|(interval, _)| interval.exp());
        Some(TimeRatio { n, bounded, median: median.exp(), interval, faster })
    };
    drawn.into_iter().zip(stands).map(decided).collect()
}

fn draw(ratios: &[(usize, Span)], resamples: &Resamples) -> Option<Drawn> {
    let lows = Sorted::of(ratios.iter().map(|(unit, ratio)| (ratio.low, *unit)));
    let highs = Sorted::of(ratios.iter().map(|(unit, ratio)| (ratio.high, *unit)));
    let once = resamples.once();
    let median = Span { low: lows.median(&once)?, high: highs.median(&once)? };
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
            Span { low: percentile(&lows, 0.025).min(median.low), high: percentile(&highs, 0.975).max(median.high) };
        let tail = |against: usize, all: usize| (against + 1) as f64 / (all + 1) as f64;
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

/// Values in ascending order, each with its unit, for medians under many weights.
struct Sorted(Vec<(f64, usize)>);

impl Sorted {
    fn of(values: impl Iterator<Item = (f64, usize)>) -> Self {
        let mut values: Vec<(f64, usize)> = values.collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self(values)
    }

    /// The median, each value taken as often as its unit was drawn: the middle one, or the mean of the middle two.
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

/// The difference in compliance of every pair, other less first, with the same draws as everything else.
fn differences(joins: &[Join], observed: &[Observed], units: &Units, resamples: &Resamples) -> Vec<Option<Difference>> {
    let scores = |target: usize| units.scores(&observed[target], Reading::Strict);
    let drawn: Vec<_> = joins
        .iter()
        .map(|join| {
            let (other, first) = (scores(join.other), scores(join.first));
            Some((resamples.paired(&other, &first)?, resamples.difference(&other, &first)?.1))
        })
        .collect();
    let stands = compare::standing(&drawn.iter().map(|drawn| drawn.map(|(_, p)| p)).collect::<Vec<_>>());
    let decided = |(drawn, stands): (Option<(PairedMean, f64)>, bool)| {
        let (difference, _) = drawn?;
        Some(difference.decided(stands))
    };
    drawn.into_iter().zip(stands).map(decided).collect()
}
