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
use super::fault::FaultKind;
use super::stream::Frame;
use super::{World, ollama, question_of};

type Shared = State<Arc<World>>;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/health", get(|| async { axum::Json(json!({ "status": "ok" })) }))
        .route("/props", get(properties))
        .route("/slots", get(slots))
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

/// The one slot. When a client goes away, the answer to it stops: it is never found busy.
async fn slots() -> axum::Json<Value> {
    axum::Json(json!([{ "id": 0, "n_ctx": 32_768, "is_processing": false }]))
}

async fn models(State(world): Shared) -> axum::Json<Value> {
    let entry = |model: &super::Model| {
        json!({
            "id": model.name,
            "object": "model",
            "owned_by": "llamacpp",
            "meta": {
                "architecture": if model.active_billions.is_some() { "treemoe" } else { "tree" },
                "n_ctx_train": ollama::TRAINED_CONTEXT,
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
    let question = question_of(&request, &request["max_tokens"]);
    let fault = world.fault_of_next(model, &question);
    if fault == Some(FaultKind::Loading) {
        return error(StatusCode::SERVICE_UNAVAILABLE, "unavailable_error", "Loading model");
    }
    let performance = perform(&world, model, model.llama_cpp, question);
    let write_error = |words: &str| {
        format!("data: {}\n\n", json!({ "error": { "code": 500, "message": words, "type": "server_error" } }))
    };
    let body = world.body(frames(&world, &model.name, &performance), fault, write_error);
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
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
    let mut events: Vec<String> = thought.chain(said).collect();
    let generation = token * u32::try_from(events.len().saturating_sub(1)).unwrap_or(u32::MAX);
    if let Some(first) = events.first_mut() {
        first.insert_str(0, &chunk(json!({ "role": "assistant", "content": null }), Value::Null));
    }
    let mut frames: Vec<Frame> = events.into_iter().map(|event| Frame::send(token, event)).collect();
    if let Some(first) = frames.first_mut() {
        first.wait = world.real(performance.overhead + performance.prompt);
    }
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
    let reason = if performance.cut { "length" } else { "stop" };
    let end = chunk(json!({}), json!(reason)) + &usage + "data: [DONE]\n\n";
    frames.push(Frame::send(Duration::ZERO, end));
    frames
}

fn error(status: StatusCode, kind: &str, words: &str) -> Response {
    (status, axum::Json(json!({ "error": { "code": status.as_u16(), "message": words, "type": kind } })))
        .into_response()
}
