//! What llama-server and other servers of the OpenAI protocol say of themselves.
#![expect(clippy::disallowed_methods, reason = "the file of a model on this machine is read for its digest")]

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
use super::super::target::TargetSpec;
use super::{Prepared, connect, count, digest_of, is_here, no_model, simulation, target, text, unreachable};

/// Asks a llama-server.
pub(super) async fn prepare_llama_server(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let model = listed_model(spec, &client).await?;
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let Some(build) = text(&properties, "build_info") else {
        return Err(Diagnostic::error(format!("`{}` is no llama-server: it does not say which build it is", spec.url))
            .help(format!("for any other server: `openai:{}@{}`", spec.model, spec.url)));
    };
    let meta = model.get("meta").unwrap_or(&Value::Null);
    let facts = ModelFacts {
        quantisation: text(&properties, "model_ftype").or_else(|| text(meta, "ftype")),
        context_allocated: properties
            .get("default_generation_settings")
            .and_then(|all| count(all, "n_ctx"))
            .map(Tokens),
        file_digest: file_digest(spec, text(&properties, "model_path")).await,
        template_digest: text(&properties, "chat_template").as_deref().map(digest_of),
        ..facts_of(meta)
    };
    let mut target = target(spec, Runtime::LlamaCpp, Some(build), facts);
    target.slots = count(&properties, "total_slots");
    let served_as = text(&model, "id").unwrap_or_else(|| spec.model.clone());
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings: Vec::new() })
}

/// Asks any other server. That it is a llama-server after all is a warning: this way it may answer from its prompt cache.
pub(super) async fn prepare_openai(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let model = listed_model(spec, &client).await?;
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let warnings = match text(&properties, "build_info") {
        None => Vec::new(),
        Some(_) => vec![
            Diagnostic::warning(format!("`{}` is a llama-server, and may answer from its prompt cache", spec.url))
                .help(format!("`llamacpp:{}@{}` asks it without", spec.model, spec.url)),
        ],
    };
    let facts = facts_of(model.get("meta").unwrap_or(&Value::Null));
    let target = target(spec, Runtime::OpenAi, None, facts);
    let served_as = text(&model, "id").unwrap_or_else(|| spec.model.clone());
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings })
}

/// The digest of a model's file, where the server is on this machine and the file can be read.
async fn file_digest(spec: &TargetSpec, path: Option<String>) -> Option<String> {
    let path = PathBuf::from(path.filter(|_| is_here(&spec.url))?);
    if !path.is_absolute() {
        return None;
    }
    tokio::task::spawn_blocking(move || sha256_of(&path)).await.ok()?
}

/// SHA-256 in hexadecimal, read in pieces: models are larger than memory.
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

/// What llama-server lists of a model; others list nothing.
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

async fn listed_model(spec: &TargetSpec, client: &Client) -> Result<Value, Diagnostic> {
    let listed = client.get("/v1/models").await.map_err(|failure| unreachable(spec, &failure))?;
    let models = listed.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<&str> = models.iter().filter_map(|model| model.get("id")?.as_str()).collect();
    let named = |id: &&str| *id == spec.model || id.strip_suffix(":latest") == Some(spec.model.as_str());
    let found = ids.iter().position(named).or_else(|| match ids.as_slice() {
        // A server of one model answers to any name; its own may be the path of a file.
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

/// Whether the path of a model's file is meant by a name: `/models/Qwen3-8B-Q4_K_M.gguf` by `qwen3-8b`.
fn is_file_of(path: &str, name: &str) -> bool {
    let bare = |text: &str| Slug::from_text(text.trim_end_matches(".gguf"));
    let (stem, name) = (bare(last_part(path)), bare(name));
    stem == name || stem.as_str().strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_digest_that_others_give_it() {
        let file = tempfile::NamedTempFile::new().expect("there is room");
        // FIPS 180-4 gives no message of zero bytes; `sha256sum /dev/null` does.
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256_of(file.path()).as_deref(), Some(nothing));
        assert_eq!(sha256_of(Path::new("/no/such/file")), None);
    }

    #[test]
    fn a_file_is_meant_by_the_beginning_of_its_name() {
        let path = "/models/Qwen3-8B-Q4_K_M.gguf";
        assert!(
            is_file_of(path, "qwen3-8b") && is_file_of(path, "qwen3:8b") && is_file_of(path, "Qwen3-8B-Q4_K_M.gguf")
        );
        assert!(!is_file_of(path, "qwen3-80b") && !is_file_of(path, "8b"));
    }
}
