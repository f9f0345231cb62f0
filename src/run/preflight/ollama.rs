//! Queries Ollama about itself and a model, before and after it has loaded the model.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::limits;
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{ModelFacts, Runtime, Settings};

use super::super::client::{ChatRequest, Length};
use super::super::connect::connect;
use super::super::naming::{Meaning, meaning};
use super::super::target::{DEFAULT_OLLAMA_URL, Protocol, TargetSpec};
use super::experts;
use super::fault::{no_model, not_as_expected, one_line, other_server, several_models};
use super::prepared::{Prepared, target};
use super::recognise::is_emulated;
use super::reply::{count, count_or_zero, simulation, template_digest, text};
use super::system;

/// The prefix of a digest in the file names of Ollama's blobs: `FROM .../blobs/sha256-<digest>`.
const BLOB_PREFIX: &str = "sha256-";
/// The most loaded models that a warning lists.
const MAX_LISTED: usize = 12;
/// The length of a SHA-256 in hexadecimal.
const SHA256_LENGTH: usize = 64;

/// Queries an Ollama for a model.
pub(super) async fn prepare(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let version = match client.query("/api/version").await {
        Ok(version) if text(&version, "version").is_some() && !is_emulated(&client).await => version,
        Ok(_) => return Err(other_server(spec, &client).await),
        Err(trouble) => return Err(not_as_expected(spec, &client, &trouble).await),
    };
    let tags = match client.query("/api/tags").await {
        Ok(tags) => tags,
        Err(trouble) => return Err(not_as_expected(spec, &client, &trouble).await),
    };
    let models = tags.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let known: Vec<&str> = models.iter().filter_map(|model| model.get("name")?.as_str()).collect();
    let served_as = match meaning(&spec.model, &known) {
        Meaning::One(name) => name.to_owned(),
        Meaning::Several(names) => return Err(several_models(spec, &names)),
        Meaning::Unknown => return Err(no_model(spec, &known)),
    };
    let listed = models.iter().find(|model| is_entry_of(model, &served_as)).unwrap_or(&Value::Null);
    let shown = match client.query_with("/api/show", &json!({ "model": served_as })).await {
        Ok(shown) => shown,
        Err(trouble) => return Err(not_as_expected(spec, &client, &trouble).await),
    };
    // `remote_host` and `remote_model` mark models that run on another host and are only listed here.
    let remote = |entry: &Value| text(entry, "remote_host").or_else(|| text(entry, "remote_model")).is_some();
    if remote(listed) || remote(&shown) {
        return Err(Diagnostic::error(Code::CLOUD_MODEL, format!("`{}` is a cloud model", spec.model))
            .help("offprint measures local models: pull one with `ollama pull MODEL`"));
    }
    let mut target = target(spec, &served_as, Runtime::Ollama, text(&version, "version"), facts(listed, &shown));
    system::of_ollama(&shown).apply_to(&mut target);
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&version) };
    Ok(Checked { value, warnings: Vec::new() })
}

/// Loads the model, records what Ollama has allocated for it, and unloads it. Only `/api/ps` reports the context that
/// was really allocated, and how much of the model is on the GPU:
/// <https://github.com/ollama/ollama/blob/main/docs/api.md#list-running-models>.
pub(super) async fn inspect_loaded(
    spec: &TargetSpec,
    prepared: &mut Prepared,
    settings: &Settings,
) -> Result<(), Diagnostic> {
    let model = prepared.served_as.clone();
    let request = ChatRequest {
        model: &model,
        prompt: "",
        head: None,
        settings,
        length: Length::OneToken,
        limit: settings.timeout,
    };
    prepared.client.load(&request).await.map_err(|failure| {
        Diagnostic::error(Code::CANNOT_LOAD, format!("`{}` cannot load `{model}`: {}", spec.address, failure.message))
            .help(format!("does `ollama run {model}` work?"))
    })?;
    let resident = match prepared.client.query("/api/ps").await {
        Ok(resident) => resident,
        Err(trouble) => return Err(not_as_expected(spec, &prepared.client, &trouble).await),
    };
    let entries = resident.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(entry) = entries.iter().find(|entry| is_entry_of(entry, &model)) {
        let facts = &mut prepared.target.facts;
        facts.context_allocated = count(entry, "context_length").map(Tokens);
        facts.resident = count(entry, "size").map(Bytes);
        facts.resident_on_gpu = count_or_zero(entry, "size_vram").map(Bytes);
    }
    // A model that stays loaded takes memory from the next one, but that does not prevent a measurement.
    let unloaded = prepared.client.unload(&model).await;
    // The cache is in the process that serves the loaded model.
    prepared.target.started_anew = unloaded.is_ok();
    Ok(())
}

/// A warning for each Ollama that has models loaded that are not part of the run: the measured model has less memory
/// then. Must be called after the run's own models were unloaded.
pub(super) async fn other_loaded_models(prepared: &[Prepared]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut seen = BTreeSet::new();
    let running = prepared.iter().filter(|one| one.spec.protocol == Protocol::Ollama && one.spec.serve.is_none());
    for one in running.filter(|one| seen.insert(one.spec.address.to_string())) {
        let resident = one.client.get("/api/ps").await.unwrap_or(Value::Null);
        let entries = resident.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_other = |entry: &&Value| {
            !prepared.iter().any(|other| other.spec.address == one.spec.address && is_entry_of(entry, &other.served_as))
        };
        let others: Vec<&Value> = entries.iter().filter(is_other).collect();
        warnings.extend(shared_memory(&one.spec.address.to_string(), &others));
    }
    warnings
}

