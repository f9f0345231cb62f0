//! Runs into [`Findings`]: estimates with intervals, ranks with ties, the Pareto front. Pure and seeded: the same trials give the
//! same findings on every machine, in any order of the trials.
//!
//! The definitions are the project's own (`docs/statistics.md`): the case, or the symmetry pair, is the sampling unit; a timeout is a
//! failed answer and a censored time; a failure of the machinery is not an answer.

mod bootstrap;
mod compare;
mod family;
mod findings;
mod front;
pub mod headline;
pub mod ingested;
mod latency;
mod names;
mod observe;
mod proportion;
pub mod runtimes;
mod say;
mod symmetry;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::CategoryId;
use crate::quantity::Fraction;
use crate::record::{Run, Target, Trial};

use bootstrap::Resamples;
use observe::{Observations, Observed, Reading, Units};

pub use family::family;
pub use findings::{
    Apart, Bootstrap, CategoryFindings, Difference, Estimate, Faster, Findings, Front, Joined, Latency, Lean,
    LookAlike, Outcomes, PairedCases, Quantile, RankRange, Refusals, RuntimePair, Sides, Span, Subject, Symmetry,
    TargetFindings, TimeRatio,
};
pub use front::is_dominated;
pub use names::{FigureName, TableName};

/// A target with more failed requests than this share is not ranked.
const MOST_FAILED: f64 = 0.05;

/// Analyses a run. The trials are taken one by one and reduced to a few bytes each; those of unknown targets or cases, and those of
/// other phases than the measured one, do not count.
pub fn analyse<T: Borrow<Trial>>(run: &Run, trials: impl IntoIterator<Item = T>) -> Findings {
    let observations = Observations::of(run, trials);
    let units = Units::of(run);
    let resamples = Resamples::draw(&run.id, &units);
    let pairs = symmetry::Pairs::of(run, &units);

    let mut targets: Vec<TargetFindings> = run
        .targets
        .iter()
        .zip(&observations.targets)
        .map(|(target, seen)| describe(run, target, seen, &units, &resamples, &pairs))
        .collect();
    let scores: Vec<_> = observations.targets.iter().map(|seen| units.scores(seen, Reading::Strict)).collect();
    let times: Vec<_> = observations.targets.iter().map(|seen| units.log_times(seen)).collect();

    let ranked: Vec<usize> = (0..targets.len()).filter(|index| is_ranked(&targets[*index])).collect();
    let quality = compare::all(&ranked, &scores, &resamples);
    for (target, range) in compare::ranks(&ranked, &quality) {
        targets[target].rank = Some(range);
    }
    let speed = compare::all(&ranked, &times, &resamples);
    for (target, place) in front::places(&ranked, &targets, &quality, &speed) {
        targets[target].front = place;
    }

    symmetry::settle(&mut targets);

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
        runtimes: runtimes::pairs(run, &observations.targets, &units, &resamples),
        look_alikes: runtimes::look_alikes(&run.targets),
        bootstrap: resamples.method(),
        simulated: run.simulation.is_some(),
    }
}

/// Everything about a target but its rank and its place on the front, for which it must be compared.
fn describe(
    run: &Run,
    target: &Target,
    seen: &Observed,
    units: &Units,
    resamples: &Resamples,
    pairs: &symmetry::Pairs<'_>,
) -> TargetFindings {
    let strict = units.scores(seen, Reading::Strict);
    let lenient = units.scores(seen, Reading::Lenient);
    let (_, longest) = limits(run);
    let category = |id: &CategoryId| {
        let scores = units.in_category(id).filter_map(|unit| Some((strict[unit]?, units.weights()[unit])));
        CategoryFindings { compliance: proportion::of_scores(scores) }
    };
    let categories: BTreeMap<_, _> = run.suite.categories.iter().map(|(id, _)| (id.clone(), category(id))).collect();
    TargetFindings {
        subject: subject(target),
        rank: None,
        compliance: resamples.macro_average(&strict),
        lenient: units.macro_average(&lenient).and_then(Fraction::new),
        categories,
        cases: seen.case_means(),
        total: latency::of(&seen.totals, longest),
        first_token: latency::of(&seen.first_tokens, longest),
        overhead: latency::plain_median(&seen.overheads),
        qpr: seen.compliant_per_minute(),
        outcomes: seen.outcomes,
        front: Front::Off,
        symmetry: pairs.symmetry(seen, resamples),
    }
}

fn subject(target: &Target) -> Subject {
    Subject {
        id: target.id.clone(),
        model: target.model.clone(),
        runtime: target.runtime.to_string(),
        family: family(&target.model),
    }
}

/// The shortest and the longest limit that a question had.
fn limits(run: &Run) -> (Duration, Duration) {
    let limits = || run.questions.iter().map(|question| question.limits.timeout.unwrap_or(run.settings.timeout));
    (limits().min().unwrap_or(run.settings.timeout), limits().max().unwrap_or(run.settings.timeout))
}

fn is_ranked(target: &TargetFindings) -> bool {
    let outcomes = target.outcomes;
    let failed = Fraction::of(outcomes.failed, outcomes.requests()).map_or(1.0, Fraction::get);
    target.compliance.is_some() && failed <= MOST_FAILED
}
