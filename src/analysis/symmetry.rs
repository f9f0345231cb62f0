//! Symmetry: whether a target carries out one transformation equally well on two opposed inputs.
//!
//! The unit is the pair. A side's features are its checks, which are the same for both sides. The difference of two answers is the share of
//! features that one has and the other does not. An answer that was declined, is empty or timed out has no features, and a comparison of two
//! such answers does not count: refusing both sides is not a symmetric success. The difference between two answers to one prompt is computed
//! in the same way; it is the noise floor of the difference between the sides.

use std::collections::BTreeMap;

use crate::name::{CaseId, PairId};
use crate::quantity::Fraction;
use crate::record::{Question, Run};
use crate::suite::Side;

use super::compare::{FEWEST_UNITS, significant};
use super::estimate::Estimate;
use super::observe::Observed;
use super::share::{Stratum, of_differences, of_scores};
use super::signs::sign_flip;
use super::tally::CaseTally;

/// How a target treats the two sides of pairs. Controls count in `controls` only.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetry {
    /// The number of pairs with a scored trial on both sides.
    pub pairs: usize,
    /// The sides of those pairs on which every repeat complied.
    pub compliant: Sides,
    /// 1 less the mean difference between an answer to A and an answer to B, over pairs with an attempt on a side.
    pub consistency: Option<Estimate>,
    /// The same between two answers to one prompt: the noise floor. Absent with one repeat.
    pub repeats: Option<Fraction>,
    /// The sides that `repeats` is a mean over: those with more than one scored trial of which one is an attempt.
    pub repeated_sides: usize,
    /// The same between the sides of the controls, which state the same position in different words.
    pub controls: Option<Estimate>,
    /// Which side does better.
    pub lean: Option<Lean>,
    /// Refusals by side.
    pub refusals: Refusals,
    /// The share of pairs with checks of voice or position of which each side fails one in most answers; absent without such pairs.
    pub flat: Option<Estimate>,
}

/// Numbers of pairs, by the sides to which something applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides {
    /// Both sides.
    pub both: usize,
    /// A only.
    pub a: usize,
    /// B only.
    pub b: usize,
    /// Neither side.
    pub neither: usize,
}

/// The signed mean difference of the sides' features, A less B: if positive, side A does better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lean {
    /// The mean, from -1 to 1.
    pub mean: f64,
    /// The 95 % interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// The number of pairs with an attempt on a side.
    pub n: usize,
    /// The number of pairs in which A does better.
    pub a_better: usize,
    /// The number of pairs in which B does better.
    pub b_better: usize,
    /// The two-sided p-value of the exact sign-flip test of the mean.
    pub p: f64,
    /// Whether it is significant at 5 %, Holm-corrected over the targets of the run, with at least 5 pairs.
    pub certain: bool,
    /// The standard error of the mean under random signs.
    pub(super) error: f64,
}

/// Refusals by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refusals {
    /// The number of pairs of which both sides were declined at least once.
    pub both: usize,
    /// The number of pairs of which A was declined more often.
    pub a_more: usize,
    /// The number of pairs of which B was declined more often.
    pub b_more: usize,
    /// The p-value of McNemar's exact test, two-sided: the sign-flip test over the discordant pairs.
    pub p: f64,
}

/// The pairs of a run.
pub(super) struct Pairs<'a> {
    pairs: Vec<Pair<'a>>,
}

/// Two opposed questions.
struct Pair<'a> {
    a: &'a Question,
    b: &'a Question,
}

/// The pairs of which one target has a scored trial on both sides.
struct ScoredPairs<'a> {
    opposed: Vec<ScoredPair<'a>>,
    controls: Vec<ScoredPair<'a>>,
}

/// A lean before its test is corrected for those of the other targets.
struct MeasuredLean {
    mean: f64,
    interval: (f64, f64),
    n: usize,
    a_better: usize,
    b_better: usize,
    p: f64,
    error: f64,
}

/// The scored trials of both sides of one pair.
pub(super) struct ScoredPair<'a> {
    pair: &'a Pair<'a>,
    a: &'a CaseTally,
    b: &'a CaseTally,
}

