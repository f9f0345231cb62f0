//! llama-server's protocol, as far as a benchmark uses it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::answer::{Performance, perform};
use super::stream::{Frame, play};
use super::{World, ollama};

type Shared = State<Arc<World>>;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/health", get(|| async { axum::Json(json!({ "status": "ok" })) }))
        .route("/props", get(properties))
        .route("/v1/models", get(models))
        .route("/v1/chat/completions", post(chat))
}

async fn properties(State(world): Shared) -> axum::Json<Value> {
    axum::Json(json!({
        "default_generation_settings": { "n_ctx": 32_768 },
        "total_slots": 1,
        "model_ftype": "Q4_K_M",
        "build_info": "b0-simulated",
        "simulated": world.confession(),
    }))
}

async fn models(State(world): Shared) -> axum::Json<Value> {
    let entry = |model: &super::Model| {
        json!({
            "id": model.name,
            "object": "model",
            "owned_by": "llamacpp",
            "meta": {
                "architecture": if model.active_billions.is_some() { "treemoe" } else { "tree" },
                "n_ctx_train": 131_072,
                "n_params": (model.billions * 1e9) as u64,
                "n_active_params": model.active_billions.map(|active| (active * 1e9) as u64),
                "size": ollama::size(model),
                "ftype": "Q4_K_M",
            },
        })
    };
    axum::Json(json!({ "object": "list", "data": world.models.iter().map(entry).collect::<Vec<_>>() }))
}

async fn chat(State(world): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", "the body is no JSON");
    };
    let Some(model) = request["model"].as_str().and_then(|name| world.model(name)) else {
        return error(StatusCode::NOT_FOUND, "not_found_error", "model not found");
    };
    let prompt = request["messages"].as_array().and_then(|all| all.last()).and_then(|last| last["content"].as_str());
    let performance = perform(&world, model, model.llama_cpp, prompt.unwrap_or_default());
    ([(header::CONTENT_TYPE, "text/event-stream")], play(frames(&world, model.name, &performance))).into_response()
}

/// The reply's events: the role without content, thinking, answer, the finish reason, usage with timings, the end mark.
fn frames(world: &World, model: &str, performance: &Performance) -> Vec<Frame> {
    let event = |value: Value| format!("data: {value}\n\n");
    let chunk = |delta: Value, reason: Value| {
        event(
            json!({ "model": model, "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }] }),
        )
    };
    let thought = performance.thinking.iter().map(|piece| chunk(json!({ "reasoning_content": piece }), Value::Null));
    let said = performance.pieces.iter().map(|piece| chunk(json!({ "content": piece }), Value::Null));
    let token = world.real(performance.token);
    let mut tokens: Vec<Frame> = thought.chain(said).map(|event| (token, event)).collect();
    if let Some(first) = tokens.first_mut() {
        let role = chunk(json!({ "role": "assistant", "content": null }), Value::Null);
        *first = (world.real(performance.overhead + performance.prompt), role + &first.1);
    }
    let generation = token * u32::try_from(tokens.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let usage = event(json!({
        "model": model,
        "object": "chat.completion.chunk",
        "choices": [],
        "usage": { "prompt_tokens": performance.prompt_tokens, "completion_tokens": performance.tokens() },
        "timings": {
            "cache_n": 0,
            "prompt_n": performance.prompt_tokens,
            "prompt_ms": world.real(performance.prompt).as_secs_f64() * 1e3,
            "predicted_n": performance.tokens(),
            "predicted_ms": generation.as_secs_f64() * 1e3,
        },
    }));
    let end = chunk(json!({}), json!("stop")) + &usage + "data: [DONE]\n\n";
    tokens.push((Duration::ZERO, end));
    tokens
}

fn error(status: StatusCode, kind: &str, words: &str) -> Response {
    (status, axum::Json(json!({ "error": { "code": status.as_u16(), "message": words, "type": kind } })))
        .into_response()
}
