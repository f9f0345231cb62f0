//! llama.cpp's llama-server: streamed chat completions with `timings`.
//!
//! <https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md>

use serde_json::{Value, json};

use super::events::EventDecoder;
use super::request::{ChatRequest, SAMPLER};
use super::wire_format::{Decoder, WireFormat};

/// llama-server through `/v1/chat/completions`.
#[derive(Debug, Clone, Copy)]
pub struct LlamaServer;

impl WireFormat for LlamaServer {
    fn path(&self) -> &'static str {
        "/v1/chat/completions"
    }

    /// Every sampler setting is explicit, because the defaults differ from Ollama's (top-p 0.95 against 0.9, min-p 0.05
    /// against 0).
    fn body(&self, request: &ChatRequest<'_>) -> Value {
        let settings = request.settings;
        // `cache_prompt` is off because a cached prefix makes the time to first token collapse and can change the
        // answer even at temperature 0: https://github.com/ggml-org/llama.cpp/issues/28368,
        // https://github.com/ggml-org/llama.cpp/pull/7745. `enable_thinking` is a variable of the chat template;
        // templates without thinking ignore it.
        json!({
            "model": request.model,
            "messages": [{ "role": "user", "content": request.prompt }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "cache_prompt": false,
            "chat_template_kwargs": { "enable_thinking": false },
            "max_tokens": request.max_tokens(),
            "temperature": settings.temperature,
            "seed": settings.seed,
            "top_k": SAMPLER.top_k,
            "top_p": SAMPLER.top_p,
            "min_p": SAMPLER.min_p,
            "repeat_penalty": SAMPLER.repeat_penalty,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::<EventDecoder>::default()
    }

    fn slots(&self) -> Option<&'static str> {
        Some("/slots")
    }
}
