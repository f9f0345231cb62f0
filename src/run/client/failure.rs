//! From a server's error replies to a [`Failure`] with its kind.

use serde_json::Value;

use crate::limits;
use crate::quantity::Bytes;
use crate::record::{Failure, FailureKind};
use crate::wording::plain;

use super::json;

/// The keys under which servers report an error, in lower case.
const ERROR_KEYS: [&str; 8] =
    ["error", "errors", "err", "error_message", "errormessage", "error_msg", "exception", "detail"];
/// The keys of an error that hold its message; the first one that is there is used.
const MESSAGE_KEYS: [&str; 9] =
    ["message", "msg", "error", "detail", "description", "reason", "error_message", "type", "code"];
/// The keys and values by which an object says that it is an error: `{"object":"error"}` of older vLLM.
const ERROR_WORDS: [(&str, &str); 5] =
    [("object", "error"), ("type", "error"), ("event", "error"), ("status", "error"), ("status", "failed")];
/// How many of several errors are named.
const MOST_NAMED: usize = 3;

/// A failure of this kind, its message trimmed and bounded.
pub(super) fn failure(kind: FailureKind, message: impl AsRef<str>) -> Failure {
    Failure { kind, message: limits::cut(message.as_ref().trim(), limits::MESSAGE_LENGTH).to_owned() }
}

/// The failure of a request whose reply exceeds a limit, in bytes.
pub(super) fn too_long(what: &str, limit: usize) -> Failure {
    failure(FailureKind::TooLong, format!("{what} longer than {}", plain(&Bytes(limit as u64).to_string())))
}

/// A failure because of what a server sent in place of what the protocol has, with an excerpt of it.
pub(super) fn malformed(what: &str, found: &[u8]) -> Failure {
    let text = String::from_utf8_lossy(&found[..found.len().min(limits::EXCERPT_LENGTH * 4)]);
    let excerpt = limits::cut(text.trim(), limits::EXCERPT_LENGTH);
    failure(FailureKind::Malformed, format!("{what}: `{excerpt}`"))
}

/// The message of an error object in any of the shapes that servers use: `{"error":"text"}` (Ollama),
/// `{"error":{"message":..}}` (OpenAI, llama-server), `{"detail":..}` (FastAPI, which vLLM and others are built on),
/// `{"errors":[..]}`, `[{"error":..}]` (Google), `{"object":"error","message":..}` (older vLLM).
pub(super) fn error_message(value: &Value) -> Option<String> {
    if let Value::Array(items) = value {
        return items.iter().find_map(error_message);
    }
    let object = value.as_object()?;
    let named = object.iter().find_map(|(key, error)| {
        let known = ERROR_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key));
        if known { message_of(error) } else { None }
    });
    if let Some(message) = named {
        // `{"error":true,"message":"text"}`.
        let bare = matches!(message.as_str(), "true" | "1");
        return Some(object.get("message").filter(|_| bare).and_then(message_of).unwrap_or(message));
    }
    let reports = |(key, word): &(&str, &str)| object.get(*key).and_then(Value::as_str) == Some(*word);
    let refuses = object.get("success") == Some(&Value::Bool(false));
    (refuses || ERROR_WORDS.iter().any(reports)).then(|| within(value).unwrap_or_else(|| value.to_string()))
}

/// The message in the value of an error's key; nothing where the value says that there is no error.
fn message_of(error: &Value) -> Option<String> {
    match error {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(errors) => {
            let messages: Vec<String> = errors.iter().filter_map(message_of).take(MOST_NAMED).collect();
            (!messages.is_empty()).then(|| messages.join("; "))
        }
        Value::Object(fields) if fields.is_empty() => None,
        Value::Object(_) => Some(within(error).unwrap_or_else(|| error.to_string())),
        Value::Number(number) if number.as_f64() == Some(0.0) => None,
        Value::Bool(true) | Value::Number(_) => Some(error.to_string()),
    }
}

fn within(error: &Value) -> Option<String> {
    MESSAGE_KEYS.iter().find_map(|key| message_of(error.get(key)?))
}

/// The failure that a frame or line of a stream with status 200 reports, if it reports one.
pub(super) fn failure_in_stream(value: &Value) -> Option<Failure> {
    error_message(value).map(|message| server_failure(value, &message))
}

/// The failure that the text of an `error` field or event reports: JSON of any shape, or words.
pub(super) fn failure_of_field(text: &[u8]) -> Failure {
    let value = json::parse(text).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(text).into_owned()));
    let message = error_message(&value).or_else(|| message_of(&value));
    server_failure(&value, &message.unwrap_or_else(|| "an error without a message".to_owned()))
}

