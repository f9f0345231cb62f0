//! The environment and the settings of a run, as rows of a description list.

use serde::Serialize;

use crate::analysis::{Coverage, machine};
use crate::project::Config;
use crate::record::{Environment, Run, RunState, Target};
use crate::site::RunMaterial;
use crate::wording::{self, counted};

use super::link::PlainLink;
use super::{limits, prompts};

/// A term and its description.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct SpecRow {
    pub(in crate::site) term: String,
    pub(in crate::site) words: String,
    /// The target of a link, or empty.
    pub(in crate::site) href: String,
    /// Several links: in place of the words, or behind them.
    pub(in crate::site) links: Vec<PlainLink>,
}

impl SpecRow {
    pub(in crate::site) fn new(term: &str, words: impl Into<String>) -> Self {
        Self { term: term.to_owned(), words: words.into(), href: String::new(), links: Vec::new() }
    }

    pub(in crate::site) fn link(self, href: String) -> Self {
        Self { href, ..self }
    }

    /// A row of links.
    pub(in crate::site) fn of_links(term: &str, links: Vec<PlainLink>) -> Self {
        Self { links, ..Self::new(term, "") }
    }

    /// The same with links behind the words.
    pub(in crate::site) fn links(self, links: Vec<PlainLink>) -> Self {
        Self { links, ..self }
    }
}

/// What a reader needs in order to assess a run or to repeat it.
pub(in crate::site) fn of_run(config: &Config, entry: &RunMaterial) -> Vec<SpecRow> {
    let run = &entry.run;
    let settings = &run.settings;
    let repeats = match settings.repeats {
        1 => "1 repeat per case".to_owned(),
        repeats => format!("{repeats} repeats per case"),
    };
    let mut specs = vec![
        SpecRow::new("Run", format!("{}, {}", run.id, state(run))),
        SpecRow::new(
            "Suite",
            format!(
                "{} {}, {} in {}, digest {}",
                run.suite.id,
                run.suite.version,
                entry.findings.coverage.words(),
                wording::category_count(run.suite.categories.len()),
                short(&run.suite.digest)
            ),
        ),
    ];
    specs.extend(hardware(run).map(|words| SpecRow::new("Hardware", words)));
    specs.extend(beyond_hardware(&run.environment));
    specs.extend(runtimes(run).map(|words| SpecRow::new("Runtimes", format!("{words}; one request at a time"))));
    let exceptions = limits::exceptions(entry).map(|words| format!("; {words}")).unwrap_or_default();
    specs.push(SpecRow::new(
        "Limits",
        format!(
            "{} per answer, context {}, at most {} output tokens, temperature {}, seed {}, {repeats}{exceptions}",
            wording::limit(settings.timeout),
            settings.context,
            settings.max_tokens.0,
            settings.temperature,
            settings.seed
        ),
    ));
    specs.push(SpecRow::new("Prompts", prompts::of_run(run)));
    specs.extend(limits::weights(run).map(|words| SpecRow::new("Weights", words)));
    specs.push(SpecRow::new(
        "Statistics",
        "exact sign-flip tests of paired differences, Holm-corrected at 5 % over all pairs; Clopper-Pearson intervals for the effective \
         number of cases and pairs; intervals of times by order statistics: they cover the cases, not the state of the machine",
    ));
    specs.push(SpecRow::new("Made by", format!("offprint {}", run.environment.offprint)));
    specs.extend(config.licence.clone().map(|licence| SpecRow::new("Licence", licence)));
    specs
}

/// The machine beyond its hardware: graphics, system, power source, and what could not be determined.
fn beyond_hardware(environment: &Environment) -> Vec<SpecRow> {
    let system = machine::system(environment);
    // Laptops may reduce clock rates on battery.
    let power = environment.power.map(|power| format!("{} when the run began", machine::power(power)));
    let words = [
        ("Graphics", Some(machine::graphics(&environment.graphics)).filter(|words| !words.is_empty())),
        ("System", system),
        ("Power", power),
        ("Not known", Some(environment.unknown.join(", ")).filter(|unknown| !unknown.is_empty())),
    ];
    words.into_iter().filter_map(|(term, words)| Some(SpecRow::new(term, words?))).collect()
}

