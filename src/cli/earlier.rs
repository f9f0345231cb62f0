//! An earlier run as the plan of another: its suite, and the current addresses of its targets.

use std::collections::BTreeSet;

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Code, Diagnostic, all_or_faults};
use offprint::name::{CaseId, RunId};
use offprint::project::Project;
use offprint::record::{Outcome, Phase, Record, Run, RunState, Runtime, Simulation, Target, TrialKey};
use offprint::run::address::ServerAddress;
use offprint::run::plan;
use offprint::run::preflight::Prepared;
use offprint::run::target::{Protocol, TargetSpec};
use offprint::suite::Suite;

use super::acquainted::Acquainted;
use super::targets::KeyArguments;
use super::{CommandFailure, Terminal, suite, targets};

/// Loads a run of any kind.
pub(super) fn load_any(name: &str, archive: &Archive) -> Result<Record, CommandFailure> {
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let Some(id) = known.iter().find(|id| id.as_str() == name) else {
        let fault = Diagnostic::error(Code::NO_SUCH_RUN, format!("no run `{name}` in the archive"))
            .help("`offprint runs` lists them");
        return Err(CommandFailure::usage(fault.hinted(name, known.iter().map(RunId::as_str))));
    };
    let Checked { value: record, .. } = archive.load(id).map_err(CommandFailure::Content)?;
    Ok(record)
}

/// Loads a run that `offprint run` made.
pub(super) fn load(name: &str, archive: &Archive) -> Result<Run, CommandFailure> {
    match load_any(name, archive)? {
        Record::Run(run) => Ok(run),
        Record::Ingested(run) => {
            let fault =
                Diagnostic::error(Code::IMPORTED_RUN, format!("`{}` was imported from {}", run.id, run.source.tool))
                    .help("only runs made by `offprint run` have cases and answers");
            Err(CommandFailure::usage(fault))
        }
    }
}

/// The same for a run whose servers would be asked. If it cannot be read, the faults name them: the file may be somebody else's.
pub(super) fn to_ask(name: &str, archive: &Archive) -> Result<Run, CommandFailure> {
    load(name, archive).map_err(|failure| match failure {
        CommandFailure::Content(faults) => CommandFailure::Content(with_addresses(faults, name, archive)),
        other => other,
    })
}

fn with_addresses(faults: Vec<Diagnostic>, name: &str, archive: &Archive) -> Vec<Diagnostic> {
    let addresses = RunId::parse(name).map(|id| archive.addresses(&id)).unwrap_or_default();
    if addresses.is_empty() {
        return faults;
    }
    let named: BTreeSet<String> = addresses.iter().map(|address| format!("`{address}`")).collect();
    let named = named.into_iter().collect::<Vec<_>>().join(", ");
    let help = format!("nothing was asked: the file names {named}");
    faults.into_iter().map(|fault| fault.help(help.clone())).collect()
}

/// An error for a run that is finished.
pub(super) fn unfinished(run: &Run) -> Result<(), CommandFailure> {
    if run.state == RunState::Unfinished {
        return Ok(());
    }
    let fault = Diagnostic::error(Code::FINISHED, format!("run `{}` is finished: there is nothing left to do", run.id))
        .help(format!("`offprint run --again {}` repeats it as a new run", run.id));
    Err(CommandFailure::work(fault))
}

/// The finished trials of an unfinished run, read without taking its lock or repairing its last line. With `retry_failed`, failed measured
/// trials are not finished.
pub(super) fn finished_trials(
    run: &Run,
    archive: &Archive,
    retry_failed: bool,
) -> Result<BTreeSet<TrialKey>, CommandFailure> {
    unfinished(run)?;
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
        let fault = Diagnostic::error(
            Code::SUITE_CHANGED,
            format!("the suite `{}` has changed since the run `{}` began", suite.id, run.id),
        )
        .help(format!("`offprint run {}` starts a new run with the current suite", suite.id));
        return Err(CommandFailure::content(fault));
    }
    let cases: BTreeSet<&CaseId> = run.questions.iter().map(|question| &question.case).collect();
    Ok(plan::narrowed(&suite, |case| cases.contains(case)))
}

