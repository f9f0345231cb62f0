//! How each target's scores and times moved between two runs, and which moves are more than chance.
//!
//! Compliance is compared by the sign-flip test of the units' differences, times by the sign test of the units' ratios, as everywhere. All these
//! tests are one family under Holm's correction: the probability that any move is wrongly called significant is at most 5 %.

use std::collections::BTreeSet;

use crate::analysis::compare::{self, differences};
use crate::analysis::estimate::{Difference, Quantile};
use crate::analysis::latency;
use crate::analysis::ratio::{Measured, TimeRatio, log_ratio};
use crate::analysis::runtimes::Evaluated;
use crate::analysis::share::of_differences;
use crate::analysis::times::TimeKind;
use crate::analysis::units::Units;
use crate::name::CaseId;
use crate::record::{Reading, Run, Simulation};

use super::read::ReadRun;

/// A score before and after, over the units that were scored in both runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreMove {
    /// In the first run, 0 to 1.
    pub before: f64,
    /// In the second, 0 to 1.
    pub after: f64,
    /// The second less the first. Whether it is separable is decided with all other moves.
    pub difference: Difference,
    /// Whether there were enough units for a test.
    pub tested: bool,
}

/// A case that complies more often or less often than before.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseMove {
    /// The case.
    pub case: CaseId,
    /// The share of its answers that complied in the first run.
    pub before: f64,
    /// In the second.
    pub after: f64,
}

/// A time before and after, over the cases of both runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeMove {
    /// The medians in the first run and in the second.
    pub medians: [Quantile; 2],
    /// The median of the cases' ratios, the second run to the first; absent if the times are not compared, or without a case timed in both.
    pub ratio: Option<TimeRatio>,
}

/// The moves of all targets, decided.
pub(super) struct Moves {
    pub(super) targets: Vec<OfTarget>,
    pub(super) tests: usize,
}

/// The moves of one target.
pub(super) struct OfTarget {
    pub(super) compliance: Option<ScoreMove>,
    pub(super) cases: Vec<CaseMove>,
    pub(super) total: TimeMove,
    pub(super) first_token: TimeMove,
    pub(super) not_compared: Option<String>,
}

/// The same before its tests are corrected for the others.
struct Undecided {
    compliance: Option<(ScoreMove, Option<f64>)>,
    cases: Vec<CaseMove>,
    total: ([Quantile; 2], Option<Measured>),
    first_token: ([Quantile; 2], Option<Measured>),
    not_compared: Option<String>,
}

impl Moves {
    /// Of the targets at these places in both runs.
    pub(super) fn of(read: &[ReadRun; 2], both: &[[usize; 2]], units: &Units) -> Self {
        let undecided: Vec<Undecided> = both.iter().map(|places| Undecided::of(read, *places, units)).collect();
        let p_values: Vec<Option<f64>> = undecided.iter().flat_map(Undecided::p_values).collect();
        let significant = compare::significant(&p_values);
        let decided = undecided.into_iter().zip(significant.chunks_exact(3));
        Self {
            targets: decided.map(|(one, significant)| one.decided(significant)).collect(),
            tests: p_values.iter().flatten().count(),
        }
    }
}

impl Undecided {
    fn of(read: &[ReadRun; 2], places: [usize; 2], units: &Units) -> Self {
        let seen = [&read[0].observed[places[0]], &read[1].observed[places[1]]];
        let not_compared = not_compared(read, places);
        let run = &read[1].run;
        let measured = |kind: TimeKind| {
            let ratio = |case: &CaseId| {
                let unit = units.of_case(case)?;
                Some((unit, log_ratio(seen[0].times(case)?, seen[1].times(case)?, kind)?))
            };
            let ratios: Vec<_> = run.questions.iter().filter_map(|question| ratio(&question.case)).collect();
            Measured::of(&ratios).filter(|_| not_compared.is_none())
        };
        let medians = |first_token: bool| {
            [0, 1].map(|at| {
                let times = if first_token { &seen[at].first_tokens } else { &seen[at].totals };
                latency::of(times, units.seen_by(seen[at]), longest_limit(&read[at].run)).median
            })
        };
        let means = seen.map(|seen| seen.case_findings());
        let moved = means[0].iter().filter_map(|(case, before)| {
            let (before, after) = (before.compliance, means[1].get(case)?.compliance);
            (after != before).then(|| CaseMove { case: case.clone(), before, after })
        });
        Self {
            compliance: compliance(seen.map(|seen| units.scores(seen, Reading::Strict)), units),
            cases: moved.collect(),
            total: (medians(false), measured(TimeKind::Total)),
            first_token: (medians(true), measured(TimeKind::FirstToken)),
            not_compared,
        }
    }