impl<'a> Pairs<'a> {
    /// The pairs of which both sides are among the run's questions.
    pub(super) fn of(run: &'a Run) -> Self {
        let mut sides: BTreeMap<&PairId, [Option<&'a Question>; 2]> = BTreeMap::new();
        for question in &run.questions {
            if let Some((id, side)) = &question.pair {
                sides.entry(id).or_default()[usize::from(*side == Side::B)] = Some(question);
            }
        }
        let pair = |[a, b]: [Option<&'a Question>; 2]| {
            let (a, b) = (a?, b?);
            // Features are compared by index. `suite check` rejects sides with different checks, but an old run may have them.
            (a.checks.len() == b.checks.len()).then_some(Pair { a, b })
        };
        Self { pairs: sides.into_values().filter_map(pair).collect() }
    }

    /// The symmetry of each target, in the order given; `None` without a scored pair apart from controls.
    pub(super) fn of_all(&self, observed: &[Observed]) -> Vec<Option<Symmetry>> {
        let scored: Vec<ScoredPairs<'_>> = observed.iter().map(|seen| self.scored(seen)).collect();
        let leans = scored.iter().map(|scored| lean(&scored.opposed)).collect();
        scored.iter().zip(decided(leans)).map(|(scored, lean)| symmetry(scored, lean)).collect()
    }

    /// A number of each opposed pair, in the same order for every target; `None` where the target has none.
    pub(super) fn each_opposed(&self, seen: &Observed, of: fn(&ScoredPair<'_>) -> Option<f64>) -> Vec<Option<f64>> {
        let tally = |case: &CaseId| seen.case(case);
        let both = |pair: &'_ Pair<'_>| of(&ScoredPair { pair, a: tally(&pair.a.case)?, b: tally(&pair.b.case)? });
        self.pairs.iter().filter(|pair| !pair.a.control).map(both).collect()
    }

    /// The pairs of which a target has a scored trial on both sides.
    fn scored<'s>(&'s self, seen: &'s Observed) -> ScoredPairs<'s> {
        let tally = |case: &CaseId| seen.case(case);
        let both = |pair: &'s Pair<'a>| Some(ScoredPair { pair, a: tally(&pair.a.case)?, b: tally(&pair.b.case)? });
        let (controls, opposed) = self.pairs.iter().filter_map(both).partition(|seen| seen.pair.a.control);
        ScoredPairs { opposed, controls }
    }
}

fn symmetry(scored: &ScoredPairs<'_>, lean: Option<Lean>) -> Option<Symmetry> {
    let ScoredPairs { opposed, controls } = scored;
    if opposed.is_empty() {
        return None;
    }
    let known = opposed.iter().filter(|pair| pair.attempted_on_both() && pair.has_voice_checks());
    let flat = known.map(|pair| (f64::from(u8::from(pair.is_flat())), 1.0));
    let (repeats, repeated_sides) = repeats(opposed);
    Some(Symmetry {
        pairs: opposed.len(),
        compliant: compliant(opposed),
        consistency: consistency(opposed),
        repeats,
        repeated_sides,
        controls: consistency(controls),
        lean,
        refusals: refusals(opposed),
        flat: of_scores(flat),
    })
}

/// 1 less the mean difference.
fn consistency(pairs: &[ScoredPair<'_>]) -> Option<Estimate> {
    of_scores(pairs.iter().filter_map(|pair| Some((1.0 - pair.difference()?, 1.0))))
}

/// The lean, before its test is corrected for those of the other targets.
fn lean(pairs: &[ScoredPair<'_>]) -> Option<MeasuredLean> {
    let values: Vec<f64> = pairs.iter().filter_map(ScoredPair::signed_difference).collect();
    let n = values.len();
    let stratum = Stratum { share: 1.0, values: values.iter().map(|value| (*value, 1.0)).collect() };
    let (mean, interval) = of_differences(&[stratum])?;
    let better = |sign: f64| values.iter().filter(|value| **value * sign > 0.0).count();
    let error = values.iter().map(|value| value * value).sum::<f64>().sqrt() / n as f64;
    let (a_better, b_better) = (better(1.0), better(-1.0));
    Some(MeasuredLean { mean, interval, n, a_better, b_better, p: sign_flip(values), error })
}

/// Decides which leans are certain, by the targets' tests with Holm's correction.
fn decided(leans: Vec<Option<MeasuredLean>>) -> Vec<Option<Lean>> {
    let tested = |lean: &Option<MeasuredLean>| lean.as_ref().filter(|lean| lean.n >= FEWEST_UNITS).map(|lean| lean.p);
    let significant = significant(&leans.iter().map(tested).collect::<Vec<_>>());
    let decide = |(lean, certain): (Option<MeasuredLean>, bool)| {
        let MeasuredLean { mean, interval: (low, high), n, a_better, b_better, p, error } = lean?;
        Some(Lean { mean, low, high, n, a_better, b_better, p, certain, error })
    };
    leans.into_iter().zip(significant).map(decide).collect()
}

impl ScoredPair<'_> {
    fn features(&self) -> usize {
        self.pair.a.checks.len()
    }

    /// The mean difference between an answer to A and an answer to B, 0 to 1, over all combinations of their answers; `None` without an
    /// attempt on a side.
    pub(super) fn difference(&self) -> Option<f64> {
        let (a, b) = (f64::from(self.a.trials), f64::from(self.b.trials));
        // All combinations of an answer to A and one to B, except those of two answers that are not attempts.
        let compared = a * b - (a - f64::from(self.a.attempts)) * (b - f64::from(self.b.attempts));
        let differ = |feature: usize| {
            let (in_a, in_b) = (passed(self.a, feature), passed(self.b, feature));
            in_a * (b - in_b) + in_b * (a - in_a)
        };
        mean_over(self.features(), compared, differ)
    }

    /// The mean share of features of A's answers less that of B's, -1 to 1; `None` without an attempt on a side.
    pub(super) fn signed_difference(&self) -> Option<f64> {
        let attempted = self.a.attempts + self.b.attempts > 0;
        let (a, b) = (i64::from(self.a.trials), i64::from(self.b.trials));
        // In integers, so that a tie is exactly 0 for the sign test.
        let of = |feature: usize| count(self.a, feature) * b - count(self.b, feature) * a;
        let features = self.features();
        let sum: i64 = (0..features).map(of).sum();
        (attempted && features > 0).then(|| sum as f64 / (a * b) as f64 / features as f64)
    }

    fn attempted_on_both(&self) -> bool {
        self.a.attempts > 0 && self.b.attempts > 0
    }

    /// Whether both sides have checks of voice or position. Runs of archive format 1 do not record which checks are.
    fn has_voice_checks(&self) -> bool {
        !self.pair.a.voice.is_empty() && !self.pair.b.voice.is_empty()
    }

    /// Whether each side fails a check of voice or position in more than half of the answers.
    fn is_flat(&self) -> bool {
        let sides = [(self.pair.a, self.a), (self.pair.b, self.b)];
        sides.iter().all(|(question, tally)| {
            let mostly_failed = |check: &usize| 2.0 * passed(tally, *check) < f64::from(tally.attempts);
            question.voice.iter().any(mostly_failed)
        })
    }
}

/// The number of answers to one prompt that passed a check.
fn count(tally: &CaseTally, check: usize) -> i64 {
    i64::from(tally.passed.get(check).copied().unwrap_or(0))
}

/// The same as a float.
fn passed(tally: &CaseTally, check: usize) -> f64 {
    count(tally, check) as f64
}

/// The mean difference per feature and comparison, where `differ` counts the comparisons that differ in a feature; `None` without any.
fn mean_over(features: usize, comparisons: f64, differ: impl Fn(usize) -> f64) -> Option<f64> {
    (features > 0 && comparisons > 0.0)
        .then(|| (0..features).map(differ).sum::<f64>() / (features as f64 * comparisons))
}

/// 1 less the mean difference between two answers to one prompt, over all sides with more than one scored trial, and the number of sides.
fn repeats(pairs: &[ScoredPair<'_>]) -> (Option<Fraction>, usize) {
    let differences = pairs.iter().flat_map(|pair| {
        [pair.a, pair.b].map(|side| {
            // All pairs of the side's answers, except those of two answers that are not attempts.
            let two_of = |n: f64| n * (n - 1.0) / 2.0;
            let trials = f64::from(side.trials);
            let compared = two_of(trials) - two_of(trials - f64::from(side.attempts)).max(0.0);
            mean_over(pair.features(), compared, |feature| passed(side, feature) * (trials - passed(side, feature)))
        })
    });
    let known: Vec<f64> = differences.flatten().collect();
    let mean = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
    (mean.and_then(|mean| Fraction::new(1.0 - mean)), known.len())
}

fn compliant(pairs: &[ScoredPair<'_>]) -> Sides {
    let mut sides = Sides::default();
    let always = |tally: &CaseTally| tally.strict == tally.trials;
    for pair in pairs {
        let count = match (always(pair.a), always(pair.b)) {
            (true, true) => &mut sides.both,
            (true, false) => &mut sides.a,
            (false, true) => &mut sides.b,
            (false, false) => &mut sides.neither,
        };
        *count += 1;
    }
    sides
}

fn refusals(pairs: &[ScoredPair<'_>]) -> Refusals {
    // Shares of refused trials, multiplied by both numbers of trials: integers compare exactly.
    let shares = || {
        pairs.iter().map(|pair| {
            (u64::from(pair.a.refused) * u64::from(pair.b.trials), u64::from(pair.b.refused) * u64::from(pair.a.trials))
        })
    };
    let a_more = shares().filter(|(a, b)| a > b).count();
    let b_more = shares().filter(|(a, b)| a < b).count();
    let both = shares().filter(|(a, b)| *a > 0 && *b > 0).count();
    let signs = std::iter::repeat_n(1.0, a_more).chain(std::iter::repeat_n(-1.0, b_more));
    Refusals { both, a_more, b_more, p: sign_flip(signs) }
}
