//! Ollama's protocol, as far as a benchmark uses it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::answer::{Performance, perform};
use super::models::Model;
use super::stream::{Frame, play};
use super::{VERSION, World};

type Shared = State<Arc<World>>;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(|| async { "Ollama is running" }))
        .route("/api/version", get(version))
        .route("/api/tags", get(tags))
        .route("/api/ps", get(tags))
        .route("/api/show", post(show))
        .route("/api/chat", post(chat))
}

async fn version(State(world): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "version": VERSION, "simulated": world.confession() }))
}

async fn tags(State(world): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "models": world.models.iter().map(entry).collect::<Vec<_>>() }))
}

fn entry(model: &Model) -> Value {
    json!({
        "name": model.name,
        "model": model.name,
        "size": size(model),
        "digest": blake3::hash(model.name.as_bytes()).to_hex().as_str(),
        "details": details(model),
        "context_length": 32_768,
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

/// Bytes of the file, at about 4.85 bits a weight.
pub(super) fn size(model: &Model) -> u64 {
    (model.billions * 1e9 * 4.85 / 8.0) as u64
}

async fn show(State(world): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "unexpected EOF");
    };
    let Some(model) = request["model"].as_str().and_then(|name| world.model(name)) else {
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
            "offprint.active_parameter_count": model.active_billions.map(|active| (active * 1e9) as u64),
            format!("{architecture}.context_length"): 131_072,
        },
        "capabilities": capabilities,
    }))
    .into_response()
}

async fn chat(State(world): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "unexpected EOF");
    };
    let Some(model) = request["model"].as_str().and_then(|name| world.model(name)) else {
        return no_model(&request["model"]);
    };
    let prompt = request["messages"].as_array().and_then(|all| all.last()).and_then(|last| last["content"].as_str());
    let performance = perform(&world, model, model.ollama, prompt.unwrap_or_default());
    let frames = frames(&world, model.name, &performance);
    ([(header::CONTENT_TYPE, "application/x-ndjson")], play(frames)).into_response()
}

/// The reply's lines: thinking, answer, and the statistics in nanoseconds of real, compressed time.
fn frames(world: &World, model: &str, performance: &Performance) -> Vec<Frame> {
    let line = |message: Value| format!("{}\n", json!({ "model": model, "message": message, "done": false }));
    let thought =
        performance.thinking.iter().map(|piece| line(json!({ "role": "assistant", "content": "", "thinking": piece })));
    let said = performance.pieces.iter().map(|piece| line(json!({ "role": "assistant", "content": piece })));
    let token = world.real(performance.token);
    let mut frames: Vec<Frame> = thought.chain(said).map(|line| (token, line)).collect();
    let before = world.real(performance.overhead + performance.prompt);
    if let Some(first) = frames.first_mut() {
        first.0 = before;
    }
    let generation = token * u32::try_from(frames.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let done = json!({
        "model": model,
        "message": { "role": "assistant", "content": "" },
        "done": true,
        "done_reason": "stop",
        "total_duration": nanoseconds(before + generation),
        "load_duration": nanoseconds(world.real(0.0005)),
        "prompt_eval_count": performance.prompt_tokens,
        "prompt_eval_duration": nanoseconds(world.real(performance.prompt)),
        "eval_count": performance.tokens(),
        "eval_duration": nanoseconds(generation),
    });
    frames.push((Duration::ZERO, format!("{done}\n")));
    frames
}

fn no_model(name: &Value) -> Response {
    error(StatusCode::NOT_FOUND, &format!("model '{}' not found", name.as_str().unwrap_or_default()))
}

fn error(status: StatusCode, words: &str) -> Response {
    (status, axum::Json(json!({ "error": words }))).into_response()
}
