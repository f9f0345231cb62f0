//! llama-server's protocol, as far as a benchmark needs it. The shapes follow recordings of build b11669.

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
use super::ollama;
use super::request::IncomingRequest;
use super::state::{ServerState, Shared};
use super::stream::TimedChunk;

/// The routes.
pub(super) fn routes() -> Router<Arc<ServerState>> {
    Router::new()
        .route("/health", get(|| async { axum::Json(json!({ "status": "ok" })) }))
        .route("/props", get(properties))
        .route("/slots", get(slots))
        .route("/apply-template", post(apply_template))
        .route("/v1/models", get(models))
        .route("/v1/chat/completions", post(chat))
}

async fn properties(State(state): Shared) -> axum::Json<Value> {
    axum::Json(json!({
        "default_generation_settings": { "n_ctx": 32_768 },
        "total_slots": 1,
        "model_ftype": "Q4_K_M",
        "chat_template": CHAT_TEMPLATE,
        "build_info": "b0-simulated",
        "simulated": state.declaration(),
    }))
}

/// The chat template of every model, as its file has it.
const CHAT_TEMPLATE: &str = "{% if messages[0].role != 'system' %}{{ default_system }}{% endif %}\
    {% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}\n{% endfor %}<|assistant|>\n";

/// What the template makes of messages.
async fn apply_template(body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", "the body is not JSON");
    };
    let IncomingRequest { system, prompt, .. } = IncomingRequest::read(&request, &Value::Null);
    let rendered = format!("<|system|>\n{system}\n<|user|>\n{prompt}\n<|assistant|>\n");
    axum::Json(json!({ "prompt": rendered })).into_response()
}

/// The only slot. It is always idle, because generation stops when the client disconnects.
async fn slots() -> axum::Json<Value> {
    axum::Json(json!([{ "id": 0, "n_ctx": 32_768, "is_processing": false }]))
}

async fn models(State(state): Shared) -> axum::Json<Value> {
    let entry = |model: &Model| {
        json!({
            "id": model.name,
            "object": "model",
            "owned_by": "llamacpp",
            "meta": {
                "architecture": if model.active_billions.is_some() { "treemoe" } else { "tree" },
                "n_ctx_train": ollama::TRAINED_CONTEXT,
                "n_params": (model.billions * 1e9) as u64,
                "n_active_params": (model.active_billions.unwrap_or(model.billions) * 1e9) as u64,
                "size": ollama::size(model),
                "ftype": "Q4_K_M",
            },
        })
    };
    axum::Json(json!({ "object": "list", "data": state.models.iter().map(entry).collect::<Vec<_>>() }))
}

async fn chat(State(state): Shared, body: String) -> Response {
    let Ok(request) = serde_json::from_str::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", "the body is not JSON");
    };
    let Some(model) = request["model"].as_str().and_then(|name| state.model(name)) else {
        return error(StatusCode::NOT_FOUND, "not_found_error", "model not found");
    };
    let incoming = IncomingRequest::read(&request, &request["max_tokens"]);
    let fault = state.next_fault(model, &incoming);
    if fault == Some(FaultKind::Loading) {
        return error(StatusCode::SERVICE_UNAVAILABLE, "unavailable_error", "Loading model");
    }
    if fault == Some(FaultKind::Refusal) {
        return error(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request_error", REFUSAL);
    }
    // The cache is on unless a client turns it off.
    let cached = if request["cache_prompt"] == false { 0 } else { state.cached_tokens(model, &incoming) };
    let mut generation = generate(&state, model, model.llama_cpp, incoming, cached);
    disguise::change_generation(fault, &mut generation);
    let write_error = |message: &str| {
        format!("data: {}\n\n", json!({ "error": { "code": 500, "message": message, "type": "server_error" } }))
    };
    let chunks = disguise::change_reply(fault, chunks(&state, &model.name, &generation), true);
    let body = state.body(chunks, fault, write_error);
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// The reply's events: the role with `null` content, thinking, answer, the finish reason, usage with timings, the end
/// mark.
fn chunks(state: &ServerState, model: &str, generated: &Generation) -> Vec<TimedChunk> {
    let event = |value: Value| format!("data: {value}\n\n");
    let chunk = |delta: Value, reason: Value| {
        event(
            json!({ "model": model, "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }] }),
        )
    };
    let thinking = generated.thinking.iter().map(|piece| chunk(json!({ "reasoning_content": piece }), Value::Null));
    let answer = generated.pieces.iter().map(|piece| chunk(json!({ "content": piece }), Value::Null));
    let token = state.real(generated.token);
    let mut events: Vec<String> = thinking.chain(answer).collect();
    // The first token is part of the prompt's evaluation, as in llama-server's `predicted_ms`.
    let generation = token * u32::try_from(events.len().saturating_sub(1)).unwrap_or(u32::MAX);
    if let Some(first) = events.first_mut() {
        // llama-server sends the role and the first token in one write.
        first.insert_str(0, &chunk(json!({ "role": "assistant", "content": null }), Value::Null));
    }
    let mut chunks: Vec<TimedChunk> = events.into_iter().map(|event| TimedChunk::send(token, event)).collect();
    if let Some(first) = chunks.first_mut() {
        first.wait = state.real(generated.overhead + generated.prompt);
    }
    let usage = event(json!({
        "model": model,
        "object": "chat.completion.chunk",
        "choices": [],
        "usage": {
            "prompt_tokens": generated.prompt_tokens,
            "completion_tokens": generated.tokens(),
            "prompt_tokens_details": { "cached_tokens": generated.cached_tokens },
        },
        "timings": {
            "cache_n": generated.cached_tokens,
            "prompt_n": generated.prompt_tokens - generated.cached_tokens,
            "prompt_ms": state.real(generated.prompt).as_secs_f64() * 1e3,
            "predicted_n": generated.tokens(),
            "predicted_ms": generation.as_secs_f64() * 1e3,
        },
    }));
    let reason = if generated.cut { "length" } else { "stop" };
    let end = chunk(json!({}), json!(reason)) + &usage + "data: [DONE]\n\n";
    chunks.push(TimedChunk::send(Duration::ZERO, end));
    chunks
}

fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    (status, axum::Json(json!({ "error": { "code": status.as_u16(), "message": message, "type": kind } })))
        .into_response()
}
