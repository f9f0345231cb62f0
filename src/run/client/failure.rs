//! From a server's error replies to a [`Failure`] with its kind.

use serde_json::Value;

use crate::record::{Failure, FailureKind};

/// The longest error message that is kept, in characters: servers may echo the prompt in it.
const MAX_MESSAGE_LENGTH: usize = 500;

/// A failure of this kind, its message trimmed and bounded.
pub(super) fn failure(kind: FailureKind, message: impl AsRef<str>) -> Failure {
    let message = message.as_ref().trim();
    let end = message.char_indices().nth(MAX_MESSAGE_LENGTH).map_or(message.len(), |(index, _)| index);
    Failure { kind, message: message[..end].to_owned() }
}

/// The message of an error object in any of the shapes that servers use: `{"error":"text"}` (Ollama),
/// `{"error":{"message":..}}` (OpenAI, llama-server), `{"detail":..}` (FastAPI, which vLLM and others are built on).
pub(super) fn error_message(value: &Value) -> Option<String> {
    let error = value.get("error").or_else(|| value.get("detail")).filter(|error| !error.is_null())?;
    let message = error.as_str().or_else(|| error.get("message").and_then(Value::as_str));
    Some(message.map_or_else(|| error.to_string(), str::to_owned))
}

/// The failure that a frame or line of a stream with status 200 reports, if it reports one.
pub(super) fn failure_in_stream(value: &Value) -> Option<Failure> {
    let message = error_message(value)?;
    let kind = if is_overflow(value, &message) { FailureKind::ContextOverflow } else { FailureKind::Server };
    Some(failure(kind, message))
}

/// The failure of a reply with a status other than 2xx.
pub(super) fn failure_of_reply(status: u16, body: &[u8]) -> Failure {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let plain = || String::from_utf8_lossy(body).into_owned();
    let message = value.as_ref().and_then(error_message).unwrap_or_else(plain);
    let overflow = value.as_ref().is_some_and(|value| is_overflow(value, &message));
    let kind = match status {
        400 | 413 | 500 if overflow => FailureKind::ContextOverflow,
        // Ollama also sends 404 for an unknown path, as the plain text `404 page not found`.
        404 if message.contains("model") => FailureKind::ModelNotFound,
        // Too slow (408) and too many (429) are about the moment, every other one about the request.
        400..500 if status != 408 && status != 429 => FailureKind::Refused,
        _ => FailureKind::Server,
    };
    failure(kind, format!("status {status}: {message}"))
}

/// Whether an error reports that the prompt exceeds the context. Only llama-server has a type for it
/// (`ERROR_TYPE_EXCEED_CONTEXT_SIZE` in its source); from other servers only the wording tells.
fn is_overflow(value: &Value, message: &str) -> bool {
    let kind = value.pointer("/error/type").and_then(Value::as_str);
    let wording = message.contains("context") && (message.contains("exceed") || message.contains("length"));
    kind == Some("exceed_context_size_error") || wording
}
