//! What differs in suite, settings, machine and targets of two runs, as words.

use crate::analysis::machine;
use crate::quantity::Weight;
use crate::record::{Clock, ModelFacts, NoncePlace, Run, Sampler, Simulation, Target};
use crate::wording::{self, counted, grouped, shortest};

/// The first characters of a digest that are shown.
const SHOWN: usize = 12;

/// What the digest of a suite is called: with another one, its cases or checks are others.
pub(super) const DIGEST: &str = "digest";

/// Something that is not the same in both runs. Its texts come from servers and files: escape them where they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactChange {
    /// What: `quantisation`.
    pub what: &'static str,
    /// What it was in the first run; `None` if that is not known.
    pub before: Option<String>,
    /// What it is in the second.
    pub after: Option<String>,
}

/// A fact, with how it is read.
type Fact<'a, T> = (&'static str, &'a dyn Fn(&T) -> Option<String>);

/// The facts that differ between two.
fn differing<T>(both: [&T; 2], facts: &[Fact<'_, T>]) -> Vec<FactChange> {
    let changed = |(what, read): &Fact<'_, T>| {
        let [before, after] = both.map(read);
        (before != after).then_some(FactChange { what, before, after })
    };
    facts.iter().filter_map(changed).collect()
}

/// What differs in the suite besides its cases.
pub(super) fn of_suite(runs: [&Run; 2]) -> Vec<FactChange> {
    let categories = |run: &Run| {
        let named = run.suite.categories.iter().map(|(id, _)| {
            match run.suite.weights.get(id).copied().unwrap_or(Weight::ONE) {
                Weight::ONE => id.to_string(),
                weight => format!("{id} (weight {weight})"),
            }
        });
        Some(named.collect::<Vec<_>>().join(", "))
    };
    differing(
        runs,
        &[
            ("version", &|run: &Run| Some(run.suite.version.to_string())),
            (DIGEST, &|run| Some(short(&run.suite.digest))),
            ("categories", &categories),
            ("weights of cases", &|run| Some(weights(run))),
        ],
    )
}

/// The weights of cases of a run: `all equal`, or how many have which.
fn weights(run: &Run) -> String {
    let heavy = run.questions.iter().filter(|question| question.weight != Weight::ONE).count();
    match heavy {
        0 => "all equal".to_owned(),
        some => {
            format!("{} with a weight of {}", counted(some, "case"), if some == 1 { "its own" } else { "their own" })
        }
    }
}

/// What differs in the settings of requests.
pub(super) fn of_settings(runs: [&Run; 2]) -> Vec<FactChange> {
    differing(
        runs,
        &[
            ("time limit", &|run: &Run| Some(wording::limit(run.settings.timeout))),
            ("context", &|run| Some(run.settings.context.to_string())),
            ("most output tokens", &|run| Some(grouped(run.settings.max_tokens.0))),
            ("temperature", &|run| Some(shortest(run.settings.temperature))),
            ("sampler", &|run| Some(run.settings.sampler.map_or("as the server has it".to_owned(), sampler))),
            ("seed", &|run| Some(run.settings.seed.to_string())),
            ("repeats", &|run| Some(counted(usize::try_from(run.settings.repeats).unwrap_or(usize::MAX), "repeat"))),
            ("nonces", &|run| {
                Some(if run.settings.nonce_seed.is_some() { "before every prompt" } else { "none" }.to_owned())
            }),
            ("models", &|run| {
                Some(match &run.simulation {
                    None => "real".to_owned(),
                    Some(simulation) => simulated(simulation),
                })
            }),
        ],
    )
}

fn simulated(simulation: &Simulation) -> String {
    let seconds = match simulation.clock {
        Clock::Real => "real",
        Clock::Simulated => "simulated",
    };
    format!("simulated, at {} times the speed, times in {seconds} seconds", shortest(simulation.compression))
}

fn sampler(sampler: Sampler) -> String {
    let Sampler { top_k, top_p, min_p, repeat_penalty } = sampler;
    let [top_p, min_p, penalty] = [top_p, min_p, repeat_penalty].map(shortest);
    format!("top-k {top_k}, top-p {top_p}, min-p {min_p}, repeat penalty {penalty}")
}

/// What differs in machine and software.
pub(super) fn of_machine(runs: [&Run; 2]) -> Vec<FactChange> {
    differing(
        runs,
        &[
            ("processor", &|run: &Run| run.environment.processor.clone()),
            ("cores", &|run| run.environment.cores.map(|all| machine::cores(all, &run.environment.core_kinds))),
            ("memory", &|run| run.environment.memory.map(machine::memory)),
            ("graphics", &|run| Some(machine::graphics(&run.environment.graphics)).filter(|words| !words.is_empty())),
            ("system", &|run| machine::system(&run.environment)),
            ("power", &|run| run.environment.power.map(|power| machine::power(power).to_owned())),
            ("offprint", &|run| Some(run.environment.offprint.clone())),
            ("judged by offprint", &|run| {
                run.origin.as_ref()?.rescored.as_ref().map(|rescored| rescored.offprint.clone())
            }),
        ],
    )
}

/// What differs in a target of both runs.
pub(super) fn of_target(targets: [&Target; 2]) -> Vec<FactChange> {
    let on_gpu = |facts: &ModelFacts| {
        let (all, there) = (facts.resident?.0, facts.resident_on_gpu?.0);
        let percent = there.saturating_mul(100).checked_div(all)?;
        Some(format!("{} of the model", wording::whole_percent(percent)))
    };
    let command = |target: &Target| match target.serve.as_slice() {
        [] => "was running".to_owned(),
        words => words.join(" "),
    };
    let place = |target: &Target| {
        target.nonce_place.map(|place| match place {
            NoncePlace::System => "in the system message".to_owned(),
            NoncePlace::Prompt => "in the prompt".to_owned(),
        })
    };
    differing(
        targets,
        &[
            ("model", &|target: &Target| Some(target.model.clone())),
            ("model digest", &|target| target.facts.digest.as_deref().map(short)),
            ("model file", &|target| target.facts.file_digest.as_deref().map(short)),
            ("quantisation", &|target| target.facts.quantisation.clone()),
            ("architecture", &|target| target.facts.architecture.clone()),
            ("parameters", &|target| target.facts.parameters.map(|all| all.to_string())),
            ("size", &|target| target.facts.size.map(|size| size.to_string())),
            ("runtime", &|target| {
                target.runtime_version.as_ref().map(|version| format!("{} {version}", target.runtime))
            }),
            ("server", &|target| Some(command(target))),
            ("context allocated", &|target| target.facts.context_allocated.map(|tokens| tokens.to_string())),
            ("parallel requests", &|target| target.slots.map(grouped)),
            ("in graphics memory", &|target| on_gpu(&target.facts)),
            ("chat template", &|target| target.facts.template_digest.as_deref().map(short)),
            ("default system prompt", &|target| target.system.as_ref().map(|text| format!("“{text}”"))),
            ("place of the nonce", &place),
        ],
    )
}

/// The first characters of a digest.
fn short(digest: &str) -> String {
    digest.chars().take(SHOWN).collect()
}
