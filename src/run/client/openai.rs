//! Any other OpenAI-compatible server. Lenient in what it reads, and minimal in what it sends: some servers reject
//! unknown parameters.

use serde_json::{Value, json};

use super::events::EventDecoder;
use super::request::{ChatRequest, SAMPLER};
use super::wire_format::{Decoder, WireFormat};

/// An OpenAI-compatible server through `/v1/chat/completions`.
#[derive(Debug, Clone, Copy)]
pub struct OpenAi;

impl WireFormat for OpenAi {
    fn path(&self) -> &'static str {
        "/v1/chat/completions"
    }

    /// Only the parameters of <https://platform.openai.com/docs/api-reference/chat>: top-k, min-p and the repeat
    /// penalty are not among them and keep the server's defaults. The presence and frequency penalties are left out,
    /// because 0 is their default there: LiteLLM refuses both in front of an Ollama, whatever their value
    /// (<https://docs.litellm.ai/docs/completion/drop_params>).
    fn body(&self, request: &ChatRequest<'_>) -> Value {
        let settings = request.settings;
        json!({
            "model": request.model,
            "messages": [{ "role": "user", "content": request.prompt }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "max_tokens": request.max_tokens(),
            "temperature": settings.temperature,
            "seed": settings.seed,
            "top_p": SAMPLER.top_p,
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::<EventDecoder>::default()
    }
}
