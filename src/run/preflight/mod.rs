//! Before the first question: is the server there, does it have the model, can it hold what will be asked, and what does it say of itself?

mod completions;
mod ollama;

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Checked, CheckedResult, Diagnostic};
use crate::name::{Slug, TargetId};
use crate::quantity::Tokens;
use crate::record::{Failure, FailureKind, ModelFacts, Runtime, Settings, Simulation, Target};

use super::client::{self, http::Client};
use super::serve::{self, Served};
use super::target::{Protocol, Serve, TargetSpec};

/// A target that is ready to be asked.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is known of it; its id is made unique by [`super::plan::header`].
    pub target: Target,
    /// The connection; to a server that is started for its turn, only the kind of it.
    pub client: Client,
    /// How it was named, and how it is served.
    pub spec: TargetSpec,
    /// The model's name in requests, where the server's is another than the one typed.
    pub served_as: String,
    /// Present when the server says that it only pretends.
    pub simulation: Option<Simulation>,
}

/// A target whose turn it is: its server runs.
#[derive(Debug)]
pub(super) struct Open {
    /// The connection.
    pub(super) client: Client,
    served: Option<Served>,
}

impl Prepared {
    /// Opens the target for its turn: starts its server, if it is one of ours.
    pub(super) async fn open(&self) -> Result<Open, Diagnostic> {
        let Some(serve) = &self.spec.serve else {
            return Ok(Open { client: self.client.clone(), served: None });
        };
        let served = Served::start(&self.spec, serve).await?;
        Ok(Open { client: connect(&served.spec)?, served: Some(served) })
    }

    /// Ends its turn: stops its server, or makes one that loads on demand let go of the model. One that does not only keeps more in
    /// memory than it need.
    pub(super) async fn close(&self, open: Open) {
        let _kept = open.client.unload(&self.served_as).await;
        if let Some(served) = open.served {
            served.stop().await;
        }
    }
}

