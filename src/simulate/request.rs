//! A chat request, as both protocols express it.

use serde_json::Value;

/// The default system prompt of every model.
pub(super) const DEFAULT_SYSTEM: &str = "You are a helpful assistant.";

/// A chat request as both protocols express it.
#[derive(Debug, Clone, Copy)]
pub(super) struct IncomingRequest<'a> {
    /// The system message, or what the template has in its place.
    pub(super) system: &'a str,
    /// The last message.
    pub(super) prompt: &'a str,
    /// The maximum number of tokens in the answer, if the client sets one.
    pub(super) max_tokens: Option<u64>,
}

impl<'a> IncomingRequest<'a> {
    /// The request in a body with `messages`; `max_tokens` is the value of its token limit.
    pub(super) fn read(body: &'a Value, max_tokens: &Value) -> Self {
        let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |message: &'a Value| message["content"].as_str().unwrap_or_default();
        let system = messages.iter().find(|message| message["role"] == "system");
        Self {
            system: system.map_or(DEFAULT_SYSTEM, text),
            prompt: messages.last().map(text).unwrap_or_default(),
            max_tokens: max_tokens.as_u64(),
        }
    }
}
