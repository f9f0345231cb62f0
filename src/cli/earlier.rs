//! An earlier run as the plan of another: its suite, and the current addresses of its targets.

use std::collections::BTreeSet;

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Diagnostic, all_or_faults};
use offprint::name::{CaseId, RunId};
use offprint::project::Project;
use offprint::record::{Outcome, Phase, Record, Run, RunState, Runtime, Target, TrialKey};
use offprint::run::address::ServerAddress;
use offprint::run::plan;
use offprint::run::preflight::Prepared;
use offprint::run::target::{Protocol, TargetSpec};
use offprint::suite::Suite;

use super::targets::KeyArguments;
use super::{CommandFailure, Terminal, suite, targets};

/// Loads a run that `offprint run` made.
pub(super) fn load(name: &str, archive: &Archive) -> Result<Run, CommandFailure> {
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let Some(id) = known.iter().find(|id| id.as_str() == name) else {
        let fault = Diagnostic::error(format!("no run `{name}` in the archive")).help("`offprint runs` lists them");
        return Err(CommandFailure::usage(fault.hinted(name, known.iter().map(RunId::as_str))));
    };
    let Checked { value: record, .. } = archive.load(id).map_err(CommandFailure::Content)?;
    match record {
        Record::Run(run) => Ok(run),
        Record::Ingested(run) => {
            let fault = Diagnostic::error(format!("`{id}` was imported from {}", run.source.tool))
                .help("only runs made by `offprint run` can be resumed or repeated");
            Err(CommandFailure::usage(fault))
        }
    }
}

/// The finished trials of an unfinished run, read without taking its lock or repairing its last line. With `retry_failed`, failed measured
/// trials are not finished.
pub(super) fn finished_trials(
    run: &Run,
    archive: &Archive,
    retry_failed: bool,
) -> Result<BTreeSet<TrialKey>, CommandFailure> {
    if run.state != RunState::Unfinished {
        let fault = Diagnostic::error(format!("run `{}` is finished: there is nothing left to do", run.id))
            .help(format!("`offprint run --again {}` repeats it as a new run", run.id));
        return Err(CommandFailure::work(fault));
    }
    let mut finished = BTreeSet::new();
    for trial in archive.trials(run).map_err(CommandFailure::work)? {
        let trial = trial.map_err(CommandFailure::work)?;
        let is_failed = trial.phase == Phase::Measured && matches!(trial.outcome, Outcome::Failed(_));
        if !(retry_failed && is_failed) {
            finished.insert(trial.key());
        }
    }
    Ok(finished)
}

/// The suite of a run, narrowed to the run's cases. A suite whose prompts, checks or limits have changed since is an error.
pub(super) fn suite(run: &Run, project: &Project, terminal: &Terminal) -> Result<Suite, CommandFailure> {
    let suite = suite::load(project, run.suite.id.as_str(), terminal)?;
    if suite.digest != run.suite.digest {
        let fault = Diagnostic::error(format!("the suite `{}` has changed since the run `{}` began", suite.id, run.id))
            .help(format!("`offprint run {}` starts a new run with the current suite", suite.id));
        return Err(CommandFailure::content(fault));
    }
    let cases: BTreeSet<&CaseId> = run.questions.iter().map(|question| &question.case).collect();
    Ok(plan::narrowed(&suite, |case| cases.contains(case)))
}

/// The current addresses of a run's targets, each from the first of these that has one: the command line, `offprint.toml`, the
/// archive (which keeps addresses of this machine only), and, for Ollama, `OLLAMA_HOST`. A key is sent only to the first two.
pub(super) fn targets(
    run: &Run,
    typed: &[TargetSpec],
    key: &KeyArguments,
    project: &Project,
) -> Result<Vec<TargetSpec>, CommandFailure> {
    let listed = targets::configured(project, key)?;
    let find = |target: &Target| {
        let protocol = protocol_of(target.runtime);
        let known = || typed.iter().chain(&listed).filter(|spec| spec.protocol == protocol);
        let exact = known().find(|spec| spec.model == target.model);
        if let Some(spec) = exact.or_else(|| known().find(|spec| spec.can_mean(&target.model))) {
            return Ok(spec.clone());
        }
        let address = target.address.as_deref().and_then(|url| ServerAddress::parse(url).ok());
        let archived = address.map(|address| TargetSpec::new(protocol, &target.model, address, false));
        let at_ollama_host =
            || (protocol == Protocol::Ollama).then(|| targets::at_ollama_host(&target.model)).flatten();
        let spec = archived.or_else(at_ollama_host).ok_or_else(|| {
            Diagnostic::error(format!("no address known for `{}` on {}", target.model, target.runtime)).help(format!(
                "give it with `--target {}:{}@URL`; the archive does not keep addresses of other machines",
                protocol.word(),
                target.model
            ))
        })?;
        Ok(TargetSpec { identity: target.identity.clone(), ..targets::with_default_key(spec) })
    };
    let found = all_or_faults(run.targets.iter().map(find)).map_err(CommandFailure::Usage)?;
    targets::with_sendable_keys(found)
}

/// An error for each target whose model has changed since the run began: other weights, another quantisation, simulated or not.
pub(super) fn changes(run: &Run, prepared: &[Prepared]) -> Vec<Diagnostic> {
    let help = || format!("`offprint run --again {}` benchmarks the current model, as a new run", run.id);
    let changed = |(old, new): (&Target, &Prepared)| {
        let differs = |old: &Option<String>, new: &Option<String>| old.is_some() && new.is_some() && old != new;
        let (before, now) = (&old.facts, &new.target.facts);
        let has_changed = differs(&before.digest, &now.digest)
            || differs(&before.file_digest, &now.file_digest)
            || before.quantisation != now.quantisation
            || run.simulation != new.simulation;
        has_changed.then(|| {
            Diagnostic::error(format!("`{}` is not the same model as when the run `{}` began", old.model, run.id))
                .help(help())
        })
    };
    run.targets.iter().zip(prepared).filter_map(changed).collect()
}

fn protocol_of(runtime: Runtime) -> Protocol {
    match runtime {
        Runtime::Ollama => Protocol::Ollama,
        Runtime::LlamaCpp => Protocol::LlamaServer,
        Runtime::OpenAi => Protocol::OpenAi,
    }
}
