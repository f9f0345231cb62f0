//! Before the first question: is the server there, does it have the model, and what does it say of itself?

use std::sync::Arc;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::name::{Slug, TargetId};
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{Failure, FailureKind, ModelFacts, Runtime, Simulation, Target};

use super::client::http::Client;
use super::client::{Ollama, OpenAi};
use super::target::{Protocol, TargetSpec};

/// A target that is ready to be asked.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is known of it; its id is made unique by [`super::plan::header`].
    pub target: Target,
    /// The connection.
    pub client: Client,
    /// Whether the model thinks unless told not to.
    pub thinks: bool,
    /// Present when the server says that it only pretends.
    pub simulation: Option<Simulation>,
}

/// Asks all servers at once what they are, in the order of the targets.
///
/// # Errors
/// Every target that cannot be asked: no server, no such model, a model that lives in somebody's cloud.
pub async fn prepare_all(specs: &[TargetSpec]) -> Result<Vec<Prepared>, Vec<Diagnostic>> {
    let asked = futures_util::future::join_all(specs.iter().map(prepare)).await;
    let (ready, faults): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    if faults.is_empty() {
        Ok(ready.into_iter().flatten().collect())
    } else {
        Err(faults.into_iter().filter_map(Result::err).collect())
    }
}

async fn prepare(spec: &TargetSpec) -> Result<Prepared, Diagnostic> {
    let connect = |protocol| {
        Client::new(&spec.url, protocol)
            .map_err(|error| Diagnostic::error(format!("cannot speak to `{}`: {error}", spec.url)))
    };
    match spec.protocol {
        Protocol::Ollama => ollama(spec, connect(Arc::new(Ollama))?).await,
        Protocol::OpenAi => openai(spec, connect(Arc::new(OpenAi))?).await,
    }
}

async fn ollama(spec: &TargetSpec, client: Client) -> Result<Prepared, Diagnostic> {
    let version = client.get("/api/version").await.map_err(|failure| unreachable(spec, &failure))?;
    let tags = client.get("/api/tags").await.map_err(|failure| unreachable(spec, &failure))?;
    let models = tags.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = find_model(spec, models, "name")?;
    if listed.get("remote_host").is_some_and(|host| !host.is_null()) {
        return Err(Diagnostic::error(format!("`{}` runs in somebody's cloud, not on this server", spec.model))
            .help("offprint measures local models; pull one with `ollama pull MODEL`"));
    }
    let shown = client
        .post("/api/show", &json!({ "model": spec.model }))
        .await
        .map_err(|failure| unreachable(spec, &failure))?;
    let resident = client.get("/api/ps").await.unwrap_or(Value::Null);
    let facts = ollama_facts(spec, listed, &shown, &resident);
    let capabilities = shown.get("capabilities").and_then(Value::as_array);
    let thinks = capabilities.is_some_and(|all| all.iter().any(|one| one == "thinking"));
    Ok(Prepared {
        target: target(spec, Runtime::Ollama, text(&version, "version"), facts),
        client,
        thinks,
        simulation: simulation(&version),
    })
}

fn ollama_facts(spec: &TargetSpec, listed: &Value, shown: &Value, resident: &Value) -> ModelFacts {
    let details = shown.get("details").or_else(|| listed.get("details")).unwrap_or(&Value::Null);
    let info = shown.get("model_info").unwrap_or(&Value::Null);
    let architecture = text(info, "general.architecture").or_else(|| text(details, "family"));
    let trained = architecture.as_ref().and_then(|name| count(info, &format!("{name}.context_length")));
    let running = resident
        .get("models")
        .and_then(Value::as_array)
        .and_then(|all| all.iter().find(|one| names(one, "name", &spec.model)));
    ModelFacts {
        digest: text(listed, "digest"),
        quantisation: text(details, "quantization_level"),
        parameters: count(info, "general.parameter_count")
            .or_else(|| parameters(&text(details, "parameter_size")?))
            .map(Parameters),
        active_parameters: count(info, "offprint.active_parameter_count").map(Parameters),
        size: count(listed, "size").map(Bytes),
        context_trained: trained.map(Tokens),
        context_allocated: running.and_then(|one| count(one, "context_length")).map(Tokens),
        architecture,
    }
}

