//! Any other server of the OpenAI protocol. Lenient where servers differ, and sparing with what it sends: some refuse what they do not know.

use serde_json::{Value, json};

use super::events::{EndMark, EventDecoder};
use super::{Ask, Decoder, Protocol, SAMPLER};

/// A server of the OpenAI protocol by `/v1/chat/completions`.
#[derive(Debug, Clone, Copy)]
pub struct OpenAi;

impl Protocol for OpenAi {
    fn path(&self) -> &'static str {
        "/v1/chat/completions"
    }

    /// The protocol's own settings and no others: top-k, min-p and the repeat penalty are not among them, and stay as the server has them.
    fn body(&self, ask: &Ask<'_>) -> Value {
        let settings = ask.settings;
        json!({
            "model": ask.model,
            "messages": [{ "role": "user", "content": ask.prompt }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "max_tokens": ask.max_tokens(),
            "temperature": settings.temperature,
            "seed": settings.seed,
            "top_p": SAMPLER.top_p,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(EventDecoder::new(EndMark::DoneOrFinishReason))
    }
}
