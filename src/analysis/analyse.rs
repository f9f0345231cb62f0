//! The analysis of a run, stage by stage: observed, measured target by target, compared, found.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use crate::name::CategoryId;
use crate::quantity::Fraction;
use crate::record::{Reading, Run, Simulation, Target, Trial};

use super::checks::{CheckCount, CheckTally};
use super::compare::{RankRange, Standings, differences};
use super::conditions::{Conditions, Watch};
use super::contrasts::Contrasts;
use super::coverage::Coverage;
use super::decisions::Decisions;
use super::estimate::{Estimate, Latency};
use super::findings::{Findings, MOST_FAILED, NotCompared, TargetFindings};
use super::front::{self, Front};
use super::observe::{Observations, Observed};
use super::peers::PeerSearch;
use super::power::Detectable;
use super::prompts::Prompts;
use super::reduced::{Reduced, Reduction};
use super::runtimes::Comparable;
use super::size::{self, ModelSize};
use super::subject::subject;
use super::symmetry::{Pairs, Symmetry};
use super::units::Units;
use super::{answered, fit, latency, memory, power, qpr, quantisation, runtimes, sensitivity, share, topics};

/// Analyses a run. Trials are read one by one and reduced to a few bytes each; those of unknown targets or cases are ignored. Only those of
/// the measured phase count; the others show the conditions of the run.
pub fn analyse<T: Borrow<Trial>>(run: &Run, trials: impl IntoIterator<Item = T>) -> Findings {
    let reduction = Reduction::of(run);
    let seen = Seen::of(run, trials.into_iter().map(|trial| reduction.reduced(trial.borrow())));
    findings(run, &seen)
}

/// The same, with what two targets are compared by on demand.
pub fn contrasted<T: Borrow<Trial>>(run: &Run, trials: impl IntoIterator<Item = T>) -> (Findings, Contrasts) {
    let reduction = Reduction::of(run);
    of_reduced(run, trials.into_iter().map(|trial| reduction.reduced(trial.borrow())))
}

/// The same of trials that were reduced before, as where they were parsed.
pub fn of_reduced(run: &Run, trials: impl IntoIterator<Item = Reduced>) -> (Findings, Contrasts) {
    let seen = Seen::of(run, trials);
    let findings = findings(run, &seen);
    (findings, Contrasts::of(run, &seen.observed, seen.units))
}

/// The trials of a run, reduced.
struct Seen {
    observed: Vec<Observed>,
    units: Units,
    checks: CheckTally,
    conditions: Conditions,
}

impl Seen {
    fn of(run: &Run, trials: impl IntoIterator<Item = Reduced>) -> Self {
        let mut watch = Watch::new(run);
        let mut checks = CheckTally::new(run);
        let mut observations = Observations::of(run);
        for trial in trials {
            watch.take(&trial);
            checks.take(&trial);
            observations.take(&trial);
        }
        Self { observed: observations.sorted(run), units: Units::of(run), checks, conditions: watch.conditions() }
    }
}