/// The current addresses of a run's targets, each from the first of these that has one: the command line, `offprint.toml`, the
/// archive (which keeps addresses of this machine only), and, for Ollama, `OLLAMA_HOST`. A key is sent only to the first two. An address of
/// the archive is asked only if somebody has named it: here, or for an earlier run on this machine.
pub(super) fn targets(
    run: &Run,
    typed: &[TargetSpec],
    key: &KeyArguments,
    project: &Project,
) -> Result<Vec<TargetSpec>, CommandFailure> {
    let listed = targets::configured(project, key)?;
    let acquainted = Acquainted::read();
    let is_named = |spec: &TargetSpec| {
        let address = spec.address.to_string();
        typed.iter().chain(&listed).any(|other| other.address.to_string() == address)
            || targets::at_ollama_host(&spec.model).is_some_and(|host| host.address.to_string() == address)
            || acquainted.knows(spec)
    };
    let find = |target: &Target| {
        let protocol = protocol_of(target.runtime);
        if let Some(spec) = current(target, &run.targets, typed, &listed) {
            return Ok(spec.clone());
        }
        let address = target.address.as_deref().and_then(|url| ServerAddress::parse(url).ok());
        let archived = address.map(|address| TargetSpec::new(protocol, &target.model, address, false));
        if let Some(spec) = archived.as_ref().filter(|spec| !is_named(spec)) {
            return Err(stranger(run, spec));
        }
        let at_ollama_host =
            || (protocol == Protocol::Ollama).then(|| targets::at_ollama_host(&target.model)).flatten();
        let spec = archived.or_else(at_ollama_host).ok_or_else(|| {
            Diagnostic::error(
                Code::NO_ADDRESS,
                format!("no address known for `{}` on {}", target.model, target.runtime),
            )
            .help(format!(
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

/// The fault of an address that only the file of a run names.
fn stranger(run: &Run, spec: &TargetSpec) -> Diagnostic {
    Diagnostic::error(
        Code::STRANGE_ADDRESS,
        format!("`{}` was not asked: only the run `{}` names this address", spec.address, run.id),
    )
    .help(format!("if that is your server, name it: `--target {}:{}@{}`", spec.protocol.word(), spec.model, spec.address))
    .help("addresses that `offprint.toml` names, or a command line of an earlier run on this machine, are asked without a word")
}

/// The specification, of those of the command line and of `offprint.toml`, that means a target of an earlier run. Of several, it
/// is the one at the archived address. The others are those of the run's targets of the same model whose address is not known or
/// has changed, in order.
fn current<'a>(
    target: &Target,
    all: &[Target],
    typed: &'a [TargetSpec],
    listed: &'a [TargetSpec],
) -> Option<&'a TargetSpec> {
    let protocol = protocol_of(target.runtime);
    let meant_in = |specs: &'a [TargetSpec]| {
        let known = || specs.iter().filter(|spec| spec.protocol == protocol);
        let exact: Vec<&TargetSpec> = known().filter(|spec| spec.model == target.model).collect();
        let similar = || known().filter(|spec| spec.can_mean(&target.model)).collect();
        if exact.is_empty() { similar() } else { exact }
    };
    let same_model: Vec<&Target> =
        all.iter().filter(|other| (other.runtime, &other.model) == (target.runtime, &target.model)).collect();
    let mut meant: Vec<&TargetSpec> = meant_in(typed);
    // The command line says where the only target of a model is now; of several, it may name one.
    if meant.is_empty() || same_model.len() > 1 {
        meant.extend(meant_in(listed));
    }
    let is_at = |spec: &TargetSpec, target: &Target| target.address.as_ref() == Some(&spec.address.to_string());
    let at_its_address = |target: &Target| meant.iter().copied().find(|spec| is_at(spec, target));
    let mut free: Vec<&TargetSpec> = Vec::new();
    for spec in &meant {
        let is_taken = same_model.iter().any(|other| is_at(spec, other));
        if !is_taken && free.iter().all(|other| other.address != spec.address) {
            free.push(spec);
        }
    }
    let moved = || same_model.iter().filter(|other| at_its_address(other).is_none());
    at_its_address(target).or_else(|| free.get(moved().position(|other| other.id == target.id)?).copied())
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
            || !are_alike(run.simulation.as_ref(), new.simulation.as_ref());
        has_changed.then(|| {
            Diagnostic::error(
                Code::OTHER_MODEL,
                format!("`{}` is not the same model as when the run `{}` began", old.model, run.id),
            )
            .help(help())
        })
    };
    run.targets.iter().zip(prepared).filter_map(changed).collect()
}

/// Whether neither run is simulated, or both are by models that are the same and as fast.
fn are_alike(one: Option<&Simulation>, other: Option<&Simulation>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_alike(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn protocol_of(runtime: Runtime) -> Protocol {
    match runtime {
        Runtime::Ollama => Protocol::Ollama,
        Runtime::LlamaCpp => Protocol::LlamaServer,
        Runtime::OpenAi => Protocol::OpenAi,
    }
}

#[cfg(test)]
mod tests {
    use offprint::name::{Slug, TargetId};
    use offprint::record::ModelFacts;

    use super::*;

    fn target(id: &str, address: Option<&str>) -> Target {
        Target {
            id: TargetId::from(Slug::from_text(id)),
            model: "larch-7b".to_owned(),
            runtime: Runtime::OpenAi,
            runtime_version: None,
            facts: ModelFacts::default(),
            slots: None,
            address: address.map(str::to_owned),
            serve: Vec::new(),
            identity: None,
            system: None,
            nonce_place: None,
            started_anew: false,
            unknown: Vec::new(),
        }
    }

    fn specs(hosts: &[&str]) -> Vec<TargetSpec> {
        let spec = |host: &&str| TargetSpec::parse(&format!("openai:larch-7b@http://{host}")).expect("it is a target");
        hosts.iter().map(spec).collect()
    }

    #[test]
    fn targets_of_one_model_are_told_apart_by_their_addresses() {
        let (first, second) = ("http://127.0.0.1:1", "http://127.0.0.1:2");
        for (archived, typed, listed, found) in [
            (
                &[Some(first), Some(second)][..],
                &[][..],
                &["127.0.0.1:2", "127.0.0.1:1"][..],
                &[Some(first), Some(second)][..],
            ),
            (&[Some(first), Some(second)], &["127.0.0.1:2"], &[], &[None, Some(second)]),
            (&[Some(second)], &[], &["127.0.0.1:1", "127.0.0.1:2"], &[Some(second)]),
            (&[Some(second)], &["127.0.0.1:1"], &["127.0.0.1:2"], &[Some(first)]),
            (&[None, Some(first)], &[], &["127.0.0.1:1", "a"], &[Some("http://a"), Some(first)]),
            (&[None, None], &["a"], &["a", "b"], &[Some("http://a"), Some("http://b")]),
        ] {
            let all: Vec<Target> = (1..).zip(archived).map(|(n, at)| target(&format!("t{n}"), *at)).collect();
            let (typed, listed) = (specs(typed), specs(listed));
            let current = |one| current(one, &all, &typed, &listed).map(|spec| spec.address.to_string());
            let current: Vec<Option<String>> = all.iter().map(current).collect();
            let found: Vec<Option<String>> = found.iter().map(|at| at.map(str::to_owned)).collect();
            assert_eq!(current, found, "{archived:?} {typed:?} {listed:?}");
        }
    }
}
