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
use super::fault::FaultKind;
use super::models::Model;
use super::stream::Frame;
use super::{VERSION, World, question_of};

/// Tokens of context where the client asks for none.
const DEFAULT_CONTEXT: u64 = 4096;
/// Tokens of context that every model was trained for.
pub(super) const TRAINED_CONTEXT: u64 = 131_072;

type Shared = State<Arc<World>>;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(|| async { "Ollama is running" }))
        .route("/api/version", get(version))
        .route("/api/tags", get(tags))
        .route("/api/ps", get(resident))
        .route("/api/show", post(show))
        .route("/api/chat", post(chat))
}

async fn version(State(world): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "version": VERSION, "simulated": world.confession() }))
}

async fn tags(State(world): Shared) -> axum::Json<Value> {
    axum::Json(json!({ "models": world.models.iter().map(entry).collect::<Vec<_>>() }))
}

/// What is loaded, and with which context.
async fn resident(State(world): Shared) -> axum::Json<Value> {
    let loaded = world.memory().resident.clone();
    let entry = |(name, context): (String, u64)| {
        let mut entry = entry(world.model(&name)?);
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
            format!("{architecture}.context_length"): TRAINED_CONTEXT,
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
    if request["keep_alive"] == 0 {
        world.memory().resident.remove(&model.name);
        return done(model, "unload");
    }
    let context = request["options"]["num_ctx"].as_u64().unwrap_or(DEFAULT_CONTEXT).min(TRAINED_CONTEXT);
    world.memory().resident.insert(model.name.clone(), context);
    if request["messages"].as_array().is_none_or(Vec::is_empty) {
        return done(model, "load");
    }
    let question = question_of(&request, &request["options"]["num_predict"]);
    let fault = world.fault_of_next(model, &question);
    if fault == Some(FaultKind::Loading) {
        return error(StatusCode::SERVICE_UNAVAILABLE, "Loading model");
    }
    let performance = perform(&world, model, model.ollama, question);
    let frames = frames(&world, &model.name, &performance);
    let body = world.body(frames, fault, |words| format!("{}\n", json!({ "error": words })));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

/// The reply to a request that only loads or unloads: no times, as Ollama gives none.
fn done(model: &Model, reason: &str) -> Response {
    axum::Json(json!({
        "model": model.name,
        "message": { "role": "assistant", "content": "" },
        "done": true,
        "done_reason": reason,
    }))
    .into_response()
}

/// The reply's lines: thinking, answer, and the statistics in nanoseconds of real, compressed time.
fn frames(world: &World, model: &str, performance: &Performance) -> Vec<Frame> {
    let line = |message: Value| format!("{}\n", json!({ "model": model, "message": message, "done": false }));
    let thought =
        performance.thinking.iter().map(|piece| line(json!({ "role": "assistant", "content": "", "thinking": piece })));
    let said = performance.pieces.iter().map(|piece| line(json!({ "role": "assistant", "content": piece })));
    let token = world.real(performance.token);
    let mut frames: Vec<Frame> = thought.chain(said).map(|line| Frame::send(token, line)).collect();
    let before = world.real(performance.overhead + performance.prompt);
    if let Some(first) = frames.first_mut() {
        first.wait = before;
    }
    let generation = token * u32::try_from(frames.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let done = json!({
        "model": model,
        "message": { "role": "assistant", "content": "" },
        "done": true,
        "done_reason": if performance.cut { "length" } else { "stop" },
        "total_duration": nanoseconds(before + generation),
        "load_duration": nanoseconds(world.real(0.0005)),
        "prompt_eval_count": performance.prompt_tokens,
        "prompt_eval_duration": nanoseconds(world.real(performance.prompt)),
        "eval_count": performance.tokens(),
        "eval_duration": nanoseconds(generation),
    });
    frames.push(Frame::send(Duration::ZERO, format!("{done}\n")));
    frames
}

fn no_model(name: &Value) -> Response {
    error(StatusCode::NOT_FOUND, &format!("model '{}' not found", name.as_str().unwrap_or_default()))
}

fn error(status: StatusCode, words: &str) -> Response {
    (status, axum::Json(json!({ "error": words }))).into_response()
}