/// The failure that a line outside of all events reports, if it is the field of an error: `error: {..}` of llama-server
/// before <https://github.com/ggml-org/llama.cpp/pull/16109>, `Error: text` of others.
pub(super) fn failure_of_line(line: &[u8]) -> Option<Failure> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (field, text) = (line[..colon].trim_ascii().to_ascii_lowercase(), &line[colon + 1..]);
    let is_error = ERROR_KEYS.iter().any(|known| field == known.as_bytes());
    is_error.then(|| failure_of_field(text.trim_ascii()))
}

fn server_failure(value: &Value, message: &str) -> Failure {
    let kind = if is_overflow(value, message) { FailureKind::ContextOverflow } else { FailureKind::Server };
    failure(kind, message)
}

/// The failure of a reply with a status other than 2xx.
pub(super) fn failure_of_reply(status: u16, body: &[u8]) -> Failure {
    let value: Option<Value> = json::parse(body).ok();
    let words = || String::from_utf8_lossy(body).into_owned();
    let message = value.as_ref().and_then(error_message).unwrap_or_else(words);
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
    let kind = value.pointer("/error/type").or_else(|| value.get("type")).and_then(Value::as_str);
    let message = message.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    // `context deadline exceeded` is a timeout, in the words of Go.
    let wording = has(&["context"])
        && has(&["length", "size", "window", "token", "prompt", "input"])
        && has(&["exceed", "length"])
        && !has(&["deadline"]);
    kind == Some("exceed_context_size_error") || wording
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_is_seen_under_every_spelling() {
        for value in [
            json!({"error": "boom"}),
            json!({"Error": {"message": "boom"}}),
            json!({"ERROR": {"code": 500, "message": "boom", "type": "server_error"}}),
            json!({"errors": [{"msg": "boom"}]}),
            json!({"errors": ["boom"]}),
            json!({"detail": "boom"}),
            json!({"detail": [{"loc": ["body"], "msg": "boom"}]}),
            json!({"error": {"error": {"message": "boom"}}}),
            json!({"error": true, "message": "boom"}),
            json!({"error": ["boom"]}),
            json!({"object": "error", "message": "boom", "code": 400}),
            json!({"type": "error", "error": {"type": "overloaded_error", "message": "boom"}}),
            json!({"success": false, "message": "boom"}),
            json!({"status": "failed", "reason": "boom"}),
            json!([{"error": {"code": 400, "message": "boom"}}]),
            json!({"choices": [], "error": {"message": "boom"}}),
            json!({"exception": "boom"}),
        ] {
            assert_eq!(error_message(&value).as_deref(), Some("boom"), "{value}");
        }
        assert_eq!(error_message(&json!({"error": 503})).as_deref(), Some("503"));
    }

    #[test]
    fn a_field_that_says_there_is_no_error_is_none() {
        for value in [
            json!({"error": null}),
            json!({"error": ""}),
            json!({"error": false}),
            json!({"error": {}}),
            json!({"errors": []}),
            json!({"error": 0}),
            json!({"object": "chat.completion.chunk", "choices": []}),
            json!({"status": "ok"}),
            json!("error"),
        ] {
            assert_eq!(error_message(&value), None, "{value}");
        }
    }

    #[test]
    fn a_prompt_that_exceeds_the_context_is_told_from_a_timeout() {
        for (message, overflow) in [
            ("the request exceeds the available context size", true),
            ("This model's maximum context length is 4096 tokens", true),
            ("the prompt exceeds the context", true),
            ("Post \"http://127.0.0.1/completion\": context deadline exceeded", false),
            ("prompt of this size: context deadline exceeded", false),
            ("context canceled", false),
        ] {
            assert_eq!(is_overflow(&json!({ "error": message }), message), overflow, "{message}");
        }
    }

    #[test]
    fn an_error_line_is_not_another_field() {
        let told = |line: &str| failure_of_line(line.as_bytes()).map(|failure| failure.message);
        assert_eq!(told("error: {\"code\":500,\"message\":\"boom\"}").as_deref(), Some("boom"));
        assert_eq!(told("Error: boom").as_deref(), Some("boom"));
        assert_eq!(told("error:").as_deref(), Some("an error without a message"));
        assert_eq!((told("retry: 10"), told(": error"), told("errorless")), (None, None, None));
    }
}
