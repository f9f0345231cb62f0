//! Checks every target before the first request: is the server there, does it have the model, is the context large
//! enough, and what does the server report about itself and the model?

mod completions;
mod experts;
mod fault;
mod model_file;
mod ollama;
mod prepared;
mod recognise;
mod reply;
mod system;

use std::time::Duration;

use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic};
use crate::record::{Runtime, Settings, Target};
use crate::wording::shortest;

use super::connect::connect;
use super::serve::{ManagedServer, command_for_archive};
use super::target::{Protocol, Serve, TargetSpec};

pub(super) use prepared::Open;
pub use prepared::Prepared;

/// How long a server may take to unload a model when the command is interrupted.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(5);

/// Queries all running servers concurrently. Then, one target after the other, loads the models of servers that load on
/// demand, to see whether the context can really be allocated, and starts and stops the servers that offprint manages.
/// Returns the targets in their order.
///
/// # Errors
/// One for every target that cannot be run: no server, no such model, a cloud model, a context that is too small.
pub async fn prepare_all(specs: &[TargetSpec], settings: &Settings) -> CheckedResult<Vec<Prepared>> {
    let queried = futures_util::future::join_all(specs.iter().map(async |spec| match spec.serve {
        None => prepare(spec, false).await.map(Some),
        Some(_) => Ok(None),
    }))
    .await;
    // Loading takes minutes, so a wrong name or address is reported before anything is loaded.
    if queried.iter().any(Result::is_err) {
        return Err(queried.into_iter().filter_map(Result::err).collect());
    }
    let mut faults = Vec::new();
    let mut all = Checked { value: Vec::new(), warnings: Vec::new() };
    for (spec, queried) in specs.iter().zip(queried.into_iter().flatten()) {
        let inspected = match (queried, &spec.serve) {
            (Some(checked), _) => inspect(spec, checked, settings).await,
            (None, Some(serve)) => prepare_managed(spec, serve, settings).await,
            (None, None) => continue,
        };
        match inspected {
            Ok(checked) => {
                all.warnings.extend(checked.warnings);
                all.value.push(checked.value);
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(repeated(&all.value));
    faults.extend(unlike_clocks(&all.value));
    if !faults.is_empty() {
        return Err(faults);
    }
    all.warnings.extend(ollama::other_loaded_models(&all.value).await);
    Ok(all)
}

/// Has the servers of targets unload what [`prepare_all`] may have made them load when it was dropped. Servers that offprint has started
/// have ended with it.
pub async fn release(specs: &[TargetSpec]) {
    let unload = async |spec: &TargetSpec| {
        if let Ok(client) = connect(spec) {
            let _still_loaded = tokio::time::timeout(RELEASE_TIMEOUT, client.unload(&spec.model)).await;
        }
    };
    futures_util::future::join_all(specs.iter().filter(|spec| spec.serve.is_none()).map(unload)).await;
}

/// An error for each target that turned out to be the same as another: the same model of the same server, by another
/// name or address.
fn repeated(prepared: &[Prepared]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (index, one) in prepared.iter().enumerate() {
        let same = |other: &&Prepared| {
            (one.spec.protocol, &one.spec.address, &one.spec.serve, &one.served_as)
                == (other.spec.protocol, &other.spec.address, &other.spec.serve, &other.served_as)
        };
        if let Some(other) = prepared[..index].iter().find(same) {
            faults.push(
                Diagnostic::error(
                    Code::SAME_MODEL_TWICE,
                    format!("`{}` and `{}` are the same model", other.spec, one.spec),
                )
                .help("remove one of them; for more than one request per case: `--repeats 2`"),
            );
        }
    }
    faults
}

/// An error if targets are simulated, and not all of them as fast: a run has one clock.
fn unlike_clocks(prepared: &[Prepared]) -> Option<Diagnostic> {
    let [first, others @ ..] = prepared else { return None };
    let speed = |prepared: &Prepared| prepared.simulation.as_ref().map(|simulation| simulation.compression);
    let other = others.iter().find(|other| speed(other) != speed(first))?;
    let how = |prepared: &Prepared| match speed(prepared) {
        Some(compression) => format!("simulated, {} times as fast as real", shortest(compression)),
        None => "real".to_owned(),
    };
    let message = format!("`{}` is {}, and `{}` is {}", first.spec, how(first), other.spec, how(other));
    Some(Diagnostic::error(Code::UNLIKE_CLOCKS, message).help("measure them in runs of their own"))
}

/// Starts a server, queries it, and stops it again until its turn.
async fn prepare_managed(
    spec: &TargetSpec,
    serve: &Serve,
    settings: &Settings,
) -> Result<Checked<Prepared>, Diagnostic> {
    let server = ManagedServer::start(spec, serve).await?;
    let inspected = match prepare(&server.spec, true).await {
        Ok(checked) => inspect(&server.spec, checked, settings).await,
        Err(fault) => Err(fault),
    };
    server.stop().await;
    let mut checked = inspected?;
    let target = &mut checked.value.target;
    target.serve = command_for_archive(&serve.command);
    target.started_anew = true;
    // A free port is another one each time.
    target.address = None;
    checked.value.spec = spec.clone();
    Ok(checked)
}

/// The checks that need the model to be loaded, and are therefore made for one target at a time.
async fn inspect(
    spec: &TargetSpec,
    mut checked: Checked<Prepared>,
    settings: &Settings,
) -> Result<Checked<Prepared>, Diagnostic> {
    let prepared = &mut checked.value;
    if spec.protocol == Protocol::Ollama {
        ollama::inspect_loaded(spec, prepared, settings).await?;
    }
    fault::check_context(spec, &prepared.target, settings)?;
    list_unknown(&mut prepared.target);
    Ok(checked)
}

/// Queries a target's server. `ours` is whether offprint has started it.
async fn prepare(spec: &TargetSpec, ours: bool) -> Result<Checked<Prepared>, Diagnostic> {
    match spec.protocol {
        Protocol::Ollama => ollama::prepare(spec).await,
        Protocol::LlamaServer => completions::prepare_llama_server(spec, ours).await,
        Protocol::OpenAi => completions::prepare_openai(spec).await,
    }
}

/// Adds the properties that could not be determined to those that are listed already.
fn list_unknown(target: &mut Target) {
    let facts = &target.facts;
    let known = [
        ("runtime version", target.runtime_version.is_some()),
        // Ollama runs a llama.cpp of its own, whose build its API does not report.
        ("engine build", target.runtime != Runtime::Ollama),
        ("digest", facts.digest.is_some()),
        ("file digest", facts.file_digest.is_some()),
        ("architecture", facts.architecture.is_some()),
        ("quantisation", facts.quantisation.is_some()),
        ("parameters", facts.parameters.is_some()),
        ("size", facts.size.is_some()),
        ("context trained", facts.context_trained.is_some()),
        ("context allocated", facts.context_allocated.is_some()),
        ("chat template", facts.template_digest.is_some()),
        ("slots", target.slots.is_some() || target.runtime == Runtime::Ollama),
        ("memory in use", facts.resident.is_some()),
        ("sampler beyond temperature and top-p", target.runtime != Runtime::OpenAi),
    ];
    target.unknown.extend(known.into_iter().filter(|(_, known)| !known).map(|(name, _)| name.to_owned()));
}
