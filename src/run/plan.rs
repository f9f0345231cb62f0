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
/// seed, and between them, at both ends and now and then, the canary. They are made as they are needed: a run of any length is as large in
/// memory as one round of its cases.
pub(super) fn requests<'a>(
    suite: &'a Suite,
    settings: &Settings,
    target: usize,
) -> impl Iterator<Item = Request<'a>> + use<'a> {
    let warm_up = [Phase::Cold, Phase::WarmUp].map(|phase| Request {
        phase,
        case: CaseId::from(Slug::from_text(WARM_UP_CASE)),
        repeat: 0,
        prompt: WARM_UP,
        judge: None,
    });
    let last = suite.cases.len() * settings.repeats as usize;
    let is_due =
        move |number: &usize| number.is_multiple_of(CANARY_EVERY) && last - number >= CANARY_EVERY.min(last) / 2;
    let canary = |times_before: usize| {
        let (phase, repeat) = (Phase::Canary, u32::try_from(times_before).unwrap_or(u32::MAX));
        let request =
            |case: &'a Case| Request { phase, case: case.id.clone(), repeat, prompt: &case.prompt, judge: None };
        suite.cases.first().map(request)
    };
    let measured = order(suite.cases.len(), settings, target).enumerate().flat_map(move |(number, (repeat, case))| {
        let canary = if is_due(&number) { canary(number / CANARY_EVERY) } else { None };
        let case = &suite.cases[case];
        let (phase, judge) = (Phase::Measured, Some(case));
        let request = Request { phase, case: case.id.clone(), repeat, prompt: &case.prompt, judge };
        canary.into_iter().chain([request])
    });
    let canaries = (0..last).filter(is_due).count();
    warm_up.into_iter().chain(measured).chain(canary(canaries))
}

/// How many requests there are left to send, those that warm up and watch for drift included.
pub fn count(job: &Job<'_>) -> u64 {
    let of_target = |(index, target)| {
        turn::left_to_do(target, requests(job.suite, &job.run.settings, index), job.done).count() as u64
    };
    job.run.targets.iter().enumerate().map(of_target).sum()
}

/// The order of one target's requests: every case once per repeat, shuffled within each repeat, so that repeats of a case are
/// spread over the run. The same seed gives the same order.
fn order(cases: usize, settings: &Settings, target: usize) -> impl Iterator<Item = (u32, usize)> + use<> {
    let mut generator = Pcg64::seed_from_u64(settings.seed.wrapping_add(target as u64));
    (0..settings.repeats).flat_map(move |repeat| {
        let mut round: Vec<usize> = (0..cases).collect();
        round.shuffle(&mut generator);
        round.into_iter().map(move |case| (repeat, case))
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::built_in_suite;
    use crate::suite::parse;

    fn suite() -> Suite {
        let (id, files) = built_in_suite("compliance").expect("it is compiled in");
        parse::parse(id, files.manifest, files.categories).expect("it is right").value
    }

    #[test]
    fn every_case_is_asked_in_each_round_and_the_canary_at_both_ends_and_between() {
        let suite = suite();
        let settings = Settings { repeats: 3, ..settings(&suite, 7) };
        let all: Vec<Request<'_>> = requests(&suite, &settings, 0).collect();
        let phases: Vec<Phase> = all.iter().map(|request| request.phase).collect();
        assert_eq!(phases[..3], [Phase::Cold, Phase::WarmUp, Phase::Canary]);
        assert_eq!(phases.last(), Some(&Phase::Canary));
        let keys: BTreeSet<_> = all.iter().map(|one| (one.case.clone(), one.repeat, one.phase)).collect();
        assert_eq!(keys.len(), all.len(), "a request is sent twice");
        let measured = phases.iter().filter(|phase| **phase == Phase::Measured).count();
        assert_eq!(measured, suite.cases.len() * 3);
        let canaries: Vec<u32> = all.iter().filter(|one| one.phase == Phase::Canary).map(|one| one.repeat).collect();
        assert_eq!(canaries, (0..canaries.len() as u32).collect::<Vec<_>>());
        assert!(canaries.len() > measured / CANARY_EVERY, "{}", canaries.len());
    }

    #[test]
    fn the_same_seed_gives_the_same_order_and_another_target_another() {
        let suite = suite();
        let settings = settings(&suite, 7);
        let order = |target| requests(&suite, &settings, target).map(|one| one.case).collect::<Vec<_>>();
        assert_eq!(order(0), order(0));
        assert_ne!(order(0), order(1));
    }
}
