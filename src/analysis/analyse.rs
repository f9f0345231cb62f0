//! The analysis of a run, stage by stage: observed, measured target by target, compared, found.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::CategoryId;
use crate::quantity::Fraction;
use crate::record::{Reading, Run, Target, Trial};

use super::bootstrap::Resamples;
use super::checks::{CheckCount, CheckTally};
use super::compare::RankRange;
use super::conditions::Watch;
use super::coverage::Coverage;
use super::estimate::{Estimate, Latency};
use super::findings::{Findings, NotCompared, TargetFindings};
use super::front::{self, Front};
use super::observe::{Observations, Observed, Units};
use super::prompts::Prompts;
use super::subject::subject;
use super::symmetry::{self, Symmetry};
use super::{compare, latency, proportion, runtimes};

/// The largest share of failed requests with which a target is still ranked: the requests that remain may be the easy ones.
const MOST_FAILED: f64 = 0.05;

/// Analyses a run. Trials are read one by one and reduced to a few bytes each; those of unknown targets or cases are ignored. Only those of
/// the measured phase count; the others show the conditions of the run.
pub fn analyse<T: Borrow<Trial>>(run: &Run, trials: impl IntoIterator<Item = T>) -> Findings {
    let mut watch = Watch::new(run);
    let mut checks = CheckTally::new(run);
    let trials = trials.into_iter().inspect(|trial| {
        watch.take(trial.borrow());
        checks.take(trial.borrow());
    });
    let observed = Observations::of(run, trials).targets;
    let units = Units::of(run);
    let resamples = Resamples::draw(&run.id, &units);

    let prompts: Vec<Prompts> =
        run.targets.iter().zip(&observed).map(|(target, seen)| seen.prompts.of(run, target)).collect();
    let is_compared = |one: usize, other: usize| {
        let sides = [one, other].map(|index| (prompts[index].evaluation, &observed[index]));
        runtimes::are_comparable(run, sides)
    };
    let measured: Vec<Measured> = observed.iter().map(|seen| Measured::of(run, seen, &units, &resamples)).collect();
    let mut standings = standings(&measured, &observed, &units, &resamples, &is_compared);
    let symmetries = symmetry::Pairs::of(run, &units).of_all(&observed, &resamples);

    // `measured` and `symmetries` are in the order of `run.targets`, because each was computed from `observed`.
    let everything = run.targets.iter().zip(&observed).zip(measured).zip(symmetries).enumerate();
    let mut targets: Vec<TargetFindings> = everything
        .map(|(index, (((target, seen), measured), symmetry))| {
            let standing = standings.remove(&index);
            let seen = (seen, prompts[index]);
            let findings = target_findings(run, target, seen, &units, measured, standing, symmetry);
            TargetFindings { checks: checks.of(&target.id), ..findings }
        })
        .collect();
    targets.sort_by(|a, b| {
        let quality = |target: &TargetFindings| target.compliance.map_or(-1.0, |estimate| estimate.value.get());
        b.rank
            .is_some()
            .cmp(&a.rank.is_some())
            .then(quality(b).total_cmp(&quality(a)))
            .then(a.subject.id.cmp(&b.subject.id))
    });
    Findings {
        run: run.id.clone(),
        categories: run.suite.categories.clone(),
        limits: limits(run),
        targets,
        not_compared: not_compared(run, &is_compared),
        runtimes: runtimes::pairs(run, &observed, &prompts, &units, &resamples),
        look_alikes: runtimes::look_alikes(&run.targets),
        bootstrap: resamples.method(),
        simulated: run.simulation.is_some(),
        coverage: Coverage::of(run),
        conditions: watch.conditions(),
        withdrawn: None,
    }
}

/// What a target's rank depends on.
struct Measured {
    compliance: Option<Estimate>,
    total: Latency,
    /// Whether at most [`MOST_FAILED`] of its requests failed.
    complete: bool,
}

