//! The requests of a run, in the order in which they are sent.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use crate::name::{CaseId, Slug};
use crate::record::{Phase, Settings, Target, TrialKey};
use crate::suite::{Case, Suite};

use super::job::Job;

/// The prompt of the requests that load the model and warm it up: a realistic short chat that is not part of the suite,
/// because a server may cache the prompts that it has seen.
const WARM_UP: &str = "Say hello in one word.";
/// The case id of these requests.
const WARM_UP_CASE: &str = "warm-up";
/// The prompt of the canary: its answer is known and takes some tokens, so that its times can be compared. It is not a case of the suite,
/// because a server that caches prompts would have the case's own evaluated already.
const CANARY: &str =
    "Write the numbers from one to twenty as digits, separated by single spaces. Reply with the numbers only.";
/// The case id of these requests.
const CANARY_CASE: &str = "canary";
/// The number of measured requests between two canary requests.
const CANARY_EVERY: usize = 50;

/// A request to send.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// Its purpose.
    pub(super) phase: Phase,
    /// The case id under which its trial is stored.
    pub(super) case: CaseId,
    /// Its repeat, from 0.
    pub(super) repeat: u32,
    /// The prompt.
    pub(super) prompt: &'a str,
    /// The case whose checks judge the answer, for a measured request.
    pub(super) judge: Option<&'a Case>,
}

/// The requests for one target, in order: one that loads the model and one that warms it up, then every case in an
/// order shuffled by the seed, with the canary at both ends and every 50 requests. It is an
/// iterator so that memory holds one round of the cases, whatever the number of repeats.
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
    // A canary shortly before the end would only repeat the one at the end.
    let is_due =
        move |number: &usize| number.is_multiple_of(CANARY_EVERY) && last - number >= CANARY_EVERY.min(last) / 2;
    let canary = move |times_before: usize| {
        let repeat = u32::try_from(times_before).unwrap_or(u32::MAX);
        let case = CaseId::from(Slug::from_text(CANARY_CASE));
        (last > 0).then_some(Request { phase: Phase::Canary, case, repeat, prompt: CANARY, judge: None })
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

/// The requests that are not done yet. If any remains, the model is warmed up again, and those trials get the next free
/// repeat number.
pub(super) fn remaining<'a>(
    target: &'a Target,
    requests: impl Iterator<Item = Request<'a>>,
    done: &'a BTreeSet<TrialKey>,
) -> impl Iterator<Item = Request<'a>> {
    let is_done = |request: &Request<'_>| {
        done.contains(&(target.id.clone(), request.case.clone(), request.repeat, request.phase))
    };
    let mut requests = requests.peekable();
    let mut warm_up = Vec::new();
    while let Some(mut request) = requests.next_if(|request| matches!(request.phase, Phase::Cold | Phase::WarmUp)) {
        while is_done(&request) {
            request.repeat += 1;
        }
        warm_up.push(request);
    }
    let mut rest = requests.filter(move |request| !is_done(request)).peekable();
    if rest.peek().is_none() {
        warm_up.clear();
    }
    warm_up.into_iter().chain(rest)
}

/// The number of requests that remain to be sent, including warm-up and canary.
pub fn count(job: &Job<'_>) -> u64 {
    let of_target =
        |(index, target)| remaining(target, requests(job.suite, &job.run.settings, index), job.done).count() as u64;
    job.run.targets.iter().enumerate().map(of_target).sum()
}

/// The order of one target's requests, as pairs of repeat and case index: every case once per repeat, shuffled within
/// each repeat, so that repeats of a case are spread over the run. The same seed gives the same order.
fn order(cases: usize, settings: &Settings, target: usize) -> impl Iterator<Item = (u32, usize)> + use<> {
    let mut generator = Pcg64::seed_from_u64(settings.seed.wrapping_add(target as u64));
    (0..settings.repeats).flat_map(move |repeat| {
        let mut round: Vec<usize> = (0..cases).collect();
        round.shuffle(&mut generator);
        round.into_iter().map(move |case| (repeat, case))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::built_in_suite;
    use crate::run::plan;
    use crate::suite::parse;

    fn suite() -> Suite {
        let (id, files) = built_in_suite("compliance").expect("it is compiled in");
        parse::parse(id, files.manifest, files.categories).expect("it is valid").value
    }

    #[test]
    fn every_round_has_every_case_and_the_canary_is_at_both_ends_and_in_between() {
        let suite = suite();
        let settings = Settings { repeats: 3, ..plan::settings(&suite, 7) };
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
        let settings = plan::settings(&suite, 7);
        let order = |target| requests(&suite, &settings, target).map(|one| one.case).collect::<Vec<_>>();
        assert_eq!(order(0), order(0));
        assert_ne!(order(0), order(1));
    }
}
