//! The reasons that servers give for the end of an answer.

use serde_json::Value;

/// What a reason means for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// The model ended it.
    Whole,
    /// It reached a limit of length: the one that was sent, or one of the server.
    Cut,
    /// It reached the end of the context.
    OutOfContext,
    /// The server stopped, with a fault or for somebody else.
    Broken,
}

/// Reasons in lower case; any other is the model's own end: `stop`, `eos`, `tool_calls`.
const REASONS: [(&str, Finish); 28] = [
    // OpenAI, llama-server and most others; Ollama's `done_reason`.
    ("length", Finish::Cut),
    ("max_tokens", Finish::Cut),
    ("max_new_tokens", Finish::Cut),
    ("max_completion_tokens", Finish::Cut),
    ("max_output_tokens", Finish::Cut),
    ("limit", Finish::Cut),
    // LM Studio.
    ("maxpredictedtokensreached", Finish::Cut),
    ("contextlengthreached", Finish::OutOfContext),
    ("userstopped", Finish::Broken),
    ("modelunloaded", Finish::Broken),
    ("failed", Finish::Broken),
    // Mistral and Anthropic.
    ("model_length", Finish::OutOfContext),
    ("model_context_window_exceeded", Finish::OutOfContext),
    ("context_length", Finish::OutOfContext),
    ("context_length_exceeded", Finish::OutOfContext),
    // vLLM and SGLang abort a request whose client or engine is gone.
    ("abort", Finish::Broken),
    ("aborted", Finish::Broken),
    ("cancelled", Finish::Broken),
    ("canceled", Finish::Broken),
    ("interrupted", Finish::Broken),
    ("timeout", Finish::Broken),
    ("error", Finish::Broken),
    ("engine_error", Finish::Broken),
    ("insufficient_system_resource", Finish::Broken),
    // A filter of the server, not of the model.
    ("content_filter", Finish::Broken),
    // Ollama, for a request that only loads or unloads.
    ("load", Finish::Broken),
    ("unload", Finish::Broken),
    ("malformed_response", Finish::Broken),
];

/// The meaning of a reason, and the reason as the server wrote it; nothing where the server has not given one yet. SGLang's own format
/// has an object with a `type`.
pub(super) fn finish(reason: Option<&Value>) -> Option<(Finish, &str)> {
    let reason = reason?;
    let word = reason.as_str().or_else(|| reason.get("type")?.as_str()).filter(|word| !word.is_empty())?;
    let known = REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    Some((known.map_or(Finish::Whole, |(_, finish)| *finish), word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reason_has_one_meaning_however_it_is_written() {
        let meaning = |reason: Value| finish(Some(&reason)).map(|(finish, _)| finish);
        assert_eq!(meaning(json!("stop")), Some(Finish::Whole));
        assert_eq!((meaning(json!("length")), meaning(json!("MAX_TOKENS"))), (Some(Finish::Cut), Some(Finish::Cut)));
        assert_eq!(meaning(json!("contextLengthReached")), Some(Finish::OutOfContext));
        assert_eq!(meaning(json!({"type": "abort", "message": "gone"})), Some(Finish::Broken));
        assert_eq!((meaning(Value::Null), meaning(json!("")), meaning(json!({}))), (None, None, None));
    }
}
