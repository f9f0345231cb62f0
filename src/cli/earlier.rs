//! An earlier run as the plan of another: what it asked, and where those it asked are now.

use std::collections::BTreeSet;

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Diagnostic, all_or_faults};
use offprint::name::{CaseId, RunId};
use offprint::project::Project;
use offprint::record::{Record, Run, Runtime, Target};
use offprint::run::plan;
use offprint::run::preflight::Prepared;
use offprint::run::target::{Protocol, TargetSpec};
use offprint::suite::Suite;

use super::{Failure, Terminal, suite, targets};

/// A run of our own by its name.
pub(super) fn load(name: &str, archive: &Archive) -> Result<Run, Failure> {
    let known = archive.ids().map_err(Failure::work)?.value;
    let Some(id) = known.iter().find(|id| id.as_str() == name) else {
        let fault = Diagnostic::error(format!("no run `{name}` in the archive")).help("`offprint runs` lists them");
        return Err(Failure::usage(fault.hinted(name, known.iter().map(RunId::as_str))));
    };
    let Checked { value: record, .. } = archive.load(id).map_err(Failure::Content)?;
    match record {
        Record::Run(run) => Ok(run),
        Record::Ingested(run) => {
            let fault = Diagnostic::error(format!("`{id}` was not run here: it comes from {}", run.source.tool))
                .help("only runs that `offprint run` made can be asked again");
            Err(Failure::usage(fault))
        }
    }
}

/// The suite of a run, narrowed to the cases it asked. A suite that asks or judges otherwise now is refused.
pub(super) fn suite(run: &Run, project: &Project, terminal: &Terminal) -> Result<Suite, Failure> {
    let suite = suite::load(project, run.suite.id.as_str(), terminal)?;
    if suite.digest != run.suite.digest {
        let fault = Diagnostic::error(format!("the suite `{}` is not what it was when `{}` began", suite.id, run.id))
            .help(format!("`offprint run {}` begins a new run with it as it is now", suite.id));
        return Err(Failure::content(fault));
    }
    let asked: BTreeSet<&CaseId> = run.questions.iter().map(|question| &question.case).collect();
    Ok(plan::narrowed(&suite, |case| asked.contains(case)))
}

/// Where each of a run's targets is now: as typed, else as `offprint.toml` says, else where it was if that was this machine, else, an Ollama's,
/// where `OLLAMA_HOST` says.
pub(super) fn targets(run: &Run, typed: &[TargetSpec], project: &Project) -> Result<Vec<TargetSpec>, Failure> {
    let listed = targets::configured(project)?;
    let find = |target: &Target| {
        let protocol = protocol_of(target.runtime);
        let is_it = |spec: &&TargetSpec| spec.protocol == protocol && spec.model == target.model;
        let known = typed.iter().chain(&listed).find(is_it).cloned();
        let here = || {
            let url = target.address.clone()?;
            Some(TargetSpec {
                protocol,
                model: target.model.clone(),
                url,
                serve: None,
                identity: target.identity.clone(),
            })
        };
        let there = || {
            let spec = (protocol == Protocol::Ollama).then(|| targets::at_ollama_host(&target.model)).flatten()?;
            Some(TargetSpec { identity: target.identity.clone(), ..spec })
        };
        known.or_else(here).or_else(there).ok_or_else(|| {
            Diagnostic::error(format!("nobody says where `{}` on {} is", target.model, target.runtime)).help(format!(
                "`--target {}:{}@URL` does; addresses of other machines are not archived",
                protocol.word(),
                target.model
            ))
        })
    };
    all_or_faults(run.targets.iter().map(find)).map_err(Failure::Usage)
}

/// Faults where a run cannot go on: a model that is another by now, a server that pretends otherwise.
pub(super) fn changes(run: &Run, prepared: &[Prepared]) -> Vec<Diagnostic> {
    let help = || format!("`offprint run --again {}` measures what is there now, as a new run", run.id);
    let changed = |(old, new): (&Target, &Prepared)| {
        let differs = |old: &Option<String>, new: &Option<String>| old.is_some() && new.is_some() && old != new;
        let (before, now) = (&old.facts, &new.target.facts);
        let other = differs(&before.digest, &now.digest)
            || differs(&before.file_digest, &now.file_digest)
            || before.quantisation != now.quantisation
            || run.simulation != new.simulation;
        other.then(|| {
            Diagnostic::error(format!("`{}` is not the model that `{}` began with", old.model, run.id)).help(help())
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
