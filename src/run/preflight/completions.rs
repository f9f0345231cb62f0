//! Queries llama-server and other OpenAI-compatible servers.
#![expect(clippy::disallowed_methods, reason = "a local model's file is read for its digest")]

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Checked, Diagnostic};
use crate::name::{Slug, last_part};
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{ModelFacts, Runtime};

use super::super::client::http::Client;
use super::super::connect::connect;
use super::super::target::TargetSpec;
use super::fault::{no_model, unreachable};
use super::prepared::{Prepared, is_loopback, target};
use super::reply::{count, simulation, template_digest, text};
use super::system;

/// Queries a llama-server.
pub(super) async fn prepare_llama_server(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let model = listed_model(spec, &client).await?;
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let Some(build) = text(&properties, "build_info") else {
        return Err(Diagnostic::error(format!("`{}` is not a llama-server: it reports no build", spec.url))
            .help(format!("for another kind of server: `openai:{}@{}`", spec.model, spec.url)));
    };
    let meta = model.get("meta").unwrap_or(&Value::Null);
    let facts = ModelFacts {
        quantisation: text(&properties, "model_ftype").or_else(|| text(meta, "ftype")),
        context_allocated: properties
            .get("default_generation_settings")
            .and_then(|all| count(all, "n_ctx"))
            .map(Tokens),
        file_digest: file_digest(spec, text(&properties, "model_path")).await,
        template_digest: text(&properties, "chat_template").as_deref().map(template_digest),
        ..facts_of(meta)
    };
    let mut target = target(spec, Runtime::LlamaCpp, Some(build), facts);
    target.slots = count(&properties, "total_slots");
    let served_as = text(&model, "id").unwrap_or_else(|| spec.model.clone());
    system::of_llama_server(&client, &served_as).await.apply_to(&mut target);
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings: Vec::new() })
}

/// Queries another OpenAI-compatible server. If it turns out to be a llama-server, warns: with this protocol it may
/// answer from its prompt cache.
pub(super) async fn prepare_openai(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let model = listed_model(spec, &client).await?;
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let warnings = match text(&properties, "build_info") {
        None => Vec::new(),
        Some(_) => vec![
            Diagnostic::warning(format!("`{}` is a llama-server and may answer from its prompt cache", spec.url))
                .help(format!("`llamacpp:{}@{}` turns the cache off", spec.model, spec.url)),
        ],
    };
    let facts = facts_of(model.get("meta").unwrap_or(&Value::Null));
    let mut target = target(spec, Runtime::OpenAi, None, facts);
    system::UNKNOWN.apply_to(&mut target);
    let served_as = text(&model, "id").unwrap_or_else(|| spec.model.clone());
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings })
}

/// The digest of the model's file, if the server runs on this machine and the file is readable. llama-server's API
/// reports no digest.
async fn file_digest(spec: &TargetSpec, path: Option<String>) -> Option<String> {
    let path = PathBuf::from(path.filter(|_| is_loopback(&spec.url))?);
    if !path.is_absolute() {
        return None;
    }
    tokio::task::spawn_blocking(move || sha256_of(&path)).await.ok()?
}

/// SHA-256 in hexadecimal. Reads in pieces, because models can be larger than memory.
fn sha256_of(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// What llama-server lists about a model in `meta`; other servers have no such object.
fn facts_of(meta: &Value) -> ModelFacts {
    ModelFacts {
        architecture: text(meta, "architecture"),
        quantisation: text(meta, "ftype"),
        parameters: count(meta, "n_params").map(Parameters),
        active_parameters: count(meta, "n_active_params").map(Parameters),
        size: count(meta, "size").map(Bytes),
        context_trained: count(meta, "n_ctx_train").map(Tokens),
        ..ModelFacts::default()
    }
}

/// The entry for the target's model in the server's list.
async fn listed_model(spec: &TargetSpec, client: &Client) -> Result<Value, Diagnostic> {
    let listed = client.get("/v1/models").await.map_err(|failure| unreachable(spec, &failure))?;
    let models = listed.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<&str> = models.iter().filter_map(|model| model.get("id")?.as_str()).collect();
    let named = |id: &&str| *id == spec.model || id.strip_suffix(":latest") == Some(spec.model.as_str());
    let found = ids.iter().position(named).or_else(|| match ids.as_slice() {
        // llama-server ignores the model's name in requests, and its own name for the model may be the path of the
        // file.
        [only] if is_file_of(only, &spec.model) => Some(0),
        _ => None,
    });
    match found.and_then(|index| models.get(index)) {
        Some(model) => Ok(model.clone()),
        None => {
            let shown: Vec<&str> = ids.iter().map(|id| last_part(id)).collect();
            Err(no_model(spec, &shown))
        }
    }
}

/// Whether a name refers to the model file at a path: `qwen3-8b` to `/models/Qwen3-8B-Q4_K_M.gguf`.
fn is_file_of(path: &str, name: &str) -> bool {
    let bare = |text: &str| Slug::from_text(text.trim_end_matches(".gguf"));
    let (stem, name) = (bare(last_part(path)), bare(name));
    stem == name || stem.as_str().strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha_256() {
        let file = tempfile::NamedTempFile::new().expect("there is room");
        // The digest of no bytes, as printed by `sha256sum /dev/null`.
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256_of(file.path()).as_deref(), Some(nothing));
        assert_eq!(sha256_of(Path::new("/no/such/file")), None);
    }

    #[test]
    fn the_beginning_of_a_files_name_refers_to_it() {
        let path = "/models/Qwen3-8B-Q4_K_M.gguf";
        assert!(
            is_file_of(path, "qwen3-8b") && is_file_of(path, "qwen3:8b") && is_file_of(path, "Qwen3-8B-Q4_K_M.gguf")
        );
        assert!(!is_file_of(path, "qwen3-80b") && !is_file_of(path, "8b"));
    }
}