    /// Of compliance, of times, and of times to the first token; `None` where there is no test.
    fn p_values(&self) -> [Option<f64>; 3] {
        let of_time = |(_, measured): &(_, Option<Measured>)| measured.as_ref()?.p();
        [self.compliance.as_ref().and_then(|(_, p)| *p), of_time(&self.total), of_time(&self.first_token)]
    }

    fn decided(self, significant: &[bool]) -> OfTarget {
        let time = |(medians, measured): ([Quantile; 2], Option<Measured>), significant: bool| TimeMove {
            medians,
            ratio: measured.map(|measured| measured.decided(significant)),
        };
        OfTarget {
            compliance: self.compliance.map(|(moved, _)| ScoreMove {
                difference: Difference { separable: significant[0], ..moved.difference },
                ..moved
            }),
            cases: self.cases,
            total: time(self.total, significant[1]),
            first_token: time(self.first_token, significant[2]),
            not_compared: self.not_compared,
        }
    }
}

/// The move of compliance over the units that were scored in both runs, with the p-value of its test; `None` if a category has no such unit.
fn compliance([before, after]: [Vec<Option<f64>>; 2], units: &Units) -> Option<(ScoreMove, Option<f64>)> {
    let strata = differences(&after, &before, units)?;
    let (value, (low, high)) = of_differences(&strata)?;
    let n = strata.iter().map(|stratum| stratum.values.len()).sum();
    let p = compare::compare(&after, &before, units).map(|compared| compared.p);
    let of_both = |scores: &[Option<f64>], others: &[Option<f64>]| {
        let known = |(score, other): (&Option<f64>, &Option<f64>)| other.and(*score);
        units.macro_average(&scores.iter().zip(others).map(known).collect::<Vec<_>>())
    };
    let difference = Difference { value, low, high, n, separable: false };
    let (was, is) = (of_both(&before, &after)?, of_both(&after, &before)?);
    Some((ScoreMove { before: was, after: is, difference, tested: p.is_some() }, p))
}

/// How the clocks of two runs differ; `None` if their seconds are the same.
fn other_clocks(before: Option<&Simulation>, after: Option<&Simulation>) -> Option<&'static str> {
    match (before, after) {
        (None, None) => None,
        (Some(before), Some(after)) if before.clock != after.clock => {
            Some("the times of one run are in simulated seconds, and those of the other as they passed")
        }
        (Some(before), Some(after)) if before.compression != after.compression => {
            Some("the models of one run were simulated at a higher speed")
        }
        (Some(_), Some(_)) => None,
        _ => Some("the models of one run were simulated, and those of the other were not"),
    }
}

/// Why the times of a target in two runs are not compared; `None` if they are.
fn not_compared(read: &[ReadRun; 2], places: [usize; 2]) -> Option<String> {
    let [before, after] = read;
    // A run was evaluated like itself, whatever its server had in its cache.
    if before.run.id == after.run.id {
        return None;
    }
    if let Some(reason) = other_clocks(before.run.simulation.as_ref(), after.run.simulation.as_ref()) {
        return Some(reason.to_owned());
    }
    let targets = [&before.run.targets[places[0]], &after.run.targets[places[1]]];
    if targets[0].nonce_place != targets[1].nonce_place {
        return Some("the prompts of both runs did not have their nonces in the same place".to_owned());
    }
    let evaluations = [before.prompts[places[0]].evaluation, after.prompts[places[1]].evaluation];
    let evaluated = |at: usize| Evaluated::of(&after.run, &read[at].observed[places[at]], evaluations[at]);
    if evaluated(0).is_like(&evaluated(1), &after.run) {
        return None;
    }
    let reasons = evaluations.iter().zip(targets);
    let reasons: BTreeSet<String> =
        reasons.filter_map(|(evaluation, target)| evaluation.reason(&target.runtime.to_string(), false)).collect();
    Some(reasons.into_iter().collect::<Vec<_>>().join("; "))
}

/// The longest limit of a run's cases.
fn longest_limit(run: &Run) -> std::time::Duration {
    let limits = run.questions.iter().map(|question| run.settings.time_limit(&question.limits));
    limits.max().unwrap_or(run.settings.timeout)
}
