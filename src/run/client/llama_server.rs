//! llama.cpp's llama-server: streaming chat completions with `timings`.

use serde_json::{Value, json};

use super::events::{EndMark, EventDecoder};
use super::{Ask, Decoder, Protocol, SAMPLER};

/// llama-server by `/v1/chat/completions`.
#[derive(Debug, Clone, Copy)]
pub struct LlamaServer;

impl Protocol for LlamaServer {
    fn path(&self) -> &'static str {
        "/v1/chat/completions"
    }

    /// `cache_prompt` off, so that a prompt seen before is evaluated again; every sampler setting sent, since the server's defaults
    /// differ from Ollama's; thinking switched off by the one switch that chat templates know.
    fn body(&self, ask: &Ask<'_>) -> Value {
        let settings = ask.settings;
        json!({
            "model": ask.model,
            "messages": [{ "role": "user", "content": ask.prompt }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "cache_prompt": false,
            "chat_template_kwargs": { "enable_thinking": false },
            "max_tokens": ask.max_tokens(),
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
        Box::new(EventDecoder::new(EndMark::Done))
    }

    fn slots(&self) -> Option<&'static str> {
        Some("/slots")
    }
}