/// Asks all servers at once what they are, in the order of the targets; then, one after another, loads the models of those that load on
/// demand, to see whether the context is really to be had, and starts and stops those that are ours to start.
///
/// # Errors
/// Every target that cannot be asked: no server, no such model, a model that lives in somebody's cloud, a context that is too small.
pub async fn prepare_all(specs: &[TargetSpec], settings: &Settings) -> CheckedResult<Vec<Prepared>> {
    let asked = futures_util::future::join_all(specs.iter().map(async |spec| match spec.serve {
        None => prepare(spec).await.map(Some),
        Some(_) => Ok(None),
    }))
    .await;
    if asked.iter().any(Result::is_err) {
        return Err(asked.into_iter().filter_map(Result::err).collect());
    }
    let mut faults = Vec::new();
    let mut all = Checked { value: Vec::new(), warnings: Vec::new() };
    for (spec, asked) in specs.iter().zip(asked.into_iter().flatten()) {
        let looked = match (asked, &spec.serve) {
            (Some(checked), _) => look_closer(spec, checked, settings).await,
            (None, Some(serve)) => prepare_served(spec, serve, settings).await,
            (None, None) => continue,
        };
        match looked {
            Ok(checked) => {
                all.warnings.extend(checked.warnings);
                all.value.push(checked.value);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    all.warnings.extend(ollama::other_residents(&all.value).await);
    Ok(all)
}

/// Starts a server, asks it, and stops it again until its turn comes.
async fn prepare_served(
    spec: &TargetSpec,
    serve: &Serve,
    settings: &Settings,
) -> Result<Checked<Prepared>, Diagnostic> {
    let served = Served::start(spec, serve).await?;
    let looked = match prepare(&served.spec).await {
        Ok(checked) => look_closer(&served.spec, checked, settings).await,
        Err(fault) => Err(fault),
    };
    served.stop().await;
    let mut checked = looked?;
    let target = &mut checked.value.target;
    target.serve = serve::shown(&serve.command);
    // The port is another one each time.
    target.address = None;
    checked.value.spec = spec.clone();
    Ok(checked)
}

/// What can only be seen of one target at a time.
async fn look_closer(
    spec: &TargetSpec,
    mut checked: Checked<Prepared>,
    settings: &Settings,
) -> Result<Checked<Prepared>, Diagnostic> {
    let prepared = &mut checked.value;
    if spec.protocol == Protocol::Ollama {
        ollama::look_loaded(spec, prepared, settings).await?;
    }
    enough_context(spec, &prepared.target, settings)?;
    name_the_unknown(&mut prepared.target);
    Ok(checked)
}

async fn prepare(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    match spec.protocol {
        Protocol::Ollama => ollama::prepare(spec).await,
        Protocol::LlamaServer => completions::prepare_llama_server(spec).await,
        Protocol::OpenAi => completions::prepare_openai(spec).await,
    }
}

/// Whether a request gets the context that the suite asks for; nobody can tell where the server does not say.
fn enough_context(spec: &TargetSpec, target: &Target, settings: &Settings) -> Result<(), Diagnostic> {
    let Some(allocated) = target.facts.context_allocated.filter(|allocated| *allocated < settings.context) else {
        return Ok(());
    };
    let wanted = settings.context;
    let fault = Diagnostic::error(format!(
        "`{}` has a context of {allocated} tokens for a request, and the run asks for {wanted}",
        spec.model
    ));
    let trained = target.facts.context_trained.filter(|trained| *trained < wanted);
    Err(match (trained, target.runtime) {
        (Some(trained), _) => fault.help(format!(
            "it was trained for {trained}: leave it out, or give every target less, `--context {}`",
            trained.0
        )),
        (None, Runtime::LlamaCpp) => {
            let slots = target.slots.unwrap_or(1).max(1);
            let whole = Tokens(wanted.0.saturating_mul(slots)).0;
            fault.help(format!("start it with `-c {}  -np 1`, or with `-c {whole}` for its {slots} slots", wanted.0))
        }
        (None, _) => fault.help(format!("is there memory for it? `--context {}` asks for less", allocated.0)),
    })
}

/// Names what could not be found out.
fn name_the_unknown(target: &mut Target) {
    let facts = &target.facts;
    let known = [
        ("runtime version", target.runtime_version.is_some()),
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
    target.unknown = known.into_iter().filter(|(_, known)| !known).map(|(name, _)| name.to_owned()).collect();
}

fn target(spec: &TargetSpec, runtime: Runtime, runtime_version: Option<String>, facts: ModelFacts) -> Target {
    Target {
        id: TargetId::from(Slug::from_text(&format!("{} {}", spec.model, runtime.word()))),
        model: spec.model.clone(),
        runtime,
        runtime_version,
        slots: None,
        address: Some(spec.url.clone()).filter(|url| is_here(url)),
        identity: spec.identity.clone().or_else(|| facts.file_digest.clone()),
        serve: Vec::new(),
        facts,
        unknown: Vec::new(),
    }
}

/// Whether an address is this machine's own.
fn is_here(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The fault of asking for a model that the server does not list.
fn no_model(spec: &TargetSpec, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error(format!("`{}` has no model `{}`", spec.url, spec.model));
    let fault = match known {
        [] => fault.help("it has no models at all"),
        known => fault.help(format!("it has {}", shortened(known))),
    };
    fault.hinted(&spec.model, known.iter().copied())
}

fn shortened(names: &[&str]) -> String {
    const MOST: usize = 12;
    let shown = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{shown} and {} more", names.len() - MOST) } else { shown }
}

/// A connection to a target's server, by its protocol.
pub(super) fn connect(spec: &TargetSpec) -> Result<Client, Diagnostic> {
    let protocol: Arc<dyn client::Protocol> = match spec.protocol {
        Protocol::Ollama => Arc::new(client::Ollama),
        Protocol::LlamaServer => Arc::new(client::LlamaServer),
        Protocol::OpenAi => Arc::new(client::OpenAi),
    };
    Client::new(&spec.url, protocol)
        .map_err(|error| Diagnostic::error(format!("cannot speak to `{}`: {error}", spec.url)))
}

fn unreachable(spec: &TargetSpec, failure: &Failure) -> Diagnostic {
    let fault = Diagnostic::error(format!("cannot reach `{}` for `{}`: {}", spec.url, spec.model, failure.message));
    match (failure.kind, spec.protocol) {
        (FailureKind::Transport, Protocol::Ollama) => {
            fault.help("is Ollama running? `ollama serve` starts it; `ollama:MODEL@URL` names another address")
        }
        (FailureKind::Transport, _) => {
            fault.help("is the server running? `llama-server -m MODEL.gguf --port 8080` starts llama.cpp's")
        }
        _ => fault.help("something answers there, but not as such a server does: is the address right?"),
    }
}

/// What a pretended server says of itself.
fn simulation(reply: &Value) -> Option<Simulation> {
    let said = reply.get("simulated")?;
    Some(Simulation { compression: said.get("compression")?.as_f64()?, seed: said.get("seed")?.as_u64()? })
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn count(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(Value::as_u64).filter(|count| *count > 0)
}

/// The digest of a chat template.
fn digest_of(template: &str) -> String {
    blake3::hash(template.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_named() {
        for here in ["http://127.0.0.1:11434", "http://localhost:8080", "http://[::1]:8080"] {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in ["http://192.168.1.7:11434", "http://mac-of-anna.local:8080", "nothing"] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }
}
