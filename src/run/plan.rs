//! The run's header, fixed before the first request: suite, settings, environment, targets and cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::name::{CaseId, CategoryId, RunId, Slug, TargetId};
use crate::quantity::Weight;
use crate::record::{Environment, Question, Run, RunState, Settings, SuiteIdentity, Target};
use crate::suite::{Case, Category, Side, Suite};

use super::client::SAMPLER;
use super::preflight::Prepared;

/// The settings that follow from a suite's limits.
pub fn settings(suite: &Suite, seed: u64) -> Settings {
    Settings {
        timeout: suite.limits.timeout,
        context: suite.limits.context,
        max_tokens: suite.limits.max_tokens,
        temperature: suite.limits.temperature,
        sampler: Some(SAMPLER),
        nonce_seed: None,
        seed,
        repeats: suite.limits.repeats,
    }
}

/// The suite reduced to the wanted cases. If one side of a pair is wanted, the other one is kept, too. The suite's
/// identity does not change: the remaining cases are still its own.
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

/// The header of a new, unfinished run.
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
        origin: None,
        suite: identity(suite),
        settings,
        simulation: prepared.iter().find_map(|prepared| prepared.simulation.clone()),
        environment,
        targets: targets(prepared),
        questions: suite.cases.iter().map(|case| question(suite, case)).collect(),
        started,
        state: RunState::Unfinished,
    }
}

/// The suite in its present state.
pub(super) fn identity(suite: &Suite) -> SuiteIdentity {
    SuiteIdentity {
        id: suite.id.clone(),
        title: suite.title.clone(),
        version: suite.version,
        digest: suite.digest.clone(),
        cases: Some(suite.size),
        categories: suite.categories.iter().map(|category| (category.id.clone(), category.title.clone())).collect(),
        weights: weights(&suite.categories),
    }
}

/// The prepared targets, with ids that are unique in the run.
fn targets(prepared: &[Prepared]) -> Vec<Target> {
    let mut taken = BTreeSet::new();
    let mut targets = Vec::new();
    for Prepared { target, .. } in prepared {
        // Of one more id than there are targets, one is free.
        let free = (1..=prepared.len() + 1).filter_map(|number| id_of(target, number)).find(|id| !taken.contains(id));
        let id = free.unwrap_or_else(|| target.id.clone());
        taken.insert(id.clone());
        targets.push(Target { id, ..target.clone() });
    }
    targets
}

/// An id made of model and runtime, and of a number from 2 on. A long name is cut: names on Hugging Face reach 96 bytes.
fn id_of(target: &Target, number: usize) -> Option<TargetId> {
    let number = if number > 1 { format!("-{number}") } else { String::new() };
    let ending = format!("--{}{number}", target.runtime.word());
    let name = Slug::from_text(&target.model).cut_to(Slug::MAX_LENGTH.saturating_sub(ending.len()));
    TargetId::parse(&format!("{name}{ending}")).ok()
}

/// What the case's side represents, if its category declares it; nothing for a control, whose two sides hold the same
/// position.
fn stands_for(suite: &Suite, case: &Case) -> Option<String> {
    let (_, side) = case.pair.as_ref().filter(|_| !case.null)?;
    let category = suite.categories.iter().find(|category| category.id == case.category)?;
    let [a, b] = category.sides.as_ref()?;
    Some(if *side == Side::A { a.clone() } else { b.clone() })
}

/// The weights of the categories whose weight is not 1.
fn weights(categories: &[Category]) -> BTreeMap<CategoryId, Weight> {
    let weighted = categories.iter().filter(|category| category.weight != Weight::ONE);
    weighted.map(|category| (category.id.clone(), category.weight)).collect()
}

pub(super) fn question(suite: &Suite, case: &Case) -> Question {
    Question {
        case: case.id.clone(),
        title: case.title.clone(),
        category: case.category.clone(),
        pair: case.pair.clone(),
        limits: case.limits,
        weight: case.weight,
        prompt: case.prompt.clone(),
        control: case.null,
        stands_for: stands_for(suite, case),
        checks: case.checks.iter().map(|check| check.describe()).collect(),
        explanations: case.checks.iter().map(|check| check.explanation().to_vec()).collect(),
        voice: (0..case.checks.len()).filter(|place| case.checks[*place].is_of_voice()).collect(),
    }
}
