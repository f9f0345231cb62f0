//! What will be asked, fixed before the first request: the run's header and the order of its cases.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use crate::name::{RunId, Slug, TargetId};
use crate::record::{Environment, Question, Run, RunState, Settings, Simulation, SuiteIdentity, Target};
use crate::suite::{Case, Suite};

use super::WARM_UPS;
use super::preflight::Prepared;

/// The settings of a suite's limits, with the time limit compressed as the simulated models' clock is.
pub fn settings(suite: &Suite, seed: u64, simulation: Option<&Simulation>) -> Settings {
    let compression = simulation.map_or(1.0, |simulation| simulation.compression.max(1.0));
    Settings {
        timeout: suite.limits.timeout.div_f64(compression),
        context: suite.limits.context,
        max_tokens: suite.limits.max_tokens,
        temperature: suite.limits.temperature,
        seed,
        repeats: suite.limits.repeats,
    }
}

/// The simulation behind the prepared targets, if any of them is simulated.
pub fn simulation(prepared: &[Prepared]) -> Option<Simulation> {
    prepared.iter().find_map(|prepared| prepared.simulation.clone())
}

/// A new, unfinished run.
pub fn header(
    id: RunId,
    title: Option<String>,
    suite: &Suite,
    settings: Settings,
    environment: Environment,
    prepared: &[Prepared],
    started: DateTime<Utc>,
) -> Run {
    Run {
        id,
        title,
        suite: SuiteIdentity {
            id: suite.id.clone(),
            title: suite.title.clone(),
            version: suite.version,
            digest: suite.digest.clone(),
            categories: suite.categories.iter().map(|category| (category.id.clone(), category.title.clone())).collect(),
        },
        settings,
        simulation: simulation(prepared),
        environment,
        targets: targets(prepared),
        questions: suite.cases.iter().map(question).collect(),
        started,
        state: RunState::Unfinished,
    }
}

/// How many requests a run sends in all, warm-ups included.
pub fn requests(run: &Run) -> u64 {
    let measured = run.questions.len() as u64 * u64::from(run.settings.repeats);
    run.targets.len() as u64 * (measured + u64::from(WARM_UPS))
}

/// The order of one target's requests: every case once per repeat, shuffled within each repeat, so that repeats of a case are
/// spread over the run. The same seed gives the same order.
pub(super) fn order(cases: usize, settings: &Settings, target: usize) -> Vec<(u32, usize)> {
    let mut generator = Pcg64::seed_from_u64(settings.seed.wrapping_add(target as u64));
    (0..settings.repeats)
        .flat_map(|repeat| {
            let mut round: Vec<usize> = (0..cases).collect();
            round.shuffle(&mut generator);
            round.into_iter().map(move |case| (repeat, case)).collect::<Vec<_>>()
        })
        .collect()
}

/// The prepared targets with ids that are unique in the run.
fn targets(prepared: &[Prepared]) -> Vec<Target> {
    let mut taken = BTreeSet::new();
    let mut targets = Vec::new();
    for prepared in prepared {
        let base = format!("{}--{}", Slug::from_text(&prepared.target.model), prepared.target.runtime.word());
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let free = std::iter::once(base.clone())
            .chain(numbered)
            .filter_map(|text| TargetId::parse(&text).ok())
            .find(|id| !taken.contains(id));
        let id = free.unwrap_or_else(|| prepared.target.id.clone());
        taken.insert(id.clone());
        targets.push(Target { id, ..prepared.target.clone() });
    }
    targets
}

fn question(case: &Case) -> Question {
    Question {
        case: case.id.clone(),
        title: case.title.clone(),
        category: case.category.clone(),
        pair: case.pair.clone(),
        prompt: case.prompt.clone(),
        checks: case.checks.iter().map(|check| check.describe()).collect(),
    }
}
