//! What Ollama says of itself and of a model, before and after it has loaded it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Checked, Diagnostic};
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{ModelFacts, Runtime, Settings};

use super::super::client::{Ask, Length};
use super::super::target::{OLLAMA_HERE, Protocol, TargetSpec};
use super::{Prepared, connect, count, digest_of, no_model, simulation, target, text, unreachable};

/// The mark of a model's file in what Ollama shows of it: `FROM .../blobs/sha256-<digest>`.
const BLOB: &str = "sha256-";
/// The most models in memory that are named.
const MOST_NAMED: usize = 12;
/// The most characters of a name that are shown.
const LONGEST_NAME: usize = 80;
/// Characters of a SHA-256 in hexadecimal.
const SHA256: usize = 64;

/// Asks an Ollama for a model.
pub(super) async fn prepare(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let version = client.get("/api/version").await.map_err(|failure| unreachable(spec, &failure))?;
    let tags = client.get("/api/tags").await.map_err(|failure| unreachable(spec, &failure))?;
    let models = tags.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = models.iter().find(|model| names(model, &spec.model)).ok_or_else(|| {
        let known: Vec<&str> = models.iter().filter_map(|model| model.get("name")?.as_str()).collect();
        no_model(spec, &known)
    })?;
    let shown = client
        .post("/api/show", &json!({ "model": spec.model }))
        .await
        .map_err(|failure| unreachable(spec, &failure))?;
    let remote = |entry: &Value| text(entry, "remote_host").or_else(|| text(entry, "remote_model")).is_some();
    if remote(listed) || remote(&shown) {
        return Err(Diagnostic::error(format!("`{}` runs in somebody's cloud, not on this server", spec.model))
            .help("offprint measures local models; pull one with `ollama pull MODEL`"));
    }
    let target = target(spec, Runtime::Ollama, text(&version, "version"), facts(listed, &shown));
    let (spec, served_as) = (spec.clone(), spec.model.clone());
    let value = Prepared { target, client, spec, served_as, simulation: simulation(&version) };
    Ok(Checked { value, warnings: Vec::new() })
}

/// Loads the model, looks at what Ollama then really holds, and lets go of it.
pub(super) async fn look_loaded(
    spec: &TargetSpec,
    prepared: &mut Prepared,
    settings: &Settings,
) -> Result<(), Diagnostic> {
    let ask = Ask { model: &spec.model, prompt: "", settings, length: Length::OneToken, limit: settings.timeout };
    prepared.client.load(&ask).await.map_err(|failure| {
        Diagnostic::error(format!("`{}` cannot load `{}`: {}", spec.url, spec.model, failure.message))
            .help(format!("does `ollama run {}` work?", spec.model))
    })?;
    let resident = prepared.client.get("/api/ps").await.map_err(|failure| unreachable(spec, &failure))?;
    let entries = resident.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(entry) = entries.iter().find(|entry| names(entry, &spec.model)) {
        let facts = &mut prepared.target.facts;
        facts.context_allocated = count(entry, "context_length").map(Tokens);
        facts.resident = count(entry, "size").map(Bytes);
        facts.resident_on_gpu = entry.get("size_vram").and_then(Value::as_u64).map(Bytes);
    }
    // A server that does not let go only keeps more in memory than it need: that is no reason not to measure.
    let _kept = prepared.client.unload(&spec.model).await;
    Ok(())
}

/// A warning for each Ollama that holds models in memory which are none of the run's: they share it with the one that is measured. To be
/// asked when the run's own have been let go of again.
pub(super) async fn other_residents(prepared: &[Prepared]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut seen = BTreeSet::new();
    let running = prepared.iter().filter(|one| one.spec.protocol == Protocol::Ollama && one.spec.serve.is_none());
    for one in running.filter(|one| seen.insert(one.spec.url.clone())) {
        let resident = one.client.get("/api/ps").await.unwrap_or(Value::Null);
        let entries = resident.get("models").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let of_run = |entry: &&Value| {
            !prepared.iter().any(|other| other.spec.url == one.spec.url && names(entry, &other.spec.model))
        };
        let others: Vec<&Value> = entries.iter().filter(of_run).collect();
        warnings.extend(shared_memory(&one.spec.url, &others));
    }
    warnings
}