/// The facts about one target.
pub(in crate::site) fn of_target(target: &Target) -> Vec<SpecRow> {
    let facts = &target.facts;
    let words = [
        ("Model", Some(target.model.clone())),
        (
            "Runtime",
            Some(match &target.runtime_version {
                Some(version) => format!("{} {version}", target.runtime),
                None => target.runtime.to_string(),
            }),
        ),
        ("Architecture", facts.architecture.clone()),
        ("Quantisation", facts.quantisation.clone()),
        (
            "Parameters",
            facts.parameters.map(|all| match facts.active_parameters {
                Some(active) if active == all => format!("{all}, dense"),
                Some(active) => format!("{all}, of which {active} active per token"),
                None => all.to_string(),
            }),
        ),
        ("Size", facts.size.map(|size| size.to_string())),
        (
            "Context",
            facts.context_allocated.map(|allocated| match facts.context_trained {
                Some(trained) => format!("{allocated} allocated, trained for {trained}"),
                None => format!("{allocated} allocated"),
            }),
        ),
        ("Prompts", Some(prompts::of_target(target))),
        ("Chat template", facts.template_digest.as_deref().map(|digest| format!("digest {}", short(digest)))),
        ("Digest", facts.digest.clone()),
        ("Not known", Some(target.unknown.join(", ")).filter(|unknown| !unknown.is_empty())),
    ];
    words.into_iter().filter_map(|(term, words)| Some(SpecRow::new(term, words?))).collect()
}

/// A run's title: the one given, or one made from its suite and targets; with the cases of a partial run.
pub(in crate::site) fn title(run: &Run) -> String {
    let title =
        run.title.clone().unwrap_or_else(|| format!("{} on {}", run.suite.title, counted(run.targets.len(), "target")));
    match Coverage::of(run).part() {
        Some(part) => format!("{title} ({part})"),
        None => title,
    }
}

fn state(run: &Run) -> String {
    match &run.state {
        RunState::Sealed { finished, digest, trials } => format!(
            "finished {}, {}, never edited; digest {}",
            finished.format("%Y-%m-%d %H:%M UTC"),
            counted(usize::try_from(*trials).unwrap_or(usize::MAX), "request"),
            short(digest)
        ),
        RunState::Unfinished => "unfinished".to_owned(),
    }
}

/// `Apple M4 Pro, 14 cores (10 performance, 4 efficiency), 48 GB`; `None` if nothing is known.
pub(in crate::site) fn hardware(run: &Run) -> Option<String> {
    let environment = &run.environment;
    let parts = [
        environment.processor.clone(),
        environment.cores.map(|all| machine::cores(all, &environment.core_kinds)),
        environment.memory.map(machine::memory),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// Runtimes with their versions, without repetitions.
pub(in crate::site) fn runtimes(run: &Run) -> Option<String> {
    let named = |target: &Target| match &target.runtime_version {
        Some(version) => format!("{} {version}", target.runtime),
        None => target.runtime.to_string(),
    };
    distinct(run.targets.iter().map(named))
}

/// Quantisations, without repetitions.
pub(super) fn quantisations(run: &Run) -> Option<String> {
    distinct(run.targets.iter().filter_map(|target| target.facts.quantisation.clone()))
}

fn distinct(words: impl Iterator<Item = String>) -> Option<String> {
    let mut known: Vec<String> = Vec::new();
    for word in words {
        if !known.contains(&word) {
            known.push(word);
        }
    }
    (!known.is_empty()).then(|| known.join(", "))
}

/// The first 12 characters of a digest.
pub(in crate::site) fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