/// The warning that other models are loaded, with the commands that unload them.
fn shared_memory(url: &str, others: &[&Value]) -> Option<Diagnostic> {
    let named: Vec<String> = others.iter().filter_map(|entry| text(entry, "name")).collect();
    let size = others.iter().filter_map(|entry| count(entry, "size")).fold(0, u64::saturating_add);
    if named.is_empty() {
        return None;
    }
    let host = if url == DEFAULT_OLLAMA_URL { String::new() } else { format!("OLLAMA_HOST={url} ") };
    let mut shown: Vec<String> = named.iter().take(MAX_LISTED).map(|name| format!("`{}`", one_line(name))).collect();
    if named.len() > MAX_LISTED {
        shown.push(format!("{} more", named.len() - MAX_LISTED));
    }
    let fault = Diagnostic::warning(
        Code::OTHER_MODELS,
        format!(
            "`{url}` has {} loaded; the measured model cannot use {} {} of memory",
            shown.join(", "),
            if named.len() == 1 { "its" } else { "their" },
            Bytes(size)
        ),
    );
    let help = |fault: Diagnostic, name: &String| fault.help(format!("`{host}ollama stop {name}` unloads it"));
    Some(named.iter().take(MAX_LISTED).filter(|name| is_plain(name)).fold(fault, help))
}

/// Whether a name reported by a server can be part of a suggested command: it contains nothing that is special to a
/// shell.
fn is_plain(name: &str) -> bool {
    name.len() <= 200 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/@-".contains(&byte))
}

fn facts(listed: &Value, shown: &Value) -> ModelFacts {
    let details = shown.get("details").or_else(|| listed.get("details")).unwrap_or(&Value::Null);
    let info = shown.get("model_info").unwrap_or(&Value::Null);
    let architecture = text(info, "general.architecture").or_else(|| text(details, "family"));
    let trained = architecture.as_ref().and_then(|name| count(info, &format!("{name}.context_length")));
    let capabilities = shown.get("capabilities").and_then(Value::as_array);
    let all = count(info, "general.parameter_count");
    let active = || experts::active_parameters(info, architecture.as_ref()?, all?);
    ModelFacts {
        digest: text(listed, "digest"),
        quantisation: text(details, "quantization_level"),
        parameters: all.or_else(|| parameters(&text(details, "parameter_size")?)).map(Parameters),
        active_parameters: count(info, "offprint.active_parameter_count").or_else(active).map(Parameters),
        size: count(listed, "size").map(Bytes),
        context_trained: trained.map(Tokens),
        context_allocated: None,
        file_digest: text(shown, "modelfile").as_deref().and_then(file_digest),
        template_digest: text(shown, "template").as_deref().map(template_digest),
        thinks: capabilities.map(|all| all.iter().any(|one| one == "thinking")),
        resident: None,
        resident_on_gpu: None,
        architecture,
    }
}

/// The digest of the model's file, from the file's name. A model with an adapter is not the same as its file.
fn file_digest(modelfile: &str) -> Option<String> {
    if modelfile.lines().any(|line| line.starts_with("ADAPTER ")) {
        return None;
    }
    let from = modelfile.lines().find_map(|line| line.strip_prefix("FROM "))?;
    let digest = from.rsplit(BLOB_PREFIX).next()?.trim();
    let sound = from.contains(BLOB_PREFIX)
        && digest.len() == SHA256_LENGTH
        && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then(|| digest.to_owned())
}

/// Whether an entry describes this model. Ollama appends `:latest` to a name without a tag.
fn is_entry_of(entry: &Value, model: &str) -> bool {
    let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
    name == model || name.strip_suffix(":latest") == Some(model)
}

/// Parses Ollama's rounded parameter counts: `7.6B`, `362M`.
fn parameters(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        'B' => 1e9,
        'M' => 1e6,
        'K' => 1e3,
        _ => return None,
    };
    let number: f64 = text[..text.len() - 1].parse().ok()?;
    // The conversion saturates: an infinite or overflowing number is beyond the limit, and NaN is 0.
    let count = (number * unit) as u64;
    (1..=limits::COUNT).contains(&count).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_parameter_counts_are_parsed() {
        assert_eq!(parameters("7.6B"), Some(7_600_000_000));
        assert_eq!(parameters("2.80M"), Some(2_800_000));
        assert_eq!(parameters(""), None);
        assert_eq!(parameters("large"), None);
        for beyond in ["infB", "1e300B", "NaNB", "-7B", "0.0000000001B"] {
            assert_eq!(parameters(beyond), None, "{beyond}");
        }
    }

    #[test]
    fn latest_may_be_left_out() {
        let entry = json!({ "name": "tiny:latest" });
        assert!(is_entry_of(&entry, "tiny") && is_entry_of(&entry, "tiny:latest") && !is_entry_of(&entry, "tin"));
    }

    #[test]
    fn the_digest_is_in_the_files_name() {
        let digest = "a".repeat(64);
        let plain = file_digest(&format!("# x\nFROM /models/blobs/sha256-{digest}\nTEMPLATE x"));
        assert_eq!(plain.as_ref(), Some(&digest));
        assert_eq!(file_digest("FROM /models/tiny.gguf"), None);
        assert_eq!(file_digest("FROM sha256-short"), None);
        assert_eq!(file_digest(&format!("FROM /models/blobs/sha256-{digest}\nADAPTER /models/blobs/sha256-x")), None);
    }
}