async fn openai(spec: &TargetSpec, client: Client) -> Result<Prepared, Diagnostic> {
    let listed = client.get("/v1/models").await.map_err(|failure| unreachable(spec, &failure))?;
    let models = listed.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let model = find_model(spec, models, "id")?;
    // Only llama-server has `/props`; its absence tells the others apart.
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let build = text(&properties, "build_info");
    let runtime = if build.is_some() { Runtime::LlamaCpp } else { Runtime::OpenAi };
    let meta = model.get("meta").unwrap_or(&Value::Null);
    let facts = ModelFacts {
        digest: None,
        architecture: text(meta, "architecture"),
        quantisation: text(&properties, "model_ftype").or_else(|| text(meta, "ftype")),
        parameters: count(meta, "n_params").map(Parameters),
        active_parameters: count(meta, "n_active_params").map(Parameters),
        size: count(meta, "size").map(Bytes),
        context_trained: count(meta, "n_ctx_train").map(Tokens),
        context_allocated: properties
            .get("default_generation_settings")
            .and_then(|all| count(all, "n_ctx"))
            .map(Tokens),
    };
    Ok(Prepared {
        target: target(spec, runtime, build, facts),
        client,
        thinks: false,
        simulation: simulation(&properties),
    })
}

fn target(spec: &TargetSpec, runtime: Runtime, runtime_version: Option<String>, facts: ModelFacts) -> Target {
    let fact = |name: &str, known: bool| (!known).then(|| name.to_owned());
    let unknown = [
        fact("runtime version", runtime_version.is_some()),
        fact("digest", facts.digest.is_some()),
        fact("architecture", facts.architecture.is_some()),
        fact("quantisation", facts.quantisation.is_some()),
        fact("parameters", facts.parameters.is_some()),
        fact("size", facts.size.is_some()),
        fact("context trained", facts.context_trained.is_some()),
        fact("context allocated", facts.context_allocated.is_some()),
    ];
    Target {
        id: TargetId::from(Slug::from_text(&format!("{} {}", spec.model, runtime.word()))),
        model: spec.model.clone(),
        runtime,
        runtime_version,
        facts,
        unknown: unknown.into_iter().flatten().collect(),
    }
}

/// The entry of the model among those that the server lists.
fn find_model<'a>(spec: &TargetSpec, models: &'a [Value], key: &str) -> Result<&'a Value, Diagnostic> {
    if let Some(found) = models.iter().find(|model| names(model, key, &spec.model)) {
        return Ok(found);
    }
    let known: Vec<&str> = models.iter().filter_map(|model| model.get(key)?.as_str()).collect();
    let fault = Diagnostic::error(format!("`{}` has no model `{}`", spec.url, spec.model));
    let fault = match known.as_slice() {
        [] => fault.help("it has no models at all"),
        known => fault.help(format!("it has {}", shortened(known))),
    };
    Err(match did_you_mean(&spec.model, known.iter().copied()) {
        Some(hint) => fault.help(hint),
        None => fault,
    })
}

/// Whether an entry is of this model; Ollama's `:latest` may be left out.
fn names(entry: &Value, key: &str, model: &str) -> bool {
    let name = entry.get(key).and_then(Value::as_str).unwrap_or_default();
    name == model || name.strip_suffix(":latest") == Some(model)
}

fn shortened(names: &[&str]) -> String {
    const MOST: usize = 12;
    let shown = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{shown} and {} more", names.len() - MOST) } else { shown }
}

fn unreachable(spec: &TargetSpec, failure: &Failure) -> Diagnostic {
    let fault = Diagnostic::error(format!("cannot reach `{}` for `{}`: {}", spec.url, spec.model, failure.message));
    match (failure.kind, spec.protocol) {
        (FailureKind::Transport, Protocol::Ollama) => {
            fault.help("is Ollama running? `ollama serve` starts it; `ollama:MODEL@URL` names another address")
        }
        (FailureKind::Transport, Protocol::OpenAi) => {
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

/// Ollama's rounded sizes: `7.6B`, `362M`.
fn parameters(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        'B' => 1e9,
        'M' => 1e6,
        'K' => 1e3,
        _ => return None,
    };
    let number: f64 = text[..text.len() - 1].parse().ok()?;
    (number > 0.0).then_some((number * unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_sizes_are_read() {
        assert_eq!(parameters("7.6B"), Some(7_600_000_000));
        assert_eq!(parameters("2.80M"), Some(2_800_000));
        assert_eq!(parameters(""), None);
        assert_eq!(parameters("large"), None);
    }

    #[test]
    fn latest_may_be_left_out() {
        let entry = json!({ "name": "tiny:latest" });
        assert!(names(&entry, "name", "tiny") && names(&entry, "name", "tiny:latest") && !names(&entry, "name", "tin"));
    }
}
