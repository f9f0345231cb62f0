//! What will be asked, fixed before the first request: the run's header and the order of its cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use crate::name::{CaseId, CategoryId, RunId, Slug, TargetId};
use crate::quantity::Weight;
use crate::record::{Environment, Phase, Question, Run, RunState, Settings, SuiteIdentity, Target};
use crate::suite::{Case, Category, OwnLimits, Side, Suite};

use super::client::SAMPLER;
use super::preflight::Prepared;
use super::{Job, turn};

/// A real short chat, none of the suite's: it loads the model and warms it up.
const WARM_UP: &str = "Say hello in one word.";
/// The case that such requests are filed under.
const WARM_UP_CASE: &str = "warm-up";
/// How often, in measured requests, the canary is asked again.
const CANARY_EVERY: usize = 50;

/// The settings of a suite's limits.
pub fn settings(suite: &Suite, seed: u64) -> Settings {
    Settings {
        timeout: suite.limits.timeout,
        context: suite.limits.context,
        max_tokens: suite.limits.max_tokens,
        temperature: suite.limits.temperature,
        sampler: Some(SAMPLER),
        seed,
        repeats: suite.limits.repeats,
    }
}

/// The suite with no other cases than those wanted; where one side of a pair is wanted, so is the other. Its identity stays: the cases left
/// are the suite's own.
pub fn narrowed(suite: &Suite, wanted: impl Fn(&CaseId) -> bool) -> Suite {
    let pairs: BTreeSet<_> = suite
        .cases
        .iter()
        .filter(|case| wanted(&case.id))
        .filter_map(|case| case.pair.as_ref())
        .map(|(pair, _)| pair)
        .collect();
    let stays = |case: &&Case| wanted(&case.id) || case.pair.as_ref().is_some_and(|(pair, _)| pairs.contains(pair));
    let cases: Vec<Case> = suite.cases.iter().filter(stays).cloned().collect();
    let has_cases = |category: &&Category| cases.iter().any(|case| case.category == category.id);
    let categories = suite.categories.iter().filter(has_cases).cloned().collect();
    Suite { cases, categories, ..suite.clone() }
}

/// A new, unfinished run. Where the models are simulated, limits are compressed as their clock is.
pub fn header(
    id: RunId,
    title: Option<String>,
    suite: &Suite,
    mut settings: Settings,
    environment: Environment,
    prepared: &[Prepared],
    started: DateTime<Utc>,
) -> Run {
    let simulation = prepared.iter().find_map(|prepared| prepared.simulation.clone());
    let compression = simulation.as_ref().map_or(1.0, |simulation| simulation.compression.max(1.0));
    settings.timeout = settings.timeout.div_f64(compression);
    Run {
        id,
        title,
        suite: SuiteIdentity {
            id: suite.id.clone(),
            title: suite.title.clone(),
            version: suite.version,
            digest: suite.digest.clone(),
            categories: suite.categories.iter().map(|category| (category.id.clone(), category.title.clone())).collect(),
            weights: weights(&suite.categories),
        },
        settings,
        simulation,
        environment,
        targets: targets(prepared),
        questions: suite.cases.iter().map(|case| question(suite, case, compression)).collect(),
        started,
        state: RunState::Unfinished,
    }
}

/// A request to send.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// Why.
    pub(super) phase: Phase,
    /// What it is filed under.
    pub(super) case: CaseId,
    /// Which time, from 0.
    pub(super) repeat: u32,
    /// What to ask.
    pub(super) prompt: &'a str,
    /// What judges the answer, of a measured request.
    pub(super) judge: Option<&'a Case>,
}

/// The requests of one target's turn, in order: one that loads the model and one that warms it up, then every case in an order shuffled by the
/// seed, and between them, at both ends and now and then, the canary.
pub(super) fn requests<'a>(suite: &'a Suite, settings: &Settings, target: usize) -> Vec<Request<'a>> {
    let mut requests = Vec::new();
    let warm_up = CaseId::from(Slug::from_text(WARM_UP_CASE));
    for phase in [Phase::Cold, Phase::WarmUp] {
        requests.push(Request { phase, case: warm_up.clone(), repeat: 0, prompt: WARM_UP, judge: None });
    }
    let order = order(suite.cases.len(), settings, target);
    let last = order.len();
    let mut canaries = 0;
    let mut canary = |requests: &mut Vec<Request<'a>>| {
        if let Some(case) = suite.cases.first() {
            let (phase, repeat) = (Phase::Canary, canaries);
            requests.push(Request { phase, case: case.id.clone(), repeat, prompt: &case.prompt, judge: None });
            canaries += 1;
        }
    };
    for (number, (repeat, case)) in order.into_iter().enumerate() {
        if number % CANARY_EVERY == 0 && last - number >= CANARY_EVERY.min(last) / 2 {
            canary(&mut requests);
        }
        let case = &suite.cases[case];
        let (phase, judge) = (Phase::Measured, Some(case));
        requests.push(Request { phase, case: case.id.clone(), repeat, prompt: &case.prompt, judge });
    }
    canary(&mut requests);
    requests
}

/// How many requests there are left to send, those that warm up and watch for drift included.
pub fn count(job: &Job<'_>) -> u64 {
    let of_target = |(index, target)| {
        turn::left_to_do(target, requests(job.suite, &job.run.settings, index), job.done).len() as u64
    };
    job.run.targets.iter().enumerate().map(of_target).sum()
}

/// The order of one target's requests: every case once per repeat, shuffled within each repeat, so that repeats of a case are
/// spread over the run. The same seed gives the same order.
fn order(cases: usize, settings: &Settings, target: usize) -> Vec<(u32, usize)> {
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

/// What the case's side stands for, where its category says it of all its pairs; a control's sides stand for the same.
fn stands_for(suite: &Suite, case: &Case) -> Option<String> {
    let (_, side) = case.pair.as_ref().filter(|_| !case.null)?;
    let category = suite.categories.iter().find(|category| category.id == case.category)?;
    let [a, b] = category.sides.as_ref()?;
    Some(if *side == Side::A { a.clone() } else { b.clone() })
}

/// What categories count that do not count 1.
fn weights(categories: &[Category]) -> BTreeMap<CategoryId, Weight> {
    let weighted = categories.iter().filter(|category| category.weight != Weight::ONE);
    weighted.map(|category| (category.id.clone(), category.weight)).collect()
}

fn question(suite: &Suite, case: &Case, compression: f64) -> Question {
    let timeout = case.limits.timeout.map(|timeout| timeout.div_f64(compression));
    Question {
        case: case.id.clone(),
        title: case.title.clone(),
        category: case.category.clone(),
        pair: case.pair.clone(),
        limits: OwnLimits { timeout, ..case.limits },
        weight: case.weight,
        prompt: case.prompt.clone(),
        control: case.null,
        stands_for: stands_for(suite, case),
        checks: case.checks.iter().map(|check| check.describe()).collect(),
        voice: (0..case.checks.len()).filter(|place| case.checks[*place].is_of_voice()).collect(),
    }
}