impl Measured {
    fn of(run: &Run, seen: &Observed, units: &Units, resamples: &Resamples) -> Self {
        let outcomes = seen.outcomes;
        let failed = Fraction::of(outcomes.failed, outcomes.requests()).map_or(1.0, Fraction::get);
        Self {
            compliance: resamples.macro_average(&units.scores(seen, Reading::Strict)),
            total: latency::of(&seen.totals, limits(run).1),
            complete: failed <= MOST_FAILED,
        }
    }

    fn is_ranked(&self) -> bool {
        self.complete && self.compliance.is_some()
    }

    /// Compliance and median seconds; `None` if either is unknown.
    fn point(&self) -> Option<front::FrontPoint> {
        Some((self.compliance?.value.get(), self.total.median.at()?.as_secs_f64()))
    }
}

/// Rank and place on the front of every ranked target, by the target's index in the run.
fn standings(
    measured: &[Measured],
    observed: &[Observed],
    units: &Units,
    resamples: &Resamples,
    is_compared: &dyn Fn(usize, usize) -> bool,
) -> BTreeMap<usize, (RankRange, Front)> {
    let ranked: Vec<usize> = (0..measured.len()).filter(|index| measured[*index].is_ranked()).collect();
    let scores: Vec<_> = observed.iter().map(|seen| units.scores(seen, Reading::Strict)).collect();
    let times: Vec<_> = observed.iter().map(|seen| units.log_times(seen)).collect();
    let quality = compare::all(&ranked, &scores, resamples);
    let speed = compare::all(&ranked, &times, resamples);
    let points = ranked.iter().filter_map(|index| Some((*index, measured[*index].point()?))).collect();
    let front = front::places(&points, &quality, &speed, is_compared);
    let place = |target: usize| front.get(&target).copied().unwrap_or(Front::Off);
    compare::ranks(&ranked, &quality).into_iter().map(|(target, rank)| (target, (rank, place(target)))).collect()
}

/// The pairs of targets whose times cannot be compared.
fn not_compared(run: &Run, is_compared: &dyn Fn(usize, usize) -> bool) -> Vec<NotCompared> {
    let targets = &run.targets;
    let pairs = (0..targets.len()).flat_map(|one| (one + 1..targets.len()).map(move |other| (one, other)));
    let apart = pairs.filter(|(one, other)| !is_compared(*one, *other));
    apart.map(|(one, other)| NotCompared(targets[one].id.clone(), targets[other].id.clone())).collect()
}

/// The findings about one target.
fn target_findings(
    run: &Run,
    target: &Target,
    (seen, prompts): (&Observed, Prompts),
    units: &Units,
    measured: Measured,
    standing: Option<(RankRange, Front)>,
    symmetry: Option<Symmetry>,
) -> TargetFindings {
    let strict = units.scores(seen, Reading::Strict);
    let lenient = units.scores(seen, Reading::Lenient);
    let longest = limits(run).1;
    let category = |id: &CategoryId| {
        let scores = units.in_category(id).filter_map(|unit| Some((strict[unit]?, units.weights()[unit])));
        proportion::of_scores(scores)
    };
    let categories = run.suite.categories.iter().filter_map(|(id, _)| Some((id.clone(), category(id)?)));
    TargetFindings {
        subject: subject(target),
        rank: standing.map(|(rank, _)| rank),
        compliance: measured.compliance,
        lenient: units.macro_average(&lenient).and_then(Fraction::new),
        checks: CheckCount::default(),
        categories: categories.collect(),
        cases: seen.case_means(),
        total: measured.total,
        first_token: latency::of(&seen.first_tokens, longest),
        overhead: latency::of(&seen.overheads, longest),
        tokens_per_second: latency::median(&seen.rates),
        qpr: seen.compliant_per_minute(),
        outcomes: seen.outcomes,
        prompts,
        beyond_belief: seen.all_rates.beyond_belief(run),
        front: standing.map_or(Front::Off, |(_, front)| front),
        symmetry,
    }
}

/// The shortest and the longest time limit of the run's cases.
fn limits(run: &Run) -> (Duration, Duration) {
    let limits = || run.questions.iter().map(|question| run.settings.time_limit(&question.limits));
    (limits().min().unwrap_or(run.settings.timeout), limits().max().unwrap_or(run.settings.timeout))
}
