//! Ollama's protocol, as far as a benchmark needs it. The shapes follow recordings of version 0.33.0-rc2.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::answer::{Generation, generate};
use super::disguise;
use super::fault::{FaultKind, REFUSAL};
use super::models::Model;
use super::request::{DEFAULT_SYSTEM, IncomingRequest};
use super::state::{ServerState, Shared, VERSION};
use super::stream::TimedChunk;

/// The context without `num_ctx`, in tokens: Ollama's default below 24 GiB of graphics memory.
const DEFAULT_CONTEXT: u64 = 4096;
/// The context for which every model was trained, in tokens.
pub(super) const TRAINED_CONTEXT: u64 = 131_072;

/// The routes.
pub(super) fn routes() -> Router<Arc<ServerState>> {
    Router::new()
        .route("/", get(|| async { "Ollama is running" }))
        .route("/api/version", get(version))
        .route("/api/tags", get(tags))
        .route("/api/ps", get(loaded))
        .route("/api/show", post(show))
        .route("/api/chat", post(chat))
}

async fn version(State(state): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "version": VERSION, "simulated": state.declaration() }))
}

async fn tags(State(state): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "models": state.models.iter().map(entry).collect::<Vec<_>>() }))
}

/// The loaded models, each with its context.
async fn loaded(State(state): Shared) -> axum::Json<Value> {
    let loaded = state.history().loaded.clone();
    let entry = |(name, context): (String, u64)| {
        let mut entry = entry(state.model(&name)?);
        entry["context_length"] = json!(context);
        entry["size_vram"] = entry["size"].clone();
        Some(entry)
    };
    axum::Json(json!({ "models": loaded.into_iter().filter_map(entry).collect::<Vec<_>>() }))
}

fn entry(model: &Model) -> Value {
    json!({
        "name": model.name,
        "model": model.name,
        "size": size(model),
        "digest": blake3::hash(model.name.as_bytes()).to_hex().as_str(),
        "details": details(model),
    })
}

fn details(model: &Model) -> Value {
    json!({
        "format": "gguf",
        "family": model.name.split(':').next().unwrap_or_default(),
        "parameter_size": format!("{:.1}B", model.billions),
        "quantization_level": "Q4_K_M",
    })
}

/// The size of the file in bytes, at 4.85 bits per weight as in Q4_K_M.
pub(super) fn size(model: &Model) -> u64 {
    (model.billions * 1e9 * 4.85 / 8.0) as u64
}

async fn show(State(state): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "unexpected EOF");
    };
    let Some(model) = request["model"].as_str().and_then(|name| state.model(name)) else {
        return no_model(&request["model"]);
    };
    let architecture = if model.active_billions.is_some() { "treemoe" } else { "tree" };
    let mut capabilities = vec!["completion"];
    capabilities.extend(model.thinking.map(|_| "thinking"));
    axum::Json(json!({
        "details": details(model),
        "model_info": {
            "general.architecture": architecture,
            "general.parameter_count": (model.billions * 1e9) as u64,
            "offprint.active_parameter_count": (model.active_billions.unwrap_or(model.billions) * 1e9) as u64,
            format!("{architecture}.context_length"): TRAINED_CONTEXT,
        },
        "capabilities": capabilities,
        "system": DEFAULT_SYSTEM,
        "template": "{{ if .System }}<|system|>\n{{ .System }}\n{{ end }}<|user|>\n{{ .Prompt }}\n<|assistant|>\n",
    }))
    .into_response()
}

async fn chat(State(state): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "unexpected EOF");
    };
    let Some(model) = request["model"].as_str().and_then(|name| state.model(name)) else {
        return no_model(&request["model"]);
    };
    if request["keep_alive"] == 0 {
        let mut history = state.history();
        history.loaded.remove(&model.name);
        history.caches.remove(&model.name);
        return done(model, "unload");
    }
    // A larger `num_ctx` than the model was trained for is silently reduced.
    let context = request["options"]["num_ctx"].as_u64().unwrap_or(DEFAULT_CONTEXT).min(TRAINED_CONTEXT);
    state.history().loaded.insert(model.name.clone(), context);
    if request["messages"].as_array().is_none_or(Vec::is_empty) {
        return done(model, "load");
    }
    let incoming = IncomingRequest::read(&request, &request["options"]["num_predict"]);
    let fault = state.next_fault(model, &incoming);
    if fault == Some(FaultKind::Loading) {
        return error(StatusCode::SERVICE_UNAVAILABLE, "Loading model");
    }
    if fault == Some(FaultKind::Refusal) {
        return error(StatusCode::UNPROCESSABLE_ENTITY, REFUSAL);
    }
    // Counted in full all the same, as Ollama does.
    let cached = state.cached_tokens(model, &incoming);
    let mut generation = generate(&state, model, model.ollama, incoming, cached);
    disguise::change_generation(fault, &mut generation);
    let chunks = disguise::change_reply(fault, chunks(&state, &model.name, &generation), false);
    let body = state.body(chunks, fault, |message| format!("{}\n", json!({ "error": message })));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

/// The reply to a request that only loads or unloads. Like Ollama's, it has no durations:
/// <https://github.com/ollama/ollama/issues/9275>.
fn done(model: &Model, reason: &str) -> Response {
    axum::Json(json!({
        "model": model.name,
        "message": { "role": "assistant", "content": "" },
        "done": true,
        "done_reason": reason,
    }))
    .into_response()
}

/// The reply's lines: thinking, answer, and the statistics, in nanoseconds of real (compressed) time.
fn chunks(state: &ServerState, model: &str, generated: &Generation) -> Vec<TimedChunk> {
    let line = |message: Value| format!("{}\n", json!({ "model": model, "message": message, "done": false }));
    let thinking =
        generated.thinking.iter().map(|piece| line(json!({ "role": "assistant", "content": "", "thinking": piece })));
    let answer = generated.pieces.iter().map(|piece| line(json!({ "role": "assistant", "content": piece })));
    let token = state.real(generated.token);
    let mut chunks: Vec<TimedChunk> = thinking.chain(answer).map(|line| TimedChunk::send(token, line)).collect();
    let before = state.real(generated.overhead + generated.prompt);
    if let Some(first) = chunks.first_mut() {
        first.wait = before;
    }
    // `eval_duration` covers the tokens after the first.
    let generation = token * u32::try_from(chunks.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let done = json!({
        "model": model,
        "message": { "role": "assistant", "content": "" },
        "done": true,
        "done_reason": if generated.cut { "length" } else { "stop" },
        "total_duration": nanoseconds(before + generation),
        // Not 0 when the model is loaded already: it includes scheduling
        // (https://github.com/ollama/ollama/issues/12443).
        "load_duration": nanoseconds(state.real(0.0005)),
        "prompt_eval_count": generated.prompt_tokens,
        "prompt_eval_duration": nanoseconds(state.real(generated.prompt)),
        "eval_count": generated.tokens(),
        "eval_duration": nanoseconds(generation),
    });
    chunks.push(TimedChunk::send(Duration::ZERO, format!("{done}\n")));
    chunks
}

fn no_model(name: &Value) -> Response {
    error(StatusCode::NOT_FOUND, &format!("model '{}' not found", name.as_str().unwrap_or_default()))
}

fn error(status: StatusCode, message: &str) -> Response {
    (status, axum::Json(json!({ "error": message }))).into_response()
}