fn findings(run: &Run, Seen { observed, units, checks, conditions }: &Seen) -> Findings {
    let prompts: Vec<Prompts> =
        run.targets.iter().zip(observed).map(|(target, seen)| seen.prompts.of(run, target)).collect();
    let evaluations: Vec<_> = prompts.iter().map(|prompts| prompts.evaluation).collect();
    let comparable = Comparable::of(run, observed, &evaluations);
    let measured: Vec<Measured> = observed.par_iter().map(|seen| Measured::of(run, seen, units)).collect();
    let ranked = ranked(&measured);
    let scores: Vec<_> = observed.par_iter().map(|seen| units.scores(seen, Reading::Strict)).collect();
    let quality = Standings::of(&ranked, &scores, units);
    let symmetries = Pairs::of(run).of_all(observed);
    let detectable = detectable(run, units, &ranked, &scores, &symmetries);
    let sizes = size::sizes(run);
    let speeds: Vec<_> = observed.par_iter().map(|seen| units.log_times(seen)).collect();
    let search = PeerSearch {
        run,
        sizes: &sizes,
        ranked: &ranked,
        scores: &scores,
        speeds: &speeds,
        comparable: &comparable,
        units,
    };
    let peers = search.peers();
    let mut standings = standings(&ranked, &measured, (&quality, &speeds), units, &comparable);

    // `measured` and `symmetries` are in the order of `run.targets`, because each was computed from `observed`.
    let everything = run.targets.iter().zip(observed).zip(measured).zip(symmetries).enumerate();
    let everything: Vec<_> = everything.map(|(index, one)| (index, standings.remove(&index), one)).collect();
    let mut targets: Vec<TargetFindings> = everything
        .into_par_iter()
        .map(|(index, standing, (((target, seen), measured), symmetry))| {
            let seen = (seen, prompts[index]);
            let findings = target_findings(run, target, seen, units, measured, standing, symmetry);
            TargetFindings { checks: checks.of(index), size: sizes[index], ..findings }
        })
        .collect();
    targets.sort_by(best_first);
    Findings {
        run: run.id.clone(),
        categories: run.suite.categories.clone(),
        topics: topics::of(run),
        limits: limits(run),
        targets,
        decisions: Decisions::of(ranked.iter().map(|index| (*index, &run.targets[*index].id)), &quality),
        not_compared: not_compared(run, &comparable),
        runtimes: runtimes::pairs(run, observed, (&prompts, &comparable), units),
        look_alikes: runtimes::look_alikes(&run.targets),
        detectable,
        quantisations: quantisation::pairs(run, observed, units),
        without: sensitivity::of(run, (&ranked, &scores), units),
        peers,
        memory: memory::of(run),
        simulated: run.simulation.as_ref().map(Simulation::acceleration),
        coverage: Coverage::of(run),
        conditions: conditions.clone(),
        withdrawn: None,
    }
}

/// The best compliance first, unranked targets last, ties by id.
fn best_first(a: &TargetFindings, b: &TargetFindings) -> std::cmp::Ordering {
    let quality = |target: &TargetFindings| target.compliance.map_or(-1.0, |estimate| estimate.value.get());
    let ranked_first = b.rank.is_some().cmp(&a.rank.is_some());
    ranked_first.then(quality(b).total_cmp(&quality(a))).then(a.subject.id.cmp(&b.subject.id))
}

/// What a target's rank depends on.
struct Measured {
    compliance: Option<Estimate>,
    total: Latency,
    /// Whether at most [`MOST_FAILED`] of its requests failed.
    complete: bool,
}

impl Measured {
    fn of(run: &Run, seen: &Observed, units: &Units) -> Self {
        let outcomes = seen.outcomes;
        let failed = Fraction::of(outcomes.failed, outcomes.requests()).map_or(1.0, Fraction::get);
        let strata = units.strata(&units.scores(seen, Reading::Strict));
        Self {
            compliance: strata.and_then(|strata| share::of_strata(&strata)),
            total: latency::of(&seen.totals, units.seen_by(seen), limits(run).1),
            complete: failed <= MOST_FAILED,
        }
    }

    fn complies(&self) -> bool {
        self.compliance.is_some_and(|estimate| estimate.value.get() > 0.0)
    }

    /// Compliance and median seconds; `None` if either is unknown, or if nothing complied: a quick answer is then worth nothing.
    fn point(&self) -> Option<front::FrontPoint> {
        let compliance = self.compliance.filter(|_| self.complies())?;
        Some((compliance.value.get(), self.total.median.at()?.as_secs_f64()))
    }
}

/// The targets that are ranked, by index in the run: those that are complete and have a score. None of them if no answer of any complied: among them there is no order.
fn ranked(measured: &[Measured]) -> Vec<usize> {
    let has_rank = |index: &usize| measured[*index].complete && measured[*index].compliance.is_some();
    let ranked: Vec<usize> = (0..measured.len()).filter(has_rank).collect();
    if ranked.iter().any(|index| measured[*index].complies()) { ranked } else { Vec::new() }
}

