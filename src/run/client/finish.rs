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
    /// The server stopped, with a fault, for somebody else, or with a reason that is not known.
    Broken,
}

/// Reasons in lower case. Any other is the server's: only a reason that is known to be the model's own end, or a limit of
/// length, may be scored.
const REASONS: [(&str, Finish); 29] = [
    // OpenAI, llama-server, vLLM, Google and most others; Ollama's `done_reason`.
    ("stop", Finish::Whole),
    ("tool_calls", Finish::Whole),
    ("function_call", Finish::Whole),
    // llama.cpp's own completions, and Hugging Face's text-generation-inference.
    ("eos", Finish::Whole),
    ("word", Finish::Whole),
    ("eos_token", Finish::Whole),
    ("stop_sequence", Finish::Whole),
    ("stop_token", Finish::Whole),
    // LM Studio.
    ("eosfound", Finish::Whole),
    ("stopstringfound", Finish::Whole),
    ("toolcalls", Finish::Whole),
    // Anthropic and Cohere.
    ("end_turn", Finish::Whole),
    ("tool_use", Finish::Whole),
    ("complete", Finish::Whole),
    ("tool_call", Finish::Whole),
    ("completed", Finish::Whole),
    // Limits of length.
    ("length", Finish::Cut),
    ("max_tokens", Finish::Cut),
    ("max_new_tokens", Finish::Cut),
    ("max_completion_tokens", Finish::Cut),
    ("max_output_tokens", Finish::Cut),
    ("max_length", Finish::Cut),
    ("limit", Finish::Cut),
    ("maxpredictedtokensreached", Finish::Cut),
    // LM Studio, Mistral and Anthropic.
    ("contextlengthreached", Finish::OutOfContext),
    ("model_length", Finish::OutOfContext),
    ("model_context_window_exceeded", Finish::OutOfContext),
    ("context_length", Finish::OutOfContext),
    ("context_length_exceeded", Finish::OutOfContext),
];

/// The meaning of a reason, and the reason as the server wrote it; nothing where the server has not given one
/// yet. SGLang's own format has an object with a `type`.
pub(super) fn finish(reason: Option<&Value>) -> Option<(Finish, &str)> {
    let reason = reason?;
    let word = reason.as_str().or_else(|| reason.get("type")?.as_str()).filter(|word| !word.is_empty())?;
    let known = REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    Some((known.map_or(Finish::Broken, |(_, finish)| *finish), word))
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
        for word in ["tool_calls", "STOP", "eos_token", "end_turn", "COMPLETE"] {
            assert_eq!(meaning(json!(word)), Some(Finish::Whole), "{word}");
        }
        for word in ["server_error", "SAFETY", "content_filter", "preempted", "load", "a word of tomorrow"] {
            assert_eq!(meaning(json!(word)), Some(Finish::Broken), "{word}");
        }
        assert_eq!((meaning(Value::Null), meaning(json!("")), meaning(json!({}))), (None, None, None));
    }
}