/// The warning that others are in memory, with what lets go of them.
fn shared_memory(url: &str, others: &[&Value]) -> Option<Diagnostic> {
    let named: Vec<String> = others.iter().filter_map(|entry| text(entry, "name")).collect();
    let size = others.iter().filter_map(|entry| count(entry, "size")).fold(0, u64::saturating_add);
    if named.is_empty() {
        return None;
    }
    let host = if url == OLLAMA_HERE { String::new() } else { format!("OLLAMA_HOST={url} ") };
    let mut shown: Vec<String> = named.iter().take(MOST_NAMED).map(|name| format!("`{}`", one_line(name))).collect();
    if named.len() > MOST_NAMED {
        shown.push(format!("{} more", named.len() - MOST_NAMED));
    }
    let fault = Diagnostic::warning(format!(
        "`{url}` holds {} in memory, {} that the measured model has to do without",
        shown.join(", "),
        Bytes(size)
    ));
    let help = |fault: Diagnostic, name: &String| fault.help(format!("`{host}ollama stop {name}` lets go of it"));
    Some(named.iter().take(MOST_NAMED).filter(|name| is_plain(name)).fold(fault, help))
}

/// A server's word for a model, short enough for a line and in one.
fn one_line(name: &str) -> String {
    name.chars().take(LONGEST_NAME).map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Whether a server's word for a model can be offered as part of a command: nothing in it means anything to a shell.
fn is_plain(name: &str) -> bool {
    name.len() <= 200 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/@-".contains(&byte))
}

fn facts(listed: &Value, shown: &Value) -> ModelFacts {
    let details = shown.get("details").or_else(|| listed.get("details")).unwrap_or(&Value::Null);
    let info = shown.get("model_info").unwrap_or(&Value::Null);
    let architecture = text(info, "general.architecture").or_else(|| text(details, "family"));
    let trained = architecture.as_ref().and_then(|name| count(info, &format!("{name}.context_length")));
    let capabilities = shown.get("capabilities").and_then(Value::as_array);
    ModelFacts {
        digest: text(listed, "digest"),
        quantisation: text(details, "quantization_level"),
        parameters: count(info, "general.parameter_count")
            .or_else(|| parameters(&text(details, "parameter_size")?))
            .map(Parameters),
        active_parameters: count(info, "offprint.active_parameter_count").map(Parameters),
        size: count(listed, "size").map(Bytes),
        context_trained: trained.map(Tokens),
        context_allocated: None,
        file_digest: text(shown, "modelfile").as_deref().and_then(file_digest),
        template_digest: text(shown, "template").as_deref().map(digest_of),
        thinks: capabilities.map(|all| all.iter().any(|one| one == "thinking")),
        resident: None,
        resident_on_gpu: None,
        architecture,
    }
}

/// The digest of the model's file, as the name of the file gives it. A model with an adapter is another than its file's.
fn file_digest(modelfile: &str) -> Option<String> {
    if modelfile.lines().any(|line| line.starts_with("ADAPTER ")) {
        return None;
    }
    let from = modelfile.lines().find_map(|line| line.strip_prefix("FROM "))?;
    let digest = from.rsplit(BLOB).next()?.trim();
    let sound = from.contains(BLOB) && digest.len() == SHA256 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then(|| digest.to_owned())
}

/// Whether an entry is of this model; `:latest` may be left out.
fn names(entry: &Value, model: &str) -> bool {
    let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
    name == model || name.strip_suffix(":latest") == Some(model)
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
        assert!(names(&entry, "tiny") && names(&entry, "tiny:latest") && !names(&entry, "tin"));
    }

    #[test]
    fn the_digest_of_the_file_is_its_name() {
        let digest = "a".repeat(64);
        let plain = file_digest(&format!("# x\nFROM /models/blobs/sha256-{digest}\nTEMPLATE x"));
        assert_eq!(plain.as_ref(), Some(&digest));
        assert_eq!(file_digest("FROM /models/tiny.gguf"), None);
        assert_eq!(file_digest("FROM sha256-short"), None);
        assert_eq!(file_digest(&format!("FROM /models/blobs/sha256-{digest}\nADAPTER /models/blobs/sha256-x")), None);
    }
}