/// Rank and place on the front of every ranked target, by the target's index in the run.
fn standings(
    ranked: &[usize],
    measured: &[Measured],
    (quality, speeds): (&Standings, &[Vec<Option<f64>>]),
    units: &Units,
    comparable: &Comparable,
) -> BTreeMap<usize, (RankRange, Front)> {
    let speed = Standings::of(ranked, speeds, units);
    let points = ranked.iter().filter_map(|index| Some((*index, measured[*index].point()?))).collect();
    let front = front::places(&points, quality, &speed, &|one, other| comparable.get(one, other));
    let place = |target: usize| front.get(&target).copied().unwrap_or(Front::Off);
    quality.ranks().into_iter().map(|(target, rank)| (target, (rank, place(target)))).collect()
}

/// The smallest differences that the run can show.
fn detectable(
    run: &Run,
    units: &Units,
    ranked: &[usize],
    scores: &[Vec<Option<f64>>],
    symmetries: &[Option<Symmetry>],
) -> Detectable {
    let error = |one: usize, other: usize| power::standard_error(&differences(&scores[one], &scores[other], units)?);
    let with_later = |(index, one): (usize, &usize)| {
        ranked[index + 1..].iter().filter_map(|other| error(*one, *other)).collect::<Vec<_>>()
    };
    let errors: Vec<_> = ranked.par_iter().enumerate().flat_map_iter(with_later).collect();
    let leans = symmetries.iter().filter_map(|symmetry| Some(symmetry.as_ref()?.lean?.error));
    power::detectable(run, units, ranked.len(), &errors, &leans.collect::<Vec<_>>())
}

/// The pairs of targets whose times cannot be compared.
fn not_compared(run: &Run, comparable: &Comparable) -> BTreeSet<NotCompared> {
    let targets = &run.targets;
    let pairs = (0..targets.len()).flat_map(|one| (one + 1..targets.len()).map(move |other| (one, other)));
    let apart = pairs.filter(|(one, other)| !comparable.get(*one, *other));
    apart.map(|(one, other)| NotCompared::of(&targets[one].id, &targets[other].id)).collect()
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
    // What the lenient reading passes and the strict one does not: never less than 0.
    let lost: Vec<Option<f64>> = lenient
        .iter()
        .zip(&strict)
        .map(|(lenient, strict)| Some((lenient.as_ref()? - strict.as_ref()?).max(0.0)))
        .collect();
    let (longest, count) = (limits(run).1, units.seen_by(seen));
    let category = |id: &CategoryId| {
        let scores = units.in_category(id).filter_map(|unit| Some((strict[unit]?, units.weights()[unit])));
        share::of_scores(scores)
    };
    let categories = run.suite.categories.iter().filter_map(|(id, _)| Some((id.clone(), category(id)?)));
    TargetFindings {
        subject: subject(target),
        size: ModelSize::default(),
        rank: standing.map(|(rank, _)| rank),
        compliance: measured.compliance,
        lenient: units.macro_average(&lenient).and_then(Fraction::new),
        checks: CheckCount::default(),
        categories: categories.collect(),
        cases: seen.case_findings(),
        total: measured.total,
        answered: answered::steps(&seen.totals),
        timed: Arc::clone(&seen.timed),
        first_token: latency::of(&seen.first_tokens, count, longest),
        overhead: latency::of(&seen.overheads, count, longest),
        packaging: units.strata(&lost).and_then(|strata| share::of_strata(&strata)),
        fit: fit::of(&seen.lengths_and_times()),
        anatomy: seen.anatomy.mean(),
        tokens_per_second: latency::median(&seen.rates, count),
        qpr: qpr::of(&units.spent(seen), seen.seconds()),
        outcomes: seen.outcomes,
        trend: seen.trend,
        broken_templates: seen.broken_templates,
        prompts,
        left_out: seen.left_out.clone(),
        beyond_belief: seen.beyond_belief,
        front: standing.map_or(Front::Off, |(_, front)| front),
        symmetry,
    }
}

/// The shortest and the longest time limit of the run's cases.
fn limits(run: &Run) -> (Duration, Duration) {
    let limits = || run.questions.iter().map(|question| run.settings.time_limit(&question.limits));
    (limits().min().unwrap_or(run.settings.timeout), limits().max().unwrap_or(run.settings.timeout))
}
